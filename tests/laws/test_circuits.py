"""Circuits: worked cases with their numbers, and every fast count against the definition."""

from fractions import Fraction
from itertools import product

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import abstractions as ab
from abstractions.circuit import Alignment, Circuit, census, interchange, local
from abstractions.testing import laws
from abstractions.testing.enumerate import hypotheses
from abstractions.testing.strategies import alignments, circuit_of, circuits, node_tables, noisy_alignments

BITS = {"x": (0, 1), "y": (0, 1)}
THREE = [{"x": 0, "y": 0}, {"x": 0, "y": 1}, {"x": 1, "y": 0}]


def two_bits(out):
    """A = x, B = y, and an output of both."""
    return Circuit.of({"A": lambda x: x, "B": lambda y: y, "out": out}, values=BITS)


def test_or_for_xor_fails_five_cases_of_48():
    """Theory, section 8: A set to 1 on the base 01 fails."""
    found = interchange(Alignment.of(two_bits(lambda A, B: A ^ B), two_bits(lambda A, B: A | B)), THREE)
    assert found.accuracy == Fraction(43, 48) and not found
    assert [row.cases for row in found.rows] == [3, 9, 9, 27]
    case = found.verdict.counterexample
    assert case.base == {"x": 0, "y": 1} and case.sources == {"A": {"x": 1, "y": 0}} and case.replay()


def test_the_complement_agrees_in_no_case():
    high = Circuit.of({"A": lambda x: x, "B": lambda y: y, "out": lambda A, B: 1 - (A ^ B)}, values=BITS)
    assert interchange(Alignment.of(two_bits(lambda A, B: A ^ B), high), THREE).accuracy == 0


def test_single_sources_are_weaker_than_several():
    """A = B = C = x, out = 9 if all are distinct, else A; high says A."""
    x = {"x": (0, 1, 2), "out": (0, 1, 2, 9)}
    copies = {name: (lambda x: x) for name in "ABC"}
    low = Circuit.of({**copies, "out": lambda A, B, C: 9 if len({A, B, C}) == 3 else A}, values=x)
    high = Circuit.of({**copies, "out": lambda A, B, C: A}, values=x)
    a = Alignment.of(low, high)
    assert interchange(a, most=1) and interchange(a, most=1).accuracy == 1
    rows = {row.nodes: row for row in interchange(a).rows}
    assert rows["A", "B", "C"].accuracy == 1 - Fraction(6, 27)
    assert not interchange(a)


def test_several_sources_of_one_input_agree_in_13_of_16():
    """The same; pooled over all sets of nodes, bases and sources."""
    x = {"x": (0, 1, 2), "out": (0, 1, 2, 9)}
    copies = {name: (lambda x: x) for name in "ABC"}
    low = Circuit.of({**copies, "out": lambda A, B, C: 9 if len({A, B, C}) == 3 else A}, values=x)
    high = Circuit.of({**copies, "out": lambda A, B, C: A}, values=x)
    assert interchange(Alignment.of(low, high)).accuracy == Fraction(13, 16)


def test_a_dead_node_matters_only_if_all_nodes_are_compared():
    x = {"x": (0, 1), "Z": (0, 1)}
    low = Circuit.of({"Z": lambda x: 0, "out": lambda x: x}, values=x, outputs=["out"])
    high = Circuit.of({"Z": lambda x: x, "out": lambda x: x}, values=x, outputs=["out"])
    a = Alignment.of(low, high)
    assert interchange(a).accuracy == 1
    assert interchange(a, compare="all").accuracy == Fraction(1, 2)


def test_two_data_that_agree_by_chance():
    """D = {00, 11}: low reads x, high y; both say the same until the whole square is looked at."""
    values = {**BITS, "A": (0, 1)}
    low = Circuit.of({"A": lambda x, y: x, "out": lambda A: A}, values=values)
    high = Circuit.of({"A": lambda x, y: y, "out": lambda A: A}, values=values)
    a = Alignment.of(low, high)
    assert interchange(a, [{"x": 0, "y": 0}, {"x": 1, "y": 1}])
    assert interchange(a).accuracy == Fraction(1, 2)


def inputs_of(c):
    names = [c.names[n] for n in c.inputs]
    return [dict(zip(names, entry)) for entry in product(*(c.domains[n] for n in c.inputs))]


@settings(max_examples=60)
@given(alignments(), st.sampled_from(["same", "independent", "all"]), st.data())
def test_local_consistency_by_its_definition(a, values, data):
    chosen = data.draw(st.lists(st.sampled_from(inputs_of(a.low)), min_size=1, max_size=3))
    if any(a.cells[v] and not a.cells[p] for v, ps in enumerate(a.high.parents) for p in ps):
        with pytest.raises(ab.Misuse, match="are aligned"):
            local(a, chosen, values=values)
    else:
        laws.local_consistency_is_that_of_every_choice(a, chosen, values)


@settings(max_examples=60)
@given(alignments(), st.data())
def test_notions_imply_each_other_as_known(a, data):
    chosen = data.draw(st.none() | st.lists(st.sampled_from(inputs_of(a.low)), min_size=1, max_size=3))
    laws.notions_imply_each_other_as_known(a, chosen)


def test_a_census_of_all_gates():
    """Scrubbing never runs the output of high, so it accepts every gate; interchange, the right one only."""
    family = list(hypotheses())
    laws.a_census_counts_every_hypothesis(family[::17] + family[1::37])
    found = census((a, THREE) for a in family)
    assert found.total == 256 and found.both("scrubbing", False, "constructive", True)[0] == 0
    assert found.both("scrubbing", True, "interchange, outputs", False)[0] == 240
    assert found.both("scrubbing", True, "interchange, outputs", True)[0] == 16
    # three inputs do not show the value at 11; sources of their own do
    assert found.both("local, values of the same input", True, "interchange, outputs", False)[0] == 16


@settings(max_examples=150)
@given(alignments())
def test_local_consistency_for_all_values_with_injective_outputs_implies_interchange(a):
    """And each choice of values asks more than the one before.

    Theory, section 8: the unmapped nodes must be irrelevant; here all nodes are mapped one to one.
    """
    single = [len(cell) == 1 for cell in a.cells]
    if not all(single):
        return
    verdicts = [bool(local(a, values=choice)) for choice in ("all", "independent", "same")]
    assert verdicts == sorted(verdicts)
    if verdicts[0]:
        assert interchange(a) and interchange(a, compare="all")


def test_what_is_no_choice_of_values_is_refused():
    c = two_bits(lambda A, B: A | B)
    with pytest.raises(ab.Misuse, match="choice of `values` is known"):
        local(Alignment.of(c, c), values="some")
    with pytest.raises(ab.BudgetExceeded, match="different cases"):
        local(Alignment.of(c, c), budget=1)


@settings(max_examples=60)
@given(alignments(), st.sampled_from(["outputs", "all"]), st.sampled_from(["free", "resampled"]), st.data())
def test_interchange_by_its_definition(a, compare, unmapped, data):
    chosen = data.draw(st.lists(st.sampled_from(inputs_of(a.low)), min_size=1, max_size=3))
    laws.interchange_counts_every_case(a, chosen, compare, unmapped)


@settings(max_examples=60)
@given(noisy_alignments(), st.sampled_from(["outputs", "all"]), st.data())
def test_interchange_of_circuits_that_draw(a, compare, data):
    chosen = data.draw(st.lists(st.sampled_from(inputs_of(a.low)), min_size=1, max_size=3))
    laws.interchange_compares_distributions(a, chosen, compare)


@settings(max_examples=60)
@given(alignments(), st.sampled_from([1, None]), st.data())
def test_the_largest_perfect_part_of_the_data(a, most, data):
    chosen = data.draw(st.lists(st.sampled_from(inputs_of(a.low)), min_size=1, max_size=6))
    laws.no_larger_part_of_the_data_is_perfect(a, chosen, most)


@settings(max_examples=60)
@given(alignments())
def test_constructive_abstraction(a):
    laws.a_constructive_abstraction_agrees_in_every_interchange(a)


@settings(max_examples=60)
@given(circuits(max_nodes=3))
def test_coarsest_value_maps(c):
    laws.coarsest_value_maps_are_least(c)


@st.composite
def two_circuits(draw):
    """Two circuits with one input of the same values, which reads itself."""
    circuits = []
    for _ in range(2):
        domains, tables = {"x": range(draw(st.integers(2, 3)) if not circuits else 3)}, {}
        if circuits:
            domains["x"] = circuits[0].domains[0]
        for name in "abc"[: draw(st.integers(1, 2))]:
            above = draw(st.lists(st.sampled_from(sorted(domains)), min_size=1, max_size=2, unique=True))
            entries = list(product(*(domains[p] for p in above)))
            said = draw(st.lists(st.integers(0, 1), min_size=len(entries), max_size=len(entries)))
            tables[name], domains[name] = (above, dict(zip(entries, said))), range(2)
        circuits.append(circuit_of(domains, tables))
    return Alignment(*circuits, ((0,), *(() for _ in circuits[1].names[1:])), two_maps(circuits))


def two_maps(circuits):
    size = len(circuits[0].domains[0])
    return (np.arange(size), *(np.empty(0, np.int32) for _ in circuits[1].names[1:]))


@settings(max_examples=100)
@given(two_circuits(), st.sampled_from(["outputs", "all"]), st.data())
def test_search_by_its_definition(a, compare, data):
    chosen = data.draw(st.lists(st.sampled_from(inputs_of(a.low)), min_size=1, max_size=3))
    laws.search_finds_every_exact_alignment(a, chosen, compare)


@settings(max_examples=40)
@given(alignments(), st.sampled_from(["outputs", "all"]))
def test_repairs_are_exact(a, compare):
    laws.repairs_are_exact(a, compare)


@settings(max_examples=60)
@given(circuits(max_values=2), st.data())
def test_reduced_and_merged_circuits(c, data):
    cells: dict[str, list[str]] = {}
    for n, name in enumerate(c.names):  # each node in a cell of inputs or of others, or in none
        kind = "i" if c.tables[n] is None else "n"
        chosen = data.draw(st.integers(0, 2))
        if chosen or n in c.inputs:
            cells.setdefault(f"{kind}{chosen}", []).append(name)
    laws.reduced_circuits_run_as_before(c, cells)
    classes = {name: data.draw(st.sampled_from([[0, 0], [0, 1]])) for name in c.names}
    laws.merged_circuits_say_what_is_meant(c, classes)


@given(circuits(), st.data())
def test_a_circuit_runs_as_its_functions_say(c, data):
    x = {c.names[n]: data.draw(st.sampled_from(c.domains[n])) for n in c.inputs}
    nodes = data.draw(st.lists(st.sampled_from(range(len(c.names))), unique=True, max_size=3))
    do = {c.names[n]: data.draw(st.sampled_from(c.domains[n])) for n in nodes}
    functions = {}
    for n, table in enumerate(c.tables):
        if table is not None:
            entries = list(product(*(c.domains[p] for p in c.parents[n])))
            said = {entry: c.domains[n][v] for entry, v in zip(entries, table.tolist())}
            functions[c.names[n]] = lambda *values, said=said: said[values]
    laws.a_circuit_runs_as_its_functions_say(c, functions, x, do)
    assert set(c.idle(x, c.run(x))) == set(c.names)
    same = Circuit.of(
        functions,
        values={n: c.domains[i] for i, n in enumerate(c.names)},
        parents={c.names[i]: [c.names[p] for p in ps] for i, ps in enumerate(c.parents) if ps},
    )
    assert same.run(x, do) == c.run(x, do)


@given(node_tables(max_nodes=3, max_values=2, stochastic=True), st.data())
def test_a_stochastic_circuit_draws_as_its_tables_say(drawn, data):
    domains, tables = drawn
    c = circuit_of(domains, tables)
    x = {c.names[n]: data.draw(st.sampled_from(c.domains[n])) for n in c.inputs}
    inner = data.draw(st.lists(st.sampled_from(sorted(tables)), unique=True, max_size=2))
    do = {name: data.draw(st.sampled_from(domains[name])) for name in inner}
    laws.a_stochastic_circuit_draws_as_its_tables_say(c, tables, x, do)


def test_a_noisy_gate_and_what_is_no_distribution():
    noisy = Circuit.of(
        {
            "y": lambda x: {x: "9/10", 1 - x: "1/10"},
            "z": lambda y: 1 - y,
            "coin": lambda: {0: "1/2", 1: "1/2"},
        },
        values={"x": (0, 1)},
    )
    assert noisy.distribution({"x": 1}, of=["z"]) == {(0,): Fraction(9, 10), (1,): Fraction(1, 10)}
    assert noisy.distribution({"x": 1}, {"y": 0}, ["z", "coin"]) == {
        (1, 0): Fraction(1, 2),
        (1, 1): Fraction(1, 2),
    }
    assert noisy.run({"x": 1, "chance of y": 1, "chance of coin": 0})["y"] in (0, 1)
    assert (
        "2 stochastic" in str(noisy)
        and noisy.chances[noisy.number("chance of coin")] == (Fraction(1, 2),) * 2
    )
    with pytest.raises(ab.Misuse, match="every input has a value"):
        noisy.run({"x": 1})
    for wrong in ({0: "1/2"}, {0: "3/2", 1: "-1/2"}, {}, {0: 0.5, 1: 0.5}):
        with pytest.raises(ab.Misuse, match=r"sum to one|exact"):
            Circuit.of({"y": lambda x, wrong=wrong: wrong}, values={"x": (0, 1)})


def test_circuits_from_graphs_and_models():
    graph = nx.DiGraph([("x", "s"), ("y", "s"), ("s", "out")])
    functions = {"s": lambda x, y: x + y, "out": lambda s: s % 2}
    one = Circuit.of_graph(graph, functions, BITS)
    other = Circuit.of(functions, values=BITS)
    assert one.run({"x": 1, "y": 1}) == other.run({"x": 1, "y": 1}) == {"x": 1, "y": 1, "s": 2, "out": 0}
    model = Circuit.of_model(
        ["x", "y", "s"], {**BITS, "s": (0, 1, 2)}, {"x": [], "y": [], "s": ["x", "y"]},
        {"x": None, "y": None, "s": lambda x, y: x + y},
    )  # fmt: skip
    assert model.run({"x": 1, "y": 0}, do={"y": 1})["s"] == 2


def test_many_bases_and_sources_cost_little():
    """160,000 inputs: 2.6 * 10^10 pairs of base and source for each node."""
    values = {"x": range(400), "y": range(400)}
    functions = {"A": lambda x: x % 397, "B": lambda y: y * y % 397, "out": lambda A, B: (A + B) % 5}
    low = Circuit.of(functions, values=values)
    high = Circuit.of({**functions, "out": lambda A, B: (A % 5 + B) % 5}, values=values)
    found = interchange(Alignment.of(low, high))
    assert found.rows[1].cases == 160_000**2 and found.rows[3].cases == 160_000**3
    right = np.add.outer(np.arange(397) % 5, np.arange(397)) % 5 == np.add.outer(range(397), range(397)) % 5
    assert bool(found) == bool(right.all()) and found.accuracy == 1


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (lambda: Circuit.of({"a": lambda b: b, "b": lambda a: a}, values={}), "no cycle"),
        (lambda: Circuit.of({"a": lambda z: z}, values={}), "every parent is a node"),
        (lambda: Circuit.of({"a": lambda x: 1 // x}, values={"x": (0, 1)}), "ZeroDivisionError"),
        (lambda: Circuit.of({"a": lambda x: x + 5}, values={"x": (0, 1), "a": (5,)}), "stays in the values"),
        (lambda: Circuit.of({"a": {0: 1}}, values={"x": (0, 1)}, parents={"a": ["x"]}), "an entry for each"),
        (lambda: Circuit.of({"a": max}, values={"x": (0,)}), "function of its parents"),
        (lambda: Circuit.of({"a": lambda *v: v}, values={"x": (0,)}), "function of its parents"),
        (lambda: Circuit.of({"a": 3}, values={"x": (0,)}), "function of its parents"),
        (lambda: Circuit.of({}, values={"x": ()}), "has values"),
        (lambda: Circuit.of({"a": lambda x: x}, values={"x": (0,)}, outputs=["b"]), "are names of nodes"),
        (lambda: two_bits(lambda A, B: A | B).run({"x": 0}), "every input has a value"),
        (lambda: two_bits(lambda A, B: A | B).run({"x": 0, "y": 7}), "one of its values"),
        (lambda: two_bits(lambda A, B: A | B).run({"x": 0, "y": 1}, do={"q": 1}), "are names of nodes"),
        (lambda: two_bits(lambda A, B: A | B).data([]), "there are data"),
        (lambda: two_bits(lambda A, B: A | B).data([[0, 1]]), "an input is a mapping"),
        (lambda: two_bits(lambda A, B: A | B).run([0, 1]), "an input is a mapping"),
        (lambda: Circuit.of({"a": lambda x: x}, values={"x": 3}), "has some values"),
        (lambda: Circuit.of({"a": lambda x: x}, values={"x": ([],)}), "has some values"),
        (lambda: Circuit.of({"a": lambda x: x}, values={"x": (0,), 1: (0,)}), "named by texts"),
        (
            lambda: Circuit.of({"a": lambda x: x}, values={"x": (0,)}, parents={"b": "x"}),
            "names in `parents`",
        ),
        (
            lambda: Circuit.of_model(["x", "y"], {"x": (0,)}, {"y": ["x"]}, {"y": lambda x: x}),
            "every variable has values",
        ),
        (lambda: Circuit.of_model(["x", "y"], {"x": (0,), "y": (0,)}, {"y": ["x"]}, {}), "has a function"),
    ],
)
def test_bad_circuits_are_refused_in_words(build, said):
    with pytest.raises(ab.Misuse, match=said):
        build()


def test_value_maps_are_functions_mappings_abstractions_or_found():
    low = Circuit.of({"s": lambda x, y: x + y, "out": lambda s: s % 2}, values=BITS)
    high = Circuit.of({"s": lambda x, y: x ^ y, "out": lambda s: s}, values=BITS)
    maps = [lambda s: s % 2, {0: 0, 1: 1, 2: 0}, ab.Abstraction([0, 1, 0]), None]
    for given_map in maps:
        a = Alignment.of(low, high, maps={"s": given_map})
        assert a.maps[2].tolist() == [0, 1, 0] and interchange(a, compare="all")
    both = Circuit.of({"s": lambda x, y: x & y, "out": lambda s: s}, values=BITS)
    with pytest.raises(ab.Misuse, match="means one value"):
        Alignment.of(high, both, maps={"s": None})
    with pytest.raises(ab.Misuse, match="a state for each"):
        Alignment.of(low, high, maps={"s": ab.Abstraction([0, 1])})
    with pytest.raises(ab.Misuse, match="are names of nodes"):
        Alignment.of(low, high, maps={"sum": None})
    with pytest.raises(ab.Misuse, match="are names of nodes"):
        Alignment.of(low, high, maps={"sum": lambda s: s})


def test_bad_alignments_are_refused_in_words():
    low, high = two_bits(lambda A, B: A ^ B), two_bits(lambda A, B: A | B)
    for cells, maps, said in [
        ({"A": "A", "B": ("A", "B")}, None, "disjoint"),
        ({"out": ()}, None, "are aligned"),
        ({"x": "A"}, None, "stand for inputs"),
        ({"A": ()}, {"A": lambda v: v}, "belongs to a cell"),
        ({"A": ("A", "B")}, None, "values of the high node"),
    ]:
        with pytest.raises(ab.Misuse, match=said):
            Alignment.of(low, high, cells, maps)
    with pytest.raises(ab.Misuse, match="every value that occurs"):
        interchange(Alignment.of(low, high, {"A": "A"}, {"A": {0: 0}}), compare="all")
    with pytest.raises(ab.BudgetExceeded, match="different cases"):
        interchange(Alignment.of(low, high), budget=3)
    with pytest.raises(ab.Misuse, match="no such choice"):
        interchange(Alignment.of(low, high), compare="some")
    for most in (-1, 1.5, True):
        with pytest.raises(ab.Misuse, match="how many nodes"):
            interchange(Alignment.of(low, high), most=most)
    for data in ([[0, 2]], [[0]], [0, 1], [[0.0, 1.0]], np.zeros((0, 2), int)):
        with pytest.raises(ab.Misuse, match="numbers of values"):
            interchange(Alignment.of(low, high), np.array(data))
    silent = Circuit.of({"A": lambda x: x}, values=BITS, outputs=[])
    with pytest.raises(ab.Misuse, match="something is compared"):
        interchange(Alignment.of(silent, silent))
    assert interchange(Alignment.of(silent, silent), compare="all")
