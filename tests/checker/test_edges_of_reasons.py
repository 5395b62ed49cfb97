"""Reasons of steps and of simple abstractions that an attack found to pass: each is refused now."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

import abstractions as ab
from abstractions import Abstraction, System, first_return, minimal_complete
from abstractions.simple import AtMost, Parities, front
from abstractions.steps import Counts, cheapest_marks

S = System.deterministic([1, 2, 3, 4, 5, 0])
P = [0, 0, 1, 1, 2, 2]


@pytest.mark.parametrize(
    "change",
    [
        {"given": Abstraction([0, 1, 0, 1, 0, 0])},
        {"system": System.deterministic([0] * 6)},
        {"among": Abstraction([0, 0, 1, 1, 2, 2])},
        {"classes": (0, 0, 2, 4)},
        {"unit": 4},
    ],
)
def test_a_choice_is_of_its_own_system(change):
    for method in ("exact", "greedy"):
        choice = cheapest_marks(S, P, skip="3/2", method=method)
        assert choice.check() and not replace(choice, **change).check()
        assert "3/2 a skipped step" in choice.check().claim


@pytest.mark.parametrize(
    "change",
    [
        {"steps": np.zeros(3, np.int64)},
        {"entry": np.full(6, 2, np.int32)},
        {"distance": np.full(6, 9, np.int64)},
    ],
)
def test_counted_steps_go_on_from_where_they_are(change):
    found = first_return(S, Counts([2, 0, 2, 0, 2, 0]))
    assert found.check() and not replace(found, **change).check()


def test_the_cost_of_few_classes_is_their_number():
    s = System.deterministic([1, 2, 3, 0])
    found = minimal_complete(s, [0, 0, 1, 1], family=AtMost(4))
    cheap = replace(found.found[0], cost=Fraction(0))
    assert found.check() and not replace(found, found=(cheap,)).check()


def test_searches_among_parities_that_cannot_end_are_refused():
    bits = list(product((0, 1), repeat=10))
    random = np.random.default_rng(0)
    s = System.deterministic(random.integers(0, 1024, 1024))
    with pytest.raises(ab.BudgetExceeded, match="subspaces"):
        front(s, random.integers(0, 2, 1024), family=Parities(columns=bits))
    few = System.deterministic(random.integers(0, 20, 20))
    some = [bits[i] for i in random.permutation(1024)[:20]]
    with pytest.raises(ab.BudgetExceeded):
        minimal_complete(few, list(range(20)), family=Parities(columns=some))
