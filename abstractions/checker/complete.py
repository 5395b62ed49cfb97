"""Completeness and its opposite; and labels that name a complete abstraction above another.

The same in Coq: proofs/CheckComplete.v, `check_completeness`, `check_completeness_spec`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..abstraction import Abstraction
from ..arrays import Ints
from ..certificate import Completeness, Incompleteness
from ..kernel import kernel
from ..system import Deterministic, System
from .refusal import Refused, require

__all__ = ["check_completeness", "check_incompleteness", "firsts", "representatives", "witness"]


def check_completeness(c: Completeness, system: Deterministic, p: Abstraction) -> None:
    require(np.array_equal(c.labels, p.labels), "its labels are those of another abstraction")
    require(
        c.next.shape == (len(p), system.letters),
        f"its table has shape {c.next.shape}, for {len(p)} classes and {system.letters} letters",
    )
    for a in range(system.letters):
        wrong = np.flatnonzero(p.labels[system.table[:, a]] != c.next[p.labels, a])
        if wrong.size:
            s = int(wrong[0])
            raise Refused(f"state {s} steps out of class next[{p[s]}, {a}] = {c.next[p[s], a]}")
    require(system.observation <= p, "equivalent states show different things")


def check_incompleteness(c: Incompleteness, system: Deterministic, p: Abstraction) -> None:
    x, y, a = witness(c, system, p)
    if a < 0:
        shown = system.observation
        require(shown[x] != shown[y], f"states {x} and {y} show the same")
    else:
        left, right = system.table[x, a], system.table[y, a]
        require(p.labels[left] != p.labels[right], f"{left} and {right} are equivalent")


def witness(c: Incompleteness, system: System, p: Abstraction) -> tuple[int, int, int]:
    """Two states of one class and a letter, or -1.  Refused if they are none."""
    require(c.witness.size == 3, f"a witness has 3 entries, not {c.witness.size}")
    x, y, a = (int(v) for v in c.witness)
    require(0 <= x < system.states and 0 <= y < system.states, "its states are out of range")
    require(-1 <= a < system.letters, "its letter is out of range")
    require(p.labels[x] == p.labels[y], f"states {x} and {y} are not equivalent")
    return x, y, a


def representatives(labels: Any, classes: int, system: Deterministic, p: Abstraction) -> tuple[Ints, Ints]:
    """The first state of each class, and what is seen there: p, and what the system shows.

    Refused unless the labels are those of a complete abstraction above p.
    """
    first = firsts(labels, classes, system.states)
    seen = (p | system.observation).labels
    s, a = first_apart(system.table, seen, labels, first)
    if s >= 0:
        how = f"step apart under letter {a}" if a >= 0 else "are seen to differ"
        raise Refused(f"states {s} and {first[labels[s]]} of one class {how}")
    return first, seen[first]


def firsts(labels: Any, classes: int, states: int) -> Ints:
    """The first state of each class.  Refused unless the labels number so many classes in order."""
    require(labels.size == states, f"{labels.size} labels for {states} states")
    require(0 <= classes <= states, f"there cannot be {classes} classes")
    first = np.empty(classes, np.int32)
    found, bad = first_occurrences(labels, first)
    require(bad < 0, f"the label of state {bad} is not a class numbered by first occurrence")
    require(found == classes, f"its labels do not name {classes} classes")
    return first


@kernel
def first_occurrences(labels: Ints, first: Ints) -> tuple[int, int]:
    """Fill in the first state of each class; how many there are up to the first state whose label is out
    of order, and that state, or -1.
    """
    classes = 0
    for s in range(labels.size):
        c = labels[s]
        if c < 0 or c > classes or c >= first.size:
            return classes, s
        if c == classes:
            first[c] = s
            classes += 1
    return classes, -1


@kernel
def first_apart(table: Ints, seen: Ints, labels: Ints, first: Ints) -> tuple[int, int]:
    """A state unlike its representative: with the letter that leads elsewhere, or -1 if it is seen.

    (-1, -1) if there is none.
    """
    n, letters = table.shape
    for s in range(n):
        r = first[labels[s]]
        if r != s:
            if seen[s] != seen[r]:
                return s, -1
            for a in range(letters):
                if labels[table[s, a]] != labels[table[r, a]]:
                    return s, a
    return -1, -1
