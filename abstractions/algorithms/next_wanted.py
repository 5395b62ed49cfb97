"""The next state with the label that one wants, on the run from every state, in linear time.

Problem    Given f : range(n) -> range(n), a label of each state, and a label that each state wants (or -1):
           after how many steps (perhaps none) does the run from it first meet a state with that label?
Method     Go round each cycle backwards twice, and from there backwards up the trees, depth first.  For
           each label, keep how deep the state with it is that was met last on the way here.
Invariant  On entering a state, ``last[c]`` is the depth of the nearest state with label c ahead of it.
Stops      Every state is entered once; those of cycles twice.
Cost       O(n + labels); eight arrays of n integers.
Proof      an answer is checked by going so many steps; that there is none, by going round the cycle
Source     the stack of last occurrences is folklore of offline ancestor queries
Role       The weak square of a deterministic system.
Limits     States fit 31 bits.
"""

from __future__ import annotations

import numpy as np

from ..arrays import Ints, frozen, members
from ..kernel import kernel
from .single_map import peel

__all__ = ["next_wanted"]


def next_wanted(f: Ints, labels: Ints, wanted: Ints) -> Ints:
    """How many steps away the first state with the wanted label is; -1 if there is none, or none wanted.

    ``f``, ``labels``, ``wanted``: int32, shape (states,).

    >>> step, labels = np.array([1, 2, 1]), np.array([0, 1, 2])
    >>> next_wanted(step, labels, np.array([2, 1, 0])).tolist()
    [2, 0, -1]
    """
    n = len(f)
    f = np.ascontiguousarray(f)
    order, degree = np.empty(n, np.int32), np.zeros(n, np.int32)
    peel(f, order, degree)
    before, start = members(f, n)
    count = max(int(labels.max(initial=-1)), int(wanted.max(initial=-1))) + 1
    steps, last, saved = np.full(n, -1, np.int32), np.full(count, -1, np.int64), np.empty(n, np.int64)
    cycle, stack, place = np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int64)
    search(f, labels, wanted, degree, before, start, steps, last, saved, cycle, stack, place)
    return frozen(steps)


@kernel
def search(
    f: Ints,
    labels: Ints,
    wanted: Ints,
    cyclic: Ints,
    before: Ints,
    start: Ints,
    steps: Ints,
    last: Ints,
    saved: Ints,
    cycle: Ints,
    stack: Ints,
    place: Ints,
) -> None:
    """``cyclic``: 1 on cycles not yet done, 2 on those that are; ``before[start[s]:start[s + 1]]``: the
    states that step to s.
    """
    for root in range(f.size):
        if cyclic[root] != 1:
            continue
        length = 0
        t = root
        while cyclic[t] == 1:
            cycle[length] = t
            cyclic[t] = 2
            length += 1
            t = f[t]
        for i in range(length):
            last[labels[cycle[length - 1 - i]]] = i
        for i in range(length):
            stack[0] = cycle[length - 1 - i]
            place[0] = -1
            level = 0
            while level >= 0:
                s = stack[level]
                if place[level] < 0:
                    saved[level] = last[labels[s]]
                    last[labels[s]] = length + i + level
                    place[level] = start[s]
                    if wanted[s] >= 0 and last[wanted[s]] >= 0:
                        steps[s] = length + i + level - last[wanted[s]]
                at = place[level]
                if at < start[s + 1]:
                    place[level] = at + 1
                    if cyclic[before[at]] == 0:
                        level += 1
                        stack[level] = before[at]
                        place[level] = -1
                    continue
                if level > 0:
                    last[labels[s]] = saved[level]
                level -= 1
        for i in range(length):
            last[labels[cycle[i]]] = -1
