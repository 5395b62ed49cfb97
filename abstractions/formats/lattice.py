"""Lattices of complete abstractions as GraphML, DOT and JSON: elements and covers."""

from __future__ import annotations

import json
from pathlib import Path

from ..errors import Misuse
from ..lattice import Lattice
from .text import replacing

__all__ = ["as_dot", "lattice_ending", "write_lattice"]


def write_lattice(lattice: Lattice, path: str | Path) -> None:
    """Write the Hasse diagram as ``.graphml``, ``.dot`` or ``.json``, all or nothing.

    Nodes are numbered as in the list; each has its blocks and its number of classes, in JSON the
    labels.  Errors: `Misuse` for another ending; `BudgetExceeded` as `Lattice.order`.
    """
    if not isinstance(lattice, Lattice):
        raise Misuse(
            "what is written is a lattice",
            value=lattice,
            reason=f"a {type(lattice).__name__} has no list of complete abstractions",
            repair="write_lattice(complete_abstractions(s), path)",
        )
    path = Path(path)
    ending = lattice_ending(path)
    if ending == ".graphml":
        import networkx

        text = "\n".join(networkx.generate_graphml(lattice.hasse())) + "\n"
    else:
        text = as_dot(lattice) if ending in (".dot", ".gv") else as_json(lattice)
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def lattice_ending(path: Path) -> str:
    """The end of the name, which says how.  Errors: `Misuse`."""
    ending = path.suffix.lower()
    if ending not in (".graphml", ".dot", ".gv", ".json"):
        raise Misuse(
            "a lattice is written as .graphml, .dot or .json",
            value=str(path),
            reason="the end of the name says how",
            repair="rename it; abstractions.draw.draw_lattice makes .svg and .png",
        )
    return ending


def as_dot(lattice: Lattice) -> str:
    """The Hasse diagram in DOT, the least element at the bottom."""
    lines = ["digraph lattice {", "rankdir=BT;", "node [shape=box, style=rounded];", "edge [arrowhead=none];"]
    lines += [f'{i} [label="{p}"];' for i, p in enumerate(lattice)]
    lines += [f"{low} -> {high};" for low, high in lattice.covers.tolist()]
    return "\n".join([*lines, "}", ""])


def as_json(lattice: Lattice) -> str:
    """Labels of the elements, covers, and whether that is all of the lattice."""
    head = {"format": "abstractions/lattice", "version": 1, "whole": lattice.is_whole}
    parts = {"elements": [p.labels.tolist() for p in lattice], "covers": lattice.covers.tolist()}
    return json.dumps({**head, **parts}) + "\n"
