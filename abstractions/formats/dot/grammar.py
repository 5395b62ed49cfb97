"""The DOT language: nodes and edges with attributes, subgraphs, defaults, comments.

Source   the grammar of Graphviz
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ...errors import FormatError

__all__ = ["Graph", "Parser"]

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


@dataclass(slots=True)
class Graph:
    """Nodes with attributes, edges with attributes and the lines they stand in, in order; settings."""

    nodes: dict[str, dict[str, str]] = field(default_factory=dict)
    edges: list[tuple[str, str, dict[str, str], int]] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)


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
            self.result.settings[chain[0][0]] = self.name("a value")
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
