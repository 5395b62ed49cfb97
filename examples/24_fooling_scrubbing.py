"""Three ways in which an average may deceive, and what does not.

Causal scrubbing resamples what a hypothesis calls irrelevant, and asks whether the loss stays.  The
average loss may stay, or even fall, while every single output changes.  So look at the samples.
"""

from fractions import Fraction

from abstractions.circuit import Alignment, Circuit, interchange, scrub

BITS = {"x": (0, 1), "y": (0, 1)}


def two_wires(gate):
    """A = x, B = y, and a gate."""
    return Circuit.of({"A": lambda x: x, "B": lambda y: y, "out": gate}, values=BITS)


def squared(target):
    """The squared error."""
    return lambda out, at: Fraction(out - target(at)) ** 2


# 1. The hypothesis says OR, the circuit does XOR.  On these three inputs nobody sees the difference,
#    and scrubbing never runs the hypothesis' own output.  Interchange does.

some = [{"x": 0, "y": 0}, {"x": 0, "y": 1}, {"x": 1, "y": 0}]
either = Alignment.of(two_wires(lambda A, B: A ^ B), two_wires(lambda A, B: A | B))
assert scrub(either, some)
assert interchange(either, some).accuracy == Fraction(43, 48)
print(interchange(either, some))

# 2. The label is x, the circuit says x xor y, the hypothesis "y is irrelevant".  Wrong half of the time
#    before and after: the expectation is the same, every second sample is not.

xor = Circuit.of({"out": lambda x, y: x ^ y}, values=BITS)
blind = Alignment.of(xor, Circuit.of({"out": lambda x: x}, values={"x": (0, 1)}))
scrubbed = scrub(blind)
loss = squared(lambda at: at["x"])
before = scrubbed.before(loss)
assert before == scrubbed.expectation(loss) == Fraction(1, 2) and not scrubbed
print(f"\nexpected loss {before}, scrubbed {scrubbed.expectation(loss)}; but\n{scrubbed}")

# 3. Two copies of one input are added; the target is 0.  "Neither matters" makes them independent, their
#    errors cancel, and more than all of the loss is recovered.

copies = {"A": lambda x: x, "B": lambda x: x}
twice = Circuit.of({**copies, "out": lambda A, B: A + B}, values={"x": (-1, 1)})
neither = Circuit.of(
    {"A": lambda: 0, "B": lambda: 0, "out": lambda A, B: A + B},
    values={"A": (0, -1, 1), "B": (0, -1, 1)},
)
apart = scrub(Alignment.of(twice, neither, maps={"A": lambda _: 0, "B": lambda _: 0}))
zero = squared(lambda at: 0)
assert apart.expectation(zero) == 2 and apart.before(zero) == 4
assert not apart
print(f"\nloss 4 -> {apart.expectation(zero)}, from {apart.distribution}")
