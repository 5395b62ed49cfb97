"""Boxes: maps whose classes are each described by a conjunction of tests, found by a decision tree.

Main definitions  `Boxes`, `TreesOfBoxes`
Notes             As decision trees, but each leaf is a class of its own: to join two is to lose the simple
                  description.  These maps are not closed under infima (two trees that ask in different orders
                  may each be least), so `growing` searches, leaf after leaf.
Law               `minima_are_the_minimal_complete_members` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..abstraction import Abstraction
from ..arguments import whole
from ..errors import Misuse
from ..system import System
from .family import Family, Member, exhausted, once
from .growing import Growing
from .tests import Tests, named_tests

__all__ = ["Boxes", "TreesOfBoxes"]

Cut = tuple[int, ...]
"""The classes, as sets of states, increasing."""


@dataclass(frozen=True, eq=False)
class Boxes(Family):
    """The maps whose classes are the leaves of a decision tree; their cost is the number of leaves.

    ``leaves``: how many at most.  ``tests``, ``columns``, ``names``: as in `Trees`.

    >>> from abstractions import System, minimal_complete
    >>> s, both = System.deterministic([0, 1, 2, 3]), [0, 0, 0, 1]             # x and y, for ever
    >>> print(minimal_complete(s, both, family=Boxes(4, columns=[[0, 0], [0, 1], [1, 0], [1, 1]])))
    2 minimal complete ones among boxes, at most 4, none below the other:
      x0 and x1 | not x0 | x0 and not x1 (3 classes, cost 3)
      x0 and x1 | not x0 and x1 | not x1 (3 classes, cost 3)
    """

    leaves: int
    tests: Mapping[str, Callable[[Any], bool]] | None = None
    columns: Any = None
    names: Any = None

    def __post_init__(self) -> None:
        whole(self.leaves, "the number of leaves", least=1)
        object.__setattr__(self, "names", once(self.names, "the names of coordinates"))

    def on(self, system: System) -> TreesOfBoxes:
        """The family on the states of a machine.  Errors: `Misuse`."""
        if not system.states:
            raise Misuse(
                "boxes are boxes of states",
                value="a system without states",
                reason="its only abstraction has no class at all",
                repair="there is nothing to look for",
            )
        return TreesOfBoxes(self.leaves, named_tests(system, self.tests, self.columns, self.names))


class TreesOfBoxes(Growing):
    """The abstractions into leaves of decision trees; as keys, the sets of states of the leaves."""

    closed = False
    shape = "two decision trees need not have a common core"

    def __init__(self, leaves: int, tests: Tests) -> None:
        self.leaves, self.tests = leaves, tests
        self.name = f"boxes, at most {leaves}"
        self.start: Cut = ((1 << tests.states) - 1,)

    def kernel(self, key: Cut) -> Abstraction:
        """States of one leaf are equivalent."""
        n = self.tests.states
        return Abstraction([next(i for i, part in enumerate(key) if part >> s & 1) for s in range(n)])

    def separating(self, key: Cut, x: int, y: int) -> list[Cut]:
        """The leaf with x and y divided by some test; it must be, and the other leaves may wait."""
        part = next(part for part in key if part >> x & 1)
        if len(key) == self.leaves or not part >> y & 1:
            return []
        others = [other for other in key if other != part]
        found = set[Cut]()
        for true in self.tests.true:
            if part & true and part & ~true:
                found.add(tuple(sorted([*others, part & true, part & ~true])))
        return sorted(found)

    def above(self, key: Cut, other: Cut) -> bool:
        return all(any(part & ~of == 0 for of in other) for part in key)

    def member(self, key: Cut) -> Member:
        said = " | ".join(sorted((self.described(part) for part in key), key=lambda d: (d.count("not "), d)))
        return Member(key, self.kernel(key), len(key), said)

    def described(self, part: int) -> str:
        """A conjunction of tests that is true there and nowhere else; none can be left out."""
        whole = self.start[0]
        said = []
        for name, true in zip(self.tests.names, self.tests.true):
            if part & ~true == 0:
                said.append((name, true))
            elif part & true == 0:
                said.append((f"not {name}", whole & ~true))
        for one in list(said):
            left = whole
            for other in said:
                if other != one:
                    left &= other[1]
            if left == part:
                said.remove(one)
        return " and ".join(name for name, _ in said) or "anything"

    def members(self, p: Abstraction, budget: int) -> Iterator[Member]:
        """Every way to cut the states into leaves, few first."""
        level, done = {self.start}, 0
        while level:
            larger = set[Cut]()
            for key in sorted(level):
                done += 1
                if done > budget:
                    raise exhausted(budget, "ways to cut the states", "there are more", ())
                member = self.member(key)
                if p <= member.abstraction:
                    yield member
                for part in key:
                    x = (part & -part).bit_length() - 1
                    larger.update(self.separating(key, x, x))
            level = larger
