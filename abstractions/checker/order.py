"""Minimality by an order of the classes: see proofs/README.md, "An order of the classes".

The same in Coq: proofs/CheckOrder.v, `check_minimality`, `check_minimality_spec`, `shows_minimal_sound`.
"""

from __future__ import annotations

import numpy as np

from ..abstraction import Abstraction
from ..arrays import Ints
from ..certificate import OrderedMinimality
from ..kernel import kernel
from ..system import Deterministic
from .complete import representatives
from .refusal import require

__all__ = ["check_ordered"]


def check_ordered(c: OrderedMinimality, system: Deterministic, p: Abstraction) -> None:
    m = c.rank.size
    first, seen = representatives(c.labels, m, system, p)
    require(c.rank.min(initial=0) >= 0 and c.rank.max(initial=-1) < m, "a rank is out of range")
    row = np.full(m, -1, np.int32)
    row[c.rank] = np.arange(m, dtype=np.int32)
    require((row >= 0).all(), "two classes have the same rank")
    require(c.time.shape == c.letter.shape == (max(m - 1, 0),), "not one boundary between classes")
    if m < 2:
        return
    require(c.time.min() >= 0, "a time is negative")
    require(c.letter.min() >= -1 and c.letter.max() < system.letters, "a letter is out of range")
    require(((c.letter == -1) == (c.time == 0)).all(), "letter -1 and time 0 do not coincide")
    shown = seen[row]
    grows = shown[1:] - shown[:-1]
    require((grows[c.time == 0] > 0).all(), "observations do not grow at a boundary of time 0")
    require((grows[c.time > 0] == 0).all(), "observations change at a boundary of later time")
    table = np.empty((m, system.letters), np.int32)
    in_a_row(system.table, c.rank[c.labels], first[row], table)
    far = farthest(table, c.time, c.letter, False)
    near = farthest(table, c.time, c.letter, True)
    bad = first_bad_boundary(c.time, far, near)
    require(bad < 0, f"the letter of boundary {bad} does not send its sides to an earlier boundary")


@kernel
def in_a_row(table: Ints, place: Ints, states: Ints, ordered: Ints) -> None:
    """The places of the successors of ``states``."""
    for j in range(states.size):
        s = states[j]
        for a in range(table.shape[1]):
            ordered[j, a] = place[table[s, a]]


@kernel
def farthest(table: Ints, time: Ints, letter: Ints, mirrored: bool) -> Ints:
    """For each boundary j | j+1 of time T > 0, the rightmost class that its letter sends [lo, j] to.

    The run [lo, j]: the classes up to j between which all boundaries have at least the time of j.
    ``mirrored``: the leftmost that it sends [j+1, hi] to, which is the same in the row read backwards.
    Going right, a stack holds the earlier boundaries by increasing time, each with the rightmost
    images of the classes since the one below.
    """
    m, letters = table.shape
    last = m - 1
    far = np.zeros(last, np.int32)
    height = np.empty(m, np.int64)
    image = np.empty((m, letters), np.int32)
    top = 0
    for i in range(last):
        j = last - 1 - i if mirrored else i
        for a in range(letters):
            image[top, a] = last - table[last - i, a] if mirrored else table[i, a]
        while top > 0 and height[top - 1] >= time[j]:
            top -= 1
            for a in range(letters):
                image[top, a] = max(image[top, a], image[top + 1, a])
        height[top] = time[j]
        if time[j] > 0:
            far[j] = last - image[top, letter[j]] if mirrored else image[top, letter[j]]
        top += 1
    return far


@kernel
def first_bad_boundary(time: Ints, far: Ints, near: Ints) -> int:
    """The first boundary j | j+1 of time T > 0 that breaks the law, or -1.

    Let [lo, hi] be the run of classes around j whose inner boundaries all have time at least T.
    The law: the letter of j sends all of [lo, j] to the left of some boundary of time less than T,
    and all of [j+1, hi] to the right of it.  ``far[j]`` is the rightmost image of [lo, j], and
    ``near[j]`` the leftmost of [j+1, hi].
    """
    size = time.size
    # earliest[i]: the least time below node i of a binary tree over the boundaries
    earliest = np.empty(2 * size, time.dtype)
    for j in range(size):
        earliest[size + j] = time[j]
    for i in range(size - 1, 0, -1):
        earliest[i] = min(earliest[2 * i], earliest[2 * i + 1])
    for j in range(size):
        if time[j] == 0:
            continue
        found = False
        i = size + far[j]  # boundaries between far and near: far, ..., near - 1
        e = size + near[j]
        while i < e and not found:
            if i & 1:
                found = earliest[i] < time[j]
                i += 1
            if e & 1 and not found:
                e -= 1
                found = earliest[e] < time[j]
            i >>= 1
            e >>= 1
        if not found:
            return j
    return -1
