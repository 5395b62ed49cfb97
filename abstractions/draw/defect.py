"""The defect on the machine: which steps the best abstract step gets wrong, beside that step."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from ..abstraction import Abstraction
from ..approximate import Defect
from ..errors import Misuse
from ..formats.dot import text
from ..system import System
from .canvas import LEGIBLE, colour, hexadecimal, layout, put, shorten
from .front import place_of

__all__ = ["draw_defect"]

WRONG = "#cc2222"

FEW = 8
"""So many states of a class are named."""


def draw_defect(defect: Defect, path: str | Path) -> None:
    """Write the machine coloured by class, beside the best abstract step, as ``.svg``, ``.png`` or ``.dot``.

    Steps that are predicted wrongly are red and thick, and so are the rims of states where the abstract step
    errs, most where it errs most.
    States without weight are pale.  As ``.dot`` the machine alone.  Errors: `Misuse` above `LEGIBLE` states; `MissingExtra` as `draw`.
    """
    place = place_of(path)
    if not isinstance(defect, Defect):
        raise Misuse(
            "what is drawn is a defect",
            value=repr(defect),
            reason=f"a {type(defect).__name__} is none",
            repair="draw what approximate.defect(system, p) gives",
        )
    if defect.p.states > LEGIBLE:
        raise Misuse(
            f"a picture shows at most {LEGIBLE} states",
            value=f"{defect.p.states} states",
            reason="more cannot be read",
            repair="draw a part: system.restrict(system.reachable(...))",
        )
    system, p = defect.system, defect.p

    def dot() -> str:
        return text(system, [hexadecimal(colour(c, len(p))) for c in p.labels], wrong_steps(defect))

    put(place, (13, 6.2), 2, lambda axes: paint(axes, defect), dot)


def wrong_steps(defect: Defect) -> set[tuple[int, int]]:
    """The steps that the best abstract step predicts wrongly; of a Markov chain, none is wrong alone."""
    flow = defect.flow
    if flow.denominator != 1:
        return set()
    rows = np.flatnonzero(np.asarray(defect.by_row))
    return {(int(flow.source[r]), int(flow.target[r])) for r in rows}


def paint(axes: list[Any], defect: Defect) -> None:
    system, p, flow = defect.system, defect.p, defect.flow
    lost = np.zeros(p.states)
    np.add.at(lost, flow.source, (defect.by_row * flow.weight).astype(float) / flow.unit)
    among = np.zeros(p.states)
    np.add.at(among, flow.source, flow.weight.astype(float) / flow.total)
    wrong = wrong_steps(defect)
    words: dict[tuple[int, int], list[str]] = {}
    for s, word, t in system.arrows():
        words.setdefault((s, t), []).append(word)
    named = {e: shorten(", ".join(filter(None, w))) for e, w in words.items()}
    weight = {s: Fraction(0) for s in range(p.states)}
    for s, w in zip(flow.source.tolist(), flow.weight.tolist()):
        weight[s] += Fraction(w, flow.total)
    uniform = len(set(weight.values())) == 1
    names = {
        s: shorten(system.state_name(s), 10) + ("" if uniform else f"\n{weight[s]}") for s in range(p.states)
    }
    fills = [(*colour(c, len(p)), 1.0 if among[s] else 0.3) for s, c in enumerate(p.labels.tolist())]
    share = lost / np.maximum(among, 1e-300)
    share /= max(float(share.max(initial=0)), 1e-300)
    panel(axes[0], p.states, named, names, fills, wrong, share)
    axes[0].set_title(
        f"{p.states} states, each of weight {weight[0]}"
        if uniform
        else f"{p.states} states and their weights"
    )
    steps: dict[tuple[int, int], list[str]] = {}
    letters = system.letters if flow.letters > 1 else 0
    for c in range(len(p)):
        for a in range(flow.letters):
            for b, x in defect.step(c, a).items():
                said = [system.letter_name(a)] * bool(letters) + [str(x)] * (flow.denominator > 1)
                steps.setdefault((c, b), []).append(" ".join(said))
    labels = {e: shorten(", ".join(filter(None, w)), 32) for e, w in steps.items()}
    firsts = {c: class_name(system, p, c) for c in range(len(p))}
    fills = [(*colour(c, len(p)), 1.0) for c in range(len(p))]
    panel(axes[1], len(p), labels, firsts, fills, set(), np.zeros(len(p)))
    kind = "wrong predictions" if flow.denominator == 1 else "expected total variation"
    axes[1].set_title(f"the best abstract step: {kind} {defect.value}")


def class_name(system: System, p: Abstraction, c: int) -> str:
    block = np.flatnonzero(p.labels == c).tolist()
    words = [shorten(system.state_name(s), 10) for s in block[:FEW]] + ["…"] * (len(block) > FEW)
    return "\n".join(" ".join(words[i : i + 2]) for i in range(0, len(words), 2))


def panel(
    ax: Any,
    n: int,
    words: dict[tuple[int, int], str],
    names: dict[int, str],
    fills: list[Any],
    wrong: set[tuple[int, int]],
    share: Any,
) -> None:
    import networkx

    graph: networkx.DiGraph[int] = networkx.DiGraph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from(words)
    place = layout(graph) if n != 2 else {0: (-1.0, -0.25), 1: (1.0, 0.25)}  # room for loops
    longest = max((len(line) for name in names.values() for line in name.splitlines()), default=0)
    size = max(70, min(1300 + 120 * max(0, longest - 6), 16000 // max(n, 1)))
    rims = [(0.45 + 0.35 * float(x), 0.45 - 0.35 * float(x), 0.45 - 0.35 * float(x)) for x in share]
    thick = [0.8 + 3.2 * float(x) for x in share]
    networkx.draw_networkx_nodes(
        graph, place, ax=ax, node_color=fills, node_size=size, edgecolors=rims, linewidths=thick
    )
    edges = list(graph.edges)
    for chosen, line, width in (
        ([e for e in edges if e not in wrong], "#555555", 0.8),
        ([e for e in edges if e in wrong], WRONG, 2.2),
    ):
        if chosen:
            networkx.draw_networkx_edges(
                graph, place, chosen, ax=ax, node_size=size, edge_color=line, width=width,
                connectionstyle="arc3,rad=0.12", arrowsize=11,
            )  # fmt: skip
    if n <= 60:
        networkx.draw_networkx_labels(graph, place, names, ax=ax, font_size=8 if size > 300 else 6)
    if len(words) <= 30 and any(words.values()):
        networkx.draw_networkx_edge_labels(
            graph, place, words, ax=ax, font_size=6.5, connectionstyle="arc3,rad=0.12", rotate=False
        )
    ax.margins(0.14)
