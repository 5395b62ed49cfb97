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
from ..arguments import applied, listed
from ..arrays import MOST, integers
from ..errors import Misuse, brief
from ..parts import named
from ..question import system_of
from ..system import Deterministic, System

__all__ = [
    "MANY_RUNS",
    "NO_MARKS",
    "Counts",
    "Marks",
    "counts_of",
    "letters_after",
    "marked",
    "place_of",
    "some_marked",
]

MANY_RUNS = (
    "where steps branch a state has many runs, and they may meet a mark, or change class, in different places"
)
NO_MARKS = (
    "stuttering(system, p) asks for no marks, and takes systems whose steps are sets; without marks, "
    "minimal_complete(system, p) takes systems of every shape"
)
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
    """Which states are marked, shape (states,).  Errors: `Misuse`.

    >>> marked(System.deterministic([1, 2, 0]), {0, 2}).tolist()
    [True, False, True]
    """
    system = system_of(system)
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
    if hasattr(marks, "__array__"):
        marks = np.asarray(marks)
        if marks.dtype == np.bool_:
            return mask_of(system, marks)
    elif isinstance(marks, range):
        marks = marks[: system.states + 1]  # one too many is enough to be refused
        marks = marks if system.state_names is None else places(system, marks)
    else:
        marks = listed(marks, "marks")
        truths = sum(isinstance(value, (bool, np.bool_)) for value in marks)
        if truths and truths == len(marks):
            return mask_of(system, np.array(marks, np.bool_))
        if truths:
            raise Misuse(
                "marks are truth values, one for each state, or marked states",
                value=marks,
                reason="some are truth values and some are not",
                repair="give one or the other",
            )
        if system.state_names is not None:
            marks = places(system, marks)
    if not system.states and (marks.size if isinstance(marks, np.ndarray) else len(marks)):
        raise Misuse(
            "marked states are states of the system",
            value=marks,
            reason="it has none",
            repair="mark no state",
        )
    own = np.zeros(system.states, np.bool_)
    own[integers(marks, "the marked states", bound=system.states)] = True
    return own


def mask_of(system: System, given: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """A copy of the truth values, one for each state."""
    if given.shape != (system.states,):
        raise Misuse(
            "a mask of marks has an entry for each state",
            value=f"shape {given.shape}",
            reason=f"there are {system.states} states",
            repair="give a boolean array of shape (states,)",
        )
    return given.copy()


def places(system: System, marks: Iterable[Any]) -> list[int]:
    """The numbers of states given by name."""
    place = {name: i for i, name in enumerate(system.state_names or ())}
    found = []
    for name in named(tuple(marks)):
        if name not in place:
            raise Misuse(
                "marked states are states of the system",
                value=name,
                reason="no state has this name",
                repair="mark states by their names, or give a boolean array",
            )
        found.append(place[name])
    return found


def place_of(name: Any, names: Sequence[Hashable]) -> int:
    """Where ``name`` stands among ``names``, or -1; 1 and True, or 1.0, are not the same."""
    try:
        hash(name)
    except TypeError:
        return -1
    for i, other in enumerate(names):
        if kind_of(name) == kind_of(other) and name == other:
            return i
    return -1


def kind_of(name: Any) -> tuple[bool, bool]:
    """Whether it is a truth value, and whether a float."""
    return isinstance(name, (bool, np.bool_)), isinstance(name, (float, np.floating))


def some_marked(low: Deterministic, marks: Any) -> None:
    """Refuse marks, or counts, that are nowhere."""
    if low.states and not marks.any():
        raise Misuse(
            "some state is marked",
            value=f"no state of {low.states}",
            reason="no step would ever be complete",
            repair="check the marks; a predicate is asked about the names of states",
        )


def letters_after(low: Deterministic, then: Hashable) -> npt.NDArray[np.int64]:
    """For each letter, the one that is read after it."""
    held = np.arange(low.letters)
    if then is None:
        return held
    names: Any = low.letter_names or range(low.letters)
    at = place_of(then, names) if low.lettered else -1
    if at < 0:
        raise Misuse(
            "the letter read `then` is one of the system's",
            value=then,
            reason=f"its letters are {brief(', '.join(map(str, names)))}"
            if low.lettered
            else "its steps read none",
            repair="leave `then` out to hold the first letter",
        )
    return np.full(low.letters, at)


def counts_of(low: Deterministic, given: Any) -> npt.NDArray[np.int64]:
    """The count of each state, shape (states,); 0 for none."""
    if callable(given) or isinstance(given, Mapping):
        ask = given.get if isinstance(given, Mapping) else given
        names: Sequence[Hashable] = low.state_names or range(low.states)
        if isinstance(given, Mapping) and (strange := set(given) - set(names)):
            raise Misuse(
                "counts are those of states",
                value=min(strange, key=repr),
                reason="no state has this name",
                repair="use the names of states as keys",
            )
        said = [applied(ask, f"the count at {brief(name)}", name) for name in names]
        for name, value in zip(names, said):
            whole = isinstance(value, (int, np.integer)) and not isinstance(value, (bool, np.bool_))
            if value is not None and not (whole and 0 <= value <= MOST):
                raise Misuse(
                    "a count is a number of steps",
                    value=f"{brief(value)} at state {brief(name)}",
                    reason=f"it is no integer from 0 to {MOST}",
                    repair="return None where no abstract step begins; a predicate needs no Counts(...)",
                )
        return np.array([value or 0 for value in said], np.int64)
    if isinstance(given, (list, tuple)) and any(isinstance(v, (bool, np.bool_)) for v in given):
        given = np.asarray([bool(v) for v in given])  # which is refused, even if only some are
    count = integers(given, "counts of steps", bound=MOST + 1).astype(np.int64)
    if count.size != low.states:
        raise Misuse(
            "there is a count for each state",
            value=f"{count.size} counts",
            reason=f"there are {low.states} states",
            repair="give 0 where no abstract step begins",
        )
    return count
