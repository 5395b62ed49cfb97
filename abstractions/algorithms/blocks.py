"""Blocks of a row, cut where sums change: what the queue of splitters for edges does to one block.

Main definitions  `settle`, `bounds`, `give`, `cut`, `put`
Data              ``state[s]``: the PLACE of a node in the row, and its BLOCK; SINGLE if it is alone in it.
                  ``block[b]``, of a block of several nodes: its interval LOW to HIGH (exclusive), the
                  COUNT of its nodes hit (zero between turns), and the compound that is its OWNER; SINGLE
                  if there is no other block in it.  The LOW of a block not in use is the next such one.
"""

from __future__ import annotations

import numpy as np

from ..arrays import Ints
from ..kernel import kernel
from ..signatures import Longs, sort_entries

__all__ = [
    "BLOCK",
    "COUNT",
    "HIGH",
    "LOW",
    "OWNER",
    "PLACE",
    "SINGLE",
    "bounds",
    "cut",
    "give",
    "put",
    "settle",
]

PLACE, BLOCK = 0, 1
LOW, HIGH, COUNT, OWNER = 0, 1, 2, 3
"""Columns: what is read together stands together, so that one cache line serves it."""

SINGLE = -1
"""Said instead of the block of a node that is all of it, and of the compound of such a block."""

FEW = 16
"""So many sums are sorted by insertion; so many different ones, by counting.  A power of two."""


@kernel
def settle(order: Ints, time: Ints, state: Ints, block: Ints) -> tuple[int, int]:
    """Write down the blocks of a row, all in compound 0; how many they are, and the first not in use."""
    n = order.size
    blocks = 0
    used = 0
    begin = 0
    for i in range(n):
        state[2 * order[i] + PLACE] = i
        if i + 1 < n and time[i + 1] < 0:
            continue
        blocks += 1
        b = SINGLE
        if i > begin:
            b = used
            used += 1
            block[4 * b + LOW] = begin
            block[4 * b + HIGH] = i + 1
            block[4 * b + COUNT] = 0
            block[4 * b + OWNER] = 0
        for j in range(begin, i + 1):
            state[2 * order[j] + BLOCK] = b
        begin = i + 1
    for b in range(used, block.size // 4):
        block[4 * b + LOW] = b + 1
    return blocks, used


@kernel
def bounds(i: int, order: Ints, state: Ints, block: Ints) -> tuple[int, int]:
    """The interval of the block at place i."""
    b = state[2 * order[i] + BLOCK]
    if b == SINGLE:
        return i, i + 1
    return int(block[4 * b + LOW]), int(block[4 * b + HIGH])


@kernel
def give(i: int, owner: int, order: Ints, state: Ints, block: Ints) -> None:
    """Give the block at place i to that owner; a node alone needs none."""
    b = state[2 * order[i] + BLOCK]
    if b != SINGLE:
        block[4 * b + OWNER] = owner


@kernel
def cut(
    b: int,
    vacant: int,
    clock: int,
    later: int,
    order: Ints,
    time: Ints,
    state: Ints,
    block: Ints,
    total: Longs,
) -> tuple[int, bool, int]:
    """Cut block b where sums change: how many blocks more, whether any between sums other than zero,
    and the first block not in use; before, that is ``vacant``.

    The largest part keeps the number b.  ``clock``: of the cut at the first sum that is not zero;
    ``later``: of the others.
    """
    left = block[4 * b + LOW]
    right = block[4 * b + HIGH]
    first = right - block[4 * b + COUNT]
    block[4 * b + COUNT] = 0
    alike = True
    for i in range(first + 1, right):
        alike = alike and total[order[i]] == total[order[first]]
    if alike and (first == left or total[order[first]] == 0):
        return 0, False, vacant
    for i in range(first, right):
        s = order[i]
        if total[s] == 0:  # as those that are not hit
            put(order, state, i, order[first])
            put(order, state, first, s)
            first += 1
    if not alike:
        by_sum(order, first, right, total)
        for i in range(first, right):
            state[2 * order[i] + PLACE] = i
    twice = total[order[first]] != total[order[right - 1]]
    largest = left
    most = first - left
    begin = first
    for i in range(first + 1, right + 1):
        if i == right or total[order[i]] != total[order[begin]]:
            if i - begin > most:
                most = i - begin
                largest = begin
            begin = i
    more = -1
    begin = left
    end = first if first > left else left + 1
    while begin < right:
        while first < end < right and total[order[end]] == total[order[end - 1]]:
            end += 1
        more += 1
        if end - begin == 1:
            state[2 * order[begin] + BLOCK] = SINGLE
        else:
            c = b
            if begin != largest:
                c = vacant
                vacant = int(block[4 * c + LOW])
                block[4 * c + COUNT] = 0
                block[4 * c + OWNER] = block[4 * b + OWNER]
                for i in range(begin, end):
                    state[2 * order[i] + BLOCK] = c
            block[4 * c + LOW] = begin
            block[4 * c + HIGH] = end
        if begin > left:
            time[begin] = clock if begin == first else later
        begin = end
        end += 1
    if most == 1:
        block[4 * b + LOW] = vacant
        vacant = b
    return more, twice, vacant


@kernel
def put(order: Ints, state: Ints, at: int, s: int) -> None:
    order[at] = s
    state[2 * s + PLACE] = at


@kernel
def by_sum(order: Ints, first: int, right: int, total: Longs) -> None:
    """Sort the nodes order[first:right] by their sums."""
    if right - first > FEW:
        if not by_counting(order, first, right, total):
            sums, nodes = np.empty(right - first, np.int64), np.empty(right - first, np.int64)
            for i in range(nodes.size):
                nodes[i] = order[first + i]
                sums[i] = total[nodes[i]]
            sort_entries(sums, nodes, 0, nodes.size)
            for i in range(nodes.size):
                order[first + i] = nodes[i]
        return
    for i in range(first + 1, right):
        s = order[i]
        j = i
        while j > first and total[order[j - 1]] > total[s]:
            order[j] = order[j - 1]
            j -= 1
        order[j] = s


@kernel
def by_counting(order: Ints, first: int, right: int, total: Longs) -> bool:
    """The same, if no more than a few sums are different; else nothing.

    A sum is looked for where its last bits say, and from there on.
    """
    known, counts = np.empty(2 * FEW, np.int64), np.zeros(2 * FEW, np.int64)
    sums, where = np.empty(FEW, np.int64), np.empty(FEW, np.int64)
    nodes, kind = np.empty(right - first, np.int64), np.empty(right - first, np.int64)
    different = 0
    for i in range(nodes.size):
        nodes[i] = order[first + i]
        w = total[nodes[i]]
        k = w & (2 * FEW - 1)
        while counts[k] > 0 and known[k] != w:
            k = (k + 1) & (2 * FEW - 1)
        if counts[k] == 0:
            if different == FEW:
                return False
            known[k] = w
            sums[different] = w
            where[different] = k
            different += 1
        kind[i] = k
        counts[k] += 1
    sort_entries(sums, where, 0, different)
    at = first
    for r in range(different):
        k = where[r]
        at += counts[k]
        counts[k] = at - counts[k]
    for i in range(nodes.size):
        k = kind[i]
        order[counts[k]] = nodes[i]
        counts[k] += 1
    return True
