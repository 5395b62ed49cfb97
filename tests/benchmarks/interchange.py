"""Print how fast alignments are decided exactly, beside causal-abstraction-eval, which samples.

    python tests/benchmarks/interchange.py --runs 3   four minutes with the peer, else some seconds

Ours: every base, every source, every set of aligned inner nodes; from functions to circuits + from these to
the verdict, the accuracy and the counterexample.  The peer, if it is installed: from a model that is made
before to its score on 3,000 samples (how many, it leaves to its user).  Medians in one process.  Ratios: peer
time / (build + answer); more than 1: ours is faster.

- ``CAE``           its abstraction error as its functions are called without more: one variable is set at a
                    time, all others are compared
- ``CAE as here``   the same on the nodes and outputs that are ours, any number at once, in batches of ten as
                    in its own experiments
- ``IIA``           its interchange metric: 3,000 pairs of base and source, one variable at a time

Found: ours is the part of all cases in which both sides agree; the peer's is one minus its score, an average
over variables and samples, without a case to replay.  The peer runs the low functions on arrays.
"""

from __future__ import annotations

import argparse
import importlib.util
import inspect
import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from abstractions.circuit import Alignment, Circuit, interchange

SAMPLES = 3_000


@dataclass(frozen=True)
class Task:
    """Two circuits by their functions, and what stands for what."""

    name: str
    low: dict[str, Callable[..., Any]]
    low_values: dict[str, range]
    high: dict[str, Callable[..., Any]]
    high_values: dict[str, range]
    cells: dict[str, tuple[str, ...]]
    maps: dict[str, Callable[..., int]]

    def alignment(self) -> Alignment:
        low = Circuit.of(self.low, values=self.low_values)
        return Alignment.of(low, Circuit.of(self.high, values=self.high_values), self.cells, self.maps)


def adder(name: str, gate: Callable[[Any, Any], Any]) -> Task:
    """Two bits and two bits and a carry; ``gate`` makes the lowest bit of the sum."""
    bits = range(2)
    low: dict[str, Callable[..., Any]] = {
        "xor0": lambda a0, b0: a0 ^ b0,
        "both0": lambda a0, b0: a0 & b0,
        "s0": lambda xor0, c0: gate(xor0, c0),
        "more0": lambda xor0, c0: xor0 & c0,
        "c1": lambda both0, more0: both0 | more0,
        "xor1": lambda a1, b1: a1 ^ b1,
        "both1": lambda a1, b1: a1 & b1,
        "s1": lambda xor1, c1: xor1 ^ c1,
        "more1": lambda xor1, c1: xor1 & c1,
        "c2": lambda both1, more1: both1 | more1,
    }
    high: dict[str, Callable[..., Any]] = {
        "ones": lambda x, y: x % 2 + y % 2,
        "twos": lambda x, y: x // 2 + y // 2,
        "carry": lambda ones, c: (ones + c) // 2,
        "total": lambda ones, c, twos, carry: (ones + c) % 2 + 2 * (twos + carry),
    }
    sizes = {"x": 4, "y": 4, "c": 2, "ones": 3, "twos": 3, "carry": 2, "total": 8}
    two = {"x": ("a1", "a0"), "y": ("b1", "b0"), "ones": ("both0", "xor0"), "twos": ("both1", "xor1")}
    return Task(
        name,
        low,
        dict.fromkeys(("a0", "a1", "b0", "b1", "c0"), bits),
        high,
        {v: range(size) for v, size in sizes.items()},
        two | {"c": ("c0",), "carry": ("c1",), "total": ("c2", "s1", "s0")},
        dict.fromkeys(two, lambda u, v: 2 * u + v) | {"total": lambda u, v, w: 4 * u + 2 * v + w},
    )


def threshold(name: str, most: int, k: int = 6, size: int = 5) -> Task:
    """Whether x + y + z is at least k; high counts the first two only up to ``most``."""
    low: dict[str, Callable[..., Any]] = {
        "two": lambda x, y: x + y,
        "three": lambda two, z: two + z,
        "out": lambda three: (three >= k) * 1,
    }
    high: dict[str, Callable[..., Any]] = {
        "enough": lambda x, y: min(x + y, most),
        "over": lambda enough, z: (enough + z >= k) * 1,
        "out": lambda over: over,
    }
    inputs = dict.fromkeys("xyz", range(size))
    return Task(
        name,
        low,
        inputs,
        high,
        inputs | {"enough": range(most + 1), "over": range(2), "out": range(2)},
        {"enough": ("two",), "over": ("three",)},
        {"enough": lambda s: min(s, most), "over": lambda s: int(s >= k)},
    )


TASKS = [
    adder("two-bit adder", lambda a, b: a ^ b),
    adder("two-bit adder, OR for XOR", lambda a, b: a | b),
    threshold("x + y + z >= 6", 6),
    threshold("x + y + z >= 6, counted to 5", 5),
]


def large() -> Alignment:
    """160,000 inputs; 157,609 different settings of both nodes together."""
    values = {"x": range(400), "y": range(400)}
    rest = {"A": lambda x: x % 397, "B": lambda y: y % 397}
    low = Circuit.of({**rest, "out": lambda A, B: (A + B) % 5}, values=values)
    return Alignment.of(low, Circuit.of({**rest, "out": lambda A, B: (A % 5 + B) % 5}, values=values))


def measured(f: Callable[[], Any], runs: int) -> tuple[float, Any]:
    """The median of the seconds, and the answer."""
    times, answer = [], None
    for _ in range(runs):
        began = time.perf_counter()
        answer = f()
        times.append(time.perf_counter() - began)
    return statistics.median(times), answer


# ---- the peer ----------------------------------------------------------------------------------


def peers(task: Task) -> dict[str, Callable[[], float]]:
    """For each way in which the peer is asked, a function that gives the accuracy that it estimates."""
    os.environ["TQDM_DISABLE"] = "1"  # no progress on the terminal: it costs time
    import causal_abstraction as cae
    from causal_abstraction.tasks import StandardTasks

    a = task.alignment()

    class Low(cae.LowLevelModel):
        def forward_with_interventions(self, input_state: Any, interventions: Any) -> Any:
            values = {name: np.rint(v).astype(np.int64) for name, v in interventions.items()}
            for name, f in task.low.items():
                if name not in values:
                    values[name] = f(*(values[p] for p in inspect.signature(f).parameters))
            return cae.SystemState(values={name: v.astype(float) for name, v in values.items()})

    high, specs = cae.CausalGraph(), {}
    cells = {v: [a.low.names[n] for n in cell] for v, cell in zip(a.high.names, a.cells)}
    for node, name in enumerate(a.high.names):
        labels = [int(v) for v in a.high.domains[node]]
        f = task.high.get(name, lambda: None)
        parents = list(inspect.signature(f).parameters)
        high.add_variable(name, f, parents=parents, distribution={v: 1 / len(labels) for v in labels})
        sides = [a.low.domains[n] for n in a.cells[node]]
        meant: dict[int, list[tuple[Any, ...]]] = {}
        for entry, label in zip(product(*sides), a.maps[node].tolist()):
            if label >= 0:
                meant.setdefault(label, []).append(entry)
        specs[name] = {
            labels[label]: cae.RectSubspace(*((min(v) - 0.4, max(v) + 0.4) for v in zip(*entries)))
            for label, entries in sorted(meant.items())
        }
    schema = cae.MicroVariableSchema.from_names(a.low.names)
    unmapped = [a.low.names[n] for n in a.unmapped]
    coarse = cae.CoarseGrainingMap(schema, cells, internal_variables=unmapped)
    meaning = cae.ValueMap(coarse, specs)
    engine = cae.EvaluationEngine(
        high, Low(), meaning, coarse, cae.EvaluationConfig(seed=0, logging_level=40)
    )
    inner, outputs = ([a.high.names[n] for n in ns] for ns in (a.inner, a.high.outputs))
    down = cae.TopDownSampler(meaning)
    plain = StandardTasks.score(engine.builder, name="CAE_down_nf", sampler=down)
    ours = StandardTasks.score(
        engine.builder,
        name="CAE_down_nf",
        sampler=down,
        intervention_domain=inner,
        score_vars=outputs,
        batch_size=10,
        max_interventions=len(inner),
    )

    def error(question: Any) -> float:
        return float(engine.run_tasks([question], n_samples=SAMPLES)["CAE_down_nf"].score)

    def pairs() -> float:
        metric = cae.IIAMetric(inner_metric="hard")
        return float(engine.run_analytical_metrics([metric], n_samples=SAMPLES)["IIAMetric"])

    return {
        "CAE": lambda: 1 - error(plain),
        "CAE as here": lambda: 1 - error(ours),
        "IIA": lambda: 1 - pairs(),
    }


# ---- the tables --------------------------------------------------------------------------------


def ours(name: str, make: Callable[[], Alignment], runs: int) -> tuple[list[str], float]:
    """A row, and the seconds from functions to the answer."""
    build, a = measured(make, runs)
    interchange(a)
    answer, found = measured(lambda: interchange(a), runs)
    cases = sum(row.cases for row in found.rows)
    said = f"{found.accuracy}"
    if not found:
        said += f": {'; '.join(str(found.verdict.counterexample).splitlines())}"
    times = f"{build * 1e3:.1f} + {answer * 1e3:.1f}"
    return [name, f"exact, {cases:,} cases", times, "", said], build + answer


def rows(runs: int, beside: bool) -> Iterator[list[str]]:
    for task in TASKS:
        row, mine = ours(task.name, task.alignment, runs)
        yield row
        for way, estimate in peers(task).items() if beside else ():
            seconds, part = measured(estimate, runs)
            yield ["", way, f"{seconds * 1e3:.0f}", f"{seconds / mine:.0f}", f"{part:.4f}"]
    yield ours("160,000 inputs, 157,609 joint settings", large, runs)[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--runs", type=int, default=3, help="how many of each, for the median")
    runs = parser.parse_args().runs
    beside = importlib.util.find_spec("causal_abstraction") is not None
    if not beside:
        print("causal-abstraction-eval is not installed (pip install causal-abstraction-eval): ours alone\n")
    print("| system | asked | milliseconds | ratio | found |\n|---|---|---|---|---|")
    for row in rows(runs, beside):
        print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
