"""Reactions, and the polynomial dynamics that mass action makes of them.

Main definitions  `mass_action`, `react`, `change`, `side`
Notes             A reaction L -> R with rate k changes each species by (how many are right - how many are left) times
                  k times the product of its left side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from ..arguments import listed, whole
from ..errors import Misuse
from .equations import both_ways
from .expressions import read
from .polynomials import NotPolynomial, Polynomial, add, times, variable
from .reader import NAME, identifiers

__all__ = ["change", "mass_action", "react", "side"]

MOST = 9999
"""How many of one species a reaction takes or makes, at most."""


def mass_action(
    reactions: Iterable[tuple[Any, Any, Any]],
    species: Sequence[str] | None,
    constants: Mapping[str, Polynomial],
) -> tuple[tuple[str, ...], list[Polynomial]]:
    """The species and their right hand sides.  Errors: `Misuse`."""
    triples = []
    for said in listed(reactions, "reactions"):
        if not isinstance(said, tuple | list) or len(said) != 3:
            raise Misuse(
                "a reaction is its left side, its right side and its rate",
                value=said,
                reason="these are not three",
                repair='write for example ("A + B", "C", "1/2")',
            )
        triples.append((side(said[0]), side(said[1]), said[2]))
    met = dict.fromkeys(s for left, right, _ in triples for s in (*left, *right))
    names = identifiers(list(met) if species is None else species, "the names of species")
    index = {name: i for i, name in enumerate(names)}
    for name in names:
        if name in constants:
            raise both_ways(name)
    known = {**constants, **{name: variable(i) for name, i in index.items()}}
    sides: list[Polynomial] = [{} for _ in names]
    for left, right, rate in triples:
        for s in (*left, *right):
            if s not in index:
                raise Misuse(
                    f"the reaction {written(left)} -> {written(right)} is between known species",
                    value=s,
                    reason="it is not one of `species`",
                    repair="add it there",
                )
        try:
            react(sides, index, left, right, read(rate, known))
        except NotPolynomial as wrong:
            raise Misuse(
                f"the rate of the reaction {written(left)} -> {written(right)} is a polynomial",
                value=rate,
                reason=str(wrong),
                repair="give its names values in `parameters`",
            ) from None
    return names, sides


def side(said: Any) -> dict[str, int]:
    """How many of each species are on one side of a reaction.  Errors: `Misuse`."""
    if isinstance(said, str):
        found: dict[str, int] = {}
        for part in said.split("+") if said.strip() else []:
            count, _, name = part.rpartition("*")
            counted = re.fullmatch(r"[0-9]{1,4}", count.strip())
            number = int(count) if counted else 1
            if (count.strip() and not counted) or not NAME.fullmatch(name.strip()):
                raise no_side(said, f"{part.strip()!r} is no species, and no number times one")
            found[name.strip()] = found.get(name.strip(), 0) + number
        return found
    if not isinstance(said, Mapping):
        raise no_side(said, f"a {type(said).__name__} is none")
    names = identifiers(list(said), "the species of a reaction")
    return {
        name: whole(n, f"how many of {name} there are", most=MOST) for name, n in zip(names, said.values())
    }


def no_side(said: Any, reason: str) -> Misuse:
    return Misuse(
        "a side of a reaction is a sum of species",
        value=said,
        reason=reason,
        repair='write "A + 2*B", {"A": 1, "B": 2}, or "" for nothing',
    )


def written(side: Mapping[str, int]) -> str:
    return " + ".join(name if n == 1 else f"{n}*{name}" for name, n in side.items()) or "nothing"


def react(
    sides: list[Polynomial],
    index: Mapping[str, int],
    left: Mapping[str, int],
    right: Mapping[str, int],
    rate: Polynomial,
) -> None:
    """Add what a reaction does to the right hand sides; ``rate``: of one unit of everything at its left."""
    product = tuple(sorted((index[s], n) for s, n in left.items() if n))
    change(sides, index, left, right, times(rate, {product: Fraction(1)}))


def change(
    sides: list[Polynomial],
    index: Mapping[str, int],
    left: Mapping[str, int],
    right: Mapping[str, int],
    speed: Polynomial,
) -> None:
    """The same for a reaction that goes with this speed, whatever is at its left."""
    for s in {**left, **right}:
        more = right.get(s, 0) - left.get(s, 0)
        if more:
            add(sides[index[s]], speed, more)
