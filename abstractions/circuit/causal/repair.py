"""Repairs: what could be changed in an alignment so that high abstracts low?

Main definitions  `repairs`, `Repair`
Notes             Small changes first: what values mean; a node left out; a node elsewhere; the functions of
                  high; and last the coarsest value maps, which have a high circuit of their own.  Each is
                  tested by every interchange before it is proposed.
Law               `repairs_are_exact` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from ...arguments import budget_of
from ...arrays import Ints
from ...errors import Misuse
from ..alignment import Alignment
from ..circuit import Circuit, Values, combinations_of, said
from .coarsest import coarsest
from .interchange import Compare, Unmapped, interchange
from .search import search

__all__ = ["Repair", "repairs"]

BUDGET = 10**6
"""So many cases are run for one proposal, at most."""


@dataclass(frozen=True)
class Repair:
    """A change, in words, and the alignment after it, which is exact on the data."""

    change: str
    alignment: Alignment

    def __str__(self) -> str:
        return self.change


def repairs(
    alignment: Alignment,
    data: Iterable[Values] | Ints | None = None,
    *,
    compare: Compare = "outputs",
    most: int | None = None,
    unmapped: Unmapped = "free",
    budget: int = BUDGET,
) -> Iterator[Repair]:
    """Changes after which every interchange on the data agrees, small ones first, as they are found.

    ``compare``, ``most``, ``unmapped``: as for `interchange`.

    For circuits that draw there are none.  What costs more than ``budget`` cases is not proposed.  Nothing at all is possible: where other nodes
    matter than those in cells, no value maps and no high functions mend it.

    >>> low = Circuit.of({"nand": lambda a, b: 1 - (a & b), "y": lambda nand, c: nand ^ c},
    ...                  values={"a": (0, 1), "b": (0, 1), "c": (0, 1)})
    >>> high = Circuit.of({"both": lambda a, b: a & b, "y": lambda both, c: 1 - (both ^ c)},
    ...                   values={"a": (0, 1), "b": (0, 1), "c": (0, 1)})
    >>> a = Alignment.of(low, high, {"both": "nand"})
    >>> bool(interchange(a, compare="all"))
    False
    >>> print(next(repairs(a, compare="all")))
    let values mean: both in nand (1 means 0, 0 means 1)
    """
    budget_of(budget)
    rows = alignment.low.data(data)
    if alignment.low.chances or alignment.high.chances:
        return

    def exact(a: Alignment) -> bool:
        return bool(interchange(a, rows, compare=compare, most=most, unmapped=unmapped, budget=budget))

    if exact(alignment):
        return
    for proposal in (relabelled, without, moved, other_functions, remade):
        with suppress(Misuse):
            for repair in proposal(alignment, rows, compare, budget):
                if exact(repair.alignment):
                    yield repair


def named_cells(a: Alignment) -> dict[str, tuple[str, ...]]:
    return {a.high.names[v]: tuple(a.low.names[n] for n in cell) for v, cell in enumerate(a.cells)}


def maps_of(a: Alignment, nodes: Iterable[int]) -> dict[str, dict[tuple[object, ...], object]]:
    """The value maps of some high nodes, as mappings."""
    maps = {}
    for v in nodes:
        grid = combinations_of([len(a.low.domains[n]) for n in a.cells[v]]).tolist()
        entries = [tuple(a.low.domains[n][k] for n, k in zip(a.cells[v], code)) for code in grid]
        table = a.maps[v].tolist()
        maps[a.high.names[v]] = {e: a.high.domains[v][w] for e, w in zip(entries, table) if w >= 0}
    return maps


def relabelled(a: Alignment, data: Ints, compare: Compare, budget: int) -> Iterator[Repair]:
    """The same cells, other value maps."""
    found = search(
        a.low,
        a.high,
        named_cells(a),
        maps_of(a, a.high.inputs),
        data,
        compare=compare,
        limit=1,
        budget=budget,
    )
    for other in found.alignments:
        changed = [v for v, table in enumerate(other.maps) if not np.array_equal(table, a.maps[v])]
        yield Repair(f"let values mean: {other.told(changed)}", other)


def without(a: Alignment, data: Ints, compare: Compare, budget: int) -> Iterator[Repair]:  # noqa: ARG001 - proposals are called alike
    """One inner node not aligned."""
    nothing = np.empty(0, np.int32)
    for v in a.inner:
        cells = tuple(() if w == v else cell for w, cell in enumerate(a.cells))
        maps = tuple(nothing if w == v else table for w, table in enumerate(a.maps))
        yield Repair(f"do not align {a.high.names[v]}", replace(a, cells=cells, maps=maps))


def moved(a: Alignment, data: Ints, compare: Compare, budget: int) -> Iterator[Repair]:
    """One node that is no input in another cell, of as many nodes."""
    for v, cell in enumerate(a.cells):
        if cell and v not in a.high.inputs:
            cells = {name: c for name, c in named_cells(a).items() if name != a.high.names[v]}
            cells |= {a.high.names[w]: () for w, c in enumerate(a.cells) if not c}
            found = search(
                a.low, a.high, cells, maps_of(a, a.high.inputs), data,
                largest=len(cell), compare=compare, limit=1, budget=budget,
            )  # fmt: skip
            for other in found.alignments:
                yield Repair(f"place {a.high.names[v]} elsewhere: {other}", other)


def other_functions(a: Alignment, data: Ints, compare: Compare, budget: int) -> Iterator[Repair]:  # noqa: ARG001 - proposals are called alike
    """The same cells and maps; entries of the tables of high as low has them."""
    tables = list(a.high.tables)
    changes = []
    values = a.low.evaluate(data)
    for v, table in enumerate(tables):
        if table is None or not a.cells[v] or not all(a.cells[p] for p in a.high.parents[v]):
            continue
        means = np.zeros((len(a.high.names), values.shape[1]), np.int32)
        for p in a.high.parents[v]:
            means[p] = a.image(p, values)
        at, says = a.high.entry(v, means), a.image(v, values)
        changed = table.copy()
        changed[at] = says
        tables[v] = changed
        grid = combinations_of([len(a.high.domains[p]) for p in a.high.parents[v]])
        for i in np.flatnonzero(changed != table).tolist():
            where = {
                a.high.names[p]: a.high.domains[p][k] for p, k in zip(a.high.parents[v], grid[i].tolist())
            }
            changes.append(f"{a.high.names[v]} = {a.high.domains[v][changed[i]]!r} at {said(where)}")
    if changes:
        high = Circuit(a.high.names, a.high.domains, a.high.parents, tuple(tables), a.high.outputs)
        yield Repair(f"change high: {'; '.join(changes)}", replace(a, high=high))


def remade(a: Alignment, data: Ints, compare: Compare, budget: int) -> Iterator[Repair]:  # noqa: ARG001 - proposals are called alike
    """The same cells; the coarsest value maps that keep what the outputs mean, and the high that they make."""
    cells = {name: cell for name, cell in named_cells(a).items() if cell}
    found = coarsest(a.low, cells, maps_of(a, a.high.outputs))
    if found:
        kept = found.certificate
        yield Repair(f"merge only what may be merged:\n{kept}", kept.alignment)
