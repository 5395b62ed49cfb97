"""Print how fast simple abstractions are found: kept coordinates on a million states, parities, searches, trees.

    python tests/benchmarks/simple.py              a minute

Medians of five runs in one process, after one that compiles.  ``closed``: the dependency closure on a product,
compiled; ``whole``: with reading the coordinates.  ``by turns``: the same answer
by hull and completion, the slow definition.  ``all classes``: the
least complete abstraction of all, for comparison.  ``check``: the independent check of the answer.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

import abstractions as ab
from abstractions.simple import Coordinates, Parities, Trees, minima
from abstractions.simple.growing import grow


def seconds(work: Callable[[], Any], runs: int = 5) -> float:
    work()
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def shifted(sizes: tuple[int, ...]) -> tuple[ab.System, ab.Abstraction]:
    """Each coordinate's next value reads itself and its right neighbour; half of them feed the first one."""
    grid = np.indices(sizes).reshape(len(sizes), -1)
    new = []
    for i, d in enumerate(sizes):
        reads = grid[i] + (grid[i + 1] if i + 1 < len(sizes) and i != len(sizes) // 2 else 0)
        new.append(reads % d)
    step = np.ravel_multi_index(new, sizes)
    return ab.System.deterministic(step), ab.Abstraction(grid[0])


def products() -> None:
    print(
        f"{'product':>22} {'states':>9} {'kept':>6} {'closed':>8} {'whole':>8} {'by turns':>9} "
        f"{'ratio':>6} {'all classes':>12} {'check':>8}"
    )
    for sizes in [(2,) * 16, (2,) * 20, (10,) * 6, (1000, 1000), (64, 32, 16, 8, 4), (2,) * 22]:
        print(product_row(sizes), flush=True)


def product_row(sizes: tuple[int, ...]) -> str:
    s, p = shifted(sizes)
    family = Coordinates(sizes=sizes)
    placed = family.on(s)
    found = minima(s, p, family=family)
    closed = seconds(lambda: placed.minimal(s, p, 10**6))
    everything = seconds(lambda: minima(s, p, family=family), 3)
    turns = seconds(lambda: grow(placed, s, p, 10**6), 3)
    whole = seconds(lambda: ab.minimal_complete(s, p), 3)
    check = seconds(found.check, 3)
    assert len(found) == 1 and found.check()
    name = "x".join(map(str, sizes)) if len(sizes) < 7 else f"2^{len(sizes)}"
    return (
        f"{name:>22} {s.states:>9} {len(found[0].what):>3}/{len(sizes):<2} {closed:8.3f} {everything:8.3f} "
        f"{turns:9.3f} {turns / closed:6.1f} {whole:12.3f} {check:8.3f}"
    )


def others() -> None:
    rng = np.random.default_rng(1)
    print(f"\n{'question':>44} {'states':>8} {'found':>6} {'seconds':>8} {'check':>8}")
    for bits in (8, 12, 14, 16):
        n = 1 << bits
        x = np.arange(n)
        s = ab.System.deterministic((x << 1 & n - 1) | (np.bitwise_count(x & 0b1011).astype(int) & 1))
        columns = (x[:, None] >> np.arange(bits)) & 1
        row(f"parities, linear register of {bits} bits", s, np.bitwise_count(x & 5) & 1, Parities(columns))
        s = ab.System.deterministic(rng.integers(0, n, n))
        row(f"parities, random step, {bits} bits", s, x == 0, Parities(columns))
    for k in (8, 12, 16):
        states = np.unique(rng.integers(0, 1 << k // 2, 4000))
        wide = np.concatenate([states[:, None] >> np.arange(k // 2) & 1] * 2, axis=1)
        s = ab.System.deterministic(np.arange(len(states)))
        p = np.bitwise_count(states & 7) & 1
        row(f"coordinates, each bit twice, {k} of them", s, p, Coordinates(wide))
    for bits in (12, 16, 18):
        x = np.arange(1 << bits)
        columns = x[:, None] >> np.arange(bits) & 1
        sums = np.stack([columns[:, i] ^ columns[:, i + 1] for i in range(4)], axis=1)
        turned = (x << 1 & (1 << bits) - 1) | x >> bits - 1
        half = (x & 0b11111) | (turned & ~0b11111)  # five bits stay
        family = Coordinates(np.concatenate([columns, sums], axis=1))
        row(f"coordinates, {bits} bits and 4 sums", ab.System.deterministic(half), x & 0b11111, family)
    for bits in (6, 8, 10):
        x = np.arange(1 << bits)
        columns = x[:, None] >> np.arange(bits) & 1
        s = ab.System.deterministic(x)
        row(
            f"smallest tree, majority of {bits} bits",
            s,
            np.bitwise_count(x) > bits // 2,
            Trees(None, columns=columns),
        )


def row(name: str, s: ab.System, p: Any, family: Any) -> None:
    kept = ab.Abstraction(np.asarray(p).astype(int))
    found = minima(s, kept, family=family)
    spent = seconds(lambda: minima(s, kept, family=family), 3)
    check = seconds(found.check, 1)
    assert found.check()
    print(f"{name:>44} {s.states:>8} {len(found):>6} {spent:8.3f} {check:8.3f}", flush=True)


def main() -> None:
    products()
    others()


if __name__ == "__main__":
    main()
