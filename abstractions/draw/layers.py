"""Layers: the nodes of an acyclic graph in columns, each right of all its parents.

Main definition   `layered`
Notes             An edge over several columns gets a place of its own in each column between, shared by all
                  edges from its node, so that no edge runs through a node.  Columns are ordered by the
                  means of neighbours, and the order with the fewest crossings is kept; no randomness.
Source            K. Sugiyama, S. Tagawa, M. Toda, Methods for visual understanding of hierarchical
                  system structures, 1981
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["Layers", "layered"]

SWEEPS = 12
"""So often are the columns put in order, forth and back."""

Spot = tuple[int, int]
"""A node, and the column in which it or an edge from it stands."""


class Layers(NamedTuple):
    """Where nodes stand, and where edges run.

    ``columns``: of each node, from 0 on.  ``heights``: of each spot, from 0 down.  ``last``: for each node the
    column up to which edges from it run through spots.
    """

    columns: tuple[int, ...]
    heights: dict[Spot, float]
    last: tuple[int, ...]


def layered(parents: Sequence[Sequence[int]], thin: float = 0.5) -> Layers:
    """Columns and heights of the nodes of a graph; parents have smaller numbers than their children.

    Nodes of one column are at least 1 apart, edges ``thin``.

    >>> found = layered([[], [], [0, 1], [2, 0]])
    >>> found.columns, found.last
    ((0, 0, 1, 2), (1, 0, 1, 2))
    """
    columns: list[int] = []
    for above in parents:
        columns.append(1 + max((columns[p] for p in above), default=-1))
    last = list(columns)
    for n, above in enumerate(parents):
        for p in above:
            last[p] = max(last[p], columns[n] - 1)
    rows: list[list[Spot]] = [[] for _ in range(max(columns, default=-1) + 1)]
    for n, column in enumerate(columns):
        for c in range(column, last[n] + 1):
            rows[c].append((n, c))
    before: dict[Spot, list[Spot]] = {spot: [] for row in rows for spot in row}
    for n, above in enumerate(parents):
        before[n, columns[n]] += [(p, columns[n] - 1) for p in dict.fromkeys(above)]
        for c in range(columns[n] + 1, last[n] + 1):
            before[n, c].append((n, c - 1))
    after: dict[Spot, list[Spot]] = {spot: [] for spot in before}
    for spot, neighbours in before.items():
        for other in neighbours:
            after[other].append(spot)
    best = ordered(rows, before, after)
    size = {spot: 1.0 if spot[1] == columns[spot[0]] else thin for spot in before}
    return Layers(tuple(columns), heights(best, before, after, size), tuple(last))


def ordered(
    rows: list[list[Spot]], before: dict[Spot, list[Spot]], after: dict[Spot, list[Spot]]
) -> list[list[Spot]]:
    """The columns, each in an order, with few crossings."""
    best, fewest = rows, crossings(rows, after)
    for sweep in range(SWEEPS):
        towards = before if sweep % 2 == 0 else after
        place = {spot: i for row in rows for i, spot in enumerate(row)}
        moved = []
        for row in rows if sweep % 2 == 0 else reversed(rows):
            middle = {spot: mean([place[o] for o in towards[spot]], place[spot]) for spot in row}
            row = sorted(row, key=middle.__getitem__)  # ties keep their order
            place |= {spot: i for i, spot in enumerate(row)}
            moved.append(row)
        rows = moved if sweep % 2 == 0 else moved[::-1]
        if (count := crossings(rows, after)) < fewest:
            best, fewest = rows, count
    return best


def crossings(rows: list[list[Spot]], after: dict[Spot, list[Spot]]) -> int:
    """How many pairs of edges cross."""
    place = {spot: i for row in rows for i, spot in enumerate(row)}
    count = 0
    for row in rows:
        ends = [place[o] for spot in row for o in sorted(after[spot], key=place.__getitem__)]
        starts = [place[spot] for spot in row for _ in after[spot]]
        count += sum(starts[i] < starts[j] and ends[i] > ends[j] for j in range(len(ends)) for i in range(j))
    return count


def heights(
    rows: list[list[Spot]],
    before: dict[Spot, list[Spot]],
    after: dict[Spot, list[Spot]],
    size: dict[Spot, float],
) -> dict[Spot, float]:
    """Each spot as near to the mean of its neighbours as the order and the sizes allow."""
    y: dict[Spot, float] = {}
    for row in rows:
        y |= dict(zip(row, spread([0.0] * len(row), [size[s] for s in row])))
    for sweep in range(2 * SWEEPS):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            wanted = [mean([y[o] for o in (*before[s], *after[s])], y[s]) for s in row]
            y |= dict(zip(row, spread(wanted, [size[s] for s in row])))
    top = min((y[s] - size[s] / 2 for s in y), default=0.0)
    return {s: h - top for s, h in y.items()}


def spread(wanted: list[float], sizes: list[float]) -> list[float]:
    """The places nearest to those wanted (least squares) at which neighbours do not overlap.

    >>> spread([0, 0, 9], [1, 1, 1])
    [-0.5, 0.5, 9.0]
    """
    offset = [0.0]
    for one, other in zip(sizes, sizes[1:]):
        offset.append(offset[-1] + (one + other) / 2)
    pools: list[tuple[float, int]] = []  # sums and counts, with increasing means
    for w, o in zip(wanted, offset):
        total, count = w - o, 1
        while pools and pools[-1][0] / pools[-1][1] >= total / count:
            total, count = total + pools[-1][0], count + pools.pop()[1]
        pools.append((total, count))
    means = [total / count for total, count in pools for _ in range(count)]
    return [m + o for m, o in zip(means, offset)]


def mean(values: list[float] | list[int], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
