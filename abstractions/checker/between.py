"""Nothing between p and equality: see proofs/README.md, "Nothing between"."""

from __future__ import annotations

import numpy as np

from ..abstraction import Abstraction
from ..arrays import canonical, components, frozen
from ..certificate import MergeTrace, NothingBetween
from ..system import Deterministic
from .complete import representatives
from .merges import check_trace
from .refusal import require

__all__ = ["check_between"]


def check_between(c: NothingBetween, system: Deterministic, p: Abstraction) -> None:
    n = system.states
    representatives(p.labels, len(p), system, p)  # p is complete, or this refuses
    require(len(p) < n, "the given abstraction is equality itself")
    pairs = n * (n - 1) // 2
    require(c.letter.size == c.time.size == pairs, f"not one entry for each of {pairs} pairs")
    require(c.letter.min() >= -1 and c.letter.max() < system.letters, "a letter is out of range")
    high = np.repeat(np.arange(n), np.arange(n))  # pair i is low[i] < high[i]
    low = np.arange(pairs) - high * (high - 1) // 2
    asked = p.labels[low] == p.labels[high]
    led = np.flatnonzero(asked & (c.letter >= 0))
    x, y = (system.table[side[led], c.letter[led]].astype(np.int64) for side in (low, high))
    require((x != y).all(), "a letter leads a pair to one state")
    below, above = np.minimum(x, y), np.maximum(x, y)
    earlier = c.time[above * (above - 1) // 2 + below] < c.time[led]
    require(earlier.all(), "a letter does not lead to an earlier pair")
    roots = np.flatnonzero(asked & (c.letter < 0))
    require(c.merges.size == roots.size, f"not one trace for each of {roots.size} pairs without letter")
    require(c.merges.min(initial=0) >= 0 and c.merges.max(initial=0) < n, "a trace has a wrong length")
    sizes = {c.left.size, c.right.size, c.cause.size, c.by.size, int(c.merges.sum())}
    require(len(sizes) == 1, "its arrays have different lengths")
    end = np.cumsum(c.merges)
    for i, (root, stop, size) in enumerate(zip(roots, end, c.merges)):
        part = slice(int(stop - size), int(stop))
        trace = MergeTrace(p.labels, c.left[part], c.right[part], c.cause[part], c.by[part])
        check_trace(trace, system, Abstraction.from_blocks([[int(low[root]), int(high[root])]], n))
        merged = components(n, frozen(trace.left.astype(np.int32)), frozen(trace.right.astype(np.int32)))
        require(np.array_equal(canonical(merged), p.labels), f"trace {i} does not make the given classes")
