"""Putting a branching system into its one form: equal systems are kept in equal arrays.

Main definition   `tidied`
Notes             Edges of a node are sorted by letter and target, and those alike added up; letters and
                  displays that do not occur are left out, the others in order; fractions are in lowest terms.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from math import gcd
from typing import Any

import numpy as np

from ..arrays import MOST, Ints, frozen, narrow
from ..functor import Functor
from ..functor.flat import Letter, Path
from ..functor.sorts import monoid_of, rank
from ..functor.sorts import sorts as shapes
from ..kernel import kernel
from ..signatures import Edges, room, signature

__all__ = ["tidied"]


def tidied(
    shape: Functor,
    sorts: Ints,
    shown: Ints,
    edges: Edges,
    denominator: int,
    alphabet: tuple[Letter, ...],
    displays: tuple[tuple[tuple[Path, Hashable], ...], ...],
) -> tuple[Any, ...]:
    """The same parts of a system with edges in any order (of each node), in their one form."""
    assert edges.weights.dtype in (np.int64, object), "sums of narrower integers would wrap around"
    offsets = edges.offsets.astype(np.int64)
    targets, weights = edges.targets.copy(), edges.weights.copy()
    letters = edges.letters if edges.letters.size else np.zeros(targets.size, np.int32)
    letters, alphabet = used(letters, alphabet)
    shown, displays = used(shown, displays)
    if len(alphabet) < 2:
        letters = np.empty(0, np.int32)
    rules = edges.rules
    if not weights.size or (weights.dtype != object and not rules.any() and (weights == 1).all()):
        weights, rules = np.empty(0, np.int64), np.empty(0, np.int8)
    keys, sums = room(Edges(offsets, letters, targets, weights, rules), 0)
    names = np.arange(int(sorts[-1]), dtype=np.int32)
    size = tidy(offsets, letters, targets, weights, rules, names, keys, sums)
    if denominator > 1 and weights.size:
        common = common_factor(shape, sorts, offsets, weights[:size], denominator)
        if common > 1:
            denominator //= common
            weights = divided(shape, sorts, offsets, weights, common)
    fresh = Edges(
        frozen(offsets.astype(np.int32 if size <= MOST else np.int64)),
        frozen(letters[:size].astype(narrow(len(alphabet)))),
        frozen(targets[:size].copy()),
        frozen(weights[:size].copy()),
        frozen(rules.copy()),
    )
    sorts, shown = frozen(np.asarray(sorts, np.int64)), frozen(np.asarray(shown, np.int32))
    return shape, sorts, shown, fresh, denominator, alphabet, displays


def used(numbers: Ints, things: tuple[Any, ...]) -> tuple[Ints, tuple[Any, ...]]:
    """The things whose numbers occur, in order, and the numbers anew."""
    occurs = np.bincount(numbers, minlength=len(things)) if len(things) else np.zeros(0, np.int64)
    kept = sorted((i for i in range(len(things)) if occurs[i]), key=lambda i: rank(things[i]))
    number = np.zeros(len(things) or 1, np.int32)
    number[kept] = np.arange(len(kept), dtype=np.int32)
    return number[numbers], tuple(things[i] for i in kept)


def common_factor(shape: Functor, sorts: Ints, offsets: Ints, weights: Any, denominator: int) -> int:
    """What the denominator and all weights that are fractions can be divided by."""
    found = denominator
    for low, high in fractional(shape, sorts, offsets):
        found = gcd(found, int(np.gcd.reduce(weights[low:high], initial=0)))
    return found


def divided(shape: Functor, sorts: Ints, offsets: Ints, weights: Any, common: int) -> Any:
    """The weights, those that are fractions divided."""
    weights = weights.copy()
    for low, high in fractional(shape, sorts, offsets):
        weights[low:high] //= common
    return weights


def fractional(shape: Functor, sorts: Ints, offsets: Ints) -> Iterator[tuple[int, int]]:
    """Where the edges begin and end whose weights are fractions."""
    for part, low, high in zip(shapes(shape), sorts[:-1], sorts[1:]):
        monoid = monoid_of(part)
        if monoid is not None and monoid.fractions:
            yield int(offsets[low]), int(offsets[high])


@kernel
def tidy(
    offsets: Ints, letters: Ints, targets: Ints, weights: Any, rules: Ints, names: Ints, keys: Ints, sums: Any
) -> int:
    """Sort the edges of each node in place and add up those alike; how many are left."""
    size = 0
    for s in range(names.size):
        end = signature(offsets, letters, targets, weights, rules, names, s, keys, sums, 0)
        offsets[s] = size
        for i in range(end):
            key = int(keys[i])
            targets[size] = key & 0xFFFFFFFF
            if letters.size > 0:
                letters[size] = key >> 32
            if weights.size > 0:
                weights[size] = sums[i]
            size += 1
    offsets[names.size] = size
    return size
