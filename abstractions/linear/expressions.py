"""Polynomials from texts and from sympy's expressions, exactly.

Main definitions  `Polynomial`, `Monomial`, `parsed`, `translated`, `rational`, `NotPolynomial`
Notes             A polynomial is a mapping from monomials to coefficients that are not zero; a monomial is
                  the pairs (variable, exponent) with positive exponents, by variable.  Texts have sums,
                  products, quotients by numbers, whole powers (``^`` or ``**``) and parentheses; "0.1" is
                  a tenth.
Law               `polynomials_mean_what_they_say` in `abstractions.testing.laws`
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from ..errors import Misuse, brief
from ..functor.branching import fraction_of
from . import reader
from .reader import Language

__all__ = [
    "Monomial",
    "NotPolynomial",
    "Polynomial",
    "constant",
    "parsed",
    "add",
    "power",
    "read",
    "rational",
    "times",
    "translated",
    "variable",
]

Monomial: TypeAlias = tuple[tuple[int, int], ...]
Polynomial: TypeAlias = dict[Monomial, Fraction]

MOST_TERMS = 10**6
"""No product or power on the way may have more terms."""


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
        if getattr(value, "is_Rational", False):
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
            key = tuple(sorted(both.items()))
            found[key] = found.get(key, Fraction(0)) + c * d
    return {m: c for m, c in found.items() if c}


def power(p: Polynomial, exponent: int) -> Polynomial:
    """P to a whole power, by squaring."""
    if len(p) == 1:
        ((m, c),) = p.items()
        digits = max(c.numerator.bit_length(), c.denominator.bit_length())
        if exponent > 10**4 or (c not in (1, -1) and exponent * digits > 10**6):
            raise NotPolynomial(f"a number to the power {exponent} is too long to be written out")
        return {tuple((i, e * exponent) for i, e in m if exponent): c**exponent}
    if (exponent // 2) ** 2 > MOST_TERMS or exponent > 200:
        raise NotPolynomial(f"written out, a power {exponent} has too many terms")
    found, square = constant(1), p
    while exponent:
        if exponent & 1:
            found = times(found, square)
        exponent >>= 1
        if exponent:
            square = times(square, square)
    return found


def raised(p: Polynomial, exponent: Polynomial) -> Polynomial:
    """P to a power that is written as an expression.  Errors: `NotPolynomial`."""
    value = exponent.get((), Fraction(0))
    if len(exponent) > 1 or (exponent and () not in exponent) or value.denominator != 1 or value < 0:
        raise NotPolynomial("an exponent is no whole number")
    return power(p, int(value)) if p or not value else {}


def negative(p: Polynomial) -> Polynomial:
    """Minus p."""
    return {m: -c for m, c in p.items()}


def summed(first: Polynomial, others: Iterable[tuple[str, Polynomial]]) -> Polynomial:
    """A sum, as it is read."""
    total = dict(first)
    for sign, p in others:
        add(total, p, 1 if sign == "+" else -1)
    return total


def multiplied(first: Polynomial, others: Iterable[tuple[str, Polynomial]]) -> Polynomial:
    """A product, as it is read.  Errors: `NotPolynomial`."""
    for sign, p in others:
        if sign == "/":
            if not p:
                raise NotPolynomial("it divides by zero")
            if len(p) > 1 or () not in p:
                raise NotPolynomial("it divides by something that is no number")
        first = times(first, {(): 1 / p[()]} if sign == "/" else p)
    return first


def number(said: str) -> Polynomial:
    """A decimal number, exactly.  Errors: `NotPolynomial`."""
    try:
        return constant(fraction_of(said))
    except ValueError:
        raise NotPolynomial(f"the number {brief(said, 20)} is too long") from None


POLYNOMIALS: Language[Polynomial] = Language(
    noun="polynomial",
    token=re.compile(
        r"\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([^\W\d]\w*)|(\*\*|[-+*/^()]))"
    ),
    wrong=NotPolynomial,
    literal=number,
    levels=((frozenset("+-"), summed), (frozenset("*/"), multiplied)),
    before={"+": False, "-": True},
    negative=negative,
    raising=frozenset(["^", "**"]),
    power=raised,
)
"""Sums, products, quotients by numbers and whole powers of numbers and names."""


def parsed(text: str, names: Mapping[str, Polynomial]) -> Polynomial:
    """The polynomial that a text says, each name standing for what ``names`` says.

    Errors: `NotPolynomial`, with what is wrong and where.

    >>> parsed("(x + 1)^2 - x/2", {"x": variable(0)})
    {((0, 2),): Fraction(1, 1), ((0, 1),): Fraction(3, 2), (): Fraction(1, 1)}
    """
    return reader.read(text, names, POLYNOMIALS)


def translated(said: Any, names: Mapping[str, Polynomial]) -> Polynomial:
    """The polynomial that an expression of sympy is.  Errors: `NotPolynomial`."""
    try:
        return of_node(said, names)
    except RecursionError:
        raise NotPolynomial("it is nested too deeply") from None


def of_node(said: Any, names: Mapping[str, Polynomial]) -> Polynomial:
    """The same, for an expression that is not too deep."""
    if is_a(said, "Rational"):
        return constant(Fraction(int(said.p), int(said.q)))
    if is_a(said, "Symbol"):
        if said.name not in names:
            raise NotPolynomial(f"{said.name} is not known")
        return names[said.name]
    if is_a(said, "Add"):
        total: Polynomial = {}
        for part in said.args:
            add(total, of_node(part, names))
        return total
    if is_a(said, "Mul"):
        product = constant(1)
        for part in said.args:
            product = times(product, of_node(part, names))
        return product
    if is_a(said, "Pow") and is_a(said.exp, "Integer") and said.exp >= 0:
        return power(of_node(said.base, names), int(said.exp))
    if is_a(said, "Float"):
        raise NotPolynomial(f"{said} is a float, and not exact")
    raise NotPolynomial(f"{brief(str(said), 40)} is no sum, product or whole power")


def is_a(said: Any, kind: str) -> bool:
    """Whether something is an expression of sympy of that kind."""
    return type(said).__module__.startswith("sympy") and getattr(said, f"is_{kind}", False) is True


def read(said: Any, known: Mapping[str, Polynomial]) -> Polynomial:
    """A text, an expression of sympy, or a number.  Errors: `NotPolynomial`, `Misuse`."""
    if isinstance(said, str):
        return parsed(said, known)
    if hasattr(said, "free_symbols"):
        return translated(said, known)
    return constant(rational(said, "what is not written as a text or an expression"))
