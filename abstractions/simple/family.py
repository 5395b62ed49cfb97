"""Families: sets of abstractions that count as simple, each with a cost.

Main definitions  `Family`, `Placed`, `Member`, `Reason`
Notes             A family is said without a machine (`Family`) and then placed on the states of one
                  (`Placed`).  It tells how its minimal complete members are found, and how its members
                  are listed.  That the ones found are right is for `abstractions.simple.checking`.
Law               `minima_are_the_minimal_complete_members` in `abstractions.testing.laws`
Source            R. Giacobazzi, F. Ranzato, F. Scozzari, 2000: a family closed under infima (a Moore
                  family) has a hull, and with it a complete shell
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ..abstraction import Abstraction
from ..arguments import listed, many, names_of
from ..errors import BudgetExceeded, Misuse
from ..system import System
from ..system.exact import exact

__all__ = [
    "BUDGET",
    "Cost",
    "Family",
    "Found",
    "Member",
    "Placed",
    "Reason",
    "costs_of",
    "exhausted",
    "family_of",
    "names_for",
    "once",
]

Cost = Fraction | int
BUDGET = 100_000
"""So many members are looked at, unless more are allowed."""


@dataclass(frozen=True)
class Member:
    """One map of a family: what it is, the abstraction it makes, and its cost.

    ``what``: in the words of the family; the coordinates that are kept, say.  ``said``: the same for people.
    """

    what: Hashable
    abstraction: Abstraction
    cost: Cost
    said: str = field(compare=False)

    def __str__(self) -> str:
        return f"{self.said} ({many(len(self.abstraction), 'class')}, cost {self.cost})"


class Reason:
    """Why some members are the minimal complete ones; `abstractions.simple.checking` knows each kind."""


@dataclass(frozen=True)
class Found:
    """Complete members, one of which is below every complete member; and why."""

    members: tuple[Member, ...]
    reason: Reason
    none: str = ""
    """If there are no members: why, in words."""


class Placed(ABC):
    """A family on the states of a machine.

    - ``name``    what its members are, in words
    - ``closed``  whether the family is known to be closed under infima, so that there are hulls
    - ``shape``   in words: why it is closed, or not
    - ``proviso`` in words: what is believed of it
    """

    name: str
    closed: bool
    shape: str
    proviso: str = ""

    @abstractmethod
    def minimal(self, system: System, p: Abstraction, budget: int) -> Found:
        """Complete members above p, one of which is below every other, and why.  Errors: `BudgetExceeded`."""

    @abstractmethod
    def members(self, p: Abstraction, budget: int) -> Iterator[Member]:
        """Every member above p, complete or not, cheapest maps of each abstraction included."""


class Family(ABC):
    """A set of abstractions that count as simple, on the states of any machine it fits."""

    @abstractmethod
    def on(self, system: System) -> Placed:
        """The family on the states of a machine.  Errors: `Misuse`, if it does not fit."""


def family_of(value: Any) -> Family:
    """``value``, if it is a family.  Errors: `Misuse`."""
    if isinstance(value, Family):
        return value
    raise Misuse(
        "a family is a set of simple abstractions",
        value=repr(value),
        reason=f"a {type(value).__name__} is none",
        repair="write simple.Coordinates(), simple.Hull(hull), simple.Listed(members), ...",
    )


def costs_of(costs: Any, count: int, what: str) -> tuple[Cost, ...]:
    """A nonnegative rational cost for each of ``count`` things (None: one each).  Errors: `Misuse`."""
    if costs is None:
        return (1,) * count
    found = exact(listed(costs, f"the costs of the {what}s", count=count))
    for c in found:
        if c < 0:
            raise Misuse(
                "a cost is a rational number from 0 on",
                value=str(c),
                reason="what is kept besides would make a map cheaper",
                repair='write 2, Fraction(1, 3) or "0.5"',
            )
    return tuple(c.numerator if c.denominator == 1 else c for c in found)


def names_for(names: Any, count: int, what: str) -> tuple[str, ...]:
    """A name for each of ``count`` things, a text standing for its letters; None: x0, x1, ...  Errors: `Misuse`."""
    if names is None:
        return tuple(f"x{i}" for i in range(count))
    each = list(names) if isinstance(names, str) else listed(names, f"the names of {what}", ordered=True)
    return names_of(each, f"the names of {what}", count=count)


def once(values: Any, what: str) -> Any:
    """A list that can be read again and again, where an iterator was given.  Errors: `Misuse`."""
    return values if values is None or isinstance(values, str) else tuple(listed(values, what, ordered=True))


def exhausted(budget: int, what: str, known: str, partial: Any) -> BudgetExceeded:
    """What is said of a search that met its limit."""
    return BudgetExceeded(
        f"at most {budget:,} {what} are looked at",
        value=f"more than {budget:,}",
        reason=known,
        repair="raise `budget` in simple.minima(s, p, family, budget=...), or take a smaller family",
        partial=partial,
    )
