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

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import lcm
from typing import Any, TypeAlias

from ..errors import Misuse
from .branching import MONOIDS, Branching, Monoid, Sets
from .shapes import INSIDE, Constant, Functor, Power, Product, Sum, Variable, X, no_value

__all__ = [
    "NOWHERE",
    "Flat",
    "Letter",
    "Path",
    "Weight",
    "flatten",
    "monoid_of",
    "ordered",
    "raised",
    "skeleton",
    "sorts",
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


def own(functor: Functor) -> list[Branching]:
    """The collections in a shape that stand in no other one, from left to right."""
    if isinstance(functor, Branching):
        return [functor]
    return [found for part in functor.parts for found in own(part)]


def monoid_of(functor: Functor) -> Monoid | None:
    """The weights on the edges of a node of that shape; None if it has no collections."""
    return next((b.monoid for b in own(functor)), None)


def alike(one: Monoid | None, other: Monoid) -> bool:
    """Whether weights of both are added in the same way."""
    if one is None or one.rule is None:
        return one == other
    return (one.rule, one.fractions) == (other.rule, other.fractions)


def holes(functor: Functor) -> frozenset[Functor] | None:
    """What a step of that shape has exactly one of, or nothing: X or a collection; None if it has more."""
    if isinstance(functor, (Branching, Variable)):
        return frozenset({functor})
    inside = [holes(part) for part in functor.parts]
    if any(found is None for found in inside):
        return None
    if isinstance(functor, Sum):
        return frozenset().union(*(found or () for found in inside))
    full = [found for found in inside if found]
    if isinstance(functor, Power):
        return None if full else frozenset()
    return (full or [frozenset()])[0] if len(full) < 2 else None


def hole(functor: Functor) -> Functor | None:
    """The shape of what an edge to a step of that shape leads to; None if to nowhere at all.

    A step of a shape that has no such place is an inner node itself.
    """
    found = holes(functor)
    if found is None or len(found) > 1:
        return functor
    return next(iter(found), None)


def split(functor: Functor, value: Any) -> tuple[Hashable, list[Any]]:
    """What stands around the hole in a step, `X` in place of it; and what is in it, if it is there."""
    if hole(functor) == functor:
        return X, [value]
    if isinstance(functor, Product):
        (left, inside), (right, more) = map(split, functor.parts, value)
        return (left, right), inside + more
    if isinstance(functor, Sum):
        around, inside = split(functor.parts[value[0]], value[1])
        return (int(value[0]), around), inside
    return checked(functor, value), []


def plug(functor: Functor, around: Any, inside: Any) -> Any:
    """The step with that around its hole and that in it."""
    if hole(functor) == functor:
        return inside
    if isinstance(functor, Product):
        return tuple(plug(part, a, inside) for part, a in zip(functor.parts, around))
    if isinstance(functor, Sum):
        return around[0], plug(functor.parts[around[0]], around[1], inside)
    return around


def inner(functor: Functor) -> list[Functor]:
    """The shapes of the nodes that edges of a node of that shape lead to, where these are no states."""
    monoid = monoid_of(functor)
    found = [hole(b.base) if alike(monoid, b.monoid) else b for b in own(functor)]
    return [f for f in found if f is not None and f != X]


def sorts(functor: Functor) -> list[Functor]:
    """The shapes of all nodes, each before those that its edges lead to."""
    found, waiting = {functor: None}, [functor]
    while waiting:
        for part in inner(waiting.pop()):
            if part not in found:
                found[part] = None
                waiting.append(part)
    return sorted(found, key=lambda f: (-size(f), str(f)))


def skeleton(functor: Functor) -> Functor:
    """The shape with all constants and alphabets called alike: what two systems that are compared share."""
    match functor:
        case Constant():
            return Constant("C")
        case Power(base=base):
            return Power(skeleton(base), Constant("C", functor.letters.size))
        case Product(left=left, right=right):
            return Product(skeleton(left), skeleton(right))
        case Sum(left=left, right=right):
            return Sum(skeleton(left), skeleton(right))
        case Branching(base=base):
            return replace(functor, base=skeleton(base))  # type: ignore[type-var]
    return functor


def sized(functor: Functor, lengths: Mapping[Functor, int]) -> Functor:
    """The shape with alphabets of these sizes."""
    changes: dict[str, Any] = {
        name: sized(getattr(functor, name), lengths) for name in INSIDE if hasattr(functor, name)
    }
    if isinstance(functor, Power) and functor in lengths:
        changes["letters"] = Constant(functor.letters.name, lengths[functor])
    return replace(functor, **changes)  # type: ignore[type-var]


def size(functor: Functor) -> int:
    return 1 + sum(map(size, functor.parts))


def ordered(values: Iterable[Any]) -> list[Any]:
    """The values in an order that does not depend on how sets are kept in memory."""
    return sorted(values, key=rank) if isinstance(values, (set, frozenset)) else list(values)


def rank(value: Any) -> Any:
    """What values of any kind are sorted by: numbers, then texts, then the rest."""
    if isinstance(value, (int, float)):
        return 0, value, ""
    if isinstance(value, (tuple, list)):
        return 2, 0, "", [rank(v) for v in value]
    if isinstance(value, (set, frozenset)):
        return 3, 0, "", sorted(map(rank, value))
    return (1, 0, value) if isinstance(value, str) else (4, 0, repr(value))


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


def checked(functor: Functor, step: Any) -> Hashable:
    """The step with everything frozen.  Errors: `Misuse` if it is none of that shape."""
    try:
        value = functor.image(step, lambda s: s)
        hash(value)
        return value
    except TypeError as error:
        raise Misuse(
            "states and constants are hashable",
            value=step,
            reason=str(error),
            repair="use tuples for lists, and frozensets for sets",
        ) from None


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
