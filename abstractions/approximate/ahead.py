"""Many steps ahead: how often an abstract run has lost its way after k steps.

Main definitions  `errors_along`, `ErrorsAlong`
Notes             The abstract machine sees the class of the first state, then runs alone.  Two errors for
                  each time: that of this run, step by step; and the least that any guess from the first
                  class could make.  The second is no more than the first, and neither need grow: an
                  abstract run may find back.  If the distribution is invariant under the step, the error
                  after k steps is at most k defects.
Law               `errors_along_count_every_run` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from ..algebra import Algebra
from ..arguments import listed, whole
from ..arrays import integers, jointly
from ..computation import Computation
from ..errors import Misuse
from ..question import asked_of_table
from ..system import System
from .flow import first_of, summed
from .measures import Defect, defect

__all__ = ["STEPS", "ErrorsAlong", "errors_along"]

STEPS = 1_000_000
"""So many steps are taken at most: each is a pass over the states."""


@dataclass(frozen=True, slots=True)
class ErrorsAlong:
    """Probabilities of a wrong class after 0, 1, ..., k steps.

    ``run``: of the abstract run.  ``least``: of the best guess from the first class alone.
    ``defect``: the one-step defect, whose best step ran.
    """

    run: tuple[Fraction, ...]
    least: tuple[Fraction, ...]
    defect: Defect

    def __str__(self) -> str:
        rows = [f"{'steps':>5} {'abstract run':>14} {'best guess':>14}"]
        rows += [f"{k:>5} {r!s:>14} {g!s:>14}" for k, (r, g) in enumerate(zip(self.run, self.least))]
        return "\n".join(rows)


def errors_along(
    s: System | Computation | Algebra, p: Any, word: int | Iterable[int], weights: Any = None
) -> ErrorsAlong:
    """How often the best abstract step, run alone, is in the wrong class after each step of a word.

    ``word``: letters, by number; or how many steps, if the system has one letter.  ``weights``: of the
    first state, as in `defect`; also what the abstract step is best for.  A run that enters a class
    without weight, where no step is best, is wrong from then on.  Deterministic systems.

    After one step the error is zero iff the class determines the next class on the support of the weights,
    and so it is where p is complete there.  After more steps neither implies the other: a run may leave the
    support, of which the defect asks nothing, and go wrong; and an abstract run may find back.  If no run
    leaves the support, and p is complete on it, all errors are zero.
    Cost: one pass over the states for each step.  Errors: `Misuse`.

    >>> clock = System.deterministic([1, 2, 3, 4, 5, 0])
    >>> found = errors_along(clock, [0, 0, 0, 1, 1, 1], 6)           # "first half, second half"
    >>> print(*found.run)                                          # the halves never change, it says
    0 1/3 2/3 1 2/3 1/3 0
    >>> print(*found.least)
    0 1/3 1/3 0 1/3 1/3 0
    >>> away = errors_along(clock, [0, 0, 1, 1, 1, 1], 3, {0: 1})    # complete on the support, which is left
    >>> print(away.defect.value, "then", *away.run)
    0 then 0 0 1 1
    """
    system, p = asked_of_table(
        s,
        p,
        "errors along a word",
        reason="where steps branch a state has no one run, with whose classes those of an abstract run agree or not",
        repair="of a Markov chain ask lump(chain, p, steps=k): it bounds the error after each step; give "
        "other steps probabilities first, System.markov",
    )
    letters: Sequence[int]
    if isinstance(word, Iterable):
        letters = integers(
            listed(word, "the letters of a word", ordered=True), "a word", bound=system.letters
        ).tolist()
    elif system.letters == 1:
        letters = [0] * whole(word, "a number of steps", most=STEPS)
    else:
        raise Misuse(
            "a run is along a word",
            value=word,
            reason=f"the system has {system.letters} letters",
            repair="give the letters that are read, by number",
        )
    best = defect(system, p, weights)
    first = best.weights.of_states
    start = np.flatnonzero(first.whole)
    weight, state = first.whole[start], start
    guess = p.labels[start].astype(np.int64)
    run, least = [Fraction(0)], [Fraction(0)]
    for a in letters:
        state = system.table[state, a]
        guess = np.where(guess >= 0, best.table[guess, a], -1)
        run.append(Fraction(int(weight[guess != p.labels[state]].sum()), first.total))
        cell = jointly(p.labels[start], p.labels[state])
        places = first_of(cell)
        sums = summed(cell, weight, places.size)
        most = np.zeros(len(p), weight.dtype)
        np.maximum.at(most, p.labels[start][places], sums)
        least.append(Fraction(first.total - int(most.sum()), first.total))
    return ErrorsAlong(tuple(run), tuple(least), best)
