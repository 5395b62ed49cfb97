r"""DOT: Mealy and Moore machines and acceptors, as automaton-learning tools write them; Markov models.

An edge label ``input/output`` on every edge makes a Mealy machine.  Otherwise edge labels are
inputs, and a state shows what its record label says after the bar (``{name | output}``) or whether
it is drawn as a double circle (accept, reject).  An edge from a node ``__start...`` marks the initial
state.  One edge may carry several labels, on lines of their own (``\n`` or ``\l``).  Two different
edges of a state under one input make a labelled transition system, and so does a line
``step="P(A * X)"``; edge labels ``1/3`` or
``action:0.5`` a Markov chain or decision process.

Source   the DOT language (Graphviz); the conventions of LearnLib, AALpy and the automata wiki
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from ...errors import FormatError
from ...system import Branching, Deterministic, System
from ..text import Transition, machine, read_text, replacing
from . import branching, tables
from .grammar import Parser
from .tables import START

__all__ = ["read", "text", "write"]


def read(path: Path) -> System:
    """The machine in a DOT file.  Errors: `FormatError`."""
    path = Path(path)
    graph = Parser(path, read_text(path)).graph()
    initial = list(dict.fromkeys(t for s, t, _, _ in graph.edges if s.startswith(START)))
    edges = [e for e in graph.edges if not (e[0].startswith(START) or e[1].startswith(START))]
    states = [s for s in graph.nodes if not s.startswith(START)]
    if not edges:
        raise FormatError(
            str(path),
            None,
            expected="a machine with at least one edge",
            found=f"{len(states)} nodes and no edge",
            repair="check that this is a state machine",
        )
    labels = [(s, t, part, line) for s, t, a, line in edges for part in parts(a.get("label", ""))]
    chances = [branching.PROBABILITY.match(label) is not None for _, _, label, _ in labels]
    weighted = [":" in label or "." in label for _, _, label, _ in labels]
    if all(chances) and (any(weighted) or fractions(labels)):
        return branching.markov(path, graph, states, labels, initial)
    for (_, _, label, line), chance in zip(labels, chances):
        if chance and ":" in label:
            raise FormatError(
                str(path),
                line,
                expected="probabilities on all edges or on none",
                found=f"the probability in {label!r}",
                repair="write action:probability on every edge",
            )
    mealy = "/" in labels[0][2]
    transitions: list[Transition] = []
    for s, t, label, line in labels:
        halves = re.split(r"\s+/\s+|\s*/\s*(?!\s)" if label.count("/") == 1 else r"\s+/\s+", label)
        if len(halves) != (2 if mealy else 1):
            raise FormatError(
                str(path),
                line,
                expected="a label input/output" if mealy else "a label without output",
                found=repr(label),
                repair="label all edges alike; put blanks around the slash where inputs hold slashes",
            )
        a, o = halves if mealy else (label, None)
        transitions.append((s, a.strip(), t, o if o is None else o.strip(), line))
    letters = list(dict.fromkeys(t[1] for t in transitions))
    shown = None if mealy else tables.node_outputs(path, graph, states)
    said: dict[tuple[str, object], tuple[str, str | None]] = {}
    if graph.settings.get("step") == "P(A * X)" or any(
        said.setdefault((s, a), (t, o)) != (t, o) for s, a, t, o, _ in transitions
    ):
        return branching.labelled(states, transitions, initial, shown)
    return machine(path, states, letters, transitions, initial, shown)


def fractions(labels: list[tuple[str, str, str, int]]) -> bool:
    """Whether labels such as 1/3 are probabilities, those of each state summing to one."""
    from fractions import Fraction

    sums: dict[str, Fraction] = {}
    for s, _, label, _ in labels:
        try:
            sums[s] = sums.get(s, Fraction(0)) + Fraction(label)
        except (ValueError, ZeroDivisionError):
            return False
    return all(total == 1 for total in sums.values())


def parts(label: str) -> list[str]:
    """The labels that one edge carries."""
    found = [p.strip() for p in re.split(r"\\[nlr]|\n", label)]
    return [p for p in found if p] or [""]


def write(system: System, path: Path) -> None:
    """Write the machine in the same conventions, all or nothing; what is open is left out."""
    if isinstance(system, Branching):
        branching.check_fit(system)
    else:
        assert isinstance(system, Deterministic)
        tables.check_fit(system)
    with replacing(path) as temporary:
        temporary.write_text(text(system), encoding="utf-8")


def text(system: System, colours: list[str] | None = None, red: Collection[tuple[int, int]] = ()) -> str:
    """The machine in DOT; ``colours``: a fill for each state; ``red``: steps that are red and thick."""
    if isinstance(system, Branching):
        return branching.text(system, colours, red)
    assert isinstance(system, Deterministic)
    return tables.text(system, colours, red)
