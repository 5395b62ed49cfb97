"""Reasons of steps with any one part altered, to other values and to what is no value at all."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import abstractions as ab
from abstractions.steps import Counts, cheapest_marks, weak_square
from abstractions.stuttering import Rounds
from abstractions.testing import laws
from abstractions.testing.enumerate import branching, partitions
from abstractions.testing.laws.choosing import false_choices
from abstractions.testing.laws.long_steps import altered
from abstractions.testing.strategies import systems as drawn

CYCLE = ab.System.deterministic([1, 2, 3, 4, 5, 0], initial=[1])
HALTS = ab.System.deterministic(
    [1, 2, 3, 3, 3], [0, 0, 0, 1, 0], halting=np.arange(5) == 3, initial=[0, 4],
    state_names="abcde", output_names=["no", "yes"],
)  # fmt: skip
LETTERS = ab.System.deterministic([[1, 2], [2, 0], [0, 1]], [0, 1, 1], letter_names="xy", initial=[1])
LONG_STEPS = {
    "marks": lambda: ab.first_return(CYCLE, [0, 3]),
    "counts": lambda: ab.first_return(CYCLE, Counts([2, 2, 2, 2, 2, 2])),
    "long counts": lambda: ab.first_return(CYCLE, Counts([20_001, 2**31 - 3, 10**6, 3, 10**9, 12_345])),
    "some never": lambda: ab.first_return(ab.System.deterministic([0, 0, 2, 2]), [0]),
    "halting": lambda: ab.first_return(HALTS, ["a", "d"]),
    "halting counts": lambda: ab.first_return(HALTS, Counts({"a": 3, "d": 7, "e": 1})),
    "letters": lambda: ab.first_return(LETTERS, [0, 1]),
    "then": lambda: ab.first_return(LETTERS, [0, 2], then="y"),
    "counted letters": lambda: ab.first_return(LETTERS, Counts([2, 3, 1]), then="x"),
    "none": lambda: ab.first_return(ab.System.deterministic([]), []),
    "a computation": lambda: ab.first_return(
        ab.Computation(step=lambda m: m - 1, halts=lambda m: m == 0, read=str, inputs=range(4)),
        lambda m: m % 2 == 0,
    ),
}


@pytest.mark.parametrize("name", LONG_STEPS)
def test_long_steps_with_any_part_altered_are_refused(name):
    r = LONG_STEPS[name]()
    assert r.check()
    accepted = []
    for part, other in altered(r):
        laws.no_other_long_steps_are_accepted(other)
        if other.check():
            accepted.append(part)
    # without letters nothing is read on; arrays of no entries are alike
    assert set(accepted) <= ({"going_on"} if name == "letters" else set()), accepted


@given(drawn(4, 2), st.data())
def test_altered_long_steps_of_drawn_machines_are_refused(s, data):
    if s.outputs is not None and s.outputs.ndim == 2:
        return
    counts = data.draw(st.lists(st.integers(0, 3), min_size=s.states, max_size=s.states).filter(any))
    try:
        r = ab.first_return(s, Counts(counts) if data.draw(st.booleans()) else np.array(counts) > 0)
    except ab.Misuse:
        return
    assert r.check()
    every = list(altered(r))
    for _, other in data.draw(st.lists(st.sampled_from(every), min_size=1, max_size=20)):
        laws.no_other_long_steps_are_accepted(other)


def test_paths_with_any_part_altered_are_refused():
    low, high = ab.System.deterministic([1, 2, 3, 4, 5, 0]), ab.System.deterministic([1, 2, 0])
    stops = ab.System.deterministic([1, 1], halting=np.array([False, True]))
    for question in ((low, high, [0, 0, 1, 1, 2, 2]), (low, high, [0, -1, 1, -1, 2, -1]),
                     (ab.System.deterministic([1, 2, 2]), stops, [0, 0, 1])):  # fmt: skip
        paths = weak_square(*question, partial=True).unwrap()
        assert paths.check()
        for _, other in altered(paths):
            laws.no_other_paths_are_accepted(other)


def test_small_changes_of_every_small_machine():
    """One entry of one array, everywhere."""
    for s, marks in product(ab.testing.enumerate.systems(3), product([False, True], repeat=3)):
        verdict = ab.steps.returns(s, np.array(marks)) if any(marks) else None
        if verdict:
            for part, other in altered(verdict.unwrap()):
                laws.no_other_long_steps_are_accepted(other)
                assert not other.check(), part


CHOICES = {
    "exact": lambda: cheapest_marks(CYCLE, [0, 0, 1, 1, 2, 2], skip="3/2"),
    "halting": lambda: cheapest_marks(HALTS, [0, 1, 1, 2, 3], mark=2, skip=1),
    "greedy": lambda: cheapest_marks(CYCLE, [0, 0, 1, 1, 2, 2], mark=2, skip="3/2", method="greedy"),
    "layers": lambda: cheapest_marks(CYCLE, range(6), mark=2, skip="3/2", method="layers"),
    "a cycle of layers": lambda: cheapest_marks(
        TURNING, range(6), among=[0, 0, 0, 1, 1, 1], mark=3, skip=1, method="layers"
    ),
    "no state": lambda: cheapest_marks(ab.System.deterministic([]), []),
}
TURNING = ab.System.deterministic([3, 4, 5, 1, 2, 0])


@pytest.mark.parametrize("name", CHOICES)
def test_choices_with_any_part_altered_prove_what_they_say_or_nothing(name):
    choice = CHOICES[name]()
    assert choice.check()
    for _, other in altered(choice):
        laws.no_covering_proves_dearer_marks(other)


@pytest.mark.parametrize("method", ["exact", "layers"])
def test_refutations_with_any_part_altered_prove_what_they_say_or_nothing(method):
    with pytest.raises(ab.Refuted) as e:
        cheapest_marks(TURNING, [0, 0, 1, 2, 2, 3], among=[0, 0, 0, 1, 1, 1], method=method)
    none = e.value.verdict.counterexample
    assert none.check()
    for _, other in altered(none):
        laws.no_covering_proves_dearer_marks(other)


def test_potentials_of_a_choice_prove_no_other_bound():
    """Of every two layers of two states and every p: reasons with one number changed."""
    for step in product(range(2, 4), range(2, 4), range(2), range(2)):
        s = ab.System.deterministic(step)
        for p in partitions(4):
            try:
                choice = cheapest_marks(s, p, among=[0, 0, 1, 1], mark=2, skip=1, method="layers")
            except (ab.Refuted, ab.Misuse):
                continue
            for other in false_choices(choice):
                laws.no_covering_proves_dearer_marks(other)


TAU = ab.System.labelled(
    [(0, "tau", 1), (1, "a", 3), (1, "b", 3), (2, "a", 3), (2, "b", 3), (4, "tau", 5), (5, "tau", 4), (6, "tau", 2),
     (7, "tau", 8), (8, "tau", 7), (8, "a", 0), (9, "tau", 9), (9, "tau", 3), (10, "b", 9), (11, "b", 4)], states=12
)  # fmt: skip
STUTTERS = {
    "a map": lambda: ab.stuttering(CYCLE, [0, 0, 1, 1, 0, 2]),
    "halting": lambda: ab.stuttering(HALTS, [0, 0, 1, 1, 1]),
    "letters": lambda: ab.stuttering(TAU, silent="tau"),
    "letters and classes": lambda: ab.stuttering(TAU, [0] * 6 + [1] * 6, silent="tau"),
    "sets": lambda: ab.stuttering(ab.System.nondeterministic([(0, 1), (1, 0), (2, 3), (0, 3)]), [0, 0, 0, 1]),
    "no state": lambda: ab.stuttering(ab.System.deterministic([])),
    "no step": lambda: ab.stuttering(ab.System.nondeterministic([], states=2)),
}


@pytest.mark.parametrize("name", STUTTERS)
def test_stuttering_with_any_part_altered_proves_what_it_says_or_nothing(name):
    answer = STUTTERS[name]()
    assert answer.check()
    for _, other in altered(answer):
        laws.no_rounds_prove_a_false_stuttering(other)


def entries_of(m, letters):
    """All that can be said of one boundary of m classes."""
    return list(product(range(m), range(2), range(-1, letters), range(m)))


def test_no_rounds_at_all_prove_that_two_alike_states_are_apart():
    """Every reason for the two classes of every system of two states with a silent and a loud letter."""
    identity, refused = ab.Abstraction([0, 1]), 0
    for s in branching("P(A * X)", 2):
        if not any(around[0] == 0 for _, around in s.alphabet):
            continue
        right = ab.stuttering(s, silent=0)
        for rank, said in product(([0, 1], [1, 0]), entries_of(2, 2)):
            reason = Rounds(np.array(rank), *(np.array([x]) for x in said), right.reason.component)
            proved = bool(replace(right, abstraction=identity, reason=reason).check())
            assert not proved or right.abstraction == identity
            refused += not proved
    assert refused > 1000


@given(st.data())
def test_no_drawn_rounds_prove_too_much(data):
    state, letter = st.integers(0, 3), st.sampled_from(["tau", "tau", "a"])
    edges = data.draw(st.lists(st.tuples(state, letter, state), max_size=6))
    s = ab.System.labelled([*edges, (0, "tau", 1)], states=4)
    right = ab.stuttering(s, silent="tau")
    p = data.draw(st.sampled_from([q for q in partitions(4) if right.abstraction <= q]))
    m = len(p)
    said = data.draw(st.lists(st.sampled_from(entries_of(m, 2)), min_size=m - 1, max_size=m - 1))
    columns = [np.array([row[i] for row in said], np.int64) for i in range(4)]
    rank = np.array(data.draw(st.permutations(range(m))))
    reason = Rounds(rank, *columns, right.reason.component)
    laws.no_rounds_prove_a_false_stuttering(replace(right, abstraction=p, reason=reason))
