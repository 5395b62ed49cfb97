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
from math import lcm
from typing import Any

from ..checker.refusal import require
from .dynamics import Dynamics
from .independence import check_derivation
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
