"""The equations that long steps satisfy: their check, which knows no algorithm.

Main definitions  `check_returns`, `check_counts`
Notes             First marked states are the only solution of: a marked state is its own, at distance 0;
                  another has that of its successor, at one more; states without one are closed.
Law               `first_return_is_by_walking` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .making import iterated

if TYPE_CHECKING:
    from .marking import FirstReturn

__all__ = ["check_counts", "check_returns"]

WALKED = 10_000
"""Counts up to this are checked step by step, larger ones by doubling."""


def check_returns(r: FirstReturn) -> str:
    """Why some equation of the definition fails; empty if none does."""
    n, m, k = r.low.states, r.states.size, r.low.letters
    entry, distance = r.entry.reshape(n, k), r.distance.reshape(n, k)
    own = np.zeros(n, np.bool_)
    own[r.states] = True
    if not np.array_equal(np.flatnonzero(own), r.states):
        return "its states are not marked ones in order"
    for a, c in enumerate(r.going_on.tolist()):
        e, d, after = entry[:, a], distance[:, a], r.low.table[:, c]
        here = np.array_equal(e[r.states], np.arange(m)) and not d[own].any()
        there = np.where(e < 0, e[after] < 0, (e[after] == e) & (d[after] == d - 1))
        if not here or not there[~own].all():
            return f"a first marked state is not that of the next state, under letter {a}"
    after = r.low.table[r.states]
    halted = np.zeros((m, 1), np.bool_) if r.low.halting is None else r.low.halting[r.states][:, None]
    columns = np.arange(k)
    if not np.array_equal(entry[after, columns], r.system.table) or (r.system.table < 0).any():
        return "a long step does not lead to the first marked state after it"
    if not np.array_equal(np.where(halted, 0, distance[after, columns] + 1), r.steps.reshape(m, k)):
        return "a long step has another number of concrete ones"
    return shown_alike(r, np.unique(entry[r.low.initial]))


def check_counts(r: FirstReturn) -> str:
    """The same where steps were counted: each is walked, or jumped if it is long."""
    m, k = r.states.size, r.low.letters
    own = np.full(r.low.states, -1, np.int32)
    own[r.states] = np.arange(m, dtype=np.int32)
    for found, right in ((r.entry, own), (r.distance, np.where(own < 0, -1, 0))):
        if found.shape[0] != own.size or (found.reshape(own.size, -1) != right[:, None]).any():
            return "a state that is counted is not its own first one"
    steps = r.steps.reshape(m, k)
    rests = np.zeros(m, np.bool_) if r.low.halting is None else r.low.halting[r.states]
    if ((steps < 1) & ~rests[:, None]).any() or (steps[rests] != 0).any():
        return "a long step takes no step, or one from a state that has halted"
    for a, c in enumerate(r.going_on.tolist()):
        now, left = r.states, steps[:, a].copy()
        if left.max(initial=0) > WALKED:
            now = iterated(r.low.table[:, c], r.low.table[now, a], left - 1)
            now, left = np.where(left > 0, now, r.states), left[:0]
        for t in range(int(left.max(initial=0))):
            now = np.where(left > 0, r.low.table[now, a if t == 0 else c], now)
            left -= 1
        if not np.array_equal(now, r.states[r.system.table[:, a]]):
            return f"a long step leads elsewhere, under letter {a}"
    return shown_alike(r, np.flatnonzero(np.isin(r.states, r.low.initial)))


def shown_alike(r: FirstReturn, initial: Any) -> str:
    """Whether marked states are named as they were, show what they did, and runs begin where they must."""
    low, s = r.low, r.system
    names: Sequence[Hashable] = low.state_names or range(low.states)
    if s.state_names != tuple(names[i] for i in r.states.tolist()):
        return "a state has another name"
    for mine, theirs in ((s.outputs, low.outputs), (s.halting, low.halting)):
        if (mine is None) != (theirs is None):
            return "it does not show what the system shows"
        if mine is not None and theirs is not None and not np.array_equal(mine, theirs[r.states]):
            return "a marked state shows something else"
    return "" if np.array_equal(s.initial, initial) else "it has other initial states"
