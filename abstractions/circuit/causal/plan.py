"""Plans: the cases of one set of nodes, each that differs run once and counted as often as it occurs.

Main definitions  `Group`, `Side`, `Setting`, `Plan`
Notes             A base matters only by what flows past the nodes that are set, a source only by what it
                  sets.  So a plan is a product of a group of bases and of one group of settings for each
                  node; its cases are run in chunks, as arrays.
Law               `interchange_counts_every_case` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from ...arrays import Ints, jointly
from ..alignment import Alignment
from ..circuit import Circuit, combinations_of

__all__ = ["Case", "Count", "Group", "Plan", "Setting", "Side"]

CHUNK = 1 << 20
"""So many cases are run at a time."""


@dataclass(frozen=True)
class Group:
    """Data that are alike for a purpose: the class of each, how many in each class, and the first."""

    labels: Ints
    counts: Ints
    first: Ints

    @classmethod
    def of(cls, size: int, columns: Sequence[Ints]) -> Group:
        labels = jointly(*columns) if columns else np.zeros(size, np.int32)
        counts = np.bincount(labels)
        first = np.full(counts.size, size, np.int64)
        np.minimum.at(first, labels, np.arange(size))
        return cls(labels, counts, first)


@dataclass(frozen=True)
class Side:
    """A circuit in which some nodes are set: what is to be evaluated then, and what it takes of a base."""

    circuit: Circuit
    values: Ints
    fixed: tuple[int, ...]
    frontier: tuple[int, ...]
    wanted: tuple[int, ...]

    @classmethod
    def of(cls, circuit: Circuit, values: Ints, fixed: tuple[int, ...], looked_at: set[int]) -> Side:
        below: set[int] = set()
        for n, parents in enumerate(circuit.parents):
            if n not in fixed and any(p in below or p in fixed for p in parents):
                below.add(n)
        needed: set[int] = set()
        for n in reversed(range(len(circuit.names))):
            if n in below and (n in looked_at or n in needed):
                needed |= {n, *circuit.parents[n]}
        frontier = sorted(((needed | looked_at) - below) - set(fixed))
        return cls(circuit, values, fixed, tuple(frontier), tuple(sorted(needed | looked_at)))

    def after(self, bases: Ints, sets: dict[int, Ints]) -> Ints:
        """The values of all nodes that are wanted, for some bases and what is set then."""
        do = {n: self.values[n, bases] for n in self.frontier} | sets
        return self.circuit.evaluate(np.empty((bases.size, 0), np.int32), do, self.wanted)


@dataclass(frozen=True)
class Setting:
    """What some low nodes, and the high one for which they stand, may be set to.

    ``node``: the high one; None for low nodes that stand for nothing.  ``low``: shape (cell, choices);
    ``high``: of each choice.  ``counts``: how many sources make it; ``first``: the first of them, or -1.
    """

    node: int | None
    cell: tuple[int, ...]
    low: Ints
    high: Ints
    counts: Ints
    first: Ints
    labels: Ints

    @classmethod
    def of_sources(cls, a: Alignment, node: int, low_values: Ints, high_values: Ints) -> Setting:
        """As on the data: low as its cell is, high as its node is."""
        cell = a.cells[node]
        group = Group.of(low_values.shape[1], [*(low_values[n] for n in cell), high_values[node]])
        low, high = low_values[list(cell)][:, group.first], high_values[node][group.first]
        return cls(node, cell, low, high, group.counts, group.first, group.labels)

    @classmethod
    def of_nothing(cls, cell: tuple[int, ...], low_values: Ints) -> Setting:
        """Low nodes that stand for nothing, as on the data."""
        group = Group.of(low_values.shape[1], [low_values[n] for n in cell])
        low = low_values[list(cell)][:, group.first]
        return cls(None, cell, low, np.zeros_like(group.first), group.counts, group.first, group.labels)

    @classmethod
    def of_all(cls, a: Alignment, node: int, low_values: Ints) -> Setting:
        """To every value of the cell that means something, whether or not a source gives it."""
        cell = a.cells[node]
        low = combinations_of([len(a.low.domains[n]) for n in cell]).T[:, a.maps[node] >= 0]
        number = np.full(a.maps[node].size, -1, np.int64)
        number[a.maps[node] >= 0] = np.arange(low.shape[1])
        labels = number[a.code(node, low_values)]
        first = np.full(low.shape[1], low_values.shape[1], np.int64)
        np.minimum.at(first, labels[labels >= 0], np.flatnonzero(labels >= 0))
        first[first == low_values.shape[1]] = -1
        ones = np.ones(low.shape[1], np.int64)
        return cls(node, cell, low, a.maps[node][a.maps[node] >= 0], ones, first, labels)


@dataclass(frozen=True)
class Case:
    """One case: the number of the base; for each setting the number of its source (-1: there is none),
    and of its choice.
    """

    base: int
    sources: tuple[int, ...]
    choices: tuple[int, ...]


@dataclass(frozen=True)
class Count:
    """How many cases there are, in how many both sides agree, and how many change nothing in low."""

    cases: int
    equal: int
    idle: int
    first: Case | None


@dataclass(frozen=True)
class Plan:
    """The cases of a set of nodes: a base, and for each setting one of its choices.

    ``unreached``: only those cases in which some choice is no source's; a choice counts once then.
    """

    alignment: Alignment
    looked_at: tuple[int, ...]
    low: Side
    high: Side
    bases: Group
    settings: tuple[Setting, ...]
    unreached: bool = False

    @classmethod
    def of(
        cls,
        a: Alignment,
        values: tuple[Ints, Ints],
        settings: Sequence[Setting],
        looked_at: tuple[int, ...],
        unreached: bool = False,
    ) -> Plan:
        low_values, high_values = values
        fixed = tuple(n for setting in settings for n in setting.cell)
        nodes = tuple(setting.node for setting in settings if setting.node is not None)
        low = Side.of(a.low, low_values, fixed, {n for node in looked_at for n in a.cells[node]})
        high = Side.of(a.high, high_values, nodes, set(looked_at))
        flows = [low_values[n] for n in low.frontier] + [high_values[n] for n in high.frontier]
        bases = Group.of(low_values.shape[1], flows)
        return cls(a, looked_at, low, high, bases, tuple(settings), unreached)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the high nodes that are set."""
        return tuple(self.alignment.high.names[s.node] for s in self.settings if s.node is not None)

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many classes of bases there are, and choices of each setting."""
        return (self.bases.first.size, *(s.first.size for s in self.settings))

    @property
    def size(self) -> int:
        """How many different cases there are."""
        return prod(self.sizes)

    def results(self) -> Iterator[tuple[tuple[Ints, ...], npt.NDArray[np.bool_]]]:
        """In chunks: the numbers of the base's class and of the choices, and whether both sides agree."""
        for places in self.chunks():
            yield places, self.agreement(places)

    def chunks(self) -> Iterator[tuple[Ints, ...]]:
        """The cases: numbers of the base's class and of the choices, so many at a time."""
        for low in range(0, self.size, CHUNK):
            places = np.unravel_index(np.arange(low, min(low + CHUNK, self.size)), self.sizes)
            if self.unreached:
                new = np.zeros(places[0].size, np.bool_)
                for setting, place in zip(self.settings, places[1:]):
                    new |= setting.first[place] < 0
                places = tuple(place[new] for place in places)
            yield places

    def sides(self, places: Sequence[Ints]) -> tuple[Ints, Ints]:
        """The values of all low and of all high nodes that are wanted, in some cases."""
        low_do: dict[int, Ints] = {}
        high_do: dict[int, Ints] = {}
        for setting, place in zip(self.settings, places[1:]):
            low_do |= {n: setting.low[i, place] for i, n in enumerate(setting.cell)}
            if setting.node is not None:
                high_do[setting.node] = setting.high[place]
        bases = self.bases.first[places[0]]
        return self.low.after(bases, low_do), self.high.after(bases, high_do)

    def agreement(self, places: Sequence[Ints]) -> npt.NDArray[np.bool_]:
        """Whether both sides agree in some cases."""
        low, high = self.sides(places)
        same = np.ones(places[0].size, np.bool_)
        for node in self.looked_at:
            same &= self.alignment.image(node, low) == high[node]
        return same

    def run(self) -> Count:
        """All cases, counted; and the first in which the sides differ."""
        large = len(self.bases.labels) ** len(self.sizes) >= 1 << 62
        counts = [self.bases.counts, *(s.counts for s in self.settings)]
        if large:
            counts = [c.astype(object) for c in counts]
        cases, equal, first = 0, 0, None
        for places, same in self.results():
            weights: Any = np.ones(same.size, counts[0].dtype)
            for count, place in zip(counts, places):
                weights = weights * count[place]
            cases += int(weights.sum()) if same.size else 0
            equal += int(weights[same].sum()) if same.any() else 0
            wrong = np.flatnonzero(~same)
            if wrong.size:
                found = self.least(tuple(place[wrong] for place in places))
                first = found if first is None else min(first, found, key=self.order)
        return Count(cases, equal, 0 if self.unreached else self.idle(counts), first)

    def least(self, places: tuple[Ints, ...]) -> Case:
        """The first of some cases: by base, then by sources."""
        keys = [self.bases.first[places[0]], *(s.first[p] for s, p in zip(self.settings, places[1:]))]
        best = int(np.lexsort((*places[:0:-1], *keys[::-1]))[0])
        return Case(
            int(keys[0][best]),
            tuple(int(key[best]) for key in keys[1:]),
            tuple(int(p[best]) for p in places[1:]),
        )

    def order(self, case: Case) -> tuple[int, ...]:
        return (case.base, *case.sources, *case.choices)

    def idle(self, counts: Sequence[npt.NDArray[Any]]) -> int:
        """In how many cases the low nodes that are set have their values anyway."""
        ways: Any = np.ones(len(self.bases.labels), counts[0].dtype)
        for setting in self.settings:
            group = Group.of(ways.size, [self.low.values[n] for n in setting.cell])
            ways = ways * group.counts[group.labels].astype(ways.dtype)
        return int(ways.sum()) if self.settings else 0
