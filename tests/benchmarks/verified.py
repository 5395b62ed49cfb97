"""Print how long the verified checker takes, beside the one in Python.

    sh proofs/build.sh && python tests/benchmarks/verified.py --sizes 1e4,1e5

Seconds for one certificate; the verified checker's include writing and reading it as decimals.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import abstractions as ab
from abstractions.verified import verify_verified


def cases(n: int) -> Iterator[tuple[str, Any, Any, Any]]:
    """Certificates of machines of n states and two letters, with what they are about."""
    rng = np.random.default_rng(0)
    p = ab.Abstraction(rng.integers(0, 2, n))
    s = ab.System.deterministic(rng.integers(0, n, (n, 2)))
    yield "random machine", ab.minimal_complete(s, p).certificate, s, p
    path = np.minimum(np.arange(n)[:, None] + np.arange(2)[None, :], n - 1)
    s, p = ab.System.deterministic(path), ab.Abstraction((np.arange(n) == n - 1).astype(int))
    yield "path", ab.minimal_complete(s, p).certificate, s, p
    of = np.arange(n) % 1000
    goal = (of[:, None] * 7 + np.arange(2)[None, :] * 3 + 1) % 1000 + 1000 * rng.integers(
        0, n // 1000, (n, 2)
    )
    s, p = ab.System.deterministic(goal), ab.Abstraction((of == 0).astype(int))
    m = ab.minimal_complete(s, p)
    yield "1000 classes", m.certificate, s, p
    yield "complete", ab.is_complete(s, m.abstraction).certificate, s, m.abstraction  # type: ignore[union-attr]
    merged = ab.Abstraction.from_blocks([[0, 1]], n)
    yield "core", ab.core(s, merged).certificate, s, merged


def seconds(f: Callable[[], Any]) -> float:
    assert f()
    began = time.perf_counter()
    assert f()
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", default="1e4,1e5", help="how many states")
    print("| certificate | states | Python s | verified s |\n|---|---|---|---|")
    for size in parser.parse_args().sizes.split(","):
        for name, c, s, p in cases(int(float(size))):
            here, there = (
                seconds(lambda f=f, c=c, s=s, p=p: f(c, s, p)) for f in (ab.verify, verify_verified)
            )
            print(f"| {name} | {s.states:,} | {here:.4f} | {there:.2f} |", flush=True)


if __name__ == "__main__":
    main()
