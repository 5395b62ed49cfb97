"""Compiled and plain kernels give the same answers; large machines agree with the specification."""

import numpy as np
import pytest

import abstractions as ab
from abstractions.kernel import Kernel, kernel
from abstractions.testing import laws

LARGE = 6000


@kernel
def half(x):
    return x // 2


@kernel
def quarter(x):
    """Calls another kernel."""
    return half(half(x))


@kernel
def turned(a):
    """Indexes in every way a kernel may: a place, a row and column, a constant, a slice."""
    b = np.empty((a.shape[1], a.shape[0]), a.dtype)
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            b[j, i] = a[i, j]
    b[0, 1:] += 1
    return b


def test_compiled_kernels_index_as_plain_ones():
    a = np.arange(6, dtype=np.int32).reshape(2, 3)
    assert np.array_equal(turned.plain(a), [[0, 4], [1, 4], [2, 5]])
    assert np.array_equal(turned.compiled(a), turned.plain(a))


def test_what_is_kept_on_disk_is_named_after_the_kernels_called(monkeypatch):
    before = quarter.stamp()
    other = kernel(turned.plain)
    monkeypatch.setitem(quarter.plain.__globals__, "half", other)
    assert quarter.stamp() != before and half.stamp() == kernel(half.plain).stamp()


def test_kernels_call_kernels_when_compiled():
    assert quarter.plain(20) == quarter.compiled(20) == quarter(20) == 5


@pytest.fixture(params=["never", "always"])
def mode(request, monkeypatch):
    monkeypatch.setattr(Kernel, "mode", request.param)
    return request.param


def machines(n, seed):
    """A machine of each kind that takes another way through the algorithms."""
    rng = np.random.default_rng(seed)
    path = np.minimum(np.arange(n) + 1, n - 1)
    yield rng.integers(0, n, n), rng.integers(0, 2, n)
    yield rng.integers(0, n, n), rng.integers(0, n, n)
    yield path, np.arange(n) == n - 1
    yield np.roll(np.arange(n), -1), rng.integers(0, 2, n)
    yield rng.permutation(n), rng.integers(0, 3, n)
    yield np.arange(n), np.arange(n) % 7
    yield np.arange(n) ^ 1 if n % 2 == 0 else np.arange(n), np.arange(n) // 3
    yield rng.integers(0, n, (n, 2)), rng.integers(0, 2, n)
    yield rng.integers(0, n, (n, 5)), np.arange(n) == 0
    yield np.stack([path, np.zeros(n, int)], 1), np.arange(n) == n - 1
    yield np.stack([path, np.maximum(np.arange(n) - 1, 0)], 1), np.arange(n) < n // 2
    yield rng.integers(0, n // 4, (n, 3)), np.arange(n) % 2


@pytest.mark.parametrize("seed", range(3))
def test_all_engines_in_both_modes(mode, seed):
    for step, shown in machines(60, seed):
        laws.engines_agree(ab.System.deterministic(step), ab.Abstraction(shown.astype(int)))


def test_large_machines_are_compiled_and_agree():
    for step, shown in machines(LARGE, 0):
        s, p = ab.System.deterministic(step), ab.Abstraction(shown.astype(int))
        fast = ab.minimal_complete(s, p)
        assert fast.check()
        other = ab.minimal_complete(s, p, method="queue")
        assert other.abstraction == fast.abstraction and other.check()
        c = ab.core(s, p)
        assert c.check()


def test_doubling_and_rounds_agree_on_a_machine_of_many_rounds():
    n = 300
    s = ab.System.deterministic(np.minimum(np.arange(n) + 1, n - 1))
    p = ab.Abstraction((np.arange(n) == n - 1).astype(int))
    rounds = ab.minimal_complete(s, p, method="rounds")
    assert rounds.rounds == n - 2 and len(rounds.abstraction) == n
    assert ab.minimal_complete(s, p, method="doubling").abstraction == rounds.abstraction


def test_rounds_run_on_another_array_library():
    import array_api_strict as xp

    from abstractions.algorithms.rounds import doubling, rounds

    table = np.array([[1, 0], [2, 1], [3, 3], [3, 0]])
    labels = np.array([0, 0, 0, 1])
    place, time, letter = rounds(xp.asarray(table), xp.asarray(labels))
    expected = rounds(table, labels)
    for mine, theirs in zip((place, time, letter), expected):
        assert np.array_equal(np.asarray(mine), theirs)
    assert np.array_equal(
        np.asarray(doubling(xp.asarray(table[:, 0]), xp.asarray(labels))), doubling(table[:, 0], labels)
    )


def test_the_answer_does_not_depend_on_dtype_or_layout():
    rng = np.random.default_rng(5)
    step, shown = rng.integers(0, 50, (50, 3)), rng.integers(0, 2, 50)
    answer = ab.minimal_complete(ab.System.deterministic(step), ab.Abstraction(shown)).abstraction
    for dtype in (np.int8, np.uint8, np.int16, np.uint32, np.int64, np.uint64):
        for order in "CF":
            s = ab.System.deterministic(np.array(step, dtype=dtype, order=order))
            assert ab.minimal_complete(s, ab.Abstraction(shown.astype(dtype))).abstraction == answer


def test_renaming_states_renames_the_classes():
    rng = np.random.default_rng(6)
    step, shown = rng.integers(0, 40, (40, 2)), rng.integers(0, 2, 40)
    q = ab.minimal_complete(ab.System.deterministic(step), ab.Abstraction(shown)).abstraction
    r = rng.permutation(40)
    renamed = np.empty_like(step)
    renamed[r] = r[step]
    shown_renamed = np.empty_like(shown)
    shown_renamed[r] = shown
    m = ab.minimal_complete(ab.System.deterministic(renamed), ab.Abstraction(shown_renamed))
    assert m.abstraction.pullback(r) == q


def test_what_is_read_ahead_changes_nothing(monkeypatch):
    """For tables that fit no cache digests are made for many nodes at once; here, for all tables."""
    from abstractions.algorithms.dirty_states import dirty_states
    from abstractions.signatures import grouping
    from abstractions.system import System

    monkeypatch.setattr(Kernel, "mode", "never")
    rng = np.random.default_rng(7)
    for n, m in ((1, 3), (5, 12), (40, 90), (70, 140), (64, 64)):
        of, to = rng.integers(0, n, m), rng.integers(0, n, m)
        for s in (
            System.labelled(np.stack([of, rng.integers(0, 3, m), to], 1), states=n),
            System.weighted(np.stack([of, to, rng.integers(-2, 3, m)], 1), "Q", states=n),
            System.weighted(np.stack([of, to, rng.integers(0, 3, m)], 1), "Max", states=n),
            System.nondeterministic([(0, t) for t in range(n)], states=n),
        ):
            labels = s.seen(ab.Abstraction.trivial(n))
            before = dirty_states(s.edges, labels)
            with monkeypatch.context() as patched:
                patched.setattr(grouping, "FAR", 0)
                assert dirty_states(s.edges, labels) == before
