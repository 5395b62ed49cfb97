"""Commuting diagrams: each square can fail, each failure is told, replays, and is the nearest."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import abstractions as ab
from abstractions.testing.strategies import systems


def machine(**changes):
    parts = {
        "step": lambda m: m - 1,
        "halts": lambda m: m == 0,
        "load": lambda x: x,
        "read": lambda m: "end",
        "inputs": range(6),
    }
    return ab.Computation(**{**parts, **changes})


LOW = machine(step=lambda m: m - 1, load=lambda x: 2 * x + 1, halts=lambda m: m in (0, 1))


def half(m):
    return m // 2


HIGH = machine(load=lambda x: x)


def two_steps(m):
    return m - 2


LOW2 = machine(step=two_steps, load=lambda x: 2 * x, halts=lambda m: m == 0)


def test_it_commutes():
    verdict = ab.commutes(LOW2, HIGH, half)
    assert verdict
    assert "every state" in str(verdict)
    assert ab.verify(verdict.certificate, LOW2.system, HIGH.system)


@pytest.mark.parametrize(
    ("square", "change", "words"),
    [
        ("input", {"load": lambda x: 2 * x + 4}, "load high"),
        ("termination", {"halts": lambda m: m in (0, 4)}, "has halted"),
        ("output", {"read": lambda m: "other"}, "other"),
        ("step", {"step": lambda m: m - 2 if m != 6 else 2}, "6 -> 2 -> 1"),
    ],
)
def test_each_square_can_fail(square, change, words):
    parts = {"step": two_steps, "load": lambda x: 2 * x, "halts": lambda m: m == 0} | change
    low = machine(**parts)
    verdict = ab.commutes(low, HIGH, half)
    assert not verdict
    found = verdict.counterexample
    assert found.square == square and words in str(verdict) and "Repair" in str(verdict)
    assert found.replay({m: half(m) for m in low.system.state_names})


def test_outputs_can_be_renamed():
    low = machine(step=two_steps, load=lambda x: 2 * x, read=lambda m: "fin")
    assert not ab.commutes(low, HIGH, half)
    assert ab.commutes(low, HIGH, half, outputs={"fin": "end"})
    assert ab.commutes(low, HIGH, half, outputs=lambda o: "end")
    with pytest.raises(ab.Misuse, match="translates the outputs"):
        ab.commutes(low, HIGH, half, outputs=3)


def test_a_failure_comes_with_a_shortest_run():
    low = ab.System.deterministic([[1, 2], [3, 3], [2, 2], [2, 3], [4, 4]], initial=[0], letter_names="ab")
    high = ab.System.deterministic([[1, 1], [2, 2], [2, 2]], initial=[0], letter_names="ba")
    verdict = ab.commutes(low, high, [0, 1, 1, 2, 0])
    assert not verdict
    states, letters = verdict.counterexample.run
    assert low.walk(states[0], letters) == states and states[-1] == verdict.counterexample.state
    assert len(letters) == 1 and "-b->" in str(verdict)


def test_unreachable_failures_are_said_to_be_and_can_be_left_out():
    low = ab.System.deterministic([1, 0, 3, 2], initial=[0])
    high = ab.System.deterministic([1, 0], initial=[0])
    alpha = [0, 1, 1, 1]
    verdict = ab.commutes(low, high, alpha)
    assert not verdict and "no run from an input reaches" in str(verdict)
    verdict = ab.commutes(low, high, alpha, on="reachable")
    assert verdict and "2 of 4 states" in str(verdict)
    assert ab.verify(verdict.certificate, low, high)


def test_a_partial_map_is_checked_on_its_domain_which_must_be_closed():
    low, high = ab.System.deterministic([1, 0, 0]), ab.System.deterministic([1, 0])
    for alpha in ({0: 0, 1: 1}, [0, 1, -1], lambda m: m if m < 2 else None):
        assert ab.commutes(low, high, alpha, partial=True)
        with pytest.raises(ab.Misuse, match="the first is 2"):
            ab.commutes(low, high, alpha)
    leaving = ab.commutes(low, high, [-1, 1, 0], partial=True)
    assert not leaving and "undefined" in str(leaving)


def test_every_way_to_give_alpha():
    low, high = ab.System.deterministic([1, 2, 3, 0]), ab.System.deterministic([1, 0])
    ways = [[0, 1, 0, 1], np.array([0, 1, 0, 1]), {m: m % 2 for m in range(4)}, lambda m: m % 2]
    for alpha in [*ways, ab.Abstraction([0, 1, 0, 1])]:
        assert ab.commutes(low, high, alpha)
        built = ab.commutes(low, None, alpha)
        assert built and built.built == high
    assert not ab.commutes(low, None, [0, 0, 0, 1])


def test_a_high_side_is_built_where_alpha_is_looked_at():
    low = ab.System.deterministic([0, 2, 1], initial=[0])
    assert not ab.commutes(low, None, [0, 0, 1])
    verdict = ab.commutes(low, None, [0, 0, 1], on="reachable")
    assert verdict and verdict.built.states == 1 and verdict.certificate.alpha.tolist() == [0, -1, -1]
    assert ab.commutes(low, None, {1: "x", 2: "x"}, partial=True).built.states == 1
    with pytest.raises(ab.Misuse, match="nothing at state 0"):
        ab.commutes(low, None, {1: "x", 2: "x"})
    with pytest.raises(ab.Misuse, match="there is no such choice"):
        ab.commutes(low, low, [0, 1, 2], on="reach")


def test_outputs_are_compared_where_both_sides_have_one():
    low = ab.System.deterministic([1, 1], [5, 0], halting=np.array([False, True]))
    assert ab.commutes(low, ab.System.deterministic([1, 1], [0, 0]), [0, 1])
    assert not ab.commutes(low, ab.System.deterministic([1, 1], [0, 1]), [0, 1])
    moore = ab.System.deterministic([[1], [0]], [0, 1])
    mealy = ab.System.deterministic([[1], [0]], [[0], [1]])
    with pytest.raises(ab.Misuse, match="show their outputs in the same way"):
        ab.commutes(moore, mealy, [0, 1])
    assert str(ab.commutes(moore, ab.System.deterministic([[1], [0]]), [0, 1])).startswith(
        "Holds: the step square commutes on every state"
    )


def test_states_of_high_beyond_its_inputs_are_explored():
    low = machine(step=lambda m: m - 1, inputs=[2], states=range(5))
    high = machine(step=lambda m: m - 1, inputs=[2])
    verdict = ab.commutes(low, high, lambda m: m)
    assert verdict and verdict.built.states == 5
    assert ab.verify(verdict.certificate, low, verdict.built)
    verdict = ab.commutes(low, high, lambda m: np.int64(m), on="reachable")
    assert verdict


def test_letters_are_matched_by_name():
    low = ab.System.deterministic([[1, 0], [0, 1]], letter_names=["flip", "stay"])
    high = ab.System.deterministic([[0, 1], [1, 0]], letter_names=["stay", "flip"])
    verdict = ab.commutes(low, high, [0, 1])
    assert verdict and ab.verify(verdict.certificate, low, high)
    other = ab.System.deterministic([[0, 1], [1, 0]], letter_names=["stay", "jump"])
    with pytest.raises(ab.Misuse, match="low reads it and high does not"):
        ab.commutes(low, other, [0, 1])


def test_inputs_must_be_the_same():
    with pytest.raises(ab.Misuse, match="the same inputs"):
        ab.commutes(LOW2, machine(inputs=range(3)), half)


@given(systems(max_states=5), systems(max_states=3), st.data())
def test_against_the_definition(low, high, data):
    """All squares, written out state by state."""
    kinds = [m.outputs.ndim for m in (low, high) if m.outputs is not None]
    if low.letters != high.letters or len(set(kinds)) > 1:
        with pytest.raises(ab.Misuse):
            ab.commutes(low, high, [0] * low.states)
        return
    alpha = data.draw(st.lists(st.integers(0, high.states - 1), min_size=low.states, max_size=low.states))
    states, letters = range(low.states), range(low.letters)
    expected = all(alpha[low.table[s, a]] == high.table[alpha[s], a] for s in states for a in letters)
    expected &= all(alpha[s] in high.initial.tolist() for s in low.initial)
    both_halt = low.halting is not None and high.halting is not None
    if both_halt:
        expected &= all(low.halting[s] == high.halting[alpha[s]] for s in states)
    if low.outputs is not None and high.outputs is not None:
        for s in states:
            if low.halting is not None and not low.halting[s]:
                continue
            if high.halting is not None and not high.halting[alpha[s]]:
                continue
            expected &= bool(np.all(low.outputs[s] == high.outputs[alpha[s]]))
    verdict = ab.commutes(low, high, alpha)
    assert bool(verdict) == expected, str(verdict)
    assert bool(verdict) == bool(str(verdict).startswith("Holds"))
    if verdict:
        assert ab.verify(verdict.certificate, low, high)
    else:
        assert verdict.counterexample.replay(alpha)
