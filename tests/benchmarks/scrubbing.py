"""Print how fast scrubbed circuits are computed exactly, beside enumeration and samples.

    python tests/benchmarks/scrubbing.py           a minute
    python tests/benchmarks/scrubbing.py --large   also 10^4 and 10^5 data; three minutes

A circuit of ten nodes (four inputs, six functions of two or three parents), values from 0 to k - 1, random
tables, random data.  The interpretation lacks two edges and merges values, so that much is resampled.
``exact``: `scrub`, all fractions; ``losses``: the distribution of a loss; ``bits``: of the largest denominator.
``tuples``: how many tuples of draws there may be for one datum, and the time to go through them, path by path,
where they are few.  ``samples``: `resample`, 10,000 samples; ``off``: how many standard errors its mean loss
is from the exact one.  Medians of three.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

import numpy as np
from run import median_time

from abstractions.circuit import Circuit, Correspondence, resample, scrub
from abstractions.errors import BudgetExceeded

PARENTS = {
    "a": ["w", "x"],
    "b": ["x", "y"],
    "c": ["y", "z"],
    "d": ["a", "b", "x"],
    "e": ["b", "c"],
    "out": ["d", "e", "w"],
}
LACKING = {"d": "x", "out": "w"}


def hypothesis(k: int, merged: int, seed: int = 0) -> Correspondence:
    """A random circuit, and itself without two edges, the values of its nodes merged to ``merged``."""
    rng = np.random.default_rng(seed)
    values = {name: range(k) for name in [*"wxyz", *PARENTS]}

    def random(parents: dict[str, list[str]], sizes: int, entries: int) -> dict[str, Any]:
        return {
            name: dict(
                zip(
                    np.ndindex(*[sizes] * len(above)),
                    rng.integers(entries, size=sizes ** len(above)).tolist(),
                )
            )
            for name, above in parents.items()
        }

    low = Circuit.of(random(PARENTS, k, k), values=values, parents=PARENTS)
    kept = {name: [p for p in above if LACKING.get(name) != p] for name, above in PARENTS.items()}
    high = Circuit.of(
        random(kept, merged, merged), values={name: range(merged) for name in values}, parents=kept
    )
    maps = {name: (lambda v: v * merged // k) for name in "wxyz"}
    return Correspondence.of(low, high, maps=maps)


def tuples(c: Correspondence, data: int) -> int:
    """How many tuples of draws there are for one datum: one draw a path, and one for each node's others."""
    paths = dict.fromkeys(c.needed, 0) | {c.output: 1}
    for n in reversed(c.needed):
        for p in c.parents(n):
            paths[p] += paths[n]
    drawn = sum(count for n, count in paths.items() if n != c.output)
    return data ** (drawn + sum(count for n, count in paths.items() if c.unimportant(n)))


def one_by_one(c: Correspondence, data: np.ndarray) -> list[dict[Any, Fraction]]:
    """The distribution of each scrubbed output, conditional and treeified, tuple by tuple."""
    low, high = c.circuit.evaluate(data), c.read(data)

    def outcomes(n: int, ref: int) -> Iterator[tuple[int, Fraction]]:
        if c.reads_input(n):
            yield int(low[c.match[n], ref]), Fraction(1)
            return
        parents, free = c.parents(n), c.unimportant(n)
        alike = [np.flatnonzero(high[p] == high[p, ref]).tolist() for p in parents]
        table = c.circuit.tables[c.match[n]]
        for refs in product(*alike):
            for other in range(len(data)) if free else [0]:
                for entry in product(*(list(outcomes(p, x)) for p, x in zip(parents, refs))):
                    values = {c.match[p]: v for p, (v, _) in zip(parents, entry)}
                    values |= {q: int(low[q, other]) for q in free}
                    at = 0
                    for q in c.circuit.parents[c.match[n]]:
                        at = at * len(c.circuit.domains[q]) + values[q]
                    count = prod(map(len, alike)) * (len(data) if free else 1)
                    yield int(table[at]), prod((w for _, w in entry), start=Fraction(1, count))

    found = []
    for x in range(len(data)):
        sums: dict[Any, Fraction] = {}
        for v, w in outcomes(c.output, x):
            sums[v] = sums.get(v, Fraction(0)) + w
        found.append(sums)
    return found


def loss(out: Any, x: Any) -> int:
    return (out - x["w"]) ** 2


def line(k: int, merged: int, size: int, sampler: Any, treeified: bool) -> str:
    c = hypothesis(k, merged)
    data = np.random.default_rng(1).integers(k, size=(size, 4))

    def sampled() -> Any:
        return resample(c, data, sampler=sampler, treeified=treeified)

    start = f"{k:3} {merged:3} {size:7,}  {sampler:13} {'paths' if treeified else 'nodes'}"
    found, seconds = sampled().expectation(loss), median_time(sampled, 3)
    try:
        exact = scrub(c, data, sampler=sampler, treeified=treeified)
    except BudgetExceeded as error:
        return f"{start}  {error.value} {seconds:29.3f} s"
    mean = exact.expectation(loss)
    time = median_time(lambda: scrub(c, data, sampler=sampler, treeified=treeified), 3)
    losses = median_time(lambda: exact.expectation(loss), 3)
    bits = max(w.denominator for row in exact.outputs for w in row.values()).bit_length()
    many = f"10^{len(str(tuples(c, size))) - 1}" if treeified else ""
    if treeified and sampler == "conditional" and size <= 2:
        assert one_by_one(c, data) == list(exact.outputs)
        many += f" {median_time(lambda: one_by_one(c, data), 1):6.1f} s"
    off = abs(float(found.mean - mean)) / found.error if found.error else 0.0
    return f"{start} {time:8.3f} s {losses:7.3f} s {bits:5}  {many:14} {seconds:7.3f} s {off:5.1f}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--large", action="store_true")
    sizes = [2, 1000, 10_000, 100_000] if parser.parse_args().large else [2, 1000]
    print("  k  to    data  sampler       draws      exact    losses  bits  tuples         samples     off")
    for size in sizes:
        for k, merged in ((3, 2), (6, 3), (10, 3), (10, 10)) if size <= 1000 else ((10, 3),):
            if size > 2:
                print()
            for treeified in (True, False):
                for sampler in ("conditional", "together", "exact", "unconditional")[: 4 if size > 2 else 1]:
                    print(line(k, merged, size, sampler, treeified), flush=True)


if __name__ == "__main__":
    main()
