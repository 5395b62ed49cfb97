"""Shapes of branching steps: sets, bags, distributions, weights in a monoid."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from numbers import Rational
from typing import Any, Literal, TypeAlias

from ..errors import Misuse
from .shapes import Functor, no_value

__all__ = ["MONOIDS", "B", "Bag", "D", "Distribution", "Monoid", "P", "Sets", "W", "Weighted"]


Rule: TypeAlias = Literal["or", "max", "sum"]


class Branching(Functor):
    """A collection of steps of a base shape, each with a weight (in a set: that it is there)."""

    __slots__ = ()
    base: Functor
    monoid: Monoid

    @property
    def parts(self) -> tuple[Functor, ...]:
        return (self.base,)

    @property
    def branches(self) -> bool:
        return self.base.mentions_states


@dataclass(frozen=True, slots=True)
class Sets(Branching):
    """Finitely many steps of the base shape, none or more: nondeterminism."""

    base: Functor

    @property
    def monoid(self) -> Monoid:  # type: ignore[override]
        """Sets are collections with weights that say "it is there"."""
        return MONOIDS["Or"]

    def __str__(self) -> str:
        return f"P({self.base})"

    def image(self, value: Any, f: Callable[[Any], Hashable]) -> Hashable:
        if isinstance(value, (str, Mapping)) or not isinstance(value, Iterable):
            raise no_value(self, value, f"a {type(value).__name__} is no collection", "give a set or a list")
        return frozenset(self.base.image(inner, f) for inner in value)


@dataclass(frozen=True, slots=True)
class Monoid:
    """Weights that can be added, in any order: a commutative monoid with exact values.

    ``holds``: whether something is a weight.  ``rule``: which operation on integers the sum is, if
    it is one: "or" (of bits), "max" or "sum"; then arrays hold the weights (``fractions``: times
    a common denominator).  Otherwise the weights are Python values, totally ordered by ``<``.
    """

    name: str
    zero: Any
    plus: Callable[[Any, Any], Any]
    holds: Callable[[Any], bool]
    rule: Rule | None = None
    fractions: bool = False

    def __reduce__(self) -> Any:
        known = MONOIDS.get(self.name) is self
        return (known_monoid, (self.name,)) if known else object.__reduce_ex__(self, 2)


def known_monoid(name: str) -> Monoid:
    """The monoid of that name."""
    return MONOIDS[name]


def whole(w: Any) -> bool:
    return isinstance(w, int) and not isinstance(w, bool)


def rational(w: Any) -> bool:
    return isinstance(w, Rational) and not isinstance(w, bool)


MONOIDS: dict[str, Monoid] = {
    m.name: m
    for m in (
        Monoid("N", 0, lambda a, b: a + b, lambda w: whole(w) and w >= 0, "sum"),
        Monoid("Z", 0, lambda a, b: a + b, whole, "sum"),
        Monoid("Q", Fraction(0), lambda a, b: Fraction(a) + b, rational, "sum", True),
        Monoid(
            "Max", None, lambda a, b: b if a is None else a if b is None else max(a, b), rational, "max", True
        ),
        Monoid("Or", False, lambda a, b: a or b, lambda w: isinstance(w, bool), "or"),
        Monoid("Word", 0, lambda a, b: a | b, lambda w: whole(w) and w >= 0, "or"),
    )
}
"""Whole numbers from 0, whole numbers, rationals; rationals with the larger one; truth values; words of
bits, joined bit by bit."""


EXPONENT = re.compile(r"[eE]([-+]?\d+)\s*$")
LARGEST = 5000
"""More decimal places than this are not written out: 1e999999999 would fill the memory."""


def fraction_of(text: str | Decimal) -> Fraction:
    """The rational number that a text such as "1/3" or "0.1" says.  Errors: `ValueError`."""
    said = str(text)
    exponent = EXPONENT.search(said)
    if (
        len(said) > LARGEST
        or (exponent and len(exponent[1]) > 5)
        or (exponent and abs(int(exponent[1])) > LARGEST)
    ):
        raise ValueError(f"{said[:40]} has too many places")
    try:
        return Fraction(said)
    except ZeroDivisionError:
        raise ValueError(f"{said} divides by zero") from None


def entries(functor: Weighted, value: Any) -> list[tuple[Any, Any]]:
    """Things and their weights."""
    given = list(value.items()) if isinstance(value, Mapping) else value
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise no_value(functor, value, f"a {type(value).__name__} has no weights", "give {thing: weight}")
    given = list(given)
    if not all(isinstance(e, (tuple, list)) and len(e) == 2 for e in given):
        raise no_value(functor, value, "an entry is no pair", "give pairs of a thing and a weight")
    return [(thing, functor.exact(weight)) for thing, weight in given]


@dataclass(frozen=True, slots=True)
class Weighted(Branching):
    """Finitely many steps of the base shape with weights other than zero, which add up."""

    monoid: Monoid
    base: Functor

    def __str__(self) -> str:
        return f"{self.monoid.name}^({self.base})"

    def image(self, value: Any, f: Callable[[Any], Hashable]) -> Hashable:
        return frozenset(self._sums(value, f).items())

    def exact(self, weight: Any) -> Any:
        """The weight; texts such as "1/3" and "0.1" as fractions, if the monoid has any."""
        if not self.monoid.fractions or not isinstance(weight, str | Decimal):
            return weight
        try:
            return fraction_of(weight)
        except ValueError:
            return weight  # which is none, and will be told

    def _sums(self, value: Any, f: Callable[[Any], Hashable]) -> dict[Hashable, Any]:
        sums: dict[Hashable, Any] = {}
        for inner, weight in entries(self, value):
            if not self.monoid.holds(weight):
                reason = f"{weight!r} is no weight in {self.monoid.name}"
                raise no_value(self, value, reason, "weights are exact: write Fraction(1, 10), not 0.1")
            step = self.base.image(inner, f)
            sums[step] = self.monoid.plus(sums.get(step, self.monoid.zero), weight)
        return {step: weight for step, weight in sums.items() if weight != self.monoid.zero}


class Bag(Weighted):
    """Finitely many steps of the base shape, each a number of times."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"B({self.base})"


class Distribution(Weighted):
    """Steps of the base shape with probabilities: exact, from 0, together 1."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"D({self.base})"

    def image(self, value: Any, f: Callable[[Any], Hashable]) -> Hashable:
        value = entries(self, value)
        for _, weight in value:
            if rational(weight) and weight < 0:
                raise no_value(
                    self, value, f"the probability {weight} is negative", "probabilities start at 0"
                )
        sums = self._sums(value, f)
        if (total := sum(sums.values(), Fraction(0))) != 1:
            raise no_value(self, value, f"the probabilities sum to {total}", "make them sum to 1 exactly")
        return frozenset(sums.items())


def P(base: Functor) -> Functor:  # noqa: N802 - as on the board
    """Finite sets."""
    return Sets(base)


def B(base: Functor) -> Functor:  # noqa: N802 - as on the board
    """Bags: finite sets with multiplicities."""
    return Bag(MONOIDS["N"], base)


def D(base: Functor) -> Functor:  # noqa: N802 - as on the board
    """Probability distributions of finite support."""
    return Distribution(MONOIDS["Q"], base)


def W(monoid: str | Monoid, base: Functor) -> Functor:  # noqa: N802 - as on the board
    """Weights in a monoid: one of `MONOIDS` by name, or your own."""
    if isinstance(monoid, str):
        if monoid not in MONOIDS:
            raise Misuse(
                "the monoid is known",
                value=monoid,
                reason=f"it is none of {', '.join(MONOIDS)}",
                repair="use one of these, or give a Monoid",
            )
        monoid = MONOIDS[monoid]
    if not isinstance(monoid, Monoid):
        raise Misuse(
            "the monoid is known",
            value=monoid,
            reason=f"a {type(monoid).__name__} is none",
            repair=f"use one of {', '.join(MONOIDS)}, or give a Monoid",
        )
    return Weighted(monoid, base)
