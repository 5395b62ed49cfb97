"""Minima that have been tampered with: refused with a reason, never a crash, never a lie."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import abstractions as ab
from abstractions.simple import AtMost, Boxes, Coordinates, Hull, Listed, Member, Parities, Trees, minima
from abstractions.simple.growing import Cases
from abstractions.simple.hulls import Chain, Pairs
from abstractions.simple.parities import Differences
from abstractions.simple.shells import Shell
from abstractions.simple.tests import Tests
from abstractions.testing import laws
from abstractions.testing.enumerate import partitions
from abstractions.testing.families import boxes, coordinate_sets, intervals, mask_sets, on, products
from abstractions.testing.strategies import abstractions, questions

WILD = st.sampled_from([-1, -2, 0, 1, 2, 3, 5, 8, 2**31, 2**62, -(2**62)])


def changed(data, array):
    """One entry changed, or the array shortened, lengthened or reversed."""
    a = np.array(array, np.int64)
    how = data.draw(st.sampled_from(["change", "drop", "add", "reverse"]))
    if how == "change" and a.size:
        a[data.draw(st.integers(0, a.size - 1))] = data.draw(WILD)
        return a
    return {"drop": a[:-1], "add": np.append(a, a[:1]), "reverse": a[::-1].copy()}.get(how, a)


def mutant(data, found, members):
    """The same answer with its reason, an answer, or what must be kept changed."""
    how = data.draw(st.sampled_from(["reason", "fewer", "other", "cost", "swap"]))
    answers = list(found.found)
    if how == "reason":
        return replace(found, reason=changed_reason(data, found.reason))
    if how == "fewer" and answers:
        answers.pop(data.draw(st.integers(0, len(answers) - 1)))
    elif answers and members:
        i = data.draw(st.integers(0, len(answers) - 1))
        q, cost = data.draw(st.sampled_from(members))
        old = answers[i]
        if how == "cost":
            answers[i] = Member(old.what, old.abstraction, old.cost + 1, old.said)
        elif how == "swap":
            answers[i] = Member(old.what, q, cost, old.said)
        else:
            every = {m.abstraction: m for m in found.family.members(ab.Abstraction.trivial(q.states), 10**5)}
            answers[i] = every.get(q, old)
    return replace(found, found=tuple(answers))


def changed_reason(data, reason):
    match reason:
        case Cases(left, right):
            return (
                Cases(changed(data, left), changed(data, right))
                if data.draw(st.booleans())
                else (Cases(changed(data, left), right))
            )
        case Differences(time, state):
            return Differences(
                changed(data, time), changed(data, state) if data.draw(st.booleans()) else state
            )
        case Pairs(left, right):
            return Pairs(changed(data, left), right)
        case Chain(links):
            return Chain(links[:-1] if data.draw(st.booleans()) else links[1:])
        case Shell(minimality, bounds, apart):
            if bounds:
                part = data.draw(st.sampled_from(sorted(bounds)))
                bounds = {**bounds, part: bounds[part] + data.draw(st.integers(-2, 2))}
            else:
                apart = data.draw(st.sampled_from([None, (0, 0), (0, 1), (5, -1)]))
            return Shell(minimality, bounds, apart)
    raise AssertionError(reason)


@given(st.data())
def test_mutants_of_coordinates_and_parities(data):
    wide = data.draw(st.booleans())
    rows = (
        data.draw(products())
        if wide
        else data.draw(st.lists(st.tuples(*[st.integers(0, 1)] * 3), min_size=1, max_size=7))
    )
    s, p = data.draw(on(rows))
    linear = all(max(row) < 2 for row in rows) and len(rows[0]) < 4 and data.draw(st.booleans())
    members = mask_sets(rows) if linear else coordinate_sets(rows)
    found = minima(s, p, family=Parities(rows) if linear else Coordinates(rows))
    for _ in range(3):
        laws.no_reason_proves_false_minima(mutant(data, found, members), members)
    other = replace(found, given=data.draw(abstractions(s.states)))
    laws.no_reason_proves_false_minima(other, members)


@given(questions(max_states=5, max_letters=2), st.data())
def test_mutants_of_the_other_families(question, data):
    s, p = question
    true = data.draw(st.lists(st.integers(0, (1 << s.states) - 1), max_size=4))
    named = {f"t{i}": lambda x, t=t: t >> x & 1 for i, t in enumerate(true)}
    tests = Tests(s.states, tuple(named), tuple(true))
    every = list(partitions(s.states))
    size = data.draw(st.integers(1, 4))
    some = data.draw(st.lists(st.sampled_from(every), max_size=6, unique=True))
    needed = [(q, laws.simple.leaves_needed(q, tests)) for q in every]
    family, members = data.draw(
        st.sampled_from(
            [
                (AtMost(size), [(q, len(q)) for q in every if len(q) <= size]),
                (Hull(intervals), [(q, len(q)) for q in every if intervals(q) == q]),
                (Listed(some), [(q, len(q)) for q in some]),
                (Boxes(size, named), boxes(tests, size)),
                (Trees(size, named), [(q, n) for q, n in needed if n is not None and n <= size]),
            ]
        )
    )
    found = minima(s, p, family=family)
    for _ in range(3):
        laws.no_reason_proves_false_minima(mutant(data, found, members), members)
    laws.no_reason_proves_false_minima(replace(found, given=data.draw(abstractions(s.states))), members)


def test_a_list_of_cases_for_a_false_answer_is_refused():
    """Every list of up to two cases, for each set of coordinates on three states."""
    rows = [(0, 0), (0, 1), (1, 0)]
    s = ab.System.deterministic([1, 2, 0])
    found = minima(s, [0, 0, 1], family=Coordinates(rows))
    family, members = found.family, coordinate_sets(rows)
    accepted = 0
    pairs = [(x, y) for x in range(3) for y in range(3)]
    for cases in [[], *([one] for one in pairs), *([one, other] for one in pairs for other in pairs)]:
        for keys in ([], [0], [1], [2], [3], [1, 2]):
            answers = tuple(family.member(key) for key in keys)
            claimed = replace(found, found=answers, reason=Cases.of(cases))
            laws.no_reason_proves_false_minima(claimed, members)
            accepted += bool(claimed.check())
    assert accepted > 0


def test_a_reason_of_another_kind_is_refused():
    s = ab.System.deterministic([0, 0, 1, 1])
    of = [[0, 0], [0, 1], [1, 0], [1, 1]]
    families = [
        AtMost(3), Boxes(3, columns=of), Coordinates(of), Hull(intervals), Listed([[0, 0, 1, 1]]),
        Parities(of), Trees(3, columns=of),
    ]  # fmt: skip
    found = [minima(s, [0, 0, 1, 1], family=family) for family in families]
    for one in found:
        assert one.check()
        for other in found:
            if type(one.reason) is not type(other.reason):
                refused = replace(one, reason=other.reason).check()
                assert not refused and "does not prove it" in str(refused)


def test_a_hull_that_is_none_is_refused():
    """Least sizes are no hull: what it gives for 012|3 is not below the larger member above it."""

    def first(p):
        members = [ab.Abstraction(q) for q in ([0, 0, 0, 0], [0, 0, 0, 1], [0, 1, 0, 1], [0, 1, 2, 3])]
        return next(q for q in members if p <= q)

    good = minima(ab.System.deterministic([0, 1, 2, 3]), [0, 0, 0, 1], family=Hull(first))
    assert good.abstraction == ab.Abstraction([0, 0, 0, 1]) and good.check()

    def wrong(p):
        if p == ab.Abstraction([0, 0, 1, 1]):
            return ab.Abstraction([0, 1, 2, 3])
        return (
            p
            if p in (ab.Abstraction([0, 0, 1, 2]), ab.Abstraction([0] * 4))
            else ab.Abstraction([0, 1, 2, 3])
        )

    bad = minima(ab.System.deterministic([0, 1, 2, 3]), [0, 0, 1, 1], family=Hull(wrong))
    with pytest.raises(ab.Refuted, match="which is not below the member 01\\|2\\|3 above it"):
        bad.check().unwrap()
