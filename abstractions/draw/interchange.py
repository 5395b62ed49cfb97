"""The matrix of interchanges as a heat map: a row for each base, a column for each choice of sources."""

from __future__ import annotations

import textwrap
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ..circuit import Matrix
from ..errors import Misuse, brief
from .canvas import DIFFERENT, picture_ending, put, shorten, width

__all__ = ["draw_interchange"]

MOST = 1024
"""More bases, or choices of sources, than this are not drawn."""

NAMED = 40
"""So many bases or choices of sources are named."""

SPOKEN = 400
"""Into so many cells is written what is said."""

EQUAL = "#cfe3f3"


def draw_interchange(found: Matrix, path: str | Path) -> None:
    """Write the matrix as ``.svg`` or ``.png``: light where both sides agree, dark where they differ.

    Where it is small, bases and sources are named, and cells show the value: of low and of high where these
    differ.  The columns are the sources of the nodes jointly, the last node's the fastest.
    Errors: `Misuse` above 1,024 bases or choices of sources; `MissingExtra` without matplotlib.
    """
    path = Path(path)
    if picture_ending(path) not in (".svg", ".png"):
        raise Misuse(
            "the picture of a matrix is .svg or .png",
            value=str(path),
            reason="DOT is for graphs",
            repair="rename it",
        )
    if max(found.shape) > MOST:
        raise Misuse(
            f"a picture shows at most {MOST:,} bases and as many choices of sources",
            value=f"{found.shape[0]:,} bases, {found.shape[1]:,} choices of sources",
            reason="sources range jointly over the data for each node, and more cells cannot be seen",
            repair="give fewer `data`, or fewer nodes; `interchange` counts them all",
        )
    size, words, names = laid(found)
    put(path, size, 1, lambda axes: paint(axes[0], found, size[0], words, names), lambda: "")


def laid(found: Matrix) -> tuple[tuple[float, float], list[list[str]], tuple[list[str], list[str]]]:
    """How large the picture is; what is said in each cell, and of each row and column, if anything is."""
    rows, columns = found.shape
    data = [told(found, x) for x in found.data.tolist()]
    bases = data if rows <= NAMED else []
    sources = [", ".join(s) for s in product(data, repeat=len(found.nodes))] if columns <= NAMED else []
    sources = sources if max(map(len, sources), default=0) <= 60 else []
    blocks = data if len(found.nodes) > 1 and rows <= NAMED and not sources else []
    words = spoken(found) if bases and sources and rows * columns <= SPOKEN else []
    across = 0.28 if sources else min(0.25, 7 / columns)
    across = max(across, *(width(w, 9) + 0.14 for row in words for w in row), 0.0)
    high = 0.28 if bases else min(0.25, 7 / rows)
    wide = max(columns * across, columns / 105)  # at least a dot for each cell
    tall = max(rows * high, rows / 105)
    beside = max((width(b, 9) for b in bases), default=0.0) + 0.6
    below = max((width(s, 9) for s in sources or blocks), default=0.0) + 0.6
    return (max(wide + beside + 0.3, 5.4), max(tall, 0.9) + below + 1.2), words, (bases, sources or blocks)


def told(found: Matrix, x: list[int]) -> str:
    """An input by its values."""
    low = found.alignment.low
    values = [brief(low.domains[n][v], 12) for n, v in zip(low.inputs, x)]
    return shorten(("" if max(map(len, values), default=0) == 1 else " ").join(values), 30)


def spoken(found: Matrix) -> list[list[str]]:
    """What is written into the cells; nothing if it is long."""
    high = found.alignment.high

    def values(numbers: npt.NDArray[Any]) -> str:
        return ", ".join(brief(high.domains[n][v], 8) for n, v in zip(found.compare, numbers.tolist()))

    words = np.empty(found.equal.shape, object)
    for at in np.ndindex(*words.shape):
        one, other = values(found.low[(slice(None), *at)]), values(found.high[(slice(None), *at)])
        words[at] = one if found.equal[at] else f"{one} ≠ {other}"
    if max(map(len, words.ravel())) > 15:
        return []
    said: list[list[str]] = found.whole(words).tolist()
    return said


def paint(
    ax: Any, found: Matrix, across: float, words: list[list[str]], names: tuple[list[str], list[str]]
) -> None:
    from matplotlib.colors import ListedColormap
    from matplotlib.patches import Patch

    a = found.alignment
    equal = found.whole(found.equal)
    rows, columns = equal.shape
    ax.set_axis_on()
    ax.imshow(
        ~equal,
        cmap=ListedColormap([EQUAL, DIFFERENT]),
        vmin=0,
        vmax=1,
        aspect="auto",
        interpolation="nearest",
    )
    step = columns // len(names[1]) if names[1] else 1  # the sources of the first node, if not all are named
    for axis, count, said in ((ax.yaxis, 1, names[0]), (ax.xaxis, step, names[1])):
        places = [i * count + (count - 1) / 2 for i in range(len(said))]
        axis.set_ticks(places, said, fontsize=9, parse_math=False)
    ax.tick_params(length=0)
    if names[1] and max(map(len, names[1])) > 2:
        ax.tick_params(axis="x", rotation=90)
    if names[0] and names[1] and step == 1:
        ax.set_xticks(np.arange(0.5, columns - 1), minor=True)
        ax.set_yticks(np.arange(0.5, rows - 1), minor=True)
        ax.grid(which="minor", color="white", linewidth=1)
        ax.tick_params(which="minor", length=0)
    block = columns // rows
    if len(found.nodes) > 1 and rows <= NAMED:
        for x in range(block, columns, block):
            ax.axvline(x - 0.5, color="black", linewidth=0.8 if columns <= 200 else 0.2)
    for i, row in enumerate(words):
        for j, word in enumerate(row):
            ax.text(
                j,
                i,
                word,
                fontsize=9,
                ha="center",
                va="center",
                parse_math=False,
                color="black" if equal[i, j] else "white",
            )
    inputs = ", ".join(a.low.names[n] for n in a.low.inputs)
    nodes = ", ".join(a.high.names[n] for n in found.nodes)
    per = "source" if len(found.nodes) == 1 else "sources"
    more = "" if names[0] else f" ({rows:,}, in the order of the data)"
    below = f"{per} of {nodes}" + (f": {shorten(inputs, 40)}" if names[1] else f" ({columns:,})")
    if step > 1:
        below = (
            f"sources of {nodes} ({columns:,}); named: that of {a.high.names[found.nodes[0]]}, the slowest"
        )
    ax.set_ylabel(f"base: {shorten(inputs, 30)}{more}", parse_math=False)
    ax.set_xlabel(below, parse_math=False)
    outputs = ", ".join(a.high.names[n] for n in found.compare)
    title = textwrap.wrap(
        f"{share(found.accuracy)}: {outputs}, with {nodes} as on the {per}", int(across * 10)
    )
    ax.set_title("\n".join(title), fontsize=11, loc="left", pad=24, parse_math=False)
    ax.legend(
        handles=[Patch(color=EQUAL, label="equal"), Patch(color=DIFFERENT, label="low ≠ high")],
        loc="lower left",
        bbox_to_anchor=(-0.01, 1.0),
        ncols=2,
        frameon=False,
        fontsize=9,
        borderaxespad=0.1,
        handlelength=1.2,
    )


def share(part: Fraction) -> str:
    """A fraction, and about how much it is."""
    return "all equal" if part == 1 else f"{part} equal" + f" ({float(part):.1%})" * (part > 0)
