"""Ablations: what is carried by the parts of a circuit that are cut, on all cases at once.

Main definitions  `Ablation`, `edges_of`, `parts_of`
Notes             A part is an edge; or a node, with all edges out of it.  Edges of parts that are kept
                  carry what their source says now.  Edges that are cut carry what it says on another,
                  corrupted input ("resample"), or one value: its "mean" over the data, "zero", or a
                  value that is given.  A case is an input with, for "resample", a corrupted one.
                  Chances of stochastic nodes are drawn for both; they are no parts, and are kept.
Source            A. Conmy et al., Towards automated circuit discovery, arXiv 2304.14997
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import isfinite
from numbers import Rational
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from ...arguments import chosen
from ...arrays import Ints
from ...errors import Misuse, brief
from ..circuit import Circuit, Values

__all__ = ["Ablation", "Carried", "Edge", "Kind", "Part", "edges_of", "parts_of"]

Edge: TypeAlias = tuple[str, str]
"""A node and one that reads it."""

Part: TypeAlias = Edge | str
"""What is kept or cut: an edge; or a node, with all edges out of it."""

Kind: TypeAlias = Literal["edges", "nodes"]

Carried: TypeAlias = Literal["resample", "mean", "zero"] | Mapping[str, Hashable]
"""What edges that are cut carry: other inputs' values, the mean, zero, or for each node a value."""


def edges_of(circuit: Circuit) -> tuple[Edge, ...]:
    """The edges on a way to an output, in the order of the nodes that read.

    >>> edges_of(Circuit.of({"a": lambda x: x, "b": lambda a, y: a, "c": lambda y: y}, outputs=["b"],
    ...                     values={"x": (0, 1), "y": (0, 1)}))
    (('x', 'a'), ('a', 'b'), ('y', 'b'))
    """
    names = circuit.names
    return tuple((names[p], names[n]) for p, n in numbered_edges(circuit))


def parts_of(circuit: Circuit, parts: Kind = "edges") -> tuple[Part, ...]:
    """What may be cut: the edges on a way to an output, or the nodes, but no outputs, that these come from.

    >>> parts_of(Circuit.of({"a": lambda x: x, "b": lambda a, y: a}, values={"x": (0,), "y": (0,)}), "nodes")
    ('x', 'y', 'a')
    """
    return tuple(cuts_of(circuit, parts))


def needed(circuit: Circuit) -> list[int]:
    """The numbers of the nodes on a way to an output."""
    found = set(circuit.outputs)
    for n in reversed(range(len(circuit.names))):
        if n in found:
            found |= set(circuit.parents[n])
    return sorted(found)


def numbered_edges(circuit: Circuit) -> list[tuple[int, int]]:
    edges = [(p, n) for n in needed(circuit) for p in circuit.parents[n] if p not in circuit.chances]
    return list(dict.fromkeys(edges))


def cuts_of(circuit: Circuit, parts: Kind) -> dict[Part, tuple[tuple[int, int], ...]]:
    """The parts, and the edges that are cut with each, by number.  Errors: `Misuse`."""
    chosen("the kind of `parts`", parts, "edges", "nodes")
    edges, names = numbered_edges(circuit), circuit.names
    if parts == "edges":
        return {(names[p], names[n]): ((p, n),) for p, n in edges}
    nodes = sorted({p for p, _ in edges} - set(circuit.outputs))
    return {names[p]: tuple(edge for edge in edges if edge[0] == p) for p in nodes}


@dataclass(frozen=True, eq=False)
class Ablation:
    """A circuit, its data, what may be cut, and what is carried then.

    - ``rows``       the data with all values of the chances, as `Circuit.evaluate` takes them
    - ``weights``    how often each row occurs, relative to the others: whole numbers
    - ``kind``       of parts: "edges" or "nodes"
    - ``cuts``       the parts, and the edges of each
    - ``sources``    the nodes whose edges may be cut
    - ``constants``  for each of these the number of the value carried; None: corrupted inputs

    A set of parts is a number: bit j says that the part ``parts[j]`` is kept.
    """

    circuit: Circuit
    rows: Ints
    weights: npt.NDArray[Any]
    kind: Kind
    cuts: Mapping[Part, tuple[tuple[int, int], ...]]
    sources: tuple[int, ...]
    constants: Mapping[int, int] | None

    @classmethod
    def of(
        cls,
        circuit: Circuit,
        data: Iterable[Values] | Ints | None,
        carried: Carried,
        parts: Kind,
        kept: Iterable[Part] = (),
    ) -> Ablation:
        """``kept``: parts that are never cut; nothing need be carried for them.  Errors: `Misuse`."""
        cuts = cuts_of(circuit, parts)
        if not circuit.outputs:
            raise Misuse(
                "something is compared",
                value="no output",
                reason="a claim about nothing would hold whatever is cut",
                repair="give the circuit outputs",
            )
        drawn = circuit.drawn(circuit.data(data))
        found = cls(circuit, drawn.rows, drawn.weights, parts, cuts, (), None)
        always = found.number(kept)
        nodes = {p for j, of in enumerate(cuts.values()) if not always >> j & 1 for p, _ in of}
        found = replace(found, sources=tuple(sorted(nodes)))
        if isinstance(carried, Mapping):
            return replace(found, constants=given(circuit, carried, found.sources))
        chosen("the `ablation`", carried, "resample", "mean", "zero")
        if carried == "resample":
            return found
        return replace(found, constants={n: found.constant(n, carried) for n in found.sources})

    def is_that_of_its_circuit(self) -> bool:
        """Whether rows, weights, parts and what is carried are those of some data of the circuit."""
        c = self.circuit
        sizes = np.array([len(c.domains[n]) for n in c.roots], np.int64)
        carried = self.constants if self.constants is not None else {}
        return (
            self.cuts == cuts_of(c, self.kind)
            and self.rows.shape == (self.weights.size, sizes.size)
            and bool(((self.rows >= 0) & (self.rows < sizes)).all())
            and all(w > 0 for w in self.weights.tolist())
            and {p for of in self.cuts.values() for p, _ in of} >= {*self.sources}
            and (self.constants is None or set(carried) >= {*self.sources})
            and all(0 <= v < len(c.domains[n]) for n, v in carried.items())
        )

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """What may be cut."""
        return tuple(self.cuts)

    @cached_property
    def values(self) -> Ints:
        """The values of all nodes on all rows, shape (nodes, rows)."""
        return self.circuit.evaluate(self.rows)

    @cached_property
    def total(self) -> int:
        """The weight of all cases."""
        once: int = sum(self.weights.tolist())
        return once if self.constants is not None else once**2

    def number(self, kept: Iterable[Part]) -> int:
        """A set of parts as a number.  Errors: `Misuse`."""
        found = 0
        for part in kept:
            if part not in self.parts:
                raise Misuse(
                    "a part that is kept or cut is one of the circuit, on a way to an output",
                    value=part,
                    reason="there is no such one, or it leads nowhere; outputs are never cut",
                    repair='choose from parts_of(circuit), or, for nodes, from parts_of(circuit, "nodes")',
                )
            found |= 1 << self.parts.index(part)
        return found

    def places(self, kept: int) -> tuple[int, ...]:
        """Which bits a set has."""
        return tuple(j for j in range(len(self.parts)) if kept >> j & 1)

    def named(self, kept: int) -> tuple[Part, ...]:
        """The parts of a set that is given as a number."""
        return tuple(self.parts[j] for j in self.places(kept))

    def edges(self, kept: int) -> tuple[Edge, ...]:
        """The edges that carry what their source says, if these parts are kept."""
        names = self.circuit.names
        cut = {e for j, part in enumerate(self.parts) if not kept >> j & 1 for e in self.cuts[part]}
        return tuple((names[p], names[n]) for p, n in numbered_edges(self.circuit) if (p, n) not in cut)

    def constant(self, node: int, carried: Literal["mean", "zero"]) -> int:
        """The number of the value that is the node's mean, or zero.  Errors: `Misuse`."""
        c = self.circuit
        name, domain = c.names[node], c.domains[node]
        value = Fraction(0) if carried == "zero" else self.mean(node)
        if value in c.places[node]:
            return c.places[node][value]
        said = f"its mean {value}" if carried == "mean" else "0"
        raise Misuse(
            f"the {carried} of a node that is cut is one of its values",
            value=f"{value} for {name}",
            reason=f"its values are {brief(list(domain))}, and the functions that read it know no others",
            repair=f"give {name} {said} too in `values=`, so that the functions of its children are tabulated "
            "there; or another `ablation`",
        )

    def mean(self, node: int) -> Fraction:
        """The mean of a node over the data, exactly.  Errors: `Misuse`."""
        column, found = self.values[node], Fraction(0)
        for i, v in enumerate(self.circuit.domains[node]):
            weight = sum(self.weights[column == i].tolist())
            if weight:
                found += weight * number_of(v, self.circuit.names[node])
        return Fraction(found, sum(self.weights.tolist()))


def number_of(value: Any, name: str) -> Fraction:
    """A value of a node as a number.  Errors: `Misuse`."""
    if isinstance(value, Rational) or (isinstance(value, float) and isfinite(value)):
        return Fraction(value)
    raise Misuse(
        "only numbers have a mean",
        value=f"{name} = {brief(value)}",
        reason=f"it is a {type(value).__name__}",
        repair='ablation="resample", or for each node a value',
    )


def given(circuit: Circuit, carried: Values, nodes: Iterable[int]) -> dict[int, int]:
    """The values that are carried, by number.  Errors: `Misuse`."""
    found = circuit.numbers(carried)
    missing = [circuit.names[n] for n in nodes if n not in found]
    if missing:
        raise Misuse(
            "every node that is cut has a value to carry",
            value=f"nothing for {', '.join(missing)}",
            reason="`ablation` says what edges that are cut carry",
            repair='give a value for each of these, or ablation="resample"',
        )
    return found
