"""Sub-circuits: which edges are enough for the output, if the others carry corrupted values?

Main definitions  `faithful`, `smallest`, `greedy`, `Subcircuit`
Notes             An edge that is not kept carries what its source says on another, corrupted input
                  ("resample"), or a fixed value; kept edges carry what their source says now.
                  Faithfulness is the part of all pairs of an input and a corrupted one on which the
                  outputs are those of the whole circuit.  It is not monotone: more edges may be worse.
                  So the smallest sets are found by looking at all sets by size, which proves them.
Law               `no_smaller_set_of_edges_is_faithful` in `abstractions.testing.laws`
Source            A. Conmy et al., Towards automated circuit discovery, arXiv 2304.14997 (the greedy pass)
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb

import numpy as np

from ..arrays import Ints
from ..errors import BudgetExceeded, Misuse
from .circuit import Circuit, Values
from .plan import CHUNK

__all__ = ["Edge", "Subcircuit", "edges_of", "faithful", "greedy", "smallest"]

Edge = tuple[str, str]
"""A node and one that reads it."""

BUDGET = 10**8
"""So many runs (sets of edges times pairs of inputs), at most."""


@dataclass(frozen=True)
class Subcircuit:
    """Some edges of a circuit, and on what part of all pairs of inputs they give its outputs."""

    edges: tuple[Edge, ...]
    faithfulness: Fraction

    def __str__(self) -> str:
        said = ", ".join(f"{p} -> {n}" for p, n in self.edges) or "no edge"
        return f"{said}: the same outputs on {self.faithfulness} of all pairs"


def edges_of(circuit: Circuit) -> tuple[Edge, ...]:
    """The edges on a way to an output, in the order of the nodes that read."""
    needed = set(circuit.outputs)
    for n in reversed(range(len(circuit.names))):
        if n in needed:
            needed |= set(circuit.parents[n])
    names = circuit.names
    return tuple((names[p], names[n]) for n in sorted(needed) for p in circuit.parents[n])


class Ablation:
    """All pairs of an input and a corrupted one, and what the circuit says on each."""

    def __init__(
        self, circuit: Circuit, data: Iterable[Values] | Ints | None, fixed: Mapping[str, Hashable] | None
    ) -> None:
        self.circuit = circuit
        self.rows = circuit.data(data)
        self.values = circuit.evaluate(self.rows)
        self.fixed = None
        if fixed is not None:
            missing = [p for p, _ in edges_of(circuit) if p not in fixed]
            if missing:
                raise Misuse(
                    "every edge that is left out carries a value",
                    value=f"nothing for {missing[0]}",
                    reason="`fixed` says what nodes are taken to say",
                    repair="give a value for each node, or leave `fixed` out: other inputs are drawn then",
                )
            numbers = {circuit.number(name): v for name, v in fixed.items()}
            self.fixed = {n: circuit.index(n, v) for n, v in numbers.items()}
        self.pairs = self.rows.shape[0] * (self.rows.shape[0] if fixed is None else 1)

    def faithfulness(self, kept: Iterable[Edge]) -> Fraction:
        """The part of all pairs on which the outputs are those of the whole circuit."""
        c = self.circuit
        keep = {(c.number(p), c.number(n)) for p, n in kept}
        size, equal = self.rows.shape[0], 0
        for low in range(0, self.pairs, CHUNK):
            pair = np.arange(low, min(low + CHUNK, self.pairs))
            clean, other = (pair, pair) if self.fixed is not None else (pair // size, pair % size)
            found = np.zeros((len(c.names), pair.size), np.int32)
            for n, table in enumerate(c.tables):
                if table is None:
                    found[n] = self.values[n, clean]
                    continue
                at = np.zeros(pair.size, np.int64)
                for p in c.parents[n]:
                    carried = found[p]
                    if (p, n) not in keep:
                        carried = self.values[p, other] if self.fixed is None else self.fixed[p]
                    at = at * len(c.domains[p]) + carried
                found[n] = table[at]
            outputs = list(c.outputs)
            equal += int((found[outputs] == self.values[outputs][:, clean]).all(axis=0).sum())
        return Fraction(equal, self.pairs)


def faithful(
    circuit: Circuit,
    kept: Iterable[Edge],
    data: Iterable[Values] | Ints | None = None,
    *,
    fixed: Mapping[str, Hashable] | None = None,
) -> Subcircuit:
    """How faithful some edges are.  ``fixed``: what edges left out carry (default: other inputs).

    >>> c = Circuit.of({"A": lambda x: x, "B": lambda y: y, "out": lambda A, B: A | 0 * B},
    ...                values={"x": (0, 1), "y": (0, 1)})
    >>> print(faithful(c, [("x", "A"), ("A", "out")]))
    x -> A, A -> out: the same outputs on 1 of all pairs
    """
    edges = tuple(kept)
    known(circuit, edges)
    return Subcircuit(edges, Ablation(circuit, data, fixed).faithfulness(edges))


def known(circuit: Circuit, edges: Iterable[Edge]) -> None:
    there = set(edges_of(circuit))
    for edge in edges:
        if edge not in there:
            raise Misuse(
                "an edge that is kept is one of the circuit, on a way to an output",
                value=edge,
                reason="there is none between these nodes, or it leads nowhere",
                repair="choose from edges_of(circuit)",
            )


def smallest(
    circuit: Circuit,
    data: Iterable[Values] | Ints | None = None,
    *,
    at_least: Fraction | int | str = 1,
    fixed: Mapping[str, Hashable] | None = None,
    budget: int = BUDGET,
) -> tuple[Subcircuit, ...]:
    """All smallest sets of edges whose faithfulness is ``at_least`` so much: none smaller is.

    Every set of fewer edges is looked at, so the answer is its own proof.  Cost: the sets of no more edges
    than the answer has, times the pairs of inputs.  Errors: `Misuse`; `BudgetExceeded`, which says up to
    which size there is none.

    >>> c = Circuit.of({"A": lambda x, y: x & y, "out": lambda A, x: A | x}, values={"x": (0, 1), "y": (0, 1)})
    >>> print(*smallest(c))                                                  # x & y | x is x
    x -> A, A -> out, x -> out: the same outputs on 1 of all pairs
    """
    bound = threshold(at_least)
    ablation, edges = Ablation(circuit, data, fixed), edges_of(circuit)
    spent = 0
    for size in range(len(edges) + 1):
        spent += comb(len(edges), size) * ablation.pairs
        if spent > budget:
            raise BudgetExceeded(
                f"at most {budget:,} runs are made",
                value=f"{comb(len(edges), size):,} sets of {size} edges, {ablation.pairs:,} pairs each",
                reason=f"no set of fewer than {size} edges is faithful",
                repair="give fewer `data`, raise `budget`, or take `greedy`, which is not always smallest",
            )
        sets = combinations(edges, size)
        found = [Subcircuit(kept, part) for kept in sets if (part := ablation.faithfulness(kept)) >= bound]
        if found:
            return tuple(found)
    return ()


def greedy(
    circuit: Circuit,
    data: Iterable[Values] | Ints | None = None,
    *,
    loss: Fraction | int | str = 0,
    order: Iterable[Edge] | None = None,
    fixed: Mapping[str, Hashable] | None = None,
) -> Subcircuit:
    """One pass from the outputs backwards: leave out each edge whose loss costs no more than a threshold.

    ``loss``: of faithfulness, for one edge.  ``order``: of the edges (default: those into the last node first); the
    answer depends on it.
    """
    allowed = threshold(loss)
    ablation, kept = Ablation(circuit, data, fixed), list(edges_of(circuit))
    tried = list(order) if order is not None else kept[::-1]
    known(circuit, tried)
    now = ablation.faithfulness(kept)
    for edge in tried:
        without = [e for e in kept if e != edge]
        then = ablation.faithfulness(without)
        if now - then <= allowed:
            kept, now = without, then
    return Subcircuit(tuple(kept), now)


def threshold(value: Fraction | int | str) -> Fraction:
    """A part of one, exactly.  Errors: `Misuse`."""
    if isinstance(value, (Fraction, int, str)) and not isinstance(value, bool):
        try:
            found = Fraction(value)
        except (ValueError, ZeroDivisionError):
            found = Fraction(-1)
        if 0 <= found <= 1:
            return found
    raise Misuse(
        "a faithfulness is a rational number from 0 to 1",
        value=value,
        reason="it is a part of all pairs; floats would not say which",
        repair='write 1, Fraction(9, 10) or "0.9"',
    )
