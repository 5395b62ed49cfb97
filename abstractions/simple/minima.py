"""The minimal complete members of a family, all of them, with the reason why there are no others.

Main definitions  `minima`, `Minima`
Notes             There is a least one iff there is just one minimal one: states are finitely many.  `Minima`
                  says which; asked for *the* abstraction where there are several, or none, it refuses with
                  two witnesses, or with the reason why there is none.
Laws              `minima_are_the_minimal_complete_members`, `no_reason_proves_false_minima` in
                  `abstractions.testing.laws`
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..abstraction import Abstraction
from ..algebra import Algebra
from ..arguments import budget_of
from ..certified import Certified
from ..checker import Refusal
from ..checker.refusal import Refused, require
from ..completion import is_complete
from ..computation import Computation
from ..errors import Misuse
from ..question import asked
from ..several import Several
from ..steps import FirstReturn
from ..system import System
from ..verdict import Fails, Holds, Verdict
from .checking import check_minima
from .family import BUDGET, Family, Member, Placed, Reason, family_of

__all__ = ["Minima", "NoMember", "TwoMinimal", "minima"]


@dataclass(frozen=True)
class TwoMinimal:
    """Two complete members, neither below the other, with no complete member below both."""

    one: Member
    other: Member

    def __str__(self) -> str:
        return (
            f"{self.one} and\n{self.other}\nare complete, neither is below the other,\n"
            "and no complete member of the family is below both"
        )


@dataclass(frozen=True)
class NoMember:
    """Why no member of a family is complete and knows what must be kept."""

    reason: str

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True, eq=False, repr=False)
class Minima(Several[Member]):
    """All minimal complete members of a family above an abstraction: no complete member above it knows less.

    - ``source``, ``given``  the machine, and what must be kept
    - ``family``  the family, on the states of the machine
    - ``found``   maps of the family from which nothing can be left out; one of them is below every
                  complete member.  As a sequence: those of them that know least, cheap ones first
    - ``reason``  why there are no others; `check` goes through it again
    - ``none``    if there are none: why, in words
    - ``returns`` if they were asked for with marks, the long steps, of which ``source`` is the system
    """

    source: System | Computation | Algebra
    given: Abstraction
    family: Placed
    found: tuple[Member, ...]
    reason: Reason
    none: str = ""
    returns: FirstReturn | None = None

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """Those of ``found`` with a minimal abstraction, cheap ones first; several may have the same."""
        least = [m for m in self.found if not any(o.abstraction < m.abstraction for o in self.found)]
        return tuple(sorted(least, key=lambda m: m.cost))

    def one(self, i: int) -> Member:
        """``members[i]``."""
        return self.members[i]

    def __len__(self) -> int:
        return len(self.members)

    @property
    def system(self) -> System:
        """The system it is about."""
        return self.source if isinstance(self.source, System) else self.source.system

    @property
    def unique(self) -> Verdict[Member]:
        """Whether one complete member is below all others; if not, two that are minimal, or why there is none."""
        claim = f"there is a least complete one among {self.family.name}"
        if not self.members:
            return Fails(claim, NoMember(self.none), "keep less, or take a larger family")
        one = self.members[0]
        other = next((m for m in self.members if m.abstraction != one.abstraction), None)
        if other is not None:
            return Fails(claim, TwoMinimal(one, other), "take one of `members`, or a family with infima")
        return Holds(claim, one)

    @property
    def abstraction(self) -> Abstraction:
        """The least complete member.  Errors: `Refuted` with two minimal ones, or with why there is none."""
        return self.unique.unwrap().abstraction

    @property
    def quotient(self) -> System | Computation | Algebra:
        """The abstract machine of the least complete member.  Errors: as `abstraction`."""
        p = self.abstraction
        reason: Any = is_complete(self.system, p).unwrap()
        return Certified(self.source, self.given, p, reason).quotient

    @property
    def cheapest(self) -> Member:
        """A complete member of least cost; for kept coordinates it may know more than a minimal one."""
        if not self.found:
            self.unique.unwrap()
        return min(self.found, key=lambda m: m.cost)

    @cached_property
    def claim(self) -> str:
        """What is proved."""
        if not self.found:
            return f"no complete one among {self.family.name} knows what must be kept{self.family.proviso}"
        claim = f"these are minimal complete ones among {self.family.name}, and there are no others"
        return claim + self.family.proviso

    def check(self) -> Verdict[Reason]:
        """Go through the reason again, by other code: each answer, and why there are no others."""
        try:
            require(isinstance(self.source, System | Computation | Algebra), "it is about no machine")
            given = isinstance(self.given, Abstraction) and self.given.states == self.system.states
            require(given, "it is about other states")
            check_minima(self.family, self.system, self.given, self.found, self.reason)
        except (Refused, Misuse) as refused:  # Misuse: a hull of one's own is none
            why = refused.claim if isinstance(refused, Misuse) else str(refused)
            claim = "these are the minimal complete members of a family"
            return Fails(claim, Refusal(why), "look for them again, in this family")
        return Holds(self.claim, self.reason)

    def __str__(self) -> str:
        return self.told if self.returns is None else f"{self.told}\nfrom mark to mark: {self.returns}"

    @property
    def told(self) -> str:
        """The members in words, or why there are none."""
        if not self.members:
            return f"none among {self.family.name}: {self.none}"
        if len(self.members) == 1:
            return f"the least complete one among {self.family.name}: {self.members[0]}"
        how = "in several ways" if self.unique else "none below the other"
        many = f"{len(self.members)} minimal complete ones among {self.family.name}, {how}:"
        return "\n  ".join([many, *map(str, self.members)])

    def __repr__(self) -> str:
        return f"<Minima: {self}>"


def minima(
    s: System | Computation | Algebra, p: Any = None, *, family: Family, budget: int = BUDGET
) -> Minima:
    """All minimal complete members of a family above p, with the reason why there are no others.

    The same as ``minimal_complete(s, p, family=family)``.  ``budget``: how many members a search may look at;
    where the family is closed under infima there is none.  Errors: `Misuse`; `BudgetExceeded` and
    `Interrupted`, which keep in ``partial`` what was found.

    >>> from abstractions.simple import Coordinates
    >>> twins = System.deterministic([1, 0], state_names=[(0, 0), (1, 1)])          # two copies of one bit
    >>> m = minima(twins, [0, 1], family=Coordinates())
    >>> print(m)
    2 minimal complete ones among kept coordinates, in several ways:
      x0 (2 classes, cost 1)
      x1 (2 classes, cost 1)
    >>> bool(m.unique), bool(m.check())
    (True, True)
    """
    budget = budget_of(budget)
    system, p = asked(s, p)
    placed = family_of(family).on(system)
    found = placed.minimal(system, p, budget)
    return Minima(s, p, placed, found.members, found.reason, found.none)
