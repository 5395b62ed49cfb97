"""Fronts: the defect over the number of classes, or over the information kept."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from ..approximate import Front
from ..errors import Misuse
from .canvas import picture_ending, put

__all__ = ["draw_front", "place_of"]

UNPROVED = "#bb3333"

MARKED = 24
"""With at most so many points, each says how many abstractions it stands for, if these are several."""


def draw_front(front: Front, path: str | Path) -> None:
    """Write a plot of a front as ``.svg`` or ``.png``.

    Defect over classes, coloured by information; or over information, where that is an objective, with the
    number of classes in the circles.  A staircase joins the least defects.  A red whisker leads down to the
    bound where a point is not proved to be least, and to the right to the most information.  Errors: `Misuse`; `MissingExtra` as `draw`.
    """
    place = place_of(path)
    if not isinstance(front, Front) or not front.points:
        raise Misuse(
            "a plot shows the points of a front",
            value=repr(front),
            reason="it has no points"
            if isinstance(front, Front)
            else f"a {type(front).__name__} is no front",
            repair="draw what approximate.front(...) gives",
        )
    if picture_ending(place) in (".dot", ".gv"):
        raise Misuse(
            "a plot is .svg or .png",
            value=str(path),
            reason="DOT describes graphs",
            repair="rename it; or write str(front), which says the same",
        )
    put(place, (7.5, 4.6), 1, lambda axes: paint(axes[0], front), str, axis=True)


def place_of(path: Any) -> Path:
    """The name of a picture.  Errors: `Misuse`."""
    if isinstance(path, str | os.PathLike) and isinstance(os.fspath(path), str):
        return Path(path)
    raise Misuse(
        "a picture is written to a file",
        value=repr(path),
        reason=f"a {type(path).__name__} names none",
        repair='write "picture.svg" or "picture.png"',
    )


def paint(ax: Any, front: Front) -> None:
    """Few classes to the left; or, if information is an objective, little information to the left."""
    from matplotlib.ticker import MaxNLocator

    informed = "information" in front.objectives
    points = sorted(front, key=lambda x: (x.information if informed else x.classes, -x.defect))
    x = [point.information if informed else float(point.classes) for point in points]
    y = [float(point.defect) for point in points]
    if informed:  # the least defect with at least so much information
        least = [min(y[i:]) for i in range(len(y))]
        ax.step([0.0, *x], [least[0], *least], where="pre", color="#999999", lw=1, zorder=1)
    else:  # with at most so many classes
        least = [min(y[: i + 1]) for i in range(len(y))]
        ax.step([*x, x[-1] + 1], [*least, least[-1]], where="post", color="#999999", lw=1, zorder=1)
    wide = 0.008 * (max(x) - min(x) + 1)
    for i, point in enumerate(points):
        if point.bound is not None and point.bound < point.defect:
            low = float(point.bound)
            ax.plot([x[i], x[i]], [y[i], low], color=UNPROVED, lw=1.4, zorder=1)
            ax.plot([x[i] - wide, x[i] + wide], [low, low], color=UNPROVED, lw=1.4, zorder=1)
        if informed and point.most is not None and point.most > point.information:
            ax.plot([x[i], point.most], [y[i], y[i]], color=UNPROVED, lw=1.4, zorder=1)
    shade = [point.classes if informed else point.information for point in points]
    size = 150 if informed else 52
    dots = ax.scatter(x, y, c=shade, cmap="YlGnBu", s=size, edgecolors="#333333", lw=0.7, zorder=2)
    if informed and len(points) <= MARKED:
        for i, point in enumerate(points):
            dark = point.classes > (min(shade) + max(shade)) / 2 and max(shade) > min(shade)
            ax.text(
                x[i],
                y[i],
                point.classes,
                ha="center",
                va="center_baseline",
                fontsize=7,
                color="w" if dark else "k",
            )
    else:
        ax.figure.colorbar(dots, ax=ax, label="classes" if informed else "information kept (bits)", pad=0.02)
    if len(points) <= MARKED:
        for i, point in enumerate(points):
            if len(point) > 1:
                words = f"{len(point)} of them"
                ax.annotate(
                    words, (x[i], y[i]), (8, 5), textcoords="offset points", fontsize=6.5, color="#555555"
                )
    ax.set_xlabel("information kept (bits); in the circles: classes" if informed else "classes")
    ax.set_ylabel("defect")
    span = max(max(y), 0.01)
    ax.set_ylim(-0.06 * span, 1.12 * span)
    ax.set_xlim(min(x) - 8 * wide, max(x) + 12 * wide)
    if not informed:
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.grid(alpha=0.25)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    states = f"{front.system.states} states"
    title = (
        f"the best abstractions of {states}"
        if front.exact
        else f"abstractions of {states}, by {front.method}"
    )
    unproved = any(
        point.bound not in (None, point.defect) or (informed and point.most not in (None, point.information))
        for point in front
    )
    ax.set_title(title + "; red: up to what is proved" * unproved, fontsize=10)
