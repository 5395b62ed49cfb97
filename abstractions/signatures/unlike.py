"""Whether all nodes of a class have the signature of its first one."""

from __future__ import annotations

import numpy as np

from ..arrays import Ints
from ..kernel import kernel
from .edges import Edges
from .entries import Longs, compare, signature
from .grouping import room

__all__ = ["unlike"]


def unlike(edges: Edges, labels: Ints, classes: int) -> tuple[int, int]:
    """The least node whose signature is not that of the first of its class, and that one; or (-1, -1).

    ``labels``: of the nodes, in ``range(classes)``, each class with a node.  One pass over the edges.
    """
    sizes, first = np.zeros(classes, np.int32), np.empty(classes, np.int32)
    entries = first_of(edges.offsets, labels, sizes, first)
    keys, sums = room(edges, entries)
    total = np.zeros(classes, edges.weights.dtype if edges.weights.size else np.uint8)
    bad = first_unlike(*edges, labels, sizes, first, np.empty((classes, 2), np.int64), keys, sums, total)
    return (bad, int(first[labels[bad]])) if bad >= 0 else (-1, -1)


@kernel
def first_of(offsets: Longs, labels: Ints, sizes: Ints, first: Ints) -> int:
    """Fill in the size and the first node of each class; how many edges those have that are not alone."""
    entries = 0
    for s in range(labels.size):
        c = labels[s]
        sizes[c] += 1
        if sizes[c] == 1:
            first[c] = s
        elif sizes[c] == 2:
            entries += offsets[first[c] + 1] - offsets[first[c]]
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
    total: Longs,
) -> int:
    """In the order of nodes, so that their edges are read in order; first ones leave their signature.

    ``total``: for each class, zero.
    """
    kept = 0
    for s in range(labels.size):
        c = labels[s]
        if sizes[c] < 2:
            continue
        rule = rules[s] if weights.size > 0 else 2
        if first[c] == s:
            where[c, 0] = kept
            kept = signature(offsets, letters, targets, weights, rules, labels, s, keys, sums, kept)
            where[c, 1] = kept
        elif rule == 2:
            if not has_signature(
                offsets, letters, targets, weights, labels, s, keys, sums, where[c, 0], where[c, 1], total
            ):
                return s
        else:
            end = signature(offsets, letters, targets, weights, rules, labels, s, keys, sums, kept)
            if compare(keys, sums, where[c, 0], where[c, 1], kept, end) != 0:
                return s
    return -1


@kernel
def has_signature(
    offsets: Longs,
    letters: Ints,
    targets: Ints,
    weights: Longs,
    classes: Ints,
    s: int,
    keys: Longs,
    sums: Longs,
    i: int,
    i_end: int,
    total: Longs,
) -> bool:
    """Whether the entries i .. i_end are the signature of node s, whose weights add up or are none.

    Letter by letter, the weights into each class are put together in ``total`` (zeros) and taken out
    again: faster than sorting.
    """
    good = True
    low = offsets[s]
    last = offsets[s + 1]
    while low < last:
        high = last
        a = 0
        if letters.size > 0:
            a = letters[low]
            high = low + 1
            while high < last and letters[high] == a:
                high += 1
        if weights.size > 0:
            for e in range(low, high):
                c = classes[targets[e]]
                total[c] = total[c] + weights[e]
        else:
            for e in range(low, high):
                total[classes[targets[e]]] = 1
        while i < i_end and keys[i] >> 32 == a:
            c = keys[i] & 0xFFFFFFFF
            good = good and total[c] == (sums[i] if sums.size > 0 else 1)
            total[c] = 0
            i += 1
        for e in range(low, high):
            c = classes[targets[e]]
            good = good and total[c] == 0
            total[c] = 0
        low = high
    return good and i == i_end
