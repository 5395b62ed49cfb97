"""Fronts: few classes, much information and a small defect compete, and no single answer is best.

Main definitions  `Front`, `Point`, `front`
Notes             One abstraction is better than another if it is no worse in each objective and better in
                  one.  What no other is better than is the front; several abstractions may stand in one
                  point, and all are told.  Nothing and everything known are always complete, so one says
                  what must be kept; or takes information as an objective.

                  Three methods: "enumeration" of all abstractions (exact, three objectives, Bell(10) in
                  under a second); "search" (exact or with a gap that is told, classes and defect,
                  deterministic steps); "merging" and "bottleneck", which are heuristics.
Laws              `the_front_is_that_of_all_partitions`, `searches_agree_with_enumeration`,
                  `heuristics_are_no_better_than_the_front` in `abstractions.testing.laws`
Source            V. Pareto, Manuale di economia politica, 1906
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from ..abstraction import Abstraction
from ..algebra import Algebra
from ..arguments import budget_of, chosen
from ..arrays import Ints
from ..computation import Computation
from ..errors import Misuse
from ..question import asked
from ..several import Several
from ..system import System
from .distribution import Distribution
from .flow import Flow, flow_of
from .logarithms import bits, by_information
from .partitions import count_above, words_above, wrongs

__all__ = ["PARTITIONS", "Front", "Objective", "Point", "front", "told"]

Objective: TypeAlias = Literal["classes", "information", "defect"]
Method: TypeAlias = Literal["enumeration", "search", "merging", "bottleneck"]

PARTITIONS = 800_000
"""How many abstractions are looked at unless told otherwise: those of eleven states."""

NODES = 500_000
"""How many abstract machines are looked at for each number of classes unless told otherwise."""


@dataclass(frozen=True, eq=False, repr=False)
class Point(Several[Abstraction]):
    """Abstractions that are equal in all objectives.

    - ``classes``, ``defect``  exact; ``information``: the entropy of the class in bits, a float; what is no
      objective is that of the first abstraction
    - ``bound``   no abstraction with at most so many classes has a smaller defect than this; equal to
      ``defect`` where that is proved to be least; None where nothing is known
    - ``words``   the abstractions: labels, shape (abstractions, states)
    """

    classes: int
    information: float
    defect: Fraction
    bound: Fraction | None
    words: npt.NDArray[Any]

    def one(self, i: int) -> Abstraction:
        """That of ``words[i]``."""
        return Abstraction(self.words[i].astype(np.int64))

    def __len__(self) -> int:
        return len(self.words)

    def __str__(self) -> str:
        first = str(self[0])
        more = f" and {len(self) - 1} more" if len(self) > 1 else ""
        unproved = "" if self.bound == self.defect else f" (at least {self.bound or 0})"
        return f"{self.classes} classes, {self.information:.3f} bits, defect {self.defect}{unproved}: {first}{more}"

    def __repr__(self) -> str:
        return f"<Point: {self}>"


@dataclass(frozen=True, eq=False, repr=False)
class Front(Several[Point]):
    """Points none of which is better than another, fewest classes first.

    ``given``: what all keep.  ``objectives``: what competes.  ``method``: how it was found.  ``story``:
    what was not proved, or "".
    """

    system: System
    given: Abstraction
    weights: Distribution
    objectives: tuple[Objective, ...]
    method: Method
    points: tuple[Point, ...]
    story: str = ""

    @property
    def exact(self) -> bool:
        """Whether every point is proved to be on the front, and none is missing."""
        return not self.story

    def one(self, i: int) -> Point:
        """``points[i]``."""
        return self.points[i]

    def __len__(self) -> int:
        return len(self.points)

    def __str__(self) -> str:
        lines = [str(point) for point in self.points]
        return "\n".join([*lines, self.story] if self.story else lines)

    def __repr__(self) -> str:
        kind = "exact" if self.exact else "not proved"
        return f"<Front: {len(self)} points by {self.method}, {kind}>"


def front(
    s: System | Computation | Algebra,
    keep: Any = None,
    weights: Any = None,
    *,
    objectives: Sequence[Objective] | None = None,
    method: Method | None = None,
    max_classes: int | None = None,
    budget: int | None = None,
    seconds: float | None = None,
) -> Front:
    """Which abstractions above ``keep`` (and what is shown) are best: few classes, much information, small defect.

    ``weights``: as in `defect`; information is the entropy of the class of the state.  ``objectives``:
    default all three where all abstractions can be enumerated, else classes and defect.  ``method``:
    default "enumeration" if there are at most 800,000 abstractions (11 states), else "search", for Markov
    chains "merging".  ``max_classes``: no more than these.  ``budget``: how many abstractions, or abstract
    machines for each number of classes, are looked at.  ``seconds``: the search stops after so long for
    each number of classes; what it has proved then depends on the machine it runs on.

    Errors: `Misuse`; `BudgetExceeded` for an enumeration.  A search that meets its budget gives the best
    it found, with bounds, and says what was not proved.

    >>> noisy = System.deterministic([1, 2, 3, 4, 5, 0, 0])            # a counter modulo 6, and an accident
    >>> print(front(noisy, [0, 1, 0, 1, 0, 1, 0], objectives=("classes", "defect")))
    2 classes, 0.985 bits, defect 1/7: 0246|135
    3 classes, 1.449 bits, defect 0: 024|135|6
    """
    budget = None if budget is None else budget_of(budget)
    system, given = asked(s, keep)
    given = given | system.observation
    flow, of = flow_of(system, weights)
    if max_classes is not None and max_classes < len(given):
        raise Misuse(
            "some abstraction keeps what must be kept",
            value=f"max_classes={max_classes}",
            reason=f"what must be kept, and what is shown, has {len(given)} classes",
            repair="keep less, or allow more classes",
        )
    count = count_above(given)
    if method is None:
        deterministic = flow.denominator == 1
        method = (
            "enumeration" if count <= (budget or PARTITIONS) else "search" if deterministic else "merging"
        )
    chosen("the method", method, "enumeration", "search", "merging", "bottleneck")
    wanted = objectives or (
        ("classes", "defect") if method == "search" else ("classes", "information", "defect")
    )
    for objective in wanted:
        chosen("an objective", objective, "classes", "information", "defect")
    empty = Front(system, given, of, tuple(wanted), method, ())
    if method == "enumeration":
        words = words_above(
            given, PARTITIONS if budget is None else budget, 'take method="search" or "merging"'
        )
        return told(empty, words, flow, max_classes, "")
    if method == "search":
        from .search import searched

        return searched(empty, flow, max_classes, NODES if budget is None else budget, seconds)
    from .heuristics import chain

    q, small, words = chain(system, given, flow, method, "information" in wanted)
    mass = np.zeros(len(q), of.whole.dtype)
    np.add.at(mass, q.labels, of.of_states.whole)
    few = replace(empty, weights=Distribution.counts(mass))
    found = told(few, words, small, max_classes, "found by a heuristic: better ones may exist")
    points = tuple(replace(point, words=point.words[:, q.labels]) for point in found)
    return replace(found, weights=of, points=points)


def told(empty: Front, words: npt.NDArray[Any], flow: Flow, max_classes: int | None, story: str) -> Front:
    """The front among some abstractions."""
    classes = words.max(axis=1, initial=0).astype(np.int64) + 1
    if max_classes is not None:
        words, classes = words[classes <= max_classes], classes[classes <= max_classes]
    wrong = wrongs(words, flow)
    mass = masses(words, empty.weights)
    different, which = (
        np.unique(mass, axis=0, return_inverse=True) if mass.dtype != object else unique_rows(mass)
    )
    rank = np.array(by_information([tuple(map(int, row)) for row in different]), np.int64)[which.reshape(-1)]
    amount = np.unique(wrong, return_inverse=True)[1]
    columns = {"classes": classes, "information": -rank, "defect": amount}
    values = np.stack([columns[objective] for objective in empty.objectives], axis=1)
    best, which = np.unique(values, axis=0, return_inverse=True)
    which = which.reshape(-1)
    on_front = undominated(best)
    points = []
    for place in np.flatnonzero(on_front).tolist():
        members = np.flatnonzero(which == place)
        members = members[np.lexsort((amount[members], -rank[members], classes[members]))]
        i, k = members[0], int(classes[members[0]])
        value = Fraction(int(wrong[i]), flow.unit)
        bound = None if story else value
        points.append(Point(k, bits([int(x) for x in mass[i]]), value, bound, words[members]))
    points.sort(key=lambda point: point.classes)
    return replace(empty, points=tuple(points), story=story)


def masses(words: npt.NDArray[Any], of: Distribution) -> npt.NDArray[Any]:
    """The weights of the classes of each word, sorted: shape (words, states)."""
    weight = of.of_states.whole
    found = np.zeros(words.shape, weight.dtype)
    rows = np.arange(len(words))
    for s in range(words.shape[1]):
        found[rows, words[:, s]] += weight[s]
    found.sort(axis=1)
    return found


def unique_rows(rows: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], Ints]:
    """`numpy.unique` of rows of Python integers."""
    number: dict[tuple[int, ...], int] = {}
    which = np.array([number.setdefault(tuple(row), len(number)) for row in rows.tolist()], np.int64)
    return np.array(list(number), object).reshape(len(number), rows.shape[1]), which


def undominated(values: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Which of different rows no other is at most equal to; rows are sorted, so only earlier ones can be."""
    kept = np.ones(len(values), bool)
    front: npt.NDArray[Any] = values[:0]
    for i, row in enumerate(values):
        if (front <= row).all(axis=1).any():
            kept[i] = False
        else:
            front = np.concatenate((front, row[None]))
    return kept
