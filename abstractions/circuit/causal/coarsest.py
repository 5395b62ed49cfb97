"""The coarsest value maps: how little must be known of each cell so that what is kept is determined?

Problem    Given a circuit, cells of its nodes, and what is kept of some of them, the coarsest merging of each
           cell's values that is a congruence and keeps what is kept.
Method     One pass from the last cell to the first.  Values of a cell are told apart iff what is kept of
           it does, or some cell that reads it, with the other cells it reads at some values, is told apart.
Invariant  Every congruence that keeps what is kept tells apart what has been told apart.
Cost       The table of each cell once for each cell that it reads.
Proof      A congruence that merges v and w merges what any child makes of them, whatever its other
           parents say; by induction from the outputs, so little is told apart as must be.
Law        `coarsest_value_maps_are_least` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...arrays import Ints, jointly
from ...errors import Misuse
from ...verdict import Holds, Verdict
from ..alignment import Alignment, ValueMap, meanings
from ..building import known
from ..circuit import Circuit, Values, combinations_of, said
from .merging import merged, told_apart
from .reducing import reduced

__all__ = ["Apart", "Coarsest", "coarsest"]


@dataclass(frozen=True)
class Apart:
    """Why two values of a cell are not merged: another cell that reads it is told apart by them.

    ``reader`` None: what is kept of the cell tells them apart.
    """

    cell: str
    values: tuple[Hashable, Hashable]
    reader: str | None
    others: Values
    given: tuple[Hashable, Hashable]

    def __str__(self) -> str:
        left, right = self.values
        if self.reader is None:
            return f"{self.cell} = {left!r} and {right!r} are kept apart"
        at = f", with {said(self.others)}," if self.others else ""
        return (
            f"{self.cell} = {left!r} and {right!r}{at} give "
            f"{self.reader} = {self.given[0]!r} and {self.given[1]!r}, which are told apart"
        )


@dataclass(frozen=True)
class Coarsest:
    """The coarsest value maps: ``alignment`` of the circuit with what is left when all that may be is merged.

    ``cells``: the circuit of the cells, unmerged; ``labels``: for each of its nodes the class of each value;
    ``kept``: the same for what was to be kept.
    """

    alignment: Alignment
    cells: Circuit
    labels: tuple[Ints, ...]
    kept: tuple[Ints, ...]

    def why(self, cell: str, left: Hashable, right: Hashable) -> Apart | None:
        """Why two values of a cell are told apart; None if they are merged.

        Cost: the tables of the cells that read it.
        """
        c, n = self.cells, self.cells.number(cell)
        v, w = c.index(n, left), c.index(n, right)
        if self.labels[n][v] == self.labels[n][w]:
            return None
        if self.kept[n][v] != self.kept[n][w]:
            return Apart(cell, (left, right), None, {}, (left, right))
        for child, parents in enumerate(c.parents):
            if n in parents:
                grid = combinations_of([len(c.domains[p]) for p in parents])
                table, column = c.tables[child], grid[:, parents.index(n)]
                assert table is not None
                one, other = table[column == v], table[column == w]
                differ = np.flatnonzero(self.labels[child][one] != self.labels[child][other])
                if differ.size:
                    at = grid[column == v][differ[0]].tolist()
                    others = {c.names[p]: c.domains[p][k] for p, k in zip(parents, at) if p != n}
                    given = c.domains[child][one[differ[0]]], c.domains[child][other[differ[0]]]
                    return Apart(cell, (left, right), c.names[child], others, given)
        raise AssertionError("values are told apart only for a reason")

    def __str__(self) -> str:
        lines = []
        for name, domain, labels in zip(self.cells.names, self.cells.domains, self.labels):
            classes: dict[int, list[str]] = {}
            for value, label in zip(domain, labels.tolist()):
                classes.setdefault(label, []).append(repr(value))
            lines.append(f"{name}: {' | '.join(', '.join(members) for members in classes.values())}")
        return "\n".join(lines)


def coarsest(
    circuit: Circuit,
    cells: Mapping[str, str | Sequence[str]],
    keep: Mapping[str, ValueMap] | None = None,
) -> Verdict[Coarsest]:
    """The coarsest value maps of some cells that make a constructive abstraction and keep what is kept.

    ``keep``: for cells, a function of the values of their nodes (default: the values of each cell that
    holds an output).  Fails if cells are not functions of cells, see `reduced`.

    >>> c = Circuit.of({"s": lambda a, b: a + b, "out": lambda s, c: (s + c) % 2},
    ...                values={"a": (0, 1), "b": (0, 1), "c": (0, 1)})
    >>> found = coarsest(c, {name: name for name in c.names}).unwrap()
    >>> print(found)
    a: 0 | 1
    b: 0 | 1
    c: 0 | 1
    s: 0, 2 | 1
    out: 0 | 1
    >>> print(found.why("s", 0, 1))
    s = 0 and 1, with c = 0, give out = 0 and 1, which are told apart
    """
    listed = {name: (cell,) if isinstance(cell, str) else tuple(cell) for name, cell in cells.items()}
    found = reduced(circuit, listed)
    if not found:
        return found
    c = found.certificate
    number = {name: i for i, name in enumerate(c.names)}
    for name in keep or {}:
        known(number, name, "what is kept")
    kept, meanings = [], []
    for n, name in enumerate(c.names):
        meaning: tuple[Hashable, ...] | None = None
        labels = np.zeros(len(c.domains[n]), np.int32)
        if keep is not None and name in keep:
            meaning = meant(circuit, listed[name], keep[name], name)
            labels = jointly(np.array([meaning.index(v) for v in meaning]))
        elif keep is None and n in c.outputs:
            meaning, labels = c.domains[n], np.arange(len(c.domains[n]), dtype=np.int32)
        kept.append(labels)
        meanings.append(meaning)
    told = told_apart(c, kept)
    classes = {}
    for n, name in enumerate(c.names):
        first = np.unique(told[n], return_index=True)[1].tolist()
        meaning = meanings[n]
        same = meaning is not None and int(kept[n].max(initial=-1)) + 1 == len(first)
        names = meaning if same and meaning is not None else c.domains[n]
        classes[name] = (told[n], tuple(names[i] for i in first))
    smaller = merged(c, classes)
    assert smaller
    high = smaller.certificate
    alignment = Alignment(
        circuit,
        high,
        tuple(tuple(circuit.number(n) for n in listed[name]) for name in high.names),
        tuple(told[number[name]].astype(np.int32) for name in high.names),
    )
    return Holds("these value maps are the coarsest", Coarsest(alignment, c, tuple(told), tuple(kept)))


def meant(circuit: Circuit, cell: Sequence[str], given: Any, name: str) -> tuple[Hashable, ...]:
    """What each value of a cell means.  Errors: `Misuse`."""
    found = meanings(name, [circuit.domains[circuit.number(n)] for n in cell], given)
    if any(value is None or not isinstance(value, Hashable) for value in found):
        raise Misuse(
            "what is kept is said of every value of a cell",
            value=name,
            reason="of some value it is nothing, or not hashable",
            repair="complete the map",
        )
    return tuple(found)
