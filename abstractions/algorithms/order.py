"""The order of a list of abstractions, and its covers.

Problem    Given rows of labels, each after all that know less: which know less than which, and
           which of those have nothing between.
Method     Row i is a function of row j iff it is constant on the classes of j.  Going up from i, an
           element covers i unless it lies above one found before that does.
Invariant  Elements above a cover found are marked.
Stops      One pass over all pairs.
Cost       O(m^2 n) at worst, mostly O(m^2); covers O(m (m + c)) with c covers.  m (m + 4 n) bytes.
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
    """``order[i, j]``: whether row i knows at most what row j knows.  Bool, shape (m, m)."""
    m, n = rows.shape
    order = np.zeros((m, m), np.bool_)
    first = np.empty((m, n), np.int32)
    compare(rows, first, np.empty(n, np.int32), order)
    return frozen(order)


def covering(order: npt.NDArray[np.bool_]) -> Ints:
    """The pairs (i, j), i below j and nothing between; by j, then i.  int32, shape (covers, 2)."""
    marked = np.zeros(len(order), np.bool_)
    count = cover(order, marked, np.empty((0, 2), np.int32))
    out = np.empty((count, 2), np.int32)
    cover(order, marked, out)
    return frozen(out[np.lexsort((out[:, 0], out[:, 1]))])


@kernel
def compare(rows: Ints, first: Ints, seen: Ints, order: npt.NDArray[np.bool_]) -> None:
    """Fill in the order; ``first[j, s]``: the first state of the class of s in row j."""
    m, n = rows.shape
    for j in range(m):
        for s in range(n - 1, -1, -1):
            seen[rows[j, s]] = s
        for s in range(n):
            first[j, s] = seen[rows[j, s]]
    for i in range(m):
        for j in range(i, m):
            constant = True
            for s in range(n):
                if rows[i, s] != rows[i, first[j, s]]:
                    constant = False
                    break
            order[i, j] = constant


@kernel
def cover(order: npt.NDArray[np.bool_], marked: npt.NDArray[np.bool_], out: Ints) -> int:
    """Write the covers, if there is room; their number."""
    m = len(order)
    count = 0
    for i in range(m):
        for j in range(i + 1, m):
            marked[j] = False
        for j in range(i + 1, m):
            if order[i, j] and not marked[j]:
                if count < len(out):
                    out[count, 0] = i
                    out[count, 1] = j
                count += 1
                for h in range(j + 1, m):
                    marked[h] |= order[j, h]
    return count
