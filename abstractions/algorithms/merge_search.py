"""The core where steps branch: search through forced merges.

Problem    Given a branching system and p, the greatest complete abstraction below p, or that there is
           none, or two of which neither is below the other and none is above both.
Method     Depth first from p: while two states of one class have different steps, try each of the
           merges one of which every complete abstraction below must make.  Abstractions below one
           that was found complete are not searched.
Invariant  Every complete abstraction below p is below one that was found, or below one still waiting.
Stops      Every merge makes the abstraction coarser.
Cost       Each case is linear in the edges; one case for each merge where there is no choice,
           exponentially many at worst (the budget bounds them).
Proof      proofs/README.md, "Cores by search"
Source     the deterministic case is the congruence closure
Role       The engine for cores where steps branch.
Limits     Hundreds of states where choices are many; no choice where steps are deterministic.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from ..abstraction import Abstraction
from ..arrays import Ints
from ..certificate import CoreSearch, NothingBelow, TwoGreatest
from ..checker.search import merged, obligations
from ..errors import BudgetExceeded
from ..system import Branching

__all__ = ["merge_search"]

Pairs: TypeAlias = list[tuple[int, int]]
CANDIDATES = 32
"""How many pairs of states with different steps are looked at for the one that leaves least choice."""


def merge_search(system: Branching, p: Abstraction, budget: int) -> CoreSearch | NothingBelow | TwoGreatest:
    """The core, or why there is none, as a certificate.  Errors: `BudgetExceeded`."""
    greatest: list[Abstraction] = []

    def known(r: Abstraction) -> bool:
        return any(r <= q for q in greatest)

    def complete(r: Abstraction) -> None:
        greatest[:] = [q for q in greatest if not q <= r] + [r]

    search(system, p, known, complete, budget, greatest)

    def pairs(leaf: Callable[[Abstraction], bool]) -> tuple[Ints, Ints]:
        cases = search(system, p, leaf, lambda _: None, budget, greatest)
        found = np.array(cases, np.int64).reshape(-1, 2)
        return found[:, 0].copy(), found[:, 1].copy()

    if not greatest:
        return NothingBelow(*pairs(lambda _: False))
    if len(greatest) == 1:
        core = greatest[0]
        return CoreSearch(core.labels, *pairs(lambda r: r <= core))
    one, other = greatest[:2]
    both = one | other
    return TwoGreatest(one.labels, other.labels, *pairs(lambda r: not both <= r))


def search(
    system: Branching,
    p: Abstraction,
    leaf: Callable[[Abstraction], bool],
    complete: Callable[[Abstraction], None],
    budget: int,
    partial: list[Abstraction],
) -> Pairs:
    """The pairs of states at which the search goes on, in its order."""
    waiting, cases = [p], Pairs()
    while waiting:
        r = waiting.pop()
        if leaf(r):
            continue
        if len(cases) == budget:
            raise BudgetExceeded(
                "the search for a core is within the budget",
                value=f"more than {budget} cases",
                reason="where steps branch, what must be merged is a matter of choice",
                repair="raise `budget`, or ask below a coarser abstraction",
                partial=tuple(partial),
            )
        pair, must = least_choice(system, r)
        if pair is None:
            complete(r)
            continue
        cases.append(pair)
        waiting.extend(merged(r, c, d) for c, d in reversed(must))
    return cases


def least_choice(system: Branching, r: Abstraction) -> tuple[tuple[int, int] | None, Pairs]:
    """Two states of one class with different steps, and the merges that could mend it; (None, [])."""
    step, first = system.pullback(r).labels, r.representatives
    wrong = np.flatnonzero(step != step[first][r.labels])
    best: tuple[tuple[int, int] | None, Pairs] = None, []
    classes = system.spread(r)
    for y in wrong[:: max(1, wrong.size // CANDIDATES)].tolist():
        x = int(first[r[y]])
        must = obligations(system, classes, x, y) or []
        if best[0] is None or len(must) < len(best[1]):
            best = (x, y), must
        if len(must) < 2:
            break
    return best
