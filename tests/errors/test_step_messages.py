"""What is told of steps that cannot be: marks, counts, costs, silent letters."""

import numpy as np
import pytest

import abstractions as ab
from abstractions.steps import Counts, cheapest_marks, total_of, weak_square

CYCLE = ab.System.deterministic([1, 2, 3, 0])
NAMED = ab.System.deterministic([1, 2, 0], state_names="abc")
LETTERS = ab.System.deterministic([[1, 0], [0, 1]], letter_names="xy")
BRANCHES = ab.System.nondeterministic([(0, 1), (0, 0)])
HALTS = ab.System.deterministic([1, 2, 2], halting=np.arange(3) == 2)

CASES = {
    "no state of the cycle is marked": lambda: ab.first_return(ab.System.deterministic([1, 2, 1]), [0]),
    "found:  the cycle 1 -> 2 -> 1, entered after 1 step\n": lambda: ab.first_return(
        ab.System.deterministic([1, 2, 1]), [0]
    ),
    "found:  state 2, entered after 2 steps": lambda: ab.first_return(HALTS, [0]),
    "repair: mark halting states too": lambda: ab.first_return(HALTS, [0]),
    "the run from 0 under letter y meets a marked state again": lambda: ab.first_return(
        ab.System.deterministic([[0, 1], [1, 1]], letter_names="xy"), [0]
    ),
    "the run from 1 meets a marked state.": lambda: ab.first_return(
        ab.System.deterministic([0, 1], initial=[1]), [0]
    ),
    "found:  no state of 4": lambda: ab.first_return(CYCLE, []),
    "repair: compare, as in": lambda: ab.first_return(CYCLE, lambda m: m % 2),
    "the mark at 0 is defined": lambda: ab.first_return(CYCLE, lambda m: 1 // m == 1),
    "the mark at 1 is defined": lambda: ab.first_return(CYCLE, {0: True}),
    "reason: no state has this name": lambda: ab.first_return(NAMED, ["a", "z"]),
    "the marked states has its entries in range(4)": lambda: ab.first_return(CYCLE, [0, 7]),
    "a mask of marks has an entry for each state": lambda: ab.first_return(CYCLE, np.array([True])),
    "which class of the abstraction is meant?": lambda: ab.first_return(CYCLE, ab.Abstraction([0, 1, 0, 1])),
    "marks are a list": lambda: ab.first_return(CYCLE, "all"),
    "shows a whole word": lambda: ab.first_return(ab.System.deterministic([[1], [0]], [[0], [1]]), [0]),
    "first returns are those of a deterministic system": lambda: ab.first_return(BRANCHES, [0]),
    "the letter read `then` is one": lambda: ab.first_return(LETTERS, [0], then="z"),
    "its steps read none": lambda: ab.first_return(CYCLE, [0], then="z"),
    "a first return is used on the system": lambda: ab.first_return(NAMED, ab.first_return(CYCLE, [0])),
    "an abstract step ends where one can begin": lambda: ab.first_return(CYCLE, Counts([1, 0, 0, 0])),
    "a run begins where an abstract step can begin": lambda: ab.first_return(
        ab.System.deterministic([0, 0], initial=[1]), Counts([1, 0])
    ),
    "a count is a number of steps": lambda: ab.first_return(CYCLE, Counts(lambda m: -1)),
    "found:  True at state 0": lambda: ab.first_return(CYCLE, Counts(lambda m: True)),
    "there is a count for each state": lambda: ab.first_return(CYCLE, Counts([1])),
    "an array says something of every state": lambda: ab.is_complete(CYCLE, [0, 1], marks=[0, 1]),
    "a weak square is about steps without letters": lambda: weak_square(LETTERS, LETTERS, [0, 1]),
    "alpha is defined on every state of low": lambda: weak_square(CYCLE, CYCLE, {0: 0}),
    "the cost `skip` is an exact number": lambda: cheapest_marks(CYCLE, None, skip=0.5),
    "the cost `mark` is an exact number": lambda: cheapest_marks(CYCLE, None, mark=-1),
    "are below 2^62": lambda: cheapest_marks(CYCLE, None, mark=10**20),
    "the method is known": lambda: cheapest_marks(CYCLE, None, method="magic"),
    "candidates follow each other": lambda: cheapest_marks(
        ab.System.deterministic([1, 2, 0, 1]), [0, 1, 2, 3], method="layers"
    ),
    "which ties the choices": lambda: cheapest_marks(CYCLE, [0, 0, 0, 1], mark=2, skip=3, method="layers"),
    "steps are chosen for a system without letters": lambda: cheapest_marks(LETTERS, None),
    "at most 62 candidates": lambda: cheapest_marks(
        ab.System.deterministic(np.arange(70)), None, method="exact"
    ),
    "which letter would be silent": lambda: ab.stuttering(LETTERS),
    "leave `silent` out": lambda: ab.stuttering(BRANCHES, silent="tau"),
    'stuttering(system, p, silent="tau")': lambda: ab.stuttering(ab.System.labelled([(0, "a", 0)])),
    "its letters are a": lambda: ab.stuttering(ab.System.labelled([(0, "a", 0)]), silent="tau"),
    "stuttering is for steps that are deterministic or sets": lambda: ab.stuttering(
        ab.System.markov([(0, 0, 1)])
    ),
    "a trace is that of the one run": lambda: ab.stuttering(BRANCHES).trace(0),
}


@pytest.mark.parametrize("words", CASES)
def test_bad_steps_are_told(words):
    with pytest.raises(ab.Misuse) as e:
        CASES[words]()
    assert words in str(e.value)
    assert all(hasattr(e.value, part) for part in ("claim", "value", "reason", "repair"))


def test_a_run_without_return_holds_its_cycle():
    with pytest.raises(ab.NeverReturns) as e:
        ab.first_return(NAMED, ["a"], then=None) and ab.first_return(ab.System.deterministic([1, 2, 1]), [0])
    assert (e.value.start, e.value.tail, e.value.cycle, e.value.halts) == (0, (0,), (1, 2), False)


def test_a_long_cycle_is_cut_short_in_the_message_and_whole_in_the_error():
    n = 5000
    step = np.append(np.roll(np.arange(n), -1), 0)
    with pytest.raises(ab.NeverReturns) as e:
        ab.first_return(ab.System.deterministic(step), [n])
    assert len(e.value.cycle) == n and len(str(e.value)) < 500


def test_maps_that_no_run_enters_are_refuted():
    with pytest.raises(ab.Refuted, match="never enters it: it ends in the cycle 1 -> 1"):
        total_of(ab.System.deterministic([0, 1]), ab.System.deterministic([0]), [0, -1])


def test_no_marks_are_refuted_with_their_reason():
    """Two starts that look alike and end differently."""
    s = ab.System.deterministic([2, 3, 2, 3], [0, 0, 1, 2], halting=np.arange(4) >= 2, initial=[0, 1])
    with pytest.raises(ab.Refuted) as e:
        cheapest_marks(s, [0, 0, 1, 2])
    assert e.value.verdict.counterexample.check() and "is different" in str(e.value)
    with pytest.raises(ab.Refuted, match="always marked"):
        cheapest_marks(s, [0, 0, 1, 2], method="layers")
    turning = ab.System.deterministic([3, 4, 5, 1, 2, 0])  # two layers of three states, turned in each round
    with pytest.raises(ab.Refuted, match="chain of layers") as e:
        cheapest_marks(turning, [0, 0, 1, 2, 2, 3], among=[0, 0, 0, 1, 1, 1], method="layers")
    assert e.value.verdict.counterexample.check()


def test_greedy_says_when_it_finds_no_beginning():
    s = ab.System.deterministic([2, 3, 2, 3], [0, 0, 1, 2], halting=np.arange(4) >= 2, initial=[0, 1])
    with pytest.raises(ab.BudgetExceeded, match="not proved"):
        cheapest_marks(s, [0, 0, 1, 2], method="greedy")
