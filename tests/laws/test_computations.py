"""Computations, built in every way: the same machine each time."""

import numpy as np
import pytest

import abstractions as ab


def collatz(**more):
    return {
        "step": lambda n: n // 2 if n % 2 == 0 else 3 * n + 1,
        "halts": lambda n: n == 1,
        "read": lambda n: "one",
        **more,
    }


def test_functions_and_vectorised_functions_build_the_same_system():
    plain = ab.Computation(**collatz(inputs=range(1, 30))).system
    fast = ab.Computation(
        step=lambda n: np.where(n % 2 == 0, n // 2, 3 * n + 1),
        halts=lambda n: n == 1,
        read=lambda n: np.full(n.shape, "one"),
        inputs=range(1, 30),
        vectorised=True,
    )
    assert set(fast.system.state_names) == set(plain.state_names)
    assert fast.run(27) == "one" and len(fast.trace(27)) == 112
    m, n = ab.minimal_complete(fast), ab.minimal_complete(plain)
    assert len(m.abstraction) == len(n.abstraction)


def test_arrays_mappings_and_functions_are_one():
    array = ab.Computation(step=[0, 0, 1], halts=[True, False, False], load=[2, 1], read=["a", "b", "c"])
    mapping = ab.Computation(
        step={1: 0, 2: 1}, halts={0: True, 1: False, 2: False}, load={0: 2, 1: 1}, read={0: "a"},
        inputs=[0, 1], states=range(3),
    )  # fmt: skip
    function = ab.Computation(
        lambda m: m - 1, lambda m: m == 0, lambda x: 2 - x, lambda m: "a", inputs=[0, 1], states=3
    )
    for c in (array, mapping, function):
        assert [c.run(x) for x in (0, 1)] == ["a", "a"]
        assert c.system.table[:, 0].tolist() == [0, 0, 1]
        assert c.system.halting.tolist() == [True, False, False]
        assert c.loads == {0: 2, 1: 1}
        assert c.system.initial.tolist() == [1, 2]


def test_the_stopped_dynamics_ignores_what_the_step_does_after_halting():
    c = ab.Computation(step=lambda m: m + 1, halts=lambda m: m >= 3, inputs=[0])
    assert c.system.state_names == (0, 1, 2, 3)
    assert c.system.table[:, 0].tolist() == [1, 2, 3, 3]


def test_the_reachable_part_is_the_default_and_all_states_can_be_asked_for():
    reach = ab.Computation(lambda m: (m + 2) % 8, lambda m: m == 6, inputs=[0])
    every = ab.Computation(lambda m: (m + 2) % 8, lambda m: m == 6, inputs=[0], states=8)
    assert reach.system.states == 4 and every.system.states == 8
    assert every.system.restrict(every.system.reachable()).states == 4


def test_a_computation_that_never_halts_and_one_without_inputs():
    c = ab.Computation(step=[1, 0], halts=[False, False], load=[0])
    assert c.system.outputs is None and ab.finish(c) == ab.Abstraction([0, 0])
    m = ab.minimal_complete(c)
    assert len(m.abstraction) == 1 and m.check()
    with pytest.raises(ab.NeverHalts):
        m.quotient.run(0)
    bare = ab.Computation(step=[0, 0, 1], halts=[True, False, False], read=["end", "", ""])
    small = ab.minimal_complete(bare).quotient
    assert [small.run(c) for c in range(3)] == ["end"] * 3


def test_a_system_from_a_function():
    s = ab.System.from_function(lambda m, a: (m + a) % 5, [0], letters=[1, 2], output=lambda m: m % 2)
    assert s.states == 5 and s.letters == 2 and str(s.functor) == "O * X**A"
    v = ab.System.from_function(
        lambda m, a: (m + a) % 5, [0], letters=[1, 2], output=lambda m: m % 2, vectorised=True
    )
    assert v == s
    big = ab.System.from_function(lambda m: (m * 5 + 3) % 2**16, [0], vectorised=True)
    assert big.states == 2**16
    wide = ab.System.from_function(
        lambda m, a: m * 2 % 2**14 + a, np.arange(3000), letters=[0, 1], vectorised=True
    )
    assert wide.states == 2**14


def test_words_and_values():
    s = ab.System.deterministic([[1, 0], [0, 1]], [0, 1], initial=[0], letter_names=["x", "y"])
    assert s.walk(0, [0, 1, 0]) == [0, 1, 1, 0]
    assert s == ab.System.deterministic([[1, 0], [0, 1]], [0, 1], initial=[0], letter_names=["x", "y"])
    assert hash(s) == hash(s.restrict([0, 1])) and s != s.step.tolist()
    assert repr(s) == "<System: 2 states, 2 letters, shape O * X**A>"
    assert str(ab.System.deterministic([0], halting=np.array([True])).functor) == "O + X"
    with pytest.raises(TypeError):
        iter(ab.Abstraction([0, 1]))
    assert len(ab.Abstraction([])) == 0 and bool(ab.Abstraction([]))
    assert str(ab.Abstraction(range(300))) == "300 classes of 300 states"
    assert np.asarray(ab.Abstraction([5, 6])).tolist() == [0, 1]


def test_abstractions_from_graphs():
    import networkx

    graph = networkx.Graph([("a", "b"), ("c", "d")])
    assert ab.Abstraction.from_components(graph, "abcde") == ab.Abstraction([0, 0, 1, 1, 2])
    assert ab.Abstraction.from_components(graph.to_directed(), "abcd") == ab.Abstraction([0, 0, 1, 1])


def test_representatives_and_labels_are_the_maps_both_ways():
    s = ab.System.deterministic([1, 2, 3, 0])
    m = ab.minimal_complete(s, ab.Abstraction([0, 1, 0, 1]))
    p = m.abstraction
    assert p.labels[p.representatives].tolist() == list(range(len(p)))
    assert m.quotient.step.tolist() == [1, 0]
