"""Boolean polynomials: an exclusive or of products of bits, and expressions that mean them.

Main definitions  `Terms`, `parsed`, `translated`, `NotBoolean`; `bits_of`, `table_of`, `normal_form`
Notes             A product of bits is the set of these, kept as a whole number with a 1 for each (a mask); a
                  polynomial is the set of its products, for two equal ones cancel (algebraic normal form,
                  which is unique; the empty product is 1).
Law               `bit_maps_mean_what_they_say` in `abstractions.testing.laws`
Source            I. Zhegalkin, 1927.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from ..errors import brief
from .expressions import DEEPEST, MOST_TERMS

__all__ = ["MOST_BITS", "NotBoolean", "Terms", "bits_of", "normal_form", "parsed", "table_of", "translated"]

Terms: TypeAlias = frozenset[int]
"""A Boolean polynomial: the masks of its products."""

TOKEN = re.compile(r"\s*(?:([01](?!\w))|([^\W\d]\w*)|([&|^~!()]))")
MOST_BITS = 24
"""How many bits may hang together by products: tables have one entry for each of their values."""


def parsed(text: str, names: Mapping[str, Terms]) -> Terms:
    """The polynomial of a text with ``& | ^ ~``, which bind as in Python.  Errors: `NotBoolean`.

    >>> sorted(parsed("a | b", {"a": frozenset([1]), "b": frozenset([2])}))     # a ^ b ^ a&b
    [1, 2, 3]
    """
    return Reader(text, names).read()


def bits_of(mask: int) -> Iterator[int]:
    """The places of the ones, increasing.

    >>> list(bits_of(0b1101))
    [0, 2, 3]
    """
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def normal_form(values: Any) -> Terms:
    """The polynomial with these values, shape (2**k,): the sums over all parts of a set (Moebius)."""
    return frozenset(np.flatnonzero(sums_over_parts(values)).tolist())


def sums_over_parts(values: Any) -> Any:
    """For each set of places the sum modulo 2 of the values at its subsets.  It undoes itself."""
    a, half = values.copy(), 1
    while half < a.size:
        halves = a.reshape(-1, 2, half)
        halves[:, 1] ^= halves[:, 0]
        half *= 2
    return a


def table_of(terms: Iterable[int], places: Sequence[int]) -> Any:
    """The values of a polynomial in the bits at these places: int8, shape (2**k,)."""
    place = {1 << i: 1 << j for j, i in enumerate(places)}
    coefficients = np.zeros(1 << len(places), np.int8)
    for m in terms:
        coefficients[sum(place[1 << i] for i in bits_of(m))] = 1
    return sums_over_parts(coefficients)


class NotBoolean(ValueError):
    """What is no Boolean expression; says why."""


def xor(p: Terms, q: Terms) -> Terms:
    """The exclusive or."""
    return p ^ q


def both(p: Terms, q: Terms) -> Terms:
    """The product: and."""
    if len(p) * len(q) > MOST_TERMS:
        raise NotBoolean(f"written out, a product has up to {len(p) * len(q):,} terms")
    found: set[int] = set()
    for m in p:
        for n in q:
            found ^= {m | n}
    return frozenset(found)


ONE: Terms = frozenset([0])


class Reader:
    """A text that is read from left to right, one token ahead."""

    def __init__(self, text: str, names: Mapping[str, Terms]) -> None:
        self.text, self.names, self.at, self.open = text, names, 0, 0
        self.advance()

    def advance(self) -> None:
        found = TOKEN.match(self.text, self.at)
        parts = found.groups() if found else (None, None, None)
        self.bit: str | None = parts[0]
        self.name: str | None = parts[1]
        self.sign: str | None = parts[2]
        self.begin = self.at
        if found:
            self.at = found.end()
        elif self.text[self.at :].strip():
            raise self.unexpected()

    def unexpected(self) -> NotBoolean:
        rest = self.text[self.begin :].strip()
        return NotBoolean(
            f"{brief(rest, 20)!r} is not expected here" if rest else "something is missing at its end"
        )

    def read(self) -> Terms:
        found = self.chain(
            "|", lambda: self.chain("^", lambda: self.chain("&", self.atom, both), xor), either
        )
        if self.text[self.begin :].strip():
            raise self.unexpected()
        return found

    def chain(self, sign: str, part: Callable[[], Terms], join: Callable[[Terms, Terms], Terms]) -> Terms:
        found = part()
        while self.sign == sign:
            self.advance()
            found = join(found, part())
        return found

    def atom(self) -> Terms:
        negative = False
        while self.sign in ("~", "!"):
            negative = not negative
            self.advance()
        if self.bit is not None:
            found = ONE if self.bit == "1" else frozenset()
            self.advance()
        elif self.name is not None:
            if self.name not in self.names:
                raise NotBoolean(f"{self.name} is not known")
            found = self.names[self.name]
            self.advance()
        elif self.sign == "(":
            self.open += 1
            if self.open > DEEPEST:
                raise NotBoolean("it is nested too deeply")
            self.advance()
            found = self.chain(
                "|", lambda: self.chain("^", lambda: self.chain("&", self.atom, both), xor), either
            )
            if self.sign != ")":
                raise NotBoolean("a parenthesis is not closed")
            self.open -= 1
            self.advance()
        else:
            raise self.unexpected()
        return xor(found, ONE) if negative else found


def either(p: Terms, q: Terms) -> Terms:
    """Or."""
    return p ^ q ^ both(p, q)


def translated(said: Any, names: Mapping[str, Terms]) -> Terms:
    """The polynomial of a Boolean expression of sympy, or of a truth value.  Errors: `NotBoolean`."""
    if said in (0, 1, True, False):
        return ONE if said else frozenset()
    kind = type(said).__name__
    if kind == "Symbol":
        if said.name not in names:
            raise NotBoolean(f"{said.name} is not known")
        return names[said.name]
    if kind == "Not":
        return xor(translated(said.args[0], names), ONE)
    if kind in ("And", "Or", "Xor"):
        join: Callable[[Terms, Terms], Terms] = {"And": both, "Or": either, "Xor": xor}[kind]
        found = frozenset() if kind != "And" else ONE
        for part in said.args:
            found = join(found, translated(part, names))
        return found
    if kind in ("Implies", "Equivalent", "ITE", "Nand", "Nor", "Xnor"):
        return translated(said.to_nnf(simplify=False), names)
    raise NotBoolean(f"{brief(str(said), 40)} is none of and, or, not, exclusive or, a bit")
