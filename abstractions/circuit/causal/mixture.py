"""Interchange where circuits draw: the distributions of both sides, exactly.

Main definitions  `Mixture`, `FailingMixture`
Notes             A case is a set of nodes, a base, and a source for each node, as for circuits that do not
                  draw.  Low runs on the base with every cell as some run on its source has it, all runs
                  drawn apart; so does high.  They agree iff what they say has the same distribution.

                  For each side, the outcome is tabulated by what flows past the nodes and by what is
                  set; a datum is a vector of how probable each of these is.  The distribution of a case
                  is the table contracted with these vectors, in whole numbers.
Law               `interchange_compares_distributions` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import prod
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from ...arrays import Ints, jointly
from ...errors import BudgetExceeded
from ..alignment import Alignment
from ..circuit import Circuit, Draws, Values, said
from .plan import Case, Count, Group, Side

__all__ = ["FailingMixture", "Mixture"]

Counts: TypeAlias = npt.NDArray[Any]
Distribution: TypeAlias = dict[tuple[Hashable, ...], Fraction]


@dataclass(frozen=True)
class Half:
    """One side: the outcome by class of base and choices, and how often a datum gives each of these.

    ``outcomes``: shape (classes of bases, choices of the first node, ...).  ``ways``: for each axis, shape
    (data, classes or choices), whole numbers that sum to ``total`` for each datum.
    """

    outcomes: Ints
    ways: tuple[Counts, ...]
    total: int

    @classmethod
    def of(
        cls, c: Circuit, draws: Draws, cells: Sequence[tuple[int, ...]], looked_at: set[int], budget: int
    ) -> tuple[Half, Ints]:
        """With numbers of entries in place of outcomes; and the values of all nodes in each entry."""
        values = c.evaluate(draws.rows)
        side = Side.of(c, values, tuple(n for cell in cells for n in cell), looked_at)
        bases = Group.of(draws.of.size, [values[n] for n in side.frontier])
        choices = [Group.of(draws.of.size, [values[n] for n in cell]) for cell in cells]
        groups = [bases, *choices]
        sizes = tuple(group.first.size for group in groups)
        if prod(sizes) > budget:
            raise BudgetExceeded(
                f"at most {budget:,} different cases are run",
                value=f"{prod(sizes):,} cases",
                reason="that is how many combinations of draws of the base and of what is set there are",
                repair="give fewer `data`, set `most` nodes at once, raise `budget`, or make cells smaller",
            )
        places = np.unravel_index(np.arange(prod(sizes)), sizes)
        do = {
            n: values[n, group.first[place]]
            for cell, group, place in zip(cells, choices, places[1:])
            for n in cell
        }
        found = side.after(bases.first[places[0]], do)
        ways = []
        for group in groups:
            way = np.zeros((int(draws.of.max()) + 1, group.first.size), draws.weights.dtype)
            np.add.at(way, (draws.of, group.labels), draws.weights)
            ways.append(way)
        return cls(np.arange(prod(sizes)).reshape(sizes), tuple(ways), draws.total), found

    def chance(self, outcome: int, data: Sequence[Ints], kind: Any) -> Counts:
        """How often the outcome comes, for bases and sources among some data; shape of these."""
        found: Counts = (self.outcomes == outcome).astype(kind)
        for way, some in zip(self.ways, data):
            found = np.tensordot(found, way[some].astype(kind), axes=(0, 1))
        return found


@dataclass(frozen=True)
class Mixture:
    """All cases in which some high nodes are set."""

    alignment: Alignment
    nodes: tuple[int, ...]
    looked_at: tuple[int, ...]
    halves: tuple[Half, Half]
    axes: tuple[Group, ...]

    @classmethod
    def of(
        cls, a: Alignment, data: Ints, nodes: tuple[int, ...], looked_at: tuple[int, ...], budget: int
    ) -> Mixture:
        low, found = Half.of(
            a.low,
            a.low.drawn(data),
            [a.cells[node] for node in nodes],
            {n for node in looked_at for n in a.cells[node]},
            budget,
        )
        high, said = Half.of(
            a.high, a.high.drawn(a.high_data(data)), [(node,) for node in nodes], set(looked_at), budget
        )
        # outcomes are numbered on both sides together
        pairs = [np.concatenate((a.image(node, found), said[node])) for node in looked_at]
        joint = jointly(*pairs)
        low = replace(low, outcomes=joint[: found.shape[1]].reshape(low.outcomes.shape))
        high = replace(high, outcomes=joint[found.shape[1] :].reshape(high.outcomes.shape))
        axes = tuple(
            Group.of(len(data), [*grouped(one), *grouped(other)]) for one, other in zip(low.ways, high.ways)
        )
        return cls(a, nodes, looked_at, (low, high), axes)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the high nodes that are set."""
        return tuple(self.alignment.high.names[n] for n in self.nodes)

    @property
    def size(self) -> int:
        """How many entries the tables have, and different cases there are."""
        cases = prod(group.first.size for group in self.axes)
        return cases + sum(half.outcomes.size for half in self.halves)

    def run(self) -> Count:
        """All cases, counted; and the first in which the distributions differ."""
        low, high = self.halves
        power = len(self.axes)
        large = (low.total * high.total) ** power >= 1 << 62
        kind: Any = object if large else np.int64
        data = [group.first for group in self.axes]
        same = np.ones([len(some) for some in data], np.bool_)
        for outcome in np.union1d(low.outcomes, high.outcomes).tolist():
            one, other = low.chance(outcome, data, kind), high.chance(outcome, data, kind)
            same &= one * high.total**power == other * low.total**power
        many: Any = np.ones((), object if len(self.axes[0].labels) ** power >= 1 << 62 else np.int64)
        for group in self.axes:
            many = np.multiply.outer(many, group.counts.astype(many.dtype))
        equal = int(many[same].sum()) if same.any() else 0
        wrong = np.argwhere(~same)
        first = None
        if wrong.size:
            cases = [group.first[column] for group, column in zip(self.axes, wrong.T)]
            best = int(np.lexsort(cases[::-1])[0])
            base, *sources = (int(column[best]) for column in cases)
            first = Case(base, tuple(sources), tuple(sources))
        return Count(len(self.axes[0].labels) ** power, equal, 0, first)


def grouped(ways: Counts) -> list[Ints]:
    """The columns, each numbered by its values."""
    return [np.unique(column, return_inverse=True)[1] for column in ways.T]


@dataclass(frozen=True)
class FailingMixture:
    """A case in which what low says, and means, has another distribution than what high says."""

    alignment: Alignment
    base: Values
    sources: Mapping[str, Values]
    compare: tuple[int, ...]

    @cached_property
    def sides(self) -> tuple[Distribution, Distribution]:
        """Both distributions of the values of the compared high nodes."""
        a = self.alignment
        nodes = [a.high.number(name) for name in self.sources]
        cells = [[a.low.names[n] for n in a.cells[node]] for node in nodes]
        high_of = {
            name: {a.high.names[n]: a.high.domains[n][v] for n, v in zip(a.high.inputs, row)}
            for name, row in zip(
                ["", *self.sources],
                a.high_data(a.low.data([self.base, *self.sources.values()])).tolist(),
            )
        }
        looked_at = [a.high.names[n] for n in self.compare]
        low_nodes = [n for node in self.compare for n in a.cells[node]]
        low: Distribution = {}
        sets = [a.low.distribution(x, of=cell).items() for x, cell in zip(self.sources.values(), cells)]
        for chosen in product(*sets):
            do = {n: v for cell, (values, _) in zip(cells, chosen) for n, v in zip(cell, values)}
            weight = prod((w for _, w in chosen), start=Fraction(1))
            for drawn, w in a.low.distribution(self.base, do, [a.low.names[n] for n in low_nodes]).items():
                values = np.zeros((len(a.low.names), 1), np.int32)
                for n, v in zip(low_nodes, drawn):
                    values[n] = a.low.index(n, v)
                key = tuple(a.high.domains[n][int(a.image(n, values)[0])] for n in self.compare)
                low[key] = low.get(key, Fraction(0)) + weight * w
        high: Distribution = {}
        sets = [a.high.distribution(high_of[name], of=[name]).items() for name in self.sources]
        for chosen in product(*sets):
            do = {name: values[0] for name, (values, _) in zip(self.sources, chosen)}
            weight = prod((w for _, w in chosen), start=Fraction(1))
            for key, w in a.high.distribution(high_of[""], do, looked_at).items():
                high[key] = high.get(key, Fraction(0)) + weight * w
        return low, high

    def replay(self) -> bool:
        """Whether the two do differ."""
        return self.sides[0] != self.sides[1]

    def __str__(self) -> str:
        def told(found: Distribution) -> str:
            names = [self.alignment.high.names[n] for n in self.compare]
            return "; ".join(
                f"{said(dict(zip(names, key)))} with {w}" for key, w in sorted(found.items(), key=str)
            )

        lines = [f"on the base {said(self.base)}"]
        lines += [f"with {name} as on the source {said(x)}" for name, x in self.sources.items()]
        return "\n".join([*lines, f"low says {told(self.sides[0])}", f"and high {told(self.sides[1])}"])
