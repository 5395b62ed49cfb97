"""What attacks on approximate and linear abstractions found: each find is a test."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

import abstractions as ab
from abstractions.approximate import Distribution, front, lump, metric_defect, nearly_complete
from abstractions.linear import BitMap, Dynamics, Subspace, are_closed, parities
from abstractions.linear import lump as lumped
from abstractions.testing.forging import forged


def test_chances_with_denominators_beside_the_word_are_exact():
    d = 11529215046068469758
    far = Fraction(3, d)
    chain = ab.System.markov([(0, 1, 1 - far), (0, 0, far), (1, 1, 1 - far), (1, 0, far)], states=2)
    found = lump(chain, [0, 1], None, steps=3)
    assert found.check() and min(found.bound.residual) >= 0
    assert all(bound >= true for bound, true in zip(found.error, found.true_errors()))


def test_a_bound_that_grows_is_none():
    chain = ab.System.markov([(0, 1, "1/2"), (0, 2, "1/2"), (1, 1, 1), (2, 0, 1), (3, 2, 1)], states=4)
    found = lump(chain, [0, 1, 0, 1], None, steps=2)
    assert (
        found.check() and not replace(found, bound=replace(found.bound, contraction=Fraction(7, 5))).check()
    )
    assert not replace(found, bound=replace(found.bound, error=(Fraction(-1),))).check()


def test_many_classes_do_not_wrap_around():
    clock = ab.System.deterministic([(i + 1) % 300 for i in range(300)])
    assert list(nearly_complete(clock, list(range(300)), 0)) == [ab.Abstraction.identity(300)]
    assert {(p.classes, p.defect) for p in front(clock, list(range(300)))} == {(300, 0)}


def test_the_least_number_of_a_word_has_a_distance():
    d = ab.System.deterministic([1, 2, 3, 0])
    values = np.array([-(2**63), 0, 0, 0])
    exact = [int(v) for v in values]
    for metric in ("mean L1", "mean squared L2", "worst Linf"):
        one, other = (metric_defect(d, v, metric=metric).value for v in (values, np.array(exact, object)))
        assert one == other > 0


def test_forged_lumpings_are_refused():
    f = Dynamics.of({"x": "x^2", "y": "y"})
    found, m = lumped(f, ["x"]), ((0, 2),)
    r = found.reduced
    twice = forged(r, polynomials=(((m, Fraction(7)), *r.polynomials[0]),))
    longer = forged(r, polynomials=r.polynomials * 2)
    doubled = forged(found.space, rows=(((0, Fraction(1)), (0, Fraction(1))),))
    assert found.check()
    for claim in (
        replace(found, given_reduced=twice),
        replace(found, given_reduced=longer),
        replace(found, space=doubled, given_reduced=r),
        replace(found, space=Subspace(1, found.space.rows), given_reduced=r),
        replace(found, derivation=replace(found.derivation, prime=2**61 - 1)),
    ):
        assert not claim.check()
    bits = parities(BitMap.of({"a": "a & b", "b": "b"}), ["b"])
    more = forged(bits.reduced, terms=(*bits.reduced.terms, frozenset([0])))
    assert bits.check() and not replace(bits, given_reduced=more).check()
    assert not replace(bits, rows=(1.0,)).check()


def test_what_is_too_long_is_refused_at_once():
    names = [f"a{i}" for i in range(27)]
    f = BitMap.of({"a0": " & ".join(names[:26]), **{name: name for name in names[1:]}})
    with pytest.raises(ab.BudgetExceeded, match="parts of products"):
        are_closed(f, [f"{name} ^ a26" for name in names[:26]])
    for wrong in ("((2^100000)^100000)*x", "x^99999999999", "(1+x)^1999"):
        with pytest.raises(ab.Misuse):
            Dynamics.of({"x": wrong})
    with pytest.raises(ab.Misuse):
        Dynamics.reactions([("²*A", "B", 1)])


def test_nearly_complete_abstractions_of_a_large_machine_of_which_little_is_open():
    """A hundred thousand states of which four may be joined: nothing is square."""
    n = 100_000
    clock = ab.System.deterministic([(i + 1) % n for i in range(n)])
    known = [0, 0, 0, 0, *range(1, n - 3)]
    found = nearly_complete(clock, known, Fraction(3, n))
    assert found.unique and found[0] == ab.Abstraction(known) and found.defects == (Fraction(1, n),)
    with pytest.raises(ab.BudgetExceeded, match="labels are kept"):
        nearly_complete(clock, [0] * 9 + list(range(1, n - 8)), 0)


def test_distributions_are_without_common_divisors_and_iterate():
    of = Distribution(np.array([2, 0, 4]), 6)
    assert of == Distribution.counts([1, 0, 2]) and list(of) == [Fraction(1, 3), 0, Fraction(2, 3)]
    c = ab.Computation(step=[0, 0, 1], halts=[True, False, False], load=[2, 2, 1])
    assert Distribution.of_inputs(c, after=10**30) == Distribution.counts([1, 0, 0])
    for after in range(4):
        runs = [(c.trace(x) + [c.trace(x)[-1]] * 4)[after] for x in range(3)]
        assert Distribution.of_inputs(c, after=after) == Distribution.counts(
            [runs.count(m) for m in range(3)]
        )


def test_a_search_says_that_there_may_be_others():
    s, keep = ab.System.deterministic([1, 2, 3, 0]), [0, 0, 0, 1]
    every, one = (
        front(s, keep, objectives=("classes", "defect"), method=m) for m in ("enumeration", "search")
    )
    assert all(point.every for point in every) and "others" not in str(every)
    assert not any(point.every for point in one) and str(one).count("perhaps others") == len(one)
