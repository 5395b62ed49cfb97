"""Laws of interventions: interchange, local consistency, search and repair, against running every case."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from fractions import Fraction
from itertools import combinations, islice, permutations, product
from math import prod
from typing import Any

import numpy as np

from ...circuit import (
    Alignment,
    FailingInterchange,
    FailingMixture,
    FailingNode,
    census,
    compare,
    interchange,
    local,
    matrix,
    perfect,
    repairs,
    search,
)
from ...circuit.circuit import Values
from .registry import law

__all__ = [
    "a_census_counts_every_hypothesis",
    "a_matrix_says_what_every_interchange_gives",
    "interchange_compares_distributions",
    "interchange_counts_every_case",
    "local_consistency_is_that_of_every_choice",
    "meant_on",
    "no_larger_part_of_the_data_is_perfect",
    "notions_imply_each_other_as_known",
    "repairs_are_exact",
    "search_finds_every_exact_alignment",
]


@law
def interchange_counts_every_case(a: Alignment, data: Sequence[Values], compare: Any, unmapped: Any) -> None:
    """The counts of each set of nodes are those of running every base with every choice of sources.

    And of every value of a cell that no source gives, where these are asked for.
    """
    result = interchange(a, data, compare=compare, unmapped=unmapped, unreached=True)
    looked_at = tuple(
        n for n, cell in enumerate(a.cells) if cell and (compare == "all" or n in a.high.outputs)
    )
    names = a.high.names
    runs = [a.low.run(x) for x in data]
    beside: Sequence[Values | None] = data if unmapped == "resampled" and a.unmapped else [None]

    def low_values(n: int) -> list[dict[str, Hashable]]:
        """All values of a cell that mean something."""
        entries = product(*(a.low.domains[m] for m in a.cells[n]))
        said = [{a.low.names[m]: v for m, v in zip(a.cells[n], entry)} for entry in entries]
        return [values for values, means in zip(said, a.maps[n].tolist()) if means >= 0]

    def part(run: Values, cell: Sequence[int]) -> dict[str, Hashable]:
        return {a.low.names[m]: run[a.low.names[m]] for m in cell}

    first, rows, beyond = None, iter(result.rows), iter(result.unreached)
    for nodes in (nodes for size in range(len(a.inner) + 1) for nodes in combinations(a.inner, size)):
        row = next(rows)
        assert row.nodes == tuple(names[n] for n in nodes)
        equal = idle = cases = 0
        for b, *sources in product(range(len(data)), repeat=len(nodes) + 1):
            for other in beside:
                chosen = dict(zip(row.nodes, (data[s] for s in sources)))
                case = FailingInterchange(a, data[b], chosen, looked_at, {}, other)
                cases += 1
                equal += not case.replay()
                same = all(
                    part(runs[b], a.cells[n]) == part(runs[s], a.cells[n]) for n, s in zip(nodes, sources)
                )
                if other is not None:
                    same &= part(runs[b], a.unmapped) == part(a.low.run(other), a.unmapped)
                idle += same and (bool(nodes) or other is not None)
                if case.replay() and first is None:
                    first = case
        assert (row.cases, row.equal, row.idle) == (cases, equal, idle)
        reached = {n: [part(run, a.cells[n]) for run in runs] for n in nodes}
        if all(values in reached[n] for n in nodes for values in low_values(n)):
            continue
        row = next(beyond)
        assert row.nodes == tuple(names[n] for n in nodes)
        equal = cases = 0
        for choice in product(*(low_values(n) for n in nodes)):
            if all(values in reached[n] for n, values in zip(nodes, choice)):
                continue
            for base, other in product(data, beside):
                case = FailingInterchange(a, base, {}, looked_at, dict(zip(row.nodes, choice)), other)
                equal += not case.replay()
                cases += 1
        assert (row.cases, row.equal) == (cases, equal)
    assert next(rows, None) is None and next(beyond, None) is None
    assert bool(result) == (first is None)
    if first is not None:
        found = result.verdict.counterexample  # type: ignore[union-attr]
        assert (found.base, found.sources, found.unmapped) == (first.base, first.sources, first.unmapped)
        assert str(found)
    if result.beyond is not None and not result.beyond:
        assert result.beyond.counterexample.replay() and str(result.beyond.counterexample)
    for node in result.nodes:
        assert node.equal == sum(row.equal for row in result.rows if node.nodes[0] in row.nodes)


@law
def a_matrix_says_what_every_interchange_gives(
    a: Alignment, data: Sequence[Values], nodes: Sequence[str], compare: Any
) -> None:
    """Its entries are what both sides say with these sources on this base; its accuracy is the row's."""
    found = matrix(a, nodes, data, compare=compare)
    domains = [a.high.domains[n] for n in found.compare]
    low, high = (np.stack([found.whole(side) for side in both]) for both in (found.low, found.high))
    entries = list(product(range(len(data)), repeat=len(nodes) + 1))
    assert found.shape == found.whole(found.equal).shape and len(entries) == found.whole(found.equal).size
    for at, (b, *sources) in enumerate(entries):
        case = FailingInterchange(a, data[b], {v: data[s] for v, s in zip(nodes, sources)}, found.compare)
        for side, said in zip((low, high), case.sides):
            numbers = side.reshape(len(domains), -1)[:, at].tolist()
            assert [domain[v] for domain, v in zip(domains, numbers)] == list(said.values())
        assert found.whole(found.equal).ravel()[at] == (not case.replay())
    if tuple(nodes) in (rows := {row.nodes: row for row in interchange(a, data, compare=compare).rows}):
        assert found.accuracy == rows[tuple(nodes)].accuracy


@law
def interchange_compares_distributions(a: Alignment, data: Sequence[Values], compare: Any) -> None:
    """Where circuits draw, a case counts as equal iff both distributions are, by enumerating all draws."""
    result = interchange(a, data, compare=compare)
    looked_at = tuple(
        n for n, cell in enumerate(a.cells) if cell and (compare == "all" or n in a.high.outputs)
    )
    first = None
    for row in result.rows:
        cases = [
            FailingMixture(a, base, dict(zip(row.nodes, sources)), looked_at)
            for base, *sources in product(data, repeat=len(row.nodes) + 1)
        ]
        assert (row.cases, row.equal) == (len(cases), sum(not case.replay() for case in cases))
        first = first or next((case for case in cases if case.replay()), None)
    assert bool(result) == (first is None)
    if first is not None:
        found = result.verdict.counterexample  # type: ignore[union-attr]
        assert (found.base, found.sources) == (first.base, first.sources) and str(found)


@law
def no_larger_part_of_the_data_is_perfect(a: Alignment, data: Sequence[Values], most: int | None) -> None:
    """The part is perfect, and each larger one fails some interchange."""
    found = perfect(a, data, most=most)
    assert found.proven and str(found) and found.part == Fraction(len(found.data), len(data))
    assert not found.data or interchange(a, [data[i] for i in found.data], most=most)
    for larger in combinations(data, len(found.data) + 1):
        assert not interchange(a, larger, most=most)
    hasty = perfect(a, data, most=most, budget=1)
    assert len(hasty.data) <= len(found.data) <= hasty.bound


@law
def search_finds_every_exact_alignment(a: Alignment, data: Sequence[Values], compare: Any) -> None:
    """With the inputs as they are, all other nodes in one cell each: those that some maps make exact.

    Each exact alignment has the values that were found, wherever one was; each found one is exact,
    whatever the values mean that occur in no case.
    """
    low, high = a.low, a.high
    given = {high.names[v]: [low.names[n] for n in a.cells[v]] for v in high.inputs}
    found = search(low, high, given, None, data, compare=compare)
    assert str(found) and all(str(r) for r in found.rejected)
    others = [v for v, table in enumerate(high.tables) if table is not None]
    inner = [n for n, table in enumerate(low.tables) if table is not None]
    fixed = {
        v: (low.number(high.names[v]),) for v in high.outputs if v in others and high.names[v] in low.names
    }
    known = {tuple(b.cells): b for b in found.alignments}
    assert len(known) == len(found.alignments)
    for placed in permutations(inner, len(others)):
        cells = list(a.cells)
        for v, n in zip(others, placed):
            cells[v] = (n,)
        if any(cells[v] != cell for v, cell in fixed.items()):
            continue
        choices = [
            [a.maps[v]] if v in high.inputs
            else [np.array(m) for m in product(range(len(high.domains[v])), repeat=len(low.domains[cells[v][0]]))]
            for v in range(len(high.names))
        ]  # fmt: skip
        exact = [
            maps for maps in product(*choices)
            if interchange(Alignment(low, high, tuple(cells), maps), data, compare=compare)
            and all(meant_on(Alignment(low, high, tuple(cells), maps), data, v) for v in others)
        ]  # fmt: skip
        assert bool(exact) == (tuple(cells) in known)
        if exact:
            means = known[tuple(cells)].maps
            assert all(((m < 0) | (m == w)).all() for maps in exact for m, w in zip(means, maps)) and len(
                exact
            ) == prod(len(high.domains[v]) ** int((m < 0).sum()) for v, m in enumerate(means) if v in others)


def meant_on(a: Alignment, data: Sequence[Values], v: int) -> bool:
    """Whether, with nothing set, what low says of a node means what high says."""
    rows = a.low.data(data)
    return bool((a.image(v, a.low.evaluate(rows)) == a.high.evaluate(a.high_data(rows))[v]).all())


@law
def repairs_are_exact(a: Alignment, compare: Any) -> None:
    """Nothing is proposed iff nothing need be, or nothing was found; each proposal is exact."""
    found = list(islice(repairs(a, compare=compare), 6))
    assert not (found and interchange(a, compare=compare))
    for repair in found:
        assert interchange(repair.alignment, compare=compare).accuracy == 1 and str(repair)


@law
def a_census_counts_every_hypothesis(hypotheses: Sequence[Alignment]) -> None:
    """Its patterns are what `compare` says of each; the first of each is the first that says so."""
    found = census(hypotheses)
    said = [compare(a).findings for a in hypotheses]
    patterns = [tuple(f.holds for f in findings) for findings in said]
    assert found.notions == tuple(f.notion for f in said[0]) and found.total == len(hypotheses)
    for pattern, (count, first) in found.patterns.items():
        assert count == patterns.count(pattern) and first == patterns.index(pattern)
    assert len(str(found).splitlines()) == len(found.notions) + 2


@law
def notions_imply_each_other_as_known(a: Alignment, data: Sequence[Values] | None) -> None:
    """Constructive, then all nodes, outputs, one source; and local consistency for more and more values."""
    holds = {f.notion: f.holds for f in compare(a, data).findings}
    chains = [
        ["constructive", "interchange, all nodes", "interchange, outputs", "interchange, one source"],
        ["local, all values", "local, independent values", "local, values of the same input"],
    ]
    for chain in chains:
        said = [holds[notion] for notion in chain if holds[notion] is not None]
        assert said == sorted(said, key=bool)


@law
def local_consistency_is_that_of_every_choice(a: Alignment, data: Sequence[Values], values: Any) -> None:
    """Each verdict is that of setting the parents' cells on every base in every allowed way."""
    low, high = a.low, a.high
    runs = [low.run(x) for x in data]

    def settings(p: int) -> list[dict[str, Hashable]]:
        cell = [low.names[n] for n in a.cells[p]]
        if values == "all":
            entries = product(*(low.domains[n] for n in a.cells[p]))
            return [dict(zip(cell, entry)) for entry in entries]
        return [{name: run[name] for name in cell} for run in runs]

    result = local(a, data, values=values)
    consistent = {}
    for v, cell in enumerate(a.cells):
        if not cell or high.tables[v] is None:
            continue
        parents = () if values == "same" else high.parents[v]
        consistent[high.names[v]] = not any(
            FailingNode(a, high.names[v], base, {k: w for part in chosen for k, w in part.items()}).replay()
            for base in data
            for chosen in product(*(settings(p) for p in parents))
        )
    assert {row.nodes[0]: row.equal == row.cases for row in result.rows} == consistent
    assert bool(result) == all(consistent.values())
    if not result:
        found = result.verdict.counterexample  # type: ignore[union-attr]
        assert found.replay() and str(found)
