"""A circuit, or two and what stands for what: each cell and its high node have one colour and one name.

Main definition   `draw_circuit`
Notes             Lengths are inches.  See `panel` for one circuit, `square` for what is shown of a case.
"""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

from ..circuit import Alignment, Circuit
from ..errors import Misuse, brief
from .canvas import DIFFERENT, TINTS, picture_ending, put, width
from .panel import Panel, painted, panel
from .square import Case, Square

__all__ = ["draw_circuit"]

MOST = 60
"""More nodes than this in one circuit are not drawn."""

APART, EDGE, TITLE, LINE = 1.24, 0.3, 0.35, 0.21

INPUT, OUTPUT = "#ffffff", TINTS[2]


def draw_circuit(what: Circuit | Alignment, path: str | Path, case: Case | None = None) -> None:
    """Write a picture of a circuit, or of the two of an alignment, as ``.svg``, ``.png`` or ``.dot``.

    Low and high stand side by side, inputs left.  A low node says below for which high node it stands; what
    stands for nothing is grey.  ``case``: a counterexample; then nodes have their values, those that
    are set have a thick outline (``:=``), and what differs a red one with both values.
    Errors: `Misuse` above 60 nodes in a circuit; `MissingExtra` without matplotlib (not for ``.dot``).

    >>> import tempfile
    >>> c = Circuit.of({"half": lambda a, b: a ^ b, "sum": lambda half, c: half ^ c},
    ...                values={"a": (0, 1), "b": (0, 1), "c": (0, 1)})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     draw_circuit(c, Path(folder) / "sum.dot")
    ...     print((Path(folder) / "sum.dot").read_text().count("->"))
    4
    """
    picture_ending(Path(path))
    a = what if isinstance(what, Alignment) else None
    if case is not None and case.alignment is not a:
        raise Misuse(
            "the case is one of the alignment that is drawn",
            value="a case of another alignment" if a else "a case, and a circuit alone",
            reason="its nodes and values are those of its own two circuits",
            repair="draw `case.alignment`",
        )
    for c in (a.low, a.high) if a else (what,):
        assert isinstance(c, Circuit)
        if len(c.names) > MOST:
            raise Misuse(
                f"a picture shows circuits of at most {MOST} nodes",
                value=f"{len(c.names)} nodes",
                reason="more cannot be read",
                repair="draw a part; or merge nodes first, see `reduced`",
            )
    square = None if case is None else Square.of(case)
    if isinstance(what, Circuit):
        ends = dict.fromkeys(what.inputs, INPUT) | dict.fromkeys(what.outputs, OUTPUT)
        panels = [panel(str(what), what, ends, [""] * len(what.names), None, 0)]
    else:
        panels = aligned(what, square)
    story = explained(a, square)
    across = sum(p.size[0] for p in panels) + 2 * EDGE + APART * (len(panels) - 1)
    across = max(across, 6.5 if a else 0.0, max(width(p.title, 12) for p in panels) + 2 * EDGE)
    lines = [part for line in story for part in textwrap.wrap(line, int(across * 13))]
    down = max(p.size[1] for p in panels) + TITLE + LINE * (len(lines) + 1)
    put(
        Path(path),
        (across, down),
        1,
        lambda axes: paint(axes[0], panels, lines, across, down),
        lambda: dot(panels, story),
    )


def aligned(a: Alignment, square: Square | None) -> list[Panel]:
    """Low and high; each cell and its high node in one colour."""
    number = {v: i for i, v in enumerate(v for v, cell in enumerate(a.cells) if cell)}
    stands = {n: v for v, cell in enumerate(a.cells) for n in cell}
    apart = square.apart if square else {}
    tint = {v: TINTS[i % len(TINTS)] for v, i in number.items()}
    colours = [{n: tint[v] for n, v in stands.items()}, tint]
    below = [
        [f"for {a.high.names[stands[n]]}" if n in stands else "" for n in range(len(a.low.names))],
        [", ".join(a.low.names[n] for n in cell) for cell in a.cells],
    ]
    for name, values in apart.items():
        node = a.high.number(name)
        if values is not None:
            for n in a.cells[node]:
                below[0][n] += f" (means {brief(values[0], 12)})"
            below[1][node] = f"low: {brief(values[0], 12)}"
    different = [{n for name in apart for n in a.cells[a.high.number(name)]}, set(map(a.high.number, apart))]
    return [
        panel(title, c, colours[i], below[i], square, i, frozenset(different[i]))
        for i, (title, c) in enumerate((("low", a.low), ("high", a.high)))
    ]


def explained(a: Alignment | None, square: Square | None) -> list[str]:
    """The lines below the picture."""
    if a is None:
        return ["White: inputs.  Yellow: outputs."]
    said = "One colour: a cell and the high node for which it stands."
    drawn = {*a.high.chances}
    if a.unmapped or any(not cell for n, cell in enumerate(a.cells) if n not in drawn):
        said += " Grey: stands for nothing."
    if drawn or a.low.chances:
        said += " Broken outline: drawn."
    if square is None:
        return [said]
    if any(square.fixed):
        said += " Thick: set (:=)."
    said += " Red: here the two sides differ."
    return [*square.story.splitlines(), said]


def paint(ax: Any, panels: list[Panel], lines: list[str], across: float, down: float) -> None:
    """All of the picture; one unit is an inch."""
    words = {"parse_math": False, "zorder": 3}
    room = (across - 2 * EDGE - sum(p.size[0] for p in panels)) / max(1, len(panels) - 1)
    left = EDGE if len(panels) > 1 else (across - panels[0].size[0]) / 2
    tallest = max(p.size[1] for p in panels)
    for p in panels:
        top = down - TITLE - (tallest - p.size[1]) / 2
        ax.text(left, top + 0.05, p.title, fontsize=12, va="bottom", **words)
        painted(ax, p, left, top)
        left += p.size[0] + room
    for i, line in enumerate(lines):
        place = (EDGE, down - TITLE - tallest - LINE * (i + 0.6))
        ax.text(*place, line, fontsize=10, va="top", **words)
    ax.set_xlim(0, across)
    ax.set_ylim(0, down)
    ax.set_aspect("equal")


def dot(panels: list[Panel], story: list[str]) -> str:
    """The same in DOT, a cluster for each circuit."""

    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'

    lines = ["digraph circuits {", "rankdir=LR;", "node [shape=box];"]
    lines.append(f"label={quoted(chr(10).join(story))};")
    for i, p in enumerate(panels):
        lines += [f"subgraph cluster_{i} {{", f"label={quoted(p.title)};"]
        for n, box in enumerate(p.boxes):
            text = quoted(box.text + (f"\n{box.below}" if box.below else ""))
            colour = DIFFERENT if box.apart else "black"
            style = '"filled,bold"' if box.fixed or box.apart else "filled"
            lines.append(
                f'n{i}_{n} [label={text}, style={style}, fillcolor="{box.colour}", color="{colour}"];'
            )
        for n, above in enumerate(p.parents):
            style = " [style=dotted]" if p.boxes[n].fixed else ""
            lines += [f"n{i}_{q} -> n{i}_{n}{style};" for q in dict.fromkeys(above)]
        lines.append("}")
    return "\n".join([*lines, "}", ""])
