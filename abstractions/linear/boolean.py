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
from functools import reduce
from typing import Any, TypeAlias

import numpy as np

from ..errors import brief
from . import reader
from .polynomials import MOST_TERMS, is_a
from .reader import Language

__all__ = ["MOST_BITS", "NotBoolean", "Terms", "bits_of", "normal_form", "parsed", "table_of", "translated"]

Terms: TypeAlias = frozenset[int]
"""A Boolean polynomial: the masks of its products."""

MOST_BITS = 24
"""How many bits may hang together by products: tables have one entry for each of their values."""


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


def exclusive(first: Terms, others: Iterable[tuple[str, Terms]]) -> Terms:
    """A chain of ``^``."""
    found = set(first)
    for _, p in others:
        found ^= p
    return frozenset(found)


def either(p: Terms, q: Terms) -> Terms:
    """Or."""
    return p ^ q ^ both(p, q)


def folded(join: Callable[[Terms, Terms], Terms]) -> Callable[[Terms, Iterable[tuple[str, Terms]]], Terms]:
    """A chain of a sign that joins two."""
    return lambda first, others: reduce(join, (p for _, p in others), first)


def opposite(p: Terms) -> Terms:
    """Not."""
    return p ^ ONE


CHAINS = {"And": folded(both), "Or": folded(either), "Xor": exclusive}
BOOLEAN: Language[Terms] = Language(
    noun="Boolean polynomial",
    token=re.compile(r"\s*(?:([01](?!\w))|([^\W\d]\w*)|([&|^~!()]))"),
    wrong=NotBoolean,
    literal=lambda bit: ONE if bit == "1" else frozenset(),
    levels=((frozenset("|"), CHAINS["Or"]), (frozenset("^"), exclusive), (frozenset("&"), CHAINS["And"])),
    before={"~": True, "!": True},
    negative=opposite,
)
"""``& | ^ ~`` between bits, which bind as in Python; ``!`` is ``~``."""


def parsed(text: str, names: Mapping[str, Terms]) -> Terms:
    """The polynomial of a text with ``& | ^ ~``, which bind as in Python.  Errors: `NotBoolean`.

    >>> sorted(parsed("a | b", {"a": frozenset([1]), "b": frozenset([2])}))     # a ^ b ^ a&b
    [1, 2, 3]
    """
    return reader.read(text, names, BOOLEAN)


def translated(said: Any, names: Mapping[str, Terms]) -> Terms:
    """The polynomial of a Boolean expression of sympy, or of a truth value.  Errors: `NotBoolean`."""
    try:
        return of_node(said, names)
    except RecursionError:
        raise NotBoolean("it is nested too deeply") from None


def of_node(said: Any, names: Mapping[str, Terms]) -> Terms:
    """The same, for an expression that is not too deep."""
    kind = type(said).__name__
    if isinstance(said, int | np.integer | np.bool_) or is_a(said, "Integer"):
        if said not in (0, 1):
            raise NotBoolean(f"{brief(said, 40)} is neither 0 nor 1")
        return ONE if said else frozenset()
    if kind in ("BooleanTrue", "BooleanFalse"):
        return ONE if said else frozenset()
    if is_a(said, "Symbol"):
        if said.name not in names:
            raise NotBoolean(f"{said.name} is not known")
        return names[said.name]
    if is_a(said, "Boolean"):
        if kind == "Not":
            return opposite(of_node(said.args[0], names))
        if kind in CHAINS:
            parts = [("", of_node(part, names)) for part in said.args]
            return CHAINS[kind](ONE if kind == "And" else frozenset(), parts)
        if kind in ("Implies", "Equivalent", "ITE", "Nand", "Nor", "Xnor"):
            return of_node(said.to_nnf(simplify=False), names)
    raise NotBoolean(f"{brief(said, 40)} is none of and, or, not, exclusive or, a bit")
