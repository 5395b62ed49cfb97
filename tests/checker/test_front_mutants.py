"""Fronts that have been tampered with: refused with a reason, never a crash, never a lie."""

from dataclasses import fields, replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import abstractions as ab
from abstractions.approximate import Distribution, front
from abstractions.testing import laws
from abstractions.testing.strategies import questions

NOISY = ab.System.deterministic([1, 2, 3, 4, 5, 0, 0])
CHAIN = ab.System.markov([(0, 1, "1/2"), (0, 2, "1/2"), (1, 1, "3/4"), (1, 0, "1/4"), (2, 2, 1)])
WILD = [None, 5, -1, 3.5, float("nan"), "abc", True, (), [], {}, object(), np.zeros(2), Fraction(-1), 10**30]
FRONTS = {
    "enumeration": front(NOISY, [0, 1, 0, 1, 0, 1, 0]),
    "search": front(NOISY, [0, 1, 0, 1, 0, 1, 0], method="search"),
    "stopped": front(NOISY, [0, 1, 0, 1, 0, 1, 0], method="search", budget=0),
    "solver": front(NOISY, [0, 1, 0, 1, 0, 1, 0], method="solver"),
    "merging": front(NOISY, method="merging"),
    "chain": front(CHAIN),
    "information": front(NOISY, objectives=("information", "classes")),
}


@pytest.mark.parametrize("name", FRONTS)
def test_fronts_as_they_are_told_are_accepted(name):
    assert FRONTS[name].check(), str(FRONTS[name].check())
    laws.no_mutant_is_a_false_front(FRONTS[name])


@pytest.mark.parametrize("name", FRONTS)
def test_broken_parts_are_refused_and_never_raise(name):
    found = FRONTS[name]
    for value in WILD:
        for part in ("system", "given", "weights", "objectives", "points"):
            claimed = replace(found, **{part: value})
            assert str(claimed.check())
            assert not claimed.check() or claimed.points == ()  # a front of nothing claims nothing
        assert not replace(found, points=(*found.points, value)).check()
        for field in fields(found[0]):
            if field.name != "every":
                claimed = replace(found, points=(replace(found[0], **{field.name: value}), *found.points[1:]))
                laws.no_mutant_is_a_false_front(claimed)
    for change in ({"given": ab.Abstraction([0])}, {"weights": Distribution.uniform(2)}, {"objectives": ("x",)},
                   {"weights": Distribution.counts([[1, 2, 3]] * found.system.states)},
                   {"system": ab.System.nondeterministic([(0, 1)])}):  # fmt: skip
        assert not replace(found, **change).check()


def test_every_part_of_a_point_matters():
    found = FRONTS["enumeration"]
    point = found[0]
    two = np.concatenate((point.words, point.words))
    for change in (
        {"classes": point.classes + 1},
        {"defect": point.defect + Fraction(1, 7)},
        {"information": point.information + 0.001},
        {"bound": point.defect + 1},
        {"most": point.information - 0.5},
        {"most": 1},
        {"words": two},
        {"words": point.words[:0]},
        {"words": point.words.astype(float)},
        {"words": -1 - point.words.astype(int)},
        {"words": np.zeros_like(point.words)},
    ):
        assert not replace(found, points=(replace(point, **change), *found.points[1:])).check()
    assert not replace(found, points=found.points + found.points[:1]).check()
    worse = front(NOISY, [0, 1, 0, 1, 0, 1, 0], max_classes=7, objectives=("classes",))[0]
    assert not replace(found, points=(*found.points, worse)).check()


@given(questions(max_states=5, max_letters=2), st.data())
def test_mutants_of_fronts(question, data):
    s, keep = question
    found = front(s, keep, method=data.draw(st.sampled_from(["enumeration", "search", "merging"])))
    points = list(found.points)
    i = data.draw(st.integers(0, len(points) - 1))
    words = np.array(points[i].words, np.int64)
    match data.draw(st.sampled_from(["label", "defect", "classes", "drop", "twice", "weights", "keep"])):
        case "label":
            at = tuple(data.draw(st.integers(0, d - 1)) for d in words.shape)
            words[at] = data.draw(st.integers(-1, s.states))
            points[i] = replace(points[i], words=words)
        case "defect":
            points[i] = replace(
                points[i], defect=data.draw(st.fractions(0, 1, max_denominator=8)), bound=None
            )
        case "classes":
            points[i] = replace(points[i], classes=data.draw(st.integers(0, 5)))
        case "drop":
            points.pop(i)
        case "twice":
            points.append(points[i])
        case "weights":
            found = replace(found, weights=Distribution.counts(range(1, s.states + 1)))
        case "keep":
            found = replace(found, given=ab.Abstraction.identity(s.states))
    laws.no_mutant_is_a_false_front(replace(found, points=tuple(points)))


def test_what_is_shown_is_kept_and_information_is_that_of_every_abstraction():
    shown = ab.System.deterministic([1, 2, 3, 0], outputs=[0, 1, 0, 1])
    found = front(shown)
    assert found.check() and not replace(found, given=ab.Abstraction.trivial(4)).check()
    same = ab.System.deterministic([0, 1, 2, 3])
    found = front(same, objectives=("classes", "information"), max_classes=2)
    even = next(point for point in found if point.classes == 2)
    uneven = np.concatenate((even.words, [[0, 1, 1, 1]]))
    claimed = replace(found, points=tuple(replace(p, words=uneven) if p is even else p for p in found))
    assert found.check() and not claimed.check()
