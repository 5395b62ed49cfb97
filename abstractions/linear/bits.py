"""Maps of bits: each next bit a Boolean polynomial, an exclusive or of products of bits.

Main definitions  `BitMap`
Notes             A state of n bits is a whole number; so is a parity: the mask of the bits that it sums.
Law               `bit_maps_mean_what_they_say` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import xor
from typing import Any

import numpy as np

from ..arrays import integers
from ..errors import Misuse, brief
from ..system import Deterministic, System
from .boolean import (
    MOST_BITS,
    NotBoolean,
    Terms,
    bits_of,
    normal_form,
    parsed,
    table_of,
    translated,
)

__all__ = ["BitMap"]

WIDEST_TABLE = 16
"""Of how many bits a map may be given by its table: each may have 2**15 products."""


@dataclass(frozen=True, eq=False, repr=False)
class BitMap:
    """A map of n bits to n bits.  Equal iff names and next bits are.

    ``terms``: for each bit the polynomial of its next value.  Bit i of a state s is ``s >> i & 1``.

    >>> f = BitMap.of({"a": "b", "b": "a ^ b & a"})
    >>> print(f)
    a+ = b
    b+ = a ^ a&b
    >>> [f(s) for s in range(4)]
    [0, 2, 1, 1]
    """

    names: tuple[str, ...]
    terms: tuple[Terms, ...]

    @classmethod
    def of(cls, expressions: Mapping[Any, Any]) -> BitMap:
        """The map with these next bits: texts with ``& | ^ ~`` and parentheses, or expressions of sympy.

        As in Python, ``&`` binds more than ``^``, and ``^`` more than ``|``.  Errors: `Misuse`.
        """
        names = tuple(map(str, expressions))
        known = {name: frozenset([1 << i]) for i, name in enumerate(names)}
        if len(known) < len(names):
            raise wrong_bit(str(names), "two bits have one name")
        found = []
        for name, said in zip(names, expressions.values()):
            try:
                found.append(parsed(said, known) if isinstance(said, str) else translated(said, known))
            except NotBoolean as error:
                raise wrong_bit(f"{name}: {brief(str(said))}", str(error)) from None
        return cls(names, tuple(found))

    @classmethod
    def linear(
        cls, matrix: Any, shift: Sequence[int] | None = None, *, names: Sequence[str] | None = None
    ) -> BitMap:
        """The map x -> A x + b modulo 2.  ``matrix``: zeros and ones, shape (n, n).  Errors: `Misuse`.

        >>> print(BitMap.linear([[0, 1], [1, 1]], [1, 0]))
        x0+ = 1 ^ x1
        x1+ = x0 ^ x1
        """
        a = integers(matrix, "a matrix of bits", bound=2, ndim=(2,))
        b = integers([0] * len(a) if shift is None else list(shift), "a shift of bits", bound=2)
        listed = tuple(f"x{i}" for i in range(len(a))) if names is None else tuple(map(str, names))
        if not a.shape[0] == a.shape[1] == b.size == len(listed):
            raise wrong_bit(f"shape {a.shape}, {b.size} shifts, {len(listed)} names", "it is not square")
        rows = [np.flatnonzero(row).tolist() for row in a]
        terms = (frozenset([1 << j for j in row] + [0] * int(one)) for row, one in zip(rows, b))
        return cls(listed, tuple(terms))

    @classmethod
    def table(cls, following: Any, *, names: Sequence[str] | None = None) -> BitMap:
        """The map with this table: ``following[s]`` is the state after s.  Shape (2**n,), n at most 16.

        O(n 2**n).  Errors: `Misuse`.

        >>> print(BitMap.table([0, 2, 1, 1]))
        x0+ = x1
        x1+ = x0 ^ x0&x1
        """
        table = integers(following, "a table of states", bound="rows")
        n = len(table).bit_length() - 1
        if len(table) != 1 << n or n > WIDEST_TABLE:
            raise wrong_bit(
                f"a table of {len(table)} states", f"it has 2**n entries, n at most {WIDEST_TABLE}"
            )
        listed = tuple(f"x{i}" for i in range(n)) if names is None else tuple(map(str, names))
        if len(listed) != n:
            raise wrong_bit(f"{len(listed)} names", f"there are {n} bits")
        terms = (normal_form((table >> i & 1).astype(np.int8)) for i in range(n))
        return cls(listed, tuple(terms))

    def __len__(self) -> int:
        return len(self.names)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, BitMap):
            return NotImplemented
        return (self.names, self.terms) == (other.names, other.terms)

    def __hash__(self) -> int:
        return hash((self.names, self.terms))

    def __call__(self, state: int) -> int:
        """The next state.  O(terms)."""
        return sum((sum(m & state == m for m in of) & 1) << i for i, of in enumerate(self.terms))

    def along(self, parity: int) -> tuple[int, Terms]:
        """The next value of a parity: the mask of its single bits, and its products (and the constant)."""
        single = 0
        products: set[int] = set()
        for i in bits_of(parity):
            single ^= self.split[i][0]
            products ^= self.split[i][1]
        return single, frozenset(products)

    @cached_property
    def split(self) -> tuple[tuple[int, Terms], ...]:
        """The next value of each bit: the mask of its single bits, and its products (and the constant)."""
        single = (sum(m for m in of if m.bit_count() == 1) for of in self.terms)
        return tuple((s, frozenset(m for m in of if m.bit_count() != 1)) for s, of in zip(single, self.terms))

    def parity(self, said: Any) -> int:
        """The mask of a parity: a text such as "a ^ c", names, zeros and ones for all bits, or a mask.

        Errors: `Misuse`.
        """
        if isinstance(said, int | np.integer) and not isinstance(said, bool):
            if not 0 <= said < 1 << len(self):
                raise wrong_parity(said, f"a mask is below 2**{len(self)}")
            return int(said)
        if isinstance(said, str):
            known = {name: frozenset([1 << i]) for i, name in enumerate(self.names)}
            try:
                terms = parsed(said, known)
            except NotBoolean as error:
                raise wrong_parity(said, str(error)) from None
            if any(m.bit_count() != 1 for m in terms):
                raise wrong_parity(said, "it is no sum of bits")
            return sum(terms)
        listed = said.tolist() if isinstance(said, np.ndarray) else list(said)
        if all(type(v) is str for v in listed):
            return reduce(xor, map(self.parity, listed), 0)
        if len(listed) != len(self) or any(v not in (0, 1) for v in listed):
            raise wrong_parity(said, f"a row has a 0 or a 1 for each of the {len(self)} bits")
        return sum(1 << i for i, v in enumerate(listed) if v)

    def text(self, terms: Terms) -> str:
        """A polynomial as it is written: ``a ^ a&b``."""
        ordered = sorted(terms, key=lambda m: (m.bit_count(), list(bits_of(m))))
        said = ("&".join(self.names[i] for i in bits_of(m)) or "1" for m in ordered)
        return " ^ ".join(said) or "0"

    def system(self) -> Deterministic:
        """The same map as a system of 2**n states.  Errors: `Misuse` for more than 24 bits."""
        if len(self) > MOST_BITS:
            raise wrong_bit(f"{len(self)} bits", f"a table has 2**n entries, n at most {MOST_BITS}")
        table = np.zeros(1 << len(self), np.int32)
        for i, of in enumerate(self.terms):
            table |= table_of(of, range(len(self))).astype(np.int32) << i
        return System.deterministic(table)

    def __repr__(self) -> str:
        return f"BitMap of {len(self)} bits, {sum(map(len, self.terms))} terms"

    def __str__(self) -> str:
        return "\n".join(f"{name}+ = {self.text(of)}" for name, of in zip(self.names, self.terms))


def wrong_bit(value: object, reason: str) -> Misuse:
    return Misuse(
        "a map of bits has a Boolean polynomial for each bit",
        value=value,
        reason=reason,
        repair="write & | ^ ~ and parentheses between bits that have an expression, or give a square matrix or table",
    )


def wrong_parity(value: object, reason: str) -> Misuse:
    return Misuse(
        "a parity is a sum of bits modulo 2",
        value=value,
        reason=reason,
        repair='write "a ^ c", or a list of names, or a 0 or a 1 for each bit',
    )
