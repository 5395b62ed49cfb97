"""Rounds of Omega for every shape of step, by signatures of all nodes in their own order.

Problem    Given edges between nodes and labels p, an abstraction between p and the least complete one
           above it, from which the rest is cheaper to find otherwise.
Method     Group all nodes that are not alone in their class by class and signature, with respect to
           the classes of the round before; edges are read in order, so memory is too.
Invariant  Every complete abstraction above p is above the current one.  Classes lie in a row, those of
           one class before in the order of their signatures: part of the certificate.
Stops      When the classes have not doubled, and so few nodes have moved to new ones (all but the largest
           part of each) that most have no edge to them; each node moves log2 n times at most.
Cost       O(d m log n), d the largest number of edges of a node, as for `dirty_states`.
Proof      proofs/README.md, "An order of signatures"
Source     S. Blom, S. Orzan, Distributed state space minimization, 2005
Role       How `dirty_states` begins.
Limits     Nodes and letters below 2**31.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import Ints, frozen, renumbered
from ..certificate import SignatureMinimality
from ..kernel import kernel
from ..signatures import SPARE, Edges, Longs, classify, compare, room

__all__ = ["GROUP", "by_digest", "by_signature", "in_rows", "rooms_for", "signature_rounds"]

GROUP = 0xFFFFFFFF
"""Where the group is in what `by_digest` tells."""


def rooms_for(edges: Edges) -> tuple[Any, ...]:
    """Where grouping nodes writes: a hash table, groups, heads (where the signature of a group is, and its
    digest), groups in order, room to sort them, which is that of the table, and signatures.
    """
    n = edges.nodes
    slots = 2
    while slots < 2 * n + 4:
        slots *= 2
    table = np.empty(slots, np.int32)
    return (
        table, np.empty(n, np.int32), np.empty((n + SPARE, 2), np.int64),
        np.empty(n + 1, np.int64), table.view(np.int64), *room(edges, edges.targets.size + n),
    )  # fmt: skip


def signature_rounds(edges: Edges, labels: Ints, mask: int) -> tuple[Ints, Ints, int, Ints, Ints]:
    """Where the class of each node begins in the row, the time of the boundary before each place (-1:
    none; 0 before the first), how many rounds there were, the nodes that are not alone in their class
    (none if the classes are stable), and those that the last round moved to new classes.
    """
    n = edges.nodes
    counts = np.bincount(labels)
    start = np.concatenate(([0], np.cumsum(counts)))
    home, time = start[labels].astype(np.int32), np.full(n, -1, np.int32)
    time[start[:-1]] = 0
    nodes, new = np.flatnonzero(counts[labels] > 1).astype(np.int32), np.zeros(n, np.uint8)
    clock, blocks, rooms = 0, counts.size, rooms_for(edges)
    here = edges
    if blocks == 1:  # wherever edges lead: to one node then, and not all over the memory
        here = edges._replace(targets=np.zeros_like(edges.targets))
    while nodes.size:
        clock += 1
        new[:] = 0
        left, more = one_round(*here, nodes, mask, home, time, new, clock, *rooms)
        here = edges
        nodes, before, blocks = nodes[:left], blocks, blocks + more
        moved = np.flatnonzero(new).astype(np.int32)
        few = 4 * moved.size * edges.targets.size <= n * n  # most states have no edge to these
        if not more:
            break
        if few and not (blocks >= 2 * before and 4 * left > n):
            return home, time, clock, nodes, moved
    return home, time, clock, nodes[:0], nodes[:0]


def in_rows(home: Ints, time: Ints) -> SignatureMinimality:
    """The certificate that the classes are the answer, once they are stable."""
    starts = np.flatnonzero(time != -1)
    classes, number = renumbered(home, home.size)
    rank = np.empty(starts.size, np.int32)
    rank[number[starts]] = np.arange(starts.size, dtype=np.int32)
    return SignatureMinimality(classes, frozen(rank), frozen(time[starts[1:]]))


@kernel
def one_round(
    offsets: Longs,
    letters: Ints,
    targets: Ints,
    weights: Longs,
    rules: Ints,
    nodes: Ints,
    mask: int,
    home: Ints,
    time: Ints,
    new: Ints,
    clock: int,
    table: Ints,
    group: Ints,
    heads: Longs,
    ranked: Longs,
    spare: Longs,
    keys: Longs,
    sums: Longs,
) -> tuple[int, int]:
    """Split every class; how many nodes are still not alone, now first in ``nodes``, and new classes.

    ``new``: 1 for each node that is not in the largest part of its class.
    """
    n = home.size
    count = classify(
        offsets, letters, targets, weights, rules, home, nodes, 0, nodes.size, -1, mask,
        table, group, heads, keys, sums, True,
    )  # fmt: skip
    parts = np.zeros(n + 2, np.int32)
    for g in range(count):
        parts[keys[heads[g, 0]] + 2] += 1
    for h in range(n):
        parts[h + 2] += parts[h + 1]
    for g in range(count):
        h = keys[heads[g, 0]] + 1
        ranked[parts[h]] = by_digest(heads, g)
        parts[h] += 1
    width = np.zeros(count, np.int32)
    for i in range(nodes.size):
        width[group[i]] += 1
    at = np.empty(count, np.int32)
    moved = np.ones(count, np.uint8)
    more = 0
    for h in range(n):
        first = parts[h]
        last = parts[h + 1]
        if first == last:
            continue
        by_signature(first, last, 1, heads, keys, sums, ranked, spare)
        largest = ranked[first] & GROUP
        begin = h
        for r in range(first, last):
            g = ranked[r] & GROUP
            if width[g] > width[largest]:
                largest = g
            if r > first:
                time[begin] = clock
                more += 1
            at[g] = begin
            begin += width[g]
        moved[largest] = 0
    left = 0
    for i in range(nodes.size):
        s = nodes[i]
        g = group[i]
        home[s] = at[g]
        new[s] = moved[g]
        if width[g] > 1:
            nodes[left] = s
            left += 1
    return left, more


@kernel
def by_digest(heads: Longs, g: int) -> int:
    """A number that stands for group g, and is mostly ordered as its digest: without a look at memory."""
    return int(((int(heads[g, 1]) >> 31) << 32) | int(g))


@kernel
def by_signature(
    first: int,
    last: int,
    skipped: int,
    heads: Longs,
    keys: Longs,
    sums: Longs,
    ranked: Longs,
    spare: Longs,
) -> None:
    """Sort the groups ranked[first:last], as `by_digest` calls them: by digest, and by the entries where
    digests are equal.

    ``skipped``: how many entries before each signature do not count.  ``spare``: room.
    """
    width = 1
    while width < last - first:
        for begin in range(first, last, 2 * width):
            i = begin
            middle = min(begin + width, last)
            j = middle
            end = min(begin + 2 * width, last)
            for k in range(begin, end):
                left = i < middle
                if left and j < end:
                    one = ranked[i]
                    other = ranked[j]
                    left = one < other
                    if one >> 32 == other >> 32:
                        left = in_order(one & GROUP, other & GROUP, skipped, heads, keys, sums)
                if left:
                    spare[k] = ranked[i]
                    i += 1
                else:
                    spare[k] = ranked[j]
                    j += 1
        for k in range(first, last):
            ranked[k] = spare[k]
        width *= 2


@kernel
def in_order(g: int, h: int, skipped: int, heads: Longs, keys: Longs, sums: Longs) -> bool:
    """Whether group g comes before group h."""
    if heads[g, 1] != heads[h, 1]:
        return bool(heads[g, 1] < heads[h, 1])
    one = heads[g, 0] + skipped
    return bool(compare(keys, sums, one, heads[g + 1, 0], heads[h, 0] + skipped, heads[h + 1, 0]) < 0)
