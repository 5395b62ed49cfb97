"""Minima of which some part is of a wrong type, length or value: `check` refuses them, and never raises."""

from dataclasses import fields, is_dataclass, replace
from fractions import Fraction

import numpy as np
import pytest

import abstractions as ab
from abstractions.simple import (
    AtMost,
    Boxes,
    Coordinates,
    Hull,
    Listed,
    Member,
    Parities,
    Tree,
    Trees,
    minima,
)
from abstractions.simple.growing import Cases
from abstractions.simple.shells import Shell
from abstractions.simple.tests import Tests
from abstractions.testing.families import intervals

S = ab.System.deterministic([0, 0, 1, 1])
LABELS = [0, 0, 1, 1]
OF = [[0, 0], [0, 1], [1, 0], [1, 1]]
SOME = [[0, 0], [0, 1], [1, 0], [1, 0]]  # no product
FOUND = {
    "few classes": minima(S, LABELS, family=AtMost(3)),
    "too many classes": minima(S, [0, 1, 2, 2], family=AtMost(2)),
    "boxes": minima(S, LABELS, family=Boxes(3, columns=OF)),
    "coordinates": minima(S, LABELS, family=Coordinates(OF)),
    "coordinates of no product": minima(S, LABELS, family=Coordinates(SOME)),
    "a hull": minima(ab.System.deterministic([2, 3, 3, 3]), [0, 0, 0, 1], family=Hull(intervals)),
    "a list": minima(S, LABELS, family=Listed([[0, 0, 1, 1], [0, 0, 1, 2], [0, 1, 2, 3], [0, 1, 1, 1]])),
    "parities": minima(S, LABELS, family=Parities(OF)),
    "parities of no affine space": minima(S, LABELS, family=Parities(SOME)),
    "trees": minima(S, LABELS, family=Trees(3, columns=OF)),
    "no tree": minima(ab.System.deterministic([0, 1, 2, 3]), [0, 1, 1, 0], family=Trees(3, columns=OF)),
    "too few tests": minima(S, [0, 1, 1, 1], family=Trees(None, {"t": lambda x: x > 1})),
}
WILD = {
    "None": None,
    "5": 5,
    "-1": -1,
    "3.5": 3.5,
    "nan": float("nan"),
    "huge": 10**30,
    "True": True,
    "text": "abc",
    "()": (),
    "[]": [],
    "{}": {},
    "a fraction": Fraction(1, 3),
    "a negative one": Fraction(-1),
    "a pair": (0, 1),
    "nested": ((0, 1), ("x0",)),
    "not hashable": ([], {}),
    "a mapping": {0: 1, "x": None},
    "an object": object(),
    "an array": np.array([0, 1, 2, 9]),
    "floats": np.array([0.5, 1]),
    "a square": np.eye(4, dtype=int),
    "an abstraction": ab.Abstraction([0, 1, 0, 1]),
    "an abstraction of another size": ab.Abstraction([0, 1]),
    "a tree": Tree(0, "x", Tree(1), None),
    "a deep tree": Tree(0, "x", Tree(10**30, "y", Tree(-1), Tree("z")), Tree(None)),
    "a member": Member("x", ab.Abstraction([0]), 1, "x"),
    "cases": Cases([0], [1, 2]),
    "a system": ab.System.deterministic([0]),
    "tests": Tests(9, ("a",), (1,)),
    "broken tests": Tests(4, None, (None, "x")),
    "a shell": Shell(None, {"x": 1}, (None, 0)),
}


def refused_or_as_before(claimed, found):
    """A changed answer is refused, unless it says the same."""
    verdict = claimed.check()
    assert str(verdict)
    if verdict:
        assert claimed.found == found.found and str(claimed) == str(found)


def parts_of(thing):
    """The names of what a value is made of."""
    return [f.name for f in fields(thing)] if is_dataclass(thing) else list(vars(thing))


def changed(thing, part, value):
    """The same with another part, made without asking whether that may be."""
    made = object.__new__(type(thing))
    for name in parts_of(thing):
        object.__setattr__(made, name, value if name == part else getattr(thing, name))
    return made


@pytest.mark.parametrize("name", FOUND)
def test_minima_are_accepted_as_they_are(name):
    assert FOUND[name].check(), str(FOUND[name].check())


@pytest.mark.parametrize("value", WILD)
@pytest.mark.parametrize("name", FOUND)
def test_any_part_of_another_kind(name, value):
    found, wrong = FOUND[name], WILD[value]
    for part in ("source", "given", "family", "found", "reason"):
        refused_or_as_before(replace(found, **{part: wrong}), found)
    for part in parts_of(found.reason):
        refused_or_as_before(replace(found, reason=changed(found.reason, part, wrong)), found)
    refused_or_as_before(replace(found, found=(*found.found, wrong)), found)
    for i, member in enumerate(found.found):
        for part in ("what", "abstraction", "cost", "said"):
            other = (*found.found[:i], changed(member, part, wrong), *found.found[i + 1 :])
            refused_or_as_before(replace(found, found=other), found)


@pytest.mark.parametrize("value", WILD)
def test_parts_of_parts_of_another_kind(value):
    wrong = WILD[value]
    chain, trees = FOUND["a hull"], FOUND["trees"]
    links = chain.reason.links
    for i, link in enumerate(links):
        for j in range(3):
            other = (*link[:j], wrong, *link[j + 1 :])
            broken = (*links[:i], other, *links[i + 1 :])
            refused_or_as_before(replace(chain, reason=type(chain.reason)(broken)), chain)
        broken = (*links[:i], wrong, *links[i + 1 :])
        refused_or_as_before(replace(chain, reason=type(chain.reason)(broken)), chain)
    for found in (trees, FOUND["no tree"], FOUND["few classes"], FOUND["too few tests"]):
        shell = found.reason
        for bounds in ({3: wrong}, {wrong: 1} if value not in ("[]", "{}") and hashable(wrong) else None):
            refused_or_as_before(replace(found, reason=Shell(shell.minimality, bounds, shell.apart)), found)
        for apart in ((wrong, 0), (0, wrong), (0, 1, wrong)):
            refused_or_as_before(replace(found, reason=Shell(shell.minimality, shell.bounds, apart)), found)
    (member,) = trees.found
    tree = member.what
    for part in ("place", "test", "yes", "no"):
        broken = changed(member, "what", changed(tree, part, wrong))
        refused_or_as_before(replace(trees, found=(broken,)), trees)
        broken = changed(member, "what", changed(tree, "yes", changed(tree.yes, part, wrong)))
        refused_or_as_before(replace(trees, found=(broken,)), trees)


@pytest.mark.parametrize("name", FOUND)
def test_answers_for_another_family_or_machine_are_refused(name):
    found = FOUND[name]
    small, large = ab.System.deterministic([0, 0]), ab.System.deterministic([0] * 9)
    for other in (small, large):
        assert not replace(found, source=other, given=ab.Abstraction.trivial(other.states)).check()
        rows = [[i >> 1 & 1, i & 1] for i in range(other.states)]
        tests = {"t": lambda x: x > 1}
        for family in (Coordinates(rows), Parities(rows), Boxes(3, tests), Trees(3, tests), Hull(intervals),
                       Listed([[0] * other.states])):  # fmt: skip
            assert not replace(found, family=family.on(other)).check()
    for other in FOUND.values():
        if type(other.reason) is not type(found.reason):
            refused_or_as_before(replace(found, reason=other.reason), found)
    assert not replace(found, source=ab.System.nondeterministic([(0, 1), (1, 2)])).check()


def test_a_hull_that_changes_its_mind_is_refused():
    family, calls = Hull(lambda p: p if len(calls) < 9 else None), []
    found = minima(S, LABELS, family=family)
    assert found.check()
    calls += range(9)
    assert "is defined" in str(found.check())


def hashable(value):
    try:
        hash(value)
    except TypeError:
        return False
    return True


def test_trees_with_other_names_or_without_end_are_refused():
    found = FOUND["trees"]
    (member,) = found.found

    def with_tree(tree):
        return replace(found, found=(Member(tree, member.abstraction, tree.leaves, str(tree)),))

    tree = member.what
    assert with_tree(tree).check()
    assert not with_tree(Tree(tree.place, "another test", tree.yes, tree.no)).check()
    deep = Tree(0)
    for _ in range(400):
        deep = Tree(0, "x0", Tree(1), deep)
    assert not replace(found, found=(Member("x", member.abstraction, 2, "x"),)).check()
    endless = changed(member, "what", deep)
    object.__setattr__(deep, "no", deep)
    assert not replace(found, found=(endless,)).check()
