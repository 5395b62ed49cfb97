"""Matching: what the states, letters and outputs of one system are called in another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from .abstraction import Abstraction
from .arguments import applied
from .arrays import integers
from .errors import Misuse, brief
from .system import Deterministic, System

__all__ = [
    "Map",
    "compared",
    "images",
    "matched_letters",
    "numbers",
    "states_of",
    "translation",
]

Map: TypeAlias = Callable[[Any], Any] | Mapping[Any, Any] | Abstraction | Any


def images(alpha: Map, l: System) -> list[Any] | None:
    """The value of a function or mapping at each state of low (None: undefined); None for an array."""
    if not (callable(alpha) or isinstance(alpha, Mapping)):
        return None
    ask = alpha.get if isinstance(alpha, Mapping) else alpha
    found = []
    for name in l.state_names or range(l.states):
        value = applied(ask, f"alpha({brief(name)})", name)
        value = value.item() if isinstance(value, np.generic) else value
        try:
            hash(value)
        except TypeError:
            raise Misuse(
                "alpha leads to states, which are hashable",
                value=f"{brief(name)} is mapped to {brief(value)}",
                reason=f"a {type(value).__name__} is no state",
                repair="return a tuple for a list",
            ) from None
        found.append(value)
    return found


def states_of(alpha: Map, l: System, h: System, partial: bool) -> npt.NDArray[Any]:
    """``alpha`` as an array of high states, -1 where it is undefined."""
    names: Any = l.state_names or range(l.states)
    values = images(alpha, l)
    if values is not None:
        known = {m: i for i, m in enumerate(h.state_names or range(h.states))}
        for name, value in zip(names, values):
            if value is not None and value not in known:
                raise Misuse(
                    "alpha leads from low states to high states",
                    value=f"{brief(name)} is mapped to {brief(value)}",
                    reason="that is not a state of high",
                    repair="use the names of high's states",
                )
        image = np.array([-1 if v is None else known[v] for v in values], np.int64)
    else:
        image = numbers(alpha, l, h.states)
    if not partial and (holes := np.flatnonzero(image < 0)).size:
        raise Misuse(
            "alpha is defined on every state of low",
            value=f"{holes.size} states without a value, the first is {brief(names[int(holes[0])])}",
            reason="a total map was asked for",
            repair="complete alpha, or pass partial=True to check it on its domain",
        )
    return image


def numbers(alpha: Map, l: System, bound: int | None) -> npt.NDArray[Any]:
    """An array of high states, or an abstraction, as an array; -1 where it is undefined."""
    if isinstance(alpha, Abstraction):
        l.owns(alpha)
        alpha = alpha.labels
    given = np.asarray(integers(shifted(alpha), "alpha, plus one,", bound=bound and bound + 1), np.int64)
    if given.size != l.states:
        raise Misuse(
            "alpha is defined on every state of low",
            value=f"{given.size} entries",
            reason=f"low has {l.states} states",
            repair="give one high state for each low state",
        )
    return given - 1


def shifted(alpha: Any) -> Any:
    """``alpha + 1`` where it is an array of integers, so that -1 becomes 0."""
    try:
        given = np.asarray(alpha)
    except (ValueError, TypeError, MemoryError):
        return alpha
    return given.astype(np.int64) + 1 if given.dtype.kind in "iu" and given.size else alpha


def matched_letters(l: Deterministic, h: Deterministic) -> npt.NDArray[np.int64]:
    """For each letter of low, the letter of high with its name."""
    if l.letters != h.letters:
        raise Misuse(
            "two systems in a diagram read the same letters",
            value=f"{l.letters} letters and {h.letters} letters",
            reason="a step square needs the same letter on both sides",
            repair="rename or restrict the letters of one system",
        )
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


def compared(l: Deterministic, h: Deterministic) -> bool:
    """Whether both show something that can be compared.  Errors: `Misuse` if in different ways."""
    if l.outputs is None or h.outputs is None:
        return False
    if l.outputs.ndim != h.outputs.ndim:
        raise Misuse(
            "two systems in a diagram show their outputs in the same way",
            value=f"shapes {l.functor} and {h.functor}",
            reason="one shows an output for each state, the other for each state and letter",
            repair="repeat the outputs of states for each letter",
        )
    return True


def translation(l: Deterministic, h: Deterministic, outputs: Map) -> npt.NDArray[np.int64]:
    """For each output of low, the output of high with its name after ``outputs`` (-1: none)."""
    rename = renaming(outputs)
    assert l.outputs is not None and h.outputs is not None
    high_names: Any = h.output_names or range(int(h.outputs.max(initial=-1)) + 1)
    number = {name: o for o, name in enumerate(high_names)}
    low_names: Any = l.output_names or range(int(l.outputs.max(initial=-1)) + 1)
    found = [number.get(rename(name), -1) for name in low_names]
    return np.array(found, np.int64)


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
