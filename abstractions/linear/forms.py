"""Linear forms in named variables, however they are given.

Main definitions  `form`, `forms`, `place`
Notes             A form is a row: a mapping from the places of variables to coefficients that are not zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..arguments import applied, listed, whole
from ..errors import Misuse, brief
from .expressions import read
from .matrices import Row, rows_of
from .polynomials import NotPolynomial, Polynomial, rational, text_of, variable

__all__ = ["form", "forms", "place"]


def form(
    said: Any,
    places: Mapping[str, int],
    what: str = "an observable",
    constants: Mapping[str, Polynomial] | None = None,
) -> Row:
    """A linear form: a text, an expression, a mapping from variables (by name or number), or one number for each.

    ``places``: the number of each variable.  ``constants``: what other names stand for.
    Errors: `Misuse` if it is not linear, or has a constant term.

    >>> form("x - 2*y", {"x": 0, "y": 1})
    {0: Fraction(1, 1), 1: Fraction(-2, 1)}
    """
    if isinstance(said, Mapping):
        found: Row = {}
        for name, factor in said.items():
            i = place(name, places)
            if i in found:
                raise Misuse(
                    f"{what} names each variable once",
                    value=said,
                    reason=f"{name} is there twice, by name and by number",
                    repair="leave out one of the two",
                )
            found[i] = rational(factor, f"the factor of {name}")
        return {i: c for i, c in found.items() if c}
    if (isinstance(said, np.ndarray) and said.ndim) or (
        isinstance(said, Sequence) and not isinstance(said, str)
    ):
        return rows_of([listed(said, what)], what, len(places))[0][0]
    known = {**(constants or {}), **{name: variable(i) for name, i in places.items()}}
    try:
        p = read(said, known)
    except NotPolynomial as wrong:
        raise Misuse(
            f"{what} is linear", value=said, reason=str(wrong), repair="name only variables"
        ) from None
    for m in p:
        if sum(e for _, e in m) != 1:
            raise Misuse(
                f"{what} is linear",
                value=said,
                reason=f"it has the term {text_of([(m, p[m])], list(places))}",
                repair="leave out the constant: it tells nothing"
                if not m
                else "give the product a variable of its own, with its derivative, and observe that",
            )
    return {m[0][0]: c for m, c in p.items()}


def forms(keep: Any, places: Mapping[str, int]) -> list[Row]:
    """Several: a list, a matrix with a column for each variable, or a single one.  Errors: `Misuse`."""
    if hasattr(keep, "tocoo") or hasattr(keep, "todok") or (isinstance(keep, np.ndarray) and keep.ndim == 2):
        return rows_of(keep, "the matrix of observables", len(places))[0]
    if isinstance(keep, str | Mapping) or hasattr(type(keep), "free_symbols"):
        keep = [keep]
    given = listed(keep, "the observables")
    if isinstance(keep, set | frozenset):  # in an order that is the same tomorrow
        given.sort(key=str)
    return [form(said, places, f"observable {i}") for i, said in enumerate(given)]


def place(name: Any, places: Mapping[str, int]) -> int:
    """The number of a variable, given by name or by number.  Errors: `Misuse`."""
    if isinstance(name, int | np.integer) and not isinstance(name, bool):
        return whole(name, "the number of a variable", most=len(places) - 1)
    said = applied(str, "the name of a variable", name)
    if said not in places:
        raise Misuse(
            "a variable is known",
            value=name,
            reason=f"the {len(places)} variables are {brief(', '.join(places), 60)}",
            repair="use one of them",
        )
    return places[said]
