"""How systems of long steps are made, and what is told of a run that makes none.

Main definitions  `long_steps`, `counted`, `iterated`, `never`
Law               `counts_are_by_walking` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ..arrays import Ints, frozen
from ..errors import Misuse, NeverReturns
from ..parts import as_set
from ..system import Deterministic

__all__ = ["counted", "iterated", "long_steps", "never"]


def never(
    low: Deterministic, start: int, first: int, c: int, again: bool = True, others: Sequence[int] = ()
) -> NeverReturns:
    """The run that reads ``first`` and then c for ever; ``others``: states from which none returns either."""
    names: Sequence[Hashable] = low.state_names or range(low.states)
    letter = f" under letter {low.letter_name(first)}" if low.lettered else ""
    run = [start]
    now = int(low.table[start, first]) if again else start
    run, seen = ([start] if again else []), {}
    while now not in seen:
        seen[now] = len(run)
        run.append(now)
        now = int(low.table[now, c])
    told = [names[s] for s in run]
    halts = low.halting is not None and bool(low.halting[now])
    parts = told[: seen[now]], told[seen[now] :]
    more = tuple(names[s] for s in others)
    return NeverReturns(names[start], *parts, halts=halts, letter=letter, again=again, others=more)


def long_steps(low: Deterministic, states: Ints, table: Any, initial: Any) -> Deterministic:
    """The system on ``states`` with that table, and all else as in low."""
    names = low.state_names
    return Deterministic(
        frozen(np.ascontiguousarray(table, np.int32)),
        None if low.outputs is None else frozen(low.outputs[states]),
        None if low.halting is None else frozen(low.halting[states]),
        as_set(initial),
        tuple(states.tolist()) if names is None else tuple(names[s] for s in states.tolist()),
        low.letter_names,
        low.output_names,
        low.lettered,
    )


def counted(
    low: Deterministic, count: npt.NDArray[np.int64], going_on: Any
) -> tuple[Deterministic, Ints, Ints, Ints, Ints]:
    """The long steps of so many concrete ones: their system, and states, steps, entry and distance.

    From a halted state no step is taken; its ``count`` becomes 1, which says that it has one.
    """
    if low.halting is not None:
        count[low.halting & (count > 0)] = 1
    states = frozen(np.flatnonzero(count > 0).astype(np.int32))
    number = np.full(low.states, -1, np.int32)
    number[states] = np.arange(states.size, dtype=np.int32)
    steps = np.repeat(count[states, None], low.letters, axis=1)
    if low.halting is not None:
        steps[low.halting[states]] = 0
    ends = np.stack(
        [
            iterated(low.table[:, c], low.table[states, a], np.maximum(steps[:, a] - 1, 0))
            for a, c in enumerate(going_on)
        ],
        axis=1,
    )
    ends = np.where(steps > 0, ends, states[:, None])
    if (lost := np.argwhere(number[ends] < 0)).size:
        i, a = (int(v) for v in lost[0])
        raise Misuse(
            "an abstract step ends where one can begin",
            value=f"from {low.state_name(int(states[i]))}, {count[states[i]]} steps lead to "
            f"{low.state_name(int(ends[i, a]))}",
            reason="there the count is 0 or None",
            repair="give that state a count too",
        )
    if (outside := low.initial[number[low.initial] < 0]).size:
        raise Misuse(
            "a run begins where an abstract step can begin",
            value=f"the initial state {low.state_name(int(outside[0]))}",
            reason="there the count is 0 or None",
            repair="give that state a count too; marks in place of counts move it to the next mark",
        )
    system = long_steps(low, states, number[ends], number[low.initial])
    shape = (slice(None), slice(None)) if low.lettered else (slice(None), 0)
    entry = np.repeat(number[:, None], low.letters, axis=1)
    away = np.where(entry < 0, -1, 0)
    return system, states, frozen(steps[shape]), frozen(entry[shape]), frozen(away[shape])


def iterated(f: Ints, start: Ints, times: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
    """``f`` applied ``times[i]`` times to ``start[i]``, by doubling."""
    now, left, power = np.array(start), times.copy(), f
    while left.any():
        now = np.where(left & 1, power[now], now)
        left >>= 1
        power = power[power]
    return now
