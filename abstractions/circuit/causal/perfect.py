"""The largest part of the data on which high abstracts low perfectly.

Problem    Given an alignment and data, a largest subset such that both sides agree in every interchange
           whose base and sources are in it.
Method     Data that are alike in every plan are one class.  Branch and bound over classes: a class is
           taken or left; candidates are those that agree with each one taken, pair by pair; a colouring
           of the pairs that disagree bounds what can still be taken.  Cases of three classes or more
           are looked at when a class is taken.
Invariant  What is taken is perfect; no larger perfect set lies in the branches that were cut.
Stops      Each branch takes or leaves a class.  Exponential at worst: a budget, and a bound on what was not
           looked at.
Source     E. Tomita, T. Seki, An efficient branch-and-bound algorithm for finding a maximum clique, 2003
           (a colouring as the bound); the theory's section 8 (a maximum clique).
Law        `no_larger_part_of_the_data_is_perfect` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import numpy as np
import numpy.typing as npt

from ...arguments import budget_of
from ...arrays import Ints, jointly
from ...errors import BudgetExceeded, Interrupted
from ..alignment import Alignment
from ..circuit import Values, determined
from .interchange import Compare, affordable, compared, sets_of
from .plan import Plan, Setting

__all__ = ["Perfect", "perfect"]

CASES = 10**8
"""So many different cases are kept, at most, one byte each."""

BUDGET = 100_000
"""So many branches are looked at, at most."""


@dataclass(frozen=True)
class Perfect:
    """A part of the data on which both sides agree in every case.

    ``data``: the numbers of those kept.  ``bound``: no perfect part has more.  ``of``: how many data there are.
    """

    data: tuple[int, ...]
    bound: int
    of: int

    @property
    def proven(self) -> bool:
        """Whether no perfect part is larger."""
        return len(self.data) == self.bound

    @property
    def part(self) -> Fraction:
        """How much of the data it is."""
        return Fraction(len(self.data), self.of)

    def __str__(self) -> str:
        size = f"{len(self.data)} of {self.of} data"
        return f"{size}, and no more" if self.proven else f"{size}, and at most {self.bound}"


def perfect(
    alignment: Alignment,
    data: Iterable[Values] | Ints | None = None,
    *,
    compare: Compare = "outputs",
    most: int | None = None,
    budget: int = BUDGET,
) -> Perfect:
    """A largest part of the data on which every interchange agrees.

    ``compare``, ``most``: as for `interchange`.  ``budget``: of branches; when it is spent, the best found and
    a bound are the answer.  Cost: every different case once, kept; then the branches, each a look-up in them.
    Errors: `Misuse`; `BudgetExceeded` for too many cases.

    >>> from abstractions.circuit import Circuit
    >>> bits = {"x": (0, 1), "y": (0, 1)}
    >>> low = Circuit.of({"A": lambda x: x, "B": lambda y: y, "out": lambda A, B: A ^ B}, values=bits)
    >>> high = Circuit.of({"A": lambda x: x, "B": lambda y: y, "out": lambda A, B: A | B}, values=bits)
    >>> print(perfect(Alignment.of(low, high)))
    2 of 4 data, and no more
    """
    budget_of(budget)
    rows = alignment.low.data(data)
    determined(alignment.low, alignment.high)
    looked_at = compared(alignment, compare)
    values = alignment.low.evaluate(rows), alignment.high.evaluate(alignment.high_data(rows))
    settings = {n: Setting.of_sources(alignment, n, *values) for n in alignment.inner}
    plans = affordable(
        (
            Plan.of(alignment, values, [settings[n] for n in nodes], looked_at)
            for nodes in sets_of(alignment, most)
        ),
        CASES,
    )
    cases = [Cases.of(plan) for plan in plans]
    if all(case.agree.all() for case in cases):
        return Perfect(tuple(range(len(rows))), len(rows), len(rows))
    classes = jointly(*(column for case in cases for column in case.labels))
    weights = np.bincount(classes)
    first = np.unique(classes, return_index=True)[1]
    search = Search([case.at(first) for case in cases], weights.tolist(), budget)
    try:
        search.run()
    except KeyboardInterrupt:
        kept = np.isin(classes, search.best)
        raise Interrupted("looking for a perfect part of the data", np.flatnonzero(kept).tolist()) from None
    kept = np.zeros(weights.size, np.bool_)
    kept[list(search.best)] = True
    return Perfect(tuple(np.flatnonzero(kept[classes]).tolist()), search.bound, len(rows))


@dataclass(frozen=True)
class Cases:
    """All cases of a plan: whether both sides agree, by the class of the base and the choices.

    ``labels``: for each datum (or class of data), which class of bases it is in and which choice it makes.
    """

    agree: npt.NDArray[np.bool_]
    labels: tuple[Ints, ...]

    @classmethod
    def of(cls, plan: Plan) -> Cases:
        agree = np.concatenate([same for _, same in plan.results()])
        return cls(agree.reshape(plan.sizes), (plan.bases.labels, *(s.labels for s in plan.settings)))

    def at(self, data: Ints) -> Cases:
        """The same for some of the data."""
        return Cases(self.agree, tuple(column[data] for column in self.labels))

    def pairs(self) -> npt.NDArray[np.bool_]:
        """For each two data whether both sides agree in every case within them."""
        size = self.labels[0].size
        found = np.ones((size, size), np.bool_)
        for sides in product((False, True), repeat=len(self.labels)):
            found &= self.agree[
                tuple(c[None, :] if side else c[:, None] for c, side in zip(self.labels, sides))
            ]
        return found

    def holds(self, taken: Sequence[int]) -> bool:
        """Whether both sides agree in every case within some data."""
        return bool(self.agree[np.ix_(*(np.unique(column[list(taken)]) for column in self.labels))].all())


class Search:
    """Branch and bound for a perfect set of classes of the largest weight."""

    def __init__(self, cases: Sequence[Cases], weights: Sequence[int], budget: int) -> None:
        self.cases, self.weights, self.budget = cases, weights, budget
        self.best: tuple[int, ...] = ()
        self.heaviest = self.bound = 0
        size = len(weights)
        if size**2 > CASES:
            raise BudgetExceeded(
                f"at most {CASES:,} pairs of classes of data are looked at",
                value=f"{size:,} classes of data that are not alike",
                reason="each pair may agree or not",
                repair="give fewer `data`",
            )
        pairs = np.logical_and.reduce([case.pairs() for case in cases])
        alone = pairs.diagonal()
        self.vertices = np.flatnonzero(alone).tolist()
        pairs = pairs & alone & alone[:, None] & ~np.eye(size, dtype=np.bool_)
        self.agree = [
            int.from_bytes(np.packbits(row, bitorder="little").tobytes(), "little") for row in pairs
        ]

    def holds(self, taken: Sequence[int]) -> bool:
        return all(case.holds(taken) for case in self.cases)

    def run(self) -> None:
        """Look at all branches, or at as many as there is budget for."""
        waiting: list[tuple[tuple[int, ...], int, list[int]]] = [((), 0, self.vertices)]
        spent = 0
        while waiting:
            taken, weight, candidates = waiting.pop()
            order, bounds = self.coloured(candidates)
            if weight + (bounds[-1] if bounds else 0) <= self.heaviest:
                continue
            if spent >= self.budget:
                waiting.append((taken, weight, candidates))
                break
            spent += 1
            # the last candidate is taken, or left
            last = order[-1]
            rest = [v for v in candidates if v != last]
            waiting.append((taken, weight, rest))
            longer = (*taken, last)
            if len(longer) < 3 or self.holds(longer):
                heavier = weight + self.weights[last]
                if heavier > self.heaviest:
                    self.best, self.heaviest = tuple(sorted(longer)), heavier
                waiting.append((longer, heavier, [v for v in rest if self.agree[last] >> v & 1]))
        left = (weight + (self.coloured(c)[1] or [0])[-1] for _, weight, c in waiting)
        self.bound = max([self.heaviest, *left])

    def coloured(self, candidates: Sequence[int]) -> tuple[list[int], list[int]]:
        """The candidates by colour (no two of a colour agree), and what can be taken up to each at most."""
        colours: list[list[int]] = []
        masks: list[int] = []
        for v in candidates:
            place = next((i for i, mask in enumerate(masks) if not self.agree[v] & mask), len(masks))
            if place == len(masks):
                colours.append([])
                masks.append(0)
            colours[place].append(v)
            masks[place] |= 1 << v
        order, bounds, total = [], [], 0
        for colour in colours:
            total += max(self.weights[v] for v in colour)
            order += colour
            bounds += [total] * len(colour)
        return order, bounds
