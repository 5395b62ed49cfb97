"""What tells two states apart up to stuttering, read off the reason of the classes.

Main definition   `separated`
Notes             A boundary of the row has an entry: some letter into some class G, after silent steps
                  inside a class B, of the classes as they were cut before.  All on its left can do it,
                  none on its right.  So the formula of a boundary says: silence on which holds what tells B
                  from the classes that those on its right fall into silently, then the letter to where
                  holds what tells G from the classes that they reach by it.  What tells these apart are
                  formulas of earlier boundaries, so that there is one for each boundary at most.
Law               `every_quiet_separation_replays` in `abstractions.testing.laws`
Source            H. Korver, Computing distinguishing formulas for branching bisimulation, 1991
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import Ints
from ..formula import Seen, deep
from ..system import Branching
from .rounds import Rounds
from .silence import silence
from .together import columns, flooded, inert_edges, visible
from .until import Not, Quietly, QuietSeparation, Until

if TYPE_CHECKING:
    from . import Stuttering

__all__ = ["separated"]


def separated(r: Stuttering, left: int, right: int) -> QuietSeparation:
    """A formula that holds of ``left`` and not of ``right``, states of different classes."""
    assert isinstance(r.system, Branching)
    row, p = Boundaries(r), r.abstraction
    with deep(2 * (int(row.time.max(initial=0)) + 1)):
        formula = row.formula(int(row.place[p[left]]), int(row.place[p[right]]))
    return QuietSeparation(r.system, r.given, r.silent, left, right, formula)


class Boundaries:
    """Those between classes in a row, what each class does, and the formulas of the boundaries."""

    def __init__(self, r: Stuttering) -> None:
        s, rounds, p = r.system, r.reason, r.abstraction
        assert isinstance(s, Branching) and isinstance(rounds, Rounds)
        self.system, self.place, self.time, self.turn = s, rounds.rank, rounds.time, rounds.turn
        self.letter, self.goal, self.classes = rounds.letter, rounds.goal, len(p)
        edges, self.silent = silence(s, r.silent)
        source, letter, target = columns(edges)
        inert = (letter == self.silent) & (p.labels[source] == p.labels[target])
        _, found = visible(source, letter, target, inert, p.labels)
        self.source, self.target = (self.place[found[:, i]] for i in (0, 2))
        self.by = found[:, 1]
        state = np.empty(len(p), np.int64)
        state[self.place] = p.representatives
        self.kept, self.shown, self.state = r.given.labels[state], s.shown[state], state
        order = np.lexsort((self.turn, self.time))
        self.key = np.empty(order.size, np.int64)
        self.key[order] = np.arange(order.size)
        self.order = order
        self.made: dict[int, Quietly] = {}
        self.looks: dict[tuple[bool, int], Seen] = {}

    def formula(self, x: int, y: int) -> Quietly:
        """What holds of the class at place x and not of that at y."""
        if self.kept[x] != self.kept[y] or self.shown[x] != self.shown[y]:
            return self.seen(x, self.kept[x] != self.kept[y])
        low, high = min(x, y), max(x, y)
        found = self.told(int(low + self.key[low:high].argmin()), np.array([high]))
        return found if x < y else Not(found)

    def seen(self, x: int, kept: bool) -> Seen:
        """What the class at a place shows, or what of it is kept."""
        value = int(self.kept[x] if kept else self.shown[x])
        shows = f"class {value} of what is kept" if kept else f"shows {self.system.display(self.state[x])}"
        return self.looks.setdefault((kept, value), Seen(value, shows, kept))

    def of(self, j: int) -> Quietly:
        """What holds of all that boundary j speaks of to its left, and of none to its right."""
        if j not in self.made:
            earlier = (self.time < self.time[j]) | (self.time == self.time[j]) & (self.turn < self.turn[j])
            behind = np.flatnonzero(earlier[j + 1 :])
            last = j + 1 + int(behind[0]) if behind.size else self.classes - 1
            self.made[j] = self.told(j, np.arange(j + 1, last + 1))
        return self.made[j]

    def told(self, j: int, right: Ints) -> Until:
        """What holds of all that boundary j speaks of to its left, and of none of the places ``right``."""
        a, time = int(self.letter[j]), int(self.time[j])
        low, high = self.run(j, time)
        inside = (self.by == self.silent) & (self.target >= low) & (self.target <= high)
        inner = inside & (self.source >= low) & (self.source <= high)
        offsets, ends = inert_edges(self.target[inner], self.source[inner], self.classes)
        met, queue = np.zeros(self.classes, np.uint8), np.empty(self.classes, np.int32)
        flooded(offsets, ends, right.astype(np.int32), met, queue)
        here = (met[self.source] > 0) & ~inside
        along = self.apart((low, high), self.target[here & (self.by == self.silent)])
        goal: tuple[Quietly, ...] = ()
        if a >= 0:
            reached = self.target[here & (self.by == a)]
            if a == self.silent:  # which may be left out
                reached = np.append(reached, low)
            goal = self.apart(self.run(int(self.goal[j]), time), reached)
        words = "" if a in (-1, self.silent) else self.system.letter_name(a)
        return Until(a, words, along, goal, 1 + max((f.depth for f in (*along, *goal)), default=0))

    def run(self, place: int, time: int) -> tuple[int, int]:
        """The first and the last place of the class in which that place was before ``time``."""
        cuts = np.flatnonzero(self.time < time)
        k = int(np.searchsorted(cuts, place))
        return int(cuts[k - 1]) + 1 if k else 0, int(cuts[k]) if k < cuts.size else self.classes - 1

    def apart(self, run: tuple[int, int], places: Any) -> tuple[Quietly, ...]:
        """What holds of all places of a run; for each of ``places``, outside it, some of it does not."""
        low, high = run
        places = np.unique(places)
        other = self.kept[places] != self.kept[low]
        strange = ~other & (self.shown[places] != self.shown[low])
        found: list[Quietly] = [
            self.seen(low, kept) for kept, some in ((True, other), (False, strange)) if some.any()
        ]
        places = places[~(other | strange)]
        after, before = places[places > high], places[places < low]
        if after.size:
            least = np.minimum.accumulate(self.key[high : after[-1]])
            found += [self.of(int(self.order[k])) for k in np.unique(least[after - high - 1])]
        if before.size:
            least = np.minimum.accumulate(self.key[before[0] : low][::-1])
            found += [Not(self.of(int(self.order[k]))) for k in np.unique(least[low - 1 - before])]
        return tuple(found)
