"""Print how fast first returns and stuttering abstractions are computed, and checked.

    python tests/benchmarks/steps.py                a million states
    python tests/benchmarks/steps.py --states 1e7

Medians of five runs in one process after a first that is not counted (branching steps: one run).  Systems
are given ready-made.  ``by numpy``: finding first marked states by pointer doubling, eight lines of NumPy,
O(n log n); its time / ours (more than 1: ours is faster).  ``minimal s``: the minimal complete abstraction
above the same, which counts steps.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
from run import median_time

import abstractions as ab
from abstractions.algorithms.first_marked import first_marked
from abstractions.kernel import Kernel
from abstractions.steps.covering import next_kept


def steps(n: int) -> Iterator[tuple[str, np.ndarray]]:
    rng = np.random.default_rng(0)
    yield "random map", rng.integers(0, n, n)
    yield "one cycle, in order", np.roll(np.arange(n), -1)
    yield "one cycle, at random", np.roll(rng.permutation(n), -1)[np.argsort(rng.permutation(n))]
    yield "random permutation", rng.permutation(n)
    yield "path", np.maximum(np.arange(n) - 1, 0)


def first_returns(n: int) -> Iterator[str]:
    rng = np.random.default_rng(1)
    for name, step in steps(n):
        s = ab.System.deterministic(step)
        for share in (0.5, 0.001):
            marks = rng.random(n) < share
            marks |= first_marked(s.table[:, 0], marks)[0] < 0  # what meets no mark
            ours = median_time(partial(ab.first_return, s, marks))
            check = median_time(ab.first_return(s, marks).check)
            plain = median_time(partial(next_kept, s.table[:, 0], marks))
            yield f"{name:24} {marks.mean():9.1%} {ours:9.3f} {check:9.3f} {plain / ours:9.1f}"


def stutterings(n: int) -> Iterator[str]:
    rng = np.random.default_rng(2)
    for name, step in steps(n):
        s = ab.System.deterministic(step)
        for classes, labels in [
            (2, rng.integers(0, 2, n)),
            (5, np.arange(n) // 100 % 5),
            (1000, rng.integers(0, 1000, n)),
        ]:
            p = ab.Abstraction(labels)
            found = ab.stuttering(s, p)
            assert found.check()
            ours, check = median_time(partial(ab.stuttering, s, p)), median_time(found.check)
            full = median_time(partial(ab.minimal_complete, s, p))
            yield f"{name:24} {classes:9} {len(found.abstraction):9} {ours:9.3f} {check:9.3f} {full:9.3f}"


def labelled(n: int) -> Iterator[str]:
    for name, edges in edge_lists(n, np.random.default_rng(3)):
        s = ab.System.labelled(edges, states=n)
        ours, found = once(partial(ab.stuttering, s, silent=0))
        check, verdict = once(found.check)
        assert verdict
        splits = int(found.reason.time.max(initial=0))
        yield f"{name:24} {len(edges):9} {len(found.abstraction):9} {splits:9} {ours:9.3f} {check:9.3f}"


def edge_lists(n: int, rng: np.random.Generator) -> Iterator[tuple[str, np.ndarray]]:
    for letters in (2, 5, 50):
        columns = rng.integers(0, n, 2 * n), rng.integers(0, letters, 2 * n), rng.integers(0, n, 2 * n)
        yield f"random, {letters} letters", np.stack(columns, axis=1)
    i = np.arange(n - 1)
    yield "path, each second silent", np.stack([i, i % 2, i + 1], axis=1)
    yield "tree, a third silent", np.stack([i + 1, rng.integers(0, 3, n - 1), rng.integers(0, i + 1)], axis=1)
    ends = np.stack([i, np.ones(n - 1, int), n - 1 - rng.integers(0, 30, n - 1)], axis=1)[: n // 2]
    yield "a long silence", np.concatenate([np.stack([i, (i > n // 2).astype(int), i + 1], axis=1), ends])


def once(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


def main() -> None:
    Kernel.mode = "always"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--states", type=float, default=1e6)
    n = int(parser.parse_args().states)
    print(f"{f'first return, {n:.0e}':24} {'marked':>9} {'ours s':>9} {'check s':>9} {'by numpy':>9}")
    for row in first_returns(n):
        print(row, flush=True)
    print(
        f"\n{f'stuttering, {n:.0e}':24} {'given':>9} {'classes':>9} {'ours s':>9} {'check s':>9} {'minimal s':>9}"
    )
    for row in stutterings(n):
        print(row, flush=True)
    print(
        f"\n{'branching, 1e5 states':24} {'edges':>9} {'classes':>9} {'splits':>9} {'ours s':>9} {'check s':>9}"
    )
    list(labelled(100))  # which compiles
    for row in labelled(min(n, 100_000)):
        print(row, flush=True)
    print(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.1f} GB")


if __name__ == "__main__":
    main()
