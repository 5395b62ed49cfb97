"""A machine coloured by the classes of an abstraction, beside its quotient."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..abstraction import Abstraction
from ..arguments import many
from ..completion import is_complete
from ..errors import Misuse
from ..formats.dot import text
from ..question import asked
from ..system import System
from .canvas import LEGIBLE, colour, hexadecimal, layout, put, shorten

__all__ = ["dot", "draw"]


def draw(system: System, path: str | Path, p: Any = None) -> None:
    """Write a picture of ``system`` as ``.svg``, ``.png`` or ``.dot``, all or nothing.

    With p (an abstraction, labels, or a function of states), states are coloured by class, and if p is complete its quotient stands beside.
    Errors: `Misuse` above `LEGIBLE` states; `MissingExtra` without matplotlib (not for ``.dot``).
    """
    if system.states > LEGIBLE:
        raise Misuse(
            f"a picture shows at most {LEGIBLE} states",
            value=f"{system.states} states",
            reason="more cannot be read",
            repair="draw the quotient, or a part: system.restrict(system.reachable(...))",
        )
    panels = [(system, p, "")]
    if p is not None:
        p = asked(system, p)[1]
        panels = [(system, p, f"{system.states} states")]
        if is_complete(system, p):
            panels.append((system.quotient(p), Abstraction.identity(len(p)), many(len(p), "class")))

    def paint(axes: list[Any]) -> None:
        for ax, (machine, q, title) in zip(axes, panels):
            panel(ax, machine, q, title)

    put(Path(path), (7 * len(panels), 6.5), len(panels), paint, lambda: dot(system, p))


def dot(system: System, p: Abstraction | None = None) -> str:
    """The machine in DOT, coloured by the classes of p."""
    return text(system, None if p is None else [hexadecimal(colour(c, len(p))) for c in p.labels])


def panel(ax: Any, system: System, p: Abstraction | None, title: str) -> None:
    """One machine: states on a circle or held apart by springs, edges with their letters."""
    import networkx

    graph: networkx.DiGraph[int] = networkx.DiGraph()
    graph.add_nodes_from(range(system.states))
    words: dict[tuple[int, int], list[str]] = {}
    for s, word, t in system.arrows():
        words.setdefault((s, t), []).append(word)
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
    ax.margins(0.12)


def brief_name(system: System, s: int) -> str:
    name, shown = system.state_name(s), system.display(s)
    return shorten(f"{name}\n{shown}" if shown else name, 14)
