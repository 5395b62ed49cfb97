"""A choice of steps, with its cost and its reason; and the reason why there is none.

Main definitions  `Choice`, `NoMarks`
Notes             The reason for the bound is a `Covering` (all sets of marks, in cases) or `Potentials`
                  (what is paid at least up to each layer).  Whatever the method, the bound is checked.
Laws              `chosen_marks_are_cheapest`, `no_covering_proves_dearer_marks` in
                  `abstractions.testing.laws`
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt

from ..abstraction import Abstraction
from ..algorithms.mark_search import MarkProblem
from ..checker.refusal import Refused, require
from ..errors import brief
from ..system import Deterministic
from ..verdict import Fails, Holds, Verdict
from .covering import Covering, check_covering, weighed
from .marking import GIANT, FirstReturn, first_return
from .parts import LARGE, is_fraction, is_whole
from .potentials import Potentials, proved
from .problem import own_problem

__all__ = ["Choice", "Method", "NoMarks"]

Method: TypeAlias = Literal["exact", "layers", "greedy"]


@dataclass(frozen=True, eq=False)
class Choice:
    """Marks for which p commutes, their cost, and what every choice costs at least.

    - ``among``    the candidates: states of one class are marked together
    - ``classes``  the classes that are marked, increasing
    - ``marks``    bool, shape (states,)
    - ``cost``, ``lower_bound``  exact fractions
    - ``method``   how the marks were found
    - ``problem``  the question as arrays: what is always marked, and the costs in units of 1 / ``unit``
    - ``reason``   why every choice costs at least ``lower_bound``
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
    reason: Covering | Potentials

    @property
    def marks(self) -> npt.NDArray[np.bool_]:
        """Which states are marked."""
        return np.isin(self.among.labels, self.classes)

    @property
    def optimal(self) -> bool:
        """Whether no choice is cheaper: the cost is the bound, for which there is a reason."""
        return self.cost == self.lower_bound

    @cached_property
    def returns(self) -> FirstReturn:
        """The long steps."""
        return first_return(self.system, self.marks)

    @property
    def giant(self) -> bool:
        """Whether these are the trivial steps, as `FirstReturn.giant` says."""
        return self.returns.giant

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
            story += f"\nthis is the trivial choice, {GIANT}"
            if not self.problem.skip:
                story += ";\n`skip=` makes the steps cost that it leaves out"
        return story

    def check(self) -> Verdict[Choice]:
        """Whether p commutes for these marks, at that cost, and no marks cost less than the bound.

        O(states log states) for each case of a covering; for potentials O(layers^2) array operations.
        """
        try:
            claim = self.required()
        except Refused as refused:
            claim = "the marks commute at this cost, and no marks cost less than the bound"
            return Fails(claim, str(refused), "choose again: cheapest_marks(system, p)")
        return Holds(claim, self)

    def required(self) -> str:
        """What the reasons prove.  Refused if that is not what is claimed."""
        problem = own_problem(self.system, self.given, self.among, self.problem)
        classes, unit, cost, least = self.classes, self.unit, self.cost, self.lower_bound
        require(is_whole(unit) and unit > 0, "the unit of costs is no whole number")
        require(is_fraction(cost) and is_fraction(least), "the costs are no fractions")
        require(any(self.method is way for way in get_args(Method)), "there is no such method")
        require(type(classes) is tuple and all(map(is_whole, classes)), "the marked classes are no numbers")
        inside = all(0 <= c < len(self.among) for c in classes)
        require(inside and list(classes) == sorted(set(classes)), "a marked class is none, or out of order")
        status = (problem.fixed == 1).astype(np.int8)
        require(status[list(classes)].sum() == status.sum(), "what must be marked is not")
        status[list(classes)] = 1
        lost, torn, skipped = weighed(problem, status)
        require(not lost, "a cycle has no marked state")
        require(not torn, "p does not commute")
        paid = Fraction(problem.mark * len(classes) + problem.skip * skipped, unit)
        require(paid == cost, f"the cost is {paid}")
        require_bound(problem, self.reason, least * unit)
        mark, skip = Fraction(problem.mark, unit), Fraction(problem.skip, unit)
        than = "and none are cheaper" if self.optimal else f"and none cost less than {least}"
        return f"the marks commute, at cost {cost} ({mark} a mark, {skip} a skipped step), {than}"


@dataclass(frozen=True, eq=False)
class NoMarks:
    """Why no marks make p commute: cases that hold all sets of marks, or layers without a way through."""

    system: Deterministic
    given: Abstraction
    among: Abstraction
    problem: MarkProblem
    reason: Covering | Potentials

    def __str__(self) -> str:
        if isinstance(self.reason, Potentials):
            return "on some chain of layers no two that could follow each other have labels that determine each other"
        cases = self.reason.cases
        squares = int((cases[:, 2] == 2).sum())
        if squares == len(cases) == 1:
            return "two states of one class that are always marked show or return to what is different"
        return (
            f"of {len(cases)} cases that hold all sets of marks, {len(cases) - squares} leave out a "
            f"cycle,\nand in {squares} two marked states of one class return to different classes"
        )

    def check(self) -> Verdict[NoMarks]:
        """Whether the reason proves it; cost as for a `Choice`."""
        claim = "no marks make p commute"
        try:
            require_bound(own_problem(self.system, self.given, self.among, self.problem), self.reason, None)
        except Refused as refused:
            return Fails(claim, str(refused), "choose again: cheapest_marks(system, p)")
        return Holds(claim, self)


def require_bound(problem: MarkProblem, reason: Any, least: Fraction | None) -> None:
    """Refused unless the reason proves that no choice costs less (None: that there is none)."""
    if type(reason) is Covering:
        check_covering(problem, reason, least)
        return
    require(type(reason) is Potentials, "there is no reason for the bound")
    bound = proved(problem, reason)  # from 2^62 on it is more than any choice costs
    require(bound >= (LARGE if least is None else least), "the potentials prove less")
