"""Alignments: which low nodes stand for a high node, and what their values mean there.

Main definition   `Alignment`
Source            A. Geiger et al., Causal abstraction, arXiv 2301.04709 (alignment, constructive abstraction)
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod
from typing import Any, TypeAlias

import numpy as np

from ..abstraction import Abstraction
from ..arguments import applied
from ..arrays import Ints, frozen
from ..errors import Misuse, brief
from .building import NOTHING, entries_of, names_in, within
from .circuit import Circuit, combinations_of, determined

__all__ = ["Alignment", "ValueMap"]

ValueMap: TypeAlias = Callable[..., Hashable] | Mapping[Any, Hashable] | Abstraction
"""What the values of a cell mean."""


@dataclass(frozen=True, eq=False)
class Alignment:
    """Two circuits; for each high node a *cell* of low nodes, and the high value that their values mean.

    - ``cells``  for each high node the numbers of its low nodes; empty for a node that is not aligned
    - ``maps``   for each high node the number of its value for each combination of its cell's values (the
      last node's the fastest), int32; -1 where none is said

    Cells are disjoint.  Inputs of high have cells of inputs of low, and outputs of high have cells.
    """

    low: Circuit
    high: Circuit
    cells: tuple[tuple[int, ...], ...]
    maps: tuple[Ints, ...]

    def __post_init__(self) -> None:
        """Refuse what is no alignment.  Errors: `Misuse`."""
        low, high = self.low, self.high
        disjoint({high.names[v]: [low.names[n] for n in cell] for v, cell in enumerate(self.cells)})
        for v, (cell, table) in enumerate(zip(self.cells, self.maps, strict=True)):
            beyond = [low.names[n] for n in cell if v in high.inputs and n not in low.inputs]
            if beyond or (not cell and v in high.inputs):
                raise Misuse(
                    "inputs of the high circuit stand for inputs of the low one",
                    value=f"{high.names[v]} for {', '.join(beyond) or 'nothing'}",
                    reason="what high reads must be known before low runs",
                    repair="make it an inner node of high, or align it with inputs",
                )
            size = prod(len(low.domains[n]) for n in cell) if cell else 0
            if table.shape != (size,) or (
                size and not -1 <= table.min() <= table.max() < len(high.domains[v])
            ):
                raise Misuse(
                    "a value map has the number of a high value for each combination of a cell's values",
                    value=f"{high.names[v]}: shape {table.shape}",
                    reason=f"there are {size} combinations, and {len(high.domains[v])} values (-1: none)",
                    repair="build it with Alignment.of",
                )

    @classmethod
    def of(
        cls,
        low: Circuit,
        high: Circuit,
        cells: Mapping[str, str | Sequence[str]] | None = None,
        maps: Mapping[str, ValueMap | None] | None = None,
    ) -> Alignment:
        """``cells``: by name; nodes of one name, where it says nothing of them, are aligned.

        ``maps``: functions of the values of the cell's nodes, or mappings from tuples of them (or from the
        one value); an `Abstraction` of these tuples, whose classes are the high values in their order; or None,
        to be found (not for inputs): a value means what high says on the inputs that give it.
        Default: the value itself.  Errors: `Misuse` for cells that overlap, inputs or outputs of high without
        a cell, values that no value of the high node is said to be, or that would have to mean two.

        >>> low = Circuit.of({"nor": lambda a, b: 1 - (a | b)}, values={"a": (0, 1), "b": (0, 1)})
        >>> high = Circuit.of({"any": lambda a, b: bool(a | b)}, values={"a": (0, 1), "b": (0, 1)})
        >>> low.domains[2], high.domains[2], Alignment.of(low, high, {"any": "nor"}, {"any": None}).maps[2].tolist()
        ((1, 0), (False, True), [0, 1])
        """
        named = {name: names_in(cell, f"the cell of {name}") for name, cell in (cells or {}).items()}
        for name in (*named, *(maps or ())):
            high.number(name)
        disjoint(named)
        taken = {low.number(node) for cell in named.values() for node in cell}
        found: list[tuple[int, ...]] = []
        for node, name in enumerate(high.names):
            cell = tuple(low.number(n) for n in named.get(name, ()))
            if name not in named and name in low.names and node not in high.chances:
                same = low.number(name)
                cell = () if same in taken or same in low.chances else (same,)
            if not cell and (node in high.inputs or node in high.outputs):
                raise Misuse(
                    "inputs and outputs of the high circuit are aligned",
                    value=name,
                    reason="no low node stands for it",
                    repair=f"say which: cells={{{name!r}: ...}}",
                )
            found.append(cell)
        sought = {high.number(name) for name, given in (maps or {}).items() if given is None}
        tables = [
            unknown(low, high, node, cell)
            if node in sought and cell and node not in high.inputs
            else value_map(low, high, node, cell, (maps or {}).get(high.names[node]))
            for node, cell in enumerate(found)
        ]
        begun = cls(low, high, tuple(found), tuple(tables))
        return begun.completed(sought - set(high.inputs)) if sought else begun

    def completed(self, nodes: Iterable[int]) -> Alignment:
        """With the maps of some nodes as all inputs force them to be.  Errors: `Misuse`."""
        determined(self.low, self.high)
        data = self.low.every_input()
        low_values, high_values = self.low.evaluate(data), self.high.evaluate(self.high_data(data))
        maps = list(self.maps)
        for node in nodes:
            code, says = self.code(node, low_values), high_values[node]
            table = maps[node].copy()
            table[code] = says
            wrong = np.flatnonzero(table[code] != says)
            if wrong.size:
                i = int(wrong[0])
                j = int(np.flatnonzero((code == code[i]) & (says != says[i]))[0])
                runs = (
                    ", ".join(self.low.told(n, int(v)) for n, v in zip(self.low.inputs, data[k].tolist()))
                    for k in sorted((i, j))
                )
                cell = ", ".join(self.low.told(n, int(low_values[n, i])) for n in self.cells[node])
                raise Misuse(
                    "a value of a cell means one value of its node",
                    value=f"{self.high.names[node]} in {cell}",
                    reason=f"high says different values on {' and on '.join(runs)}",
                    repair="align it with other nodes: `search` finds out which",
                )
            maps[node] = frozen(table)
        return replace(self, maps=tuple(maps))

    @property
    def inner(self) -> tuple[int, ...]:
        """The high nodes that are aligned, and neither inputs nor outputs."""
        ends = {*self.high.inputs, *self.high.outputs}
        return tuple(n for n, cell in enumerate(self.cells) if cell and n not in ends)

    @property
    def unmapped(self) -> tuple[int, ...]:
        """The low nodes that stand for nothing: in no cell, and no chance."""
        taken = {n for cell in self.cells for n in cell}
        return tuple(n for n in range(len(self.low.names)) if n not in taken and n not in self.low.chances)

    def code(self, node: int, low_values: Ints) -> Ints:
        """Which combination of values the cell of a high node has, for the values of all low nodes."""
        at = np.zeros(low_values.shape[1], np.int64)
        for n in self.cells[node]:
            at = at * len(self.low.domains[n]) + low_values[n]
        return at

    def image(self, node: int, low_values: Ints) -> Ints:
        """The number of the high value that the low values mean.  Errors: `Misuse` where none is said."""
        code = self.code(node, low_values)
        found = self.maps[node][code]
        if found.min(initial=0) < 0:
            at = int(np.flatnonzero(found < 0)[0])
            said = ", ".join(self.low.told(n, int(low_values[n, at])) for n in self.cells[node])
            raise Misuse(
                "a value map says what every value that occurs means",
                value=f"{self.high.names[node]} at {said}",
                reason="it says nothing of it, or no value of the node",
                repair="complete the map",
            )
        return found

    def high_data(self, data: Ints) -> Ints:
        """What the inputs of low mean to high, as numbers, shape (inputs, input nodes of high)."""
        low_values = np.zeros((len(self.low.names), data.shape[0]), np.int32)
        low_values[list(self.low.inputs)] = data.T
        columns = [self.image(n, low_values) for n in self.high.inputs]
        return np.stack(columns, 1) if columns else np.zeros((data.shape[0], 0), np.int32)

    def told(self, nodes: Iterable[int] | None = None) -> str:
        """The cells of some nodes (default: all but inputs), and what values mean that do not mean themselves."""
        parts = []
        shown = set(range(len(self.cells))) - set(self.high.inputs) if nodes is None else set(nodes)
        for v, cell in enumerate(self.cells):
            if not cell or v not in shown:
                continue
            names = ", ".join(self.low.names[n] for n in cell)
            sides = combinations_of([len(self.low.domains[n]) for n in cell]).tolist()
            means = []
            for code, w in zip(sides, self.maps[v].tolist()):
                values = tuple(self.low.domains[n][k] for n, k in zip(cell, code))
                value = values[0] if len(values) == 1 else values
                if w >= 0 and value != self.high.domains[v][w]:
                    means.append(f"{value!r} means {self.high.domains[v][w]!r}")
            parts.append(f"{self.high.names[v]} in {names}" + (f" ({', '.join(means)})" if means else ""))
        return "; ".join(parts)

    def __str__(self) -> str:
        return self.told()


def disjoint(named: Mapping[str, Sequence[str]]) -> None:
    """Refuse cells that overlap.  Errors: `Misuse`."""
    owner: dict[str, str] = {}
    for name, cell in named.items():
        for node in cell:
            if node in owner:
                raise Misuse(
                    "cells are disjoint",
                    value=f"{node}, in the cells of {owner[node]} and of {name}",
                    reason="one low node cannot be set for two high ones",
                    repair="give it to one of them, or split it",
                )
            owner[node] = name


def value_map(low: Circuit, high: Circuit, node: int, cell: Sequence[int], given: Any) -> Ints:
    """The number of the high value for each combination of the cell's values; -1 where there is none."""
    name, sides = high.names[node], [low.domains[n] for n in cell]
    if not cell:
        if given is not None:
            raise Misuse(
                "a value map belongs to a cell",
                value=name,
                reason="no low node stands for it",
                repair=f"say which: cells={{{name!r}: ...}}",
            )
        return frozen(np.empty(0, np.int32))
    if given is not None and not callable(given) and not isinstance(given, (Mapping, Abstraction)):
        raise Misuse(
            "a value map is a function, a mapping or an abstraction",
            value=f"{name}: {brief(given)}",
            reason=f"a {type(given).__name__} does not say what values mean",
            repair="give one of these, or None to have it found",
        )
    number = {v: i for i, v in enumerate(high.domains[node])}
    if isinstance(given, Abstraction):  # its classes are the values, in their order
        number = {i: i for i in range(len(high.domains[node]))}
    found = meanings(name, sides, given)
    table = [
        number.get(value, -1) if isinstance(value, Hashable) and value is not NOTHING else -1
        for value in found
    ]
    if max(table) < 0:
        raise Misuse(
            "a value map has values of the high node",
            value=f"{name}: none of {brief(list(high.domains[node]))}",
            reason="the values of its cell mean others" if given is not None else "the cell has other values",
            repair=f"give maps={{{name!r}: ...}}",
        )
    return frozen(np.array(table, np.int32))


def unknown(low: Circuit, high: Circuit, node: int, cell: Sequence[int]) -> Ints:
    """A value map that says nothing.  Errors: `BudgetExceeded`."""
    size = prod(len(low.domains[n]) for n in cell)
    within(f"combinations of values of the cell of {high.names[node]}", size, "make the cell smaller")
    return np.full(size, -1, np.int32)


def meanings(name: str, sides: Sequence[Sequence[Hashable]], given: Any) -> list[Any]:
    """What each combination of values of a cell means: a function's or mapping's value, or itself."""
    within(f"combinations of values of the cell of {name}", prod(map(len, sides)), "make the cell smaller")
    if isinstance(given, Abstraction):
        if given.labels.size != prod(map(len, sides)):
            raise Misuse(
                "an abstraction of a cell's values has a state for each combination of them",
                value=f"{name}: {given.labels.size} states",
                reason=f"there are {prod(map(len, sides))}, the last node's values the fastest",
                repair="give an abstraction of these",
            )
        return list(given.labels.tolist())
    if isinstance(given, Mapping):
        return entries_of(given, sides, f"the map of {name}")
    if given is not None:
        return [applied(given, f"the map of {name} at {brief(entry)}", *entry) for entry in product(*sides)]
    return [entry[0] if len(entry) == 1 else entry for entry in product(*sides)]
