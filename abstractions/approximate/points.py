"""Points and fronts: abstractions of which none is better than another, with what is proved of them.

Main definitions  `Front`, `Point`
Notes             One abstraction is better than another if it is no worse in each objective and better in
                  one.  Several abstractions may stand in one point.
Law               `no_mutant_is_a_false_front` in `abstractions.testing.laws`
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from ..abstraction import Abstraction
from ..arguments import many
from ..checker import Refusal
from ..checker.refusal import Refused
from ..several import Several
from ..system import System
from ..verdict import Fails, Holds, Verdict
from .distribution import Distribution

__all__ = ["Front", "Method", "Objective", "Point"]

Objective: TypeAlias = Literal["classes", "information", "defect"]
Method: TypeAlias = Literal["enumeration", "search", "solver", "merging", "bottleneck"]


@dataclass(frozen=True, eq=False, repr=False)
class Point(Several[Abstraction]):
    """Abstractions that are equal in all objectives.

    - ``classes``, ``defect``  exact; ``information``: the entropy of the class in bits, a float; what is no
      objective is that of the first abstraction
    - ``bound``   no abstraction that is at least as good in the other objectives has a smaller defect than
      this; equal to ``defect`` where that is proved to be least; None if it is no objective, or nothing is known
    - ``most``    the same for information: no such abstraction keeps more bits than this
    - ``words``   the abstractions: labels, shape (abstractions, states)
    - ``every``   whether these are all that there are with these values; a search tells one of them, and a
      heuristic those that it met
    """

    classes: int
    information: float
    defect: Fraction
    bound: Fraction | None
    words: npt.NDArray[Any]
    every: bool = True
    most: float | None = None

    def one(self, i: int) -> Abstraction:
        """That of ``words[i]``."""
        return Abstraction(self.words[i].astype(np.int64))

    def __len__(self) -> int:
        return len(self.words)

    def __str__(self) -> str:
        first = str(self[0])
        more = f" and {len(self) - 1} more" if len(self) > 1 else ""
        others = "" if self.every else ", and perhaps others"
        least = "" if self.bound in (None, self.defect) else f" (at least {self.bound})"
        most = "" if self.most in (None, self.information) else f" (at most {self.most:.3f})"
        values = (
            f"{many(self.classes, 'class')}, {self.information:.3f} bits{most}, defect {self.defect}{least}"
        )
        return f"{values}: {first}{more}{others}"

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
        """Whether every point is proved to be on the front, and none is missing.

        By an enumeration, or by a search that ended, within this call: neither leaves a proof behind.
        """
        return not self.story

    def one(self, i: int) -> Point:
        """``points[i]``."""
        return self.points[i]

    def __len__(self) -> int:
        return len(self.points)

    def check(self) -> Verdict[Front]:
        """Measure each abstraction again, one by one: are they as they are told, and no point better than another?

        That no other abstraction is better, and the bounds, are not checked: to be sure of these is to ask
        for the front again.  Cost: a sort of the edges for each abstraction.
        """
        from .checking import check_front

        claim = "every abstraction of the front is as good as it is told, and no point is better than another"
        try:
            check_front(self)
        except Refused as refused:
            return Fails(claim, Refusal(str(refused)), "make the front again")
        return Holds(claim, self)

    def __str__(self) -> str:
        lines = [str(point) for point in self.points]
        return "\n".join([*lines, self.story] if self.story else lines)

    def __repr__(self) -> str:
        kind = "exact" if self.exact else "not proved"
        return f"<Front: {len(self)} points by {self.method}, {kind}>"
