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
from typing import Any

from ..checker.refusal import require
from .dynamics import Dynamics
from .jacobian import lowered
from .matrices import Row
from .polynomials import Monomial, Polynomial, is_monomial
from .spaces import Derivation, Subspace, no_echelon

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
    require(isinstance(f, Dynamics), "what is lumped is no polynomial dynamics")
    require(
        isinstance(kept, tuple | list) and all(is_row(row, len(f)) for row in kept),
        "an observable is no row of exact numbers",
    )
    require(isinstance(space, Subspace), "the new variables are no space of rows")
    require(type(space.n) is int and space.n == len(f), "the space is of another number of variables")
    reason = no_echelon(space.n, space.rows)
    require(not reason, f"the space is not in reduced row echelon form: {reason}")
    rows = [dict(row) for row in space.rows]
    pivots = [min(row) for row in rows]
    own = {k: i for i, k in enumerate(pivots)}
    for i, row in enumerate(kept):
        require(is_sum(row, rows, own), f"observable {i} is not kept")
    for i, row in enumerate(rows):
        for m, v in times_jacobian(f, row).items():
            require(
                is_sum(v, rows, own),
                f"row {i} times the matrix of {f.text({m: Fraction(1)})} leaves it",
            )
    reduced = small()
    require(isinstance(reduced, Dynamics), "the reduced dynamics is none")
    require(
        all(
            isinstance(part, tuple) and len(part) == len(rows)
            for part in (reduced.names, reduced.polynomials)
        ),
        "the reduced dynamics has other variables: there is not one equation for each row",
    )
    require(all(type(name) is str for name in reduced.names), "a new variable has no name")
    time: Any = reduced.time
    require(type(time) is str and time == f.time, "the reduced dynamics has another time")
    require(
        all(is_polynomial(p, len(rows)) for p in reduced.polynomials), "a reduced equation is no polynomial"
    )
    for i, row in enumerate(rows):
        require(
            dict(reduced.polynomials[i]) == at_section(f, row, own),
            f"equation {i} of the reduced dynamics is wrong",
        )
    if derivation is not None:
        require(isinstance(derivation, Derivation), "the derivation is none")
        check_derivation(f, kept, derivation, len(rows))


def is_row(row: Any, n: int) -> bool:
    """Whether it is a mapping from n columns to fractions."""
    return isinstance(row, dict) and all(
        type(k) is int and 0 <= k < n and type(c) is Fraction for k, c in row.items()
    )


def is_polynomial(terms: Any, n: int) -> bool:
    """Whether it is a tuple of different monomials in n variables, each with a fraction that is not 0."""
    return (
        isinstance(terms, tuple)
        and all(isinstance(t, tuple) and len(t) == 2 and is_monomial(t[0], n) for t in terms)
        and all(type(c) is Fraction and c for _, c in terms)
        and len(dict(terms)) == len(terms)
    )


def is_sum(v: Row, rows: Sequence[Row], own: Mapping[int, int]) -> bool:
    """Whether v is the sum of the rows, each as often as v has its pivot: column by column, in whole numbers."""
    scale = lcm(*(c.denominator for c in v.values()))
    columns: dict[int, list[Fraction]] = {}
    times: dict[int, list[int]] = {}
    whole = {k: c.numerator * (scale // c.denominator) for k, c in v.items()}
    for k, c in whole.items():
        for column, entry in rows[own[k]].items() if k in own else ():
            columns.setdefault(column, []).append(entry)
            times.setdefault(column, []).append(c)
    for column in columns.keys() | whole.keys():
        entries = columns.get(column, [])
        d = lcm(*(entry.denominator for entry in entries))
        found = sum(c * (e.numerator * (d // e.denominator)) for c, e in zip(times.get(column, []), entries))
        if found != d * whole.get(column, 0):
            return False
    return True


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


def check_derivation(f: Dynamics, kept: Sequence[Row], d: Derivation, size: int) -> None:
    """Refused unless the products are independent modulo the prime."""
    p = d.prime
    require(type(p) is int and 1 < p < 1 << 31, "the prime is none below 2^31")
    require(all(p % q for q in range(2, isqrt(p) + 1)), f"{p} is no prime")
    for part in (d.parents, d.factors):
        require(isinstance(part, tuple) and len(part) == size, "the derivation has another number of rows")
    require(all(type(parent) is int for parent in d.parents), "a parent is no number of a row")
    require(all(is_monomial(m, len(f)) for m in d.factors), "a factor is no monomial")
    given = iter(kept)
    scale = lcm(*(c.denominator for terms in f.polynomials for _, c in terms))
    sides = [[(n, c.numerator * (scale // c.denominator) % p) for n, c in terms] for terms in f.polynomials]
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
                for n, c in sides[j]:
                    for at, (k, e) in enumerate(n):
                        if lowered(n, at) == m:
                            product[k] = (product.get(k, 0) + a * c * e) % p
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
