"""Deterministic machines in DOT: Mealy and Moore machines and acceptors."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from ...errors import FormatError
from ...system import Deterministic
from ..text import fit, open_end, unfit
from .grammar import Graph

__all__ = ["check_fit", "escaped", "node_outputs", "quoted", "text"]

START = "__start"
PROBABILITY = re.compile(r":\s*(?:0|0?\.\d+|1|1\.0*|\d+/\d+|\d(?:\.\d+)?[eE]-\d+)$")


def node_outputs(path: Path, graph: Graph, states: list[str]) -> list[str] | None:
    """What each state of a machine without edge outputs shows, or None if nothing."""
    records = {}
    for s in states:
        fields = re.split(r"(?<!\\)\|", graph.nodes[s].get("label", "").strip().strip("{}"))
        if len(fields) > 1:
            records[s] = re.sub(r"\\(.)", r"\1", fields[1]).strip()
    if records:
        if missing := [s for s in states if s not in records]:
            raise FormatError(
                str(path),
                None,
                expected="a record label {name | output} at every state, as at some",
                found=f"none at {missing[0]}",
                repair="give every state an output",
            )
        return [records[s] for s in states]
    attributes = [graph.nodes[s] for s in states]
    double = [a.get("shape") == "doublecircle" or a.get("peripheries") == "2" for a in attributes]
    return ["accept" if d else "reject" for d in double] if any(double) else None


def check_fit(system: Deterministic) -> None:
    """Refuse a machine that would be read back as another one."""
    fit(system, "DOT")
    words = [system.letter_name(a) for a in range(system.letters)] if system.lettered else []
    mealy = system.outputs is not None and system.outputs.ndim == 2
    for word in [*words, *map(str, system.output_names or ())]:
        if not word or word != word.strip() or re.search(r"[\n\\]", word):
            raise unfit("DOT", f"the letter or output {word!r}")
        if " / " in f" {word} " or (not mealy and "/" in word) or PROBABILITY.search(word):
            raise unfit("DOT", f"the letter or output {word!r}, which would be read as something else")
    if not mealy and any("|" in str(o) for o in system.output_names or ()):
        raise unfit("DOT", "an output with a bar")


RED = ', color="#cc2222", penwidth=2.5'


def text(
    system: Deterministic, colours: list[str] | None = None, red: Collection[tuple[int, int]] = ()
) -> str:
    """The machine in DOT; ``colours``: a fill for each state; ``red``: steps that are red and thick."""
    sink = open_end(system)
    mealy = system.outputs is not None and system.outputs.ndim == 2
    names = [system.state_name(s) for s in range(system.states)]
    if system.state_names is None or len(set(names)) < len(names) or any(n.startswith(START) for n in names):
        names = [f"s{s}" for s in range(system.states)]
    node = [quoted(name) for name in names]
    lines = ["digraph machine {"]
    for s in range(system.states):
        if s == sink:
            continue
        attributes = [f"label={quoted(system.state_name(s))}"]
        if system.outputs is not None and not mealy:
            if system.output_names is not None and set(system.output_names) <= {"accept", "reject", "*"}:
                shape = "doublecircle" if system.shown(s) == "accept" else "circle"
                attributes.append(f"shape={shape}")
            else:
                label = f"{{ {escaped(system.state_name(s))} | {escaped(system.shown(s))} }}"
                attributes = [f"label={quoted(label)}", "shape=record", "style=rounded"]
        if colours is not None:
            attributes += ["style=filled", f'fillcolor="{colours[s]}"']
        lines.append(f"{node[s]} [{', '.join(attributes)}];")
    for s in range(system.states):
        for a in range(system.letters):
            t = int(system.table[s, a])
            if s == sink or (t == sink and not (mealy and system.shown(s, a) != "*")):
                continue
            label = system.letter_name(a) if system.lettered else ""
            if mealy:
                label = f"{label} / {system.shown(s, a)}"
            lines.append(f"{node[s]} -> {node[t]} [label={quoted(label)}{RED * ((s, t) in red)}];")
    for i, s in enumerate(system.initial.tolist()):
        lines += [f'__start{i} [label="", shape=none];', f"__start{i} -> {node[s]};"]
    return "\n".join([*lines, "}"]) + "\n"


def quoted(word: str) -> str:
    return '"' + word.replace('"', '\\"') + '"'


def escaped(word: str) -> str:
    return word.replace("|", "/").replace("{", "(").replace("}", ")")
