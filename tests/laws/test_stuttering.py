"""Stuttering on every small machine, where steps branch too, and on random ones."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import abstractions as ab
from abstractions.testing import laws
from abstractions.testing.enumerate import branching, partitions, systems, systems_up_to_renaming
from abstractions.testing.laws.stuttering import mutants
from abstractions.testing.strategies import questions


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_stuttering_of_every_small_machine(n):
    every = list(partitions(n))
    for s, p in product(systems(n) if n < 4 else systems_up_to_renaming(n), every):
        laws.stuttering_compares_traces_without_repetition(s, p)
        laws.stuttering_is_coarsest(s, p, every)
        laws.every_parting_replays(s, p)
        edges = ab.System.nondeterministic(list(enumerate(s.step.tolist())), states=n)
        assert ab.stuttering(edges, p).abstraction == ab.stuttering(s, p).abstraction
        if n < 4:
            for answer in mutants(ab.stuttering(s, p)):
                laws.no_rounds_prove_a_false_stuttering(answer)


@given(questions(9, 1))
def test_stuttering_of_drawn_machines(question):
    s, p = question
    shown = None if s.outputs is None or s.outputs.ndim == 2 else s.outputs
    s = ab.System.deterministic(s.table[:, 0], shown, halting=s.halting, initial=s.initial)
    laws.stuttering_compares_traces_without_repetition(s, p)
    laws.every_parting_replays(s, p)
    minimal = ab.minimal_complete(s, p).abstraction
    assert ab.stuttering(s, p).abstraction <= minimal  # counting steps is knowing more


@pytest.mark.parametrize("n", [1, 2])
@pytest.mark.parametrize("shape", ["P(X)", "O * P(X)"])
def test_steps_without_letters_that_branch(shape, n):
    every = list(partitions(n))
    for s, p in product(branching(shape, n), every):
        laws.branching_bisimilarity_is_coarsest(s, p, None, every)
        laws.every_quiet_separation_replays(s, p, None)


def test_three_states_that_branch():
    every = list(partitions(3))
    for i, s in enumerate(branching("P(X)", 3)):
        laws.branching_bisimilarity_is_coarsest(s, every[i % 5], None, every)
        laws.every_quiet_separation_replays(s, every[i % 5], None)


def test_two_states_with_letters():
    every = list(partitions(2))
    for s, p in product(branching("P(A * X)", 2), every):
        if any(around[0] == 0 for _, around in s.alphabet):
            laws.branching_bisimilarity_is_coarsest(s, p, 0, every)
            laws.every_quiet_separation_replays(s, p, 0)


@st.composite
def labelled(draw, most=5):
    n = draw(st.integers(1, most))
    state, letter = st.integers(0, n - 1), st.sampled_from(["tau", "tau", "a", "b"])
    edges = draw(st.lists(st.tuples(state, letter, state), max_size=9))
    return ab.System.labelled([*edges, (0, "tau", draw(state))], states=n)


@given(labelled(), st.data())
def test_drawn_steps_with_letters(s, data):
    every = list(partitions(s.states))
    p = data.draw(st.sampled_from(every))
    laws.branching_bisimilarity_is_coarsest(s, p, "tau", every)
    laws.every_quiet_separation_replays(s, p, "tau")


@given(labelled(4))
def test_false_rounds_are_refused(s):
    for answer in mutants(ab.stuttering(s, silent="tau")):
        laws.no_rounds_prove_a_false_stuttering(answer)


def test_divergence_is_told_from_silence_that_ends():
    """0 may do a after silence, 1 the same but may also never do it; 3 and 4 never do anything."""
    s = ab.System.labelled(
        [(0, "tau", 2), (1, "tau", 2), (1, "tau", 1), (2, "a", 4), (3, "tau", 3)], states=5
    )
    found = ab.stuttering(s, silent="tau")
    assert str(found.abstraction) == "02|1|3|4" and found.check()
    assert found.diverges.tolist() == [False, True, True, False]


def test_silent_steps_that_lose_a_choice_are_seen():
    """tau before a choice is inert only if nothing is lost by it (R. Milner's first tau law fails in the middle)."""
    kept = ab.System.labelled([(0, "tau", 1), (1, "a", 3), (1, "b", 3), (2, "a", 3), (2, "b", 3)], states=4)
    assert str(ab.stuttering(kept, silent="tau").abstraction) == "012|3"
    lost = ab.System.labelled([(0, "tau", 1), (0, "b", 3), (1, "a", 3), (2, "a", 3), (2, "b", 3)], states=4)
    assert str(ab.stuttering(lost, silent="tau").abstraction) == "0|1|2|3"


def test_runs_part_at_a_change_of_class():
    """One run goes round two classes, the other stays; and what is shown may differ, or who has halted."""
    s = ab.System.deterministic([1, 2, 0, 4, 5, 5], [0, 0, 1, 0, 1, 1], output_names=["red", "green"])
    found = ab.stuttering(s)
    assert "after 1 change of class, 0 and 3 are told apart: the run from 3 stays" in str(
        found.distinguish(0, 3)
    )
    assert "'green' and 'red' shown" in str(found.distinguish(2, 3))
    halts = ab.System.deterministic([1, 1, 2], halting=np.array([False, True, False]))
    assert "after no change of class, 0 and 2 are told apart: the run from 2 stays" in str(
        ab.stuttering(halts).distinguish(0, 2)
    )


def test_one_thousand_changes_before_a_difference():
    """Two runs that change at every step against every third one: no step of either is taken twice."""
    n = 3000
    slow, fast = np.repeat(np.arange(n // 3) % 2, 3), np.arange(n // 3) % 2
    fast[-1] = 2
    step = np.concatenate([np.arange(1, n), [0], n + np.arange(1, n // 3), [n]])
    found = ab.stuttering(ab.System.deterministic(step), ab.Abstraction(np.concatenate([slow, fast])))
    d = found.distinguish(0, n)
    assert d.changes == n // 3 - 1 and d.replay() and len(str(d)) < 1200


def test_a_silent_choice_is_told_in_words():
    lost = ab.System.labelled([(0, "tau", 1), (0, "b", 3), (1, "a", 3), (2, "a", 3), (2, "b", 3)], states=4)
    d = ab.stuttering(lost, silent="tau").distinguish(2, 0)
    assert d.replay() and str(d) == "of 2 and not of 0: silence while (silence, then b), then a"
    twice = ab.System.labelled([(2, "a", 2), (1, "a", 3), (2, "tau", 3), (0, "tau", 0)])
    d = ab.stuttering(twice, silent="tau").distinguish(1, 2)
    said = "of 1 and not of 2: silence while (silence, then a), then a to (not (silence, then a))"
    assert d.replay() and str(d) == said and d.formula.goal[0].of is d.formula.along[0]
    deep = ab.System.labelled([(i, "a", i + 1) for i in range(600)] + [(0, "tau", 0)])
    d = ab.stuttering(deep, silent="tau").distinguish(1, 2)
    assert d.replay() and d.formula.depth > 500 and str(d).endswith("...")


@pytest.mark.parametrize("pair", [(0, 1), (0, 9), (True, 1), ("a", 0)])
def test_states_that_are_alike_or_none_are_not_told_apart(pair):
    for s in (ab.System.deterministic([1, 0]), ab.System.nondeterministic([(0, 1), (1, 0)])):
        with pytest.raises(ab.Misuse):
            ab.stuttering(s).distinguish(*pair)


def test_a_computation_stutters_and_halts():
    c = ab.Computation(step=lambda m: m - 1, halts=lambda m: m == 0, read=lambda m: "z", inputs=range(7))
    found = ab.stuttering(c, lambda m: m > 3)
    assert len(found.abstraction) == 3 and found.check()
    assert found.quotient.halting.sum() == 1 and found.trace(int(c.loads[6]))[1] == [
        found.abstraction[c.loads[0]]
    ]


def test_nothing_and_one_state():
    assert len(ab.stuttering(ab.System.deterministic([])).abstraction) == 0
    assert ab.stuttering(ab.System.deterministic([])).check()
    assert ab.stuttering(ab.System.deterministic([0])).diverges.tolist() == [True]
    alone = ab.stuttering(ab.System.nondeterministic([], states=2))
    assert len(alone.abstraction) == 1 and not alone.diverges.any() and alone.check()


def test_signatures_beyond_their_room_are_told(monkeypatch):
    from abstractions.algorithms import inert_signatures

    monkeypatch.setattr(inert_signatures, "MOST", 100)
    n = 40
    edges = [(i, "tau", i + 1) for i in range(n)] + [(i, f"a{i}", i) for i in range(n)]
    with pytest.raises(ab.BudgetExceeded, match="hide less") as e:
        ab.stuttering(ab.System.labelled(edges), silent="tau")
    assert len(e.value.partial) == n + 1


def test_an_interrupted_refinement_keeps_its_classes(monkeypatch):
    from abstractions.algorithms.inert_signatures import Parts

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Parts, "refined", stop)
    with pytest.raises(ab.Interrupted) as e:
        ab.stuttering(ab.System.nondeterministic([(0, 1)]))
    assert e.value.partial.tolist() == [0, 0]


def test_large_machines_agree_with_small_pieces_of_them():
    """Many copies of one machine with other numbers: compiled, and each copy as the machine alone."""
    rng = np.random.default_rng(3)
    small, shown = rng.integers(0, 12, 12), rng.integers(0, 3, 12)
    copies = 600
    step = (small + 12 * np.arange(copies)[:, None]).reshape(-1)
    one = ab.stuttering(ab.System.deterministic(small), ab.Abstraction(shown))
    many = ab.stuttering(ab.System.deterministic(step), ab.Abstraction(np.tile(shown, copies)))
    assert np.array_equal(many.abstraction.labels, np.tile(one.abstraction.labels, copies)) and many.check()
    edges = np.stack([np.arange(step.size), np.zeros(step.size, int), step], axis=1)
    both = ab.stuttering(ab.System.labelled(edges), np.tile(shown, copies), silent=0)
    assert both.abstraction == many.abstraction
