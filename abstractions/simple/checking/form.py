"""Parts of an answer that are what they should be: of their types, as many as there should be, in range.

Main definitions  `check_members`, `check_fits`, `is_ints`, `is_pair`, `check_bounds`, `check_tree`,
                  `check_words`
Notes             Answers and reasons are data of unknown origin.  What passes here can be computed with;
                  whether it proves anything is for the other files of this folder.
Law               `no_reason_proves_false_minima` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from ...abstraction import Abstraction
from ...checker.refusal import require
from ..boxes import TreesOfBoxes
from ..coordinates import KeptCoordinates
from ..family import Member, Placed
from ..hulls import PlacedHull, PlacedList
from ..parities import KeptParities
from ..shells import AtMostClasses, DecisionTrees, classes_of
from ..tests import Tests
from ..tree import Tree

__all__ = [
    "check_bounds",
    "check_fits",
    "check_members",
    "check_tree",
    "check_words",
    "is_ints",
    "is_number",
    "is_pair",
]


def check_members(members: Any, states: int) -> None:
    """Refused unless these are members on so many states."""
    require(isinstance(members, tuple), "the answers are no tuple")
    for m in members:
        require(isinstance(m, Member), "an answer is no member")
        require(isinstance(m.said, str), "an answer has no words")
        q = m.abstraction
        require(isinstance(q, Abstraction) and q.states == states, f"{m.said} is on other states")
        require(type(m.cost) in (int, Fraction) and m.cost >= 0, f"the cost of {m.said} is no number")
        require(is_hashable(m.what), f"{m.said} is no member of the family")


def check_fits(family: Any, states: int) -> None:
    """Refused unless it is a family on so many states."""
    require(isinstance(family, Placed), "the family is none")
    match family:
        case KeptCoordinates():
            size = family.columns.shape[1]
        case KeptParities():
            size = family.codes.size
        case TreesOfBoxes() | DecisionTrees():
            size = family.tests.states
        case PlacedHull():
            size = family.system.states
        case PlacedList():
            size = next((m.abstraction.states for m in family.listed), states)
        case _:
            size = states
    require(size == states, f"the family is one of {size} states")


def is_hashable(value: Any) -> bool:
    """Whether it can be compared by hash, with all that is in it; not what contains itself."""
    try:
        hash(value)
    except (TypeError, RecursionError):
        return False
    return isinstance(value, Hashable)


def is_number(value: Any, below: int) -> bool:
    """Whether it is an integer from 0 on, below a bound."""
    return type(value) is int and 0 <= value < below


def is_ints(values: Any, size: int | None = None) -> bool:
    """Whether it is a row of integers, of this size if one is said."""
    row = isinstance(values, np.ndarray) and values.ndim == 1 and values.dtype.kind == "i"
    return row and (size is None or values.size == size)


def is_pair(values: Any, below: int) -> bool:
    """Whether it is a pair of states."""
    return isinstance(values, tuple) and len(values) == 2 and all(is_number(x, below) for x in values)


def check_bounds(bounds: Any, states: int) -> None:
    """Refused unless sets of states are mapped to numbers of leaves."""
    require(bounds is None or isinstance(bounds, Mapping), "the bounds are no mapping")
    for part, bound in (bounds or {}).items():
        require(is_number(part, 1 << states) and part > 0, "a bound is not about a set of states")
        require(is_number(bound, states + 1), "a bound is no number of leaves")


def check_words(family: Placed, m: Any) -> None:
    """Refused unless a member is told to people as what it is."""
    what: Any = m.what
    match family:
        case KeptCoordinates():
            said = ", ".join(what) or "nothing"
        case KeptParities():
            said = ", ".join(" + ".join(names) for names in what) or "nothing"
        case TreesOfBoxes():
            said = family.member(what).said
        case PlacedList():
            said = next((o.said for o in family.listed if o == m), "")
        case AtMostClasses():
            said = classes_of(m.abstraction).said
        case _:
            said = str(what)
    require(m.said == said, f"{said} is told as something else")


def check_tree(tree: Any, tests: Tests, classes: int, states: int) -> None:
    """Refused unless it is a tree of tests and classes, with no more leaves than states (or one)."""
    waiting, done = [tree], 0
    while waiting:
        node = waiting.pop()
        done += 1
        require(isinstance(node, Tree), "a part of the tree is none")
        require(done < 2 * max(states, 1), "the tree has more leaves than there are states")
        if node.yes is None and node.no is None:
            leaf = node.test is None and is_number(node.place, max(classes, 1))
            require(leaf, "a leaf of the tree is no class")
        else:
            require(is_number(node.place, len(tests.true)), "the tree asks what is no test")
            require(node.test == tests.names[node.place], "the tree calls a test by another name")
            waiting += [node.yes, node.no]
