"""Arrows: the maps of a deterministic step with weights, in an order fit for a dynamic program.

Main definitions  `Arrows`, `wrong_arrows`
Notes             Of each letter the functional graph: trees, whose leaves come first, that lead to cycles.
Law               `searches_agree_with_enumeration` in `abstractions.testing.laws`
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..arrays import Ints
from ..kernel import kernel
from .flow import Flow

__all__ = ["Arrows", "arrows_of", "wrong_arrows"]


class Arrows(NamedTuple):
    """The maps of a flow, as kernels take them; all int64.

    ``target``, ``weight``: shape (letters, states); target -1 without weight.  ``order``, ``trees``: the
    states of each letter, those on no cycle first, each before its target; then cycle after cycle, each
    along the arrows.  ``size``: at the first state of a cycle its length, else 0.
    """

    target: Ints
    weight: npt.NDArray[np.int64]
    order: Ints
    trees: Ints
    size: Ints


def arrows_of(flow: Flow) -> Arrows:
    """The arrows of a flow whose steps are deterministic."""
    shape = (flow.letters, flow.states)
    target, weight = np.full(shape, -1, np.int64), np.zeros(shape, np.int64)
    target[flow.letter, flow.source] = flow.target
    weight[flow.letter, flow.source] = flow.weight
    order, trees = np.zeros(shape, np.int64), np.zeros(flow.letters, np.int64)
    size = np.zeros(shape, np.int64)
    arrange(target, order, trees, size, np.zeros(flow.states, np.int64))
    return Arrows(target, weight, order, trees, size)


@kernel
def arrange(target: Ints, order: Ints, trees: Ints, size: Ints, degree: Ints) -> None:
    for a in range(target.shape[0]):
        n = target.shape[1]
        for s in range(n):
            degree[s] = 0
        for s in range(n):
            if target[a, s] >= 0:
                degree[target[a, s]] += 1
        count = 0
        for s in range(n):
            if degree[s] == 0:
                order[a, count] = s
                count += 1
        done = 0
        while done < count:
            t = target[a, order[a, done]]
            done += 1
            if t >= 0:
                degree[t] -= 1
                if degree[t] == 0:
                    order[a, count] = t
                    count += 1
        trees[a] = count
        for s in range(n):
            if degree[s] > 0:
                first = count
                t = s
                while degree[t] > 0:
                    degree[t] = 0
                    order[a, count] = t
                    count += 1
                    t = target[a, t]
                size[a, s] = count - first


@kernel
def wrong_arrows(p: Ints, arrows: Arrows, counts: Ints) -> int:
    """The weight of arrows that the best abstract step on the classes p gets wrong.  ``counts``: scratch."""
    letters, n = arrows.target.shape
    k = counts.shape[0]
    wrong = 0
    for a in range(letters):
        for c in range(k):
            for b in range(k):
                counts[c, b] = 0
        for s in range(n):
            if arrows.target[a, s] >= 0:
                counts[p[s], p[arrows.target[a, s]]] += arrows.weight[a, s]
                wrong += arrows.weight[a, s]
        for c in range(k):
            most = counts[c, 0]
            for b in range(k):
                most = max(most, counts[c, b])
            wrong -= most
    return int(wrong)
