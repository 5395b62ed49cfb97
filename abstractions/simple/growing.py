"""Search in a family that is not closed under infima: all minimal complete members, and a proof.

Main definitions  `Growing`, `Cases`, `grow`
Notes             From a member that knows nothing upwards, small ones first.  If a member identifies two
                  states that p tells apart, or whose steps it tells apart, then every complete member
                  above it tells the two apart: these states are a *case*.  The family says which of its
                  members tell them apart and are least above it; every other one is above one of these.

                  The proof is the list of cases, met depth first with the answers known: a member
                  that is above an answer needs none, nor one that was met before.  For a fixed member
                  the cases are those of any shape of step, since knowing more never hides a difference.
Law               `minima_are_the_minimal_complete_members`, `no_reason_proves_false_minima` in
                  `abstractions.testing.laws`
Source            R. Reiter, A theory of diagnosis from first principles, 1987: minimal hitting sets by a
                  tree, level by level; here what must be hit grows with what is kept
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ..abstraction import Abstraction
from ..arrays import Ints, frozen
from ..certificate import entries
from ..errors import Interrupted
from ..progress import progress
from ..system import System
from .family import Found, Member, Placed, Reason, exhausted

__all__ = ["Cases", "Growing", "grow"]

MANY = 64
"""So many ways to grow one member are counted against the budget, each; fewer, as one."""

CANDIDATES = 32
"""How many pairs of states are looked at for the one that leaves least choice."""


@dataclass(frozen=True, eq=False)
class Cases(Reason):
    """The cases of a search, in its order: ``left`` and ``right``, states, int, shape (cases,)."""

    left: Ints
    right: Ints
    kind: ClassVar[str] = "cases"

    def __post_init__(self) -> None:
        for name in ("left", "right"):
            object.__setattr__(self, name, entries(getattr(self, name), f"cases.{name}", 1))

    @classmethod
    def of(cls, pairs: list[tuple[int, int]]) -> Cases:
        """The cases with these states."""
        found = np.array(pairs, np.int64).reshape(-1, 2)
        return cls(frozen(found[:, 0].copy()), frozen(found[:, 1].copy()))


class Growing(Placed):
    """A family whose members grow, step by step, by telling more states apart.

    Members go by keys: small values that can be hashed.
    """

    start: Any

    @abstractmethod
    def kernel(self, key: Any) -> Abstraction:
        """What the member with this key identifies."""

    @abstractmethod
    def separating(self, key: Any, x: int, y: int) -> list[Any]:
        """The least members above this one that tell x and y apart, in increasing order of keys."""

    @abstractmethod
    def above(self, key: Any, other: Any) -> bool:
        """Whether all that grows from one member knows what the other does."""

    @abstractmethod
    def member(self, key: Any) -> Member:
        """The member, for people."""

    def case(self, key: Any, labels: Ints, seen: Ints, first: Ints) -> tuple[int, int] | None:
        """Two states of one class (``labels``) that are ``seen`` to differ, few members separating them."""
        wrong = np.flatnonzero(seen != seen[first][labels])
        best: tuple[int, int] | None = None
        least = -1
        for y in wrong[:: max(1, wrong.size // CANDIDATES)].tolist():
            x = int(first[labels[y]])
            choices = len(self.separating(key, x, y))
            if best is None or choices < least:
                best, least = (x, y), choices
            if choices < 2:
                break
        return best

    def minimal(self, system: System, p: Abstraction, budget: int) -> Found:
        """By `grow`."""
        return grow(self, system, p, budget)


def grow(family: Growing, system: System, p: Abstraction, budget: int) -> Found:
    """All complete members above p from which nothing can be left out, and the cases that prove it."""
    known: dict[Hashable, tuple[int, int] | None] = {}

    def case(key: Any) -> tuple[int, int] | None:
        if key not in known:
            q = family.kernel(key)
            seen = (p | system.pullback(q)).labels
            known[key] = family.case(key, q.labels, seen, q.representatives)
        return known[key]

    found: list[Any] = []
    try:
        with progress("members of the family") as advance:
            level, met, done, work = [family.start], {family.start}, 0, 0
            while level:
                larger: list[Any] = []
                for key in level:
                    if any(family.above(key, a) for a in found):
                        continue
                    done += 1
                    if done > budget:
                        so_far = f"{len(found)} minimal complete ones were found, and there may be others"
                        partial = tuple(map(family.member, found))
                        raise exhausted(budget, f"members of the family of {family.name}", so_far, partial)
                    advance(done)
                    pair = case(key)
                    if pair is None:
                        found.append(key)
                        continue
                    children = family.separating(key, *pair)
                    work += len(children) * (len(children) > MANY)
                    if work > budget:
                        so_far = f"{len(found)} minimal complete ones were found, and there may be others"
                        partial = tuple(map(family.member, found))
                        raise exhausted(budget, f"ways to grow, of {family.name}", so_far, partial)
                    for more in children:
                        if more not in met:
                            met.add(more)
                            larger.append(more)
                level = larger
            waiting, seen_keys, cases = [family.start], set[Any](), list[tuple[int, int]]()
            while waiting:
                key = waiting.pop()
                if key in seen_keys or any(family.above(key, a) for a in found):
                    continue
                seen_keys.add(key)
                pair = case(key)
                assert pair is not None
                cases.append(pair)
                waiting.extend(reversed(family.separating(key, *pair)))
    except KeyboardInterrupt:
        partial = tuple(map(family.member, found))
        raise Interrupted(f"looking for minimal complete members among {family.name}", partial) from None
    none = "" if found else f"no complete member among {family.name} knows what must be kept"
    return Found(tuple(map(family.member, found)), Cases.of(cases), none)
