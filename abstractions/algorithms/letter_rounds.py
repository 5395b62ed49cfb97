"""Refinement by rounds over the classes that still can split, one letter at a time.

Problem    Given a row of classes and a step table, cut classes whose states a letter tells apart.
Method     A pass takes one letter: inside each class of at least two states, sort by the class of
           the successor and cut where it changes.  Classes of one state are left alone.
Invariant  Inside an interval the states are in the order of what cut it; a pass compares the
           classes as they were when it began, so its cuts rest on earlier ones.
Stops      When no class has two states, when a pass of every letter cut nothing, or when it does
           not pay: see `pays`.
Cost       A pass is linear in the states that are not alone: insertion sort for short intervals,
           radix sort for long ones.
Proof      proofs/README.md, "An order of the classes"
Source     E. F. Moore, 1956; S. Blom, S. Orzan, Distributed state space minimization, 2005
           (signatures); leaving singletons alone is from suffix sorting (Larsson, Sadakane, 1999).
Role       First half of the default for many letters: random machines end here after a few passes.
Limits     Worst case quadratic; `splitter_queue` takes over.
"""

from __future__ import annotations

import numpy as np

from ..arrays import Ints
from ..kernel import kernel
from .row import Row, number

__all__ = ["letter_rounds"]

SHORT = 24
"""Intervals up to this length are sorted by insertion."""


def letter_rounds(table: Ints, row: Row, *, to_the_end: bool = False) -> int | None:
    """Cut ``row`` while it pays (or to the end).

    Returns None if the row is stable.  Otherwise a time: classes do not split under the classes
    that the cuts up to this time make, so later engines only need to look at later cuts.
    """
    n, letters = table.shape
    place = np.empty(n, np.int32)
    keys, order, other_keys = np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int32)
    starts, ends = np.empty(n // 2 + 1, np.int32), np.empty(n // 2 + 1, np.int32)
    buckets = np.empty(2048, np.int32)
    number(row.order, row.time, place)
    active, alone, largest = open_intervals(row.time, starts, ends)
    history = [(row.classes, alone)]  # after each pass
    idle = 0
    while active and idle < letters:
        if not to_the_end and largest > n - n // 16:
            return int(row.clock - letters)  # splitting by the rest costs less than looking at this class
        a = row.clock % letters
        row.clock += 1
        cuts = one_pass(
            table, a, place, row.order, row.time, row.letter, row.clock, row.classes,
            starts, ends, active, keys, order, other_keys, buckets,
        )  # fmt: skip
        idle = 0 if cuts else idle + 1
        if cuts:
            row.classes += cuts
            number(row.order, row.time, place)
            active, alone, largest = open_intervals(row.time, starts, ends)
        history.append((row.classes, alone))
        if not to_the_end and row.clock >= letters and not pays(n, history[-1 - letters], history[-1]):
            break
    return None if not active or idle == letters else int(row.clock - letters)


def pays(n: int, before: tuple[int, int], now: tuple[int, int]) -> bool:
    """Whether a pass of every letter tripled the classes or left a fifth of the others alone."""
    return now[0] >= 3 * before[0] or 5 * (now[1] - before[1]) >= n - before[1]


@kernel
def open_intervals(time: Ints, starts: Ints, ends: Ints) -> tuple[int, int, int]:
    """Write the intervals of at least two states; how many there and of the others, the longest."""
    n = time.size
    count = 0
    alone = 0
    low = 0
    longest = 0
    for i in range(1, n + 1):
        if i == n or time[i] >= 0:
            if i - low > 1:
                starts[count] = low
                ends[count] = i
                count += 1
            else:
                alone += 1
            longest = max(longest, i - low)
            low = i
    return count, alone, longest


@kernel
def one_pass(
    table: Ints,
    a: int,
    place: Ints,
    order: Ints,
    time: Ints,
    letter: Ints,
    clock: int,
    classes: int,
    starts: Ints,
    ends: Ints,
    active: int,
    keys: Ints,
    other: Ints,
    other_keys: Ints,
    buckets: Ints,
) -> int:
    """Sort every open interval by the class of the a-successor and cut it; the number of cuts."""
    cuts = 0
    for b in range(active):
        low = starts[b]
        high = ends[b]
        for i in range(low, high):
            keys[i] = place[table[order[i], a]]
        if high - low <= SHORT:
            sort_short(order, keys, low, high)
        else:
            sort_long(order, keys, other, other_keys, low, high, classes - 1, buckets)
        for i in range(low + 1, high):
            if keys[i] != keys[i - 1]:
                time[i] = clock
                letter[i] = a
                cuts += 1
    return cuts


@kernel
def sort_short(values: Ints, keys: Ints, low: int, high: int) -> None:
    """Insertion sort of ``values[low:high]`` by key."""
    for i in range(low + 1, high):
        value = values[i]
        key = keys[i]
        j = i - 1
        while j >= low and keys[j] > key:
            values[j + 1] = values[j]
            keys[j + 1] = keys[j]
            j -= 1
        values[j + 1] = value
        keys[j + 1] = key


@kernel
def sort_long(
    values: Ints,
    keys: Ints,
    other: Ints,
    other_keys: Ints,
    low: int,
    high: int,
    top: int,
    buckets: Ints,
) -> None:
    """Radix sort of ``values[low:high]`` by key, keys at most ``top``; ``other`` is room to move."""
    bits = 8 if high - low < 4096 else 11
    shift = 0
    while top >> shift > 0:
        distribute(values, keys, other, other_keys, low, high, shift, bits, buckets)
        for i in range(low, high):
            values[i] = other[i]
            keys[i] = other_keys[i]
        shift += bits


@kernel
def distribute(
    values: Ints,
    keys: Ints,
    other: Ints,
    other_keys: Ints,
    low: int,
    high: int,
    shift: int,
    bits: int,
    buckets: Ints,
) -> None:
    """Counting sort by the digit of ``bits`` bits at ``shift``, stable."""
    size = 1 << bits
    mask = size - 1
    for d in range(size):
        buckets[d] = 0
    for i in range(low, high):
        buckets[(keys[i] >> shift) & mask] += 1
    begin = low
    for d in range(size):
        count = buckets[d]
        buckets[d] = begin
        begin += count
    for i in range(low, high):
        d = (keys[i] >> shift) & mask
        place = buckets[d]
        buckets[d] = place + 1
        other[place] = values[i]
        other_keys[place] = keys[i]
