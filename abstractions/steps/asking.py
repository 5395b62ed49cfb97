"""Questions with marks: asked of the long steps, answered in terms of the concrete runs.

Main definitions  `at_marks`, `retold`, `Retold`
Law               `marked_questions_are_those_of_the_first_return` in `abstractions.testing.laws`
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..disagreement import Disagreement
from ..errors import Misuse, brief
from ..system import System
from ..verdict import Fails, Holds, Verdict
from .marking import GIANT, FirstReturn, first_return
from .marks import Marks

__all__ = ["Retold", "at_marks", "retold"]

LONG = 1000
"""Of runs of more steps only the ends are told."""


def at_marks(s: Any, p: Any, marks: Marks) -> tuple[FirstReturn, Any]:
    """The long steps of ``s``, and p on the marked states."""
    r = first_return(s, marks)
    return r, r.restrict(p)


@dataclass(frozen=True, slots=True)
class Retold:
    """A counterexample about long steps (``found``), and the concrete runs that these steps are."""

    found: Any
    runs: tuple[tuple[str, ...], ...]

    @property
    def certificate(self) -> Any:
        """That of ``found``; it is about the system of long steps."""
        return self.found.certificate

    def __str__(self) -> str:
        told = [" -> ".join(run) for run in self.runs]
        return "\n".join([str(self.found), *(f"concrete run: {brief(text, 400)}" for text in told)])


def retold(verdict: Verdict[Any], r: FirstReturn) -> Verdict[Any]:
    """A verdict about long steps: it holds with ``r`` as what was built, or fails with concrete runs.

    If the marks are the trivial ones, `FirstReturn.giant`, what holds is said to hold for one giant step.

    Errors: `Misuse`.
    """
    if not isinstance(verdict, (Holds, Fails)) or not isinstance(r, FirstReturn):
        raise Misuse(
            "a verdict about long steps is told again",
            value=f"a {type(verdict).__name__} and a {type(r).__name__}",
            reason="a verdict is wanted, and a first return",
            repair="ask with marks: is_complete(system, p, marks=...)",
        )
    if verdict:
        return Holds(
            f"{verdict.claim}, step by marked step" + f"; these are the trivial steps, {GIANT}" * r.giant,
            verdict.certificate,
            r if verdict.built is None else verdict.built,
        )
    found, where = verdict.counterexample, []
    told_of = getattr(found, "system", getattr(found, "low", None))
    if not isinstance(told_of, System) or told_of.state_names is None:
        raise Misuse(
            "a verdict about long steps is told again",
            value=verdict,
            reason="it is about something else",
            repair="ask about the long steps: is_complete(first_return(system, marks).system, p)",
        )
    if isinstance(found, Disagreement) and found.letter >= 0:
        where = [found.system.state_names[x] for x in (found.left, found.right)]  # type: ignore[index]
    elif getattr(found, "square", "") == "step":
        where = [found.low.state_names[found.state]]
    told = []
    for i in map(r.system.index, where):
        length = int(r.steps.reshape(r.states.size, -1)[i, max(found.letter, 0)])
        if length <= LONG:
            told.append(tuple(map(r.low.state_name, r.run(i, max(found.letter, 0)))))
        else:
            end = int(r.system.table[i, max(found.letter, 0)])
            told.append((r.system.state_name(i), f"({length:,} steps)", r.system.state_name(end)))
    return Fails(f"{verdict.claim}, step by marked step", Retold(found, tuple(told)), verdict.repair)
