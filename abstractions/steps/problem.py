"""The question which marks are cheapest, as arrays: made of a system, and compared with one.

Main definitions  `problem_of`, `own_problem`
Law               `no_covering_proves_dearer_marks` in `abstractions.testing.laws`
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import numpy.typing as npt

from ..abstraction import Abstraction
from ..algorithms.mark_search import MarkProblem
from ..checker.refusal import require
from ..errors import Misuse
from ..system import Deterministic
from .covering import surely_passed
from .parts import LARGE, is_whole, numbers, require_single, same_array

__all__ = ["own_problem", "problem_of"]


def problem_of(
    low: Deterministic, p: Abstraction, among: Abstraction, fixed: npt.NDArray[np.int8], mark: int, skip: int
) -> MarkProblem:
    """The question as arrays.  Errors: `Misuse` if costs are too large."""
    if too_large(low.states, mark, skip):
        raise Misuse(
            "the costs of all steps together are below 2^62",
            value=f"{max(mark, skip)} in units of the common denominator, and {low.states} states",
            reason="they are added up as machine integers",
            repair="give costs with smaller numerators and denominators",
        )
    halted = np.zeros(low.states, np.bool_) if low.halting is None else low.halting
    f = np.ascontiguousarray(low.table[:, 0])
    parts = (f, among.labels, p.labels, low.observation.labels, halted, fixed)
    problem = MarkProblem(*parts, np.zeros(len(among), np.int64), mark, skip)
    return MarkProblem(*parts, surely_passed(problem), mark, skip)


def too_large(states: int, mark: int, skip: int) -> bool:
    """Whether all costs together may not fit 62 bits."""
    return max(mark, skip) * (states + 1) ** 2 >= LARGE


def own_problem(system: Any, given: Any, among: Any, problem: Any) -> MarkProblem:
    """The question about this system, p and candidates, with what is always marked and the costs of
    ``problem``.  Refused if ``problem`` differs from it in any part.
    """
    require_single(system, "the system")
    for q in (given, among):
        fits = type(q) is Abstraction and q.states == system.states
        require(fits, "p and the candidates are no abstractions of its states")
    require(type(problem) is MarkProblem, "there is no question")
    mark, skip = problem.mark, problem.skip
    costs = is_whole(mark) and is_whole(skip) and min(mark, skip) >= 0
    require(costs and not too_large(system.states, mark, skip), "the costs are no whole numbers below 2^62")
    fixed = numbers(problem.fixed, "what is always marked", (len(among),), 1, 3).astype(np.int8)
    right = problem_of(system, given, among, fixed, mark, skip)
    for f in fields(MarkProblem):
        mine, theirs = getattr(problem, f.name), getattr(right, f.name)
        same = mine == theirs if is_whole(theirs) else same_array(mine, theirs)
        require(same, "the question is not that of this system and p")
    return right
