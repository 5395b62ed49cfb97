"""Questions: the system and the abstraction that one is about, however they are given.

Main definitions  `asked`, `asked_of_table`
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .abstraction import Abstraction
from .algebra import Algebra
from .computation import Computation
from .errors import Misuse
from .system import Branching, Deterministic, System, tabled

__all__ = ["asked", "asked_of_table", "system_of"]


def system_of(s: Any) -> System:
    """The system itself, or that of a computation or an algebra.  Errors: `Misuse`."""
    if isinstance(s, System):
        return s
    if isinstance(s, Computation | Algebra):
        return s.system
    raise Misuse(
        "the first argument is a System, a Computation or an Algebra",
        value=s,
        reason=f"a {type(s).__name__} has no step",
        repair="build one with System.deterministic(step)",
    )


def asked(s: System | Computation | Algebra, p: Any) -> tuple[System, Abstraction]:
    """The system, and p as an abstraction of its states (None: trivial).

    p is an `Abstraction`, labels, or a function or mapping of the states (by name, if they have one).
    """
    system = system_of(s)
    if p is None:
        return system, Abstraction.trivial(system.states)
    if callable(p) or isinstance(p, Mapping):
        p = Abstraction.of(p, system.state_names or range(system.states))
    elif not isinstance(p, Abstraction):
        p = Abstraction(p)
    system.owns(p)
    return system, p


def asked_of_table(
    s: System | Computation | Algebra,
    p: Any,
    what: str,
    *,
    reason: str = "where steps branch, complete abstractions are not closed under suprema, and the "
    "least congruence that merges two states need not exist",
    repair: str = "minimal_complete(system, p) and core(system, p) take systems of every shape",
) -> tuple[Deterministic, Abstraction]:
    """The same for ``what`` is only answered where each state has one next state for each letter.

    Steps that do not branch, but are kept as edges, are put into a table.  Errors: `Misuse` with the
    ``reason`` why not where steps branch, and with what to ask there.
    """
    system, p = asked(s, p)
    if isinstance(system, Branching) and not system.functor.branches:
        system = tabled(system)
    if not isinstance(system, Deterministic):
        raise Misuse(
            f"{what} are those of a deterministic system",
            value=f"shape {system.functor}",
            reason=reason,
            repair=repair,
        )
    return system, p
