"""Entropies compared exactly: the sign of a sum of logarithms of whole numbers.

Main definitions  `sign_of_logs`, `by_information`
Notes             For weights A_c over N, H = log N - (1/N) sum A_c log A_c: less information iff the product
                  of all A_c ** A_c is greater.  Whether two products of powers are equal is decided without
                  computing them: split the bases by greatest common divisors until all are coprime, and
                  compare exponents.  If they differ, digits are added until the difference shows.
Law               `entropies_are_compared_exactly` in `abstractions.testing.laws`
Source            E. Bach, J. Driscoll, J. Shallit, Factor refinement, 1993
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from functools import cmp_to_key
from math import gcd, log2

__all__ = ["bits", "by_information", "sign_of_logs"]


def sign_of_logs(exponents: Mapping[int, int]) -> int:
    """The sign of the sum of ``e * log(b)`` for positive whole b and whole e: -1, 0 or 1.

    >>> sign_of_logs({8: 2, 4: -3}), sign_of_logs({2: 10**20, 3: -63092975357145743709})
    (0, 1)
    """
    left = coprime(exponents)
    if not left:
        return 0
    digits = 30
    while True:
        with localcontext() as context:
            context.prec = digits
            terms = [e * Decimal(b).ln() for b, e in left.items()]
            total = sum(terms, Decimal(0))
            slack = sum((abs(t) for t in terms), Decimal(0)) * len(terms) * 4 * Decimal(10) ** (1 - digits)
        if abs(total) > slack:
            return 1 if total > 0 else -1
        digits *= 2


def coprime(exponents: Mapping[int, int]) -> dict[int, int]:
    """The same product with bases that have no common divisors, none 1, and no exponent 0."""
    found: dict[int, int] = {}
    waiting = [(b, e) for b, e in exponents.items() if b > 1 and e]
    while waiting:
        b, e = waiting.pop()
        if b == 1 or not e:
            continue
        for other in found:
            if (g := gcd(b, other)) > 1:
                power = found.pop(other)
                waiting += [(g, e + power), (b // g, e), (other // g, power)]
                break
        else:
            found[b] = e
    return {b: e for b, e in found.items() if e}


def bits(weights: Sequence[int]) -> float:
    """The entropy of weights in bits: a float."""
    total = sum(weights)
    return max(0.0, -sum(w / total * log2(w / total) for w in weights if w))


def by_information(rows: Sequence[Sequence[int]]) -> list[int]:
    """The rank of each row of weights, all of one sum, by entropy: equal entropies have equal ranks.

    >>> by_information([(4, 0), (1, 3), (2, 2), (3, 1)])
    [0, 1, 2, 1]
    """

    def compare(i: int, j: int) -> int:
        if abs(floats[i] - floats[j]) > 1e-9:
            return 1 if floats[i] > floats[j] else -1
        powers = Counter(dict.fromkeys(rows[i], 0))
        for w in rows[j]:
            powers[w] += w
        for w in rows[i]:
            powers[w] -= w
        return sign_of_logs(powers)

    floats = [bits(row) for row in rows]
    rank = [0] * len(rows)
    previous = -1
    for i in sorted(range(len(rows)), key=cmp_to_key(compare)):
        rank[i] = 0 if previous < 0 else rank[previous] + (compare(previous, i) != 0)
        previous = i
    return rank
