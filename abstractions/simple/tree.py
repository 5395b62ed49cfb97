"""The smallest decision tree for an abstraction, with a proof that none is smaller.

Main definitions  `Tree`, `smallest`, `TooFewTests`
Notes             A set of states needs one leaf if it is of one class, else the least sum of what its two parts
                  need, over all tests that divide it; never fewer leaves than it has classes.  Sets are
                  looked at once, and no longer than they may help.  What a set needs, where that is more than
                  its classes, is kept: these bounds are the proof, each checked with those of smaller sets.
                  Cost: at worst all sets of states that some tests cut out, 3^tests, times the tests.
Laws              `no_smaller_tree_decides`, `finishing_costs_what_the_computation_costs` in
                  `abstractions.testing.laws`
Source            M. Garey, Optimal binary identification procedures, 1972
"""

from __future__ import annotations

from dataclasses import dataclass

from ..abstraction import Abstraction
from ..errors import Interrupted
from ..progress import Advance, progress
from .family import exhausted
from .tests import Tests

__all__ = ["TooFewTests", "Tree", "smallest"]


@dataclass(frozen=True)
class Tree:
    """A decision tree: a class, or a test with a tree for yes and one for no.

    ``test``: its name, or None at a leaf.  ``place``: its number among the tests; at a leaf, the class.
    """

    place: int
    test: str | None = None
    yes: Tree | None = None
    no: Tree | None = None

    @property
    def leaves(self) -> int:
        """How many leaves the tree has."""
        return 1 if self.yes is None or self.no is None else self.yes.leaves + self.no.leaves

    def __str__(self) -> str:
        if self.yes is None or self.no is None:
            return f"class {self.place}"
        sides = [str(side) if side.yes is None else f"({side})" for side in (self.yes, self.no)]
        return f"{self.test} ? {sides[0]} : {sides[1]}"


class TooFewTests(Exception):
    """No tree decides the abstraction: two ``states`` of different classes answer all tests alike."""

    def __init__(self, states: tuple[int, int]) -> None:
        super().__init__(states)
        self.states = states


def smallest(q: Abstraction, tests: Tests, budget: int) -> tuple[Tree, dict[int, int]]:
    """A tree with fewest leaves, and the bounds that prove it.  Errors: `TooFewTests`, `BudgetExceeded`.

    ``budget``: how many sets of states are looked at.
    """
    everything = (1 << q.states) - 1
    if not q.states:
        return Tree(0), {}
    undivided(q, tests)
    blocks = [sum(1 << int(s) for s in block) for block in q.blocks()]
    search = Search(blocks, tests, budget)
    try:
        with progress("sets of states") as advance:
            search.advance = advance
            leaves = search.needs(everything)
    except RecursionError:
        said = "a tree for these tests may be too deep to be looked for"
        raise exhausted(budget, "sets of states", said, search.exact) from None
    except KeyboardInterrupt:
        raise Interrupted("looking for a smallest decision tree", search.exact) from None
    tree = search.tree(everything)
    assert tree.leaves == leaves
    return tree, {s: need for s, need in search.exact.items() if need > search.classes(s)}


def undivided(q: Abstraction, tests: Tests) -> None:
    """Raise `TooFewTests` if two states of different classes answer all tests alike."""
    answers: dict[tuple[int, ...], int] = {}
    for s in range(q.states):
        other = answers.setdefault(tuple(true >> s & 1 for true in tests.true), s)
        if q[s] != q[other]:
            raise TooFewTests((other, s))


class Search:
    """What is known of sets of states: how many leaves each needs, and with which test first."""

    def __init__(self, blocks: list[int], tests: Tests, budget: int) -> None:
        self.blocks, self.tests, self.budget = blocks, tests, budget
        self.exact: dict[int, int] = {}
        self.first: dict[int, int] = {}
        self.counted: dict[int, int] = {}
        self.advance: Advance = lambda done: None

    def classes(self, part: int) -> int:
        """How many classes a set of states meets."""
        found = self.counted.get(part)
        if found is None:
            found = self.counted[part] = sum(1 for block in self.blocks if block & part)
        return found

    def needs(self, part: int) -> int:
        """How many leaves the smallest tree for a set of states has."""
        known = self.exact.get(part)
        if known is not None:
            return known
        least = self.classes(part)
        if least == 1:
            return 1
        if len(self.exact) >= self.budget:
            said = "the smallest tree is not known yet"
            raise exhausted(self.budget, "sets of states", said, self.exact)
        best, first = 0, -1
        for place, true in enumerate(self.tests.true):
            yes, no = part & true, part & ~true
            if not yes or not no:
                continue
            if best and self.classes(yes) + self.classes(no) >= best:
                continue
            left = self.needs(yes)
            if best and left + self.classes(no) >= best:
                continue
            both = left + self.needs(no)
            if not best or both < best:
                best, first = both, place
            if best == least:
                break
        self.exact[part], self.first[part] = best, first
        self.advance(len(self.exact))
        return best

    def tree(self, part: int) -> Tree:
        """A smallest tree for a set of states."""
        if part not in self.first:
            return Tree(next(c for c, block in enumerate(self.blocks) if block & part))
        place = self.first[part]
        true = self.tests.true[place]
        sides = self.tree(part & true), self.tree(part & ~true)
        return Tree(place, self.tests.names[place], *sides)
