"""Signatures as entries of two arrays: written, sorted, added up, digested, compared.

A key is a letter and, in its lower 32 bits, a class; beside it stands a sum of weights, if there are
weights at all.  These kernels are the definition of what a signature is.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy.typing as npt

from ..arrays import Ints
from ..kernel import kernel

__all__ = [
    "MASK",
    "Longs",
    "agree",
    "compare",
    "digest",
    "digest_of_set",
    "mixed",
    "raw",
    "settled",
    "signature",
    "sort_entries",
]

Longs: TypeAlias = npt.NDArray[Any]
"""Integers of 64 bits; or any Python values, where weights do not fit."""

FACTOR = 0x1E3779B97F4A7C15
"""What digests multiply by."""

MASK = (1 << 62) - 1
"""The bits of digests."""

LONG = 32
"""Signatures up to this length are sorted by insertion."""


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
    rising = True
    for i in range(at, end):
        once = 1
        rising = rising and (i == at or keys[i - 1] < keys[i])
        if not rising:
            for j in range(at, i):
                if keys[j] == keys[i]:
                    once = 0
        h = (h + mixed(keys[i]) * once) & MASK
    return h


@kernel
def agree(keys: Longs, sums: Longs, at: int, end: int, i: int, i_end: int) -> bool:
    """Whether the raw entries at .. end settle to the signature i .. i_end, if none of them vanish.

    Entry against entry, which for few is faster than sorting; first as they stand.
    """
    matched = 0
    if sums.size == 0:
        if i_end - i == end - at:
            while matched < end - at and keys[at + matched] == keys[i + matched]:
                matched += 1
            if matched == end - at:
                return True
            matched = 0
        for k in range(i, i_end):
            found = 0
            for e in range(at, end):
                found += keys[e] == keys[k]
            if found == 0:
                return False
            matched += found
        return matched == end - at
    for k in range(i, i_end):
        total = 0
        found = 0
        for e in range(at, end):
            if keys[e] == keys[k]:
                total = total + sums[e]
                found += 1
        if found == 0 or total != sums[k]:
            return False
        matched += found
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
