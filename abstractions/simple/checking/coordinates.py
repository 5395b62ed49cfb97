"""Kept coordinates: every set of coordinates that is complete contains an answer."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...abstraction import Abstraction
from ...checker.refusal import require
from ...system import System
from ..coordinates import KeptCoordinates
from ..family import Member
from ..growing import Cases
from .following import check_irredundant, follow, must_differ

__all__ = ["check_coordinates"]


def check_coordinates(
    family: KeptCoordinates, system: System, p: Abstraction, members: tuple[Member, ...], reason: Cases
) -> None:
    columns, names = family.columns, family.names
    place = {name: i for i, name in enumerate(names)}

    def value(kept: tuple[int, ...], x: int) -> tuple[int, ...]:
        return tuple(columns[list(kept), x].tolist())

    def kernel(kept: tuple[int, ...]) -> Any:
        code = np.zeros(system.states, np.int64)
        for i in kept:  # numbers below the states times the values: they fit
            code = np.unique(code * (int(columns[i].max(initial=0)) + 1) + columns[i], return_inverse=True)[1]
        return code

    answers = []
    for m in members:
        require(isinstance(m.what, tuple) and set(m.what) <= set(names), f"{m.said} keeps no coordinates")
        kept = tuple(sorted(place[name] for name in m.what))  # type: ignore[attr-defined]
        require(len(kept) == len(set(kept)), f"{m.said} keeps a coordinate twice")
        require(Abstraction(kernel(kept)) == m.abstraction, f"{m.said} identifies something else")
        require(m.cost == sum(family.costs[i] for i in kept), f"{m.said} has another cost")
        answers.append(set(kept))

    def larger(kept: tuple[int, ...], x: int, y: int) -> list[tuple[int, ...]]:
        new = [i for i in range(len(names)) if columns[i, x] != columns[i, y]]
        return [tuple(sorted({*kept, i})) for i in new]

    check_irredundant(answers)
    apart = must_differ(system, p, kernel, value)
    follow((), reason, system.states, lambda kept: any(a <= set(kept) for a in answers), apart, larger)
