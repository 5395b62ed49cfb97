"""Why a space is no larger than it must be: rows that are made of given ones, independent modulo a prime.

Main definition   `check_derivation`
Notes             Rows that are independent modulo a prime are independent.  Each is a given row, or an
                  earlier one times a coefficient of the Jacobian, less earlier rows.  Many rows are reduced
                  as arrays; few, and rows of very many columns, as mappings.
Law               `no_check_passes_a_false_lumping` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import heapify, heappop, heappush
from math import isqrt, lcm
from typing import Any

import numpy as np
import numpy.typing as npt

from ..checker.refusal import require
from ..kernel import kernel
from .dynamics import Dynamics
from .jacobian import lowered
from .matrices import Row
from .polynomials import Monomial, is_monomial
from .spaces import Derivation

__all__ = ["check_derivation"]

FEW = 64
"""So many rows, or fewer, are reduced as mappings."""

MOST = 50_000_000
"""So many entries are kept in an array."""


class Basis:
    """Rows modulo a prime, each 0 at the pivots of earlier ones and 1 at its own."""

    def __init__(self, size: int, n: int, p: int) -> None:
        self.p, self.rows, self.leads = p, list[dict[int, int]](), dict[int, int]()
        self.dense = size > FEW and size * n <= MOST
        self.table: npt.NDArray[Any] = np.zeros((size, n) if self.dense else (0, 0), np.int64)
        self.pivots = np.zeros(size if self.dense else 0, np.int64)

    def reduced(self, v: Mapping[int, int]) -> dict[int, int]:
        """V minus rows so that it is 0 at all their pivots."""
        if not self.dense:
            return modulo_rows(v, self.rows, self.leads, self.p)
        left = np.zeros(self.table.shape[1], np.int64)
        left[list(v)] = list(v.values())
        reduce(left, self.table, self.pivots, len(self.rows), self.p)
        at = np.flatnonzero(left)
        return dict(zip(at.tolist(), left[at].tolist()))

    def add(self, left: dict[int, int]) -> None:
        """One row more, which is reduced and not 0."""
        lead = min(left)
        unit = pow(left[lead], -1, self.p)
        row = {k: v * unit % self.p for k, v in left.items()}
        if self.dense:
            self.table[len(self.rows), list(row)] = list(row.values())
            self.pivots[len(self.rows)] = lead
        self.leads[lead] = len(self.rows)
        self.rows.append(row)


@kernel
def reduce(left: Any, table: Any, pivots: Any, count: int, p: int) -> None:
    for i in range(count):
        c = left[pivots[i]]
        if c != 0:
            for k in range(left.size):
                if table[i, k] != 0:
                    left[k] = (left[k] + (p - c) * table[i, k]) % p


def check_derivation(f: Dynamics, kept: Sequence[Row], d: Derivation, size: int) -> None:
    """Refused unless the products are independent modulo the prime.  O(size^2 n) at worst."""
    p = d.prime
    require(type(p) is int and 1 < p < 1 << 31, "the prime is none below 2^31")
    require(all(p % q for q in range(2, isqrt(p) + 1)), f"{p} is no prime")
    for part in (d.parents, d.factors):
        require(isinstance(part, tuple) and len(part) == size, "the derivation has another number of rows")
    require(all(type(parent) is int for parent in d.parents), "a parent is no number of a row")
    require(all(is_monomial(m, len(f)) for m in d.factors), "a factor is no monomial")
    given = iter(kept)
    parts = coefficients(f, p)
    basis = Basis(size, len(f), p)
    for i, (parent, m) in enumerate(zip(d.parents, d.factors)):
        left: dict[int, int] = {}
        if parent < 0:
            while not left:
                row = next(given, None)
                require(row is not None, f"row {i} is said to be given, and is not")
                denominator = lcm(*(c.denominator for c in (row or {}).values()))
                left = basis.reduced({k: int(c * denominator) % p for k, c in (row or {}).items()})
        else:
            require(parent < i, f"row {i} is the product of a later row")
            product: dict[int, int] = {}
            of = parts.get(m, {})
            for j, a in basis.rows[parent].items():
                for k, c in of.get(j, ()):
                    product[k] = (product.get(k, 0) + a * c) % p
            left = basis.reduced(product)
        require(left, f"row {i} of the derivation is a sum of earlier rows")
        basis.add(left)


def coefficients(f: Dynamics, p: int) -> dict[Monomial, dict[int, list[tuple[int, int]]]]:
    """The Jacobian times the common denominator, modulo p: by monomial and row, its columns and entries."""
    scale = lcm(*(c.denominator for terms in f.polynomials for _, c in terms))
    found: dict[Monomial, dict[int, list[tuple[int, int]]]] = {}
    for j, terms in enumerate(f.polynomials):
        for n, c in terms:
            entry = c.numerator * (scale // c.denominator) % p
            for at, (k, e) in enumerate(n):
                found.setdefault(lowered(n, at), {}).setdefault(j, []).append((k, entry * e % p))
    return found


def modulo_rows(
    v: Mapping[int, int], rows: Sequence[Mapping[int, int]], leads: Mapping[int, int], p: int
) -> dict[int, int]:
    """The same with mappings: a heap says which pivot is next."""
    left = {k: c for k, c in v.items() if c}
    due = [leads[k] for k in left if k in leads]
    heapify(due)
    done = -1
    while due:
        i = heappop(due)
        if i == done:
            continue
        done = i
        c = left.get(min(rows[i]), 0)
        if c:
            for k, entry in rows[i].items():
                total = (left.get(k, 0) - c * entry) % p
                if total:
                    if k not in left and k in leads:
                        heappush(due, leads[k])
                    left[k] = total
                else:
                    left.pop(k, None)
    return left
