"""Every argument of every function about steps, with values that it cannot have: refused in words, or right."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import abstractions as ab
from abstractions.steps import (
    Counts,
    at_marks,
    cheapest_marks,
    marked,
    partial_of,
    retold,
    returns,
    total_of,
    weak_square,
)
from abstractions.stuttering import first_changes

CYCLE = ab.System.deterministic([1, 2, 3, 0], initial=[0])
HIGH = ab.System.deterministic([1, 0])
NAMED = ab.System.deterministic([1, 2, 0], state_names="abc")
LETTERS = ab.System.deterministic([[1, 0], [0, 1]], letter_names="xy")
EMPTY = ab.System.deterministic([])
TAU = ab.System.labelled([(0, "tau", 1), (1, "a", 0)])
COUNTDOWN = ab.Computation(step=lambda m: m - 1, halts=lambda m: m == 0, inputs=range(4))
RETURN = ab.first_return(CYCLE, [0, 2])
TOTAL = total_of(CYCLE, HIGH, {0: 0, 2: 1})
ALPHA = [0, 0, 1, 1]

WRONG = {
    "None": None,
    "5": 5,
    "-1": -1,
    "3.5": 3.5,
    "nan": float("nan"),
    "inf": float("inf"),
    "1j": 1j,
    "text": "abc",
    "bytes": b"ab",
    "True": True,
    "huge": 10**30,
    "-huge": -(10**30),
    "Decimal nan": Decimal("NaN"),
    "Decimal inf": Decimal("Infinity"),
    "Decimal huge": Decimal("1e9999999"),
    "huge text": "1e999999999",
    "fraction": Fraction(1, 3),
    "[]": [],
    "()": (),
    "{}": {},
    "set()": set(),
    "ragged": [[1], [2, 3]],
    "twice": [0, 0],
    "nan in a list": [float("nan")],
    "text in a list": ["a", 0],
    "None in a list": [None, 0, 1, 2],
    "mixed truth": [True, 0, 1],
    "huge in a list": [10**30],
    "negative": [-1, 0, 1, 0],
    "floats": [0.0, 1.0, 0.0, 1.0],
    "list in a tuple": ([1], 2),
    "list in a mapping": {0: [1], 1: [2], 2: [3], 3: [4]},
    "other keys": {"z": 1},
    "range": range(1000),
    "object": object(),
    "type": int,
    "zero-dimensional": np.array(3),
    "square": np.zeros((2, 2)),
    "integer square": np.zeros((4, 4), int),
    "texts": np.array(["a", "b"]),
    "objects": np.array([None, 1, 2, 3]),
    "unsigned": np.array([2**63, 0, 0, 0], np.uint64),
    "short mask": np.array([True]),
    "other abstraction": ab.Abstraction([0, 1, 0, 1, 0, 1, 0]),
    "no states": EMPTY,
    "other system": ab.System.deterministic([0] * 7),
    "letters": LETTERS,
    "branching": ab.System.nondeterministic([(0, 0), (0, 1)]),
    "markov": ab.System.markov([(0, 0, 1)]),
    "never halts": ab.Computation(step=lambda m: 1 - m, halts=lambda m: False, inputs=[0]),
    "broken": ab.Computation(step=lambda m: 1 // m, halts=lambda m: False, inputs=[0]),
    "verdict": ab.is_complete(CYCLE, ALPHA),
    "counts": Counts([1, 1, 1, 1]),
    "returns": RETURN,
    "no argument": lambda: None,
    "gives None": lambda m: None,
    "gives a list": lambda m: [m],
    "gives nan": lambda m: float("nan"),
    "gives text": lambda m: "text",
    "raises": lambda m: 1 // 0,
    "exits": lambda m: {}[m],
}
"""None of them is meant; some are right in some places."""

CALLS = {
    "first_return": (ab.first_return, {"s": CYCLE, "marks": [0, 2], "then": None}),
    "first_return named": (ab.first_return, {"s": NAMED, "marks": ["a"], "then": None}),
    "first_return letters": (ab.first_return, {"s": LETTERS, "marks": [0, 1], "then": "x"}),
    "first_return none": (ab.first_return, {"s": EMPTY, "marks": [], "then": None}),
    "counts": (lambda of: ab.first_return(CYCLE, Counts(of)), {"of": [2, 0, 2, 0]}),
    "counts named": (lambda of: ab.first_return(NAMED, Counts(of)), {"of": {"a": 3}}),
    "counts none": (lambda of: ab.first_return(EMPTY, Counts(of)), {"of": []}),
    "returns": (returns, {"s": CYCLE, "marks": [0, 2], "then": None}),
    "marked": (marked, {"system": CYCLE, "marks": [0, 2]}),
    "at_marks": (at_marks, {"s": CYCLE, "p": ALPHA, "marks": [0, 2]}),
    "retold": (retold, {"verdict": ab.is_complete(RETURN.system, [0, 0]), "r": RETURN}),
    "run": (RETURN.run, {"i": 0, "a": 0}),
    "restrict": (RETURN.restrict, {"p": ALPHA}),
    "weak_square": (weak_square, {"low": CYCLE, "high": HIGH, "alpha": ALPHA, "partial": False}),
    "total_of": (total_of, {"low": CYCLE, "high": HIGH, "alpha": {0: 0, 2: 1}}),
    "partial_of": (partial_of, {"total": TOTAL, "alpha": [0, 2, 1, 3]}),
    "cheapest_marks": (
        cheapest_marks,
        {"s": CYCLE, "p": ALPHA, "among": None, "always": None, "mark": 2, "skip": 1, "method": None,
         "budget": 1000},
    ),
    "greedy marks": (
        lambda **given: cheapest_marks(CYCLE, ALPHA, method="greedy", **given),
        {"among": None, "always": None, "mark": 2, "skip": 1, "budget": 1000},
    ),
    "layered marks": (
        lambda **given: cheapest_marks(CYCLE, range(4), method="layers", **given),
        {"among": None, "always": None, "mark": 2, "skip": 1, "budget": 1000},
    ),
    "marks of none": (lambda **given: cheapest_marks(EMPTY, [], **given), {"among": None, "always": None, "method": None}),
    "stuttering": (ab.stuttering, {"s": CYCLE, "p": ALPHA, "silent": None}),
    "stuttering letters": (ab.stuttering, {"s": TAU, "p": None, "silent": "tau"}),
    "trace": (ab.stuttering(CYCLE, ALPHA).trace, {"s": 0}),
    "first_changes": (first_changes, {"system": CYCLE, "p": ab.Abstraction(ALPHA)}),
    "is_complete": (ab.is_complete, {"s": CYCLE, "p": ALPHA, "marks": [0, 2]}),
    "minimal_complete": (ab.minimal_complete, {"s": CYCLE, "p": ALPHA, "marks": [0, 2]}),
    "minimal_complete named": (ab.minimal_complete, {"s": NAMED, "p": lambda m: m == "a", "marks": ["a", "b"]}),
    "minimal_complete halting": (ab.minimal_complete, {"s": COUNTDOWN, "p": None, "marks": [0, 2]}),
    "commutes": (ab.commutes, {"low": CYCLE, "high": HIGH, "alpha": ALPHA, "marks": [0, 2]}),
}  # fmt: skip


def is_right(found):
    """Whether an answer bears its own check, and can be told."""
    assert str(found)
    check = getattr(found, "check", None)
    if check is not None:
        assert check()
    if isinstance(found, ab.Holds) and hasattr(found.certificate, "check"):
        assert found.certificate.check()


@pytest.mark.parametrize(
    ("call", "name"), [(call, name) for call, (_, given) in CALLS.items() for name in given]
)
def test_wrong_arguments_are_told_in_words(call, name):
    f, given = CALLS[call]
    is_right(f(**given) if call not in BY_PLACE else f(*given.values()))
    for words, wrong in WRONG.items():
        changed = {**given, name: wrong}
        try:
            found = f(**changed) if call not in BY_PLACE else f(*changed.values())
        except ab.Misuse as misuse:
            assert all((misuse.claim, misuse.reason, misuse.repair)), words
            assert "numpy" not in str(misuse).replace("numpy.", ""), words
        except ab.Refuted as refuted:
            assert str(refuted), words
        except Exception as error:
            raise AssertionError(f"{call}({name}={words}) raised {type(error).__name__}: {error}") from error
        else:
            is_right(found)


BY_PLACE = {"counts", "counts named", "counts none"}


def test_a_range_of_marks_is_not_written_out():
    with pytest.raises(ab.Misuse, match="4 is too large"):
        ab.first_return(CYCLE, range(10**12))
    with pytest.raises(ab.Misuse, match="no state has this name"):
        ab.first_return(NAMED, range(10**12))


def test_generators_are_lists():
    assert ab.first_return(CYCLE, (s for s in (0, 2))).states.tolist() == [0, 2]
    with pytest.raises(ab.Misuse):
        cheapest_marks(CYCLE, (s for s in ALPHA))
