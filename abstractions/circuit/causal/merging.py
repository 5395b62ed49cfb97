"""Merging values of a circuit's nodes: legitimate iff it is a congruence.

Main definitions  `merged`, `TornApart`, `told_apart`
Notes             What the parents' values mean must determine what the node's value means; the merged node is
                  then a function of meanings.
Law               `merged_circuits_say_what_is_meant`, `coarsest_value_maps_are_least` in `abstractions.testing.laws`
Source            A. Geiger et al., Causal abstraction, arXiv 2301.04709 (value merge)
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from ...arrays import Ints, frozen, jointly
from ...verdict import Fails, Holds, Verdict
from ..circuit import Circuit, Values, combinations_of, said

__all__ = ["TornApart", "merged", "told_apart"]


@dataclass(frozen=True)
class TornApart:
    """Two combinations of a node's parents' values that mean the same, and give values that do not.

    ``means``: what both mean; ``given``: the value of the node and what this means, for each.
    """

    node: str
    left: Values
    right: Values
    given: tuple[tuple[Hashable, Hashable], tuple[Hashable, Hashable]]

    def __str__(self) -> str:
        def told(at: Values, given: tuple[Hashable, Hashable]) -> str:
            value, means = given
            where = f" at {said(at)}" if at else ""
            return (
                f"{self.node} = {value!r}{where}, which means {'nothing' if means is None else repr(means)}"
            )

        if self.given[1][1] is None:
            return told(self.right, self.given[1])
        return f"{told(self.left, self.given[0])}\nbut {told(self.right, self.given[1])}"


def told_apart(circuit: Circuit, kept: Sequence[Ints]) -> list[Ints]:
    """The coarsest congruence that keeps what is ``kept`` of each node: the class of each of its values.

    One pass from the last node to the first: values of a parent are told apart iff what is kept of it does,
    or some node that reads it, with its other parents at some values, is told apart by them.
    """
    found = list(kept)
    for n in reversed(range(len(circuit.names))):
        table, parents = circuit.tables[n], circuit.parents[n]
        if table is None:
            continue
        sizes = [len(circuit.domains[p]) for p in parents]
        for axis, p in enumerate(parents):
            shape = prod(sizes[:axis]), sizes[axis], prod(sizes[axis + 1 :])
            rows = np.moveaxis(found[n][table].reshape(shape), 1, 0).reshape(sizes[axis], -1)
            found[p] = jointly(found[p], classes_of_rows(rows))
    return found


def classes_of_rows(rows: Ints) -> Ints:
    """The class of each row: rows are compared as they lie in memory."""
    rows = np.ascontiguousarray(rows)
    if not rows.size:
        return np.zeros(len(rows), np.int32)
    whole = rows.view(np.dtype((np.void, rows.itemsize * rows.shape[1])))
    found: Ints = np.unique(whole, return_inverse=True)[1].reshape(-1)
    return found


def merged(circuit: Circuit, classes: Mapping[str, tuple[Ints, Sequence[Hashable]]]) -> Verdict[Circuit]:
    """The circuit with values merged, if that is a congruence; or two combinations that are torn apart.

    ``classes``: for each node, what each of its values means, as a number (-1: it does not occur), and the
    names of these meanings.
    """
    labels = [np.asarray(classes[name][0]) for name in circuit.names]
    # only meanings that some value has are values of the merged node
    kept = [np.unique(column[column >= 0]) for column in labels]
    place = [np.searchsorted(used, column) for used, column in zip(kept, labels)]
    tables: list[Ints | None] = []
    claim = "what the parents' values mean determines what the node's value means"
    for n, table in enumerate(circuit.tables):
        if table is None:
            tables.append(None)
            continue
        above = circuit.parents[n]
        grid = combinations_of([len(circuit.domains[p]) for p in above])
        occurs = np.ones(len(grid), np.bool_)
        key = np.zeros(len(grid), np.int64)
        for p, column in zip(above, grid.T):
            occurs &= labels[p][column] >= 0
            key = key * len(kept[p]) + place[p][column]
        entries = np.flatnonzero(occurs)
        size = prod(len(kept[p]) for p in above)
        first = np.full(size, len(grid), np.int64)
        np.minimum.at(first, key[entries], entries)
        means = labels[n][table]
        wrong = entries[(means[entries] != means[first[key[entries]]]) | (means[entries] < 0)]
        if wrong.size:
            pair = int(first[key[wrong[0]]]), int(wrong[0])
            names = classes[circuit.names[n]][1]
            left, right = (
                {circuit.names[p]: circuit.domains[p][v] for p, v in zip(above, grid[i].tolist())}
                for i in pair
            )
            given = tuple(
                (circuit.domains[n][table[i]], names[means[i]] if means[i] >= 0 else None) for i in pair
            )
            return Fails(claim, TornApart(circuit.names[n], left, right, given))  # type: ignore[arg-type]
        tables.append(frozen(place[n][table[first]].astype(np.int32)))
    domains = tuple(
        tuple(classes[name][1][v] for v in used.tolist()) for name, used in zip(circuit.names, kept)
    )
    return Holds(claim, Circuit(circuit.names, domains, circuit.parents, tuple(tables), circuit.outputs))
