"""What a splitter hits: the nodes with edges into it, their sums, and the records that count edges.

Main definitions  `alone`, `records`, `edges_into`, `add_up`, `look_back`
"""

from __future__ import annotations

from ..arrays import Ints
from ..kernel import kernel
from ..signatures import Longs
from .blocks import BLOCK, COUNT, HIGH, PLACE, SINGLE, put

__all__ = ["add_up", "alone", "edges_into", "look_back", "records"]


@kernel
def alone(offsets: Longs, letters: Ints) -> bool:
    """Whether no node has two edges by one letter: then none is left where one is taken away."""
    for s in range(offsets.size - 1):
        for e in range(offsets[s] + 1, offsets[s + 1]):
            if letters.size == 0 or letters[e] == letters[e - 1]:
                return False
    return True


@kernel
def records(offsets: Longs, letters: Ints, numbers: Ints, count: Ints) -> int:
    """Give each edge a record, which those of one node by one letter into one compound have in common, and
    count the edges of each; the first record not in use, whose count is the next one, and so on.

    There is one compound at the start.  Never are there more records than edges.
    """
    size = 0
    for s in range(offsets.size - 1):
        for e in range(offsets[s], offsets[s + 1]):
            if e == offsets[s] or (letters.size > 0 and letters[e] != letters[e - 1]):
                size += 1
            numbers[e] = size - 1
            count[size - 1] += 1
    for r in range(size, count.size):
        count[r] = r + 1
    return size


@kernel
def edges_into(
    into: Ints, letters: Ints, order: Ints, low: int, high: int, taken: Ints, upto: Ints, present: Ints
) -> int:
    """Put the edges into the nodes at low .. high - 1 into ``taken``, by letter; how many letters.

    If there is one letter only, put these nodes there, which say the same.
    ``present``: these letters.  ``upto``: of each of them, where its edges end; else zero.
    """
    if letters.size == 0:
        for i in range(low, high):
            taken[i - low] = order[i]
        present[0] = 0
        upto[0] = high - low
        return 1
    size = 0
    groups = 0
    for i in range(low, high):
        t = order[i]
        for j in range(into[t], into[t + 1]):
            a = letters[j]
            if upto[a] == 0:
                present[groups] = a
                groups += 1
            upto[a] += 1
    for g in range(groups):
        a = present[g]
        count = upto[a]
        upto[a] = size
        size += count
    for i in range(low, high):
        t = order[i]
        for j in range(into[t], into[t + 1]):
            a = letters[j]
            taken[upto[a]] = j
            upto[a] += 1
    return groups


@kernel
def add_up(
    into: Ints,
    source: Ints,
    weights: Longs,
    taken: Ints,
    begin: int,
    end: int,
    by_node: bool,
    sets: bool,
    order: Ints,
    state: Ints,
    block: Ints,
    total: Longs,
    hit: Ints,
    count: Ints,
    free: int,
) -> tuple[int, int]:
    """Add up the weights of the edges ``taken[begin:end]`` (``by_node``: into these nodes) by source, and
    lay the sources hit on the right of their blocks.  Nodes alone in their block are left aside.

    For ``sets``: the edges of a source get a record of their own, which is its total; or, if no edges are
    left in the one that they had, something negative.
    How many blocks are hit, and the first free record.
    """
    hits = 0
    for e in range(begin, end):
        low = int(taken[e])
        high = low + 1
        if by_node:
            high = int(into[low + 1])
            low = int(into[low])
        for j in range(low, high):
            s = source[j]
            b = state[2 * s + BLOCK]
            if b == SINGLE:
                continue
            right = block[4 * b + HIGH]
            here = right - block[4 * b + COUNT]
            there = state[2 * s + PLACE]
            first = there < here
            if first:
                if here == right:
                    hit[hits] = b
                    hits += 1
                here -= 1
                block[4 * b + COUNT] += 1
                put(order, state, there, order[here])
                put(order, state, here, s)
            if not sets:
                total[s] = weights[j] if first else total[s] + weights[j]
                continue
            if weights.size == 0:
                total[s] = -1
                continue
            old = weights[j]
            if first and count[old] == 1:
                total[s] = ~old
                continue
            count[old] -= 1
            if first:
                total[s] = free
                free = int(count[free])
                count[total[s]] = 0
            record = total[s]
            count[record] += 1
            weights[j] = record
            if count[old] == 0:
                count[old] = free
                free = int(old)
                total[s] = ~record
    return hits, free


@kernel
def look_back(b: int, order: Ints, block: Ints, total: Longs) -> None:
    """Total 2 for the nodes of block b hit that have edges left in their old record, 1 for the others."""
    for i in range(block[4 * b + HIGH] - block[4 * b + COUNT], block[4 * b + HIGH]):
        s = order[i]
        total[s] = 2 if total[s] >= 0 else 1
