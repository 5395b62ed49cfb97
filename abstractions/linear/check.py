"""The independent check of a lumping: from the definitions, with fractions and mappings, no engine.

Main definition  `check_lumping`
Proof            Let the rows L be in echelon form, and S put new variables at the pivots and 0 elsewhere, so
                 that L S = 1.  If every row of L times every coefficient matrix of the Jacobian is a sum of
                 rows of L, then L f does not change in directions u with L u = 0, for its derivative there is
                 L J(x) u = 0.  Since x - S L x is such a direction, L f(x) = L f(S L x).  So L f(x) = g(L x) for
                 g(y) = L f(S y), which is compared with the reduced dynamics term by term.
                 Minimal: a closed space over Q that holds what is kept is closed modulo a prime as well,
                 with as many rows; there it holds all products of the derivation, which are independent.
Law              `no_check_passes_a_false_lumping` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from heapq import heapify, heappop, heappush
from math import isqrt, lcm
from typing import TYPE_CHECKING

from ..checker.refusal import require
from .dynamics import Dynamics
from .expressions import Monomial, Polynomial
from .jacobian import lowered
from .matrices import Row

if TYPE_CHECKING:
    from .rational import Derivation, Subspace

__all__ = ["check_lumping"]


def check_lumping(
    f: Dynamics,
    kept: Sequence[Row],
    space: Subspace,
    small: Callable[[], Dynamics],
    derivation: Derivation | None,
) -> None:
    """Refused unless ``small()`` is the reduced dynamics of the space, which holds what is kept.

    With a derivation: and unless no smaller space is closed and holds it.
    """
    require(space.n == len(f), "the space is of another number of variables")
    rows = [dict(row) for row in space.rows]
    require(all(len(a) == len(b) for a, b in zip(rows, space.rows)), "a row has two entries in one column")
    require(all(isinstance(c, Fraction) for row in rows for c in row.values()), "an entry is not exact")
    pivots = [min(row, default=-1) for row in rows]
    require(all(0 <= k < len(f) for row in rows for k in row), "a row has a column that is no variable")
    require(all(a < b for a, b in zip([-1, *pivots], pivots)), "the pivots do not increase")
    require(all(row[k] == 1 for row, k in zip(rows, pivots)), "a row does not begin with 1")
    require(all(c for row in rows for c in row.values()), "a row has an entry 0")
    own = {k: i for i, k in enumerate(pivots)}
    require(all(len(row.keys() & own.keys()) == 1 for row in rows), "a row is not 0 at the pivot of another")
    for i, row in enumerate(kept):
        require(not left_over(row, rows, own), f"observable {i} is not kept")
    for i, row in enumerate(rows):
        for m, v in times_jacobian(f, row).items():
            require(
                not left_over(v, rows, own),
                f"row {i} times the matrix of {f.text({m: Fraction(1)})} leaves it",
            )
    reduced = small()
    require(len(reduced) == len(rows) and reduced.time == f.time, "the reduced dynamics has other variables")
    require(len(reduced.polynomials) == len(rows), "there is not one equation for each row")
    require(all(len(dict(terms)) == len(terms) for terms in reduced.polynomials), "a term is there twice")
    for i, row in enumerate(rows):
        require(
            dict(reduced.polynomials[i]) == at_section(f, row, own),
            f"equation {i} of the reduced dynamics is wrong",
        )
    if derivation is not None:
        require(len(derivation.parents) == len(rows), "the derivation has another number of rows")
        check_derivation(f, kept, derivation)


def left_over(v: Row, rows: Sequence[Row], own: Mapping[int, int]) -> Row:
    """What of v is no sum of the rows: v minus each row as often as v has its pivot."""
    left = dict(v)
    for k, c in v.items():
        if k in own:
            for column, entry in rows[own[k]].items():
                left[column] = left.get(column, Fraction(0)) - c * entry
    return {k: c for k, c in left.items() if c}


def times_jacobian(f: Dynamics, row: Mapping[int, Fraction]) -> dict[Monomial, Row]:
    """The row times the Jacobian: for each monomial its coefficients."""
    found: dict[Monomial, Row] = {}
    for j, a in row.items():
        for m, c in f.polynomials[j]:
            for at, (k, e) in enumerate(m):
                of = found.setdefault(lowered(m, at), {})
                of[k] = of.get(k, Fraction(0)) + a * c * e
    return {m: {k: c for k, c in of.items() if c} for m, of in found.items()}


def at_section(f: Dynamics, row: Row, own: Mapping[int, int]) -> Polynomial:
    """The row times f(S y): the terms in pivots only, in the new variables."""
    found: Polynomial = {}
    for j, a in row.items():
        for m, c in f.polynomials[j]:
            if all(k in own for k, _ in m):
                y = tuple((own[k], e) for k, e in m)
                found[y] = found.get(y, Fraction(0)) + a * c
    return {m: c for m, c in found.items() if c}


def check_derivation(f: Dynamics, kept: Sequence[Row], d: Derivation) -> None:
    """Refused unless the products are independent modulo the prime."""
    p = d.prime
    require(type(p) is int and 1 < p < 1 << 31, "the prime is none below 2^31")
    require(all(p % q for q in range(2, isqrt(p) + 1)), f"{p} is no prime")
    require(len(d.parents) == len(d.factors), "not one factor for each row")
    given = iter(kept)
    scale = lcm(*(c.denominator for terms in f.polynomials for _, c in terms))
    rows: list[dict[int, int]] = []
    leads: dict[int, int] = {}
    for i, (parent, m) in enumerate(zip(d.parents, d.factors)):
        left: dict[int, int] = {}
        if parent < 0:
            while not left:
                row = next(given, None)
                require(row is not None, f"row {i} is said to be given, and is not")
                denominator = lcm(*(c.denominator for c in (row or {}).values()))
                left = {k: int(c * denominator) % p for k, c in (row or {}).items()}
                left = modulo_rows(left, rows, leads, p)
        else:
            require(parent < i, f"row {i} is the product of a later row")
            product: dict[int, int] = {}
            for j, a in rows[parent].items():
                for n, c in f.polynomials[j]:
                    for at, (k, e) in enumerate(n):
                        if lowered(n, at) == m:
                            product[k] = (product.get(k, 0) + a * int(c * scale) * e) % p
            left = modulo_rows(product, rows, leads, p)
        require(left, f"row {i} of the derivation is a sum of earlier rows")
        lead = min(left)
        unit = pow(left[lead], -1, p)
        leads[lead] = i
        rows.append({k: v * unit % p for k, v in left.items()})


def modulo_rows(
    v: Mapping[int, int], rows: Sequence[Mapping[int, int]], leads: Mapping[int, int], p: int
) -> dict[int, int]:
    """V minus rows so that it is 0 at all their pivots; each row is 0 at the pivots of earlier ones."""
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
