"""Branching bisimilarity that tells divergence apart: dirty components and their inductive signatures.

Problem    Given edges of which some are silent, and labels: the coarsest partition below the labels in
           which states of a class can, after silent steps inside it, do the same, and go round in
           silence for ever iff the others can.
Method     Put together what goes round in silence (`silent_components`); what is left of the silent edges
           inside a block has no cycles.  Look at a block in which some components are dirty, with those
           that lead to them in silence inside it: their signatures are made again, and the block is split
           by them (`inert_blocks`).  All parts but the largest are new; who has an edge into one of
           them, or a silent edge from one of them to another part, is dirty.
Invariant  Clean components of a block have one signature, kept with the block; components that are
           branching bisimilar with explicit divergence are never separated.
Stops      Each step cleans a block or splits it: at most as many splits as classes.
Cost       Being dirty by an edge of one's own: O(edges * s * log states) in all, s the longest signature.
           Being so by silent steps to one that is: as many more as a block has components before it,
           so O(states * edges * s) at worst, as when one block is a long silent path that splits often.
Proof      what separates two parts, and that at the end signatures agree, is checked by another way:
           `abstractions.stuttering.apart`, `abstractions.stuttering.together`
Source     S. Blom, J. van de Pol, Distributed branching bisimulation minimization by inductive signatures,
           2009; J. Jacobs, T. Wissmann, Fast coalgebraic bisimilarity minimization, POPL 2023 (dirty
           states); explicit divergence: R. van Glabbeek, 1993
Role       Stuttering where steps branch.
Limits     Components and letters below 2**31; at most `MOST` entries in all signatures that are kept.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..arrays import Ints, canonical, frozen
from ..errors import BudgetExceeded, Interrupted
from ..progress import progress
from ..signatures import Edges, Longs, turned
from .inert_blocks import refine
from .silent_components import silent_components

__all__ = ["MOST", "Splits", "inert_signatures"]

MOST = 1 << 28
"""So many entries of signatures are kept at once, at most: two gibibytes."""

SLICE = 1 << 23
"""So many edges are looked at between two looks at the clock."""


class Splits(NamedTuple):
    """The classes in a row, and what tells apart those on both sides of each boundary.

    - ``place``      of each state, where its class stands; int64
    - ``time``       of each boundary, when it was cut; 0 for those of the labels
    - ``turn``       of boundaries cut at one time, in which order their entries stand
    - ``letter``, ``goal``  the entry: by that letter into the class at that place, with the classes as they
      stood then; letter -1: to go round in silence
    - ``component``  of each state; silent edges lead to the same or to lower ones
    """

    place: Longs
    time: Longs
    turn: Longs
    letter: Longs
    goal: Longs
    component: Longs


def inert_signatures(edges: Edges, silent: int, labels: Ints) -> Splits:
    """The classes, and the reason why there are no fewer.

    ``labels``: canonical, int32, shape (states,).  Boundaries of the labels have time 0.
    Errors: `BudgetExceeded`, `Interrupted`; both keep the classes found so far in ``partial``.
    """
    component = silent_components(edges.offsets, edges.letters, edges.targets, silent, labels)
    parts = Parts(edges, silent, labels, component)
    try:
        with progress("splits by signatures") as advance:
            while not parts.refined():
                advance(int(parts.numbers[1]))
    except BudgetExceeded as exceeded:
        exceeded.partial = canonical(parts.block[component])
        raise
    except KeyboardInterrupt:
        raise Interrupted("refining by signatures", canonical(parts.block[component])) from None
    return parts.splits(component)


class Parts:
    """The components as nodes, with what they do: edges that are not silent rounds of their own."""

    def __init__(self, edges: Edges, silent: int, labels: Ints, component: Ints) -> None:
        n = int(component.max(initial=-1)) + 1
        sources = np.repeat(np.arange(labels.size), np.diff(edges.offsets))
        letters = edges.letters if edges.letters.size else np.zeros(sources.size, np.int32)
        source, target = component[sources], component[edges.targets]
        inside = (source == target) & (letters == silent)
        going_round = np.zeros(n, np.uint8)  # whether it goes round in silence
        going_round[source[inside]] = 1
        source, letters, target = source[~inside], letters[~inside], target[~inside]
        order = np.lexsort((target, letters, source))
        edge = np.stack((source[order], letters[order], target[order]))
        fresh = np.ones(order.size, np.bool_)
        fresh[1:] = (edge[:, 1:] != edge[:, :-1]).any(axis=0)
        edge = edge[:, fresh]
        offsets = np.concatenate(([0], np.cumsum(np.bincount(edge[0], minlength=n))))
        what, targets = (np.ascontiguousarray(row, np.int32) for row in edge[1:])
        empty = np.empty(0, np.int64)
        into, back, by, _ = turned(Edges(offsets, what, targets, empty, empty.astype(np.int8)))
        self.edges = (offsets, what, targets, silent, going_round, into, back, by)
        kept = np.zeros(n, np.int32)
        kept[component] = labels
        sizes = np.bincount(kept, minlength=int(labels.max(initial=-1)) + 1)
        starts = np.concatenate(([0], np.cumsum(sizes)))[: sizes.size]
        self.block, self.blocks = kept, sizes.size
        self.order = np.argsort(kept, kind="stable").astype(np.int32)
        self.place = np.empty(n, np.int32)
        self.place[self.order] = np.arange(n, dtype=np.int32)
        self.low, self.high, self.dirty = (np.zeros(n, np.int32) for _ in range(3))
        self.low[: sizes.size], self.high[: sizes.size] = starts, starts + sizes
        waiting = np.flatnonzero(sizes > 1)
        self.dirty[waiting] = sizes[waiting]
        self.stack = np.empty(n + 1, np.int32)
        self.stack[: waiting.size] = waiting[::-1]
        self.time, self.goal = np.full(n, -1, np.int32), np.zeros(n, np.int32)
        self.time[starts[sizes > 0]] = 0
        self.turn = np.zeros(n, np.int64)
        self.start, self.stop = np.zeros(n, np.int64), np.zeros(n, np.int64)
        self.room = np.empty(max(64, 2 * targets.size), np.int64)
        self.rooms = (
            np.empty(2 * (targets.size + 2), np.int64), np.empty(n, np.int64), np.empty(n, np.int32),
            np.empty(n + 1, np.int64), np.empty(n + 1, np.int64), np.empty((2, n + 1), np.int32),
            np.empty(n + 1, np.int32), np.empty(n + 1, np.int32), np.empty(n + 1, np.int64),
            np.empty(n + 1, np.int32), np.empty((n + 1, 2), np.int64), np.empty(n, np.int32), empty,
        )  # fmt: skip
        self.numbers = np.array([sizes.size, 0, waiting.size, 0], np.int64)

    def refined(self) -> bool:
        """Go on for a while; whether every component is clean."""
        code = refine(
            *self.edges, self.block, self.low, self.high, self.order, self.place, self.dirty, self.stack,
            self.time, self.turn, self.goal, self.start, self.stop, self.room, *self.rooms, self.numbers,
            SLICE,
        )  # fmt: skip
        if code == 2:
            self.make_room()
        return code == 0

    def make_room(self) -> None:
        """Keep the lists of blocks with several components, in room that is twice as large or half free."""
        blocks = int(self.numbers[0])
        several = self.high[:blocks] - self.low[:blocks] > 1
        low, size = self.start[:blocks][several], (self.stop - self.start)[:blocks][several]
        begin = np.concatenate(([0], np.cumsum(size)))
        count, free = self.room.size, self.room.size - int(self.numbers[3])
        if 4 * begin[-1] >= count or 2 * free >= count:
            count *= 2
        if count > MOST:
            raise BudgetExceeded(
                f"the signatures that are kept have at most {MOST:,} entries",
                value=f"more, with {blocks:,} classes",
                reason="a signature holds all that can be done after silent steps inside the class",
                repair="keep less, or hide less: name fewer steps silent",
            )
        room = np.empty(count, np.int64)
        room[: begin[-1]] = self.room[np.repeat(low - begin[:-1], size) + np.arange(begin[-1])]
        self.start[:blocks][several], self.stop[:blocks][several] = begin[:-1], begin[1:]
        self.room, self.numbers[3] = room, begin[-1]

    def splits(self, component: Ints) -> Splits:
        """The row of classes, as it is kept."""
        starts = np.flatnonzero(self.time != -1)
        number = np.cumsum(self.time != -1) - 1
        cuts = starts[1:]
        found = self.time[cuts].astype(np.int64)
        turn = np.where(found > 0, self.turn[cuts], 0)
        silence = (turn >> 32) == self.block.size + 2
        letter = np.where(silence | (found == 0), -1, turn & 0xFFFFFFFF)
        goal = np.where(letter < 0, 0, number[self.goal[cuts]])
        place = number[self.place[component]] if component.size else component
        return Splits(
            *(frozen(part.astype(np.int64)) for part in (place, found, turn, letter, goal, component))
        )
