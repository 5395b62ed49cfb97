"""Edges of nodes, with letters and weights, as arrays.

Main definition   `Edges`
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..arrays import MOST, Ints
from ..kernel import kernel
from .entries import Longs

__all__ = ["RULES", "Edges"]

RULES = {"or": 0, "max": 1, "sum": 2, "own": 3}
"""How the weights of edges into one class are added; own: by the + of Python values."""


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
        return int(longest(self.offsets))

    @property
    def summed(self) -> bool:
        """Whether all weights add up, or there are none."""
        return not self.weights.size or bool(only(self.rules, RULES["sum"]))

    @property
    def sums(self) -> np.dtype[Any]:
        """The type for weights and their sums over edges of one node: 32 bits if these fit, else as it is."""
        weights = self.weights
        if weights.dtype != np.int64 or (weights.size and heaviest(self.offsets, weights) > MOST):
            return weights.dtype
        return np.dtype(np.int32)


@kernel
def longest(offsets: Longs) -> int:
    """The largest difference of neighbours."""
    most = 0
    for s in range(offsets.size - 1):
        most = max(most, offsets[s + 1] - offsets[s])
    return most


@kernel
def only(values: Ints, value: int) -> bool:
    """Whether all are this one."""
    same = True
    for i in range(values.size):
        same = same and values[i] == value
    return same


@kernel
def heaviest(offsets: Longs, weights: Longs) -> int:
    """The largest sum of absolute weights of the edges of a node."""
    most = 0
    for s in range(offsets.size - 1):
        total = 0
        for e in range(offsets[s], offsets[s + 1]):
            total += abs(int(weights[e]))
        most = max(most, total)
    return most
