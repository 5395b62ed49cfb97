"""Polynomials with exact coefficients: what they are, and how they are added and multiplied.

Main definitions  `Polynomial`, `Monomial`, `terms_of`, `text_of`, `add`, `times`, `power`; `rational`; `NotPolynomial`
Notes             A polynomial is a mapping from monomials to coefficients that are not zero; a monomial is
                  the pairs (variable, exponent) with positive exponents, by variable.
Law               `polynomials_mean_what_they_say` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from ..arguments import listed
from ..errors import Misuse, brief
from ..functor.branching import fraction_of

__all__ = [
    "MOST_DIGITS",
    "MOST_TERMS",
    "Monomial",
    "NotPolynomial",
    "Polynomial",
    "Term",
    "add",
    "constant",
    "digits",
    "is_a",
    "is_monomial",
    "power",
    "rational",
    "terms_of",
    "text_of",
    "times",
    "variable",
]

Monomial: TypeAlias = tuple[tuple[int, int], ...]
Polynomial: TypeAlias = dict[Monomial, Fraction]
Term: TypeAlias = tuple[Monomial, Fraction]

MOST_TERMS = 10**6
"""No product or power on the way may have more terms."""
MOST_DEGREE = 10**4
"""No variable has a greater exponent: its value could not be written out."""
MOST_DIGITS = 4300
"""Python reads no longer numbers from texts."""


class NotPolynomial(ValueError):
    """A text or an expression that is no polynomial in the known names; says why."""


def rational(value: Any, what: str) -> Fraction:
    """An integer, a fraction, a decimal, a text such as "1/3" or "0.1", or a number of sympy.  Errors: `Misuse`.

    >>> rational("0.1", "a rate")
    Fraction(1, 10)
    """
    if isinstance(value, np.generic):
        value = value.item()
    try:
        if isinstance(value, str | Decimal):
            return fraction_of(value)
        if isinstance(value, int | Fraction) and not isinstance(value, bool):
            return Fraction(value)
        if is_a(value, "Rational"):
            return Fraction(int(value.p), int(value.q))
    except ValueError:
        pass
    raise Misuse(
        f"{what} is an exact number",
        value=value,
        reason="a float is the nearest of 2**64 numbers to what was meant"
        if isinstance(value, float)
        else "it cannot be read as one",
        repair='write an integer, a Fraction, or a text such as "1/3" or "0.1"',
    )


def is_a(said: Any, kind: str) -> bool:
    """Whether something is an expression of sympy of that kind."""
    return type(said).__module__.startswith("sympy") and getattr(said, f"is_{kind}", False) is True


def constant(value: Fraction | int) -> Polynomial:
    """The polynomial that is this number."""
    return {(): Fraction(value)} if value else {}


def variable(i: int) -> Polynomial:
    """The polynomial that is the i-th variable."""
    return {((i, 1),): Fraction(1)}


def add(p: Polynomial, q: Polynomial, factor: int = 1) -> None:
    """Add a multiple of q to p, in place."""
    for m, c in q.items():
        total = p.get(m, 0) + factor * c
        if total:
            p[m] = Fraction(total)
        else:
            del p[m]


def times(p: Polynomial, q: Polynomial) -> Polynomial:
    """The product.  Errors: `NotPolynomial` if it is too large to be written out."""
    if len(p) * len(q) > MOST_TERMS:
        raise NotPolynomial(f"written out, a product has up to {len(p) * len(q):,} terms")
    if len(p) == 1 and () in p:
        p, q = q, p
    if len(q) == 1 and () in q:
        return {m: c * q[()] for m, c in p.items()}
    found: Polynomial = {}
    for m, c in p.items():
        for n, d in q.items():
            both = dict(m)
            for i, e in n:
                both[i] = both.get(i, 0) + e
                if both[i] > MOST_DEGREE:
                    raise NotPolynomial(f"the power {both[i]} of a variable is too long to be written out")
            key = tuple(sorted(both.items()))
            found[key] = found.get(key, Fraction(0)) + c * d
    return {m: c for m, c in found.items() if c}


def power(p: Polynomial, exponent: int) -> Polynomial:
    """P to a whole power, by squaring."""
    if len(p) == 1:
        ((m, c),) = p.items()
        bits = max(c.numerator.bit_length(), c.denominator.bit_length())
        degree = max((e for _, e in m), default=1)
        if exponent * degree > MOST_DEGREE or (c not in (1, -1) and exponent * bits > 10**6):
            raise NotPolynomial(f"the power {brief(digits(exponent), 20)} is too long to be written out")
        return {tuple((i, e * exponent) for i, e in m if exponent): c**exponent}
    if (exponent // 2) ** 2 > MOST_TERMS or exponent > 200:
        raise NotPolynomial(f"written out, the power {brief(digits(exponent), 20)} has too many terms")
    found, square = constant(1), p
    while exponent:
        if exponent & 1:
            found = times(found, square)
        exponent >>= 1
        if exponent:
            square = times(square, square)
    return found


def terms_of(said: Any, n: int, what: str) -> tuple[Term, ...]:
    """The terms of a polynomial in n variables, those of low degree first.  Errors: `Misuse`.

    ``said``: a mapping from monomials to exact numbers, or pairs.

    >>> terms_of({((0, 1), (1, 2)): "1/2", (): 3}, 2, "a side")
    (((), Fraction(3, 1)), (((0, 1), (1, 2)), Fraction(1, 2)))
    """
    found: Polynomial = {}
    for pair in listed(said.items() if isinstance(said, Mapping) else said, f"the terms of {what}"):
        if not isinstance(pair, tuple | list) or len(pair) != 2 or not is_monomial(pair[0], n):
            raise wrong_term(
                what, pair, f"it is no monomial in the variables 0 to {n - 1} with its coefficient"
            )
        if pair[0] in found:
            raise wrong_term(what, pair, "its monomial is there twice")
        found[pair[0]] = rational(pair[1], f"a coefficient of {what}")
    return tuple(
        sorted(((m, c) for m, c in found.items() if c), key=lambda t: (sum(e for _, e in t[0]), t[0]))
    )


def is_monomial(m: Any, n: int) -> bool:
    """Whether m is a monomial in n variables, as they are kept."""
    if not isinstance(m, tuple):
        return False
    last = -1
    for factor in m:
        if not isinstance(factor, tuple) or len(factor) != 2:
            return False
        i, e = factor
        if type(i) is not int or type(e) is not int or not last < i < n or not 0 < e <= MOST_DEGREE:
            return False
        last = i
    return True


def wrong_term(what: str, term: Any, reason: str) -> Misuse:
    return Misuse(
        f"{what} is a polynomial",
        value=term,
        reason=reason,
        repair="write x*y^2 for variables 0 and 1 as {((0, 1), (1, 2)): 1}, variables increasing, "
        f"exponents from 1 to {MOST_DEGREE:,}; or build it from texts with Dynamics.of",
    )


def text_of(terms: Iterable[Term], names: Sequence[str]) -> str:
    """A polynomial as it is written, and read by `expressions`: ``3 - x + 1/2*x*y**2``."""
    said = ""
    for m, c in terms:
        factors = [names[i] + (f"**{e}" if e > 1 else "") for i, e in m]
        if abs(c) != 1 or not m:
            factors.insert(0, digits(abs(c)))
        sign = "-" if c < 0 else "+"
        said += f" {sign} " if said else "-" * (c < 0)
        said += "*".join(factors)
    return said or "0"


def digits(c: Fraction | int) -> str:
    """An exact number as it is written, of any length: Python writes no integer of more than 4,300 digits."""
    n, d = (str(i) if i.bit_length() < 14000 else f"{Decimal(i):f}" for i in (c.numerator, c.denominator))
    return n if c.denominator == 1 else f"{n}/{d}"
