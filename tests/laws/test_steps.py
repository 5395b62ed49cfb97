"""High-level steps on every small machine, and on random ones."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import abstractions as ab
from abstractions.circuit import Circuit, computation
from abstractions.steps import Counts, cheapest_marks, partial_of, returns, total_of, weak_square
from abstractions.testing import laws
from abstractions.testing.enumerate import maps, partitions, systems, systems_up_to_renaming
from abstractions.testing.laws.choosing import false_choices
from abstractions.testing.strategies import abstractions, circuits, computations, questions
from abstractions.testing.strategies import systems as drawn

COSTS = [(Fraction(1), Fraction(0)), (Fraction(2), Fraction(3)), (Fraction(1, 2), Fraction(1, 3))]


def marked_ways(n):
    return [marks for marks in product([False, True], repeat=n) if any(marks)]


@pytest.mark.parametrize(("n", "letters"), [(1, 1), (2, 1), (3, 1), (2, 2)])
def test_first_returns_of_every_small_machine(n, letters):
    for s, marks in product(systems(n, letters), marked_ways(n)):
        for initial in ([], [0], [n - 1, 0]):
            machine = ab.System.deterministic(s.step, initial=initial)
            laws.first_return_is_by_walking(machine, marks)
            if letters > 1:
                laws.first_return_is_by_walking(machine, marks, 1)
        for p in partitions(n):
            every = list(partitions(sum(marks)))
            laws.marked_questions_are_those_of_the_first_return(s, p, marks, every)
        for halting in [None, np.arange(n) == 0, np.ones(n, bool)][: 3 if letters == 1 else 1]:
            machine = ab.System.deterministic(s.step, halting=halting)
            laws.one_giant_step_is_said(machine, marks)
            if letters == 1:
                laws.marks_make_a_weak_square(s, p, marks)


@pytest.mark.parametrize(("n", "letters"), [(1, 1), (2, 1), (3, 1), (2, 2)])
def test_counted_steps_of_every_small_machine(n, letters):
    for s, counts in product(systems(n, letters), maps(n, 3)):
        if any(counts):
            laws.counts_are_by_walking(s, counts)


@given(drawn(), st.data())
def test_first_returns_of_drawn_machines(s, data):
    marks = data.draw(st.lists(st.booleans(), min_size=s.states, max_size=s.states).filter(any))
    if s.outputs is not None and s.outputs.ndim == 2:
        with pytest.raises(ab.Misuse, match="whole word"):
            ab.first_return(s, np.array(marks))
        return
    then = data.draw(st.none() | st.integers(0, s.letters - 1)) if s.lettered else None
    laws.first_return_is_by_walking(s, marks, then)
    counts = data.draw(st.lists(st.integers(0, 12), min_size=s.states, max_size=s.states).filter(any))
    laws.counts_are_by_walking(s, counts)
    p = data.draw(abstractions(s.states))
    laws.marked_questions_are_those_of_the_first_return(s, p, marks, [])
    laws.one_giant_step_is_said(s, marks)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_weak_squares_and_partial_maps_of_every_small_machine(n):
    for h in (1, 2):
        highs = [
            ab.System.deterministic(g.step, halting=np.array(stop, bool))
            for g in systems(h)
            for stop in maps(h, 2)
        ]
        highs += list(systems(h))
        lows = systems(n) if n < 3 else systems_up_to_renaming(n)
        for low, high, alpha in product(lows, highs, product(range(-1, h), repeat=n)):
            laws.weak_squares_are_by_walking(low, high, alpha)
            laws.partial_maps_are_total_ones_with_pre(low, high, alpha)


@given(drawn(12, 1, "X"), drawn(3, 1, "halting"), st.data())
def test_weak_squares_of_drawn_machines(low, high, data):
    alpha = data.draw(st.lists(st.integers(-1, high.states - 1), min_size=low.states, max_size=low.states))
    low = ab.System.deterministic(low.table[:, 0])
    laws.weak_squares_are_by_walking(low, high, alpha)


def test_a_weak_square_may_miss_what_a_marked_one_sees():
    """1 is left out on the way; the weak square does not mind, the marked one does."""
    low, high = ab.System.deterministic([1, 2, 3, 0]), ab.System.deterministic([1, 0])
    alpha = [0, 0, 1, 0]
    assert weak_square(low, high, alpha)
    assert not ab.commutes(low, high, alpha, marks=[0, 1, 2])
    assert ab.commutes(low, high, alpha, marks=[0, 2])


def test_the_choice_of_pre_is_forgotten_and_made_again():
    """A state may be before a later abstract state than the next one."""
    low, high = ab.System.deterministic([1, 2, 0]), ab.System.deterministic([1, 0])
    total = total_of(low, high, [0, -1, 1])
    other = [0, 2, 1]  # state 1 is before 0, which its run meets after 1
    assert weak_square(low, total.high, other)
    assert partial_of(total, other).tolist() == partial_of(total).tolist() == [0, -1, 1]
    assert total.alpha.tolist() == [0, 3, 1]


@pytest.mark.parametrize("n", [1, 2, 3])
def test_the_cheapest_marks_of_every_small_machine(n):
    every = list(partitions(n))
    for s in systems_up_to_renaming(n):
        for initial, halting in [((), None), ((0,), None), ((0, n - 1), np.arange(n) == n - 1)]:
            machine = ab.System.deterministic(s.step, initial=sorted(set(initial)), halting=halting)
            for p, among, (mark, skip) in product(every, {every[-1], every[n // 2]}, COSTS):
                laws.chosen_marks_are_cheapest(machine, p, among, mark, skip)
                laws.cut_layers_are_cheapest(machine, p, among, mark, skip)


@given(questions(7, 1), st.sampled_from(COSTS), st.data())
def test_the_cheapest_marks_of_drawn_machines(question, costs, data):
    s, p = question
    s = ab.System.deterministic(s.table[:, 0], halting=s.halting, initial=s.initial)
    among = data.draw(abstractions(s.states))
    laws.chosen_marks_are_cheapest(s, p, among, *costs)
    laws.cut_layers_are_cheapest(s, p, among, *costs)


@pytest.mark.parametrize("seed", range(40))
def test_the_cheapest_layers_of_loops(seed):
    rng = np.random.default_rng(seed)
    layers, width = int(rng.integers(2, 6)), int(rng.integers(1, 5))
    line = np.arange(layers * width) // width
    step = (line + 1) % layers * width + rng.integers(0, width, line.size)
    s = ab.System.deterministic(step, initial=[0] if seed % 2 else [])
    p = ab.Abstraction(rng.integers(0, 2, line.size) + (2 * line if seed % 3 else 0))
    laws.cut_layers_are_cheapest(s, p, ab.Abstraction(line), *COSTS[seed % 3])


def knowing(c, kept):
    """The layer, and the values of the kept nodes while they are in memory."""
    return ab.Abstraction.of(
        lambda state: (state[0], *(state[1][n] for n in kept)), computation(c).system.state_names
    )


def test_the_cheapest_cuts_of_every_small_wire():
    """One bit through three gates, each any of four functions; what is known is any set of the nodes."""
    gates = [{0: a, 1: b} for a, b in product((0, 1), repeat=2)]
    for f, g, h in product(gates, repeat=3):
        c = Circuit.of(
            {"a": f, "b": g, "c": h}, values={"x": (0, 1)}, parents={"a": ["x"], "b": ["a"], "c": ["b"]}
        )
        for kept in product((False, True), repeat=4):
            costs = COSTS[sum(kept) % 3]
            laws.cut_layers_of_a_circuit_are_cheapest(c, knowing(c, np.flatnonzero(kept)), *costs)


@given(circuits(5, 2), st.sampled_from(COSTS), st.data())
def test_the_cheapest_cuts_of_drawn_circuits(c, costs, data):
    kept = data.draw(st.sets(st.integers(0, len(c.names) - 1)))
    p = knowing(c, sorted(kept | (set(c.outputs) if data.draw(st.booleans()) else set())))
    laws.cut_layers_of_a_circuit_are_cheapest(c, p, *costs)


def test_a_cut_where_the_carry_is_known():
    """An adder of two bits by two gates a bit: knowing both sums and the carry between, half-way is a cut."""
    c = Circuit.of(
        {"half": lambda a, b: (a + b) % 2, "carry": lambda a, b: a & b,
         "both": lambda half, carry, d: (half, carry ^ d), "out": lambda both: 2 * both[1] + both[0]},
        values={"a": (0, 1), "b": (0, 1), "d": (0, 1)},
    )  # fmt: skip
    p = knowing(c, [c.names.index(name) for name in ("a", "b", "d", "half", "carry", "out")])
    found = cheapest_marks(computation(c), p, among=lambda s: s[0], mark=1, skip=1, method="layers")
    assert found.classes == (0, 1, 3) and found.optimal and not found.giant
    laws.cut_layers_of_a_circuit_are_cheapest(c, p, Fraction(1), Fraction(1))


def test_false_choices_are_refused():
    for s, p in product(systems_up_to_renaming(3), partitions(3)):
        try:
            answer = cheapest_marks(s, p, mark=2, skip=3)
        except ab.Refuted:
            continue
        for other in false_choices(answer):
            laws.no_covering_proves_dearer_marks(other)


def test_many_marks_are_chosen_greedily_with_a_bound():
    n = 60
    s = ab.System.deterministic(np.roll(np.arange(n), -1), initial=[0])
    p = np.arange(n) // 3 % 7
    found = cheapest_marks(s, p, mark=1, skip=2, method="greedy")
    assert found.check() and found.lower_bound <= found.cost and "at least" in str(found)
    assert 0 in found.classes
    layered = cheapest_marks(s, np.arange(n), mark=1, skip=2)
    assert layered.method == "layers" and layered.cost == 60 and layered.optimal


def test_a_search_beyond_its_budget_keeps_its_best_and_its_bound():
    s = ab.System.deterministic(np.roll(np.arange(24), -1))
    p = np.arange(24) * 7 % 5
    with pytest.raises(ab.BudgetExceeded, match="no more than 50 cases") as e:
        cheapest_marks(s, p, mark=2, skip=3, method="exact", budget=50)
    best = e.value.partial
    exact = cheapest_marks(s, p, mark=2, skip=3, method="exact")
    assert best.check() and best.lower_bound <= exact.cost <= best.cost and exact.optimal


def test_interrupted_searches_keep_their_best(monkeypatch):
    from abstractions.algorithms import mark_search

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(mark_search, "explore", stop)
    with pytest.raises(ab.Interrupted) as e:
        cheapest_marks(ab.System.deterministic([1, 2, 0]), [0, 1, 0])
    assert len(e.value.partial) == 3
    monkeypatch.setattr(mark_search.MarkProblem, "cost", stop)
    with pytest.raises(ab.Interrupted, match="choosing marks"):
        cheapest_marks(ab.System.deterministic([1, 2, 0]), [0, 1, 0], method="greedy")


def test_every_way_to_give_marks():
    s = ab.System.deterministic([1, 2, 3, 4, 5, 0])
    named = ab.System.deterministic(s.step, state_names="abcdef")
    right = ab.first_return(s, [0, 3])
    mask = np.array([True, False, False, True, False, False])
    ways = [{0, 3}, (3, 0), np.array([0, 3]), mask, mask.tolist(), lambda m: m % 3 == 0, right]
    ways += [
        {m: m in (0, 3) for m in range(6)},
        range(0, 6, 3),
        Counts({0: 3, 3: 3}),
        Counts(3 * mask.astype(int)),
    ]
    for marks in ways:
        r = ab.first_return(s, marks)
        assert r.system == right.system and r.check(), marks
    for marks in [
        {"a", "d"},
        np.array([0, 3]),
        mask,
        lambda m: m in "ad",
        Counts(lambda m: 3 if m in "ad" else None),
    ]:
        r = ab.first_return(named, marks)
        assert r.system.state_names == ("a", "d") and r.system.step.tolist() == [1, 0]
    assert returns(s, right).unwrap() is right


def test_what_is_shown_halts_and_begins_stays():
    s = ab.System.deterministic(
        [1, 2, 3, 3], [4, 5, 6, 7], halting=np.arange(4) == 3, initial=[1], output_names="abcdefgh"
    )
    r = ab.first_return(s, [0, 2, 3])
    assert r.system.initial.tolist() == [1] and r.system.halting.tolist() == [False, False, True]
    assert r.system.shown(2) == "h" and r.steps.tolist() == [2, 1, 0]
    assert r.run(2) == [3]


def test_false_long_steps_are_refused():
    from dataclasses import replace

    r = ab.first_return(ab.System.deterministic([1, 2, 3, 4, 5, 0], initial=[1]), [0, 3])
    shorter = ab.System.deterministic([0, 1], state_names=(0, 3), initial=[1])
    changes = [{"system": shorter}, {"states": np.array([0, 2])}, {"steps": np.array([3, 2])}]
    changes += [{"entry": np.zeros(6, int)}, {"distance": np.zeros(6, int)}, {"entry": np.full(6, -1)}]
    changes += [{"system": ab.System.deterministic([1, 0], state_names=names, initial=initial)}
                for names, initial in [((0, 4), [1]), ((0, 3), [0])]]  # fmt: skip
    for change in changes:
        assert not replace(r, **change).check(), change
    counted = ab.first_return(ab.System.deterministic([1, 2, 0]), Counts([2, 2, 2]))
    assert counted.check() and not replace(counted, steps=np.array([2, 2, 1])).check()


def test_computations_in_long_steps_are_computations():
    c = ab.Computation(
        step=lambda m: m - 1,
        halts=lambda m: m == 0,
        load=lambda x: 2 * x,
        read=lambda m: "end",
        inputs=range(4),
    )
    high = ab.Computation(step=lambda m: m - 1, halts=lambda m: m == 0, read=lambda m: "end", inputs=range(4))
    even = lambda m: m % 2 == 0  # noqa: E731
    assert ab.commutes(c, high, lambda m: m // 2, marks=even)
    m = ab.minimal_complete(c, marks=even)
    assert m.check() and m.quotient.trace(3) == [3, 2, 1, 0] and m.quotient.run(3) == "end"
    faster = ab.Computation(step=lambda m: max(m - 2, 0), halts=high.halts, read=high.read, inputs=range(4))
    told = ab.commutes(c, faster, lambda m: m // 2, marks=even)
    assert not told and "concrete run: 4 -> 3 -> 2" in str(told)
    at_inputs = ab.commutes(c, high, lambda m: m, marks=even, partial=True)
    assert not at_inputs and "input" in str(at_inputs)


def test_a_held_letter_and_one_letter_then_silence():
    """Letter a goes on by one, letter b by two; marked at multiples of three, of six states."""
    step = np.stack([(np.arange(6) + 1) % 6, (np.arange(6) + 2) % 6], axis=1)
    s = ab.System.deterministic(step, letter_names="ab")
    held = ab.first_return(s, [0, 3])
    assert held.steps.tolist() == [[3, 3], [3, 3]] and held.system.step.tolist() == [[1, 0], [0, 1]]
    quiet = ab.first_return(s, [0, 3], then="a")
    assert quiet.steps.tolist() == [[3, 2], [3, 2]] and quiet.system.step.tolist() == [[1, 1], [0, 0]]
    assert quiet.run(0, 1) == [0, 2, 3] and quiet.check()


def test_very_long_steps_are_jumped():
    most = 2**31 - 3
    r = ab.first_return(ab.System.deterministic([1, 2, 0]), Counts([most, most, most]))
    assert r.system.step.tolist() == [(s + most) % 3 for s in range(3)] and r.check()
    with pytest.raises(ab.BudgetExceeded, match="the list would not fit"):
        r.run(0)
    told = ab.is_complete(r.low, [0, 0, 1], marks=r)
    assert not told and "0 -> (2,147,483,645 steps) -> 2" in str(told)


@st.composite
def named(draw):
    """Machines whose states, letters and outputs have names."""
    s = draw(drawn(6, 2))
    called = draw(st.sampled_from([str, lambda i: (i, "s"), lambda i: -i, lambda i: f"s{i}"]))
    high = 0 if s.outputs is None else int(s.outputs.max()) + 1
    return ab.System.deterministic(
        s.step, s.outputs, halting=s.halting, initial=s.initial,
        state_names=draw(st.none() | st.just(list(map(called, range(s.states))))),
        letter_names=draw(st.none() | st.just("xyz"[: s.letters])) if s.lettered else None,
        output_names=draw(st.none() | st.just(["no", "yes", "maybe"][:high])) if high else None,
    )  # fmt: skip


@given(named(), st.data())
def test_long_steps_keep_names_letters_outputs_and_halting(s, data):
    marks = data.draw(st.lists(st.booleans(), min_size=s.states, max_size=s.states).filter(any))
    then = data.draw(st.none() | st.integers(0, s.letters - 1)) if s.lettered else None
    laws.long_steps_show_what_they_should(s, marks, then)
    if s.outputs is None or s.outputs.ndim == 1:
        laws.first_return_is_by_walking(s, marks, then)


@given(computations(), st.data())
def test_drawn_computations_run_alike_in_long_steps(c, data):
    n = c.system.states
    marks = data.draw(st.lists(st.booleans(), min_size=n, max_size=n))
    laws.computations_run_alike_in_long_steps(c, marks)


@pytest.mark.parametrize("step", [np.roll(np.arange(7), -1), [1, 2, 0, 2, 3, 3, 5]])
def test_every_search_that_is_stopped_proves_its_bound(step):
    s, p = ab.System.deterministic(step, initial=[6]), [0, 1, 0, 2, 1, 3, 3]
    stopped = 0
    for budget in range(60):
        try:
            laws.no_covering_proves_dearer_marks(cheapest_marks(s, p, mark=2, skip=3, budget=budget))
        except ab.BudgetExceeded as e:
            stopped += 1
            assert e.partial is not None and e.partial.check() and e.partial.lower_bound > 0
            laws.no_covering_proves_dearer_marks(e.partial)
    assert stopped > 3


def test_where_greedy_finds_no_beginning_the_exact_search_decides():
    rng, decided = np.random.default_rng(1), 0
    for _ in range(40):
        n = int(rng.integers(24, 40))
        s, p = ab.System.deterministic(rng.integers(0, n, n), initial=[0]), rng.integers(0, 5, n)
        try:
            cheapest_marks(s, p, skip="1/2", method="greedy")
            continue
        except ab.BudgetExceeded:
            pass
        try:
            found = cheapest_marks(s, p, skip="1/2", budget=20_000)
            assert found.check() and found.optimal
            decided += 1
        except ab.BudgetExceeded as stopped:
            assert "cases" in str(stopped)
        except ab.Refuted as refuted:
            assert refuted.verdict.counterexample.check()
            decided += 1
    assert decided >= 3


def test_answers_with_marks_hold_the_long_steps():
    s = ab.System.deterministic([1, 2, 3, 0])
    for marks, giant in [([0], True), ([0, 2], False)]:
        m = ab.minimal_complete(s, [0, 1, 2, 3], marks=marks)
        simple = ab.minimal_complete(s, [0, 1, 2, 3], marks=marks, family=ab.simple.AtMost(4))
        for answer in (m, simple, ab.core(s, [0, 0, 0, 0], marks=marks)):
            assert answer.check() and answer.returns.states.tolist() == marks
            assert f"from mark to mark: {len(marks)} of 4 states" in str(answer)
            assert ("one giant step" in str(answer)) == giant
    assert ab.minimal_complete(s).returns is None and "mark" not in str(ab.minimal_complete(s))
