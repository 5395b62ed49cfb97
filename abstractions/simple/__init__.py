"""Simple abstractions: the least complete abstraction among maps of a kind, each with a cost.

The theory on one page.  Minimality alone does not make an abstraction mechanistic: `abstractions.finish` is
minimal, and does all the work inside the map.  So let the map be simple: a member of a *family*, such as the
maps that keep some coordinates of a state, each member with a cost.

If a family is closed under infima (what two members both know, a member knows) then above any abstraction
there is a least member, its *hull*; and complete abstractions are closed under infima too.  So there is a
least complete member above p: hull and completion by turns, from p upwards.

===============  ====================================================================  ==================
family           its members                                                            a least one exists
===============  ====================================================================  ==================
`Coordinates`    keep some coordinates, forget the others                               on a product
`Parities`       keep some sums of bits modulo 2                                        on an affine space
`AtMost`         have at most so many classes                                           or there is none
`Trees`          decided by trees of at most so many leaves, a class may have several   or there is none
`Boxes`          the same, each leaf a class of its own                                 seldom
`Hull`           the values of a hull operator of your own                              always
`Listed`         these and no others                                                    if they are lucky
===============  ====================================================================  ==================

Elsewhere there may be several minimal ones, and all are found, with a proof that there are no others
(`Minima`).  `front` weighs cost against classes and defect; `smallest_tree` says what a given map costs.

>>> from abstractions import Abstraction, System, minimal_complete
>>> # a stopwatch: seconds, minutes, and a light that toggles at each step
>>> states = [(m, s, light) for m in range(3) for s in range(4) for light in (0, 1)]
>>> def tick(state):
...     m, s, light = state
...     return (m + (s == 3)) % 3, (s + 1) % 4, 1 - light
>>> watch = System.deterministic([states.index(tick(t)) for t in states], state_names=states)
>>> m = minimal_complete(watch, lambda t: t[0], family=Coordinates(names=["minutes", "seconds", "light"]))
>>> print(m)
the least complete one among kept coordinates: minutes, seconds (12 classes, cost 2)
>>> bool(m.unique), bool(m.check())
(True, True)

Laws    `minima_are_the_minimal_complete_members`, `no_reason_proves_false_minima`,
        `alternating_hulls_is_least`, `a_coordinate_may_be_forgotten_iff_nothing_depends_on_it`,
        `no_smaller_tree_decides`, `finishing_costs_what_the_computation_costs`,
        `every_member_is_matched_by_the_front` in `abstractions.testing.laws`
"""

from .boxes import Boxes
from .coordinates import Coordinates
from .family import Family, Member
from .fronts import Front, Point, front
from .hulls import Hull, Listed
from .minima import Minima, NoMember, TwoMinimal, minima
from .parities import Parities
from .shells import AtMost, Trees, smallest_tree
from .tree import Tree

__all__ = [
    "AtMost",
    "Boxes",
    "Coordinates",
    "Family",
    "Front",
    "Hull",
    "Listed",
    "Member",
    "Minima",
    "NoMember",
    "Parities",
    "Point",
    "Tree",
    "Trees",
    "TwoMinimal",
    "front",
    "minima",
    "smallest_tree",
]
