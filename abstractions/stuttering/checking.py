"""Whether a stuttering abstraction is what it says: every part of it read as data of unknown origin.

Main definition   `check_stuttering`
Law               `no_rounds_prove_a_false_stuttering` in `abstractions.testing.laws`
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..abstraction import Abstraction
from ..certificate import CyclicMinimality
from ..checker import verify
from ..checker.refusal import Refused, require
from ..errors import Misuse
from ..steps.parts import numbers, require_single
from ..system import Branching, Deterministic
from .apart import check_apart, in_a_row
from .changes import Changes
from .rounds import Rounds
from .silence import silence
from .together import check_together

if TYPE_CHECKING:
    from . import Stuttering

__all__ = ["check_stuttering"]


def check_stuttering(r: Stuttering) -> None:
    """Refused unless the classes are the coarsest stuttering abstraction above what is given."""
    system: Any = r.system
    require(type(system) in (Deterministic, Branching), "there is no system")
    if type(system) is Deterministic:
        require_single(system, "the system")
    for p in (r.given, r.abstraction):
        require(type(p) is Abstraction and p.states == system.states, "an abstraction is none of its states")
    kept = r.given | system.observation
    if type(system) is Deterministic:
        require(r.silent is None, "steps without letters have no silent one")
        changes, reason = r.changes, r.reason
        require(type(changes) is Changes and type(reason) is CyclicMinimality, "its reasons are missing")
        assert isinstance(changes, Changes) and isinstance(reason, CyclicMinimality)
        changes.require_first(system, kept.labels)
        same = np.array_equal(reason.labels, r.abstraction.labels)
        require(same, "its certificate is about other classes")
        verdict = verify(reason, changes.system, kept)
        require(verdict, "" if verdict else str(verdict.counterexample))
        return
    require(r.changes is None, "where steps branch there is no first change")
    try:
        q = silence(system, r.silent)
    except Misuse as misuse:
        raise Refused(f"{misuse.claim}: {misuse.reason}") from None
    check_rounds(q.edges, q.silent, kept.labels, r.abstraction, r.reason)


def check_rounds(edges: Any, silent: int, kept: Any, p: Abstraction, reason: Any) -> None:
    """Refused unless states of a class of p do the same, and the reason tells all classes apart."""
    require(type(reason) is Rounds, "its reason is missing")
    n, m = p.states, len(p)
    between = (max(m - 1, 0),)
    rank = numbers(reason.rank, "the places of classes", (m,), 0, m)
    require(np.unique(rank).size == m, "two classes have one place")
    time = numbers(reason.time, "the times", between, 0, m)
    turn = numbers(reason.turn, "the turns", between, 0)
    letter = numbers(reason.letter, "the letters", between, -1, 1 << 31)
    goal = numbers(reason.goal, "the goals", between, 0, m)
    component = numbers(reason.component, "the components", (n,), 0, n)
    check_together(edges, silent, p.labels, component)
    row = in_a_row(edges, rank[p.labels], m)
    check_apart(row, silent, kept, time, turn, letter, goal)
