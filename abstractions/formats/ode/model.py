"""What an ``.ode`` file says: dynamics, initial values, parameters, blocks, views.

Main definitions  `OdeModel`, `path_of`
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from ...arguments import applied, listed, mapping_of
from ...errors import Misuse
from ...linear import Dynamics
from ...linear.forms import form
from ...linear.matrices import Row
from ...linear.polynomials import constant, rational
from ...linear.reader import identifiers

__all__ = ["OdeModel", "path_of"]


@dataclass(frozen=True)
class OdeModel:
    """A model in an ``.ode`` file: its dynamics, and what else is said of it.

    ``initial``: the values that are not 0.  ``parameters``: names that have a value, and are no variables.
    ``blocks``: the variables that are put together; ``views``: expressions to be looked at, as written.
    Errors: `Misuse`.

    >>> model = OdeModel("m", Dynamics.of({"x": "y", "y": "x"}), {"x": "1/2", "y": 0}, blocks=[["x", "y"]])
    >>> model.initial, model.observables
    ({'x': Fraction(1, 2)}, ['x + y'])
    """

    name: str
    dynamics: Dynamics
    initial: Mapping[str, Fraction] = field(default_factory=dict)
    parameters: Mapping[str, Fraction] = field(default_factory=dict)
    blocks: tuple[tuple[str, ...], ...] = ()
    views: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        f: Any = self.dynamics
        if not isinstance(self.name, str) or not isinstance(f, Dynamics):
            raise Misuse(
                "a model has a name and polynomial dynamics",
                value=(self.name, f),
                reason=f"they are a {type(self.name).__name__} and a {type(f).__name__}",
                repair="write OdeModel(name, Dynamics.of({...}))",
            )
        parameters = numbers("parameter", self.parameters)
        for name in parameters:
            if name in f.places:
                raise foreign("a parameter is no variable", name, "a variable of the dynamics is called so")
        initial = numbers("initial value", self.initial)
        for name in initial:
            if name not in f.places:
                raise foreign("an initial value is that of a variable", name, "no variable is called so")
        blocks = tuple(
            identifiers(block, f"the variables of block {i}")
            for i, block in enumerate(listed(self.blocks, "the blocks"))
        )
        names = [name for block in blocks for name in block]
        for i, name in enumerate(names):
            if name not in f.places or name in names[:i]:
                raise foreign("each variable is in at most one block", name, "it is in two, or no variable")
        if () in blocks:
            raise foreign("a block has variables", blocks, "one is empty")
        views = mapping_of(self.views, "views", '{"total": "x + y"}')
        for name, said in zip(identifiers(list(views), "the names of views"), views.values()):
            if not isinstance(said, str) or not said.strip():
                raise foreign(f"the view {name} is an expression", said, "it is no text, or an empty one")
        object.__setattr__(self, "parameters", parameters)
        object.__setattr__(self, "initial", {name: v for name, v in initial.items() if v})
        object.__setattr__(self, "blocks", blocks)
        object.__setattr__(self, "views", {str(name): said.strip() for name, said in views.items()})

    def __hash__(self) -> int:
        return hash((self.name, self.dynamics, self.blocks))

    @property
    def observables(self) -> list[str]:
        """The sum of each block: what constrained lumping is asked to keep."""
        return [" + ".join(block) for block in self.blocks]

    def form(self, said: Any, what: str = "an observable") -> Row:
        """A linear form in the variables, in which parameters stand for their values.  Errors: `Misuse`.

        >>> OdeModel("m", Dynamics.of({"x": 0}), {}, {"k": 3}).form("k*x")
        {0: Fraction(3, 1)}
        """
        constants = {name: constant(v) for name, v in self.parameters.items()}
        return form(said, self.dynamics.places, what, constants)


def numbers(what: str, given: Any) -> dict[str, Fraction]:
    """Exact numbers by name.  Errors: `Misuse`."""
    said = mapping_of(given, f"{what}s", '{"x": "1/2"}')
    names = identifiers(list(said), f"the names of {what}s")
    return {name: rational(v, f"the {what} of {name}") for name, v in zip(names, said.values())}


def foreign(claim: str, value: object, reason: str) -> Misuse:
    return Misuse(claim, value=value, reason=reason, repair="rename it, or leave it out")


def path_of(path: Any) -> Path:
    """The path that a text or a path-like value names.  Errors: `Misuse`."""
    if not isinstance(path, str | os.PathLike) or not isinstance(os.fspath(path), str):
        raise Misuse(
            "a file has a path",
            value=path,
            reason=f"a {type(path).__name__} is none",
            repair='write for example "model.ode"',
        )
    if b"\0" in applied(os.fsencode, "the path of a file", os.fspath(path)):
        raise Misuse(
            "a file has a path", value=repr(path), reason="it has a zero byte", repair="leave it out"
        )
    return Path(path)
