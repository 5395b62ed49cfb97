"""What must be known to keep one distinction: the minimal complete abstractions of yes-or-no questions.

Main definitions  `dichotomies`, `Dichotomies`
Notes             The dual of `principal`.  Every complete abstraction is the supremum of what its own
                  yes-or-no questions need, so atoms and join-irreducible elements are among those,
                  as coatoms and meet-irreducible ones are among the principal ones.  There are
                  2^(n-1) - 1 questions, though, and a constant map answers each differently: this
                  needs no list of the lattice, but it is for small machines.
Law               `atoms_and_join_irreducibles_are_dichotomies` in `abstractions.testing.laws`
Source            G. Birkhoff, Lattice Theory, 1940; the questions are output functions, so these are
                  minimal machines (E. F. Moore, 1956)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from .abstraction import Abstraction
from .algebra import Algebra
from .algorithms.order import covering, ordering
from .arrays import Ints, frozen
from .completion import minimal_complete
from .computation import Computation
from .errors import BudgetExceeded
from .question import asked_of_table
from .system import Deterministic, System

__all__ = ["Dichotomies", "dichotomies"]

LARGEST = 18
"""More classes than this have more than 131,071 questions."""
ORDERED = 20_000
"""More different answers than this are not compared with each other."""


def dichotomies(s: System | Computation | Algebra) -> Dichotomies:
    """The minimal complete abstractions above each yes-or-no question, each different one once.

    Rounds of Omega on all questions at once: O(2^n n^2 letters) for each of at most n rounds.
    Errors: `BudgetExceeded` above 18 states.

    >>> found = dichotomies(System.deterministic([1, 2, 3, 4, 5, 0]))
    >>> print(*found)
    024|135 03|14|25 0|1|2|3|4|5
    >>> print(*found.atoms)
    024|135 03|14|25
    """
    system, _ = asked_of_table(s, None, "dichotomies")
    n = system.states
    if n > LARGEST:
        raise BudgetExceeded(
            f"yes-or-no questions are asked of at most {LARGEST} states",
            value=f"{n} states, so 2^{n - 1} - 1 questions",
            reason="each is answered",
            repair="take a quotient; complete_abstractions(s, max_classes=...) lists the least knowing ones",
        )
    floor = minimal_complete(system).abstraction
    asked_of = np.arange(1, 1 << max(n - 1, 0))
    answers = [np.empty((0, n), np.int64)]
    for part in np.array_split(asked_of, max(1, asked_of.size >> 12)):
        labels = (part[:, None] >> np.arange(n)[None, ::-1]) & 1  # state 0 always says no
        answers.append(completed(system, labels + 2 * floor.labels))
    rows = np.unique(np.concatenate(answers), axis=0)
    rows = rows[np.argsort((rows == np.arange(n)).sum(axis=1), kind="stable")]
    rows = rows[(rows != least_members(floor.labels[None])).any(axis=1)]
    return Dichotomies(system, floor, frozen(rows.astype(np.int32)))


def completed(system: Deterministic, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The least members of the classes of the minimal complete abstraction above each row."""
    n = system.states
    least = least_members(values)
    while True:
        finer = least
        for a in range(system.letters):
            finer = least_members(finer * n + least[:, system.table[:, a]])
        if np.array_equal(finer, least):
            return least
        least = finer


def least_members(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """For each row and state, the first state of equal value."""
    if not values.size:
        return values
    least: npt.NDArray[Any] = (values[:, :, None] == values[:, None, :]).argmax(axis=2)
    return least


@dataclass(frozen=True, eq=False)
class Dichotomies:
    """The different answers, those with fewest classes first; the least complete one is left out.

    - ``atoms``              those above no other: the least that can be known at all
    - ``join_irreducibles``  those that are no supremum of others; every complete abstraction is a
      supremum of some of these, and of ``floor``
    """

    system: Deterministic
    floor: Abstraction
    rows: Ints

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Abstraction]:
        return map(Abstraction, self.rows)

    @cached_property
    def _below(self) -> list[list[int]]:
        """For each, those it covers among these."""
        if len(self) > ORDERED:
            raise BudgetExceeded(
                f"at most {ORDERED} answers are compared with each other",
                value=f"{len(self)} different ones",
                reason="their order takes as many bytes as there are pairs of them",
                repair="take a quotient, or iterate over them all",
                partial=self,
            )
        below: list[list[int]] = [[] for _ in range(len(self))]
        for low, high in covering(ordering(self.rows)).tolist():
            below[high].append(low)
        return below

    @cached_property
    def atoms(self) -> tuple[Abstraction, ...]:
        """Those with nothing between them and the least complete abstraction."""
        return tuple(Abstraction(row) for row, low in zip(self.rows, self._below) if not low)

    @cached_property
    def join_irreducibles(self) -> tuple[Abstraction, ...]:
        """Those that are not the supremum of what lies strictly below them."""
        found = []
        for row, low in zip(self.rows, self._below):
            p, sup = Abstraction(row), self.floor
            for i in low:
                sup = sup | Abstraction(self.rows[i])
            if sup != p:
                found.append(p)
        return tuple(found)
