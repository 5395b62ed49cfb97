"""Aldebaran: labelled transition systems, one transition a line (CADP, mCRL2, merc).

``des (initial, transitions, states)``, then lines ``(from, "label", to)``.  What is read has the
shape P(A * X), and its minimal complete abstraction is strong bisimilarity.  Writing a deterministic
machine with outputs makes one label of a letter and its output, ``letter/output``.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from ..functor import parse
from ..functor.sorts import skeleton
from ..system import Branching, Deterministic, System
from .text import UNSPECIFIED, fit, open_end, read_text, replacing, unfit, wrong

__all__ = ["read", "write"]

HEADER = re.compile(r"\s*des\s*\(\s*(\d{1,9})\s*,\s*(\d{1,9})\s*,\s*(\d{1,9})\s*\)\s*")
LINE = re.compile(r'\s*\(\s*(\d{1,9})\s*,\s*("(?:[^"\\]|\\.)*"|[^"].*?)\s*,\s*(\d{1,9})\s*\)\s*')


def read(path: Path) -> Branching:
    """The labelled transition system in an Aldebaran file.  Errors: `FormatError`."""
    path = Path(path)
    lines = read_text(path).split("\n")
    head = HEADER.fullmatch(lines[0]) if lines else None
    if head is None:
        raise wrong(path, 1, "des (initial, transitions, states)", lines[:1], "add the header")
    initial, announced, states = (int(x) for x in head.groups())
    if initial >= states:
        raise wrong(path, 1, f"an initial state below {states}", initial, "mend the header")
    labels: dict[str, int] = {}
    edges: list[tuple[int, int, int]] = []
    for number, text in enumerate(lines[1:], 2):
        if not text.strip():
            continue
        found = LINE.fullmatch(text)
        if found is None:
            raise wrong(path, number, '(from, "label", to)', repr(text), "mend or remove the line")
        origin, label, target = found.groups()
        for state in (origin, target):
            if int(state) >= states:
                raise wrong(path, number, f"a state below {states}", state, "mend line 1 or this one")
        edges.append((int(origin), labels.setdefault(label, len(labels)), int(target)))
    if len(edges) != announced:
        raise wrong(
            path,
            len(lines) - (not lines[-1]),
            f"{announced} transitions, as line 1 announces",
            f"{len(edges)}",
            "the file was cut or line 1 is wrong",
        )
    plain = [re.sub(r"\\(.)", r"\1", a[1:-1]) if a.startswith('"') else a for a in labels]
    names = sorted(set(plain))
    place = {a: i for i, a in enumerate(names)}
    letter = np.array([place[a] for a in plain], np.int64)
    table = np.array(edges, np.int64).reshape(-1, 3)
    table[:, 1] = letter[table[:, 1]] if labels else 0
    return System.labelled(table, states=states, initial=[initial], letter_names=names)


def write(system: System, path: Path) -> None:
    """Write the transitions, all or nothing.  States are numbered.

    Of a deterministic system: what is `UNSPECIFIED` is left out, and an output is written after its
    letter, ``letter/output``.
    """
    if isinstance(system, Branching):
        start, states, edges = labelled(system)
    else:
        assert isinstance(system, Deterministic)
        start, states, edges = transitions(system)
    if any(not label or "\n" in label or "\r" in label for _, label, _ in edges):
        raise unfit("Aldebaran", "a name that is empty or has a line break")
    lines = [f"des ({start},{len(edges)},{states})"]
    for s, label, t in edges:
        quoted = label.replace("\\", "\\\\").replace('"', '\\"')
        lines.append(f'({s},"{quoted}",{t})')
    with replacing(path) as temporary:
        temporary.write_text("\n".join(lines) + "\n", encoding="utf-8")


def labelled(system: Branching) -> tuple[int, int, list[tuple[int, str, int]]]:
    """Initial state, number of states and transitions of a system of shape P(A * X)."""
    e = system.edges
    if skeleton(system.functor) != skeleton(parse("P(A * X)")) or not system.states:
        raise unfit("Aldebaran", f"steps of shape {system.functor}" if system.states else "no states")
    if system.initial.size > 1:
        raise unfit("Aldebaran", f"{system.initial.size} initial states")
    names = [system.letter_name(a) for a in range(system.letters)]
    if len(set(names)) < len(names):
        raise unfit("Aldebaran", "two letters that look alike")
    sources = np.repeat(np.arange(system.states), np.diff(e.offsets)).tolist()
    letters = e.letters.tolist() if e.letters.size else [0] * len(sources)
    start = int(system.initial[0]) if system.initial.size else 0
    return start, system.states, [(s, names[a], t) for s, a, t in zip(sources, letters, e.targets.tolist())]


def transitions(system: Deterministic) -> tuple[int, int, list[tuple[int, str, int]]]:
    """The same of a deterministic system."""
    fit(system, "Aldebaran")
    letters = [system.letter_name(a) if system.lettered else "step" for a in range(system.letters)]
    sink = open_end(system)
    keep = [s for s in range(system.states) if s != sink]
    place = {s: i for i, s in enumerate(keep)}
    plain = system.outputs is None or system.output_names in (("defined", UNSPECIFIED), ("defined",))
    if not plain and any("/" in letter for letter in letters):
        raise unfit("Aldebaran", "letters with a slash beside outputs")
    edges = []
    for s in keep:
        for a, name in enumerate(letters):
            t = int(system.table[s, a])
            if t in place:
                edges.append((place[s], name if plain else f"{name}/{system.shown(s, a)}", place[t]))
    start = place.get(int(system.initial[0]), 0) if system.initial.size else 0
    return start, len(keep), edges
