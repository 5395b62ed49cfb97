"""Finite lattices and sets closed downwards in one, by their order.

Main definition   `Poset`
Notes             Everything is told by a boolean matrix.  The elements are listed so that each comes
                  after all below it; so the supremum of two is the first element above both.
Laws              `covers_generate_the_order`, `distributive_and_modular_by_definition` in
                  `abstractions.testing.laws`
Source            G. Birkhoff, Lattice Theory, 1940; R. Freese, J. Jezek, J. Nation, Free Lattices,
                  1995, chapter 11 (algorithms for finite lattices)
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations
from typing import Any

import numpy as np
import numpy.typing as npt

from .algorithms.order import covering
from .arrays import Ints, frozen
from .errors import Misuse
from .verdict import Fails, Holds, Verdict

__all__ = ["Poset", "Triple"]


class Poset(ABC):
    """Elements 0, 1, 2, ..., the least first, each after all that lie below it.

    If it is whole, any two have a supremum and an infimum; if not, it is a part of such a lattice
    that holds everything below its elements.
    """

    @property
    @abstractmethod
    def order(self) -> npt.NDArray[np.bool_]:
        """``order[i, j]``: whether element i <= element j.  Shape (elements, elements)."""

    @property
    @abstractmethod
    def is_whole(self) -> bool:
        """Whether the greatest element is there."""

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def __getitem__(self, i: int) -> Any: ...

    @cached_property
    def covers(self) -> Ints:
        """The pairs (lower, upper) with nothing between: shape (covers, 2), by upper, then lower."""
        return covering(self.order)

    def sup(self, i: int, j: int) -> int:
        """The place of the least element above elements i and j."""
        common = np.flatnonzero(self.order[self._place(i)] & self.order[self._place(j)])
        if not common.size:
            raise Misuse(
                "the supremum is in the list",
                value=f"elements {i} and {j}",
                reason="the list is cut short; it is closed under infima only",
                repair="list without `max_classes` and `limit`, or take self[i] | self[j]",
            )
        return int(common[0])

    def inf(self, i: int, j: int) -> int:
        """The place of the greatest element below elements i and j."""
        return int(np.flatnonzero(self.order[:, self._place(i)] & self.order[:, self._place(j)])[-1])

    def _place(self, i: int) -> int:
        if not isinstance(i, (int, np.integer)) or not 0 <= i < len(self):
            raise Misuse(
                "an element is given by its place in the list",
                value=i,
                reason=f"places are 0 to {len(self) - 1}",
                repair="lattice.index(p) is the place of p; of abstractions themselves take p | q and p & q",
            )
        return int(i)

    @cached_property
    def levels(self) -> Ints:
        """The length of a longest chain from the least element up to each: int32, shape (elements,)."""
        level = np.zeros(len(self), np.int32)
        for low, high in self.covers.tolist():  # by upper: the level of the lower is known
            level[high] = max(level[high], level[low] + 1)
        return frozen(level)

    @property
    def height(self) -> int:
        """The length of a longest chain: covers on the way from the least to the greatest."""
        self._uncut("the height")
        return int(self.levels.max(initial=0))

    @property
    def atoms(self) -> list[int]:
        """Those that cover the least element."""
        return [high for low, high in self.covers.tolist() if low == 0]

    @property
    def coatoms(self) -> list[int]:
        """Those that the greatest element covers."""
        self._uncut("coatoms")
        return [low for low, high in self.covers.tolist() if high == len(self) - 1]

    @property
    def join_irreducibles(self) -> list[int]:
        """Those that cover exactly one element: no supremum of others."""
        return self._met_once(1)

    @property
    def meet_irreducibles(self) -> list[int]:
        """Those that exactly one element covers: no infimum of others."""
        self._uncut("meet-irreducible elements")
        return self._met_once(0)

    def _met_once(self, side: int) -> list[int]:
        """The elements that are on one side of exactly one cover."""
        return [int(i) for i in np.flatnonzero(np.bincount(self.covers[:, side], minlength=len(self)) == 1)]

    def is_distributive(self) -> Verdict[Ints]:
        """Whether ``p & (q | r) == (p & q) | (p & r)`` for all elements.

        Holds with, for each join-irreducible element, the greatest element not above it (a finite
        lattice is distributive iff all of these exist); fails with three elements p, q, r.
        """
        self._uncut("a law for all elements")
        claim = "the lattice is distributive"
        pairs = []
        for j in self.join_irreducibles:
            others = np.flatnonzero(~self.order[j])
            top = int(others[-1])
            stray = others[~self.order[others, top]]
            if stray.size:  # q avoids j and is not below top; q | top is listed after top, so above j
                q = int(stray[0])
                return Fails(claim, Triple(self, j, q, top, "p & (q | r) == (p & q) | (p & r)"))
            pairs.append((j, top))
        return Holds(claim, frozen(np.array(pairs, np.int32).reshape(-1, 2)))

    def is_modular(self) -> Verdict[Ints]:
        """Whether ``p | (q & r) == (p | q) & r`` whenever ``p <= r``.

        Holds with the covers (a finite lattice is modular iff any two elements that cover their
        infimum are covered by their supremum, and dually); fails with three elements p, q, r.
        O(elements) for each two that cover, or are covered by, one.
        """
        self._uncut("a law for all elements")
        claim = "the lattice is modular"
        law = "p | (q & r) == (p | q) & r where p <= r"
        is_cover = np.zeros((len(self), len(self)), bool)
        is_cover[self.covers[:, 0], self.covers[:, 1]] = True
        for upward in (True, False):  # the second time the lattice stands on its head
            order, near, join = self.order, is_cover, self.sup
            if not upward:
                order, near, join = order.T, near.T, self.inf
            for z in range(len(self)):
                for x, y in permutations(np.flatnonzero(near[z]).tolist(), 2):
                    top = join(x, y)
                    if near[x, top]:
                        continue
                    between = order[x] & order[:, top]
                    between[[x, top]] = False
                    w = int(np.flatnonzero(between)[0])
                    return Fails(claim, Triple(self, *((x, y, w) if upward else (w, y, x)), law))
        return Holds(claim, self.covers)

    def _uncut(self, what: str) -> None:
        if not len(self):
            raise Misuse(
                f"{what}: there is an element",
                value=str(self),
                reason="no complete abstraction lies between the bounds",
                repair="keep less (`above`), or allow more (`below`, `max_classes`)",
            )
        if not self.is_whole:
            raise Misuse(
                f"{what}: the whole lattice is listed",
                value=str(self),
                reason="elements above those listed are not known",
                repair="list without `max_classes` and `limit`; `below` bounds it from above",
            )


@dataclass(frozen=True, slots=True)
class Triple:
    """Three elements, by their places, that break a law."""

    lattice: Poset
    p: int
    q: int
    r: int
    law: str

    @property
    def elements(self) -> tuple[Any, Any, Any]:
        """The three themselves."""
        return self.lattice[self.p], self.lattice[self.q], self.lattice[self.r]

    def __str__(self) -> str:
        named = "\n".join(f"{name} = {element}" for name, element in zip("pqr", self.elements))
        return f"{named}\nbreak {self.law}"
