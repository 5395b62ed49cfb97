"""Shapes of deterministic steps, and what all shapes have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from ..errors import Misuse

__all__ = ["Constant", "Functor", "Power", "Product", "Sum", "Variable", "X", "no_value"]

RESERVED = ("X", "P", "B", "D", "N", "Z", "Q", "Max", "Or", "Word")
"""Names that mean something else in shapes."""


INSIDE = ("base", "left", "right")
"""The fields of a shape that are shapes."""


class Functor(ABC):
    """A shape of steps, built from the state `X` and constants.

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

    def __call__(self, inner: Functor) -> Functor:
        """The composite: this shape with steps of the inner one in place of states.

        >>> from abstractions.functor import D, P
        >>> A = Constant("A", 2)
        >>> print(P(A * X)(D(X)))
        P(A * D(X))
        """
        changes = {f.name: getattr(self, f.name)(inner) for f in fields(self) if f.name in INSIDE}  # type: ignore[arg-type]
        return replace(self, **changes)  # type: ignore[type-var]

    @property
    @abstractmethod
    def parts(self) -> tuple[Functor, ...]:
        """The shapes that it is built from."""

    @abstractmethod
    def image(self, value: Any, f: Callable[[Any], Hashable]) -> Hashable:
        """The step ``value`` when every state s in it is replaced by ``f(s)``.

        A value of X is a state; of a constant, one of its things (numbers ``0 .. size - 1``, if it has
        a size); of ``F * G`` a pair; of ``F + G`` a pair (0, left) or (1, right); of ``F**A`` a tuple
        with one entry a letter; of ``P(F)`` a collection; of ``B(F)``, ``D(F)`` and ``W(K, F)`` a
        mapping to weights, or pairs of things and weights, in which a thing may come twice.  The
        answer has the same form with sets and mappings frozen, so that steps are equal iff their
        images under the identity are.  Errors: `Misuse` for what is no value of this shape.

        >>> O = Constant("O", 2)
        >>> (O * X).image((1, "red"), {"red": "stop", "amber": "stop", "green": "go"}.get)
        (1, 'stop')
        """

    @property
    def mentions_states(self) -> bool:
        """Whether X occurs in it."""
        return any(part.mentions_states for part in self.parts)

    @property
    def branches(self) -> bool:
        """Whether a step may lead to several states by one letter: X inside P, B, D or W.

        If not, complete abstractions are closed under suprema and every abstraction has a core; if
        so, neither need hold.
        """
        return any(part.branches for part in self.parts)


def no_value(functor: Functor, value: object, reason: str, repair: str) -> Misuse:
    return Misuse(f"a step has the shape {functor}", value=value, reason=reason, repair=repair)


@dataclass(frozen=True, slots=True)
class Variable(Functor):
    """The next state itself."""

    def __str__(self) -> str:
        return "X"

    def __call__(self, inner: Functor) -> Functor:
        return inner

    @property
    def parts(self) -> tuple[Functor, ...]:
        return ()

    @property
    def mentions_states(self) -> bool:
        return True

    def image(self, value: Any, f: Callable[[Any], Hashable]) -> Hashable:
        return f(value)


X = Variable()


@dataclass(frozen=True, slots=True)
class Constant(Functor):
    """A finite set with a name; what is shown, or the letters that are read.

    ``size``: how many things are in it, then called ``0 .. size - 1``; None: any hashable things.
    """

    name: str
    size: int | None = None

    def __post_init__(self) -> None:
        number = self.name.isdecimal() and self.name.isascii() and int(self.name) == self.size
        if self.name in RESERVED or not (self.name.isidentifier() or number):
            raise Misuse(
                "a constant has a name of its own",
                value=self.name,
                reason="it is no identifier, or means something else in shapes",
                repair='use a name such as O, A or outputs; Constant("2", 2) is a set of two things',
            )

    def __str__(self) -> str:
        return self.name

    @property
    def parts(self) -> tuple[Functor, ...]:
        return ()

    def image(self, value: Any, f: Callable[[Any], Hashable]) -> Hashable:  # noqa: ARG002 - no state
        if self.size is not None and not (isinstance(value, int) and 0 <= value < self.size):
            raise no_value(self, value, f"the things in {self} are 0 to {self.size - 1}", "use one of these")
        return value  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Pair(Functor):
    """A shape built from two."""

    left: Functor
    right: Functor

    @property
    def parts(self) -> tuple[Functor, ...]:
        return self.left, self.right


@dataclass(frozen=True, slots=True)
class Product(Pair):
    """Both a step of the left shape and one of the right."""

    def __str__(self) -> str:
        right = f"({self.right})" if isinstance(self.right, (Sum, Product)) else str(self.right)
        return f"{bracketed(self.left, Sum)} * {right}"

    def image(self, value: Any, f: Callable[[Any], Hashable]) -> Hashable:
        left, right = several(self, value, 2)
        return self.left.image(left, f), self.right.image(right, f)


@dataclass(frozen=True, slots=True)
class Sum(Pair):
    """Either a step of the left shape or one of the right."""

    def __str__(self) -> str:
        return f"{self.left} + {bracketed(self.right, Sum)}"

    def image(self, value: Any, f: Callable[[Any], Hashable]) -> Hashable:
        side, inner = several(self, value, 2)
        if side not in (0, 1):
            raise no_value(self, value, "the side of a sum is 0 or 1", "write (0, left) or (1, right)")
        return int(side), self.parts[side].image(inner, f)


@dataclass(frozen=True, slots=True)
class Power(Functor):
    """A step of the base shape for each letter."""

    base: Functor
    letters: Constant

    def __str__(self) -> str:
        return f"{bracketed(self.base, Sum, Product, Power)}**{self.letters}"

    @property
    def parts(self) -> tuple[Functor, ...]:
        return (self.base,)

    def image(self, value: Any, f: Callable[[Any], Hashable]) -> Hashable:
        return tuple(self.base.image(inner, f) for inner in several(self, value, self.letters.size))


def several(functor: Functor, value: Any, count: int | None) -> list[Any]:
    """The entries of a value that has so many."""
    if isinstance(value, (str, Mapping, set, frozenset)) or not isinstance(value, Iterable):
        raise no_value(functor, value, f"a {type(value).__name__} has no entries in order", "give a tuple")
    entries = list(value)
    if count is not None and len(entries) != count:
        raise no_value(functor, value, f"it has {len(entries)} entries, not {count}", "give that many")
    return entries


def bracketed(functor: Functor, *kinds: type[Functor]) -> str:
    """The functor as a part of another, in brackets if it is of one of these kinds."""
    return f"({functor})" if isinstance(functor, kinds) else str(functor)
