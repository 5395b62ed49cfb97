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

from ..arrays import integers
from ..functor import (
    Constant,
    Functor,
    Power,
    Product,
    Sets,
    Sum,
    Variable,
    Weighted,
    X,
    parse,
)
from ..functor.branching import MONOIDS, fraction_of
from ..functor.sorts import ordered
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
    sizes = data.get("sizes", {})
    if any(not isinstance(size, int) or isinstance(size, bool) or size < 0 for size in sizes.values()):
        raise ValueError("sizes are numbers from 0 on")
    functor = parse(data["functor"], **sizes)
    if "step" in data or not isinstance(data.get("steps", []), list):
        raise ValueError("steps in a list, and no table beside them")
    names = data.get("state_names")
    count = len(names) if names is not None else len(data["steps"] if "steps" in data else data["shown"])
    initial = integers(data.get("initial", ()), "the initial states", bound=count).tolist()
    rest: dict[str, Any] = {"initial": initial if names is None else [names[s] for s in initial]}
    rest["state_names"] = names
    if "steps" in data:
        steps = [heard(functor, value, rest["state_names"]) for value in data["steps"]]
        return System.of(functor, steps, **rest)
    return replace(of_arrays(functor, data, rest), shape=functor)


def of_arrays(functor: Functor, data: dict[str, Any], rest: dict[str, Any]) -> Branching:
    """The system of a simple shape whose edges are arrays."""
    kind = str(functor).removeprefix("O * ")
    names = [heard_name(name) for name in data["output_names"]]
    shown = integers(data["shown"], "what is shown", bound=len(names))
    outputs = [names[int(i)] for i in shown] if kind != str(functor) else None
    for column in ("sources", "letters", "targets", "weights"):
        if np.asarray(data[column]).size and np.asarray(data[column]).dtype.kind not in "iu":
            raise ValueError(f"{column} are whole numbers")
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
    scale = data["denominator"]
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
    if isinstance(name, np.generic):
        name = name.item()
    if isinstance(name, Fraction):
        return {"fraction": str(name)}
    if name is not None and not isinstance(name, str | int | float | bool):
        raise unfit("the library's own format", f"a {type(name).__name__} as a name or constant")
    return name


def heard_name(name: Any) -> Any:
    if isinstance(name, dict):
        return X if name == {"X": True} else fraction_of(name["fraction"])
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
            if not isinstance(value, list):
                raise ValueError(f"a set is a list, not {value!r}")
            return [heard(f.base, v, names) for v in value]
    assert isinstance(f, Weighted)
    whole = [w if isinstance(w, bool) else weight_of(f, w) for _, w in value]
    return [(heard(f.base, v, names), w) for (v, _), w in zip(value, whole)]


def weight_of(f: Weighted, text: Any) -> Any:
    """The weight that a text says."""
    if not isinstance(text, str):
        raise ValueError(f"weights are texts, not {text!r}")
    weight = fraction_of(text)
    if f.monoid.fractions:
        return weight
    if weight.denominator != 1:
        raise ValueError(f"{text} is no weight in {f.monoid.name}")
    return int(weight)
