"""The text of errors: the claim, the find, the reason, the repair.  Pinned, because people read them."""

from fractions import Fraction

import networkx
import numpy as np
import pytest

import abstractions as ab


def told(make):
    with pytest.raises(ab.Misuse) as e:
        make()
    assert all(hasattr(e.value, part) for part in ("claim", "value", "reason", "repair"))
    return str(e.value)


CASES = {
    "a step table has its entries in range(2)": lambda: ab.System.deterministic([0, 5]),
    "reason: -1 is negative": lambda: ab.System.deterministic([0, -1]),
    "reason: its entries are of type float64": lambda: ab.System.deterministic([0.5, 0.0]),
    "repair: give every row the same length": lambda: ab.System.deterministic([[0, 1], [0]]),
    "a step table has 1 or 2 dimensions": lambda: ab.System.deterministic(np.zeros((1, 1, 1), int)),
    "a step table has a column for each letter": lambda: ab.System.deterministic(np.zeros((3, 0), int)),
    "reason: a NoneType is not an array": lambda: ab.System.deterministic(None),
    "found:  shape (3,)": lambda: ab.System.deterministic([0, 1], [0, 1, 2]),
    "`halting` is a boolean for each state": lambda: ab.System.deterministic([0, 1], halting=[0, 1]),
    "there is a name for each state": lambda: ab.System.deterministic([0, 1], state_names=["a"]),
    "state names are distinct": lambda: ab.System.deterministic([0, 1], state_names=["a", "a"]),
    "the initial states has its entries in range(2)": lambda: ab.System.deterministic([0, 1], initial=[2]),
    "the abstraction is one of the system's states": lambda: ab.minimal_complete(
        ab.System.deterministic([0, 1]), ab.Abstraction([0, 1, 2])
    ),
    "the first argument is a System, a Computation or an Algebra": lambda: ab.is_complete([0, 1], [0, 1]),
    "the method is known": lambda: ab.minimal_complete(ab.System.deterministic([0]), method="magic"),
    'the method "single map" is for one letter': lambda: ab.minimal_complete(
        ab.System.deterministic([[0, 0]]), method="single map"
    ),
    "a quotient is by a complete abstraction": lambda: ab.System.deterministic([1, 2, 2]).quotient(
        ab.Abstraction([0, 0, 1])
    ),
    "a part is closed under the step": lambda: ab.System.deterministic([1, 2, 2]).restrict([0, 1]),
    "the reachable part is that of some initial states": lambda: ab.System.deterministic([0]).reachable(),
    "two abstractions compared are on the same states": lambda: ab.Abstraction([0]) | ab.Abstraction([0, 1]),
    "the class of a state is asked for": lambda: ab.Abstraction([0])[1],
    "blocks are disjoint": lambda: ab.Abstraction.from_blocks([[0, 1], [1]], 2),
    "the values of the map are hashable": lambda: ab.Abstraction.of(lambda s: [s], [0]),
    "a value is equal to itself": lambda: ab.Abstraction.of(lambda s: float("nan"), [0, 1]),
    "fits the memory": lambda: ab.minimal_complete(ab.System.deterministic([0]), range(10**15)),
    "alpha, plus one, fits the memory": lambda: ab.commutes(
        ab.System.deterministic([0]), ab.System.deterministic([0]), range(10**15)
    ),
    "the map is defined on every state": lambda: ab.Abstraction.of({0: 1}, [0, 1]),
    "a map into the states": lambda: ab.Abstraction([0, 1]).pullback([2]),
    "two states to be told apart are inequivalent": lambda: ab.minimal_complete(
        ab.System.deterministic([0, 1])
    ).distinguish(0, 1),
    "alpha is defined on every state of low": lambda: ab.commutes(
        ab.System.deterministic([1, 0]), ab.System.deterministic([0]), {0: 0}
    ),
    "alpha leads from low states to high states": lambda: ab.commutes(
        ab.System.deterministic([1, 0]), ab.System.deterministic([0]), lambda m: m
    ),
    "two systems in a diagram read the same letters": lambda: ab.commutes(
        ab.System.deterministic([[0, 0]]), ab.System.deterministic([0]), [0]
    ),
    "a computation that can be finished has the shape O + X": lambda: ab.finish(ab.System.deterministic([0])),
    "states are hashable": lambda: ab.System.from_function(lambda s: [s], [1]),
    "the step from 3 is defined": lambda: ab.System.from_function(lambda s: None, [3]),
    "ZeroDivisionError": lambda: ab.System.from_function(lambda s: 1 // (s - 3), [3]),
    "the states of the computation are known": lambda: ab.Computation(lambda m: m, lambda m: True).system,
    "the step stays inside the states": lambda: (
        ab.Computation(lambda m: m + 1, lambda m: False, states=[0, 1]).system
    ),
    "inputs load into the states": lambda: (
        ab.Computation(lambda m: m, lambda m: True, inputs=["x"], states=[0, 1]).system
    ),
    "`step` is a function, a mapping or an array": lambda: ab.Computation([[0]], [True]),
    "a vectorised `halts` keeps the length": lambda: (
        ab.Computation(lambda m: m, lambda m: m[:0], states=3, vectorised=True).system
    ),
    "a vectorised step keeps the shape": lambda: ab.System.from_function(
        lambda m: m[:0], [1], vectorised=True
    ),
    "the number of states is a number": lambda: ab.System.nondeterministic([(0, 10**30)]),
    "the denominator of all weights": lambda: ab.System.markov(np.array([[0, 0, 1]]), denominator=0),
    "weights over a denominator are fractions": lambda: ab.System.weighted([(0, 0, 1)], "Z", denominator=2),
    "it cannot be read as one": lambda: ab.System.markov([(0, 0, "1e999999999")]),
    "a state is asked about": lambda: ab.System.labelled([(0, "a", 0)]).unfold(-1),
    "what is asked about is an abstraction": lambda: ab.System.labelled([(0, "a", 0)]).pullback([0]),
    "the initial states are a collection": lambda: ab.System.labelled([("x", "a", "y")], initial=0),
    "the outputs are a collection": lambda: ab.System.labelled([(0, "a", 0)], outputs=3),
    "the steps of all states are a collection": lambda: ab.System.of("P(X)", None),
    "it is nested too deeply": lambda: ab.functor.parse("(" * 480 + "X" + ")" * 480),
    "it is too long": lambda: ab.functor.parse("X" * 5000),
    "a budget is a whole number from 0 on": lambda: ab.System.explore("P(X)", lambda m: [m], [0], budget="x"),
    "a step has a direction": lambda: ab.System.nondeterministic(networkx.Graph([(0, 1)])),
    "every edge has the attribute `letter`": lambda: ab.System.labelled(networkx.DiGraph([(0, 1)])),
    "`states` says 3": lambda: ab.System.labelled([("x", "a", "y")], states=3, state_names=["x", "y"]),
    "an edge has 3 entries": lambda: ab.System.labelled([(0, 1)]),
    "edges are a collection": lambda: ab.System.labelled(7),
    "edges have 3 columns": lambda: ab.System.labelled(np.zeros((2, 2), int)),
    "edges lead from states to states": lambda: ab.System.nondeterministic([(0, 5)], states=2),
    "probabilities are not negative": lambda: ab.System.markov([(0, 0, 2), (0, 1, -1), (1, 1, 1)]),
    "state 0 has the sum 9/10": lambda: ab.System.markov([(0, 0, "0.9")]),
    "state 1 has the sum 0": lambda: ab.System.markov([(0, 1, 1)]),
    "weights are exact": lambda: ab.System.markov([(0, 0, 0.5), (0, 0, "1/2")]),
    "a weight is a rational number": lambda: ab.System.weighted([(0, 0, "half")]),
    "a tolerance is a small positive number": lambda: ab.System.markov([(0, 0, 0.5)], tolerance=2),
    "weights are those of N": lambda: ab.System.weighted([(0, 0, -1)], "N"),
    "the monoid is known": lambda: ab.System.weighted([(0, 0, 1)], "C"),
    "is a shape": lambda: ab.System.of("P(X", [[]]),
    "a system has a shape": lambda: ab.System.of(3, [[]]),
    "a step has the shape P(X)": lambda: ab.System.of("P(X)", [3]),
    "steps lead to states": lambda: ab.System.of("P(X)", [[1]]),
    "states and constants are hashable": lambda: ab.System.of("P(X)", [[[0]]]),
    "the probabilities sum to 1/2": lambda: ab.System.of("D(X)", [{0: Fraction(1, 2)}]),
    "there is an output for each state": lambda: ab.System.labelled([(0, "a", 1)], outputs=["x"]),
    "the initial states": lambda: ab.System.labelled([(0, "a", 1)], initial=[7]),
    "two systems that are compared have steps of one shape": lambda: ab.equivalent(
        ab.System.deterministic([0]), ab.System.labelled([(0, "a", 0)])
    ),
    "two systems that are compared have states": lambda: ab.equivalent(
        ab.System.of("P(X)", []), ab.System.of("P(X)", [])
    ),
    "is that of a deterministic system": lambda: ab.complete_abstractions(ab.System.labelled([(0, "a", 1)])),
    "principal abstractions are those of a deterministic system": lambda: ab.principal(
        ab.System.labelled([(0, "a", 1)]), 0, 1
    ),
    "the search for a core is within the budget": lambda: ab.core(
        ab.System.nondeterministic([(0, 1), (1, 0), (1, 2)]), [0, 0, 1], budget=0
    ),
    "`outputs` translates the outputs of deterministic systems": lambda: ab.commutes(
        ab.System.labelled([(0, "a", 0)]), ab.System.labelled([(0, "a", 0)]), [0], outputs={}
    ),
    "are integers of 64 bits": lambda: ab.System.from_function(lambda m: m / 2, [1], vectorised=True),
}


@pytest.mark.parametrize("text", CASES)
def test_bad_input_is_told(text):
    message = told(CASES[text])
    assert text in message
    for part in ("found:", "reason:", "repair:"):
        assert part in message


def test_the_whole_message():
    assert told(lambda: ab.System.deterministic([0, 5])) == (
        "Misuse: a step table has its entries in range(2).\n"
        "  found:  5 at (1,)\n"
        "  reason: 5 is too large\n"
        "  repair: check the numbering: it starts at 0 and has no gaps at the end"
    )


def test_a_refutation_tells_the_whole_story():
    s = ab.System.deterministic([1, 2, 3, 3], state_names=["zero", "one", "two", "many"])
    with pytest.raises(ab.Refuted) as e:
        ab.is_complete(s, ab.Abstraction([0, 1, 0, 1])).unwrap()
    assert str(e.value) == (
        "Refuted: the abstraction is complete.\n"
        "  states one and many are in one class, 1,\n"
        "  but one steps to two (class 0)\n"
        "  and many steps to many (class 1)\n"
        "  Repair: minimal_complete(...) separates them; core(...) gives up the difference"
    )


def test_a_core_that_cannot_be_is_told_with_its_chain():
    s = ab.System.deterministic([2, 3, 2, 3], [0, 0, 0, 1], output_names=["no", "yes"])
    with pytest.raises(ab.Refuted) as e:
        ab.core(s, ab.Abstraction([0, 0, 1, 2]))
    assert str(e.value) == (
        "Refuted: a greatest complete abstraction lies below the given one.\n"
        "  states 0 and 1 are given as equivalent\n"
        "  then so are 2 and 3, where they step\n"
        "  but 2 shows no and 3 shows yes\n"
        "  Repair: identify less; minimal_complete(system) is the least complete abstraction there is"
    )


def test_what_a_mealy_machine_shows_is_told_with_its_letter():
    s = ab.System.deterministic([[0, 0], [1, 1]], [[0, 0], [0, 1]], letter_names=["a", "b"])
    assert "1 shows 1" in str(ab.is_complete(s, ab.Abstraction([0, 0])))
    assert "under b" in str(ab.is_complete(s, ab.Abstraction([0, 0])))


def test_a_run_that_never_halts_shows_its_cycle():
    c = ab.Computation(lambda m: (m + 1) % 5 + 3, lambda m: m == 0, inputs=[1])
    with pytest.raises(ab.NeverHalts) as e:
        c.run(1)
    assert e.value.tail == (1,) and e.value.cycle == (5, 4, 3, 7, 6)
    assert "5 -> 4 -> 3 -> 7 -> 6 -> 5" in str(e.value)
    long = ab.Computation(lambda m: (m + 1) % 50, lambda m: False, inputs=[1])
    with pytest.raises(ab.NeverHalts, match=r"\.\.\."):
        long.run(1)


def test_budgets_keep_what_was_found():
    with pytest.raises(ab.BudgetExceeded) as e:
        ab.System.from_function(lambda s: s + 1, [0], budget=10)
    assert e.value.partial == list(range(10))
    with pytest.raises(ab.BudgetExceeded) as e:
        ab.System.from_function(lambda s: s + 1, [0], vectorised=True, budget=10)
    assert e.value.partial.tolist() == list(range(10))
    with pytest.raises(ab.BudgetExceeded) as e:
        ab.Computation(lambda m: m + 1, lambda m: False, budget=10).run(0)
    assert len(e.value.partial) == 11


def test_an_interruption_keeps_what_was_found():
    def step(s):
        if s == 5:
            raise KeyboardInterrupt
        return s + 1

    with pytest.raises(ab.Interrupted) as e:
        ab.System.from_function(step, [0])
    assert e.value.partial == [0, 1, 2, 3, 4, 5]
    with pytest.raises(KeyboardInterrupt):
        ab.System.from_function(lambda m: step(int(m[0])) + m * 0, [0], vectorised=True)


def test_later_changes_of_inputs_change_nothing():
    step, shown, labels = np.array([1, 0]), np.array([0, 1]), np.array([0, 1])
    s, p = ab.System.deterministic(step, shown), ab.Abstraction(labels)
    step[:], shown[:], labels[:] = 0, 0, 0
    assert s.step.tolist() == [1, 0] and s.outputs.tolist() == [0, 1] and p.labels.tolist() == [0, 1]
    for array in (s.table, s.outputs, p.labels, p.representatives):
        with pytest.raises(ValueError, match="read-only"):
            array[:1] = 0


def test_read_only_arrays_are_shared_and_views_of_writable_ones_are_not():
    mine = np.array([1, 0], np.int32)
    view = mine[:]
    view.flags.writeable = False
    s = ab.System.deterministic(view)
    mine[:] = 0
    assert s.step.tolist() == [1, 0]
    frozen = np.array([1, 0], np.int32)
    frozen.flags.writeable = False
    assert np.shares_memory(ab.System.deterministic(frozen).table, frozen)


def test_a_missing_extra_is_named(monkeypatch):
    import sys

    from abstractions import draw
    from abstractions.formats import interop

    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ab.MissingExtra, match=r"pip install 'computation-abstractions\[draw\]'"):
        draw.draw(ab.System.deterministic([0]), "x.png")
    monkeypatch.setitem(sys.modules, "automata.fa.dfa", None)
    monkeypatch.setitem(sys.modules, "aalpy.automata", None)
    s = ab.System.deterministic([0], [0], initial=[0])
    for convert in (interop.to_automata, interop.to_aalpy):
        with pytest.raises(ab.MissingExtra, match="formats"):
            convert(s)


def test_branching_systems_refuse_as_others_do():
    s = ab.System.labelled([(0, "a", 1)])
    assert "a quotient is by a complete abstraction" in told(lambda: s.quotient(ab.Abstraction([0, 0])))
    assert "state 0 has an edge to 1" in told(lambda: s.restrict([0]))
    same = ab.minimal_complete(ab.System.labelled([(0, "a", 1), (1, "a", 0)]))
    assert "two states to be told apart are inequivalent" in told(lambda: same.distinguish(0, 1))


def test_one_class_is_one_class():
    """Every answer that tells a number of classes, where it is one."""
    from abstractions import approximate, simple

    s, chain = ab.System.deterministic([1, 0]), ab.System.markov([(0, 0, 1), (1, 0, 1)])
    large = ab.Abstraction.trivial(300)
    answers = [
        ab.minimal_complete(s), ab.core(s, [0, 0]), ab.stuttering(s), large, repr(large),
        ab.complete_abstractions(s, max_classes=1), approximate.defect(s, [0, 0]),
        approximate.metric_defect(s, [1, 1]), approximate.lump(chain, [0, 0], steps=1),
        ab.minimal_complete(s, family=simple.AtMost(1)), simple.front(s, family=simple.AtMost(1)),
        simple.minima(s, [0, 1], family=simple.AtMost(1)),
    ]  # fmt: skip
    for told in map(str, answers):
        assert "1 class" in told and "1 classes" not in told
    assert "1 step at most" in str(answers[8])
