"""Formulas that count no silence: what a state can do after silent steps on which something holds.

Main definitions  `Until`, `Not`, `Quietly` (any of them), `Truths`, `QuietSeparation`
Notes             Hennessy-Milner logic with until: by silent steps through states where A holds to one
                  that steps by a letter to where B holds.  If the letter is the silent one, that step may
                  be left out; and silence where A holds may be for ever.  States of one class up to stuttering
                  satisfy the same formulas.  Where a formula holds is found from this definition, backwards.
Law               `every_quiet_separation_replays` in `abstractions.testing.laws`
Source            R. De Nicola, F. Vaandrager, Three logics for branching bisimulation, 1995
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from ..abstraction import Abstraction
from ..formula import Seen, deep
from ..system import Branching
from .silence import Quiet, silence
from .together import columns, flooded, inert_edges, take_away

__all__ = ["Not", "QuietSeparation", "Quietly", "Truths", "Until"]

LONGEST = 2000
"""So many characters of a formula are told in words."""

Flags: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Until:
    """Silent steps through states of which all ``along`` hold, then ``letter`` to one of which all ``goal`` hold.

    ``letter``: if it is the silent one, that step may be left out; -1: there is no last step, the silence
    never ends.  ``words``: the letter in words, empty if it is silent.  ``depth``: how deep it is nested.
    """

    letter: int
    words: str
    along: tuple[Quietly, ...]
    goal: tuple[Quietly, ...]
    depth: int

    def __str__(self) -> str:
        return told(self)


@dataclass(frozen=True, eq=False)
class Not:
    """The formula ``of`` does not hold."""

    of: Quietly

    @property
    def depth(self) -> int:
        """How deep it is nested."""
        return self.of.depth

    def __str__(self) -> str:
        return told(self)


Quietly: TypeAlias = Until | Not | Seen


def told(formula: Quietly) -> str:
    """A formula in words, cut where it is long."""
    text, size = [], 0
    waiting: list[str | Quietly] = [formula]
    while waiting and size <= LONGEST:
        part = waiting.pop()
        if isinstance(part, (str, Seen)):
            text.append(str(part))
            size += len(text[-1])
        elif isinstance(part, Not):
            waiting += [")", part.of, "not ("]
        else:
            goal, along = between(part.goal, " to ("), between(part.along, " while (")
            last = goal if not part.words or part.letter < 0 else [*goal, f", then {part.words}"]
            waiting += [*last, *along, "silence for ever" if part.letter < 0 else "silence"]
    return "".join(text) + " ..." * bool(waiting)


def between(parts: tuple[Quietly, ...], opening: str) -> list[str | Quietly]:
    """All the parts with "and" between them, last one first; nothing if there are none."""
    found: list[str | Quietly] = []
    for part in reversed(parts):
        found += [" and " if found else ")", part]
    return [*found, opening] if found else []


class Truths:
    """Of which states formulas hold, each looked up once; a formula takes O(edges)."""

    def __init__(self, quiet: Quiet, kept: Abstraction, shown: Any) -> None:
        self.silent, self.kept, self.shown = quiet.silent, kept, shown
        self.source, self.letter, self.target = columns(quiet.edges)
        self.known: dict[int, Flags] = {}

    def of(self, formula: Quietly) -> Flags:
        """Bool, shape (states,)."""
        if id(formula) not in self.known:
            self.known[id(formula)] = self._of(formula)
        return self.known[id(formula)]

    def all_of(self, formulas: tuple[Quietly, ...]) -> Flags:
        """Where each of them holds."""
        found = np.ones(self.kept.states, np.bool_)
        for formula in formulas:
            found &= self.of(formula)
        return found

    def _of(self, formula: Quietly) -> Flags:
        if isinstance(formula, Seen):
            return np.asarray((self.kept.labels if formula.kept else self.shown) == formula.value)
        if isinstance(formula, Not):
            return ~self.of(formula.of)
        n, along, goal = self.kept.states, self.all_of(formula.along), self.all_of(formula.goal)
        inner = (self.letter == self.silent) & along[self.source] & along[self.target]
        into, back = inert_edges(self.source[inner], self.target[inner], n)
        if formula.letter < 0:
            left = np.bincount(self.source[inner], minlength=n)
            take_away(into, back, left, np.empty(n, np.int32))
            return left > 0
        last = (self.letter == formula.letter) & along[self.source] & goal[self.target]
        found = along & goal if formula.letter == self.silent else np.zeros(n, np.bool_)
        found[self.source[last]] = True
        seen = np.zeros(n, np.uint8)
        flooded(into, back, np.flatnonzero(found).astype(np.int32), seen, np.empty(n, np.int32))
        return seen > 0


@dataclass(frozen=True)
class QuietSeparation:
    """``formula`` holds of state ``left`` and not of ``right``; it counts no steps by the letter ``silent``."""

    system: Branching
    kept: Abstraction
    silent: Hashable
    left: int
    right: int
    formula: Quietly

    def holds(self, s: int) -> bool:
        """Whether the formula holds of state s.  O(edges) for each of its parts."""
        with deep(self.formula.depth):
            truths = Truths(silence(self.system, self.silent), self.kept, self.system.shown)
            return bool(truths.of(self.formula)[self.system.known(s)])

    def replay(self) -> bool:
        """Whether it does tell the two states apart."""
        return self.holds(self.left) and not self.holds(self.right)

    def __str__(self) -> str:
        x, y = self.system.state_name(self.left), self.system.state_name(self.right)
        return f"of {x} and not of {y}: {self.formula}"
