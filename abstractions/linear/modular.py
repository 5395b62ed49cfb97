"""The smallest invariant subspace modulo a prime.

Problem    Given rows and square matrices J_m over the integers modulo p, the smallest space of rows that
           has the given ones and is closed under row -> row J_m for all m.
Method     A queue of independent rows.  Each is multiplied by all J_m at once (its terms fall into one
           bucket for each m), each product is reduced by the rows known, and what is left joins the queue.
Invariant  The rows are independent and span what was given and the products so far: see `elimination`.
Stops      There are at most n rows.
Cost       O(products * (their entries and those of the rows that reduce them)); dense, at worst O(n^3).
Proof      At the end the rows span what was given, and their own products.
Source     A. Ovchinnikov, I. Perez Verona, G. Pogudin, M. Tribastone, CLUE, 2021.
Role       `rational` lifts the answer to fractions, and proves it there.
Limits     p < 2**31, so that products fit 62 bits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from math import isqrt

import numpy as np

from ..arrays import Ints
from .elimination import COLUMN, ENTRY, PIVOT, WHICH, join, products, resolve

__all__ = ["Echelon", "primes"]


def primes() -> Iterator[int]:
    """The primes below 2**31, downwards.

    >>> next(primes())
    2147483647
    """
    p = 2**31
    while p > 46341:
        p = below(p)
        yield p


@cache
def below(n: int) -> int:
    """The greatest prime below n, for n up to 2**31."""
    return next(q for q in range((n - 2) | 1, 1, -2) if all(q % d for d in range(3, isqrt(q) + 1, 2)))


class Echelon:
    """Independent rows modulo p, and of which products they are.  A workspace: it changes.

    ``starts``, ``entries``: the matrices J_m, as in `Jacobian`; none if only rows are given.

    >>> e = Echelon(3, 7)
    >>> e.give([{0: 2, 1: 1}, {0: 4, 1: 2}, {0: 1, 2: 1}])
    >>> e.rows, e.reduced()[0].tolist()
    (2, [0, 1])
    """

    def __init__(self, n: int, p: int, starts: Ints | None = None, entries: Ints | None = None) -> None:
        self.n, self.p, self.rows = n, p, 0
        self.starts = np.zeros(n + 1, np.int64) if starts is None else starts
        self.entries = np.zeros((3, 0), np.int64) if entries is None else entries
        self.nodes = np.zeros_like(self.entries)
        self.heads = np.full((2, int(self.entries[WHICH].max(initial=-1)) + 1), -1, np.int64)
        self.pool = np.zeros((2, 2 * n), np.int64)
        self.at = np.zeros(n + 2, np.int64)
        self.about = np.full((3, n + 1), -1, np.int64)
        self.owner = np.full(n, -1, np.int64)
        self.work = np.zeros((4, n + 1), np.int64)

    def room(self) -> bool:
        """Whether one more row fits; if not, it does now."""
        if self.pool.shape[1] - int(self.at[self.rows]) >= self.n:
            return True
        self.pool = np.concatenate((self.pool, np.zeros_like(self.pool)), axis=1)
        return False

    def give(self, rows: Sequence[Mapping[int, int]]) -> None:
        """Add rows, each a mapping from columns to whole numbers."""
        for row in rows:
            self.room()
            given = np.array([(k, v % self.p) for k, v in row.items()], np.int64).reshape(-1, 2)
            self.rows = join(given, self.p, self.pool, self.at, self.about, self.owner, self.work, self.rows)

    def multiply(self, i: int) -> None:
        """Add what the products of row i add."""
        done = False
        while not done:
            self.room()
            self.rows = products(
                i, self.p, self.starts, self.entries, self.nodes, self.heads, self.pool, self.at,
                self.about, self.owner, self.work, self.rows, True,
            )  # fmt: skip
            done = self.rows == self.n or self.room()

    def escape(self, i: int) -> int:
        """The least m, in order of meeting, for which row i times J_m is no sum of rows; -1 if there is none."""
        return products(
            i, self.p, self.starts, self.entries, self.nodes, self.heads, self.pool, self.at,
            self.about, self.owner, self.work, self.rows, False,
        )  # fmt: skip

    def reduced(self) -> tuple[Ints, Ints, Ints, Ints]:
        """The reduced row echelon form: pivots, increasing; and row, column and value of all entries."""
        pool, ends = np.zeros((2, 2 * self.n), np.int64), np.zeros((2, self.n + 1), np.int64)
        nobody, size = np.full(self.n, -1, np.int64), 0
        for i in range(self.rows - 1, -1, -1):
            if pool.shape[1] - size < self.n:
                pool = np.concatenate((pool, np.zeros_like(pool)), axis=1)
            ends[0, i] = size
            size = resolve(i, self.p, self.pool, self.at, self.owner, nobody, self.work, pool, ends, size)
            ends[1, i] = size
        pivots = self.about[PIVOT, : self.rows]
        rank = np.empty(self.rows, np.int64)
        rank[np.argsort(pivots)] = np.arange(self.rows)
        lengths = (ends[1] - ends[0])[: self.rows][::-1]
        row = np.repeat(rank[::-1], lengths)
        order = np.lexsort((pool[COLUMN, :size], row))
        return np.sort(pivots), row[order], pool[COLUMN, :size][order], pool[ENTRY, :size][order]
