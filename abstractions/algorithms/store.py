"""Many congruences of one machine, each once, most of them in a few bytes.

Problem    Keep a growing set of partitions of n states, find out whether one is in it, and answer
           which states one of them identifies.
Method     A partition is a row of least members of its classes, or two classes of another one merged.
           An index of sums of weights finds candidates for equality, which are then compared.
Invariant  Different numbers are different partitions; the sum of ``weights[0, s] * weights[1, least
           member of the class of s]`` is kept with each.
Stops      No loop depends on more than its data.
Cost       O(n) to add or to find; 48 bytes for a merge and up to 2 n more for a row, twice that
           after growing.
Proof      equality is never concluded from the sums
Source     D. Knuth, The Art of Computer Programming 3, 6.4 (open addressing)
Role       `pairs`.
Limits     At most 65,536 states.
"""

from __future__ import annotations

import numpy as np

from ..arrays import Ints, frozen
from ..kernel import kernel

__all__ = [
    "KNOWN",
    "PRINCIPAL",
    "ROWS",
    "SPARE",
    "Store",
    "expand",
    "intern",
    "join",
    "join_part",
    "least",
    "merge",
    "top",
]

DEEP = 6
"""A congruence kept as a merge in another, that in another, and so on, is at most so deep."""
SPARE = 4
"""How many may be added before the room is looked at again."""
KNOWN, ROWS = 0, 1
"""How many different congruences are known (0 is equality), and how many of them as rows."""
BASE, LOW, HIGH, LEVEL, CLASSES, PRINCIPAL = range(6)
"""A congruence of level 0 is row LOW; else it is congruence BASE with the classes of least members
LOW < HIGH merged.  CLASSES: how many there are.  PRINCIPAL: whether a pair generates it (else it
only joins two that do)."""


class Store:
    """The arrays, and how they grow.  ``at[KNOWN]`` and ``at[ROWS]`` say how much of them is used."""

    def __init__(self, n: int, at: Ints) -> None:
        self.at = at
        self.weights = frozen(np.random.default_rng(0).integers(1, 1 << 23, (2, n)))  # exact in 63 bits
        self.parts, self.code = np.zeros((64, 6), np.int32), np.zeros(64, np.int64)
        self.rows = np.zeros((16, n), np.uint16)
        self.rows[0] = np.arange(n)
        self.parts[0, CLASSES] = n
        self.code[0] = (self.weights[0] * self.weights[1]).sum()
        self.index = np.full(4 * len(self.parts), -1, np.int32)
        at[KNOWN] = at[ROWS] = 1
        register(self.code, 1, self.index)

    @property
    def arrays(self) -> tuple[Ints, ...]:
        """In the order in which the kernels take them."""
        return self.parts, self.code, self.rows, self.index, self.weights

    @property
    def size(self) -> int:
        """Bytes that it takes."""
        return sum(a.nbytes for a in self.arrays)

    @property
    def principal(self) -> Ints:
        """The numbers of the congruences that pairs generate, those with most classes first."""
        found = np.flatnonzero(self.parts[: self.at[KNOWN], PRINCIPAL])
        return found[np.argsort(-self.parts[found, CLASSES], kind="stable")]

    def labels(self, c: int) -> Ints:
        """Congruence c: the least member of the class of each state."""
        out = np.empty(self.rows.shape[1], np.int32)
        expand(c, self.parts, self.rows, out)
        return out

    def grow(self) -> None:
        """Room for more, where it has become short."""
        if self.at[KNOWN] + SPARE > len(self.parts):
            self.parts = np.concatenate([self.parts, np.zeros_like(self.parts)])
            self.code = np.concatenate([self.code, np.zeros_like(self.code)])
            self.index = np.full(2 * len(self.index), -1, np.int32)
            register(self.code, int(self.at[KNOWN]), self.index)
        if self.at[ROWS] + SPARE > len(self.rows):
            self.rows = np.concatenate([self.rows, np.zeros_like(self.rows)])


@kernel
def least(c: int, s: int, parts: Ints, rows: Ints) -> int:
    """The least member of the class of s in congruence c."""
    level = parts[c, LEVEL]
    base = c
    for _ in range(level):
        base = parts[base, BASE]
    v = int(rows[parts[base, LOW], s])
    for up in range(level):
        d = c
        for _ in range(level - 1 - up):
            d = parts[d, BASE]
        if v == parts[d, HIGH]:
            v = int(parts[d, LOW])
    return v


@kernel
def expand(c: int, parts: Ints, rows: Ints, out: Ints) -> None:
    """Congruence c as least members of the classes, which are also trees of depth one."""
    for s in range(out.size):
        out[s] = least(c, s, parts, rows)


@kernel
def join_part(root: Ints, c: int, parts: Ints, rows: Ints, room: Ints) -> None:
    """Merge all states that congruence c identifies."""
    expand(c, parts, rows, room)
    for s in range(root.size):
        if room[s] != s:
            join(root, room[s], s)


@kernel
def join(root: Ints, x: int, y: int) -> None:
    """Merge two sets; the least state is the root."""
    p = top(root, x)
    q = top(root, y)
    if p < q:
        root[q] = p
    else:
        root[p] = q


@kernel
def top(root: Ints, s: int) -> int:
    """The root of the set of s, with path halving."""
    while root[s] != s:
        root[s] = root[root[s]]
        s = root[s]
    return s


@kernel
def merge(
    base: int,
    p: int,
    q: int,
    at: Ints,
    parts: Ints,
    code: Ints,
    rows: Ints,
    index: Ints,
    weights: Ints,
    root: Ints,
) -> int:
    """The number of the congruence that merges the classes of least members p < q of another.

    ``root``: room.
    """
    expand(base, parts, rows, root)
    weight = 0
    for s in range(root.size):
        if root[s] == q:
            weight += weights[0, s]
            root[s] = p
    total = code[base] + weight * (weights[1, p] - weights[1, q])
    i = place(root, total, parts, code, rows, index)
    if index[i] < 0:
        if parts[base, LEVEL] == DEEP:
            return int(intern(root, at, parts, code, rows, index, weights))
        c = int(at[KNOWN])
        at[KNOWN] = c + 1
        parts[c, BASE] = base
        parts[c, LOW] = p
        parts[c, HIGH] = q
        parts[c, LEVEL] = parts[base, LEVEL] + 1
        parts[c, CLASSES] = parts[base, CLASSES] - 1
        code[c] = total
        index[i] = c
    return int(index[i])


@kernel
def intern(
    root: Ints,
    at: Ints,
    parts: Ints,
    code: Ints,
    rows: Ints,
    index: Ints,
    weights: Ints,
) -> int:
    """The number of the congruence with these sets, as a row if it is new."""
    total = 0
    classes = 0
    for s in range(root.size):
        root[s] = top(root, s)
        total += weights[0, s] * weights[1, root[s]]
        if root[s] == s:
            classes += 1
    i = place(root, total, parts, code, rows, index)
    if index[i] < 0:
        c = int(at[KNOWN])
        row = int(at[ROWS])
        at[KNOWN] = c + 1
        at[ROWS] = row + 1
        parts[c, LOW] = row
        parts[c, LEVEL] = 0
        parts[c, CLASSES] = classes
        code[c] = total
        for s in range(root.size):
            rows[row, s] = root[s]
        index[i] = c
    return int(index[i])


@kernel
def place(members: Ints, total: int, parts: Ints, code: Ints, rows: Ints, index: Ints) -> int:
    """Where in the index the congruence with these least members stands, or may be entered."""
    i = total % index.size
    while index[i] >= 0:
        other = index[i]
        if code[other] == total:
            same = True
            for s in range(members.size):
                if least(other, s, parts, rows) != members[s]:
                    same = False
                    break
            if same:
                break
        i = i + 1 if i + 1 < index.size else 0
    return int(i)


@kernel
def register(code: Ints, known: int, index: Ints) -> None:
    """Enter the first congruences, which are different, in an empty index."""
    for c in range(known):
        i = code[c] % index.size
        while index[i] >= 0:
            i = i + 1 if i + 1 < index.size else 0
        index[i] = c
