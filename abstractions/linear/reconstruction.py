"""Fractions from their remainders: several primes, then the shortest fraction.

Main definitions  `combined`, `fractions_of`
Method            Remainders modulo two coprime numbers give the one modulo their product (Chinese
                  remainders).  A fraction n / d with 2 n^2, 2 d^2 < M is determined by its remainder
                  modulo M, and Euclid's algorithm on M and the remainder meets it.
Source            P. Wang, A p-adic algorithm for univariate partial fractions, 1981.
Law               `fractions_are_found_from_their_remainders` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import gcd, isqrt

__all__ = ["combined", "fraction", "fractions_of"]


def combined(one: Mapping[int, int], other: Mapping[int, int], m: int, p: int) -> dict[int, int]:
    """Entries modulo m * p from those modulo m and those modulo p; entries left out are 0.

    >>> combined({0: 2, 1: 1}, {0: 3}, 3, 5)
    {0: 8, 1: 10}
    """
    lift = pow(m, -1, p)
    keys = one if one.keys() == other.keys() else sorted(one.keys() | other.keys())
    return {k: (v := one.get(k, 0)) + m * ((other.get(k, 0) - v) * lift % p) for k in keys}


def fraction(remainder: int, m: int) -> Fraction | None:
    """The fraction n / d with this remainder modulo m and 2 n^2, 2 d^2 < m; None if there is none.

    >>> fraction(pow(3, -1, 10007) * 2 % 10007, 10007)
    Fraction(2, 3)
    """
    bound = isqrt((m - 1) // 2)
    if remainder <= bound:
        return Fraction(remainder)
    if m - remainder <= bound:
        return Fraction(remainder - m)
    r, s, x, y = m, remainder, 0, 1
    while s > bound:
        q = r // s
        r, s, x, y = s, r - q * s, y, x - q * y
    if not y or abs(y) > bound or gcd(s, y) != 1:
        return None
    return Fraction(s, y)


def fractions_of(entries: Mapping[int, int], m: int) -> dict[int, Fraction] | None:
    """The fractions with these remainders, if all are found.  One search for each different remainder."""
    known: dict[int, Fraction] = {}
    for v in entries.values():
        if v not in known:
            found = fraction(v, m)
            if found is None:
                return None
            known[v] = found
    return {k: known[v] for k, v in entries.items()}
