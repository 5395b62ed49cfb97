"""Semantic dependency on a product space: which coordinates does the next value of each depend on?

Main definitions  `Grid`, `least_kept`
Notes             On a product a function of the state is one of some coordinates iff it depends on no other one:
                  a walk that changes one coordinate at a time gets everywhere.  So a coordinate may be
                  forgotten iff nothing of p, and of no kept coordinate the next value, depends on it; the
                  ones to be kept are reached from those of p along dependencies.

                  The coordinates of the next state are packed into the bits of one word, 62 at
                  most.  For each coordinate the words of neighbours are compared, and what differs
                  anywhere is collected by OR.  Cost: a pass over the table for each coordinate and letter;
                  another for each one kept, to find the two states that are the reason.
Law               `a_coordinate_may_be_forgotten_iff_nothing_depends_on_it` in `abstractions.testing.laws`
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from ..arrays import Ints, frozen
from ..kernel import kernel

__all__ = ["Grid", "least_kept"]


@dataclass(frozen=True, eq=False)
class Grid:
    """The states of a product, in the order of their coordinates.

    - ``sizes``    how many values each coordinate has
    - ``states``   the state with each combination of values, shape (product of the sizes,); None if
                   states are numbered in that order
    - ``columns``  the coordinates, int32, shape (coordinates, states)
    """

    sizes: tuple[int, ...]
    states: Ints | None
    columns: Ints

    @classmethod
    def of(cls, columns: Ints) -> Grid | None:
        """The grid, if the states are all combinations of their coordinates, each once."""
        n = columns.shape[1]
        sizes = tuple(int(c.max(initial=-1)) + 1 for c in columns)
        room = 1
        for d in sizes:
            room *= d
            if room > n:
                return None
        if room != n:
            return None
        code = np.zeros(n, np.int64)
        for d, c in zip(sizes, columns):
            code *= d
            code += c
        if np.array_equal(code, np.arange(n)):
            return cls(sizes, None, columns)
        states = np.full(n, -1, np.int32)
        states[code] = np.arange(n, dtype=np.int32)
        return None if (states < 0).any() else cls(sizes, frozen(states), columns)

    def in_order(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Values of states as values of combinations."""
        return values if self.states is None else values[self.states]

    def around(self, i: int) -> tuple[int, int, int]:
        """How many combinations of the coordinates before i there are, of its values, and of those after."""
        return prod(self.sizes[:i]), self.sizes[i], prod(self.sizes[i + 1 :])

    def depends(self, words: Ints, i: int) -> int:
        """The bits of ``words``, in order, that depend on coordinate i."""
        return int(changes(words, *self.around(i)))

    def witness(self, words: Ints, i: int, bits: int = -1) -> tuple[int, int] | None:
        """Two states that differ in coordinate i alone, and in these bits of ``words``; or None."""
        x, y = first_change(words, *self.around(i), bits)
        if x == y:
            return None
        return (x, y) if self.states is None else (int(self.states[x]), int(self.states[y]))


def least_kept(grid: Grid, table: Ints, seen: Ints) -> tuple[list[int], list[tuple[int, int]]]:
    """The coordinates of the least complete set that knows ``seen``; and for each, as it is met, two states.

    ``table``: shape (states, letters).  The two states differ in that coordinate alone, and are seen to
    differ or step to states that differ in a coordinate met before.
    """
    k = len(grid.sizes)
    widths = [max(0, d - 1).bit_length() for d in grid.sizes]
    shifts = np.cumsum([0, *widths])[:-1].tolist()
    masks = [(1 << w) - 1 << at for w, at in zip(widths, shifts)]
    word = np.zeros(seen.size, np.int64)
    for c, at in zip(grid.columns, shifts):
        word |= c.astype(np.int64) << at
    nexts = [frozen(grid.in_order(word[column])) for column in table.T]
    shown = grid.in_order(seen)
    reads = [[grid.depends(w, i) for w in nexts] for i in range(k)]
    pairs = {i: pair for i in range(k) if (pair := grid.witness(shown, i)) is not None}
    kept = list(pairs)
    for j in kept:  # grows while we walk along it
        for i in range(k):
            for w, read in zip(nexts, reads[i]):
                if i not in pairs and read & masks[j]:
                    pair = grid.witness(w, i, masks[j])
                    assert pair is not None
                    pairs[i] = pair
                    kept.append(i)
    return kept, list(pairs.values())


@kernel
def changes(words: Ints, before: int, values: int, after: int) -> int:
    """The bits in which a word differs from that of a neighbour in one coordinate, anywhere."""
    found = 0
    for b in range(before):
        low = b * values * after
        for v in range(1, values):
            high = low + v * after
            for t in range(after):
                found |= words[low + t] ^ words[high + t]
    return found


@kernel
def first_change(words: Ints, before: int, values: int, after: int, bits: int) -> tuple[int, int]:
    """Two neighbours in one coordinate whose words differ in one of the bits; (0, 0) if there are none."""
    for b in range(before):
        low = b * values * after
        for v in range(1, values):
            high = low + v * after
            for t in range(after):
                if (words[low + t] ^ words[high + t]) & bits != 0:
                    return low + t, high + t
    return 0, 0
