"""Approximate lumping: a chain on classes that are not quite lumpable, and how far it is off.

Main definitions  `lump`, `Lumping`
Notes             If p is complete for a Markov chain, the classes are a chain of their own.  If it is nearly
                  so, a chain on the classes is nearly right; its error may add up with the steps, or be
                  forgotten.  The bound is a certificate (`abstractions.approximate.bound`): it needs the
                  steps of the small chain only, and `Lumping.check` derives it anew.

                  The row of a class is the mean of the rows of its states, or the row that minimises the
                  defect, whichever has the smaller residual.  Any rows would do: the bound is true of all.
Laws              `lumping_bounds_are_above_the_true_error`, `no_mutant_proves_a_false_lumping_bound`
                  in `abstractions.testing.laws`
Source            J. Kemeny and J. Snell, Finite Markov chains, 1960, section 6.3; P. Buchholz, 1994
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import Any

import numpy as np

from ..abstraction import Abstraction
from ..algebra import Algebra
from ..arguments import many, whole
from ..checker import Refusal
from ..checker.refusal import Refused
from ..computation import Computation
from ..errors import Misuse
from ..question import asked
from ..system import System
from ..verdict import Fails, Holds, Verdict
from .ahead import STEPS
from .bound import LumpingBound, check_bound
from .derivation import contraction, moved, next_bound, pushed, residuals, rows_of, up
from .distribution import Distribution
from .flow import Flow, flow_of
from .measures import filled

__all__ = ["Lumping", "lump"]

COMPARED = 1000
"""So many rows of the small chain are compared with each other; of more it is not known that they contract."""

EXACT = 1 << 40
"""Means are exact while their common denominator is at most this; else rounded to a multiple of its inverse."""


@dataclass(frozen=True, eq=False, repr=False)
class Lumping:
    """A chain on the classes of p, and a certified bound on its error.

    ``start``: where runs begin; None: anywhere.  ``bound``: the certificate.
    """

    system: System
    p: Abstraction
    start: Distribution | None
    bound: LumpingBound

    @property
    def error(self) -> tuple[Fraction, ...]:
        """Bounds on the total variation after 0, 1, 2, ... steps."""
        return self.bound.error

    @property
    def limit(self) -> Fraction:
        """A bound for any number of steps, from any start: 1 if the small chain does not contract."""
        tau, most = self.bound.contraction, max(self.bound.residual)
        if not most:
            return most
        return Fraction(1) if tau >= 1 else min(Fraction(1), most / (1 - tau))

    @cached_property
    def quotient(self) -> System:
        """The chain on the classes; each shows what its states show, in words."""
        edges = [(c, b, w) for c, row in enumerate(self.bound.quotient) for b, w in row.items() if w]
        shown = self.system.observation
        outputs = [self.system.display(int(s)) for s in self.p.representatives] if len(shown) > 1 else None
        return System.markov(edges, states=len(self.p), outputs=outputs)

    def check(self) -> Verdict[LumpingBound]:
        """Ask the checker, which goes through the bound anew and shares nothing with what made it."""
        claim = "the quotient is no more off than the bound says"
        try:
            check_bound(self.bound, self.system, self.p, self.start)
        except Refused as refused:
            return Fails(claim, Refusal(str(refused)), "lump again, for this chain and these classes")
        steps, last = len(self.error) - 1, self.error[-1]
        return Holds(
            f"after {steps} steps the quotient is at most {last} off, in total variation", self.bound
        )

    def true_errors(self) -> list[Fraction]:
        """The total variation itself, by running the whole chain from ``start``: exact, and slow.

        Without a start: the worst of all single states.
        """
        flow, _ = flow_of(self.system, None)
        edges = list(zip(flow.source[flow.row].tolist(), flow.target.tolist(), map(int, flow.chance)))
        n = self.p.states
        if self.start is not None:
            starts = [[Fraction(int(w), self.start.of_states.total) for w in self.start.of_states.whole]]
        else:
            starts = [[Fraction(s == t) for t in range(n)] for s in range(n)]
        found = [Fraction(0)] * len(self.error)
        for true in starts:
            said = self.in_classes(true)
            for j in range(1, len(self.error)):
                after = [Fraction(0)] * n
                for s, t, w in edges:
                    after[t] += true[s] * Fraction(w, flow.denominator)
                true, before, said = after, said, [Fraction(0)] * len(self.p)
                for mass, row in zip(before, self.bound.quotient):
                    for b, chance in row.items():
                        said[b] += mass * chance
                off = sum((abs(x - y) for x, y in zip(self.in_classes(true), said)), Fraction(0)) / 2
                found[j] = max(found[j], off)
        return found

    def in_classes(self, mass: list[Fraction]) -> list[Fraction]:
        """The mass of each class."""
        found = [Fraction(0)] * len(self.p)
        for s, w in enumerate(mass):
            found[self.p[s]] += w
        return found

    def __str__(self) -> str:
        steps = len(self.error) - 1
        return (
            f"{many(len(self.p), 'class')} of {many(self.p.states, 'state')}; after {many(steps, 'step')} at most "
            f"{float(self.error[-1]):.3g} off, ever at most {float(self.limit):.3g}"
        )

    def __repr__(self) -> str:
        return f"<Lumping: {self}>"


def lump(s: System | Computation | Algebra, p: Any, start: Any = None, *, steps: int = 10) -> Lumping:
    """A chain on the classes of p, with a certified bound on how far it is off after up to ``steps`` steps.

    Off: the total variation between the class of the chain after k steps and what the small chain says.
    ``start``: where runs begin, as `Distribution.of` takes it; None: the bound holds from any start.
    Markov chains of shape D(X) or O * D(X); p must tell apart what states show.  Cost: sorting the edges,
    the square of the classes times a row, and the steps of the small chain.  Errors: `Misuse`.

    >>> chain = System.markov([(0, 1, "1/2"), (0, 2, "1/2"), (1, 1, "3/4"), (1, 0, "1/4"), (2, 2, "2/3"), (2, 0, "1/3")])
    >>> found = lump(chain, [0, 1, 1], [1, 0, 0], steps=3)             # 1 and 2 are nearly alike
    >>> print(*found.error)
    0 0 1/24 25/576
    >>> print(*found.true_errors())
    0 0 0 1/576
    >>> print(found.check())
    Holds: after 3 steps the quotient is at most 25/576 off, in total variation.
    """
    system, p = asked(s, p)
    steps = whole(steps, "a number of steps", most=STEPS)
    flow, _ = flow_of(system, None)
    if flow.letters != 1:
        raise Misuse(
            "a chain that is lumped reads nothing",
            value=f"{flow.letters} letters",
            reason="its distribution after k steps would depend on what is read",
            repair="fix how likely each letter is, and mix the steps",
        )
    if not system.observation <= p:
        raise Misuse(
            "the states of a class show the same",
            value=p,
            reason="a chain on classes could not show what the states do",
            repair="join the abstraction with what is shown: p | system.observation",
        )
    first = None if start is None else Distribution.of(start, system).of_states
    quotient = rows(flow, p)
    residual = tuple(residuals(flow, p, quotient))
    tau = contraction(quotient) if len(p) <= COMPARED else Fraction(1)
    error, now = [Fraction(0)], None if first is None else pushed(first, p)
    for _ in range(steps):
        error.append(up(next_bound(error[-1], now, residual, tau)))
        now = None if now is None else moved(now, quotient)
    return Lumping(system, p, first, LumpingBound(quotient, residual, tau, tuple(error)))


def rows(flow: Flow, p: Abstraction) -> tuple[dict[int, Fraction], ...]:
    """For each class the mean of its rows, or the row of least defect if that has a smaller residual."""
    state, b, chance = rows_of(flow, p)
    sizes = np.bincount(p.labels, minlength=len(p))
    means: list[dict[int, Fraction]] = [{} for _ in range(len(p))]
    keys, place = np.unique(p.labels[state].astype(np.int64) * len(p) + b, return_inverse=True)
    total = np.zeros(keys.size, object)
    np.add.at(total, place, chance.astype(object))
    exact = lcm(*sizes.tolist()) * flow.denominator <= EXACT
    for key, w in zip(keys.tolist(), total.tolist()):
        c, d = divmod(key, len(p))
        mean = Fraction(w, int(sizes[c]) * flow.denominator)
        means[c][d] = mean if exact else Fraction(mean.numerator * EXACT // mean.denominator, EXACT)
    for row in means:
        largest = max(row, key=lambda d: row[d])
        row[largest] += 1 - sum(row.values())
    best: list[dict[int, Fraction]] = [{} for _ in range(len(p))]
    context, code, mass, _ = filled(flow.seen(p))
    for c, d, w in zip(context.tolist(), (code % len(p)).tolist(), mass.tolist()):
        best[c][d] = best[c].get(d, Fraction(0)) + Fraction(w, flow.denominator)
    pairs = zip(means, best, residuals(flow, p, means), residuals(flow, p, best))
    return tuple(one if r <= t else other for one, other, r, t in pairs)
