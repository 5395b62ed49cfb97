"""Lumping bounds and their checker: from the definitions, in fractions, knowing nothing of how they are made.

Main definitions  `LumpingBound`, `check_bound`
Notes             P the chain, V the 0/1 matrix of the classes, Q the chain on classes.  After j steps from w
                  the classes are distributed as w P^j V, and Q says w V Q^j; e_j is the difference, and |.|
                  total variation.  Then e_(j+1) = w P^j (P V - V Q) + e_j Q, hence, with

                  - r(c)   at least |(P V)(m) - Q(c)| for every state m of class c     (``residual``)
                  - tau    at least |Q(c) - Q(d)| for all c, d, so |e Q| <= tau |e|    (``contraction``)

                  |e_(j+1)| <= tau |e_j| + E r, the mean of r over the true classes after j steps.  These
                  differ from what Q says by |e_j|, so E r <= (mean of r under Q) + |e_j| (max r - min r);
                  and E r <= max r in any case.  No power of P is computed.
Laws              `lumping_bounds_are_above_the_true_error`, `no_mutant_proves_a_false_lumping_bound`,
                  `a_lumping_bound_is_accepted_iff_its_parts_justify_it` in `abstractions.testing.laws`
Source            R. Dobrushin, 1956 (the contraction); P. Buchholz, Exact and ordinary lumpability in
                  finite Markov chains, 1994 (nearly lumpable chains)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from ..abstraction import Abstraction
from ..checker.refusal import require
from ..system import Branching, Deterministic, System
from .distribution import Distribution

__all__ = ["LumpingBound", "check_bound"]

LONG = 1024
"""Masses of classes are exact while their denominators have so many bits; then each is rounded down."""


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
    require(isinstance(system, System), "it is about no chain")
    require(isinstance(p, Abstraction) and p.states == system.states, "the classes are of other states")
    require(system.observation <= p, "states of one class show different things")
    check_form(c, len(p))
    for m, after in steps_seen(system, p):
        far = apart(after, c.quotient[p[m]])
        require(far <= c.residual[p[m]], f"state {m} of class {p[m]} is {far} from its row")
    if c.contraction < 1:  # no two distributions are further apart
        rows = list({tuple(sorted(row.items())): row for row in c.quotient}.values())
        for i, row in enumerate(rows):
            far = max((apart(row, other) for other in rows[:i]), default=Fraction(0))
            require(far <= c.contraction, f"two rows are {far} apart, more than the contraction says")
    mass = None if start is None else class_masses(start, p)
    most, least = max(c.residual, default=Fraction(0)), min(c.residual, default=Fraction(0))
    for j, e in enumerate(c.error[:-1]):
        off = most
        if mass is not None:
            mean = most + sum((w * (r - most) for w, r in zip(mass, c.residual)), Fraction(0))
            off = min(most, mean + e * (most - least))
            mass = stepped(mass, c.quotient)
        justified = min(Fraction(1), c.contraction * e + off)
        require(c.error[j + 1] >= justified, f"the error after {j + 1} steps may be {justified}")


def check_form(c: Any, classes: int) -> None:
    """Refused unless the parts are what they should be: as many as there are classes, exact, in range."""
    require(isinstance(c, LumpingBound), "it is no bound")
    for part in (c.quotient, c.residual, c.error):
        require(isinstance(part, tuple), "a part is no tuple")
    require(len(c.quotient) == classes, "there is not one row for each class")
    require(len(c.residual) == classes, "there is not one residual for each class")
    require(c.error, "the error after no steps is missing")
    require(all(isinstance(row, dict) for row in c.quotient), "a row is no mapping")
    chance = [w for row in c.quotient for w in row.values()]
    for x in (*c.residual, *c.error, *chance, c.contraction):
        require(type(x) is Fraction, "a number is not exact")
        require(x >= 0, "a number is negative")
    require(c.contraction <= 1, "the contraction is more than one")
    for row in c.quotient:
        require(all(type(b) is int and 0 <= b < classes for b in row), "a row leads to no class")
        require(sum(row.values()) == 1, "the probabilities of a row do not sum to 1")


def steps_seen(system: System, p: Abstraction) -> Iterator[tuple[int, dict[int, Fraction]]]:
    """A state, and how probable each class is after one step; states that are alike in both classes, once.

    Refused unless each state has a distribution.
    """
    label = p.labels.tolist()
    require(max(system.letters, 1) == 1, "the chain reads letters")
    if isinstance(system, Deterministic):
        moves = {(label[m], label[t]): m for m, t in enumerate(system.table[:, 0].tolist())}
        yield from ((m, {b: Fraction(1)}) for (_, b), m in moves.items())
        return
    require(isinstance(system, Branching) and system.nodes == system.states, "its steps are no distributions")
    assert isinstance(system, Branching)
    edges, random = system.edges, system.functor.branches
    require(edges.weights.size or not random, "its steps have no weights")
    weights = edges.weights.tolist() if random else [1] * len(edges.targets)
    whole = system.denominator if random else 1
    require(all(type(w) is int and w >= 0 for w in weights), "a weight of the chain is no probability")
    target, begin = edges.targets.tolist(), edges.offsets.tolist()
    known = set[tuple[int, ...]]()
    for m, (low, high) in enumerate(zip(begin, begin[1:])):
        step: dict[int, int] = {}
        for i in range(low, high):
            w = weights[i]
            b = label[target[i]]
            step[b] = step.get(b, 0) + w
        key = (label[m], *step, *step.values())
        if key not in known:
            known.add(key)
            require(sum(step.values()) == whole, "the weights of a state do not sum to 1")
            yield m, {b: Fraction(w, whole) for b, w in step.items()}


def apart(one: Mapping[int, Fraction], other: Mapping[int, Fraction]) -> Fraction:
    """The total variation between two distributions: what the one has more than the other, summed up."""
    return sum((max(w - other.get(b, Fraction(0)), Fraction(0)) for b, w in one.items()), Fraction(0))


def class_masses(start: Any, p: Abstraction) -> list[Fraction]:
    """How probable each class is at the start.  Refused unless it is a distribution over the states."""
    require(isinstance(start, Distribution) and isinstance(start.whole, np.ndarray), "the start is none")
    require(start.whole.ndim in (1, 2) and len(start.whole) == p.states, "the start is of another chain")
    whole = start.whole.reshape(p.states, -1).tolist()
    require(all(type(w) is int and w >= 0 for row in whole for w in row), "the start is no distribution")
    found = [0] * len(p)
    for c, row in zip(p.labels.tolist(), whole):
        found[c] += sum(row)
    require(type(start.total) is int and start.total == sum(found) > 0, "the start is no distribution")
    return [Fraction(w, start.total) for w in found]


def stepped(mass: Sequence[Fraction], quotient: Sequence[Mapping[int, Fraction]]) -> list[Fraction]:
    """The masses of classes after a step of the quotient, or a little less."""
    found = [Fraction(0)] * len(mass)
    for w, row in zip(mass, quotient):
        if w:
            for b, chance in row.items():
                found[b] += w * chance
    return [x if x.denominator.bit_length() <= LONG else Fraction(int(x * 2**LONG), 2**LONG) for x in found]
