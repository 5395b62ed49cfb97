"""The smallest invariant subspace over the rationals.

Main definitions  `smallest`, `span`, `escape`
Problem    Given rows and matrices J_m over Q, the smallest space of rows that has the given ones and is closed
           under row -> row J_m for all m.
Method     Do it modulo a prime, lift the reduced row echelon form to fractions (with more primes if one is
           not enough), and prove the lifted space: it holds the given rows, and is closed.
Proof      Modulo any prime the answer has at most as many rows as over Q, for over Q the answer, cleared of
           common factors, is closed modulo p too.  So a space over Q that holds the given rows, is closed,
           and has no more rows than the answer modulo some prime, is the smallest.  That it is closed is
           an identity between whole numbers that are bounded: it holds if it does modulo primes whose
           product exceeds twice the bound.  So no prime can make the answer wrong, only slow.
Cost       One closure modulo each prime, as many primes as the entries have words of 31 bits.  Long numbers cost
           in three places: the Jacobian is written with one denominator for all coefficients, so its
           entries are as long as all denominators together; each prime takes them modulo itself; and the
           proof multiplies them.  Its bound is longer still, so beyond a few primes the proof multiplies
           fractions, column by column with one denominator each, and no bound is needed.
Law        `lumping_is_the_smallest_closed_space` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice
from math import lcm

import numpy as np

from ..arguments import budget_of
from ..errors import BudgetExceeded, Interrupted
from ..progress import progress
from .elimination import FACTOR, PARENT, PIVOT
from .jacobian import Jacobian
from .matrices import Row
from .modular import Echelon, primes
from .reconstruction import combined, fractions_of
from .spaces import Derivation, Subspace

__all__ = ["escape", "smallest", "span"]

FEW_PRIMES = 64
"""If a bound needs more, the numbers themselves are multiplied."""
MOST_PRIMES = 10**8
"""There are no more below 2**31 than this."""


def smallest(given: Sequence[Row], j: Jacobian, budget: int = 1000) -> tuple[Subspace, Derivation]:
    """The smallest closed space with the given rows.

    ``budget``: how many primes may be used; each adds 31 bits to what the entries may have.
    Errors: `BudgetExceeded`, with the number of rows as ``partial``; `Interrupted` by Ctrl-C, with the
    first columns of the rows found so far; `Misuse`.
    """
    budget = min(budget_of(budget), MOST_PRIMES)
    n = len(j.starts) - 1
    whole = [cleared(row) for row in given]
    pivots: list[int] | None = None
    modulus, tried, trial = 1, 0, 1
    entries: dict[int, int] = {}
    derivation = Derivation(2, (), ())
    for p in islice(primes(), budget):
        e = closure(whole, j, n, p)
        found, row, column, value = e.reduced()
        first = found.tolist()
        if pivots is not None and better(pivots, first):
            continue
        now = dict(zip((row * n + column).tolist(), value.tolist()))
        if first != pivots:
            pivots, modulus, entries, tried, trial = first, p, now, 0, 1
            parents, factors = e.about[PARENT, : e.rows].tolist(), e.about[FACTOR, : e.rows].tolist()
            derivation = Derivation(
                p, tuple(parents), tuple(j.monomials[m] if m >= 0 else () for m in factors)
            )
        else:
            entries, modulus = combined(entries, now, modulus, p), modulus * p
        tried += 1
        if tried < trial:
            continue
        trial = tried + 1 + tried // 2
        lifted = fractions_of(entries, modulus)
        if lifted is None:
            continue
        space = spaced(n, lifted)
        if all(space.coordinates(row) is not None for row in given) and escape(space, j) is None:
            return space, derivation
    raise BudgetExceeded(
        "the smallest closed space is found with few primes",
        value=f"{budget} primes, {31 * budget} bits",
        reason=f"the entries of its {len(pivots or ())} rows have more digits",
        repair="raise `budget`",
        partial=len(pivots or ()),
    )


def closure(whole: Sequence[Mapping[int, int]], j: Jacobian, n: int, p: int) -> Echelon:
    """The smallest closed space modulo p."""
    e = Echelon(n, p, j.starts, j.modulo(p))
    e.give(whole)
    i = 0
    with progress("closing the space", n) as advance:
        try:
            while i < e.rows < n:
                e.multiply(i)
                i += 1
                advance(e.rows)
        except KeyboardInterrupt:
            found = e.about[PIVOT, : e.rows].tolist()
            raise Interrupted("closing a space under the dynamics", found) from None
    return e


def better(one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether the first pivots are nearer to those over Q: a prime may lose rows, and move pivots right."""
    return len(one) > len(other) or (len(one) == len(other) and list(one) < list(other))


def spaced(n: int, entries: Mapping[int, Fraction]) -> Subspace:
    rows: dict[int, list[tuple[int, Fraction]]] = {}
    for key in sorted(entries):
        rows.setdefault(key // n, []).append((key % n, entries[key]))
    return Subspace(n, tuple(map(tuple, rows.values())))


def span(n: int, rows: Sequence[Row]) -> Subspace:
    """The space that some rows span.  Its cost is that of the columns that they have, whatever n."""
    columns = sorted({k for row in rows for k in row})
    rank = {k: i for i, k in enumerate(columns)}
    empty = np.zeros(0, np.int64)
    free = Jacobian(np.zeros(len(columns) + 1, np.int64), empty, empty, (), 1, ())
    found, _ = smallest([{rank[k]: c for k, c in row.items()} for row in rows], free)
    return Subspace(n, tuple(tuple((columns[k], c) for k, c in row) for row in found.rows))


def cleared(row: Mapping[int, Fraction]) -> dict[int, int]:
    """A multiple of a row in whole numbers."""
    scale = lcm(*(c.denominator for c in row.values()))
    return {k: c.numerator * (scale // c.denominator) for k, c in row.items()}


def escape(space: Subspace, j: Jacobian) -> tuple[int, int] | None:
    """A row and an m such that row times J_m is not in the space; None if it is closed.  Exact.

    With rows l_q / d_q, l_q in whole numbers, d their common denominator and v = l_i J_m, it is closed iff
    d v - sum_q v[pivot q] (d / d_q) l_q is 0; no entry of this exceeds d S + S M, where S bounds the sum
    of all |v| and M all |(d / d_q) l_q|.  So it is 0 if it is modulo primes whose product is above twice that.
    """
    weights = j.weights()
    denominators = [lcm(*(c.denominator for _, c in row)) for row in space.rows]
    d = lcm(*denominators)
    s = m = 0
    for row, scale in zip(space.rows, denominators):
        s = max(s, sum(abs(c.numerator) * (scale // c.denominator) * weights[k] for k, c in row))
        m = max(m, *(abs(c.numerator) * (d // c.denominator) for _, c in row))
    known, needed = 1, 2 * (d * s + s * m)
    if needed.bit_length() > 31 * FEW_PRIMES:
        return directly(space, j)
    for p in suitable(d):
        if known > needed:
            return None
        e = Echelon(space.n, p, j.starts, j.modulo(p))
        e.give([{k: c.numerator * pow(c.denominator, -1, p) for k, c in row} for row in space.rows])
        for i in range(e.rows):
            of = e.escape(i)
            if of >= 0:
                return i, of
        known *= p
    raise AssertionError("there are enough primes")


def directly(space: Subspace, j: Jacobian) -> tuple[int, int] | None:
    """The same with fractions: their length is that of the numbers, and not of a bound on all of them."""
    edges, which, columns = j.starts.tolist(), j.which.tolist(), j.columns.tolist()
    for i, row in enumerate(space.rows):
        products: dict[int, dict[int, int]] = {}
        for k, c in cleared(dict(row)).items():
            for t in range(edges[k], edges[k + 1]):
                of = products.setdefault(which[t], {})
                of[columns[t]] = of.get(columns[t], 0) + c * j.values[t]
        for m, v in products.items():
            if space.beyond({k: Fraction(c) for k, c in v.items()}):
                return i, m
    return None


def suitable(d: int) -> Iterator[int]:
    """Primes that do not divide d."""
    return (p for p in primes() if d % p)
