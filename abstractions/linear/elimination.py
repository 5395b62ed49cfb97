"""Elimination of rows modulo a prime, on arrays.

Problem    Given independent rows, add what a further row, or the products of one, adds to them.
Method     A row is written out, one place for each column; the rows that have a pivot in it wait in a heap, and
           are taken away from the first to the last.  What is left begins a new row.
Invariant  The first entry of row i is 1, at its pivot, and row i is 0 at the pivots of earlier rows; so
           pivots are eliminated in the order of the rows, and none comes back.
Stops      Each row is taken away at most once.
Cost       The entries of the rows that are taken away, and a logarithm for each of these rows.
Proof      Every change adds a multiple of a row: the span is that of what was added.
Source     C. F. Gauss, 1809.
Role       The kernels of `modular.Echelon`, which owns the arrays.
Limits     p < 2**31, so that products fit 62 bits.
"""

from __future__ import annotations

from ..arrays import Ints
from ..kernel import kernel

__all__ = ["join", "products", "resolve"]

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
