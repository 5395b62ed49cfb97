"""Causal scrubbing: resample everything that a hypothesis says does not matter; does the output change?

Main definitions  `scrub`, `Scrubbed`, `FailingSample`
Notes             A hypothesis is an `Alignment` whose cells are single nodes: high is the interpretation,
                  low the circuit.  To scrub a node on a reference input: for each of its parents that
                  the interpretation has too, draw an input on which the *interpretation* gives that
                  parent the value that it has on the reference, and scrub the parent on it; all other
                  parents are as on one input drawn freely.  Then apply the circuit's function.  Every
                  path has draws of its own (the circuit is taken as a tree).

                  What comes of a node depends on the reference only by the interpretation's values of
                  its parents, so exact distributions are computed class by class, not draw by draw.
Law               `scrubbing_averages_all_draws` in `abstractions.testing.laws`
Source            L. Chan et al., Causal scrubbing, 2022
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import prod
from typing import Any, Literal

import numpy as np

from ..arrays import Ints, jointly
from ..errors import BudgetExceeded, Misuse, applied, brief, chosen
from ..system.exact import exact
from ..verdict import Fails, Holds, Verdict
from .alignment import Alignment
from .circuit import Values

__all__ = ["FailingSample", "Sampler", "Scrubbed", "scrub"]

Sampler = Literal["conditional", "unconditional"]
Distribution = Mapping[int, Fraction]

BUDGET = 10**7
"""So many products of probabilities are added up for one node, at most."""


@dataclass(frozen=True)
class FailingSample:
    """An input whose scrubbed output may be another one, and with which probability."""

    on: Values
    output: str
    original: Any
    scrubbed: Any
    probability: Fraction

    def __str__(self) -> str:
        said = ", ".join(f"{name} = {value!r}" for name, value in self.on.items())
        return (
            f"on {said} the circuit says {self.output} = {self.original!r},\n"
            f"and scrubbed, with probability {self.probability}, {self.output} = {self.scrubbed!r}"
        )


@dataclass(frozen=True)
class Scrubbed:
    """What is left of the output of a circuit when all that a hypothesis calls irrelevant is resampled.

    ``verdict``: whether every scrubbed output equals the original one (which no cancellation can feign).
    ``original``: the output on each of the ``data``; ``outputs``: the distribution of the scrubbed one.
    """

    verdict: Verdict[None]
    data: tuple[Values, ...]
    original: tuple[Any, ...]
    outputs: tuple[Mapping[Any, Fraction], ...]

    @cached_property
    def distribution(self) -> dict[Any, Fraction]:
        """Of the scrubbed output, over all the data."""
        found: dict[Any, Fraction] = {}
        for row in self.outputs:
            for value, w in row.items():
                found[value] = found.get(value, Fraction(0)) + w / len(self.data)
        return found

    def expectation(self, loss: Callable[[Any, Values], Any]) -> Fraction:
        """The mean of ``loss(scrubbed output, input)``, a rational number."""
        return mean([sum((w * at(loss, v, x) for v, w in row.items()), Fraction(0))
                     for x, row in zip(self.data, self.outputs)])  # fmt: skip

    def recovered(self, loss: Callable[[Any, Values], Any]) -> Fraction:
        """How much of the loss the hypothesis explains: (scrubbed - random) / (original - random).

        Random: the output on one input, the loss on another (the labels permuted).  More than 1 is
        possible, where errors cancel.  Errors: `Misuse` if original and random do not differ.
        """
        original = mean([at(loss, v, x) for v, x in zip(self.original, self.data)])
        random = mean([at(loss, v, x) for v in self.original for x in self.data])
        if original == random:
            raise Misuse(
                "there is something to recover",
                value=f"the mean loss is {original}, with permuted labels too",
                reason="a part of nothing is not defined",
                repair="choose another loss; the verdict for each sample does not need one",
            )
        return (self.expectation(loss) - random) / (original - random)

    def __bool__(self) -> bool:
        return bool(self.verdict)

    def __str__(self) -> str:
        return str(self.verdict)


def mean(values: list[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def at(loss: Callable[[Any, Values], Any], output: Any, x: Values) -> Fraction:
    """The loss, as a fraction.  Errors: `Misuse`."""
    return exact([applied(loss, f"loss({brief(output)}, {brief(dict(x))})", output, x)])[0]


def scrub(
    hypothesis: Alignment,
    data: Iterable[Values] | Ints | None = None,
    *,
    sampler: Sampler = "conditional",
    budget: int = BUDGET,
) -> Scrubbed:
    """Scrub the output on all of ``data`` (default: all inputs), exactly.

    ``sampler``: "unconditional" draws every input freely, which is what there is to compare with.
    Cost: for each node and each combination of values of its parents in the interpretation, the product
    of the numbers of values that they may take.  Errors: `Misuse` for what is no hypothesis (cells of
    several nodes, edges that the circuit lacks, several outputs); `BudgetExceeded`.

    >>> from abstractions.circuit import Circuit
    >>> low = Circuit.of({"out": lambda x, y: x ^ y}, values={"x": (0, 1), "y": (0, 1)})
    >>> high = Circuit.of({"out": lambda x: x}, values={"x": (0, 1)})          # "y is irrelevant"
    >>> found = scrub(Alignment.of(low, high))
    >>> print(found.expectation(lambda out, at: (out - at["x"]) ** 2), found)
    1/2 Refuted: every scrubbed output is the original one.
      on x = 0, y = 0 the circuit says out = 0,
      and scrubbed, with probability 1/2, out = 1
      Repair: say that the nodes which changed it matter
    """
    chosen("the sampler", sampler, "conditional", "unconditional")
    rows = hypothesis.low.data(data)
    scrubber = Scrubber(hypothesis, rows, sampler == "conditional", budget)
    low = hypothesis.low
    (output,) = hypothesis.high.outputs
    node = scrubber.node[output]
    values = low.domains[node]
    labels, found = scrubber.scrubbed(output)
    original = [values[v] for v in scrubber.low_values[node]]
    outputs = [{values[v]: w for v, w in found[label].items()} for label in labels.tolist()]
    named = tuple({low.names[n]: low.domains[n][v] for n, v in zip(low.inputs, row)} for row in rows.tolist())
    return Scrubbed(told(low.names[node], named, original, outputs), named, tuple(original), tuple(outputs))


def told(
    output: str, data: Iterable[Values], original: list[Any], outputs: list[dict[Any, Fraction]]
) -> Verdict[None]:
    """Whether every scrubbed output is the original one, or the first that may be another."""
    claim = "every scrubbed output is the original one"
    for x, before, after in zip(data, original, outputs):
        for other, probability in after.items():
            if other != before:
                sample = FailingSample(x, output, before, other, probability)
                return Fails(claim, sample, "say that the nodes which changed it matter")
    return Holds(claim, None)


class Scrubber:
    """The distributions of scrubbed nodes, each computed once."""

    def __init__(self, hypothesis: Alignment, data: Ints, conditional: bool, budget: int) -> None:
        self.hypothesis, self.conditional, self.budget = hypothesis, conditional, budget
        self.node = matched(hypothesis)
        self.low_values = hypothesis.low.evaluate(data)
        self.high_values = hypothesis.high.evaluate(hypothesis.high_data(data))
        self.known: dict[int, tuple[Ints, list[Distribution]]] = {}

    def scrubbed(self, n: int) -> tuple[Ints, list[Distribution]]:
        """Of a node of the interpretation: the class of each reference, and what comes of the class."""
        if n not in self.known:
            is_input = self.hypothesis.low.tables[self.node[n]] is None
            self.known[n] = self.leaf(n) if is_input else self.inner(n)
        return self.known[n]

    def leaf(self, n: int) -> tuple[Ints, list[Distribution]]:
        """An input of the circuit: as on the reference."""
        values = self.low_values[self.node[n]]
        size = len(self.hypothesis.low.domains[self.node[n]])
        return values, [{v: Fraction(1)} for v in range(size)]

    def drawn(self, p: int) -> dict[int, Distribution]:
        """What comes of a parent, by the value that the interpretation gives it on the reference."""
        labels, found = self.scrubbed(p)
        values = self.high_values[p] if self.conditional else np.zeros_like(self.high_values[p])
        pairs, counts = np.unique(np.stack((values, labels), 1), axis=0, return_counts=True)
        sums: dict[int, dict[int, Fraction]] = {}
        totals = np.bincount(values)
        for (value, label), count in zip(pairs.tolist(), counts.tolist()):
            into = sums.setdefault(value, {})
            for v, w in found[label].items():
                into[v] = into.get(v, Fraction(0)) + w * Fraction(count, int(totals[value]))
        return {**sums} if self.conditional else dict.fromkeys(self.high_values[p].tolist(), sums[0])

    def inner(self, n: int) -> tuple[Ints, list[Distribution]]:
        low, high = self.hypothesis.low, self.hypothesis.high
        node, parents = self.node[n], high.parents[n]
        owner = {self.node[p]: p for p in parents}
        free = [q for q in low.parents[node] if q not in owner]
        others: list[tuple[tuple[int, ...], Fraction]] = [((), Fraction(1))]
        if free:
            kinds, counts = np.unique(self.low_values[free], axis=1, return_counts=True)
            size = self.low_values.shape[1]
            others = [(tuple(kind), Fraction(c, size)) for kind, c in zip(kinds.T.tolist(), counts.tolist())]
        drawn = {p: self.drawn(p) for p in parents}
        labels = jointly(np.zeros_like(self.high_values[n]), *(self.high_values[p] for p in parents))
        first = np.unique(labels, return_index=True)[1]
        work = first.size * len(others) * prod(max(map(len, drawn[p].values())) for p in parents)
        if work > self.budget:
            raise BudgetExceeded(
                f"at most {self.budget:,} products are added up for a node",
                value=f"{work:,} for {low.names[node]}",
                reason="that is how many combinations of values its parents may have",
                repair="give fewer `data`, raise `budget`, or split the node",
            )
        table = low.tables[node]
        assert table is not None
        found: list[Distribution] = []
        for x in first.tolist():
            chosen = [list(drawn[p][int(self.high_values[p, x])].items()) for p in parents]
            sums: dict[int, Fraction] = {}
            for choice in product(*chosen, others):
                important: Any = choice[:-1]
                rest, weight = choice[-1]
                value = {self.node[p]: v for p, (v, _) in zip(parents, important)}
                value |= dict(zip(free, rest))  # type: ignore[call-overload]
                at = 0
                for q in low.parents[node]:
                    at = at * len(low.domains[q]) + value[q]
                for _, w in important:
                    weight *= w
                out = int(table[at])
                sums[out] = sums.get(out, Fraction(0)) + weight
            found.append(sums)
        return labels, found


def matched(hypothesis: Alignment) -> dict[int, int]:
    """The circuit's node for each node of the interpretation that the output needs.  Errors: `Misuse`."""
    low, high = hypothesis.low, hypothesis.high
    if len(high.outputs) != 1:
        raise Misuse(
            "a hypothesis is about one output",
            value=", ".join(high.names[n] for n in high.outputs) or "none",
            reason="the loss is of one value",
            repair="name it, outputs=[...], or put several into one node",
        )
    needed, waiting = set(), [high.outputs[0]]
    while waiting:
        n = waiting.pop()
        if n not in needed:
            needed.add(n)
            waiting += high.parents[n]
    node: dict[int, int] = {}
    for n in sorted(needed):
        cell = hypothesis.cells[n]
        if len(cell) != 1:
            raise Misuse(
                "a hypothesis matches each node of the interpretation with one of the circuit",
                value=f"{high.names[n]}: {', '.join(low.names[m] for m in cell) or 'none'}",
                reason="it says how one function is computed",
                repair="put the nodes of the cell into one, or leave the node out of the interpretation",
            )
        node[n] = cell[0]
        for p in high.parents[n]:
            if node[p] not in low.parents[node[n]]:
                raise Misuse(
                    "an edge of the interpretation is an edge of the circuit",
                    value=f"{high.names[p]} -> {high.names[n]}",
                    reason=f"{low.names[node[p]]} is no parent of {low.names[node[n]]}: "
                    "what is drawn for it never reaches the node",
                    repair="add the nodes between to the interpretation, or take the edge away",
                )
        if high.parents[n] and low.tables[node[n]] is None:
            raise Misuse(
                "an inner node of the interpretation is one of the circuit",
                value=high.names[n],
                reason=f"{low.names[node[n]]} is an input",
                repair="make it an input of the interpretation",
            )
    return node
