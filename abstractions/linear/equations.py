"""Right hand sides of dynamics: from equations, and from a matrix.

Main definitions  `sides_of`, `affine`, `constants_of`
Law               `polynomials_mean_what_they_say` in `abstractions.testing.laws`
"""

from __future__ import annotations

from typing import Any

from ..arguments import listed, mapping_of
from ..errors import Misuse
from .expressions import read
from .matrices import rows_of
from .polynomials import NotPolynomial, Polynomial, constant, rational, variable
from .reader import identifiers

__all__ = ["affine", "both_ways", "constants_of", "sides_of"]


def sides_of(said: Any, parameters: Any) -> tuple[tuple[str, ...], list[Polynomial]]:
    """The variables, and what each of their equations says.  Errors: `Misuse`."""
    given = mapping_of(said, "equations", '{"x": "y", "y": "-x"}')
    names = identifiers(list(given), "the names of variables")
    known = {name: variable(i) for i, name in enumerate(names)}
    constants = constants_of(parameters)
    for name in names:
        if name in constants:
            raise both_ways(name)
    sides = []
    for name, side in zip(names, given.values()):
        try:
            sides.append(read(side, {**constants, **known}))
        except NotPolynomial as wrong:
            raise Misuse(
                f"the right hand side of {name} is a polynomial",
                value=side,
                reason=str(wrong),
                repair="name only variables and parameters; give a parameter a value, or the equation "
                "0 if it is to stay open; use sums, products and whole powers",
            ) from None
    return names, sides


def affine(matrix: Any, shift: Any, names: Any) -> tuple[tuple[str, ...], list[Polynomial]]:
    """The variables, and the rows of A x + b.  Errors: `Misuse`."""
    rows, width = rows_of(matrix, "the matrix")
    if len(rows) != width:
        raise Misuse(
            "the matrix of a linear map of the variables is square",
            value=f"{len(rows)} rows, {width} columns",
            reason="there is one of each for each variable",
            repair="check the shape",
        )
    given = [f"x{i}" for i in range(width)] if names is None else names
    shifts = [0] * width if shift is None else listed(shift, "the shifts", count=width)
    sides = []
    for i, row in enumerate(rows):
        side = constant(rational(shifts[i], f"shift {i}"))
        sides.append(side | {((j, 1),): v for j, v in row.items()})
    return identifiers(given, "the names of variables", count=width), sides


def constants_of(parameters: Any) -> dict[str, Polynomial]:
    """Parameters as constant polynomials, by name.  Errors: `Misuse`."""
    if parameters is None:
        return {}
    given = mapping_of(parameters, "parameters", '{"k": "1/2"}')
    names = identifiers(list(given), "the names of parameters")
    return {
        name: constant(rational(value, f"the parameter {name}")) for name, value in zip(names, given.values())
    }


def both_ways(name: str) -> Misuse:
    """The refusal of a parameter that is a variable."""
    return Misuse(
        "a name is a variable or a parameter",
        value=name,
        reason="it has an equation and a value",
        repair="leave out one of the two",
    )
