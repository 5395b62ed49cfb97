"""Print how fast the smallest and the minimal sub-circuits are found, beside looking at all sets by size.

    python tests/benchmarks/subcircuits.py              a minute
    python tests/benchmarks/subcircuits.py --large      also searches of many seconds

Once each, in one process.  ``boxes``: leaves of the search, which are the proof; ``check``: seconds to
go through them again.  ``by size``: running all sets of up to as many parts as the answer has (for minimal
sets: all there are), each on all different cases, by arrays; a thousand of them are timed, and the time
for all is told, as a multiple of ours.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator
from itertools import islice, product
from math import comb
from typing import Any

import numpy as np

from abstractions.circuit import Circuit, faithful, minimal, parts_of, smallest
from abstractions.circuit.subcircuit.ablation import Ablation


def ripple(bits: int) -> Circuit:
    """An adder of two numbers and a carry: ten edges a bit."""
    values, gates, parents = {"c0": (0, 1)}, {}, {}
    for i in range(bits):
        values |= {f"a{i}": (0, 1), f"b{i}": (0, 1)}
        gates |= {f"half{i}": lambda a, b: a ^ b, f"both{i}": lambda a, b: a & b}
        gates |= {f"sum{i}": lambda h, c: h ^ c, f"more{i}": lambda h, c: h & c}
        gates[f"c{i + 1}"] = lambda both, more: both | more
        parents |= {gate: [f"a{i}", f"b{i}"] for gate in (f"half{i}", f"both{i}")}
        parents |= {gate: [f"half{i}", f"c{i}"] for gate in (f"sum{i}", f"more{i}")}
        parents[f"c{i + 1}"] = [f"both{i}", f"more{i}"]
    return Circuit.of(gates, values=values, parents=parents)


def drawn(seed: int, edges: int) -> Circuit:
    """Gates AND, OR and XOR, each of two nodes near it, four inputs, two outputs; none is constant."""
    rng = random.Random(seed)
    for _ in range(10_000):
        names, gates, parents = [f"x{i}" for i in range(4)], {}, {}
        for i in range(edges // 2):
            parents[f"n{i}"] = rng.sample(names[-6:], 2)
            gates[f"n{i}"] = rng.choice([lambda a, b: a & b, lambda a, b: a | b, lambda a, b: a ^ b])
            names.append(f"n{i}")
        c = Circuit.of(gates, values=dict.fromkeys(names[:4], (0, 1)), parents=parents, outputs=names[-2:])
        if len(parts_of(c)) >= edges - 1 and not faithful(c, []).faithfulness >= 0.5:
            return c
    raise AssertionError("no such circuit was drawn")


def by_size(question: Ablation, kept: tuple[Any, ...]) -> int:
    """On how many cases some parts give the outputs: node after node, on arrays of all cases."""
    c, values = question.circuit, question.values
    size = question.rows.shape[0]
    clean, other = np.divmod(np.arange(size**2), size)
    found = np.zeros((len(c.names), size**2), np.int32)
    for n, table in enumerate(c.tables):
        at = np.zeros(size**2, np.int64)
        for p in c.parents[n]:
            now = (c.names[p], c.names[n]) in kept
            at = at * len(c.domains[p]) + (found[p] if now else values[p, other])
        found[n] = values[n, clean] if table is None else table[at]
    outputs = list(c.outputs)
    return int((found[outputs] == values[outputs][:, clean]).all(axis=0).sum())


def enumeration(question: Ablation, most: int) -> float:
    """The seconds that all sets of at most so many parts would take."""
    parts = question.parts
    sets = (tuple(p for p, k in zip(parts, keep) if k) for keep in product((0, 1), repeat=len(parts)))
    began, count = time.perf_counter(), 0
    for kept in islice(sets, 1000):
        by_size(question, kept)
        count += 1
    each = (time.perf_counter() - began) / count
    return each * sum(comb(len(parts), k) for k in range(most + 1))


def rows(large: bool) -> Iterator[str]:
    cases = [("full adder", ripple(1)), ("two-bit adder", ripple(2))]
    cases += [(f"drawn, seed {seed}", drawn(seed, edges)) for edges in (16, 20, 24) for seed in (1, 2)]
    if large:
        cases += [("three-bit adder", ripple(3)), ("drawn, seed 1", drawn(1, 30))]
    for name, c in cases:
        question = Ablation.of(c, None, "resample", "edges")
        for at_least in ("1", "9/10", "3/4"):
            for ask in (smallest, minimal):
                if large and len(question.parts) > 24 and at_least == "3/4":
                    continue
                began = time.perf_counter()
                found = ask(c, at_least=at_least, budget=10**12)
                ours = time.perf_counter() - began
                began = time.perf_counter()
                assert found.check()
                check = time.perf_counter() - began
                size = len(found[0].kept)
                theirs = enumeration(question, size if ask is smallest else len(question.parts))
                yield (
                    f"{name:18} {len(question.parts):>5} {at_least:>8} {ask.__name__:>9} {len(found):>7} {size:>5} "
                    f"{len(found.leaves):>8} {ours:8.4f} {check:8.4f} {theirs / ours:12,.1f}"
                )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--large", action="store_true")
    options = parser.parse_args()
    print(
        f"{'circuit':18} {'edges':>5} {'at least':>8} {'sets':>9} {'found':>7} {'least':>5} "
        f"{'boxes':>8} {'ours s':>8} {'check s':>8} {'by size':>12}"
    )
    for row in rows(options.large):
        print(row, flush=True)


if __name__ == "__main__":
    main()
