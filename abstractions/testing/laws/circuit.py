"""The laws of circuits."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, islice, permutations, product
from math import prod
from typing import Any

import numpy as np

from ...abstraction import Abstraction
from ...circuit import (
    Alignment,
    Circuit,
    FailingInterchange,
    FailingMixture,
    FailingNode,
    FlowsPast,
    census,
    coarsest,
    compare,
    computation,
    constructive,
    interchange,
    local,
    matrix,
    merged,
    of_expressions,
    of_runs,
    perfect,
    reduced,
    repairs,
    search,
)
from ...circuit.circuit import Values
from ..enumerate import partitions
from .registry import law


@law
def a_circuit_runs_as_its_functions_say(
    c: Circuit, functions: Mapping[str, Callable[..., Hashable]], x: Values, do: Values
) -> None:
    """Every node has the value it is set to, or that of its function of its parents' values."""
    found = c.run(x, do)
    for n, name in enumerate(c.names):
        if name in do:
            assert found[name] == do[name]
        elif name in functions:
            assert found[name] == functions[name](*(found[c.names[p]] for p in c.parents[n]))
        else:
            assert found[name] == x[name]


@law
def a_stochastic_circuit_draws_as_its_tables_say(
    c: Circuit, tables: Mapping[str, tuple[Sequence[str], Mapping[Any, Any]]], x: Values, do: Values
) -> None:
    """The distribution of all nodes is the product of the entries of their tables, node by node.

    ``tables``: for each node with a function its parents, and for each tuple of their values a value or a
    mapping from values to probabilities.
    """
    runs: list[tuple[dict[str, Hashable], Fraction]] = [({}, Fraction(1))]
    names = [name for n, name in enumerate(c.names) if n not in c.chances]
    for name in names:
        longer = []
        for run, weight in runs:
            if name in do or name in x:
                longer.append(({**run, name: do.get(name, x.get(name))}, weight))
                continue
            parents, table = tables[name]
            entry = table[tuple(run[p] for p in parents)]
            for value, w in entry.items() if isinstance(entry, Mapping) else [(entry, 1)]:
                longer.append(({**run, name: value}, weight * Fraction(w)))
        runs = longer
    expected: dict[tuple[Hashable, ...], Fraction] = {}
    for run, weight in runs:
        key = tuple(run[name] for name in names)
        expected[key] = expected.get(key, Fraction(0)) + weight
    assert c.distribution(x, do, names) == {key: w for key, w in expected.items() if w}
    outputs = c.distribution(x, do)
    assert sum(outputs.values()) == 1 and all(w > 0 for w in outputs.values())
    assert all(sum(weights) == 1 and min(weights) > 0 for weights in c.chances.values())


@law
def a_circuit_is_its_computation(c: Circuit) -> None:
    """Its computation's run gives the outputs, and its states show each node in its layer."""
    machine = computation(c)
    for x in product(*(c.domains[n] for n in c.inputs)):
        run = c.run(dict(zip((c.names[n] for n in c.inputs), x)))
        assert machine.run(x) == tuple(run[c.names[n]] for n in c.outputs)
        trace = machine.trace(x)
        for n, name in enumerate(c.names):
            shown = {values[n] for _, values in trace} - {None}
            assert shown <= {run[name]} and (shown or not any(n in ps for ps in c.parents))


@law
def an_observed_circuit_is_the_circuit(c: Circuit, named: bool) -> None:
    """Observing all runs of a circuit, with the parents ``named`` or found, gives it back."""
    inputs = {c.names[n]: c.domains[n] for n in c.inputs}
    inner = [n for n, table in enumerate(c.tables) if table is not None]
    sites: Any = [c.names[n] for n in inner]
    if named:
        sites = {c.names[n]: [c.names[p] for p in c.parents[n]] for n in inner}
    seen = of_runs(c.run, values=inputs, sites=sites, outputs=[c.names[n] for n in c.outputs])
    for entry in product(*inputs.values()):
        x = dict(zip(inputs, entry))
        assert seen.run(x) == c.run(x)
        for n in inner:
            for value in seen.domains[seen.number(c.names[n])]:
                do = {c.names[n]: value}
                assert seen.run(x, do) == c.run(x, do)
        assert all(
            len(seen.parents[seen.number(c.names[n])]) <= len(c.parents[n]) or not named for n in inner
        )


@law
def expressions_mean_what_they_say(
    expressions: Mapping[str, str], functions: Mapping[str, Callable[..., Hashable]], values: Values
) -> None:
    """A circuit of expressions runs as the one of Python functions."""
    one = of_expressions(expressions, values=values)  # type: ignore[arg-type]
    other = Circuit.of(functions, values=values)  # type: ignore[arg-type]
    for entry in product(*(one.domains[n] for n in one.inputs)):
        x = dict(zip((one.names[n] for n in one.inputs), entry))
        assert one.run(x) == other.run(x)


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
def reduced_circuits_run_as_before(c: Circuit, cells: Mapping[str, Sequence[str]]) -> None:
    """With any cells set, each other one has the values that it has in the circuit; or two runs differ."""
    found = reduced(c, cells)
    if not found:
        assert str(found)
        if isinstance(found.counterexample, FlowsPast):
            assert found.counterexample.replay()
        return
    small = found.certificate

    def value(run: Values, name: str) -> Hashable:
        cell = cells[name]
        return run[cell[0]] if len(cell) == 1 else tuple(run[n] for n in cell)

    sets: list[dict[str, Hashable]] = [{}]
    for name, domain in zip(small.names, small.domains):
        sets += [{**do, name: v} for do in sets for v in domain]
    inputs = [small.names[n] for n in small.inputs]
    for entry in product(*(c.domains[n] for n in c.inputs)):
        x = {c.names[n]: v for n, v in zip(c.inputs, entry)}
        before = c.run(x)
        at = {name: value(before, name) for name in inputs}
        for do in sets:
            low_do: dict[str, Hashable] = {}
            for name, v in do.items():
                values: Any = (v,) if len(cells[name]) == 1 else v
                low_do |= zip(cells[name], values)
            run = c.run(x, low_do)
            assert all(w == value(run, name) for name, w in small.run(at, do).items())


@law
def merged_circuits_say_what_is_meant(c: Circuit, classes: Mapping[str, Sequence[int]]) -> None:
    """Merging holds iff it is a congruence; then the merged node's table is what the values mean."""
    found = merged(c, {name: (np.array(labels), range(max(labels) + 1)) for name, labels in classes.items()})
    congruence = True
    for n, table in enumerate(c.tables):
        if table is None:
            continue
        means: dict[tuple[int, ...], int] = {}
        for entry, v in zip(product(*(range(len(c.domains[p])) for p in c.parents[n])), table.tolist()):
            key = tuple(classes[c.names[p]][i] for p, i in zip(c.parents[n], entry))
            congruence &= means.setdefault(key, classes[c.names[n]][v]) == classes[c.names[n]][v]
    assert bool(found) == congruence and str(found)
    if not found:
        said = found.counterexample
        (left, means), (right, others) = said.given
        sides = [c.run({c.names[n]: c.domains[n][0] for n in c.inputs}, at) for at in (said.left, said.right)]
        assert [side[said.node] for side in sides] == [left, right] and means != others
        return
    small = found.certificate
    for entry in product(*(range(len(c.domains[n])) for n in c.inputs)):
        x = {c.names[n]: c.domains[n][i] for n, i in zip(c.inputs, entry)}
        at = {c.names[n]: classes[c.names[n]][i] for n, i in zip(c.inputs, entry)}
        run = c.run(x)
        assert small.run(at) == {
            name: classes[name][c.index(c.number(name), run[name])] for name in small.names
        }


@law
def a_constructive_abstraction_agrees_in_every_interchange(a: Alignment) -> None:
    """Also with values of no source; and where each node is aligned with one, it is local consistency."""
    found = constructive(a)
    assert str(found)
    if found:
        result = interchange(a, compare="all", unreached=True)
        assert result and result.beyond
    aligned = all(a.cells) and all(len(cell) == 1 for cell in a.cells) and not a.unmapped
    if aligned and all(table.min() >= 0 for table in a.maps):
        assert bool(found) == bool(local(a, values="all"))


@law
def coarsest_value_maps_are_least(c: Circuit) -> None:
    """Of all congruences that keep the outputs, each tells apart what the coarsest maps tell apart.

    They are a constructive abstraction, and say why each pair of values is told apart.
    """
    found = coarsest(c, {name: name for name in c.names}).unwrap()
    assert constructive(found.alignment)
    coarse = [Abstraction(labels) for labels in found.labels]
    assert all(len(coarse[n]) == len(c.domains[n]) for n in c.outputs)
    every = [
        [Abstraction.identity(len(domain))] if n in c.outputs else list(partitions(len(domain)))
        for n, domain in enumerate(c.domains)
    ]
    for maps in product(*every):
        classes = {name: (p.labels, range(len(p))) for name, p in zip(c.names, maps)}
        if merged(c, classes):
            assert all(p <= q for p, q in zip(coarse, maps))
    for n, name in enumerate(c.names):
        for v, w in combinations(range(len(c.domains[n])), 2):
            why = found.why(name, c.domains[n][v], c.domains[n][w])
            assert (why is None) == (coarse[n][v] == coarse[n][w])
            if why is not None and why.reader is not None:
                x = {c.names[i]: c.domains[i][0] for i in c.inputs}
                runs = [c.run(x, {**why.others, name: c.domains[n][i]})[why.reader] for i in (v, w)]
                child = c.number(why.reader)
                assert tuple(runs) == why.given and str(why)
                assert (
                    found.labels[child][c.index(child, runs[0])]
                    != found.labels[child][c.index(child, runs[1])]
                )


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
