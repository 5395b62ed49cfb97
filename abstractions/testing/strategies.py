"""Hypothesis strategies for machines and abstractions.  They shrink to the smallest machine."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
from hypothesis import strategies as st

from ..abstraction import Abstraction
from ..circuit import Alignment, Circuit, Correspondence
from ..computation import Computation
from ..functor import (
    B,
    Constant,
    D,
    Distribution,
    Functor,
    P,
    Power,
    Product,
    Sets,
    Sum,
    W,
    Weighted,
    X,
    parse,
)
from ..system import Branching, Deterministic, System

__all__ = [
    "SIZES",
    "SHAPES",
    "abstractions",
    "alignments",
    "branching",
    "circuit_of",
    "circuits",
    "computations",
    "correspondences",
    "functors",
    "node_tables",
    "noisy_alignments",
    "questions",
    "steps",
    "systems",
]


def abstractions(states: int) -> st.SearchStrategy[Abstraction]:
    """Abstractions of ``range(states)``; shrinks to the trivial one."""
    labels = st.lists(st.integers(0, max(states - 1, 0)), min_size=states, max_size=states)
    return labels.map(Abstraction)


SIZES = {"O": 2, "A": 3}
"""The constants of `functors`."""


def functors() -> st.SearchStrategy[Functor]:
    """Shapes built from X and the constants O and A; shrinks to X."""
    constants = [Constant(name, size) for name, size in SIZES.items()]
    monoids = st.sampled_from(["N", "Z", "Q", "Max", "Or", "Word"])
    return st.recursive(
        st.sampled_from([X, *constants]),
        lambda part: st.one_of(
            st.builds(Product, part, part),
            st.builds(Sum, part, part),
            st.builds(Power, part, st.sampled_from(constants)),
            st.builds(P, part),
            st.builds(B, part),
            st.builds(D, part),
            st.builds(W, monoids, part),
        ),
        max_leaves=5,
    )


def steps(functor: Functor, states: int) -> st.SearchStrategy[Any]:
    """Steps of a shape, between states ``0 .. states - 1``."""
    inner = [steps(part, states) for part in functor.parts]
    match functor:
        case Constant(size=int(size)):
            return st.integers(0, size - 1)
        case Product():
            return st.tuples(*inner)
        case Sum():
            return st.one_of(*(st.tuples(st.just(i), part) for i, part in enumerate(inner)))
        case Power(letters=Constant(size=int(size))):
            return st.tuples(*inner * size)
        case Sets():
            return st.lists(inner[0], max_size=3)
        case Distribution():
            shares = st.lists(st.tuples(inner[0], st.integers(1, 4)), min_size=1, max_size=3)
            return shares.map(lambda pairs: [(x, Fraction(w, sum(v for _, v in pairs))) for x, w in pairs])
        case Weighted(monoid=monoid):
            weights: dict[str, st.SearchStrategy[Any]] = {
                "N": st.integers(0, 3),
                "Word": st.integers(0, 3),
                "Z": st.integers(-2, 2),
                "Or": st.booleans(),
            }
            weight = weights.get(monoid.name, st.fractions(-2, 2, max_denominator=3))
            return st.lists(st.tuples(inner[0], weight), max_size=3)
    return st.integers(0, states - 1)


@st.composite
def systems(
    draw: st.DrawFn, max_states: int = 8, max_letters: int = 3, shape: str | None = None
) -> Deterministic:
    """Deterministic systems with initial states.

    ``shape``: "X", "moore", "mealy", "halting"; None for any.
    """
    n = draw(st.integers(1, max_states))
    kind = shape or draw(st.sampled_from(["X", "moore", "mealy", "halting"]))
    k = 1 if kind == "halting" else draw(st.integers(1, max_letters))
    state, output = st.integers(0, n - 1), st.integers(0, 2)

    def table(entry: st.SearchStrategy[int], columns: int) -> Any:
        return np.array(draw(st.lists(entry, min_size=n * columns, max_size=n * columns))).reshape(n, columns)

    step = table(state, k)
    outputs = None
    if kind != "X":
        outputs = table(output, k) if kind == "mealy" else table(output, 1)[:, 0]
    halting = table(st.integers(0, 1), 1)[:, 0].astype(bool) if kind == "halting" else None
    initial = draw(st.lists(state, min_size=1, max_size=3, unique=True))
    flat = k == 1 and kind != "mealy"
    return System.deterministic(step[:, 0] if flat else step, outputs, halting=halting, initial=initial)


SHAPES = (
    "P(X)", "P(A * X)", "O * P(A * X)", "D(X)", "O * D(X)", "P(A * D(X))", "Q^(X)", "Z^(A * X)", "N^(X)",
    "Max^(X)", "Word^(X)", "B(X * X)", "P(P(X))", "P(1 + X)", "P(X) * D(X)", "A -> D(X)", "O * X**A",
)  # fmt: skip
"""Shapes that people ask about."""


@st.composite
def branching(draw: st.DrawFn, max_states: int = 6, functor: Functor | str | None = None) -> Branching:
    """Systems of any shape (or of that one); shrinks to few states and the first of `SHAPES`."""
    if functor is None:
        functor = draw(st.one_of(st.sampled_from(SHAPES), functors()))
    shape = parse(functor, **SIZES) if isinstance(functor, str) else functor
    n = draw(st.integers(1, max_states))
    return System.of(shape, draw(st.lists(steps(shape, n), min_size=n, max_size=n)))


def questions(
    max_states: int = 8, max_letters: int = 3, shape: str | None = None
) -> st.SearchStrategy[tuple[Deterministic, Abstraction]]:
    """A system, and an abstraction of its states; takes what `systems` takes."""
    machines = systems(max_states, max_letters, shape)
    return machines.flatmap(lambda s: st.tuples(st.just(s), abstractions(s.states)))


@st.composite
def computations(draw: st.DrawFn, max_states: int = 8, halt_always: bool = False) -> Computation:
    """Computations given by arrays; with ``halt_always`` every run halts."""
    n = draw(st.integers(1, max_states))
    if halt_always:
        step = [draw(st.integers(0, max(s - 1, 0))) for s in range(n)]
        halts = [s == 0 or draw(st.booleans()) for s in range(n)]
    else:
        step = draw(st.lists(st.integers(0, n - 1), min_size=n, max_size=n))
        halts = draw(st.lists(st.booleans(), min_size=n, max_size=n))
    inputs = draw(st.integers(1, 4))
    load = draw(st.lists(st.integers(0, n - 1), min_size=inputs, max_size=inputs))
    read = draw(st.lists(st.integers(0, 2), min_size=n, max_size=n))
    return Computation(step=step, halts=halts, load=load, read=read)


@st.composite
def node_tables(
    draw: st.DrawFn, max_nodes: int = 4, max_values: int = 3, stochastic: bool = False, min_parents: int = 1
) -> tuple[dict[str, range], dict[str, tuple[list[str], dict[Any, Any]]]]:
    """Values of one or two inputs ``x, y`` and of nodes ``a, b, ...``, and parents and a table of each node.

    ``stochastic``: some entries are distributions, in halves and thirds.
    """
    sizes = st.integers(2, max_values)
    domains = {name: range(draw(sizes)) for name in "xy"[: draw(st.integers(1, 2))]}
    tables = {}
    for name in "abcdef"[: draw(st.integers(1, max_nodes))]:
        least = min(min_parents, len(domains))
        above = draw(st.lists(st.sampled_from(sorted(domains)), min_size=least, max_size=2, unique=True))
        domain = range(draw(sizes))
        entry: st.SearchStrategy[Any] = st.sampled_from(domain)
        if stochastic:
            part = st.sampled_from([Fraction(1, 3), Fraction(1, 2)])
            several = st.builds(lambda v, w, p: {v: p, w: 1 - p} if v != w else v, entry, entry, part)
            entry = st.one_of(entry, several)
        entries = list(product(*(domains[p] for p in above)))
        said = draw(st.lists(entry, min_size=len(entries), max_size=len(entries)))
        tables[name], domains[name] = (above, dict(zip(entries, said))), domain
    return domains, tables


def circuit_of(domains: dict[str, range], tables: dict[str, tuple[list[str], dict[Any, Any]]]) -> Circuit:
    """The circuit that `node_tables` describe."""
    parents = {name: above for name, (above, _) in tables.items()}
    return Circuit.of({name: table for name, (_, table) in tables.items()}, values=domains, parents=parents)


def circuits(max_nodes: int = 4, max_values: int = 3, stochastic: bool = False) -> st.SearchStrategy[Circuit]:
    """Circuits of one or two inputs ``x, y`` and some nodes ``a, b, ...``, each of up to two parents."""
    return node_tables(max_nodes, max_values, stochastic).map(lambda drawn: circuit_of(*drawn))


@st.composite
def alignments(draw: st.DrawFn, single: bool = False) -> Alignment:
    """A circuit with itself, one entry of one table changed or none; or with nodes put together.

    ``single``: one output, and one low node for each high node, some of whose edges are taken away.
    """
    low = draw(circuits())
    if single:
        low = Circuit(low.names, low.domains, low.parents, low.tables, low.outputs[-1:])
    tables = [None if t is None else t.copy() for t in low.tables]
    inner = [n for n, t in enumerate(tables) if t is not None]
    if draw(st.booleans()):
        node = draw(st.sampled_from(inner))
        table = tables[node]
        assert table is not None
        at, value = draw(st.integers(0, table.size - 1)), draw(st.integers(0, len(low.domains[node]) - 1))
        table[at] = value
    high = Circuit(low.names, low.domains, low.parents, tuple(tables), low.outputs)
    if single:
        return Alignment.of(low, draw(pruned(high)))
    cells: dict[str, tuple[str, ...]] = {}
    middle = [n for n in inner if n not in low.outputs]
    if len(middle) >= 2 and draw(st.booleans()):  # one node of high stands for what another one does too
        one, other = draw(st.permutations(middle))[:2]
        cells = {low.names[one]: (low.names[one], low.names[other]), low.names[other]: ()}
        return Alignment.of(low, high, cells, {low.names[one]: lambda v, _: v})
    if draw(st.booleans()) and middle:  # a node that stands for nothing, and one for which nothing stands
        alone = middle[draw(st.integers(0, len(middle) - 1))]
        cells = {low.names[alone]: ()}
    return Alignment.of(low, high, cells)


@st.composite
def noisy_alignments(draw: st.DrawFn) -> Alignment:
    """A circuit that draws with itself, one node of which may have another table."""
    domains, tables = draw(node_tables(max_nodes=3, max_values=2, stochastic=True))
    changed = dict(tables)
    name = draw(st.sampled_from(sorted(tables)))
    above, table = tables[name]
    at = draw(st.sampled_from(sorted(table)))
    changed[name] = (
        above,
        {**table, at: draw(st.sampled_from([0, 1, {0: Fraction(1, 2), 1: Fraction(1, 2)}]))},
    )
    return Alignment.of(circuit_of(domains, tables), circuit_of(domains, changed))


@st.composite
def pruned(draw: st.DrawFn, c: Circuit) -> Circuit:
    """The circuit without some of its edges: what their parents say is taken to be their first value."""
    parents, tables = list(c.parents), list(c.tables)
    for n, table in enumerate(c.tables):
        if table is not None and len(c.parents[n]) == 2 and draw(st.booleans()):
            shaped = table.reshape([len(c.domains[p]) for p in c.parents[n]])
            kept = draw(st.integers(0, 1))
            parents[n] = (c.parents[n][kept],)
            tables[n] = np.ascontiguousarray(shaped[:, 0] if kept == 0 else shaped[0])
    return Circuit(c.names, c.domains, tuple(parents), tuple(tables), c.outputs)


@st.composite
def correspondences(
    draw: st.DrawFn, max_nodes: int = 3, max_values: int = 3, stochastic: bool = False, most: int = 6
) -> Correspondence:
    """A circuit, and an interpretation of up to ``most`` nodes that is grown backwards from an output.

    For a parent in the circuit, the interpretation may have a node of its own, share one, or have none.
    Its functions are those of the circuit (without the parents that it lacks), or any.
    """
    low = circuit_of(*draw(node_tables(max_nodes, max_values, stochastic, min_parents=2)))
    grown: list[int] = []
    values: dict[str, Any] = {}
    functions: dict[str, dict[Any, Any]] = {}
    parents: dict[str, list[str]] = {}
    match: dict[str, str] = {}
    reads: dict[str, str] = {}
    maps: dict[str, dict[Any, Any]] = {}

    def leaf(name: str, g: int) -> None:
        """Reads an input: the one that it stands for, or any; some of whose values may be one."""
        q = g if g in low.inputs else draw(st.sampled_from(low.inputs))
        reads[name] = low.names[q]
        if q != g or draw(st.booleans()):
            maps[name] = {v: draw(st.sampled_from(low.domains[g])) for v in low.domains[q]}

    def grow(g: int) -> str:
        name = f"{low.names[g]}{len(grown)}"
        grown.append(g)
        match[name], values[name] = low.names[g], low.domains[g]
        above: dict[int, str] = {}
        for q in dict.fromkeys(low.parents[g]):
            known = [m for m in match if match[m] == low.names[q] and (m in functions or m in reads)]
            choices = [*["shared"] * (2 * len(known)), *["new"] * 3 * (len(grown) < most), "lacking"]
            how = draw(st.sampled_from(choices)) if q not in low.chances else "lacking"
            if how != "lacking":
                above[q] = grow(q) if how == "new" else draw(st.sampled_from(known))
        if not above:
            leaf(name, g)
            return name
        table = low.tables[g]
        assert table is not None
        faithful, said = draw(st.booleans()), {}
        for entry in product(*(low.domains[q] for q in above)):
            at, of = 0, dict(zip(above, entry))
            for q in low.parents[g]:
                at = at * len(low.domains[q]) + (low.index(q, of[q]) if q in of else 0)
            said[entry] = low.domains[g][table[at]] if faithful else draw(st.sampled_from(low.domains[g]))
        functions[name], parents[name] = said, list(above.values())
        return name

    output = grow(low.outputs[-1])
    high = Circuit.of(functions, values=values, parents=parents, outputs=[output])
    return Correspondence.of(low, high, match, reads=reads, maps=maps)
