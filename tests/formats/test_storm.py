"""stormpy: models there and back, and its bisimulation beside ours."""

import sys
from fractions import Fraction

import pytest
from hypothesis import given, settings

import abstractions as ab
from abstractions.formats import storm
from abstractions.testing.strategies import branching

if sys.platform == "win32":
    pytest.skip("stormpy has no wheels for this system", allow_module_level=True)
import stormpy
import stormpy.transformations

THIRD = Fraction(1, 3)


def shows_labels(s, kind):
    """The same chain, each output a tuple of labels, begun at its first state."""
    shown, steps = zip(*(s.unfold(x) for x in range(s.states)))
    return ab.System.of(f"O * {kind}", list(zip([(f"o{o}",) for o in shown], steps)), initial=[0])


@settings(max_examples=40)
@given(branching(6, "O * D(X)"))
def test_chains_there_and_back(s):
    s = shows_labels(s, "D(X)")
    assert storm.from_stormpy(storm.to_stormpy(s)) == s
    assert storm.from_stormpy(storm.to_stormpy(s, exact=False), tolerance="1e-9") == s


@settings(max_examples=40)
@given(branching(6, "O * D(X)"))
def test_stormpy_lumps_chains_as_we_do(s):
    s = shows_labels(s, "D(X)")
    mine = ab.minimal_complete(s)
    theirs = stormpy.transformations.perform_bisimulation(storm.to_stormpy(s, exact=False), [])
    assert mine.check() and theirs.nr_states == len(mine.abstraction)


def test_decision_processes_there_and_back():
    steps = [
        (("start",), [("left", {1: THIRD, 2: 1 - THIRD}), ("right", {2: 1})]),
        (("goal", "won"), [("stay", {1: 1})]),
        ((), [("stay", {2: 1})]),
    ]
    s = ab.System.of("O * P(A * D(X))", steps, initial=[0])
    model = storm.to_stormpy(s)
    assert model.nr_choices == 4 and model.nr_states == 3
    back = storm.from_stormpy(model)
    assert [back.unfold(x) for x in range(3)] == [s.unfold(x) for x in range(3)]


def test_rates_there_and_back():
    s = ab.System.weighted([(0, 1, "5/2"), (1, 0, 3)], outputs=[("up",), ()], initial=[0])
    model = storm.to_stormpy(s)
    assert "CTMC" in str(model.model_type)
    assert storm.from_stormpy(model) == s


def test_what_is_no_markov_model_is_told(monkeypatch):
    with pytest.raises(ab.Misuse, match="holds the whole machine"):
        storm.to_stormpy(ab.System.labelled([(0, "a", 0)]))
    with pytest.raises(ab.Misuse, match="DTMC, CTMC or MDP"):
        storm.from_stormpy("no model")
    monkeypatch.setitem(sys.modules, "stormpy", None)
    with pytest.raises(ab.MissingExtra, match=r"computation-abstractions\[markov\]"):
        storm.to_stormpy(ab.System.markov([(0, 0, 1)]))
