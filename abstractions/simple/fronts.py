"""Cost against completeness: which maps of a family are not beaten in cost, in classes and in defect?

Main definitions  `front`, `Front`, `Point`
Notes             The defect of q is the least probability of a wrong guess of the next class from the class, for
                  a state drawn with given weights (and a letter, each alike): zero iff q is complete where
                  weights are positive.  Only members that know p are compared: to know nothing costs nothing.

                  The three compete, so the answer is a front: every member is matched or beaten in all
                  three by a point of it.  It is exact, by going through all members.
Law               `every_member_is_matched_by_the_front` in `abstractions.testing.laws`
"""

from __future__ import annotations

import numbers
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from ..abstraction import Abstraction
from ..algebra import Algebra
from ..arguments import budget_of
from ..computation import Computation
from ..errors import Interrupted, Misuse
from ..progress import progress
from ..question import asked_of_table
from ..system import Deterministic, System
from .family import BUDGET, Cost, Family, Member

__all__ = ["Front", "Point", "front"]


@dataclass(frozen=True)
class Point:
    """A cost, a number of classes and a defect that no member beats, and the first member that has them."""

    cost: Cost
    classes: int
    defect: Fraction
    member: Member

    def __str__(self) -> str:
        return f"cost {self.cost}, {self.classes} classes, defect {self.defect}: {self.member.said}"


@dataclass(frozen=True, eq=False, repr=False)
class Front(Sequence[Point]):
    """The points that no member of a family beats, cheap ones first; ``compared``: among so many members."""

    points: tuple[Point, ...]
    compared: int

    @overload
    def __getitem__(self, i: int) -> Point: ...
    @overload
    def __getitem__(self, i: slice) -> tuple[Point, ...]: ...
    def __getitem__(self, i: Any) -> Any:
        return self.points[i]

    def __len__(self) -> int:
        return len(self.points)

    def __str__(self) -> str:
        return "\n".join(map(str, self.points)) or "no member knows what must be kept"

    def __repr__(self) -> str:
        return f"<Front: {len(self.points)} points, {self.compared} members compared>"


def front(
    s: System | Computation | Algebra,
    p: Any = None,
    *,
    family: Family,
    weights: Iterable[Fraction | int | str] | None = None,
    budget: int = BUDGET,
) -> Front:
    """The members above p that are not beaten in cost, number of classes and defect together.

    What the system shows is always kept.  ``weights``: of states, nonnegative rational numbers, not all zero
    (default: all alike).  ``budget``: how many members there may be.  Cost: O(letters states log states) for
    each member.  Errors: `Misuse`; `BudgetExceeded`; `Interrupted`.

    >>> from abstractions.simple import Coordinates
    >>> states = [(a, b) for a in range(2) for b in range(4)]           # a changes when b is 0
    >>> step = [states.index((a ^ (b == 0), (b + 1) % 4)) for a, b in states]
    >>> s = System.deterministic(step, state_names=states)
    >>> print(front(s, lambda t: t[0], family=Coordinates(names="ab")))
    cost 1, 2 classes, defect 1/4: a
    cost 2, 8 classes, defect 0: a, b
    """
    budget_of(budget)
    system, p = asked_of_table(s, p, "fronts")
    if not isinstance(family, Family):
        raise Misuse(
            "a family is a set of simple abstractions",
            value=family,
            reason=f"a {type(family).__name__} is none",
            repair="write simple.Coordinates(), simple.Hull(hull), simple.Listed(members), ...",
        )
    integral = integral_weights(weights, system.states)
    points: list[Point] = []
    compared = 0
    try:
        with progress("members of the family") as advance:
            for member in family.on(system).members(p | system.observation, budget):
                compared += 1
                advance(compared)
                q = member.abstraction
                cheap = [o for o in points if o.cost <= member.cost and o.classes <= len(q)]
                if any(o.defect == 0 for o in cheap):
                    continue
                found = defect(system, q, integral)
                if any(o.defect <= found for o in cheap):
                    continue
                new = Point(member.cost, len(q), found, member)
                points = [o for o in points if not beaten(o, new)] + [new]
    except KeyboardInterrupt:
        raise Interrupted(f"comparing members of a family ({compared} so far)", in_order(points)) from None
    return Front(in_order(points), compared)


def in_order(points: list[Point]) -> tuple[Point, ...]:
    return tuple(sorted(points, key=lambda o: (o.cost, o.classes, o.defect)))


def beaten(one: Point, other: Point) -> bool:
    """Whether the other point is as good in all three."""
    return other.cost <= one.cost and other.classes <= one.classes and other.defect <= one.defect


def defect(system: Deterministic, q: Abstraction, weights: npt.NDArray[Any]) -> Fraction:
    """The least probability of a wrong guess of the next class.  ``weights``: integers, int64 or Python's."""
    total = int(weights.sum())
    right = 0
    for column in system.table.T:
        move = q.labels.astype(np.int64) * len(q) + q.labels[column]
        order = np.argsort(move, kind="stable")
        begins = np.flatnonzero(np.diff(move[order], prepend=-1))
        mass = np.add.reduceat(weights[order], begins)
        classes = move[order][begins] // len(q)
        right += int(np.maximum.reduceat(mass, np.flatnonzero(np.diff(classes, prepend=-1))).sum())
    return 1 - Fraction(right, system.letters * total)


def integral_weights(weights: Iterable[Fraction | int | str] | None, states: int) -> npt.NDArray[Any]:
    """Weights as integers in the same proportion; of Python where 64 bits may not do.  Errors: `Misuse`."""
    if weights is None:
        found = [Fraction(1)] * states
    else:
        found = [weight(w) for w in weights]
    if len(found) != states or not sum(found):
        raise Misuse(
            "there is a weight for each state, and not all are zero",
            value=f"{len(found)} weights, sum {sum(found)}",
            reason=f"the system has {states} states",
            repair="give one for each state, or none",
        )
    scale = lcm(*(w.denominator for w in found))
    whole = [int(w * scale) for w in found]
    return np.array(whole, np.int64 if sum(whole) < 1 << 62 else object)


def weight(w: Any) -> Fraction:
    """A weight, exactly.  Errors: `Misuse`."""
    try:
        if w is not True and isinstance(w, numbers.Rational | str) and Fraction(w) >= 0:
            return Fraction(w)
    except (ValueError, ZeroDivisionError):
        pass
    raise Misuse(
        "a weight is a rational number from 0 on",
        value=w,
        reason="defects are exact; floats would not say which",
        repair='write 2, Fraction(1, 3) or "0.25"',
    )
