"""Cost against completeness: which maps of a family are not beaten in cost, in classes and in defect?

Main definitions  `front`, `Front`, `Point`
Notes             The defect of q is the least probability of a wrong guess of the next class from the class, for
                  a state drawn with given weights (and a letter, each alike): that of `abstractions.approximate`,
                  zero iff q is complete where weights are positive.  Only members that know p are compared: to know nothing costs nothing.

                  The three compete, so the answer is a front: every member is matched or beaten in all
                  three by a point of it.  It is exact, by going through all members.
Law               `every_member_is_matched_by_the_front` in `abstractions.testing.laws`
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..algebra import Algebra
from ..approximate.flow import flow_of
from ..approximate.measures import loss
from ..arguments import budget_of, many
from ..computation import Computation
from ..errors import Interrupted
from ..progress import progress
from ..question import asked
from ..several import Several
from ..system import System
from .family import BUDGET, Cost, Family, Member, family_of

__all__ = ["Front", "Point", "front"]


@dataclass(frozen=True)
class Point:
    """A cost, a number of classes and a defect that no member beats, and the first member that has them."""

    cost: Cost
    classes: int
    defect: Fraction
    member: Member

    def __str__(self) -> str:
        return f"cost {self.cost}, {many(self.classes, 'class')}, defect {self.defect}: {self.member.said}"


@dataclass(frozen=True, eq=False, repr=False)
class Front(Several[Point]):
    """The points that no member of a family beats, cheap ones first; ``compared``: among so many members."""

    points: tuple[Point, ...]
    compared: int

    def one(self, i: int) -> Point:
        """``points[i]``."""
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
    weights: Any = None,
    budget: int = BUDGET,
) -> Front:
    """The members above p that are not beaten in cost, number of classes and defect together.

    What the system shows is always kept.  ``weights``: of states, as in `approximate.defect`: probabilities that
    sum to 1, a mapping, or a `Distribution`, such as ``Distribution.counts`` makes of numbers in proportion
    (default: all alike).
    ``budget``: how many members there may be.  Cost: a sort of the edges for each member.  That no member is
    better is not certified: all are compared, and to check it is to ask again.
    Errors: `Misuse`; `BudgetExceeded`; `Interrupted`.

    >>> from abstractions.simple import Coordinates
    >>> states = [(a, b) for a in range(2) for b in range(4)]           # a changes when b is 0
    >>> step = [states.index((a ^ (b == 0), (b + 1) % 4)) for a, b in states]
    >>> s = System.deterministic(step, state_names=states)
    >>> print(front(s, lambda t: t[0], family=Coordinates(names="ab")))
    cost 1, 2 classes, defect 1/4: a
    cost 2, 8 classes, defect 0: a, b
    """
    budget = budget_of(budget)
    system, p = asked(s, p)
    placed = family_of(family).on(system)
    flow, _ = flow_of(system, weights)
    points: list[Point] = []
    compared = 0
    try:
        with progress("members of the family") as advance:
            for member in placed.members(p | system.observation, budget):
                compared += 1
                advance(compared)
                q = member.abstraction
                cheap = [o for o in points if o.cost <= member.cost and o.classes <= len(q)]
                if any(o.defect == 0 for o in cheap):
                    continue
                found = Fraction(loss(flow, q), flow.unit)
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
