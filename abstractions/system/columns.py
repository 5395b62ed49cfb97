"""Edges as they are given: tuples, arrays, matrices or graphs, as columns of numbers.

Main definitions  `Columns`, `columns`
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ..arrays import MOST, integers
from ..errors import Misuse
from ..functor.sorts import rank
from ..parts import named

__all__ = ["Columns", "columns"]


class Columns(NamedTuple):
    """Edges by columns; the states and letters they speak of."""

    sources: npt.NDArray[Any]
    letters: npt.NDArray[Any]
    targets: npt.NDArray[Any]
    weights: Any
    states: int
    state_names: tuple[Hashable, ...] | None
    alphabet: tuple[Hashable, ...]


def columns(
    edges: Any, lettered: bool, weighted: bool, states: int | None, state_names: Iterable[Hashable] | None
) -> Columns:
    """The columns of edges (source, letter, target, weight), without those that are not asked for.

    ``edges``: an array of integers, shape (edges, columns); a SciPy sparse matrix; a networkx graph
    (edge attributes ``letter`` and ``weight``); or tuples, whose states are named if they are not all
    integers from 0.
    """
    width = 2 + lettered + weighted
    if state_names is not None and not isinstance(state_names, Iterable):
        raise Misuse(
            "names of states are a collection",
            value=state_names,
            reason=f"a {type(state_names).__name__} is none",
            repair="give a list",
        )
    names = None if state_names is None else named(tuple(state_names))
    if names is not None and states is not None and states != len(names):
        raise Misuse(
            "there is a name for each state",
            value=f"{len(names)} names",
            reason=f"`states` says {states}",
            repair="leave `states` out, or give all names",
        )
    if hasattr(edges, "tocoo"):
        matrix = edges.tocoo()
        entries = zip(matrix.row.tolist(), matrix.col.tolist(), matrix.data.tolist())
        triples: list[Any] = [(s, t, w) if weighted else (s, t) for s, t, w in entries if w != 0]
        return columns(triples, lettered, weighted, max(*matrix.shape, states or 0), names)
    if hasattr(edges, "nodes") and hasattr(edges, "edges"):
        if not edges.is_directed():
            raise Misuse(
                "a step has a direction",
                value=edges,
                reason="the graph is not directed",
                repair="graph.to_directed() has an edge each way",
            )
        names = tuple(edges.nodes) if names is None else names
        rows = []
        for s, t, data in edges.edges(data=True):
            if lettered and "letter" not in data:
                raise Misuse(
                    "every edge has the attribute `letter`",
                    value=f"the edge from {s!r} to {t!r}",
                    reason="its letter is not known",
                    repair="give it one, or use System.nondeterministic",
                )
            letter = (data["letter"],) if lettered else ()
            weight = (data.get("weight", 1),) if weighted else ()
            rows.append((s, *letter, t, *weight))
        return columns(rows, lettered, weighted, None, names)
    if isinstance(edges, np.ndarray) and edges.dtype.kind in "iu" and edges.ndim == 2:
        n = states if names is None else len(names)
        return numbered_columns(edges, lettered, weighted, width, n)._replace(state_names=names)
    try:
        rows = list(edges)
    except TypeError:
        raise Misuse(
            "edges are a collection",
            value=edges,
            reason=f"a {type(edges).__name__} is none",
            repair="give tuples, an integer array, a sparse matrix or a networkx graph",
        ) from None
    for row in rows:
        if not isinstance(row, tuple | list | np.ndarray) or len(row) != width:
            raise Misuse(
                f"an edge has {width} entries",
                value=row,
                reason="these are source, " + "letter, " * lettered + "target" + ", weight" * weighted,
                repair="give a tuple of these for each edge",
            )
    ends = [plain(state) for row in rows for state in (row[0], row[1 + lettered])]
    named(tuple(ends))
    if names is None and all(type(s) is int and s >= 0 for s in ends):
        n, place = number_of_states(max(ends, default=-1), states), None
    else:
        names = named(tuple(dict.fromkeys(ends)) if names is None else names)
        n, place = len(names), {name: s for s, name in enumerate(names)}
        for s in ends:
            if s not in place:
                raise no_state(s, n)
    alphabet = tuple(sorted(set(named(tuple(row[1] for row in rows))), key=rank)) if lettered else ()
    letter_of = {a: i for i, a in enumerate(alphabet)}
    numbers = np.array(ends if place is None else [place[s] for s in ends], np.int32).reshape(-1, 2)
    return Columns(
        numbers[:, 0],
        np.array([letter_of[row[1]] for row in rows] if lettered else [0] * len(rows), np.int32),
        numbers[:, 1],
        [row[-1] for row in rows] if weighted else None,
        n,
        names,
        alphabet,
    )


def numbered_columns(
    edges: npt.NDArray[Any], lettered: bool, weighted: bool, width: int, states: int | None
) -> Columns:
    """The columns of an array."""
    if edges.shape[1] != width:
        raise Misuse(
            f"edges have {width} columns",
            value=f"shape {edges.shape}",
            reason="these are source, " + "letter, " * lettered + "target" + ", weight" * weighted,
            repair="one row for each edge",
        )
    ends = edges[:, [0, 1 + lettered]]
    n = number_of_states(int(ends.max(initial=-1)), states)
    if (least := int(ends.min(initial=0))) < 0:
        raise no_state(least, n)
    letters, alphabet = np.zeros(len(edges), np.int32), tuple[int, ...]()
    if lettered:
        letters = integers(np.ascontiguousarray(edges[:, 1]), "the letters")
        alphabet = tuple(range(int(letters.max(initial=-1)) + 1)) if letters.max(initial=0) < 1 << 20 else ()
        if not alphabet:
            found, places = np.unique(letters, return_inverse=True)
            letters, alphabet = places.astype(np.int32), tuple(found.tolist())
    return Columns(
        edges[:, 0].astype(np.int32),
        letters,
        edges[:, 1 + lettered].astype(np.int32),
        (edges[:, -1].astype(np.int64) if edges.dtype.kind == "i" else edges[:, -1].tolist())
        if weighted
        else None,  # sums are of 64 bits, whatever the array had
        n,
        None,
        alphabet,
    )


def plain(state: Any) -> Any:
    """A state as Python has it."""
    return state.item() if isinstance(state, np.generic) else state


def number_of_states(highest: int, states: Any) -> int:
    """How many states there are, if those in edges go up to the highest.  Errors: `Misuse`."""
    given = highest + 1 if states is None else states
    if not isinstance(given, (int, np.integer)) or isinstance(given, bool) or not 0 <= given < MOST:
        raise Misuse(
            "the number of states is a number below 2**31",
            value=given,
            reason="states are numbered 0, 1, 2, ...",
            repair="give `states=` as an integer, or name states that are sparse with `state_names=`",
        )
    if highest >= given:
        raise no_state(highest, int(given))
    return int(given)


def no_state(found: object, states: int) -> Misuse:
    return Misuse(
        "edges lead from states to states",
        value=found,
        reason=f"there are {states} states, and it is none of them",
        repair="give `states=` their number, or `state_names=` all their names",
    )
