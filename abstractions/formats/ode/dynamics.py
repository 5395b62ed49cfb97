"""The dynamics that an ``.ode`` file says: derivatives, or reactions.

Main definitions  `derivatives`, `network`, `polynomial`, `Parameters`
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from ...errors import FormatError, Misuse, brief
from ...linear.expressions import parsed
from ...linear.polynomials import NotPolynomial, Polynomial, variable
from ...linear.reactions import change, react, side
from ..text import wrong
from .sections import Lines

__all__ = ["Parameters", "derivatives", "network", "number_of", "polynomial"]

DERIVATIVE = re.compile(r"d\s*\(\s*(\w+)\s*\)\s*=(.*)")


def polynomial(path: Path, number: int, said: str, known: Mapping[str, Polynomial]) -> Polynomial:
    """Errors: `FormatError`."""
    try:
        return parsed(said, known)
    except NotPolynomial as reason:
        raise wrong(
            path, number, "a polynomial with exact numbers", f"{brief(said, 60)} ({reason})",
            "declare its names; write rational functions as variables of their own, with their derivatives",
        ) from None  # fmt: skip


def number_of(path: Path, number: int, said: str, known: Mapping[str, Polynomial]) -> Fraction:
    return polynomial(path, number, said, known).get((), Fraction(0))


class Parameters(NamedTuple):
    """What each parameter stands for: a number, or a polynomial in those that are ``open``, by their places."""

    known: Mapping[str, Polynomial]
    open: tuple[str, ...]

    @classmethod
    def opened(cls, path: Path, said: Iterable[tuple[int, str, str]]) -> Parameters:
        """All open but those that lines say by others: these change with them.  Errors: `FormatError`."""
        known: dict[str, Polynomial] = {}
        names: list[str] = []
        for number, key, expression in said:
            try:
                meant = parsed(expression, known)
            except NotPolynomial as reason:
                raise wrong(
                    path, number, "a number, or a polynomial in the parameters before it, which stay open",
                    f"{key} = {brief(expression, 60)} ({reason})",
                    "give it a number, and it stays open for itself; or put in the values of all parameters",
                ) from None  # fmt: skip
            if not meant.keys() <= {()}:
                known[key] = meant
            else:
                known[key] = variable(len(names))
                names.append(key)
        return cls(known, tuple(names))

    def after(self, species: list[str]) -> tuple[list[str], dict[str, Polynomial]]:
        """The names of all variables, the open parameters last, and what each name stands for."""
        k, names = len(species), [*species, *self.open]
        moved = {
            name: {tuple((i + k, e) for i, e in m): c for m, c in p.items()} for name, p in self.known.items()
        }
        return names, {**moved, **{name: variable(i) for i, name in enumerate(names)}}


def derivatives(
    path: Path,
    lines: Lines,
    species: list[str] | None,
    parameters: Parameters,
    discrete: bool,
) -> tuple[list[str], list[Polynomial]]:
    """Lines ``d(x) = ...``.  A variable without one stays."""
    said: dict[str, tuple[int, str]] = {}
    for number, line in lines:
        found = DERIVATIVE.fullmatch(line)
        if found is None:
            raise wrong(path, number, "d(name) = expression", brief(line, 60), "mend the line")
        if species is None and found[1] in parameters.known:
            raise no_parameter(path, number, found[1])
        if found[1] in said or (species is not None and found[1] not in species):
            raise wrong(
                path, number, "one derivative of each variable of init", f"d({found[1]})", "mend the name"
            )
        said[found[1]] = number, found[2]
    names, known = parameters.after(list(said) if species is None else species)
    return names, [
        polynomial(path, *said[name], known) if name in said else variable(i) if discrete else {}
        for i, name in enumerate(names)
    ]


def network(
    path: Path,
    lines: Lines,
    species: list[str] | None,
    parameters: Parameters,
    discrete: bool,
) -> tuple[list[str], list[Polynomial]]:
    """Lines ``A + 2*B -> C , rate``."""
    if discrete:
        raise wrong(
            path, None, "a section ODE, for discrete time", "reactions", "write d(x) = the next value of x"
        )
    listed = []
    for number, line in lines:
        equation, comma, rate = re.sub(r"\[[^\[\]]*\]", "", line).partition(",")
        left, arrow, right = equation.partition("->")
        if not (comma and arrow and rate.strip()):
            raise wrong(path, number, "reactants -> products , rate", brief(line, 60), "mend the line")
        try:
            listed.append((number, side(left), side(right), rate.strip()))
        except Misuse as reason:
            raise wrong(
                path, number, "a sum of species", reason.reason, "write for example A + 2*B"
            ) from None
        for s in (*listed[-1][1], *listed[-1][2]):
            if s in parameters.known:
                raise no_parameter(path, number, s)
    met = dict.fromkeys(s for _, left, right, _ in listed for s in (*left, *right))
    names, known = parameters.after(list(met) if species is None else species)
    index = {name: i for i, name in enumerate(names)}
    sides: list[Polynomial] = [{} for _ in names]
    for number, before, after, rate in listed:
        for s in (*before, *after):
            if s not in index:
                raise wrong(path, number, "a species of the section init", s, "add it there")
        kind, _, rest = rate.partition(" ")
        if kind == "Hill":
            raise wrong(
                path, number, "mass action, or arbitrary and a polynomial", "Hill kinetics", "it is rational"
            )
        if kind == "arbitrary":
            change(sides, index, before, after, polynomial(path, number, rest, known))
            continue
        speed = polynomial(path, number, rate, known)
        try:
            react(sides, index, before, after, speed)
        except NotPolynomial as reason:
            raise wrong(
                path, number, "a reaction of low degree", f"{brief(rate, 60)} ({reason})", "mend the line"
            ) from None
    return names, sides


def no_parameter(path: Path, number: int, name: str) -> FormatError:
    """The refusal of a variable that is a parameter."""
    return wrong(path, number, "a variable that is no parameter", name, "rename one of the two")
