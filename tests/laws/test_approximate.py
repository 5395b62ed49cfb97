"""Approximate abstractions: the laws on every small machine, on random ones, and what the theory claims."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import abstractions as ab
from abstractions.approximate import (
    Distribution,
    defect,
    entropy,
    errors_along,
    front,
    lump,
    metric_defect,
    nearly_complete,
)
from abstractions.approximate.derivation import down, up
from abstractions.approximate.logarithms import sign_of_logs
from abstractions.testing import laws
from abstractions.testing.enumerate import branching as every_branching
from abstractions.testing.enumerate import partitions, systems, systems_up_to_renaming
from abstractions.testing.strategies import abstractions, branching, questions


def distributions(n, letters=None):
    """Small whole numbers, not all zero."""
    size = n if letters is None else n * letters
    counts = st.lists(st.integers(0, 4), min_size=size, max_size=size).filter(any)
    return counts.map(lambda c: Distribution.counts(np.array(c).reshape(n, -1) if letters else c))


@st.composite
def weighed(draw, max_states=7, max_letters=2, shape=None):
    """A deterministic system, an abstraction of it, and a distribution over states, or states and letters."""
    s, p = draw(questions(max_states, max_letters, shape))
    return s, p, draw(distributions(s.states, draw(st.sampled_from([None, s.letters]))))


CHAINS = ("D(X)", "O * D(X)")


@st.composite
def chains(draw, max_states=5):
    s = draw(branching(max_states, draw(st.sampled_from(CHAINS))))
    return s, draw(abstractions(s.states)), draw(distributions(s.states))


def vertices(n):
    """Some distributions with every support: uniform on each, and one that is not uniform."""
    for support in product((0, 1), repeat=n):
        if any(support):
            yield Distribution.counts(list(support))
    yield Distribution.counts(list(range(1, n + 1)))


@pytest.mark.parametrize(("n", "letters"), [(1, 1), (2, 1), (3, 1), (2, 2)])
def test_measures_on_every_small_machine(n, letters):
    for s in systems(n, letters):
        for p in partitions(n):
            for of in vertices(n):
                laws.defect_is_the_least_probability_of_a_wrong_prediction(s, p, of)
                laws.defect_is_zero_iff_complete_on_the_support(s, p, of)
                laws.entropy_is_by_definition(s, p, of)


def test_runs_on_every_small_machine():
    for s in systems(3):
        for p in partitions(3):
            for of in vertices(3):
                laws.errors_along_count_every_run(s, p, [0, 0, 0], of)


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_fronts_of_every_small_machine(n):
    every = list(partitions(n))
    of = Distribution.counts(list(range(1, n + 1)))
    for i, (s, keep) in enumerate(product(systems_up_to_renaming(n), every)):
        if n < 4 or i % 5 == 0:
            laws.the_front_is_that_of_all_partitions(s, keep, of, every)
            laws.searches_agree_with_enumeration(s, keep, of)
            laws.bounds_are_below_the_least_defect(s, keep, of)
            laws.heuristics_are_no_better_than_the_front(s, keep, of)
            for within in (Fraction(0), Fraction(1, 5), Fraction(1, 2)):
                laws.nearly_complete_abstractions_are_all_minimal_ones(s, keep, within, of, every)


OBJECTIVES = [o for k in (1, 2, 3) for o in combinations(("classes", "information", "defect"), k)]


@pytest.mark.parametrize("n", [1, 2, 3])
def test_solvers_on_every_small_machine(n):
    every = list(product(systems_up_to_renaming(n), partitions(n)))
    chains = [(s, p) for s, p in product(every_branching("D(X)", n), partitions(n))][:: 1 if n < 3 else 29]
    for i, (s, keep) in enumerate([*every, *chains]):
        objectives = OBJECTIVES[-1] if i % 2 else OBJECTIVES[i // 2 % len(OBJECTIVES)]
        of = Distribution.counts([1] * n) if i % 3 else Distribution.counts(list(range(n)) if n > 1 else [1])
        laws.a_solver_agrees_with_enumeration(s, keep, of, objectives)


@settings(max_examples=15)
@given(st.one_of(weighed(max_states=6), chains()), st.sampled_from(OBJECTIVES), st.integers(0, 10**6))
def test_solvers(question, objectives, factor):
    s, keep, of = question
    uneven = Distribution.counts(of.whole * factor + (of.whole > 1))
    for weights in (of, uneven if uneven.whole.any() else of):
        laws.a_solver_agrees_with_enumeration(s, keep, weights, objectives)
        laws.a_solver_that_is_stopped_promises_nothing_false(s, keep, weights, objectives, 0)


def test_solvers_that_are_stopped_tell_what_is_proved():
    rng = np.random.default_rng(0)
    for n in (7, 8, 9):
        for s in (ab.System.deterministic(rng.integers(0, n, (n, 2))), thirds(rng.integers(0, n, (n, 3)))):
            keep = ab.Abstraction([int(2 * m >= n) for m in range(n)])
            laws.a_solver_agrees_with_enumeration(s, keep, Distribution.uniform(n), OBJECTIVES[-1])
            laws.a_solver_that_is_stopped_promises_nothing_false(
                s, keep, Distribution.uniform(n), OBJECTIVES[-1], 1
            )


def thirds(targets):
    """A Markov chain that goes to each of three targets with probability 1/3."""
    return ab.System.markov(
        [
            (s, int(t), Fraction(int((row == t).sum()), 3))
            for s, row in enumerate(targets)
            for t in np.unique(row)
        ]
    )


@pytest.mark.parametrize("digits", [0, 1, 3, 5, 8])
def test_tangents(digits):
    for a in range(1, 30):
        for x in range(40):
            laws.tangents_lie_below_and_touch(a, x, digits)


def test_chains_in_halves():
    for n in (1, 2, 3):
        for i, (s, p) in enumerate(product(every_branching("D(X)", n), partitions(n))):
            if n < 3 or i % 4 == 0:
                of = Distribution.uniform(n)
                laws.defect_is_the_least_expected_total_variation(s, p, of)
                laws.defect_is_zero_iff_complete_on_the_support(s, p, of)
                laws.lumping_bounds_are_above_the_true_error(s, p, None, 2)
                laws.lumping_bounds_are_above_the_true_error(s, p, [1] + [0] * (n - 1), 3)


@given(weighed())
def test_measures(question):
    laws.defect_is_the_least_probability_of_a_wrong_prediction(*question)
    laws.defect_is_the_least_expected_total_variation(*question)
    laws.defect_is_zero_iff_complete_on_the_support(*question)
    laws.entropy_is_by_definition(*question)


@given(chains())
def test_measures_of_chains(question):
    laws.defect_is_the_least_expected_total_variation(*question)
    laws.defect_is_zero_iff_complete_on_the_support(*question)
    laws.entropy_is_by_definition(*question)


@given(weighed(), st.data())
def test_metric_defects(question, data):
    s, _, of = question
    dimension = data.draw(st.integers(1, 2))
    number = st.fractions(-2, 2, max_denominator=3)
    vector = st.lists(number, min_size=dimension, max_size=dimension)
    laws.metric_defect_is_least(s, data.draw(st.lists(vector, min_size=s.states, max_size=s.states)), of)


@given(weighed(), st.data())
def test_errors_along(question, data):
    s, p, of = question
    laws.errors_along_count_every_run(
        s, p, data.draw(st.lists(st.integers(0, s.letters - 1), max_size=5)), of
    )


@given(
    st.integers(1, 4).flatmap(
        lambda k: st.lists(st.lists(st.integers(0, 6), min_size=k, max_size=k), min_size=1)
    )
)
def test_entropies(rows):
    most = max(sum(row) for row in rows) + 1
    laws.entropies_are_compared_exactly([[*row, most - sum(row)] for row in rows])


def test_entropies_that_floats_cannot_tell_apart():
    assert sign_of_logs({2: 10**20, 3: -63092975357145743709}) == 1  # a power of 2 and one of 3, nearly equal
    assert sign_of_logs({6: 5, 2: -5, 3: -5}) == 0
    laws.entropies_are_compared_exactly([(12, 9, 3), (9, 12, 3), (11, 9, 4), (8, 8, 8)])


@settings(max_examples=60)
@given(weighed(max_states=5))
def test_fronts(question):
    s, keep, of = question
    every = list(partitions(s.states))
    laws.the_front_is_that_of_all_partitions(s, keep, of, every)
    laws.heuristics_are_no_better_than_the_front(s, keep, of)
    laws.nearly_complete_abstractions_are_all_minimal_ones(s, keep, Fraction(1, 4), of, every)


@settings(max_examples=60)
@given(weighed(max_states=7, max_letters=1))
def test_searches(question):
    laws.searches_agree_with_enumeration(*question)
    laws.bounds_are_below_the_least_defect(*question)


@settings(max_examples=30)
@given(weighed(max_states=4, max_letters=2))
def test_searches_with_letters(question):
    laws.searches_agree_with_enumeration(*question)
    laws.bounds_are_below_the_least_defect(*question)


@settings(max_examples=60)
@given(chains(max_states=4))
def test_fronts_of_chains(question):
    s, keep, of = question
    every = list(partitions(s.states))
    laws.the_front_is_that_of_all_partitions(s, keep, of, every)
    laws.heuristics_are_no_better_than_the_front(s, keep, of)
    laws.nearly_complete_abstractions_are_all_minimal_ones(s, keep, Fraction(1, 8), of, every)


@given(chains(), st.integers(0, 5), st.booleans())
def test_lumping(question, steps, anywhere):
    s, p, start = question
    laws.lumping_bounds_are_above_the_true_error(s, p | s.observation, None if anywhere else start, steps)


@given(chains(), st.data())
def test_a_mutated_lumping_bound_never_proves_a_false_error(question, data):
    s, p, start = question
    found = lump(s, p | s.observation, data.draw(st.sampled_from([None, start])), steps=3)
    b = found.bound
    changed = st.fractions(-1, 1, max_denominator=12)
    what = data.draw(st.sampled_from(["error", "residual", "contraction", "quotient", "shorter"]))
    if what in ("error", "residual"):
        entries = list(getattr(b, what))
        entries[data.draw(st.integers(0, len(entries) - 1))] -= data.draw(changed)
        b = replace(b, **{what: tuple(entries)})
    elif what == "contraction":
        b = replace(b, contraction=data.draw(changed))
    elif what == "quotient":
        rows = [dict(row) for row in b.quotient]
        row = rows[data.draw(st.integers(0, len(rows) - 1))]
        one, other = (data.draw(st.integers(-1, len(rows))) for _ in range(2))
        by = data.draw(changed)
        row[one] = row.get(one, Fraction(0)) - by
        row[other] = row.get(other, Fraction(0)) + data.draw(st.sampled_from([by, by / 2]))
        b = replace(b, quotient=tuple(rows))
    else:
        b = replace(b, residual=b.residual[:-1])
    laws.no_mutant_proves_a_false_lumping_bound(replace(found, bound=b))


def test_every_entry_of_a_tight_bound_matters():
    chain = ab.System.markov([(0, 1, "1/2"), (0, 2, "1/2"), (1, 1, 1), (2, 0, 1)])
    found = lump(chain, [0, 1, 1], [1, 0, 0], steps=4)
    b, less = found.bound, Fraction(1, 1000)
    assert found.check()
    for j in range(len(b.error)):
        error = (*b.error[:j], b.error[j] - less, *b.error[j + 1 :])
        assert not replace(found, bound=replace(b, error=error)).check()
    assert not replace(found, bound=replace(b, contraction=b.contraction - less)).check()
    assert not replace(found, bound=replace(b, residual=(b.residual[0], b.residual[1] - less))).check()
    assert not replace(found, bound=replace(b, error=tuple(map(float, b.error)))).check()


def test_rounding_is_to_the_safe_side():
    third = Fraction(1, 3**60)
    assert down(third) <= third <= up(third) and up(third) - down(third) <= Fraction(1, 2**64)
    assert up(Fraction(1, 3)) == down(Fraction(1, 3)) == Fraction(1, 3)


def test_a_long_run_of_a_chain_with_ugly_numbers_keeps_its_bound_small():
    weights = [3, 5, 7, 11, 13]
    edges = [(s, t, Fraction(w + s, sum(weights) + 5 * s)) for s in range(5) for t, w in enumerate(weights)]
    found = lump(ab.System.markov(edges), [0, 0, 1, 1, 1], [1, 0, 0, 0, 0], steps=200)
    assert found.check() and all(e.denominator <= 2**64 for e in found.error)
    assert found.error[-1] <= found.limit < Fraction(1, 10)


def test_several_abstractions_in_one_point_are_all_told():
    found = front(ab.System.deterministic([1, 2, 3, 0]), [0, 0, 0, 1])
    symmetric = front(ab.System.deterministic([0, 1, 2]), objectives=("classes", "information"))
    assert [len(point) for point in symmetric] == [1, 3, 1]
    assert found[0].classes == 2 and found.exact


def test_front_with_zero_weights_is_about_the_support():
    s = ab.System.deterministic([1, 2, 3, 3])
    assert front(s, [0, 1, 0, 1], [1, 0, 0, 0], objectives=("classes", "defect"))[-1].classes == 2


def test_errors_of_a_run_that_leaves_the_support():
    """Complete on the support, and right for one step; then wrong, or right again: neither implies the other."""
    clock = ab.System.deterministic([1, 2, 3, 0])
    away = errors_along(clock, [0, 0, 1, 0], 3, {0: 1})
    assert defect(clock, [0, 0, 1, 0], {0: 1}).value == 0 and not ab.is_complete(clock, [0, 0, 1, 0])
    assert away.run == (0, 0, 1, 0)
    back = errors_along(ab.System.deterministic([1, 2, 3, 4, 5, 0]), [0, 0, 0, 1, 1, 1], 6)
    assert back.run[1] == back.defect.value == Fraction(1, 3) and back.run[6] == 0


def test_every_state_fewer_than_two():
    one = ab.System.deterministic([0])
    for method in ("enumeration", "search", "solver", "merging", "bottleneck"):
        assert [(x.classes, x.defect) for x in front(one, method=method)] == [(1, 0)]
    assert nearly_complete(one, [0], 0).unique and lump(ab.System.markov([(0, 0, 1)]), [0]).limit == 0
    assert errors_along(one, [0], 0).run == (0,)


def test_large_weights_are_exact():
    """Weights and chances that leave 64 bits."""
    huge = 10**30
    of = Distribution.of([Fraction(1, huge), Fraction(huge - 2, huge), Fraction(1, huge)])
    s = ab.System.deterministic([1, 2, 0])
    assert defect(s, [0, 0, 1], of).value == Fraction(1, huge)
    assert metric_defect(s, [0, 10**25, 1], of, p=[0, 0, 0]).value > 10**20 // huge
    chain = ab.System.markov([(0, 1, Fraction(1, huge)), (0, 0, 1 - Fraction(1, huge)), (1, 1, 1), (2, 2, 1)])
    assert defect(chain, [0, 1, 1], of).value == 0
    laws.defect_is_the_least_expected_total_variation(chain, ab.Abstraction([0, 0, 1]), of)
    every = list(partitions(3))
    laws.the_front_is_that_of_all_partitions(
        chain, ab.Abstraction([0, 1, 1]), Distribution.counts([1, 3, 2]), every
    )
    assert lump(chain, [0, 0, 1]).check()


def test_entropy_is_half_a_bit_where_half_of_the_states_toss_a_coin():
    e = entropy(ab.System.deterministic([1, 2, 3, 3]), [0, 1, 0, 1])
    assert (e.bits, str(e)) == (0.5, "0.5 bits")
