"""States in a row, classes as intervals of it, and for each cut its time and letter.

Main definition   `Row`
Notes             What the engines for many letters share.  The row only ever gains cuts, and the
                  states between two cuts stay between them: so the row with the times and letters
                  of its cuts is the certificate, kept while the work is done.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ..arrays import Ints, frozen
from ..certificate import OrderedMinimality
from ..kernel import kernel

__all__ = ["Row", "number"]


@dataclass(slots=True)
class Row:
    """A partition as a row of states with cuts.

    ``order``: int32, shape (n,), the states.  ``time``: int32, shape (n,), of the cut before each
    place, -1 for none.  ``letter``: int32, shape (n,), or empty if not asked for.  ``classes``: how many intervals there are.
    ``clock``: the latest time.
    """

    order: npt.NDArray[Any]
    time: npt.NDArray[Any]
    letter: npt.NDArray[Any]
    classes: int
    clock: int = 0

    @classmethod
    def of(cls, labels: Ints, *, lettered: bool = True) -> Row:
        """The classes of ``labels`` (canonical) in order, cut at time 0."""
        n = labels.size
        order, time, letter = (np.empty(size, np.int32) for size in (n, n, n if lettered else 0))
        classes = sort(labels, order, time, letter, np.zeros(n + 1, np.int32))
        return cls(order, time, letter, classes)

    def minimality(self) -> OrderedMinimality:
        """The certificate that these classes are the answer."""
        labels, rank, starts = self.numbered()
        cut = starts[1:]
        return OrderedMinimality(labels, rank, frozen(self.time[cut]), frozen(self.letter[cut]))

    def numbered(self) -> tuple[Ints, Ints, Ints]:
        """The class of each state (canonical), the place of each class in the row, where intervals begin."""
        labels = np.empty(self.order.size, np.int32)
        rank, starts, names = (np.empty(self.classes, np.int32) for _ in range(3))
        name(self.order, self.time, labels, names, rank, starts)
        return frozen(labels), frozen(rank), starts


@kernel
def sort(labels: Ints, order: Ints, time: Ints, letter: Ints, begin: Ints) -> int:
    """The states by label, cut between labels; how many labels there are.  ``begin``: zeros."""
    classes = 0
    for s in range(labels.size):
        time[s] = -1
        begin[labels[s] + 1] += 1
    for i in range(letter.size):
        letter[i] = -1
    while classes < labels.size and begin[classes + 1] > 0:
        time[begin[classes]] = 0
        begin[classes + 1] += begin[classes]
        classes += 1
    for s in range(labels.size):
        order[begin[labels[s]]] = s
        begin[labels[s]] += 1
    return classes


@kernel
def number(order: Ints, time: Ints, place: Ints) -> None:
    """Number the intervals from left to right: ``place[s]`` for each state."""
    c = -1
    for i in range(order.size):
        if time[i] >= 0:
            c += 1
        place[order[i]] = c


@kernel
def name(order: Ints, time: Ints, labels: Ints, names: Ints, rank: Ints, starts: Ints) -> None:
    """Number the intervals by their first states; as said in `Row.numbered`.  ``names``: room."""
    c = -1
    for i in range(order.size):
        if time[i] >= 0:
            c += 1
            starts[c] = i
            names[c] = -1
        labels[order[i]] = c
    count = 0
    for s in range(labels.size):
        c = labels[s]
        if names[c] < 0:
            names[c] = count
            rank[count] = c
            count += 1
        labels[s] = names[c]
