"""Checks that a front is as it is told: each abstraction measured alone, each two points compared.

Main definition   `check_front`
Notes             Defects from the sorted edges, not by the kernel that compares many abstractions at once;
                  information by the exact comparison of entropies.  What is not checked is that nothing
                  better was left out, nor the bounds of a search: these need the search itself.
Law               `no_mutant_is_a_false_front` in `abstractions.testing.laws`
"""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from typing import Any

import numpy as np

from ..abstraction import Abstraction
from ..checker.refusal import Refused, require
from ..errors import Misuse
from ..system import System
from .distribution import Distribution
from .flow import Flow, flow_of
from .logarithms import bits, by_information
from .measures import loss
from .points import Point

__all__ = ["check_front"]

NEAR = 1e-9
"""So far the bits that are told, floats, may be from those that are computed again."""


def check_front(front: Any) -> None:
    """Refuse a front with an abstraction that is not as told, or a point that is better than another."""
    require(isinstance(front.system, System), "it is about no machine")
    require(isinstance(front.given, Abstraction), "what is kept is no abstraction")
    require(front.given.states == front.system.states, "what is kept is of other states")
    require(front.system.observation <= front.given, "what is shown is not kept")
    require(isinstance(front.weights, Distribution), "the weights are no distribution")
    known = ("classes", "information", "defect")
    require(isinstance(front.objectives, tuple) and front.objectives, "there are no objectives")
    require(all(isinstance(o, str) and o in known for o in front.objectives), "an objective is unknown")
    require(isinstance(front.points, tuple), "the points are no tuple")
    try:
        flow, of = flow_of(front.system, front.weights)
    except Misuse as error:
        raise Refused(f"its weights do not fit: {error.claim}") from None
    masses = [check_point(i, point, front, flow, of) for i, point in enumerate(front.points)]
    ranks = by_information(masses)
    values = []
    for point, rank in zip(front.points, ranks):
        value = {"classes": point.classes, "information": -rank, "defect": point.defect}
        values.append([value[o] for o in front.objectives])
    for i, j in permutations(range(len(values)), 2):
        beaten = all(x <= y for x, y in zip(values[i], values[j]))
        require(not beaten, f"point {j} is no better than point {i}")


def check_point(i: int, point: Any, front: Any, flow: Flow, of: Distribution) -> tuple[int, ...]:
    """The weights of the classes, sorted, which say the information.  Refused unless all is as told."""
    require(isinstance(point, Point), f"point {i} is none")
    words = point.words
    require(
        isinstance(words, np.ndarray) and words.ndim == 2 and words.dtype.kind in "iu", f"point {i} is none"
    )
    assert isinstance(words, np.ndarray)
    require(
        len(words) > 0 and words.shape[1] == front.given.states, f"point {i} has other states, or is empty"
    )
    require(type(point.classes) is int and type(point.defect) is Fraction, f"point {i} is not exact")
    require(type(point.information) is float, f"the information of point {i} is no number")
    bounded = point.bound is None or (type(point.bound) is Fraction and 0 <= point.bound <= point.defect)
    require(bounded, f"the bound of point {i} is above its defect")
    most = point.most is None or (type(point.most) is float and point.most >= point.information)
    require(most, f"the most information of point {i} is less than it keeps")
    first: tuple[int, ...] = ()
    told = set[Abstraction]()
    for place, word in enumerate(words):
        try:
            q = Abstraction(word)
        except Misuse as error:
            raise Refused(f"point {i}: {error.claim}") from None
        said = f"abstraction {place} of point {i}"
        require(q not in told, f"{said} is told twice")
        told.add(q)
        require(front.given <= q, f"{said} does not keep what must be kept")
        mass = np.zeros(len(q), of.whole.dtype)
        np.add.at(mass, q.labels, of.of_states.whole)
        weights = tuple(sorted(map(int, mass)))
        if not place:
            first = weights
            require(abs(bits(weights) - point.information) <= NEAR, f"{said} keeps other information")
        wanted = ("classes", "information", "defect") if not place else front.objectives
        if "classes" in wanted:
            require(len(q) == point.classes, f"{said} has {len(q)} classes")
        if "information" in wanted and weights != first:
            require(len(set(by_information([first, weights]))) == 1, f"{said} keeps other information")
        if "defect" in wanted:
            found = Fraction(loss(flow, q), flow.unit)
            require(found == point.defect, f"{said} has the defect {found}")
    return first
