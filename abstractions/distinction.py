"""Distinctions: a word after which two states show different things.

Main definitions  `Distinction`, `distinguish`
Notes             Read off the certificate of minimality: between two classes lies a boundary of
                  least time, and its letter leads to two sides of an earlier one.
Law               `every_distinction_replays` in `abstractions.testing.laws`
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .abstraction import Abstraction
from .arrays import Ints
from .certificate import Minimality, OrderedMinimality
from .errors import Misuse
from .kernel import kernel
from .system import Deterministic

__all__ = ["Distinction", "distinguish", "what_differs"]


@dataclass(frozen=True, slots=True)
class Distinction:
    """``word`` leads ``left`` and ``right`` to states that differ.

    What differs there: the class of ``kept`` (what was to be kept), or else what they show (``last``
    is a letter under which they do).
    """

    system: Deterministic
    kept: Abstraction
    left: int
    right: int
    word: tuple[int, ...]
    last: int

    @property
    def runs(self) -> tuple[list[int], list[int]]:
        """The states of the two runs."""
        return self.system.walk(self.left, self.word), self.system.walk(self.right, self.word)

    def replay(self) -> bool:
        """Whether the runs do end in states that differ."""
        x, y = (run[-1] for run in self.runs)
        seen = (self.kept | self.system.observation).labels
        return bool(seen[x] != seen[y])

    def __str__(self) -> str:
        s = self.system
        letters = " ".join(map(s.letter_name, self.word)) if s.lettered else f"{len(self.word)} steps"
        x, y = (run[-1] for run in self.runs)
        what = what_differs(s, self.kept, x, y, self.last)
        start = f"{s.state_name(self.left)} and {s.state_name(self.right)}"
        return f"after {letters or 'no letter'}, {start} are told apart: {what}"


def what_differs(s: Deterministic, kept: Abstraction, x: int, y: int, letter: int = 0) -> str:
    """What two states are seen to differ in, in words: the class of ``kept``, or what they show."""
    if kept[x] != kept[y]:
        return f"{kept[x]} and {kept[y]} of what is kept"
    under = f" under {s.letter_name(letter)}" if s.outputs is not None and s.outputs.ndim == 2 else ""
    return f"{s.shown(x, letter)!r} and {s.shown(y, letter)!r} shown{under}"


def distinguish(
    system: Deterministic, given: Abstraction, c: Minimality, left: int, right: int
) -> Distinction:
    """A word that tells two states apart, read off the certificate of the classes above ``given``.

    Errors: `Misuse` if they are equivalent.
    """
    q = c.labels
    if q[left] == q[right]:
        raise Misuse(
            "two states to be told apart are inequivalent",
            value=f"{system.state_name(left)} and {system.state_name(right)}, both in class {q[left]}",
            reason="no word tells them apart: that is what the certificate shows",
            repair="choose states of different classes",
        )
    kept = (given | system.observation).labels
    room = np.empty(int(q.max()) + 1, np.int32)  # each letter leads to an earlier boundary
    if isinstance(c, OrderedMinimality):
        size = follow(system.table, kept, c.rank[q], c.time, c.letter, left, right, room)
    else:
        size = wait(system.table, kept, left, right, room)
    word = room[:size].tolist()
    x, y = (system.walk(s, word)[-1] for s in (left, right))
    last = next((a for a in range(system.letters) if system.shown(x, a) != system.shown(y, a)), 0)
    return Distinction(system, given, left, right, tuple(word), last)


@kernel
def wait(table: Ints, kept: Ints, x: int, y: int, word: Ints) -> int:
    """Step both states of a single map until they are seen to differ; the number of steps."""
    size = 0
    while kept[x] == kept[y]:
        word[size] = 0
        size += 1
        x = table[x, 0]
        y = table[y, 0]
    return size


@kernel
def follow(table: Ints, kept: Ints, place: Ints, time: Ints, letter: Ints, x: int, y: int, word: Ints) -> int:
    """Write the letters of the earliest boundaries between x and y; the length of the word.

    ``place``: of each state's class in the row.  ``earliest``: a binary tree over the boundaries
    whose nodes hold the boundary of least time below them.
    """
    boundaries = time.size
    earliest = np.empty(2 * boundaries, np.int32)
    for j in range(boundaries):
        earliest[boundaries + j] = j
    for i in range(boundaries - 1, 0, -1):
        left = earliest[2 * i]
        right = earliest[2 * i + 1]
        earliest[i] = left if time[left] <= time[right] else right
    size = 0
    while kept[x] == kept[y]:
        low = boundaries + min(place[x], place[y])
        high = boundaries + max(place[x], place[y])
        best = earliest[low]
        while low < high:
            if low & 1:
                best = best if time[best] <= time[earliest[low]] else earliest[low]
                low += 1
            if high & 1:
                high -= 1
                best = best if time[best] <= time[earliest[high]] else earliest[high]
            low >>= 1
            high >>= 1
        a = letter[best]
        word[size] = a
        size += 1
        x = table[x, a]
        y = table[y, a]
    return size
