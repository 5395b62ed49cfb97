"""Steps that may be silent: which systems have them, and what can be done after some of them.

Main definitions  `silence` (the edges of a system, and its silent letter), `Deeds`, `check_rounds`
Notes             What a state can do, by definition, is found by search from it: slow, and independent of
                  `abstractions.algorithms.inert_signatures`, whose answers are checked with it.
Law               `branching_bisimilarity_is_coarsest` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, NamedTuple

import numpy as np

from ..arrays import Ints, canonical
from ..checker.refusal import require
from ..errors import Misuse
from ..functor import Constant, Product, Sets, X
from ..signatures import Edges, Longs
from ..system import Branching

__all__ = ["Deeds", "Quiet", "check_rounds", "deeds", "silence"]


class Quiet(NamedTuple):
    """The edges of a system, and the number of the silent letter."""

    edges: Edges
    silent: int


class Deeds(NamedTuple):
    """What a state can do after silent steps inside its class: (letter, class) pairs, or never stop."""

    does: frozenset[tuple[int, int]]
    diverges: bool


def silence(system: Branching, silent: Hashable) -> Quiet:
    """Where silent steps are.  In P(X) every step is, in P(A * X) those by the letter ``silent``.

    Errors: `Misuse` for other shapes, and where the letter is not named or not there.
    """
    shape = system.shape
    if isinstance(shape, Product) and isinstance(shape.left, Constant):
        shape = shape.right
    inner = shape.parts[0] if isinstance(shape, Sets) else None
    lettered = isinstance(inner, Product) and isinstance(inner.left, Constant) and inner.right == X
    if not lettered and inner != X:
        raise Misuse(
            "stuttering is for steps that are deterministic or sets",
            value=f"shape {system.shape}",
            reason="the shapes are X, O * X, O + X; P(X), P(A * X), also with outputs",
            repair="System.labelled(edges) makes a labelled transition system",
        )
    letters: list[Any] = [around for _, around in system.alphabet]
    names = [around[0] for around in letters] if lettered else []
    if not lettered and silent is not None:
        raise Misuse(
            "the silent letter is one of the system's",
            value=silent,
            reason=f"in the shape {system.shape} steps have no letters, and every one is silent",
            repair="leave `silent` out",
        )
    if lettered and silent not in names:
        raise Misuse(
            "the silent letter is one of the system's",
            value=silent,
            reason=f"its letters are {', '.join(map(str, names[:12]))}{', ...' * (len(names) > 12)}",
            repair='name it: stuttering(system, p, silent="tau"); without one use minimal_complete',
        )
    return Quiet(system.edges, names.index(silent) if lettered else 0)


def deeds(q: Quiet, labels: Ints, s: int) -> Deeds:
    """What state s can do, by search through the silent steps inside its class.  O(edges)."""
    e = q.edges
    does: set[tuple[int, int]] = set()
    inner: dict[int, list[int]] = {}
    waiting = [s]
    while waiting:
        x = waiting.pop()
        if x in inner:
            continue
        inner[x] = []
        for i in range(int(e.offsets[x]), int(e.offsets[x + 1])):
            a, t = (int(e.letters[i]) if e.letters.size else 0), int(e.targets[i])
            if a == q.silent and labels[t] == labels[s]:
                inner[x].append(t)
                waiting.append(t)
            else:
                does.add((a, int(labels[t])))
    left = {x: len(targets) for x, targets in inner.items()}  # take away what ends, until nothing does
    into: dict[int, list[int]] = {x: [] for x in inner}
    for x, targets in inner.items():
        for t in targets:
            into[t].append(x)
    ends = [x for x, degree in left.items() if degree == 0]
    for x in ends:  # which grows
        for y in into[x]:
            left[y] -= 1
            if left[y] == 0:
                ends.append(y)
    return Deeds(frozenset(does), len(ends) < len(inner))


def check_rounds(q: Quiet, kept: Ints, labels: Ints, rank: Longs, time: Longs) -> None:
    """Refused unless the labels are the coarsest partition below ``kept`` whose classes do the same.

    Classes stand in a row by ``rank``; a boundary of time k > 0 separates states that do not do the same
    with respect to the classes cut at times below k.  O(rounds states edges), in plain Python.
    """
    classes = int(labels.max(initial=-1)) + 1
    require(
        labels.size == kept.size and np.array_equal(labels, canonical(labels)), "the labels are no classes"
    )
    require(np.array_equal(np.sort(rank), np.arange(classes)), "the classes are not put in a row")
    require(time.shape == (max(classes - 1, 0),) and (time >= 0).all(), "there is no time for each boundary")
    place, last = rank[labels], int(time.max(initial=0))

    def cut(k: int) -> Ints:
        return np.concatenate(([0], np.cumsum(time <= k)))[place] if classes else place

    pairs = set(zip(cut(0).tolist(), kept.tolist()))
    require(len(pairs) == len(set(cut(0).tolist())), "what is kept is not told apart at time 0")
    require(len(pairs) == len(set(kept.tolist())), "what is kept alike is told apart at time 0")
    for k in range(last + 1):
        now, then = cut(k), cut(k + 1)
        done = [(int(now[s]), deeds(q, now, s)) for s in range(labels.size)]
        found = set(zip(done, then.tolist()))
        require(len(found) == len(set(done)), f"states that do the same are told apart at time {k + 1}")
    require(len(set(done)) == classes if labels.size else True, "states of one class do not do the same")
