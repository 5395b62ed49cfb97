"""Circuits: directed acyclic graphs of named nodes, each a function of its parents' values.

Main definition   `Circuit`
Notes             Every node has finitely many values; its function is kept as a table of the numbers of
                  values, so that all inputs are evaluated at once, node after node, as arrays.
                  Nodes without a function are inputs; or *chances*, which are drawn and not given, if the
                  circuit has stochastic nodes.  An intervention sets nodes to values, whatever their
                  parents say.
Laws              `a_circuit_runs_as_its_functions_say`, `a_stochastic_circuit_draws_as_its_tables_say` in
                  `abstractions.testing.laws`
Source            J. Pearl, Causality, 2000 (deterministic structural causal models, do)
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import lcm, prod
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from ..arrays import Ints, frozen
from ..errors import BudgetExceeded, Misuse, brief
from ..system.exact import machine_sized
from .building import built, known, within

__all__ = ["Circuit", "Draws", "Values"]

Values: TypeAlias = Mapping[str, Hashable]
"""Values of some nodes, by name."""


VALUES = 10**9
"""So many values of nodes on inputs, at most, four bytes each."""


class Draws(NamedTuple):
    """Inputs with all values of the chances: ``rows`` as `Circuit.evaluate` takes them, for each the
    number of the input it is of, and its probability times ``total``, a whole number.
    """

    rows: Ints
    of: Ints
    weights: npt.NDArray[Any]
    total: int


@dataclass(frozen=True, eq=False, repr=False)
class Circuit:
    """Named nodes in an order in which parents come first.

    - ``names``    of the nodes
    - ``domains``  for each node, its values
    - ``parents``  for each node, the numbers of its parents
    - ``tables``   for each node, the number of its value for each combination of its parents' values
      (the last parent's the fastest), int32; None for an input
    - ``outputs``  the numbers of the nodes that count as output
    - ``chances``  for the inputs that are drawn, by number, the probabilities of their values

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
    chances: Mapping[int, tuple[Fraction, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        functions: Mapping[str, Callable[..., Any] | Mapping[Any, Any]],
        *,
        values: Mapping[str, Iterable[Hashable]],
        parents: Mapping[str, Sequence[str]] | None = None,
        outputs: Sequence[str] | None = None,
    ) -> Circuit:
        """A circuit from functions of the parents' values, in their order; or from their tables.

        ``values``: of each input, and of other nodes if they may have more than their functions give.
        ``parents``: of each node (default: the names of the function's parameters that have no default).
        ``functions``: a table maps tuples of the parents' values (or the one value) to values.  Where a
        function or table gives a mapping from values to probabilities, the node is stochastic.
        ``outputs``: default, the nodes with functions that are nobody's parents.
        Each function is called once for each combination of its parents' values.  Errors: `Misuse`
        for cycles, parents that do not exist, functions that raise or leave their node's values,
        probabilities that do not sum to one; `BudgetExceeded` for tables beyond 20 million entries.

        >>> noisy = Circuit.of({"y": lambda x: {x: "9/10", 1 - x: "1/10"}}, values={"x": (0, 1)})
        >>> noisy.distribution({"x": 1})
        {(1,): Fraction(9, 10), (0,): Fraction(1, 10)}
        """
        return cls(*built(functions, values, parents, outputs))

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
        number = {name: i for i, name in enumerate(variables)}
        for what, named in (("`values`", values), ("`parents`", parents), ("`functions`", functions)):
            for name in named:
                known(number, name, what)
        for what, needed, named in (("values", variables, values), ("a function", inner, functions)):
            for name in needed:
                if name not in named:
                    raise Misuse(
                        f"every variable has {what}" + " if it has parents" * (named is functions),
                        value=name,
                        reason=f"given: {brief(list(named))}",
                        repair=f"give {what} for it",
                    )
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
        if not hasattr(graph, "predecessors"):
            raise Misuse(
                "a circuit is a directed graph",
                value=type(graph).__name__,
                reason="edges without direction do not say who reads whom",
                repair="give a networkx.DiGraph",
            )
        for name in graph:
            known(dict.fromkeys((*functions, *values), 0), name, "the graph, which need functions or values,")
        parents = {name: list(graph.predecessors(name)) for name in graph if name in functions}
        return cls.of(functions, values=values, parents=parents, outputs=outputs)

    @cached_property
    def roots(self) -> tuple[int, ...]:
        """The numbers of the nodes without a function: inputs, and chances."""
        return tuple(i for i, table in enumerate(self.tables) if table is None)

    @cached_property
    def inputs(self) -> tuple[int, ...]:
        """The numbers of the inputs that are given."""
        return tuple(i for i in self.roots if i not in self.chances)

    @cached_property
    def stochastic(self) -> tuple[int, ...]:
        """The numbers of the nodes that read a chance."""
        return tuple(n for n, above in enumerate(self.parents) if any(p in self.chances for p in above))

    @cached_property
    def places(self) -> tuple[dict[Hashable, int], ...]:
        """For each node, the number of each of its values."""
        return tuple({v: i for i, v in enumerate(domain)} for domain in self.domains)

    def number(self, name: str) -> int:
        """The number of a node.  Errors: `Misuse`."""
        return known({name: i for i, name in enumerate(self.names)}, name, "the circuit")

    def index(self, node: int, value: Any) -> int:
        """The number of a value of a node.  Errors: `Misuse`."""
        if isinstance(value, Hashable) and value in self.places[node]:
            return self.places[node][value]
        raise Misuse(
            "a node has one of its values",
            value=f"{self.names[node]} = {brief(value)}",
            reason=f"its values are {brief(list(self.domains[node]))}",
            repair="use one of these, or give the node more `values`",
        )

    def run(self, inputs: Values, do: Values | None = None) -> dict[str, Hashable]:
        """The values of all nodes on one input, with some nodes set to values.  Errors: `Misuse`.

        Of a stochastic circuit the values of its chances are needed too.
        """
        self.only_inputs(inputs)
        x = np.array([[self.index(i, self.given(inputs, i)) for i in self.roots]], np.int32)
        found = self.evaluate(x, {n: np.array([v], np.int32) for n, v in self.numbers(do).items()})
        return {name: self.domains[i][found[i, 0]] for i, name in enumerate(self.names)}

    def only_inputs(self, inputs: Values) -> None:
        """Refuse values of nodes that are no inputs.  Errors: `Misuse`."""
        known_names = {self.names[n] for n in self.roots}
        for name in inputs if isinstance(inputs, Mapping) else ():
            if name not in known_names:
                raise Misuse(
                    "an input has values of inputs",
                    value=f"{brief(name)} = {brief(inputs[name])}",
                    reason=f"the inputs are {', '.join(sorted(known_names))}",
                    repair="set other nodes by `do`, or leave it out",
                )

    def numbers(self, values: Values | None) -> dict[int, int]:
        """Nodes and values by number.  Errors: `Misuse`."""
        return {self.number(name): self.index(self.number(name), v) for name, v in (values or {}).items()}

    def distribution(
        self, inputs: Values, do: Values | None = None, of: Sequence[str] | None = None
    ) -> dict[tuple[Hashable, ...], Fraction]:
        """How probable each combination of values of some nodes is (default: of the outputs), exactly.

        Cost: one run for each combination of values of the chances.  Errors: `Misuse`.
        """
        nodes = self.outputs if of is None else tuple(self.number(name) for name in of)
        draws = self.drawn(self.data([inputs]))
        size = draws.of.size
        found = self.evaluate(
            draws.rows, {n: np.full(size, v, np.int32) for n, v in self.numbers(do).items()}
        )
        sums: dict[tuple[Hashable, ...], Fraction] = {}
        for column, weight in zip(found[list(nodes)].T.tolist(), draws.weights.tolist()):
            key = tuple(self.domains[n][v] for n, v in zip(nodes, column))
            sums[key] = sums.get(key, Fraction(0)) + Fraction(weight, draws.total)
        return dict(sorted(sums.items(), key=lambda item: -item[1]))

    def idle(self, inputs: Values, do: Values) -> list[str]:
        """The interventions that change nothing: those nodes have these values anyway.

        >>> c = Circuit.of({"y": lambda x: 1 - x}, values={"x": (0, 1)})
        >>> c.idle({"x": 0}, do={"y": 1})
        ['y']
        """
        before = self.run(inputs, {})
        return [name for name, value in do.items() if self.run(inputs, {name: value}) == before]

    def given(self, inputs: Values, node: int) -> Hashable:
        if not isinstance(inputs, Mapping):
            raise Misuse(
                "an input is a mapping from names to values",
                value=inputs,
                reason=f"a {type(inputs).__name__} does not say which value is whose",
                repair=f"write for example {brief({self.names[n]: self.domains[n][0] for n in self.inputs})}",
            )
        if self.names[node] not in inputs:
            raise Misuse(
                "every input has a value",
                value=f"nothing for {self.names[node]}",
                reason=f"given: {brief(dict(inputs))}",
                repair="ask for the `distribution`, or give the values of the chances"
                if node in self.chances
                else "give a value for each input",
            )
        return inputs[self.names[node]]

    def every_input(self) -> Ints:
        """All inputs, as numbers of values, shape (inputs, nodes that are inputs); the last the fastest."""
        sizes = [len(self.domains[i]) for i in self.inputs]
        within("inputs", prod(sizes), "give the `data` to look at")
        return combinations_of(sizes)

    def data(self, given: Iterable[Values] | Ints | None) -> Ints:
        """Inputs as numbers of values: all of them, or those given as mappings.  Errors: `Misuse`."""
        if given is None:
            return self.every_input()
        if isinstance(given, np.ndarray):
            return self.numbered(given)
        if not isinstance(given, Iterable) or isinstance(given, (str, Mapping)):
            raise Misuse(
                "data are several inputs",
                value=given,
                reason=f"a {type(given).__name__} is not a list of mappings from names to values",
                repair="write for example [{...}, {...}]",
            )
        rows = []
        for x in given:
            self.only_inputs(x)
            rows.append([self.index(i, self.given(x, i)) for i in self.inputs])
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

    def drawn(self, data: Ints) -> Draws:
        """Every input with every combination of values of the chances.  Errors: `BudgetExceeded`."""
        nodes = sorted(self.chances)
        sizes = [len(self.domains[n]) for n in nodes]
        within("combinations of inputs and chances", len(data) * prod(sizes), "give fewer `data`")
        chosen = combinations_of(sizes)
        unit = lcm(*(w.denominator for n in nodes for w in self.chances[n]))
        weights = [
            prod(int(self.chances[n][v] * unit) for n, v in zip(nodes, row)) for row in chosen.tolist()
        ]
        of = np.repeat(np.arange(len(data)), len(weights))
        columns = dict(zip(self.inputs, data[of].T)) | dict(zip(nodes, np.tile(chosen, (len(data), 1)).T))
        rows = np.stack([columns[n] for n in self.roots], 1) if columns else np.zeros((of.size, 0), np.int32)
        return Draws(rows, of, np.tile(machine_sized(weights, of[: len(weights)]), len(data)), sum(weights))

    def evaluate(
        self, data: Ints, do: Mapping[int, Ints] | None = None, only: Iterable[int] | None = None
    ) -> Ints:
        """The numbers of the values of all nodes, shape (nodes, inputs); one look-up a node and input.

        ``data``: shape (inputs, roots).  ``do``: for nodes that are set, the number of their value
        for each input.  ``only``: the nodes that are wanted, with all their ancestors (others: 0).
        """
        fixed = do or {}
        if len(self.names) * data.shape[0] > VALUES:
            raise BudgetExceeded(
                f"at most {VALUES:,} values are held at once",
                value=f"{len(self.names):,} nodes on {data.shape[0]:,} inputs",
                reason="the value of each node on each input is kept",
                repair="give fewer `data`",
            )
        found = np.zeros((len(self.names), data.shape[0]), np.int32)
        column = {node: i for i, node in enumerate(self.roots)}
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
        drawn = f", {len(self.chances)} stochastic" if self.chances else ""
        nodes = len(self.names) - len(self.chances)
        return f"{nodes} nodes{drawn}, {said}, output{'s' * (len(self.outputs) != 1)} {names}"

    def __repr__(self) -> str:
        return f"<Circuit: {self}>"


def combinations_of(sizes: Sequence[int]) -> Ints:
    """All tuples of numbers below some sizes, shape (tuples, sizes); the last the fastest."""
    if not sizes:
        return frozen(np.zeros((1, 0), np.int32))
    each = np.arange(prod(sizes))
    found = np.empty((each.size, len(sizes)), np.int32)
    for i in reversed(range(len(sizes))):
        each, found[:, i] = np.divmod(each, sizes[i])
    return frozen(found)


def said(values: Values) -> str:
    """Values of nodes, in words."""
    return ", ".join(f"{name} = {value!r}" for name, value in values.items())


def determined(*circuits: Circuit) -> None:
    """Refuse stochastic circuits.  Errors: `Misuse`."""
    for circuit in circuits:
        if circuit.chances:
            raise Misuse(
                "the circuit is determined by its inputs",
                value=f"{circuit.names[circuit.stochastic[0]]}, which draws",
                reason="a run of a stochastic circuit has a distribution, not a value",
                repair="ask `interchange` (unmapped nodes free, no `unreached`), `scrub` or `faithful`",
            )
