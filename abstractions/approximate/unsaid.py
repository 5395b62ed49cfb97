"""What classes leave unsaid, in whole numbers: the information of an abstraction as a solver can add it up.

Main definitions  `Unsaid`, `tangent`
Notes             Classes of weights A with sum N keep log N - (1/N) sum A log A bits.  The sum is what is left
                  unsaid.  It is convex in the weights: each term lies above its tangents, and these are
                  rounded to lines of whole numbers below it, in units of 2^-30 or, for large N, as small
                  as a machine word allows.  So all that is said in these units is right up to less than
                  a billionth of a bit, and bounds are true bounds.
Law               `tangents_lie_below_and_touch` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal, localcontext
from functools import cache
from math import log2

from ..arrays import Ints
from ..errors import Misuse

__all__ = ["HEAVIEST", "Unsaid", "tangent"]

DIGITS = 30
"""Binary digits after the point, at most."""

HEAVIEST = 34
"""So many bits all states may weigh together."""


class Unsaid:
    """The unsaid of abstractions, for states of weights ``mass``, whole numbers.  Errors: `Misuse`.

    >>> fair = Unsaid([1, 1, 1, 1])
    >>> left = fair.of([0, 0, 1, 1])
    >>> 4 * fair.unit - left                                # 2 log2 2 + 2 log2 2, nearly
    2
    >>> round(fair.information(left), 8)                    # in bits
    1.0
    """

    def __init__(self, mass: Sequence[int]) -> None:
        self.mass, self.total = list(map(int, mass)), int(sum(mass))
        if self.total.bit_length() > HEAVIEST:
            raise Misuse(
                f"probabilities of states have a common denominator of at most {HEAVIEST} bits",
                value=f"one of {self.total.bit_length()} bits",
                reason="a solver adds up information in machine words",
                repair="round the weights",
            )
        magnitude = self.total * self.total.bit_length()
        self.digits = min(DIGITS, 56 - magnitude.bit_length())
        self.unit = 1 << self.digits
        self.most = magnitude << self.digits

    def weights(self, labels: Ints | Sequence[int]) -> list[int]:
        """Those of the classes that have any."""
        found: dict[int, int] = {}
        for c, w in zip(labels, self.mass):
            found[int(c)] = found.get(int(c), 0) + w
        return [a for a in found.values() if a]

    def line(self, a: int) -> tuple[int, int]:
        """`tangent` at a, in these units."""
        return tangent(a, self.digits)

    def of(self, labels: Ints | Sequence[int]) -> int:
        """What an abstraction leaves unsaid, rounded down: in units of ``2^-digits``."""
        lines = [(a, *self.line(a)) for a in self.weights(labels)]
        return sum(max(0, slope * a - offset) for a, slope, offset in lines)

    def least(self, k: int) -> int:
        """Whatever the weights of k classes, they leave at least this unsaid: what equal ones do, nearly."""
        slope, offset = self.line(max(1, self.total // k))
        return max(0, slope * self.total - k * offset)

    def information(self, unsaid: int) -> float:
        """The bits that are kept by what leaves so much unsaid: a float, and none that is too small."""
        return log2(self.total) - unsaid / (self.total * self.unit) + 1e-12


@cache
def tangent(a: int, digits: int) -> tuple[int, int]:
    """Whole m and c with ``m x - c <= 2^digits x log2 x`` for all x >= 0, and at a >= 1 nearly equal.

    >>> m, c = tangent(3, 30)
    >>> [2.0**30 * x * log2(x) >= m * x - c for x in (1, 2, 3, 4, 1000)], 2.0**30 * 3 * log2(3) - (3 * m - c) < 2
    ([True, True, True, True, True], True)
    """
    with localcontext() as context:
        context.prec = 60
        ln2, unit = Decimal(2).ln(), Decimal(1 << digits)
        slope = (unit * (Decimal(a).ln() + 1) / ln2).to_integral_value()
        touches = (slope * ln2 / unit - 1).exp()  # the x at which x log2 x rises by slope / unit
        return int(slope), int((unit / ln2 * touches + Decimal(10) ** -20).to_integral_value(ROUND_CEILING))
