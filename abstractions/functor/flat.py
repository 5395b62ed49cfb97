"""Flattening: a composite step as edges between nodes, each with one simple collection of edges.

Main definitions  `flatten`, `raised`
Notes             A node holds what is fixed (constants, sides of sums) and has an edge for each state
                  in its step.  The letter of an edge is where in the shape it stands, and what stands
                  beside the state there: the action a in P(A * X).  What cannot be written so, such as
                  the distributions in P(A * D(X)), becomes an inner node of a sort of its own.
                  Equal letters and classes of targets, with weights added up: that is F(p).
Laws              `raising_undoes_flattening`, `signatures_are_images` in `abstractions.testing.laws`
Source            T. Wissmann, U. Dorsch, S. Milius, L. Schröder, Efficient and modular coalgebraic
                  partition refinement, 2020 (many-sorted flattening)
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Any, TypeAlias

from .branching import MONOIDS, Branching, Monoid, Sets
from .shapes import Constant, Functor, Power, Product, Sum, Variable, X, no_value
from .sorts import alike, checked, hole, monoid_of, ordered, plug, sorts, split

__all__ = [
    "NOWHERE",
    "Flat",
    "Letter",
    "Path",
    "Weight",
    "flatten",
    "raised",
    "unscaled",
]

Path: TypeAlias = tuple[int, ...]
"""Where in a shape something stands."""

Letter: TypeAlias = tuple[Path, Hashable]
"""Where an edge stands, and what stands around its target there, `X` in place of the target."""


NOWHERE: tuple[tuple[Path, Hashable], ...] = (((), "nowhere"),)
"""What is fixed in the node to which edges without a target lead."""


@dataclass(frozen=True, slots=True)
class Weight:
    """A weight of a monoid of Python values, as kernels add and compare it."""

    value: Any
    monoid: Monoid

    def __add__(self, other: Weight) -> Weight:
        return Weight(self.monoid.plus(self.value, other.value), self.monoid)

    def __eq__(self, other: object) -> bool:
        return bool(self.value == (other.value if isinstance(other, Weight) else self.monoid.zero))

    def __hash__(self) -> int:
        return hash(self.value)

    def __lt__(self, other: Weight) -> bool:
        return isinstance(other, Weight) and bool(self.value < other.value)

    def __gt__(self, other: object) -> bool:
        return not isinstance(other, Weight) or bool(other.value < self.value)

    def __int__(self) -> int:
        return 1  # digests leave it out


@dataclass(slots=True)
class Flat:
    """What flattening finds, node by node; the nodes of one sort stand together.

    ``sorts``: how many nodes each sort has.  ``shown``: what is fixed in each node.  ``edges``: for
    each node (letter, target, weight).  ``denominator``: of fractions, which are whole numbers here.
    ``lengths``: how many letters each power has.
    """

    sorts: list[int] = field(default_factory=list)
    shown: list[tuple[tuple[Path, Hashable], ...]] = field(default_factory=list)
    edges: list[list[tuple[Letter, int, Any]]] = field(default_factory=list)
    monoids: list[Monoid | None] = field(default_factory=list)
    denominator: int = 1
    lengths: dict[Functor, int] = field(default_factory=dict)


def flatten(functor: Functor, steps: Sequence[Any], number: Callable[[Any], int]) -> Flat:
    """The steps of states ``0, 1, ...`` as edges; ``number``: of a state as the steps call it.

    Errors: `Misuse` for what is no step of that shape.
    """
    shapes = sorts(functor)
    waiting: dict[Functor, list[Any]] = {shape: [] for shape in shapes}
    known: dict[tuple[Functor, Hashable], int] = {}
    waiting[functor] = [checked(functor, step) for step in steps]
    flat = Flat()
    rows: list[list[tuple[Letter, tuple[Functor, int] | int | None, Monoid | None, Any]]] = []

    def node(shape: Functor, value: Any) -> tuple[Functor, int]:
        place = len(waiting[shape])
        found = known.setdefault((shape, value), place)
        if found == place:
            waiting[shape].append(value)
        return shape, found

    def walk(f: Functor, value: Any, path: Path, monoid: Monoid | None) -> None:
        match f:
            case Constant():
                shown.append((path, value))
            case Variable():
                row.append(((path, X), number(value), None, 1))
            case Product():
                for i, (part, v) in enumerate(zip(f.parts, value)):
                    walk(part, v, (*path, i), monoid)
            case Sum():
                side, v = value
                shown.append((path, int(side)))
                walk(f.parts[side], v, (*path, int(side)), monoid)
            case Power():
                if flat.lengths.setdefault(f, len(value)) != len(value):
                    reason = f"it has {len(value)} entries, another has {flat.lengths[f]}"
                    raise no_value(f, value, reason, "give one a letter")
                for a, v in enumerate(value):
                    walk(f.base, v, (*path, a), monoid)
            case Branching():
                if not alike(monoid, f.monoid):
                    row.append(((path, X), node(f, value), None, 1))
                    return
                for entry in ordered(value):
                    v, weight = (entry, True) if isinstance(f, Sets) else entry
                    row.append((*edge(f.base, v, path), f.monoid, weight))

    def edge(base: Functor, value: Any, path: Path) -> tuple[Letter, tuple[Functor, int] | int | None]:
        around, inside = split(base, value)
        to = hole(base)
        if not inside or to is None:
            return (path, around), None
        return (path, around), number(inside[0]) if to == X else node(to, inside[0])

    for shape in shapes:
        flat.sorts.append(len(waiting[shape]))
        for value in waiting[shape]:
            shown: list[tuple[Path, Hashable]] = []
            row: list[tuple[Letter, tuple[Functor, int] | int | None, Monoid | None, Any]] = []
            walk(shape, value, (), monoid_of(shape))
            flat.shown.append(tuple(shown))
            flat.monoids.append(monoid_of(shape))
            rows.append(row)
    begin = {shape: sum(flat.sorts[:i]) for i, shape in enumerate(shapes)}
    nowhere = len(rows)
    scaled = [w for row in rows for _, _, m, w in row if m is not None and m.fractions]
    flat.denominator = lcm(*(w.denominator for w in scaled))
    for row, kind in zip(rows, flat.monoids):
        unit = flat.denominator if kind is not None and kind.fractions else 1
        flat.edges.append(
            [
                (
                    letter,
                    nowhere if to is None else to if isinstance(to, int) else begin[to[0]] + to[1],
                    unit if monoid is None else whole(weight, monoid, flat.denominator),
                )
                for letter, to, monoid, weight in row
            ]
        )
    if any(target == nowhere for row in flat.edges for _, target, _ in row):
        flat.sorts.append(1)
        flat.shown.append(NOWHERE)
        flat.monoids.append(None)
        flat.edges.append([])
    return flat


def whole(weight: Any, monoid: Monoid, denominator: int) -> Any:
    """A weight as kernels take it."""
    if monoid.rule is None:
        return Weight(weight, monoid)
    return int(weight * denominator) if monoid.fractions else int(weight)


def unscaled(weight: Any, monoid: Monoid, denominator: int) -> Any:
    """A weight as people say it: the other way round."""
    if monoid.rule is None:
        return weight.value if isinstance(weight, Weight) else True  # of the edge of a plain X
    if monoid.fractions:
        return Fraction(int(weight), denominator)
    return bool(weight) if monoid is MONOIDS["Or"] else int(weight)


def raised(
    functor: Functor,
    node: int,
    read: Callable[[int], tuple[Mapping[Path, Any], Mapping[Path, list[tuple[Hashable, int, Any]]]]],
    denominator: int,
) -> Any:
    """The step that a node says, in the form that `Functor.image` gives.

    ``read``: for a node, what is fixed in it, and by place its edges: what stands around the target,
    the target, and the weight.  States are the nodes that targets lead to where the shape says X.
    """
    shown, edges = read(node)
    monoid = monoid_of(functor)

    def build(f: Functor, path: Path) -> Any:
        match f:
            case Constant():
                return shown[path]
            case Variable():
                return edges[path][0][1]
            case Product():
                return tuple(build(part, (*path, i)) for i, part in enumerate(f.parts))
            case Sum():
                side = shown[path]
                return side, build(f.parts[side], (*path, side))
            case Power():
                assert f.letters.size is not None
                return tuple(build(f.base, (*path, a)) for a in range(f.letters.size))
        assert isinstance(f, Branching)
        if not alike(monoid, f.monoid):
            return raised(f, edges[path][0][1], read, denominator)
        found = []
        for around, target, weight in edges.get(path, []):
            to = hole(f.base)
            inside = target if to is None or to == X else raised(to, target, read, denominator)
            inside = plug(f.base, around, inside)
            found.append((inside, unscaled(weight, f.monoid, denominator)))
        return f.image([v for v, _ in found] if isinstance(f, Sets) else found, lambda s: s)

    return build(functor, ())
