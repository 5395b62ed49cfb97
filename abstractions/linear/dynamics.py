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

from ..arguments import chosen, listed, names_of
from ..errors import MissingExtra, Misuse, brief
from .equations import affine, constants_of, sides_of
from .forms import form, place
from .jacobian import Jacobian
from .matrices import Row
from .polynomials import Polynomial, Term, rational, terms_of, text_of
from .reactions import mass_action
from .reader import identifiers

__all__ = ["Dynamics", "Point", "Time", "value"]

Time: TypeAlias = Literal["continuous", "discrete"]
Point: TypeAlias = Mapping[str, Any] | Sequence[Any]


@dataclass(frozen=True, eq=False, repr=False)
class Dynamics:
    """A polynomial map f of the rational n-space into itself, its variables named.

    Equal iff names, polynomials and time are.  ``polynomials``: for each variable the terms of its
    derivative (of its next value), as pairs of a monomial and a coefficient, those of low degree first.
    Errors: `Misuse`.

    >>> f = Dynamics.of({"prey": "prey - prey*fox", "fox": "prey*fox - fox/2"})
    >>> print(f)
    prey' = prey - prey*fox
    fox' = -1/2*fox + prey*fox
    >>> f({"prey": 2, "fox": 3})
    (Fraction(-4, 1), Fraction(9, 2))
    """

    names: tuple[str, ...]
    polynomials: tuple[tuple[Term, ...], ...]
    time: Time = "continuous"

    def __post_init__(self) -> None:
        chosen("`time`", self.time, "continuous", "discrete")
        sides = listed(self.polynomials, "the polynomials")
        names = identifiers(self.names, "the names of variables", count=len(sides))
        terms = tuple(terms_of(p, len(names), f"the side of {name}") for name, p in zip(names, sides))
        object.__setattr__(self, "names", names)
        object.__setattr__(self, "polynomials", terms)

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
        return cls.from_polynomials(*sides_of(equations, parameters), time)

    @classmethod
    def from_polynomials(
        cls, names: Iterable[str], sides: Iterable[Polynomial], time: Time = "continuous"
    ) -> Dynamics:
        """The dynamics with these polynomials, the i-th that of the i-th name.  Errors: `Misuse`."""
        return cls(names, sides, time)  # type: ignore[arg-type]

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
        return cls.from_polynomials(*affine(matrix, shift, names), time)

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
        return cls.from_polynomials(*mass_action(reactions, species, constants_of(parameters)))

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
            f"{name}{prime} = {text_of(terms, self.names)}"
            for name, terms in zip(self.names, self.polynomials)
        )

    def text(self, polynomial: Polynomial) -> str:
        """A polynomial in the variables, as `Dynamics.of` reads it.  Errors: `Misuse`."""
        return text_of(terms_of(polynomial, len(self), "what is written"), self.names)

    @cached_property
    def degree(self) -> int:
        """The degree of f; 0 if it is constant."""
        return max((sum(e for _, e in m) for terms in self.polynomials for m, _ in terms), default=0)

    def point(self, x: Point) -> tuple[Fraction, ...]:
        """Exact values of all variables: one for each, or by name, what is left out being 0.  Errors: `Misuse`."""
        if isinstance(x, Mapping):
            said = dict(zip(names_of(list(x), "the variables of a point", count=len(x)), x.values()))
            unknown = [name for name in said if name not in self.places]
            given = [said.get(name, 0) for name in self.names]
        else:
            given, unknown = listed(x, "the values of a point"), []
        if len(given) != len(self) or unknown or isinstance(x, set | frozenset):
            raise Misuse(
                "a point has a value for each variable",
                value=", ".join(unknown) or f"{len(given)} values",
                reason=f"the {len(self)} variables are {brief(', '.join(self.names), 60)}",
                repair="give a mapping from names (what is left out is 0), or one number for each, in order",
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
        return form(said, self.places, what)

    def index(self, name: Any) -> int:
        """The number of a variable, given by name or by number.  Errors: `Misuse`."""
        return place(name, self.places)

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

        def expression(terms: Iterable[Term]) -> Any:
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


def value(terms: Iterable[Term], at: Sequence[Fraction]) -> Fraction:
    """A polynomial at a point."""
    return sum((c * prod(at[i] ** e for i, e in m) for m, c in terms), Fraction(0))
