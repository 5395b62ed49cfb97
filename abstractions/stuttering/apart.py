"""Why no fewer classes will do: what tells apart those on both sides of each boundary.

Main definition   `check_apart`
Notes             Classes stand in a row.  A boundary of time k > 0 has an entry: by some letter into some
                  class, or to go round in silence, with the classes as they were cut by boundaries of earlier
                  times.  Entries of one time stand in some order.  Take a boundary, and around it the run of
                  classes in which the boundaries have later times, or this time and no earlier entry: all to
                  the left of it can do the entry after silent steps inside their class of that time, and none
                  to the right can.  Then any two classes are apart: look at the first boundary between them,
                  by time and then by entry; by induction the classes of that time are apart, and of
                  two states that were bisimilar either both could do the entry or none.
                  What can do an entry is found backwards from it: no lists, no components.
Law               `no_rounds_prove_a_false_stuttering` in `abstractions.testing.laws`
Source            as for `abstractions.checker.signatures`; R. van Glabbeek, W. Weijland, 1996 (stuttering lemma)
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..arrays import Ints, canonical, members
from ..checker.refusal import require
from ..kernel import kernel
from ..signatures import Edges, Longs, sort_entries, turned
from .able import able, first_of

__all__ = ["Row", "check_apart", "in_a_row"]


class Row(NamedTuple):
    """A system whose states are numbered as their classes stand in a row; states of class c are
    ``begin[c]`` to ``begin[c + 1]``, ``order`` their old numbers, ``into`` the edges turned.
    """

    offsets: Longs
    letters: Ints
    targets: Ints
    into: Longs
    sources: Ints
    by: Ints
    begin: Longs
    of: Ints
    order: Ints


def in_a_row(edges: Edges, place: Ints, classes: int) -> Row:
    """The edges between states renumbered; ``place``: of the class of each state."""
    order, begin = members(place, classes)
    number = np.empty(order.size, np.int32)
    number[order] = np.arange(order.size, dtype=np.int32)
    degree = np.diff(edges.offsets)[order]
    offsets = np.concatenate(([0], np.cumsum(degree)))
    taken = np.repeat(edges.offsets[:-1][order] - offsets[:-1], degree) + np.arange(offsets[-1])
    letters = edges.letters[taken] if edges.letters.size else np.zeros(taken.size, np.int32)
    targets = number[edges.targets[taken]]
    empty = np.empty(0, np.int64)
    small = Edges(offsets, letters, targets, empty, empty.astype(np.int8))
    into, sources, by, _ = turned(small)
    return Row(offsets, letters, targets, into, sources, by, begin, place[order].astype(np.int32), order)


def check_apart(
    row: Row, silent: int, kept: Ints, time: Longs, turn: Longs, letter: Longs, goal: Longs
) -> None:
    """Refused unless each boundary of time 0 is one of ``kept`` and each other one has an entry that tells.

    Arrays of one number for each boundary.  For each time, class cut then and entry: O(the lesser of the
    edges of that class and the edges into the goal, and the edges into what can do it, and boundaries).
    """
    m = row.begin.size - 1
    seen = kept[row.order][row.begin[:-1]] if m else kept
    require(np.array_equal(kept[row.order], seen[row.of]), "what is kept differs in a class")
    cuts = np.concatenate(([0], np.cumsum(time == 0)))[:m]
    require(np.array_equal(canonical(seen), cuts), "what is kept is not what boundaries of time 0 tell apart")
    last = int(time.max(initial=0))
    order, begin = members(time, last + 1)
    n, classes = row.of.size, np.arange(m, dtype=np.int32)
    bad = first_bad_boundary(
        *row[:8], silent, turn, letter, goal, order, begin, classes, classes.copy(), np.zeros(n, np.int64),
        np.empty(n, np.int32), np.empty(n, np.int32), np.empty(m, np.int64), np.empty(m, np.int64),
        np.empty(m, np.int32), np.empty(m, np.int32), np.empty(0, np.int64),
    )  # fmt: skip
    require(bad < 0, f"what is said to tell apart the classes at boundary {bad} does not")


@kernel
def first_bad_boundary(
    offsets: Longs,
    letters: Ints,
    targets: Ints,
    into: Longs,
    sources: Ints,
    by: Ints,
    begin: Longs,
    of: Ints,
    silent: int,
    turn: Longs,
    letter: Longs,
    goal: Longs,
    cuts: Ints,
    cuts_at: Longs,
    root: Ints,
    last: Ints,
    mark: Longs,
    queue: Ints,
    left: Ints,
    keys: Longs,
    here: Longs,
    first: Ints,
    final: Ints,
    nothing: Longs,
) -> int:
    """Going back in time, runs of classes are joined at the boundaries cut then: ``root`` leads to the first
    class of a run, and ``last`` from it to the last one.  A boundary whose entry does not tell, or -1.
    """
    stamp = 0
    for i in range(cuts_at.size - 2):
        t = cuts_at.size - 2 - i
        for k in range(cuts_at[t], cuts_at[t + 1]):
            j = (
                cuts_at[t + 1] - 1 - (k - cuts_at[t])
            )  # from the right, so that runs are joined at their roots
            c = cuts[j]
            a = first_of(root, c)
            root[c + 1] = a
            last[a] = last[c + 1]
        low = cuts_at[t]
        while low < cuts_at[t + 1]:
            run = first_of(root, cuts[low])
            high = low
            while high < cuts_at[t + 1] and cuts[high] <= last[run]:
                keys[high - low] = turn[cuts[high]]
                here[high - low] = high
                high += 1
            size = high - low
            sort_entries(keys, here, 0, size)
            reach(cuts, turn, low, high, run, last[run], first, final, queue)
            k = 0
            while k < size:
                end = k
                while end < size and keys[end] == keys[k]:
                    end += 1
                sort_entries(here, nothing, k, end)
                while k < end:
                    j = cuts[here[k]]
                    behind = k + 1  # one entry of several boundaries is looked at once
                    while behind < end and (
                        letter[cuts[here[behind]]] == letter[j] and goal[cuts[here[behind]]] == goal[j]
                    ):
                        behind += 1
                    stamp += 1
                    count = able(
                        offsets, letters, targets, into, sources, by, begin, silent, root, last, run,
                        letter[j], goal[j], mark, queue, left, stamp,
                    )  # fmt: skip
                    bad = badly_told(count, k, behind, low, cuts, here, first, final, begin, of, queue)
                    if bad >= 0:
                        return bad
                    k = behind
            low = high
    return -1


@kernel
def reach(
    cuts: Ints,
    turn: Longs,
    low: int,
    high: int,
    run: int,
    end: int,
    first: Ints,
    final: Ints,
    stack: Ints,
) -> None:
    """For each of the boundaries cuts[low:high] of a run, the first and the last class that it speaks of:
    up to boundaries of an earlier turn.
    """
    for way in range(2):
        top = 0
        for i in range(high - low):
            k = i if way == 0 else high - low - 1 - i
            c = cuts[low + k]
            while top > 0 and turn[cuts[low + stack[top - 1]]] >= turn[c]:
                top -= 1
            if way == 0:
                first[k] = cuts[low + stack[top - 1]] + 1 if top > 0 else run
            else:
                final[k] = cuts[low + stack[top - 1]] if top > 0 else end
            stack[top] = k
            top += 1


@kernel
def badly_told(
    count: int,
    k: int,
    behind: int,
    low: int,
    cuts: Ints,
    here: Longs,
    first: Ints,
    final: Ints,
    begin: Longs,
    of: Ints,
    queue: Ints,
) -> int:
    """One of the boundaries ``here[k:behind]``, from left to right, of which not all that it speaks of to its
    left, or some to its right, are in ``queue[:count]``; or -1.
    """
    missing = 0
    for i in range(k, behind):
        missing += begin[cuts[here[i]] + 1] - begin[first[here[i] - low]]
    for i in range(count):
        c = of[queue[i]]
        under = k  # the first of the boundaries that does not stand left of the class
        over = behind
        while under < over:
            middle = (under + over) // 2
            if cuts[here[middle]] < c:
                under = middle + 1
            else:
                over = middle
        if under > k and c <= final[here[under - 1] - low]:
            return int(cuts[here[under - 1]])
        if under < behind and c >= first[here[under] - low]:
            missing -= 1
    return int(cuts[here[k]]) if missing > 0 else -1
