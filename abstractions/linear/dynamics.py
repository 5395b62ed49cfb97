"""Polynomial dynamics over the rationals: x' = f(x), or x+ = f(x).

Main definitions  `Dynamics`
Notes             A linear map of the variables is treated alike in continuous and in discrete time, so
                  ``time`` only says how f is meant and printed: see the theory in `abstractions.linear`.
Law               `polynomials_mean_what_they_say` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import Any, Literal, TypeAlias

import numpy as np

from ..arguments import chosen
from ..errors import MissingExtra, Misuse, brief
from .expressions import (
    Monomial,
    NotPolynomial,
    Polynomial,
    constant,
    rational,
    read,
    variable,
)
from .jacobian import Jacobian
from .matrices import Row, rows_of
from .reactions import mass_action
from .reader import NAME

__all__ = ["Dynamics", "Point", "Time", "value"]

Time: TypeAlias = Literal["continuous", "discrete"]
Point: TypeAlias = Mapping[str, Any] | Sequence[Any]


@dataclass(frozen=True, eq=False, repr=False)
class Dynamics:
    """A polynomial map f of the rational n-space into itself, its variables named.

    Equal iff names, polynomials and time are.  ``polynomials``: for each variable the terms of its
    derivative (of its next value), as pairs of a monomial and a coefficient, in order.

    >>> f = Dynamics.of({"prey": "prey - prey*fox", "fox": "prey*fox - fox/2"})
    >>> print(f)
    prey' = prey - prey*fox
    fox' = -1/2*fox + prey*fox
    >>> f({"prey": 2, "fox": 3})
    (Fraction(-4, 1), Fraction(9, 2))
    """

    names: tuple[str, ...]
    polynomials: tuple[tuple[tuple[Monomial, Fraction], ...], ...]
    time: Time = "continuous"

    @classmethod
    def of(
        cls,
        equations: Mapping[Any, Any],
        *,
        parameters: Mapping[str, Any] | None = None,
        time: Time = "continuous",
    ) -> Dynamics:
        """The dynamics with these right hand sides: texts, expressions of sympy, or numbers.

        ``parameters``: exact values of the other names.  A parameter that has no value is a variable that
        stays: give it the equation 0 (in discrete time: itself).  Linear in the length of what is written
        out.  Errors: `Misuse` for right hand sides that are no polynomials, and for unknown names.

        >>> Dynamics.of({"x": "k*x^2"}, parameters={"k": "0.3"}).polynomials
        (((((0, 2),), Fraction(3, 10)),),)
        """
        names = tuple(map(str, equations))
        known = {name: variable(i) for i, name in enumerate(names)}
        for name, value in (parameters or {}).items():
            if str(name) in known:
                raise Misuse(
                    "a name is a variable or a parameter",
                    value=str(name),
                    reason="it has an equation and a value",
                    repair="leave out one of the two",
                )
            known[str(name)] = constant(rational(value, f"the parameter {name}"))
        sides = []
        for name, said in zip(names, equations.values()):
            try:
                sides.append(read(said, known))
            except NotPolynomial as wrong:
                raise Misuse(
                    f"the right hand side of {name} is a polynomial",
                    value=str(said),
                    reason=str(wrong),
                    repair="name only variables and parameters; give a parameter a value, or the equation "
                    "0 if it is to stay open; use sums, products and whole powers",
                ) from None
        return cls.from_polynomials(names, sides, time)

    @classmethod
    def from_polynomials(cls, names: Iterable[str], sides: Iterable[Polynomial], time: Time) -> Dynamics:
        """The dynamics with these polynomials, the i-th that of the i-th name.  Errors: `Misuse`."""
        chosen("`time`", time, "continuous", "discrete")
        listed = tuple(names)
        for name in listed:
            if not isinstance(name, str) or not NAME.fullmatch(name):
                raise Misuse(
                    "a variable has a name",
                    value=name,
                    reason="a name has letters, digits and _, and does not begin with a digit",
                    repair="rename it",
                )
        if len(set(listed)) < len(listed):
            twice = next(name for name in listed if listed.count(name) > 1)
            raise Misuse(
                "each variable has one name of its own",
                value=twice,
                reason="two variables are called so",
                repair="rename one",
            )
        order = lambda term: (sum(e for _, e in term[0]), term[0])  # noqa: E731 - used once
        return cls(listed, tuple(tuple(sorted(side.items(), key=order)) for side in sides), time)

    @classmethod
    def linear(
        cls,
        matrix: Any,
        shift: Sequence[Any] | None = None,
        *,
        names: Sequence[str] | None = None,
        time: Time = "continuous",
    ) -> Dynamics:
        """The dynamics x' = A x + b.  ``matrix``: exact, shape (n, n); dense, or sparse as SciPy has it.

        ``names``: x0, x1, ... if none are given.  Errors: `Misuse`.

        >>> print(Dynamics.linear([[0, 1], [1, "1/2"]], [0, 3], time="discrete"))
        x0+ = x1
        x1+ = 3 + x0 + 1/2*x1
        """
        rows, width = rows_of(matrix, "the matrix")
        listed = tuple(f"x{i}" for i in range(width)) if names is None else tuple(names)
        shifts = [0] * len(rows) if shift is None else list(shift)
        if not len(rows) == width == len(listed) == len(shifts):
            raise Misuse(
                "the matrix of a linear map of the variables is square",
                value=f"{len(rows)} rows, {width} columns, {len(listed)} names, {len(shifts)} shifts",
                reason="there is one of each for each variable",
                repair="check the shapes",
            )
        sides = []
        for i, row in enumerate(rows):
            side = constant(rational(shifts[i], f"shift {i}"))
            sides.append(side | {((j, 1),): v for j, v in row.items()})
        return cls.from_polynomials(listed, sides, time)

    @classmethod
    def reactions(
        cls,
        reactions: Iterable[tuple[Any, Any, Any]],
        *,
        species: Sequence[str] | None = None,
        parameters: Mapping[str, Any] | None = None,
    ) -> Dynamics:
        """The mass-action dynamics of (left, right, rate): a side is "A + 2*B", a mapping, or nothing.

        ``rate``: what multiplies the product of the left side: a number, a parameter, an expression.
        ``species``: all of them, in order; else by first occurrence.  Errors: `Misuse`.

        >>> print(Dynamics.reactions([("A + B", "C", "k"), ("C", "", 2)], parameters={"k": "1/2"}))
        A' = -1/2*A*B
        B' = -1/2*A*B
        C' = -2*C + 1/2*A*B
        """
        constants = {
            str(name): constant(rational(value, f"the parameter {name}"))
            for name, value in (parameters or {}).items()
        }
        names, sides = mass_action(reactions, species, constants)
        return cls.from_polynomials(names, sides, "continuous")

    # ---- reading --------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self.names)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Dynamics):
            return NotImplemented
        return (self.names, self.polynomials, self.time) == (other.names, other.polynomials, other.time)

    def __hash__(self) -> int:
        return hash((self.names, self.polynomials, self.time))

    def __repr__(self) -> str:
        terms = sum(map(len, self.polynomials))
        return f"Dynamics of {len(self)} variables, degree {self.degree}, {terms} terms"

    def __str__(self) -> str:
        prime = "'" if self.time == "continuous" else "+"
        return "\n".join(
            f"{name}{prime} = {self.text(dict(terms))}" for name, terms in zip(self.names, self.polynomials)
        )

    def text(self, polynomial: Polynomial) -> str:
        """A polynomial in the variables, as `Dynamics.of` reads it."""
        if not polynomial:
            return "0"
        said = ""
        for m, c in polynomial.items():
            factors = [self.names[i] + (f"**{e}" if e > 1 else "") for i, e in m]
            if abs(c) != 1 or not m:
                factors.insert(0, str(abs(c)))
            sign = "-" if c < 0 else "+"
            said += f" {sign} " if said else "-" * (c < 0)
            said += "*".join(factors)
        return said

    @cached_property
    def degree(self) -> int:
        """The degree of f; 0 if it is constant."""
        return max((sum(e for _, e in m) for terms in self.polynomials for m, _ in terms), default=0)

    def point(self, x: Point) -> tuple[Fraction, ...]:
        """Exact values of all variables.  Errors: `Misuse`."""
        given = [x.get(name, 0) for name in self.names] if isinstance(x, Mapping) else list(x)
        unknown = [name for name in x if name not in self.places] if isinstance(x, Mapping) else []
        if len(given) != len(self) or unknown:
            raise Misuse(
                "a point has a value for each variable",
                value=", ".join(map(str, unknown)) or f"{len(given)} values",
                reason=f"the {len(self)} variables are {brief(', '.join(self.names), 60)}",
                repair="give a mapping from names (what is left out is 0), or one number for each",
            )
        return tuple(rational(v, f"the value of {name}") for name, v in zip(self.names, given))

    def __call__(self, x: Point) -> tuple[Fraction, ...]:
        """f(x).  O(terms).  Errors: `Misuse`."""
        at = self.point(x)
        return tuple(value(terms, at) for terms in self.polynomials)

    def observable(self, said: Any, what: str = "an observable") -> Row:
        """A linear form in the variables: a text, an expression, a mapping from variables (by name or
        number), or one number for each.

        Errors: `Misuse` if it is not linear, or has a constant term.
        """
        if isinstance(said, Mapping):
            places = ((self.index(n), rational(v, f"the factor of {n}")) for n, v in said.items())
            return {i: c for i, c in places if c}
        if isinstance(said, Sequence | np.ndarray) and not isinstance(said, str):
            return rows_of([list(said)], what, len(self))[0][0]
        known = {name: variable(i) for i, name in enumerate(self.names)}
        try:
            p = read(said, known)
        except NotPolynomial as wrong:
            raise Misuse(
                f"{what} is linear", value=str(said), reason=str(wrong), repair="name only variables"
            ) from None
        for m in p:
            if sum(e for _, e in m) != 1:
                raise Misuse(
                    f"{what} is linear",
                    value=str(said),
                    reason=f"it has the term {self.text({m: p[m]})}",
                    repair="leave out the constant: it tells nothing"
                    if not m
                    else "give the product a variable of its own, with its derivative, and observe that",
                )
        return {m[0][0]: c for m, c in p.items()}

    def index(self, name: Any) -> int:
        """The number of a variable, given by name or by number.  Errors: `Misuse`."""
        if type(name) is int and 0 <= name < len(self):
            return name
        if str(name) not in self.places:
            raise Misuse(
                "a variable is known",
                value=str(name),
                reason=f"the {len(self)} variables are {brief(', '.join(self.names), 60)}",
                repair="use one of them",
            )
        return self.places[str(name)]

    @cached_property
    def places(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.names)}

    def expressions(self) -> dict[str, Any]:
        """The right hand sides as expressions of sympy.  Errors: `MissingExtra`."""
        try:
            import sympy
        except ImportError:
            raise MissingExtra("sympy", "symbolic", "writing expressions") from None
        symbols = [sympy.Symbol(name) for name in self.names]

        def expression(terms: Iterable[tuple[Monomial, Fraction]]) -> Any:
            parts = [
                sympy.Mul(sympy.Rational(c.numerator, c.denominator), *(symbols[i] ** e for i, e in m))
                for m, c in terms
            ]
            return sympy.Add(*parts)

        return {name: expression(terms) for name, terms in zip(self.names, self.polynomials)}

    def matrix(self) -> tuple[list[list[Fraction]], list[Fraction]]:
        """A and b of an affine map x' = A x + b.  Errors: `Misuse` if it is none."""
        if self.degree > 1:
            raise Misuse(
                "an affine map has a matrix",
                value=f"degree {self.degree}",
                reason="the map has products of variables",
                repair="use expressions()",
            )
        zero = Fraction(0)
        rows = [[zero] * len(self) for _ in self.names]
        for row, terms in zip(rows, self.polynomials):
            for m, c in terms:
                if m:
                    row[m[0][0]] = c
        return rows, [dict(terms).get((), zero) for terms in self.polynomials]

    @cached_property
    def jacobian(self) -> Jacobian:
        """The coefficients of the partial derivatives.  O(terms * degree)."""
        return Jacobian.of(self.polynomials)


def value(terms: Iterable[tuple[Monomial, Fraction]], at: Sequence[Fraction]) -> Fraction:
    """A polynomial at a point."""
    return sum((c * prod(at[i] ** e for i, e in m) for m, c in terms), Fraction(0))
