"""Importance: is a part necessary, is it sufficient, alone and in every minimal set?

Main definitions  `importance`, `Importance`
Notes             Cutting one part alone says little where others do its work: with two copies of a wire
                  neither is missed.  Keeping it alone says little where others must help.  The minimal
                  sets say both: a part is in every minimal set iff it is in every faithful one.
Law               `importance_is_by_cutting_and_keeping_each` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from ...arguments import budget_of
from ...arrays import Ints
from ..circuit import Circuit, Values
from .ablation import Ablation, Carried, Kind, Part
from .boxes import BUDGET, Runs
from .faithful import told
from .minimal import search

__all__ = ["Importance", "importance"]


@dataclass(frozen=True)
class Importance:
    """What one part does.

    - ``without``    the faithfulness of all parts but this one
    - ``alone``      the faithfulness of this one alone
    - ``necessary``  whether it is in every set that is faithful enough
    - ``useful``     whether it is in some minimal one
    """

    part: Part
    without: Fraction
    alone: Fraction
    necessary: bool
    useful: bool

    def __str__(self) -> str:
        sets = "every minimal set" if self.necessary else "some" if self.useful else "none"
        return f"{told(self.part)}: {self.without} without it, {self.alone} with it alone, in {sets}"


def importance(
    circuit: Circuit,
    data: Iterable[Values] | Ints | None = None,
    *,
    at_least: Fraction | int | str = 1,
    ablation: Carried = "resample",
    parts: Kind = "edges",
    budget: int = BUDGET,
) -> tuple[Importance, ...]:
    """For each part, how necessary and how sufficient it is.  Arguments, cost and errors: as `minimal`.

    >>> c = Circuit.of({"A": lambda x: x, "B": lambda x: x, "out": lambda A, B: A & B}, values={"x": (0, 1)})
    >>> for row in importance(c, at_least="3/4"):
    ...     print(row)
    x -> A: 3/4 without it, 1/2 with it alone, in some
    x -> B: 3/4 without it, 1/2 with it alone, in some
    A -> out: 3/4 without it, 1/2 with it alone, in some
    B -> out: 3/4 without it, 1/2 with it alone, in some
    """
    budget_of(budget)
    question = Ablation.of(circuit, data, ablation, parts)
    runs, every = Runs(question, budget), question.number(question.parts)
    sets = [set(s.kept) for s in search(question, at_least, "minimal", budget)]

    def row(part: Part) -> Importance:
        bit = question.number([part])
        without, alone = (Fraction(runs.most(kept), question.total) for kept in (every & ~bit, bit))
        inside = [part in kept for kept in sets]
        return Importance(part, without, alone, all(inside), any(inside))

    return tuple(map(row, question.parts))
