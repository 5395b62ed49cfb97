"""Reading ``.ode`` files.

Main definitions  `read_ode`
Law               `reading_an_ode_file_undoes_writing` in `abstractions.testing.laws`
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Literal

from ...arguments import chosen
from ...errors import brief
from ...linear import Dynamics
from ...linear.dynamics import Time
from ...linear.polynomials import Polynomial, constant
from ..text import read_text, wrong
from .dynamics import Parameters, derivatives, network, number_of
from .model import OdeModel, path_of
from .sections import Lines, entries, sections

__all__ = ["read_ode"]


def read_ode(
    path: str | Path,
    *,
    parameters: Literal["values", "variables"] = "values",
    time: Time = "continuous",
) -> OdeModel:
    """The model in an ``.ode`` file.

    ``parameters``: "values" puts in the values; "variables" makes each a variable that stays, so that what is
    found holds for all values; one that a line says by others (``k2 = 2*k1``) changes with them, and is no
    variable of its own.  ``time``: "discrete" takes ``d(x)`` for the next value of x; what has no
    equation stays as it is in both.  Linear in the length of the file.  Errors: `FormatError` with the line.
    """
    chosen("`parameters`", parameters, "values", "variables")
    chosen("`time`", time, "continuous", "discrete")
    file = path_of(path)
    name, lines = sections(file, read_text(file))
    if ("ODE" in lines) == ("reactions" in lines):
        found = "both" if "ODE" in lines else "none"
        raise wrong(file, None, "one section ODE or reactions", found, "say the dynamics once")
    values: dict[str, Fraction] = {}
    known: dict[str, Polynomial] = {}
    stated = list(entries(file, lines.get("parameters", [])))
    for number, key, said in stated:
        if key in values:
            raise wrong(file, number, "a parameter once", key, "remove one of the two lines")
        if not said:
            raise wrong(file, number, "name = value", key, "give the parameter a value")
        values[key] = number_of(file, number, said, known)
        known[key] = constant(values[key])
    initial: dict[str, Fraction] = {}
    for number, key, said in entries(file, lines.get("init", [])):
        if key in initial or key in values:
            raise wrong(
                file, number, "a variable once, and no parameter", key, "rename or remove one of the two"
            )
        initial[key] = number_of(file, number, said, known) if said else Fraction(0)
    equations = derivatives if "ODE" in lines else network
    species = list(initial) if "init" in lines else None
    told = lines[("reactions", "ODE")["ODE" in lines]]
    meant = Parameters.opened(file, stated) if parameters == "variables" else Parameters(known, ())
    names, sides = equations(file, told, species, meant, time == "discrete")
    initial |= {name: values[name] for name in meant.open}
    dynamics = Dynamics.from_polynomials(names, sides, time)
    blocks = tuple(blocks_of(file, lines.get("partition", []), dynamics))
    views: dict[str, str] = {}
    for number, key, said in entries(file, lines.get("views", [])):
        if key in views:
            raise wrong(file, number, "a view once", key, "rename or remove one of the two")
        if not said:
            raise wrong(file, number, "name = expression", key, "say what is looked at")
        views[key] = said
    return OdeModel(name, dynamics, initial, values if parameters == "values" else {}, blocks, views)


def blocks_of(path: Path, lines: Lines, f: Dynamics) -> Iterator[tuple[str, ...]]:
    """Blocks ``{a, b}``, with commas between them."""
    block: list[str] | None = None
    taken: set[str] = set()
    for number, line in lines:
        for mark in re.findall(r"\w+|[^\w\s]", line):
            if block is None and mark == "{":
                block = []
            elif block and mark == "}":
                yield tuple(block)
                block = None
            elif block is not None and mark[0].isidentifier():
                if mark not in f.places or mark in taken:
                    raise wrong(
                        path, number, "each variable in at most one block", mark, "mend the partition"
                    )
                block.append(mark)
                taken.add(mark)
            elif mark != ",":
                raise wrong(path, number, "{a, b}, {c}", brief(line, 60), "put names into braces")
    if block is not None:
        raise wrong(path, lines[-1][0], "} after the last block", "end partition", "close it")
