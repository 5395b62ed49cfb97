"""Finish-the-computation: why keeping only the output makes minimality trivial.

Main definitions  `finish`, `steps_left`

Take a computation and ask only that its final output be kept.  Then there is always a complete
abstraction that is as small as can be: *let the computation run to its end inside the abstraction
map*, ``m |-> read(run(m))``.  Its classes are the possible outputs (and one more for states whose
run never ends), and its abstract step is the identity, because a state and its successor have the
same end.  It commutes with everything and explains nothing: all the work has moved into the map.

If one asks in addition that the abstraction know *when* the computation halts, the least one is
(steps left, output): again the map does the work, only more visibly.

So minimality does not make an abstraction mechanistic.  What does is a simple map, or an
observation that keeps more than the output.

>>> countdown = System.deterministic([0, 0, 1, 2], [7, 0, 0, 0], halting=np.array([True] + [False] * 3))
>>> finish(countdown), steps_left(countdown).tolist()
(Abstraction([0, 0, 0, 0]), [0, 1, 2, 3])

Laws    `finish_is_complete_for_the_stopped_step`, `finish_is_least_that_keeps_the_output`,
        `steps_left_and_output_is_minimal` in `abstractions.testing.laws`
Proof   proofs/Computation.v, `finished_complete`, `finished_least`, `remaining_is_least`
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from .abstraction import Abstraction
from .arrays import jointly
from .computation import Computation
from .errors import Misuse
from .system import Deterministic, System

__all__ = ["finish", "steps_left"]


def finish(system: Deterministic | Computation) -> Abstraction:
    """States with the same final output are equivalent, and so are all states that never halt.

    ``system``: of shape O + X, one letter; the result is on its states.  Complete for the stopped step (though not for the
    termination square).  Cost: log2 n passes (doubling).  Errors: `Misuse`.
    """
    s, end, _ = ends(system)
    halts = s.halting[end] if s.halting is not None else end
    shown = np.zeros_like(end) if s.outputs is None else s.outputs[end]
    return Abstraction._canonical(jointly(halts, np.where(halts, shown, 0)))


def steps_left(system: Deterministic | Computation) -> npt.NDArray[np.int64]:
    """How many steps each state is from halting; -1 if it never does.  Shape (states,).

    ``system``: of shape O + X, one letter.  Cost: log2 n passes (doubling).  Errors: `Misuse`.
    """
    s, end, steps = ends(system)
    assert s.halting is not None
    return np.where(s.halting[end], steps, -1)


def ends(system: Deterministic | Computation) -> tuple[Deterministic, npt.NDArray[Any], npt.NDArray[Any]]:
    """The state after n steps of the stopped dynamics, and how many of them moved."""
    s = system.system if isinstance(system, Computation) else system
    if not isinstance(s, Deterministic) or s.halting is None or s.letters != 1:
        raise Misuse(
            "a computation that can be finished has the shape O + X",
            value=f"shape {s.functor}" if isinstance(s, System) else s,
            reason="without halting states there is no final output",
            repair="pass `halting=` to `System.deterministic`, or a `Computation`",
        )
    end: npt.NDArray[Any] = s.table[:, 0]
    steps = (~s.halting).astype(np.int64)
    covered = 1
    while covered < s.states:
        steps = steps + steps[end]
        end = end[end]
        covered *= 2
    return s, end, steps
