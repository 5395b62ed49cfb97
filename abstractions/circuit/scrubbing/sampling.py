"""Causal scrubbing by samples, for circuits whose exact distributions are too large.

Main definitions  `resample`, `Resampled`, `Estimate`
Notes             The draws of `scrub`, made and not enumerated, for all samples at once: a few array
                  operations for each path of the interpretation, or, with one draw, for each node.  Means are
                  exact for the samples drawn; only their standard error is a float, and decides nothing.
Law               `resampling_is_within_five_standard_errors` in `abstractions.testing.laws`
Source            L. Chan et al., Causal scrubbing, 2022
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from math import sqrt
from typing import Any

import numpy as np

from ...arguments import budget_of, whole
from ...arrays import Ints, members
from ...errors import BudgetExceeded
from ..alignment import Alignment
from ..circuit import Values
from .correspondence import Correspondence, Remark
from .losses import Loss, lost_by
from .references import References, Sampler
from .scrub import named_data

__all__ = ["Estimate", "Resampled", "resample"]

BUDGET = 10**9
"""So many values are drawn, at most."""

UNIT = 1 << 62
"""Chances are drawn to so many parts, far finer than any number of samples can tell."""


@dataclass(frozen=True)
class Estimate:
    """A mean over samples, as a fraction, with its standard error."""

    mean: Fraction
    error: float
    samples: int

    def __str__(self) -> str:
        return f"{float(self.mean):.6g} ± {self.error:.2g} ({self.samples:,} samples)"


@dataclass(frozen=True, eq=False)
class Resampled:
    """Samples of scrubbed outputs, each on one of the data, drawn with equal chances.

    ``of``: the number of the datum of each sample; ``outputs``, ``original``: the numbers of the scrubbed
    and of the original output on it, among ``values``; shape (samples,).
    """

    references: References
    data: tuple[Values, ...]
    values: tuple[Any, ...]
    of: Ints
    outputs: Ints
    original: Ints

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What the hypothesis says that is often a mistake."""
        return self.references.hypothesis.remarks

    @cached_property
    def distribution(self) -> dict[Any, Fraction]:
        """The part of the samples with each value."""
        values, counts = np.unique(self.outputs, return_counts=True)
        return {
            self.values[v]: Fraction(n, self.outputs.size) for v, n in zip(values.tolist(), counts.tolist())
        }

    def expectation(self, loss: Loss) -> Estimate:
        """The mean of ``loss(scrubbed output, input)``."""
        pairs, counts = np.unique(np.stack((self.of, self.outputs)), axis=1, return_counts=True)
        found: Counter[Fraction] = Counter()
        for i, v, count in zip(*pairs.tolist(), counts.tolist()):
            found[lost_by(loss, self.values[v], self.data[i])] += count
        return estimate(found)

    @cached_property
    def changed(self) -> Estimate:
        """The part of the samples whose output is not that of the circuit on the same input.

        Where the circuit draws, both outputs are drawn apart, and may differ by chance.
        """
        changed = int((self.outputs != self.original).sum())
        return estimate({Fraction(1): changed, Fraction(0): self.outputs.size - changed})

    def __str__(self) -> str:
        return f"the output changes in {self.changed}"


def estimate(counts: Mapping[Fraction, int]) -> Estimate:
    """The mean of numbers that come so often."""
    size = sum(counts.values())
    mean = sum((v * n for v, n in counts.items()), Fraction(0)) / size
    squares = sum(((v - mean) ** 2 * n for v, n in counts.items()), Fraction(0))
    return Estimate(mean, sqrt(squares / (size - 1) / size), size)


def resample(
    hypothesis: Correspondence | Alignment,
    data: Iterable[Values] | Ints | None = None,
    *,
    sampler: Sampler = "conditional",
    treeified: bool = True,
    samples: int = 10_000,
    seed: int = 0,
    budget: int = BUDGET,
) -> Resampled:
    """Scrub the output on some of ``data`` (default: all inputs), drawn at random; see `scrub`.

    The same ``seed`` gives the same samples.  Cost: the samples times the paths of the interpretation (with
    one draw: its nodes).  Errors: `Misuse`; `BudgetExceeded` for more than ``budget`` values.

    >>> from abstractions.circuit import Circuit
    >>> low = Circuit.of({"out": lambda x, y: x ^ y}, values={"x": (0, 1), "y": (0, 1)})
    >>> high = Circuit.of({"out": lambda x: x}, values={"x": (0, 1)})          # "y is irrelevant"
    >>> found = resample(Correspondence.of(low, high), samples=1000).changed
    >>> abs(found.mean - Fraction(1, 2)) <= 5 * found.error
    True
    """
    budget_of(budget)
    whole(
        samples, "the number of samples", least=2, repair="one sample has no standard error: give two or more"
    )
    whole(seed, "the seed")
    h = hypothesis if isinstance(hypothesis, Correspondence) else Correspondence.of_alignment(hypothesis)
    low = h.circuit
    references = References(h, low.data(data), sampler, treeified)
    paths = number_of_paths(h) if treeified else len(h.needed)
    if samples * paths > budget:
        raise BudgetExceeded(
            f"at most {budget:,} values are drawn",
            value=f"{samples * paths:,}: {samples:,} samples of {paths:,} {'paths' if treeified else 'nodes'}",
            reason="every path has draws of its own" if treeified else "every node is drawn once",
            repair="draw fewer `samples`, raise `budget`" + (", or set treeified=False" if treeified else ""),
        )
    drawing = Drawing(references, np.random.default_rng(seed))
    of = drawing.rng.integers(len(references.data), size=samples)
    outputs = drawing.scrubbed(h.output, of) if treeified else drawing.with_one_draw(of)
    original = drawing.run(of, [h.match[h.output]])[h.match[h.output]]
    return Resampled(
        references, named_data(references), low.domains[h.match[h.output]], of, outputs, original
    )


def number_of_paths(h: Correspondence) -> int:
    """Of the interpretation, to its output."""
    paths = dict.fromkeys(h.needed, 0) | {h.output: 1}
    for n in reversed(h.needed):
        for p in h.parents(n):
            paths[p] += paths[n]
    return sum(paths.values())


class Drawing:
    """Draws, by one generator of random numbers."""

    def __init__(self, references: References, rng: np.random.Generator) -> None:
        self.references, self.rng = references, rng
        self.hypothesis = references.hypothesis
        self.classes: dict[tuple[int, tuple[int, ...]], tuple[Ints, Ints, Ints]] = {}

    def scrubbed(self, n: int, refs: Ints) -> Ints:
        """The value of a node on each reference, with draws of its own."""
        values = {}
        for group in self.references.drawn_by(n):
            drawn = self.drawn(n, group, refs)
            for p in group:
                values[p] = self.scrubbed(p, drawn)
        return self.computed(n, refs, values)

    def with_one_draw(self, of: Ints) -> Ints:
        """The value of the output on each reference, with one draw for each node."""
        refs = {self.hypothesis.output: of}
        for n in reversed(self.hypothesis.needed):
            for group in self.references.drawn_by(n):
                refs |= dict.fromkeys(group, self.drawn(n, group, refs[n]))
        values: dict[int, Ints] = {}
        for n in self.hypothesis.needed:
            values[n] = self.computed(n, refs[n], values)
        return values[self.hypothesis.output]

    def drawn(self, n: int, group: tuple[int, ...], refs: Ints) -> Ints:
        """For each reference one of the data that are alike."""
        if self.references.sampler == "exact":
            return refs
        if (n, group) not in self.classes:
            alike = self.references.alike(n, group)
            self.classes[n, group] = (alike, *members(alike, int(alike.max()) + 1))
        alike, order, start = self.classes[n, group]
        low = start[alike[refs]]
        found: Ints = order[low + self.rng.integers(start[alike[refs] + 1] - low)].astype(np.int64)
        return found

    def computed(self, n: int, refs: Ints, values: Mapping[int, Ints]) -> Ints:
        """The value of a node, from those of its parents in the interpretation; others are drawn."""
        h, low = self.hypothesis, self.hypothesis.circuit
        node = h.match[n]
        if h.reads_input(n):
            kept: Ints = self.references.column(n)[refs]
            return kept
        found = {h.match[p]: values[p] for p in h.parents(n)}
        if free := h.unimportant(n):
            others = self.run(self.rng.integers(len(self.references.data), size=refs.size), free)
            found |= {q: others[q] for q in free}
        entry = np.zeros(refs.size, np.int64)
        for q in low.parents[node]:
            entry = entry * len(low.domains[q]) + found[q]
        function = low.tables[node]
        assert function is not None
        said: Ints = function[entry]
        return said

    def run(self, of: Ints, nodes: Sequence[int]) -> Ints:
        """The values of some nodes (and others) on some of the data, chances drawn; shape (nodes, samples)."""
        low, needed = self.hypothesis.circuit, set(nodes)
        for n in reversed(range(len(low.names))):
            if n in needed:
                needed |= set(low.parents[n])
        rows = np.zeros((of.size, len(low.roots)), np.int32)
        for i, q in enumerate(low.roots):
            if q in low.chances and q in needed:
                steps = [int(step * UNIT) for step in accumulate(low.chances[q])]
                rows[:, i] = np.searchsorted(steps[:-1], self.rng.integers(UNIT, size=of.size), "right")
            elif q not in low.chances:
                rows[:, i] = self.references.data[of, low.inputs.index(q)]
        return low.evaluate(rows, only=needed)
