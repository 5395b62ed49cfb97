"""The laws of the lattice of complete abstractions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ...abstraction import Abstraction
from ...algebra import Algebra
from ...algorithms.listing import turns
from ...census import core_counts, cores, machines, shell_counts, shells, total
from ...checker import verify
from ...completion import core, is_complete, minimal_complete
from ...dichotomies import dichotomies
from ...lattice import Lattice, complete_abstractions
from ...principal import height_bounds, is_simple, principal, principals
from ...system import Deterministic
from ...verdict import Fails, Refuted
from .registry import law


@law
def complete_abstractions_are_listed_once(s: Deterministic, every: Sequence[Abstraction]) -> None:
    """Those of ``every`` (all abstractions) that are complete, each once, those that know less first."""
    listed = list(complete_abstractions(s))
    assert len(listed) == len(set(listed)) == int(complete_abstractions(s).count())
    assert set(listed) == {p for p in every if is_complete(s, p)}
    place = {p: i for i, p in enumerate(listed)}
    assert all(place[p] <= place[q] for p in listed for q in listed if p <= q)
    in_turn = turns(s.table)
    words = [Abstraction(p.labels[in_turn]).labels.tolist() for p in listed]
    assert words == sorted(words)


@law
def bounds_are_least_and_greatest(s: Deterministic, p: Abstraction, every: Sequence[Abstraction]) -> None:
    """The first listed above p is ``minimal_complete(s, p)``, the last below p its core, if it has one.

    And bounds choose from the list without changing its order.
    """
    full = list(complete_abstractions(s))
    above, below = complete_abstractions(s, above=p), complete_abstractions(s, below=p)
    assert list(above) == [q for q in full if p <= q]
    assert set(below) == {q for q in full if q <= p}
    assert above[0] == minimal_complete(s, p).abstraction and above.is_whole
    try:
        greatest = core(s, p).abstraction
        assert below[len(below) - 1] == greatest
    except Refuted:
        assert len(below) == 0 and not below
    for classes in range(s.states + 1):
        assert list(complete_abstractions(s, max_classes=classes)) == [q for q in full if len(q) <= classes]
    for limit in (0, 1, 3):
        short = complete_abstractions(s, limit=limit)
        assert list(short) == full[:limit] and int(short.count()) == len(full[:limit])
        assert short.is_whole == (limit >= len(full))
    for part in (above, below, complete_abstractions(s, limit=3), complete_abstractions(s, p, max_classes=2)):
        listed = set(part)
        assert all((q in part) == (q in listed) for q in every)
        assert bool(part) == (len(part) > 0) and len(part) == len(listed)


@law
def complete_abstractions_form_a_sublattice(lattice: Lattice) -> None:
    """Suprema and infima in the lattice are those of all abstractions, and the order is theirs."""
    p = list(lattice)
    for i in range(len(p)):
        assert lattice[i] == p[i] and lattice.index(p[i]) == i
        for j in range(len(p)):
            assert lattice.order[i, j] == (p[i] <= p[j])
            assert p[lattice.sup(i, j)] == p[i] | p[j]
            assert p[lattice.inf(i, j)] == p[i] & p[j]


@law
def covers_generate_the_order(lattice: Lattice) -> None:
    """A cover has nothing between, and whatever is below is reached by covers."""
    n, order = len(lattice), lattice.order
    covers = {(int(i), int(j)) for i, j in lattice.covers}
    strictly = [[bool(order[i, j]) and i != j for j in range(n)] for i in range(n)]
    for i in range(n):
        for j in range(n):
            between = any(strictly[i][k] and strictly[k][j] for k in range(n))
            assert ((i, j) in covers) == (strictly[i][j] and not between)
    assert set(lattice.hasse().edges) == covers
    longest = [0] * n
    for i, j in sorted(covers, key=lambda c: c[1]):
        longest[j] = max(longest[j], longest[i] + 1)
    assert longest == lattice.levels.tolist()


@law
def distributive_and_modular_by_definition(lattice: Lattice) -> None:
    """The two verdicts agree with the laws taken over all triples, and witnesses break them."""
    ps = list(lattice)
    triples = [(p, q, r) for p in ps for q in ps for r in ps]
    distributive, modular = lattice.is_distributive(), lattice.is_modular()
    assert bool(distributive) == all(p & (q | r) == (p & q) | (p & r) for p, q, r in triples)
    assert bool(modular) == all(p | (q & r) == (p | q) & r for p, q, r in triples if p <= r)
    if isinstance(distributive, Fails):
        p, q, r = distributive.counterexample.elements
        assert p & (q | r) != (p & q) | (p & r)
    if isinstance(modular, Fails):
        p, q, r = modular.counterexample.elements
        assert p <= r and p | (q & r) != (p | q) & r


@law
def shells_and_cores_are_counted(s: Deterministic, every: Sequence[Abstraction]) -> None:
    """The counts over all abstractions are those of looking at each."""
    lattice = complete_abstractions(s)
    looked, cored = shells(s, every), cores(s, every)
    assert [looked[q] for q in lattice] == shell_counts(lattice)
    assert [cored[q] for q in lattice] == core_counts(lattice)
    assert sum(looked.values()) == sum(cored.values()) == len(every)


@law
def totals_are_sums_over_all_machines(
    n: int, letters: int, every: Sequence[Deterministic], measure: Callable[[Deterministic], int]
) -> None:
    """The representatives stand for as many machines as there are, and measure the same together."""
    assert sum(copies for _, copies in machines(n, letters)) == len(every) == n ** (n * letters)
    assert total(n, measure, letters) == sum(measure(s) for s in every)


@law
def principal_loses_least(s: Deterministic, every: Sequence[Abstraction]) -> None:
    """``principal(s, x, y)`` is the greatest complete abstraction that identifies x and y."""
    complete = [q for q in every if is_complete(s, q)]
    floor = minimal_complete(s).abstraction
    found = principals(s)
    seen = set()
    for y in range(s.states):
        assert found[y, y] == Abstraction.identity(s.states)
        for x in range(y):
            one = [q for q in complete if q[x] == q[y]]
            try:
                p = principal(s, x, y)
            except Refuted:
                assert not one and floor[x] != floor[y]
                continue
            assert p.check() and p.abstraction in one and all(q <= p.abstraction for q in one)
            assert found[x, y] == found[y, x] == p.abstraction
            seen.add(p.abstraction)
    assert len(found) == len(seen) and set(found) == seen


@law
def coatoms_and_meet_irreducibles_are_principal(s: Deterministic) -> None:
    """The pairs tell, without the list, what the list tells; and the height lies in its bounds."""
    lattice, found = complete_abstractions(s), principals(s)
    assert {lattice[i] for i in lattice.coatoms} == set(found.coatoms)
    assert {lattice[i] for i in lattice.meet_irreducibles} == set(found.meet_irreducibles)
    low, high, chain = height_bounds(s)
    assert low <= lattice.height <= high and len(chain) == low + 1
    assert all(p < q and p in lattice for p, q in zip(chain, chain[1:]))


@law
def atoms_and_join_irreducibles_are_dichotomies(s: Deterministic) -> None:
    """Yes-or-no questions tell, without the list, the rest of what the list tells."""
    lattice, found = complete_abstractions(s), dichotomies(s)
    assert {lattice[i] for i in lattice.atoms} == set(found.atoms)
    assert {lattice[i] for i in lattice.join_irreducibles} == set(found.join_irreducibles)
    assert len(set(found)) == len(found) and all(p in lattice and p != lattice.least for p in found)


@law
def simple_iff_two_complete_abstractions(s: Deterministic) -> None:
    """And the reason convinces: the checker, or a complete abstraction between."""
    verdict = is_simple(s)
    lattice = complete_abstractions(s)
    assert bool(verdict) == (len(lattice) == 2)
    if isinstance(verdict, Fails):
        p = verdict.counterexample.abstraction
        assert len(lattice) == 1 if p is None else lattice.least < p < lattice.greatest and p in lattice
    else:
        assert verify(verdict.certificate, s, lattice.least)


@law
def congruences_are_preserved_by_all_operations(a: Algebra, p: Abstraction) -> None:
    """P is complete iff every operation gives equivalent values for equivalent arguments; its quotient
    algebra is then the image.
    """

    def preserved(table: Any) -> bool:
        first = p.labels[table]
        for axis in range(table.ndim):  # change one argument at a time
            same = np.take(first, p.representatives[p.labels], axis=axis)
            if not np.array_equal(same, first):
                return False
        return True

    right = all(preserved(table) for table in a.operations.values())
    assert bool(is_complete(a, p)) == right
    if right:
        small = a.quotient(p)
        for name, table in a.operations.items():
            below = small.operations[name]
            assert all(p[int(table[x])] == below[tuple(p[i] for i in x)] for x in np.ndindex(table.shape))
