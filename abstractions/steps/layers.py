"""Cut layers: the cheapest marks where candidates follow each other, as the lines of a loop do.

Main definition   `by_layers`
Notes             Candidates that are not always marked must form chains: all states of one step to states
                  of one other, and no two lead to the same.  On a chain only this is asked: between two
                  marked layers that follow each other, the labels of the first determine those of the
                  second.  The cheapest marks of that sort are a shortest path, chain by chain; they are a
                  bound for all marks, and the answer if the labels commute for them.  That fails only
                  where states of different layers have one label, or ways part from states of one label.
Law               `cut_layers_are_cheapest` in `abstractions.testing.laws`
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ..algorithms.mark_search import MarkProblem
from ..arrays import Ints
from .covering import is_map, weighed

__all__ = ["by_layers"]

NEVER = 1 << 62
"""The cost of what is not allowed."""


def by_layers(problem: MarkProblem) -> tuple[int | None, npt.NDArray[np.int8]] | None:
    """A lower bound for the cost, and marks that have it if the labels commute for them; a bound None says
    that none commute; None where candidates do not follow each other.  O(layers^2) array operations.
    """
    chains = chained(problem)
    if chains is None:
        return None
    members = blocks(problem.of, problem.fixed.size)
    status = np.where(problem.fixed == 2, 0, problem.fixed).astype(np.int8)
    if weighed(problem, problem.fixed)[1]:  # among those that are always marked
        return None, status
    total = problem.mark * int((problem.fixed == 1).sum())
    for source, chain in chains:
        layers = [members[c] for c in chain]
        if source is None and problem.of[problem.f[layers[-1][0]]] == chain[0]:
            cost, marked = cut_open(problem, layers)
        else:
            own = np.empty(0, np.int32) if source is None else members[source]
            starts = own[problem.of[problem.f[own]] == chain[0]]
            cost, marked = shortest(problem, [starts, *layers], allowed(problem, [starts, *layers]))
            marked = [i - 1 for i in marked]
        if cost >= NEVER:
            return None, status
        total += cost
        status[[chain[i] for i in marked]] = 1
    return total, status


def chained(problem: MarkProblem) -> list[tuple[int | None, list[int]]] | None:
    """The free candidates as chains, each with the candidate before it that is always marked (or None)."""
    of, after = problem.of, problem.of[problem.f]
    pairs = np.unique(np.stack((of, after)), axis=1).T.tolist()
    following: dict[int, list[int]] = {}
    before: dict[int, list[int]] = {}
    for a, b in pairs:
        following.setdefault(a, []).append(b)
        before.setdefault(b, []).append(a)
    free = problem.free.tolist()
    loose = set(free)
    if any(len(following[c]) > 1 or following[c] == [c] or len(before.get(c, [])) > 1 for c in free):
        return None
    chains: list[tuple[int | None, list[int]]] = []
    heads = [c for c in free if not any(b in loose for b in before.get(c, []))]
    for c in [*heads, *free]:
        if c in loose:
            source = next((b for b in before.get(c, []) if problem.fixed[b] == 1), None)
            chain = []
            while c in loose:
                loose.discard(c)
                chain.append(c)
                c = following[c][0]
            chains.append((source, chain))
    return chains


def blocks(of: Ints, count: int) -> list[Ints]:
    """The states of each candidate."""
    order = np.argsort(of, kind="stable")
    return np.split(order, np.cumsum(np.bincount(of, minlength=count))[:-1])


def allowed(problem: MarkProblem, layers: list[Ints]) -> npt.NDArray[np.bool_]:
    """``[i, d]``: whether the labels of layer i determine what it shows, and those after d steps."""
    found = np.zeros((len(layers), len(layers) + 1), np.bool_)
    for i, states in enumerate(layers):
        if is_map(problem.labels[states], problem.shown[states]):
            now = states
            for d in range(1, len(layers) + 1):
                now = problem.f[now]
                found[i, d] = is_map(problem.labels[states], problem.labels[now])
    return found


def cut_open(problem: MarkProblem, layers: list[Ints]) -> tuple[int, list[int]]:
    """The cheapest marks on layers that close to a cycle: with each layer marked in turn."""
    fits, n = allowed(problem, layers), len(layers)
    best: tuple[int, list[int]] = NEVER, []
    for i in range(n):
        cost, marked = shortest(problem, layers[i:] + layers[:i], np.roll(fits, -i, axis=0))
        if cost < NEVER and cost + problem.mark < best[0]:
            best = cost + problem.mark, [i, *((i + j) % n for j in marked)]
    return best


def shortest(problem: MarkProblem, layers: list[Ints], fits: npt.NDArray[np.bool_]) -> tuple[int, list[int]]:
    """The cheapest way from layer 0 to behind the last one, and which layers after 0 are marked on it."""
    last = len(layers)
    sizes = np.array([states.size for states in layers], np.int64)
    best, come = np.full(last + 1, NEVER, np.int64), np.zeros(last + 1, np.int64)
    best[0] = 0
    for j in range(1, last + 1):
        i = np.arange(j)
        ways = best[i] + problem.skip * (j - i - 1) * sizes[i] + problem.mark * (j < last)
        ways = np.where(fits[i, j - i] & (best[i] < NEVER), ways, NEVER)
        come[j] = int(ways.argmin())
        best[j] = ways[come[j]]
    found, j = [], last
    while best[last] < NEVER and come[j] > 0:
        j = int(come[j])
        found.append(j)
    return int(best[last]), found[::-1]
