"""Does a circuit compute what we say it computes?

An adder of two bits and a carry is made of gates.  We say: it adds.  The high circuit has no gates,
only numbers: ``two = x + y`` and ``total = two + z``.  Which gates stand for ``two``?  The first half
adder: its sum and its carry, read as a number.  The claim is tested by *interchange*: take those
gates' values from one input and put them into a run on another; then high, with ``two`` taken from the
one and the rest from the other, must say what low says.  Every input, every source: no sample.
"""

from fractions import Fraction

from abstractions.circuit import Alignment, Circuit, compare, interchange, scrub, smallest

BITS = {"a": (0, 1), "b": (0, 1), "c": (0, 1)}


def adder(gate):
    """A full adder; ``gate`` makes the first sum of two bits."""
    return Circuit.of(
        {
            "half": gate,
            "both": lambda a, b: a & b,
            "sum": lambda half, c: half ^ c,
            "more": lambda half, c: half & c,
            "carry": lambda both, more: both | more,
        },
        values=BITS,
    )


addition = Circuit.of(
    {"two": lambda x, y: x + y, "total": lambda two, z: two + z},
    values={"x": (0, 1), "y": (0, 1), "z": (0, 1), "two": (0, 1, 2, 3), "total": range(5)},
)
cells = {"x": "a", "y": "b", "z": "c", "two": ("both", "half"), "total": ("carry", "sum")}
number = {"two": lambda both, half: 2 * both + half, "total": lambda high, low: 2 * high + low}

right = Alignment.of(adder(lambda a, b: a ^ b), addition, cells, number)
wrong = Alignment.of(adder(lambda a, b: a | b), addition, cells, number)

assert interchange(right, compare="all").accuracy == 1
refuted = interchange(wrong)
print(refuted)
assert refuted.verdict.counterexample.replay()

# Scrubbing asks something else.  It resamples what the hypothesis calls irrelevant, and never runs the
# hypothesis' own output.  So XOR may be called OR, and nothing changes:


def two_bits(gate):
    """Two wires and a gate."""
    wires = {"p": lambda x: x, "q": lambda y: y}
    return Circuit.of({**wires, "out": gate}, values={"x": (0, 1), "y": (0, 1)})


xor, or_ = two_bits(lambda p, q: p ^ q), two_bits(lambda p, q: p | q)
some = [{"x": 0, "y": 0}, {"x": 0, "y": 1}, {"x": 1, "y": 0}]
fooled = Alignment.of(xor, or_), some
assert scrub(*fooled) and interchange(*fooled).accuracy == Fraction(43, 48)
print()
print(compare(*fooled))

# Which edges of the adder matter?  All ten: without any one of them some pair of inputs goes wrong.

(everything,) = smallest(adder(lambda a, b: a ^ b))
print()
print(everything)
assert len(everything.edges) == 10 and everything.faithfulness == 1
