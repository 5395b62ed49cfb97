"""Families of one's own: the chain of hulls, and a list."""

from __future__ import annotations

from itertools import product
from typing import Any

from ...abstraction import Abstraction
from ...certificate import Certificate
from ...checker import verify
from ...checker.refusal import Refused, require
from ...errors import Misuse
from ...system import System
from ..family import Member
from ..hulls import Chain, Pairs, PlacedHull, PlacedList
from .form import is_ints

__all__ = ["check_chain", "check_list"]

SMALL = 5
"""Up to so many states a hull is compared with all abstractions."""

FEW = 1000
"""Up to so many states the hull of the least complete abstraction of all is compared with that of p."""


def by_rounds(system: System, p: Abstraction) -> Abstraction:
    """The least complete abstraction above p, by its definition: at most as many rounds as states."""
    q = p | system.observation
    while not system.pullback(q) <= q:
        q |= system.pullback(q)
    return q


def check_chain(
    family: PlacedHull, system: System, p: Abstraction, members: tuple[Member, ...], reason: Chain
) -> None:
    """Every complete member above p is above each link; the hull is asked again."""
    links: Any = reason.links
    require(isinstance(links, tuple) and links, "the chain has no links")
    below = p
    for link in links:
        require(isinstance(link, tuple) and len(link) == 3, "a link is none")
        q, wider, minimality = link
        require(isinstance(q, Abstraction) and isinstance(wider, Abstraction), "a link is no abstraction")
        require(isinstance(minimality, Certificate), "a link has no proof")
        require(q == family.hull(below), f"the hull of {below} is another one")
        verdict = verify(minimality, system, q)
        require(verdict, str(verdict))
        labels: Any = getattr(minimality, "labels", None)
        require(labels is not None, "a link has a proof of something else")
        require(Abstraction(labels[: system.states]) == wider, "a link is not what is proved")
        below = wider
    require(below == links[-1][0], "the last link is not complete")
    require(len(members) == 1 and members[0].abstraction == below, "the answer is not the last link")
    require(members[0] == family.member(below), f"{members[0].said} has another cost")
    if system.states <= FEW:
        try:
            family.monotone(p, by_rounds(system, p))
        except Misuse as misuse:
            raise Refused(f"{misuse.claim}: {misuse.reason}") from None
    if system.states <= SMALL:
        every = [Abstraction(labels) for labels in product(range(system.states), repeat=system.states)]
        every = list(dict.fromkeys(every))
        hulls = [family.hull(r) for r in every]
        for r, h in zip(every, hulls):
            other = next((o for o in hulls if r <= o and not h <= o), None)
            require(other is None, f"the hull of {r} is {h}, which is not below the member {other} above it")


def check_list(
    family: PlacedList, system: System, p: Abstraction, members: tuple[Member, ...], reason: Pairs
) -> None:
    two = is_ints(reason.left) and is_ints(reason.right, reason.left.size)
    require(two, "not two states for each member")
    require(all(m in family.listed for m in members), "an answer is not in the list")
    answers = [m.abstraction for m in members]
    require(not any(a < b for a in answers for b in answers), "an answer is below another one")
    case = 0
    for m in family.listed:
        q = m.abstraction
        if not p <= q or system.pullback(q) <= q:
            require(
                not p <= q or any(a <= q for a in answers), f"{m.said} is complete, and not above an answer"
            )
            continue
        require(case < reason.left.size, f"nothing is said of {m.said}")
        x, y = int(reason.left[case]), int(reason.right[case])
        case += 1
        require(0 <= x < q.states and 0 <= y < q.states, f"the states of {m.said} are out of range")
        apart = (p | system.pullback(q))[x] != (p | system.pullback(q))[y]
        require(q[x] == q[y] and apart, f"states {x} and {y} do not refute {m.said}")
    require(case == reason.left.size, "it has states that are not needed")
