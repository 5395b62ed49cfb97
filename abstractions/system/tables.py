"""Steps that do not branch, kept as edges or in a table: the same system in the other form.

Main definitions  `tabled`, `as_edges`
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..arrays import jointly
from ..errors import Misuse
from ..functor import parse
from ..functor.flat import NOWHERE
from .base import System
from .branching import Branching
from .building import from_steps
from .deterministic import Deterministic

__all__ = ["as_edges", "tabled"]


def tabled(system: Branching) -> Deterministic:
    """A deterministic system with the same complete abstractions above and below anything.

    The letters are those of the edges.  By a letter of which a state has no edge, it stays where it
    is; what it shows is what it showed, and which edges it has.  O(states letters).
    Errors: `Misuse` for shapes that branch, or whose steps nest.

    >>> s = tabled(System.of("X * X", [(1, 0), (1, 1)]))
    >>> s.table.tolist(), s.observation
    ([[1, 0], [1, 1]], Abstraction([0, 0]))
    """
    n, e = system.states, system.edges
    sources = np.repeat(np.arange(system.nodes), np.diff(e.offsets))
    letters = e.letters if e.letters.size else np.zeros(sources.size, np.int32)
    inner = [system.displays[d] != NOWHERE for d in np.unique(system.shown[n:])]
    if system.functor.branches or any(inner):
        raise Misuse(
            "a step that is kept in a table has one next state for each letter",
            value=f"shape {system.functor}",
            reason="it may have several, or none of its own",
            repair="minimal_complete(system, p) and core(system, p) take systems of every shape",
        )
    table = np.repeat(np.arange(n)[:, None], max(system.letters, 1), axis=1)
    present = np.zeros(table.shape, np.int32)
    present[sources, letters] = 1
    to_states = e.targets < n
    table[sources[to_states], letters[to_states]] = e.targets[to_states]
    everywhere = present.all(axis=0)
    outputs = jointly(system.shown[:n], *present.T[~everywhere])
    shows = len(system.displays) > 1 or not everywhere.all()
    return System.deterministic(
        table,
        outputs if shows else None,
        initial=system.initial,
        state_names=system.state_names,
        letter_names=[system.letter_name(a) for a in range(system.letters)] or None,
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
