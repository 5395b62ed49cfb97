"""All observations of one machine: which minimal complete abstractions and cores they have.

Main definitions  `shell_counts`, `core_counts`, `shells`, `cores`, `automorphisms`, `orbits`
Notes             Over all observations by inversion over the lattice, without looking at any of
                  the Bell(n) many; over a family by looking at each.
Law               `shells_and_cores_are_counted` in `abstractions.testing.laws`
Source            G.-C. Rota, On the foundations of combinatorial theory I, 1964
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from math import comb

import numpy as np

from ..abstraction import Abstraction
from ..arrays import Ints, frozen
from ..completion import core, minimal_complete
from ..errors import Misuse
from ..lattice import Lattice
from ..question import asked_of_table
from ..system import Deterministic
from ..verdict import Refuted

__all__ = ["automorphisms", "bell", "core_counts", "cores", "orbits", "shell_counts", "shells"]


def shell_counts(lattice: Lattice) -> list[int]:
    """For each element q: how many abstractions p have q as minimal complete abstraction above p.

    Those p with ``p <= q`` are Bell(len(q)) many; the minimal complete one of each lies below q.
    Inverting that over the lattice counts them without looking at any.  O(m^2).

    >>> from abstractions import System, complete_abstractions
    >>> shell_counts(complete_abstractions(System.deterministic([1, 2, 3, 0])))
    [1, 1, 13]
    """
    unbounded(lattice)
    counts: list[int] = []
    for j in range(len(lattice)):
        counts.append(bell(len(lattice[j])) - sum(counts[i] for i in np.flatnonzero(lattice.order[:j, j])))
    return counts


def core_counts(lattice: Lattice) -> list[int]:
    """For each element q: how many abstractions p have q as core.

    Those p with ``q <= p`` are a partition of each class of q; the core of each lies above q.
    """
    unbounded(lattice)
    m = len(lattice)
    counts = [0] * m
    for j in range(m - 1, -1, -1):
        finer = 1
        for size in np.bincount(lattice[j].labels):
            finer *= bell(int(size))
        counts[j] = finer - sum(counts[i] for i in np.flatnonzero(lattice.order[j]) if i > j)
    return counts


def shells(s: Deterministic, family: Iterable[Abstraction]) -> Counter[Abstraction]:
    """The minimal complete abstractions above the members of a family, with how often each occurs."""
    return Counter(minimal_complete(s, p).abstraction for p in family)


def cores(s: Deterministic, family: Iterable[Abstraction]) -> Counter[Abstraction | None]:
    """The cores of the members of a family, with how often each occurs; None where there is none."""

    def core_of(p: Abstraction) -> Abstraction | None:
        try:
            return core(s, p).abstraction
        except Refuted:
            return None

    return Counter(map(core_of, family))


def automorphisms(s: Deterministic) -> Ints:
    """The permutations of the states that commute with steps and keep what is shown.

    int32, shape (automorphisms, states), in lexicographic order.  By backtracking.

    >>> from abstractions import System
    >>> automorphisms(System.deterministic([1, 2, 0])).tolist()
    [[0, 1, 2], [1, 2, 0], [2, 0, 1]]
    """
    s, _ = asked_of_table(
        s,
        None,
        "automorphisms",
        reason="they are looked for in tables of next states",
        repair="give a system whose steps do not branch",
    )
    n, shown, table = s.states, s.observation.labels.tolist(), s.table.tolist()

    def follow(image: dict[int, int], s0: int, t0: int) -> dict[int, int] | None:
        grown, due = dict(image), [(s0, t0)]
        taken = set(grown.values())
        while due:
            x, y = due.pop()
            if x in grown:
                if grown[x] != y:
                    return None
                continue
            if y in taken or shown[x] != shown[y]:
                return None
            grown[x] = y
            taken.add(y)
            due += zip(table[x], table[y])
        return grown

    found: list[list[int]] = []
    waiting: list[dict[int, int]] = [{}]
    while waiting:
        image = waiting.pop()
        s0 = next((x for x in range(n) if x not in image), n)
        if s0 == n:
            found.append([image[x] for x in range(n)])
            continue
        taken = set(image.values())
        grown = [follow(image, s0, t) for t in range(n) if t not in taken and shown[t] == shown[s0]]
        waiting += [g for g in reversed(grown) if g is not None]
    return frozen(np.array(found, np.int32).reshape(len(found), n))


def orbits(s: Deterministic, family: Iterable[Abstraction]) -> Counter[Abstraction]:
    """The family up to the automorphisms of s: the least labels of each orbit, and how many met it.

    >>> from abstractions.testing.enumerate import partitions
    >>> from abstractions import System
    >>> [str(p) for p in orbits(System.deterministic([1, 2, 0]), partitions(3))]
    ['012', '01|2', '0|1|2']
    """
    renamings = automorphisms(s)
    return Counter(min((p.pullback(r) for r in renamings), key=lambda q: q.labels.tolist()) for p in family)


def unbounded(lattice: Lattice) -> None:
    """Refuse a lattice that is not all of its system's."""
    s = lattice.system
    whole = lattice.is_whole and len(lattice.greatest) == s.states
    if not whole or lattice.least != minimal_complete(s).abstraction:
        raise Misuse(
            "observations are counted over all complete abstractions of a system",
            value=str(lattice),
            reason="some have their answer outside the bounds",
            repair="complete_abstractions(s) without bounds; shells(s, family) for some observations",
        )


@cache
def bell(n: int) -> int:
    """The number of partitions of n things.

    >>> [bell(n) for n in range(8)]
    [1, 1, 2, 5, 15, 52, 203, 877]
    """
    return 1 if n == 0 else sum(comb(n - 1, k) * bell(k) for k in range(n))
