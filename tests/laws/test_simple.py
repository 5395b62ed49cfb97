"""Simple abstractions against all members of their families, listed here from the definitions."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

import abstractions as ab
from abstractions.approximate import Distribution
from abstractions.simple import (
    AtMost,
    Boxes,
    Coordinates,
    Hull,
    Listed,
    Parities,
    Trees,
    front,
    minima,
)
from abstractions.simple.tests import Tests, named_tests
from abstractions.testing import laws
from abstractions.testing.enumerate import branching as every_branching
from abstractions.testing.enumerate import partitions, systems
from abstractions.testing.families import (
    boxes,
    coordinate_sets,
    intervals,
    mask_sets,
    on,
    products,
)
from abstractions.testing.strategies import abstractions, branching, computations
from abstractions.testing.strategies import systems as machines

SQUARE = [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_every_machine_on_the_square_and_every_abstraction():
    rows = SQUARE
    every = list(partitions(4))
    coordinates, parities = coordinate_sets(rows), mask_sets(rows)
    for i, s in enumerate(systems(4)):
        for p in every[i % 5 :: 5]:  # three of fifteen; all of them in turn
            laws.minima_are_the_minimal_complete_members(s, p, Coordinates(rows), coordinates)
            laws.minima_are_the_minimal_complete_members(s, p, Parities(rows), parities)
            laws.a_coordinate_may_be_forgotten_iff_nothing_depends_on_it(s, p, rows)
            assert minima(s, p, family=Coordinates(rows)).family.closed
            assert minima(s, p, family=Parities(rows)).family.closed


@pytest.mark.parametrize(
    "rows",
    [
        [(0, 0), (0, 1), (1, 0)],
        [(0, 0), (1, 1), (2, 1)],
        [(0, 0, 0), (0, 1, 1), (1, 0, 1)],
        [(0, 1), (0, 1), (1, 0)],
        [(0,), (1,), (2,)],
        [(1, 0), (0, 0), (0, 1)],
    ],
)
def test_every_machine_on_three_states_that_are_no_square(rows):
    every = list(partitions(3))
    for s in systems(3):
        for p in every:
            laws.minima_are_the_minimal_complete_members(s, p, Coordinates(rows), coordinate_sets(rows))
            if max(map(max, rows)) < 2:
                laws.minima_are_the_minimal_complete_members(s, p, Parities(rows), mask_sets(rows))


def test_every_machine_of_three_states_and_families_of_all_kinds():
    every = list(partitions(3))
    few = [(q, len(q)) for q in every if len(q) <= 2]
    gaps = [(q, len(q)) for q in every if intervals(q) == q]
    tests = Tests(3, ("low", "odd"), (0b001, 0b010))
    named = {"low": lambda x: x == 0, "odd": lambda x: x == 1}
    for s in systems(3):
        for p in every:
            laws.minima_are_the_minimal_complete_members(s, p, AtMost(2), few)
            laws.minima_are_the_minimal_complete_members(s, p, Hull(intervals), gaps)
            laws.minima_are_the_minimal_complete_members(s, p, Boxes(3, named), boxes(tests, 3))
            laws.minima_are_the_minimal_complete_members(s, p, Boxes(2, named), boxes(tests, 2))
            for chosen in (every[1:3], every[:2] + every[3:4], []):
                priced = [(q, len(q)) for q in chosen]
                laws.minima_are_the_minimal_complete_members(s, p, Listed(chosen), priced)


def test_where_steps_branch_every_small_machine():
    rows = [(0, 0), (0, 1), (1, 1)]
    every = list(partitions(3))
    for i, s in enumerate(every_branching("P(X)", 3)):
        p = every[i % 5]
        laws.minima_are_the_minimal_complete_members(s, p, Coordinates(rows), coordinate_sets(rows))
        laws.minima_are_the_minimal_complete_members(s, p, Parities(rows), mask_sets(rows))
        laws.minima_are_the_minimal_complete_members(
            s, p, AtMost(2), [(q, len(q)) for q in every if len(q) < 3]
        )


@given(st.data())
def test_kept_coordinates_on_products(data):
    rows = data.draw(products())
    s, p = data.draw(on(rows))
    laws.minima_are_the_minimal_complete_members(s, p, Coordinates(rows), coordinate_sets(rows))
    laws.a_coordinate_may_be_forgotten_iff_nothing_depends_on_it(s, p, rows)
    laws.alternating_hulls_is_least(s, p, Coordinates(rows), coordinate_sets(rows))


@given(st.data())
def test_kept_coordinates_of_any_states(data):
    k = data.draw(st.integers(1, 4))
    row = st.tuples(*[st.integers(0, 2)] * k)
    rows = data.draw(st.lists(row, min_size=1, max_size=12, unique=data.draw(st.booleans())))
    s, p = data.draw(on(rows))
    laws.minima_are_the_minimal_complete_members(s, p, Coordinates(rows), coordinate_sets(rows))


@given(st.data())
def test_parities_of_any_bits(data):
    k = data.draw(st.integers(1, 3))
    row = st.tuples(*[st.integers(0, 1)] * k)
    whole = st.just(list(product((0, 1), repeat=k))).flatmap(st.permutations)
    rows = data.draw(st.one_of(whole, st.lists(row, min_size=1, max_size=8)))
    s, p = data.draw(on(rows))
    members = mask_sets(rows)
    laws.minima_are_the_minimal_complete_members(s, p, Parities(rows), members)
    if minima(s, p, family=Parities(rows)).family.closed:
        laws.alternating_hulls_is_least(s, p, Parities(rows), members)


@given(st.data())
def test_coordinates_and_parities_where_steps_branch(data):
    s = data.draw(branching(max_states=5))
    rows = data.draw(st.lists(st.tuples(*[st.integers(0, 1)] * 3), min_size=s.states, max_size=s.states))
    p = data.draw(abstractions(s.states))
    laws.minima_are_the_minimal_complete_members(s, p, Coordinates(rows), coordinate_sets(rows))
    laws.minima_are_the_minimal_complete_members(s, p, Parities(rows), mask_sets(rows))


@given(st.data())
def test_boxes_and_few_classes(data):
    s = data.draw(machines(max_states=6, max_letters=2))
    p = data.draw(abstractions(s.states))
    true = data.draw(st.lists(st.integers(0, (1 << s.states) - 1), max_size=4))
    named = {f"t{i}": lambda x, t=t: t >> x & 1 for i, t in enumerate(true)}
    leaves = data.draw(st.integers(1, 6))
    members = boxes(Tests(s.states, tuple(named), tuple(true)), leaves)
    laws.minima_are_the_minimal_complete_members(s, p, Boxes(leaves, named), members)
    if s.states < 6:
        every = [(q, len(q)) for q in partitions(s.states) if len(q) <= leaves]
        laws.minima_are_the_minimal_complete_members(s, p, AtMost(leaves), every)


def test_every_small_abstraction_has_its_smallest_tree():
    rows = [(a, b, c) for a in (0, 1) for b in (0, 1) for c in (0, 1)]
    bits = named_tests(ab.System.deterministic([0] * 8), None, rows, None)
    for labels in product((0, 1), repeat=8):
        laws.no_smaller_tree_decides(ab.Abstraction(labels), bits)
    for q in partitions(5):
        laws.no_smaller_tree_decides(q, Tests(5, ("a", "b", "c"), (0b00111, 0b01010, 0b10010)))


@given(st.data())
def test_no_smaller_tree_decides(data):
    n = data.draw(st.integers(1, 10))
    true = tuple(data.draw(st.lists(st.integers(0, (1 << n) - 1), max_size=6)))
    tests = Tests(n, tuple(f"t{i}" for i in range(len(true))), true)
    laws.no_smaller_tree_decides(data.draw(abstractions(n)), tests)


@given(st.data())
def test_trees_that_decide_the_least_complete_abstraction(data):
    s = data.draw(machines(max_states=5, max_letters=2))
    p = data.draw(abstractions(s.states))
    true = data.draw(st.lists(st.integers(0, (1 << s.states) - 1), max_size=4))
    named = {f"t{i}": lambda x, t=t: t >> x & 1 for i, t in enumerate(true)}
    tests = Tests(s.states, tuple(named), tuple(true))
    needed = [(q, laws.simple.leaves_needed(q, tests)) for q in partitions(s.states)]
    leaves = data.draw(st.integers(1, 5))
    members = [(q, cost) for q, cost in needed if cost is not None and cost <= leaves]
    laws.minima_are_the_minimal_complete_members(s, p, Trees(leaves, named), members)


@given(st.data())
def test_every_member_is_matched_by_the_front(data):
    rows = data.draw(products())
    s, p = data.draw(on(rows))
    counted = st.lists(st.integers(0, 4), min_size=len(rows), max_size=len(rows)).filter(any)
    weights = Distribution.counts(data.draw(counted))
    laws.every_member_is_matched_by_the_front(s, p, Coordinates(rows), coordinate_sets(rows), weights)
    if len(rows) < 6:
        every = [(q, len(q)) for q in partitions(len(rows)) if len(q) <= 3]
        laws.every_member_is_matched_by_the_front(s, p, AtMost(3), every, weights)
        listed = [q for q, _ in every]
        laws.every_member_is_matched_by_the_front(s, p, Listed(listed), every, weights)
    if all(max(row) < 2 for row in rows):
        laws.every_member_is_matched_by_the_front(s, p, Parities(rows), mask_sets(rows), weights)


@given(computations(max_states=6), st.data())
def test_finishing_costs_what_the_computation_costs(c, data):
    tests = {f"bit {i}": lambda m, i=i: m >> i & 1 for i in range(3)}
    laws.finishing_costs_what_the_computation_costs(c, tests)


@pytest.mark.parametrize("shape", ["X", "D(X)"])
def test_fronts_among_few_classes_are_those_of_all_abstractions(shape):
    """The front of all maps, whose cost is the number of classes, beside that of `abstractions.approximate`."""
    from abstractions import approximate

    for s in systems(3) if shape == "X" else every_branching(shape, 2):
        for p in partitions(s.states):
            of = approximate.Distribution.counts(range(1, s.states + 1))
            simple = front(s, p, family=AtMost(s.states), weights=of)
            best = approximate.front(s, p, of, objectives=("classes", "defect"))
            assert [(x.classes, x.defect) for x in simple] == [(x.classes, x.defect) for x in best]
