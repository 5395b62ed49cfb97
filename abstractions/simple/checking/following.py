"""Going through the cases of a search again; see `abstractions.simple.growing` for what they are."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from ...abstraction import Abstraction
from ...checker.refusal import require
from ...system import Deterministic, System
from ..growing import Cases
from .form import is_ints

__all__ = ["check_irredundant", "follow", "must_differ"]


def follow(
    start: Hashable,
    reason: Cases,
    states: int,
    answered: Callable[[Any], bool],
    apart: Callable[[Any, int, int], bool],
    larger: Callable[[Any, int, int], Sequence[Any]],
) -> None:
    """Go through the cases, depth first.  Refused unless each is one, and all lead to answers or nowhere.

    ``larger``: the least members above one that tell two states apart, in the order of `Growing.separating`.
    """
    left, right = reason.left, reason.right
    require(is_ints(left) and is_ints(right, left.size), "not two states for each case")
    waiting, met, case = [start], set[Any](), 0
    while waiting:
        key = waiting.pop()
        if key in met or answered(key):
            continue
        met.add(key)
        require(case < left.size, "the search is not finished")
        x, y = int(left[case]), int(right[case])
        require(0 <= x < states and 0 <= y < states, f"the states of case {case} are out of range")
        require(apart(key, x, y), f"the states {x} and {y} of case {case} need not be told apart there")
        waiting.extend(reversed(larger(key, x, y)))
        case += 1
    require(case == left.size, "it has cases that are not needed")


def must_differ(
    system: System, p: Abstraction, kernel: Callable[[Any], Any], value: Callable[[Any, int], Any]
) -> Callable[[Any, int, int], bool]:
    """Whether a member identifies two states that p, or the member after one step, tells apart."""
    shown = p | system.observation

    def apart(key: Any, x: int, y: int) -> bool:
        if value(key, x) != value(key, y):
            return False
        if shown[x] != shown[y]:
            return True
        if isinstance(system, Deterministic):
            return any(
                value(key, int(s)) != value(key, int(t)) for s, t in zip(system.table[x], system.table[y])
            )
        step = system.pullback(Abstraction(kernel(key)))
        return step[x] != step[y]

    return apart


def check_irredundant(answers: list[set[int]]) -> None:
    """Refused if an answer contains another one."""
    require(
        not any(i != j and a <= b for i, a in enumerate(answers) for j, b in enumerate(answers)),
        "an answer contains another one",
    )
