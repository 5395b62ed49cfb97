"""Panels: one circuit laid out, inputs left.

Main definitions  `Panel`, `Box`, `panel`, `painted`
Notes             Lengths are inches: a column is as wide as its longest text, so that nothing overlaps.
                  Chances are not drawn; the nodes that they drive have a broken outline.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..circuit import Circuit
from ..errors import brief
from .canvas import DIFFERENT, UNMAPPED, shorten, width
from .layers import Layers, layered
from .square import Square

__all__ = ["Box", "Panel", "painted", "panel"]

BOX, ROW, GAP = 0.52, 0.82, 0.62


class Box(NamedTuple):
    """How a node is drawn: what it says, a smaller line below, and whether it is set, or differs."""

    text: str
    below: str
    colour: str
    fixed: bool = False
    apart: bool = False
    drawn: bool = False


class Panel(NamedTuple):
    """One circuit: its boxes, the boxes that each reads, and where they stand."""

    title: str
    boxes: tuple[Box, ...]
    parents: tuple[tuple[int, ...], ...]
    layers: Layers
    lefts: tuple[float, ...]
    widths: tuple[float, ...]

    @property
    def size(self) -> tuple[float, float]:
        return self.lefts[-1] + self.widths[-1], ROW * max(self.layers.heights.values()) + ROW / 2


def panel(
    title: str,
    c: Circuit,
    colours: Mapping[int, str],
    below: list[str],
    square: Square | None,
    side: int,
    apart: frozenset[int] = frozenset(),
) -> Panel:
    """A circuit laid out."""
    values = square.values[side] if square else {}
    fixed = square.fixed[side] if square else frozenset()
    shown = [n for n in range(len(c.names)) if n not in c.chances]
    place = {n: i for i, n in enumerate(shown)}
    boxes = []
    for n in shown:
        name = c.names[n]
        text = shorten(name)
        if name in values:
            text += f" {':=' if name in fixed else '='} {brief(values[name], 16)}"
        colour = colours.get(n, UNMAPPED)
        drawn = any(p in c.chances for p in c.parents[n])
        boxes.append(Box(text, shorten(below[n], 30), colour, name in fixed, n in apart, drawn))
    parents = tuple(tuple(place[p] for p in c.parents[n] if p in place) for n in shown)
    layers = layered(parents)
    widths = [0.0] * (1 + max(layers.columns))
    for box, column in zip(boxes, layers.columns):
        needed = max(width(box.text, 10), width(box.below, 8)) * 1.08 + 0.24
        widths[column] = max(widths[column], needed)
    lefts = [sum(widths[:i]) + GAP * i for i in range(len(widths))]
    return Panel(title, tuple(boxes), parents, layers, tuple(lefts), tuple(widths))


def painted(ax: Any, p: Panel, left: float, top: float) -> None:
    """One circuit."""
    from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
    from matplotlib.path import Path as Curve

    layers = p.layers

    def height(n: int, column: int) -> float:
        return top - ROW * layers.heights[n, column]

    for n, above in enumerate(p.parents):
        for q in dict.fromkeys(above):
            start = (
                left + p.lefts[layers.columns[q]] + p.widths[layers.columns[q]],
                height(q, layers.columns[q]),
            )
            points, codes = [start], [Curve.MOVETO]
            for c in range(layers.columns[q] + 1, layers.columns[n] + 1):
                end = left + p.lefts[c], height(*((n, c) if c == layers.columns[n] else (q, c)))
                middle = (points[-1][0] + end[0]) / 2
                points += [(middle, points[-1][1]), (middle, end[1]), end]
                codes += [Curve.CURVE4] * 3
                if c < layers.columns[n]:
                    points.append((end[0] + p.widths[c], end[1]))
                    codes.append(Curve.LINETO)
            cut = p.boxes[n].fixed
            ax.add_patch(
                FancyArrowPatch(
                    path=Curve(points, codes),
                    arrowstyle="-|>",
                    mutation_scale=10,
                    color="#bbbbbb" if cut else "#555555",
                    linestyle=(0, (2, 3)) if cut else "-",
                    linewidth=1,
                    zorder=1,
                )
            )
    for n, box in enumerate(p.boxes):
        column = layers.columns[n]
        x, y = left + p.lefts[column], height(n, column)
        ax.add_patch(
            FancyBboxPatch(
                (x, y - BOX / 2),
                p.widths[column],
                BOX,
                boxstyle="round,pad=0,rounding_size=0.09",
                facecolor=box.colour,
                edgecolor=DIFFERENT if box.apart else "black" if box.fixed else "#777777",
                linewidth=2.8 if box.apart or box.fixed else 0.8,
                linestyle="--" if box.drawn else "-",
                zorder=2,
            )
        )
        middle, lift = x + p.widths[column] / 2, 0.1 if box.below else 0
        words = {"ha": "center", "va": "center", "parse_math": False, "zorder": 3}
        ax.text(middle, y + lift, box.text, fontsize=10, **words)
        ax.text(middle, y - 0.13, box.below, fontsize=8, color="#333333", **words)
