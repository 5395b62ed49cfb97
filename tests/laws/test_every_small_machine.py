"""The laws on all machines up to four states (five where cheap) and all their abstractions."""

from itertools import product

import numpy as np
import pytest

import abstractions as ab
from abstractions.testing import laws
from abstractions.testing.enumerate import maps, partitions, systems, systems_up_to_renaming


@pytest.mark.parametrize("n", range(5))
def test_abstractions_are_a_lattice(n):
    every = list(partitions(n))
    for p, q in product(every, repeat=2):
        laws.order_is_being_a_function_of(p, q)
        laws.absorption(p, q)
    for p, q, r in product(every, repeat=3):
        laws.order_is_partial(p, q, r)
        laws.sup_is_least(p, q, r)
        laws.inf_is_greatest(p, q, r)
    for p in every:
        laws.labels_blocks_and_representatives_agree(p)


@pytest.mark.parametrize("n", range(1, 4))
def test_pullback_preserves_sups_along_every_map(n):
    for g in maps(n):
        for p, q in product(partitions(n), repeat=2):
            laws.pullback_preserves_sups(p, q, g)


@pytest.mark.parametrize(("n", "letters"), [(1, 1), (2, 1), (3, 1), (4, 1), (2, 2), (3, 2)])
def test_minimal_complete_and_core_on_every_machine_and_abstraction(n, letters):
    every = list(partitions(n))
    machines = systems if n * letters <= 4 else systems_up_to_renaming
    for s in machines(n, letters):
        for p in every:
            laws.complete_iff_fixed_by_omega(s, p)
            laws.omega_is_what_the_functor_says(s, p)
            laws.complete_iff_a_commuting_square_exists(s, p)
            laws.quotient_map_commutes(s, p)
            laws.minimal_complete_is_the_least_complete_abstraction_above(s, p, every)
            laws.core_is_the_greatest_complete_abstraction_below(s, p, every)
            laws.every_distinction_replays(s, p)


@pytest.mark.parametrize(("n", "letters"), [(3, 1), (4, 1), (2, 2), (3, 2)])
def test_completion_is_a_closure_and_complete_abstractions_a_sublattice(n, letters):
    every = list(partitions(n))
    for s in systems_up_to_renaming(n, letters):
        for p, q in product(every, repeat=2):
            laws.omega_is_monotone_and_inflationary(s, p, q)
            laws.pullback_is_monotone(s, p, q)
            laws.complete_abstractions_are_a_sublattice(s, p, q)
        for p, q in zip(every, reversed(every)):
            laws.completion_closes(s, p, q)


@pytest.mark.parametrize(("n", "letters"), [(1, 1), (2, 1), (3, 1), (4, 1), (2, 2), (3, 2)])
def test_engines_agree_on_every_machine_and_abstraction(n, letters):
    for s in systems(n, letters):
        for p in partitions(n):
            laws.engines_agree(s, p)
            if n < 4:
                laws.rounds_are_bounded(s, p)


def test_engines_agree_on_every_map_of_five_points_up_to_renaming():
    for s in systems_up_to_renaming(5):
        for p in partitions(5):
            laws.engines_agree(s, p)


def test_the_empty_machine():
    for shape in ((0,), (0, 2)):
        s = ab.System.deterministic(np.zeros(shape, int))
        p = ab.Abstraction([])
        laws.complete_iff_fixed_by_omega(s, p)
        laws.quotient_map_commutes(s, p)
        laws.engines_agree(s, p)
        laws.core_is_the_greatest_complete_abstraction_below(s, p, [p])


@pytest.mark.parametrize("n", [1, 2, 3])
def test_every_small_machine_that_shows_something(n):
    """Every output of states, of states and letters, and every set of halting states."""
    every = list(partitions(n))
    for s in systems_up_to_renaming(n):
        machines = [ab.System.deterministic(s.step, shown) for shown in maps(n, 2)]
        machines += [ab.System.deterministic(s.table, np.array([shown]).T) for shown in maps(n, 2)]
        for stop in maps(n, 2):
            machines += [
                ab.System.deterministic(s.step, shown, halting=np.array(stop, bool)) for shown in maps(n, 2)
            ]
        for machine in machines:
            for p in every:
                laws.complete_iff_fixed_by_omega(machine, p)
                laws.complete_iff_a_commuting_square_exists(machine, p)
                laws.minimal_complete_is_the_least_complete_abstraction_above(machine, p, every)
                laws.core_is_the_greatest_complete_abstraction_below(machine, p, every)
                laws.engines_agree(machine, p)


def test_omega_is_not_idempotent():
    """A counter that stops at 3: parity needs two rounds."""
    s, parity = ab.System.deterministic([1, 2, 3, 3]), ab.Abstraction([0, 1, 0, 1])
    once = ab.completion(s, parity)
    assert ab.completion(s, once) != once
