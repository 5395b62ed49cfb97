"""Interchange interventions: does setting a high node do to high what setting its cell does to low?

Main definitions  `interchange`, `Interchange`, `FailingInterchange`
Notes             A case is a set of aligned inner nodes, a base input, and a source input for each node:
                  low runs on the base with every cell as it is on its source, high likewise.  High
                  abstracts low iff the outputs (or all aligned nodes) agree in every case.  Cases
                  are not run one by one: a source matters only by what it sets, a base only by what
                  flows past the nodes that are set.  Every combination of these is run once and
                  counted as often as it occurs, so that the count is exact.
Law               `interchange_counts_every_case` in `abstractions.testing.laws`
Source            A. Geiger et al., Causal abstractions of neural networks, arXiv 2106.02997
                  (interchange interventions, their accuracy)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from math import prod
from typing import Any, Literal

import numpy as np

from ..arrays import Ints, jointly
from ..errors import BudgetExceeded, Misuse, chosen
from ..verdict import Fails, Holds, Verdict
from .alignment import Alignment
from .circuit import Circuit, Values

__all__ = ["FailingInterchange", "Interchange", "Row", "interchange"]

BUDGET = 10**9
"""So many different cases are run, at most."""

CHUNK = 1 << 20
"""So many at a time."""


@dataclass(frozen=True)
class Row:
    """The cases in which just these high nodes are set: how many, in how many both sides agree."""

    nodes: tuple[str, ...]
    cases: int
    equal: int

    @property
    def accuracy(self) -> Fraction:
        """The part in which both sides agree."""
        return Fraction(self.equal, self.cases)


@dataclass(frozen=True)
class FailingInterchange:
    """A case in which the two sides differ: the base, and for each high node that is set its source."""

    alignment: Alignment
    base: Values
    sources: Mapping[str, Values]
    compare: tuple[int, ...]

    @cached_property
    def sides(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The values of the compared high nodes: what those of low mean, and those of high."""
        a = self.alignment
        base = a.low.data([self.base])
        low_do: dict[int, Ints] = {}
        high_do: dict[int, Ints] = {}
        for name, source in self.sources.items():
            node, data = a.high.number(name), a.low.data([source])
            values = a.low.evaluate(data)
            low_do |= {n: values[n] for n in a.cells[node]}
            high_do[node] = a.high.evaluate(a.high_data(data))[node]
        low = a.low.evaluate(base, low_do)
        high = a.high.evaluate(a.high_data(base), high_do)
        means = {n: int(a.image(n, low)[0]) for n in self.compare}
        return (
            {a.high.names[n]: a.high.domains[n][v] for n, v in means.items()},
            {a.high.names[n]: a.high.domains[n][high[n, 0]] for n in self.compare},
        )

    def replay(self) -> bool:
        """Whether the two sides do differ."""
        return self.sides[0] != self.sides[1]

    def __str__(self) -> str:
        def said(values: Values) -> str:
            return ", ".join(f"{name} = {value!r}" for name, value in values.items())

        low, high = self.sides
        lines = [f"on the base {said(self.base)}"]
        lines += [f"with {name} as on the source {said(s)}" for name, s in self.sources.items()]
        different = [name for name in low if low[name] != high[name]]
        lines.append(f"low says {said({name: low[name] for name in different})}")
        lines.append(f"and high {said({name: high[name] for name in different})}")
        return "\n".join(lines)


@dataclass(frozen=True)
class Interchange:
    """What all interchange interventions say of an alignment.

    ``verdict``: whether both sides agree in every case; fails with the first `FailingInterchange` of the
    fewest nodes.  ``rows``: the count for each set of nodes, small sets first.
    """

    verdict: Verdict[tuple[Row, ...]]
    rows: tuple[Row, ...]

    @property
    def accuracy(self) -> Fraction:
        """Interchange intervention accuracy: the part of all cases in which both sides agree."""
        return Fraction(sum(row.equal for row in self.rows), sum(row.cases for row in self.rows))

    def __bool__(self) -> bool:
        return bool(self.verdict)

    def __str__(self) -> str:
        return f"{self.verdict}\n  accuracy {self.accuracy} over {sum(row.cases for row in self.rows)} cases"


def interchange(
    alignment: Alignment,
    data: Iterable[Values] | Ints | None = None,
    *,
    compare: Literal["outputs", "all"] = "outputs",
    most: int | None = None,
    budget: int = BUDGET,
) -> Interchange:
    """All interchange interventions with bases and sources in ``data`` (default: all inputs), exactly.

    ``compare``: the outputs of high, or all its aligned nodes.  ``most``: set at most so many nodes at once.
    Cost: for each set of nodes, the data once, and every combination of what sources set and of what
    of a base flows past them.  Errors: `Misuse`; `BudgetExceeded` if these are more than ``budget``.

    >>> low = Circuit.of({"A": lambda x: x, "B": lambda y: y, "out": lambda A, B: A ^ B},
    ...                  values={"x": (0, 1), "y": (0, 1)})
    >>> high = Circuit.of({"A": lambda x: x, "B": lambda y: y, "out": lambda A, B: A | B},
    ...                   values={"x": (0, 1), "y": (0, 1)})
    >>> print(interchange(Alignment.of(low, high), [{"x": 0, "y": 0}, {"x": 0, "y": 1}, {"x": 1, "y": 0}]))
    Refuted: high abstracts low.
      on the base x = 0, y = 1
      with A as on the source x = 1, y = 0
      low says out = 0
      and high out = 1
      Repair: change the alignment, or the function of a node of high that is compared
      accuracy 43/48 over 48 cases
    """
    chosen("what to `compare`", compare, "outputs", "all")
    rows_of_data = alignment.low.data(data)
    looked_at = tuple(
        n
        for n, cell in enumerate(alignment.cells)
        if cell and (compare == "all" or n in alignment.high.outputs)
    )
    if not looked_at:
        raise Misuse(
            "something is compared",
            value="no output of high",
            reason="a claim about nothing would hold whatever the circuits do",
            repair="give high outputs, or compare all its nodes",
        )
    if most is not None and (not isinstance(most, int) or isinstance(most, bool) or most < 0):
        raise Misuse(
            "`most` is a number of nodes",
            value=most,
            reason="so many are set at once",
            repair="give a number from 0 on, or leave it out",
        )
    inner = alignment.inner
    sizes = range(len(inner) + 1 if most is None else min(most, len(inner)) + 1)
    plans = [
        Plan.of(alignment, rows_of_data, nodes, looked_at)
        for size in sizes
        for nodes in combinations(inner, size)
    ]
    if (total := sum(plan.size for plan in plans)) > budget:
        raise BudgetExceeded(
            f"at most {budget:,} different cases are run",
            value=f"{total:,} cases",
            reason=f"the most for {', '.join(max(plans, key=lambda p: p.size).names)}",
            repair="give fewer `data`, set `most` nodes at once, raise `budget`, or make cells smaller",
        )
    rows, first = [], None
    for plan in plans:
        equal, failing = plan.run()
        rows.append(Row(plan.names, rows_of_data.shape[0] ** (len(plan.nodes) + 1), equal))
        first = first or failing
    claim = "high abstracts low"
    if first is None:
        return Interchange(Holds(claim, tuple(rows)), tuple(rows))
    repair = "change the alignment, or the function of a node of high that is compared"
    return Interchange(Fails(claim, first, repair), tuple(rows))


@dataclass(frozen=True)
class Group:
    """Data that are alike for a purpose: how many in each class, the first, and the values it has."""

    counts: Ints
    first: Ints

    @classmethod
    def of(cls, size: int, columns: list[Ints]) -> Group:
        labels = jointly(*columns) if columns else np.zeros(size, np.int32)
        counts = np.bincount(labels)
        first = np.full(counts.size, size, np.int64)
        np.minimum.at(first, labels, np.arange(size))
        return cls(counts, first)


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
class Plan:
    """The cases in which just the high ``nodes`` are set, each combination that differs once."""

    alignment: Alignment
    data: Ints
    nodes: tuple[int, ...]
    looked_at: tuple[int, ...]
    low: Side
    high: Side
    bases: Group
    sources: tuple[Group, ...]

    @classmethod
    def of(cls, a: Alignment, data: Ints, nodes: tuple[int, ...], looked_at: tuple[int, ...]) -> Plan:
        low_values, high_values = a.low.evaluate(data), a.high.evaluate(a.high_data(data))
        cells = tuple(n for node in nodes for n in a.cells[node])
        low = Side.of(a.low, low_values, cells, {n for node in looked_at for n in a.cells[node]})
        high = Side.of(a.high, high_values, nodes, set(looked_at))
        flows = [low_values[n] for n in low.frontier] + [high_values[n] for n in high.frontier]
        sources = tuple(
            Group.of(len(data), [*(low_values[n] for n in a.cells[node]), high_values[node]])
            for node in nodes
        )
        return cls(a, data, nodes, looked_at, low, high, Group.of(len(data), flows), sources)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the nodes that are set."""
        return tuple(self.alignment.high.names[n] for n in self.nodes)

    @property
    def size(self) -> int:
        """How many different cases there are."""
        return self.bases.first.size * prod(group.first.size for group in self.sources)

    def run(self) -> tuple[int, FailingInterchange | None]:
        """In how many cases both sides agree, and the first in which they do not."""
        equal, first = 0, None
        for bases, sources, weights in self.chunks():
            low_do: dict[int, Ints] = {}
            high_do: dict[int, Ints] = {}
            for node, source in zip(self.nodes, sources):
                low_do |= {n: self.low.values[n, source] for n in self.alignment.cells[node]}
                high_do[node] = self.high.values[node, source]
            low, high = self.low.after(bases, low_do), self.high.after(bases, high_do)
            same = np.ones(bases.size, np.bool_)
            for node in self.looked_at:
                same &= self.alignment.image(node, low) == high[node]
            equal += sum(weights[same].tolist()) if weights.dtype == object else int(weights[same].sum())
            wrong = np.flatnonzero(~same)
            if wrong.size:
                keys = [bases[wrong], *(source[wrong] for source in sources)]
                best = wrong[np.lexsort(keys[::-1])[0]]
                found = tuple(int(column[best]) for column in (bases, *sources))
                first = found if first is None else min(first, found)
        return equal, None if first is None else self.case(first)

    def chunks(self) -> Iterator[tuple[Ints, list[Ints], Any]]:
        """Bases and sources of the cases, as numbers of data, and how often each occurs."""
        groups = [self.bases, *self.sources]
        sizes = tuple(group.first.size for group in groups)
        small = len(self.data) ** len(groups) < 1 << 62
        for low in range(0, self.size, CHUNK):
            places = np.unravel_index(np.arange(low, min(low + CHUNK, self.size)), sizes)
            weights: Any = 1
            for group, place in zip(groups, places):
                weights = weights * (group.counts if small else group.counts.astype(object))[place]
            first = [group.first[place] for group, place in zip(groups, places)]
            yield first[0], first[1:], weights

    def case(self, found: tuple[int, ...]) -> FailingInterchange:
        """A case by the numbers of its base and sources."""
        c = self.alignment.low

        def named(i: int) -> dict[str, Any]:
            return {c.names[n]: c.domains[n][v] for n, v in zip(c.inputs, self.data[i].tolist())}

        sources = {name: named(i) for name, i in zip(self.names, found[1:])}
        return FailingInterchange(self.alignment, named(found[0]), sources, self.looked_at)
