"""Branching bisimilarity that tells divergence apart: rounds of inductive signatures.

Problem    Given edges of which some are silent, and labels: the coarsest partition below the labels in
           which states of a class can, after silent steps inside it, do the same, and go round in
           silence for ever iff the others can.
Method     Put together what goes round in silence (`silent_components`); what is left of the silent
           edges inside a class has no cycles.  A round reads the components, the ends first: a signature
           is what a component does itself and the signatures of those it leads to in silence inside its
           class.  Components of one class with different signatures are separated; again, until none is.
Invariant  States that are branching bisimilar with explicit divergence are never separated.
Stops      Every round but the last adds a class.
Cost       A round: O(edges * s) with s the largest signature, and sorting the components; one round for
           each class at worst.  Signatures that are equal to that of a silent successor are kept once.
Proof      each state that is separated is so by its signature, and at the end signatures agree:
           `abstractions.stuttering.definition` checks both by another way
Source     S. Blom, S. Orzan, Distributed branching bisimulation reduction of state spaces, 2003 (inductive
           signatures: S. Blom, J. van de Pol, 2009); explicit divergence: R. van Glabbeek, 1993
Role       Stuttering where steps branch.
Limits     Letters times classes fit 63 bits; at most `MOST` entries in all signatures of a round.
"""

from __future__ import annotations

import numpy as np

from ..arrays import Ints, canonical, frozen
from ..errors import BudgetExceeded, Interrupted
from ..kernel import kernel
from ..progress import progress
from ..signatures import Edges, Longs, grouped, sort_entries
from .silent_components import silent_components

__all__ = ["MOST", "inert_signatures"]

MOST = 1 << 28
"""So many entries of signatures are kept at once, at most: two gibibytes."""


def inert_signatures(edges: Edges, silent: int, labels: Ints) -> tuple[Ints, Longs, int]:
    """The place of each state's class in a row, the time of each boundary, how many rounds there were.

    ``labels``: canonical, int32, shape (states,).  Boundaries of the labels have time 0; those of time
    k separate signatures with respect to the classes with times below k.
    Errors: `BudgetExceeded`, `Interrupted`; both keep the labels of the rounds before in ``partial``.
    """
    component = silent_components(edges.offsets, edges.letters, edges.targets, silent, labels)
    parts = Parts(edges, silent, labels, component)
    place, time, clock = parts.kept.astype(np.int64), np.zeros(int(labels.max(initial=-1)) + 1, np.int64), 0
    try:
        with progress("rounds of signatures") as advance:
            while True:
                signature = parts.signatures(place.astype(np.int32), time.size)
                clock += 1
                keys, new = np.unique(place * (place.size + 1) + signature, return_inverse=True)
                if keys.size == time.size:
                    return place[component], time[1:], clock - 1
                parent = keys // (place.size + 1)
                first = np.concatenate(([True], parent[1:] != parent[:-1]))
                time, place = np.where(first, time[parent], clock), new
                advance(clock)
    except BudgetExceeded as exceeded:
        exceeded.partial = canonical(place[component])
        raise
    except KeyboardInterrupt:
        raise Interrupted("refining by signatures", canonical(place[component])) from None


class Parts:
    """The components as nodes, with what they do: edges that are not silent rounds of their own."""

    def __init__(self, edges: Edges, silent: int, labels: Ints, component: Ints) -> None:
        nodes = int(component.max(initial=-1)) + 1
        sources = np.repeat(np.arange(labels.size), np.diff(edges.offsets))
        letters = edges.letters if edges.letters.size else np.zeros(sources.size, np.int32)
        source, target = component[sources], component[edges.targets]
        inside = (source == target) & (letters == silent)
        self.kept = np.zeros(nodes, np.int32)
        self.kept[component] = labels
        self.round = np.zeros(nodes, np.uint8)  # whether it goes round in silence
        self.round[source[inside]] = 1
        self.letters = int(letters.max(initial=0)) + 1
        self.silent = silent
        source, letters, target = source[~inside], letters[~inside], target[~inside]
        order = np.lexsort((target, letters, source))
        edge = np.stack((source[order], letters[order], target[order]))
        fresh = np.ones(order.size, np.bool_)
        fresh[1:] = (edge[:, 1:] != edge[:, :-1]).any(axis=0)
        edge = edge[:, fresh]
        self.offsets = np.concatenate(([0], np.cumsum(np.bincount(edge[0], minlength=nodes))))
        self.what, self.targets = (np.ascontiguousarray(row, np.int32) for row in edge[1:])
        self.room = np.empty(max(64, 2 * self.targets.size), np.int64)

    def signatures(self, classes: Ints, count: int) -> Ints:
        """A number for each component, equal iff the signatures are; ``classes``: of the components."""
        nodes = classes.size
        which, begin = np.empty(nodes, np.int32), np.zeros(nodes + 1, np.int64)
        work, no_weights = np.empty(2 * (self.targets.size + 2), np.int64), np.empty(0, np.int64)
        while True:
            lists = gather(
                self.offsets, self.what, self.targets, self.silent, self.letters, classes, count, self.round,
                which, begin, self.room, work, no_weights,
            )  # fmt: skip
            if lists >= 0:
                break
            if 2 * self.room.size > MOST:
                raise BudgetExceeded(
                    f"the signatures of a round have at most {MOST:,} entries",
                    value=f"more, with {count:,} classes",
                    reason="a signature holds all that can be done after silent steps inside the class",
                    repair="keep less, or hide less: name fewer steps silent",
                )
            self.room = np.empty(2 * self.room.size, np.int64)
        used = self.room[: begin[lists]]
        letters, targets = np.divmod(used, max(count, 1))
        empty = np.empty(0, np.int64)
        found = Edges(
            begin[: lists + 1],
            letters.astype(np.int32),
            targets.astype(np.int32),
            empty,
            empty.astype(np.int8),
        )
        identity = frozen(np.arange(max(count, lists), dtype=np.int32))
        return grouped(found, identity, 0, lists)[which]


@kernel
def gather(
    offsets: Longs,
    letters: Ints,
    targets: Ints,
    silent: int,
    alphabet: int,
    classes: Ints,
    count: int,
    going_round: Ints,
    which: Ints,
    begin: Longs,
    room: Longs,
    work: Longs,
    no_weights: Longs,
) -> int:
    """Write each signature, sorted, to ``room``; how many lists there are, or -1 if the room is too small.

    An entry is letter * count + class; going round in silence is a letter of its own, ``alphabet``.
    ``work``: two halves, of which one is read while the other is written.
    """
    lists = 0
    for c in range(classes.size):
        here = 0
        size = 0
        if going_round[c]:
            work[0] = alphabet * count
            size = 1
        for e in range(offsets[c], offsets[c + 1]):
            t = targets[e]
            if letters[e] != silent or classes[t] != classes[c]:
                work[size] = int(letters[e]) * count + classes[t]
                size += 1
        sort_entries(work, no_weights, 0, size)
        size = without_repetition(work, size)
        like = -1  # the list of a silent successor that is as long as this one
        last = -1
        for e in range(offsets[c], offsets[c + 1]):
            t = targets[e]
            if letters[e] == silent and classes[t] == classes[c] and which[t] != last:
                last = which[t]
                size = united(work, here, size, room, begin[last], begin[last + 1])
                here = work.size // 2 - here
                if begin[last + 1] - begin[last] == size:
                    like = last
                elif like >= 0 and begin[like + 1] - begin[like] != size:
                    like = -1
        if like >= 0:
            which[c] = like
            continue
        if begin[lists] + size > room.size:
            return -1
        for i in range(size):
            room[begin[lists] + i] = work[here + i]
        which[c] = lists
        begin[lists + 1] = begin[lists] + size
        lists += 1
    return lists


@kernel
def without_repetition(work: Longs, size: int) -> int:
    """The sorted entries work[:size], each once; how many are left."""
    left = 0
    for i in range(size):
        if left == 0 or work[left - 1] != work[i]:
            work[left] = work[i]
            left += 1
    return left


@kernel
def united(work: Longs, here: int, size: int, room: Longs, low: int, high: int) -> int:
    """The union of ``work[here:here + size]`` and ``room[low:high]``, both sorted, in the other half."""
    other = work.size // 2 - here
    i = 0
    j = low
    k = 0
    while i < size or j < high:
        if j >= high or (i < size and work[here + i] <= room[j]):
            if j < high and work[here + i] == room[j]:
                j += 1
            work[other + k] = work[here + i]
            i += 1
        else:
            work[other + k] = room[j]
            j += 1
        k += 1
    return k
