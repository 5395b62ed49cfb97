"""Parts of a machine, as they are given, checked and made read-only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from .arrays import Ints, frozen, integers
from .errors import Misuse

__all__ = [
    "Names",
    "as_set",
    "distinct_names",
    "halting_states",
    "named",
    "shown_outputs",
    "step_table",
]

Names: TypeAlias = tuple[Hashable, ...]


def step_table(step: Any) -> Ints:
    """Next states, shape (states,) or (states, letters)."""
    table = integers(step, "a step table", bound="rows", ndim=(1, 2))
    if table.ndim == 2 and not table.shape[1]:
        raise Misuse(
            "a step table has a column for each letter",
            value=f"shape {table.shape}",
            reason="without letters there is no step",
            repair="give the shape (states,) for a step that reads nothing",
        )
    return table


def halting_states(halting: Any, n: int) -> npt.NDArray[np.bool_]:
    """Where a machine of n states halts, shape (states,)."""
    stop = np.asarray(halting)
    if stop.dtype != np.bool_ or stop.shape != (n,):
        raise Misuse(
            "`halting` is a boolean for each state",
            value=f"{stop.dtype} of shape {stop.shape}",
            reason=f"there are {n} states",
            repair="pass an array of bool, shape (states,)",
        )
    return frozen(stop.copy())


def shown_outputs(outputs: Any, n: int, letters: int, halts: bool) -> Ints:
    """Outputs, shape (states,), or (states, letters) where nothing halts."""
    show = integers(outputs, "the outputs", ndim=(1, 2))
    if show.shape not in ((n,), (n, letters)) or (halts and show.ndim == 2):
        raise Misuse(
            "there is an output for each state, or for each state and letter",
            value=f"shape {show.shape}",
            reason=f"there are {n} states and {letters} letters"
            + (", and the output of a halting state has no letter" * halts),
            repair="give an output for every state",
        )
    return show


def distinct_names(
    given: Iterable[Hashable] | None, what: str, wanted: int, more: bool = False
) -> Names | None:
    """One name for each of ``wanted`` things (``more``: at least), no two alike."""
    if given is None:
        return None
    names = named(tuple(given))
    if len(names) < wanted or (len(names) > wanted and not more):
        raise Misuse(
            f"there is a name for each {what}",
            value=f"{len(names)} names",
            reason=f"there are {wanted} {what}s",
            repair="give all names or none",
        )
    if len(set(names)) < len(names):
        raise Misuse(
            f"{what} names are distinct",
            value=Counter(names).most_common(1)[0][0],
            reason="it stands twice, and names must tell things apart",
            repair="rename one",
        )
    return names


def named(names: Names) -> Names:
    """``names``, if they are hashable."""
    try:
        hash(names)
    except TypeError as error:
        raise Misuse(
            "names and outputs are hashable",
            value=names,
            reason=str(error),
            repair="use tuples for lists",
        ) from None
    return names


def as_set(states: Ints) -> Ints:
    """The states in increasing order, each once."""
    return frozen(np.unique(states).astype(np.int32))
