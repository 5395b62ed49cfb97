"""Causal scrubbing: worked cases with their numbers, and every sampler against the definition."""

from fractions import Fraction
from itertools import product
from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import abstractions as ab
from abstractions.circuit import Alignment, Circuit, Correspondence, compare, resample, scrub
from abstractions.circuit.scrubbing.channel import Table
from abstractions.testing import laws
from abstractions.testing.strategies import alignments, correspondences

BITS = {"x": (0, 1), "y": (0, 1)}
THREE = [{"x": 0, "y": 0}, {"x": 0, "y": 1}, {"x": 1, "y": 0}]
SAMPLERS = st.sampled_from(["conditional", "together", "exact", "unconditional"])


def inputs_of(c):
    names = [c.names[n] for n in c.inputs]
    return [dict(zip(names, entry)) for entry in product(*(c.domains[n] for n in c.inputs))]


def some(data, c, most):
    """Some inputs; so few that they have at most so many draws."""
    draws = prod(len(weights) for weights in c.chances.values())
    return data.draw(st.lists(st.sampled_from(inputs_of(c)), min_size=1, max_size=max(1, most // draws)))


@settings(max_examples=60)
@given(alignments(single=True), SAMPLERS, st.data())
def test_scrubbing_an_alignment_by_its_definition(a, sampler, data):
    c = Correspondence.of_alignment(a)
    laws.scrubbing_averages_all_draws(c, some(data, a.low, 3), sampler)
    assert str(scrub(a, sampler=sampler)) == str(scrub(c, sampler=sampler))


@given(correspondences(), SAMPLERS, st.data())
def test_scrubbing_by_its_definition(c, sampler, data):
    laws.scrubbing_averages_all_draws(c, some(data, c.circuit, 4), sampler)


@settings(max_examples=100)
@given(correspondences(max_nodes=2, max_values=2, stochastic=True), SAMPLERS, st.data())
def test_scrubbing_of_stochastic_circuits_by_its_definition(c, sampler, data):
    laws.scrubbing_averages_all_draws(c, some(data, c.circuit, 8), sampler)


@settings(max_examples=100)
@given(correspondences(), SAMPLERS, st.data())
def test_scrubbing_with_one_draw_by_its_definition(c, sampler, data):
    laws.scrubbing_with_one_draw_averages_all_assignments(c, some(data, c.circuit, 3), sampler)


@settings(max_examples=60)
@given(correspondences(max_nodes=2, max_values=2, stochastic=True, most=4), SAMPLERS, st.data())
def test_scrubbing_of_stochastic_circuits_with_one_draw_by_its_definition(c, sampler, data):
    laws.scrubbing_with_one_draw_averages_all_assignments(c, some(data, c.circuit, 6), sampler)


@settings(max_examples=60)
@given(correspondences(), SAMPLERS, st.booleans(), st.data())
def test_samples_agree_with_exact_scrubbing(c, sampler, treeified, data):
    laws.resampling_is_within_five_standard_errors(c, some(data, c.circuit, 4), sampler, treeified, 2000, 1)


@settings(max_examples=60)
@given(correspondences(max_values=2, stochastic=True), SAMPLERS, st.booleans(), st.data())
def test_samples_of_stochastic_circuits_agree_with_exact_scrubbing(c, sampler, treeified, data):
    laws.resampling_is_within_five_standard_errors(c, some(data, c.circuit, 8), sampler, treeified, 2000, 1)


def two_bits(out):
    """A = x, B = y, and an output of both."""
    return Circuit.of({"A": lambda x: x, "B": lambda y: y, "out": out}, values=BITS)


def test_scrubbing_accepts_what_interchange_refutes():
    """OR and the complement agree with XOR wherever the hypothesis looks: its output is never run."""
    low = two_bits(lambda A, B: A ^ B)
    for out in (lambda A, B: A | B, lambda A, B: 1 - (A ^ B)):
        assert scrub(Alignment.of(low, two_bits(out)), THREE)


def test_an_expectation_may_stay_while_every_sample_changes():
    """out = x xor y, label x, hypothesis "y is irrelevant"."""
    low = Circuit.of({"out": lambda x, y: x ^ y}, values=BITS)
    found = scrub(Alignment.of(low, Circuit.of({"out": lambda x: x}, values={"x": (0, 1)})))

    def wrong(out, at):
        return int(out != at["x"])

    assert found.expectation(wrong) == Fraction(1, 2) and not found
    assert found.before(wrong) == Fraction(1, 2)
    assert found.verdict.counterexample.probability == Fraction(1, 2)
    for baseline in ("permuted", "unconditional"):
        with pytest.raises(ab.Misuse, match="something to recover"):
            found.recovered(wrong, baseline)


def test_independent_draws_may_cancel_an_error():
    """A = B = x in {-1, 1}, out = A + B, target 0, hypothesis: both are irrelevant to each other."""
    copies = {"A": lambda x: x, "B": lambda x: x}
    low = Circuit.of({**copies, "out": lambda A, B: A + B}, values={"x": (-1, 1)})
    split = Circuit.of(
        {"A": lambda: 0, "B": lambda: 0, "out": lambda A, B: A + B},
        values={"x": (-1, 1), "A": (0, -1, 1), "B": (0, -1, 1)},
        parents={"A": [], "B": [], "out": ["A", "B"]},
    )
    hypothesis = Alignment.of(low, split, maps={"A": lambda _: 0, "B": lambda _: 0})
    found = scrub(hypothesis)
    assert found.before(lambda out, _: out**2) == 4 and found.expectation(lambda out, _: out**2) == 2
    assert found.distribution == {-2: Fraction(1, 4), 0: Fraction(1, 2), 2: Fraction(1, 4)}


def test_scrubbing_on_two_data_that_agree_by_chance():
    """D = {00, 11}, one input of both bits: low reads the first, the hypothesis the second."""
    square = {"x": ("00", "01", "10", "11"), "A": ("0", "1")}
    low = Circuit.of({"A": lambda x: x[0], "out": lambda A: A}, values=square)
    a = Alignment.of(low, Circuit.of({"A": lambda x: x[1], "out": lambda A: A}, values=square))
    assert scrub(a, [{"x": "00"}, {"x": "11"}])
    assert not scrub(a)


def test_a_node_may_matter_in_two_ways_on_two_paths():
    """x by its parity on one path and by its size on the other: two nodes of I, one of G."""
    low = Circuit.of(
        {"odd": lambda x: x % 2, "big": lambda x: x >= 2, "out": lambda odd, big: (odd, big)},
        values={"x": range(4)},
    )
    high = Circuit.of(
        {"odd": lambda p: p, "big": lambda s: s, "out": lambda odd, big: (odd, big)},
        values={"p": (0, 1), "s": (False, True), "odd": (0, 1), "big": (False, True)},
    )
    maps = {"p": lambda x: x % 2, "s": lambda x: x >= 2}
    c = Correspondence.of(low, high, {"p": "x", "s": "x"}, maps=maps)
    assert scrub(c) and scrub(c, treeified=False)
    assert [remark.kind for remark in c.remarks] == ["merging leaf"] * 2
    assert "p does not tell x = 0 from x = 2" in str(c.remarks[0])
    wrong = Correspondence.of(
        low, high, {"p": "x", "s": "x"}, maps={"p": maps["p"], "s": lambda x: x % 2 == 1}
    )
    assert not scrub(wrong)
    with pytest.raises(ab.Misuse, match="disjoint"):
        Alignment.of(low, high, {"p": "x", "s": "x"}, maps)


def test_draws_apart_break_what_draws_together_keep():
    """D = {00, 11}, out = x xor y, the interpretation knows x, and takes all y for one."""
    low = Circuit.of({"out": lambda x, y: x ^ y}, values=BITS)
    high = Circuit.of({"out": lambda x, y: x}, values={"x": (0, 1), "y": (0,), "out": (0, 1)})
    c = Correspondence.of(low, high, maps={"y": lambda _: 0})
    data = [{"x": 0, "y": 0}, {"x": 1, "y": 1}]
    assert scrub(c, data).distribution == {0: Fraction(1, 2), 1: Fraction(1, 2)}
    assert scrub(c, data, sampler="together") and scrub(c, data, sampler="exact")
    assert not scrub(c, sampler="together") and scrub(c, sampler="exact")
    assert not scrub(c, data, sampler="unconditional")


def test_with_one_draw_paths_cannot_disagree():
    """out = x - x on two paths: always 0 with one draw, not with one for each path."""
    low = Circuit.of({"A": lambda x: x, "B": lambda x: x, "out": lambda A, B: A - B}, values={"x": (0, 1)})
    high = Circuit.of(
        {"A": lambda x: x, "B": lambda x: x, "out": lambda A, B: 0},
        values={"x": (0,), "A": (0,), "B": (0,), "out": (-1, 0, 1)},
    )
    c = Correspondence.of(low, high, maps={"x": lambda _: 0})
    assert scrub(c).distribution == {-1: Fraction(1, 4), 0: Fraction(1, 2), 1: Fraction(1, 4)}
    assert scrub(c, treeified=False)


def test_one_draw_is_the_last_childs_and_agrees_on_all_its_parents():
    """a reads x and y, out reads a and x: x is drawn by out, y by a; together, a's draw agrees on x too."""
    low = Circuit.of({"a": lambda x, y: x ^ y, "out": lambda a, x: a + 2 * x}, values=BITS)
    high = Circuit.of(
        {"a": lambda x, y: x, "out": lambda a, x: x}, values={"x": (0, 1), "y": (0,), "a": (0, 1)}
    )
    c = Correspondence.of(low, high, maps={"y": lambda _: 0})
    data = [{"x": 0, "y": 0}, {"x": 1, "y": 1}]
    assert scrub(c, data, sampler="together", treeified=False)
    assert not scrub(c, data, sampler="conditional", treeified=False)
    for sampler in ("conditional", "together", "exact", "unconditional"):
        laws.scrubbing_with_one_draw_averages_all_assignments(c, data, sampler)
        laws.scrubbing_averages_all_draws(c, data, sampler)


def test_a_noisy_circuit_is_compared_by_distributions():
    """out = x, flipped once in ten times: its chance is resampled, and nothing else."""
    low = Circuit.of({"a": lambda x: {x: "9/10", 1 - x: "1/10"}, "out": lambda a, y: a + y * 0}, values=BITS)
    high = Circuit.of({"a": lambda x: x, "out": lambda a: a}, values={"x": (0, 1)})
    found = scrub(Correspondence.of(low, high))
    assert found and "distributed as" in str(found)
    assert found.original[0] == {0: Fraction(9, 10), 1: Fraction(1, 10)} == found.outputs[0]
    assert found.recovered(lambda out, at: int(out != at["x"])) == 1
    blind = Circuit.of({"a": lambda x: 0, "out": lambda a: a}, values={"x": (0,), "a": (0, 1)})
    found = scrub(Correspondence.of(low, blind, maps={"x": lambda _: 0}))
    case = found.verdict.counterexample
    assert (case.before, case.probability) == (Fraction(1, 10), Fraction(1, 2))
    assert "out = 1 with probability 1/10" in str(case)
    assert found.recovered(lambda out, at: int(out != at["x"])) == 0


def test_the_two_baselines_are_exact():
    """out = 2 x + y, squared error to 2 x; the interpretation knows x."""
    low = Circuit.of({"out": lambda x, y: 2 * x + y}, values=BITS)
    c = Correspondence.of(low, Circuit.of({"out": lambda x: 2 * x}, values={"x": (0, 1)}))

    def loss(out, at):
        return (out - 2 * at["x"]) ** 2

    found = scrub(c, THREE)
    assert found.losses(loss) == {Fraction(0): Fraction(2, 3), Fraction(1): Fraction(1, 3)}
    permuted = Fraction(sum(loss(out, at) for out in (0, 1, 2) for at in THREE), 9)
    free = Fraction(sum(loss(2 * x["x"] + y["y"], at) for x in THREE for y in THREE for at in THREE), 27)
    third = Fraction(1, 3)
    assert found.recovered(loss) == (third - permuted) / (third - permuted) == 1
    assert found.recovered(loss, "unconditional") == (third - free) / (third - free)
    assert found.unconditional.expectation(loss) == free != permuted
    with pytest.raises(ab.Misuse, match="baseline is known"):
        found.recovered(loss, "random")


def test_remarks_on_what_is_often_a_mistake():
    low = Circuit.of(
        {"a": lambda x: x, "b": lambda a, x: a + x, "out": lambda b: b}, values={"x": (0, 1), "y": (0, 1)}
    )
    high = Circuit.of({"b": lambda a: a}, values={"a": (0, 1)})
    (leaf, inner) = Correspondence.of(low, high, reads={"a": "x"}).remarks
    assert (leaf.kind, leaf.node) == ("inner leaf", "a") and "all that a reads is resampled" in leaf.text
    assert inner.kind == "inner output" and "no output" in str(inner)
    lacking = Circuit.of({"a": lambda x: x, "b": lambda a: a, "out": lambda b: b}, values={"x": (0, 1)})
    (edge,) = Correspondence.of(low, lacking).remarks
    assert (edge.kind, edge.node) == ("lacking edge", "b") and str(edge).startswith("x -> b")
    (edge,) = Correspondence.of(low, lacking, {"x": "x"}, reads={"x": "y"}).remarks[1:]
    beside = Correspondence.of(low, lacking, reads={"x": ("y", "x")}, maps={"x": lambda y, x: x})
    assert [r.kind for r in beside.remarks] == ["lacking edge"] == [edge.kind]
    assert Correspondence.of(low, low).remarks == ()
    assert scrub(Correspondence.of(low, lacking)).remarks == (edge,)


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (lambda low: (low, Circuit.of({"A": lambda z: z, "out": lambda A: A}, values={"z": (0, 1)})), "z: nothing"),
        (lambda low: (low, Circuit.of({"out": lambda x, y: x ^ y}, values=BITS)), "is an edge of the circuit"),
        (lambda low: (low, Circuit.of({"out": lambda P, Q: P}, values={"P": (0, 1), "Q": (0, 1)}),
                      {"P": "A", "Q": "A"}, {"P": "x", "Q": "x"}), "stand for two nodes"),
        (lambda low: (low, low, {"A": ("A", "B")}), "matches each node"),
        (lambda low: (low, low, {"A": "C"}), "are names of nodes"),
        (lambda low: (low, low, {"C": "A"}), "are names of nodes"),
        (lambda low: (low, low, {"out": "x"}), "inner node of the interpretation"),
        (lambda low: (low, low, {}, {"A": "x"}), "read the data"),
        (lambda low: (low, low, {}, {}, {"A": lambda x: x}), "read the data"),
        (lambda low: (low, low, {}, {"x": "A"}), "reads inputs of the circuit"),
        (lambda low: (low, low, {}, {"x": ()}), "reads inputs of the circuit"),
        (lambda low: (low, Circuit.of({"out": lambda P: P}, values={"P": (0, 1)}), {"P": "A"}), "reads inputs"),
        (lambda low: (low, low, {}, {}, {"x": lambda x: 7}), "has values of the high node"),
        (lambda low: (low, Circuit.of({}, values=BITS)), "about one output"),
        (lambda low: (low, Circuit.of({"out": lambda x: {x: "1/2", 1 - x: "1/2"}}, values=BITS)), "draws nothing"),
        (lambda low: (Circuit.of({"out": lambda x: {x: "1/2", 1 - x: "1/2"}}, values=BITS),
                      Circuit.of({"out": lambda c: c}, values={"c": (0, 1)}), {"c": "chance of out"}),
         "given or computed"),
    ],
)  # fmt: skip
def test_what_is_no_hypothesis_is_refused_in_words(build, said):
    low, high, match, reads, maps = (*build(two_bits(lambda A, B: A ^ B)), None, None, None)[:5]
    with pytest.raises(ab.Misuse, match=said) as caught:
        Correspondence.of(low, high, match, reads=reads, maps=maps)
    assert caught.value.reason and caught.value.repair


def test_misuse_of_scrubbing_is_told_in_words():
    low = two_bits(lambda A, B: A ^ B)
    one = Circuit.of({"P": lambda x, y: 2 * x + y, "out": lambda P: (P >> 1) ^ (P & 1)}, values=BITS)
    cells = Alignment.of(low, one, {"P": ("A", "B")}, {"P": lambda a, b: 2 * a + b})
    silent = Circuit.of({"out": lambda A, B: A ^ B, "A": lambda x: x, "B": lambda y: y}, values=BITS)
    partial = Correspondence.of(low, low, maps={"x": {0: 0}})
    for wrong, said in [
        (lambda: scrub(cells), "matches each node"),
        (lambda: scrub(Alignment.of(low, silent, {"A": ()})), "A: nothing"),
        (lambda: scrub(Alignment.of(low, low), sampler="none"), "sampler is known"),
        (lambda: resample(partial), "every value that occurs"),
        (lambda: scrub(partial), "x at x = 1"),
        (lambda: resample(partial, samples=1), "number of samples"),
        (lambda: resample(partial, seed=True), "the seed"),
        (lambda: resample(partial, budget=1), "values are drawn"),
        (lambda: resample(partial, budget=1, treeified=False), "5 nodes"),
    ]:
        with pytest.raises(ab.Misuse, match=said):
            wrong()
    for treeified in (True, False):
        with pytest.raises(ab.BudgetExceeded, match="products"):
            scrub(Alignment.of(low, two_bits(lambda A, B: A)), treeified=treeified, budget=1)


@pytest.mark.parametrize("sampler", ["conditional", "together", "exact", "unconditional"])
@pytest.mark.parametrize("treeified", [True, False])
def test_ten_nodes_on_a_thousand_data(sampler, treeified):
    """Exact in less than a second each; samples are within five of the standard errors that they say."""
    bits = {name: range(4) for name in "wxyz"}
    functions = {
        "a": lambda w, x: (w + x) % 4,
        "b": lambda x, y: (x * y + 1) % 4,
        "c": lambda y, z: max(y, z),
        "d": lambda a, b, x: (a * b + x) % 4,
        "e": lambda b, c: (b + 3 * c) % 4,
        "out": lambda d, e, w: (d ^ e) + (w > 1),
    }
    low = Circuit.of(functions, values=bits)
    high = Circuit.of({**functions, "d": lambda a, b: a * b % 4, "out": lambda d, e: d ^ e}, values=bits)
    c = Correspondence.of(low, high, maps={"z": lambda z: z // 2})
    data = np.random.default_rng(0).integers(4, size=(1000, 4))

    def loss(out, at):
        return (out - at["w"]) ** 2

    exact = scrub(c, data, sampler=sampler, treeified=treeified).expectation(loss)
    found = resample(c, data, sampler=sampler, treeified=treeified, seed=5).expectation(loss)
    assert abs(float(found.mean - exact)) <= 5 * found.error < 0.5
    assert "10,000 samples" in str(found)


def test_comparison_takes_the_alignment_as_it_did():
    low = two_bits(lambda A, B: A ^ B)
    found = compare(Alignment.of(low, two_bits(lambda A, B: A | B)), THREE)
    assert found.findings[0].notion == "scrubbing" and found.findings[0].holds


def test_rows_are_merged_whatever_their_size():
    """Columns whose product leaves 64 bits, and weights that do."""
    wide = {i: np.array([2**31 - 1, 5, 2**31 - 1, 5]) for i in range(4)}
    table = Table(np.zeros(4, np.int64), wide, np.array([1, 2, 3, 4]), 10).kept(range(4))
    assert [column.tolist() for column in table.columns.values()] == [[5, 2**31 - 1]] * 4
    assert (table.weights.tolist(), table.scale) == ([3, 2], 5)
    heavy = Table(np.zeros(2, np.int64), {0: np.arange(2)}, np.array([1, 3**50 - 1], object), 3**50)
    coin = heavy.channel([0])
    (found,) = heavy.joined(coin, np.zeros(2, np.int64), [1]).channel([1]).distributions(["rare", "often"])
    assert found == {"rare": Fraction(1, 3**50), "often": 1 - Fraction(1, 3**50)}
