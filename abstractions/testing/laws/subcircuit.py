"""The laws of sub-circuits, each against running every set of parts on every case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations, product
from math import prod
from typing import Any

from ...circuit import (
    Circuit,
    Subcircuits,
    edges_of,
    faithful,
    greedy,
    importance,
    minimal,
    parts_of,
    smallest,
)
from ...circuit.circuit import Values
from ...circuit.subcircuit.ablation import Carried, Kind, Part
from .registry import law


class Cut:
    """Sub-circuits by definition: every input runs with every corrupted one, node after node."""

    def __init__(self, c: Circuit, data: Sequence[Values], ablation: Carried, parts: Kind) -> None:
        self.c, self.runs = c, list(weighted_runs(c, data))
        self.all = parts_of(c, parts)
        self.known: dict[frozenset[Part], Fraction] = {}
        self.carried: Any = ablation
        total = sum(w for _, w in self.runs)
        if ablation == "zero":
            self.carried = dict.fromkeys(c.names, 0)
        if ablation == "mean":
            sources = {part if isinstance(part, str) else part[0] for part in self.all}
            self.carried = {p: sum(w * Fraction(run[p]) for run, w in self.runs) / total for p in sources}

    def faithfulness(self, kept: Iterable[Part]) -> Fraction:
        """The part of the cases on which the outputs are those of the whole circuit."""
        cut = frozenset(self.all) - frozenset(kept)
        if cut not in self.known:
            self.known[cut] = self.counted(cut)
        return self.known[cut]

    def counted(self, cut: frozenset[Part]) -> Fraction:
        equal = total = Fraction(0)
        for whole, weight in self.runs:
            others = self.runs if self.carried == "resample" else [(self.carried, Fraction(1))]
            for other, w in others:
                now = self.run(whole, other, cut)
                total += weight * w
                names = [self.c.names[n] for n in self.c.outputs]
                equal += weight * w * all(now[name] == whole[name] for name in names)
        return equal / total

    def run(self, whole: Values, other: Values, cut: frozenset[Part]) -> dict[str, Any]:
        """The values of all nodes on one case."""
        c, now = self.c, dict(whole)
        for n, name in enumerate(c.names):
            table, at = c.tables[n], 0
            if table is None:
                continue
            for p in c.parents[n]:
                source = c.names[p]
                from_other = source in cut or (source, name) in cut
                at = at * len(c.domains[p]) + c.index(p, (other if from_other else now)[source])
            now[name] = c.domains[n][table[at]]
        return now

    def sets(self) -> list[tuple[Part, ...]]:
        """All sets of parts, small ones first."""
        return [kept for k in range(len(self.all) + 1) for kept in combinations(self.all, k)]

    def minimal(self, at_least: Fraction) -> list[tuple[Part, ...]]:
        """The faithful sets none of whose proper subsets is faithful."""
        found: list[tuple[Part, ...]] = []
        for kept in self.sets():
            if self.faithfulness(kept) >= at_least and not any(set(s) <= set(kept) for s in found):
                found.append(kept)
        return found


def weighted_runs(c: Circuit, data: Sequence[Values]) -> Iterator[tuple[dict[str, Any], Fraction]]:
    """Every input with every value of the chances, and how probable these are."""
    chances = sorted(c.chances)
    for x in data:
        for drawn in product(*(range(len(c.domains[n])) for n in chances)):
            values = {c.names[n]: c.domains[n][v] for n, v in zip(chances, drawn)}
            yield (
                c.run({**x, **values}),
                prod((c.chances[n][v] for n, v in zip(chances, drawn)), start=Fraction(1)),
            )


@law
def faithfulness_counts_every_case(
    c: Circuit, data: Sequence[Values], kept: Sequence[Part], ablation: Carried, parts: Kind
) -> None:
    """The faithfulness of some parts is the share of the cases on which running them gives the outputs."""
    found = faithful(c, kept, data, ablation=ablation, parts=parts)
    by_definition = Cut(c, data, ablation, parts)
    assert found.faithfulness == by_definition.faithfulness(kept) and str(found)
    assert set(found.kept) == set(kept)
    cut = [part for part in by_definition.all if part not in kept]
    assert set(found.edges) == {e for e in edges_of(c) if e not in cut and e[0] not in cut}


@law
def no_smaller_set_of_parts_is_faithful(
    c: Circuit, data: Sequence[Values], at_least: Fraction, ablation: Carried, parts: Kind
) -> None:
    """The smallest sets are all those of their size that are faithful, and there are no smaller ones."""
    found = smallest(c, data, at_least=at_least, ablation=ablation, parts=parts)
    by_definition = Cut(c, data, ablation, parts)
    least = len(by_definition.minimal(at_least)[0])
    right = [(s, by_definition.faithfulness(s)) for s in by_definition.sets() if len(s) == least]
    assert [(s.kept, s.faithfulness) for s in found] == [(s, w) for s, w in right if w >= at_least]
    assert found.check() and str(found)


@law
def minimal_sets_are_below_all_faithful_ones(
    c: Circuit, data: Sequence[Values], at_least: Fraction, ablation: Carried, parts: Kind
) -> None:
    """The minimal sets are the faithful ones without a faithful proper subset."""
    found = minimal(c, data, at_least=at_least, ablation=ablation, parts=parts)
    assert [s.kept for s in found] == Cut(c, data, ablation, parts).minimal(at_least)
    assert found.check() and str(found)


@law
def no_covering_proves_a_false_answer(answer: Subcircuits, c: Circuit, data: Sequence[Values]) -> None:
    """If the boxes pass the check, the answers are those by definition: for answers of unknown origin."""
    verdict = answer.check()
    assert str(verdict)
    if verdict:
        assert answer.question.constants is None
        by_definition = Cut(c, data, "resample", answer.question.kind)
        right = by_definition.minimal(answer.at_least)
        if answer.kind == "smallest":
            right = [s for s in right if len(s) == len(right[0])]
        assert sorted(s.kept for s in answer) == sorted(right)
        assert all(s.faithfulness == by_definition.faithfulness(s.kept) for s in answer)


@law
def importance_is_by_cutting_and_keeping_each(
    c: Circuit, data: Sequence[Values], at_least: Fraction, ablation: Carried, parts: Kind
) -> None:
    """Each row is what cutting that part, and keeping no other, does; and the minimal sets that have it."""
    by_definition = Cut(c, data, ablation, parts)
    sets = by_definition.minimal(at_least)
    faithful_sets = [s for s in by_definition.sets() if by_definition.faithfulness(s) >= at_least]
    rows = importance(c, data, at_least=at_least, ablation=ablation, parts=parts)
    assert tuple(row.part for row in rows) == by_definition.all
    for row in rows:
        others = [part for part in by_definition.all if part != row.part]
        assert row.without == by_definition.faithfulness(others)
        assert row.alone == by_definition.faithfulness([row.part])
        assert row.necessary == all(row.part in s for s in faithful_sets)
        assert row.useful == any(row.part in s for s in sets) and str(row)


@law
def a_greedy_pass_cuts_what_costs_little(
    c: Circuit, data: Sequence[Values], loss: Fraction, order: Sequence[Part], ablation: Carried, parts: Kind
) -> None:
    """One part after the other is cut iff that costs no more than the loss allowed."""
    by_definition = Cut(c, data, ablation, parts)
    kept = list(by_definition.all)
    for part in order:
        without = [p for p in kept if p != part]
        if by_definition.faithfulness(kept) - by_definition.faithfulness(without) <= loss:
            kept = without
    found = greedy(c, data, loss=loss, order=order, ablation=ablation, parts=parts)
    assert found.kept == tuple(kept) and found.faithfulness == by_definition.faithfulness(kept)
