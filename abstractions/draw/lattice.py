"""The lattice of complete abstractions: each element is the machine coloured by its classes.

A class has the colour of its first state, in every element.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import Misuse
from ..formats.lattice import as_dot
from ..lattice import Lattice
from .canvas import LEGIBLE, colour, layout, picture_ending, put

__all__ = ["draw_lattice"]

NAMED = 40
"""With at most so many elements, of at most ten states, the blocks are written below."""


def draw_lattice(lattice: Lattice, path: str | Path) -> None:
    """Write the Hasse diagram as ``.svg``, ``.png`` or ``.dot``: the least at the bottom.

    Every node shows the states of the machine, in the same places, coloured by class.
    Errors: `Misuse` above `LEGIBLE` elements or states; `MissingExtra` as `draw`.
    """
    picture_ending(Path(path))
    found = int(lattice.count(limit=LEGIBLE + 1))
    if found > LEGIBLE or lattice.system.states > LEGIBLE:
        raise Misuse(
            f"a picture shows at most {LEGIBLE} complete abstractions of at most {LEGIBLE} states",
            value=f"{'more than ' * (found > LEGIBLE)}{min(found, LEGIBLE)} of {lattice.system.states} states",
            reason="more cannot be read",
            repair="draw the lowest levels (max_classes=4), an interval (above=, below=), "
            "or the atoms and coatoms one by one",
        )
    x, y = places(lattice)
    size = (max(4.0, 1.1 * (x.max(initial=0) - x.min(initial=0)) + 2), max(3.0, 1.1 * y.max(initial=0) + 2))
    put(Path(path), size, 1, lambda axes: paint(axes[0], lattice, x, y), lambda: as_dot(lattice))


def places(lattice: Lattice) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Where the elements stand: levels from the bottom, ordered to keep lines short."""
    level = lattice.levels
    rows = [np.flatnonzero(level == h).tolist() for h in range(int(level.max(initial=-1)) + 1)]
    x = np.zeros(len(lattice))
    for row in rows:
        x[row] = np.arange(len(row)) - (len(row) - 1) / 2
    neighbours: list[list[int]] = [[] for _ in range(len(lattice))]
    for low, high in lattice.covers.tolist():
        neighbours[low].append(high)
        neighbours[high].append(low)
    for _ in range(12):  # each element moves to the middle of its neighbours; ties keep their order
        for row in [*rows, *reversed(rows)]:
            middle = {i: float(np.mean(x[neighbours[i]])) if neighbours[i] else 0.0 for i in row}
            row.sort(key=lambda i: middle[i])
            x[row] = np.arange(len(row)) - (len(row) - 1) / 2
    return x, level * max(1.35, 0.12 * max(map(len, rows), default=0))


def paint(ax: Any, lattice: Lattice, x: npt.NDArray[Any], y: npt.NDArray[Any]) -> None:
    import networkx
    from matplotlib.collections import LineCollection

    n = lattice.system.states
    graph: networkx.DiGraph[int] = networkx.DiGraph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from((s, int(t)) for s in range(n) for t in lattice.system.table[s] if s != t)
    place = layout(graph, around=60) if n else {}
    dots = np.array([place[s] for s in range(n)]).reshape(n, 2)
    if n:
        dots = 0.3 * (dots - dots.mean(axis=0)) / max(1e-9, np.abs(dots - dots.mean(axis=0)).max(initial=0))
    ends = [((x[i], y[i] + 0.38), (x[j], y[j] - 0.56)) for i, j in lattice.covers.tolist()]
    ax.add_collection(LineCollection(ends, colors="#888888", linewidths=0.8, zorder=0))
    steps = [(dots[s], dots[t]) for s, t in graph.edges]
    area = float(np.clip(1500 / max(n, 1) ** 1.3, 3, 130))
    named = len(lattice) <= NAMED and n <= 10
    for i, p in enumerate(lattice):
        here = np.array([x[i], y[i]])
        ax.add_collection(
            LineCollection(
                [(here + a, here + b) for a, b in steps], colors="#cccccc", linewidths=0.6, zorder=1
            )
        )
        colours = [colour(int(c), n) for c in p.representatives[p.labels]]
        ax.scatter(*(here + dots).T, s=area, c=colours, edgecolors="#555555", linewidths=0.5, zorder=2)
        words = str(p) if named else f"{len(p)}"
        ax.annotate(words, here - (0, 0.41), ha="center", va="top", fontsize=6, color="#333333")
    if not lattice.is_whole:
        ax.set_title(f"{lattice}: not all", fontsize=8)
    ax.set_xlim(x.min(initial=0) - 0.7, x.max(initial=0) + 0.7)
    ax.set_ylim(-0.7, y.max(initial=0) + 0.6)
    ax.set_aspect("equal")
