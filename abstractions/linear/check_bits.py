"""The independent check of parities: differences term by term, and single Walsh coefficients by counting.

Main definitions  `check_parities`, `difference`
Proof             Let the rows W be in echelon form.  For each bit k that is no pivot, u has bit k and the
                  pivots of the rows that have bit k; these u span all directions that W does not see.  If w f
                  does not change along any of them, for each row w, then W f(x) = W f(S W x), where S puts
                  new bits at the pivots and 0 elsewhere; and this is the reduced map.
                  Minimal: a closed space with the parity w holds every a for which the sum over x of
                  (-1)^(w f(x) + a x) is not 0; for else, along some u that the space does not see, w f would stay
                  and a x change, and the terms of the sum would cancel in pairs.
Law               `no_check_passes_false_parities` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..checker.refusal import require
from ..errors import BudgetExceeded
from .bits import BitMap
from .boolean import MOST_BITS, Terms, bits_of, table_of

__all__ = ["are_masks", "check_parities", "difference"]

MOST_PARTS = 10**6
"""So many parts of products are written out at once, at most."""


def check_parities(
    f: BitMap,
    kept: Sequence[int],
    rows: Sequence[int],
    small: Callable[[], BitMap],
    trace: Sequence[tuple[int, int]] | None,
) -> None:
    """Refused unless ``small()`` is the reduced map of the rows, which hold what is kept.

    With a trace: and unless no smaller space is closed and holds it.
    """
    require(isinstance(f, BitMap), "what the parities are of is no map of bits")
    n = len(f)
    require(are_masks(kept, n), "an observed parity is no mask of bits")
    require(are_masks(rows, n) and all(rows), "a row is no mask of bits")
    lows = [w & -w for w in rows]
    require(all(a < b for a, b in zip(lows, lows[1:])), "the pivots do not increase")
    pivots = sum(lows)
    require(all((w & pivots).bit_count() == 1 for w in rows), "a row has the pivot of another")
    for i, w in enumerate(kept):
        left = w
        for low, row in zip(lows, rows):
            left ^= row if w & low else 0
        require(left == 0, f"parity {i} is not kept")
    unseen = [
        (1 << k) | sum(low for low, row in zip(lows, rows) if row >> k & 1)
        for k in range(n)
        if not pivots >> k & 1
    ]
    reduced = small()
    require(isinstance(reduced, BitMap), "the reduced map is none")
    require(
        all(isinstance(part, tuple) and len(part) == len(rows) for part in (reduced.names, reduced.terms)),
        "the reduced map has other bits",
    )
    require(all(type(name) is str for name in reduced.names), "a new bit has no name")
    new = {low: 1 << i for i, low in enumerate(lows)}
    halves = [split(of) for of in f.terms]
    for i, w in enumerate(rows):
        single, products = summed(halves, w)
        for u in unseen:
            require(
                not difference(single, products, u), f"the next value of row {i} changes where no row does"
            )
        section = {new[1 << k] for k in bits_of(single & pivots)}
        section |= {sum(new[1 << k] for k in bits_of(m)) for m in products if not m & ~pivots}
        mine = reduced.terms[i]
        require(isinstance(mine, frozenset) and mine == section, f"bit {i} of the reduced map is wrong")
    if trace is not None:
        check_trace(f, kept, len(rows), trace)


def check_trace(f: BitMap, kept: Sequence[int], rows: int, trace: Sequence[tuple[int, int]]) -> None:
    """Refused unless the trace has as many independent parities as there are rows, each for its reason."""
    require(isinstance(trace, tuple) and len(trace) == rows, "the trace has another number of parities")
    require(
        all(isinstance(pair, tuple) and len(pair) == 2 and type(pair[0]) is int for pair in trace)
        and are_masks(tuple(a for _, a in trace), len(f)),
        "the trace has what is no pair of a number and a mask of bits",
    )
    halves = [split(of) for of in f.terms]
    for i, (parent, a) in enumerate(trace):
        require(-1 <= parent < i, f"parity {i} of the trace comes of a later one")
        if parent < 0:
            require(a in kept, f"parity {i} of the trace was not asked for")
        else:
            require(
                coefficient(*summed(halves, trace[parent][1]), a),
                f"parity {i} is not in the spectrum of parity {parent}",
            )
    i = dependent([a for _, a in trace], len(f))
    require(i < 0, f"parity {i} of the trace is a sum of others")


def are_masks(masks: Any, n: int) -> bool:
    """Whether they are a tuple of masks of n bits."""
    return isinstance(masks, tuple) and all(type(w) is int and w >= 0 and w.bit_length() <= n for w in masks)


def dependent(masks: Sequence[int], n: int) -> int:
    """The first mask that is a sum of earlier ones, or -1.  Elimination on arrays of bytes."""
    size = n // 8 + 1
    left = np.array([list(m.to_bytes(size, "little")) for m in masks], np.uint8).reshape(-1, size)
    for i in range(len(masks)):
        if not left[i].any():
            return i
        byte = int(np.flatnonzero(left[i])[0])
        bit = int(left[i, byte]) & -int(left[i, byte])
        having = i + 1 + np.flatnonzero(left[i + 1 :, byte] & bit)
        left[having] ^= left[i]
    return -1


def split(terms: Terms) -> tuple[int, Terms]:
    """Of a polynomial the mask of its single bits, and the other terms."""
    return sum(m for m in terms if m.bit_count() == 1), frozenset(m for m in terms if m.bit_count() != 1)


def summed(halves: Sequence[tuple[int, Terms]], w: int) -> tuple[int, Terms]:
    """The polynomial of the next value of a parity."""
    single = 0
    others: set[int] = set()
    for k in bits_of(w):
        single ^= halves[k][0]
        others.symmetric_difference_update(halves[k][1])
    return single, frozenset(others)


def difference(single: int, products: Terms, u: int) -> Terms:
    """g(x + u) + g(x), as a polynomial in x: of each product all proper parts that leave out bits of u."""
    if (size := sum(1 << (m & u).bit_count() for m in products)) > MOST_PARTS:
        raise BudgetExceeded(
            f"at most {MOST_PARTS:,} parts of products are written out",
            value=f"{size:,} parts",
            reason="a product of n bits that change has 2^n parts",
            repair="ask about parities that share fewer bits with one product",
        )
    found = {0} if (single & u).bit_count() & 1 else set()
    for m in products:
        part = common = m & u
        while part:
            found.symmetric_difference_update([m ^ part])
            part = (part - 1) & common
    return frozenset(found)


def coefficient(single: int, products: Terms, a: int) -> bool:
    """Whether the sum over x of (-1)^(g(x) + a x) is not 0: a product over the bits that hang together."""
    groups: list[tuple[int, list[int]]] = []
    for m in products - {0}:
        bits, terms = m, [m]
        for other in [group for group in groups if group[0] & m]:
            groups.remove(other)
            bits, terms = bits | other[0], terms + other[1]
        groups.append((bits, terms))
    for bits, terms in groups:
        places = list(bits_of(bits))
        require(len(places) <= MOST_BITS, f"{len(places)} bits hang together: too many for a table")
        table = table_of([*terms, *(1 << k for k in places if (single ^ a) >> k & 1)], places)
        if 2 * int(table.sum()) == table.size:
            return False
        single, a = single & ~bits, a & ~bits
    return single == a
