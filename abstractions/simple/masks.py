"""Masks: linear algebra over GF(2) on numbers, a bit for each coordinate.

Main definitions  `Basis`, `reduced`, `extended`, `annihilator`, `exclude`
Law               `minima_are_the_minimal_complete_members` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ..arrays import Ints
from ..kernel import kernel

__all__ = ["Basis", "annihilator", "exclude", "extended", "lowest_reduced", "reduced", "span_basis"]

Basis = tuple[int, ...]
"""Masks in reduced form, increasing: the highest bit of each is in no other one."""


def span_basis(vectors: Iterable[int]) -> list[int]:
    """A basis of what the vectors span."""
    basis: list[int] = []
    for v in vectors:
        for b in basis:
            v = min(v, v ^ b)
        if v:
            basis.append(v)
    return basis


def lowest_reduced(basis: Iterable[int]) -> list[int]:
    """A basis of the same space; the lowest bit of each is in no other one."""
    found: list[int] = []
    for v in basis:
        for b in found:
            if v & b & -b:
                v ^= b
        low = v & -v
        found = [b ^ v if b & low else b for b in found] + [v]
    return found


def reduced(key: Basis, mask: int) -> int:
    """The mask without what the basis spans."""
    for b in key:
        if mask >> (b.bit_length() - 1) & 1:
            mask ^= b
    return mask


def extended(key: Basis, mask: int) -> Basis:
    """The basis of the space with one more mask."""
    mask = reduced(key, mask)
    top = mask.bit_length() - 1
    return tuple(sorted([b ^ mask if b >> top & 1 else b for b in key] + [mask]))


def annihilator(differences: list[int], bits: int) -> Basis:
    """The masks that see none of the differences."""
    found = lowest_reduced(span_basis(differences))
    pivots = [(b & -b).bit_length() - 1 for b in found]
    masks = [
        1 << i | sum(1 << pivot for b, pivot in zip(found, pivots) if b >> i & 1)
        for i in range(bits)
        if i not in pivots
    ]
    key: Basis = ()
    for mask in masks:
        key = extended(key, mask)
    return key


@kernel
def exclude(seen: Ints, order: Ints, time: Ints, where: Ints, now: int) -> int:
    """Exclude each difference that is seen between some two states; how many there were.

    Differences that are not seen are closed under sums, which are not looked at again.
    """
    n = seen.size
    unseen = np.zeros(n, np.bool_)
    unseen[0] = True
    excluded = 0
    for d in range(1, n):
        if time[d] == 0 and not unseen[d]:
            for x in range(n):
                if seen[order[x]] != seen[order[x] ^ d]:
                    time[d] = now
                    where[d] = order[x]
                    excluded += 1
                    break
            if time[d] == 0:
                for e in range(n):
                    if unseen[e]:
                        unseen[e ^ d] = True
    return excluded
