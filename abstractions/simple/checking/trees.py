"""Decision trees and boxes, and the least complete abstraction of all."""

from __future__ import annotations

from typing import Any

from ...abstraction import Abstraction
from ...certificate import Minimality
from ...checker import verify
from ...checker.refusal import require
from ...system import System
from ..boxes import TreesOfBoxes
from ..family import Member
from ..growing import Cases
from ..shells import DecisionTrees, Shell
from ..tree import Tree
from .following import follow, must_differ
from .form import check_bounds, check_tree, is_number, is_pair

__all__ = ["check_boxes", "check_shell", "check_trees"]


def check_boxes(
    family: TreesOfBoxes, system: System, p: Abstraction, members: tuple[Member, ...], reason: Cases
) -> None:
    n, tests = system.states, family.tests
    require(tests.states == n, "the tests are about other states")

    def blocks(key: Any) -> list[int]:
        return [next(i for i, part in enumerate(key) if part >> x & 1) for x in range(n)]

    whole = (1 << n) - 1
    answers = []
    for m in members:
        key: Any = m.what
        sets = isinstance(key, tuple) and all(is_number(part, whole + 1) for part in key)
        require(sets and sum(key) == whole, f"{m.said} is no way to cut the states")
        require(Abstraction(blocks(m.what)) == m.abstraction, f"{m.said} identifies something else")
        require(m.cost == len(m.abstraction) <= family.leaves, f"{m.said} has another cost")
        require(can_be_cut(m.abstraction, tests.true), f"{m.said} is not cut by tests")
        answers.append(m.abstraction)
    require(
        not any(a < b or (a == b and i != j) for i, a in enumerate(answers) for j, b in enumerate(answers)),
        "an answer is below another one",
    )

    def larger(key: tuple[int, ...], x: int, y: int) -> list[tuple[int, ...]]:  # noqa: ARG001 - y is there too
        if len(key) == family.leaves:
            return []
        part = next(part for part in key if part >> x & 1)
        cuts = [(part & true, part & ~true) for true in tests.true]
        others = [other for other in key if other != part]
        return sorted({tuple(sorted([*others, *both])) for both in cuts if all(both)})

    def answered(key: tuple[int, ...]) -> bool:
        return any(a <= Abstraction(blocks(key)) for a in answers)

    def value(key: tuple[int, ...], x: int) -> int:
        return next(i for i, part in enumerate(key) if part >> x & 1)

    apart = must_differ(system, p, blocks, value)
    follow((whole,), reason, n, answered, apart, larger)


def can_be_cut(q: Abstraction, tests: tuple[int, ...]) -> bool:
    """Whether some decision tree has the classes as its leaves."""
    parts = [sum(1 << int(s) for s in block) for block in q.blocks()]

    def cut(among: list[int]) -> bool:
        if len(among) == 1:
            return True
        for true in tests:
            yes, no = ([part for part in among if part & side] for side in (true, ~true))
            if yes and no and len(yes) + len(no) == len(among):
                return cut(yes) and cut(no)  # any test that divides no class may come first
        return False

    return cut(parts)


def check_shell(system: System, p: Abstraction, members: tuple[Member, ...], reason: Shell) -> Abstraction:
    """The least complete abstraction.  Refused unless it is proved, and the answer if there is one."""
    require(isinstance(reason.minimality, Minimality), "it has no proof of the least complete abstraction")
    verdict = verify(reason.minimality, system, p)
    require(verdict, str(verdict))
    q = Abstraction(reason.minimality.labels[: system.states])
    require(all(m.abstraction == q for m in members), "the answer is not the least complete abstraction")
    require(len(members) <= 1, "the answer is given twice")
    return q


def check_trees(
    family: DecisionTrees, system: System, p: Abstraction, members: tuple[Member, ...], reason: Shell
) -> None:
    q, tests = check_shell(system, p, members, reason), family.tests.true
    n = q.states
    if reason.apart is not None:
        require(is_pair(reason.apart, n), "its two states are none")
        x, y = reason.apart
        require(q[x] != q[y], "its two states are of one class")
        require(all(t >> x & 1 == t >> y & 1 for t in tests), "a test tells its two states apart")
        require(not members, "there is an answer")
        return
    classes = [sum(1 << int(s) for s in block) for block in q.blocks()]
    check_bounds(reason.bounds, n)
    bounds = reason.bounds or {}

    def needs(part: int) -> int:
        return max(bounds.get(part, 0), sum(1 for block in classes if block & part))

    for part, bound in bounds.items():
        several = sum(1 for block in classes if block & part) > 1
        cuts = [needs(part & t) + needs(part & ~t) for t in tests if part & t and part & ~t]
        require(several and all(bound <= both for both in cuts), f"a part may need fewer than {bound} leaves")
    least = needs((1 << n) - 1)
    if not members:
        require(
            family.leaves is not None and least > family.leaves, "there may be a tree that is small enough"
        )
    for m in members:
        tree: Any = m.what
        check_tree(tree, family.tests, len(q), n)
        require(all(decided(tree, s, tests) == q[s] for s in range(n)), "the tree decides something else")
        require(m.cost == tree.leaves, f"{m.said} has another cost")
        require(n == 0 or tree.leaves <= least, "there may be a smaller tree")
        require(family.leaves is None or tree.leaves <= family.leaves, "the tree has too many leaves")


def decided(tree: Tree, s: int, tests: tuple[int, ...]) -> int:
    """The class that a tree says a state is in."""
    while tree.yes is not None and tree.no is not None:
        tree = tree.yes if tests[tree.place] >> s & 1 else tree.no
    return tree.place
