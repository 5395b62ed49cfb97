"""Coverings: boxes that hold all sets of marks, each with the reason why it has no cheaper answer.

Main definitions  `Covering`, `check_covering`
Notes             Sets of free candidates are the numbers below 2^free, the first candidate the highest
                  digit; a box is an interval of them, in which the last candidates are not decided.
                  Nothing is shared with the search: first marked states are found by doubling.
Law               `no_covering_proves_dearer_marks` in `abstractions.testing.laws`
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ..arrays import Ints
from ..checker.refusal import require
from .parts import numbers

if TYPE_CHECKING:
    from ..algorithms.mark_search import MarkProblem

__all__ = ["Covering", "check_covering", "is_map", "surely_passed", "weighed"]


@dataclass(frozen=True, slots=True, eq=False)
class Covering:
    """Cases that hold all sets of marks: int64, shape (cases, 3), each a set, how many of the last free
    candidates may be in it too, and why none will do: 0 it costs too much, 1 a cycle is left out, 2 two
    marked states of one class show or return to different things.
    """

    cases: npt.NDArray[np.int64]

    def __str__(self) -> str:
        return f"{len(self.cases)} cases that hold all sets of marks"


def check_covering(problem: MarkProblem, covering: Covering, best: Fraction | int | None) -> None:
    """Refused unless no set of marks costs less than ``best`` (None: no set makes the labels commute).

    O(states log states) a case, as array operations.
    """
    free, end = problem.free, 0
    passed = surely_passed(problem)
    least = np.minimum(problem.mark, problem.skip * passed[free])
    cases = numbers(covering.cases, "the cases", (None, 3))
    for kept, open_, reason in cases.tolist():
        require(kept == end and 0 <= open_ <= free.size, "the boxes do not follow each other")
        require(kept % (1 << open_) == 0, "a box is not that of some candidates decided and the others free")
        end += 1 << open_
        status = problem.fixed.copy()
        for i, c in enumerate(free[: free.size - open_].tolist()):
            status[c] = kept >> (free.size - 1 - i) & 1
        lost, torn, skipped = weighed(problem, status)
        said = f"a set in the box of {kept}, {open_} candidates free, may be an answer"
        if reason == 1:
            require(lost, said)
        elif reason == 2:
            require(not lost and torn, said)
        else:
            marked = int((status == 1).sum())
            bound = problem.mark * marked + problem.skip * skipped + int(least[free.size - open_ :].sum())
            require(reason == 0 and not lost and best is not None and bound >= best, said)
    require(end == 1 << free.size, "the boxes do not hold all sets of marks")


def weighed(problem: MarkProblem, status: npt.NDArray[Any]) -> tuple[bool, bool, int]:
    """Whether a cycle is left out; whether a square is sure not to commute; the steps skipped at least."""
    f, here = problem.f, status[problem.of]
    first, steps = next_kept(f, here != 0)
    if (first < 0).any():
        return True, False, 0
    own = np.flatnonzero(here == 1)
    after = first[f[own]]
    skipped = int(steps[f[own]][~problem.halted[own]].astype(np.int64).sum())
    sure = here[after] == 1
    labels = problem.labels
    torn = not is_map(labels[own], problem.shown[own])
    torn |= not is_map(labels[own[sure]], labels[after[sure]])
    return False, torn, skipped


def next_kept(f: Ints, kept: npt.NDArray[np.bool_]) -> tuple[Any, Any]:
    """The first kept state from each state, and how far it is, by doubling; -1 if there is none."""
    jump = np.where(kept, np.arange(f.size), f)
    steps = (~kept).astype(np.int64)
    for _ in range(max(f.size, 1).bit_length()):
        steps = steps + np.where(kept[jump], 0, steps[jump])
        jump = np.where(kept[jump], jump, jump[jump])
    return np.where(kept[jump], jump, -1), steps


def is_map(source: Ints, target: Ints) -> bool:
    """Whether equal sources have equal targets."""
    value = np.zeros(int(source.max(initial=-1)) + 1, np.int64)
    value[source] = target
    return bool(np.array_equal(value[source], target))


def surely_passed(problem: MarkProblem) -> npt.NDArray[np.int64]:
    """How many states of each candidate lie on a cycle or on the run from one that is always marked: if
    they are not marked, some long step passes them.  By doubling: O(states log states).
    """
    f, n = problem.f, problem.f.size
    power = f
    for _ in range(max(n, 1).bit_length()):
        power = power[power]  # leads to cycles, and onto them
    passed = np.zeros(n, np.bool_)
    passed[power] = True
    passed |= problem.fixed[problem.of] == 1
    jump = f
    for _ in range(max(n, 1).bit_length()):
        more = np.zeros(n, np.bool_)
        more[jump[passed]] = True
        passed |= more
        jump = jump[jump]
    return np.bincount(problem.of[passed], minlength=problem.fixed.size).astype(np.int64)
