"""Steps that branch: minimality by sums of weights; see proofs/README.md, "An order of sums".

In Coq: proofs/Signatures.v, `accepted_sums`, `accepted_minimal`.
"""

from __future__ import annotations

import numpy as np

from ..abstraction import Abstraction
from ..arrays import Ints, members
from ..certificate import SumMinimality
from ..kernel import kernel
from ..signatures import Longs, room, sort_entries, turned
from ..system import Branching
from .refusal import require
from .signatures import in_a_row, in_order

__all__ = ["check_sums"]

COST = 4
"""Looking up the sum of a class takes as long as adding up so many edges."""


def check_sums(c: SumMinimality, system: Branching, p: Abstraction) -> None:
    m, times = c.rank.size, c.letter.size
    edges = system.edges
    require(edges.summed, "its edges do not all have weights that add up, or all have none")
    nodes, place = in_order(c, system, p, times)
    require(c.low.shape == c.high.shape == (times,), "not one run of classes for each time")
    require(times < max(2 * m, 1), f"{times} times are too many for {m} classes")
    if m < 2:
        return
    wrong = misplaced(c.letter, c.low, c.high, c.time, system.letters)
    require(wrong < 0, f"{RUNS[wrong]}")
    small = in_a_row(edges, place, nodes, edges.sums)
    del place, nodes
    into, sources, letters, weights = turned(small)
    if letters.size:
        begin, end = np.empty(times, into.dtype), np.empty(times, into.dtype)
        given, sums = sources, weights
        sources, weights = np.empty_like(given), np.empty_like(sums)
        by_letter(
            into, letters, given, sums, np.zeros(system.letters + 1, into.dtype), c.letter, c.low, c.high,
            np.full(m + 1, times, np.int32), np.full(m + 1, times, np.int32), begin, end, sources, weights,
        )  # fmt: skip
        del given, sums
    else:
        begin, end = into[c.low], into[c.high]
    del into, letters
    run_up(*small[:4], *room(small, 0))
    total, touched = np.zeros(m, weights.dtype), np.empty(m + 1, np.int32)
    bad = first_bad_time(
        begin, end, sources, weights, small.offsets, small.targets, small.letters, small.weights,
        c.letter, c.low, c.high, c.time, *members(c.time, times + 1), total, touched,
        np.zeros(m, np.int32),
    )  # fmt: skip
    require(bad < 0, f"the sums of time {bad} do not grow at its boundaries, or change at later ones")


RUNS = (
    "a letter is out of range",
    "a run of classes is out of range",
    "the end of a run is not an earlier boundary",
)
"""What runs of classes may be refused for."""


@kernel
def misplaced(letter: Longs, low: Longs, high: Longs, time: Longs, letters: int) -> int:
    """What is wrong with a run, in `RUNS`, or -1."""
    m = time.size + 1
    for i in range(letter.size):
        if letter[i] < 0 or letter[i] >= letters:
            return 0
        if low[i] < 0 or low[i] >= high[i] or high[i] > m:
            return 1
        if (low[i] > 0 and time[low[i] - 1] > i) or (high[i] < m and time[high[i] - 1] > i):
            return 2
    return -1


@kernel
def run_up(out: Longs, letters: Ints, targets: Ints, sums: Longs, keys: Longs, found: Longs) -> None:
    """Sort the edges of each class by letter and target, and make each weight the sum of those up to it."""
    for j in range(out.size - 1):
        low = out[j]
        size = out[j + 1] - low
        for i in range(size):
            keys[i] = ((int(letters[low + i]) if letters.size > 0 else 0) << 32) | int(targets[low + i])
            if sums.size > 0:
                found[i] = sums[low + i]
        sort_entries(keys, found, 0, size)
        for i in range(size):
            targets[low + i] = keys[i] & 0xFFFFFFFF
            if letters.size > 0:
                letters[low + i] = keys[i] >> 32
            if sums.size > 0:
                sums[low + i] = found[i] if i == 0 else sums[low + i - 1] + found[i]


@kernel
def edge_at(low: int, high: int, letters: Ints, targets: Ints, letter: int, place: int) -> int:
    """The first of the edges low .. high - 1 of a class by that letter into that class, or later."""
    while low < high:
        middle = (low + high) // 2
        a = letters[middle] if letters.size > 0 else letter
        if a < letter or (a == letter and targets[middle] < place):
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def by_letter(
    into: Ints,
    letters: Ints,
    sources: Ints,
    weights: Longs,
    start: Ints,
    letter: Longs,
    low: Longs,
    high: Longs,
    from_low: Ints,
    from_high: Ints,
    begin: Ints,
    end: Ints,
    new_sources: Ints,
    new_weights: Longs,
) -> None:
    """Sort edges, which stand by target, by letter and then by target; and fill in for each time the first
    edge by its letter into the class ``low`` or a later one, and into ``high``.

    ``start``: zeros; where edges of a letter are laid.  ``from_low``, ``from_high``: the number of times,
    for each class and one more; the first of the times that have it as ``low`` or ``high``.  Until ``begin``
    and ``end`` are known, each says the next such time.
    """
    for e in range(letters.size):
        start[letters[e] + 1] += 1
    for a in range(start.size - 1):
        start[a + 1] += start[a]
    times = letter.size
    for i in range(times):
        begin[i] = from_low[low[i]]
        from_low[low[i]] = i
        end[i] = from_high[high[i]]
        from_high[high[i]] = i
    for t in range(into.size):
        i = from_low[t]
        while i < times:
            following = begin[i]
            begin[i] = start[letter[i]]
            i = following
        i = from_high[t]
        while i < times:
            following = end[i]
            end[i] = start[letter[i]]
            i = following
        if t + 1 == into.size:
            break
        for e in range(into[t], into[t + 1]):
            at = start[letters[e]]
            start[letters[e]] = at + 1
            new_sources[at] = sources[e]
            if weights.size > 0:
                new_weights[at] = weights[e]


@kernel
def first_bad_time(
    begin: Longs,
    end: Longs,
    sources: Ints,
    weights: Longs,
    out: Longs,
    targets: Ints,
    letters: Ints,
    sums: Longs,
    letter: Longs,
    low: Longs,
    high: Longs,
    time: Longs,
    cuts: Ints,
    cuts_at: Longs,
    total: Longs,
    touched: Ints,
    seen: Ints,
) -> int:
    """The first time t whose sums do not grow at all boundaries of this time, or change at one of later
    time between the same earlier ones; or -1.

    The sums are those of the edges ``begin[t - 1]`` to ``end[t - 1]`` by their sources; or, if these are
    more, looked up for the classes between which there are boundaries of this time: the edges of class j
    are ``out[j]`` to ``out[j + 1]`` of ``targets`` and ``letters``, and ``sums`` are those up to each.
    ``cuts``: the boundaries by their times.  ``seen``: the last time when a class was touched; zeros.
    """
    for i in range(begin.size):
        t = i + 1
        size = 0
        runs = classes_in_runs(t, time, cuts, cuts_at, (end[i] - begin[i]) // COST, touched)
        if runs >= 0:
            size = runs
            for k in range(runs):
                j = touched[k]
                seen[j] = t
                total[j] = 0
                one = edge_at(out[j], out[j + 1], letters, targets, letter[i], low[i])
                other = edge_at(one, out[j + 1], letters, targets, letter[i], high[i])
                if other > one and sums.size == 0:
                    total[j] = 1
                elif other > one:
                    total[j] = sums[other - 1] - sums[one - 1] if one > out[j] else sums[other - 1]
        else:
            for e in range(begin[i], end[i]):
                j = sources[e]
                if seen[j] != t:
                    seen[j] = t
                    total[j] = 0
                    touched[size] = j
                    size += 1
                total[j] = total[j] + weights[e] if weights.size > 0 else 1
        grown = 0
        for k in range(size):
            j = touched[k]
            for b in range(j - 1 if j > 0 and seen[j - 1] != t else j, min(j + 1, time.size)):
                left = total[b] if seen[b] == t else 0
                right = total[b + 1] if seen[b + 1] == t else 0
                if time[b] > t and left != right:
                    return t
                if time[b] == t:
                    if right == 0 or (left != 0 and left >= right):
                        return t
                    grown += 1
        if grown != cuts_at[t + 1] - cuts_at[t]:
            return t
    return -1


@kernel
def classes_in_runs(t: int, time: Longs, cuts: Ints, cuts_at: Longs, most: int, touched: Ints) -> int:
    """List the classes of all runs between earlier boundaries in which there is one of time t: how many
    they are; or -1 if they are more than ``most``.
    """
    size = 0
    upto = 0  # the first class after the runs listed
    for c in range(cuts_at[t], cuts_at[t + 1]):
        if cuts[c] < upto:
            continue
        j = cuts[c]
        while j > upto and time[j - 1] >= t and most >= 0:
            j -= 1
            most -= 1
        upto = j
        while most >= 0 and (upto == j or (upto <= time.size and time[upto - 1] >= t)):
            touched[size] = upto
            size += 1
            most -= 1
            upto += 1
        if most < 0:
            return -1
    return size
