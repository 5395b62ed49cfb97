"""Marked states on the command line: their names, with commas between them or as a JSON list.

Main definitions  `by_name`, `marks_said`
Notes             In a JSON list a text is the name of a state, and a list a name that is a tuple.  What is no
                  name itself stands for the one state that is written so: "1" for a state called by the
                  number 1, and 1 for one called by the text.  So where states have names, a number is never
                  the place of a state among them.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import Misuse
from ..steps.marks import kind_of
from ..system import System

__all__ = ["MARKS", "by_name", "marks_said"]

MARKS = (
    "WHERE are names of states, such as idle,done, or numbers, if they have no names; or a JSON list of "
    'them, such as \'["a,b", ["x", 1]]\', in which a list is a tuple; or a Python function of the state or '
    "a set (file.py:name).  Names come first: where states have names, 1 is the state called 1."
)


def by_name(spec: str, system: System) -> npt.NDArray[np.bool_] | None:
    """The states that are named, shape (states,); None if it is a Python object.  Errors: `Misuse`.

    >>> s = System.deterministic([1, 2, 0], state_names=["a,b", ("x", 1), "c"])
    >>> by_name('["a,b", ["x", 1]]', s).tolist(), by_name("c", s).tolist()
    ([True, True, False], [False, False, True])
    """
    names: Sequence[Hashable] = system.state_names or range(system.states)
    written: dict[str, list[int]] = {}
    for i, name in enumerate(names):
        written.setdefault(str(name), []).append(i)
    words = [spec] if spec in written else [word.strip() for word in spec.split(",")]
    given: list[Any] | None = words
    if not all(word in written for word in words):
        given = json_list(spec)
        if given is None and ":" in spec:
            return None
    exactly = {} if given is words else {key_of(name): i for i, name in enumerate(names)}
    own = np.zeros(system.states, np.bool_)
    for word in words if given is None else given:
        name = tupled(word)
        places = [exactly[key_of(name)]] if key_of(name) in exactly else written.get(str(name), [])
        if len(places) != 1:
            raise Misuse(
                "marked states are states of the machine",
                value=word,
                reason=no_state(names, places, bool(system.state_names)),
                repair=MARKS,
            )
        own[places] = True
    return own


def no_state(names: Sequence[Hashable], places: list[int], named: bool) -> str:
    """Why a word is not the name of one state, in words."""
    if places:
        return f"{' and '.join(repr(names[i]) for i in places[:2])} are both written so; a JSON list tells them apart"
    return "no state has this name" if named else f"they are 0 to {len(names) - 1}"


def json_list(spec: str) -> list[Any] | None:
    """The list that is written in JSON; None if it is none.  Errors: `Misuse` if it seems to be one."""
    if not spec.lstrip().startswith("["):
        return None
    try:
        found = json.loads(spec)
    except (ValueError, RecursionError) as error:
        if ":" in spec and '"' not in spec:
            return None
        raise Misuse(
            "marks that begin with a bracket are a JSON list", value=spec, reason=str(error), repair=MARKS
        ) from None
    assert isinstance(found, list)
    return found


def tupled(value: Any) -> Any:
    """A value from JSON as a name: lists are tuples.  Errors: `Misuse`."""
    if isinstance(value, list):
        return tuple(map(tupled, value))
    if isinstance(value, dict):
        raise Misuse(
            "a marked state is named in JSON by a text, a number or a list",
            value=value,
            reason="an object is no name",
            repair=MARKS,
        )
    return value


def key_of(name: Any) -> tuple[Any, ...]:
    """1, True and 1.0 are different names, and none is a text."""
    return (*kind_of(name), name)


def marks_said(system: System, marks: npt.NDArray[np.bool_]) -> str | None:
    """The marks as `by_name` reads them, for a shell; None if states are written alike."""
    written = [str(name) for name in system.state_names or range(system.states)]
    names = [written[int(s)] for s in np.flatnonzero(marks)]
    if len(set(written)) < len(written):
        return None
    plain = all(name and name == name.strip() and not set(name) & set(',:["') for name in names)
    return shlex.quote(",".join(names) if plain and names else json.dumps(names))
