"""Bisimulation: diagrams where steps branch, and whether two systems do the same.

Main definitions  `functional` (the diagram with a map commutes), `FailingStep`; `equivalent`
Notes             Put two systems side by side.  A map from low to high is a functional bisimulation
                  iff each low state has the step of its image once every low state stands for its
                  image.  Two states do the same iff the minimal complete abstraction identifies them.
Laws              `functional_bisimulations_are_homomorphisms`, `equivalence_is_by_formulas` in
                  `abstractions.testing.laws`
Proof             proofs/Coalgebra.v, `complete_iff_square`; proofs/Branching.v, `minimal_bisimilarity`
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from .abstraction import Abstraction
from .certificate import Commuting, Minimality
from .completion import is_complete, minimal_complete
from .computation import Computation
from .disagreement import Difference, edges
from .distinction import Distinction
from .errors import Misuse
from .formula import Separation
from .matching import Map, images, numbers, states_of
from .question import system_of
from .system import Branching, System, beside
from .verdict import Fails, Holds, Verdict

__all__ = ["FailingStep", "built", "equivalent", "functional", "reached"]


@dataclass(frozen=True, slots=True)
class FailingStep:
    """A low state whose step is not, by way of alpha, that of its image (or of no initial state)."""

    low: Branching
    high: Branching
    state: int
    image: int
    difference: Difference | None

    def replay(self, alpha: Any) -> bool:
        """Whether the same state still fails, for this ``alpha``."""
        verdict = functional(self.low, self.high, alpha, "all", True)
        return not verdict and verdict.counterexample.state == self.state

    def __str__(self) -> str:
        l, h = self.low, self.high
        head = f"at low state {l.state_name(self.state)}, which alpha maps to {h.state_name(self.image)}"
        if self.difference is None:
            return f"{head}\nthe first is an initial state, the second is none"
        d = self.difference
        lines = [head, *str(d).splitlines()[1:]]
        if d.letter < 0:
            lines = [head, f"low shows {d.sums[0]}", f"high shows {d.sums[1]}"]
        else:
            into = [h.state_name(t - l.states) for t in d.into if l.states <= t < l.states + h.states]
            where = (
                f"into what is mapped to {into[0]}" if into else "into an inner step that they do not share"
            )
            if not into and all(t < l.states for t in d.into):
                where = "into states on which alpha is not defined"
            by = d.system.letter_name(d.letter)
            by = "" if by == "step" else f" by {by}"
            lines = [head, f"low {edges(d.sums[0])}{by} {where}", f"high {edges(d.sums[1])}"]
        if l.initial.size and (run := l.shortest_run(self.state)) is not None:
            lines.append("shortest run to it: " + " -> ".join(map(l.state_name, run[0])))
        return "\n".join(lines)


def functional(
    low: Branching,
    high: Branching | None,
    alpha: Map,
    on: Literal["all", "reachable"],
    partial: bool,
) -> Verdict[Commuting]:
    """As `abstractions.commutes`, for systems whose steps branch."""
    if high is None:
        return built(low, alpha, on == "reachable", partial)
    image = states_of(alpha, low, high, partial)
    scope = image >= 0
    if on == "reachable":
        scope &= reached(low)
    both = beside(low, high)
    assert isinstance(both, Branching)
    q = standing_for(image, high)
    step = both.pullback(q).labels
    wrong = scope & (step[: low.states] != step[low.states + np.where(scope, image, 0)])
    failing = np.flatnonzero(wrong).tolist()
    starts = [s for s in low.initial.tolist() if scope[s] and image[s] not in high.initial]
    where = "every state" if scope.all() else f"{int(scope.sum())} of {low.states} states"
    if not failing and not (starts and high.initial.size):
        return Holds(f"the step square commutes on {where}", Commuting(np.where(scope, image, -1)))
    near = low.search(low.initial)[0].tolist()
    repair = "change alpha or high at this state; minimal_complete(low, alpha) keeps what alpha keeps"
    if not failing:
        found = FailingStep(low, high, starts[0], int(image[starts[0]]), None)
        return Fails("the input square commutes", found, repair)
    s = next((s for s in near if wrong[s]), failing[0])
    t = int(image[s])
    found = FailingStep(low, high, s, t, Difference.of(both, q, s, low.states + t))
    return Fails("the step square commutes", found, repair)


def standing_for(image: Any, high: System) -> Abstraction:
    """On both systems side by side: each low state is as its image; those without one, as each other."""
    return Abstraction(np.concatenate((np.where(image >= 0, image, high.states), np.arange(high.states))))


def built(low: System, alpha: Map, reachable: bool, partial: bool) -> Verdict[Commuting]:
    """The high side that ``alpha`` makes of low, if it is complete where it is looked at."""
    values = images(alpha, low)
    if values is None:
        labels = numbers(alpha, low, None)
    else:
        index = {v: i for i, v in enumerate(dict.fromkeys(v for v in values if v is not None))}
        labels = np.array([-1 if v is None else index[v] for v in values], np.int64)
    scope = labels >= 0
    if not (partial or scope.all()):
        raise Misuse(
            "alpha is defined on every state of low",
            value=f"nothing at state {low.state_name(int(np.flatnonzero(~scope)[0]))}",
            reason="a total map was asked for",
            repair="complete alpha, or pass partial=True to check it on its domain",
        )
    if reachable:
        scope &= reached(low)
    keep = np.flatnonzero(scope)
    part = low if scope.all() else low.restrict(keep)
    p = Abstraction(labels[keep])
    verdict = is_complete(part, p)
    if not verdict:
        return verdict
    image = np.full(low.states, -1, np.int64)
    image[keep] = p.labels
    return Holds("alpha is complete: a high side exists", Commuting(image), part.quotient(p))


def reached(low: System) -> npt.NDArray[np.bool_]:
    """Which states of low are reachable."""
    found = np.zeros(low.states, np.bool_)
    found[low.reachable()] = True
    return found


def equivalent(a: System | Computation, b: System | Computation) -> Verdict[Minimality]:
    """Whether the initial states of two systems do the same: bisimilarity, equality of all outputs.

    States without initial ones among them: the first state.  Each initial state of a must be
    equivalent to one of b, and the other way round.  The certificate is about ``verdict.built``, the
    two side by side.  Fails with a `Separation` or, for deterministic steps, a `Distinction`.
    O(m log n), as `minimal_complete`.

    >>> fair = System.labelled([(0, "coin", 1), (1, "tea", 0), (1, "coffee", 0)])
    >>> unfair = System.labelled([(0, "coin", 1), (0, "coin", 2), (1, "tea", 0), (2, "coffee", 0)])
    >>> print(equivalent(fair, unfair))
    Refuted: the initial states do the same.
      of left 0 and not of right 0: some coin to (some coffee and some tea)
    """
    one, other = system_of(a), system_of(b)
    both = beside(one, other)
    m = minimal_complete(both)
    claim = "the initial states do the same"
    starts = [(s.initial if s.initial.size else np.arange(min(1, s.states))) for s in (one, other)]
    left, right = starts[0].tolist(), (starts[1].astype(np.int64) + one.states).tolist()
    if not left or not right:
        raise Misuse(
            "two systems that are compared have states",
            value="no state",
            reason="there is nothing to compare",
            repair="check how the systems were built",
        )
    q = m.abstraction
    for mine, theirs in ((left, right), (right, left)):
        for x in mine:
            if all(q[x] != q[y] for y in theirs):
                return Fails(claim, Unlike(one, other, m.distinguish(x, theirs[0])))
    return Holds(claim, m.certificate, both)


@dataclass(frozen=True, slots=True)
class Unlike:
    """What tells an initial state from one of the other system; ``reason`` is about both side by side."""

    one: System
    other: System
    reason: Distinction | Separation

    def replay(self) -> bool:
        """Whether it does tell them apart."""
        return self.reason.replay()

    def name(self, s: int) -> str:
        """How a person calls a state of the two."""
        if s < self.one.states:
            return f"left {self.one.state_name(s)}"
        return f"right {self.other.state_name(s - self.one.states)}"

    def __str__(self) -> str:
        x, y = self.name(self.reason.left), self.name(self.reason.right)
        if isinstance(self.reason, Separation):
            return f"of {x} and not of {y}: {self.reason.text}"
        return str(self.reason).replace(
            f"{self.reason.left} and {self.reason.right} are", f"{x} and {y} are", 1
        )
