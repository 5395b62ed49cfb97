"""Weighted steps: minimality by sums of weights; see proofs/README.md, "An order of sums"."""

from __future__ import annotations

import numpy as np

from ..abstraction import Abstraction
from ..arrays import Ints
from ..certificate import SumMinimality
from ..kernel import kernel
from ..signatures import RULES, Longs, turned
from ..system import Branching
from .refusal import require
from .signatures import in_a_row, in_order

__all__ = ["check_sums"]


def check_sums(c: SumMinimality, system: Branching, p: Abstraction) -> None:
    m, times = c.rank.size, c.letter.size
    edges = system.edges
    summed = not edges.targets.size or (edges.weights.size and (edges.rules == RULES["sum"]).all())
    require(bool(summed), "its edges do not all have weights that add up")
    nodes = in_order(c, system, p)
    require(c.low.shape == c.high.shape == (times,), "not one run of classes for each time")
    require(times <= m and c.time.max(initial=0) <= times, "a boundary has a time without sums")
    if m < 2:
        return
    when = np.arange(1, times + 1)
    require((c.letter >= 0).all() and (c.letter < system.letters).all(), "a letter is out of range")
    require(((c.low >= 0) & (c.low < c.high) & (c.high <= m)).all(), "a run of classes is out of range")
    around = np.concatenate(([-1], c.time, [-1]))
    apart = (around[c.low] < when) & (around[c.high] < when)
    require(apart.all(), "the end of a run is not an earlier boundary")
    small = in_a_row(edges, c.rank[c.labels].astype(np.int32), nodes)
    into, sources, letters, weights = turned(small)
    begin, end = into[c.low], into[c.high]
    if letters.size:  # by letter and target
        keys = letters * np.int64(m) + np.repeat(np.arange(m), np.diff(into))
        order = np.argsort(keys, kind="stable")
        sources, weights, keys = sources[order], weights[order], keys[order]
        begin, end = (np.searchsorted(keys, c.letter * np.int64(m) + run) for run in (c.low, c.high))
    cuts = np.bincount(c.time, minlength=times + 1)
    total, touched, seen = np.zeros(m, weights.dtype), np.empty(m, np.int32), np.zeros(m, np.int32)
    bad = first_bad_time(begin, end, sources, weights, c.time, cuts, total, touched, seen)
    require(bad < 0, f"the sums of time {bad} do not grow at its boundaries, or change at later ones")


@kernel
def first_bad_time(
    begin: Longs,
    end: Longs,
    sources: Ints,
    weights: Longs,
    time: Longs,
    cuts: Longs,
    total: Longs,
    touched: Ints,
    seen: Ints,
) -> int:
    """The first time t whose sums do not grow at all ``cuts[t]`` boundaries of this time, or change at
    one of later time; or -1.

    The sums are those of the edges ``begin[t - 1]`` to ``end[t - 1]`` by their sources.  ``seen``: the
    last time when a class had such an edge; zeros.
    """
    for i in range(begin.size):
        t = i + 1
        size = 0
        for e in range(begin[i], end[i]):
            j = sources[e]
            if seen[j] == t:
                total[j] += weights[e]
            else:
                seen[j] = t
                total[j] = weights[e]
                touched[size] = j
                size += 1
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
        if grown != cuts[t]:
            return t
    return -1
