"""Everything of a small size, in a fixed order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations, product

import numpy as np

from ..abstraction import Abstraction
from ..system import System

__all__ = ["maps", "partitions", "systems", "systems_up_to_renaming"]


def partitions(n: int) -> Iterator[Abstraction]:
    """Every abstraction of ``range(n)``: Bell(n) many, as restricted growth words.

    >>> [str(p) for p in partitions(3)]
    ['012', '01|2', '02|1', '0|12', '0|1|2']
    """

    def grow(word: list[int], top: int) -> Iterator[list[int]]:
        if len(word) == n:
            yield word
            return
        for label in range(top + 1):
            yield from grow([*word, label], max(top, label + 1))

    for word in grow([], 0):
        yield Abstraction(word)


def maps(n: int, m: int | None = None) -> Iterator[tuple[int, ...]]:
    """Every function from ``range(n)`` to ``range(m)`` (default: to itself)."""
    return product(range(n if m is None else m), repeat=n)


def systems(n: int, letters: int = 1) -> Iterator[System]:
    """Every system of shape X (one letter) or X**A with n states: n ** (n * letters) many."""
    for columns in product(maps(n), repeat=letters):
        table = np.array(columns, np.int32).reshape(letters, n).T
        yield System.deterministic(table[:, 0] if letters == 1 else table)


def systems_up_to_renaming(n: int, letters: int = 1) -> Iterator[System]:
    """One system of each isomorphism class: the one with the least table.

    >>> [sum(1 for _ in systems_up_to_renaming(n)) for n in range(1, 5)]
    [1, 3, 7, 19]
    """
    renamings = [np.array(r) for r in permutations(range(n))]
    for s in systems(n, letters):
        mine = s.table.T.reshape(-1).tolist()
        if all(mine <= r[s.table][np.argsort(r)].T.reshape(-1).tolist() for r in renamings):
            yield s
