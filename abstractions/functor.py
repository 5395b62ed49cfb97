"""Functors: the shape of one step.

Main definitions  `X`, `Constant`, products ``F * G``, sums ``F + G``, powers ``F**A``
Notes             ``str(F)`` is what one writes on the board.  A system of shape F is a map
                  M -> F(M); an abstraction p is complete for it iff a map A -> F(A) makes the
                  square with p and F(p) commute.
Source            J. Rutten, Universal coalgebra: a theory of systems, 2000
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Constant", "Functor", "Power", "Product", "Sum", "Variable", "X"]


class Functor:
    """A shape built from the state ``X`` and constants by ``*``, ``+`` and ``**``.

    >>> O, A = Constant("O", 2), Constant("A", 3)
    >>> print(O + X, O * X**A, (O * X)**A, sep="   ")
    O + X   O * X**A   (O * X)**A
    """

    __slots__ = ()

    def __mul__(self, other: Functor) -> Functor:
        return Product(self, other)

    def __add__(self, other: Functor) -> Functor:
        return Sum(self, other)

    def __pow__(self, letters: Constant) -> Functor:
        return Power(self, letters)


@dataclass(frozen=True, slots=True)
class Variable(Functor):
    """The next state itself."""

    def __str__(self) -> str:
        return "X"


X = Variable()


@dataclass(frozen=True, slots=True)
class Constant(Functor):
    """A finite set with a name; what is shown, or the letters that are read."""

    name: str
    size: int

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Product(Functor):
    """Both a step of the left shape and one of the right."""

    left: Functor
    right: Functor

    def __str__(self) -> str:
        return f"{factor(self.left)} * {factor(self.right)}"


@dataclass(frozen=True, slots=True)
class Sum(Functor):
    """Either a step of the left shape or one of the right."""

    left: Functor
    right: Functor

    def __str__(self) -> str:
        return f"{self.left} + {self.right}"


@dataclass(frozen=True, slots=True)
class Power(Functor):
    """A step of the base shape for each letter."""

    base: Functor
    letters: Constant

    def __str__(self) -> str:
        base = f"({self.base})" if isinstance(self.base, (Sum, Product, Power)) else str(self.base)
        return f"{base}**{self.letters}"


def factor(f: Functor) -> str:
    """``f`` in brackets if it is a sum."""
    return f"({f})" if isinstance(f, Sum) else str(f)
