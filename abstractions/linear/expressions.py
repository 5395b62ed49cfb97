"""Polynomials from texts and from sympy's expressions, exactly.

Main definitions  `Polynomial`, `Monomial`, `parsed`, `translated`, `rational`, `NotPolynomial`
Notes             A polynomial is a mapping from monomials to coefficients that are not zero; a monomial is
                  the pairs (variable, exponent) with positive exponents, by variable.  Texts have sums,
                  products, quotients by numbers, whole powers (``^`` or ``**``) and parentheses; "0.1" is
                  a tenth.  The reader works from left to right in loops: a sum may have any length.
Law               `polynomials_mean_what_they_say` in `abstractions.testing.laws`
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from ..errors import Misuse, brief
from ..functor.branching import fraction_of

__all__ = [
    "NAME",
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
DEEPEST = 50
"""How many parentheses and signs may be open at once."""
NAME = re.compile(r"[^\W\d]\w*")
TOKEN = re.compile(
    r"\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([^\W\d]\w*)|(\*\*|[-+*/^()]))"
)


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


def whole(p: Polynomial) -> int:
    """An exponent.  Errors: `NotPolynomial`."""
    value = p.get((), Fraction(0))
    if len(p) > 1 or (p and () not in p) or value.denominator != 1 or value < 0:
        raise NotPolynomial("an exponent is no whole number")
    return int(value)


def parsed(text: str, names: Mapping[str, Polynomial]) -> Polynomial:
    """The polynomial that a text says, each name standing for what ``names`` says.

    Errors: `NotPolynomial`, with what is wrong and where.

    >>> parsed("(x + 1)^2 - x/2", {"x": variable(0)})
    {((0, 2),): Fraction(1, 1), ((0, 1),): Fraction(3, 2), (): Fraction(1, 1)}
    """
    return Reader(text, names).read()


class Reader:
    """A text that is read from left to right, one token ahead."""

    def __init__(self, text: str, names: Mapping[str, Polynomial]) -> None:
        self.text, self.names, self.at, self.open = text, names, 0, 0
        self.advance()

    def advance(self) -> None:
        found = TOKEN.match(self.text, self.at)
        parts = found.groups() if found else (None, None, None)
        self.number: str | None = parts[0]
        self.name: str | None = parts[1]
        self.sign: str | None = parts[2]
        self.begin = self.at
        if found:
            self.at = found.end()
        elif self.text[self.at :].strip():
            raise NotPolynomial(f"{brief(self.text[self.at :].strip(), 20)!r} is not expected here")

    def read(self) -> Polynomial:
        p = self.sum()
        if self.text[self.begin :].strip():
            raise NotPolynomial(f"{brief(self.text[self.begin :].strip(), 20)!r} is not expected here")
        return p

    def sum(self) -> Polynomial:
        total = dict(self.product())
        while self.sign in ("+", "-"):
            factor = 1 if self.sign == "+" else -1
            self.advance()
            add(total, self.product(), factor)
        return total

    def product(self) -> Polynomial:
        p = self.signed()
        while self.sign in ("*", "/"):
            divide = self.sign == "/"
            self.advance()
            q = self.signed()
            if divide:
                if not q:
                    raise NotPolynomial("it divides by zero")
                if len(q) > 1 or () not in q:
                    raise NotPolynomial("it divides by something that is no number")
                q = {(): 1 / q[()]}
            p = times(p, q)
        return p

    def signed(self) -> Polynomial:
        negative = False
        while self.sign in ("+", "-"):
            negative ^= self.sign == "-"
            self.advance()
        p = self.raised()
        return {m: -c for m, c in p.items()} if negative else p

    def raised(self) -> Polynomial:
        p = self.atom()
        if self.sign not in ("^", "**"):
            return p
        self.advance()
        with_open = self.open = self.open + 1
        if with_open > DEEPEST:
            raise NotPolynomial("it is nested too deeply")
        exponent = whole(self.signed())
        self.open -= 1
        return power(p, exponent) if p or not exponent else {}

    def atom(self) -> Polynomial:
        if self.number is not None:
            try:
                value = fraction_of(self.number)
            except ValueError:
                raise NotPolynomial(f"the number {brief(self.number, 20)} is too long") from None
            self.advance()
            return constant(value)
        if self.name is not None:
            name = self.name
            self.advance()
            if self.sign == "(":
                raise NotPolynomial(f"{name}(...) is a call, and no polynomial")
            if name not in self.names:
                raise NotPolynomial(f"{name} is not known")
            return self.names[name]
        if self.sign == "(":
            self.open += 1
            if self.open > DEEPEST:
                raise NotPolynomial("it is nested too deeply")
            self.advance()
            p = self.sum()
            if self.sign != ")":
                raise NotPolynomial("a parenthesis is not closed")
            self.open -= 1
            self.advance()
            return p
        raise NotPolynomial(
            f"{self.sign!r} is not expected here" if self.sign else "something is missing at its end"
        )


def translated(said: Any, names: Mapping[str, Polynomial]) -> Polynomial:
    """The polynomial that an expression of sympy is.  Errors: `NotPolynomial`."""
    if said.is_Rational:
        return constant(Fraction(int(said.p), int(said.q)))
    if said.is_Symbol:
        if said.name not in names:
            raise NotPolynomial(f"{said.name} is not known")
        return names[said.name]
    if said.is_Add:
        total: Polynomial = {}
        for part in said.args:
            add(total, translated(part, names))
        return total
    if said.is_Mul:
        product = constant(1)
        for part in said.args:
            product = times(product, translated(part, names))
        return product
    if said.is_Pow and said.exp.is_Integer and said.exp >= 0:
        return power(translated(said.base, names), int(said.exp))
    if said.is_Float:
        raise NotPolynomial(f"{said} is a float, and not exact")
    raise NotPolynomial(f"{brief(str(said), 40)} is no sum, product or whole power")


def read(said: Any, known: Mapping[str, Polynomial]) -> Polynomial:
    """A text, an expression of sympy, or a number.  Errors: `NotPolynomial`, `Misuse`."""
    if isinstance(said, str):
        return parsed(said, known)
    if hasattr(said, "free_symbols"):
        return translated(said, known)
    return constant(rational(said, "what is not written as a text or an expression"))
