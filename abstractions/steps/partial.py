"""Partial maps: states in the middle of an abstract step have no image, or one of their own.

Main definitions  `total_of`, `partial_of`, `Total`
Notes             A partial map p into H, such that states outside its domain have a path into it, says the
                  same as a total map into H + {pre(b)}: a state outside is "before b", for some b that it
                  reaches, and pre(b) has one arrow, to b.  One satisfies the weak square iff the other
                  does; from total to partial a choice of b is forgotten, the other way the first one is made.
Law               `partial_maps_are_total_ones_with_pre` in `abstractions.testing.laws`
Source            E. Jenner, Research agenda: Formalizing abstractions of computations, 2023
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..algorithms.first_marked import first_marked
from ..arrays import Ints, frozen
from ..computation import Computation
from ..errors import Misuse
from ..matching import Map, states_of
from ..system import Deterministic, System
from ..verdict import Fails, Verdict
from .weak import Paths, Unmatched, sides, weak_square

__all__ = ["Total", "partial_of", "total_of"]


@dataclass(frozen=True, slots=True, eq=False)
class Total:
    """A total map from ``low`` into ``high``, which is H + {pre(b)}: pre(b) is state b + ``before``.

    ``alpha``: int32, shape (states,).  ``before``: how many states H has.
    """

    low: Deterministic
    high: Deterministic
    alpha: Ints
    before: int

    def square(self) -> Verdict[Paths]:
        """The weak square of the total map."""
        return weak_square(self.low, self.high, self.alpha)


def total_of(low: System | Computation, high: System | Computation, alpha: Map) -> Total:
    """The total map into H + {pre(b)}: a state without image is before the first one that its run meets.

    The new states are called ("pre", b); outputs of H are kept only if it halts, at halting states.
    O(states).  Errors: `Refuted`, if a run never enters the domain; `Misuse`.

    >>> t = total_of(System.deterministic([1, 2, 3, 0]), System.deterministic([1, 0]), {0: 0, 2: 1})
    >>> t.alpha.tolist(), t.high.step.tolist(), t.high.state_names
    ([0, 3, 1, 2], [1, 0, 0, 1], (0, 1, ('pre', 0), ('pre', 1)))
    """
    l, h = sides(low, high)
    image = states_of(alpha, l, h, True)
    met, _ = first_marked(l.table[:, 0], image >= 0)
    if (lost := np.flatnonzero(met < 0)).size:
        story = Unmatched(l, h, int(lost[0]), -1, -1)
        repair = "define alpha on a state of that end"
        Fails("every run enters the domain of alpha", story, repair).unwrap()
    total = np.where(image >= 0, image, image[met] + h.states)
    return Total(l, with_pre(h), frozen(total.astype(np.int32)), h.states)


def with_pre(h: Deterministic) -> Deterministic:
    """H + {pre(b)}."""
    n = h.states
    names: Any = h.state_names or range(n)
    halting = None if h.halting is None else np.concatenate((h.halting, np.zeros(n, np.bool_)))
    keep = h.outputs is not None and halting is not None
    return System.deterministic(
        np.concatenate((h.table[:, 0], np.arange(n))),
        np.concatenate((h.outputs, np.zeros(n, np.int32))) if keep and h.outputs is not None else None,
        halting=halting,
        initial=h.initial,
        state_names=[*names, *(("pre", b) for b in names)],
        output_names=h.output_names if keep else None,
    )


def partial_of(total: Total, alpha: Any = None) -> Ints:
    """The partial map that a total one into H + {pre(b)} (default: its own) extends: -1 at pre(b).

    O(states).  Errors: `Misuse`.

    >>> t = total_of(System.deterministic([1, 2, 3, 0]), System.deterministic([1, 0]), {0: 0, 2: 1})
    >>> partial_of(t).tolist()
    [0, -1, 1, -1]
    """
    if not isinstance(total, Total):
        raise Misuse(
            "a partial map is read off a total one",
            value=total,
            reason=f"a {type(total).__name__} is none",
            repair="make one: total_of(low, high, alpha)",
        )
    image = total.alpha if alpha is None else states_of(alpha, total.low, total.high, False)
    return frozen(np.where(image < total.before, image, -1).astype(np.int32))
