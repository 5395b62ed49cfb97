"""Ways to choose steps: the exact search, and one change after the other.

Main definition   `Asked`
Law               `chosen_marks_are_cheapest` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NoReturn, TypeAlias

import numpy as np
import numpy.typing as npt

from ..abstraction import Abstraction
from ..algorithms.mark_search import MarkProblem
from ..errors import BudgetExceeded, Interrupted, Misuse
from ..system import Deterministic
from ..verdict import Fails
from .choice import Choice, Method, NoMarks
from .covering import Covering
from .parts import LARGE
from .potentials import Potentials

__all__ = ["Asked"]

Reason: TypeAlias = Covering | Potentials

REPAIR = (
    "know more in p: what the output needs of the start; minimal_complete(system, p) commutes at every step"
)


@dataclass(frozen=True, eq=False)
class Asked:
    """One question, and the ways to answer it."""

    low: Deterministic
    p: Abstraction
    among: Abstraction
    problem: MarkProblem
    unit: int
    budget: int

    def choice(self, status: Any, cost: int, bound: int, method: Method, reason: Reason) -> Choice:
        classes = tuple(np.flatnonzero(status == 1).tolist())
        values = Fraction(cost, self.unit), Fraction(bound, self.unit)
        return Choice(self.low, self.p, self.among, classes, *values, method, self.problem, self.unit, reason)

    def none(self, reason: Reason) -> NoReturn:
        """Raise `Refuted`."""
        why = NoMarks(self.low, self.p, self.among, self.problem, reason)
        Fails("some marks make p commute", why, REPAIR).unwrap()

    def exactly(self) -> Choice:
        """Branch and bound, from the best that greedy finds in a moment."""
        problem = self.problem
        if problem.free.size > 62:
            raise Misuse(
                "at most 62 candidates are searched exactly",
                value=f"{problem.free.size} that are not always marked",
                reason="sets of them are kept as machine integers",
                repair='mark states together (`among=`), or use method="greedy"',
            )
        status, best = self.climbed(200)
        answer = problem.fixed.copy() if status is None else status
        best, cases, done, least = problem.search(best, answer, self.budget)
        if not done:
            partial = None if best == LARGE else self.choice(answer, best, least, "exact", Covering(cases))
            raise BudgetExceeded(
                f"the search looks at no more than {self.budget:,} cases",
                value=f"{self.budget:,} cases; the best choice so far costs "
                f"{'an amount that is not known' if partial is None else partial.cost}, every one at least {Fraction(least, self.unit)}",
                reason="what is left was not looked at",
                repair="raise `budget`, mark more in any case (`always=`), or fewer candidates (`among=`)",
                partial=partial,
            )
        if best == LARGE:
            self.none(Covering(cases))
        return self.choice(answer, best, best, "exact", Covering(cases))

    def greedily(self, layered: tuple[int, Reason] | None, *, decided: bool) -> Choice:
        """The best of three beginnings, changed by one candidate at a time while that is cheaper.

        If p commutes for none of these, and it is to be ``decided``, the exact search says what there is.

        The bound is that of the layers, if there are any, or the simple one: what is always marked is paid
        for, and each other candidate is marked or its states are passed.
        """
        status, cost = self.climbed(self.budget)
        if status is None and decided:
            return self.exactly()
        if status is None:
            raise BudgetExceeded(
                "a greedy choice begins with marks for which p commutes",
                value="neither all candidates, nor few, nor those where p changes",
                reason="that none will do is not proved",
                repair='method="exact" decides it; or know more in p',
            )
        problem = self.problem
        simple = problem.mark * int((problem.fixed == 1).sum()) + int(problem.rest[0])
        reason: Reason
        bound, reason = simple, Covering(np.array([[0, problem.free.size, 0]], np.int64))
        if layered is not None and layered[0] > simple:
            bound, reason = layered
        return self.choice(status, cost, bound, "greedy", reason)

    def climbed(self, looks: int) -> tuple[npt.NDArray[np.int8] | None, int]:
        """The best set found, and its cost; (None, LARGE) if none makes p commute."""
        problem, rooms = self.problem, self.problem.rooms()
        looks = min(looks, 3 * 10**7 // problem.f.size + 1)
        best, least = None, LARGE
        try:
            for status in self.beginnings():
                cost = problem.cost(status, rooms)
                better = cost is not None
                while better and looks > 0:
                    better = False
                    for c in problem.free[:looks].tolist():
                        looks -= 1
                        status[c] ^= 1
                        other = problem.cost(status, rooms)
                        if other is not None and cost is not None and other < cost:
                            cost, better = other, True
                        else:
                            status[c] ^= 1
                if cost is not None and cost < least:
                    best, least = status, cost
        except KeyboardInterrupt:
            raise Interrupted("choosing marks", () if best is None else best) from None
        return best, least

    def beginnings(self) -> Iterator[npt.NDArray[np.int8]]:
        """All candidates; those where p has just changed; those that must be: with a mark on each cycle."""
        problem = self.problem
        yield np.ones_like(problem.fixed)
        changed = np.zeros(problem.f.size, np.bool_)
        changed[problem.f[problem.labels[problem.f] != problem.labels]] = True
        for start in (changed, np.zeros_like(changed)):
            status = np.where(problem.fixed == 2, 0, problem.fixed).astype(np.int8)
            status[problem.of[start]] = 1
            yield with_cycles(problem, status)


def with_cycles(problem: MarkProblem, status: npt.NDArray[np.int8]) -> npt.NDArray[np.int8]:
    """With a candidate of each cycle that has none: one of a state whose label is least on the cycle."""
    f, seen = problem.f, np.zeros(problem.f.size, np.bool_)
    first = f
    for _ in range(f.size.bit_length()):
        first = first[first]
    for s in np.unique(first).tolist():
        if not seen[s]:
            cycle = [s]
            while int(f[cycle[-1]]) != s:
                cycle.append(int(f[cycle[-1]]))
            seen[cycle] = True
            if not status[problem.of[cycle]].any():
                status[problem.of[min(cycle, key=lambda t: (problem.labels[t], t))]] = 1
    return status
