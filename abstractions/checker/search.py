"""Cores where steps branch: a search through forced merges; see proofs/README.md, "Cores by search"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..abstraction import Abstraction
from ..arrays import Ints
from ..certificate import CoreSearch, NothingBelow, TwoGreatest
from ..signatures import signature_of
from ..system import Branching
from .refusal import require

__all__ = ["check_core_search", "check_nothing_below", "check_two_greatest", "merged", "obligations"]


def check_core_search(c: CoreSearch, system: Branching, p: Abstraction) -> None:
    q = complete_below(c.labels, system, p)
    follow(c.left, c.right, system, p, lambda r: r <= q)


def check_nothing_below(c: NothingBelow, system: Branching, p: Abstraction) -> None:
    follow(c.left, c.right, system, p, lambda _: False)


def check_two_greatest(c: TwoGreatest, system: Branching, p: Abstraction) -> None:
    one, other = (complete_below(labels, system, p) for labels in (c.one, c.other))
    require(not one <= other and not other <= one, "one of its abstractions is above the other")
    both = one | other
    follow(c.left, c.right, system, p, lambda r: not both <= r)


def complete_below(labels: Any, system: Branching, p: Abstraction) -> Abstraction:
    """The abstraction with these labels.  Refused unless it is complete and below p."""
    require(labels.size == system.states, f"{labels.size} labels for {system.states} states")
    require(labels.min(initial=0) >= 0 and labels.max(initial=-1) < system.states, "a label is out of range")
    q = Abstraction(labels)
    require(q <= p, "its labels tell apart what the given abstraction identifies")
    require(system.pullback(q) <= q, "its labels are not those of a complete abstraction")
    return q


def follow(
    left: Any, right: Any, system: Branching, p: Abstraction, leaf: Callable[[Abstraction], bool]
) -> None:
    """Go through the search, depth first.  Refused unless every branch ends in a leaf or a contradiction."""
    require(left.shape == right.shape, "not two states for each case")
    waiting, case = [p], 0
    while waiting:
        r = waiting.pop()
        if leaf(r):
            continue
        require(case < left.size, "the search is not finished")
        x, y = int(left[case]), int(right[case])
        require(
            0 <= x < system.states and 0 <= y < system.states, f"the states of case {case} are out of range"
        )
        require(
            bool(r.labels[x] == r.labels[y]), f"states {x} and {y} of case {case} are not equivalent there"
        )
        must = obligations(system, system.spread(r), x, y)
        require(must is not None, f"the steps of states {x} and {y} of case {case} do not differ")
        waiting.extend(merged(r, c, d) for c, d in reversed(must or []))
        case += 1
    require(case == left.size, "it has cases that are not needed")


def merged(p: Abstraction, c: int, d: int) -> Abstraction:
    """P with its classes c and d made one."""
    return Abstraction(np.where(p.labels == d, c, p.labels))


def obligations(s: Branching, classes: Ints, x: int, y: int) -> list[tuple[int, int]] | None:
    """Pairs of classes of states, one of which every coarser abstraction merges that identifies x and y
    and is complete; None if their signatures agree.

    Let the weights of the edges by a letter into a class C differ.  Unless C is merged with another
    class that they reach by it, they go on to differ.  If C is of inner nodes, merging means to make
    the steps of these agree.
    """
    if s.shown[x] != s.shown[y]:
        return []
    one, other = signature_of(s.edges, classes, x), signature_of(s.edges, classes, y)
    differing = [key for key in one.keys() | other.keys() if one.get(key) != other.get(key)]
    if not differing:
        return None
    letter, c = min(differing)
    found: dict[tuple[int, int], None] = {}
    for d in sorted({d for a, d in one.keys() | other.keys() if a == letter and d != c}):
        u, v = (int(np.argmax(classes == k)) for k in (c, d))
        if u < s.states:
            found[min(c, d), max(c, d)] = None
        else:
            found |= dict.fromkeys(obligations(s, classes, u, v) or [])
    return list(found)
