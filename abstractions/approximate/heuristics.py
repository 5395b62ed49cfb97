"""Heuristics: chains of abstractions, each made from the one before by merging two classes.

Main definition   `chain`
Notes             Both begin with the minimal complete abstraction, or if information is an objective with
                  equality, and end with what must be kept.
                  "merging" merges the two classes that raise the defect least (of these, the two that cost
                  least information; of these, the first), then moves single states while that lowers the
                  defect (from up to 64 classes).  "bottleneck" merges the two whose futures, what must be kept after 1 to 8 random
                  steps, are most alike: the agglomerative information bottleneck.  It knows no defect, is
                  faster, and brings large systems down to a size that "merging" can look at.

                  Nothing is promised: floats choose in "bottleneck".  What is told of the abstractions that
                  they find, is exact.
Law               `heuristics_are_no_better_than_the_front` in `abstractions.testing.laws`
Source            J. Ward, Hierarchical grouping to optimize an objective function, 1963; N. Slonim and
                  N. Tishby, Agglomerative information bottleneck, 1999
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ..abstraction import Abstraction
from ..arrays import canonical
from ..completion import minimal_complete
from ..errors import BudgetExceeded
from ..progress import progress
from ..system import System
from .flow import Flow
from .partitions import wrongs

__all__ = ["chain"]

PAIRS = 64
"""So many classes have all their pairs looked at by "merging", and their moves."""

FEW = 24
"""To so many classes "bottleneck" brings down what has more, before "merging" goes on."""

MOST = 3000
"""So many classes have their futures compared."""

AHEAD = 8
"""How many steps of the future are compared."""


def chain(
    system: System, given: Abstraction, flow: Flow, method: str, informed: bool
) -> tuple[Abstraction, Flow, npt.NDArray[Any]]:
    """A complete abstraction q to begin with, its flow, and labels of its classes, many different ones first.

    ``informed``: begin with equality.
    Each row of the labels, int32, shape (abstractions, classes of q), is an abstraction above ``given``.
    Errors: `BudgetExceeded`.
    """
    q = Abstraction.identity(given.states) if informed else minimal_complete(system, given).abstraction
    if len(q) > MOST:
        raise BudgetExceeded(
            f"at most {MOST:,} classes are merged by a heuristic",
            value=f"{len(q):,} {'states' if informed else 'classes of the minimal complete abstraction'}",
            reason="all pairs are compared",
            repair='give objectives=("classes", "defect"), which begins with the minimal complete abstraction'
            if informed
            else "keep less, or ask for a part of the system",
        )
    small = flow.under(q)
    block = given.labels[q.representatives].astype(np.int64)
    down_to = 0 if method == "bottleneck" else PAIRS if len(q) <= PAIRS else FEW
    found = bottleneck(small, block, down_to)
    if method == "merging":
        found = [*found[:-1], *merging(small, block, found[-1])]
    return q, small, np.array(found, np.int32)


def bottleneck(flow: Flow, block: npt.NDArray[Any], down_to: int) -> list[npt.NDArray[Any]]:
    """From every class alone to at most ``down_to`` classes, or as many as there are blocks."""
    n = flow.states
    labels = np.arange(n)
    found = [labels.copy()]
    blocks = int(block.max(initial=-1)) + 1
    if n <= max(down_to, blocks):
        return found
    mass, future = futures(flow, block, blocks)
    apart = np.full((n, n), np.inf)
    for i in range(n):
        alone = np.flatnonzero((block == block[i]) & (np.arange(n) > i))
        apart[i, alone] = divergence(mass, future, i, alone)
    alive = np.ones(n, bool)
    with progress("merging classes", total=n) as advance:
        for left in range(n - 1, max(down_to, blocks) - 1, -1):
            i, j = divmod(int(apart.argmin()), n)
            whole = mass[i] + mass[j]
            if whole > 0:
                future[i] = (mass[i] * future[i] + mass[j] * future[j]) / whole
            mass[i], alive[j] = whole, False
            labels[labels == j] = i
            apart[j, :] = apart[:, j] = np.inf
            others = np.flatnonzero(alive & (block == block[i]))
            others = others[others != i]
            new = divergence(mass, future, i, others)
            apart[np.minimum(i, others), np.maximum(i, others)] = new
            found.append(np.asarray(canonical(labels)))
            advance(n - left)
    return found


def futures(
    flow: Flow, block: npt.NDArray[Any], blocks: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The weight of each state, and how probable each block is after 1, 2, ... steps: floats."""
    n = flow.states
    mass = np.bincount(flow.source, flow.weight.astype(float) / flow.total, minlength=n).astype(float)
    weight = (flow.weight.astype(float) / flow.total)[flow.row] * (
        flow.chance.astype(float) / flow.denominator
    )
    step = np.zeros((n, n))
    np.add.at(step, (flow.source[flow.row], flow.target), weight)
    step /= np.maximum(step.sum(axis=1, keepdims=True), 1e-300)
    now, columns = np.eye(blocks)[block], []
    for _ in range(AHEAD):
        now = step @ now
        columns.append(now)
    return mass, np.concatenate(columns, axis=1)


def divergence(
    mass: npt.NDArray[np.float64], future: npt.NDArray[np.float64], i: int, others: npt.NDArray[Any]
) -> npt.NDArray[np.float64]:
    """The information about the future that merging i with each of the others loses."""

    def mixed(p: Any) -> Any:
        return -(p * np.log2(np.maximum(p, 1e-300))).sum(axis=-1)

    a, b = mass[i], mass[others]
    whole = np.maximum(a + b, 1e-300)
    mean = (a * future[i] + b[:, None] * future[others]) / whole[:, None]
    found: npt.NDArray[np.float64] = whole * mixed(mean) - a * mixed(future[i]) - b * mixed(future[others])
    return np.maximum(found, 0)


def merging(flow: Flow, block: npt.NDArray[Any], labels: npt.NDArray[Any]) -> list[npt.NDArray[Any]]:
    """From these labels down to one class a block; each polished by moves of single states."""
    mass = np.zeros(flow.states, flow.weight.dtype)
    np.add.at(mass, flow.source, flow.weight)
    found = [polished(flow, block, labels)]
    while True:
        k = int(labels.max(initial=-1)) + 1
        of_class, weight = np.zeros(k, np.int64), np.zeros(k, mass.dtype)
        of_class[labels] = block
        np.add.at(weight, labels, mass)
        one, other = np.triu_indices(k, 1)
        same = of_class[one] == of_class[other]
        one, other = one[same], other[same]
        if not one.size:
            return found
        words = np.repeat(labels[None], one.size, axis=0)
        words[words == other[:, None]] = np.repeat(one, (words == other[:, None]).sum(axis=1))
        words = words - (words > other[:, None])
        wrong = wrongs(words, flow)
        least = np.flatnonzero(wrong == wrong.min())
        lost = joined(weight[one[least]], weight[other[least]])
        labels = words[least[int(lost.argmin())]]
        found.append(polished(flow, block, labels))


def joined(a: npt.NDArray[Any], b: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """The information that merging classes of these weights loses, up to a factor: floats."""

    def x_log_x(x: Any) -> Any:
        return x * np.log2(np.maximum(x, 1))

    a, b = a.astype(float), b.astype(float)
    found: npt.NDArray[np.float64] = x_log_x(a + b) - x_log_x(a) - x_log_x(b)
    return found


def polished(flow: Flow, block: npt.NDArray[Any], labels: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Move one state to another class of its block while that lowers the defect."""
    k = int(labels.max(initial=-1)) + 1
    of_class = np.zeros(k, np.int64)
    of_class[labels] = block
    now = wrongs(labels[None], flow)[0]
    while now and flow.states <= PAIRS:
        state, to = np.nonzero((block[:, None] == of_class[None]) & (labels[:, None] != np.arange(k)))
        alone = np.bincount(labels, minlength=k)[labels[state]] == 1
        state, to = state[~alone], to[~alone]
        words = np.repeat(labels[None], state.size, axis=0)
        words[np.arange(state.size), state] = to
        wrong = wrongs(words, flow)
        if not wrong.size or wrong.min() >= now:
            break
        now, labels = wrong.min(), words[int(wrong.argmin())]
    return labels
