"""Reachability: the states that runs lead to, and a shortest run to each."""

from __future__ import annotations

import numpy as np

from .arrays import Ints
from .kernel import kernel

__all__ = ["breadth_first", "shortest_run"]


def breadth_first(table: Ints, sources: Ints) -> tuple[Ints, Ints, Ints]:
    """States in order of distance from ``sources``, with the parent and letter that led to each.

    ``parent`` is -1 at the sources and -2 at states that are not reached.
    """
    n = len(table)
    order, parent, letter = np.empty(n, np.int32), np.full(n, -2, np.int32), np.empty(n, np.int32)
    count = search(table, sources, order, parent, letter)
    return order[:count], parent, letter


@kernel
def search(table: Ints, sources: Ints, order: Ints, parent: Ints, letter: Ints) -> int:
    count = 0
    for s in sources:
        if parent[s] == -2:
            parent[s] = -1
            letter[s] = -1
            order[count] = s
            count += 1
    done = 0
    while done < count:
        s = order[done]
        done += 1
        for a in range(table.shape[1]):
            t = table[s, a]
            if parent[t] == -2:
                parent[t] = s
                letter[t] = a
                order[count] = t
                count += 1
    return count


def shortest_run(table: Ints, sources: Ints, target: int) -> tuple[list[int], list[int]] | None:
    """The states and letters of a shortest run from ``sources`` to ``target``, if there is one."""
    _, parent, letter = breadth_first(table, sources)
    if parent[target] == -2:
        return None
    states, letters = [target], []
    while parent[states[-1]] >= 0:
        letters.append(int(letter[states[-1]]))
        states.append(int(parent[states[-1]]))
    return states[::-1], letters[::-1]
