"""Constructive abstraction: leave nodes out, merge variables, merge values; is high what remains?

Main definitions  `constructive`, `Constructive`
Notes             Each step is checked (see `reducing`, `merging`), and its circuit can be run.
Law               `a_constructive_abstraction_agrees_in_every_interchange` in `abstractions.testing.laws`
Source            A. Geiger et al., Causal abstraction, arXiv 2301.04709 (constructive abstraction)
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np

from ...verdict import Fails, Holds, Verdict
from ..alignment import Alignment
from ..circuit import Circuit, Values, combinations_of, said
from .merging import merged
from .reducing import reduced

__all__ = ["Constructive", "OtherFunction", "constructive"]


@dataclass(frozen=True)
class OtherFunction:
    """A node of high that does something else than what is left of low."""

    node: str
    at: Values
    low: Hashable
    high: Hashable

    def __str__(self) -> str:
        where = f" at {said(self.at)}" if self.at else ""
        return f"{self.node} is {self.low!r} by low and {self.high!r} by high{where}"


@dataclass(frozen=True)
class Constructive:
    """Whether high is what is left of low; ``steps``: the circuit after each step that was legitimate."""

    verdict: Verdict[Circuit]
    steps: tuple[tuple[str, Circuit], ...]

    def __bool__(self) -> bool:
        return bool(self.verdict)

    def __str__(self) -> str:
        return "\n".join([*(f"{name}: {circuit}" for name, circuit in self.steps), str(self.verdict)])


def constructive(alignment: Alignment) -> Constructive:
    """Leave out the low nodes of no cell, merge those of a cell, merge values that mean the same; compare.

    High nodes without a cell are left out of high likewise.  A value of which a map says nothing is not
    looked at, but must not come of others.  Cost: each table that arises, times the inputs that are left out.  Errors: `Misuse`;
    `BudgetExceeded` for tables beyond 20 million entries.

    >>> low = Circuit.of({"half": lambda a, b: a ^ b, "both": lambda a, b: a & b, "odd": lambda half, c: half ^ c},
    ...                  values={"a": (0, 1), "b": (0, 1), "c": (0, 1)}, outputs=["odd"])
    >>> high = Circuit.of({"s": lambda a, b: (a + b) % 2, "odd": lambda s, c: (s + c) % 2},
    ...                   values={"a": (0, 1), "b": (0, 1), "c": (0, 1)})
    >>> print(constructive(Alignment.of(low, high, {"s": "half"})))
    nodes of no cell left out: 5 nodes, 3 inputs of 8 values, output odd
    variables merged: 5 nodes, 3 inputs of 8 values, output odd
    values merged: 5 nodes, 3 inputs of 8 values, output odd
    Holds: high is what is left of low.
    """
    a = alignment
    aligned = [v for v, cell in enumerate(a.cells) if cell]
    named = {a.high.names[v]: [a.low.names[n] for n in a.cells[v]] for v in aligned}
    claim = "high is what is left of low"
    steps: list[tuple[str, Circuit]] = []
    single = reduced(a.low, {name: [name] for cell in named.values() for name in cell})
    if single:  # else it may still be so of whole cells, which never have some combinations of values
        steps.append(("nodes of no cell left out", single.certificate))
    whole = reduced(a.low, named)
    if not whole:
        repair = "give the nodes that matter cells of their own, or put them into those that they belong to"
        return Constructive(Fails(claim, whole.counterexample, repair), tuple(steps))
    steps.append(("variables merged", whole.certificate))
    classes = {a.high.names[v]: (a.maps[v], a.high.domains[v]) for v in aligned}
    found = merged(steps[-1][1], classes)
    if not found:
        nothing = found.counterexample.given[1][1] is None
        repair = "complete the value map" if nothing else "tell these values apart"
        return Constructive(Fails(claim, found.counterexample, repair), tuple(steps))
    steps.append(("values merged", found.certificate))
    upper = reduced(a.high, {a.high.names[v]: [a.high.names[v]] for v in aligned})
    if not upper:
        repair = "align the nodes of high that matter"
        return Constructive(Fails(claim, upper.counterexample, repair), tuple(steps))
    other = unlike(found.certificate, upper.certificate)
    if other is not None:
        return Constructive(Fails(claim, other, "change the function of this node"), tuple(steps))
    return Constructive(Holds(claim, found.certificate), tuple(steps))


def unlike(low: Circuit, high: Circuit) -> OtherFunction | None:
    """The first node, of the same name in both, and the values of all parents, at which they differ."""
    for v, name in enumerate(high.names):
        n = low.number(name)
        one, other = low.tables[n], high.tables[v]
        if other is None:
            continue
        read = (n,) if one is None else low.parents[n]  # an input may have any value
        above = sorted({low.names[p] for p in read} | {high.names[p] for p in high.parents[v]})
        domains = {p: low.domains[low.number(p)] for p in above}
        grid = combinations_of([len(domains[p]) for p in above])
        column = dict(zip(above, grid.T))
        at = np.zeros(len(grid), np.int64)
        for p in read:
            at = at * len(low.domains[p]) + column[low.names[p]]
        there = np.zeros(len(grid), np.int64)
        for p in high.parents[v]:
            number = np.array([high.index(p, value) for value in domains[high.names[p]]], np.int64)
            there = there * len(high.domains[p]) + number[column[high.names[p]]]
        number = np.array([high.index(v, value) for value in low.domains[n]], np.int64)
        one = np.arange(len(low.domains[n])) if one is None else one
        wrong = np.flatnonzero(number[one[at]] != other[there])
        if wrong.size:
            i = int(wrong[0])
            values = {p: domains[p][k] for p, k in zip(above, grid[i].tolist())}
            return OtherFunction(name, values, low.domains[n][one[at[i]]], high.domains[v][other[there[i]]])
    return None
