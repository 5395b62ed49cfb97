"""Branching systems in the library's own formats.

JSON holds the functor, as on the board, the sizes of its constants, and the step of each state: a state
is its number, a pair or a side of a sum is a list of two, a power and a set are lists, weights are pairs
``[step, "1/3"]``.  ``.npz`` holds the edges of simple shapes as arrays: ``O * P(A * X)``, ``D(X)`` and the like.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from ..functor import (
    Constant,
    Functor,
    Power,
    Product,
    Sets,
    Sum,
    Variable,
    Weighted,
    parse,
)
from ..functor.branching import MONOIDS
from ..functor.flat import ordered
from ..system import Branching, System
from .text import unfit

__all__ = ["FIELDS", "fields", "system"]

FIELDS = ("functor", "sizes", "steps", "sources", "letters", "targets", "weights", "denominator", "shown")
SIMPLE = ("P(X)", "P(A * X)", "D(X)", "Q^(X)", "Z^(X)", "N^(X)")


def fields(s: Branching, arrays: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """The arrays and the other fields of a file."""
    functor = s.functor
    sizes = {c.name: c.size for c in constants(functor) if c.size is not None}
    if any(m.name not in MONOIDS for m in monoids(functor)):
        raise unfit("the library's own format", "weights in a monoid of your own")
    head: dict[str, Any] = {"functor": str(functor), "sizes": sizes}
    simple = str(functor).removeprefix("O * ") in SIMPLE and s.edges.weights.dtype != object
    if not arrays or not simple:
        return {}, {**head, "steps": [told(functor, s.unfold(x)) for x in range(s.states)]}
    e = s.edges
    head["letter_names"] = [told_name(around) for _, around in s.alphabet]
    head["output_names"] = [told_name(dict(d).get((0,))) for d in s.displays]
    head["denominator"] = s.denominator
    sources = np.repeat(np.arange(s.states, dtype=np.int32), np.diff(e.offsets))
    edges = {"sources": sources, "letters": e.letters, "targets": e.targets, "weights": e.weights}
    return {**edges, "shown": s.shown}, head


def system(data: dict[str, Any]) -> Branching:
    """The system that these fields say.  Errors: `Misuse`."""
    functor = parse(data["functor"], **data.get("sizes", {}))
    rest: dict[str, Any] = {"initial": data.get("initial", ()), "state_names": data.get("state_names")}
    if rest["state_names"] is not None:
        rest["initial"] = [rest["state_names"][int(s)] for s in rest["initial"]]
    if "steps" in data:
        steps = [heard(functor, value, rest["state_names"]) for value in data["steps"]]
        return System.of(functor, steps, **rest)
    return replace(of_arrays(functor, data, rest), shape=functor)


def of_arrays(functor: Functor, data: dict[str, Any], rest: dict[str, Any]) -> Branching:
    """The system of a simple shape whose edges are arrays."""
    shown, kind = np.asarray(data["shown"]), str(functor).removeprefix("O * ")
    names = [heard_name(name) for name in data["output_names"]]
    outputs = [names[int(i)] for i in shown] if kind != str(functor) else None
    letters = data["letters"] if len(data["letters"]) else np.zeros(len(data["targets"]), np.int64)
    columns = [data["sources"], *([letters] if kind == "P(A * X)" else []), data["targets"]]
    if kind in ("P(X)", "P(A * X)"):
        edges = np.stack([np.asarray(c, np.int64) for c in columns], axis=1)
        if kind == "P(X)":
            return System.nondeterministic(edges, states=len(shown), outputs=outputs, **rest)
        called = [heard_name(name)[0] for name in data["letter_names"]]
        return System.labelled(edges, states=len(shown), outputs=outputs, letter_names=called, **rest)
    weights = data["weights"] if len(data["weights"]) else np.ones(len(data["targets"]), np.int64)
    edges = np.stack([np.asarray(c, np.int64) for c in [*columns, weights]], axis=1)
    scale = int(data["denominator"])
    if kind == "D(X)":
        return System.markov(edges, states=len(shown), outputs=outputs, denominator=scale, **rest)
    return System.weighted(
        edges, kind.split("^")[0], states=len(shown), outputs=outputs, denominator=scale, **rest
    )


def constants(f: Functor) -> list[Constant]:
    here = [f] if isinstance(f, Constant) else [f.letters] if isinstance(f, Power) else []
    return here + [c for part in f.parts for c in constants(part)]


def monoids(f: Functor) -> list[Any]:
    here = [f.monoid] if isinstance(f, Weighted) else []
    return here + [m for part in f.parts for m in monoids(part)]


def told_name(name: Any) -> Any:
    """A constant in JSON, X as null in a list of its own."""
    if isinstance(name, Variable):
        return {"X": True}
    if isinstance(name, (tuple, list)):
        return [told_name(part) for part in name]
    return {"fraction": str(name)} if isinstance(name, Fraction) else name


def heard_name(name: Any) -> Any:
    if isinstance(name, dict):
        return Fraction(name["fraction"]) if "fraction" in name else None
    return tuple(map(heard_name, name)) if isinstance(name, list) else name


def told(f: Functor, value: Any) -> Any:
    """A step in JSON."""
    match f:
        case Constant():
            return told_name(value)
        case Product():
            return [told(part, v) for part, v in zip(f.parts, value)]
        case Sum():
            return [value[0], told(f.parts[value[0]], value[1])]
        case Power():
            return [told(f.base, v) for v in value]
        case Sets():
            return [told(f.base, v) for v in ordered(value)]
        case Weighted():
            return [[told(f.base, v), w if isinstance(w, bool) else str(w)] for v, w in ordered(value)]
    return value


def heard(f: Functor, value: Any, names: Any) -> Any:
    """The step that JSON says.  Errors: `ValueError`, `TypeError`, `IndexError`, `KeyError`."""
    match f:
        case Variable():
            if not isinstance(value, int) or isinstance(value, bool) or value < 0:
                raise ValueError(f"a state is a number, not {value!r}")
            return value if names is None else names[value]
        case Constant():
            return heard_name(value)
        case Product():
            return tuple(heard(part, v, names) for part, v in zip(f.parts, value, strict=True))
        case Sum():
            side, inner = value
            return side, heard(f.parts[side], inner, names)
        case Power():
            return tuple(heard(f.base, v, names) for v in value)
        case Sets():
            return [heard(f.base, v, names) for v in value]
    assert isinstance(f, Weighted)
    weights = [w if isinstance(w, bool) else Fraction(w) for _, w in value]
    whole = [int(w) if not f.monoid.fractions and not isinstance(w, bool) else w for w in weights]
    return [(heard(f.base, v, names), w) for (v, _), w in zip(value, whole)]
