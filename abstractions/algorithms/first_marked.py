"""The first marked state on the run from every state, in linear time.

Problem    Given f : range(n) -> range(n) and marked states, which is the first marked state on the run
           from each state (itself, if it is marked), and how many steps away is it?
Method     Walk from each state without an answer to one with an answer, or to one met on this walk;
           walk the same way again and write.
Invariant  Between walks every state has its answer, or nothing at all is known of it.
Stops      Every state is walked over at most twice.
Cost       O(n); two arrays of n integers.
Proof      by the local equations that `abstractions.steps.marking` checks: a marked state is its own
           answer, at distance 0; another has that of its successor, at one more; the states without
           an answer are closed under f, and none is marked.
Source     H. Poincare (the first return); folklore for finite maps
Role       What step marking, stuttering and the choice of steps stand on.
Limits     States fit 31 bits.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ..arrays import Ints, frozen
from ..kernel import kernel

__all__ = ["first_marked"]


def first_marked(f: Ints, marked: npt.NDArray[Any]) -> tuple[Ints, Ints]:
    """The first marked state from each state, and how many steps away it is; -1 where there is none.

    ``f``: int32, shape (states,); ``marked``: bool, shape (states,).  Two int32 arrays.

    >>> first, steps = first_marked(np.array([1, 2, 0, 3]), np.array([True, False, False, False]))
    >>> first.tolist(), steps.tolist()
    ([0, 0, 0, -1], [0, 2, 1, -1])
    """
    first, steps = np.full(len(f), -2, np.int32), np.zeros(len(f), np.int32)
    own = np.flatnonzero(marked)
    first[own] = own
    walk(np.ascontiguousarray(f), first, steps)
    return frozen(first), frozen(steps)


@kernel
def walk(f: Ints, first: Ints, steps: Ints) -> None:
    """``first``: marked states are their own, others -2; while they are on the walk, -3."""
    for s in range(f.size):
        if first[s] != -2:
            continue
        t = s
        length = 0
        while first[t] == -2:
            first[t] = -3
            length += 1
            t = f[t]
        end = first[t]
        if end < 0:
            end = -1
        else:
            length += steps[t]
        t = s
        while first[t] == -3:
            first[t] = end
            steps[t] = length if end >= 0 else -1
            length -= 1
            t = f[t]
