"""Edges the other way round: those into each node."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import Ints
from ..kernel import kernel
from .edges import Edges
from .entries import Longs

__all__ = ["turned"]


def turned(edges: Edges, dtype: Any = None) -> tuple[Ints, Ints, Ints, Longs]:
    """Offsets by target, and of each edge its source, letter and weight; sources of a target increase.

    Letters and weights are empty where those of ``edges`` are.  ``dtype``: of weights, if not as they are.
    """
    size = edges.targets.size
    into = np.zeros(edges.nodes + 1, np.int32 if size < 1 << 31 else np.int64)
    sources = np.empty(size, np.int32)
    letters = np.empty(edges.letters.size, edges.letters.dtype)
    weights = np.empty(edges.weights.size, edges.weights.dtype if dtype is None else dtype)
    turn(edges.offsets, edges.letters, edges.targets, edges.weights, into, sources, letters, weights)
    return into, sources, letters, weights


@kernel
def turn(
    offsets: Longs,
    letters: Ints,
    targets: Ints,
    weights: Longs,
    into: Ints,
    sources: Ints,
    new_letters: Ints,
    new_weights: Longs,
) -> None:
    n = offsets.size - 1
    for e in range(targets.size):
        into[targets[e] + 1] += 1
    for t in range(n):
        into[t + 1] += into[t]
    for s in range(n):
        for e in range(offsets[s], offsets[s + 1]):
            t = targets[e]
            at = into[t]
            into[t] = at + 1
            sources[at] = s
            if new_letters.size > 0:
                new_letters[at] = letters[e]
            if new_weights.size > 0:
                new_weights[at] = weights[e]
    for t in range(n):
        into[n - t] = into[n - t - 1]
    into[0] = 0
