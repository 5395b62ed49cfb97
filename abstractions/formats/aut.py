"""Aldebaran: labelled transition systems, one transition a line (CADP, mCRL2, merc).

``des (initial, transitions, states)``, then lines ``(from, "label", to)``.  Deterministic ones are
read: at most one transition of a state under a label.  A missing one goes to `UNSPECIFIED`, and
whether a label is possible is shown, so minimal complete is strong bisimilarity.  Writing a machine
with outputs makes one label of a letter and its output, ``letter/output``: as a labelled system.
"""

from __future__ import annotations

import re
from pathlib import Path

from ..system import System
from .text import UNSPECIFIED, Transition, fit, machine, open_end, read_text, replacing, unfit, wrong

__all__ = ["read", "write"]

HEADER = re.compile(r"\s*des\s*\(\s*(\d{1,9})\s*,\s*(\d{1,9})\s*,\s*(\d{1,9})\s*\)\s*")
LINE = re.compile(r'\s*\(\s*(\d{1,9})\s*,\s*("(?:[^"\\]|\\.)*"|[^"].*?)\s*,\s*(\d{1,9})\s*\)\s*')


def read(path: Path) -> System:
    """The deterministic system in an Aldebaran file.  Errors: `FormatError`."""
    path = Path(path)
    lines = read_text(path).splitlines()
    head = HEADER.fullmatch(lines[0]) if lines else None
    if head is None:
        raise wrong(path, 1, "des (initial, transitions, states)", lines[:1], "add the header")
    initial, announced, states = (int(x) for x in head.groups())
    if initial >= states:
        raise wrong(path, 1, f"an initial state below {states}", initial, "mend the header")
    transitions: list[Transition] = []
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
        label = re.sub(r"\\(.)", r"\1", label[1:-1]) if label.startswith('"') else label
        transitions.append((str(int(origin)), label, str(int(target)), None, number))
    if len(transitions) != announced:
        raise wrong(
            path,
            len(lines),
            f"{announced} transitions, as line 1 announces",
            f"{len(transitions)}",
            "the file was cut or line 1 is wrong",
        )
    letters = list(dict.fromkeys(a for _, a, _, _, _ in transitions))
    if not letters:
        raise wrong(path, 1, "at least one transition", "none", "there is no step to abstract")
    return machine(path, [str(s) for s in range(states)], letters, transitions, [str(initial)])


def write(system: System, path: Path) -> None:
    """Write the transitions, all or nothing; what is `UNSPECIFIED` is left out.

    An output is written after its letter, ``letter/output``.  States are numbered.
    """
    fit(system, "Aldebaran")
    letters = [system.letter_name(a) if system.lettered else "step" for a in range(system.letters)]
    if any("\n" in word for word in [*letters, *map(str, system.output_names or ())]):
        raise unfit("Aldebaran", "a name with a line break")
    sink = open_end(system)
    keep = [s for s in range(system.states) if s != sink]
    place = {s: i for i, s in enumerate(keep)}
    plain = system.outputs is None or system.output_names in (("defined", UNSPECIFIED), ("defined",))
    if not plain and any("/" in letter for letter in letters):
        raise unfit("Aldebaran", "letters with a slash beside outputs")
    lines = []
    for s in keep:
        for a in range(system.letters):
            shown = system.shown(s, a)
            t = int(system.table[s, a])
            if t not in place:
                continue
            label = letters[a] if plain else f"{letters[a]}/{shown}"
            label = label.replace("\\", "\\\\").replace('"', '\\"')
            lines.append(f'({place[s]},"{label}",{place[t]})')
    start = place.get(int(system.initial[0]), 0) if system.initial.size else 0
    head = f"des ({start},{len(lines)},{len(keep)})"
    with replacing(path) as temporary:
        temporary.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
