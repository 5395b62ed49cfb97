"""Nearly complete abstractions: all that are minimal above a given one.

Main definitions  `nearly_complete`, `Minima`
Notes             The complete abstractions above p have a least one.  Those with a defect of at most
                  epsilon need not: they are not closed under infima.  So all minimal ones are told; two of
                  them are incomparable witnesses that none is least.
Law               `nearly_complete_abstractions_are_all_minimal_ones` in `abstractions.testing.laws`
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from ..abstraction import Abstraction
from ..algebra import Algebra
from ..arguments import budget_of
from ..computation import Computation
from ..errors import Misuse
from ..question import asked
from ..several import Several
from ..system import System
from ..system.exact import exact
from .flow import flow_of
from .front import PARTITIONS
from .partitions import words_above, wrongs

__all__ = ["Minima", "nearly_complete", "part_of_one"]


@dataclass(frozen=True, eq=False, repr=False)
class Minima(Several[Abstraction]):
    """All minimal abstractions above ``given`` with a defect of at most ``within``, few classes first.

    ``defects``: of each.  ``unique``: whether there is only one, which then is the least.  That there are no
    others is by enumeration, which leaves no proof: to check it is to ask again.
    """

    given: Abstraction
    within: Fraction
    found: tuple[Abstraction, ...]
    defects: tuple[Fraction, ...]

    @property
    def unique(self) -> bool:
        """Whether there is a least one."""
        return len(self.found) == 1

    def one(self, i: int) -> Abstraction:
        """``found[i]``."""
        return self.found[i]

    def __len__(self) -> int:
        return len(self.found)

    def __str__(self) -> str:
        lines = [f"{p}: defect {d}" for p, d in zip(self.found[:20], self.defects)]
        lines += [f"and {len(self) - 20} more"] * (len(self) > 20)
        head = "the least one" if self.unique else f"{len(self)} minimal ones, none of them least"
        return "\n".join([head, *lines])

    def __repr__(self) -> str:
        return f"<Minima: {len(self)} with a defect of at most {self.within}>"


def nearly_complete(
    s: System | Computation | Algebra, p: Any, within: Any, weights: Any = None, *, budget: int = PARTITIONS
) -> Minima:
    """All minimal abstractions above p (and what is shown) with a defect of at most ``within``.

    For ``within=0`` and weights that are nowhere zero a deterministic system has one, its minimal complete
    abstraction.  By enumeration of all abstractions above p; ``budget``: how many.  ``weights``: as in
    `defect`.  Errors: `Misuse`, `BudgetExceeded`.

    >>> clock = System.deterministic([1, 2, 3, 4, 0])
    >>> print(nearly_complete(clock, [0, 0, 0, 1, 1], "1/5"))
    2 minimal ones, none of them least
    012|3|4: defect 1/5
    0|1|2|34: defect 1/5
    """
    budget = budget_of(budget)
    system, given = asked(s, p)
    given = given | system.observation
    flow, _ = flow_of(system, weights)
    most = part_of_one(within)
    words = words_above(given, budget, 'ask front(..., method="search") for the fewest classes')
    wrong = wrongs(words, flow)
    good = np.flatnonzero(wrong <= int(most * flow.unit))
    good = good[np.argsort(words[good].max(axis=1, initial=0), kind="stable")]
    identified = equal_pairs(words[good], given)
    found = []
    while good.size:  # the first has fewest classes of those that are above none found: it is minimal
        found.append(int(good[0]))
        others = (identified & ~identified[0]).any(axis=1)
        good, identified = good[others], identified[others]
    minima = tuple(Abstraction(words[i].astype(np.int64)) for i in found)
    return Minima(given, most, minima, tuple(Fraction(int(wrong[i]), flow.unit) for i in found))


def equal_pairs(words: npt.NDArray[Any], given: Abstraction) -> npt.NDArray[np.uint8]:
    """Which pairs of states each word identifies, eight pairs a byte: q >= p iff those of q are among those of p.

    Only pairs that are identified by ``given`` can be.
    """
    pairs = [pair for block in given.blocks() for pair in combinations(block.tolist(), 2)] or [(0, 0)]
    one, other = np.array(pairs).T
    return np.packbits(words[:, one] == words[:, other], axis=1)


def part_of_one(value: Any) -> Fraction:
    """An exact number from 0 to 1.  Errors: `Misuse`."""
    found = exact([value])[0]
    if not 0 <= found <= 1:
        raise Misuse(
            "a defect is a number from 0 to 1",
            value=value,
            reason="it is a probability",
            repair='give for example "1/10"',
        )
    return found
