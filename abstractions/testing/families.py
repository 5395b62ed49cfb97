"""Families listed member by member, from their definitions; and machines on tuples.

Main definitions  `coordinate_sets`, `mask_sets`, `boxes`, `intervals`; `products`, `on` (hypothesis)
Notes             Members come with their costs, as pairs.  Nothing here is shared with `abstractions.simple`,
                  but the tests of `boxes`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product

import numpy as np
from hypothesis import strategies as st

from ..abstraction import Abstraction
from ..simple.tests import Tests
from ..system import Deterministic, System
from .strategies import abstractions

__all__ = ["boxes", "coordinate_sets", "intervals", "mask_sets", "on", "products"]

Row = tuple[int, ...]
Priced = list[tuple[Abstraction, int]]


def coordinate_sets(rows: Sequence[Row]) -> Priced:
    """Every set of coordinates, by its abstraction and size."""
    k = len(rows[0])
    kept = [c for size in range(k + 1) for c in combinations(range(k), size)]
    return [(Abstraction.of({row: tuple(row[i] for i in c) for row in rows}, rows), len(c)) for c in kept]


def mask_sets(rows: Sequence[Row]) -> Priced:
    """Every abstraction that some parities make, with the least number of them."""
    k = len(rows[0])
    masks = list(product((0, 1), repeat=k))[1:]
    least: dict[Abstraction, int] = {}
    for size in range(k + 1):
        for chosen in combinations(masks, size):
            sums = {row: tuple(sum(a * b for a, b in zip(row, m)) % 2 for m in chosen) for row in rows}
            least.setdefault(Abstraction.of(sums, rows), size)
    return list(least.items())


def boxes(tests: Tests, leaves: int) -> Priced:
    """Every way to cut the states by decision trees."""

    def cut(part: int, most: int) -> Iterator[tuple[int, ...]]:
        yield (part,)
        for true in tests.true:
            yes, no = part & true, part & ~true
            if yes and no and most > 1:
                for one in cut(yes, most - 1):
                    for other in cut(no, most - len(one)):
                        yield one + other

    found = set[Abstraction]()
    for parts in cut((1 << tests.states) - 1, leaves):
        found.add(
            Abstraction([next(i for i, p in enumerate(parts) if p >> x & 1) for x in range(tests.states)])
        )
    return [(q, len(q)) for q in found]


def intervals(p: Abstraction) -> Abstraction:
    """The least abstraction above p into classes without gaps."""
    return Abstraction([0, *(p.labels[1:] != p.labels[:-1]).cumsum()])


@st.composite
def products(draw: st.DrawFn, max_states: int = 12) -> list[Row]:
    """Sizes of coordinates, and all combinations of them in some order."""
    sizes = draw(
        st.lists(st.integers(1, 3), min_size=1, max_size=4).filter(lambda d: np.prod(d) <= max_states)
    )
    rows = list(product(*map(range, sizes)))
    return draw(st.permutations(rows))


@st.composite
def on(draw: st.DrawFn, rows: Sequence[Row], max_letters: int = 2) -> tuple[Deterministic, Abstraction]:
    """A machine with these states, of any shape of step, and an abstraction."""
    n = len(rows)
    letters = draw(st.integers(1, max_letters))
    # most coordinates step by themselves, so that something can be forgotten
    k = len(rows[0])
    place = {row: x for x, row in enumerate(rows)}
    reads = draw(
        st.lists(st.sets(st.integers(0, k - 1), max_size=2), min_size=k * letters, max_size=k * letters)
    )
    seeds = draw(st.lists(st.integers(0, 10**6), min_size=k * letters, max_size=k * letters))
    values = [sorted({row[i] for row in rows}) for i in range(k)]
    table = np.zeros((n, letters), int)
    for x, row in enumerate(rows):
        for a in range(letters):
            new: list[int] = []
            for i in range(k):
                code = seeds[a * k + i]
                for j in sorted(reads[a * k + i]):
                    code = (code * 31 + 7 * row[j] + j) // 3
                new.append(values[i][code % len(values[i])])
            table[x, a] = place.get(tuple(new), (x * seeds[a]) % n)
    outputs = draw(st.none() | st.just([row[0] for row in rows]))
    s = System.deterministic(table, outputs)
    kept = draw(st.integers(0, k - 1))
    p = draw(st.one_of(abstractions(n), st.just(Abstraction.of(lambda row: row[kept], rows))))
    return s, p
