"""Formulas: what holds of one state and not of another, where steps branch.

Main definitions  `Formula`, `Separation`, `separation`
Notes             Hennessy-Milner logic with sums: the weights of the edges by a letter to states of
                  which something holds add up to so much (in a labelled transition system: there is
                  such an edge, or none).  Equivalent states satisfy the same formulas.  A formula of
                  depth k sees k rounds of Omega; the one found has the least depth there is.
Law               `every_separation_replays` in `abstractions.testing.laws`
Source            M. Hennessy, R. Milner, Algebraic laws for nondeterminism and concurrency, 1985;
                  T. Wissmann, S. Milius, L. Schröder, Quasilinear-time computation of generic modal
                  witnesses for behavioural inequivalence, 2022
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from .abstraction import Abstraction
from .arrays import Ints
from .errors import Misuse, brief
from .signatures import signature_of
from .system import Branching

__all__ = ["Formula", "Seen", "Separation", "Sums", "separation"]


@dataclass(frozen=True)
class Seen:
    """What a state shows (``kept``: its class of what is kept) is this."""

    value: int
    words: str
    kept: bool

    depth = 0

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, eq=False)
class Sums:
    """The edges by ``letter`` to nodes of which all ``parts`` hold add up to ``weight`` (None: none).

    ``depth``: how many steps it looks ahead.  ``weight``: as `Branching.weight` says it.
    """

    letter: int
    parts: tuple[Formula, ...]
    weight: Any
    words: str
    depth: int

    def __str__(self) -> str:
        return told(self, DEEPEST)


Formula = Seen | Sums

DEEPEST = 30
"""How many steps ahead a formula is told in words."""


def told(formula: Formula, levels: int) -> str:
    """The formula in words; what lies deeper is left out."""
    if isinstance(formula, Seen) or not formula.parts:
        return formula.words
    inside = " and ".join(told(part, levels - 1) for part in formula.parts) if levels else "..."
    return f"{formula.words} to ({inside})"


@contextmanager
def deep(levels: int) -> Iterator[None]:
    """Let plain Python functions call themselves so many times, and some."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, 8 * levels + 2000))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


@dataclass(frozen=True)
class Separation:
    """``formula`` holds of state ``left`` and not of ``right``; no formula of less depth does."""

    system: Branching
    kept: Abstraction
    left: int
    right: int
    formula: Formula

    def holds(self, s: int) -> bool:
        """Whether the formula holds of state s."""
        with deep(self.formula.depth):
            return Truth(self.system, self.kept).of(self.formula, s)

    def replay(self) -> bool:
        """Whether it does tell the two states apart."""
        return self.holds(self.left) and not self.holds(self.right)

    @property
    def text(self) -> str:
        """The formula in words, cut where it is long."""
        return brief(str(self.formula), 2000)

    def __str__(self) -> str:
        x, y = self.system.state_name(self.left), self.system.state_name(self.right)
        return f"of {x} and not of {y}: {self.text}"


class Truth:
    """Of which nodes formulas hold, each looked up once."""

    def __init__(self, system: Branching, kept: Abstraction) -> None:
        self.system, self.kept = system, kept
        self.known: dict[tuple[int, int], bool] = {}

    def of(self, formula: Formula, node: int) -> bool:
        key = (id(formula), node)
        if key not in self.known:
            self.known[key] = self._of(formula, node)
        return self.known[key]

    def _of(self, formula: Formula, node: int) -> bool:
        s = self.system
        if isinstance(formula, Seen):
            return bool(formula.value == (self.kept[node] if formula.kept else s.shown[node]))
        e = s.edges
        total = None
        for i in range(e.offsets[node], e.offsets[node + 1]):
            if (int(e.letters[i]) if e.letters.size else 0) != formula.letter:
                continue
            holds = True
            for part in formula.parts:
                holds = holds and self.of(part, int(e.targets[i]))
            if holds:
                w = e.weights[i] if e.weights.size else 1
                rule = e.rules[node] if e.rules.size else 0
                total = (
                    w if total is None else total + w if rule >= 2 else max(total, w) if rule else total | w
                )
        if total is not None and e.rules.size and e.rules[node] != 1 and total == 0:
            total = None
        return bool(s.weight(node, total) == formula.weight)


def separation(s: Branching, given: Abstraction, minimal: Abstraction, left: int, right: int) -> Separation:
    """A formula of least depth that tells two inequivalent states apart.

    O(rounds * edges of the quotient), and the size of the formula.  Errors: `Misuse` if they are
    equivalent, that is, of one class of ``minimal``.
    """
    if minimal[left] == minimal[right]:
        raise Misuse(
            "two states to be told apart are inequivalent",
            value=f"{s.state_name(left)} and {s.state_name(right)}, both in class {minimal[left]}",
            reason="no formula tells them apart: that is what the certificate shows",
            repair="choose states of different classes",
        )
    small = s.quotient(minimal)
    kept = Abstraction._canonical(given.labels[minimal.representatives])
    teller = Teller(small, kept, given.labels[minimal.representatives], minimal[left], minimal[right])
    with deep(len(teller.rounds)):
        return Separation(s, given, left, right, teller.formula(minimal[left], minimal[right]))


class Teller:
    """Formulas for nodes of a small system, by rounds of Omega until two states differ."""

    def __init__(self, s: Branching, kept: Abstraction, names: Ints, left: int, right: int) -> None:
        self.system, self.names = s, names
        p = kept | s.observation
        self.kept, self.rounds = kept, [s.spread(p)]
        while p[left] == p[right]:
            p = p | s.pullback(p)
            self.rounds.append(s.spread(p))
        self.made: dict[tuple[int, int], Formula] = {}
        self.known: dict[Any, Formula] = {}

    def formula(self, x: int, y: int) -> Formula:
        """What holds of x and not of y: of least depth, the same object for the same two nodes."""
        if (x, y) not in self.made:
            found = self._formula(x, y)
            alike = found if isinstance(found, Seen) else (found.letter, found.weight, frozenset(found.parts))
            self.made[x, y] = self.known.setdefault(alike, found)
        return self.made[x, y]

    def _formula(self, x: int, y: int) -> Formula:
        s = self.system
        inner = x >= s.states
        if not inner and self.kept[x] != self.kept[y]:
            return Seen(int(self.names[x]), f"class {self.names[x]} of what is kept", True)
        if s.shown[x] != s.shown[y]:
            return Seen(int(s.shown[x]), f"shows {s.display(x)}", False)
        level = next(k for k, labels in enumerate(self.rounds) if labels[x] != labels[y])
        classes = self.rounds[level if inner else level - 1]
        one, other = (signature_of(s.edges, classes, node) for node in (x, y))
        beside: dict[int, set[int]] = {}
        for a, c in one.keys() | other.keys():
            beside.setdefault(a, set()).add(c)
        differing = [key for key in one.keys() | other.keys() if one.get(key) != other.get(key)]
        a, c = min(differing, key=lambda key: (len(beside[key[0]]), key))
        first = {int(label): node for node, label in reversed(list(enumerate(classes.tolist())))}
        parts: dict[Formula, None] = {}
        for d in sorted(beside[a] - {c}):
            parts[self.formula(first[c], first[d])] = None
        weight = one.get((a, c))
        depth = (0 if inner else 1) + max((part.depth for part in parts), default=0)
        said, by = s.weight(x, weight), s.letter_name(a)
        words = f"no {by}" if weight is None else f"some {by}" if said is True else f"{by} of weight {said}"
        return Sums(a, tuple(parts), said, words, depth)
