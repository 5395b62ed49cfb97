"""Steps that branch: every law on all small systems of each shape, at random beyond, and at size."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import scipy.sparse
from hypothesis import given
from hypothesis import strategies as st

import abstractions as ab
from abstractions import System
from abstractions.formats import read, write
from abstractions.functor import Monoid, W, X, parse
from abstractions.kernel import Kernel
from abstractions.system import beside, tabled
from abstractions.testing import laws
from abstractions.testing.enumerate import branching as every
from abstractions.testing.enumerate import partitions
from abstractions.testing.strategies import SHAPES, SIZES, abstractions, branching, functors, questions, steps

ALL = [
    ("P(X)", 3, (0, 1)),
    ("P(A * X)", 2, (0, 1)),
    ("O * P(X)", 2, (0, 1)),
    ("P(1 + X)", 2, (0, 1)),
    ("P(P(X))", 2, (0, 1)),
    ("D(X)", 3, (0, 1)),
    ("P(D(X))", 2, (0, 1)),
    ("Q^(X)", 2, (Fraction(-1, 2), 0, Fraction(1, 3))),
    ("Z^(X)", 2, (-1, 0, 1)),
    ("N^(X)", 2, (0, 1, 2)),
    ("Max^(X)", 2, (None, 0, 1)),
    ("Or^(X)", 2, (False, True)),
    ("Word^(X)", 2, (0, 1, 2, 3)),
    ("B(X)", 2, (0, 1, 2)),
    ("X * P(X)", 2, (0, 1)),
    ("P(X) * D(X)", 2, (0, 1)),
    ("A -> P(X)", 2, (0, 1)),
    ("O + D(X)", 2, (0, 1)),
    ("X**A", 2, (0, 1)),
    ("O * X**A", 2, (0, 1)),
]


@pytest.mark.parametrize(("shape", "n", "weights"), ALL)
def test_every_law_holds_of_every_small_system(shape, n, weights):
    everything = list(partitions(n))
    for s in every(shape, n, weights):
        for p in everything:
            laws.signatures_are_images(s, p)
            laws.complete_iff_fixed_by_omega(s, p)
            laws.quotient_map_commutes(s, p)
            laws.minimal_complete_is_the_least_complete_abstraction_above(s, p, everything)
            laws.minimal_complete_is_the_limit_of_omega(s, p)
            laws.core_is_the_greatest_complete_abstraction_below(s, p, everything)


@pytest.mark.parametrize("shape", ["P(A * X)", "D(X)", "P(D(X))"])
def test_every_small_map_between_small_systems(shape):
    small = list(every(shape, 2))[::7]
    for low in small:
        for high in small:
            laws.equivalence_is_by_formulas(low, high)
            for alpha in ((0, 0), (0, 1), (1, 0), (1, 1)):
                laws.functional_bisimulations_are_homomorphisms(low, high, alpha)


@given(st.one_of(st.sampled_from(SHAPES), functors()), st.data())
def test_raising_undoes_flattening(functor, data):
    shape = ab.functor.parse(functor, **SIZES) if isinstance(functor, str) else functor
    laws.raising_undoes_flattening(shape, data.draw(st.lists(steps(shape, 4), min_size=4, max_size=4)))


@given(branching(), st.data())
def test_omega(s, data):
    p, q = (data.draw(abstractions(s.states)) for _ in range(2))
    laws.omega_is_what_the_functor_says(s, p)
    laws.signatures_are_images(s, p)
    laws.omega_is_monotone_and_inflationary(s, p, q)
    laws.pullback_is_monotone(s, p, q)
    laws.complete_iff_fixed_by_omega(s, p)
    laws.complete_iff_a_commuting_square_exists(s, p)
    laws.quotient_map_commutes(s, p)


@given(branching(), st.data())
def test_the_minimal_complete_abstraction(s, data):
    p, q = (data.draw(abstractions(s.states)) for _ in range(2))
    laws.minimal_complete_is_the_limit_of_omega(s, p)
    laws.completion_closes(s, p, q)
    laws.infima_are_complete(s, p, q)
    laws.engines_for_edges_agree(s, p)
    laws.digests_do_not_matter(s, p, data.draw(st.sampled_from([1, 3, 2**61 - 1])))
    laws.renaming_states_renames_the_answer(s, p, data.draw(st.permutations(range(s.states))))
    laws.every_separation_replays(s, p)


@given(questions())
def test_deterministic_systems_as_edges(question):
    laws.table_and_edges_agree(*question)


@given(questions(shape="moore"))
def test_acceptors_agree_with_automata_lib(question):
    from abstractions.formats import interop

    s, _ = question
    start = replace(s, initial=s.initial[:1])
    part = start.restrict(start.reachable())
    dfa = interop.to_automata(part, accept=1).minify()
    steps = [part.unfold(x) for x in range(part.states)]
    edges = System.of(part.functor, [(int(shown == 1), step) for shown, step in steps])
    assert len(ab.minimal_complete(edges).abstraction) == len(dfa.states)


@given(branching(max_states=4), st.data())
def test_cores_by_search(s, data):
    p = data.draw(abstractions(s.states))
    laws.core_is_the_greatest_complete_abstraction_below(s, p, list(partitions(s.states)))


@given(st.sampled_from(SHAPES), st.data())
def test_two_systems(shape, data):
    one, other = (data.draw(branching(4, shape)) for _ in range(2))
    laws.equivalence_is_by_formulas(one, other)
    laws.equivalence_is_by_formulas(one, one)
    alpha = data.draw(st.lists(st.integers(0, other.states - 1), min_size=one.states, max_size=one.states))
    laws.functional_bisimulations_are_homomorphisms(one, other, alpha)


# ---- at size: enough states that blocks are permuted while they are looked at ----------------------


def random_system(rng, shape, n, letters=2, degree=3):
    m = n * degree
    source, letter, target = (rng.integers(0, k, m) for k in (n, letters, n))
    if shape == "P(A * X)":
        return System.labelled(np.stack([source, letter, target], 1), states=n)
    if shape == "D(X)":
        source = np.repeat(np.arange(n), degree)
        weight = np.repeat([[1, 1, 2]], n, axis=0).reshape(-1)
        near = (source + rng.integers(0, 4, m)) % n
        return System.markov(
            np.stack([source, near, weight], 1), denominator=4, outputs=[i % 7 == 0 for i in range(n)]
        )
    weight = rng.integers(-1, 2, m)
    return System.weighted(np.stack([source, target, weight], 1), "Z", states=n)


@pytest.mark.parametrize("shape", ["P(A * X)", "D(X)", "Z^(X)"])
@pytest.mark.parametrize("n", [30, 90, 300])
def test_systems_of_some_size(shape, n):
    rng = np.random.default_rng(n)
    for _ in range(4):
        s = random_system(rng, shape, n, degree=3)
        laws.minimal_complete_is_the_limit_of_omega(s, ab.Abstraction(rng.integers(0, 2, n)))


def test_a_grid_is_told_apart_entirely():
    """Many splits of large blocks, each with edges inside the parts that it makes."""
    side = 40
    x, y = np.divmod(np.arange(side * side), side)
    edges = []
    for letter, (dx, dy) in enumerate([(1, 0), (-1, 0), (0, 1), (0, -1)]):
        inside = (x + dx >= 0) & (x + dx < side) & (y + dy >= 0) & (y + dy < side)
        goal = (x + dx) * side + y + dy
        edges.append(np.stack([np.flatnonzero(inside), np.full(inside.sum(), letter), goal[inside]], 1))
    m = ab.minimal_complete(System.labelled(np.concatenate(edges)))
    assert len(m.abstraction) == side * side and m.check()


@given(st.data())
def test_blown_up_systems_shrink_back(data):
    """Copies of states with edges to copies: the minimal complete abstraction has the size it came from."""
    small = data.draw(branching(5, "P(A * X)"))
    q = ab.minimal_complete(small).abstraction
    small = small.quotient(q)
    copies = data.draw(st.lists(st.integers(0, small.states - 1), min_size=small.states, max_size=30))
    copies = [*range(small.states), *copies]
    of = [[i for i, c in enumerate(copies) if c == t] for t in range(small.states)]
    edges = []
    for i, c in enumerate(copies):
        for a, t in sorted(small.unfold(c)):
            edges += [(i, a, j) for j in data.draw(st.lists(st.sampled_from(of[t]), min_size=1, max_size=3))]
    large = System.labelled(edges, states=len(copies))
    m = ab.minimal_complete(large).abstraction
    assert m == ab.Abstraction(copies)
    assert ab.equivalent(large, small)


# ---- the two counterexamples, exactness, and what has its own arithmetic -----------------------------


def test_complete_abstractions_are_not_closed_under_sup_where_steps_branch():
    choices = System.of("P(X)", [[0], [0, 1], [0, 2], [0, 1, 2]])
    half = Fraction(1, 2)
    chain = System.of("D(X)", [{0: half, 4: half}, {2: half, 3: half}] + [{0: half, 4: half}] * 3)
    for s, one, other in (
        (choices, ab.Abstraction([0, 0, 1, 1]), ab.Abstraction([0, 1, 1, 1])),
        (chain, ab.Abstraction([0, 0, 0, 1, 1]), ab.Abstraction([0, 0, 1, 0, 1])),
    ):
        assert ab.is_complete(s, one) and ab.is_complete(s, other)
        assert ab.is_complete(s, one & other) and not ab.is_complete(s, one | other)
        with pytest.raises(ab.Refuted) as refuted:
            ab.core(s, one | other)
        found = refuted.value.verdict.counterexample
        assert {found.one, found.other} == {one, other}
        assert ab.verify(found.certificate, s, one | other)
        assert "neither is below the other" in str(found)


def test_sums_that_differ_by_ten_to_the_minus_18_are_told_apart():
    tiny = Fraction(1, 10**18)
    third = Fraction(1, 3)
    s = System.markov(
        [
            (0, 2, third),
            (0, 3, third),
            (0, 4, third),
            (1, 2, third + tiny),
            (1, 3, third - tiny),
            (1, 4, third),
        ]
        + [(x, x, 1) for x in (2, 3, 4)],
        outputs=["start", "start", "a", "b", "c"],
    )
    m = ab.minimal_complete(s)
    assert len(m.abstraction) == 5 and m.check() and m.distinguish(0, 1).replay()
    merged = ab.minimal_complete(
        System.markov(
            [
                (0, 2, third),
                (0, 3, third),
                (0, 4, third),
                (1, 2, third + tiny),
                (1, 3, third - tiny),
                (1, 4, third),
            ]
            + [(x, x, 1) for x in (2, 3, 4)],
            outputs=["start", "start", "a", "a", "c"],
        )
    )
    assert len(merged.abstraction) == 3  # the sums into {2, 3} are equal exactly


def test_weights_beyond_64_bits_are_exact():
    big = 10**40
    edges = [
        (0, 2, Fraction(1, big)),
        (1, 2, Fraction(1, big + 1)),
        (0, 3, 5),
        (1, 3, 5),
        (2, 2, 1),
        (3, 3, 1),
    ]
    s = System.weighted(edges, "Q", outputs=["?", "?", "a", "b"])
    assert s.edges.weights.dtype == object
    m = ab.minimal_complete(s)
    assert len(m.abstraction) == 4 and m.check()
    assert s.unfold(0) == ("?", frozenset({(2, Fraction(1, big)), (3, Fraction(5))}))
    same = System.weighted(
        [(x, y, w) for x, y, w in edges if (x, y) != (1, 2)] + [(1, 2, edges[0][2])],
        "Q",
        outputs=["?", "?", "a", "b"],
    )
    assert len(ab.minimal_complete(same).abstraction) == 3


def test_a_monoid_of_ones_own():
    longest = Monoid("Longest", "", max, lambda w: isinstance(w, str))
    s = System.of(W(longest, X), [[(1, "b"), (2, "a")], [(1, "b")], [(2, "b")], [(1, "a"), (2, "a")]])
    for p in partitions(4):
        laws.minimal_complete_is_the_limit_of_omega(s, p)
        laws.complete_iff_fixed_by_omega(s, p)
    assert s.unfold(0) == frozenset({(1, "b"), (2, "a")})
    assert str(ab.is_complete(s, [0, 0, 0, 1]))


def test_floats_become_the_simplest_fractions_near_them():
    rows = [(0, 0, 0.1), (0, 1, 0.2), (0, 2, 0.7), (1, 1, 1.0), (2, 2, 1)]
    with pytest.raises(ab.Misuse, match="weights are exact"):
        System.markov(rows)
    s = System.markov(rows, tolerance=1e-9)
    assert s.unfold(0) == frozenset({(0, Fraction(1, 10)), (1, Fraction(1, 5)), (2, Fraction(7, 10))})
    assert s == System.markov([(x, y, str(w)) for x, y, w in rows])
    thirds = System.markov([(0, t, 1 / 3) for t in range(3)] + [(1, 1, 1), (2, 2, 1)], tolerance="1e-12")
    assert {w for _, w in thirds.unfold(0)} == {Fraction(1, 3)}


def test_systems_from_matrices_graphs_and_functions():
    import networkx

    want = System.markov([(0, 1, "1/4"), (0, 0, "3/4"), (1, 0, 1)])
    graph = networkx.DiGraph()
    graph.add_edge("x", "x", weight=Fraction(3, 4))
    graph.add_edge("x", "y", weight=Fraction(1, 4))
    graph.add_edge("y", "x", weight=1)
    drawn = System.markov(graph)
    assert drawn.state_names == ("x", "y") and drawn.edges.targets.tolist() == want.edges.targets.tolist()
    scaled = System.markov(np.array([[0, 1, 1], [0, 0, 3], [1, 0, 4]]), denominator=4)
    assert scaled == want
    walk = System.explore("D(X)", lambda m: {(m + 1) % 3: Fraction(1, 2), m: Fraction(1, 2)}, [0])
    assert walk.states == 3 and walk.initial.tolist() == [0] and walk.state_names == (0, 1, 2)
    with pytest.raises(ab.BudgetExceeded) as spent:
        System.explore("P(X)", lambda m: [m + 1], [0], budget=5)
    assert len(spent.value.partial) == 5
    sparse = scipy.sparse.csr_matrix(np.array([[3, 1], [4, 0]]))
    assert System.weighted(sparse, "Z").unfold(0) == frozenset({(0, 3), (1, 1)})


def test_floats_in_steps_need_a_tolerance_wherever_they_stand():
    step = ("u", [("a", {0: 0.1, 1: 0.9}), ("b", [(1, 1)])])
    with pytest.raises(ab.Misuse, match="exact"):
        System.of("O * P(A * D(X))", [step, ("v", [])])
    s = System.of("O * P(A * D(X))", [step, ("v", [])], tolerance=1e-9)
    tenth = frozenset({(0, Fraction(1, 10)), (1, Fraction(9, 10))})
    assert s.unfold(0) == ("u", frozenset({("a", tenth), ("b", frozenset({(1, Fraction(1))}))}))
    third = System.explore(
        "1 + D(X)**A", lambda m: (1, [[(m, 1 / 3), (0, 2 / 3)]]), [0, 1], tolerance="1/1000"
    )
    assert third.unfold(1) == (1, (frozenset({(1, Fraction(1, 3)), (0, Fraction(2, 3))}),))


def test_two_beside_each_other_keep_their_steps():
    one = System.of("O * P(A * D(X))", [("u", [("a", {0: Fraction(1, 2), 1: Fraction(1, 2)})]), ("v", [])])
    other = System.of("O * P(A * D(X))", [("w", [("b", {0: Fraction(1, 3), 1: Fraction(2, 3)})]), ("u", [])])
    both = beside(one, other)
    assert both.unfold(0) == one.unfold(0)
    assert both.unfold(2) == ("w", frozenset({("b", frozenset({(2, Fraction(1, 3)), (3, Fraction(2, 3))}))}))
    with pytest.raises(ab.Misuse, match="steps of one shape"):
        beside(one, System.deterministic([0]))


# ---- what once went wrong ----------------------------------------------------------------------------


def test_a_maximum_of_zero_is_an_edge():
    """Its digest is that of no edge at all; a node without edges is no match for it."""
    s = System.of("Q^(Max^(Q^(X)))", [[([([(1, 1)], 0), ([], -2)], 1)], []])
    m = ab.minimal_complete(s)
    assert len(m.abstraction) == 2 and m.check()


def test_formulas_speak_of_weights_as_people_do():
    """The quotient may have another denominator."""
    one = System.markov(
        [(0, 1, "1/6"), (0, 2, "1/3"), (0, 3, "1/2"), (1, 1, 1), (2, 2, 1), (3, 3, 1)],
        outputs=["x", "y", "y", "z"],
    )
    verdict = ab.equivalent(one, System.markov([(0, 1, 1), (1, 1, 1)], outputs=["x", "y"]))
    assert not verdict and verdict.counterexample.replay()


def test_steps_may_be_given_once_only():
    s = System.explore("P(X)", lambda m: (t for t in [m * 2 % 7]), [1])
    assert s.states == 3 and s.unfold(0) == frozenset({1})


def test_a_high_side_is_built_from_a_part():
    s = System.labelled([(0, "a", 1), (1, "a", 0), (2, "a", 0), (2, "b", 2)], initial=[0])
    with pytest.raises(ab.Misuse, match="defined on every state"):
        ab.commutes(s, None, {0: "u", 1: "u"})
    for verdict in (
        ab.commutes(s, None, [0, 0, 0], on="reachable"),
        ab.commutes(s, None, [0, 0, -1], partial=True),
    ):
        assert verdict and verdict.built.states == 1
        assert ab.verify(verdict.certificate, s, verdict.built)


def test_own_weights_beside_plain_states():
    own = Monoid("Own", 0, max, lambda w: isinstance(w, int))
    s = System.of(X * W(own, X), [(1, {0: 1}), (2, {0: 1}), (2, {0: 1})])
    assert str(ab.is_complete(s, [0, 0, 1])) and ab.equivalent(s, s)
    for p in partitions(3):
        laws.minimal_complete_is_the_limit_of_omega(s, p)
        laws.complete_iff_fixed_by_omega(s, p)


def test_formulas_may_be_deep():
    chain, longer = (System.labelled(np.array([(i, 0, i + 1) for i in range(n)])) for n in (1500, 1501))
    verdict = ab.equivalent(chain, longer)
    found = verdict.counterexample
    assert not verdict and found.replay() and found.reason.formula.depth == 1501 and "..." in str(verdict)


def test_where_numbers_of_states_come_from():
    few = System.nondeterministic(list(zip(np.array([5, 2]), np.array([2, 5]))), states=10)
    assert few.states == 10 and few.state_names is None
    sparse = System.labelled(np.array([[0, 2**31 - 2, 1]]))
    assert sparse.letters == 1
    constants = System.of("A * X", [("x", 0)]), System.of("B1 * X", [("x", 0)])
    assert ab.equivalent(*constants)  # what constants are called does not matter


@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.int32, np.int64])
def test_sums_of_narrow_weights_do_not_wrap_around(dtype):
    w = min(int(np.iinfo(dtype).max) // 2 + 1, 2**40)
    high = np.array([[0, 1, w], [0, 2, w], [3, 1, w], [3, 2, w], [3, 1, -1], [4, 1, -2 * w]], dtype)
    for method in (None, "splitters", "dirty states"):
        m = ab.minimal_complete(System.weighted(high, "Q", states=5), method=method)
        assert str(m.abstraction) == "0|12|3|4" and m.check()


@pytest.mark.parametrize(
    ("shape", "steps"),
    [
        ("B(O) * X", [({0: 1}, 0), ({0: 2}, 1)]),
        ("D(O) * X", [({0: 1}, 0), ({0: Fraction(1, 2), 1: Fraction(1, 2)}, 1)]),
        ("P(O) * X", [(["step"], 0), ([("a", "b")], 0), (["a b"], 0), ([1], 0), (["1"], 0)]),
    ],
)
def test_what_a_step_shows_counts_in_tables_too(shape, steps):
    s = System.of(shape, steps)
    assert list(ab.complete_abstractions(s)) == [ab.Abstraction.identity(len(steps))]
    assert ab.minimal_complete(s).abstraction == ab.Abstraction.identity(len(steps))
    wide = System.of("P(O) * X", [([i], (i + 1) % 300) for i in range(300)])
    assert tabled(wide).letters == 1


def test_tables_and_edges_of_one_system_are_equivalent():
    for table, edges in [
        (System.deterministic([[1, 0], [0, 1]]), System.of("X**A", [(1, 0), (0, 1)])),
        (System.deterministic([[1, 0], [0, 1]], [0, 1]), System.of("O * X**A", [(0, (1, 0)), (1, (0, 1))])),
        (System.deterministic([[1], [0]]), System.of(parse("X**A", A=1), [(1,), (0,)])),
    ]:
        assert ab.equivalent(table, edges) and ab.equivalent(edges, table)
        assert ab.commutes(table, edges, [0, 1]) and ab.commutes(edges, table, [0, 1])
    with pytest.raises(ab.Misuse, match="steps of one shape"):
        ab.equivalent(System.of("X**A", [(0, 0)]), System.of("X**A", [(0, 0, 0)]))


def test_questions_about_edges_that_do_not_branch_are_those_of_the_table():
    s = System.of("X", [(i + 1) % 2003 for i in range(2003)])
    c = ab.principal(s, 0, 1)
    assert len(c.abstraction) == 1 and c.check() and c.certificate.kind == "merges"
    verdict = ab.is_simple(System.of("X", [1, 2, 3, 4, 0]))
    assert verdict and ab.verify(verdict.certificate, System.of("X", [1, 2, 3, 4, 0]))


def test_systems_without_states_have_a_certificate():
    for s in (System.nondeterministic([], states=0), System.weighted([], states=0)):
        for method in (None, "splitters", "dirty states"):
            assert ab.minimal_complete(s, method=method).check()


def test_a_tolerance_rounds_weights_and_nothing_else():
    half = frozenset({(0, Fraction(1, 2)), (1, Fraction(1, 2))})
    for step in ({((0, 0.5), (1, 0.5)): 2}, [({0: 0.5, 1: 0.5}, 2)]):
        assert System.of("B(D(X))", [step, {}], tolerance=1e-9).unfold(0) == frozenset({(half, 2)})
    for shape, wrong in [
        ("O * X", [{"a": 1, 0: 2}]),
        ("X * X", [{0, 1}, {1, 0}]),
        ("X**A", [{0: 5, 1: 6}, {0, 1}]),
        ("1 + D(X)", [(1.5, {0: 0.5, 1: 0.5}), (0, 0)]),
    ]:
        with pytest.raises(ab.Misuse):
            System.of(shape, wrong, tolerance=1e-9)


def test_heavy_hubs_are_not_looked_at_again_and_again():
    """The edges of what is looked at count: else two hubs beside a path take the square of its length."""
    n = 3000
    path = np.arange(n)
    hubs = [np.column_stack([np.full(n, n + h), path]) for h in range(2)]
    s = System.nondeterministic(np.vstack([np.column_stack([path[:-1], path[1:]]), *hubs]))
    m = ab.minimal_complete(s)
    assert (
        m.certificate.kind == "minimality-by-sums" and m.check() and m.abstraction[n] == m.abstraction[n + 1]
    )


@pytest.mark.parametrize(
    ("letters", "dtype", "mode"),
    [
        (127, np.int8, "never"),
        (127, np.int8, "always"),
        (128, np.int16, "never"),
        (128, np.int16, "always"),
        (32767, np.int16, "always"),
        (32768, np.int32, "always"),
    ],
)
def test_letters_are_kept_as_narrow_as_they_fit(letters, dtype, mode, monkeypatch, tmp_path):
    """States 0 and 1 differ by the last two letters only."""
    monkeypatch.setattr(Kernel, "mode", mode)
    a = np.arange(letters)
    edges = [np.stack([a * 0 + x, a, a % 3 if x < 2 else a * 0 + x], 1) for x in range(3)]
    s = System.labelled(np.concatenate([*edges, [(3, 0, 0), (0, letters - 1, 3), (1, letters - 2, 3)]]))
    assert s.edges.letters.dtype == dtype and s.edges.offsets.dtype == np.int32
    p = ab.Abstraction([0, 0, 1, 0])
    laws.minimal_complete_is_the_limit_of_omega(s, p)
    laws.complete_iff_fixed_by_omega(s, ab.Abstraction([0, 0, 1, 2]))
    for method in ("splitters", "dirty states"):
        found = ab.minimal_complete(s, p, method=method)
        assert found.check() and found.abstraction == ab.Abstraction.identity(4)
        assert found.distinguish(0, 1).replay()
    for path in (tmp_path / "s.npz", tmp_path / "s.aut"):
        write(s, path)
        assert read(path).edges.letters.dtype == dtype
    assert read(tmp_path / "s.npz") == s
    quiet = ab.stuttering(s, p, silent=letters - 1)
    assert quiet.check() and quiet.abstraction[0] != quiet.abstraction[1]


@pytest.mark.parametrize("mode", ["never", "always"])
@pytest.mark.parametrize("w", [2**30, 2**31 - 1, 2**31, 2**31 + 1, 2**32, 2**33 + 2**30, 2**61])
def test_sums_do_not_wrap_around(mode, w, monkeypatch):
    """States 0 and 1 have sums that 32 bits would take for equal, and 2 has parts of that of 0."""
    monkeypatch.setattr(Kernel, "mode", mode)
    half = w // 2
    for other in (w - 2**32, w + 2**32, -w, w):
        edges = [(0, 3, w), (1, 3, other), (2, 3, half), (2, 4, w - half), (2, 5, -7), (0, 6, -7), (1, 6, -7)]
        s = System.weighted(edges, "Z", states=7)
        alike = System.weighted([(x, t, w if (x, t) == (1, 3) else v) for x, t, v in edges], "Z", states=7)
        assert s.edges.weights.dtype == np.int64 or w >= 2**61
        p = ab.Abstraction([0, 0, 0, 1, 1, 2, 2])
        laws.minimal_complete_is_the_limit_of_omega(s, p)
        same, found = ab.minimal_complete(alike, p), ab.minimal_complete(s, p)
        assert len(same.abstraction) == 3 and len(found.abstraction) == 3 + (other != w)
        assert bool(replace(same, source=s).check()) == (other == w)
