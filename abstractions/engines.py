"""Which algorithm computes a minimal complete abstraction, by name.

Main definitions  `engine`, `branching_engine`
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

from .algorithms.adaptive import adaptive, by_letters, by_queue
from .algorithms.adaptive_edges import adaptive_edges
from .algorithms.dirty_states import dirty_states
from .algorithms.rounds import by_doubling, by_rounds
from .algorithms.single_map import single_map
from .algorithms.splitter_edges import splittable, splitter_edges
from .arrays import Ints
from .certificate import Minimality
from .errors import Misuse
from .signatures import Edges
from .system import Branching

__all__ = ["Method", "branching_engine", "engine"]


Method = Literal[
    "single map", "adaptive", "letters", "queue", "rounds", "doubling", "splitters", "dirty states"
]
Engine: TypeAlias = Callable[[Ints, Ints], Minimality]
BranchingEngine: TypeAlias = Callable[[Edges, Ints], Minimality]

ENGINES: dict[str, Engine] = {
    "single map": single_map,
    "rounds": by_rounds,
    "doubling": by_doubling,
    "adaptive": adaptive,
    "letters": by_letters,
    "queue": by_queue,
}
BRANCHING_ENGINES: dict[str, BranchingEngine] = {
    "adaptive": adaptive_edges,
    "splitters": splitter_edges,
    "dirty states": dirty_states,
}


def branching_engine(system: Branching, name: Method) -> BranchingEngine:
    """The algorithm of that name, for edges."""
    if name == "splitters" and not splittable(system.edges):
        raise Misuse(
            'the method "splitters" is for edges without weights, or with weights that are added up',
            value=f"a system of shape {system.functor}",
            reason="it compares sums of 64-bit integers into a part and into the whole",
            repair='use "dirty states" or leave `method` out',
        )
    if name not in BRANCHING_ENGINES:
        raise no_method(name)
    return BRANCHING_ENGINES[name]


def engine(name: Method) -> Engine:
    """The algorithm of that name, for a table."""
    if name not in ENGINES:
        raise no_method(name)
    return ENGINES[name]


def no_method(name: object) -> Misuse:
    return Misuse(
        "the method is known",
        value=name,
        reason="there is no such algorithm for this shape of step",
        repair="single map, adaptive, letters, queue, rounds, doubling; where steps branch adaptive, splitters, dirty states",
    )
