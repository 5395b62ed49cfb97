"""What an abstract step that is known in part gets wrong at least: a dynamic program along the arrows.

Main definitions  `Partial`, `Room`, `least_wrong`
Notes             Of one letter, where what the step does not say yet is right for free.  In a tree each state
                  is done before its target: its least cost by class, and that of its arrow by the class
                  the arrow leads to.  Around each cycle once for each class of its first state.  Going back
                  the same way tells labels that attain it.
Laws              `searches_agree_with_enumeration`, `bounds_are_below_the_least_defect` in
                  `abstractions.testing.laws`
Source            R. Bellman, 1957
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..arrays import Ints
from ..kernel import kernel
from .arrows import Arrows

__all__ = ["Partial", "Room", "least_wrong"]

FAR = 1 << 61
"""More than all weights together."""


class Partial(NamedTuple):
    """An abstract machine that is known in part; int64.

    ``block``: of each state; ``of_class``: the block of each class, those of one block in a row.
    ``g``: the next class, shape (classes, letters), -1 where it is not chosen.  ``fixed``: the class of
    each state, -1 where it is not chosen.
    """

    block: Ints
    of_class: Ints
    g: Ints
    fixed: Ints


class Room(NamedTuple):
    """Scratch, int64.

    ``cost``, ``along``: shape (states, classes).  ``row``: (classes,).  ``counts``: (classes, classes).
    ``guess``: (letters, states), the labels that are told.
    """

    cost: Ints
    along: Ints
    row: Ints
    counts: Ints
    guess: Ints

    @classmethod
    def of(cls, letters: int, n: int, k: int) -> Room:
        """For so many letters, states and classes."""
        shapes = ((n, k), (n, k), (k,), (k, k), (letters, n))
        return cls(*(np.zeros(shape, np.int64) for shape in shapes))


@kernel
def least_wrong(a: int, arrows: Arrows, machine: Partial, room: Room, tell: bool) -> int:
    """The least weight of arrows of letter a that the machine gets wrong; ``tell``: labels that have it."""
    n = machine.block.size
    k = machine.of_class.size
    cost = room.cost
    for s in range(n):
        for c in range(k):
            free = machine.fixed[s] < 0 or machine.fixed[s] == c
            cost[s, c] = 0 if free and machine.of_class[c] == machine.block[s] else FAR
    total = 0
    for i in range(arrows.trees[a]):
        s = arrows.order[a, i]
        t = arrows.target[a, s]
        if t < 0:
            least = FAR
            for c in range(k):
                least = min(least, cost[s, c])
            total += least
        else:
            into(cost, s, a, machine.g, arrows.weight[a, s], room.row)
            for c in range(k):
                cost[t, c] = min(FAR, cost[t, c] + room.row[c])
    place = arrows.trees[a]
    while place < n:
        first = arrows.order[a, place]
        least = FAR
        best = 0
        for c in range(k):
            if cost[first, c] < FAR:
                around = cycle(c, a, place, arrows, machine, room)
                if around < least:
                    least = around
                    best = c
        total += least
        if tell:
            cycle(best, a, place, arrows, machine, room)
            tell_cycle(best, a, place, arrows, machine, room)
        place += arrows.size[a, first]
    if tell:
        tell_trees(a, arrows, machine, room)
    return int(total)


@kernel
def into(cost: Ints, s: int, a: int, g: Ints, weight: int, row: Ints) -> None:
    """``row[c]``: the least cost of s and its arrow, if the arrow leads to class c."""
    k = cost.shape[1]
    least = FAR
    free = FAR
    for c in range(k):
        row[c] = FAR
    for c in range(k):
        here = cost[s, c]
        if here < FAR:
            least = min(least, here)
            to = g[c, a]
            if to < 0:
                free = min(free, here)
            else:
                row[to] = min(row[to], here)
    for c in range(k):
        row[c] = min(FAR, min(row[c], min(free, least + weight)))


@kernel
def cycle(c: int, a: int, place: int, arrows: Arrows, machine: Partial, room: Room) -> int:
    """The least cost of a cycle whose first state is in class c; ``along``: that up to each of its states."""
    k = machine.of_class.size
    along = room.along
    first = arrows.order[a, place]
    length = arrows.size[a, first]
    for b in range(k):
        along[first, b] = room.cost[first, b] if b == c else FAR
    for i in range(length):
        s = arrows.order[a, place + i]
        into(along, s, a, machine.g, arrows.weight[a, s], room.row)
        if i + 1 < length:
            t = arrows.target[a, s]
            for b in range(k):
                along[t, b] = min(FAR, room.cost[t, b] + room.row[b])
    return int(room.row[c])


@kernel
def tell_cycle(c: int, a: int, place: int, arrows: Arrows, machine: Partial, room: Room) -> None:
    """Labels of a cycle whose first state is in class c, the last state first."""
    length = arrows.size[a, arrows.order[a, place]]
    later = c
    for i in range(length):
        s = arrows.order[a, place + length - 1 - i]
        later = source_of(later, room.along, s, a, machine.g, arrows.weight[a, s])
        room.guess[a, s] = later


@kernel
def tell_trees(a: int, arrows: Arrows, machine: Partial, room: Room) -> None:
    """Labels of the states on no cycle, each after its target."""
    k = machine.of_class.size
    for i in range(arrows.trees[a]):
        s = arrows.order[a, arrows.trees[a] - 1 - i]
        t = arrows.target[a, s]
        if t < 0:
            best = 0
            for c in range(k):
                if room.cost[s, c] < room.cost[s, best]:
                    best = c
            room.guess[a, s] = best
        else:
            room.guess[a, s] = source_of(room.guess[a, t], room.cost, s, a, machine.g, arrows.weight[a, s])


@kernel
def source_of(later: int, cost: Ints, s: int, a: int, g: Ints, weight: int) -> int:
    """A class for s that makes it least, given the class of its target."""
    best = -1
    least = 1 << 62
    for c in range(cost.shape[1]):
        to = g[c, a]
        here = cost[s, c] + (0 if to < 0 or to == later else weight)
        if here < least:
            least = here
            best = c
    return best
