"""How many complete abstractions machines have, against the known formulas; and sums over all machines."""

from collections import Counter
from itertools import permutations
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import abstractions as ab
from abstractions import census
from abstractions.testing import laws
from abstractions.testing.enumerate import maps, partitions, systems, systems_up_to_renaming
from abstractions.testing.strategies import systems as machines

FUNCTIONAL_DIGRAPHS = [1, 1, 3, 7, 19, 47, 130, 343, 951, 2615]
"""A001372 of the On-Line Encyclopedia of Integer Sequences."""


def count(step):
    return int(ab.complete_abstractions(ab.System.deterministic(step)).count())


def divisors(n):
    return sum(n % d == 0 for d in range(1, n + 1))


@pytest.mark.parametrize("n", range(1, 10))
def test_small_families(n):
    assert count(np.roll(np.arange(n), -1)) == divisors(n)  # a cycle
    assert count(np.minimum(np.arange(n) + 1, n - 1)) == n  # a path with an absorbing end
    assert count(np.arange(n)) == count(np.zeros(n, int)) == census.bell(n)  # identity and constant


@pytest.mark.parametrize("n", [60, 128, 360])
def test_long_cycles_and_paths(n):
    assert count(np.roll(np.arange(n), -1)) == divisors(n)
    assert count(np.minimum(np.arange(n) + 1, n - 1)) == n


@pytest.mark.parametrize("tail", range(4))
@pytest.mark.parametrize("period", range(1, 9))
def test_a_tail_and_a_cycle(tail, period):
    step = np.arange(1, tail + period + 1)
    step[-1] = tail
    assert count(step) == (tail + 1) * divisors(period)


def test_a_group_acting_on_itself_has_its_subgroups():
    """S3 under two generators: its complete abstractions are its six subgroups (left cosets)."""
    s3 = [(0, 1, 2), (1, 0, 2), (0, 2, 1), (2, 1, 0), (1, 2, 0), (2, 0, 1)]
    times = [[s3.index(tuple(g[x] for x in h)) for g in ((1, 0, 2), (1, 2, 0))] for h in s3]
    assert count(times) == 6


@pytest.mark.parametrize("n", range(10))
def test_maps_up_to_renaming_are_the_known_number_and_stand_for_all(n):
    found = list(census.maps_up_to_renaming(n))
    assert len(found) == FUNCTIONAL_DIGRAPHS[n]
    assert sum(copies for _, copies in found) == n**n
    assert len({f.tobytes() for f, _ in found}) == len(found)


@pytest.mark.parametrize("n", range(1, 5))
def test_maps_up_to_renaming_are_those_of_the_slow_way(n):
    canonical = {s.table.tobytes() for s in systems_up_to_renaming(n)}
    renamings = [np.array(r) for r in permutations(range(n))]
    for f, _ in census.maps_up_to_renaming(n):
        images = {r[f][np.argsort(r)].astype(np.int32).tobytes() for r in renamings}
        assert len(images & canonical) == 1
        canonical -= images
    assert not canonical


@pytest.mark.parametrize(
    ("n", "letters"), [(1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (1, 2), (2, 2), (3, 2), (2, 3)]
)
def test_the_closed_formula_is_the_sum_over_all_machines(n, letters):
    every = list(systems(n, letters))
    laws.totals_are_sums_over_all_machines(n, letters, every, lambda s: len(ab.complete_abstractions(s)))
    assert census.lattice_total(n, letters) == sum(len(ab.complete_abstractions(s)) for s in every)


@pytest.mark.parametrize(("n", "letters"), [(6, 1), (4, 2), (3, 3)])
def test_nothing_is_missing_from_the_lists_of_all_machines(n, letters):
    """Each list holds complete abstractions once; together they are as many as there are: so all."""

    def listed(s):
        found = list(ab.complete_abstractions(s))
        assert len(set(found)) == len(found) and all(ab.is_complete(s, p) for p in found)
        return len(found)

    assert census.total(n, listed, letters) == census.lattice_total(n, letters)


def test_the_closed_formula_on_all_maps_of_eight_points():
    assert census.total(8, lambda s: int(ab.complete_abstractions(s).count())) == census.lattice_total(8)


@pytest.mark.parametrize(("n", "letters"), [(1, 1), (2, 1), (3, 1), (4, 1), (2, 2), (3, 2)])
def test_observations_are_counted_on_every_small_machine(n, letters):
    every = list(partitions(n))
    for s in systems_up_to_renaming(n, letters):
        laws.shells_and_cores_are_counted(s, every)


@given(machines(max_states=5))
@settings(max_examples=60)
def test_observations_are_counted_on_machines_of_every_shape(s):
    lattice, every = ab.complete_abstractions(s), list(partitions(s.states))
    looked, cored = census.shells(s, every), census.cores(s, every)
    assert [looked[q] for q in lattice] == census.shell_counts(lattice)
    assert [cored[q] for q in lattice] == census.core_counts(lattice)


def test_counting_observations_needs_the_whole_lattice():
    s = ab.System.deterministic([1, 2, 3, 0])
    for part in (
        ab.complete_abstractions(s, limit=2),
        ab.complete_abstractions(s, above=[0, 1, 0, 1]),
        ab.complete_abstractions(s, below=[0, 1, 0, 1]),
    ):
        with pytest.raises(ab.Misuse, match="without bounds"):
            census.shell_counts(part)


@given(st.data())
def test_canonical_maps_are_the_same_iff_one_is_a_renaming(data):
    n = data.draw(st.integers(1, 7))
    f = np.array(data.draw(st.lists(st.integers(0, n - 1), min_size=n, max_size=n)))
    r = np.array(data.draw(st.permutations(range(n))))
    renamed = np.empty(n, int)
    renamed[r] = r[f]
    mine = census.canonical_map(f)
    assert np.array_equal(mine, census.canonical_map(renamed))
    assert np.array_equal(mine, census.canonical_map(mine))
    assert mine.tobytes() in {g.tobytes() for g, _ in census.maps_up_to_renaming(n)}


def test_canonical_maps_of_every_map_are_as_many_as_there_are_classes():
    for n in range(1, 6):
        found = {census.canonical_map(f).tobytes() for f in maps(n)}
        assert len(found) == FUNCTIONAL_DIGRAPHS[n]


def test_long_maps_have_canonical_forms():
    path = np.minimum(np.arange(5000) + 1, 4999)
    assert np.array_equal(
        census.canonical_map(path), census.canonical_map(np.maximum(np.arange(5000) - 1, 0))
    )


def test_automorphisms_are_the_renamings_that_change_nothing():
    for s in systems_up_to_renaming(4):
        want = [r for r in permutations(range(4)) if all(r[s.step[x]] == s.step[r[x]] for x in range(4))]
        assert [tuple(r) for r in census.automorphisms(s).tolist()] == want


def test_automorphisms_of_none_and_of_many_states():
    assert census.automorphisms(ab.System.deterministic(np.zeros((0, 1), int))).shape == (1, 0)
    assert census.automorphisms(ab.System.deterministic(range(1200), range(1200))).shape == (1, 1200)


def test_orbits_count_every_observation_once():
    every = list(partitions(4))
    for step in ([1, 2, 3, 0], [0, 0, 0, 0], [1, 0, 3, 2]):
        s = ab.System.deterministic(step)
        found = census.orbits(s, every)
        assert sum(found.values()) == 15 and set(found) <= set(every)
    assert len(census.orbits(ab.System.deterministic([1, 2, 3, 0]), every)) == 7  # necklaces of blocks


@pytest.mark.parametrize("letters", [1, 2])
def test_histograms_are_those_of_all_machines(letters):
    def key(s):
        return len(ab.complete_abstractions(s))

    assert census.histogram(3, key, letters) == Counter(key(s) for s in systems(3, letters))


def test_misuse_of_the_census_is_told():
    for question in (
        lambda: census.lattice_total(2.5),
        lambda: census.lattice_total(-1),
        lambda: census.total(2, len, letters=0),
        lambda: list(census.maps_up_to_renaming(-1)),
        lambda: census.canonical_map([0, 5]),
    ):
        with pytest.raises(ab.Misuse):
            question()


def test_bell_numbers():
    assert census.bell(10) == sum(comb(9, k) * census.bell(k) for k in range(10)) == 115975
