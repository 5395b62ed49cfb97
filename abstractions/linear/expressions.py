"""Polynomials from texts and from sympy's expressions, exactly.

Main definitions  `parsed`, `translated`, `read`
Notes             Texts have sums, products, quotients by numbers, whole powers (``^`` or ``**``) and parentheses;
                  "0.1" is a tenth.
Law               `polynomials_mean_what_they_say` in `abstractions.testing.laws`
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from ..errors import brief
from ..functor.branching import fraction_of
from . import reader
from .polynomials import NotPolynomial, Polynomial, add, constant, is_a, power, rational, times
from .reader import Language

__all__ = ["parsed", "read", "translated"]


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

    >>> parsed("(x + 1)^2 - x/2", {"x": {((0, 1),): Fraction(1)}})
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
    raise NotPolynomial(f"{brief(said, 40)} is no sum, product or whole power")


def read(said: Any, known: Mapping[str, Polynomial]) -> Polynomial:
    """A text, an expression of sympy, or a number.  Errors: `NotPolynomial`, `Misuse`."""
    if isinstance(said, str):
        return parsed(said, known)
    if hasattr(type(said), "free_symbols"):
        return translated(said, known)
    return constant(rational(said, "what is not written as a text or an expression"))
