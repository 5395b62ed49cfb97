"""Kept coordinates: states are tuples, and the simple maps forget some of their entries.

Main definitions  `Coordinates`, `KeptCoordinates`, `columns_of`
Notes             On a product, where every combination of values is a state, the sets of kept coordinates are
                  closed under infima: there is a least complete one, and `dependency` finds it.  On other
                  sets of states (what is reachable, say) one coordinate may stand in for another, so there may
                  be several; then `growing` searches.  Both leave the same kind of proof.
Laws              `minima_are_the_minimal_complete_members`, `a_coordinate_may_be_forgotten_iff_nothing_depends_on_it`
                  in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod
from typing import Any

import numpy as np

from ..abstraction import Abstraction
from ..arrays import Ints, canonical, frozen, integers
from ..errors import Misuse, brief
from ..system import Deterministic, System
from .dependency import Grid, least_kept
from .family import Cost, Family, Found, Member, costs_of, exhausted, names_for, once
from .growing import Cases, Growing

__all__ = ["Coordinates", "KeptCoordinates", "columns_of"]


@dataclass(frozen=True, eq=False)
class Coordinates(Family):
    """The maps that keep some coordinates of a state and forget the others.

    - ``columns``  the coordinates: integers, shape (states, coordinates).  Without them, states are
                   named by tuples; or ``sizes`` are given
    - ``sizes``    how many values each coordinate has: states are all their combinations, in the order of
                   `numpy.ndindex` (and of `itertools.product`)
    - ``names``    of the coordinates
    - ``costs``    of keeping each, rational numbers (default: one each)

    >>> from abstractions import System, minimal_complete
    >>> table = [4 * (1 - x) + 2 * x + z for x in (0, 1) for y in (0, 1) for z in (0, 1)]  # x' = not x, y' = x
    >>> s = System.deterministic(table)
    >>> print(minimal_complete(s, [0, 0, 1, 1, 0, 0, 1, 1], family=Coordinates(sizes=(2, 2, 2), names="xyz")))
    the least complete one among kept coordinates: x, y (4 classes, cost 2)
    """

    columns: Any = None
    names: Iterable[Hashable] | None = None
    costs: Iterable[Cost | str] | None = None
    sizes: Sequence[int] | None = None

    def __post_init__(self) -> None:
        for name in ("names", "costs", "sizes"):
            object.__setattr__(self, name, once(getattr(self, name), f"the {name} of coordinates"))

    def on(self, system: System) -> KeptCoordinates:
        """The family on the states of a machine.  Errors: `Misuse`."""
        columns = columns_of(system, self.columns, self.sizes)
        k = columns.shape[1]
        names = names_for(self.names, k, "coordinates")
        return KeptCoordinates(columns, names, costs_of(self.costs, k, "coordinate"))


class KeptCoordinates(Growing):
    """The sets of coordinates of given states; as keys, numbers with a bit for each coordinate kept.

    ``columns``: int32, shape (coordinates, states); the values of each coordinate, by first occurrence.
    """

    name = "kept coordinates"
    start = 0

    def __init__(self, columns: Ints, names: tuple[str, ...], costs: tuple[Cost, ...]) -> None:
        n, k = columns.shape
        self.columns = frozen(np.array([canonical(c) for c in columns.T], np.int32).reshape(k, n))
        self.names, self.costs = names, costs
        self.grid = Grid.of(self.columns)
        self.closed = self.grid is not None
        self.shape = (
            "the states are all combinations of their coordinates"
            if self.closed
            else "the states are not all combinations of their coordinates"
        )

    def kernel(self, key: int) -> Abstraction:
        """States with equal values of what is kept are equivalent."""
        n = self.columns.shape[1]
        code, room = np.zeros(n, np.int64), 1
        for i, c in enumerate(self.columns):
            if key >> i & 1:
                size = int(c.max(initial=0)) + 1
                if room * size > 4 * n + 1024:  # too many to number in linear time
                    code = canonical(code).astype(np.int64)
                    room = int(code.max(initial=0)) + 1
                code = code * size + c
                room *= size
        return Abstraction._canonical(canonical(code))

    def separating(self, key: int, x: int, y: int) -> list[int]:
        """One more coordinate in which x and y differ."""
        differ = np.flatnonzero(self.columns[:, x] != self.columns[:, y]).tolist()
        return [key | 1 << i for i in differ]

    def above(self, key: int, other: int) -> bool:
        return key & other == other

    def member(self, key: int) -> Member:
        kept = [i for i in range(len(self.names)) if key >> i & 1]
        what = tuple(self.names[i] for i in kept)
        return Member(what, self.kernel(key), sum(self.costs[i] for i in kept), ", ".join(what) or "nothing")

    def case(self, key: int, labels: Ints, seen: Ints, first: Ints) -> tuple[int, int] | None:
        """On a product two states that differ in one coordinate; elsewhere in as few as meets the eye."""
        if self.grid is not None:
            free = [i for i in range(len(self.names)) if not key >> i & 1]
            shown = self.grid.in_order(seen)
            return next(filter(None, (self.grid.witness(shown, i) for i in free)), None)
        other = first[labels]
        wrong = np.flatnonzero(seen != seen[other])
        if not wrong.size:
            return None
        apart = sum((c[wrong] != c[other[wrong]]).astype(np.int32) for c in self.columns)
        y = int(wrong[np.argmin(apart)])
        return int(other[y]), y

    def minimal(self, system: System, p: Abstraction, budget: int) -> Found:
        """By `least_kept` on a product with one next state for each letter, else by search."""
        if self.grid is not None and isinstance(system, Deterministic):
            kept, pairs = least_kept(self.grid, system.table, (p | system.observation).labels)
            return Found((self.member(sum(1 << i for i in kept)),), Cases.of(pairs))
        return super().minimal(system, p, budget)

    def members(self, p: Abstraction, budget: int) -> Iterator[Member]:
        """Small sets first.  Cost: that of the kernel of every set, at most ``budget``."""
        k = len(self.names)
        if 1 << k > budget:
            said = f"{k} coordinates have {1 << k:,} sets"
            raise exhausted(budget, "sets of coordinates", said, ())
        for size in range(k + 1):
            for kept in combinations(range(k), size):
                member = self.member(sum(1 << i for i in kept))
                if p <= member.abstraction:
                    yield member


def columns_of(system: System, columns: Any, sizes: Sequence[int] | None = None) -> Ints:
    """The coordinates of the states, shape (states, coordinates): given, counted, or read off their names."""
    n = system.states
    if columns is not None and sizes is not None:
        raise Misuse(
            "the coordinates are given once",
            value="columns and sizes",
            reason="the one could contradict the other",
            repair="leave one out",
        )
    if columns is not None:
        found = integers(columns, "the coordinates of the states", ndim=(2,))
        if len(found) != n:
            raise Misuse(
                "there is a row of coordinates for each state",
                value=f"{len(found)} rows",
                reason=f"the system has {n} states",
                repair="give an array of shape (states, coordinates)",
            )
        return found
    if sizes is not None:
        each = integers(list(sizes), "the sizes of the coordinates").tolist()
        if prod(each) != n:
            raise Misuse(
                "the states are all combinations of values",
                value=f"{' * '.join(map(str, each)) or 'an empty product'} = {brief(str(prod(each)))}",
                reason=f"the system has {n} states",
                repair="give the `columns` of a part of a product",
            )
        found, after = np.zeros((n, len(each)), np.int32), n
        for i, d in enumerate(each):
            after //= max(d, 1)
            found[:, i] = np.arange(n) // max(after, 1) % max(d, 1)
        return frozen(found)
    rows = system.state_names
    if rows is None or not all(isinstance(row, tuple) for row in rows):
        raise Misuse(
            "states have coordinates",
            value="states without names" if rows is None else f"a state called {rows[0]!r}",
            reason="coordinates are read off names that are tuples",
            repair="give `columns`, shape (states, coordinates), or `sizes`",
        )
    lengths = {len(row) for row in rows if isinstance(row, tuple)}
    if len(lengths) > 1:
        raise Misuse(
            "all states have the same coordinates",
            value=f"states with {min(lengths)} and with {max(lengths)} of them",
            reason="a coordinate that is not there can neither be kept nor forgotten",
            repair="pad the shorter ones",
        )
    values = [Abstraction.of(dict(zip(rows, column)), rows).labels for column in zip(*rows)]
    return frozen(np.array(values, np.int32).reshape(-1, n).T)
