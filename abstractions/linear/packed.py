"""The parities that a linear map of bits needs, on packed bits.

Problem    Given the rows of a matrix A over GF(2) and some rows, the smallest space of rows that has these
           and is closed under row -> row A.
Method     Krylov's: each row that is not a sum of those before is kept, and multiplied by A.
Invariant  Kept rows are independent; the echelon form of them has one row for each lowest bit.
Stops      There are at most n rows.
Cost       O(n^3 / 62) at worst; with few ones in A and few rows, much less.
Proof      At the end all products of kept rows are sums of kept rows.
Source     A. Krylov, 1931.
Role       `parities`, for maps without products.
Limits     A is dense: n^2 / 62 words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from ..arrays import Ints
from ..errors import Interrupted
from ..kernel import kernel
from ..progress import progress

__all__ = ["closure"]

WORD = 62
"""Bits in a word: below the sign, so that whole numbers and machine words agree."""


def packed(masks: Sequence[int], n: int) -> Ints:
    """Masks as rows of words: int64, shape (masks, words)."""
    words = -(-n // WORD) or 1
    low = (1 << WORD) - 1
    return np.array([[m >> WORD * w & low for w in range(words)] for m in masks], np.int64).reshape(-1, words)


def closure(rows: Sequence[int], given: Iterable[int]) -> tuple[list[int], list[int]]:
    """Independent rows that span the smallest closed space, and of which of them each is the product (or -1).

    ``rows``: the masks of A, one for each bit.  Errors: `Interrupted`.

    >>> closure([0b010, 0b001, 0b100], [0b001])
    ([1, 2], [-1, 0])
    """
    n = len(rows)
    matrix = packed(rows, n)
    kept, echelon = np.zeros((2, n + 1, matrix.shape[1]), np.int64)
    owner = np.full(n, -1, np.int64)
    parents: list[int] = []
    for row in packed(list(given), n):
        kept[len(parents)] = row
        if joined(kept, echelon, owner, len(parents)):
            parents.append(-1)
    i = 0
    with progress("closing the parities", n) as advance:
        try:
            while i < len(parents) < n:
                multiply(kept, i, matrix, len(parents))
                if joined(kept, echelon, owner, len(parents)):
                    parents.append(i)
                i += 1
                advance(len(parents))
        except KeyboardInterrupt:
            raise Interrupted("closing parities under the map", masks_of(kept[: len(parents)])) from None
    return masks_of(kept[: len(parents)]), parents


def masks_of(rows: Any) -> list[int]:
    return [sum(word << WORD * w for w, word in enumerate(row)) for row in rows.tolist()]


@kernel
def multiply(kept: Ints, i: int, matrix: Ints, into: int) -> None:
    """Row ``into`` becomes row i times the matrix."""
    words = kept.shape[1]
    for v in range(words):
        kept[into, v] = 0
    for w in range(words):
        bits = int(kept[i, w])
        j = w * 62
        while bits != 0:
            if bits & 1:
                for v in range(words):
                    kept[into, v] ^= matrix[j, v]
            bits >>= 1
            j += 1


@kernel
def joined(kept: Ints, echelon: Ints, owner: Ints, i: int) -> bool:
    """Whether row i is no sum of earlier rows; then it has its row in the echelon form."""
    words = kept.shape[1]
    for v in range(words):
        echelon[i, v] = kept[i, v]
    for w in range(words):
        while echelon[i, w] != 0:
            low = int(echelon[i, w]) & -int(echelon[i, w])
            column = w * 62
            while low > 1:
                low >>= 1
                column += 1
            r = owner[column]
            if r < 0:
                owner[column] = i
                return True
            for v in range(w, words):
                echelon[i, v] ^= echelon[r, v]
    return False
