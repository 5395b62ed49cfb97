"""The laws of circuits."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import numpy as np

from ...abstraction import Abstraction
from ...circuit import (
    Alignment,
    Circuit,
    FlowsPast,
    coarsest,
    computation,
    constructive,
    interchange,
    local,
    merged,
    of_expressions,
    of_runs,
    reduced,
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
