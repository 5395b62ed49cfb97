"""What attacks on circuits found: each find is a test."""

import json
from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

import abstractions as ab
from abstractions.circuit import (
    Alignment,
    Circuit,
    Correspondence,
    Subcircuit,
    coarsest,
    constructive,
    edges_of,
    interchange,
    minimal,
    of_runs,
    perfect,
    repairs,
    scrub,
    search,
    smallest,
)
from abstractions.formats.circuit import Hypothesis, read_hypothesis, write_hypothesis

B = (0, 1)
WIRE = Circuit.of({"A": lambda x: x, "out": lambda A: A}, values={"x": B})


def test_what_high_reads_is_an_input_of_low():
    low = Circuit.of({"A": lambda x: 1 - x, "out": lambda A: 1 + 0 * A}, values={"x": B, "out": B})
    high = Circuit.of({"out": lambda A: A}, values={"A": B})
    for build in (lambda: search(low, high), lambda: Alignment(low, high, ((1,), (2,)), (np.arange(2),) * 2)):
        with pytest.raises(ab.Misuse, match="stand for inputs"):
            build()
    for cells, maps in (
        (((0,), (0,), (2,)), (np.arange(2),) * 3),
        (((0,), (1,), (2,)), (np.arange(2) + 4,) * 3),
    ):
        with pytest.raises(ab.Misuse, match=r"disjoint|value map"):
            Alignment(WIRE, WIRE, cells, maps)


def test_searches_for_nothing_are_refused():
    for wrong in ({"limit": 0}, {"limit": -1}, {"largest": 0}, {"cells": {"out": ()}}, {"cells": {"x": ()}},
                  {"compare": "alll"}):  # fmt: skip
        with pytest.raises(ab.Misuse, match=r"from 1 on|are aligned|is known"):
            search(WIRE, WIRE, **wrong)
    with pytest.raises(ab.Misuse, match="is known"):
        perfect(Alignment.of(WIRE, WIRE), compare="alll")
    assert str(search(WIRE, WIRE, limit=1)).startswith("1 exact, and perhaps more")


def test_draws_of_large_denominators_over_many_data_are_added_exactly():
    d = 2**50 + 1
    low = Circuit.of(
        {
            "n": lambda x: {0: Fraction(1, d), 1: Fraction(d - 1, d)},
            "out": lambda n, x: n if x == 0 else 1 - n,
        },
        values={"x": B, "w": range(20_000)},
    )
    high = Circuit.of({"out": lambda: 0}, values={"out": B}, parents={"out": []})
    found = scrub(Correspondence.of(low, high))
    assert sum(found.distribution.values()) == 1 and found.expectation(lambda out, _: out) == Fraction(1, 2)


def test_outcomes_of_many_nodes_are_told_apart():
    functions = {f"o{i}": (lambda x: x) for i in range(65)}
    outputs = list(functions)
    low = Circuit.of({**functions, "n": lambda x: {0: "1/2", 1: "1/2"}}, values={"x": B}, outputs=outputs)
    other = {**functions, "o0": lambda x: 1 - x, "n": lambda x: {0: "1/2", 1: "1/2"}}
    high = Circuit.of(other, values={"x": B, **dict.fromkeys(outputs, B)}, outputs=outputs)
    assert interchange(Alignment.of(low, high, {"n": ()}), most=0).accuracy == 0


def test_a_map_says_nothing_of_what_it_does_not_have():
    low = Circuit.of({"A": lambda x: x, "out": lambda A: A}, values={"x": range(3)})
    high = Circuit.of({"A": lambda x: 1 if x == 1 else None, "out": lambda x: x}, values={"x": range(3)})
    a = Alignment.of(low, high, maps={"A": {1: 1}})
    assert sorted(a.maps[1].tolist()) == [-1, -1, high.domains[1].index(1)]


def test_keys_of_tables_are_of_one_kind():
    with pytest.raises(ab.Misuse, match="keys of one kind"):
        Circuit.of({"y": {0: "a", (0,): "b"}}, values={"x": (0, (0,))}, parents={"y": ["x"]})


def test_cases_with_values_of_no_source_replay():
    one = Circuit.of(
        {"A": lambda x: x, "C": lambda x: 0 * x, "out": lambda A, C: A + 10 * C},
        values={"x": B, "C": B}, outputs=["out"],
    )  # fmt: skip
    other = Circuit.of(
        {"A": lambda x: 1 - x, "C": lambda x: 0 * x, "out": lambda A, C: (1 - A) + 10 * C},
        values={"x": B, "C": B, "out": (0, 1, 10, 11)}, outputs=["out"],
    )  # fmt: skip
    case = interchange(Alignment.of(one, other), unreached=True).beyond.counterexample
    assert case.replay() and "low says out" in str(case)


def test_proofs_of_other_questions_are_refused():
    c = Circuit.of({"A": lambda x: x, "out": lambda A, y: A & y}, values={"x": B, "y": B})
    for s in (smallest(c), minimal(c)):
        nothing = replace(s.question, cuts={})
        everything = Subcircuit((), edges_of(c), Fraction(1))
        leaf = type(s.leaves[0])(0, 0, "above")
        for forged in (
            replace(s, kind="largest"),
            replace(s, question=replace(s.question, kind="nodes")),
            replace(s, question=nothing, found=(everything,), leaves=(leaf,)),
            replace(s, found=(1,)),
            replace(s, leaves=(1,)),
            replace(s, leaves=((0, 0),)),
            replace(s, at_least="1"),
            replace(s, question=replace(s.question, rows=s.question.rows + 7)),
        ):
            assert s.check() and not forged.check()


def test_numbers_of_numpy_are_taken_as_pythons():
    c = Circuit.of({"out": lambda x: x}, values={"x": np.array([2**62, 2**62 - 2, 2**62 - 1])})
    assert type(c.domains[0][0]) is int and smallest(c, ablation="mean").check()


def test_a_node_may_read_another_twice():
    c = Circuit.of({"o": lambda a, b: a ^ b, "p": {(0, 0): 1, (1, 1): 2}}, values={"x": B},
                   parents={"o": ["x", "x"], "p": ["x", "x"]})  # fmt: skip
    assert c.parents[1] == (0,) and [c.run({"x": x})["p"] for x in B] == [1, 2]
    assert coarsest(c, {"x": "x", "o": "o"}).unwrap().labels[0].tolist() == [0, 0]


def test_cells_that_never_have_some_values_are_constructive():
    c = Circuit.of(
        {"A": lambda x: 0 * x, "B": lambda A, x: A & x, "out": lambda B: B}, values={"x": B, "A": B, "B": B}
    )
    found = coarsest(c, {"AB": ["A", "B"], "out": "out"}, {}).unwrap()
    assert constructive(found.alignment)


def test_runs_are_compared_with_sites_set():
    def ignoring(x, do):
        h = x["a"] ^ x["b"]
        return {"h": h, "o": h ^ x["c"]}

    def honest(x, do):
        h = do.get("h", x["a"] ^ x["b"])
        return {"h": h, "o": do.get("o", h ^ x["c"])}

    def hidden(inputs, do):
        a = do.get("A", inputs["x"])
        return {"A": a, "out": do.get("out", a if inputs["x"] == 0 or a == 1 else 5)}

    bits = dict.fromkeys("abc", B)
    for run, values, sites in (
        (ignoring, bits, ["h", "o"]), (honest, bits, ["o", "h"]), (hidden, {"x": B}, {"A": ["x"], "out": ["A"]})
    ):  # fmt: skip
        with pytest.raises(ab.Misuse, match=r"to which it is set|function of its parents"):
            of_runs(run, values=values, sites=sites)
    assert of_runs(honest, values=bits, sites=["h", "o"])


def test_nothing_is_proposed_for_circuits_that_draw():
    low = Circuit.of({"A": lambda x: {x: "9/10", 1 - x: "1/10"}, "out": lambda A: A}, values={"x": B})
    assert not interchange(Alignment.of(low, WIRE)) and not list(repairs(Alignment.of(low, WIRE)))


def test_many_dimensions_are_no_arrays_of_many_dimensions():
    values = {f"x{i}": (0,) for i in range(70)}
    c = Circuit.of({"o": {(0,) * 70: 1}}, values=values, parents={"o": list(values)})
    a = Alignment.of(c, c)
    assert interchange(a, compare="all") and constructive(a) and smallest(c).check()


@pytest.mark.parametrize(
    "ask",
    [
        lambda a, c: interchange(a, budget=10),
        lambda a, c: interchange(a),
        lambda a, c: perfect(a),
        lambda a, c: search(
            Circuit.of({"o": lambda x: x}, values={"x": range(12)}),
            Circuit.of({"o": lambda x: x}, values={"x": "abcdefghijkl"}),
        ),
        lambda a, c: search(c, c, {"n0": [f"n{i}" for i in range(30)], "n1": ()}),
        lambda a, c: search(
            c, Circuit.of({"k": lambda x: x, "n29": lambda k: k}, values={"x": B}), largest=9
        ),
        lambda a, c: Alignment.of(c, c, {"n0": [f"n{i}" for i in range(29)]}, {"n0": None}),
    ],
)
def test_explosions_are_predicted(ask):
    names = [f"n{i}" for i in range(30)]
    functions = {name: (lambda v: v) for name in names}
    parents = {name: [before] for name, before in zip(names, ["x", *names])}
    chain = Circuit.of(functions, values={"x": B}, parents=parents)
    with pytest.raises(ab.BudgetExceeded):
        ask(Alignment.of(chain, chain), chain)


def test_wide_tables_are_told_apart_at_once():
    names = [f"x{i}" for i in range(17)]
    table = {entry: sum(entry) % 2 for entry in product(B, repeat=17)}
    c = Circuit.of({"o": table}, values=dict.fromkeys(names, B), parents={"o": names})
    found = coarsest(c, {name: name for name in c.names}).unwrap()
    assert all(len(set(labels.tolist())) == 2 for labels in found.labels)


def test_values_of_files_are_read_back_or_refused_before(tmp_path):
    c = Circuit.of({"y": lambda x: (x, Fraction(1, 3), None)}, values={"x": B})
    write_hypothesis(Hypothesis(c, Alignment.of(c, c), ({"x": 1},)), tmp_path / "h.json")
    again = read_hypothesis(tmp_path / "h.json")
    assert again.low.run({"x": 1}) == c.run({"x": 1}) and interchange(again.alignment, again.data)
    wrong = Circuit.of({"y": lambda x: frozenset({x})}, values={"x": B})
    with pytest.raises(ab.Misuse, match="numbers, texts"):
        write_hypothesis(Hypothesis(wrong), tmp_path / "w.json")
    assert not (tmp_path / "w.json").exists()


@pytest.mark.parametrize(
    "text",
    [
        '{"format": "abstractions/circuit", "version": 1, "low": {"values": {"x": [0, false]}, "nodes": {}}}',
        '{"format": "abstractions/circuit", "version": 1, "version": 1, "low": {}}',
        "[" * 100_000,
        json.dumps({"format": "abstractions/circuit", "version": 1, "low": {
            "values": {f"x{i}": [0, 1] for i in range(30)},
            "nodes": {"y": {"parents": [f"x{i}" for i in range(30)], "table": [0]}}}}),
        json.dumps({"format": "abstractions/circuit", "version": 1, "low": {
            "values": {"x": [0, 1]}, "nodes": {"y": {"parents": [["x"]], "table": [0, 1]}}}}),
        json.dumps({"format": "abstractions/circuit", "version": 1, "low": {
            "values": {"x": [0, 1]}, "nodes": {"y": {"parents": ["x"], "table": [{"0": "1"}, 1]}}}}),
        json.dumps({"format": "abstractions/circuit", "version": 1, "low": {
            "values": {"x": [0, 1]}, "nodes": {}, "outputs": 5}}),
    ],
)  # fmt: skip
def test_hostile_files_are_told_in_words(tmp_path, text):
    (tmp_path / "h.json").write_text(text)
    with pytest.raises(ab.FormatError):
        read_hypothesis(tmp_path / "h.json")
