"""How lumping bounds are derived: residuals, contraction, and one step of the bound after another.

Main definitions  `residuals`, `contraction`, `next_bound`, `pushed`, `moved`; `rows_of`, `up`, `down`
Notes             The mathematics is said in `abstractions.approximate.bound`, whose checker shares nothing
                  with this file.  Here sums are of arrays, and numbers that grow long are rounded, always to
                  the safe side: errors up, the masses of classes down.
Law               `lumping_bounds_are_above_the_true_error` in `abstractions.testing.laws`
Source            R. Dobrushin, 1956 (the contraction)
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
import numpy.typing as npt

from ..abstraction import Abstraction
from .counts import whole_numbers
from .distribution import Distribution
from .flow import Flow

__all__ = ["GRAIN", "contraction", "down", "moved", "next_bound", "pushed", "residuals", "rows_of", "up"]

GRAIN = 1 << 64
"""Fractions with a larger denominator are rounded to multiples of 1 / GRAIN, to the safe side."""


def rows_of(flow: Flow, p: Abstraction) -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]:
    """P V: states, classes and chances over ``flow.denominator``, one entry for each that is not zero."""
    key = flow.source[flow.row].astype(np.int64) * len(p) + p.labels[flow.target]
    keys, place = np.unique(key, return_inverse=True)
    chance = np.zeros(keys.size, flow.chance.dtype)
    np.add.at(chance, place, flow.chance)
    return keys // len(p), keys % len(p), chance


def residuals(flow: Flow, p: Abstraction, quotient: Sequence[dict[int, Fraction]]) -> list[Fraction]:
    """The greatest total variation between a state of each class and the row of the class."""
    state, b, chance = rows_of(flow, p)
    found = []
    where = p.labels[state]
    order = np.argsort(where, kind="stable")
    start = np.searchsorted(where[order], np.arange(len(p) + 1))
    for c, row in enumerate(quotient):
        at = order[start[c] : start[c + 1]]
        scale = lcm(*(w.denominator for w in row.values()))
        known = np.array(sorted(row), np.int64)
        there = np.minimum(np.searchsorted(known, b[at]), known.size - 1)
        said = whole_numbers(
            [int(row[d] * scale) * flow.denominator for d in known.tolist()], scale * flow.denominator
        )
        said = np.where(known[there] == b[at], said[there], 0)
        true = whole_numbers(chance[at], scale * flow.denominator) * scale
        states, place = np.unique(state[at], return_inverse=True)
        common = np.zeros(states.size, true.dtype)
        np.add.at(common, place, np.minimum(true, said))
        found.append(1 - Fraction(int(common.min()), scale * flow.denominator))
    return found


def contraction(quotient: Sequence[dict[int, Fraction]]) -> Fraction:
    """The greatest total variation between two rows: at most 1."""
    most = Fraction(0)
    different = list({tuple(sorted((b, w) for b, w in row.items() if w)): row for row in quotient}.values())
    for i, row in enumerate(different):
        for other in different[:i]:
            common = sum((min(w, other[b]) for b, w in row.items() if b in other), Fraction(0))
            most = max(most, 1 - common)
            if most == 1:
                return most
    return most


def pushed(start: Distribution, p: Abstraction) -> list[Fraction]:
    """The distribution of the class, rounded down."""
    whole = np.zeros(len(p), start.whole.dtype)
    np.add.at(whole, p.labels, start.of_states.whole)
    return [down(Fraction(int(w), start.of_states.total)) for w in whole]


def moved(now: Sequence[Fraction], quotient: Sequence[dict[int, Fraction]]) -> list[Fraction]:
    """The same after a step of the quotient, rounded down."""
    after = [Fraction(0)] * len(now)
    for mass, row in zip(now, quotient):
        if mass:
            for b, w in row.items():
                after[b] += mass * w
    return [down(x) for x in after]


def next_bound(
    e: Fraction, now: Sequence[Fraction] | None, residual: Sequence[Fraction], contraction: Fraction
) -> Fraction:
    """How large the next error may be, if it is e and the quotient is distributed as ``now`` or a little more."""
    most, least = max(residual, default=Fraction(0)), min(residual, default=Fraction(0))
    mean = most
    if now is not None:
        lost = 1 - sum(now, Fraction(0))  # to rounding
        mean = sum((w * r for w, r in zip(now, residual)), Fraction(0)) + lost * most + e * (most - least)
    return min(Fraction(1), contraction * e + min(most, mean))


def down(x: Fraction) -> Fraction:
    """x, or a little less."""
    return x if x.denominator <= GRAIN else Fraction(x.numerator * GRAIN // x.denominator, GRAIN)


def up(x: Fraction) -> Fraction:
    """x, or a little more."""
    return -down(-x)
