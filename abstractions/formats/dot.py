r"""DOT: Mealy and Moore machines and acceptors, as automaton-learning tools write them.

An edge label ``input/output`` on every edge makes a Mealy machine.  Otherwise edge labels are
inputs, and a state shows what its record label says after the bar (``{name | output}``) or whether
it is drawn as a double circle (accept, reject).  An edge from a node ``__start...`` marks the initial
state.  One edge may carry several labels, on lines of their own (``\n`` or ``\l``).

Source   the DOT language (Graphviz); the conventions of LearnLib, AALpy and the automata wiki
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import FormatError
from ..system import System
from .text import Transition, fit, machine, open_end, read_text, replacing, unfit

__all__ = ["read", "write"]

START = "__start"
DEEPEST = 50

TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/|\#[^\n]*)
      | (?P<arrow>->|--)
      | (?P<mark>[{}\[\];,=:+])
      | (?P<quoted>"(?:[^"\\]|\\.)*")
      | (?P<html><(?:[^<>]|<[^<>]*>)*>)
      | (?P<word>[\w.\-\u0080-\uffff]+?(?=->|--|[^\w.\-\u0080-\uffff]|$))""",
    re.VERBOSE | re.DOTALL,
)


PROBABILITY = re.compile(r":\s*(?:0|0?\.\d+|1|1\.0*|\d+/\d+|\d(?:\.\d+)?[eE]-\d+)$")


@dataclass(slots=True)
class Graph:
    """Nodes with attributes and edges with attributes, in order, and the lines they stand in."""

    nodes: dict[str, dict[str, str]] = field(default_factory=dict)
    edges: list[tuple[str, str, dict[str, str], int]] = field(default_factory=list)


def read(path: Path) -> System:
    """The machine in a DOT file.  Errors: `FormatError`."""
    path = Path(path)
    graph = Parser(path, read_text(path)).graph()
    initial = [t for s, t, _, _ in graph.edges if s.startswith(START)]
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
    for _, _, label, line in labels:
        if PROBABILITY.search(label):
            raise FormatError(
                str(path),
                line,
                expected="the edge of a deterministic machine",
                found=f"the probability in {label!r}",
                repair="Markov models are of another shape, which this reader does not take",
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
    shown = None if mealy else node_outputs(path, graph, states)
    return machine(path, states, letters, transitions, list(dict.fromkeys(initial)), shown)


def parts(label: str) -> list[str]:
    """The labels that one edge carries."""
    found = [p.strip() for p in re.split(r"\\[nlr]|\n", label)]
    return [p for p in found if p] or [""]


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


class Parser:
    """Recursive descent through one graph."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.tokens = list(self.scan(text))
        self.at = 0
        self.depth = 0
        self.result = Graph()

    def scan(self, text: str) -> Iterator[tuple[str, str, int]]:
        place, line = 0, 1
        while place < len(text):
            found = TOKEN.match(text, place)
            if found is None:
                raise self.wrong("a name, a quoted text or one of { } [ ] ; , = ->", text[place], line)
            kind, word = found.lastgroup or "", found.group()
            if kind == "quoted":
                word = re.sub(r"\\\n", "", word[1:-1]).replace('\\"', '"')
            if kind != "space":
                yield kind, word, line
            line += found.group().count("\n")
            place = found.end()
        yield "end", "the end of the file", line

    def graph(self) -> Graph:
        if self.look("word", "strict"):
            self.at += 1
        kind = self.take("word", "digraph or graph").lower()
        if kind not in ("digraph", "graph"):
            self.at -= 1
            raise self.unexpected("digraph or graph")
        if not self.look("mark", "{"):
            self.name("a name or {")
        self.block({}, {})
        return self.result

    def block(self, node: dict[str, str], edge: dict[str, str]) -> list[str]:
        """``{ statements }``, with the default attributes in force; the nodes named in it."""
        self.mark("{")
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.unexpected(f"at most {DEEPEST} subgraphs inside one another")
        node, edge = dict(node), dict(edge)
        members: list[str] = []
        while not self.look("mark", "}"):
            if self.look("mark", ";"):
                self.at += 1
                continue
            kind, word, _ = self.tokens[self.at]
            word = word.lower()
            if kind == "word" and word in ("node", "edge", "graph") and self.tokens[self.at + 1][1] == "[":
                self.at += 1
                {"node": node, "edge": edge, "graph": {}}[word].update(self.attributes())
                continue
            members.extend(self.statement(node, edge))
        self.mark("}")
        self.depth -= 1
        return members

    def statement(self, node: dict[str, str], edge: dict[str, str]) -> list[str]:
        line = self.tokens[self.at][2]
        chain = [self.operand(node, edge)]
        if self.look("mark", "=") and len(chain[0]) == 1:
            self.at += 1
            self.name("a value")
            return []
        while self.tokens[self.at][0] == "arrow":
            if self.tokens[self.at][1] == "--":
                raise self.unexpected("-> (a step has a direction)")
            self.at += 1
            chain.append(self.operand(node, edge))
        attributes = self.attributes() if self.look("mark", "[") else {}
        if len(chain) == 1:
            for s in chain[0]:
                self.result.nodes[s].update(attributes)
        for sources, targets in zip(chain, chain[1:]):
            for s in sources:
                for t in targets:
                    self.result.edges.append((s, t, {**edge, **attributes}, line))
        return [s for group in chain for s in group]

    def operand(self, node: dict[str, str], edge: dict[str, str]) -> list[str]:
        """A node, or a subgraph standing for its nodes."""
        if self.look("word", "subgraph"):
            self.at += 1
            if not self.look("mark", "{"):
                self.name("a name or {")
            return self.block(node, edge)
        if self.look("mark", "{"):
            return self.block(node, edge)
        name = self.name("a node")
        while self.look("mark", ":"):  # a port
            self.at += 1
            self.name("a port")
        if not self.look("mark", "="):
            self.result.nodes.setdefault(name, dict(node))
        return [name]

    def attributes(self) -> dict[str, str]:
        found: dict[str, str] = {}
        while self.look("mark", "["):
            self.at += 1
            while not self.look("mark", "]"):
                if self.look("mark", ",") or self.look("mark", ";"):
                    self.at += 1
                    continue
                key = self.name("an attribute")
                value = "true"
                if self.look("mark", "="):
                    self.at += 1
                    value = self.name("a value")
                    while self.look("mark", "+"):
                        self.at += 1
                        value += self.name("a text")
                found[key] = value
            self.mark("]")
        return found

    def look(self, kind: str, word: str) -> bool:
        return self.tokens[self.at][:2] == (kind, word)

    def take(self, kind: str, expected: str) -> str:
        if self.tokens[self.at][0] != kind:
            raise self.unexpected(expected)
        self.at += 1
        return self.tokens[self.at - 1][1]

    def mark(self, word: str) -> None:
        if not self.look("mark", word):
            raise self.unexpected(repr(word))
        self.at += 1

    def name(self, expected: str) -> str:
        kind, word, _ = self.tokens[self.at]
        if kind not in ("word", "quoted", "html"):
            raise self.unexpected(expected)
        self.at += 1
        return word

    def unexpected(self, expected: str) -> FormatError:
        kind, word, line = self.tokens[self.at]
        return self.wrong(expected, word if kind == "end" else repr(word), line)

    def wrong(self, expected: str, found: str, line: int) -> FormatError:
        repair = "complete the file: it was cut" if found.startswith("the end") else "mend this line"
        return FormatError(str(self.path), line, expected=expected, found=found, repair=repair)


def write(system: System, path: Path) -> None:
    """Write the machine in the same conventions, all or nothing; what is open is left out."""
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
    with replacing(path) as temporary:
        temporary.write_text(text(system), encoding="utf-8")


def text(system: System, colours: list[str] | None = None) -> str:
    """The machine in DOT; ``colours``: a fill for each state."""
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
            lines.append(f"{node[s]} -> {node[t]} [label={quoted(label)}];")
    for i, s in enumerate(system.initial.tolist()):
        lines += [f'__start{i} [label="", shape=none];', f"__start{i} -> {node[s]};"]
    return "\n".join([*lines, "}"]) + "\n"


def quoted(word: str) -> str:
    return '"' + word.replace('"', '\\"') + '"'


def escaped(word: str) -> str:
    return word.replace("|", "/").replace("{", "(").replace("}", ")")
