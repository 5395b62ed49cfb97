"""Coarsest complete refinement for every shape of step: dirty states and their signatures.

Problem    Given edges between nodes and labels p, the least complete abstraction above p.
Method     A block is split by the signatures of those of its states that have an edge to a class
           that has changed (the dirty ones) and of one clean state; all but the largest part become
           new classes, and whoever has an edge into one of them becomes dirty.  When a split moves
           most of the edges' targets, all states become dirty instead, which is cheaper to say.
Invariant  Clean states of one block have the same signature.  Parts lie in a row in the order of
           their signatures: the row, and when each boundary was cut, is the certificate.
Stops      Each step cleans a block or cuts it: at most n - len(p) cuts.
Cost       O(d m log n), d the largest number of edges of a node; 8 to 24 bytes an edge, 80 a state.
Proof      proofs/README.md, "An order of signatures"
Source     J. Jacobs, T. Wissmann, Fast coalgebraic bisimilarity minimization, POPL 2023; the largest
           part keeps its name, J. Hopcroft, 1971
Role       The engine for steps that branch.
Limits     Nodes and letters below 2**31.
"""

from __future__ import annotations

import numpy as np

from ..arrays import Ints, canonical, frozen
from ..certificate import SignatureMinimality
from ..kernel import kernel
from ..signatures import FACTOR, Edges, Longs, classify, compare, digest, room, sort_entries

__all__ = ["dirty_states", "incoming"]


def dirty_states(edges: Edges, labels: Ints, factor: int = FACTOR) -> SignatureMinimality:
    """The classes of all nodes, and why they are as few as can be.

    ``labels``: of the nodes, int32, numbered from 0 without gaps.  ``factor``: what digests multiply
    by while grouping (0: all digests are equal); the answer does not depend on it.
    """
    n = edges.nodes
    order = np.argsort(labels, kind="stable").astype(np.int32)
    counts = np.bincount(labels)
    blocks = counts.size
    low, high, dirty = (np.zeros(n, np.int32) for _ in range(3))
    high[:blocks] = np.cumsum(counts)
    low[1:blocks] = high[: blocks - 1]
    time = np.full(n, -1, np.int32)
    time[low[1:blocks]] = 0
    place, block = np.empty(n, np.int32), labels.astype(np.int32)
    place[order] = np.arange(n, dtype=np.int32)
    slots = 2
    while slots < 2 * n + 4:
        slots *= 2
    into, sources = incoming(edges)
    keys, sums = room(edges, edges.targets.size)
    refine(
        *edges, into, sources, factor, blocks, block, low, high, dirty, order, place, time,
        np.empty(n + 1, np.int32), np.empty(slots, np.int32), np.empty(n, np.int32),
        np.empty(n + 2, np.int64), np.empty((2, n + 1), np.int64), np.empty((2, n + 1), np.int32),
        keys, sums,
    )  # fmt: skip
    del keys, sums, into, sources
    classes = canonical(frozen(block))
    starts = np.flatnonzero(time != -1)
    firsts = np.concatenate(([0], starts)) if n else starts
    rank = np.empty(firsts.size, np.int32)
    rank[classes[order[firsts]]] = np.arange(firsts.size, dtype=np.int32)
    return SignatureMinimality(classes, frozen(rank), frozen(time[starts]))


def incoming(edges: Edges) -> tuple[Longs, Ints]:
    """The edges the other way round: offsets, and the sources of the edges into each node."""
    into = np.zeros(edges.nodes + 1, np.int64)
    sources = np.empty(edges.targets.size, np.int32)
    turn(edges.offsets, edges.targets, into, sources)
    return into, sources


@kernel
def turn(offsets: Longs, targets: Ints, into: Longs, sources: Ints) -> None:
    n = offsets.size - 1
    for e in range(targets.size):
        into[targets[e] + 1] += 1
    for t in range(n):
        into[t + 1] += into[t]
    for s in range(n):
        for e in range(offsets[s], offsets[s + 1]):
            t = targets[e]
            sources[into[t]] = s
            into[t] += 1
    for t in range(n):
        into[n - t] = into[n - t - 1]
    into[0] = 0


@kernel
def refine(
    offsets: Longs,
    letters: Ints,
    targets: Ints,
    weights: Longs,
    rules: Ints,
    into: Longs,
    sources: Ints,
    factor: int,
    blocks: int,
    block: Ints,
    low: Ints,
    high: Ints,
    dirty: Ints,
    order: Ints,
    place: Ints,
    time: Ints,
    queue: Ints,
    table: Ints,
    group: Ints,
    start: Longs,
    digests: Longs,
    ranked: Ints,
    keys: Longs,
    sums: Longs,
) -> int:
    """Split until every state is clean; the number of blocks.

    Block b is order[low[b]:high[b]], its first dirty[b] states the dirty ones.
    """
    n = order.size
    head, waiting = 0, all_dirty(blocks, low, high, dirty, queue)
    clock = 0
    while waiting > 0:
        b = queue[head]
        head = head + 1 if head + 1 < queue.size else 0
        waiting -= 1
        begin = int(low[b])
        end = int(high[b])
        looked = int(dirty[b])
        dirty[b] = 0
        rest = end - begin - looked
        example = order[begin + looked] if rest > 0 else -1
        count = classify(
            offsets, letters, targets, weights, rules, block, order, begin, begin + looked, example,
            factor, table, group, start, keys, sums,
        )  # fmt: skip
        if count == 1:
            continue
        clock += 1
        in_order(count, low, start, keys, sums, digests, ranked)
        first = blocks
        largest = cut(
            b, begin, end, looked, count, blocks, block, low, high, dirty, order, place, time, clock,
            group, ranked[0], start, ranked[1], table,
        )  # fmt: skip
        blocks += count - 1
        if (end - begin - largest) * targets.size > 2 * n * n:
            head, waiting = 0, all_dirty(blocks, low, high, dirty, queue)
            continue
        moved = 0  # a list of its own: marking permutes the blocks
        for c in range(first, blocks):
            for i in range(low[c], high[c]):
                table[moved] = order[i]
                moved += 1
        for i in range(moved):
            t = table[i]
            for e in range(into[t], into[t + 1]):
                s = sources[e]
                d = block[s]
                at = low[d] + dirty[d]
                if high[d] - low[d] > 1 and place[s] >= at:
                    if dirty[d] == 0:
                        tail = head + waiting
                        queue[tail if tail < queue.size else tail - queue.size] = d
                        waiting += 1
                    dirty[d] += 1
                    put(order, place, place[s], order[at])
                    put(order, place, at, s)
    return blocks


@kernel
def put(order: Ints, place: Ints, at: int, s: int) -> None:
    order[at] = s
    place[s] = at


@kernel
def all_dirty(blocks: int, low: Ints, high: Ints, dirty: Ints, queue: Ints) -> int:
    """Make every state of a block of at least two dirty; the number of these blocks, now queued."""
    waiting = 0
    for b in range(blocks):
        dirty[b] = high[b] - low[b] if high[b] - low[b] > 1 else 0
        if dirty[b] > 0:
            queue[waiting] = b
            waiting += 1
    return waiting


@kernel
def in_order(
    count: int, low: Ints, start: Longs, keys: Longs, sums: Longs, digests: Longs, ranked: Ints
) -> None:
    """The groups in the order of their signatures, classes called by where they begin: ranked[0].

    Merge sort by digest, and by the entries where digests are equal.
    """
    for g in range(count):
        for i in range(start[g], start[g + 1]):
            key = int(keys[i])
            keys[i] = ((key >> 32) << 32) | int(low[key & 0xFFFFFFFF])
        sort_entries(keys, sums, start[g], start[g + 1])
        ranked[0, g] = g
        digests[0, g] = digest(keys, sums, start[g], start[g + 1], FACTOR)
    width = 1
    while width < count:
        for begin in range(0, count, 2 * width):
            i = begin
            middle = min(begin + width, count)
            j = middle
            end = min(begin + 2 * width, count)
            for k in range(begin, end):
                left = i < middle
                if left and j < end:
                    left = digests[0, i] < digests[0, j]
                    if digests[0, i] == digests[0, j]:
                        g = ranked[0, i]
                        h = ranked[0, j]
                        left = compare(keys, sums, start[g], start[g + 1], start[h], start[h + 1]) < 0
                take = i if left else j
                ranked[1, k] = ranked[0, take]
                digests[1, k] = digests[0, take]
                if left:
                    i += 1
                else:
                    j += 1
        for k in range(count):
            ranked[0, k] = ranked[1, k]
            digests[0, k] = digests[1, k]
        width *= 2


@kernel
def cut(
    b: int,
    begin: int,
    end: int,
    looked: int,
    count: int,
    blocks: int,
    block: Ints,
    low: Ints,
    high: Ints,
    dirty: Ints,
    order: Ints,
    place: Ints,
    time: Ints,
    clock: int,
    group: Ints,
    ranked: Ints,
    width: Longs,
    free: Ints,
    moved: Ints,
) -> int:
    """Lay the groups of block b in the order ``ranked`` and make them blocks; the largest size.

    Clean states belong to group 0 and are only moved out of the places of others.
    ``width``, ``free``, ``moved``: room for sizes, next free places, and the states looked at.
    """
    rest = end - begin - looked
    for g in range(count):
        width[g] = 0
    for i in range(looked):
        width[group[i]] += 1
        moved[i] = order[begin + i]
    width[0] += rest
    at = begin
    for r in range(count):
        g = ranked[r]
        if r > 0:
            time[at] = clock
        free[g] = at
        at += width[g]
    if rest > 0:
        at = free[0]
        for i in range(max(at + width[0], begin + looked), end):
            put(order, place, at, order[i])
            at += 1
        free[0] = at
    for i in range(looked):
        g = group[i]
        put(order, place, free[g], moved[i])
        free[g] += 1
    largest = 0
    for g in range(count):
        if width[g] > width[largest]:
            largest = g
    at = begin
    for r in range(count):
        g = ranked[r]
        c = b
        if g != largest:
            c = blocks
            blocks += 1
        low[c] = at
        at += width[g]
        high[c] = at
        dirty[c] = 0
        if c != b:
            for i in range(low[c], high[c]):
                block[order[i]] = c
    return int(width[largest])
