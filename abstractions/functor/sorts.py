"""Shapes taken apart: the holes of a shape, and the sorts of nodes that a composite one is flattened into.

Main definitions  `holes`, `split`, `plug`, `sorts`, `skeleton`
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from ..errors import Misuse
from .branching import Branching, Monoid
from .shapes import INSIDE, Constant, Functor, Power, Product, Sum, Variable, X

__all__ = [
    "alike",
    "checked",
    "hole",
    "holes",
    "inner",
    "monoid_of",
    "ordered",
    "own",
    "plug",
    "rank",
    "size",
    "sized",
    "skeleton",
    "sorts",
    "split",
]


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
