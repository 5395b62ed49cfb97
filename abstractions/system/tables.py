"""Steps that do not branch, kept as edges or in a table: the same system in the other form.

Main definitions  `tabled`, `as_edges`
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..abstraction import Abstraction
from ..errors import Misuse
from ..functor import parse
from .base import System
from .branching import Branching
from .building import from_steps
from .deterministic import Deterministic

__all__ = ["as_edges", "tabled"]


def tabled(system: Branching) -> Deterministic:
    """A deterministic system with the same complete abstractions above and below anything.

    The letters are those of edges to states.  By a letter of which a state has no edge, it stays where
    it is; what it shows is all that one step shows, whatever its targets.  O(states letters).
    Errors: `Misuse` for shapes that branch.

    >>> s = tabled(System.of("X * X", [(1, 0), (1, 1)]))
    >>> s.table.tolist(), s.observation
    ([[1, 0], [1, 1]], Abstraction([0, 0]))
    """
    n, e = system.states, system.edges
    if system.functor.branches:
        raise Misuse(
            "a step that is kept in a table has one next state for each letter",
            value=f"shape {system.functor}",
            reason="it may have several, or none",
            repair="minimal_complete(system, p) and core(system, p) take systems of every shape",
        )
    sources = np.repeat(np.arange(system.nodes), np.diff(e.offsets))
    letters = e.letters if e.letters.size else np.zeros(sources.size, np.int32)
    moves = e.targets < n  # others only show something
    used, column = np.unique(letters[moves], return_inverse=True)
    table = np.repeat(np.arange(n)[:, None], max(used.size, 1), axis=1)
    table[sources[moves], column] = e.targets[moves]
    shown = system.pullback(Abstraction.trivial(n))
    return System.deterministic(
        table,
        shown.labels if len(shown) > 1 else None,
        initial=system.initial,
        state_names=system.state_names,
    )


def as_edges(system: System) -> Branching:
    """The same system with its steps as edges; what is shown is called by its name.

    >>> as_edges(System.deterministic([1, 0], outputs=[0, 1], output_names="ab")).unfold(0)
    ('a', 1)
    """
    if isinstance(system, Branching):
        return system
    assert isinstance(system, Deterministic)
    steps = [system.unfold(x, names=True) for x in range(system.states)]
    shape = parse(str(system.functor), A=system.letters)
    return replace(from_steps(shape, steps, system.initial), state_names=system.state_names)
