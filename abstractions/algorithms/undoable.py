"""Sets of states that can be merged and parted again, closed under a step.

Problem    Given a step table and a congruence as sets, merge two of its sets with all that follows;
           or undo that; or find that two of certain states, the representatives, would meet.
Method     Union-find by size without path compression: a merge is undone by cutting one link.
Invariant  Between calls the sets are a congruence, and no set holds two representatives.
Stops      There are at most n - 1 merges.
Cost       O(letters * merges * log n) to merge, O(merges) to undo.
Proof      as for `closure`; undoing restores what was written, the last first
Source     J. Westbrook, R. Tarjan, Amortized analysis of algorithms for set union with
           backtracking, 1989
Role       `listing`.
Limits     Deterministic steps.
"""

from __future__ import annotations

import numpy as np

from ..arrays import Ints
from ..kernel import kernel

__all__ = ["OWNER", "apart", "led_apart", "put_together", "top", "undo", "write"]


ROOT, SIZE, OWNER = 0, 1, 2
"""Of ``sets``, int32, shape (3, n): the sets as trees; how many states a root has below it; and the
number of the representative in the set of a root, or -1."""
LEFT, RIGHT, UNDER, BEFORE = 0, 1, 2, 3
"""Of ``merges``, int32, shape (4, n): the two states that asked for a merge, the root that went
under, and the owner that its new root had."""


def apart(n: int) -> tuple[Ints, Ints]:
    """Sets of one state each, and room for merges."""
    sets = np.stack([np.arange(n), np.ones(n), np.full(n, -1)]).astype(np.int32)
    return sets, np.empty((4, n), np.int32)


@kernel
def led_apart(s: int, t: int, table: Ints, sets: Ints) -> bool:
    """Whether a letter leads s and t to two representatives: the common case, told at once."""
    for a in range(table.shape[1]):
        x = top(sets, table[s, a])
        y = top(sets, table[t, a])
        if x != y and sets[OWNER, x] >= 0 and sets[OWNER, y] >= 0:
            return True
    return False


@kernel
def top(sets: Ints, s: int) -> int:
    """The root of the set of s; paths stay, so that merges can be undone."""
    while sets[ROOT, s] != s:
        s = sets[ROOT, s]
    return s


@kernel
def put_together(s: int, t: int, table: Ints, sets: Ints, merges: Ints, height: int) -> int:
    """Merge the sets of s and t and what follows; the number of merges then.

    -1, with everything undone, if two representatives would fall together.
    """
    start = height
    height = unite(s, t, sets, merges, height)
    done = start
    while done < height:
        for a in range(table.shape[1]):
            x = table[merges[LEFT, done], a]
            y = table[merges[RIGHT, done], a]
            after = unite(x, y, sets, merges, height)
            if after < 0:
                undo(height, start, sets, merges)
                return -1
            height = after
        done += 1
    return height


@kernel
def unite(x: int, y: int, sets: Ints, merges: Ints, height: int) -> int:
    """Merge two sets; the number of merges then, -1 if both have a representative."""
    p = top(sets, x)
    q = top(sets, y)
    if p == q:
        return height
    if sets[OWNER, p] >= 0 and sets[OWNER, q] >= 0:
        return -1
    if sets[SIZE, p] < sets[SIZE, q]:
        p, q = q, p
    merges[LEFT, height] = x
    merges[RIGHT, height] = y
    merges[UNDER, height] = q
    merges[BEFORE, height] = sets[OWNER, p]
    sets[ROOT, q] = p
    sets[SIZE, p] += sets[SIZE, q]
    sets[OWNER, p] = max(sets[OWNER, p], sets[OWNER, q])
    return height + 1


@kernel
def undo(height: int, start: int, sets: Ints, merges: Ints) -> int:
    """Undo the merges from ``start`` on, the last first."""
    for i in range(height - 1, start - 1, -1):
        q = merges[UNDER, i]
        p = sets[ROOT, q]
        sets[ROOT, q] = q
        sets[SIZE, p] -= sets[SIZE, q]
        sets[OWNER, p] = merges[BEFORE, i]
    return start


@kernel
def write(sets: Ints, out: Ints, row: int) -> None:
    """The sets as labels numbered by first occurrence."""
    n = sets.shape[1]
    number = np.full(n, -1, np.int32)
    classes = 0
    for s in range(n):
        r = top(sets, s)
        if number[r] < 0:
            number[r] = classes
            classes += 1
        out[row, s] = number[r]
