"""The laws of the lattice of complete abstractions, on all small machines and on random ones."""

import numpy as np
import pytest
from hypothesis import given, settings

import abstractions as ab
from abstractions.testing import laws
from abstractions.testing.enumerate import partitions, systems, systems_up_to_renaming
from abstractions.testing.strategies import questions
from abstractions.testing.strategies import systems as machines

SMALL = [(0, 1), (1, 1), (2, 1), (3, 1), (4, 1), (2, 2), (3, 2), (2, 3)]


@pytest.mark.parametrize(("n", "letters"), SMALL)
def test_every_small_machine(n, letters):
    every = list(partitions(n))
    for s in systems(n, letters) if n * letters <= 4 else systems_up_to_renaming(n, letters):
        laws.complete_abstractions_are_listed_once(s, every)
        laws.principal_loses_least(s, every)
        laws.simple_iff_two_complete_abstractions(s)
        laws.coatoms_and_meet_irreducibles_are_principal(s)
        laws.atoms_and_join_irreducibles_are_dichotomies(s)
        lattice = ab.complete_abstractions(s)
        laws.complete_abstractions_form_a_sublattice(lattice)
        laws.covers_generate_the_order(lattice)
        laws.distributive_and_modular_by_definition(lattice)


def test_every_map_of_five_states_is_listed_as_by_brute_force():
    every = list(partitions(5))
    for s in systems_up_to_renaming(5):
        laws.complete_abstractions_are_listed_once(s, every)


@pytest.mark.parametrize("letters", [2, 3])
def test_machines_of_five_states_and_more_letters(letters):
    every = list(partitions(5))
    rng = np.random.default_rng(letters)
    for _ in range(150):
        image = rng.integers(1, 6)  # few images: large lattices
        s = ab.System.deterministic(rng.integers(0, image, (5, letters)))
        laws.complete_abstractions_are_listed_once(s, every)
        laws.principal_loses_least(s, every)


@pytest.mark.parametrize(("n", "letters"), [(2, 1), (3, 1), (4, 1), (2, 2), (3, 2)])
def test_bounds_on_every_small_machine(n, letters):
    every = list(partitions(n))
    for s in systems_up_to_renaming(n, letters):
        for p in every:
            laws.bounds_are_least_and_greatest(s, p, every)


@given(questions(max_states=6))
@settings(max_examples=60)
def test_bounds_on_machines_of_every_shape(question):
    s, p = question
    every = list(partitions(s.states))
    laws.bounds_are_least_and_greatest(s, p, every)


@given(machines(max_states=6))
@settings(max_examples=60)
def test_structure_of_machines_of_every_shape(s):
    every = list(partitions(s.states))
    laws.complete_abstractions_are_listed_once(s, every)
    laws.principal_loses_least(s, every)
    laws.simple_iff_two_complete_abstractions(s)
    laws.atoms_and_join_irreducibles_are_dichotomies(s)
    laws.coatoms_and_meet_irreducibles_are_principal(s)


@given(machines(max_states=8, max_letters=2, shape="X"))
@settings(max_examples=40)
def test_larger_lattices(s):
    lattice = ab.complete_abstractions(s)
    laws.coatoms_and_meet_irreducibles_are_principal(s)
    if len(lattice) <= 60:
        laws.complete_abstractions_form_a_sublattice(lattice)
        laws.covers_generate_the_order(lattice)
        laws.distributive_and_modular_by_definition(lattice)


def test_interrupted_listing_keeps_what_it_had(monkeypatch):
    s = ab.System.deterministic(np.zeros(12, int))
    full = ab.complete_abstractions(s, limit=40)
    batches = ab.Lattice._batches

    def interrupted(self):
        yield next(batches(self))
        raise KeyboardInterrupt

    monkeypatch.setattr(ab.Lattice, "_batches", interrupted)
    with pytest.raises(ab.Interrupted) as stopped:
        len(ab.complete_abstractions(s))
    part = stopped.value.partial
    monkeypatch.undo()
    assert 0 < len(part) <= 40 and list(part) == list(full)[: len(part)] and not part.is_whole


def test_too_many_are_noticed_and_those_found_are_kept(monkeypatch):
    monkeypatch.setattr("abstractions.lattice.STORED", 20_000)
    with pytest.raises(ab.BudgetExceeded, match="about") as stopped:
        len(ab.complete_abstractions(ab.System.deterministic(np.zeros(20, int))))
    part = stopped.value.partial
    assert len(part) >= 1000 and part[0] == ab.Abstraction.trivial(20)
    with pytest.raises(ab.Misuse, match="whole"):
        part.coatoms  # noqa: B018


def test_the_hopeless_is_noticed_early(monkeypatch):
    monkeypatch.setattr("abstractions.lattice.MILLION", 1000)
    with pytest.raises(ab.BudgetExceeded) as stopped:
        len(ab.complete_abstractions(ab.System.deterministic(np.zeros(30, int))))
    assert 1000 < len(stopped.value.partial) < 100_000


def test_an_order_too_large_is_refused_before_it_is_made(monkeypatch):
    monkeypatch.setattr("abstractions.lattice.ORDERED", 50)
    lattice = ab.complete_abstractions(ab.System.deterministic(np.zeros(6, int)))
    with pytest.raises(ab.BudgetExceeded, match="compared with each other"):
        lattice.order  # noqa: B018
    assert "rows" not in lattice.__dict__
    few = ab.complete_abstractions(lattice.system, limit=50)
    assert few.order.shape == (50, 50) and not few.is_whole


def test_misuse_of_lattices_is_told():
    s = ab.System.deterministic([1, 2, 0], state_names=["a", "b", "c"])
    lattice, found = ab.complete_abstractions(s), ab.principals(s)
    assert found["a", "c"] == found[0, 2] == ab.principal(s, "a", 2).abstraction
    for question in (
        lambda: found[9, 9],
        lambda: found[0, -1],
        lambda: found[0],
        lambda: found["a", "d"],
        lambda: ab.principal(s, 0, 3),
        lambda: ab.principal(s, 0, 1.5),
        lambda: lattice.index("x"),
        lambda: lattice.index(ab.Abstraction([0, 0, 1])),
        lambda: ab.complete_abstractions(s, limit=True),
        lambda: ab.complete_abstractions(s, max_classes=-1),
        lambda: ab.complete_abstractions(s, max_classes=2.0),
        lambda: ab.complete_abstractions(s, above=[0, 1]),
        lambda: ab.complete_abstractions("x"),
        lambda: lattice.sup(lattice[0], lattice[1]),
        lambda: lattice.inf(0, 2),
        lambda: lattice.sup(0, -1),
        lambda: ab.complete_abstractions(s, above=[0, 1, 2], below=[0, 0, 0]).is_distributive(),
        lambda: lattice.count(limit=-1),
        lambda: lattice.count(limit=1.5),
        lambda: lattice.estimate(0),
        lambda: ab.principals(ab.System.deterministic([0, 1], [0, 1]))[0, 1],
    ):
        with pytest.raises(ab.Misuse):
            question()
    with pytest.raises(IndexError):
        lattice[2]
    with pytest.raises(TypeError):
        lattice[0:2]


def test_bounds_of_any_integer_type_mean_the_same():
    s = ab.System.deterministic(np.zeros(6, int))
    for kind in (int, np.uint8, np.int8, np.uint64):
        assert len(list(ab.complete_abstractions(s, limit=kind(5)))) == 5
        assert len(list(ab.complete_abstractions(s, max_classes=kind(2)))) == 32
    assert int(ab.complete_abstractions(s, max_classes=2**70).count()) == 203
    found = ab.principals(ab.System.deterministic(np.roll(np.arange(200), -1)))
    assert len(found[np.uint8(3), np.uint8(7)]) == len(found[np.int16(190), np.int16(194)]) == 4


def test_what_cannot_be_done_in_the_memory_is_refused_first():
    long = ab.System.deterministic(np.roll(np.arange(70_000), -1))
    for question in (ab.is_simple, ab.principals):
        with pytest.raises(ab.BudgetExceeded, match="pairs"):
            question(long)
    assert ab.complete_abstractions(long, limit=3).guess() == ""


def test_atoms_of_machines_whose_list_is_hopeless():
    s = ab.System.deterministic(np.zeros(14, int))
    found = ab.dichotomies(s)
    assert len(found) == len(found.atoms) == len(found.join_irreducibles) == 2**13 - 1
    assert all(len(p) == 2 for p in found.atoms[:50])
    with pytest.raises(ab.BudgetExceeded, match="questions"):
        ab.dichotomies(ab.System.deterministic(np.zeros(19, int)))


def test_membership_keeps_nothing():
    s = ab.System.deterministic(np.zeros(40, int))
    assert ab.Abstraction.trivial(40) in ab.complete_abstractions(s)
    assert ab.Abstraction.identity(40) not in ab.complete_abstractions(s, max_classes=39)
    assert ab.Abstraction.trivial(3) not in ab.complete_abstractions(s)


def test_a_count_says_whether_it_was_bounded():
    lattice = ab.complete_abstractions(ab.System.deterministic(np.zeros(6, int)))
    assert str(lattice.count()) == "203" and str(lattice.count(limit=203)) == "203"
    assert str(lattice.count(limit=202)) == "at least 202" and not lattice.count(limit=202).all
    assert str(ab.complete_abstractions(lattice.system, limit=203).count()) == "203"
    assert str(ab.complete_abstractions(lattice.system, limit=50).count()) == "at least 50"


def test_estimates_are_the_right_size_and_repeatable():
    lattice = ab.complete_abstractions(ab.System.deterministic(np.zeros(8, int)))
    guess = lattice.estimate(probes=2000)
    assert 4140 / 1.5 < guess < 4140 * 1.5 and guess == lattice.estimate(probes=2000)


def test_the_search_of_pairs_grows_and_refuses():
    rng = np.random.default_rng(0)
    s = ab.System.deterministic(rng.integers(0, 150, (150, 2)))
    found = ab.principals(s)
    assert len(found) > 100  # more than the room it starts with
    for x, y in rng.integers(0, 150, (200, 2)):
        if x != y:
            assert found[x, y] == ab.principal(s, x, y).abstraction
    with pytest.raises(ab.BudgetExceeded, match="pairs"):
        ab.principals(s, budget=1000)
