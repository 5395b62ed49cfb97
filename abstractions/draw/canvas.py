"""What pictures share: files, figures, colours."""

from __future__ import annotations

import colorsys
import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..errors import MissingExtra, Misuse
from ..formats.text import replacing

__all__ = [
    "DIFFERENT",
    "LEGIBLE",
    "TINTS",
    "UNMAPPED",
    "colour",
    "hexadecimal",
    "layout",
    "picture_ending",
    "put",
    "shorten",
    "width",
]

LEGIBLE = 150
"""More states or elements than this are not drawn."""

TINTS = ("#77aadd", "#ee8866", "#eedd88", "#ffaabb", "#44bb99", "#99ddff", "#bbcc33", "#aaaa00")
"""Fills below black text that colour-blind eyes tell apart (P. Tol, Colour schemes, 2021: light)."""

UNMAPPED = "#dddddd"
"""The fill of what stands for nothing."""

DIFFERENT = "#cc3311"
"""What differs (P. Tol, as above: vibrant)."""


def picture_ending(path: Path) -> str:
    """The end of the name, which says what to draw.  Errors: `Misuse`, `MissingExtra`."""
    ending = path.suffix.lower()
    if ending not in (".svg", ".png", ".dot", ".gv"):
        raise Misuse(
            "a picture is .svg, .png or .dot",
            value=str(path),
            reason="the end of the name says what to draw",
            repair="rename it",
        )
    if ending in (".svg", ".png") and importlib.util.find_spec("matplotlib") is None:
        raise MissingExtra("matplotlib", "draw", "a picture")
    return ending


def put(
    path: Path,
    size: tuple[float, float],
    panels: int,
    paint: Callable[[list[Any]], None],
    dot: Callable[[], str],
    axis: bool = False,
) -> None:
    """Write a picture, all or nothing: ``paint`` fills the axes, or ``dot`` says it as text.

    ``axis``: whether numbers stand at the sides.
    Errors: `Misuse` for another ending; `MissingExtra` without matplotlib (not for ``.dot``).
    """
    ending = picture_ending(path)
    with replacing(path) as temporary:
        if ending in (".dot", ".gv"):
            temporary.write_text(dot(), encoding="utf-8")
            return
        import matplotlib as mpl
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        with mpl.rc_context({"svg.hashsalt": "abstractions"}):  # the same picture every time
            figure = Figure(figsize=size, layout="constrained")
            FigureCanvasAgg(figure)
            axes = figure.subplots(1, panels, squeeze=False)[0]
            for ax in axes if not axis else ():
                ax.set_axis_off()
            paint(list(axes))
            metadata = {"Date": None} if ending == ".svg" else {}
            figure.savefig(temporary, format=ending[1:], dpi=120, metadata=metadata)


def layout(graph: Any, around: int = 16) -> dict[int, Any]:
    """Up to ``around`` states on a circle in depth-first order, more by springs; no randomness."""
    import networkx

    if len(graph) <= around:
        order = dict.fromkeys(s for root in graph for s in networkx.dfs_preorder_nodes(graph, root))
        circle: dict[int, Any] = networkx.circular_layout(list(order))
        return circle
    springs: dict[int, Any] = networkx.spring_layout(graph, seed=0, iterations=300, k=2.2 / len(graph) ** 0.5)
    return springs


def colour(c: int, classes: int) -> tuple[float, float, float]:
    """The colour of class c: hues around the circle, two shades."""
    shade = (0.95, 0.78)[c % 2] if classes > 6 else 0.93
    return colorsys.hsv_to_rgb((c * 0.61803398875) % 1.0, 0.42, shade)


def hexadecimal(rgb: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(255 * x):02x}" for x in rgb)


def width(text: str, size: float) -> float:
    """How wide a text is, in inches; about, without matplotlib."""
    if importlib.util.find_spec("matplotlib") is None:
        return len(text) * 0.6 * size / 72
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    across, _, _ = text_to_path.get_text_width_height_descent(text, FontProperties(size=size), ismath=False)
    return float(across) / 72


def shorten(word: str, width: int = 24) -> str:
    return word if len(word) <= width else word[: width - 1] + "…"
