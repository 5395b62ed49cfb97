"""The strongly connected components of the silent edges that stay in a class.

Problem    Given edges in order of sources, which of them count, which states go round together?
Method     Tarjan's depth-first search, with a stack of its own; an edge counts if its letter is the
           silent one and its ends have equal labels.
Invariant  States on the path that may still go round together stand on one stack; ``low`` is the
           earliest of them that is known to be reached.
Stops      Every edge is looked at once.
Cost       O(states + edges); six arrays of n integers.
Proof      that they go round is checked: `abstractions.stuttering.together`
Source     R. Tarjan, Depth-first search and linear graph algorithms, 1972
Role       What branching bisimilarity begins with: states that go round in silence do the same.
Limits     States fit 31 bits.
"""

from __future__ import annotations

import numpy as np

from ..arrays import Ints
from ..kernel import kernel

__all__ = ["silent_components"]


def silent_components(offsets: Ints, letters: Ints, targets: Ints, silent: int, labels: Ints) -> Ints:
    """The component of each state; a component has a larger number than those that it leads to.

    ``letters``: int32, shape (edges,), empty if every letter is 0; ``labels``: int32, shape (states,).
    """
    n = labels.size
    component, arrival = np.full(n, -1, np.int32), np.full(n, -1, np.int32)
    low, stack, path = (np.empty(n, np.int32) for _ in range(3))
    place = np.empty(n, np.int64)
    search(offsets, letters, targets, silent, labels, component, arrival, low, stack, path, place)
    return component


@kernel
def search(
    offsets: Ints,
    letters: Ints,
    targets: Ints,
    silent: int,
    labels: Ints,
    component: Ints,
    arrival: Ints,
    low: Ints,
    stack: Ints,
    path: Ints,
    place: Ints,
) -> None:
    """``arrival``: when a state was met, -1 for not yet; ``place``: its next edge, while on the path."""
    clock = 0
    count = 0
    top = 0
    for root in range(labels.size):
        if arrival[root] >= 0:
            continue
        depth = 1
        path[0] = root
        while depth > 0:
            s = path[depth - 1]
            if arrival[s] < 0:
                arrival[s] = clock
                low[s] = clock
                clock += 1
                place[s] = offsets[s]
                stack[top] = s
                top += 1
            e = place[s]
            if e < offsets[s + 1]:
                place[s] = e + 1
                t = targets[e]
                if labels[t] == labels[s] and (letters.size == 0 or letters[e] == silent):
                    if arrival[t] < 0:
                        path[depth] = t
                        depth += 1
                    elif component[t] < 0 and arrival[t] < low[s]:
                        low[s] = arrival[t]
                continue
            if low[s] == arrival[s]:
                more = True
                while more:
                    top -= 1
                    component[stack[top]] = count
                    more = stack[top] != s
                count += 1
            depth -= 1
            if depth > 0 and low[s] < low[path[depth - 1]]:
                low[path[depth - 1]] = low[s]
