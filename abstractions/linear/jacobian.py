"""The Jacobian of polynomial dynamics: a polynomial with matrices for coefficients.

Main definitions  `Jacobian`, `lowered`
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np

from ..arrays import Ints
from .polynomials import Monomial

__all__ = ["Jacobian", "lowered"]


@dataclass(frozen=True, slots=True, eq=False)
class Jacobian:
    """The Jacobian of f as a polynomial with matrices for coefficients: the sum of J_m over monomials m.

    Entry t says that J_m has ``values[t] / scale`` at (row j, column ``columns[t]``), where m is number
    ``which[t]`` of ``monomials``; entries of row j are ``starts[j]`` to ``starts[j + 1]``.  The values are
    whole numbers, of any size.
    """

    starts: Any
    which: Any
    columns: Any
    values: tuple[int, ...]
    scale: int
    monomials: tuple[Monomial, ...]

    @classmethod
    def of(cls, polynomials: Iterable[tuple[tuple[Monomial, Fraction], ...]]) -> Jacobian:
        """The Jacobian of the map with these polynomials."""
        sides = tuple(polynomials)
        number: dict[Monomial, int] = {}
        partial: dict[Monomial, list[tuple[int, int, int]]] = {}
        starts, which, columns, values = [0], [], [], []
        scale = lcm(*(c.denominator for terms in sides for _, c in terms))
        for terms in sides:
            for m, c in terms:
                if m not in partial:
                    partial[m] = [
                        (number.setdefault(lowered(m, at), len(number)), i, e) for at, (i, e) in enumerate(m)
                    ]
                whole = c.numerator * (scale // c.denominator)
                for of, i, e in partial[m]:
                    which.append(of)
                    columns.append(i)
                    values.append(whole * e)
            starts.append(len(which))
        begin, of_which, to = (np.array(a, np.int64) for a in (starts, which, columns))
        return cls(begin, of_which, to, tuple(values), scale, tuple(number))

    def modulo(self, p: int) -> Ints:
        """m, column and value modulo p of all entries: int64, shape (3, entries)."""
        return np.array((self.which, self.columns, [v % p for v in self.values]), np.int64).reshape(3, -1)

    def weights(self) -> list[int]:
        """For each row j the sum of the absolute values of its entries."""
        edges = self.starts.tolist()
        return [sum(map(abs, self.values[a:b])) for a, b in zip(edges, edges[1:])]


def lowered(m: Monomial, at: int) -> Monomial:
    """M divided by the variable at this place of it."""
    i, e = m[at]
    return m[:at] + ((i, e - 1),) * (e > 1) + m[at + 1 :]
