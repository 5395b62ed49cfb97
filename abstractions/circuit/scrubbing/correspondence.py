"""Correspondences: which node of a circuit each node of an interpretation stands for.

Main definitions  `Correspondence`, `Remark`
Notes             The hypotheses of causal scrubbing: a graph map c from an interpretation I to a circuit G,
                  injective on the *treeified* I, whose nodes are the paths to the output.  So two nodes of I
                  may stand for one of G, if no node has both as parents: "x matters here by its sign and
                  there by its size".  (The cells of an `Alignment` are disjoint.)
Source            L. Chan et al., Causal scrubbing, 2022
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np

from ...arrays import Ints
from ...errors import Misuse, brief
from ..alignment import Alignment, value_map
from ..circuit import Circuit
from .validity import check, needed_by, reading, several

__all__ = ["Correspondence", "Remark"]


@dataclass(frozen=True)
class Remark:
    """Something legal in a hypothesis that is often a mistake: its kind, the node of I, and a text."""

    kind: Literal["lacking edge", "merging leaf", "inner leaf", "inner output"]
    node: str
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, eq=False)
class Correspondence:
    """A hypothesis (G, I, c): a circuit, an interpretation of it, and a map of the nodes of I to those of G.

    - ``match``  for each node of I the number of its node of G; -1 where the output does not need it
    - ``reads``  for each input of I the numbers of the inputs of G whose values it reads; else empty
    - ``maps``   for each input of I the number of its value for each combination of these (the last the
      fastest), int32; -1 where none is said

    I has one output, and draws nothing.  Its output may stand for any node of G: that is then scrubbed.
    Every edge of I stands for one of G, and no two parents of a node for the same node; both are checked
    when a correspondence is made (`Misuse`).  Nodes of I that the output does not need say nothing.

    A leaf of I, that is, a node without parents, either stands for an input of G, whose value is then kept;
    or for an inner node, of which then nothing is kept: all its parents are unimportant.  ``remarks`` says so.
    """

    circuit: Circuit
    interpretation: Circuit
    match: tuple[int, ...]
    reads: tuple[tuple[int, ...], ...]
    maps: tuple[Ints, ...]

    @classmethod
    def of(
        cls,
        circuit: Circuit,
        interpretation: Circuit,
        match: Mapping[str, str] | None = None,
        *,
        reads: Mapping[str, str | Sequence[str]] | None = None,
        maps: Mapping[str, Callable[..., Hashable] | Mapping[Any, Hashable]] | None = None,
    ) -> Correspondence:
        """``match``: by name; nodes of which it says nothing stand for those of their name.

        ``reads``: for inputs of I, the inputs of G (default: the one it stands for, or of its name).
        ``maps``: functions of their values, or mappings from tuples of them (or from the one value);
        default: the value itself.  Errors: `Misuse`.

        >>> bits = {"x": (0, 1), "y": (0, 1)}
        >>> low = Circuit.of({"p": lambda x, y: x & y, "out": lambda p, x: p | x}, values=bits)
        >>> high = Circuit.of({"p": lambda x, y: x & y, "out": lambda p, z: p | z}, values={**bits, "z": (0, 1)})
        >>> print(Correspondence.of(low, high, {"z": "x"}))          # x twice, on two paths
        x as x, y as y, x as z, p as p, out as out
        """
        given = dict(match or {})
        chosen = [-1] * len(interpretation.names)
        for name, node in given.items():
            interpretation.number(name)
            if not isinstance(node, str):
                raise several(name, brief(node))
        needed = needed_by(interpretation)
        for n in needed:
            name = interpretation.names[n]
            if name in given or name in circuit.names:
                chosen[n] = circuit.number(given.get(name, name))
        check(circuit, interpretation, tuple(chosen))
        inputs = [n for n in needed if n in interpretation.inputs]
        for name in {**(reads or {}), **(maps or {})}:
            if interpretation.number(name) not in interpretation.inputs:
                raise Misuse(
                    "inputs of the interpretation read the data",
                    value=name,
                    reason="it is a function of its parents",
                    repair="leave it out: what it stands for is said by `match`",
                )
        read = [reading(circuit, interpretation, n, chosen[n], reads or {}) for n in inputs]
        cells, tables = dict(zip(inputs, read)), {}
        for n, cell in cells.items():
            given_map = (maps or {}).get(interpretation.names[n])
            tables[n] = value_map(circuit, interpretation, n, cell, given_map)
        nodes, empty = range(len(chosen)), np.empty(0, np.int32)
        return cls(
            circuit,
            interpretation,
            tuple(chosen),
            tuple(cells.get(n, ()) for n in nodes),
            tuple(tables.get(n, empty) for n in nodes),
        )

    @classmethod
    def of_alignment(cls, alignment: Alignment) -> Correspondence:
        """The one whose interpretation is high, if the cells that the output needs are single nodes."""
        low, high = alignment.low, alignment.high
        chosen = [-1] * len(high.names)
        for n in needed_by(high):
            if len(cell := alignment.cells[n]) > 1:
                raise several(high.names[n], ", ".join(low.names[m] for m in cell))
            chosen[n] = cell[0] if cell else -1
        reads = tuple(cell if n in high.inputs else () for n, cell in enumerate(alignment.cells))
        return cls(low, high, tuple(chosen), reads, alignment.maps)

    def __post_init__(self) -> None:
        check(self.circuit, self.interpretation, self.match)

    @cached_property
    def needed(self) -> tuple[int, ...]:
        """The nodes of I that its output needs, parents first."""
        return needed_by(self.interpretation)

    @property
    def output(self) -> int:
        """The output of I."""
        return self.interpretation.outputs[0]

    def parents(self, n: int) -> tuple[int, ...]:
        """The parents of a node of I, each once."""
        return tuple(dict.fromkeys(self.interpretation.parents[n]))

    def unimportant(self, n: int) -> tuple[int, ...]:
        """The parents of the node of G that no parent of this node of I stands for, each once."""
        important = {self.match[p] for p in self.parents(n)}
        return tuple(q for q in dict.fromkeys(self.circuit.parents[self.match[n]]) if q not in important)

    def reads_input(self, n: int) -> bool:
        """Whether a node of I stands for an input of G."""
        return self.match[n] in self.circuit.inputs

    def read(self, data: Ints) -> Ints:
        """The numbers of the values of all nodes of I (those needed), shape (nodes, data).  Errors: `Misuse`."""
        high = self.interpretation
        column = {q: i for i, q in enumerate(self.circuit.inputs)}
        rows = np.zeros((len(data), len(high.inputs)), np.int32)
        for i, n in enumerate(high.inputs):
            if n not in self.needed:
                continue
            at = np.zeros(len(data), np.int64)
            for q in self.reads[n]:
                at = at * len(self.circuit.domains[q]) + data[:, column[q]]
            rows[:, i] = self.maps[n][at]
            if (rows[:, i] < 0).any():
                x = data[int(np.argmin(rows[:, i]))]
                raise Misuse(
                    "a value map says what every value that occurs means",
                    value=f"{high.names[n]} at "
                    + ", ".join(self.circuit.told(q, int(x[column[q]])) for q in self.reads[n]),
                    reason="it says nothing of it, or no value of the node",
                    repair="complete the map",
                )
        return high.evaluate(rows, only=self.needed)

    @cached_property
    def remarks(self) -> tuple[Remark, ...]:
        """What is legal, and often a mistake.

        - an edge of G between nodes that I has too, which I lacks: what it carries is resampled
        - a leaf with one value for several of its input's: these are drawn for each other
        - a leaf that stands for an inner node: all that this reads is resampled
        - an output that stands for a node which is no output of G

        >>> low = Circuit.of({"a": lambda x: x, "out": lambda a, x: a - x}, values={"x": (0, 1, 2)})
        >>> high = Circuit.of({"a": lambda x: x > 0, "out": lambda a: a}, values={"x": (0, 1, 2)})
        >>> for remark in Correspondence.of(low, high).remarks:
        ...     print(remark)
        x -> out: the interpretation has both nodes, and no edge between them; what out reads of x is resampled
        """
        return tuple(remark for n in self.needed for remark in self.remarks_on(n))

    def remarks_on(self, n: int) -> Iterable[Remark]:
        low, high = self.circuit, self.interpretation
        node, name = low.names[self.match[n]], high.names[n]
        named = node if name == node else f"{node} (as {name})"
        matched = {self.match[m] for m in self.needed}
        if not high.parents[n] and not self.reads_input(n):
            if low.parents[self.match[n]]:
                text = f"{name} is a leaf and {node} no input: all that {node} reads is resampled"
                yield Remark("inner leaf", name, text)
        elif not high.parents[n] and (pair := self.merged(n)):
            one, other = (repr(low.domains[self.match[n]][v]) for v in pair)
            text = f"{name} does not tell {node} = {one} from {node} = {other}: they are drawn for each other"
            yield Remark("merging leaf", name, text)
        for q in self.unimportant(n):
            if q in matched:
                text = (
                    f"{low.names[q]} -> {named}: the interpretation has both nodes, and no edge between them; "
                    f"what {node} reads of {low.names[q]} is resampled"
                )
                yield Remark("lacking edge", name, text)
        if n == self.output and self.match[n] not in low.outputs:
            yield Remark("inner output", name, f"{node}, which is scrubbed, is no output of the circuit")

    def merged(self, n: int) -> tuple[int, int] | None:
        """Two values of its input, as numbers, that a leaf of I has one value for."""
        q = self.match[n]
        size = len(self.circuit.domains[q])
        if q not in self.reads[n]:
            return (0, 1) if size > 1 else None
        cell = [len(self.circuit.domains[m]) for m in self.reads[n]]
        values = np.moveaxis(self.maps[n].reshape(cell), self.reads[n].index(q), 0).reshape(size, -1)
        first: dict[int, int] = {}
        for v, row in enumerate(values):
            for value in np.unique(row[row >= 0]).tolist():
                if first.setdefault(value, v) != v:
                    return first[value], v
        return None

    def __str__(self) -> str:
        low, high = self.circuit, self.interpretation
        return ", ".join(f"{low.names[self.match[n]]} as {high.names[n]}" for n in self.needed)
