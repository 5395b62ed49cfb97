"""The order of a list of abstractions, and its covers.

Problem    Given rows of labels, each after all that know less: which know less than which, and
           which of those have nothing between.
Method     Row i is a function of row j iff it is constant on the classes of j.  Going down from j,
           an element is covered by j unless a cover of j lies above it.
Invariant  Elements met so far are marked if they lie below a cover found.
Stops      One pass over all pairs.
Cost       O(m^2 n) at worst, mostly O(m^2); covers O(m (m + c)) with c covers.  m^2 bytes.
Proof      by definition
Source     folklore
Role       `abstractions.lattice`.
Limits     m^2 bytes of memory.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ..arrays import Ints, frozen
from ..kernel import kernel

__all__ = ["covering", "ordering"]


def ordering(rows: Ints) -> npt.NDArray[np.bool_]:
    """``below[j, i]``: whether row i knows at most what row j knows."""
    m, n = rows.shape
    below = np.zeros((m, m), np.bool_)
    compare(rows, below, np.empty(n, np.int32))
    return below


def covering(below: npt.NDArray[np.bool_]) -> Ints:
    """The pairs (i, j), i below j and nothing between; by j, then i.  int32, shape (covers, 2)."""
    m = len(below)
    count = cover(below, np.zeros(m, np.bool_), np.empty((0, 2), np.int32))
    out = np.empty((count, 2), np.int32)
    cover(below, np.zeros(m, np.bool_), out)
    return frozen(out[np.lexsort((out[:, 0], out[:, 1]))])


@kernel
def compare(rows: Ints, below: npt.NDArray[np.bool_], first: Ints) -> None:
    m, n = rows.shape
    for j in range(m):
        for s in range(n - 1, -1, -1):
            first[rows[j, s]] = s
        for i in range(j + 1):
            constant = True
            for s in range(n):
                if rows[i, s] != rows[i, first[rows[j, s]]]:
                    constant = False
                    break
            below[j, i] = constant


@kernel
def cover(below: npt.NDArray[np.bool_], marked: npt.NDArray[np.bool_], out: Ints) -> int:
    """Write the covers, if there is room; their number."""
    m = len(below)
    count = 0
    for j in range(m):
        for i in range(j):
            marked[i] = False
        for i in range(j - 1, -1, -1):
            if below[j, i] and not marked[i]:
                if count < len(out):
                    out[count, 0] = i
                    out[count, 1] = j
                count += 1
                for h in range(i):
                    marked[h] |= below[i, h]
    return count
