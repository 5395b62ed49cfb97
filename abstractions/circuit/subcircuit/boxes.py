"""Boxes: all sets of parts that agree on some, run at once, and how often they may be right.

Main definition   `Runs`
Notes             Sets of parts are numbers, and the parts are decided from the last one down; so a box,
                  ``kept`` with ``free`` parts undecided, is the interval of the 2^free numbers from
                  ``kept`` on.  In a box a node has, on each case, a *set* of values that it may have: an
                  undecided edge carries those of its source and the corrupted one.  On a case where no
                  right output is in these sets, every set of parts in the box is wrong.

                  A set of cases is an integer, a bit for each; a node has one for each of its values.
                  So a run takes a few operations on integers for each entry of a table, however many
                  cases there are.  Values that no table tells apart are one, and cases that are equal
                  then, with their weight.
Law               `no_smaller_set_of_parts_is_faithful` in `abstractions.testing.laws`
Source            P. Cousot and R. Cousot, Abstract interpretation, 1977 (sets of values)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from ...arguments import budget_of
from ...arrays import Ints, jointly
from ...errors import BudgetExceeded
from ..causal.merging import told_apart
from ..circuit import Circuit
from .ablation import Ablation, needed

__all__ = ["BUDGET", "Runs"]

BUDGET = 10**9
"""So many runs (boxes times different cases), at most."""

LARGEST = 10**8
"""So many different cases, at most: each takes a bit for each value of each node."""

Cases: TypeAlias = int
"""A set of cases: bit i for case i."""


class Runs:
    """The cases of an ablation that are different, as sets, for one run after the other.

    Memory: a bit of each case for each value of each node.  Errors: `BudgetExceeded` if there are more
    than ``budget``, or than 10^8.
    """

    def __init__(self, ablation: Ablation, budget: int = BUDGET) -> None:
        budget_of(budget)
        c, nodes = ablation.circuit, needed(ablation.circuit)
        edges = {edge: j for j, of in enumerate(ablation.cuts.values()) for edge in of}
        classes, tables = classes_of(c)
        values = {n: classes[n][ablation.values[n]] for n in nodes}
        self.sizes = {n: int(classes[n].max()) + 1 for n in nodes}
        weights = ablation.weights.astype(np.int64 if ablation.total < 1 << 62 else object)
        clean = Alike.of([values[n] for n in nodes if c.tables[n] is None], weights)
        other = Alike.of([values[n] for n in ablation.sources], weights)
        if ablation.constants is not None:
            other = Alike(other.first[:1], np.ones(1, np.int64))
        across, along = clean.first.size, other.first.size
        self.cases = across * along
        if self.cases > min(budget, LARGEST):
            raise BudgetExceeded(
                f"at most {min(budget, LARGEST):,} different cases are run",
                value=f"{self.cases:,} of them",
                reason="no set of parts was looked at",
                repair="give fewer `data`" + ", or raise `budget`" * (self.cases <= LARGEST),
                partial=(),
            )
        self.every: Cases = (1 << self.cases) - 1
        self.outputs, self.nodes = c.outputs, nodes
        self.clean = {
            n: [packed(np.repeat(values[n][clean.first] == v, along)) for v in range(self.sizes[n])]
            for n in nodes
            if c.tables[n] is None or n in c.outputs
        }
        if ablation.constants is None:
            self.carried = {
                n: [packed(np.tile(values[n][other.first] == v, across)) for v in range(self.sizes[n])]
                for n in ablation.sources
            }
        else:
            self.carried = {
                n: [self.every * (v == classes[n][ablation.constants[n]]) for v in range(self.sizes[n])]
                for n in ablation.sources
            }
        self.read = {n: [(p, edges.get((p, n), -1)) for p in c.parents[n]] for n in nodes}
        self.tables = {n: tables[n].tolist() for n in nodes if n in tables}
        weighing = np.multiply.outer(clean.weights, other.weights).ravel()
        digits = int(weighing.max()).bit_length()
        self.weights = [packed((weighing >> b & 1).astype(np.bool_)) for b in range(digits)]

    def weight(self, cases: Cases) -> int:
        """The weight of some cases: the digits of their weights are kept as sets of cases."""
        return sum((cases & digit).bit_count() << b for b, digit in enumerate(self.weights))

    def most(self, kept: int, free: int = 0) -> int:
        """The weight of the cases on which a set of a box may be right; if nothing is free, is right."""
        may: dict[int, list[Cases]] = {}
        for n in self.nodes:
            if n not in self.tables:
                may[n] = self.clean[n]
                continue
            found = [(0, self.every)]
            for p, j in self.read[n]:
                side = may[p]
                if 0 <= j < free:
                    side = [now | then for now, then in zip(side, self.carried[p])]
                elif j >= 0 and not kept >> j & 1:
                    side = self.carried[p]
                found = [
                    (at * len(side) + v, both)
                    for at, cases in found
                    for v, of in enumerate(side)
                    if (both := cases & of)
                ]
            may[n] = [0] * self.sizes[n]
            for at, cases in found:
                may[n][self.tables[n][at]] |= cases
        right = self.every
        for n in self.outputs:
            agree = 0
            for now, whole in zip(may[n], self.clean[n]):
                agree |= now & whole
            right &= agree
        return self.weight(right)

    def idle(self, kept: int, free: int) -> bool:
        """Whether, in a box, the last part that is decided reaches no output, all ways being cut."""
        reached = set(self.outputs)
        for n in reversed(self.nodes):
            if n in reached:
                reached |= {p for p, j in self.read[n] if j <= free or kept >> j & 1}
        return not any(n in reached for n in self.nodes for _, j in self.read[n] if j == free)


def classes_of(c: Circuit) -> tuple[list[Ints], dict[int, Ints]]:
    """For each node the class of each value, and its table on classes; those of outputs are all different."""
    classes = told_apart(
        c,
        [
            np.arange(len(of)) if n in c.outputs else np.zeros(len(of), np.int32)
            for n, of in enumerate(c.domains)
        ],
    )
    first = [np.unique(of, return_index=True)[1] for of in classes]
    tables = {}
    for n, table in enumerate(c.tables):
        if table is not None:
            at = np.zeros(1, np.int64)
            for p in c.parents[n]:
                at = (at[:, None] * len(c.domains[p]) + first[p]).ravel()
            tables[n] = classes[n][table[at]]
    return classes, tables


class Alike(NamedTuple):
    """Rows that are equal in all that matters: the first of each class, and the weight of each class."""

    first: Ints
    weights: npt.NDArray[Any]

    @classmethod
    def of(cls, columns: Sequence[Ints], weights: npt.NDArray[Any]) -> Alike:
        labels = jointly(np.zeros(weights.size, np.int32), *columns)
        first = np.unique(labels, return_index=True)[1]
        sums = np.zeros(first.size, weights.dtype)
        np.add.at(sums, labels, weights)
        return cls(first, sums)


def packed(mask: npt.NDArray[np.bool_]) -> Cases:
    return int.from_bytes(np.packbits(mask, bitorder="little").tobytes(), "little")
