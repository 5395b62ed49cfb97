"""Local consistency: does every high node do to its parents' values what its cell does to theirs?

Main definitions  `local`, `Local`, `FailingNode`
Notes             For a high node v and values of the cells of its parents: low is run with these cells set,
                  and what its cell of v means must be what v's function makes of what theirs mean.
                  The values may be those of one input, of a source for each parent, or all there are;
                  each choice asks more than the one before it.  What flows past the cells is taken from
                  every input in turn.
Law               `local_consistency_is_that_of_every_choice` in `abstractions.testing.laws`
Source            E. Jenner, A. Garriga-Alonso, E. Zverev, A comparison of causal scrubbing, causal
                  abstractions, and related methods, 2023
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any, Literal

import numpy as np

from ...arguments import budget_of, chosen
from ...arrays import Ints
from ...errors import BudgetExceeded, Misuse
from ...verdict import Fails, Holds, Verdict
from ..alignment import Alignment
from ..circuit import Values, determined, said
from .interchange import BUDGET, Row
from .plan import CHUNK, Group, Side

__all__ = ["Choice", "FailingNode", "Local", "local"]

Choice = Literal["same", "independent", "all"]


@dataclass(frozen=True)
class FailingNode:
    """A high node that does something else: on which base, with which values of its parents' cells."""

    alignment: Alignment
    node: str
    base: Values
    do: Mapping[str, Any]

    @property
    def sides(self) -> tuple[Any, Any]:
        """What the low values of its cell mean, and what it makes of what the values of its parents mean."""
        a, v = self.alignment, self.alignment.high.number(self.node)
        do = {a.low.number(n): np.array([a.low.index(a.low.number(n), w)]) for n, w in self.do.items()}
        low = a.low.evaluate(a.low.data([self.base]), do)
        domain = a.high.domains[v]
        return domain[int(a.image(v, low)[0])], domain[int(applied_to(a, v, low)[0])]

    def replay(self) -> bool:
        """Whether the two do differ."""
        low, high = self.sides
        return bool(low != high)

    def __str__(self) -> str:
        low, high = self.sides
        set_to = f" with {said(self.do)}" if self.do else ""
        return (
            f"on the base {said(self.base)}{set_to}\nlow says {self.node} = {low!r}\n"
            f"and the function of {self.node} says {high!r}"
        )


@dataclass(frozen=True)
class Local:
    """Whether every node is consistent; ``rows``: of each, how many different cases, and in how many it is."""

    verdict: Verdict[tuple[Row, ...]]
    rows: tuple[Row, ...]

    def __bool__(self) -> bool:
        return bool(self.verdict)

    def __str__(self) -> str:
        return str(self.verdict)


def applied_to(a: Alignment, node: int, low: Ints) -> Ints:
    """What a high node makes of what the cells of its parents mean, for the values of all low nodes."""
    means = np.zeros((len(a.high.names), low.shape[1]), np.int32)
    for p in a.high.parents[node]:
        means[p] = a.image(p, low)
    table = a.high.tables[node]
    assert table is not None
    found: Ints = table[a.high.entry(node, means)]
    return found


def local(
    alignment: Alignment,
    data: Iterable[Values] | Ints | None = None,
    *,
    values: Choice = "independent",
    budget: int = BUDGET,
) -> Local:
    """Whether every aligned high node that is no input does what its cell does, exactly.

    ``values``: of the cells of its parents: as on the "same" input; each as on an input of its own
    ("independent"); or "all" that the low nodes may have.  ``data``: the inputs (default: all).
    Errors: `Misuse` for nodes with parents that are not aligned; `BudgetExceeded`.

    >>> from abstractions.circuit import Circuit
    >>> bits = {"x": (0, 1), "A": (0, 1), "B": (0, 1)}
    >>> low = Circuit.of({"A": lambda x: x, "B": lambda x: x, "out": lambda A, B: A & B}, values=bits)
    >>> high = Circuit.of({"A": lambda x: x, "B": lambda x: x, "out": lambda A, B: A | B}, values=bits)
    >>> [bool(local(Alignment.of(low, high), values=choice)) for choice in ("same", "independent")]
    [True, False]
    """
    budget_of(budget)
    chosen("the choice of `values`", values, "same", "independent", "all")
    rows_of_data = alignment.low.data(data)
    determined(alignment.low, alignment.high)
    high = alignment.high
    rows, first = [], None
    for v, cell in enumerate(alignment.cells):
        if not cell or high.tables[v] is None:
            continue
        bare = [high.names[p] for p in high.parents[v] if not alignment.cells[p]]
        if bare:
            raise Misuse(
                "the parents of an aligned node are aligned",
                value=f"{', '.join(bare)}, of {high.names[v]}",
                reason="there are no low values to give them",
                repair="align them, or leave the node out",
            )
        row, failing = Case(alignment, rows_of_data, v, values).run(budget)
        rows.append(row)
        first = first or failing
    claim = "every high node does what its cell does"
    if first is None:
        return Local(Holds(claim, tuple(rows)), tuple(rows))
    return Local(Fails(claim, first, "change its function, or the alignment"), tuple(rows))


@dataclass(frozen=True)
class Case:
    """All cases of one high node."""

    alignment: Alignment
    data: Ints
    node: int
    values: Choice

    def run(self, budget: int) -> tuple[Row, FailingNode | None]:
        """How many there are, in how many the node is consistent, and the first in which it is not."""
        a, v = self.alignment, self.node
        low_values = a.low.evaluate(self.data)
        parents = () if self.values == "same" else a.high.parents[v]
        fixed = tuple(n for p in parents for n in a.cells[p])
        read = {n for p in a.high.parents[v] for n in a.cells[p]}
        side = Side.of(a.low, low_values, fixed, {*a.cells[v], *read})
        bases = Group.of(len(self.data), [low_values[n] for n in side.frontier]).first
        choices = [self.settings(p, low_values) for p in parents]
        sizes = (bases.size, *(len(choice) for choice in choices))
        if prod(sizes) > budget:
            raise BudgetExceeded(
                f"at most {budget:,} different cases are run",
                value=f"{prod(sizes):,} for {a.high.names[v]}",
                reason="that is how many combinations of values its parents' cells have",
                repair='give fewer `data`, values="same", raise `budget`, or make cells smaller',
            )
        equal, first = 0, None
        for low in range(0, prod(sizes), CHUNK):
            places = np.unravel_index(np.arange(low, min(low + CHUNK, prod(sizes))), sizes)
            do = {
                n: choice[place, i]
                for p, choice, place in zip(parents, choices, places[1:])
                for i, n in enumerate(a.cells[p])
            }
            found = side.after(bases[places[0]], do)
            same = a.image(v, found) == applied_to(a, v, found)
            equal += int(same.sum())
            if first is None and not same.all():
                at = int(np.flatnonzero(~same)[0])
                first = self.failing(int(bases[places[0][at]]), {n: int(w[at]) for n, w in do.items()})
        return Row((a.high.names[v],), prod(sizes), equal), first

    def settings(self, parent: int, low_values: Ints) -> Ints:
        """The values that the cell of a parent is set to, one row each."""
        cell = list(self.alignment.cells[parent])
        if self.values == "all":
            return np.array(
                list(product(*(range(len(self.alignment.low.domains[n])) for n in cell))), np.int32
            )
        first = Group.of(len(self.data), [low_values[n] for n in cell]).first
        found: Ints = low_values[cell][:, first].T
        return found

    def failing(self, base: int, do: Mapping[int, int]) -> FailingNode:
        c = self.alignment.low
        at = {c.names[n]: c.domains[n][w] for n, w in zip(c.inputs, self.data[base].tolist())}
        set_to = {c.names[n]: c.domains[n][w] for n, w in do.items()}
        return FailingNode(self.alignment, self.alignment.high.names[self.node], at, set_to)
