"""Reducing a circuit to cells: each becomes one node, a function of the cells that reach it.

Main definitions  `reduced`, `FlowsPast`, `CyclicCells`
Notes             Nodes of no cell are left out, those of a cell become one variable.  That is legitimate iff
                  nothing but cells matters, and cells do not read each other in a circle.
Law               `reduced_circuits_run_as_before` in `abstractions.testing.laws`
Source            A. Geiger et al., Causal abstraction, arXiv 2301.04709 (marginalisation, variable merge)
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from ...arrays import Ints, frozen
from ...errors import Misuse
from ...verdict import Fails, Holds, Verdict
from ..building import within
from ..circuit import Circuit, Values, combinations_of, determined, said

__all__ = ["CyclicCells", "FlowsPast", "reduced"]


@dataclass(frozen=True)
class FlowsPast:
    """Two inputs on which a cell differs although all cells that it reads are set alike."""

    circuit: Circuit
    cell: tuple[str, ...]
    do: Values
    inputs: tuple[Values, Values]

    @property
    def sides(self) -> tuple[Values, Values]:
        """The values of the cell."""
        runs = [self.circuit.run(x, self.do) for x in self.inputs]
        return tuple({name: run[name] for name in self.cell} for run in runs)  # type: ignore[return-value]

    def replay(self) -> bool:
        """Whether they do differ."""
        return self.sides[0] != self.sides[1]

    def __str__(self) -> str:
        set_to = f"with {said(self.do)}\n" if self.do else ""
        lines = [f"on {said(x)}: {said(side)}" for x, side in zip(self.inputs, self.sides)]
        return set_to + "\n".join(lines)


@dataclass(frozen=True)
class CyclicCells:
    """Cells each of which reads the one before it."""

    cells: tuple[str, ...]

    def __str__(self) -> str:
        return f"cells read each other in a circle: {' -> '.join(self.cells)}"


def reduced(circuit: Circuit, cells: Mapping[str, Sequence[str]]) -> Verdict[Circuit]:
    """The circuit of some cells, each of which becomes one node; or why there is none.

    A node of one cell keeps its values, one of several has tuples.  It reads the cells that reach it
    through nodes of no cell.  Outputs are the cells that hold one.

    >>> c = Circuit.of({"A": lambda x: 1 - x, "out": lambda A: 1 - A}, values={"x": (0, 1)})
    >>> reduced(c, {"x": ["x"], "out": ["out"]}).unwrap().run({"x": 0})
    {'x': 0, 'out': 0}
    """
    import networkx as nx

    determined(circuit)
    nodes = {name: tuple(circuit.number(n) for n in cell) for name, cell in cells.items()}
    owner = {n: name for name, cell in nodes.items() for n in cell}
    if len(owner) < sum(map(len, nodes.values())):
        raise Misuse(
            "cells are disjoint",
            value=str({name: list(cell) for name, cell in cells.items()}),
            reason="a node becomes part of one node",
            repair="give it to one of them",
        )
    ways = {name: Way.of(circuit, name, cell, owner) for name, cell in nodes.items()}
    claim = "cells are functions of cells"
    graph = nx.DiGraph()
    graph.add_nodes_from(cells)
    graph.add_edges_from((p, name) for name, way in ways.items() for p in way.parents)
    if not nx.is_directed_acyclic_graph(graph):
        circle = [p for p, _ in nx.find_cycle(graph)]
        return Fails(claim, CyclicCells((*circle, circle[0])), "merge these cells")
    place = {name: (not ways[name].is_input, max(cell)) for name, cell in nodes.items()}
    order = list(nx.lexicographical_topological_sort(graph, key=place.__getitem__))
    number = {name: i for i, name in enumerate(order)}
    domains: list[tuple[Hashable, ...]] = []
    tables: list[Ints | None] = []
    for name in order:
        domains.append(values_of(circuit, nodes[name]))
        if ways[name].is_input:
            tables.append(None)
            continue
        found = ways[name].table(circuit, nodes)
        if isinstance(found, FlowsPast):
            return Fails(claim, found, "make the node that matters a cell, or part of one")
        tables.append(found)
    outputs = tuple(i for i, name in enumerate(order) if set(nodes[name]) & set(circuit.outputs))
    parents = tuple(tuple(number[p] for p in ways[name].parents) for name in order)
    return Holds(claim, Circuit(tuple(order), tuple(domains), parents, tuple(tables), outputs))


def values_of(circuit: Circuit, cell: Sequence[int]) -> tuple[Hashable, ...]:
    """The values of a cell, in the order of their codes."""
    if len(cell) == 1:
        return circuit.domains[cell[0]]
    within("combinations of values of a cell", prod(len(circuit.domains[n]) for n in cell), "split the cell")
    codes = combinations_of([len(circuit.domains[n]) for n in cell]).tolist()
    return tuple(tuple(circuit.domains[n][v] for n, v in zip(cell, code)) for code in codes)


@dataclass(frozen=True)
class Way:
    """How a cell is reached: the cells that it reads, the inputs of no cell, and all nodes between."""

    name: str
    cell: tuple[int, ...]
    parents: tuple[str, ...]
    free: tuple[int, ...]
    between: tuple[int, ...]
    is_input: bool

    @classmethod
    def of(cls, circuit: Circuit, name: str, cell: tuple[int, ...], owner: Mapping[int, str]) -> Way:
        inputs = [n for n in cell if circuit.tables[n] is None]
        if 0 < len(inputs) < len(cell) or not cell:
            raise Misuse(
                "a cell holds inputs, or nodes with functions",
                value=f"{name}: {', '.join(circuit.names[n] for n in cell) or 'nothing'}",
                reason="it becomes one node, which is either",
                repair="make two cells of it",
            )
        if inputs:
            return cls(name, cell, (), (), cell, True)
        parents: set[str] = set()
        free: set[int] = set()
        between, waiting = set(cell), list(cell)
        while waiting:
            for p in circuit.parents[waiting.pop()]:
                if p in owner and owner[p] != name:
                    parents.add(owner[p])
                elif circuit.tables[p] is None:
                    free.add(p)
                elif p not in between:
                    between.add(p)
                    waiting.append(p)
        order = sorted(parents, key=list(dict.fromkeys(owner.values())).index)
        return cls(name, cell, tuple(order), tuple(sorted(free)), tuple(sorted(between)), False)

    def table(self, circuit: Circuit, nodes: Mapping[str, tuple[int, ...]]) -> Ints | FlowsPast:
        """The number of the cell's value for each combination of those of the cells it reads."""
        read = [n for p in self.parents for n in nodes[p]]
        sizes = [len(circuit.domains[n]) for n in read]
        loose = [len(circuit.domains[n]) for n in self.free]
        within(f"entries of the table of {self.name}", prod(sizes) * prod(loose), "make cells smaller")
        set_to, others = combinations_of(sizes), combinations_of(loose)
        do = {n: np.repeat(column, len(others)) for n, column in zip(read, set_to.T)}
        do |= {n: np.tile(column, len(set_to)) for n, column in zip(self.free, others.T)}
        rows = np.zeros((len(set_to) * len(others), len(circuit.roots)), np.int32)
        values = circuit.evaluate(rows, do, {*self.between, *read, *self.free})
        code = np.zeros(len(rows), np.int64)
        for n in self.cell:
            code = code * len(circuit.domains[n]) + values[n]
        grid = code.reshape(len(set_to), len(others))
        wrong = np.argwhere(grid != grid[:, :1])
        if not wrong.size:
            return frozen(grid[:, 0].astype(np.int32))
        at, other = wrong[0].tolist()
        rest = {circuit.names[n]: circuit.domains[n][0] for n in circuit.roots}

        def named(over: Sequence[int], codes: Ints) -> dict[str, Any]:
            return {circuit.names[n]: circuit.domains[n][v] for n, v in zip(over, codes.tolist())}

        inputs = tuple(rest | named(self.free, others[i]) for i in (0, other))
        cell = tuple(circuit.names[n] for n in self.cell)
        return FlowsPast(circuit, cell, named(read, set_to[at]), inputs)  # type: ignore[arg-type]
