"""Print how fast complete abstractions are listed, and those that pairs generate, beside the peers.

    python tests/benchmarks/lattices.py              a minute
    python tests/benchmarks/lattices.py --large      also all 28 million pairs of 7,500 states

Medians of five runs in one process after a first that is not counted (large ones: one).  Ratios:
peer time / our time (more than 1: ours is faster).  ``libsemigroups``: its low-index congruences,
one thread, of the monoid whose right Cayley graph is our machine; if it is installed
(libsemigroups_pybind11).  ``one by one``: one congruence closure, compiled, for each pair, the
answers told apart by a dictionary.  Everything is compiled, however small.
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
from abstractions.algorithms.closure import closure
from abstractions.kernel import Kernel

TRANSFORMATIONS = {
    "all maps of 3 points": [[1, 0, 2], [1, 2, 0], [0, 0, 2]],
    "monotone maps of 4 points": [
        [0, 0, 2, 3],
        [0, 1, 1, 3],
        [0, 1, 2, 2],
        [1, 1, 2, 3],
        [0, 2, 2, 3],
        [0, 1, 3, 3],
    ],
    "permutations of 4 points": [[1, 0, 2, 3], [1, 2, 3, 0]],
    "permutations of 5 points": [[1, 0, 2, 3, 4], [1, 2, 3, 4, 0]],
    "all maps of 4 points": [[1, 0, 2, 3], [1, 2, 3, 0], [0, 0, 2, 3]],
}
CASES = [
    ("all maps of 3 points", None),
    ("monotone maps of 4 points", None),
    ("permutations of 4 points", None),
    ("permutations of 5 points", 20),  # the peer takes minutes for all
    ("all maps of 4 points", 6),
]


def generated(maps: list[list[int]]) -> np.ndarray:
    """The right Cayley graph of the transformations that are products of some of ``maps``."""
    products = [tuple(f) for f in maps]
    place = {f: i for i, f in enumerate(dict.fromkeys(products))}
    waiting, table = list(place), []
    for f in waiting:
        row = []
        for g in maps:
            h = tuple(g[x] for x in f)
            if h not in place:
                place[h] = len(place)
                waiting.append(h)
            row.append(place[h])
        table.append(row)
    return np.array(table)


def libsemigroups(maps: list[list[int]], most: int) -> Callable[[], int] | None:
    """A timed count of the right congruences with at most so many classes."""
    try:
        import libsemigroups_pybind11 as lib
    except ImportError:
        return None
    quiet = lib.ReportGuard(False)
    monoid = lib.FroidurePin(*map(lib.Transf, maps))
    presentation = lib.Presentation(list(range(len(maps))))
    for u, v in lib.froidure_pin.rules(monoid):
        lib.presentation.add_rule(presentation, list(u), list(v))

    def count() -> int:
        sims = lib.Sims1(presentation)
        sims.number_of_threads(1)
        return int(sims.number_of_congruences(most))

    count.quiet = quiet  # type: ignore[attr-defined]
    return count


def monoids() -> Iterator[str]:
    for name, most in CASES:
        maps = TRANSFORMATIONS[name]
        s = ab.System.deterministic(generated(maps))
        count = ab.complete_abstractions(s, max_classes=most).count
        found, ours = int(count()), median_time(count)
        title = name + (f", {most} classes" if most else "")
        row = f"{title:36} {s.states:>7} {s.letters:>7} {found:>9} {ours:9.4f}"
        peer = libsemigroups(maps, most or s.states)
        if peer is not None:
            assert peer() == found, "the peer counts another number"
            row += f" {median_time(peer) / ours:13.1f}"
        yield row


def lists() -> Iterator[str]:
    rng = np.random.default_rng(6)
    steps = {
        "random map": rng.integers(0, 16, (16, 1)),
        "random map of 6 images": rng.integers(0, 6, (16, 1)),
        "constant map": np.zeros((10, 1), int),
        "path": np.minimum(np.arange(1, 1001), 999)[:, None],
        "cycle": np.roll(np.arange(5040), -1)[:, None],
        "random, 2 letters, 4 images": rng.integers(0, 4, (16, 2)),
    }
    for name, step in steps.items():
        s = ab.System.deterministic(step)
        count = ab.complete_abstractions(s).count
        kept = median_time(partial(rows, s))
        yield f"{name:36} {s.states:>7} {s.letters:>7} {int(count()):>9} {median_time(count):9.4f} {kept:9.4f}"


def rows(s: ab.System) -> np.ndarray:
    return ab.complete_abstractions(s).rows


def one_by_one(s: ab.System) -> int:
    n, seen = s.states, set()
    labels = np.arange(n, dtype=np.int32)
    for y in range(n):
        for x in range(y):
            labels[y] = x
            seen.add(closure(s.table, labels).labels.tobytes())
            labels[y] = y
    return len(seen)


def principal(large: bool) -> Iterator[str]:
    rng = np.random.default_rng(0)
    cases: list[tuple[str, Any]] = [
        ("random, 2 letters", rng.integers(0, 330, (330, 2))),
        ("random, 4 letters", rng.integers(0, 330, (330, 4))),
        ("permutations of 5 points", generated(TRANSFORMATIONS["permutations of 5 points"])),
        ("all maps of 4 points", generated(TRANSFORMATIONS["all maps of 4 points"])),
        ("path", np.minimum(np.arange(1, 331), 329)[:, None]),
        ("random, 2 letters", rng.integers(0, 1000, (1000, 2))),
        ("random, 2 letters", rng.integers(0, 3000, (3000, 2))),
    ]
    if large:
        cases.append(("random, 2 letters", rng.integers(0, 7500, (7500, 2))))
    for name, step in cases:
        s = ab.System.deterministic(step)
        small = s.states <= 400
        began = time.perf_counter()
        found = len(ab.principals(s))
        ours = time.perf_counter() - began
        if s.states <= 1000:
            ours = median_time(partial(ab.principals, s))
        row = f"{name:36} {s.states:>7} {s.letters:>7} {found:>9} {ours:9.4f}"
        if small:
            began = time.perf_counter()
            assert one_by_one(s) == found
            row += f" {(time.perf_counter() - began) / ours:13.1f}"
        yield row


def main() -> None:
    Kernel.mode = "always"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--large", action="store_true")
    options = parser.parse_args()
    head = f"{'states':>7} {'letters':>7} {'found':>9}"
    print(f"{'all of a monoid':36} {head} {'ours s':>9} {'libsemigroups':>13}")
    for row in monoids():
        print(row, flush=True)
    print(f"\n{'all of a machine':36} {head} {'counted s':>9} {'kept s':>9}")
    for row in lists():
        print(row, flush=True)
    print(f"\n{'generated by pairs':36} {head} {'ours s':>9} {'one by one':>13}")
    for row in principal(options.large):
        print(row, flush=True)
    print(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.1f} GB")


if __name__ == "__main__":
    main()
