"""The laws of simple abstractions, each against all members of a family, or all trees, one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import numpy as np

from ...abstraction import Abstraction
from ...approximate import Distribution
from ...completion import is_complete, minimal_complete
from ...computation import Computation
from ...finish import finish
from ...simple import Coordinates, Family, Hull, Minima, Trees, front, smallest_tree
from ...simple.tests import Tests
from ...simple.tree import TooFewTests, smallest
from ...system import Deterministic, System
from ...verdict import Refuted
from .registry import law

Priced = tuple[Abstraction, Any]
"""A member of a family, and its cost."""


@law
def minima_are_the_minimal_complete_members(
    s: System, p: Abstraction, family: Family, members: Iterable[Priced]
) -> None:
    """They are the complete members above p with none below; unique iff there is one; and the check agrees."""
    found = minimal_complete(s, p, family=family)
    assert isinstance(found, Minima) and found.check(), str(found.check())
    good = [(q, cost) for q, cost in members if p <= q and is_complete(s, q)]
    least = {q for q, _ in good if not any(other < q for other, _ in good)}
    assert {m.abstraction for m in found} == least
    assert bool(found.unique) == (len(least) == 1)
    assert all((m.abstraction, m.cost) in good for m in found.found)
    if good:
        assert found.cheapest.cost == min(cost for _, cost in good)
        assert all(any(m.abstraction <= q for m in found) for q, _ in good)
    if len(least) == 1:
        assert found.abstraction in least
        assert found.quotient == s.quotient(found.abstraction)
    else:
        try:
            found.abstraction  # noqa: B018 - raises
        except Refuted as refuted:
            assert str(refuted)
            return
        raise AssertionError("an abstraction that is not unique")


@law
def a_coordinate_may_be_forgotten_iff_nothing_depends_on_it(
    s: Deterministic, p: Abstraction, columns: Sequence[Sequence[int]]
) -> None:
    """On a product: the kept ones are reached from those that p depends on, along dependencies of the step."""
    rows = [tuple(row) for row in columns]
    k, seen = len(rows[0]), p | s.observation
    kept: set[int] = set()
    while True:
        more = {
            i
            for i in range(k)
            for x, y in combinations(range(s.states), 2)
            if [j for j in range(k) if rows[x][j] != rows[y][j]] == [i]
            and (
                seen[x] != seen[y]
                or any(rows[t][j] != rows[u][j] for t, u in zip(s.table[x], s.table[y]) for j in kept)
            )
        }
        if more <= kept:
            break
        kept |= more
    found = minimal_complete(s, p, family=Coordinates(columns))
    assert [m.what for m in found] == [tuple(f"x{i}" for i in sorted(kept))]


@law
def alternating_hulls_is_least(s: System, p: Abstraction, family: Family, members: Iterable[Priced]) -> None:
    """In a family closed under infima: hull and completion by turns give what the family finds in its way."""
    listed = [q for q, _ in members]

    def hull(r: Abstraction) -> Abstraction:
        above = [q for q in listed if r <= q]
        least = above[0]
        for q in above:
            least = least & q
        assert least in listed
        return least

    by_turns = minimal_complete(s, p, family=Hull(hull))
    assert by_turns.unique and by_turns.check()
    assert by_turns.abstraction == minimal_complete(s, p, family=family).abstraction


@law
def no_reason_proves_false_minima(claimed: Minima, members: Iterable[Priced]) -> None:
    """Whatever the reason: if the check agrees, the answers are minimal, and every complete member is above one."""
    if claimed.check():
        s, p = claimed.system, claimed.given
        good = [q for q, _ in members if p <= q and is_complete(s, q)]
        assert {m.abstraction for m in claimed} == {q for q in good if not any(o < q for o in good)}


@law
def no_smaller_tree_decides(q: Abstraction, tests: Tests) -> None:
    """The leaves of the tree are what all trees need, by what every set that tests cut out needs."""
    least = leaves_needed(q, tests)
    try:
        tree, bounds = smallest(q, tests, 100_000)
    except TooFewTests as too_few:
        x, y = too_few.states
        assert least is None and q[x] != q[y]
        return
    assert tree.leaves == least
    assert all(bound <= q.states for bound in bounds.values())
    same = System.deterministic(range(q.states))
    named = {name: lambda s, t=true: t >> s & 1 for name, true in zip(tests.names, tests.true)}
    for leaves in (least - 1, least):
        if leaves:
            found = minimal_complete(same, q, family=Trees(leaves, named))
            assert found.check() and bool(found) == (leaves == least)


def leaves_needed(q: Abstraction, tests: Tests) -> int | None:
    """By answers to tests: 0, 1, or 2 for not asked.  None if no tree decides q."""
    answers: dict[tuple[int, ...], set[int]] = {}
    for s in range(q.states):
        row = tuple(true >> s & 1 for true in tests.true)
        for free in product((False, True), repeat=len(row)):
            answers.setdefault(tuple(2 if f else a for f, a in zip(free, row)), set()).add(q[s])
    need: dict[tuple[int, ...], int | None] = {}
    for cell in sorted(answers, key=lambda cell: cell.count(2)):
        best = 1 if len(answers[cell]) == 1 else None
        for i, a in enumerate(cell):
            sides = [(*cell[:i], b, *cell[i + 1 :]) for b in (0, 1)]
            if a == 2 and all(side in answers for side in sides):
                counts = [need[side] for side in sides]
                both = None if None in counts else sum(c for c in counts if c is not None)
                best = min((n for n in (best, both) if n is not None), default=None)
        need[cell] = best
    return need[(2,) * len(tests.true)]


@law
def every_member_is_matched_by_the_front(
    s: Deterministic,
    p: Abstraction,
    family: Family,
    members: Iterable[Priced],
    of: Distribution,
) -> None:
    """The front is the set of all triples (cost, classes, defect) that no other one is as good as."""
    kept = p | s.observation
    triples = {(cost, len(q), wrong_guesses(s, q, of)) for q, cost in members if kept <= q}
    least = {t for t in triples if not any(o != t and all(a <= b for a, b in zip(o, t)) for o in triples)}
    found = front(s, p, family=family, weights=of)
    assert [(o.cost, o.classes, o.defect) for o in found] == sorted(least)
    for o in found:
        assert kept <= o.member.abstraction and o.classes == len(o.member.abstraction)
        if min(of) > 0 and s.observation <= kept:
            assert (o.defect == 0) == bool(is_complete(s, o.member.abstraction))


def wrong_guesses(s: Deterministic, q: Abstraction, of: Distribution) -> Fraction:
    """The probability of wrong guesses of the next class, guessing the likeliest."""
    mass: dict[tuple[int, int, int], Fraction] = {}
    for x in range(s.states):
        for a in range(s.letters):
            key = a, q[x], q[int(s.table[x, a])]
            mass[key] = mass.get(key, Fraction(0)) + of[x]
    best: dict[tuple[int, int], Fraction] = {}
    for (a, c, _), w in mass.items():
        best[a, c] = max(best.get((a, c), Fraction(0)), w)
    return 1 - sum(best.values(), Fraction(0)) / s.letters


@law
def finishing_costs_what_the_computation_costs(c: Computation, tests: Any) -> None:
    """A tree for `finish` decides the output from the input, once its tests are asked of the loaded state.

    So it has no fewer leaves than the smallest tree for what is computed.  ``tests``: of states, by name.
    """
    finished = finish(c)
    states = c.system.state_names or range(c.system.states)
    inputs = list(c.loads)
    whole = smallest_tree(c.system, finished, tests=tests)
    computed = Abstraction(finished.labels[[c.loads[x] for x in inputs]])
    loaded = [states[c.loads[x]] for x in inputs]
    asked = {name: lambda i, test=test: test(loaded[i]) for name, test in tests.items()}
    alone = System.deterministic(np.arange(len(inputs)))
    assert smallest_tree(alone, computed, tests=asked).leaves <= whole.leaves
