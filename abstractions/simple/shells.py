"""Families that hold with each abstraction all coarser ones: at most k classes, decision trees of a size.

Main definitions  `AtMost`, `Trees`, `Shell`
Notes             Let q be the least complete abstraction above p, of all there are.  If q is in the family, it
                  is the least there too.  If it is not, no complete one above p is, since q is coarser
                  than each.  So there is nothing to search: the proof is that of q, and of its place.

                  A decision tree asks tests and ends in leaves, and a class may have several leaves.  Its cost is
                  the number of leaves.  A tree for something finer, with leaves joined, is one for q: the least
                  complete abstraction is also the cheapest.
Laws              `minima_are_the_minimal_complete_members`, `no_smaller_tree_decides` in
                  `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..abstraction import Abstraction
from ..algebra import Algebra
from ..arguments import budget_of, many, whole
from ..arrays import frozen
from ..certificate import Minimality
from ..completion import minimal_complete
from ..computation import Computation
from ..errors import Misuse
from ..question import asked
from ..system import System
from .family import BUDGET, Family, Found, Member, Placed, Reason, exhausted, once
from .tests import Tests, named_tests
from .tree import TooFewTests, Tree, smallest

__all__ = ["AtMost", "Shell", "Trees", "finer", "smallest_tree"]


@dataclass(frozen=True, eq=False)
class Shell(Reason):
    """Why these are the least complete classes of all, and, for trees, why there is no smaller tree.

    ``bounds``: sets of states, as numbers with a bit for each, and how many leaves are needed to decide each.
    ``apart``: two states of different classes that no test tells apart.
    """

    minimality: Minimality
    bounds: Mapping[int, int] | None = None
    apart: tuple[int, int] | None = None


@dataclass(frozen=True)
class AtMost(Family):
    """The maps with at most so many classes.  Their cost is the number of classes.

    >>> from abstractions import System, minimal_complete
    >>> print(minimal_complete(System.deterministic([1, 2, 3, 3]), [0, 1, 0, 1], family=AtMost(3)))
    none among maps with at most 3 classes: the least complete abstraction has 4 classes
    """

    classes: int

    def __post_init__(self) -> None:
        whole(self.classes, "the number of classes", least=1)

    def on(self, system: System) -> AtMostClasses:  # noqa: ARG002 - it fits every machine
        """The family on the states of a machine."""
        return AtMostClasses(self.classes)


class AtMostClasses(Placed):
    """The abstractions with at most so many classes."""

    closed = False
    shape = "with each abstraction all coarser ones are in the family"

    def __init__(self, classes: int) -> None:
        self.classes = classes
        self.name = f"maps with at most {many(classes, 'class')}"

    def minimal(self, system: System, p: Abstraction, budget: int) -> Found:  # noqa: ARG002 - no search
        """The least complete abstraction of all, or none."""
        m = minimal_complete(system, p)
        few = len(m.abstraction) <= self.classes
        members = (classes_of(m.abstraction),) if few else ()
        said = "" if few else f"the least complete abstraction has {many(len(m.abstraction), 'class')}"
        return Found(members, Shell(m.certificate), said)

    def members(self, p: Abstraction, budget: int) -> Iterator[Member]:
        """Every abstraction above p with at most so many classes, at most ``budget``."""
        for q in finer(p, self.classes, budget):
            yield classes_of(q)


def classes_of(q: Abstraction) -> Member:
    return Member(q, q, len(q), str(q) if q.states <= 40 else "classes")


@dataclass(frozen=True, eq=False)
class Trees(Family):
    """The maps that decision trees of at most so many leaves compute; a class may have several leaves.

    - ``leaves``   how many at most; None: any number.  The cost of a map is the least number there is
    - ``tests``    functions of a state by name, true or false.  Without them a test is whether a
                   coordinate has a value: ``columns``, or states are named by tuples
    - ``columns``, ``names``   coordinates of states, as in `Coordinates`

    >>> from abstractions import System, minimal_complete
    >>> s = System.deterministic([0, 0, 0, 1])                          # (x, y) -> (0, x and y)
    >>> m = minimal_complete(s, [0, 0, 0, 1], family=Trees(3, columns=[[0, 0], [0, 1], [1, 0], [1, 1]]))
    >>> print(m[0].what)
    x0 ? (x1 ? class 1 : class 0) : class 0
    """

    leaves: int | None = None
    tests: Mapping[str, Callable[[Any], bool]] | None = None
    columns: Any = None
    names: Any = None

    def __post_init__(self) -> None:
        if self.leaves is not None:
            whole(self.leaves, "the number of leaves", least=1)
        object.__setattr__(self, "names", once(self.names, "the names of coordinates"))

    def on(self, system: System) -> DecisionTrees:
        """The family on the states of a machine.  Errors: `Misuse`."""
        return DecisionTrees(self.leaves, named_tests(system, self.tests, self.columns, self.names))


class DecisionTrees(Placed):
    """The abstractions that are decided by some tests, in at most so many leaves."""

    closed = False
    shape = "with each abstraction all coarser ones are in the family"

    def __init__(self, leaves: int | None, tests: Tests) -> None:
        self.leaves, self.tests = leaves, tests
        self.name = "decision trees" + ("" if leaves is None else f" of at most {leaves} leaves")

    def minimal(self, system: System, p: Abstraction, budget: int) -> Found:
        """The least complete abstraction of all with its smallest tree, or none."""
        m = minimal_complete(system, p)
        try:
            tree, bounds = smallest(m.abstraction, self.tests, budget)
        except TooFewTests as found:
            x, y = found.states
            said = f"no test tells the states {system.state_name(x)} and {system.state_name(y)} apart"
            return Found((), Shell(m.certificate, {}, (x, y)), said)
        if self.leaves is not None and tree.leaves > self.leaves:
            said = f"the least complete abstraction needs {tree.leaves} leaves"
            return Found((), Shell(m.certificate, bounds), said)
        return Found((tree_of(m.abstraction, tree),), Shell(m.certificate, bounds))

    def members(self, p: Abstraction, budget: int) -> Iterator[Member]:
        """Every abstraction above p that a tree decides, with the cost of its smallest one."""
        for q in finer(p, None, budget):
            try:
                tree, _ = smallest(q, self.tests, budget)
            except TooFewTests:
                continue
            if self.leaves is None or tree.leaves <= self.leaves:
                yield tree_of(q, tree)


def tree_of(q: Abstraction, tree: Tree) -> Member:
    return Member(tree, q, tree.leaves, str(tree))


def smallest_tree(
    s: System | Computation | Algebra,
    p: Any,
    *,
    tests: Mapping[str, Callable[[Any], bool]] | None = None,
    columns: Any = None,
    names: Any = None,
    budget: int = BUDGET,
) -> Tree:
    """A decision tree for p, complete or not, with as few leaves as there can be: what the map costs.

    Arguments as in `Trees`.  Cost: at worst 3^tests sets of states, at most ``budget``.  Errors: `Misuse`, if no tree of these
    tests decides p; `BudgetExceeded`, `Interrupted`.

    >>> from abstractions import System
    >>> parity = smallest_tree(System.deterministic([0] * 8), lambda x: x.bit_count() % 2,
    ...                        tests={f"bit {i}": lambda x, i=i: x >> i & 1 for i in range(3)})
    >>> parity.leaves                                                   # every bit is asked, whatever the others
    8
    """
    budget = budget_of(budget)
    system, q = asked(s, p)
    try:
        return smallest(q, named_tests(system, tests, columns, names), budget)[0]
    except TooFewTests as found:
        x, y = found.states
        raise Misuse(
            "tests decide the abstraction",
            value=f"states {system.state_name(x)} and {system.state_name(y)}",
            reason="they are of different classes, and answer all tests alike",
            repair="give a test that tells them apart",
        ) from None


def finer(p: Abstraction, classes: int | None, budget: int) -> Iterator[Abstraction]:
    """Every abstraction above p, with at most so many classes; at most ``budget`` of them."""
    n, known = p.states, p.labels.tolist()
    most = n if classes is None else min(classes, n)
    label, new = [-1] * n, [False] * n
    owner: list[int] = []  # of which class of p each class so far is a part
    count = s = 0
    while s >= 0 and len(p) <= most:
        if s < n:
            before, of = label[s], known[s]
            if new[s]:
                owner.pop()
                new[s], label[s] = False, -1
                s -= 1
                continue
            c = next((c for c in range(before + 1, len(owner)) if owner[c] == of), -1)
            waiting = len(p) - len({*owner, of})
            if c < 0 and len(owner) + waiting < most:
                c, new[s] = len(owner), True
                owner.append(of)
            label[s] = c
            s += 1 if c >= 0 else -1
            continue
        count += 1
        if count > budget:
            raise exhausted(budget, "abstractions", f"there are more on {n} states", ())
        yield Abstraction._canonical(frozen(np.array(label, np.int32)))
        s -= 1
