"""Families of your own: given by a hull operator, or by a list of members.

Main definitions  `Hull`, `Listed`, `Chain`, `Pairs`
Notes             A hull takes an abstraction to the least member above it.  A family has one iff it is closed under
                  infima and knows everything.  Then the least complete member above p is found by turns: what
                  every complete one above knows, then what every member above that knows, until nothing is
                  new.  The proof is the chain; the hull itself is believed, as far as it is consistent.

                  A list has no structure: each member is asked, and two states refute each that is not complete.
Laws              `minima_are_the_minimal_complete_members`, `alternating_hulls_is_least` in
                  `abstractions.testing.laws`
Source            P. and R. Cousot, 1979: Moore families and upper closure operators
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ..abstraction import Abstraction
from ..arguments import defined, listed, names_of
from ..arrays import Ints, frozen
from ..certificate import Minimality, entries
from ..completion import minimal_complete
from ..errors import Misuse
from ..system import System
from .family import Cost, Family, Found, Member, Placed, Reason, costs_of, once

__all__ = ["Chain", "Hull", "Listed", "Pairs"]


@dataclass(frozen=True, eq=False)
class Chain(Reason):
    """Why a member is least: what every complete member above p must know, more and more.

    ``links``: pairs; a member of the family, and the least complete abstraction above it, with why.  The next
    member is the hull of that.  The first is the hull of p; the last is complete.
    """

    links: tuple[tuple[Abstraction, Abstraction, Minimality], ...]


@dataclass(frozen=True, eq=False)
class Hull(Family):
    """The family of the values of a hull operator: it takes an abstraction to the least member above it.

    - ``hull``  a function of an `Abstraction`: above it, monotone, and what it gives it gives to itself
    - ``cost``  of a member, a function of the abstraction (default: the number of classes)
    - ``name``  what its members are, in words

    >>> from abstractions import Abstraction, System, minimal_complete
    >>> def intervals(p):                                                # classes without gaps
    ...     return Abstraction([0, *(p.labels[1:] != p.labels[:-1]).cumsum()])
    >>> s = System.deterministic([2, 3, 4, 5, 5, 5])
    >>> print(minimal_complete(s, [0, 0, 0, 0, 0, 1], family=Hull(intervals, name="intervals")))
    the least complete one among intervals: 0|12|34|5 (4 classes, cost 4)
    """

    hull: Callable[[Abstraction], Abstraction]
    cost: Callable[[Abstraction], Cost] = len
    name: str = "members of a family with a hull"

    def __post_init__(self) -> None:
        if not isinstance(self.name, str):
            raise Misuse(
                "the name of a family is a text",
                value=repr(self.name),
                reason="it says in answers what the members are",
                repair='write for example name="intervals"',
            )
        for part in ("hull", "cost"):
            if not callable(getattr(self, part)):
                raise Misuse(
                    f"the {part} of a family is a function of an abstraction",
                    value=repr(getattr(self, part)),
                    reason="it cannot be called",
                    repair="write Hull(lambda p: ...); members that are listed are Listed(members)",
                )

    def on(self, system: System) -> PlacedHull:
        """The family on the states of a machine.  Errors: `Misuse`."""
        return PlacedHull(self, system)


class PlacedHull(Placed):
    """A hull operator on the states of a machine."""

    closed = True
    shape = "a hull is given"
    proviso = ", if its hull is monotone"

    def __init__(self, family: Hull, system: System) -> None:
        self.family, self.system, self.name = family, system, family.name

    def hull(self, p: Abstraction) -> Abstraction:
        """The least member above p.  Errors: `Misuse`, if that is not above it, or has another hull."""
        q = defined(self.family.hull, f"the hull of {p}", p)
        self.system.owns(q)
        claim = "a hull is the least member above"
        repair = "see that the family is closed under infima; if it is not, give its members: Listed(members)"
        if not p <= q:
            raise Misuse(claim, value=f"{q} for {p}", reason="it is not above what was given", repair=repair)
        again = defined(self.family.hull, f"the hull of {q}", q)
        if again != q:
            raise Misuse(claim, value=f"{q} for {p}", reason=f"its own hull is {again}", repair=repair)
        return q  # type: ignore[no-any-return]

    def monotone(self, p: Abstraction, q: Abstraction) -> None:
        """Errors: `Misuse` if q is above p and its hull is not above that of p."""
        below, above = self.hull(p), self.hull(q)
        if p <= q and not below <= above:
            raise Misuse(
                "a hull is monotone",
                value=f"the hulls {below} of {p} and {above} of {q}",
                reason=f"the member {above} is above {p}, so that its least member is not above that",
                repair="see that the family is closed under infima; if it is not, give its members: Listed(members)",
            )

    def member(self, q: Abstraction) -> Member:
        cost = costs_of([defined(self.family.cost, f"the cost of {q}", q)], 1, "member")[0]
        return Member(q, q, cost, str(q))

    def minimal(self, system: System, p: Abstraction, budget: int) -> Found:  # noqa: ARG002 - at most n turns
        """By turns: the hull, and the least complete abstraction above it."""
        links: list[tuple[Abstraction, Abstraction, Minimality]] = []
        self.monotone(p, minimal_complete(system, p).abstraction)
        q = self.hull(p)
        while True:
            m = minimal_complete(system, q)
            links.append((q, m.abstraction, m.certificate))
            if m.abstraction == q:
                return Found((self.member(q),), Chain(tuple(links)))
            q = self.hull(m.abstraction)

    def members(self, p: Abstraction, budget: int) -> Iterator[Member]:
        """The hull of every abstraction above p, each once."""
        from .shells import finer

        met = set[Abstraction]()
        for r in finer(p, None, budget):
            q = self.hull(r)
            if q not in met:
                met.add(q)
                yield self.member(q)


@dataclass(frozen=True, eq=False)
class Pairs(Reason):
    """For each member of a list above p, in order, that is not complete: two states that show it."""

    left: Ints
    right: Ints
    kind: ClassVar[str] = "pairs"

    def __post_init__(self) -> None:
        for name in ("left", "right"):
            object.__setattr__(self, name, entries(getattr(self, name), f"pairs.{name}", 1))


@dataclass(frozen=True, eq=False)
class Listed(Family):
    """The family of these abstractions and no others.

    - ``members``  abstractions (or labels, or functions of a state), by name or not; one that is given
                   twice without a name counts once, with its least cost; by two names it is two maps
    - ``costs``    of each, rational numbers (default: the number of classes)

    >>> from abstractions import System, minimal_complete
    >>> s = System.deterministic([1, 2, 3, 4, 5, 0])
    >>> clocks = {f"modulo {k}": lambda m, k=k: m % k for k in (2, 3, 4, 6)}
    >>> print(minimal_complete(s, family=Listed(clocks)))
    2 minimal complete ones among listed maps, none below the other:
      modulo 2 (2 classes, cost 2)
      modulo 3 (3 classes, cost 3)
    """

    members: Mapping[str, Any] | Iterable[Any]
    costs: Iterable[Cost | str] | None = None

    def __post_init__(self) -> None:
        if isinstance(self.members, Mapping):
            object.__setattr__(self, "members", dict(self.members))
        else:
            object.__setattr__(
                self, "members", tuple(listed(self.members, "the members of a family", ordered=True))
            )
        object.__setattr__(self, "costs", once(self.costs, "the costs of members"))

    def on(self, system: System) -> PlacedList:
        """The family on the states of a machine.  Errors: `Misuse`."""
        from ..question import asked

        if isinstance(self.members, Mapping):
            names: Any = names_of(list(self.members), "the names of members")
            found = [asked(system, q)[1] for q in self.members.values()]
        else:
            found = [asked(system, q)[1] for q in self.members]
            names = found
        costs = costs_of([len(q) for q in found] if self.costs is None else self.costs, len(found), "member")
        least: dict[Any, Member] = {}
        for name, q, cost in zip(names, found, costs):
            if name not in least or cost < least[name].cost:
                least[name] = Member(name, q, cost, str(name))
        return PlacedList(tuple(least.values()))


class PlacedList(Placed):
    """Some abstractions of the states of a machine."""

    name = "listed maps"
    closed = False
    shape = "a list may lack infima"

    def __init__(self, listed: tuple[Member, ...]) -> None:
        self.listed = listed

    def minimal(self, system: System, p: Abstraction, budget: int) -> Found:
        """By asking each."""
        good: list[Member] = []
        pairs: list[tuple[int, int]] = []
        for member in self.members(p, budget):
            q = member.abstraction
            seen, other = (p | system.pullback(q)).labels, q.representatives[q.labels]
            wrong = np.flatnonzero(seen != seen[other])
            if wrong.size:
                pairs.append((int(other[wrong[0]]), int(wrong[0])))
            else:
                good.append(member)
        least = [m for m in good if not any(o.abstraction < m.abstraction for o in good)]
        found = np.array(pairs, np.int64).reshape(-1, 2)
        reason = Pairs(frozen(found[:, 0].copy()), frozen(found[:, 1].copy()))
        none = "" if least else "no listed map that knows what must be kept is complete"
        return Found(tuple(least), reason, none)

    def members(self, p: Abstraction, budget: int) -> Iterator[Member]:  # noqa: ARG002 - the list is short
        """Those above p."""
        return (m for m in self.listed if p <= m.abstraction)
