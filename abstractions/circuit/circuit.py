"""Circuits: directed acyclic graphs of named nodes, each a function of its parents' values.

Main definition   `Circuit`
Notes             Every node has finitely many values; its function is kept as a table of the numbers of
                  values, so that all inputs are evaluated at once, node after node, as arrays.
                  Nodes without a function are inputs.  An intervention sets nodes to values, whatever
                  their parents say.
Laws              `a_circuit_runs_as_its_functions_say` in `abstractions.testing.laws`
Source            J. Pearl, Causality, 2000 (deterministic structural causal models, do)
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import product
from math import prod
from typing import Any, TypeAlias

import numpy as np

from ..arrays import Ints, frozen
from ..errors import BudgetExceeded, Misuse, applied, brief

__all__ = ["Circuit", "Values"]

Values: TypeAlias = Mapping[str, Hashable]
"""Values of some nodes, by name."""

LARGEST = 20_000_000
"""So many combinations of parents' values are written into one table, or inputs listed, at most."""


@dataclass(frozen=True, eq=False, repr=False)
class Circuit:
    """Named nodes in an order in which parents come first.

    - ``names``    of the nodes
    - ``domains``  for each node, its values
    - ``parents``  for each node, the numbers of its parents
    - ``tables``   for each node, the number of its value for each combination of its parents' values
      (the last parent's the fastest), int32; None for an input
    - ``outputs``  the numbers of the nodes that count as output

    >>> c = Circuit.of({"a": lambda x, y: x ^ y, "out": lambda a: not a}, values={"x": (0, 1), "y": (0, 1)})
    >>> c.run({"x": 1, "y": 0})
    {'x': 1, 'y': 0, 'a': 1, 'out': False}
    >>> c.run({"x": 1, "y": 0}, do={"a": 0})["out"]
    True
    """

    names: tuple[str, ...]
    domains: tuple[tuple[Hashable, ...], ...]
    parents: tuple[tuple[int, ...], ...]
    tables: tuple[Ints | None, ...]
    outputs: tuple[int, ...]

    @classmethod
    def of(
        cls,
        functions: Mapping[str, Callable[..., Hashable] | Mapping[Any, Hashable]],
        *,
        values: Mapping[str, Iterable[Hashable]],
        parents: Mapping[str, Sequence[str]] | None = None,
        outputs: Sequence[str] | None = None,
    ) -> Circuit:
        """A circuit from functions of the parents' values, in their order; or from their tables.

        ``values``: of each input, and of other nodes if they may have more than their functions give.
        ``parents``: of each node (default: the names of the function's parameters).
        ``functions``: a table maps tuples of the parents' values (or the one value) to values.
        ``outputs``: default, the nodes with functions that are nobody's parents.
        Each function is called once for each combination of its parents' values.  Errors: `Misuse`
        for cycles, parents that do not exist, functions that raise or leave their node's values;
        `BudgetExceeded` for tables beyond 20 million entries.
        """
        given = {name: tuple(dict.fromkeys(of)) for name, of in values.items()}
        above = {name: parents_of(name, f, parents) for name, f in functions.items()}
        inputs = [name for name in given if name not in above]
        missing = [(name, p) for name, ps in above.items() for p in ps if p not in above and p not in given]
        if missing:
            name, parent = missing[0]
            raise Misuse(
                "every parent is a node",
                value=f"{parent}, a parent of {name}",
                reason="it has neither a function nor values",
                repair=f"give its function, or, if it is an input, values={{{parent!r}: ...}}",
            )
        names = ordered(inputs, above)
        number = {name: i for i, name in enumerate(names)}
        domains: list[tuple[Hashable, ...]] = []
        tables: list[Ints | None] = []
        for name in names:
            if name not in above:
                domains.append(nonempty(name, given[name]))
                tables.append(None)
                continue
            sides = [domains[number[p]] for p in above[name]]
            domain, table = tabulated(name, functions[name], above[name], sides, given.get(name))
            domains.append(domain)
            tables.append(table)
        used = {p for ps in above.values() for p in ps}
        last = list(outputs) if outputs is not None else [name for name in above if name not in used]
        return cls(
            tuple(names),
            tuple(domains),
            tuple(tuple(number[p] for p in above.get(name, ())) for name in names),
            tuple(tables),
            tuple(known(number, name, "the outputs") for name in last),
        )

    @classmethod
    def of_model(
        cls,
        variables: Sequence[str],
        values: Mapping[str, Iterable[Hashable]],
        parents: Mapping[str, Sequence[str]],
        functions: Mapping[str, Callable[..., Hashable]],
        outputs: Sequence[str] | None = None,
    ) -> Circuit:
        """The quadruple by which causal-model libraries describe a model, as it is.

        Variables without parents are inputs, whatever their functions.

        >>> print(Circuit.of_model(["x", "y"], {"x": [0, 1], "y": [0, 1]}, {"x": [], "y": ["x"]},
        ...                        {"x": lambda: 0, "y": lambda x: 1 - x}))
        2 nodes, 1 input of 2 values, output y
        """
        inner = [name for name in variables if len(parents.get(name, ()))]
        return cls.of(
            {name: functions[name] for name in inner},
            values={name: values[name] for name in variables},
            parents=parents,
            outputs=outputs,
        )

    @classmethod
    def of_graph(
        cls,
        graph: Any,
        functions: Mapping[str, Callable[..., Hashable]],
        values: Mapping[str, Iterable[Hashable]],
        outputs: Sequence[str] | None = None,
    ) -> Circuit:
        """From a `networkx.DiGraph`: a function takes its node's predecessors, in the order of the graph."""
        parents = {name: list(graph.predecessors(name)) for name in graph if name in functions}
        return cls.of(functions, values=values, parents=parents, outputs=outputs)

    @property
    def inputs(self) -> tuple[int, ...]:
        """The numbers of the inputs."""
        return tuple(i for i, table in enumerate(self.tables) if table is None)

    def number(self, name: str) -> int:
        """The number of a node.  Errors: `Misuse`."""
        return known({name: i for i, name in enumerate(self.names)}, name, "the circuit")

    def index(self, node: int, value: Any) -> int:
        """The number of a value of a node.  Errors: `Misuse`."""
        for i, v in enumerate(self.domains[node]):
            if v is value or v == value:
                return i
        raise Misuse(
            "a node has one of its values",
            value=f"{self.names[node]} = {brief(value)}",
            reason=f"its values are {brief(list(self.domains[node]))}",
            repair="use one of these, or give the node more `values`",
        )

    def run(self, inputs: Values, do: Values | None = None) -> dict[str, Hashable]:
        """The values of all nodes on one input, with some nodes set to values.  Errors: `Misuse`."""
        x = np.array([[self.index(i, self.given(inputs, i)) for i in self.inputs]], np.int32)
        fixed = {self.number(name): self.index(self.number(name), v) for name, v in (do or {}).items()}
        found = self.evaluate(x, {node: np.array([v], np.int32) for node, v in fixed.items()})
        return {name: self.domains[i][found[i, 0]] for i, name in enumerate(self.names)}

    def idle(self, inputs: Values, do: Values) -> list[str]:
        """The interventions that change nothing: those nodes have these values anyway.

        >>> c = Circuit.of({"y": lambda x: 1 - x}, values={"x": (0, 1)})
        >>> c.idle({"x": 0}, do={"y": 1})
        ['y']
        """
        before = self.run(inputs, {})
        return [name for name, value in do.items() if self.run(inputs, {name: value}) == before]

    def given(self, inputs: Values, node: int) -> Hashable:
        if self.names[node] not in inputs:
            raise Misuse(
                "every input has a value",
                value=f"nothing for {self.names[node]}",
                reason=f"given: {brief(dict(inputs))}",
                repair="give a value for each input",
            )
        return inputs[self.names[node]]

    def every_input(self) -> Ints:
        """All inputs, as numbers of values, shape (inputs, nodes that are inputs); the last the fastest."""
        sizes = [len(self.domains[i]) for i in self.inputs]
        within("inputs", prod(sizes), "give the `data` to look at")
        grid = np.indices(sizes, np.int32).reshape(len(sizes), -1).T if sizes else np.zeros((1, 0), np.int32)
        return frozen(np.ascontiguousarray(grid))

    def data(self, given: Iterable[Values] | Ints | None) -> Ints:
        """Inputs as numbers of values: all of them, or those given as mappings.  Errors: `Misuse`."""
        if given is None:
            return self.every_input()
        if isinstance(given, np.ndarray):
            return self.numbered(given)
        rows = [[self.index(i, self.given(x, i)) for i in self.inputs] for x in given]
        if not rows:
            raise Misuse(
                "there are data",
                value="no input",
                reason="averages over nothing are not defined",
                repair="give at least one input, or leave `data` out for all of them",
            )
        return np.array(rows, np.int32).reshape(len(rows), len(self.inputs))

    def numbered(self, given: Ints) -> Ints:
        """Inputs that are given as numbers of values.  Errors: `Misuse`."""
        sizes = np.array([len(self.domains[i]) for i in self.inputs], np.int64)
        fits = given.ndim == 2 and given.shape[1] == sizes.size and given.dtype.kind in "iu" and len(given)
        if not fits or not ((given >= 0) & (given < sizes)).all():
            raise Misuse(
                "data as an array are numbers of values, a row for each input",
                value=f"{given.dtype} of shape {given.shape}",
                reason=f"the inputs {', '.join(self.names[i] for i in self.inputs)} have {sizes.tolist()} values",
                repair="give mappings from names to values, or numbers from 0 on",
            )
        return given.astype(np.int32)

    def evaluate(
        self, data: Ints, do: Mapping[int, Ints] | None = None, only: Iterable[int] | None = None
    ) -> Ints:
        """The numbers of the values of all nodes, shape (nodes, inputs); one look-up a node and input.

        ``data``: shape (inputs, input nodes).  ``do``: for nodes that are set, the number of their value
        for each input.  ``only``: the nodes that are wanted, with all their ancestors (others: 0).
        """
        fixed = do or {}
        found = np.zeros((len(self.names), data.shape[0]), np.int32)
        column = {node: i for i, node in enumerate(self.inputs)}
        wanted = range(len(self.names)) if only is None else sorted(only)
        for node in wanted:
            table = self.tables[node]
            if node in fixed:
                found[node] = fixed[node]
            elif table is None:
                found[node] = data[:, column[node]]
            else:
                found[node] = table[self.entry(node, found)]
        return found

    def entry(self, node: int, found: Ints) -> Any:
        """Where the table of a node is read, for the values found of its parents."""
        at = np.zeros(found.shape[1], np.int64)
        for p in self.parents[node]:
            at = at * len(self.domains[p]) + found[p]
        return at

    def told(self, node: int, value: int) -> str:
        """A value of a node, in words."""
        return f"{self.names[node]} = {brief(self.domains[node][value])}"

    def __str__(self) -> str:
        sizes = [len(self.domains[i]) for i in self.inputs]
        said = f"{len(sizes)} input{'s' * (len(sizes) != 1)} of {prod(sizes)} values"
        names = ", ".join(self.names[i] for i in self.outputs)
        return f"{len(self.names)} nodes, {said}, output{'s' * (len(self.outputs) != 1)} {names}"

    def __repr__(self) -> str:
        return f"<Circuit: {self}>"


def parents_of(name: str, function: Any, parents: Mapping[str, Sequence[str]] | None) -> tuple[str, ...]:
    if parents is not None and name in parents:
        return tuple(parents[name])
    reason = "a table does not say who they are" if isinstance(function, Mapping) else "it is no function"
    if callable(function) and not isinstance(function, Mapping):
        try:
            said = list(inspect.signature(function).parameters.values())
        except (TypeError, ValueError):
            said, reason = [], "the names of its parameters are not known"
        if any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD, p.KEYWORD_ONLY) for p in said):
            said, reason = [], "its parameters do not all have names of their own and places"
        if said:
            return tuple(p.name for p in said)
    raise Misuse(
        "a node is a function of its parents",
        value=f"{name}: {brief(function)}",
        reason=reason,
        repair=f"give parents={{{name!r}: [...]}}, which may be empty",
    )


def ordered(inputs: Sequence[str], above: Mapping[str, Sequence[str]]) -> list[str]:
    """All names, parents first; inputs in the order given."""
    try:
        found = list(TopologicalSorter({name: list(ps) for name, ps in above.items()}).static_order())
    except CycleError as error:
        raise Misuse(
            "a circuit has no cycle",
            value=" -> ".join(reversed(error.args[1])),
            reason="the value of each would be needed for that of the next",
            repair="unroll it in time, one node for each step; or use `System`, which may have cycles",
        ) from None
    return [*inputs, *(name for name in found if name in above)]


def known(number: Mapping[str, int], name: str, where: str) -> int:
    if name not in number:
        raise Misuse(
            f"{where} names nodes",
            value=name,
            reason=f"the nodes are {brief(list(number))}",
            repair="use one of these",
        )
    return number[name]


def nonempty(name: str, domain: tuple[Hashable, ...]) -> tuple[Hashable, ...]:
    if not domain:
        raise Misuse(
            "a node has values",
            value=f"{name}: none",
            reason="an input without values has no run",
            repair="give at least one",
        )
    return domain


def within(what: str, count: int, repair: str) -> None:
    if count > LARGEST:
        raise BudgetExceeded(
            f"at most {LARGEST:,} {what} are listed",
            value=f"{count:,} {what}",
            reason="that is the number of combinations of values",
            repair=repair,
        )


def tabulated(
    name: str, function: Any, names: Sequence[str], sides: Sequence[Sequence[Hashable]], domain: Any
) -> tuple[tuple[Hashable, ...], Ints]:
    """The values of a node, and its table."""
    within(f"combinations of values of the parents of {name}", prod(map(len, sides)), "split the node")
    number = {v: i for i, v in enumerate(domain or ())}
    table = []
    for entry in product(*sides):
        said = ", ".join(f"{p} = {brief(v)}" for p, v in zip(names, entry))
        if isinstance(function, Mapping):
            key = entry if entry in function or len(entry) != 1 else entry[0]
            if key not in function:
                raise Misuse(
                    "a table has an entry for each combination of the parents' values",
                    value=f"{name} at {said}",
                    reason="there is none",
                    repair="add it",
                )
            value = function[key]
        else:
            value = applied(function, f"{name}({said})", *entry)
        if not isinstance(value, Hashable) or (domain is not None and value not in number):
            raise Misuse(
                "a function stays in the values of its node",
                value=f"{name} = {brief(value)} at {said}",
                reason=f"its values are {brief(list(number))}"
                if domain is not None
                else "it is not hashable",
                repair="mend the function, or give the node more `values`",
            )
        table.append(number.setdefault(value, len(number)))
    return tuple(number), frozen(np.array(table, np.int32))
