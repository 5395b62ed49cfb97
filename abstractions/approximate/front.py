"""Fronts: few classes, much information and a small defect compete, and no single answer is best.

Main definition   `front`
Notes             What no other abstraction is better than is the front (`abstractions.approximate.points`).
                  Nothing and everything known are always complete, so one says what must be kept; or takes
                  information as an objective.

                  "enumeration" of all abstractions is exact (Bell(10) in under a second).  "search" and
                  "solver" are exact or tell a gap: the one for classes and defect of deterministic steps,
                  the other, a constraint solver, for all objectives and for Markov chains.  "merging" and
                  "bottleneck" are heuristics.
Laws              `the_front_is_that_of_all_partitions`, `searches_agree_with_enumeration`,
                  `a_solver_agrees_with_enumeration`, `heuristics_are_no_better_than_the_front` in
                  `abstractions.testing.laws`
Source            V. Pareto, Manuale di economia politica, 1906
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from ..algebra import Algebra
from ..arguments import budget_of, chosen, listed, many, names_of, whole
from ..computation import Computation
from ..errors import Misuse
from ..question import asked
from ..system import System
from .comparison import told
from .distribution import Distribution
from .flow import flow_of
from .heuristics import chain
from .partitions import count_above, words_above
from .points import Front, Method, Objective
from .search import searched
from .solver import WORK, solved

__all__ = ["PARTITIONS", "front"]

SEARCHED = 40
"""Up to so many states a search is made unless asked for otherwise."""

PARTITIONS = 800_000
"""How many abstractions are looked at unless told otherwise: those of eleven states."""

MOST_SECONDS = 1e9
"""A longer time is as good as none: some thirty years."""

NODES = 500_000
"""How many abstract machines are looked at for each number of classes unless told otherwise."""


def front(
    s: System | Computation | Algebra,
    keep: Any = None,
    weights: Any = None,
    *,
    objectives: Sequence[Objective] | None = None,
    method: Method | None = None,
    max_classes: int | None = None,
    budget: int | None = None,
    seconds: float | None = None,
) -> Front:
    """Which abstractions above ``keep`` (and what is shown) are best: few classes, much information, small defect.

    - ``weights``      as in `defect`; information is the entropy of the class of the state
    - ``objectives``   default all three; of a search classes and defect
    - ``method``       default "enumeration" if there are at most 800,000 abstractions (11 states), else up
                       to 40 states "search", or if information is an objective "solver" (extra `solver`);
                       beyond, and for Markov chains, "merging", which proves nothing.  An enumeration tells
                       all abstractions of a point, the others one or some, and the lines of the front say which
    - ``max_classes``  no more than these
    - ``budget``       how many abstractions an enumeration looks at, or a search at abstract machines for each
                       number of classes; of a solver the work for the whole front, each unit some seconds;
                       a heuristic has none
    - ``seconds``      a search or solver stops after so long, shared among the numbers of classes; what is
                       proved then depends on the machine it runs on

    Errors: `Misuse`; `BudgetExceeded` for an enumeration; `MissingExtra`.  A search or solver that meets its
    budget gives the best it found, with bounds, and says what was not proved.  A solver compares information up to a
    billionth of a bit.

    >>> noisy = System.deterministic([1, 2, 3, 4, 5, 0, 0])            # a counter modulo 6, and an accident
    >>> print(front(noisy, [0, 1, 0, 1, 0, 1, 0], objectives=("classes", "defect")))
    2 classes, 0.985 bits, defect 1/7: 0246|135
    3 classes, 1.449 bits, defect 0: 024|135|6
    """
    budget = None if budget is None else budget_of(budget)
    limit = PARTITIONS if budget is None else budget
    system, given = asked(s, keep)
    given = given | system.observation
    flow, of = flow_of(system, weights)
    if max_classes is not None and whole(max_classes, "the number of classes") < len(given):
        raise Misuse(
            "some abstraction keeps what must be kept",
            value=f"max_classes={max_classes}",
            reason=f"what must be kept, and what is shown, has {many(len(given), 'class')}",
            repair="keep less, or allow more classes",
        )
    how: Any = method
    if method is None:
        unlike = method_for(system.states, flow.denominator > 1, objectives)
        how = "enumeration" if count_above(given) <= limit else unlike
    chosen("the method", how, "enumeration", "search", "solver", "merging", "bottleneck")
    wanted = objectives_of(objectives, how)
    time = None if seconds is None else seconds_of(seconds)
    empty = Front(system, given, of, wanted, how, ())
    if how == "enumeration":
        words = words_above(given, limit, 'take method="search" or "merging"')
        return told(empty, words, flow, max_classes, "")
    if how == "search":
        return searched(empty, flow, max_classes, NODES if budget is None else budget, time)
    if how == "solver":
        return solved(empty, flow, max_classes, WORK if budget is None else budget, time)
    q, small, words = chain(system, given, flow, how, "information" in wanted)
    mass = np.zeros(len(q), of.whole.dtype)
    np.add.at(mass, q.labels, of.of_states.whole)
    few = replace(empty, weights=Distribution.counts(mass))
    story = "found by a heuristic: better ones may exist"
    if system.states <= SEARCHED:
        story += '; method="solver" tells how much better'
    found = told(few, words, small, max_classes, story)
    points = tuple(replace(point, words=point.words[:, q.labels]) for point in found)
    return replace(found, weights=of, points=points)


def method_for(states: int, random: bool, objectives: Any) -> Method:
    """What is done where there are too many abstractions to look at each."""
    if states > SEARCHED:
        return "merging"
    if isinstance(objectives, Sequence) and "information" in objectives:
        return "solver"
    return "merging" if random else "search"


def objectives_of(given: Any, method: Any) -> tuple[Objective, ...]:
    """What competes, each once; None: what the method can compare.  Errors: `Misuse`."""
    if given is None:
        return ("classes", "defect") if method == "search" else ("classes", "information", "defect")
    names = names_of(listed(given, "the objectives", ordered=True), "the objectives")
    for name in names:
        chosen("an objective", name, "classes", "information", "defect")
    if not names:
        raise Misuse(
            "something competes",
            value="no objectives",
            reason="all abstractions would be equally good",
            repair='leave `objectives` out, or name some: ("classes", "defect")',
        )
    return names  # type: ignore[return-value]


def seconds_of(value: Any) -> float:
    """A time, from 0 on.  Errors: `Misuse`."""
    if (
        isinstance(value, int | float | Fraction | np.integer | np.floating)
        and value is not True
        and value >= 0
    ):
        return float(min(value, MOST_SECONDS))
    raise Misuse(
        "a time is a number of seconds from 0 on",
        value=repr(value),
        reason="the search stops after so long",
        repair="leave `seconds` out, or give for example 2.5",
    )
