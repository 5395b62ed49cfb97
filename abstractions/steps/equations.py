"""The equations that long steps satisfy: their check, which knows no algorithm.

Main definitions  `check_returns`, `check_counts`
Notes             First marked states are the only solution of: a marked state is its own, at distance 0;
                  another has that of its successor, at one more; states without one are closed.  All
                  else is then said again from the definitions, and must be what is claimed.
Laws              `first_return_is_by_walking`, `no_other_long_steps_are_accepted` in
                  `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ..arrays import MOST, Ints
from ..checker.refusal import Refused, require
from ..errors import Misuse
from ..question import asked_of_table
from ..system import Deterministic
from .parts import alike, numbers

if TYPE_CHECKING:
    from .marking import FirstReturn

__all__ = ["check_counts", "check_returns"]

WALKED = 100
"""Counts up to this are checked step by step, larger ones by powers."""


def check_returns(r: FirstReturn) -> None:
    """Refused unless these are the long steps from marked state to marked state."""
    low, states, going_on = own_parts(r)
    n, m, k = low.states, states.size, low.letters
    require(m or not n, "no state is marked")
    entry, distance, steps = columns_of(r, low, m, n)
    own = np.zeros(n, np.bool_)
    own[states] = True
    for a, c in enumerate(going_on.tolist()):
        e, d, after = entry[:, a], distance[:, a], low.table[:, c]
        here = np.array_equal(e[states], np.arange(m)) and not d[own].any()
        lost = (e[after] < 0) & (d == -1)
        there = np.where(e < 0, lost, (e[after] == e) & (d[after] == d - 1) & (d > 0))
        fits = here and there[~own].all()
        require(fits, f"a first marked state is not that of the next state, under letter {a}")
    columns = np.arange(k)
    after = low.table[states]
    table = entry[after, columns]
    require((table >= 0).all(), "a marked state does not return")
    right = distance[after, columns] + 1
    right[halted(low)[states]] = 0
    require(np.array_equal(right, steps), "a long step has another number of concrete ones")
    initial = entry[low.initial]
    require((initial >= 0).all(), "a run that begins meets no marked state")
    require_system(r.system, low, states, table, np.unique(initial))


def check_counts(r: FirstReturn) -> None:
    """The same where steps were counted: each is walked, or jumped if it is long."""
    low, states, going_on = own_parts(r)
    n, m, k = low.states, states.size, low.letters
    counts = numbers(r.counts, "the counts", (n,), 0, MOST + 1)
    require(np.array_equal(states, np.flatnonzero(counts)), "its states are not those with a count")
    require(m or not n, "no state has a count")
    entry, distance, steps = columns_of(r, low, m, n)
    own = np.full(n, -1)
    own[states] = np.arange(m)
    for found, right in ((entry, own), (distance, np.where(own < 0, -1, 0))):
        require((found == right[:, None]).all(), "a state that is counted is not its own first one")
    rests = halted(low)[states]
    asked = np.repeat(counts[states, None], k, axis=1)
    require((asked[rests] == 1).all(), "a halted state has a count other than 1")
    asked[rests] = 0
    require(np.array_equal(asked, steps), "a long step takes another number of steps than its count")
    table = np.empty((m, k), np.int64)
    for a, c in enumerate(going_on.tolist()):
        now, left = states, steps[:, a].copy()
        if left.max(initial=0) > WALKED:
            now = by_thirds(low.table[:, c], low.table[now, a], np.maximum(left - 1, 0))
            now, left = np.where(left > 0, now, states), left[:0]
        for t in range(int(left.max(initial=0))):
            now = np.where(left > 0, low.table[now, a if t == 0 else c], now)
            left -= 1
        table[:, a] = own[now]
        require((table[:, a] >= 0).all(), f"a long step ends where none begins, under letter {a}")
    initial = own[low.initial]
    require((initial >= 0).all(), "a run begins where no long step does")
    require_system(r.system, low, states, table, np.unique(initial))


def own_parts(r: FirstReturn) -> tuple[Deterministic, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The low system, the states of the long steps, and the letters read on: as they must be."""
    try:
        low, _ = asked_of_table(r.source, None, "first returns")
    except Misuse as misuse:
        raise Refused(f"there is no system: {misuse.reason}") from None
    require(alike(r.low, low), "its system is not that of its source")
    require(low.outputs is None or low.outputs.ndim == 1, "outputs are not those of states")
    states = numbers(r.states, "the states", (None,), 0, low.states)
    require((states[1:] > states[:-1]).all(), "the states are not in order")
    k = low.letters
    going_on = numbers(r.going_on, "the letters read on", (k,), 0, k)
    held, one = np.array_equal(going_on, np.arange(k)), (going_on == going_on[0]).all()
    require(held or one, "neither is each letter held, nor one read after it")
    return low, states, going_on


def columns_of(r: FirstReturn, low: Deterministic, m: int, n: int) -> tuple[Any, Any, Any]:
    """First marked states, their distances and the steps, with a column for each letter."""
    k = low.letters
    wide = (k,) if low.lettered else ()
    entry = numbers(r.entry, "the first marked states", (n, *wide), -1, m).reshape(n, k)
    distance = numbers(r.distance, "the distances", (n, *wide), -1).reshape(n, k)
    return entry, distance, numbers(r.steps, "the steps", (m, *wide)).reshape(m, k)


def by_thirds(f: Ints, start: Ints, times: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
    """``f`` applied ``times[i]`` times to ``start[i]``: by powers of three, where `iterated` has those of two."""
    now, left, power = np.array(start), times.copy(), f
    while left.any():
        left, digit = np.divmod(left, 3)
        twice = power[power]
        now = np.where(digit == 0, now, np.where(digit == 1, power[now], twice[now]))
        power = power[twice]
    return now


def halted(low: Deterministic) -> npt.NDArray[np.bool_]:
    """Where the low system has halted."""
    return np.zeros(low.states, np.bool_) if low.halting is None else low.halting


def require_system(system: Any, low: Deterministic, states: Ints, table: Any, initial: Ints) -> None:
    """Refused unless it has this table, and marked states are called and show what they did in low."""
    names: Sequence[Hashable] = low.state_names or range(low.states)
    right = Deterministic(
        np.asarray(table, np.int32).reshape(states.size, low.letters),
        None if low.outputs is None else low.outputs[states],
        None if low.halting is None else low.halting[states],
        np.asarray(initial, np.int32).reshape(-1),
        tuple(names[i] for i in states.tolist()),
        low.letter_names,
        low.output_names,
        low.lettered,
    )
    require(alike(system, right), "the system is not that of these long steps")
