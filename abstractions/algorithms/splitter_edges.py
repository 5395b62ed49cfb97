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
Cost       O(m log^2 n) for m edges, O(m log n) without weights; about 12 bytes an edge, 20 with
           letters, and 50 a node.
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
from .blocks import HIGH, LOW, OWNER, SINGLE, bounds, cut, give, settle
from .hits import add_up, alone, edges_into, look_back, records
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
    counted = m if sets and not alone(edges.offsets, edges.letters) else 0
    count, free, dtype = np.zeros(counted, np.int32), 0, edges.sums
    if counted:
        edges = edges._replace(weights=np.empty(m, np.int32))
        free = records(edges.offsets, edges.letters, edges.weights, count)
    into, source, letters, weights = turned(edges, dtype)
    del edges
    alphabet = int(letters.max()) + 1 if letters.size else 1
    times, several = 2 * n if sets else n, n // 2
    named, splitter = np.empty(times if letters.size else 0, np.int32), np.empty(2 * times, np.int32)
    state, block, compound = (np.empty(size, np.int32) for size in (2 * n, 4 * several, 2 * several + 2))
    row.classes, row.clock = refine(
        into, source, letters, weights, sets, balanced, row.order, row.time, named, splitter,
        state, block, compound, np.empty(several, np.int32), np.empty(n, dtype),
        np.empty(m if letters.size else n, np.int32), np.zeros(alphabet, np.int32),
        np.empty(alphabet, np.int32), count, free,
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
    into: Ints,
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
    hit: Ints,
    total: Longs,
    taken: Ints,
    upto: Ints,
    present: Ints,
    count: Ints,
    free: int,
) -> tuple[int, int]:
    """The loop; the number of blocks and the time at the end.

    ``state``, ``block``: see `blocks`.  ``weights``, ``count``, ``free``: for ``sets`` see `records`; none if
    all edges are `alone`.
    ``compound``: a stack, of all compounds of several blocks the intervals LOW to HIGH.
    ``named``, ``splitter``: of each time the letter, if there are any, and the interval whose sums made its cuts.
    """
    n = order.size
    blocks, vacant = settle(order, time, state, block)
    compound[LOW] = 0
    compound[HIGH] = n
    waiting = 1
    if blocks == 1:
        waiting = 0
        give(0, SINGLE, order, state, block)
    clock = 0
    low = 0
    high = 0 if even else n  # else the first splitter is the whole row
    left = n
    right = n  # what is left of its compound
    while high > low or waiting > 0:
        groups = edges_into(into, letters, order, low, high, taken, upto, present)
        end = 0
        for i in range(groups):
            begin = end
            end = upto[present[i]]
            upto[present[i]] = 0
            hits, free = add_up(
                into, source, weights, taken, begin, end, letters.size == 0, sets, order, state, block,
                total, hit, count, free,
            )  # fmt: skip
            before = blocks
            later = clock + 2 if sets else clock + 1
            again = False
            for k in range(hits):
                b = hit[k]
                if sets:
                    look_back(b, order, block, total)
                alone = block[4 * b + OWNER] == SINGLE
                if alone:
                    compound[2 * waiting + LOW] = block[4 * b + LOW]
                    compound[2 * waiting + HIGH] = block[4 * b + HIGH]
                    block[4 * b + OWNER] = waiting
                more, twice, vacant = cut(b, vacant, clock + 1, later, order, time, state, block, total)
                blocks += more
                again = again or (sets and twice)
                if alone and more > 0:
                    waiting += 1
                elif alone:
                    block[4 * b + OWNER] = SINGLE
            if blocks > before:
                if named.size > 0:
                    named[clock] = present[i]
                splitter[2 * clock] = low
                splitter[2 * clock + 1] = high
                clock += 1
            if again:
                if named.size > 0:
                    named[clock] = present[i]
                splitter[2 * clock] = left
                splitter[2 * clock + 1] = right
                clock += 1
        low = high
        if waiting > 0:
            c = waiting - 1
            left = compound[2 * c + LOW]
            right = compound[2 * c + HIGH]
            low, middle = bounds(left, order, state, block)
            end, high = bounds(right - 1, order, state, block)
            if middle == end:  # two blocks, which become two compounds
                waiting -= 1
                give(left, SINGLE, order, state, block)
                give(end, SINGLE, order, state, block)
            elif middle - low <= high - end:
                give(left, SINGLE, order, state, block)
            else:
                give(end, SINGLE, order, state, block)
            if middle - low <= high - end:
                high = middle
                left = middle
            else:
                low = end
                right = end
            compound[2 * c + LOW] = left
            compound[2 * c + HIGH] = right
    return blocks, clock
