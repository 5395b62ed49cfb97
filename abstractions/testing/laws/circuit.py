"""The laws of circuits."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import combinations, product
from typing import Any

from ...circuit import Alignment, Circuit, FailingInterchange, interchange
from ...circuit.circuit import Values
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
def interchange_counts_every_case(a: Alignment, data: Sequence[Values], compare: Any) -> None:
    """The count of each set of nodes is that of running every base with every choice of sources."""
    result = interchange(a, data, compare=compare)
    looked_at = [n for n, cell in enumerate(a.cells) if cell and (compare == "all" or n in a.high.outputs)]
    names, first = a.high.names, None
    for row, nodes in zip(
        result.rows,
        (nodes for size in range(len(a.inner) + 1) for nodes in combinations(a.inner, size)),
        strict=True,
    ):
        assert row.nodes == tuple(names[n] for n in nodes)
        equal = 0
        for base, *sources in product(data, repeat=len(nodes) + 1):
            case = FailingInterchange(a, base, dict(zip(row.nodes, sources)), tuple(looked_at))
            equal += not case.replay()
            if case.replay() and first is None:
                first = case
        assert row.equal == equal and row.cases == len(data) ** (len(nodes) + 1)
    assert bool(result) == (first is None)
    if first is not None:
        found = result.verdict.counterexample  # type: ignore[union-attr]
        assert (found.base, found.sources) == (first.base, first.sources) and str(found)
