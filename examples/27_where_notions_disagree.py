"""Scrubbing and interchange do not imply each other, in either direction.

Both ask whether a circuit "is" the hypothesis.  Here is one hypothesis that each of them accepts and the
other refuses, and a census: all 256 ways to say of one gate that it is another one.
"""

from abstractions.circuit import Alignment, Circuit, census, compare
from abstractions.testing.enumerate import hypotheses

# Scrubbing accepts, interchange refuses: scrubbing never runs the hypothesis' own output.

BITS = {"x": (0, 1), "y": (0, 1)}


def two_wires(gate):
    """A = x, B = y, and a gate."""
    return Circuit.of({"A": lambda x: x, "B": lambda y: y, "out": gate}, values=BITS)


negated = compare(Alignment.of(two_wires(lambda A, B: A ^ B), two_wires(lambda A, B: 1 - (A ^ B))))
print(negated, end="\n\n")
said = {finding.notion: finding for finding in negated.findings}
assert said["scrubbing"].holds and said["interchange, outputs"].measure == "accuracy 0"

# Interchange accepts, scrubbing refuses: it compares what values mean.  Low says a number, high its parity;
# scrubbing draws another number of the same parity, and the number, not its parity, must stay.

four = {"x": range(4)}
number = Circuit.of({"A": lambda x: x, "out": lambda A: A}, values=four)
parity = Circuit.of({"A": lambda x: x % 2, "out": lambda A: A}, values=four)
odd = Alignment.of(number, parity, maps={"A": lambda a: a % 2, "out": lambda out: out % 2})
coarse = compare(odd)
print(coarse, end="\n\n")
said = {finding.notion: finding.holds for finding in coarse.findings}
assert said["interchange, all nodes"] and said["constructive"] and not said["scrubbing"]

# The census.  On three of the four inputs, scrubbing accepts all 256; interchange only the 16 true ones,
# for a source may make the input that was left out.

some = [{"x": 0, "y": 0}, {"x": 0, "y": 1}, {"x": 1, "y": 0}]
found = census((a, some) for a in hypotheses())
print(found)
assert found.both("scrubbing", True, "interchange, outputs", False)[0] == 240
assert found.both("local, values of the same input", True, "interchange, outputs", False)[0] == 16
