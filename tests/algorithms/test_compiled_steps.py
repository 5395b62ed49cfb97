"""The kernels of high-level steps, compiled and plain, on machines too large to enumerate."""

from fractions import Fraction

import numpy as np
import pytest

import abstractions as ab
from abstractions.algorithms.first_marked import first_marked
from abstractions.algorithms.next_wanted import next_wanted
from abstractions.algorithms.silent_components import silent_components
from abstractions.kernel import Kernel
from abstractions.steps.covering import next_kept
from abstractions.testing import laws


@pytest.fixture(params=["never", "always"])
def mode(request, monkeypatch):
    monkeypatch.setattr(Kernel, "mode", request.param)
    return request.param


def maps(n, seed):
    """Maps with long paths, many trees, one cycle, many cycles, fixed points."""
    rng = np.random.default_rng(seed)
    yield rng.integers(0, n, n)
    yield np.minimum(np.arange(n) + 1, n - 1)
    yield np.roll(np.arange(n), -1)
    yield rng.permutation(n)
    yield np.arange(n) // 2
    yield rng.integers(0, 3, n)


@pytest.mark.parametrize("seed", range(2))
def test_steps_of_sixty_states_in_both_modes(mode, seed):
    rng = np.random.default_rng(seed)
    for step in maps(60, seed):
        s = ab.System.deterministic(step, initial=[59])
        laws.first_return_is_by_walking(s, (rng.random(60) < 0.3).tolist())
        laws.first_return_is_by_walking(s, [True] * 60)
        laws.counts_are_by_walking(s, rng.integers(1, 200, 60).tolist())
        high = ab.System.deterministic(rng.integers(0, 4, 4), halting=rng.random(4) < 0.2)
        laws.weak_squares_are_by_walking(
            ab.System.deterministic(step), high, rng.integers(-1, 4, 60).tolist()
        )
        laws.stuttering_compares_traces_without_repetition(s, ab.Abstraction(rng.integers(0, 2, 60)))


def test_marks_are_chosen_in_both_modes(mode):
    for step in maps(7, 5):
        s = ab.System.deterministic(step)
        p = ab.Abstraction([0, 1, 0, 1, 2, 0, 1])
        laws.chosen_marks_are_cheapest(s, p, ab.Abstraction.identity(7), Fraction(2), Fraction(3))


def with_silence(rng):
    """Edges, of forty states or so: at random, on paths, where silence is long, in a tree."""
    n = 40
    i = np.arange(n - 1)
    yield rng.integers(0, [n, 3, n], (70, 3))
    yield rng.integers(0, [n, 2, n], (n, 3))
    yield np.stack([i, i % 2, i + 1], axis=1)
    half = np.stack([i, (i > n // 2).astype(int), i + 1], axis=1)
    yield np.concatenate([half, np.stack([i, i % 3 + 1, np.minimum(i + n // 2, n - 1)], axis=1)])
    yield np.stack([i + 1, rng.integers(0, 3, n - 1), rng.integers(0, i + 1)], axis=1)
    yield np.stack([i, np.zeros(n - 1, int), (i + 1) % 7], axis=1)


@pytest.mark.parametrize("patience", [1, 1 << 20])
def test_edges_stutter_alike_in_both_modes(mode, monkeypatch, patience):
    from abstractions.algorithms import inert_signatures

    monkeypatch.setattr(inert_signatures, "SLICE", patience)
    rng = np.random.default_rng(8)
    for edges in with_silence(rng):
        s = ab.System.labelled([*edges.tolist(), (0, 0, 1)], states=40)
        for p in (None, rng.integers(0, 3, 40)):
            found = ab.stuttering(s, p, silent=0)
            assert found.check()
            kept, small = p if p is None else p[found.abstraction.representatives], found.quotient
            if any(around[0] == 0 for _, around in small.alphabet):
                assert len(ab.stuttering(small, kept, silent=0).abstraction) == len(found.abstraction)


def test_signatures_in_little_room_are_the_same(monkeypatch):
    """What is kept of them is moved when the room is full."""
    from abstractions.algorithms.inert_signatures import Parts

    made = Parts.__init__

    def small(self, *parts):
        made(self, *parts)
        self.room = np.empty(1, np.int64)

    rng = np.random.default_rng(9)
    for edges in with_silence(rng):
        s = ab.System.labelled([*edges.tolist(), (0, 0, 1)], states=40)
        right = ab.stuttering(s, silent=0)
        with monkeypatch.context() as patch:
            patch.setattr(Parts, "__init__", small)
            found = ab.stuttering(s, silent=0)
        assert found.abstraction == right.abstraction and found.check()


@pytest.mark.parametrize("seed", range(3))
def test_large_maps_by_pointer_doubling(seed):
    rng = np.random.default_rng(seed)
    for f in maps(6000, seed):
        marked = rng.random(f.size) < 0.01
        first, steps = first_marked(f, marked)
        other, far = next_kept(f, marked)
        assert np.array_equal(first, other) and np.array_equal(steps[first >= 0], far[first >= 0])
        labels, wanted = rng.integers(0, 50, f.size), rng.integers(-1, 50, f.size)
        by_label = {b: next_kept(f, labels == b) for b in range(50)}
        expected = [
            -1 if b < 0 or by_label[b][0][s] < 0 else by_label[b][1][s] for s, b in enumerate(wanted.tolist())
        ]
        assert np.array_equal(next_wanted(f, labels, wanted), expected)


def test_components_agree_with_networkx():
    import networkx

    rng = np.random.default_rng(9)
    for edges in (300, 900, 2500):
        s = ab.System.labelled(rng.integers(0, [500, 2, 500], (edges, 3)), states=500)
        labels = rng.integers(0, 2, 500).astype(np.int32)
        e = s.edges
        component = silent_components(e.offsets, e.letters, e.targets, 1, labels)
        source = np.repeat(np.arange(500), np.diff(e.offsets))
        counts = (e.letters == 1) & (labels[source] == labels[e.targets])
        graph = networkx.DiGraph(zip(source[counts].tolist(), e.targets[counts].tolist()))
        graph.add_nodes_from(range(500))
        parts = {frozenset(part) for part in networkx.strongly_connected_components(graph)}
        assert parts == {
            frozenset(np.flatnonzero(component == c).tolist()) for c in range(component.max() + 1)
        }
        assert (component[source[counts]] >= component[e.targets[counts]]).all()
