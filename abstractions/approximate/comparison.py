"""The front among some abstractions: all are measured, and those kept that no other one beats.

Main definition   `told`
Law               `the_front_is_that_of_all_partitions` in `abstractions.testing.laws`
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from ..arrays import Ints
from .distribution import Distribution
from .flow import Flow
from .logarithms import bits, by_information
from .partitions import wrongs
from .points import Front, Point

__all__ = ["told"]


def told(empty: Front, words: npt.NDArray[Any], flow: Flow, max_classes: int | None, story: str) -> Front:
    """The front among some abstractions; ``story``: why others may be better, or "" if these are all there are."""
    classes = words.max(axis=1, initial=0).astype(np.int64) + 1
    if max_classes is not None:
        words, classes = words[classes <= max_classes], classes[classes <= max_classes]
    wrong = wrongs(words, flow)
    mass = masses(words, empty.weights)
    different, which = (
        np.unique(mass, axis=0, return_inverse=True) if mass.dtype != object else unique_rows(mass)
    )
    rank = np.array(by_information([tuple(map(int, row)) for row in different]), np.int64)[which.reshape(-1)]
    amount = np.unique(wrong, return_inverse=True)[1]
    columns = {"classes": classes, "information": -rank, "defect": amount}
    values = np.stack([columns[objective] for objective in empty.objectives], axis=1)
    best, which = np.unique(values, axis=0, return_inverse=True)
    which = which.reshape(-1)
    on_front = undominated(best)
    points = []
    for place in np.flatnonzero(on_front).tolist():
        members = np.flatnonzero(which == place)
        members = members[np.lexsort((amount[members], -rank[members], classes[members]))]
        i, k = members[0], int(classes[members[0]])
        value = Fraction(int(wrong[i]), flow.unit)
        information = bits([int(x) for x in mass[i]])
        proved = () if story else empty.objectives
        bound, most = value if "defect" in proved else None, information if "information" in proved else None
        points.append(Point(k, information, value, bound, words[members], every=not story, most=most))
    points.sort(key=lambda point: point.classes)
    return replace(empty, points=tuple(points), story=story)


def masses(words: npt.NDArray[Any], of: Distribution) -> npt.NDArray[Any]:
    """The weights of the classes of each word, sorted: shape (words, states)."""
    weight = of.of_states.whole
    found = np.zeros(words.shape, weight.dtype)
    rows = np.arange(len(words))
    if len(words) < words.shape[1]:
        for row, word in zip(found, words):
            np.add.at(row, word, weight)
    else:
        for s in range(words.shape[1]):
            found[rows, words[:, s]] += weight[s]
    found.sort(axis=1)
    return found


def unique_rows(rows: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], Ints]:
    """`numpy.unique` of rows of Python integers."""
    number: dict[tuple[int, ...], int] = {}
    which = np.array([number.setdefault(tuple(row), len(number)) for row in rows.tolist()], np.int64)
    return np.array(list(number), object).reshape(len(number), rows.shape[1]), which


def undominated(values: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Which of different rows no other is at most equal to; rows are sorted, so only earlier ones can be."""
    kept = np.ones(len(values), bool)
    front: npt.NDArray[Any] = values[:0]
    for i, row in enumerate(values):
        if (front <= row).all(axis=1).any():
            kept[i] = False
        else:
            front = np.concatenate((front, row[None]))
    return kept
