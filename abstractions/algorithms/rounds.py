"""Coarsest complete refinement by global rounds, and by doubling.

Problem    Given a step table and labels p, the least complete abstraction above p.
Method     Kleene iteration of Omega(q) = q | pullback(q), from p upwards; classes are numbered in
           the order of what splits them, which is the certificate.  With one letter, doubling:
           p_2k = p_k | pullback of p_k along k steps.
Invariant  Every complete abstraction above p is above the current q.
Stops      Every round but the last adds a class: at most n - len(p) rounds; doubling: log2 n.
Cost       O(rounds * n * letters * log n): quadratic on a path; doubling O(n log^2 n).
Proof      proofs/Completion.v, `rounds_words`, `rounds_stop`, `rounds_least`, `upto_double`, `upto_stop`
Source     E. F. Moore, Gedanken-experiments on sequential machines, 1956.
Role       The specification: faster algorithms are tested against it.
Limits     Arrays of any library that follows the array API standard (NumPy; CuPy and PyTorch
           through array-api-compat): the same lines run on a GPU.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import canonical, frozen
from ..certificate import CyclicMinimality, OrderedMinimality
from ..errors import MissingExtra
from .single_map import lyndon_starts

__all__ = ["by_doubling", "by_rounds", "doubling", "rounds"]


def by_rounds(table: Any, labels: Any) -> OrderedMinimality:
    """`rounds` on NumPy arrays, as an engine."""
    place, time, letter = rounds(np.asarray(table, np.int64), np.asarray(labels, np.int64))
    return ordered(place, time, letter)


def by_doubling(table: Any, labels: Any) -> CyclicMinimality:
    """`doubling` on NumPy arrays, as an engine; for one letter."""
    place = doubling(np.asarray(table[:, 0], np.int64), np.asarray(labels, np.int64))
    classes = canonical(place)
    return CyclicMinimality(classes, lyndon_starts(table[:, 0], classes, labels))


def rounds(table: Any, labels: Any) -> tuple[Any, Any, Any]:
    """The place of each state's class in the row, and the time and letter of each boundary.

    ``table``: int64, shape (states, letters); ``labels``: int64, shape (states,), numbered from 0.
    """
    xp = namespace(table)
    place, classes = labels, int(xp.max(labels)) + 1 if labels.shape[0] else 0
    time = xp.zeros_like(labels[:classes])  # entry j belongs to the boundary before place j
    letter = time - 1
    clock, before = 0, -1
    while classes != before:
        before, old = classes, place  # a round looks at the classes it began with
        for a in range(table.shape[1]):
            clock += 1
            keys, place = distinct(xp, place * before + xp.take(old, table[:, a]))
            parent = keys // before
            first = xp.concat((parent[:1] == parent[:1], parent[1:] != parent[:-1]))
            time = xp.where(first, xp.take(time, parent), xp.asarray(clock))
            letter = xp.where(first, xp.take(letter, parent), xp.asarray(a))
        classes = int(time.shape[0])
    return place, time[1:], letter[1:]


def doubling(step: Any, labels: Any) -> Any:
    """The rank of each state's word of observations, in lexicographic order.

    ``step``: int64, shape (states,); ``labels``: int64, shape (states,), numbered from 0.
    """
    xp = namespace(step)
    place, classes = labels, int(xp.max(labels)) + 1 if labels.shape[0] else 0
    while True:
        keys, place = distinct(xp, place * classes + xp.take(place, step))
        if int(keys.shape[0]) == classes:
            return place
        classes = int(keys.shape[0])
        step = xp.take(step, step)


def distinct(xp: Any, keys: Any) -> tuple[Any, Any]:
    """The distinct keys, increasing, and the place of each key among them."""
    found = xp.unique_inverse(keys)
    return found.values, xp.reshape(found.inverse_indices, keys.shape)


def namespace(array: Any) -> Any:
    """The array library that ``array`` belongs to."""
    if isinstance(array, np.ndarray):
        return np
    try:
        import array_api_compat
    except ImportError:
        raise MissingExtra("array-api-compat", "gpu", "running rounds on other arrays") from None
    return array_api_compat.array_namespace(array)


def ordered(place: Any, time: Any, letter: Any) -> OrderedMinimality:
    """The certificate of classes standing at ``place``, cut at ``time`` by ``letter``."""
    labels = canonical(place)
    rank = np.empty(len(time) + 1 if len(place) else 0, np.int64)
    rank[labels] = place
    return OrderedMinimality(labels, frozen(rank), time, letter)
