"""The smallest invariant subspace modulo a prime.

Problem    Given rows and square matrices J_m over the integers modulo p, the smallest space of rows that
           has the given ones and is closed under row -> row J_m for all m.
Method     A queue of independent rows.  Each is multiplied by all J_m at once (its terms fall into one
           bucket for each m), each product is reduced by the rows known, and what is left joins the queue.
Invariant  The first entry of row i is 1, at its pivot, and row i is 0 at the pivots of earlier rows; so
           pivots are eliminated in the order of the rows, and none comes back.
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
from ..kernel import kernel

__all__ = ["Echelon", "primes"]

SUM, SEEN, MET, DUE = 0, 1, 2, 3
"""Of ``work``, int64, shape (4, n + 1): a row that is being reduced, written out; whether a column of it was
met; the columns met, in that order; and the rows to eliminate with: how many, and these as a heap."""
COLUMN, ENTRY = 0, 1
"""Of ``pool``, int64, shape (2, room): the entries of all rows; those of row i are ``at[i]`` to ``at[i + 1]``."""
PIVOT, PARENT, FACTOR = 0, 1, 2
"""Of ``about``, int64, shape (3, n + 1): the pivot of a row, and the row and the m that it is the product of."""
WHICH, PLACE, PART = 0, 1, 2
"""Of ``entries``, int64, shape (3, entries): m, column and value of the entries of all J_m, by their rows."""
NEXT = 0
"""Of ``nodes``, shaped like ``entries``: the buckets as linked lists, with ``PLACE`` and ``PART``."""
HEAD, USED = 0, 1
"""Of ``heads``, int64, shape (2, monomials): the first node of a bucket, or -1; and the buckets in use."""


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


@kernel
def put(k: int, v: int, p: int, work: Ints, size: int, owner: Ints) -> int:
    """Add v at column k of the row written out; how many columns were met."""
    if work[SEEN, k] == 0:
        work[SEEN, k] = 1
        work[MET, size] = k
        size += 1
        if owner[k] >= 0:
            push(work, owner[k])
    work[SUM, k] = (int(work[SUM, k]) + int(v)) % p
    return size


@kernel
def push(work: Ints, i: int) -> None:
    """Row i is due; the least row that is due stands at the root, 1."""
    at = work[DUE, 0] + 1
    work[DUE, 0] = at
    while at > 1 and work[DUE, at >> 1] > i:
        work[DUE, at] = work[DUE, at >> 1]
        at >>= 1
    work[DUE, at] = i


@kernel
def pop(work: Ints) -> int:
    """The least row that is due, which then is not due."""
    first = work[DUE, 1]
    last = work[DUE, work[DUE, 0]]
    count = work[DUE, 0] - 1
    work[DUE, 0] = count
    at = 1
    while 2 * at <= count:
        child = 2 * at
        if child < count and work[DUE, child + 1] < work[DUE, child]:
            child += 1
        if work[DUE, child] >= last:
            break
        work[DUE, at] = work[DUE, child]
        at = child
    work[DUE, at] = last
    return int(first)


@kernel
def eliminate(p: int, pool: Ints, at: Ints, about: Ints, owner: Ints, work: Ints, size: int) -> int:
    """Reduce the row written out by all rows that are due, the earlier first; how many columns were met."""
    while work[DUE, 0] > 0:
        i = pop(work)
        c = int(work[SUM, about[PIVOT, i]])
        if c != 0:
            for e in range(at[i], at[i + 1]):
                size = put(pool[COLUMN, e], p - c * int(pool[ENTRY, e]) % p, p, work, size, owner)
    return size


@kernel
def append(p: int, pool: Ints, at: Ints, about: Ints, owner: Ints, work: Ints, size: int, rows: int) -> int:
    """Make a row of what was written out, unless it is zero; and wipe it.  The number of rows."""
    lead = -1
    for s in range(size):
        k = work[MET, s]
        if work[SUM, k] != 0 and (lead < 0 or k < lead):
            lead = k
    if lead >= 0:
        scale = inverse(work[SUM, lead], p)
        end = at[rows]
        for s in range(size):
            k = work[MET, s]
            if work[SUM, k] != 0:
                pool[COLUMN, end] = k
                pool[ENTRY, end] = int(work[SUM, k]) * scale % p
                end += 1
        about[PIVOT, rows] = lead
        owner[lead] = rows
        rows += 1
        at[rows] = end
    wipe(work, size)
    return rows


@kernel
def wipe(work: Ints, size: int) -> None:
    for s in range(size):
        k = work[MET, s]
        work[SUM, k] = 0
        work[SEEN, k] = 0


@kernel
def inverse(a: int, p: int) -> int:
    """1 / a modulo p, by Euclid."""
    x = 1
    y = 0
    r = int(a)
    s = int(p)
    while s != 0:
        q = r // s
        r, s = s, r - q * s
        x, y = y, x - q * y
    return x % p


@kernel
def join(given: Ints, p: int, pool: Ints, at: Ints, about: Ints, owner: Ints, work: Ints, rows: int) -> int:
    """Add a row, given as pairs, unless it is a sum of rows; the number of rows."""
    size = 0
    for e in range(given.shape[0]):
        size = put(given[e, 0], given[e, 1], p, work, size, owner)
    size = eliminate(p, pool, at, about, owner, work, size)
    return append(p, pool, at, about, owner, work, size, rows)


@kernel
def products(
    i: int,
    p: int,
    starts: Ints,
    entries: Ints,
    nodes: Ints,
    heads: Ints,
    pool: Ints,
    at: Ints,
    about: Ints,
    owner: Ints,
    work: Ints,
    rows: int,
    keep: bool,
) -> int:
    """Row i times every J_m, each reduced by the rows.

    ``keep``: add what is left to the rows, as long as there is room for a whole row; the number of rows.
    Otherwise: the first m for which something is left, or -1.
    """
    count = 0
    used = 0
    for e in range(at[i], at[i + 1]):
        j = pool[COLUMN, e]
        for t in range(starts[j], starts[j + 1]):
            m = entries[WHICH, t]
            if heads[HEAD, m] < 0:
                heads[USED, used] = m
                used += 1
            nodes[NEXT, count] = heads[HEAD, m]
            nodes[PLACE, count] = entries[PLACE, t]
            nodes[PART, count] = int(pool[ENTRY, e]) * int(entries[PART, t]) % p
            heads[HEAD, m] = count
            count += 1
    first = -1
    for u in range(used):
        m = heads[USED, u]
        node = heads[HEAD, m]
        heads[HEAD, m] = -1
        if (keep and pool.shape[1] - at[rows] >= owner.size) or (not keep and first < 0):
            size = 0
            while node >= 0:
                size = put(nodes[PLACE, node], nodes[PART, node], p, work, size, owner)
                node = nodes[NEXT, node]
            size = eliminate(p, pool, at, about, owner, work, size)
            if keep:
                before = rows
                rows = append(p, pool, at, about, owner, work, size, rows)
                if rows > before:
                    about[PARENT, before] = i
                    about[FACTOR, before] = m
            else:
                for s in range(size):
                    if work[SUM, work[MET, s]] != 0:
                        first = m
                wipe(work, size)
    if keep:
        return rows
    return int(first)


@kernel
def resolve(
    i: int,
    p: int,
    pool: Ints,
    at: Ints,
    owner: Ints,
    nobody: Ints,
    work: Ints,
    solved: Ints,
    ends: Ints,
    end: int,
) -> int:
    """Write row i, made zero at the pivots of later rows, which are so already; where it ends."""
    size = 0
    for e in range(at[i], at[i + 1]):
        k = pool[COLUMN, e]
        c = int(pool[ENTRY, e])
        size = put(k, c, p, work, size, nobody)
        j = owner[k]
        if j >= 0 and j != i:
            for d in range(ends[0, j], ends[1, j]):
                v = p - c * int(solved[ENTRY, d]) % p
                size = put(solved[COLUMN, d], v, p, work, size, nobody)
    for s in range(size):
        k = work[MET, s]
        if work[SUM, k] != 0:
            solved[COLUMN, end] = k
            solved[ENTRY, end] = work[SUM, k]
            end += 1
    wipe(work, size)
    return end
