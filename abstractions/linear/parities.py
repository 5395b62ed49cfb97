"""Parities of bits: the least that hold the given ones and have dynamics of their own.

Main definitions  `parities`, `Parities`; `are_closed`, `Unclosed`
Problem    Given a map f of bits and some parities, the smallest space W of parities that has them, and for
           which Wx determines W f(x).
Method     Along a parity w the map is a Boolean function w f.  It does not change in the directions u that
           are orthogonal to its Walsh spectrum, the parities a with sum over x of (-1)^(w f(x) + a x) not 0,
           and in no others.  So W is closed iff it has the spectra of w f for w in a basis: add them, until
           nothing is new.  The spectrum is taken on the parts of w f that share no bit: that of a sum
           of such parts is the product of theirs.
Notes      Derivatives as one takes them over Q are wrong here, both ways: x^2 = x, and a derivative in direction u is
           f(x + u) + f(x), not a sum of partial ones.  The map of bits may also be without products; then
           each spectrum is one parity, and this is Krylov's space on packed bits.
Limits     Bits that one parity ties together by products: at most 24.
Laws       `parities_are_the_least_closed`, `no_check_passes_false_parities`, `every_refuted_parity_replays`
           in `abstractions.testing.laws`
Source     X. Lai, Additive and linear structures of cryptographic functions, 1994.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any

import numpy as np

from ..abstraction import Abstraction
from ..arguments import listed, whole
from ..checker.refusal import Refused
from ..errors import BudgetExceeded, Misuse
from ..verdict import Fails, Holds, Verdict
from .bits import BitMap, mask_of
from .boolean import MOST_BITS, bits_of, table_of
from .check_bits import check_parities, difference
from .packed import closure
from .unclosed import Unclosed
from .walsh import TooWide, directions

__all__ = ["Parities", "Unclosed", "are_closed", "parities"]


@dataclass(frozen=True, eq=False, repr=False)
class Parities:
    """New bits y = W x with a map of their own: W f(x) = g(W x) for all x.

    ``rows``: W in reduced row echelon form, masks by their lowest bit; unique, so equal spaces have equal
    rows.  ``trace``: why there are not fewer: independent parities, each with the number of an earlier
    one in whose spectrum it is, or -1 if it was asked for; None if that is not claimed.  Parities are a claim:
    they are held as they are given, and `check` judges them, whoever made them.
    """

    map: BitMap
    kept: tuple[int, ...]
    rows: tuple[int, ...]
    trace: tuple[tuple[int, int], ...] | None = None
    given_reduced: BitMap | None = None

    @cached_property
    def names(self) -> tuple[str, ...]:
        """A new bit that is an old one keeps its name; the others are y1, y2, ..."""
        old = set(self.map.names)
        fresh = (name for i in count(1) if (name := f"y{i}") not in old)
        return tuple(
            self.map.names[w.bit_length() - 1] if w.bit_count() == 1 else next(fresh) for w in self.rows
        )

    @cached_property
    def reduced(self) -> BitMap:
        """The map of the new bits: the old one with all bits that are no pivot set to 0."""
        if self.given_reduced is not None:
            return self.given_reduced
        new = {w & -w: 1 << i for i, w in enumerate(self.rows)}
        pivots = sum(new)
        terms = []
        for w in self.rows:
            single, products = self.map.along(w)
            section = [1 << k for k in bits_of(single & pivots)] + [m for m in products if not m & ~pivots]
            terms.append(frozenset(sum(new[1 << k] for k in bits_of(m)) for m in section))
        return BitMap(self.names, tuple(terms))

    def __len__(self) -> int:
        return len(self.rows)

    def __call__(self, state: int) -> int:
        """The new bits of a state: W x.  Errors: `Misuse`."""
        state = mask_of(state, "a state", len(self.map))
        return sum(((w & state).bit_count() & 1) << i for i, w in enumerate(self.rows))

    def abstraction(self) -> Abstraction:
        """The same as an abstraction of the 2**n states of ``map.system()``.  Errors: `Misuse` if n > 24."""
        labels = np.zeros(1 << self.map.tabulated(), np.int64)
        for i, w in enumerate(self.rows):
            labels |= table_of([1 << k for k in bits_of(w)], range(len(self.map))).astype(np.int64) << i
        return Abstraction(labels)

    def definition(self, i: int) -> str:
        """The i-th new bit as a sum of old ones.  Errors: `Misuse`."""
        i = whole(i, "the number of a new bit", most=len(self) - 1)
        return self.map.text(frozenset(1 << k for k in bits_of(self.rows[i])))

    def check(self) -> Verdict[Parities]:
        """Ask the independent checker.  Errors: `BudgetExceeded` if a product has too many parts."""
        claim = "the new bits have the reduced map"
        if self.trace is not None:
            claim += ", and no fewer that hold the given ones have one"
        try:
            check_parities(self.map, self.kept, self.rows, lambda: self.reduced, self.trace)
        except Refused as refused:
            return Fails(claim, str(refused), "compute the parities again")
        return Holds(claim, self)

    def __repr__(self) -> str:
        return f"Parities: {len(self)} of {len(self.map)} bits"

    def __str__(self) -> str:
        head = f"{len(self)} {'parity' if len(self) == 1 else 'parities'} for {len(self.map)} bits"
        new = [
            f"  {n} = {self.definition(i)}" for i, n in enumerate(self.names) if self.rows[i].bit_count() > 1
        ]
        return "\n".join([head, *new, *(f"  {line}" for line in str(self.reduced).splitlines())])


class Span:
    """Independent masks, one for each lowest bit.  It grows."""

    def __init__(self, masks: Iterable[int] = ()) -> None:
        self.rows: dict[int, int] = {}
        for m in masks:
            self.add(m)

    def add(self, mask: int) -> bool:
        """Whether it is no sum of the others; then it is one of them."""
        left = mask
        while left and (low := left & -left) in self.rows:
            left ^= self.rows[low]
        if left:
            self.rows[left & -left] = left
        return bool(left)

    def reduced(self) -> tuple[int, ...]:
        """The reduced row echelon form."""
        done: dict[int, int] = {}
        pivots = sum(self.rows)
        for low in sorted(self.rows, reverse=True):
            row = self.rows[low]
            for k in bits_of(row & pivots & ~low):
                row ^= done[1 << k]
            done[low] = row
        return tuple(done[low] for low in sorted(done))


def parities(f: BitMap, keep: Any) -> Parities:
    """The least parities above ``keep`` that determine their own next values, with the map of these.

    ``keep``: texts such as "a ^ c", or rows of zeros and ones.  The answer always exists and is unique:
    complete abstractions are closed under ``&``, and so are spaces of parities.
    Cost: n 2^n at worst, n the bits that products tie together; without products see `packed`.
    Errors: `Misuse`; `BudgetExceeded` with the parities found as ``partial``; `Interrupted`.

    >>> shift = BitMap.of({"a": "b", "b": "c", "c": "d", "d": "a ^ c"})      # x^4 + x^2 + 1 is a square
    >>> print(parities(shift, ["a ^ b ^ c"]))
    2 parities for 4 bits
      y1 = a ^ d
      y2 = b ^ c ^ d
      y1+ = y1 ^ y2
      y2+ = y1
    """
    kept = masks(f, keep)
    if all(m.bit_count() <= 1 for of in f.terms for m in of):
        found, parents = closure([sum(of) for of in f.terms], kept)
        return Parities(f, kept, spanned(found, len(f)), tuple(zip(parents, found)))
    span = Span()
    trace = [(-1, w) for w in kept if span.add(w)]
    done = 0
    while done < len(trace) < len(f):
        try:
            spectrum = directions(*f.along(trace[done][1]))
        except TooWide as wide:
            raise BudgetExceeded(
                f"a parity ties at most {MOST_BITS} bits together",
                value=f"{f.text(frozenset(1 << k for k in bits_of(trace[done][1])))}, of {wide.args[0]} bits",
                reason="the products in its next value share bits, and its table has a place for each of their values",
                repair="keep other parities, or cut the map into smaller steps",
                partial=spanned([w for _, w in trace], len(f)),
            ) from None
        trace += [(done, a) for a in spectrum if span.add(a)]
        done += 1
    return Parities(f, kept, span.reduced(), tuple(trace))


def spanned(found: Sequence[int], n: int) -> tuple[int, ...]:
    return tuple(1 << i for i in range(n)) if len(found) == n else Span(found).reduced()


def are_closed(f: BitMap, given: Any) -> Verdict[Parities]:
    """Whether some parities determine their own next values.

    Holds with the map of the new bits; fails with two states that they do not tell apart, but tell apart
    after a step: `Unclosed`.  Errors: `Misuse`.

    >>> majority = BitMap.of({"a": "a&b ^ a&c ^ b&c", "b": "b", "c": "c"})
    >>> print(are_closed(majority, ["a ^ b"]))
    Refuted: these parities determine their own next values.
      a ^ b is 1 at 100 and at 010 (bits a b c)
      but its next value is 0 after the first and 1 after the second
      Repair: parities(f, given) keeps 2
    """
    kept = masks(f, given)
    rows = Span(kept).reduced()
    claim = "these parities determine their own next values"
    pivots = sum(w & -w for w in rows)
    for w in rows:
        along = f.along(w)
        for k in range(len(f)):
            if not pivots >> k & 1:
                u = sum(v & -v for v in rows if v >> k & 1) | 1 << k
                changed = difference(*along, u)
                if changed:
                    x = min(changed, key=lambda m: (m.bit_count(), m))
                    found = Unclosed(f, kept, x, x ^ u)
                    return Fails(claim, found, f"parities(f, given) keeps {len(parities(f, kept))}")
    return Holds(claim, Parities(f, kept, rows))


def masks(f: BitMap, keep: Any) -> tuple[int, ...]:
    """Parities, however they are given.  Errors: `Misuse`."""
    if not isinstance(f, BitMap):
        raise Misuse(
            "parities are those of a map of bits",
            value=f,
            reason=f"a {type(f).__name__} is none",
            repair="build it with BitMap.of, BitMap.linear or BitMap.table",
        )
    given = [keep] if isinstance(keep, str) else listed(keep, "the parities")
    if isinstance(keep, set | frozenset):  # in an order that is the same tomorrow
        given.sort(key=str)
    return tuple(f.parity(said) for said in given)
