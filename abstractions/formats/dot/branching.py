"""Branching systems in DOT: labelled transition systems, Markov chains and decision processes.

An edge label ``p`` is a probability, ``action:p`` one of a choice, anything else a letter (with
``input/output``, a pair).  What a state shows is its record label ``{name | output}``; where edges
have probabilities, its whole label.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import FormatError, Misuse
from ...system import Branching, System
from ...system.exact import exact
from ..text import Transition, unfit
from .grammar import Graph
from .tables import RED, START, escaped, node_outputs, quoted

__all__ = ["PROBABILITY", "check_fit", "labelled", "markov", "text"]

PROBABILITY = re.compile(r"(?:(?P<action>.*?)\s*:\s*)?(?P<p>\d+/\d+|\d*\.?\d+(?:[eE][-+]?\d+)?)$")


def markov(
    path: Path, graph: Graph, states: list[str], labels: list[tuple[str, str, str, int]], initial: list[str]
) -> Branching:
    """A Markov chain, or a decision process if edges have actions."""
    steps: dict[str, dict[str, list[tuple[str, Any]]]] = {s: defaultdict(list) for s in states}
    actions = False
    for s, t, label, _ in labels:
        found = PROBABILITY.match(label)
        assert found is not None
        actions = actions or found["action"] is not None
        steps[s][found["action"] or ""].append((t, exact([found["p"]])[0]))
    shown = node_outputs(path, graph, states)
    if shown is None:
        shown = [graph.nodes[s].get("label", s) for s in states]
        shown = None if shown == states else shown
    values: list[Any] = [list(steps[s].items()) if actions else steps[s][""] for s in states]
    base = "P(A * D(X))" if actions else "D(X)"
    try:
        if shown is None:
            return System.of(base, dict(zip(states, values)), initial=initial)
        return System.of(f"O * {base}", dict(zip(states, zip(shown, values))), initial=initial)
    except Misuse as error:
        raise FormatError(
            str(path), None, expected=error.claim, found=f"{error.value}; {error.reason}", repair=error.repair
        ) from None


def labelled(
    states: list[str], transitions: list[Transition], initial: list[str], shown: list[str] | None
) -> Branching:
    """A labelled transition system; letters of a Mealy machine are pairs of input and output."""
    edges = [(s, a if o is None else (a, o), t) for s, a, t, o, _ in transitions]
    return System.labelled(edges, state_names=states, initial=initial, outputs=shown)


def check_fit(system: Branching) -> None:
    """Refuse a system that would be read back as another one."""
    kind = str(system.functor).removeprefix("O * ")
    if kind not in ("P(A * X)", "D(X)", "P(A * D(X))") or not system.states:
        raise unfit("DOT", f"steps of shape {system.functor}" if system.states else "no states")
    if not system.edges.targets.size:
        raise unfit("DOT", "a machine without edges")
    if system.initial.size > 1:
        raise unfit("DOT", f"{system.initial.size} initial states")
    words = [system.letter_name(a) for a in range(system.letters)]
    if len(set(words)) < len(words):
        raise unfit("DOT", "two letters that look alike")
    shown = [system.display(int(s)) for s in np.unique(system.shown, return_index=True)[1]]
    if str(system.functor).startswith("O * "):
        if any(not isinstance(value, str | int | float) for d in system.displays for _, value in d):
            raise unfit("DOT", "outputs that are no texts or numbers")
        if len(set(shown)) < len(shown):
            raise unfit("DOT", "two outputs that look alike")
        for word in shown:
            if word != word.strip() or re.search(r"[\n\r\\|{}]", word):
                raise unfit("DOT", f"the output {word!r}")
    for word in words:
        if not word or word != word.strip() or re.search(r"[\n\r\\:/]", word) or PROBABILITY.match(word):
            raise unfit("DOT", f"the letter {word!r}")


def text(system: Branching, colours: list[str] | None = None, red: Collection[tuple[int, int]] = ()) -> str:
    """The system in DOT; ``colours``: a fill for each state; ``red``: steps that are red and thick."""
    names = [system.state_name(s) for s in range(system.states)]
    if system.state_names is None or len(set(names)) < len(names) or any(n.startswith(START) for n in names):
        names = [f"s{s}" for s in range(system.states)]
    outputs = len(system.displays) > 1 or any(system.displays)
    lines = ["digraph machine {"]
    if str(system.functor).endswith("P(A * X)"):
        lines.append(f"step={quoted('P(A * X)')};")  # even if it is deterministic
    for s, name in enumerate(names):
        attributes = [f"label={quoted(name)}"]
        if outputs:
            record = f"{{ {escaped(name)} | {escaped(system.display(s))} }}"
            attributes = [f"label={quoted(record)}", "shape=record", "style=rounded"]
        if colours is not None:
            attributes += ["style=filled", f'fillcolor="{colours[s]}"']
        lines.append(f"{quoted(name)} [{', '.join(attributes)}];")
    for s, word, t in system.arrows():
        word = ":".join(word.rsplit(" ", 1)) if str(system.functor).endswith("P(A * D(X))") else word
        lines.append(
            f"{quoted(names[s])} -> {quoted(names[t])} [label={quoted(word)}{RED * ((s, t) in red)}];"
        )
    for i, s in enumerate(system.initial.tolist()):
        lines += [f'__start{i} [label="", shape=none];', f"__start{i} -> {quoted(names[s])};"]
    return "\n".join([*lines, "}"]) + "\n"
