"""First changes: a deterministic run, seen only when its class changes.

Main definitions  `Changes`, `first_changes`
Notes             The first change of a state is the first state on its run in another class; a run that
                  never changes class again *diverges* there, and is its own first change.
Law               `stuttering_compares_traces_without_repetition` in `abstractions.testing.laws`
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..abstraction import Abstraction
from ..algorithms.first_marked import first_marked
from ..arrays import Ints, frozen
from ..checker.refusal import require
from ..errors import Misuse
from ..question import asked_of_table
from ..steps.marks import MANY_RUNS
from ..steps.parts import numbers
from ..system import Deterministic, System

__all__ = ["Changes", "first_changes"]


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """For each state where its class first changes, and after how many steps.

    ``change``: int32, shape (states,), the state itself where the run diverges; ``steps``: int32, shape
    (states,), 0 where it diverges.
    """

    change: Ints
    steps: Ints

    @property
    def diverges(self) -> Any:
        """Which states stay in their class for ever: bool, shape (states,)."""
        return self.steps == 0

    @property
    def system(self) -> Deterministic:
        """The system whose step is the first change; a run that diverges stays where it is."""
        return System.deterministic(self.change)

    def require_first(self, system: Deterministic, labels: Ints) -> None:
        """Refused unless these are the first changes: a state's next state has another label, or the same
        change, one step nearer; and the states that diverge are closed under the step.
        """
        f, n = system.table[:, 0], system.states
        change = numbers(self.change, "the first changes", (n,), 0, n)
        steps = numbers(self.steps, "the steps to them", (n,))
        after, same = steps[f], labels[f] == labels
        stays = same & (after == 0) & (change == np.arange(n))
        at_once = ~same & (steps == 1) & (change == f)
        later = same & (after > 0) & (steps == after + 1) & (change == change[f])
        right = np.where(steps == 0, stays, at_once | later)
        bad = np.flatnonzero(~right)
        require(not bad.size, f"the first change of state {bad[:1]} is not that of its next state")


def first_changes(system: Deterministic, p: Abstraction) -> Changes:
    """The first changes of p on runs of a system without letters.  O(n).  Errors: `Misuse`.

    >>> first_changes(System.deterministic([1, 2, 3, 3]), Abstraction([0, 0, 1, 1])).change.tolist()
    [2, 2, 2, 3]
    """
    system, p = asked_of_table(
        system,
        p,
        "first changes",
        reason=MANY_RUNS,
        repair="stuttering(system, p) takes systems whose steps are sets",
    )
    if system.letters > 1:
        raise Misuse(
            "a run changes its class first somewhere",
            value=f"shape {system.functor}",
            reason="where steps read letters a state has many runs",
            repair="hold a letter: System.deterministic(system.table[:, a])",
        )
    f: Any = system.table[:, 0]
    last, steps = first_marked(f, p.labels[f] != p.labels)  # the last state before the change
    change = np.where(last >= 0, f[last], np.arange(system.states)).astype(np.int32)
    return Changes(frozen(change), frozen(steps + np.int32(1)))
