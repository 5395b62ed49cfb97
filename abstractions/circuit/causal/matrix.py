"""The matrix of interchanges: what both sides say for every base and all sources of some high nodes.

Main definitions  `matrix`, `Matrix`
Notes             Bases that flow on alike, and sources that set the same, are one row and one column of
                  what is kept, see `plan`.
Law               `a_matrix_says_what_every_interchange_gives` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from ...arguments import budget_of
from ...arrays import Ints, frozen
from ...errors import Misuse
from ..alignment import Alignment
from ..circuit import Values, determined
from .interchange import Compare, affordable, compared
from .plan import Plan, Setting

__all__ = ["Matrix", "matrix"]

BUDGET = 10**7
"""So many different cases are kept, at most."""


@dataclass(frozen=True, eq=False)
class Matrix:
    """For every base and every choice of a source for each of some high nodes: what low means, what high says.

    - ``nodes``    the numbers of the high nodes that are set
    - ``compare``  the numbers of those that are compared
    - ``data``     the inputs, as numbers of values, shape (inputs, input nodes of low)
    - ``classes``  of each input as a base, and as a source of each node
    - ``low``, ``high``  the numbers of the values of the compared nodes, shape (compared, classes of bases,
      classes of sources of the first node, ...)
    """

    alignment: Alignment
    nodes: tuple[int, ...]
    compare: tuple[int, ...]
    data: Ints
    classes: tuple[Ints, ...]
    low: Ints
    high: Ints

    @property
    def shape(self) -> tuple[int, int]:
        """How many bases there are, and choices of sources."""
        return len(self.data), len(self.data) ** len(self.nodes)

    @cached_property
    def equal(self) -> npt.NDArray[np.bool_]:
        """Whether both sides agree, by class."""
        found: npt.NDArray[np.bool_] = (self.low == self.high).all(axis=0)
        return found

    @cached_property
    def accuracy(self) -> Fraction:
        """The part of all cases in which both sides agree."""
        cases = len(self.data) ** len(self.classes)
        kind: Any = object if cases >= 1 << 62 else np.int64
        found: Any = self.equal.astype(kind)
        for labels in self.classes:
            found = np.tensordot(found, np.bincount(labels).astype(kind), axes=(0, 0))
        return Fraction(int(found), cases)

    def whole(self, by_class: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """By base and sources, the last node's the fastest, what is known by class; shape as `shape`."""
        return by_class[np.ix_(*self.classes)].reshape(self.shape)

    def __str__(self) -> str:
        names = ", ".join(self.alignment.high.names[n] for n in self.nodes)
        bases, sources = self.shape
        return f"{names} set: {bases} bases, {sources} choices of sources, {self.accuracy} equal"


def matrix(
    alignment: Alignment,
    nodes: str | Sequence[str],
    data: Iterable[Values] | Ints | None = None,
    *,
    compare: Compare = "outputs",
    budget: int = BUDGET,
) -> Matrix:
    """The matrix of some aligned inner nodes, with bases and sources in ``data`` (default: all inputs).

    Errors: `Misuse` for nodes that are not aligned, inputs and outputs, stochastic circuits;
    `BudgetExceeded` for more than ``budget`` different cases.

    >>> from abstractions.circuit import Circuit
    >>> xor, or_ = (Circuit.of({"A": lambda x: x, "B": lambda y: y, "out": gate},
    ...                        values={"x": (0, 1), "y": (0, 1)})
    ...             for gate in (lambda A, B: A ^ B, lambda A, B: A | B))
    >>> found = matrix(Alignment.of(xor, or_), "A")
    >>> print(found)
    A set: 4 bases, 4 choices of sources, 3/4 equal
    >>> found.whole(found.equal).astype(int)
    array([[1, 1, 1, 1],
           [1, 1, 0, 0],
           [1, 1, 1, 1],
           [1, 1, 0, 0]])
    """
    budget_of(budget)
    a = alignment
    determined(a.low, a.high)
    numbers = inner(a, (nodes,) if isinstance(nodes, str) else tuple(nodes))
    rows = a.low.data(data)
    values = a.low.evaluate(rows), a.high.evaluate(a.high_data(rows))
    settings = [Setting.of_sources(a, n, *values) for n in numbers]
    plan = Plan.of(a, values, settings, compared(a, compare))
    affordable([plan], budget)
    found: list[list[Ints]] = [[], []]
    for places in plan.chunks():
        low, high = plan.sides(places)
        found[0].append(np.stack([a.image(n, low) for n in plan.looked_at]))
        found[1].append(high[list(plan.looked_at)])
    means, says = (frozen(np.concatenate(side, axis=1).reshape(-1, *plan.sizes)) for side in found)
    classes = (plan.bases.labels, *(s.labels for s in settings))
    return Matrix(a, numbers, plan.looked_at, frozen(rows), classes, means, says)


def inner(a: Alignment, names: tuple[str, ...]) -> tuple[int, ...]:
    """The numbers of aligned inner nodes.  Errors: `Misuse`."""
    numbers = tuple(a.high.number(name) for name in names)
    wrong = [name for name, n in zip(names, numbers) if n not in a.inner]
    if wrong or not names or len(set(names)) < len(names):
        raise Misuse(
            "a matrix is of different aligned nodes that are neither inputs nor outputs",
            value=", ".join(wrong or names) or "no node",
            reason="an interchange sets each of them to its value on a source",
            repair=f"choose among {', '.join(a.high.names[n] for n in a.inner) or 'nothing: align more nodes'}",
        )
    return numbers
