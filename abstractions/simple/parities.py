"""Parities: states are tuples of bits, and the simple maps are linear over GF(2).

Main definitions  `Parities`, `KeptParities`, `Differences`
Notes             A set of parities that is closed under sums is a subspace V of masks; what it forgets are
                  the differences U that no mask in V sees.  If the states fill an affine space, these maps
                  are closed under infima: there is a least complete one.  Then U is found from above: a
                  difference is excluded if somewhere it makes a difference to what must be kept, or if the
                  steps turn it into one excluded before.  The proof is one number and one state for each
                  difference that is excluded.  Elsewhere `growing` searches among subspaces.

                  Cost, n states: log n rounds of at most n^2 comparisons, mostly n.  What is not linear in the
                  bits is compared value by value, not derived: x^2 = x would mislead.
Laws              `minima_are_the_minimal_complete_members`, `no_reason_proves_false_minima` in
                  `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ..abstraction import Abstraction
from ..arrays import Ints, canonical, frozen
from ..certificate import entries
from ..errors import Misuse
from ..system import System
from .coordinates import columns_of
from .family import Family, Found, Member, Reason, exhausted, names_for, once
from .growing import Growing
from .masks import Basis, annihilator, exclude, extended, lowest_reduced, reduced, span_basis

__all__ = ["Differences", "KeptParities", "Parities"]


@dataclass(frozen=True, eq=False)
class Parities(Family):
    """The maps that keep some sums, modulo 2, of the bits of a state.  Their cost is how many.

    - ``columns``  the bits: 0 or 1, shape (states, bits); without them, states are named by tuples
    - ``names``    of the bits

    >>> from abstractions import System, minimal_complete
    >>> swap = System.deterministic([0, 2, 1, 3])                       # (x, y) -> (y, x)
    >>> parity = [0, 1, 1, 0]
    >>> print(minimal_complete(swap, parity, family=Parities([[0, 0], [0, 1], [1, 0], [1, 1]], names="xy")))
    the least complete one among parities: x + y (2 classes, cost 1)
    """

    columns: Any = None
    names: Iterable[Hashable] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", once(self.names, "the names of bits"))

    def on(self, system: System) -> KeptParities:
        """The family on the states of a machine.  Errors: `Misuse`."""
        columns = columns_of(system, self.columns)
        if self.columns is None and system.state_names is not None:
            bits = [[v for v in row if v in (0, 1)] for row in system.state_names]  # type: ignore[attr-defined]
            wide = [i for i, row in enumerate(bits) if len(row) != columns.shape[1]]
            if wide:
                raise no_bits(system.state_names[wide[0]])
            columns = np.array(bits, np.int32).reshape(columns.shape)
        if columns.max(initial=0) > 1:
            raise no_bits(int(columns.max()))
        if columns.shape[1] > 62:
            raise Misuse(
                "states have at most 62 bits here",
                value=f"{columns.shape[1]} bits",
                reason="states are listed, and masks are kept as integers of 64 bits",
                repair="for long states use `abstractions.linear`",
            )
        return KeptParities(columns, names_for(self.names, columns.shape[1], "bits"))


def no_bits(value: Any) -> Misuse:
    return Misuse(
        "states are tuples of bits",
        value=value,
        reason="a parity is a sum of bits",
        repair="write numbers in binary, or take kept coordinates",
    )


class KeptParities(Growing):
    """The subspaces of masks for given states; as keys, their bases.

    Bits that are sums of others on all states are left out: a mask is about ``pivots`` only.
    ``codes``: int64, shape (states,); the pivot bits of each state, the first one lowest.
    """

    name = "parities"
    start: Basis = ()

    def __init__(self, bits: Ints, names: tuple[str, ...]) -> None:
        n = len(bits)
        whole = np.zeros(n, np.int64)
        for i, column in enumerate(bits.T):
            whole |= column.astype(np.int64) << i
        differences = np.unique(whole ^ whole[:1]).tolist() if n else []
        spanned = span_basis(differences)
        self.pivots = sorted((b & -b).bit_length() - 1 for b in lowest_reduced(spanned))
        self.names = tuple(names[i] for i in self.pivots)
        self.codes = np.zeros(n, np.int64)
        for place, i in enumerate(self.pivots):
            self.codes |= (whole >> i & 1) << place
        self.codes = frozen(self.codes)
        self.bits = len(self.pivots)
        self.states: Ints | None = None
        if n == 1 << self.bits and np.unique(self.codes).size == n:
            states = np.empty(n, np.int32)
            states[self.codes] = np.arange(n, dtype=np.int32)
            self.states = frozen(states)
        self.closed = self.states is not None
        self.shape = "the states fill an affine space" if self.closed else "the states fill no affine space"

    def kernel(self, key: Basis) -> Abstraction:
        """States with equal parities are equivalent."""
        found = np.zeros(self.codes.size, np.int64)
        for i, mask in enumerate(key):
            found |= (np.bitwise_count(self.codes & mask).astype(np.int64) & 1) << i
        return Abstraction._canonical(canonical(found))

    def separating(self, key: Basis, x: int, y: int) -> list[Basis]:
        """One more mask that sees the difference of x and y."""
        difference = int(self.codes[x] ^ self.codes[y])
        tops = sum(1 << mask.bit_length() - 1 for mask in key)
        free = [i for i in range(self.bits) if not tops >> i & 1]
        found = set[Basis]()
        for chosen in range(1, 1 << len(free)):
            mask = sum(1 << i for j, i in enumerate(free) if chosen >> j & 1)
            if (mask & difference).bit_count() & 1:
                found.add(extended(key, mask))
        return sorted(found)

    def above(self, key: Basis, other: Basis) -> bool:
        return all(reduced(key, mask) == 0 for mask in other)

    def member(self, key: Basis) -> Member:
        what = tuple(tuple(name for i, name in enumerate(self.names) if mask >> i & 1) for mask in key)
        said = ", ".join(" + ".join(names) for names in what) or "nothing"
        return Member(what, self.kernel(key), len(key), said)

    def minimal(self, system: System, p: Abstraction, budget: int) -> Found:
        """From above, where the states fill an affine space; else by search."""
        if self.states is None:
            self.affordable(budget)
            return super().minimal(system, p, budget)
        time = np.zeros(self.states.size, np.int32)
        where = np.zeros(self.states.size, np.int32)
        key = self.start
        for now in range(1, self.bits + 2):
            seen = (p | system.pullback(self.kernel(key))).labels[self.states]
            size = np.bincount(seen)
            order = np.argsort(size[seen], kind="stable").astype(np.int32)
            if not exclude(seen, order, time, where, now):
                break
            key = annihilator(np.flatnonzero(time == 0).tolist(), self.bits)
        return Found((self.member(key),), Differences(frozen(time), frozen(self.states[where])))

    def affordable(self, budget: int) -> None:
        """Refuse to search where there are more masks than members may be looked at.  Errors: `BudgetExceeded`."""
        if 1 << self.bits > budget:
            said = f"{self.bits} bits have {1 << self.bits:,} masks, and {self.shape}"
            raise exhausted(budget, "parities", said, ())

    def members(self, p: Abstraction, budget: int) -> Iterator[Member]:
        """Every subspace above p, few parities first."""
        self.affordable(budget)
        before, count = 1, 2  # how many subspaces there are of no bit, of one
        for n in range(1, self.bits):
            before, count = count, 2 * count + ((1 << n) - 1) * before
        if count > budget:
            raise exhausted(budget, "subspaces", f"there are {count:,} on {self.bits} bits", ())
        level, done = {self.start}, 0
        while level:
            larger = set[Basis]()
            for key in sorted(level):
                done += 1
                if done > budget:
                    raise exhausted(budget, "subspaces", f"there are more on {self.bits} bits", ())
                member = self.member(key)
                if p <= member.abstraction:
                    yield member
                larger |= {extended(key, mask) for mask in range(1, 1 << self.bits) if reduced(key, mask)}
            level = larger


@dataclass(frozen=True, eq=False)
class Differences(Reason):
    """Why no complete set of parities forgets a difference: the round in which it was excluded, and a state.

    ``time``, ``state``: shape (differences,), the difference being the number made of its pivot bits; time 0
    where it is not excluded.  Let r be the parities that see no difference not excluded before that
    time: the state, and the one with that difference from it, are told apart by p or by r after a step.
    """

    time: Ints
    state: Ints
    kind: ClassVar[str] = "differences"

    def __post_init__(self) -> None:
        for name in ("time", "state"):
            object.__setattr__(self, name, entries(getattr(self, name), f"differences.{name}", 1))
