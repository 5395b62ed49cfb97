"""Sub-circuits: every fast count and every answer against running all sets of parts on all cases."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import abstractions as ab
from abstractions.circuit import (
    Circuit,
    edges_of,
    faithful,
    greedy,
    importance,
    minimal,
    parts_of,
    smallest,
)
from abstractions.circuit.subcircuit.covering import Leaf
from abstractions.testing import laws
from abstractions.testing.strategies import circuits

BITS = {"x": (0, 1), "y": (0, 1)}
ENOUGH = st.sampled_from([Fraction(1), Fraction(3, 4), Fraction(1, 2), Fraction(1, 3)])
KINDS = st.sampled_from(["edges", "nodes"])
HALVES = (0, 1, Fraction(1, 2))


def adder():
    """A full adder of five gates and ten edges."""
    return Circuit.of(
        {
            "half": lambda a, b: a ^ b,
            "both": lambda a, b: a & b,
            "sum": lambda half, c: half ^ c,
            "more": lambda half, c: half & c,
            "carry": lambda both, more: both | more,
        },
        values=dict.fromkeys("abc", (0, 1)),
    )


def inputs_of(c):
    names = [c.names[n] for n in c.inputs]
    return [dict(zip(names, entry)) for entry in product(*(c.domains[n] for n in c.inputs))]


@st.composite
def asked(draw):
    """A circuit, some of its inputs, what is carried, and the kind of parts."""
    c = draw(circuits(max_nodes=3) | circuits(max_nodes=2, max_values=2, stochastic=True))
    data = draw(st.lists(st.sampled_from(inputs_of(c)), min_size=1, max_size=3))
    parts = draw(KINDS)
    fixed = {c.names[n]: draw(st.sampled_from(c.domains[n])) for n in range(len(c.names))}
    return c, data, draw(st.sampled_from(["resample", "zero", fixed])), parts


@settings(max_examples=60)
@given(asked(), st.data())
def test_faithfulness_by_its_definition(question, data):
    c, some, ablation, parts = question
    kept = [part for part in parts_of(c, parts) if data.draw(st.booleans())]
    laws.faithfulness_counts_every_case(c, some, kept, ablation, parts)


@settings(max_examples=60)
@given(asked(), ENOUGH)
def test_smallest_sets_by_their_definition(question, at_least):
    c, some, ablation, parts = question
    laws.no_smaller_set_of_parts_is_faithful(c, some, at_least, ablation, parts)


@settings(max_examples=60)
@given(asked(), ENOUGH)
def test_minimal_sets_by_their_definition(question, at_least):
    c, some, ablation, parts = question
    laws.minimal_sets_are_below_all_faithful_ones(c, some, at_least, ablation, parts)


@settings(max_examples=30)
@given(asked(), ENOUGH)
def test_importance_by_its_definition(question, at_least):
    c, some, ablation, parts = question
    laws.importance_is_by_cutting_and_keeping_each(c, some, at_least, ablation, parts)


@settings(max_examples=30)
@given(asked(), st.sampled_from([Fraction(0), Fraction(1, 8), Fraction(1, 3)]), st.data())
def test_greedy_by_its_definition(question, loss, data):
    c, some, ablation, parts = question
    order = data.draw(st.permutations(parts_of(c, parts)))
    laws.a_greedy_pass_cuts_what_costs_little(c, some, loss, order, ablation, parts)
    assert greedy(c, some, ablation=ablation, parts=parts).faithfulness == 1


@settings(max_examples=60)
@given(circuits(max_nodes=3), st.data())
def test_means_by_their_definition(c, data):
    """Nodes of the values 0, 1 and a half; where the mean is another number, that is said."""
    c = Circuit(c.names, tuple(HALVES[: len(d)] for d in c.domains), c.parents, c.tables, c.outputs)
    some = data.draw(st.lists(st.sampled_from(inputs_of(c)), min_size=1, max_size=4))
    at_least, parts = data.draw(ENOUGH), data.draw(KINDS)
    runs = [c.run(x) for x in some]
    sources = {p for p, _ in edges_of(c)} if parts == "edges" else set(parts_of(c, "nodes"))
    means = {p: Fraction(sum(run[p] for run in runs), len(runs)) for p in sources}
    if all(means[p] in c.domains[c.number(p)] for p in sources):
        laws.minimal_sets_are_below_all_faithful_ones(c, some, at_least, "mean", parts)
        laws.faithfulness_counts_every_case(c, some, parts_of(c, parts)[:1], "mean", parts)
    else:
        with pytest.raises(ab.Misuse, match="mean of a node that is cut is one of its values"):
            minimal(c, some, ablation="mean", parts=parts)


def test_all_small_circuits_of_one_gate():
    """Each of the 16 gates of two inputs, behind two wires."""
    some = [{"x": x, "y": y} for x, y in product((0, 1), repeat=2)]
    for entries in product((0, 1), repeat=4):
        gate = dict(zip(product((0, 1), repeat=2), entries))
        wires = {"A": lambda x: x, "B": lambda y: y}
        c = Circuit.of({**wires, "out": gate}, values=BITS, parents={"out": ["A", "B"]})
        for at_least, parts in product((Fraction(1), Fraction(3, 4)), ("edges", "nodes")):
            laws.no_smaller_set_of_parts_is_faithful(c, some, at_least, "resample", parts)
            laws.minimal_sets_are_below_all_faithful_ones(c, some, at_least, "zero", parts)


def test_every_edge_of_an_adder_is_needed():
    (whole,) = smallest(adder())
    assert len(whole.edges) == 10 and whole.faithfulness == 1
    assert all(row.necessary and row.without < 1 for row in importance(adder()))
    assert len(smallest(adder(), at_least="3/4")) == 4


def test_a_subcircuit_of_an_or():
    c = Circuit.of({"A": lambda x: x, "B": lambda y: y, "out": lambda A, B: A | B}, values=BITS)
    (whole,) = smallest(c)
    assert len(whole.edges) == 4
    some = [("x", "A"), ("A", "out")]
    for ablation in ("resample", "zero", {"x": 0, "y": 0, "A": 0, "B": 0}):
        assert faithful(c, some, ablation=ablation).faithfulness == Fraction(3, 4)


def test_faithfulness_is_not_monotone():
    """Both copies are right, or none need be: with one of them, XOR is wrong half of the time."""
    c = Circuit.of({"A": lambda x: x, "B": lambda x: x, "out": lambda A, B: A ^ B}, values={"x": (0, 1)})
    assert [s.kept for s in minimal(c)] == [()]
    assert faithful(c, ["x", "A"], parts="nodes").faithfulness == Fraction(1, 2)
    assert len(greedy(c).kept) == 4 and not greedy(c, loss="1/2").kept
    stuck = greedy(c, order=[("A", "out")])
    assert len(stuck.kept) == 4 and stuck.faithfulness == 1


def test_equal_inputs_are_counted_together():
    """A thousand data of two kinds are four cases; what leads to no output is no difference."""
    c = Circuit.of(
        {"A": lambda x: x, "Z": lambda y: y}, values={"x": (0, 1), "y": range(1000)}, outputs=["A"]
    )
    data = [{"x": i % 3 == 0, "y": i} for i in range(999)]
    assert faithful(c, [], data).faithfulness == Fraction(1, 9) + Fraction(4, 9)
    assert smallest(c, data, budget=20).check()


def test_more_cases_than_machine_words_count():
    """Chances of very small probability: weights beyond 64 bits."""
    tiny = Fraction(1, 3**50)
    c = Circuit.of({"A": lambda x: {x: 1 - tiny, 1 - x: tiny}, "out": lambda A: A}, values={"x": (0, 1)})
    found = minimal(c)
    assert found.check() and found[0].kept == (("x", "A"), ("A", "out"))
    wrong = 1 - faithful(c, [("A", "out")]).faithfulness
    assert wrong == (1 - 2 * tiny) / 2


def test_a_stochastic_node_keeps_its_chance():
    c = Circuit.of({"coin": lambda x: {0: "1/2", 1: "1/2"}, "out": lambda coin: coin}, values={"x": (0, 1)})
    assert parts_of(c) == (("x", "coin"), ("coin", "out"))
    assert [s.kept for s in minimal(c)] == [(("coin", "out"),)]


@settings(max_examples=200)
@given(circuits(max_nodes=2, max_values=2), ENOUGH, KINDS, st.booleans(), st.data())
def test_a_changed_proof_never_proves_a_false_answer(c, at_least, parts, every, data):
    some = inputs_of(c)[:3]
    found = (minimal if every else smallest)(c, some, at_least=at_least, parts=parts)
    answers, leaves = list(found.found), [list(leaf) for leaf in found.leaves]
    how = data.draw(st.sampled_from(["drop", "add", "change", "leaf", "drop leaf", "add leaf", "other"]))
    i = data.draw(st.integers(0, len(answers) - 1))
    j = data.draw(st.integers(0, len(leaves) - 1))
    if how == "drop":
        del answers[i]
    elif how == "add":
        answers.append(faithful(c, parts_of(c, parts)[:i], some, parts=parts))
    elif how == "change":
        answers[i] = replace(answers[i], faithfulness=data.draw(ENOUGH))
    elif how == "leaf":
        column = data.draw(st.integers(0, 2))
        reasons = st.sampled_from(["wrong", "above", "larger", "idle", "so"])
        leaves[j][column] = data.draw(reasons if column == 2 else st.integers(-2, 9))
    elif how == "drop leaf":
        del leaves[j]
    elif how == "add leaf":
        leaves.insert(j, leaves[i % len(leaves)])
    kind = data.draw(st.sampled_from(["smallest", "minimal"])) if how == "other" else found.kind
    needed = data.draw(ENOUGH) if how == "other" else found.at_least
    changed = replace(
        found,
        kind=kind,
        at_least=needed,
        found=tuple(answers),
        leaves=tuple(Leaf(*leaf) for leaf in leaves),
    )
    laws.no_covering_proves_a_false_answer(changed, c, some)


def test_proofs_that_are_none_are_refused_with_a_reason():
    found = minimal(adder(), at_least="3/4")
    one, other = found.leaves[:2]
    rest = found.leaves[1:]
    for changed, said in [
        (replace(found, leaves=rest), "follow each other"),
        (replace(found, leaves=found.leaves[:-1]), "hold all sets"),
        (replace(found, leaves=(Leaf(0, 10, "wrong"),)), "may be faithful enough"),
        (replace(found, leaves=(Leaf(0, 10, "above"),)), "is above"),
        (replace(found, leaves=(Leaf(0, 10, "idle"),)), "is idle"),
        (replace(found, leaves=(Leaf(0, 10, "larger"),)), "is larger"),
        (replace(found, leaves=(Leaf(0, 10, "so"),)), "no reason is called"),
        (replace(found, leaves=(Leaf(0, 11, "wrong"),)), "follow each other"),
        (replace(found, leaves=(Leaf(0, 0.0, "wrong"),)), "integers"),
        (replace(found, leaves=(Leaf(0, 0, "wrong"), Leaf(1, 1, "wrong"))), "decided and the others free"),
        (replace(found, found=()), "no answer"),
        (replace(found, found=found.found * 2), "listed twice"),
        (replace(found, found=found.found[:-1]), "above|may be"),
        (replace(found, found=(replace(found[0], kept=("a",)),)), "keeps no part"),
        (replace(found, found=(replace(found[0], edges=()),)), "not its own"),
        (replace(found, found=(replace(found[0], faithfulness=1),)), "not 1"),
        (replace(found, at_least=Fraction(1)), "not faithful enough"),
        (replace(found, found=(*found, faithful(adder(), edges_of(adder())))), "contained in another"),
        (replace(found, kind="smallest", found=(found[0], faithful(adder(), edges_of(adder())))), "one size"),
    ]:
        verdict = changed.check()
        assert not verdict
        with pytest.raises(ab.Refuted, match=said):
            verdict.unwrap()
    assert one.kept == 0 and other.kept == 1 << one.free


def test_a_budget_says_up_to_which_size_there_is_none():
    c = adder()
    with pytest.raises(ab.BudgetExceeded, match="no set of fewer than 7 edges is faithful enough") as stopped:
        smallest(c, at_least="3/4", budget=64 * 100)
    assert stopped.value.partial == ()
    either = Circuit.of({"out": lambda a, b, c: a | (b & c)}, values=dict.fromkeys("abc", (0, 1)))
    whole = minimal(either, at_least="5/8", parts="nodes")
    assert [s.kept for s in whole] == [("a",), ("b", "c")]
    said = {}
    for boxes in range(1, 12):
        with pytest.raises(ab.BudgetExceeded) as stopped:
            minimal(either, at_least="5/8", parts="nodes", budget=64 * boxes)
        said[stopped.value.reason] = stopped.value.partial
    assert said == {
        "no set of nodes is decided": (),
        "no set of fewer than 1 nodes is faithful enough": (),
        "all minimal sets of fewer than 2 nodes were found": whole[:1],
    }
    with pytest.raises(ab.BudgetExceeded, match="different cases"):
        smallest(c, budget=10)


def test_an_interruption_says_up_to_which_size_there_is_none(monkeypatch):
    from abstractions.circuit.subcircuit.boxes import Runs

    most, left = Runs.most, iter(range(100))

    def interrupted(self, kept, free=0):
        if next(left, None) is None:
            raise KeyboardInterrupt
        return most(self, kept, free)

    monkeypatch.setattr(Runs, "most", interrupted)
    with pytest.raises(ab.Interrupted, match="no set of fewer than 7 edges is faithful enough") as stopped:
        minimal(adder(), at_least="3/4")
    assert stopped.value.partial == ()


def test_what_cannot_be_cut_or_carried_is_refused_in_words():
    c = Circuit.of({"A": lambda x: x, "B": lambda y: y, "out": lambda A, B: A | B}, values=BITS)
    words = Circuit.of({"A": lambda x: x, "out": lambda A: A}, values={"x": ("p", "q")})
    silent = Circuit.of({"A": lambda x: x}, values=BITS, outputs=[])
    for wrong, said in [
        (lambda: faithful(c, [("A", "x")]), "one of the circuit"),
        (lambda: faithful(c, ["out"], parts="nodes"), "outputs are never cut"),
        (lambda: faithful(c, [("x", "A")], parts="nodes"), "one of the circuit"),
        (lambda: greedy(c, order=[["x", "A"]]), "one of the circuit"),
        (lambda: faithful(c, [], ablation={"x": 0}), "nothing for y, A, B"),
        (lambda: faithful(c, [], ablation={"x": 2, "y": 0, "A": 0, "B": 0}), "one of its values"),
        (lambda: faithful(c, [], ablation={"z": 2}), "are names of nodes"),
        (lambda: smallest(c, ablation="median"), "`ablation` is known"),
        (lambda: smallest(c, ablation=0), "`ablation` is known"),
        (lambda: smallest(c, parts="gates"), "kind of `parts` is known"),
        (lambda: smallest(c, ablation="mean"), r"found:  1/2 for x"),
        (lambda: smallest(c, ablation="mean"), r"values=`.*tabulated"),
        (lambda: smallest(words, ablation="mean"), "only numbers have a mean"),
        (lambda: smallest(words, ablation="zero"), "zero of a node that is cut"),
        (lambda: smallest(c, at_least=0.9), "a faithfulness is a rational number"),
        (lambda: minimal(c, at_least="3/0"), "rational number"),
        (lambda: importance(c, at_least=2), "rational number"),
        (lambda: greedy(c, loss=True), "loss of a part is a rational number"),
        (lambda: smallest(silent), "something is compared"),
        (lambda: smallest(c, []), "there are data"),
    ]:
        with pytest.raises(ab.Misuse, match=said):
            wrong()


def test_only_nodes_that_are_cut_need_a_value():
    """With a mean of its own, x may be cut; nothing is asked of the others."""
    half = Fraction(1, 2)
    c = Circuit.of({"A": lambda x: int(x > half), "out": lambda A: A}, values={"x": (0, 1, half)})
    data = [{"x": 0}, {"x": 1}]
    assert faithful(c, [("A", "out")], data, ablation="mean").faithfulness == half
    assert faithful(c, ["A"], data, ablation={"x": 1}, parts="nodes").faithfulness == half
    assert faithful(c, edges_of(c), data, ablation={}).faithfulness == 1
    with pytest.raises(ab.Misuse, match="1/2 for A"):
        faithful(c, [("x", "A")], data, ablation="mean")
    floats = Circuit.of({"A": lambda x: x}, values={"x": (0.0, 1.0, 0.5)})
    assert faithful(floats, [], [{"x": 0.0}, {"x": 1.0}], ablation="mean").faithfulness == 0
    with pytest.raises(ab.Misuse, match="only numbers"):
        faithful(Circuit.of({"A": lambda x: 0}, values={"x": (float("nan"),)}), [], ablation="mean")


def test_a_circuit_without_edges_and_a_node_read_twice():
    wire = Circuit.of({}, values={"x": (0, 1)}, outputs=["x"])
    assert [s.kept for s in minimal(wire)] == [()] and minimal(wire).check()
    twice = Circuit.of({"A": lambda x, y: x & y}, values={"x": (0, 1)}, parents={"A": ["x", "x"]})
    assert edges_of(twice) == (("x", "A"),) and len(smallest(twice)[0].kept) == 1
    assert smallest(twice).check()


def test_a_node_without_parents():
    c = Circuit.of({"one": lambda: 1, "out": lambda one, x: one & x}, values={"x": (0, 1)})
    assert [s.kept for s in minimal(c)] == [(("x", "out"),)] and minimal(c).check()


def test_answers_are_sequences():
    found = smallest(adder(), at_least="3/4")
    assert len(found) == 4 and found[0] in found and found[1:] == tuple(found)[1:]
    assert "4 boxes" not in repr(found) and "smallest sets of edges" in repr(found)


def test_values_that_no_table_tells_apart_are_one():
    """A thousand inputs, a million cases: four kinds of inputs, sixteen kinds of cases."""
    c = Circuit.of(
        {"A": lambda x: x % 2, "B": lambda x: x // 2 % 2, "C": lambda A, B: A & B, "out": lambda C, A: C | A},
        values={"x": range(1000)},
    )
    found = minimal(c, np.arange(1000)[:, None], budget=16 * 100)
    assert [s.kept for s in found] == [(("x", "A"), ("A", "C"), ("C", "out"), ("A", "out"))]
