"""Sets of states that can be merged and parted again, closed under a step.

Problem    Given a step table and a congruence as sets, merge two of its sets with all that follows;
           or undo that; or find that two of certain states, the representatives, would meet.
Method     Union-find by size without path compression: a merge is undone by cutting one link.
Invariant  Between calls the sets are a congruence and hold at most one representative each.
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

__all__ = ["led_apart", "put_together", "top", "undo", "write"]


@kernel
def led_apart(s: int, t: int, table: Ints, root: Ints, owner: Ints) -> bool:
    """Whether a letter leads s and t to two representatives: the common case, told at once."""
    for a in range(table.shape[1]):
        x = top(root, table[s, a])
        y = top(root, table[t, a])
        if x != y and owner[x] >= 0 and owner[y] >= 0:
            return True
    return False


@kernel
def top(root: Ints, s: int) -> int:
    """The root of the set of s; paths stay, so that merges can be undone."""
    while root[s] != s:
        s = root[s]
    return s


@kernel
def put_together(
    s: int,
    t: int,
    table: Ints,
    root: Ints,
    size: Ints,
    owner: Ints,
    left: Ints,
    right: Ints,
    under: Ints,
    before: Ints,
    height: int,
) -> int:
    """Merge the sets of s and t and what follows; the number of merges then.

    -1, with everything undone, if two representatives would fall together.
    """
    start = height
    height = unite(s, t, root, size, owner, left, right, under, before, height)
    done = start
    while done < height:
        for a in range(table.shape[1]):
            x = table[left[done], a]
            y = table[right[done], a]
            after = unite(x, y, root, size, owner, left, right, under, before, height)
            if after < 0:
                undo(height, start, root, size, owner, under, before)
                return -1
            height = after
        done += 1
    return height


@kernel
def unite(
    x: int,
    y: int,
    root: Ints,
    size: Ints,
    owner: Ints,
    left: Ints,
    right: Ints,
    under: Ints,
    before: Ints,
    height: int,
) -> int:
    """Merge two sets; the number of merges then, -1 if both have a representative."""
    p = top(root, x)
    q = top(root, y)
    if p == q:
        return height
    if owner[p] >= 0 and owner[q] >= 0:
        return -1
    if size[p] < size[q]:
        p, q = q, p
    left[height] = x
    right[height] = y
    under[height] = q
    before[height] = owner[p]
    root[q] = p
    size[p] += size[q]
    owner[p] = max(owner[p], owner[q])
    return height + 1


@kernel
def undo(height: int, start: int, root: Ints, size: Ints, owner: Ints, under: Ints, before: Ints) -> int:
    """Undo the merges from ``start`` on, the last first."""
    for i in range(height - 1, start - 1, -1):
        q = under[i]
        p = root[q]
        root[q] = q
        size[p] -= size[q]
        owner[p] = before[i]
    return start


@kernel
def write(root: Ints, out: Ints, row: int) -> None:
    """The sets as labels numbered by first occurrence."""
    n = root.size
    number = np.full(n, -1, np.int32)
    classes = 0
    for s in range(n):
        r = top(root, s)
        if number[r] < 0:
            number[r] = classes
            classes += 1
        out[row, s] = number[r]
