"""Bounds on lumped chains: made-up ones are accepted iff their own parts justify them; broken ones are refused."""

from dataclasses import fields, replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import abstractions as ab
from abstractions.approximate import Distribution, LumpingBound, lump
from abstractions.testing import laws
from abstractions.testing.enumerate import branching, partitions

HALVES = [Fraction(i, 2) for i in range(3)]
THREE = list(branching("D(X)", 3))
QUARTERS = [Fraction(i, 4) for i in range(5)]


def test_every_made_up_bound_on_two_states():
    """Chains in halves, every row, residual, contraction and error in halves, both kinds of start."""
    for s, p in product(branching("D(X)", 2), partitions(2)):
        for start in (None, Distribution.of([1, 0]), Distribution.of(["1/2", "1/2"])):
            found = lump(s, p, start, steps=2)
            k = len(p)
            rows = [{0: x, k - 1: 1 - x} if k > 1 else {0: Fraction(1)} for x in HALVES[: 3 if k > 1 else 1]]
            for quotient in product(rows, repeat=k):
                for residual, tau in product(product(HALVES[:2], repeat=k), HALVES):
                    for error in product(HALVES[:1], HALVES, HALVES):
                        claimed = LumpingBound(quotient, residual, tau, error)
                        laws.a_lumping_bound_is_accepted_iff_its_parts_justify_it(
                            replace(found, bound=claimed)
                        )


@given(st.data())
def test_made_up_bounds_on_three_states(data):
    s = data.draw(st.sampled_from(THREE))
    p = data.draw(st.sampled_from([q for q in partitions(3) if s.observation <= q]))
    start = data.draw(st.sampled_from([None, [1, 0, 0], ["1/2", "1/4", "1/4"], ["1/3", "1/3", "1/3"]]))
    found = lump(s, p, start, steps=4)
    b = found.bound
    part = data.draw(st.sampled_from(["error", "residual", "contraction", "all"]))
    number = st.sampled_from([*QUARTERS, Fraction(1, 3), Fraction(7, 6)])
    if part in ("error", "all"):
        error = list(b.error)
        for i in data.draw(st.sets(st.integers(0, 4))):
            error[i] = data.draw(st.one_of(number, st.sampled_from(b.error)))
        b = replace(b, error=tuple(error))
    if part in ("residual", "all"):
        b = replace(b, residual=tuple(data.draw(st.one_of(number, st.just(r))) for r in b.residual))
    if part in ("contraction", "all"):
        b = replace(b, contraction=data.draw(number))
    claimed = replace(found, bound=b)
    laws.a_lumping_bound_is_accepted_iff_its_parts_justify_it(claimed)
    laws.no_mutant_proves_a_false_lumping_bound(claimed)


CHAIN = ab.System.markov([(0, 1, "1/2"), (0, 2, "1/2"), (1, 1, "3/4"), (1, 0, "1/4"), (2, 2, 1)])
WILD = [None, 5, -1, 3.5, float("nan"), "abc", True, (), [], {}, object(), np.zeros(2), Fraction(-1), 10**30]


@pytest.mark.parametrize("start", [None, [1, 0, 0]])
def test_broken_parts_are_refused_and_never_raise(start):
    found = lump(CHAIN, [0, 1, 1], start, steps=3)
    b = found.bound
    one = Fraction(1)
    wrong = [replace(b, **{f.name: value}) for f in fields(b) for value in WILD]
    for name in ("quotient", "residual", "error"):
        part = getattr(b, name)
        entries = [*WILD, {0: 1.0}, {0: one, 7: 0 * one}, {"a": one}, {0: 2 * one, 1: -one}, {True: one}]
        wrong += [replace(b, **{name: (*part[:1], value, *part[2:])}) for value in entries]
        wrong.append(replace(b, **{name: list(part)}))
    wrong += [replace(b, quotient=b.quotient[:1]), replace(b, residual=(*b.residual, one))]
    assert found.check() and str(found.check())
    for bound in [*wrong, *WILD]:
        verdict = replace(found, bound=bound).check()
        assert str(verdict)
        if verdict:  # a part was replaced by itself, or by something as good
            laws.a_lumping_bound_is_accepted_iff_its_parts_justify_it(replace(found, bound=bound))
    for value in WILD:
        assert not replace(found, system=value).check() and not replace(found, p=value).check()
        assert value is None or not replace(found, start=value).check()


def test_a_bound_of_another_chain_start_or_abstraction_is_refused():
    found = lump(CHAIN, [0, 1, 1], [1, 0, 0], steps=3)
    shown = ab.System.markov([(0, 0, 1), (1, 1, 1), (2, 2, 1)], outputs=["a", "b", "c"])
    letters = ab.System.deterministic([[0, 1], [1, 2], [2, 0]])
    assert not replace(found, system=ab.System.deterministic([0, 1])).check()
    assert "different things" in str(replace(found, system=shown).check())
    assert "reads letters" in str(replace(found, system=letters).check())
    assert not replace(found, system=ab.System.nondeterministic([(0, 1), (1, 2), (2, 0)])).check()
    assert not replace(found, p=ab.Abstraction([0, 0, 0])).check()
    assert not replace(found, p=ab.Abstraction([0, 0, 1])).check()
    for part, value in (("total", 2), ("whole", [1, 0, 0]), ("whole", np.array([2, -1, 0])), ("total", 1.0),
                        ("whole", np.array([1.0, 0, 0])), ("whole", np.array([1, 0])), ("whole", None)):  # fmt: skip
        broken = Distribution.of([1, 0, 0])
        object.__setattr__(broken, part, value)
        assert not replace(found, start=broken).check()


def test_the_checker_shares_nothing_with_what_makes_bounds():
    import ast
    from pathlib import Path

    import abstractions.approximate.bound as checker

    tree = ast.parse(Path(checker.__file__).read_text())
    taken = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.level == 1}
    assert taken == {"distribution"}


@pytest.mark.parametrize("steps", [0, 1, 300])
def test_long_runs_are_checked_exactly_or_to_the_safe_side(steps):
    edges = [(s, t, Fraction(w + s, 39 + 5 * s)) for s in range(5) for t, w in enumerate([3, 5, 7, 11, 13])]
    found = lump(ab.System.markov(edges), [0, 0, 1, 1, 1], [1, 0, 0, 0, 0], steps=steps)
    assert found.check()
    if steps:
        less = (*found.error[:-1], found.error[-1] - Fraction(1, 2**40))
        assert not replace(found, bound=replace(found.bound, error=less)).check()


def test_a_clock_is_a_chain_too():
    clock = ab.System.deterministic([1, 2, 3, 4, 5, 0, 0])
    found = lump(clock, [0, 1, 0, 1, 0, 1, 0], [1, 0, 0, 0, 0, 0, 0], steps=4)
    assert found.check()
    laws.a_lumping_bound_is_accepted_iff_its_parts_justify_it(found)


def test_numbers_that_would_make_a_bound_look_better_are_refused():
    """Each passes all the other tests of the checker."""
    still = ab.System.deterministic([0, 1])
    found = lump(still, [0, 1], [1, 0], steps=1)
    one, none = Fraction(1), Fraction(0)
    for quotient, residual, tau, error in (
        (({0: one}, {1: one}), (none, none), one, (-one, none)),  # an error below zero
        (({0: one, 1: one}, {1: one, 0: one}), (none, none), none, (none, none)),  # twice the mass
        (({0: one, 7: none}, {1: one}), (none, none), one, (none, none)),  # no class
        (({0: one, "1": none}, {1: one}), (none, none), one, (none, none)),
        (({0: one, 1: 0}, {1: one}), (none, none), one, (none, none)),  # no fraction
    ):
        assert not replace(found, bound=LumpingBound(quotient, residual, tau, error)).check()
    assert replace(found, bound=LumpingBound(({0: one}, {1: one}), (none, none), one, (none, none))).check()


def test_steps_that_are_no_distributions_are_refused():
    one, none = Fraction(1), Fraction(0)
    same = LumpingBound(({0: one}, {1: one}), (none, none), one, (none, none))
    found = replace(lump(ab.System.deterministic([0, 1]), [0, 1], steps=1), bound=same)
    for shape, steps in (
        ("P(D(X))", [[{0: 1}], [{1: 1}]]),  # nodes between states
        ("P(X)", [[0], [1]]),
        ("Q^(X)", [{0: 2}, {1: 1}]),  # too much
        ("Q^(X)", [{0: "1/2"}, {1: 1}]),  # too little
        ("Z^(X)", [{0: 2, 1: -1}, {1: 1}]),
    ):
        assert not replace(found, system=ab.System.of(shape, steps)).check()
    whole = LumpingBound(({0: one},), (none,), one, (none, none))
    joined = replace(found, p=ab.Abstraction([0, 0]), bound=whole)
    assert (
        joined.check() and not replace(joined, system=ab.System.of("Z^(X)", [{0: 2, 1: -1}, {1: 1}])).check()
    )
    assert not replace(joined, system=ab.System.of("Q^(X)", [{0: 2, 1: 3}, {1: 5}])).check()
