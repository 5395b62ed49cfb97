"""Matching: what the states, letters and outputs of one system are called in another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from .abstraction import Abstraction
from .arrays import integers
from .errors import Misuse, brief
from .system import System

__all__ = [
    "Map",
    "kernel_of",
    "matched_letters",
    "renaming",
    "states_of",
    "translation",
    "values_of",
]

Map: TypeAlias = Callable[[Any], Any] | Mapping[Any, Any] | Abstraction | Any


def values_of(alpha: Map, l: System) -> list[Any]:
    """The distinct values of a function or mapping on the states of low; none for an array."""
    if not (callable(alpha) or isinstance(alpha, Mapping)):
        return []
    ask = alpha.get if isinstance(alpha, Mapping) else alpha
    return list(dict.fromkeys(ask(name) for name in l.state_names or range(l.states)))


def states_of(alpha: Map, l: System, h: System, partial: bool) -> npt.NDArray[Any]:
    """``alpha`` as an array of high states, -1 where it is undefined."""
    names: Any = l.state_names or range(l.states)
    if isinstance(alpha, Abstraction):
        l.owns(alpha)
        alpha = alpha.labels
    if callable(alpha) or isinstance(alpha, Mapping):
        ask = alpha.get if isinstance(alpha, Mapping) else alpha
        known: Any = range(h.states) if h.state_names is None else {m: i for i, m in enumerate(h.state_names)}
        image = np.full(l.states, -1, np.int64)
        for s, name in enumerate(names):
            value = ask(name)
            if value is None:
                continue
            if value not in known:
                raise Misuse(
                    "alpha leads from low states to high states",
                    value=f"{brief(name)} is mapped to {brief(value)}",
                    reason="that is not a state of high",
                    repair="use the names of high's states",
                )
            image[s] = known[value]
    else:
        given = np.asarray(alpha)
        hole = given.ndim == 1 and given.dtype.kind == "i" and (given == -1)
        image = np.where(hole, 0, given) if np.any(hole) else given
        image = np.array(integers(image, "alpha", bound=h.states), np.int64)
        if image.size != l.states:
            raise Misuse(
                "alpha is defined on every state of low",
                value=f"{image.size} entries",
                reason=f"low has {l.states} states",
                repair="give one high state for each low state",
            )
        image[hole] = -1
    if not partial and (holes := np.flatnonzero(image < 0)).size:
        raise Misuse(
            "alpha is defined on every state of low",
            value=f"{holes.size} states without a value, the first is {brief(names[int(holes[0])])}",
            reason="a total map was asked for",
            repair="complete alpha, or pass partial=True to check it on its domain",
        )
    return image


def kernel_of(alpha: Map, l: System) -> Abstraction:
    """The abstraction that identifies low states with equal image."""
    if callable(alpha) or isinstance(alpha, Mapping):
        names: Any = l.state_names or range(l.states)
        return Abstraction.of(alpha, names)
    p = Abstraction(alpha)
    l.owns(p)
    return p


def matched_letters(l: System, h: System) -> npt.NDArray[np.int64]:
    """For each letter of low, the letter of high with its name."""
    if l.letter_names is None or h.letter_names is None:
        return np.arange(l.letters)
    number = {name: i for i, name in enumerate(h.letter_names)}
    if missing := [name for name in l.letter_names if name not in number]:
        raise Misuse(
            "two systems in a diagram read the same letters",
            value=missing[0],
            reason="low reads it and high does not",
            repair="rename the letters of one system",
        )
    return np.array([number[name] for name in l.letter_names])


def translation(l: System, h: System, rename: Callable[[Any], Any]) -> npt.NDArray[np.int64]:
    """For each output of low, the output of high it is called (-1: none); empty if not compared."""
    if l.outputs is None or h.outputs is None or l.outputs.ndim != h.outputs.ndim:
        return np.empty(0, np.int64)
    high_names: Any = h.output_names or range(int(h.outputs.max(initial=-1)) + 1)
    number = {name: o for o, name in enumerate(high_names)}
    low_names: Any = l.output_names or range(int(l.outputs.max(initial=-1)) + 1)
    return np.array([number.get(rename(name), -1) for name in low_names], np.int64)


def renaming(outputs: Map) -> Callable[[Any], Any]:
    """The translation of low outputs."""
    if outputs is None:
        return lambda value: value
    if isinstance(outputs, Mapping):
        return outputs.get
    if callable(outputs):
        return outputs
    raise Misuse(
        "`outputs` translates the outputs of low",
        value=outputs,
        reason=f"a {type(outputs).__name__} is neither a function nor a mapping",
        repair="pass one of these, or leave it out if outputs have the same names",
    )
