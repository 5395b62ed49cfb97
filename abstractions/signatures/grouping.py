"""Nodes with edges, and their grouping by signature: a digest says where to look, comparison decides."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import Ints, canonical, frozen
from ..kernel import kernel
from .edges import Edges
from .entries import (
    MASK,
    Longs,
    agree,
    compare,
    digest,
    digest_of_set,
    mixed,
    raw,
    settled,
    signature,
)

__all__ = ["AHEAD", "SPARE", "classify", "grouped", "room", "signature_of"]

FAR = 1 << 21
"""A table of so many places is not in a near cache."""

AHEAD = 32
"""So many nodes are looked at together where memory is far."""

SPARE = 2 * AHEAD + 3
"""So many rows of heads more than nodes have room for what is looked at together."""

SHORT = 12
"""Signatures up to this length are compared before they are sorted."""


def room(edges: Edges, entries: int) -> tuple[Longs, Longs]:
    """Where signatures of so many entries, and one more, are written: keys and sums."""
    size = entries + edges.most + 1
    return np.empty(size, np.int64), np.empty(size if edges.weights.size else 0, edges.weights.dtype)


def grouped(edges: Edges, classes: Ints, first: int, last: int) -> Ints:
    """Nodes ``first .. last - 1`` by signature: an array of group numbers, by first occurrence."""
    size = last - first
    group = np.empty(size, np.int32)
    slots = 2
    while slots < 2 * size + 2:
        slots *= 2
    nodes = np.arange(first, last, dtype=np.int32)
    table, heads = np.empty(slots, np.int32), np.empty((size + SPARE, 2), np.int64)
    keys, sums = room(edges, int(edges.offsets[last] - edges.offsets[first]))
    classify(*edges, classes, nodes, 0, size, -1, MASK, table, group, heads, keys, sums, False)
    return canonical(frozen(group))


def signature_of(edges: Edges, classes: Ints, node: int) -> dict[tuple[int, int], Any]:
    """The signature of a node, as weights (1 for "there") by letter and class."""
    keys, sums = room(edges, 0)
    end = signature(*edges, classes, node, keys, sums, 0)
    found = [divmod(int(key), 1 << 32) for key in keys[:end]]
    return dict(zip(found, sums[:end].tolist() if sums.size else [1] * end))


@kernel
def look_ahead(
    offsets: Longs,
    letters: Ints,
    targets: Ints,
    weights: Longs,
    rules: Ints,
    classes: Ints,
    nodes: Ints,
    first: int,
    last: int,
    mask: int,
    own: bool,
    table: Ints,
    heads: Longs,
    keys: Longs,
    sums: Longs,
    end: int,
    spare: int,
) -> None:
    """Write the entries of the nodes first .. last - 1 from ``end`` on, make their digests, and read what
    `classify` will compare them with.

    Each by itself, for all of them: so what is read comes from memory at the same time and not one after
    the other.  ``spare``: rows of heads not in use; in the first of them where the entries of each node begin,
    and its digest, or -1 if it is not known yet; then where the last ones end.
    """
    at = end
    for i in range(first, last):
        heads[spare + i - first, 0] = at
        if own:
            keys[at] = classes[nodes[i]]
            if sums.size > 0:
                sums[at] = 1
            at += 1
        at = raw(offsets, letters, targets, weights, classes, nodes[i], keys, sums, at)
    heads[spare + last - first, 0] = at
    rest = spare + AHEAD + 1
    for i in range(last - first):
        low = heads[spare + i, 0] + own
        high = heads[spare + i + 1, 0]
        h = -1
        if high - low <= SHORT and (weights.size == 0 or rules[nodes[first + i]] == 2):
            h = digest_of_set(keys, low, high) if weights.size == 0 else digest(keys, sums, low, high)
        heads[spare + i, 1] = h
        heads[rest + i, 0] = (h ^ mixed(keys[low - own]) if own else h) & mask
    for i in range(last - first):
        heads[rest + i, 0] = table[heads[rest + i, 0]]
    for i in range(last - first):
        g = heads[rest + i, 0]
        if g > 0:
            heads[rest + i, 0] = heads[g - 1, 0]
    warm = 0
    for i in range(last - first):
        warm ^= keys[heads[rest + i, 0]]
    heads[rest, 0] = warm


@kernel
def classify(
    offsets: Longs,
    letters: Ints,
    targets: Ints,
    weights: Longs,
    rules: Ints,
    classes: Ints,
    nodes: Ints,
    first: int,
    last: int,
    example: int,
    mask: int,
    table: Ints,
    group: Ints,
    heads: Longs,
    keys: Longs,
    sums: Longs,
    own: bool,
) -> int:
    """Group ``nodes[first:last]`` by signature; how many groups there are.

    ``group[i]`` is that of ``nodes[first + i]``; the signature of group g is written to the entries
    ``heads[g, 0]`` to ``heads[g + 1, 0]`` of keys and sums, its digest to ``heads[g, 1]``.  A node
    ``example`` (or -1) has group 0.  ``table``: room for hashing, more than twice as many entries as
    nodes, a power of two; a place is looked for where digest and ``mask`` say (0: always at the
    same one).  ``own``: the class of a node is an entry before its signature, of sum 1.
    """
    slots = 2
    while slots < 2 * (last - first + 1):
        slots *= 2
    for i in range(slots):
        table[i] = 0
    count = 0
    end = 0
    heads[0, 0] = 0
    spare = last - first + 2
    begin = first
    ahead = last if slots < FAR else first
    for i in range(first - 1, last):
        if i == ahead:
            begin = i
            ahead = min(i + AHEAD, last)
            look_ahead(
                offsets, letters, targets, weights, rules, classes, nodes, begin, ahead, mask & (slots - 1),
                own, table, heads, keys, sums, end, spare,
            )  # fmt: skip
        s = example
        if i >= first:
            s = nodes[i]
        elif example < 0:
            continue
        low = end + own
        if i >= begin and i < ahead and slots >= FAR:
            start = heads[spare + i - begin, 0]
            high = end + heads[spare + i - begin + 1, 0] - start
            if start > end:
                for k in range(high - end):
                    keys[end + k] = keys[start + k]
                    if sums.size > 0:
                        sums[end + k] = sums[start + k]
            h = heads[spare + i - begin, 1]
        else:
            if own:
                keys[end] = classes[s]
                if sums.size > 0:
                    sums[end] = 1
            high = raw(offsets, letters, targets, weights, classes, s, keys, sums, low)
            h = -1
        rule = rules[s] if weights.size > 0 else 0
        short = high - low <= SHORT and (weights.size == 0 or rule == 2)
        if not short:
            high = settled(keys, sums, low, high, rule)
        if h < 0:
            plain = weights.size == 0 and short
            h = digest_of_set(keys, low, high) if plain else digest(keys, sums, low, high)
        slot = (h ^ mixed(keys[end]) if own else h) & mask & (slots - 1)
        found = -1
        while found < 0 and table[slot] > 0:
            g = table[slot] - 1
            if heads[g, 1] == h and (not own or keys[heads[g, 0]] == keys[end]):
                other = heads[g, 0] + (low - end)
                if (short and agree(keys, sums, low, high, other, heads[g + 1, 0])) or (
                    not short and compare(keys, sums, other, heads[g + 1, 0], low, high) == 0
                ):
                    found = g
                elif short:  # some sums may vanish
                    high = settled(keys, sums, low, high, rule)
                    short = False
                    if compare(keys, sums, other, heads[g + 1, 0], low, high) == 0:
                        found = g
            slot = (slot + 1) & (slots - 1)
        if found < 0:
            if short:
                high = settled(keys, sums, low, high, rule)
            found = count
            heads[count, 1] = h
            table[slot] = count + 1
            count += 1
            end = high
            heads[count, 0] = end
        if i >= first:
            group[i - first] = found
    return count
