"""A circuit as a computation, layer by layer.

Main definition   `computation`
Notes             The memory is the number of the layer and the values of all nodes that are still needed.  So
                  whatever holds of computations can be asked of circuits: complete abstractions, cores,
                  diagrams, pictures.
Law               `a_circuit_is_its_computation` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from itertools import product
from math import prod
from typing import Any

from ..computation import Computation
from .building import within
from .circuit import Circuit, Values, determined

__all__ = ["computation"]


def computation(circuit: Circuit, data: Iterable[Values] | None = None) -> Computation:
    """The computation whose input is a tuple of the inputs' values, and whose output that of the outputs'.

    A state is a tuple: the layer, and for each node its value, or None if it is not yet known or no
    longer needed.  ``data``: the inputs of interest (default: all).  Errors: `Misuse` for stochastic
    circuits; `BudgetExceeded` for more than 20 million inputs.

    >>> c = Circuit.of({"half": lambda a, b: a ^ b, "sum": lambda half, c: half ^ c},
    ...                values={"a": (0, 1), "b": (0, 1), "c": (0, 1)})
    >>> computation(c).trace((1, 0, 1))
    [(0, (1, 0, 1, None, None)), (1, (None, None, 1, 1, None)), (2, (None, None, None, None, 0))]
    """
    determined(circuit)
    depth: list[int] = []
    for table, parents in zip(circuit.tables, circuit.parents):
        depth.append(0 if table is None else 1 + max((depth[p] for p in parents), default=0))
    last = max(depth, default=0)
    needed = [
        last
        if n in circuit.outputs
        else max((depth[m] - 1 for m, ps in enumerate(circuit.parents) if n in ps), default=0)
        for n in range(len(circuit.names))
    ]

    def step(state: tuple[int, tuple[Any, ...]]) -> tuple[int, tuple[Any, ...]]:
        layer, values = state
        now: list[Any] = []
        for n, table in enumerate(circuit.tables):
            value = values[n]
            if table is not None and depth[n] == layer + 1:
                at = 0
                for p in circuit.parents[n]:
                    at = at * len(circuit.domains[p]) + circuit.places[p][values[p]]
                value = circuit.domains[n][table[at]]
            now.append(value if depth[n] <= layer + 1 <= needed[n] else None)
        return layer + 1, tuple(now)

    def load(x: tuple[Hashable, ...]) -> tuple[int, tuple[Any, ...]]:
        given = dict(zip(circuit.inputs, x))
        for n, value in given.items():
            circuit.index(n, value)
        return 0, tuple(given.get(n) for n in range(len(circuit.names)))

    domains = [circuit.domains[n] for n in circuit.inputs]
    if data is None:
        within("inputs", prod(map(len, domains)), "give the `data` to look at")
        inputs = list(product(*domains))
    else:
        inputs = [tuple(circuit.given(x, n) for n in circuit.inputs) for x in data]
    return Computation(
        step=step,
        halts=lambda state: state[0] == last,
        load=load,
        read=lambda state: tuple(state[1][n] for n in circuit.outputs),
        inputs=inputs,
    )
