"""Cut layers: the cheapest marks where candidates follow each other, as the lines of a loop do.

Main definition   `by_layers`
Notes             Candidates that are not always marked must form chains: all states of one step to states
                  of one other, and no two lead to the same.  On a chain only this is asked: between two
                  marked layers that follow each other, the labels of the first determine those of the
                  second.  The cheapest marks of that sort are a shortest path, chain by chain; they are a
                  bound for all marks, and the answer if the labels commute for them.  That fails only
                  where states of different layers have one label, or ways part from states of one label.
                  The costs of the shortest paths are the reason for the bound: `potentials`.
Laws              `cut_layers_are_cheapest`, `cut_layers_of_a_circuit_are_cheapest` in
                  `abstractions.testing.laws`
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ..algorithms.mark_search import MarkProblem
from ..arrays import Ints, frozen
from .covering import Covering, is_map, weighed
from .parts import LARGE
from .potentials import Chain, Potentials, blocks

__all__ = ["by_layers"]


def by_layers(problem: MarkProblem) -> tuple[int, npt.NDArray[np.int8], Covering | Potentials] | None:
    """A lower bound for the cost (2^62 and more: none commute), marks that have it if the labels commute
    for them, and the reason; None where candidates do not follow each other.  O(layers^2) array operations.
    """
    chains = chained(problem)
    if chains is None:
        return None
    members = blocks(problem.of, problem.fixed.size)
    status = np.where(problem.fixed == 2, 0, problem.fixed).astype(np.int8)
    if weighed(problem, problem.fixed)[1]:  # among those that are always marked
        return LARGE, status, Covering(np.array([[0, problem.free.size, 2]], np.int64))
    total, found = problem.mark * int((problem.fixed == 1).sum()), []
    for source, chain in chains:
        layers = [members[c] for c in chain]
        if source is None and problem.of[problem.f[layers[-1][0]]] == chain[0]:
            cost, marked, least = cut_open(problem, layers)
        else:
            own = np.empty(0, np.int32) if source is None else members[source]
            starts = own[problem.of[problem.f[own]] == chain[0]]
            marked, least = shortest(problem, [starts, *layers], allowed(problem, [starts, *layers]))
            cost, marked = int(least[-1]), [i - 1 for i in marked]
        found.append(Chain(np.array(chain), frozen(least)))
        if cost >= LARGE:
            return LARGE, status, Potentials((found[-1],))
        total += cost
        status[[chain[i] for i in marked]] = 1
    return total, status, Potentials(tuple(found))


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


def cut_open(problem: MarkProblem, layers: list[Ints]) -> tuple[int, list[int], npt.NDArray[np.int64]]:
    """The cheapest marks on layers that close to a cycle: with each layer marked in turn."""
    fits, n = allowed(problem, layers), len(layers)
    best: tuple[int, list[int]] = LARGE, []
    rows = np.empty((n, n + 1), np.int64)
    for i in range(n):
        marked, rows[i] = shortest(problem, layers[i:] + layers[:i], np.roll(fits, -i, axis=0))
        cost = int(rows[i, -1])
        if cost < LARGE and cost + problem.mark < best[0]:
            best = cost + problem.mark, [i, *((i + j) % n for j in marked)]
    return *best, rows


def shortest(
    problem: MarkProblem, layers: list[Ints], fits: npt.NDArray[np.bool_]
) -> tuple[list[int], npt.NDArray[np.int64]]:
    """Which layers after layer 0 are marked on the cheapest way to behind the last one, and the cost of
    the cheapest way to each place; 2^62 where there is none.
    """
    last = len(layers)
    sizes = np.array([states.size for states in layers], np.int64)
    best, come = np.full(last + 1, LARGE, np.int64), np.zeros(last + 1, np.int64)
    best[0] = 0
    for j in range(1, last + 1):
        i = np.arange(j)
        ways = best[i] + problem.skip * (j - i - 1) * sizes[i] + problem.mark * (j < last)
        ways = np.where(fits[i, j - i] & (best[i] < LARGE), ways, LARGE)
        come[j] = int(ways.argmin())
        best[j] = ways[come[j]]
    found, j = [], last
    while best[last] < LARGE and come[j] > 0:
        j = int(come[j])
        found.append(j)
    return found[::-1], best
