"""Edges as they are given: tuples, arrays, matrices or graphs, as columns of numbers.

Main definitions  `Columns`, `columns`
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ..arrays import integers
from ..errors import Misuse
from ..functor.flat import rank
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
    names = None if state_names is None else tuple(state_names)
    if hasattr(edges, "tocoo"):
        matrix = edges.tocoo()
        entries = zip(matrix.row.tolist(), matrix.col.tolist(), matrix.data.tolist())
        triples: list[Any] = [(s, t, w) if weighted else (s, t) for s, t, w in entries]
        return columns(triples, lettered, weighted, max(matrix.shape), names)
    if hasattr(edges, "nodes") and hasattr(edges, "edges"):
        names = tuple(edges.nodes)
        rows = []
        for s, t, data in edges.edges(data=True):
            letter = (data.get("letter"),) if lettered else ()
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
    ends = [state for row in rows for state in (row[0], row[1 + lettered])]
    plain = names is None and all(type(s) is int and s >= 0 for s in ends)
    if plain:
        n = max(ends, default=-1) + 1
        names, place = None, {s: s for s in range(max(n, states or 0))}
        if states is not None and n > states:
            raise no_state(max(ends), states)
    else:
        names = named(tuple(dict.fromkeys(ends))) if names is None else names
        place = {name: s for s, name in enumerate(names)}  # type: ignore[misc]
        for s in ends:
            if s not in place:
                raise no_state(s, len(names))
    alphabet = tuple(sorted({row[1] for row in rows}, key=rank)) if lettered else ()
    letter_of = {a: i for i, a in enumerate(alphabet)}
    return Columns(
        np.array([place[row[0]] for row in rows], np.int32),
        np.array([letter_of[row[1]] for row in rows] if lettered else [0] * len(rows), np.int32),
        np.array([place[row[1 + lettered]] for row in rows], np.int32),
        [row[-1] for row in rows] if weighted else None,
        len(place),
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
    n = int(ends.max(initial=-1)) + 1 if states is None else states
    for wrong in (int(ends.min(initial=0)), int(ends.max(initial=0))):
        if wrong < 0 or (wrong >= n and ends.size):
            raise no_state(wrong, n)
    letters = integers(np.ascontiguousarray(edges[:, 1]), "the letters") if lettered else edges[:, 0] * 0
    return Columns(
        edges[:, 0].astype(np.int32),
        letters,
        edges[:, 1 + lettered].astype(np.int32),
        edges[:, -1].astype(np.int64) if weighted else None,
        n,
        None,
        tuple(range(int(letters.max(initial=-1)) + 1)) if lettered else (),
    )


def no_state(found: object, states: int) -> Misuse:
    return Misuse(
        "edges lead from states to states",
        value=found,
        reason=f"there are {states} states, and it is none of them",
        repair="give `states=` their number, or `state_names=` all their names",
    )
