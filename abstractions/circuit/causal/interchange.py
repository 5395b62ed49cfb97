"""Interchange interventions: does setting a high node do to high what setting its cell does to low?

Main definitions  `interchange`, `Interchange`, `FailingInterchange`
Notes             A case is a set of aligned inner nodes, a base input, and a source input for each node:
                  low runs on the base with every cell as it is on its source, high likewise.  High
                  abstracts low iff the outputs (or all aligned nodes) agree in every case.  Cases
                  are not run one by one, see `plan`; the count is exact.

                  Asked for, and counted apart: cells set to values that no source gives them; and low
                  nodes that stand for nothing, set as they are on one more source.
Law               `interchange_counts_every_case` in `abstractions.testing.laws`
Source            A. Geiger et al., Causal abstractions of neural networks, arXiv 2106.02997
                  (interchange interventions, their accuracy)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from math import comb
from typing import Any, Literal, TypeVar

import numpy as np

from ...arguments import budget_of, chosen, whole
from ...arrays import Ints
from ...errors import BudgetExceeded, Misuse
from ...verdict import Fails, Holds, Verdict
from ..alignment import Alignment
from ..circuit import Values, determined, said
from .mixture import FailingMixture, Mixture
from .plan import Case, Plan, Setting

__all__ = ["Compare", "FailingInterchange", "Interchange", "Row", "Unmapped", "interchange"]

SETS = 1 << 14
"""So many sets of nodes, at most."""

BUDGET = 10**9
"""So many different cases are run, at most."""

Compare = Literal["outputs", "all"]
Unmapped = Literal["free", "resampled"]


@dataclass(frozen=True)
class Row:
    """The cases in which just these high nodes are set: how many, in how many both sides agree, and in
    how many low has the values to which it is set anyway.
    """

    nodes: tuple[str, ...]
    cases: int
    equal: int
    idle: int = 0

    @property
    def accuracy(self) -> Fraction:
        """The part in which both sides agree."""
        return Fraction(self.equal, self.cases)


@dataclass(frozen=True)
class FailingInterchange:
    """A case in which the two sides differ.

    ``sources``: for each high node that is set as on an input, that input; ``settings``: for each that is
    set to what no input gives it, the values of its cell; ``unmapped``: the input as on which the low nodes
    are set that stand for nothing, or None.
    """

    alignment: Alignment
    base: Values
    sources: Mapping[str, Values]
    compare: tuple[int, ...]
    settings: Mapping[str, Values] = field(default_factory=dict)
    unmapped: Values | None = None

    @cached_property
    def values(self) -> tuple[Ints, Ints]:
        """The numbers of the values of all nodes of low and of high, shape (nodes, 1)."""
        a = self.alignment
        base = a.low.data([self.base])
        low_do: dict[int, Ints] = {}
        high_do: dict[int, Ints] = {}
        for name, source in self.sources.items():
            node, data = a.high.number(name), a.low.data([source])
            values = a.low.evaluate(data)
            low_do |= {n: values[n] for n in a.cells[node]}
            high_do[node] = a.high.evaluate(a.high_data(data))[node]
        for name, setting in self.settings.items():
            node = a.high.number(name)
            values = np.zeros((len(a.low.names), 1), np.int32)
            for n, v in a.low.numbers(setting).items():
                values[n] = v
                low_do[n] = values[n]
            high_do[node] = a.image(node, values)
        if self.unmapped is not None:
            values = a.low.evaluate(a.low.data([self.unmapped]))
            low_do |= {n: values[n] for n in a.unmapped}
        return a.low.evaluate(base, low_do), a.high.evaluate(a.high_data(base), high_do)

    @cached_property
    def sides(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The values of the compared high nodes: what those of low mean, and those of high."""
        a = self.alignment
        low, high = self.values
        means = {n: int(a.image(n, low)[0]) for n in self.compare}
        return (
            {a.high.names[n]: a.high.domains[n][v] for n, v in means.items()},
            {a.high.names[n]: a.high.domains[n][high[n, 0]] for n in self.compare},
        )

    def replay(self) -> bool:
        """Whether the two sides do differ."""
        return self.sides[0] != self.sides[1]

    def __str__(self) -> str:
        low, high = self.sides
        lines = [f"on the base {said(self.base)}"]
        lines += [f"with {name} as on the source {said(s)}" for name, s in self.sources.items()]
        lines += [f"with {name} set by {said(s)}, as on no source" for name, s in self.settings.items()]
        if self.unmapped is not None:
            names = ", ".join(self.alignment.low.names[n] for n in self.alignment.unmapped)
            lines.append(f"with {names}, which stand for nothing, as on the source {said(self.unmapped)}")
        different = [name for name in low if low[name] != high[name]]
        lines.append(f"low says {said({name: low[name] for name in different})}")
        lines.append(f"and high {said({name: high[name] for name in different})}")
        return "\n".join(lines)


@dataclass(frozen=True)
class Interchange:
    """What all interchange interventions say of an alignment.

    ``verdict``: whether both sides agree in every case; fails with the first `FailingInterchange` of the
    fewest nodes.  ``rows``: the count for each set of nodes, small sets first.  ``unreached``: the same for
    cells set to values of which at least one comes from no source, if these were asked for; its verdict is
    ``beyond``.
    """

    verdict: Verdict[tuple[Row, ...]]
    rows: tuple[Row, ...]
    unreached: tuple[Row, ...] = ()
    beyond: Verdict[tuple[Row, ...]] | None = None

    @property
    def accuracy(self) -> Fraction:
        """Interchange intervention accuracy: the part of all cases in which both sides agree."""
        return Fraction(sum(row.equal for row in self.rows), sum(row.cases for row in self.rows))

    @property
    def nodes(self) -> tuple[Row, ...]:
        """For each high node, all cases in which it is set, alone or with others."""
        names = dict.fromkeys(name for row in self.rows for name in row.nodes)
        return tuple(pooled((name,), [row for row in self.rows if name in row.nodes]) for name in names)

    def __bool__(self) -> bool:
        return bool(self.verdict)

    def __str__(self) -> str:
        total = pooled((), self.rows)
        lines = [str(self.verdict), f"  accuracy {self.accuracy} over {total.cases} cases"]
        if total.idle:
            lines[-1] += f", {total.idle} of which change nothing in low"
        if self.beyond is not None:
            beyond = pooled((), self.unreached)
            lines.append(f"  with values that no source gives: {beyond.equal} of {beyond.cases} cases")
        return "\n".join(lines)


def pooled(nodes: tuple[str, ...], rows: Iterable[Row]) -> Row:
    """Several rows as one."""
    rows = tuple(rows)
    return Row(nodes, sum(r.cases for r in rows), sum(r.equal for r in rows), sum(r.idle for r in rows))


def interchange(
    alignment: Alignment,
    data: Iterable[Values] | Ints | None = None,
    *,
    compare: Compare = "outputs",
    most: int | None = None,
    unmapped: Unmapped = "free",
    unreached: bool = False,
    budget: int = BUDGET,
) -> Interchange:
    """All interchange interventions with bases and sources in ``data`` (default: all inputs), exactly.

    ``compare``: the outputs of high, or all its aligned nodes; with outputs only, what values of inner nodes
    mean is not tested, only that they can stand in for each other.  ``most``: set at most so many nodes at once.
    ``unmapped``: low nodes in no cell run "free", or are "resampled": all of them as on one more source, in
    every case, which asks that no cell is computed through them: that they do not matter at all.  ``unreached``: count apart the cases in which cells have values that no source gives.
    Cost: for each set of nodes, the data once, and every combination of what sources set and of what
    of a base flows past them.  Where circuits draw, distributions are compared (see `mixture`).
    Errors: `Misuse`; `BudgetExceeded` if these are more than ``budget``.

    >>> from abstractions.circuit import Circuit
    >>> low = Circuit.of({"A": lambda x: x, "B": lambda y: y, "out": lambda A, B: A ^ B},
    ...                  values={"x": (0, 1), "y": (0, 1)})
    >>> high = Circuit.of({"A": lambda x: x, "B": lambda y: y, "out": lambda A, B: A | B},
    ...                   values={"x": (0, 1), "y": (0, 1)})
    >>> print(interchange(Alignment.of(low, high), [{"x": 0, "y": 0}, {"x": 0, "y": 1}, {"x": 1, "y": 0}]))
    Refuted: high abstracts low (outputs compared).
      on the base x = 0, y = 1
      with A as on the source x = 1, y = 0
      low says out = 0
      and high out = 1
      Repair: change the alignment, or the function of a node of high that is compared
      accuracy 43/48 over 48 cases, 18 of which change nothing in low
    """
    budget_of(budget)
    chosen("what becomes of `unmapped` nodes", unmapped, "free", "resampled")
    rows_of_data = alignment.low.data(data)
    looked_at = compared(alignment, compare)
    sets = sets_of(alignment, most)
    claim = f"high abstracts low ({'outputs' if compare == 'outputs' else 'all nodes'} compared)"
    if alignment.low.chances or alignment.high.chances:
        if unmapped != "free" or unreached:
            determined(alignment.low, alignment.high)
        mixtures = affordable(
            (Mixture.of(alignment, rows_of_data, nodes, looked_at, budget) for nodes in sets), budget
        )
        rows, verdict = counted(mixtures, rows_of_data, claim)
        return Interchange(verdict, rows)
    values = alignment.low.evaluate(rows_of_data), alignment.high.evaluate(alignment.high_data(rows_of_data))
    nothing = alignment.unmapped if unmapped == "resampled" else ()
    beside = [Setting.of_nothing(nothing, values[0])] if nothing else []
    reached = {n: Setting.of_sources(alignment, n, *values) for n in alignment.inner}
    plans = affordable(
        (Plan.of(alignment, values, [*(reached[n] for n in nodes), *beside], looked_at) for nodes in sets),
        budget,
    )
    others: list[Plan] = []
    if unreached:
        every = {n: Setting.of_all(alignment, n, values[0]) for n in alignment.inner}
        others = affordable(
            (
                Plan.of(alignment, values, [*(every[n] for n in nodes), *beside], looked_at, unreached=True)
                for nodes in sets
                if any((every[n].first < 0).any() for n in nodes)
            ),
            budget,
        )
    rows, verdict = counted(plans, rows_of_data, claim)
    if not unreached:
        return Interchange(verdict, rows)
    beyond = counted(others, rows_of_data, claim + ", also where cells have values of no source")
    return Interchange(verdict, rows, *beyond)


def compared(alignment: Alignment, compare: Compare) -> tuple[int, ...]:
    """The high nodes that are compared.  Errors: `Misuse`."""
    chosen("what to `compare`", compare, "outputs", "all")
    found = tuple(
        n
        for n, cell in enumerate(alignment.cells)
        if cell and (compare == "all" or n in alignment.high.outputs)
    )
    if not found:
        raise Misuse(
            "something is compared",
            value="no output of high",
            reason="a claim about nothing would hold whatever the circuits do",
            repair="give high outputs, or compare all its nodes",
        )
    return found


def sets_of(alignment: Alignment, most: int | None) -> list[tuple[int, ...]]:
    """The sets of aligned inner nodes, small ones first.  Errors: `Misuse`."""
    if most is not None:
        whole(
            most, "`most`, how many nodes are set at once,", repair="give a number from 0 on, or leave it out"
        )
    inner = alignment.inner
    sizes = range(len(inner) + 1 if most is None else min(most, len(inner)) + 1)
    if (count := sum(comb(len(inner), size) for size in sizes)) > SETS:
        raise BudgetExceeded(
            f"at most {SETS:,} sets of nodes are set",
            value=f"{count:,} sets of {len(inner)} nodes",
            reason="every set of aligned nodes is a plan of its own",
            repair="set `most` nodes at once, or align fewer",
        )
    return [nodes for size in sizes for nodes in combinations(inner, size)]


Cases = TypeVar("Cases", Plan, Mixture)


def affordable(plans: Iterable[Cases], budget: int) -> list[Cases]:
    """The plans, if they have no more different cases than the budget.  Errors: `BudgetExceeded`."""
    found: list[Cases] = []
    total = 0
    for plan in plans:
        found.append(plan)
        total += plan.size
        if total > budget:
            raise BudgetExceeded(
                f"at most {budget:,} different cases are run",
                value=f"{total:,} cases, and perhaps more",
                reason=f"the most for {', '.join(max(found, key=lambda p: p.size).names) or 'nothing set'}",
                repair="give fewer `data`, set `most` nodes at once, raise `budget`, or make cells smaller",
            )
    return found


def counted(
    plans: Iterable[Plan] | Iterable[Mixture], data: Ints, claim: str
) -> tuple[tuple[Row, ...], Verdict[tuple[Row, ...]]]:
    """The rows of some plans, and whether both sides agree in all their cases."""
    rows, first = [], None
    for plan in plans:
        count = plan.run()
        rows.append(Row(plan.names, count.cases, count.equal, count.idle))
        if first is None and count.first is not None:
            first = failing(plan, data, count.first)
    if first is None:
        return tuple(rows), Holds(claim, tuple(rows))
    repair = "change the alignment, or the function of a node of high that is compared"
    return tuple(rows), Fails(claim, first, repair)


def failing(plan: Plan | Mixture, data: Ints, case: Case) -> FailingInterchange | FailingMixture:
    """A case by names and values."""
    a = plan.alignment

    def named(i: int) -> dict[str, Any]:
        return {a.low.names[n]: a.low.domains[n][v] for n, v in zip(a.low.inputs, data[i].tolist())}

    if isinstance(plan, Mixture):
        drawn = {name: named(source) for name, source in zip(plan.names, case.sources)}
        return FailingMixture(a, named(case.base), drawn, plan.looked_at)
    sources, settings, unmapped = {}, {}, None
    for setting, source, choice in zip(plan.settings, case.sources, case.choices):
        if setting.node is None:
            unmapped = named(source)
        elif source >= 0 and not plan.unreached:
            sources[a.high.names[setting.node]] = named(source)
        else:
            settings[a.high.names[setting.node]] = {
                a.low.names[n]: a.low.domains[n][v] for n, v in zip(setting.cell, setting.low[:, choice])
            }
    return FailingInterchange(a, named(case.base), sources, plan.looked_at, settings, unmapped)
