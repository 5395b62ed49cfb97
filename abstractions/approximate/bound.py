"""The checker of lumping bounds: from the definitions, knowing nothing of how they were made.

Main definitions  `LumpingBound`, `check_bound`
Notes             P the chain, V the 0/1 matrix of the classes, Q the chain on classes.  After j steps from w
                  the classes are distributed as w P^j V, and Q says w V Q^j; e_j is the difference, and |.|
                  total variation.  Then e_(j+1) = w P^j (P V - V Q) + e_j Q, hence, with

                  - r(c)   at least |(P V)(m) - Q(c)| for every state m of class c     (``residual``)
                  - tau    at least |Q(c) - Q(d)| for all c, d, so |e Q| <= tau |e|    (``contraction``)

                  |e_(j+1)| <= tau |e_j| + E r, the mean of r over the true classes after j steps.  These
                  differ from what Q says by |e_j|, so E r <= (mean of r under Q) + |e_j| (max r - min r);
                  and E r <= max r in any case.  No power of P is computed.
Laws              `lumping_bounds_are_above_the_true_error`, `no_mutant_proves_a_false_lumping_bound`
                  in `abstractions.testing.laws`
Source            R. Dobrushin, 1956 (the contraction); P. Buchholz, Exact and ordinary lumpability in
                  finite Markov chains, 1994 (nearly lumpable chains)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
import numpy.typing as npt

from ..abstraction import Abstraction
from ..checker.refusal import require
from ..system import System
from .distribution import Distribution, whole_numbers
from .flow import Flow, flow_of

__all__ = ["GRAIN", "LumpingBound", "check_bound", "down", "next_bound", "rows_of", "up"]

GRAIN = 1 << 64
"""Fractions with a larger denominator are rounded to multiples of 1 / GRAIN, to the safe side."""


@dataclass(frozen=True)
class LumpingBound:
    """Why the quotient is at most ``error[j]`` off after j steps.

    - ``quotient``     the chain on the classes, rows of probabilities by class: row c is {class: chance}
    - ``residual``     of each class, how far its states are from its row
    - ``contraction``  how far two rows are apart
    - ``error``        of 0, 1, 2, ... steps, in total variation
    """

    quotient: tuple[dict[int, Fraction], ...]
    residual: tuple[Fraction, ...]
    contraction: Fraction
    error: tuple[Fraction, ...]


def check_bound(c: LumpingBound, system: System, p: Abstraction, start: Distribution | None) -> None:
    """Refuse a bound that does not follow.  O(edges), the square of the classes times a row, and the steps."""
    flow, _ = flow_of(system, None)
    k = len(p)
    require(flow.letters == 1, "the chain reads letters")
    require(len(c.quotient) == len(c.residual) == k, "there is not one row and one residual for each class")
    numbers = [c.contraction, *c.residual, *c.error, *(w for row in c.quotient for w in row.values())]
    require(all(isinstance(x, Fraction) for x in numbers), "a number is not exact")
    require(all(x >= 0 for x in (*c.residual, *c.error)), "an error is negative")
    require(0 <= c.contraction <= 1, "the contraction is no part of one")
    for row in c.quotient:
        require(all(type(b) is int and 0 <= b < k for b in row), "a row leads to no class")
        require(all(w >= 0 for w in row.values()), "a probability is negative")
        require(sum(row.values()) == 1, "the probabilities of a row do not sum to 1")
    for i, found in enumerate(residuals(flow, p, c.quotient)):
        require(found <= c.residual[i], f"a state of class {i} is {found} from its row")
    require(
        c.contraction >= 1 or c.contraction >= contraction(c.quotient),
        "two rows are further apart than the contraction says",
    )
    require(c.error and c.error[0] >= 0, "the error after no steps is missing, or negative")
    require(start is None or len(start.whole) == p.states, "the start is of another chain")
    now = None if start is None else pushed(start, p)
    for j, e in enumerate(c.error[:-1]):
        least = next_bound(e, now, c.residual, c.contraction)
        require(c.error[j + 1] >= least, f"the error after {j + 1} steps may be {least}")
        now = None if now is None else moved(now, c.quotient)


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
