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

from ..arguments import listed, mapping_of, whole
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
from .reader import identifiers

__all__ = ["BitMap", "mask_of"]

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

    def __post_init__(self) -> None:
        sides = listed(self.terms, "the polynomials of bits")
        names = identifiers(self.names, "the names of bits", count=len(sides))
        terms = tuple(products_of(side, len(names)) for side in sides)
        object.__setattr__(self, "names", names)
        object.__setattr__(self, "terms", terms)

    @classmethod
    def of(cls, expressions: Mapping[Any, Any]) -> BitMap:
        """The map with these next bits: texts with ``& | ^ ~`` and parentheses, or expressions of sympy.

        As in Python, ``&`` binds more than ``^``, and ``^`` more than ``|``.  Errors: `Misuse`.
        """
        given = mapping_of(expressions, "the next bits", '{"a": "b", "b": "a ^ b"}')
        names = identifiers(list(given), "the names of bits")
        known = {name: frozenset([1 << i]) for i, name in enumerate(names)}
        found = []
        for name, said in zip(names, given.values()):
            try:
                found.append(parsed(said, known) if isinstance(said, str) else translated(said, known))
            except NotBoolean as error:
                raise wrong_bit(f"{name}: {brief(said)}", str(error)) from None
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
        n = len(a)
        if a.shape[1] != n:
            raise wrong_bit(f"a matrix of shape {a.shape}", "it is not square")
        b = integers([0] * n if shift is None else listed(shift, "the shifts", count=n), "a shift", bound=2)
        rows = [np.flatnonzero(row).tolist() for row in a]
        terms = [frozenset([1 << j for j in row] + [0] * int(one)) for row, one in zip(rows, b)]
        return cls(named(names, n), tuple(terms))

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
        if n < 0 or len(table) != 1 << n or n > WIDEST_TABLE:
            raise wrong_bit(
                f"a table of {len(table)} states", f"it has 2**n entries, n at most {WIDEST_TABLE}"
            )
        terms = [normal_form((table >> i & 1).astype(np.int8)) for i in range(n)]
        return cls(named(names, n), tuple(terms))

    def __len__(self) -> int:
        return len(self.names)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, BitMap):
            return NotImplemented
        return (self.names, self.terms) == (other.names, other.terms)

    def __hash__(self) -> int:
        return hash((self.names, self.terms))

    def __call__(self, state: int) -> int:
        """The next state.  O(terms).  Errors: `Misuse`."""
        state = mask_of(state, "a state", len(self))
        return sum((sum(m & state == m for m in of) & 1) << i for i, of in enumerate(self.terms))

    def along(self, parity: int) -> tuple[int, Terms]:
        """The next value of a parity: the mask of its single bits, and its products (and the constant).

        Errors: `Misuse`.
        """
        single = 0
        products: set[int] = set()
        for i in bits_of(self.parity(parity)):
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
        if isinstance(said, int | np.integer):
            return mask_of(said, "the mask of a parity", len(self))
        if isinstance(said, str):
            known = {name: frozenset([1 << i]) for i, name in enumerate(self.names)}
            try:
                terms = parsed(said, known)
            except NotBoolean as error:
                raise wrong_parity(said, str(error)) from None
            if any(m.bit_count() != 1 for m in terms):
                raise wrong_parity(said, "it is no sum of bits")
            return sum(terms)
        given = listed(said, "the bits of a parity")
        if given and all(type(v) is str for v in given):
            return reduce(xor, map(self.parity, given))
        if len(given) != len(self) or isinstance(said, set | frozenset) or not all(map(is_bit, given)):
            raise wrong_parity(said, f"a row has a 0 or a 1 for each of the {len(self)} bits")
        return sum(1 << i for i, v in enumerate(given) if v)

    def text(self, terms: Terms) -> str:
        """A polynomial as it is written: ``a ^ a&b``.  Errors: `Misuse`."""
        ordered = sorted(products_of(terms, len(self)), key=lambda m: (m.bit_count(), list(bits_of(m))))
        said = ("&".join(self.names[i] for i in bits_of(m)) or "1" for m in ordered)
        return " ^ ".join(said) or "0"

    def system(self) -> Deterministic:
        """The same map as a system of 2**n states.  Errors: `Misuse` for more than 24 bits."""
        table = np.zeros(1 << self.tabulated(), np.int32)
        for i, of in enumerate(self.terms):
            table |= table_of(of, range(len(self))).astype(np.int32) << i
        return System.deterministic(table)

    def tabulated(self) -> int:
        """The number of bits, if all states fit a table.  Errors: `Misuse`."""
        if len(self) > MOST_BITS:
            raise wrong_bit(f"{len(self)} bits", f"a table has 2**n entries, n at most {MOST_BITS}")
        return len(self)

    def __repr__(self) -> str:
        return f"BitMap of {len(self)} bits, {sum(map(len, self.terms))} terms"

    def __str__(self) -> str:
        return "\n".join(f"{name}+ = {self.text(of)}" for name, of in zip(self.names, self.terms))


def products_of(terms: Any, n: int) -> Terms:
    """The masks of the products of a polynomial in n bits.  Errors: `Misuse`."""
    if not isinstance(terms, set | frozenset):
        raise wrong_bit(terms, "a polynomial is the set of its products")
    if not all(type(m) is int and m >= 0 and m.bit_length() <= n for m in terms):
        raise wrong_bit(terms, f"a product is a mask of {n} bits")
    return frozenset(terms)


def mask_of(value: Any, what: str, n: int) -> int:
    """A mask of n bits.  Errors: `Misuse`."""
    mask = whole(value, what)
    if mask.bit_length() > n:
        raise Misuse(
            f"{what} has at most {n} bits",
            value=mask,
            reason=f"its bit {mask.bit_length() - 1} is set",
            repair=f"give a whole number below 2**{n}",
        )
    return mask


def named(names: Any, n: int) -> tuple[str, ...]:
    """Names of n bits; x0, x1, ... if none are given.  Errors: `Misuse`."""
    given = [f"x{i}" for i in range(n)] if names is None else names
    return identifiers(given, "the names of bits", count=n)


def is_bit(v: Any) -> bool:
    return isinstance(v, int | np.integer | np.bool_) and v in (0, 1)


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
