"""Checks that some members of a family are its minimal complete ones, without the algorithms that found them.

Main definition   `check_minima`
Notes             First every answer: is it what it is said to be, complete, and above p?  Then the reason why
                  every complete member is above one of them, each kind from the definitions: what tells two
                  states apart, which members do, what a mask sees.  Nothing of the search is used; what is
                  shared is the data of the family: columns, codes, tests.
Law               `no_reason_proves_false_minima` in `abstractions.testing.laws`
"""

from __future__ import annotations

from ...abstraction import Abstraction
from ...checker.refusal import require
from ...system import System
from ..boxes import TreesOfBoxes
from ..coordinates import KeptCoordinates
from ..family import Member, Placed, Reason
from ..growing import Cases
from ..hulls import Chain, Pairs, PlacedHull, PlacedList
from ..parities import Differences, KeptParities
from ..shells import AtMostClasses, DecisionTrees, Shell, classes_of
from .coordinates import check_coordinates
from .form import check_fits, check_members, check_words
from .own import check_chain, check_list
from .parities import check_differences, check_subspaces
from .trees import check_boxes, check_shell, check_trees

__all__ = ["check_minima"]


def check_minima(
    family: Placed, system: System, p: Abstraction, members: tuple[Member, ...], reason: Reason
) -> None:
    """Refused unless members are complete, above p, and one of them is below every complete member above p."""
    check_fits(family, system.states)
    check_members(members, system.states)
    for m in members:
        q = m.abstraction
        require(p <= q, f"{m.said} does not know what must be kept")
        require(system.pullback(q) <= q, f"{m.said} is not complete")
    match family, reason:
        case KeptCoordinates(), Cases():
            check_coordinates(family, system, p, members, reason)
        case KeptParities(), Differences():
            check_differences(family, system, p, members, reason)
        case KeptParities(), Cases():
            check_subspaces(family, system, p, members, reason)
        case TreesOfBoxes(), Cases():
            check_boxes(family, system, p, members, reason)
        case AtMostClasses(), Shell():
            q = check_shell(system, p, members, reason)
            require((len(q) <= family.classes) == bool(members), "the number of classes is another one")
            require(all(m == classes_of(m.abstraction) for m in members), "a member is told otherwise")
        case DecisionTrees(), Shell():
            check_trees(family, system, p, members, reason)
        case PlacedHull(), Chain():
            check_chain(family, system, p, members, reason)
        case PlacedList(), Pairs():
            check_list(family, system, p, members, reason)
        case _:
            require(False, f"a {type(reason).__name__} is no reason for {family.name}")
    for m in members:
        check_words(family, m)
