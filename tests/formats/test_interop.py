"""Conversions to other libraries and back keep the machine; their minimisers agree with ours."""

import networkx
import pytest
from hypothesis import given

import abstractions as ab
from abstractions.formats import interop
from abstractions.testing.strategies import systems


def assert_same(s, t):
    """Equal up to the numbering of outputs."""
    assert (s.table == t.table).all() and s.initial.tolist() == t.initial.tolist()
    assert all(str(s.shown(i, a)) == str(t.shown(i, a)) for i in range(s.states) for a in range(s.letters))


@given(systems())
def test_networkx_and_back(s):
    assert_same(s, interop.from_networkx(interop.to_networkx(s)))


def test_a_graph_that_is_no_machine_is_refused():
    graph = networkx.MultiDiGraph([(0, 1), (0, 0), (1, 1)])
    with pytest.raises(ab.Misuse, match="two edges from 0"):
        interop.from_networkx(graph)
    with pytest.raises(ab.Misuse, match="no edge from 1"):
        interop.from_networkx(networkx.DiGraph([(0, 1)]))


@given(systems(shape="moore"))
def test_automata_lib_agrees_on_minimal_dfas(s):
    s = ab.System.deterministic(s.step, s.outputs, initial=s.initial[:1])
    dfa = interop.to_automata(s, accept=1)
    back = interop.from_automata(dfa)
    part = back.restrict(back.reachable())
    assert len(ab.minimal_complete(part).abstraction) == len(dfa.minify(retain_names=False).states)


@given(systems(shape="mealy") | systems(shape="moore"))
def test_aalpy_and_back(s):
    back = interop.from_aalpy(interop.to_aalpy(s))
    assert len(ab.minimal_complete(back).abstraction) == len(ab.minimal_complete(s).abstraction)
    assert back.states == s.states and back.letters == s.letters


def test_partial_automata_are_refused():
    from aalpy.automata import MooreMachine, MooreState
    from automata.fa.dfa import DFA

    dfa = DFA(
        states={0, 1},
        input_symbols={"a"},
        transitions={0: {"a": 1}, 1: {}},
        initial_state=0,
        final_states={1},
        allow_partial=True,
    )
    with pytest.raises(ab.Misuse, match="the automaton is total"):
        interop.from_automata(dfa)
    first, second = MooreState("p", 0), MooreState("q", 1)
    first.transitions["a"] = second
    with pytest.raises(ab.Misuse, match="input-complete"):
        interop.from_aalpy(MooreMachine(first, [first, second]))
    with pytest.raises(ab.Misuse, match="a DFA has an initial state"):
        interop.to_automata(ab.System.deterministic([0]))
