"""Coarsest complete refinement for every shape of step: dirty states and their signatures.

Problem    Given edges between nodes and labels p, the least complete abstraction above p.
Method     Rounds (`signature_rounds`) while they pay.  Then a block is split by the signatures of those of
           its states that have an edge to a class that has changed (the dirty ones) and of one clean
           state; all but the largest part become new classes, and whoever has an edge into one of them
           becomes dirty.  When that would be most states, all become dirty, which is cheaper to say.
Invariant  Clean states of one block have the same signature.  Parts lie in a row in the order of
           their signatures: the row, and when each boundary was cut, is the certificate.
Stops      Each step cleans a block or cuts it: at most n - len(p) cuts.
Cost       O(d m log n), d the largest number of edges of a node; 8 to 24 bytes an edge, 80 a state.
Proof      proofs/README.md, "An order of signatures"
Source     J. Jacobs, T. Wissmann, Fast coalgebraic bisimilarity minimization, POPL 2023; the largest
           part keeps its name, J. Hopcroft, 1971
Role       The engine for weights that cannot be subtracted (maxima), or do not fit machine integers.
Limits     Nodes and letters below 2**31.
"""

from __future__ import annotations

import numpy as np

from ..arrays import Ints
from ..certificate import SignatureMinimality
from ..kernel import kernel
from ..signatures import MASK, Edges, Longs, classify, digest, sort_entries
from .signature_rounds import GROUP, by_digest, by_signature, in_rows, rooms_for, signature_rounds

__all__ = ["dirty_states"]


def dirty_states(edges: Edges, labels: Ints, mask: int = MASK) -> SignatureMinimality:
    """The classes of all nodes, and why they are as few as can be.

    ``labels``: of the nodes, int32, numbered from 0 without gaps.  ``mask``: the bits of digests that
    say where to look for a signature (0: none, all look alike); the answer does not depend on it.
    """
    found = within(edges, labels, -1, mask)
    assert found is not None
    return found


def within(edges: Edges, labels: Ints, patience: int, mask: int = MASK) -> SignatureMinimality | None:
    """The same, unless after the rounds it takes looks at more states and their edges than ``patience``
    (-1: no matter).
    """
    n = edges.nodes
    home, time, clock, nodes, moved = signature_rounds(edges, labels, mask)
    if not nodes.size:
        return in_rows(home, time)
    starts = np.flatnonzero(time != -1).astype(np.int32)
    blocks = starts.size
    order, place = np.empty(n, np.int32), np.empty(n, np.int32)
    lay(home, order, place)
    block = (np.cumsum(time != -1, dtype=np.int32) - np.int32(1))[home]
    low, high, dirty = (np.zeros(n, np.int32) for _ in range(3))
    low[:blocks], high[:blocks] = starts, np.append(starts[1:], n)
    into = np.zeros(n + 1, edges.offsets.dtype)
    sources = np.empty(count_into(edges.offsets, edges.targets, nodes, into), np.int32)
    turn(edges.offsets, edges.targets, nodes, into, sources)
    stack = np.empty(n + 1, np.int32)
    done = refine(
        *edges, into, sources, mask, patience, moved, blocks, clock, block, low, high, order, place, time,
        dirty, stack, *rooms_for(edges),
    )  # fmt: skip
    del into, sources
    return in_rows(low[block], time) if done else None


@kernel
def count_into(offsets: Longs, targets: Ints, nodes: Ints, into: Longs) -> int:
    """How many edges these nodes have, and how many of them lead to nodes before t: ``into[t]``, zero before."""
    size = 0
    for i in range(nodes.size):
        for e in range(offsets[nodes[i]], offsets[nodes[i] + 1]):
            into[targets[e] + 1] += 1
            size += 1
    for t in range(into.size - 1):
        into[t + 1] += into[t]
    return size


@kernel
def turn(offsets: Longs, targets: Ints, nodes: Ints, into: Longs, sources: Ints) -> None:
    """The sources of the edges of these nodes, which increase, by target: those into t begin at ``into[t]``."""
    for i in range(nodes.size):
        s = nodes[i]
        for e in range(offsets[s], offsets[s + 1]):
            t = targets[e]
            sources[into[t]] = s
            into[t] += 1
    for t in range(into.size - 1):
        into[into.size - 1 - t] = into[into.size - 2 - t]
    into[0] = 0


@kernel
def lay(home: Ints, order: Ints, place: Ints) -> None:
    """The row in which each block begins at its home; nodes of a block in their own order."""
    free = np.arange(home.size)
    for s in range(home.size):
        at = free[home[s]]
        free[home[s]] = at + 1
        order[at] = s
        place[s] = at


@kernel
def refine(
    offsets: Longs,
    letters: Ints,
    targets: Ints,
    weights: Longs,
    rules: Ints,
    into: Longs,
    sources: Ints,
    mask: int,
    patience: int,
    fresh: Ints,
    blocks: int,
    clock: int,
    block: Ints,
    low: Ints,
    high: Ints,
    order: Ints,
    place: Ints,
    time: Ints,
    dirty: Ints,
    stack: Ints,
    table: Ints,
    group: Ints,
    heads: Longs,
    ranked: Longs,
    spare: Longs,
    keys: Longs,
    sums: Longs,
) -> bool:
    """Split until every state is clean, or patience is at an end; whether all are.

    Edges into the nodes ``fresh`` make dirty at first.  ``into``, ``sources``: edges of nodes not alone.  The first dirty[b] nodes of block b are dirty.
    """
    n = order.size
    size = fresh.size
    for i in range(size):
        table[i] = fresh[i]
    waiting = 0
    while size > 0 or waiting > 0:
        if size * targets.size > 2 * n * n:
            waiting = all_dirty(blocks, low, high, dirty, stack)
        else:
            waiting = make_dirty(
                into, sources, table, size, block, low, high, order, place, dirty, stack, waiting
            )
        size = 0
        if waiting == 0:
            break
        waiting -= 1
        b = stack[waiting]  # the latest first: twice as fast on grids, alike elsewhere
        begin = int(low[b])
        end = int(high[b])
        looked = int(dirty[b])
        if patience >= 0:
            for i in range(begin, min(begin + looked + 1, end)):  # and a clean one
                patience -= 1 + offsets[order[i] + 1] - offsets[order[i]]
            if patience < 0:
                return False
        dirty[b] = 0
        rest = end - begin - looked
        example = order[begin + looked] if rest > 0 else -1
        count = classify(
            offsets, letters, targets, weights, rules, block, order, begin, begin + looked, example,
            mask, table, group, heads, keys, sums, False,
        )  # fmt: skip
        if count == 1:
            continue
        clock += 1
        rename(count, low, heads, keys, sums, ranked)
        by_signature(0, count, 0, heads, keys, sums, ranked, spare)
        for r in range(count):
            ranked[r] &= GROUP
        first = blocks
        cut(
            b, looked, count, blocks, block, low, high, dirty, order, place, time, clock,
            group, ranked, heads, table,
        )  # fmt: skip
        blocks += count - 1
        for c in range(first, blocks):
            for i in range(low[c], high[c]):
                table[size] = order[i]
                size += 1
    return True


@kernel
def make_dirty(
    into: Longs,
    sources: Ints,
    moved: Ints,
    size: int,
    block: Ints,
    low: Ints,
    high: Ints,
    order: Ints,
    place: Ints,
    dirty: Ints,
    stack: Ints,
    waiting: int,
) -> int:
    """Make dirty whoever has an edge into ``moved[:size]``; how many blocks are in the stack then."""
    for i in range(size):
        t = moved[i]
        for e in range(into[t], into[t + 1]):
            s = sources[e]
            d = block[s]
            at = low[d] + dirty[d]
            if high[d] - low[d] > 1 and place[s] >= at:
                if dirty[d] == 0:
                    stack[waiting] = d
                    waiting += 1
                dirty[d] += 1
                put(order, place, place[s], order[at])
                put(order, place, at, s)
    return waiting


@kernel
def put(order: Ints, place: Ints, at: int, s: int) -> None:
    order[at] = s
    place[s] = at


@kernel
def all_dirty(blocks: int, low: Ints, high: Ints, dirty: Ints, stack: Ints) -> int:
    """Make every state of a block of at least two dirty; the number of these blocks, now in the stack."""
    waiting = 0
    for b in range(blocks):
        dirty[b] = high[b] - low[b] if high[b] - low[b] > 1 else 0
        if dirty[b] > 0:
            stack[waiting] = b
            waiting += 1
    return waiting


@kernel
def rename(count: int, low: Ints, heads: Longs, keys: Longs, sums: Longs, ranked: Longs) -> None:
    """Call classes by where they begin in the signatures of all groups, and list the groups."""
    for g in range(count):
        for i in range(heads[g, 0], heads[g + 1, 0]):
            key = int(keys[i])
            keys[i] = ((key >> 32) << 32) | int(low[key & 0xFFFFFFFF])
        sort_entries(keys, sums, heads[g, 0], heads[g + 1, 0])
        heads[g, 1] = digest(keys, sums, heads[g, 0], heads[g + 1, 0])
        ranked[g] = by_digest(heads, g)


@kernel
def cut(
    b: int,
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
    parts: Longs,
    moved: Ints,
) -> None:
    """Lay the groups of block b in the order of ``ranked`` and make them blocks; the largest stays b.

    Clean states belong to group 0 and are only moved out of the places of others.  ``parts``, ``moved``:
    room for the size of each group and where its next state is laid, and for the states looked at.
    """
    begin = int(low[b])
    end = int(high[b])
    rest = end - begin - looked
    for g in range(count):
        parts[g, 0] = 0
    for i in range(looked):
        parts[group[i], 0] += 1
        moved[i] = order[begin + i]
    parts[0, 0] += rest
    at = begin
    for r in range(count):
        g = ranked[r]
        if r > 0:
            time[at] = clock
        parts[g, 1] = at
        at += parts[g, 0]
    if rest > 0:
        at = parts[0, 1]
        for i in range(max(at + parts[0, 0], begin + looked), end):
            put(order, place, at, order[i])
            at += 1
        parts[0, 1] = at
    for i in range(looked):
        g = group[i]
        put(order, place, parts[g, 1], moved[i])
        parts[g, 1] += 1
    largest = 0
    for g in range(count):
        if parts[g, 0] > parts[largest, 0]:
            largest = g
    at = begin
    for r in range(count):
        g = ranked[r]
        c = b
        if g != largest:
            c = blocks
            blocks += 1
        low[c] = at
        at += parts[g, 0]
        high[c] = at
        dirty[c] = 0
        if c != b:
            for i in range(low[c], high[c]):
                block[order[i]] = c
