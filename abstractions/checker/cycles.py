"""Minimality of a single map by Lyndon words: see proofs/README.md, "Lyndon words"."""

from __future__ import annotations

import numpy as np

from ..abstraction import Abstraction
from ..arrays import Ints
from ..certificate import CyclicMinimality
from ..kernel import kernel
from ..system import Deterministic
from .complete import representatives
from .refusal import require

__all__ = ["check_cyclic"]


def check_cyclic(c: CyclicMinimality, system: Deterministic, p: Abstraction) -> None:
    require(system.letters == 1, "it is about a single map, and the system has several letters")
    m = int(c.labels.max(initial=-1)) + 1
    first, shown = representatives(c.labels, m, system, p)
    following = np.empty(m, np.int32)
    next_classes(system.table, c.labels, first, following)
    require(
        c.cycles.min(initial=0) >= 0 and c.cycles.max(initial=-1) < m,
        "a cycle starts outside the classes",
    )
    x, y = equal_pair(following, shown, int(shown.max(initial=-1)) + 1)
    require(x < 0, f"classes {x} and {y} show the same and have the same next class")
    bad = first_bad_cycle(following, shown, c.cycles)
    require(bad >= 0, "a cycle of the quotient is missing from the list")
    require(
        bad == c.cycles.size,
        f"cycle {bad} is not a Lyndon word greater than the one before",
    )


@kernel
def next_classes(table: Ints, labels: Ints, first: Ints, following: Ints) -> None:
    """The class of the successor of each class, that is, of its first state."""
    for c in range(first.size):
        following[c] = labels[table[first[c], 0]]


@kernel
def equal_pair(following: Ints, shown: Ints, observations: int) -> tuple[int, int]:
    """Two classes with the same next class and the same observation, or (-1, -1)."""
    m = following.size
    begin = np.zeros(m + 1, np.int32)
    order = np.empty(m, np.int32)
    for c in range(m):
        begin[following[c]] += 1
    for c in range(m):
        begin[c + 1] += begin[c]
    for c in range(m):
        begin[following[c]] -= 1
        order[begin[following[c]]] = c
    seen = np.full(observations, -1, np.int32)  # the last class with this observation
    for i in range(m):
        c = order[i]
        other = seen[shown[c]]
        if other >= 0 and following[other] == following[c]:
            return int(other), int(c)
        seen[shown[c]] = c
    return -1, -1


@kernel
def first_bad_cycle(following: Ints, shown: Ints, starts: Ints) -> int:
    """The first start whose word is not Lyndon and greater than the one before.

    The number of starts if there is none; -1 if the starts miss a cycle.
    """
    m = following.size
    mark = np.zeros(m, np.int32)  # -1: on a listed cycle; w + 1: met on the walk from w
    text = np.empty(m, np.int32)
    before = 0  # the word before is text[before:low]
    low = 0
    for i in range(starts.size):
        high = low
        c = starts[i]
        while mark[c] == 0:
            mark[c] = -1
            text[high] = shown[c]
            high += 1
            c = following[c]
        if c != starts[i] or high == low:
            return i  # not on a cycle, or on one met before
        period = 1  # of the word so far, if it is least among its rotations so far
        for j in range(low + 1, high):
            if text[j] < text[j - period]:
                return i
            if text[j] > text[j - period]:
                period = j + 1 - low
        if period != high - low:
            return i
        if i > 0:
            x = before
            y = low
            while x < low and y < high and text[x] == text[y]:
                x += 1
                y += 1
            if y == high or (x < low and text[x] > text[y]):
                return i
        before = low
        low = high
    for w in range(m):
        c = w
        while mark[c] == 0:
            mark[c] = w + 1
            c = following[c]
        if mark[c] == w + 1:
            return -1
    return int(starts.size)
