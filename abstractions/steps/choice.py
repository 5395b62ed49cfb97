"""A choice of steps, with its cost and its reason; and the reason why there is none.

Main definitions  `Choice`, `NoMarks`
Laws              `chosen_marks_are_cheapest`, `no_covering_proves_dearer_marks` in
                  `abstractions.testing.laws`
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from ..abstraction import Abstraction
from ..algorithms.mark_search import MarkProblem
from ..checker.refusal import Refused, require
from ..errors import brief
from ..system import Deterministic
from ..verdict import Fails, Holds, Verdict
from .covering import check_covering, weighed
from .marking import FirstReturn, first_return

__all__ = ["Choice", "Method", "NoMarks"]

Method: TypeAlias = Literal["exact", "layers", "greedy"]


@dataclass(frozen=True, eq=False)
class Choice:
    """Marks for which p commutes, their cost, and what every choice costs at least.

    - ``among``    the candidates: states of one class are marked together
    - ``classes``  the classes that are marked
    - ``marks``    bool, shape (states,)
    - ``cost``, ``lower_bound``  exact fractions
    - ``cases``    of the exact search, its reason; None for other methods
    """

    system: Deterministic
    given: Abstraction
    among: Abstraction
    classes: tuple[int, ...]
    cost: Fraction
    lower_bound: Fraction
    method: Method
    problem: MarkProblem
    unit: int
    cases: npt.NDArray[np.int64] | None = None

    @property
    def marks(self) -> npt.NDArray[np.bool_]:
        """Which states are marked."""
        return np.isin(self.among.labels, self.classes)

    @property
    def optimal(self) -> bool:
        """Whether no choice is cheaper."""
        return self.cost == self.lower_bound

    @cached_property
    def returns(self) -> FirstReturn:
        """The long steps."""
        return first_return(self.system, self.marks)

    @property
    def giant(self) -> bool:
        """Whether these are the trivial steps: after one nothing more happens.

        Every marked state has halted, or goes on to one that has, or comes back to itself.
        """
        table = self.returns.system.table[:, 0]
        return bool(np.array_equal(table[table], table))

    def __str__(self) -> str:
        first = self.among.representatives
        names = ", ".join(self.system.state_name(int(first[c])) for c in self.classes)
        what = "states" if len(self.among) == self.system.states else "classes of states (the first of each)"
        sure = (
            "and no choice is cheaper"
            if self.optimal
            else f"and every choice costs at least {self.lower_bound}"
        )
        story = (
            f"marks at {len(self.classes)} of {len(self.among)} {what}: {brief(names)}\n"
            f"cost {self.cost}, {sure} ({self.method})"
        )
        if self.giant:
            story += (
                "\nthis is the trivial choice, one giant step: whatever is computed is computed within it;"
                "\n`skip=` makes the steps cost that it leaves out"
            )
        return story

    def check(self) -> Verdict[Choice]:
        """Whether p commutes for these marks, at that cost; and, of an exact search, that none is cheaper.

        The bound of other methods is not checked here.  O(states log states) for each case of the search.
        """
        searched = self.method == "exact" and self.optimal
        mark, skip = Fraction(self.problem.mark, self.unit), Fraction(self.problem.skip, self.unit)
        claim = (
            f"the marks commute, at cost {self.cost} ({mark} a mark, {skip} a skipped step)"
            + ", and none are cheaper" * searched
        )
        status = self.problem.fixed.copy()
        status[status == 2] = 0
        try:
            self.require_own_problem()
            require(all(0 <= c < len(self.among) for c in self.classes), "a marked class is none")
            require(len(set(self.classes)) == len(self.classes), "a class is marked twice")
            require(status[list(self.classes)].sum() == (status == 1).sum(), "what must be marked is not")
            status[list(self.classes)] = 1
            lost, torn, skipped = weighed(self.problem, status)
            require(not lost, "a cycle has no marked state")
            require(not torn, "p does not commute")
            cost = self.problem.mark * len(self.classes) + self.problem.skip * skipped
            require(Fraction(cost, self.unit) == self.cost, f"the cost is {Fraction(cost, self.unit)}")
            if searched:
                require(self.cases is not None, "the cases of the search are missing")
                assert self.cases is not None
                check_covering(self.problem, self.cases, cost)
        except Refused as refused:
            return Fails(claim, str(refused), "choose again: cheapest_marks(system, p)")
        return Holds(claim, self)

    def require_own_problem(self) -> None:
        """Refused unless the problem is that of the system, of p and of the candidates."""
        system, problem = self.system, self.problem
        halted = np.zeros(system.states, np.bool_) if system.halting is None else system.halting
        for mine, theirs in (
            (problem.f, system.table[:, 0]),
            (problem.of, self.among.labels),
            (problem.labels, self.given.labels),
            (problem.shown, system.observation.labels),
            (problem.halted, halted),
        ):
            require(np.array_equal(mine, theirs), "the problem is not that of this system and p")


@dataclass(frozen=True, eq=False)
class NoMarks:
    """Why no marks make p commute: the cases of the search, or a chain of layers without a way through."""

    problem: MarkProblem
    cases: npt.NDArray[np.int64] | None

    def __str__(self) -> str:
        if self.cases is None:
            return "on some chain of layers no two that could follow each other have labels that determine each other"
        squares = int((self.cases[:, 2] == 2).sum())
        return (
            f"of {len(self.cases)} cases that hold all sets of marks, {len(self.cases) - squares} leave out a "
            f"cycle,\nand in {squares} two marked states of one class return to different classes"
        )

    def check(self) -> bool:
        """Whether the cases prove it."""
        try:
            require(self.cases is not None, "there are no cases")
            assert self.cases is not None
            check_covering(self.problem, self.cases, None)
        except Refused:
            return False
        return True
