"""Circuits from expressions and from runs; circuits as computations."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import abstractions as ab
from abstractions.circuit import Circuit, computation, of_expressions, of_runs
from abstractions.testing import laws
from abstractions.testing.strategies import circuits

BITS = {"a": (0, 1), "b": (0, 1), "c": (0, 1)}


@given(circuits())
def test_a_circuit_is_its_computation(c):
    laws.a_circuit_is_its_computation(c)


def test_the_library_applies_to_circuits():
    """Of the sum of two bits and a third only the parity must be kept; sums that differ need not be."""
    c = Circuit.of({"s": lambda a, b: a + b, "out": lambda s, c: (s + c) % 2}, values=BITS)
    machine = computation(c)
    kept, index = ab.minimal_complete(machine), machine.system.index
    none, one, two = (index((1, (None, None, c, s, None))) for c, s in ((0, 0), (0, 1), (0, 2)))
    assert kept.abstraction[none] == kept.abstraction[two] != kept.abstraction[one] and kept.check()


@settings(max_examples=50)
@given(circuits(max_nodes=3), st.booleans())
def test_an_observed_circuit_is_the_circuit(c, named):
    laws.an_observed_circuit_is_the_circuit(c, named)


def test_runs_that_are_no_circuit_are_refused_in_words():
    def hidden(inputs, do):
        return {"s": do.get("s", inputs["a"]), "t": inputs["b"]}

    with pytest.raises(ab.Misuse, match="function of its parents"):
        of_runs(hidden, values={"a": (0, 1), "b": (0, 1)}, sites={"s": ["a"], "t": ["s"]})
    with pytest.raises(ab.Misuse, match="come before it"):
        of_runs(hidden, values={"a": (0, 1)}, sites={"s": ["t"]})
    with pytest.raises(ab.Misuse, match="value of every site"):
        of_runs(hidden, values={"a": (0, 1), "b": (0, 1)}, sites=["u"])
    with pytest.raises(ab.Misuse, match="KeyError"):
        of_runs(hidden, values={"a": (0, 1)}, sites=["s"])
    with pytest.raises(ab.BudgetExceeded, match="runs"):
        of_runs(hidden, values={"a": (0, 1), "b": (0, 1)}, sites=["s", "t"], budget=10)
    with pytest.raises(ab.Misuse, match="hashable"):
        of_runs(lambda x, _: {"s": {1}}, values={"a": (0, 1)}, sites=["s"])


def test_arrays_are_observed_as_tuples():
    def run(inputs, do):
        hidden = do.get("hidden", np.array([inputs["a"], 1 - inputs["a"]]))
        return {"hidden": hidden, "out": do.get("out", np.int64(hidden[0]))}

    c = of_runs(run, values={"a": (0, 1)}, sites=["hidden", "out"])
    assert c.domains[1] == ((0, 1), (1, 0)) and c.run({"a": 1}, {"hidden": (0, 1)})["out"] == 0


def test_expressions_mean_what_they_say():
    laws.expressions_mean_what_they_say(
        {"half": "a ^ b", "sum": "half ^ c", "carry": "(a & b) | (half & c)", "S": "2*a + b/2 - Mod(c, 2)",
         "less": "a < b", "first": "Piecewise((1, a > b), (0, True))"},
        {"half": lambda a, b: a ^ b, "sum": lambda half, c: half ^ c,
         "carry": lambda a, b, half, c: (a & b) | (half & c),
         "S": lambda a, b, c: 2 * a + Fraction(b, 2) - c % 2, "less": lambda a, b: a < b,
         "first": lambda a, b: int(a > b)},
        BITS,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("a and b", "BoolOp"),
        ("not a", "Not"),
        ("a == b", "Eq"),
        ("1 if a else b", "IfExp"),
        ("a.real", "Attribute"),
        ("[a]", "List"),
        ("a +", "no expression"),
        ("sqrt(a + b + 1)", "exact values"),
        ("1.5 * a", "exact values"),
        ("a + z", "every parent is a node"),
        (3, "a int is none"),
        ("(a & b) + c", "is defined"),
    ],
)
def test_expressions_that_mean_something_else_are_refused(expression, said):
    with pytest.raises(ab.Misuse, match=said):
        of_expressions({"y": expression}, values=BITS)
    with pytest.raises(ab.Misuse, match="exact numbers"):
        of_expressions({"y": "a"}, values={"a": ("one",)})
