"""Pictures: a machine coloured by the classes of an abstraction, beside its quotient.

Main definitions  `draw`, `dot`
Notes             SVG and PNG through matplotlib (extra ``draw``); DOT is text and needs nothing.
                  States of one class have one colour, and so has their class in the quotient.
"""

from __future__ import annotations

import colorsys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .abstraction import Abstraction
from .errors import MissingExtra, Misuse
from .formats.dot import text
from .formats.text import replacing
from .system import System

if TYPE_CHECKING:
    import networkx

__all__ = ["LEGIBLE", "dot", "draw"]

LEGIBLE = 150
"""More states than this are not drawn."""


def draw(system: System, path: str | Path, p: Abstraction | None = None) -> None:
    """Write a picture of ``system`` as ``.svg``, ``.png`` or ``.dot``, all or nothing.

    With p, states are coloured by class, and if p is complete its quotient stands beside.
    Errors: `Misuse` above `LEGIBLE` states; `MissingExtra` without matplotlib (not for ``.dot``).
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending not in (".svg", ".png", ".dot", ".gv"):
        raise Misuse(
            "a picture is .svg, .png or .dot",
            value=str(path),
            reason="the end of the name says what to draw",
            repair="rename it",
        )
    if system.states > LEGIBLE:
        raise Misuse(
            f"a picture shows at most {LEGIBLE} states",
            value=f"{system.states} states",
            reason="more cannot be read",
            repair="draw the quotient, or a part: system.restrict(system.reachable(...))",
        )
    if p is not None:
        system.owns(p)
    with replacing(path) as temporary:
        if ending in (".dot", ".gv"):
            temporary.write_text(dot(system, p), encoding="utf-8")
        else:
            picture(system, p, temporary, ending[1:])


def dot(system: System, p: Abstraction | None = None) -> str:
    """The machine in DOT, coloured by the classes of p."""
    return text(system, None if p is None else [hexadecimal(colour(c, len(p))) for c in p.labels])


def picture(system: System, p: Abstraction | None, path: Path, kind: str) -> None:
    try:
        import matplotlib as mpl
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtra("matplotlib", "draw", "a picture") from None
    from .completion import is_complete

    panels = [(system, p, "")]
    if p is not None:
        complete = bool(is_complete(system, p))
        panels = [(system, p, f"{system.states} states")]
        if complete:
            small = system.quotient(p)
            panels.append((small, Abstraction.identity(len(p)), f"{len(p)} classes"))
    with mpl.rc_context({"svg.hashsalt": "abstractions"}):  # the same picture every time
        figure = Figure(figsize=(7 * len(panels), 6.5), layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.subplots(1, len(panels), squeeze=False)[0]
        for ax, (machine, q, title) in zip(axes, panels):
            panel(ax, machine, q, title)
        metadata = {"Date": None} if kind == "svg" else {}
        figure.savefig(path, format=kind, dpi=120, metadata=metadata)


def panel(ax: Any, system: System, p: Abstraction | None, title: str) -> None:
    """One machine: states on the layers of a breadth-first search, edges with their letters."""
    import networkx

    graph: networkx.DiGraph[int] = networkx.DiGraph()
    graph.add_nodes_from(range(system.states))
    words: dict[tuple[int, int], list[str]] = {}
    for s in range(system.states):
        for a in range(system.letters):
            word = system.letter_name(a) if system.lettered else ""
            if system.outputs is not None and system.outputs.ndim == 2:
                word = f"{word}/{system.shown(s, a)}"
            words.setdefault((s, int(system.table[s, a])), []).append(word)
    graph.add_edges_from(words)
    place = layout(graph)
    size = max(60, min(900, 12000 // max(system.states, 1)))
    colours = [colour(c, len(p)) for c in p.labels] if p is not None else ["#dddddd"] * system.states
    start = set(system.initial.tolist())
    networkx.draw_networkx_nodes(
        graph,
        place,
        ax=ax,
        node_color=colours,
        node_size=size,
        edgecolors=["black" if s in start else "#777777" for s in graph],
        linewidths=[2.5 if s in start else 0.8 for s in graph],
    )
    networkx.draw_networkx_edges(
        graph,
        place,
        ax=ax,
        node_size=size,
        edge_color="#555555",
        connectionstyle="arc3,rad=0.12",
        arrowsize=9,
        width=0.8,
    )
    if system.states <= 60:
        names = {s: brief_name(system, s) for s in graph}
        networkx.draw_networkx_labels(graph, place, names, ax=ax, font_size=8 if size > 300 else 6)
    if len(words) <= 40:
        labels = {e: shorten(", ".join(filter(None, w))) for e, w in words.items()}
        networkx.draw_networkx_edge_labels(
            graph, place, labels, ax=ax, font_size=6, connectionstyle="arc3,rad=0.12", rotate=False
        )
    ax.set_title(title)
    ax.set_axis_off()
    ax.margins(0.12)


def layout(graph: networkx.DiGraph[int]) -> dict[int, Any]:
    """Small machines on a circle in breadth-first order, larger ones by springs; no randomness."""
    import networkx

    if len(graph) <= 16:
        order = [s for _, layer in enumerate(networkx.bfs_layers(graph.to_undirected(), [0])) for s in layer]
        order += [s for s in graph if s not in set(order)]
        around: dict[int, Any] = networkx.circular_layout(order)
        return around
    springs: dict[int, Any] = networkx.spring_layout(graph, seed=0, iterations=300, k=2.2 / len(graph) ** 0.5)
    return springs


def colour(c: int, classes: int) -> tuple[float, float, float]:
    """The colour of class c: hues around the circle, two shades."""
    shade = (0.95, 0.78)[c % 2] if classes > 6 else 0.93
    return colorsys.hsv_to_rgb((c * 0.61803398875) % 1.0, 0.42, shade)


def hexadecimal(rgb: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(255 * x):02x}" for x in rgb)


def brief_name(system: System, s: int) -> str:
    name = system.state_name(s)
    if system.outputs is not None and system.outputs.ndim == 1:
        name = f"{name}\n{system.shown(s)}"
    return shorten(name, 14)


def shorten(word: str, width: int = 24) -> str:
    return word if len(word) <= width else word[: width - 1] + "…"
