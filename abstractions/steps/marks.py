"""Marks: which states an abstract step leads from and to, in whatever way they are given.

Main definitions  `marked`, `Counts`
Law               `first_return_is_by_walking` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from ..abstraction import Abstraction
from ..arguments import applied
from ..arrays import MOST, integers
from ..errors import Misuse, brief
from ..system import Deterministic, System

__all__ = ["Counts", "Marks", "counts_of", "letters_after", "marked"]

Marks: TypeAlias = Any
"""A predicate or mapping of states to truth values, a set or list of states, a boolean array over all
states, an integer array of states, `Counts`, or a `FirstReturn` made before."""


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """How many concrete steps one abstract step takes from a state; 0 or None: it begins at no such state.

    ``of``: a function or mapping of states (by name, where they have names), or an integer array.
    An abstract step must end where one can begin.
    """

    of: Any


def marked(system: System, marks: Marks) -> npt.NDArray[np.bool_]:
    """Which states are marked, shape (states,).  Errors: `Misuse`."""
    names: Sequence[Hashable] = system.state_names or range(system.states)
    if isinstance(marks, Abstraction):
        raise Misuse(
            "marks say yes or no of each state",
            value=marks,
            reason="which class of the abstraction is meant?",
            repair="write marks=p.labels == 0 for the states of class 0",
        )
    if callable(marks) or isinstance(marks, Mapping):
        ask = marks.__getitem__ if isinstance(marks, Mapping) else marks
        said = [applied(ask, f"the mark at {brief(name)}", name) for name in names]
        for name, value in zip(names, said):
            if not isinstance(value, (bool, np.bool_)):
                raise Misuse(
                    "marks say True or False of each state",
                    value=f"{brief(value)} at state {brief(name)}",
                    reason=f"a {type(value).__name__} is neither",
                    repair="compare, as in `lambda m: m % 4 == 0`; numbers of steps are Counts(...)",
                )
        return np.array(said, np.bool_)
    if isinstance(marks, Iterable) and not isinstance(marks, (str, np.ndarray)):
        marks = list(marks)
        if not marks or not all(isinstance(value, (bool, np.bool_)) for value in marks):
            if system.state_names is not None:
                place = {name: i for i, name in enumerate(system.state_names)}
                if strange := [m for m in marks if not isinstance(m, Hashable) or m not in place]:
                    raise Misuse(
                        "marked states are states of the system",
                        value=strange[0],
                        reason="no state has this name",
                        repair="mark states by their names, or give a boolean array",
                    )
                marks = [place[m] for m in marks]
            marks = np.array(marks) if marks else np.zeros(0, np.int32)
    given = np.asarray(marks)
    own = np.zeros(system.states, np.bool_)
    if given.dtype != np.bool_:
        own[integers(marks, "the marked states", bound=system.states)] = True
        return own
    if given.shape != own.shape:
        raise Misuse(
            "a mask of marks has an entry for each state",
            value=f"shape {given.shape}",
            reason=f"there are {system.states} states",
            repair="give a boolean array of shape (states,)",
        )
    return given.copy()


def letters_after(low: Deterministic, then: Hashable) -> npt.NDArray[np.int64]:
    """For each letter, the one that is read after it."""
    held = np.arange(low.letters)
    if then is None:
        return held
    names: Any = low.letter_names or range(low.letters)
    if not low.lettered or then not in names:
        raise Misuse(
            "the letter read `then` is one of the system's",
            value=then,
            reason=f"its letters are {', '.join(map(str, names))}" if low.lettered else "its steps read none",
            repair="leave `then` out to hold the first letter",
        )
    return np.full(low.letters, list(names).index(then))


def counts_of(low: Deterministic, given: Any) -> npt.NDArray[np.int64]:
    """The count of each state, shape (states,); 0 for none."""
    if callable(given) or isinstance(given, Mapping):
        ask = given.get if isinstance(given, Mapping) else given
        names: Sequence[Hashable] = low.state_names or range(low.states)
        said = [applied(ask, f"the count at {brief(name)}", name) for name in names]
        for name, value in zip(names, said):
            whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
            if value is not None and not (whole and 0 <= value <= MOST):
                raise Misuse(
                    "a count is a number of steps",
                    value=f"{brief(value)} at state {brief(name)}",
                    reason=f"it is no integer from 0 to {MOST}",
                    repair="return None where no abstract step begins; a predicate needs no Counts(...)",
                )
        return np.array([value or 0 for value in said], np.int64)
    count = integers(given, "counts of steps").astype(np.int64)
    if count.size != low.states:
        raise Misuse(
            "there is a count for each state",
            value=f"{count.size} counts",
            reason=f"there are {low.states} states",
            repair="give 0 where no abstract step begins",
        )
    return count
