"""Step marking: one abstract step goes from a marked state to the next marked state.

Main definitions  `first_return`, `returns`, `FirstReturn`
Notes             Marks say when an abstract step is complete.  The steps between marks make a system of
                  their own, on the marked states: whatever can be asked of a system can be asked of it.
                  `is_complete`, `minimal_complete` and `commutes` take ``marks`` and ask exactly that.
                  If steps read letters, the letter of the first concrete step is held until the return
                  (a circuit whose input rests until it has settled); or, with ``then``, another letter
                  is read after the first one (one input, then silence).
Laws              `first_return_is_by_walking`, `counts_are_by_walking`,
                  `marked_questions_are_those_of_the_first_return`, `long_steps_show_what_they_should`,
                  `no_other_long_steps_are_accepted`, `one_giant_step_is_said` in `abstractions.testing.laws`
Source            E. Jenner, Research agenda: Formalizing abstractions of computations, 2023 (one abstract
                  step for several concrete ones); R. Floyd, 1967 (cut points); H. Poincare (return maps)
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from ..abstraction import Abstraction
from ..algorithms.first_marked import first_marked
from ..arguments import whole
from ..arrays import Ints, frozen
from ..checker.refusal import Refused
from ..computation import Computation
from ..errors import BudgetExceeded, Misuse, NeverReturns, brief
from ..question import asked_of_table
from ..system import Deterministic, System
from ..verdict import Fails, Holds, Verdict
from .equations import check_counts, check_returns
from .making import counted, long_steps, never
from .marks import MANY_RUNS, NO_MARKS, Counts, Marks, counts_of, letters_after, marked, some_marked

__all__ = ["FirstReturn", "first_return", "returns"]

GIANT = "one giant step: whatever is computed is computed within it"
LISTED = 10_000_000
"""Runs of more steps are not listed."""


@dataclass(frozen=True, eq=False)
class FirstReturn:
    """The system of long steps: its states are the marked ones, its step goes on to the next marked one.

    - ``low``      the system whose steps are the concrete ones; ``source``: as it was given
    - ``system``   the long steps; states keep their names (without names: their old numbers), outputs
      and halting; initial states are moved to the first marked states they reach
    - ``states``   the old number of each state, int32, shape (marked,)
    - ``steps``    how many concrete steps a long one is, int64, shape of ``system.step``; 0 where the
      computation has halted
    - ``entry``    for each old state the new number of the first marked state on its run (its own, if it
      is marked), -1 if there is none; int32, shape (states,) or (states, letters)
    - ``distance`` how many concrete steps that is, -1 if there is none
    - ``going_on`` the letter that is read after the first, for each letter; int64, shape (letters,)

    - ``counts``   with `Counts`, how many steps were asked for from each state (1 where it has halted),
      int64, shape (states,); else None.  Then only states with a count have an ``entry``, themselves
    """

    source: System | Computation
    low: Deterministic
    system: Deterministic
    states: Ints
    steps: Ints
    entry: Ints
    distance: Ints
    going_on: Ints
    counts: Ints | None = None

    def __str__(self) -> str:
        longest = int(self.steps.max(initial=0))
        story = f"{self.states.size} of {self.low.states} states, steps of up to {longest} concrete ones"
        return f"{story}; these are the trivial steps, {GIANT}" if self.giant else story

    @property
    def giant(self) -> bool:
        """Whether these are the trivial steps: some are long, and after one nothing more happens.

        Every marked state has halted, or goes on to one that has, or comes back to itself, whatever is
        read next; and a step from mark to mark, or the way to the first mark, leaves states out.

        >>> around = System.deterministic([1, 2, 3, 0])
        >>> first_return(around, [0]).giant, first_return(around, [0, 2]).giant
        (True, False)
        """
        if not ((self.steps > 1).any() or (self.distance > 0).any()):
            return False
        ends = np.unique(self.system.table)
        return bool((self.system.table[ends] == ends[:, None]).all())

    def run(self, i: int, a: int = 0) -> list[int]:
        """The concrete states of the long step from state ``i`` of ``system`` by letter ``a``.

        Errors: `BudgetExceeded` beyond ten million steps.
        """
        i, a = self.system.known(i), whole(a, "a letter", most=self.low.letters - 1)
        length = int(self.steps.reshape(self.states.size, -1)[i, a])
        if length > LISTED:
            raise BudgetExceeded(
                f"a run that is listed has at most {LISTED:,} steps",
                value=f"{length:,} steps",
                reason="the list would not fit",
                repair="walk it piece by piece: system.walk(state, word)",
            )
        return self.low.walk(int(self.states[i]), [a, *[int(self.going_on[a])] * (length - 1)][:length])

    def restrict(self, p: Any) -> Any:
        """What ``p`` says of the marked states: labels for an array or an abstraction of all states."""
        if p is None or callable(p) or isinstance(p, Mapping):
            return p  # by names, and the names are the same
        if isinstance(p, Abstraction):
            self.low.owns(p)
            return p.labels[self.states]
        p = p[: self.low.states + 1] if isinstance(p, range) else p
        listed = isinstance(p, (list, tuple, range)) or (hasattr(p, "__array__") and np.ndim(p) > 0)
        if not listed or len(p) != self.low.states:
            raise Misuse(
                "an array says something of every state",
                value=f"{len(p)} entries" if listed else repr(p),
                reason=f"there are {self.low.states} states, of which {self.states.size} are marked",
                repair="give one entry for each state, marked or not",
            )
        return np.asarray(p)[self.states] if hasattr(p, "__array__") else [p[s] for s in self.states]

    @cached_property
    def made(self) -> System | Computation:
        """The long steps as what was given: a computation if it was one, with the same inputs."""
        c = self.source
        if not isinstance(c, Computation):
            return self.system
        s, names = self.system, self.system.state_names
        assert names is not None and s.halting is not None
        read: dict[Any, Any] = {}
        if s.outputs is not None and s.output_names is not None:
            read = {names[i]: s.output_names[s.outputs[i]] for i in np.flatnonzero(s.halting).tolist()}
        return Computation(
            step={name: names[t] for name, t in zip(names, s.table[:, 0].tolist())},
            halts=dict(zip(names, s.halting.tolist())),
            load=None if c.inputs is None else {x: names[self.entry[m]] for x, m in c.loads.items()},
            read=read,
            inputs=c.inputs,
            states=names,
        )

    def check(self) -> Verdict[FirstReturn]:
        """Whether these are the long steps of the source, from the definitions, in every part.

        O(letters states); for `Counts` that many for each step of the longest, or log(count) beyond a hundred.
        """
        claim = "these are the long steps"
        try:
            (check_returns if self.counts is None else check_counts)(self)
        except Refused as refused:
            return Fails(claim, str(refused), "make them again: first_return(system, marks)")
        return Holds(claim, self)


def first_return(s: System | Computation, marks: Marks, *, then: Hashable = None) -> FirstReturn:
    """The long steps of a deterministic system: from each marked state to the next marked state.

    ``marks``: a predicate or mapping of states to True or False, a set or list of states (by name, where
    they have names), a boolean array with one entry a state, an integer array of states; or `Counts`.
    ``then``: the letter that is read after the first, by name; without it the first is held.
    What is shown at unmarked states is forgotten.  A halted state is marked or it never returns.
    O(letters states).  Errors: `NeverReturns`, with the cycle, if a run from a marked or initial state
    meets no marked state; `Misuse`.

    >>> r = first_return(System.deterministic([1, 2, 3, 4, 5, 0], initial=[1]), lambda m: m % 3 == 0)
    >>> r.system.state_names, r.system.step.tolist(), r.steps.tolist(), r.system.initial.tolist()
    ((0, 3), [1, 0], [3, 3], [1])
    >>> first_return(System.deterministic([1, 2, 1]), {0})
    Traceback (most recent call last):
    abstractions.errors.NeverReturns: NeverReturns: the run from 0 meets a marked state again.
      found:  the cycle 1 -> 2 -> 1, entered after 1 step
      reason: no state of the cycle is marked
      repair: mark a state of the cycle, or do not begin there
    """
    low, _ = asked_of_table(s, None, "first returns", reason=MANY_RUNS, repair=NO_MARKS)
    if isinstance(marks, FirstReturn):
        if marks.low != low:
            raise Misuse(
                "a first return is used on the system that it was made for",
                value=str(marks.low),
                reason=f"this system is another one: {low}",
                repair="pass the marks themselves",
            )
        if then is not None and not np.array_equal(marks.going_on, letters_after(low, then)):
            raise Misuse(
                "a first return is used with the letter that it was made with",
                value=then,
                reason="what is read after the first letter is part of it",
                repair="leave `then` out, or pass the marks themselves",
            )
        return marks if marks.source is s else replace(marks, source=s)
    if low.outputs is not None and low.outputs.ndim == 2:
        raise Misuse(
            "outputs are those of states",
            value=f"shape {low.functor}",
            reason="on a long step a system that shows something for each letter shows a whole word",
            repair="leave the outputs out, or show them in the next state",
        )
    going_on = letters_after(low, then)
    if isinstance(marks, Counts):
        count = counts_of(low, marks.of)
        some_marked(low, count)
        return FirstReturn(s, low, *counted(low, count, going_on), frozen(going_on), frozen(count))
    own = marked(low, marks)
    some_marked(low, own)
    states = frozen(np.flatnonzero(own).astype(np.int32))
    number = np.full(low.states + 1, -1, np.int32)  # the last entry: of no state at all
    number[states] = np.arange(states.size, dtype=np.int32)
    found = {int(c): first_marked(low.table[:, c], own) for c in sorted(set(going_on.tolist()))}
    entry = np.stack([number[found[int(c)][0]] for c in going_on], axis=1)
    distance = np.stack([found[int(c)][1] for c in going_on], axis=1)
    after = low.table[states]
    columns = np.arange(low.letters)
    table, steps = entry[after, columns], distance[after, columns].astype(np.int64) + 1
    if low.halting is not None:
        steps[low.halting[states]] = 0
    if (lost := np.argwhere(table < 0)).size:
        i, a = (int(v) for v in lost[0])
        others = np.setdiff1d(states[lost[:, 0]], states[i]).tolist()
        raise never(low, int(states[i]), a, int(going_on[a]), others=others)
    if (lost := np.argwhere(entry[low.initial] < 0)).size:
        i, a = (int(v) for v in lost[0])
        others = np.setdiff1d(low.initial[lost[:, 0]], low.initial[i]).tolist()
        c = int(going_on[a])
        raise never(low, int(low.initial[i]), c, c, again=False, others=others)
    if not low.lettered:
        steps, entry, distance = steps[:, 0], entry[:, 0], distance[:, 0]
    system = long_steps(low, states, table, entry[low.initial].reshape(-1))
    parts = (states, frozen(steps), frozen(entry), frozen(distance), frozen(going_on))
    return FirstReturn(s, low, system, *parts)


def returns(s: System | Computation, marks: Marks, *, then: Hashable = None) -> Verdict[FirstReturn]:
    """Whether every run from a marked or initial state meets a marked state (again).

    Holds with the `FirstReturn`; fails with the `NeverReturns` that tells where a run ends.

    >>> print(returns(System.deterministic([1, 2, 1]), {0}))
    Refuted: every marked state returns.
      from 0 the run ends in the cycle 1 -> 2 -> 1, entered after 1 step
      Repair: mark a state of the cycle, or do not begin there
    """
    claim = "every marked state returns"
    try:
        return Holds(claim, first_return(s, marks, then=then))
    except NeverReturns as lost:
        return Fails(claim, Lost(lost), lost.repair)


@dataclass(frozen=True, slots=True)
class Lost:
    """A run without return: where it begins, and the cycle in which it ends (names of states)."""

    reason: NeverReturns

    @property
    def cycle(self) -> tuple[Hashable, ...]:
        """The states that the run goes round for ever."""
        return self.reason.cycle

    def __str__(self) -> str:
        others = ", ".join(map(brief, self.reason.others))
        more = f"; none returns from {brief(others)} either" if others else ""
        return f"from {brief(self.reason.start)} the run ends in {self.reason.end}{more}"
