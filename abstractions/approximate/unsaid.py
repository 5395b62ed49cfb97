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

__all__ = ["FAR", "Unsaid", "tangent"]

DIGITS = 30
"""Binary digits after the point, at most."""

HEAVIEST = 34
"""So many bits all states may weigh together."""

FAR = 1 << 62
"""More than can be left unsaid."""


class Unsaid:
    """The unsaid of abstractions above ``block``, for states of weights ``mass``, whole numbers.  Errors: `Misuse`.

    >>> fair = Unsaid([1, 1, 1, 1], [0, 0, 0, 0])
    >>> left = fair.of([0, 0, 1, 1])
    >>> 4 * fair.unit - left                                # 2 log2 2 + 2 log2 2, nearly
    2
    >>> round(fair.information(left), 8)                    # in bits
    1.0
    """

    def __init__(self, mass: Sequence[int], block: Sequence[int]) -> None:
        self.mass, self.block, self.total = list(map(int, mass)), list(map(int, block)), int(sum(mass))
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

    def of_classes(self, labels: Ints | Sequence[int]) -> list[int]:
        """Their weights."""
        found: dict[int, int] = {}
        for c, w in zip(labels, self.mass):
            found[int(c)] = found.get(int(c), 0) + w
        return list(found.values())

    def line(self, a: int) -> tuple[int, int]:
        """`tangent` at a, in these units."""
        return tangent(a, self.digits)

    def of(self, labels: Ints | Sequence[int]) -> int:
        """What an abstraction leaves unsaid, rounded down: in units of ``2^-digits``."""
        return sum(map(self.alone, self.of_classes(labels)))

    def alone(self, a: int) -> int:
        """What one class of this weight leaves unsaid."""
        slope, offset = self.line(max(a, 1))
        return max(0, slope * a - offset)

    def least(self, k: int) -> int:
        """What at most k classes leave unsaid at least.

        Those of one block would have equal weights, or nearly; and each state says no more than itself.

        >>> fair = Unsaid([1] * 6, [0, 0, 0, 0, 1, 1])
        >>> fair.least(3) == fair.of([0, 0, 1, 1, 2, 2])
        True
        """
        spread = [FAR] * (k + 1)  # by the number of classes
        spread[0] = 0
        for weight in self.of_classes(self.block):
            one = [FAR] + [self.even(weight, parts) for parts in range(1, k + 1)]
            spread = [min((spread[i] + one[j - i] for i in range(j)), default=FAR) for j in range(k + 1)]
        return max(min(spread), self.of(range(len(self.mass))))

    def even(self, weight: int, parts: int) -> int:
        """What so many parts of a weight leave unsaid that differ by at most one."""
        q, more = divmod(weight, parts)
        return self.alone(q) * (parts - more) + self.alone(q + 1) * more

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
