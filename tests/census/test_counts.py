"""How many complete abstractions small machines have, by brute force, against the known formulas."""

import numpy as np
import pytest

import abstractions as ab
from abstractions.testing.enumerate import partitions

BELL = [1, 1, 2, 5, 15, 52, 203]


def count(step):
    s = ab.System.deterministic(step)
    return sum(bool(ab.is_complete(s, p)) for p in partitions(s.states))


@pytest.mark.parametrize("n", range(1, 7))
def test_small_families(n):
    divisors = sum(n % d == 0 for d in range(1, n + 1))
    assert count(np.roll(np.arange(n), -1)) == divisors  # a cycle
    assert count(np.minimum(np.arange(n) + 1, n - 1)) == n  # a path with an absorbing end
    assert count(np.arange(n)) == count(np.zeros(n, int)) == BELL[n]  # identity and constant


@pytest.mark.parametrize(("tail", "period"), [(1, 2), (2, 2), (2, 3), (1, 4), (3, 2), (2, 4)])
def test_a_tail_and_a_cycle(tail, period):
    n = tail + period
    step = np.arange(1, n + 1)
    step[-1] = tail
    divisors = sum(period % d == 0 for d in range(1, period + 1))
    assert count(step) == (tail + 1) * divisors
