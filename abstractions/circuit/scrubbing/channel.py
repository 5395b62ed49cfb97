"""Channels: distributions that depend on a number, as whole numbers over one denominator.

Main definitions  `Channel`, `Table`
Notes             A table lists combinations of numbers and how often each comes; a channel is a table that
                  is sorted by the number it depends on.  Joining a table with a channel multiplies;
                  leaving columns out adds.  Both are a few array operations, whatever the number of rows.
                  Weights are held in 64 bits while their denominator fits, then as Python integers: no
                  sum of weights of one distribution is more than the denominator.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from ...arguments import budget_of
from ...arrays import Ints
from ...errors import BudgetExceeded

__all__ = ["Channel", "Table", "fitting", "packed"]

Weights: TypeAlias = npt.NDArray[Any]
"""Whole numbers: int64, or Python integers."""

BITS = 62
"""Denominators below this power of two are held in 64 bits."""


@dataclass(frozen=True, eq=False)
class Channel:
    """For each number from 0 on, a distribution of tuples of numbers.

    The entries for ``i`` are ``start[i]`` to ``start[i + 1]``: the tuples in ``columns``, shape (places,
    entries), and ``weights`` that sum to ``scale``.
    """

    start: Ints
    columns: tuple[Ints, ...]
    weights: Weights
    scale: int

    @classmethod
    def certain(cls, values: Ints) -> Channel:
        """A function: of ``i``, the value ``values[i]``."""
        return cls(np.arange(values.size + 1), (values,), np.ones(values.size, np.int64), 1)

    def distributions(self, values: Sequence[Any]) -> list[dict[Any, Fraction]]:
        """As mappings from values to probabilities; for channels of one place."""
        said = [
            (values[v], Fraction(w, self.scale))
            for v, w in zip(self.columns[0].tolist(), self.weights.tolist())
        ]
        bounds = self.start.tolist()
        return [dict(said[low:high]) for low, high in zip(bounds, bounds[1:])]


@dataclass(frozen=True, eq=False)
class Table:
    """Rows of numbers, by column, with ``weights``: for each value of ``given`` they sum to ``scale``.

    >>> coin = Table(np.zeros(2, np.int64), {0: np.arange(2)}, np.ones(2, np.int64), 2).channel([0])
    >>> two = Table.of(1).joined(coin, np.zeros(1, np.int64), [0])
    >>> two = two.joined(coin, two.given, [1])
    >>> total = two.having(2, two.columns[0] + two.columns[1]).channel([2])
    >>> total.distributions(["none", "one", "both"])
    [{'none': Fraction(1, 4), 'one': Fraction(1, 2), 'both': Fraction(1, 4)}]
    """

    given: Ints
    columns: Mapping[int, Ints]
    weights: Weights
    scale: int

    @classmethod
    def of(cls, size: int) -> Table:
        """One row, without columns, for each number below ``size``."""
        return cls(np.arange(size), {}, np.ones(size, np.int64), 1)

    def having(self, column: int, values: Ints) -> Table:
        """The same rows with one more column."""
        return Table(self.given, {**self.columns, column: values}, self.weights, self.scale)

    def joined(
        self, channel: Channel, at: Ints, into: Sequence[int], budget: int = 10**9, said: str = ""
    ) -> Table:
        """Each row with each tuple that the channel may give for the number ``at`` this row.

        ``into``: the new columns.  Errors: `BudgetExceeded`.
        """
        budget_of(budget)
        sizes = (channel.start[1:] - channel.start[:-1])[at]
        if (total := int(sizes.sum())) > budget:
            raise BudgetExceeded(
                f"at most {budget:,} products are added up for a node",
                value=f"{total:,} for {said}",
                reason="that is how many combinations of values and classes of inputs come together there",
                repair="give fewer `data`, raise `budget`, or draw: resample(...)",
            )
        row = np.repeat(np.arange(at.size), sizes)
        entry = np.arange(total) + np.repeat(channel.start[at] - (np.cumsum(sizes) - sizes), sizes)
        columns = {name: column[row] for name, column in self.columns.items()}
        columns |= {name: column[entry] for name, column in zip(into, channel.columns)}
        scale = self.scale * channel.scale
        weights = fitting(self.weights, scale)[row] * fitting(channel.weights, scale)[entry]
        return Table(self.given[row], columns, weights, scale)

    def kept(self, names: Iterable[int]) -> Table:
        """Only these columns: rows that are equal then become one, sorted, and their weights are added."""
        columns = {name: self.columns[name] for name in names}
        code = packed([self.given, *columns.values()])
        order = np.argsort(code, kind="stable")
        code = code[order]
        first = np.flatnonzero(np.concatenate(([True], code[1:] != code[:-1])))
        weights = np.add.reduceat(fitting(self.weights, self.scale)[order], first)
        unit = gcd(self.scale, *weights.tolist())
        place = order[first]
        return Table(
            self.given[place],
            {name: column[place] for name, column in columns.items()},
            fitting(weights // unit, self.scale // unit),
            self.scale // unit,
        )

    def channel(self, names: Sequence[int]) -> Channel:
        """These columns as they depend on ``given``, all of whose values from 0 on occur."""
        kept = self.kept(names)
        start = np.concatenate(([0], np.cumsum(np.bincount(kept.given))))
        return Channel(start, tuple(kept.columns[name] for name in names), kept.weights, kept.scale)


def fitting(weights: Weights, scale: int) -> Weights:
    """The weights in 64 bits iff the denominator fits."""
    return weights.astype(np.int64 if scale.bit_length() <= BITS else object, copy=False)


def packed(columns: Sequence[Ints]) -> Ints:
    """One number for each row, in the order of the rows; equal iff all columns are."""
    code, bound = columns[0].astype(np.int64), int(columns[0].max(initial=0)) + 1
    for column in columns[1:]:
        top = int(column.max(initial=0)) + 1
        if (bound * top).bit_length() > BITS:
            code = np.unique(code, return_inverse=True)[1]
            bound = int(code.max(initial=0)) + 1
        code, bound = code * top + column, bound * top
    return code
