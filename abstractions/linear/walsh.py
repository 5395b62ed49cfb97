"""Parities that span the Walsh spectrum of a Boolean polynomial.

Main definitions  `directions`, `spectrum_of`, `TooWide`
Notes             The spectrum of g at a is the sum over x of (-1)^(g(x) + a x).  That of a sum of polynomials that
                  share no bit is the product of theirs, so tables are only as large as what products tie together.
Law               `parities_are_the_least_closed` in `abstractions.testing.laws`
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .boolean import MOST_BITS, Terms, bits_of, table_of

__all__ = ["TooWide", "directions", "spectrum_of"]


class TooWide(ValueError):
    """A Boolean function of too many bits that hang together."""


def directions(single: int, products: Terms) -> list[int]:
    """Parities in the Walsh spectrum of a polynomial that span it.

    >>> sorted(directions(0b100, frozenset([0b011])))     # a&b ^ c
    [4, 5, 6]
    """
    base = single
    others: list[int] = []
    for bits, of in tied(products):
        places = list(bits_of(bits))
        if len(places) > MOST_BITS:
            raise TooWide(len(places))
        table = table_of([*of, *(1 << k for k in bits_of(single & bits))], places)
        found = [sum(1 << places[i] for i in bits_of(a)) for a in spectrum_of(table)]
        base ^= found[0] ^ single & bits
        others += [a ^ found[0] for a in found[1:]]
    return [a for a in (base, *(base ^ a for a in others)) if a]


def tied(products: Terms) -> list[tuple[int, list[int]]]:
    """The products of a polynomial, without the constant, by the bits that hang together."""
    found: list[tuple[int, list[int]]] = []
    for m in sorted(products - {0}):
        free, bits, of = [], m, [m]
        for group in found:
            if group[0] & m:
                bits, of = bits | group[0], of + group[1]
            else:
                free.append(group)
        found = [*free, (bits, of)]
    return found


def spectrum_of(values: Any) -> list[int]:
    """Of the spectrum of a table: the first, and others so that the differences to it are independent."""
    a, half = 1 - 2 * values.astype(np.int32), 1
    while half < a.size:
        halves = a.reshape(-1, 2, half)
        halves[:, 0], halves[:, 1] = halves[:, 0] + halves[:, 1], halves[:, 0] - halves[:, 1]
        half *= 2
    support = np.flatnonzero(a)
    left = support ^ support[0]
    chosen = [int(support[0])]
    for bit in range(a.size.bit_length() - 1):
        having = np.flatnonzero(left >> bit & 1)
        if having.size:
            chosen.append(int(support[having[0]]))
            left[having] ^= left[having[0]]
    return chosen
