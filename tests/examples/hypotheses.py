"""Circuits and hypotheses that the tests of the commands and pictures name as ``hypotheses.py:right``."""

from abstractions.circuit import Alignment, Circuit

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


def two_bits(gate):
    """Two wires and a gate."""
    wires = {"p": lambda x: x, "q": lambda y: y}
    return Circuit.of({**wires, "out": gate}, values={"x": (0, 1), "y": (0, 1)})


xor, or_ = two_bits(lambda p, q: p ^ q), two_bits(lambda p, q: p | q)
some = [{"x": 0, "y": 0}, {"x": 0, "y": 1}, {"x": 1, "y": 0}]
fooled = Alignment.of(xor, or_), some
