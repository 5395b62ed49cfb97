"""Signatures: what is left of a branching step when states are replaced by their classes.

Main definitions  `Edges`, `classify`, `grouped`
Notes             The signature of a node is the list of (letter, class, weight) of its edges, in
                  order, edges into one class added up.  Nodes are grouped by it: a digest says where
                  to look, equality is decided by comparing the lists.  An arbitrary but fixed total
                  order of signatures (`precedes`: the digest first, then the list) serves certificates.
Source            S. Blom, S. Orzan, Distributed state space minimization, 2005 (signatures);
                  J. Jacobs, T. Wissmann, Fast coalgebraic bisimilarity minimization, 2023
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from .arrays import Ints, canonical, frozen
from .kernel import kernel

__all__ = [
    "MASK",
    "RULES",
    "Edges",
    "classify",
    "digest",
    "grouped",
    "precedes",
    "room",
    "settled",
    "signature",
    "signature_of",
    "unlike",
]

Longs = npt.NDArray[Any]
"""Integers of 64 bits; or any Python values, where weights do not fit."""

RULES = {"or": 0, "max": 1, "sum": 2, "own": 3}
"""How the weights of edges into one class are added; own: by the + of Python values."""

FACTOR = 0x1E3779B97F4A7C15
"""What digests multiply by."""

MASK = (1 << 62) - 1
"""The bits of digests."""

LONG = 32
"""Signatures up to this length are sorted by insertion."""

SHORT = 12
"""Signatures up to this length are compared before they are sorted."""


class Edges(NamedTuple):
    """The edges of node s are the entries ``offsets[s]`` to ``offsets[s + 1]`` of the other arrays.

    ``letters`` is empty if every letter is 0; ``weights`` if every weight only says "there".
    ``rules``: for each node, how its weights add up (a number of `RULES`); empty with the weights.
    """

    offsets: Longs
    letters: Ints
    targets: Ints
    weights: Longs
    rules: Ints

    @property
    def nodes(self) -> int:
        """The number of nodes."""
        return self.offsets.size - 1

    @property
    def most(self) -> int:
        """The largest number of edges of a node."""
        return int(np.diff(self.offsets).max(initial=0))


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
    table, start = np.empty(slots, np.int32), np.empty(size + 2, np.int64)
    digests = np.empty((1, size + 1), np.int64)
    keys, sums = room(edges, int(edges.offsets[last] - edges.offsets[first]))
    classify(*edges, classes, nodes, 0, size, -1, MASK, table, group, start, digests, keys, sums, False)
    return canonical(frozen(group))


def signature_of(edges: Edges, classes: Ints, node: int) -> dict[tuple[int, int], Any]:
    """The signature of a node, as weights (1 for "there") by letter and class."""
    keys, sums = room(edges, 0)
    end = signature(*edges, classes, node, keys, sums, 0)
    found = [divmod(int(key), 1 << 32) for key in keys[:end]]
    return dict(zip(found, sums[:end].tolist() if sums.size else [1] * end))


def unlike(edges: Edges, labels: Ints, classes: int) -> tuple[int, int]:
    """The least node whose signature is not that of the first of its class, and that one; or (-1, -1).

    ``labels``: of the nodes, in ``range(classes)``, each class with a node.  One pass over the edges.
    """
    sizes = np.bincount(labels, minlength=classes).astype(np.int32)
    first = np.full(classes, -1, np.int32)
    entries = first_of(edges.offsets, labels, sizes, first)
    keys, sums = room(edges, entries + edges.most)
    bad = first_unlike(*edges, labels, sizes, first, np.empty((classes, 2), np.int64), keys, sums)
    return (bad, int(first[labels[bad]])) if bad >= 0 else (-1, -1)


@kernel
def first_of(offsets: Longs, labels: Ints, sizes: Ints, first: Ints) -> int:
    """Fill in the first node of each class; how many edges those have that are not alone."""
    entries = 0
    for s in range(labels.size):
        c = labels[s]
        if first[c] < 0:
            first[c] = s
            if sizes[c] > 1:
                entries += offsets[s + 1] - offsets[s]
    return int(entries)


@kernel
def first_unlike(
    offsets: Longs,
    letters: Ints,
    targets: Ints,
    weights: Longs,
    rules: Ints,
    labels: Ints,
    sizes: Ints,
    first: Ints,
    where: Longs,
    keys: Longs,
    sums: Longs,
) -> int:
    """In the order of nodes, so that their edges are read in order; first ones leave their signature."""
    kept = 0
    for s in range(labels.size):
        c = labels[s]
        if sizes[c] < 2:
            continue
        end = raw(offsets, letters, targets, weights, labels, s, keys, sums, kept)
        rule = rules[s] if weights.size > 0 else 0
        if first[c] == s:
            where[c, 0] = kept
            kept = settled(keys, sums, kept, end, rule)
            where[c, 1] = kept
            continue
        plain = weights.size == 0 or rule == 2
        if plain and end - kept <= SHORT and agree(keys, sums, kept, end, where[c, 0], where[c, 1]):
            continue
        end = settled(keys, sums, kept, end, rule)
        if compare(keys, sums, where[c, 0], where[c, 1], kept, end) != 0:
            return s
    return -1


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
    start: Longs,
    digests: Longs,
    keys: Longs,
    sums: Longs,
    own: bool,
) -> int:
    """Group ``nodes[first:last]`` by signature; how many groups there are.

    ``group[i]`` is that of ``nodes[first + i]``; the signature of group g is written to the entries
    ``start[g]`` to ``start[g + 1]`` of keys and sums, its digest to ``digests[0, g]``.  A node
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
    start[0] = 0
    for i in range(first - 1, last):
        s = example
        if i >= first:
            s = nodes[i]
        elif example < 0:
            continue
        low = end
        if own:
            keys[low] = classes[s]
            if sums.size > 0:
                sums[low] = 1
            low += 1
        high = raw(offsets, letters, targets, weights, classes, s, keys, sums, low)
        rule = rules[s] if weights.size > 0 else 0
        short = high - low <= SHORT and (weights.size == 0 or rule == 2)
        if not short:
            high = settled(keys, sums, low, high, rule)
        h = digest_of_set(keys, low, high) if weights.size == 0 and short else digest(keys, sums, low, high)
        slot = (h ^ mixed(keys[end]) if own else h) & mask & (slots - 1)
        found = -1
        while found < 0 and table[slot] > 0:
            g = table[slot] - 1
            if digests[0, g] == h and (not own or keys[start[g]] == keys[end]):
                other = start[g] + (low - end)
                if (short and agree(keys, sums, low, high, other, start[g + 1])) or (
                    not short and compare(keys, sums, other, start[g + 1], low, high) == 0
                ):
                    found = g
                elif short:  # some sums may vanish
                    high = settled(keys, sums, low, high, rule)
                    short = False
                    if compare(keys, sums, other, start[g + 1], low, high) == 0:
                        found = g
            slot = (slot + 1) & (slots - 1)
        if found < 0:
            if short:
                high = settled(keys, sums, low, high, rule)
            found = count
            digests[0, count] = h
            table[slot] = count + 1
            count += 1
            end = high
            start[count] = end
        if i >= first:
            group[i - first] = found
    return count


@kernel
def signature(
    offsets: Longs,
    letters: Ints,
    targets: Ints,
    weights: Longs,
    rules: Ints,
    classes: Ints,
    s: int,
    keys: Longs,
    sums: Longs,
    at: int,
) -> int:
    """Write the signature of node s from entry ``at`` on; where it ends.

    A key is a letter and, in its lower 32 bits, a class.
    """
    end = raw(offsets, letters, targets, weights, classes, s, keys, sums, at)
    return settled(keys, sums, at, end, rules[s] if weights.size > 0 else 0)


@kernel
def raw(
    offsets: Longs,
    letters: Ints,
    targets: Ints,
    weights: Longs,
    classes: Ints,
    s: int,
    keys: Longs,
    sums: Longs,
    at: int,
) -> int:
    """Write an entry for each edge of node s, in their order; where they end."""
    low = offsets[s]
    high = offsets[s + 1]
    end = at
    if letters.size > 0:
        for e in range(low, high):
            keys[end] = (int(letters[e]) << 32) | int(classes[targets[e]])
            end += 1
    else:
        for e in range(low, high):
            keys[end] = classes[targets[e]]
            end += 1
    if weights.size > 0:
        end = at
        for e in range(low, high):
            sums[end] = weights[e]
            end += 1
    return end


@kernel
def settled(keys: Longs, sums: Longs, at: int, end: int, rule: int) -> int:
    """Sort the entries by key and add up the sums of equal ones; those that vanish are left out."""
    sort_entries(keys, sums, at, end)
    once = at
    if sums.size == 0:
        for j in range(at, end):
            if j == at or keys[j] != keys[once - 1]:
                keys[once] = keys[j]
                once += 1
        return once
    i = at
    while i < end:
        key = keys[i]
        w = sums[i]
        i += 1
        while i < end and keys[i] == key:
            if rule >= 2:
                w = w + sums[i]
            elif rule == 1:
                w = max(w, sums[i])
            else:
                w = w | sums[i]
            i += 1
        if rule == 1 or w != 0:
            keys[once] = key
            sums[once] = w
            once += 1
    return once


@kernel
def sort_entries(keys: Longs, sums: Longs, at: int, end: int) -> None:
    """Sort keys[at:end], and sums, if there are any, along."""
    if end - at > LONG:
        sort_heap(keys, sums, at, end - at)
        return
    for i in range(at + 1, end):
        key = keys[i]
        j = i
        if sums.size > 0:
            w = sums[i]
            while j > at and keys[j - 1] > key:
                keys[j] = keys[j - 1]
                sums[j] = sums[j - 1]
                j -= 1
            sums[j] = w
        else:
            while j > at and keys[j - 1] > key:
                keys[j] = keys[j - 1]
                j -= 1
        keys[j] = key


@kernel
def sort_heap(keys: Longs, sums: Longs, at: int, size: int) -> None:
    for i in range(size // 2):
        sift(keys, sums, at, size // 2 - 1 - i, size)
    for i in range(size - 1):
        last = at + size - 1 - i
        swap(keys, sums, at, last)
        sift(keys, sums, at, 0, last - at)


@kernel
def sift(keys: Longs, sums: Longs, at: int, root: int, size: int) -> None:
    while 2 * root + 1 < size:
        child = 2 * root + 1
        if child + 1 < size and keys[at + child] < keys[at + child + 1]:
            child += 1
        if keys[at + root] >= keys[at + child]:
            return
        swap(keys, sums, at + root, at + child)
        root = child


@kernel
def swap(keys: Longs, sums: Longs, i: int, j: int) -> None:
    key = keys[i]
    keys[i] = keys[j]
    keys[j] = key
    if sums.size > 0:
        w = sums[i]
        sums[i] = sums[j]
        sums[j] = w


@kernel
def digest(keys: Longs, sums: Longs, at: int, end: int) -> int:
    """A number of 62 bits: the sums, each times its key mixed up, added.

    So entries of one key that are not yet added up make the same digest as their sum.
    """
    h = 0
    for i in range(at, end):
        m = mixed(keys[i])
        h = (h + (m * int(sums[i]) if sums.size > 0 else m)) & MASK
    return h


@kernel
def mixed(key: int) -> int:
    m = (int(key) * FACTOR) & MASK
    m = ((m ^ (m >> 31)) * FACTOR) & MASK
    return m ^ (m >> 29)


@kernel
def digest_of_set(keys: Longs, at: int, end: int) -> int:
    """The digest of the keys, each counted once."""
    h = 0
    for i in range(at, end):
        once = 1
        for j in range(at, i):
            if keys[j] == keys[i]:
                once = 0
        h = (h + mixed(keys[i]) * once) & MASK
    return h


@kernel
def agree(keys: Longs, sums: Longs, at: int, end: int, i: int, i_end: int) -> bool:
    """Whether the raw entries at .. end settle to the signature i .. i_end, if none of them vanish.

    Entry against entry, which for few is faster than sorting.
    """
    matched = 0
    if sums.size == 0:
        for k in range(i, i_end):
            found = 0
            for e in range(at, end):
                found += keys[e] == keys[k]
            if found == 0:
                return False
            matched += found
        return matched == end - at
    for k in range(i, i_end):
        total = sums[k] - sums[k]
        for e in range(at, end):
            if keys[e] == keys[k]:
                total = total + sums[e]
                matched += 1
        if total != sums[k]:
            return False
    return matched == end - at


@kernel
def compare(keys: Longs, sums: Longs, i: int, i_end: int, j: int, j_end: int) -> int:
    """Negative, zero or positive as the entries i .. are before, equal to or after the entries j .."""
    if i_end - i != j_end - j:
        return (i_end - i) - (j_end - j)
    for k in range(i_end - i):
        if keys[i + k] != keys[j + k]:
            return -1 if keys[i + k] < keys[j + k] else 1
        if sums.size > 0 and sums[i + k] != sums[j + k]:
            return -1 if sums[i + k] < sums[j + k] else 1
    return 0


@kernel
def precedes(keys: Longs, sums: Longs, i: int, i_end: int, j: int, j_end: int) -> bool:
    """Whether the signature at i comes before the one at j: by digest, then by the entries."""
    left = digest(keys, sums, i, i_end)
    right = digest(keys, sums, j, j_end)
    if left != right:
        return bool(left < right)
    return compare(keys, sums, i, i_end, j, j_end) < 0
