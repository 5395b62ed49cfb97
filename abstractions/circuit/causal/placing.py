"""Placing the nodes of a high circuit in a low one, tested at each step.

Main definitions  `Task`, `Run`, `Rejected`
Notes             See `search`.  A partial alignment knows what each low value was found to mean, and in which
                  case first; a new node adds cases, and is ruled out as soon as one value means two.
Law               `search_finds_every_exact_alignment` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import comb, prod
from typing import Any, TypeAlias

import numpy as np

from ...arrays import Ints, frozen
from ...errors import BudgetExceeded
from ..alignment import Alignment, unknown, value_map
from ..building import within
from ..circuit import Circuit, Values, said
from .interchange import Compare, compared
from .plan import Plan, Setting

__all__ = ["Rejected", "Run", "Task", "Told"]

KEPT = 100
"""So many rejections of several nodes together are kept, at most."""

Place: TypeAlias = tuple[Plan, tuple[int, ...]]
"""A case: its plan, and the numbers of the base's class and of the choices."""


@dataclass(frozen=True)
class Told:
    """A case in which low has some value, and what high says then; without a base: what a map says."""

    base: Values
    sources: Mapping[str, Values]
    says: Hashable

    def __str__(self) -> str:
        if not self.base:
            return f"the map says {self.says!r}"
        lines = "".join(f", with {name} as on {said(x)}," for name, x in self.sources.items())
        return f"on {said(self.base)}{lines} high says {self.says!r}"


@dataclass(frozen=True)
class Rejected:
    """Some nodes and their cells, which no value map makes exact: one low value would mean two.

    ``node``: of high; ``value``: that its cell has in both cases.
    """

    cells: Mapping[str, tuple[str, ...]]
    node: str
    value: Values
    cases: tuple[Told, Told]

    def __str__(self) -> str:
        where = "; ".join(f"{name} in {', '.join(cell)}" for name, cell in self.cells.items())
        left, right = self.cases
        return f"{where}: {said(self.value)} would mean two values of {self.node}:\n{left}\nand {right}"


@dataclass(frozen=True)
class Task:
    """What is asked for: circuits, data, and the cells and maps that are given."""

    low: Circuit
    high: Circuit
    data: Ints
    cells: Mapping[int, tuple[int, ...]]
    maps: Mapping[int, Any]
    largest: int
    compare: Compare

    def placed(self, v: int) -> list[tuple[int, ...]]:
        """The cells in which a node of high may be, small ones first."""
        if v in self.cells:
            return [self.cells[v]]
        wanted = v in self.high.inputs
        nodes = [n for n in range(len(self.low.names)) if (n in self.low.inputs) == wanted]
        sizes = range(1, min(self.largest, len(nodes)) + 1)
        within(
            "cells",
            sum(comb(len(nodes), size) for size in sizes),
            "give more `cells`, or a smaller `largest`",
        )
        return [cell for size in sizes for cell in combinations(nodes, size)]

    def read(self, v: int, cell: tuple[int, ...]) -> Iterator[Ints]:
        """What the values of an input's cell may mean: as given; themselves; or everything."""
        domains = [self.low.domains[n] for n in cell]
        fits = set(product(*domains) if len(cell) > 1 else domains[0]) <= set(self.high.domains[v])
        if v in self.maps or fits:
            yield value_map(self.low, self.high, v, cell, self.maps.get(v))
            return
        for table in onto(prod(map(len, domains)), len(self.high.domains[v])):
            yield np.array(table, np.int32)

    def inputs(
        self, nodes: Sequence[int], taken: frozenset[int] = frozenset()
    ) -> Iterator[dict[int, tuple[tuple[int, ...], Ints]]]:
        """All ways to place the inputs of high, and to read their values."""
        if not nodes:
            yield {}
            return
        for cell in self.placed(nodes[0]):
            if cell and not taken & set(cell):
                for table in self.read(nodes[0], cell):
                    for rest in self.inputs(nodes[1:], taken | set(cell)):
                        yield {nodes[0]: (cell, table), **rest}


def onto(length: int, size: int) -> Iterator[tuple[int, ...]]:
    """All tuples of numbers below ``size`` in which each of them is.  Errors: `BudgetExceeded`."""
    count = sum((-1) ** k * comb(size, k) * (size - k) ** length for k in range(size + 1))
    within("value maps of an input", count, "give the `maps` of inputs whose values have other names")

    def longer(table: tuple[int, ...], missing: frozenset[int]) -> Iterator[tuple[int, ...]]:
        left = length - len(table)
        if not left:
            yield table
        for value in range(size) if len(missing) < left else sorted(missing) if len(missing) == left else ():
            yield from longer((*table, value), missing - {value})

    if length >= size:
        yield from longer((), frozenset(range(size)))


@dataclass(frozen=True)
class Known:
    """A partial alignment: cells; what each value of a cell means (-1: it has not occurred), and since when."""

    cells: dict[int, tuple[int, ...]]
    means: dict[int, Ints]
    since: dict[int, dict[int, Place]]

    def copy(self) -> Known:
        means = {v: table.copy() for v, table in self.means.items()}
        return Known(dict(self.cells), means, {v: dict(since) for v, since in self.since.items()})


class Run:
    """One search: what was found, ruled out, and spent."""

    def __init__(self, task: Task, limit: int | None, budget: int) -> None:
        self.task, self.limit, self.budget = task, limit, budget
        self.low_values = task.low.evaluate(task.data)
        self.high_values = self.low_values
        self.found: list[Alignment] = []
        self.rejected: list[Rejected] = []
        self.blocked: set[str] = set()
        self.together = self.tried = self.spent = 0

    @property
    def enough(self) -> bool:
        return self.limit is not None and len(self.found) >= self.limit

    def all(self) -> None:
        """Every way to place the inputs, and then the other nodes."""
        task, high = self.task, self.task.high
        for placed in task.inputs(high.inputs):
            known = Known(
                {v: cell for v, (cell, _) in placed.items()}, {v: m for v, (_, m) in placed.items()}, {}
            )
            reader = self.partial(known)
            self.high_values = high.evaluate(reader.high_data(task.data))
            others = [v for v in range(len(high.names)) if v not in placed and task.placed(v) != [()]]
            alone: dict[int, list[tuple[int, ...]]] = {}
            for v in others:
                cells = task.placed(v)
                alone[v] = [cell for cell in cells if self.placed(known, v, cell, alone=True) is not None]
            others.sort(key=lambda v: (v not in high.outputs, len(alone[v])))
            self.blocked |= {high.names[v] for v, cells in alone.items() if not cells}
            if all(alone.values()):
                self.rest(known, others, alone)

    def rest(
        self, known: Known, nodes: Sequence[int], cells: Mapping[int, Sequence[tuple[int, ...]]]
    ) -> None:
        """Place the other nodes, one after the other."""
        if self.enough:
            return
        if not nodes:
            self.found.append(self.partial(known))
            return
        taken = {n for cell in known.cells.values() for n in cell}
        for cell in cells[nodes[0]]:
            if not taken & set(cell) and (more := self.placed(known, nodes[0], cell)) is not None:
                self.rest(more, nodes[1:], cells)

    def partial(self, known: Known) -> Alignment:
        """The alignment of the nodes that have a cell."""
        every = range(len(self.task.high.names))
        nothing = np.empty(0, np.int32)
        return Alignment(
            self.task.low,
            self.task.high,
            tuple(known.cells.get(v, ()) for v in every),
            tuple(frozen(known.means[v].copy()) if v in known.means else nothing for v in every),
        )

    def placed(self, known: Known, v: int, cell: tuple[int, ...], alone: bool = False) -> Known | None:
        """With one more node in a cell, tested on the cases that it adds; None if a value means two."""
        task, more = self.task, known.copy()
        more.cells[v] = cell
        more.means[v] = unknown(task.low, task.high, v, cell)
        if v in task.maps:
            more.means[v] = value_map(task.low, task.high, v, cell, task.maps[v]).copy()
        more.since[v] = {}
        a = self.partial(more)
        self.tried += 1
        inner = [] if alone else [w for w in a.inner if w != v]
        looked_at = compared(a, task.compare) if not alone else (v,)
        for size in range(len(inner) + 1):
            for nodes in combinations(inner, size):
                # without the new node only it is looked at; what others say then has been tested
                if (not nodes or v in looked_at) and not self.agree(more, a, nodes, (v,)):
                    return None
                if v in a.inner and not alone and not self.agree(more, a, (v, *nodes), looked_at):
                    return None
        return more

    def agree(self, known: Known, a: Alignment, nodes: Sequence[int], looked_at: tuple[int, ...]) -> bool:
        """Whether no low value means two, in all cases in which these nodes are set."""
        values = self.low_values, self.high_values
        plan = Plan.of(a, values, [Setting.of_sources(a, n, *values) for n in sorted(nodes)], looked_at)
        self.spent += plan.size
        if self.spent > self.budget:
            raise BudgetExceeded(
                f"at most {self.budget:,} cases are run",
                value=f"{self.spent:,}, after {self.tried:,} partial alignments",
                reason=f"{len(self.found)} exact ones were found until then; they are in `partial`",
                repair="give more `cells`, fewer `data`, smaller cells (`largest`), or raise `budget`",
                partial=tuple(self.found),
            )
        for places in plan.chunks():
            low, high = plan.sides(places)
            for w in looked_at:
                codes = a.code(w, low)
                wrong = absorbed(known, w, codes, high[w], plan, places)
                if wrong >= 0:
                    now = (plan, tuple(int(place[wrong]) for place in places))
                    self.reject(known, w, int(codes[wrong]), now)
                    return False
        return True

    def told(self, place: Place, w: int) -> Told:
        """A case, and what high says of a node in it."""
        low, high = self.task.low, self.task.high
        plan, numbers = place
        first = [plan.bases.first, *(setting.first for setting in plan.settings)]
        base, *sources = (
            {low.names[n]: low.domains[n][k] for n, k in zip(low.inputs, self.task.data[at[i]].tolist())}
            for at, i in zip(first, numbers)
        )
        values = plan.sides([np.array([i]) for i in numbers])[1]
        return Told(base, dict(zip(plan.names, sources)), high.domains[w][values[w, 0]])

    def reject(self, known: Known, w: int, code: int, now: Place) -> None:
        """Keep the reason: each one of a node alone, the first ones of several together."""
        inputs = self.task.high.inputs
        cells = {v: cell for v, cell in known.cells.items() if v not in inputs}
        if len(cells) > 1:
            self.together += 1
            if self.together > KEPT:
                return
        low, high = self.task.low, self.task.high
        cell = known.cells[w]
        values = np.unravel_index(code, [len(low.domains[n]) for n in cell])
        named = {low.names[n]: low.domains[n][int(k)] for n, k in zip(cell, values)}
        since = known.since.get(w, {}).get(code)
        then = Told({}, {}, high.domains[w][known.means[w][code]]) if since is None else self.told(since, w)
        placed = {high.names[v]: tuple(low.names[n] for n in cell) for v, cell in cells.items()}
        self.rejected.append(Rejected(placed, high.names[w], named, (then, self.told(now, w))))


def absorbed(known: Known, w: int, codes: Ints, says: Ints, plan: Plan, places: Sequence[Ints]) -> int:
    """Note what the values of a cell mean; the number of a case in which one would mean two, or -1."""
    means, since = known.means[w], known.since.setdefault(w, {})
    new = np.flatnonzero(means[codes] < 0)
    if new.size:
        fresh, first = np.unique(codes[new], return_index=True)
        means[fresh] = says[new[first]]
        for code, i in zip(fresh.tolist(), new[first].tolist()):
            since[code] = plan, tuple(int(place[i]) for place in places)
    wrong = np.flatnonzero(means[codes] != says)
    return int(wrong[0]) if wrong.size else -1
