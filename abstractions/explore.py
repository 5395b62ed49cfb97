"""Exploration: from a step given as a function to a step given as a table.

Main definitions  `explore`, `explore_vectorised`
Notes             Breadth-first, so states are numbered by distance from the initial ones, and the
                  work is done once for each state and letter.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from .arguments import budget_of, defined
from .arrays import MOST, frozen
from .errors import BudgetExceeded, Interrupted, Misuse, brief
from .kernel import kernel
from .progress import progress

__all__ = ["BUDGET", "explore", "explore_vectorised"]

BUDGET = 1_000_000
"""How many states an exploration may reach unless told otherwise."""

Numbers = npt.NDArray[Any]


def explore(
    step: Callable[..., Hashable],
    initial: Iterable[Hashable],
    letters: Sequence[Hashable] | None = None,
    *,
    budget: int = BUDGET,
    show: bool | None = None,
) -> tuple[list[Hashable], Numbers]:
    """The states reachable from ``initial`` and their step table, shape (states, letters).

    ``step(state)`` or, if there are letters, ``step(state, letter)`` gives the next state; states
    are hashable.  Raises `BudgetExceeded` (``partial``: the states found) beyond ``budget`` states.
    """
    budget_of(budget)
    number: dict[Hashable, int] = {}
    found: list[Hashable] = []

    def meet(state: Hashable, origin: str) -> int:
        try:
            i = number.get(state)
        except TypeError:
            raise Misuse(
                "states are hashable",
                value=f"{brief(state)}, {origin}",
                reason=f"a {type(state).__name__} cannot be looked up",
                repair="use tuples for lists and frozensets for sets",
            ) from None
        if i is None:
            if len(found) >= budget:
                raise exceeded(budget, list(found), f"{brief(state)} would be one more")
            i = number[state] = len(found)
            found.append(state)
        return i

    rows: list[list[int]] = []
    try:
        for state in initial:
            meet(state, "an initial state")
        with progress("exploring states", show=show) as advance:
            for done, state in enumerate(found):  # grows while we walk along it
                if letters is None:
                    origin = f"the step from {brief(state)}"
                    rows.append([meet(defined(step, origin, state), origin)])
                else:
                    row = []
                    for a in letters:
                        origin = f"the step from {brief(state)} under {brief(a)}"
                        row.append(meet(defined(step, origin, state, a), origin))
                    rows.append(row)
                if done % 4096 == 0:
                    advance(done)
    except KeyboardInterrupt:
        raise Interrupted("exploring states", found) from None
    k = 1 if letters is None else len(letters)
    return found, np.array(rows, np.int32).reshape(len(found), k)


def explore_vectorised(
    step: Callable[..., Any],
    initial: Any,
    letters: Sequence[Hashable] | None = None,
    *,
    budget: int = BUDGET,
    show: bool | None = None,
) -> tuple[Numbers, Numbers]:
    """The same for states that are integers and a step that takes a whole array of them.

    ``step(array)`` or ``step(array, letter)`` gives the array of next states (any integer type
    that fits 64 bits).  One call for each layer and letter.
    """
    budget_of(budget)
    frontier = as_codes(initial, "the initial states")
    letters_or_none: Sequence[Hashable | None] = (None,) if letters is None else letters
    keys, numbers = new_index(1024)
    found, count = np.empty(1024, np.int64), 0
    table = np.empty((1024, len(letters_or_none)), np.int32)

    def meet(codes: Numbers) -> Numbers:
        nonlocal keys, numbers, found, count, table
        while 2 * (count + codes.size) > keys.size:  # keep the index at most half full
            keys, numbers = new_index(2 * keys.size)
            insert(keys, numbers, found, 0, found[:count].copy(), np.empty(count, np.int32))
        if count + codes.size > found.size:
            size = 2 * (count + codes.size)
            found = np.resize(found, size)
            table = np.resize(table, (size, table.shape[1]))
        out = np.empty(codes.size, np.int32)
        count = insert(keys, numbers, found, count, codes, out)
        if count > budget:
            raise exceeded(budget, found[:budget].copy(), "the last layer went beyond")
        return out

    try:
        with progress("exploring states", show=show) as advance:
            meet(frontier)
            done = 0
            while done < count:
                layer, frontier = slice(done, count), frozen(found[done:count].copy())
                done = count
                for j, a in enumerate(letters_or_none):
                    read = (frontier,) if letters is None else (frontier, a)
                    image = defined(step, f"the step of {frontier.size} states", *read)
                    codes = as_codes(image, "the next states")
                    if codes.shape != frontier.shape:
                        raise Misuse(
                            "a vectorised step keeps the shape of its array",
                            value=f"shape {codes.shape} for {frontier.size} states",
                            reason="one next state is needed for each state",
                            repair="return an array as long as the argument",
                        )
                    image = meet(codes)  # may move the table: first meet, then write
                    table[layer, j] = image
                advance(done)
    except KeyboardInterrupt:
        raise Interrupted("exploring states", found[:count].copy()) from None
    return found[:count].copy(), table[:count].copy()


def new_index(size: int) -> tuple[Numbers, Numbers]:
    """An empty hash index: the keys, and their numbers (-1: a free place)."""
    return np.zeros(size, np.int64), np.full(size, -1, np.int32)


@kernel
def insert(keys: Numbers, numbers: Numbers, found: Numbers, count: int, codes: Numbers, out: Numbers) -> int:
    """Number ``codes``, new ones from ``count`` on; their numbers go to ``out``."""
    mask = keys.size - 1
    for i in range(codes.size):
        code = int(codes[i])
        h = (code ^ (code >> 31)) * 0x3F58476D1CE4E5B9 & 0x3FFFFFFFFFFFFFFF
        place = (h >> 20) & mask
        while numbers[place] >= 0 and keys[place] != code:
            place = (place + 1) & mask
        if numbers[place] < 0:
            keys[place] = code
            numbers[place] = count
            found[count] = code
            count += 1
        out[i] = numbers[place]
    return count


def as_codes(values: Any, what: str) -> Numbers:
    """``values`` as a one-dimensional int64 array."""
    array = np.asarray(values)
    if array.dtype.kind not in "iub" or (array.dtype.kind == "u" and array.max(initial=0) >= 2**63):
        raise Misuse(
            f"{what} of a vectorised exploration are integers of 64 bits",
            value=values,
            reason=f"they have type {array.dtype}",
            repair="code each state as one integer, or explore without `vectorised`",
        )
    return array.astype(np.int64).reshape(-1)


def exceeded(budget: int, partial: Any, reason: str) -> BudgetExceeded:
    return BudgetExceeded(
        f"at most {budget} states are reachable",
        value=f"{len(partial)} states found and not all their successors seen",
        reason=reason,
        repair=f"check that the states cannot grow for ever, or raise `budget` (at most {MOST})",
        partial=partial,
    )
