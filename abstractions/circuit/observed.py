"""Circuits from runs: whatever can be run with some of its sites set.

Main definition   `of_runs`
Notes             ``run(inputs, do)`` gives the values of the observed sites, of a network through hooks for
                  instance.  The table of a site comes from runs in which its parents are set to each
                  combination of values that they can have; then every input is run as it is, and with
                  each site set once, to see that the circuit says what the run says.
Law               `an_observed_circuit_is_the_circuit` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import product
from math import prod
from typing import Any

from ..arguments import applied, budget_of
from ..errors import BudgetExceeded, Misuse, brief
from .circuit import Circuit, Values

__all__ = ["of_runs"]

BUDGET = 100_000
"""So many runs, at most."""


def of_runs(
    run: Callable[[dict[str, Any], dict[str, Any]], Mapping[str, Any]],
    *,
    values: Mapping[str, Iterable[Hashable]],
    sites: Mapping[str, Sequence[str]] | Sequence[str],
    outputs: Sequence[str] | None = None,
    budget: int = BUDGET,
) -> Circuit:
    """The circuit of the observed sites of ``run(inputs, do)``.

    ``values``: of the inputs.  ``sites``: in an order in which parents come first; with the parents of each
    (inputs or sites), or, as a plain list, without: then every input and earlier site is tried, and kept
    where it matters.  Arrays are taken as tuples of numbers.  ``outputs``: default, the last site.
    Cost: a run for each combination of values of a site's parents, and one for each input and site.
    Errors: `Misuse` if a site depends on more than its parents; `BudgetExceeded`.

    >>> def run(inputs, do):
    ...     half = do.get("half", inputs["a"] ^ inputs["b"])
    ...     return {"half": half, "sum": do.get("sum", half ^ inputs["c"])}
    >>> c = of_runs(run, values={"a": (0, 1), "b": (0, 1), "c": (0, 1)}, sites=["half", "sum"])
    >>> [c.names[p] for p in c.parents[c.number("sum")]]
    ['c', 'half']
    """
    budget_of(budget)
    domains: dict[str, tuple[Hashable, ...]] = {name: tuple(dict.fromkeys(of)) for name, of in values.items()}
    inputs = list(domains)
    rest = {name: domain[0] for name, domain in domains.items() if domain}
    tables: dict[str, dict[tuple[Hashable, ...], Hashable]] = {}
    parents: dict[str, list[str]] = {}
    spent = 0
    for site in sites:
        above = list(sites[site]) if isinstance(sites, Mapping) else list(domains)
        unknown = [p for p in above if p not in domains]
        if unknown:
            raise Misuse(
                "the parents of a site come before it",
                value=f"{unknown[0]}, of {site}",
                reason=f"before it come {', '.join(domains)}",
                repair="order the sites, and give the values of inputs",
            )
        spent += prod(len(domains[p]) for p in above)
        affordable(spent, budget, f"the table of {site}")
        table = {}
        for entry in product(*(domains[p] for p in above)):
            at = dict(zip(above, entry))
            given = rest | {p: v for p, v in at.items() if p in inputs}
            do = {p: v for p, v in at.items() if p not in inputs}
            table[entry] = observed(run, given, do, site)
        if not isinstance(sites, Mapping):
            above, table = pruned(above, table)
        tables[site], parents[site] = table, above
        domains[site] = tuple(dict.fromkeys(table.values()))
    last = list(tables)[-1:] if outputs is None else outputs
    circuit = Circuit.of(tables, values=domains, parents=parents, outputs=last)
    spent += prod(len(domains[name]) for name in inputs) * (1 + len(tables))
    affordable(spent, budget, "running every input, with each site set once")
    for i, entry in enumerate(product(*(domains[name] for name in inputs))):
        x = dict(zip(inputs, entry))
        as_run(circuit, run, x, {})
        told = circuit.run(x)
        for site in tables:  # another value each time
            others = [v for v in domains[site] if v != told[site]]
            if others:
                as_run(circuit, run, x, {site: others[i % len(others)]})
    return circuit


def affordable(runs: int, budget: int, what: str) -> None:
    if runs > budget:
        raise BudgetExceeded(
            f"at most {budget:,} runs are made",
            value=f"{runs:,} runs, with {what}",
            reason="that is how many combinations of values the parents of the sites have",
            repair="name the parents of each site, observe fewer or coarser values, or raise `budget`",
        )


def observed(run: Any, inputs: dict[str, Any], do: dict[str, Any], site: str) -> Hashable:
    """The value of a site in one run.  Errors: `Misuse`."""
    what = f"run({brief(inputs)}, do={brief(do)})"
    found = applied(run, what, dict(inputs), dict(do))
    if not isinstance(found, Mapping) or site not in found:
        raise Misuse(
            "a run gives the value of every site",
            value=f"{what}: {brief(found)}",
            reason=f"there is no value of {site}",
            repair="return a mapping from sites to values",
        )
    for name, value in do.items():
        if name in found and plain(found[name]) != value:
            raise Misuse(
                "a site that is set has the value to which it is set",
                value=f"{what}: {name} = {brief(plain(found[name]))}",
                reason="the run does not do what `do` says",
                repair="let what reads the site read do.get(site, ...), and return this",
            )
    return plain(found[site])


def plain(value: Any) -> Hashable:
    """A value as numbers and tuples.  Errors: `Misuse`."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list):
        return tuple(plain(v) for v in value)
    if isinstance(value, Hashable):
        return value
    raise Misuse(
        "the value of a site is hashable",
        value=value,
        reason=f"a {type(value).__name__} is not",
        repair="return numbers, texts, tuples or arrays",
    )


def pruned(
    above: list[str], table: dict[tuple[Hashable, ...], Hashable]
) -> tuple[list[str], dict[tuple[Hashable, ...], Hashable]]:
    """The parents on which a table depends, and the table of these."""
    kept = list(range(len(above)))
    for i in range(len(above)):
        fewer = [k for k in kept if k != i]
        smaller: dict[tuple[Hashable, ...], Hashable] = {}
        if all(smaller.setdefault(tuple(e[k] for k in fewer), v) == v for e, v in table.items()):
            kept = fewer
    return [above[k] for k in kept], {tuple(e[k] for k in kept): v for e, v in table.items()}


def as_run(circuit: Circuit, run: Any, inputs: Values, do: dict[str, Any]) -> None:
    """Refuse a circuit that says something else than the run.  Errors: `Misuse`."""
    told = circuit.run(inputs, do)
    for n, table in enumerate(circuit.tables):
        site = circuit.names[n]
        if table is None:
            continue
        value = observed(run, dict(inputs), dict(do), site)
        if value != told[site]:
            parents = {circuit.names[p]: told[circuit.names[p]] for p in circuit.parents[n]}
            set_to = f", with {brief(do)} set" if do else ""
            raise Misuse(
                "a site is a function of its parents",
                value=f"{site} is {brief(value)} on {brief(dict(inputs))}{set_to}",
                reason=f"and {brief(told[site])} on another input, with {brief(parents)} set",
                repair="name all its parents, and sites in the order in which they are computed; "
                "look that `do` reaches what reads a site",
            )
