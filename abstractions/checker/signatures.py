"""Branching steps: stable classes, and their minimality; see proofs/README.md, "An order of signatures".

In Coq: proofs/Signatures.v, `accepted_signatures`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..abstraction import Abstraction
from ..arrays import Ints, members
from ..certificate import Incompleteness, SignatureMinimality, Stability, SumMinimality
from ..kernel import kernel
from ..signatures import AHEAD, Edges, Longs, compare, digest, room, settled, signature_of, unlike
from ..system import Branching
from .complete import firsts, witness
from .refusal import require

__all__ = ["check_apart", "check_signatures", "check_stability", "in_a_row", "in_order"]


def check_stability(c: Stability, system: Branching, p: Abstraction) -> None:
    classes = int(c.labels.max(initial=-1)) + 1
    stable(c.labels, classes, system.edges, system.shown)
    require(
        np.array_equal(c.labels[: system.states], p.labels), "its labels are those of another abstraction"
    )


def stable(labels: Any, classes: int, edges: Edges, seen: Ints) -> Ints:
    """The first node of each class.  Refused unless nodes of one class are seen alike and have equal signatures.

    ``seen``: what is fixed in each node, and perhaps more.
    """
    first = firsts(labels, classes, edges.nodes)
    apart = first_seen_apart(labels, first, seen)
    require(apart < 0, f"node {apart} is not seen as the first of its class is")
    x, y = unlike(edges, labels, classes)
    require(x < 0, f"the signatures of nodes {y} and {x} of one class differ")
    return first


def check_apart(c: Incompleteness, system: Branching, p: Abstraction) -> None:
    x, y, a = witness(c, system, p)
    if a < 0:
        require(system.shown[x] != system.shown[y], f"states {x} and {y} show the same")
        return
    classes = system.spread(p)
    one, other = (signature_of(system.edges, classes, s).items() for s in (x, y))
    seen = [{key: w for key, w in side if key[0] == a} for side in (one, other)]
    require(seen[0] != seen[1], f"letter {a} leads both to the same classes with the same weights")


def check_signatures(c: SignatureMinimality, system: Branching, p: Abstraction) -> None:
    m = c.rank.size
    nodes, place = in_order(c, system, p, m - 1)
    if m < 2:
        return
    begin = np.zeros(m, np.int32)
    begins(begin, place)
    before = np.zeros(m - 1, np.int64)
    born(c.time, before)
    small = in_a_row(system.edges, place, nodes)
    keys, sums = room(small, small.most)
    bad, when = first_bad_boundary(
        *small, begin, c.time, *members(c.time, m), *members(before, m),
        np.arange(c.labels.size, dtype=np.int32), small.most, keys, sums,
    )  # fmt: skip
    how = "do not grow there" if bad >= 0 and when == c.time[bad] else "differ there too early"
    require(bad < 0, f"signatures at time {when} {how}: boundary {bad}")


def in_order(
    c: SignatureMinimality | SumMinimality, system: Branching, p: Abstraction, latest: int
) -> tuple[Ints, Ints]:
    """The first nodes of the classes as they stand in the row, and the place of the class of each node.

    Refused unless the classes are stable, no time is after ``latest``, and what is seen grows at
    boundaries of time 0 and nowhere else.
    """
    m, seen = c.rank.size, system.seen(p)
    first = stable(c.labels, m, system.edges, seen)
    require(c.time.shape == (max(m - 1, 0),), "not one boundary between classes")
    nodes, place = np.empty(m, np.int32), np.empty(c.labels.size, np.int32)
    wrong = lay_out(c.labels, c.rank, c.time, latest, first, seen, nodes, place)
    require(wrong < 0, f"{IN_A_ROW[wrong]}")
    return nodes, place


IN_A_ROW = (
    "a rank is out of range",
    "two classes have the same rank",
    "a time is out of range",
    "what is seen does not grow at a boundary of time 0",
    "what is seen changes at a boundary of later time",
)
"""What a row of classes may be refused for."""


@kernel
def first_seen_apart(labels: Ints, first: Ints, seen: Ints) -> int:
    """The first node seen to differ from the first node of its class, or -1."""
    for s in range(labels.size):
        if seen[s] != seen[first[labels[s]]]:
            return s
    return -1


@kernel
def lay_out(
    labels: Ints, rank: Longs, time: Longs, latest: int, first: Ints, seen: Ints, nodes: Ints, place: Ints
) -> int:
    """Fill in the first node of the class at each place, and the place of the class of each node; what is
    wrong, in `IN_A_ROW`, or -1.
    """
    m = rank.size
    for j in range(m):
        nodes[j] = -1
    for c in range(m):
        if rank[c] < 0 or rank[c] >= m:
            return 0
        if nodes[rank[c]] >= 0:
            return 1
        nodes[rank[c]] = first[c]
    for j in range(time.size):
        left = seen[nodes[j]]
        right = seen[nodes[j + 1]]
        if time[j] < 0 or time[j] > latest:
            return 2
        if time[j] == 0 and left >= right:
            return 3
        if time[j] > 0 and left != right:
            return 4
    for s in range(labels.size):
        place[s] = rank[labels[s]]
    return -1


@kernel
def begins(begin: Ints, place: Ints) -> None:
    """Fill in how many nodes lie left of each class in the row, and of that of each node, of which
    ``place`` was the place.  ``begin``: zeros.
    """
    for s in range(place.size):
        begin[place[s]] += 1
    at = 0
    for j in range(begin.size):
        size = begin[j]
        begin[j] = at
        at += size
    for s in range(place.size):
        place[s] = begin[place[s]]


@kernel
def born(time: Longs, before: Longs) -> None:
    """The latest time before time[j] on either side of boundary j, next to it; 0 if there is none."""
    stack = np.empty(time.size, np.int64)
    for turn in range(2):
        top = 0
        for i in range(time.size):
            j = time.size - 1 - i if turn == 1 else i
            while top > 0 and time[stack[top - 1]] >= time[j]:
                top -= 1
            if top > 0:
                before[j] = max(before[j], time[stack[top - 1]])
            stack[top] = j
            top += 1


def in_a_row(edges: Edges, place: Ints, nodes: Ints, dtype: Any = None) -> Edges:
    """The edges of ``nodes``, one of each class in the order of the row, to the places of classes.

    ``dtype``: of weights, if not as they are.
    """
    offsets = np.zeros(nodes.size + 1, edges.offsets.dtype)
    size = lengths(edges.offsets, nodes, offsets)
    letters = np.empty(size if edges.letters.size else 0, edges.letters.dtype)
    weights = np.empty(size if edges.weights.size else 0, edges.weights.dtype if dtype is None else dtype)
    targets = np.empty(size, np.int32)
    e = edges
    gather(e.offsets, e.letters, e.targets, e.weights, place, nodes, offsets, letters, targets, weights)
    return Edges(offsets, letters, targets, weights, edges.rules[nodes] if edges.rules.size else edges.rules)


@kernel
def lengths(offsets: Longs, nodes: Ints, new_offsets: Longs) -> int:
    """Fill in where the edges of each of these nodes begin, in a row; how many they are."""
    at = 0
    for j in range(nodes.size):
        at += offsets[nodes[j] + 1] - offsets[nodes[j]]
        new_offsets[j + 1] = at
    return at


@kernel
def gather(
    offsets: Longs,
    letters: Ints,
    targets: Ints,
    weights: Longs,
    place: Ints,
    nodes: Ints,
    new_offsets: Longs,
    new_letters: Ints,
    new_targets: Ints,
    new_weights: Longs,
) -> None:
    for j in range(nodes.size):
        at = new_offsets[j]
        for e in range(offsets[nodes[j]], offsets[nodes[j] + 1]):
            new_targets[at] = place[targets[e]]
            if letters.size > 0:
                new_letters[at] = letters[e]
            if weights.size > 0:
                new_weights[at] = weights[e]
            at += 1


@kernel
def first_bad_boundary(
    offsets: Longs,
    letters: Ints,
    targets: Ints,
    weights: Longs,
    rules: Ints,
    begin: Ints,
    time: Longs,
    cuts: Ints,
    cuts_at: Longs,
    births: Ints,
    births_at: Longs,
    root: Ints,
    half: int,
    keys: Longs,
    sums: Longs,
) -> tuple[int, int]:
    """A boundary where signatures do not do as they should, and at which time; (-1, -1) if none.

    Classes are called by how many nodes lie left of them: class j of the row is ``begin[j]``.  Going
    back in time, runs of classes are joined at the boundaries cut then; ``root`` leads to the first
    class of a run, and ``targets`` are replaced by these as they are read.  ``half``: of the room.
    """
    for i in range(time.size):
        t = time.size - i
        for c in range(cuts_at[t], cuts_at[t + 1]):
            root[begin[cuts[c] + 1]] = root[begin[cuts[c]]]
        for turn in range(2):
            growing = turn == 0
            boundaries = cuts if growing else births
            low = cuts_at[t] if growing else births_at[t]
            high = cuts_at[t + 1] if growing else births_at[t + 1]
            ahead = low
            here = 0  # where the signature of the class left of the boundary is
            end = 0
            h = 0  # its digest
            before = -1
            for c in range(low, high):
                if c == ahead:
                    ahead = min(c + AHEAD, high)
                    follow(offsets, targets, root, boundaries, c, ahead)
                j = boundaries[c]
                if c == low or j != before + 1:  # else it is that right of the boundary before
                    here = 0
                    end = then(offsets, letters, targets, weights, rules, j, keys, sums, 0)
                    h = digest(keys, sums, 0, end) if growing else 0
                at = half - here
                after = then(offsets, letters, targets, weights, rules, j + 1, keys, sums, at)
                if growing:
                    left = h
                    h = digest(keys, sums, at, after)
                    if left > h or (left == h and compare(keys, sums, here, end, at, after) >= 0):
                        return j, t
                elif compare(keys, sums, here, end, at, after) != 0:
                    return j, t
                before = j
                here = at
                end = after
    return -1, -1


@kernel
def follow(offsets: Longs, targets: Ints, root: Ints, boundaries: Ints, low: int, high: int) -> None:
    """Let the edges of the classes beside boundaries[low:high] lead to the first classes of runs.

    Many one after the other, so that what is read comes from memory at the same time.
    """
    before = -1
    for c in range(low, high):
        j = boundaries[c]
        for e in range(offsets[j + 1 if c > low and j == before + 1 else j], offsets[j + 2]):
            t = targets[e]
            while root[t] != t:
                root[t] = root[root[t]]
                t = root[t]
            targets[e] = t
        before = j


@kernel
def then(
    offsets: Longs,
    letters: Ints,
    targets: Ints,
    weights: Longs,
    rules: Ints,
    j: int,
    keys: Longs,
    sums: Longs,
    at: int,
) -> int:
    """Write the signature that class j had when runs were classes; where it ends."""
    end = at
    for e in range(offsets[j], offsets[j + 1]):
        a = letters[e] if letters.size > 0 else 0
        keys[end] = (int(a) << 32) | int(targets[e])
        if weights.size > 0:
            sums[end] = weights[e]
        end += 1
    return settled(keys, sums, at, end, rules[j] if weights.size > 0 else 0)
