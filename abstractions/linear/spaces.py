"""Spaces of rows over the rationals, and why one is the smallest of its kind.

Main definitions  `Subspace`, `Derivation`
Law               `lumping_is_the_smallest_closed_space` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import Any

from ..arguments import listed, whole
from ..errors import Misuse
from .matrices import Row, exact_row
from .polynomials import Monomial

__all__ = ["Derivation", "Subspace", "no_echelon"]

MOST = 2**31 - 1
"""How many columns there may be."""


@dataclass(frozen=True, eq=False, repr=False)
class Subspace:
    """A space of rows over Q: of linear forms in n variables.  Ordered by inclusion: who knows more.

    ``rows``: the reduced row echelon form, which is unique, so equal spaces have equal rows: each row the
    pairs of a column and an entry that is not zero, by column, the first entry 1.  Errors: `Misuse`.

    >>> sum_, both = Subspace.of(3, [{0: 2, 1: 2}]), Subspace.of(3, [{0: 1}, {0: 1, 1: 5}])
    >>> sum_.rows, sum_ <= both, both <= sum_
    ((((0, Fraction(1, 1)), (1, Fraction(1, 1))),), True, False)
    """

    n: int
    rows: tuple[tuple[tuple[int, Fraction], ...], ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "n", whole(self.n, "the number of columns", most=MOST))
        if reason := no_echelon(self.n, self.rows):
            raise Misuse(
                "the rows of a space are its reduced row echelon form",
                value=self.rows,
                reason=reason,
                repair="Subspace.of(n, rows) finds it, each row a mapping from columns to numbers",
            )

    @classmethod
    def of(cls, n: int, rows: Iterable[Mapping[int, Fraction | int]]) -> Subspace:
        """The space that some rows span, each a mapping from columns to exact numbers.  Errors: `Misuse`."""
        from .rational import span

        n = whole(n, "the number of columns", most=MOST)
        return span(n, [exact_row(row, n, f"row {i}") for i, row in enumerate(listed(rows, "the rows"))])

    def __len__(self) -> int:
        return len(self.rows)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Subspace):
            return NotImplemented
        return (self.n, self.rows) == (other.n, other.rows)

    def __hash__(self) -> int:
        return hash((self.n, self.rows))

    def __repr__(self) -> str:
        return f"Subspace of dimension {len(self)} of {self.n}"

    def __le__(self, other: Subspace) -> bool:
        if not isinstance(other, Subspace):
            return NotImplemented
        if other.n != self.n:
            raise Misuse(
                "spaces that are compared have equally many columns",
                value=f"{self.n} and {other.n}",
                reason="their rows are forms in different variables",
                repair="compare spaces of one system",
            )
        return all(other.coordinates(dict(row)) is not None for row in self.rows)

    @cached_property
    def pivots(self) -> tuple[int, ...]:
        """The first column of each row, increasing."""
        return tuple(row[0][0] for row in self.rows)

    @cached_property
    def place(self) -> dict[int, int]:
        """The row of each pivot."""
        return {k: i for i, k in enumerate(self.pivots)}

    def coordinates(self, row: Mapping[int, Fraction]) -> dict[int, Fraction] | None:
        """How often each row of the space is in the given one; None if that is not in the space.

        Errors: `Misuse`.
        """
        row = exact_row(row, self.n, "a row")
        used = {self.place[k]: c for k, c in row.items() if c and k in self.place}
        return None if self.beyond(row) else used

    def beyond(self, row: Mapping[int, Fraction]) -> Row:
        """What is left of a row when it is made zero at the pivots: nothing iff it is in the space.

        Errors: `Misuse`.
        """
        row = exact_row(row, self.n, "a row")
        parts: dict[int, list[Fraction]] = {k: [-c] for k, c in row.items()}
        for k, c in row.items():
            for column, v in self.rows[self.place[k]] if k in self.place else ():
                parts.setdefault(column, []).append(c * v)
        left = {k: -total(of) for k, of in parts.items()}
        return {k: c for k, c in left.items() if c}


@dataclass(frozen=True, slots=True)
class Derivation:
    """Why no smaller space will do: as many products, independent modulo a prime.

    Row i is the next of the given rows that is no sum of earlier rows if ``parents[i]`` is -1, else row
    ``parents[i]`` times J_m for m = ``factors[i]``, each reduced modulo the earlier rows.
    """

    prime: int
    parents: tuple[int, ...]
    factors: tuple[Monomial, ...]


def total(parts: list[Fraction]) -> Fraction:
    """The sum of fractions, brought to one denominator and reduced once: long ones are reduced slowly."""
    d = lcm(*(c.denominator for c in parts))
    return Fraction(sum(c.numerator * (d // c.denominator) for c in parts), d)


def no_echelon(n: int, rows: Any) -> str:
    """Why rows are not the reduced row echelon form of a space of rows of length n; "" if they are."""
    if not isinstance(rows, tuple) or not all(isinstance(row, tuple) and row for row in rows):
        return "they are no tuple of tuples of pairs"
    pivots = -1
    for i, row in enumerate(rows):
        last = -1
        for pair in row:
            if not (isinstance(pair, tuple) and len(pair) == 2 and type(pair[0]) is int):
                return f"row {i} has an entry that is no pair of a column and a number"
            if type(pair[1]) is not Fraction or not pair[1]:
                return f"row {i} has an entry that is no Fraction, or 0"
            if not last < pair[0] < n:
                return f"the columns of row {i} do not increase, or are not below {n}"
            last = pair[0]
        if row[0][1] != 1:
            return f"row {i} does not begin with 1"
        if row[0][0] <= pivots:
            return "the pivots do not increase"
        pivots = row[0][0]
    own = {row[0][0] for row in rows}
    if any(k in own for row in rows for k, _ in row[1:]):
        return "a row is not 0 at the pivot of another"
    return ""
