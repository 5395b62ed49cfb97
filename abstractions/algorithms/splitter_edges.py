"""Coarsest complete refinement of steps that branch, by a queue of splitters.

Problem    Given edges, all without weights or all with integers that add up, and labels p, the least
           complete abstraction above p.
Method     As `splitter_queue`: take a compound of several blocks, split off the smaller of its two end
           blocks, and cut every block by the sums of the weights into it.  Sums into the rest of the
           compound differ only where those into the part do.  Without weights, cut by whether there is
           an edge into it, and then by whether there is one into the rest: edges are counted.
Invariant  Nodes of one block have equal sums into every compound.  Both are intervals of the row; the
           parts of a block lie in the order of their sums, zero first.
Stops      Each turn makes one compound more; when compounds are blocks, blocks are stable.
Cost       O(m log^2 n) for m edges, O(m log n) without weights; about 20 bytes an edge, 85 a node.
Proof      proofs/README.md, "An order of sums"
Source     A. Valmari, G. Franceschinis, Simple O(m log n) time Markov chain lumping, 2010;
           R. Paige, R. Tarjan, Three partition refinement algorithms, 1987; A. Valmari, Bisimilarity
           minimization in O(m log n) time, 2009.  Splitting at the ends, so that the row is the
           certificate, is ours.
Role       The engine for Markov chains, labelled systems, and all whose weights can be subtracted.
Limits     Nodes, letters and edges below 2**31; weights in machine integers.
"""

from __future__ import annotations

import numpy as np

from ..arrays import MOST, Ints, frozen
from ..certificate import SumMinimality
from ..kernel import kernel
from ..signatures import Edges, Longs, turned
from .blocks import BLOCK, COUNT, HIGH, LOW, OWNER, PLACE, cut, put
from .row import Row

__all__ = ["splitter_edges", "splittable"]


def splittable(edges: Edges) -> bool:
    """Whether these edges are for this engine: all without weights, or with machine integers that add up."""
    fits = edges.targets.size <= MOST - edges.nodes
    return fits and edges.weights.dtype == np.int64 and edges.summed


def splitter_edges(edges: Edges, labels: Ints) -> SumMinimality:
    """The classes of all nodes, and why they are as few as can be.

    ``labels``: of the nodes, int32, numbered from 0 without gaps.
    """
    n, m = edges.nodes, edges.targets.size
    if n == 0:
        nothing = frozen(np.empty(0, np.int32))
        return SumMinimality(*[nothing] * 6)
    row, sets = Row.of(labels, lettered=False), not edges.weights.size
    balanced = not sets and even(edges.offsets, edges.letters, edges.weights, labels)
    count, free = np.zeros(m + n if sets else 0, np.int32), 0
    if sets:
        numbers = np.empty(m, np.int32)
        free = records(edges.offsets, edges.letters, numbers, count)
        edges = edges._replace(weights=numbers)
        del numbers
    into, source, letters, weights = turned(edges)
    del edges
    alphabet = int(letters.max()) + 1 if letters.size else 1
    times = 2 * n if sets else n
    named, splitter = np.empty(times if letters.size else 0, np.int32), np.empty(2 * times, np.int32)
    state, block, compound = (np.empty(width * n + 2, np.int32) for width in (2, 4, 2))
    row.classes, row.clock = refine(
        into, source, letters, weights, sets, balanced, row.order, row.time, named, splitter,
        state, block, compound, np.empty(n // 2 + 1, np.int32), np.empty(n // 2, np.int32),
        np.empty(n, np.int32 if sets else np.int64),
        np.empty(m if letters.size else n, np.int32), np.zeros(alphabet, np.int32),
        np.empty(alphabet, np.int32), count, free, np.empty(n if sets else 0, np.int32),
    )  # fmt: skip
    del into, source, letters, weights, count, state, block, compound
    classes, rank, starts = row.numbered()
    letter, low, high = (np.empty(row.clock, np.int32) for _ in range(3))
    runs(named, splitter, starts, np.empty(n + 1, np.int32), letter, low, high)
    return SumMinimality(
        classes, rank, frozen(row.time[starts[1:]]), frozen(letter), frozen(low), frozen(high)
    )


@kernel
def runs(named: Ints, splitter: Ints, starts: Ints, place: Ints, letter: Ints, low: Ints, high: Ints) -> None:
    """For each time its letter, and its interval as a run of classes, which begin at ``starts``.

    ``place``: room; of each place where a class begins, and of the end of the row, the number of the class.
    """
    for c in range(starts.size):
        place[starts[c]] = c
    place[place.size - 1] = starts.size
    for t in range(letter.size):
        letter[t] = named[t] if named.size > 0 else 0
        low[t] = place[splitter[2 * t]]
        high[t] = place[splitter[2 * t + 1]]


@kernel
def records(offsets: Longs, letters: Ints, numbers: Ints, count: Ints) -> int:
    """Give each edge a number that those of one node by one letter have in common, and count these; how
    many numbers there are.  The others are free: each has the next free one in place of a count.
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
def even(offsets: Longs, letters: Ints, weights: Longs, labels: Ints) -> bool:
    """Whether all nodes of a class have the same sum of weights, there being one letter."""
    if letters.size > 0:
        return False
    known = np.zeros(labels.size, np.uint8)
    sums = np.zeros(labels.size, np.int64)
    for s in range(labels.size):
        total = 0
        for e in range(offsets[s], offsets[s + 1]):
            total += weights[e]
        c = labels[s]
        if known[c] == 0:
            known[c] = 1
            sums[c] = total
        elif sums[c] != total:
            return False
    return True


@kernel
def refine(
    into: Longs,
    source: Ints,
    letters: Ints,
    weights: Longs,
    sets: bool,
    even: bool,
    order: Ints,
    time: Ints,
    named: Ints,
    splitter: Ints,
    state: Ints,
    block: Ints,
    compound: Ints,
    queue: Ints,
    hit: Ints,
    total: Longs,
    taken: Ints,
    upto: Ints,
    present: Ints,
    count: Ints,
    free: int,
    fresh: Ints,
) -> tuple[int, int]:
    """The loop; the number of blocks and the time at the end.

    ``state[s]``: its PLACE in the row and its BLOCK.  ``block[b]``: its interval LOW to HIGH
    (exclusive), the COUNT of its nodes hit (zero between turns), its OWNER (compound).
    ``compound[c]``: its interval LOW to HIGH.  ``queue``: all compounds of several blocks.
    ``named``, ``splitter``: of each time the letter, if there are any, and the interval whose sums made its cuts.
    For ``sets``, weights are the records of edges: those of one node by one letter into one compound
    have one, and ``count`` says how many they are.  ``free``: the first record not in use, whose count is the next one.
    """
    n = order.size
    blocks = 0
    for i in range(n):
        if time[i] >= 0:
            block[4 * blocks + LOW] = i
            block[4 * blocks + COUNT] = 0
            block[4 * blocks + OWNER] = 0
            blocks += 1
        block[4 * (blocks - 1) + HIGH] = i + 1
        state[2 * order[i] + PLACE] = i
        state[2 * order[i] + BLOCK] = blocks - 1
    compound[LOW] = 0
    compound[HIGH] = n
    compounds = 1
    queue[0] = 0
    waiting = 1 if blocks > 1 else 0
    clock = 0
    low = 0
    high = 0 if even else n  # else the first splitter is the whole row
    rest = compounds
    while high > low or waiting > 0:
        groups = edges_into(into, letters, order, low, high, taken, upto, present)
        end = 0
        for i in range(groups):
            begin = end
            end = upto[present[i]]
            upto[present[i]] = 0
            hits, free = add_up(
                into, source, weights, taken, begin, end, letters.size == 0, sets, order, state, block,
                total, hit, count, free, fresh,
            )  # fmt: skip
            before = blocks
            later = clock + 2 if sets else clock + 1
            again = False
            for k in range(hits):
                b = hit[k]
                c = block[4 * b + OWNER]
                alone = compound[2 * c + LOW] == block[4 * b + LOW]
                alone = alone and compound[2 * c + HIGH] == block[4 * b + HIGH]
                if sets:
                    free = look_back(b, order, block, total, count, free)
                more, twice = cut(b, blocks, clock + 1, later, order, time, state, block, total)
                blocks += more
                again = again or (sets and twice)
                if more > 0 and alone:
                    queue[waiting] = c
                    waiting += 1
            if blocks > before:
                if named.size > 0:
                    named[clock] = present[i]
                splitter[2 * clock] = low
                splitter[2 * clock + 1] = high
                clock += 1
            if again:
                if named.size > 0:
                    named[clock] = present[i]
                splitter[2 * clock] = compound[2 * rest + LOW]
                splitter[2 * clock + 1] = compound[2 * rest + HIGH]
                clock += 1
        low = high
        if waiting > 0:
            c = queue[waiting - 1]
            b = state[2 * order[compound[2 * c + LOW]] + BLOCK]
            e = state[2 * order[compound[2 * c + HIGH] - 1] + BLOCK]
            if block[4 * b + HIGH] - block[4 * b + LOW] <= block[4 * e + HIGH] - block[4 * e + LOW]:
                compound[2 * c + LOW] = block[4 * b + HIGH]
            else:
                compound[2 * c + HIGH] = block[4 * e + LOW]
                e, b = b, e
            if compound[2 * c + HIGH] - compound[2 * c + LOW] == block[4 * e + HIGH] - block[4 * e + LOW]:
                waiting -= 1  # one block is left
            rest = c
            low = block[4 * b + LOW]
            high = block[4 * b + HIGH]
            block[4 * b + OWNER] = compounds
            compound[2 * compounds + LOW] = low
            compound[2 * compounds + HIGH] = high
            compounds += 1
    return blocks, clock


@kernel
def edges_into(
    into: Longs, letters: Ints, order: Ints, low: int, high: int, taken: Ints, upto: Ints, present: Ints
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
    into: Longs,
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
    fresh: Ints,
) -> tuple[int, int]:
    """Add up the weights of the edges ``taken[begin:end]`` (``by_node``: into these nodes) by source, and
    lay the sources hit on the right of their blocks.  Nodes alone in their block are left aside.

    For ``sets``: the edges of a source get a new record, and its total is the one that they had.
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
            right = block[4 * b + HIGH]
            if right - block[4 * b + LOW] == 1:
                continue
            here = right - block[4 * b + COUNT]
            there = state[2 * s + PLACE]
            if there < here:
                if here == right:
                    hit[hits] = b
                    hits += 1
                here -= 1
                block[4 * b + COUNT] += 1
                put(order, state, there, order[here])
                put(order, state, here, s)
                total[s] = weights[j]
                if sets:
                    fresh[s] = free
                    free = int(count[free])
                    count[fresh[s]] = 0
            elif not sets:
                total[s] += weights[j]
            if sets:
                count[total[s]] -= 1
                count[fresh[s]] += 1
                weights[j] = fresh[s]
    return hits, free


@kernel
def look_back(b: int, order: Ints, block: Ints, total: Longs, count: Ints, free: int) -> int:
    """Total 2 for the nodes of block b hit that have edges left in their old record, 1 for the others;
    the first free record then.
    """
    for i in range(block[4 * b + HIGH] - block[4 * b + COUNT], block[4 * b + HIGH]):
        s = order[i]
        old = total[s]
        total[s] = 2
        if count[old] == 0:
            total[s] = 1
            count[old] = free
            free = int(old)
    return free
