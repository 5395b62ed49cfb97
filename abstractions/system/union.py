"""Two systems side by side, as one: what comparing them begins with.

Main definition  `beside`
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from math import lcm
from typing import Any

import numpy as np

from ..arrays import frozen
from ..errors import Misuse
from ..functor.sorts import monoid_of, rank, skeleton, sorts
from ..parts import as_set
from ..signatures import Edges
from .base import System
from .branching import Branching, made
from .deterministic import Deterministic
from .exact import machine_sized
from .tables import as_edges

__all__ = ["beside"]


def beside(a: System, b: System) -> System:
    """The states of a, then those of b, with their steps; letters and outputs of one name are one.

    State names are left out.  O(states and edges).  Errors: `Misuse` for different shapes.

    >>> one, other = (System.labelled([(0, x, 1)]) for x in "ab")
    >>> beside(one, other).edges.letters.tolist()
    [0, 1]
    """
    if isinstance(a, Branching) and isinstance(b, Branching) and skeleton(a.shape) == skeleton(b.shape):
        return edges_beside(a, b)
    if isinstance(a, Deterministic) and isinstance(b, Deterministic):
        return tables_beside(a, b)
    if isinstance(a, Branching) != isinstance(b, Branching):
        one, other = as_edges(a), as_edges(b)
        if skeleton(one.shape) == skeleton(other.shape):
            return edges_beside(one, other)
    raise different(str(a.functor), str(b.functor))


def different(one: str, other: str) -> Misuse:
    return Misuse(
        "two systems that are compared have steps of one shape",
        value=f"{one} and {other}",
        reason="steps of different shapes are never the same",
        repair="build both with the same constructor",
    )


def together(
    mine: Sequence[Hashable] | None, theirs: Sequence[Hashable] | None, one: int, other: int
) -> tuple[list[int], list[int], tuple[Hashable, ...] | None]:
    """Numbers for the names of both (things without names are called 0, 1, ...), and all names."""
    left, right = (list(given or range(count))[:count] for given, count in ((mine, one), (theirs, other)))
    names = tuple(dict.fromkeys(left + right))
    place = {name: i for i, name in enumerate(names)}
    number = [place[name] for name in left], [place[name] for name in right]
    return *number, names if mine is not None or theirs is not None else None


def tables_beside(a: Deterministic, b: Deterministic) -> Deterministic:
    mealy = [s.outputs is not None and s.outputs.ndim == 2 for s in (a, b)]
    kinds = [(s.lettered, s.outputs is None, s.halting is None, m) for s, m in zip((a, b), mealy)]
    one, other, letters = together(a.letter_names, b.letter_names, a.letters, b.letters)
    if kinds[0] != kinds[1] or set(one) != set(other):
        raise Misuse(
            "two systems that are compared show the same kind of thing and read the same letters",
            value=f"{a} and {b}",
            reason="steps of different shapes are never the same",
            repair="give both the same letters, and both outputs or neither",
        )
    columns = np.argsort(other)  # column of b for each letter of a, which come in order
    outputs, names = None, None
    if a.outputs is not None and b.outputs is not None:
        counts = [int(o.max(initial=-1)) + 1 for o in (a.outputs, b.outputs)]
        left, right, names = together(a.output_names, b.output_names, *counts)
        shown = np.array(right, np.int64)[b.outputs]
        outputs = np.concatenate(
            (np.array(left, np.int64)[a.outputs], shown[:, columns] if mealy[0] else shown)
        )
    table = np.concatenate((a.table, b.table[:, columns].astype(np.int64) + a.states))
    halting = None
    if a.halting is not None and b.halting is not None:
        halting = np.concatenate((a.halting, b.halting))
    return System.deterministic(
        table if a.lettered else table[:, 0],
        outputs,
        halting=halting,
        initial=np.concatenate((a.initial, b.initial.astype(np.int64) + a.states)),
        letter_names=letters,
        output_names=names,
    )


def edges_beside(a: Branching, b: Branching) -> Branching:
    count = max(a.sorts.size, b.sorts.size)
    begins = [np.append(s.sorts, np.full(count - s.sorts.size, s.nodes)) for s in (a, b)]
    sizes = [np.diff(begin) for begin in begins]
    both = np.concatenate(([0], np.cumsum(sizes[0] + sizes[1])))
    first = [both[:-1], both[:-1] + sizes[0]]
    number = [
        np.arange(s.nodes) + np.repeat(f - g[:-1], z) for s, f, g, z in zip((a, b), first, begins, sizes)
    ]
    alphabet = sorted({*a.alphabet, *b.alphabet}, key=rank)
    displays = sorted({*a.displays, *b.displays}, key=rank)
    letter_of = {letter: i for i, letter in enumerate(alphabet)}
    display_of = {display: i for i, display in enumerate(displays)}
    denominator = lcm(a.denominator, b.denominator)
    shown = np.empty(both[-1], np.int32)
    columns: list[list[Any]] = [[], [], [], []]
    for s, names in zip((a, b), number):
        e, degree = s.edges, np.diff(s.edges.offsets)
        shown[names] = np.array([display_of[d] for d in s.displays])[s.shown]
        letters = np.array([letter_of[letter] for letter in s.alphabet], np.int32)
        columns[0].append(np.repeat(names, degree))
        columns[1].append(letters[e.letters] if e.letters.size else np.repeat(letters[:1], e.targets.size))
        columns[2].append(names[e.targets])
        columns[3].extend(scaled(s, denominator))
    sources, letters, targets = (np.concatenate(column) for column in columns[:3])
    order = np.argsort(sources, kind="stable")
    rules = np.zeros(both[-1], np.int8)
    for s, names in zip((a, b), number):
        rules[names] = s.edges.rules if s.edges.rules.size else 0
    edges = Edges(
        np.concatenate(([0], np.cumsum(np.bincount(sources, minlength=both[-1])))),
        letters[order].astype(np.int32),
        targets[order].astype(np.int32),
        machine_sized(columns[3], sources)[order],
        rules,
    )
    starts = np.concatenate((a.initial, b.initial.astype(np.int64) + a.states))
    return made(
        a.shape,
        both,
        frozen(shown),
        edges,
        denominator,
        tuple(alphabet),
        tuple(displays),
        initial=as_set(starts),
        state_names=None,
    )


def scaled(s: Branching, denominator: int) -> list[Any]:
    """The weights of all edges over another denominator, where they have one; 1 where there are none."""
    e = s.edges
    if not e.weights.size:
        return [1] * int(e.targets.size)
    shapes = sorts(s.shape)
    monoids = [monoid_of(shape) for shape in shapes] + [None] * (s.sorts.size - 1 - len(shapes))
    fractions = np.repeat([m is not None and m.fractions for m in monoids], np.diff(s.sorts))
    factor = denominator // s.denominator
    times = np.repeat(np.where(fractions, factor, 1), np.diff(e.offsets)).tolist()
    return [w if k == 1 else w * k for w, k in zip(e.weights.tolist(), times)]
