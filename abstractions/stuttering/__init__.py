"""Stuttering: what is left of a run when we do not count how long it stays in one class.

Main definitions  `stuttering`, `Stuttering`
Notes             Read the classes of a run and write down only the changes: the *trace*.  A run that never
                  changes class again *diverges*; its trace ends, and that is seen (so silence for ever is
                  never taken for progress).  An abstraction is one up to stuttering if states of a class
                  have the same trace of classes.  There is a coarsest one above p0: for deterministic
                  steps, states are alike iff their traces of p0 are, that is, iff they are alike for the
                  system of `first_changes`, a single map again.  For labelled steps with a silent letter
                  it is branching bisimilarity with explicit divergence.
Laws              `stuttering_compares_traces_without_repetition`, `stuttering_is_coarsest`,
                  `branching_bisimilarity_is_coarsest`, `no_rounds_prove_a_false_stuttering`,
                  `every_parting_replays`, `every_quiet_separation_replays` in `abstractions.testing.laws`
Source            M. Browne, E. Clarke, O. Gruemberg, Characterizing finite Kripke structures, 1988;
                  R. van Glabbeek, W. Weijland, Branching time and abstraction in bisimulation semantics, 1996
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from ..abstraction import Abstraction
from ..algebra import Algebra
from ..algorithms.inert_signatures import inert_signatures
from ..algorithms.single_map import single_map
from ..arguments import many
from ..arrays import canonical, frozen, renumbered
from ..certificate import CyclicMinimality
from ..checker.refusal import Refused
from ..computation import Computation
from ..distinction import distinguish
from ..errors import Misuse
from ..question import asked
from ..system import Branching, Deterministic, System, tabled
from ..verdict import Fails, Holds, Verdict
from .changes import Changes, first_changes
from .checking import check_stuttering
from .parting import Parting
from .rounds import Rounds
from .separating import separated
from .silence import silence
from .together import columns, staying, visible
from .until import Not, QuietSeparation, Until

__all__ = [
    "Changes",
    "Not",
    "Parting",
    "QuietSeparation",
    "Rounds",
    "Stuttering",
    "Until",
    "first_changes",
    "stuttering",
]


@dataclass(frozen=True, eq=False)
class Stuttering:
    """The coarsest stuttering abstraction of ``system`` above ``given``, and its reason.

    - ``abstraction``  the classes
    - ``changes``      for deterministic steps, where what is kept first changes; else None
    - ``reason``       a certificate for the system of changes, or `Rounds`
    - ``silent``       the letter that is silent, if steps have letters
    """

    system: System
    given: Abstraction
    abstraction: Abstraction
    changes: Changes | None
    reason: CyclicMinimality | Rounds
    silent: Hashable = None

    def __str__(self) -> str:
        q = self.abstraction
        return f"Stuttering: {many(len(q), 'class')} of {many(q.states, 'state')}"

    @cached_property
    def kept(self) -> Abstraction:
        """What must be told apart: what was given, and what one step shows whatever its targets."""
        return self.given | self.system.observation

    @cached_property
    def diverges(self) -> npt.NDArray[Any]:
        """Which classes may be stayed in for ever: bool, shape (classes,)."""
        if self.changes is not None:
            return np.asarray(self.changes.diverges[self.abstraction.representatives])
        assert isinstance(self.system, Branching)
        labels, classes = self.abstraction.labels, len(self.abstraction)
        return staying(*silence(self.system, self.silent), labels, classes)

    @cached_property
    def quotient(self) -> System:
        """The classes and how they change; a class that may be stayed in has a (silent) loop.

        Deterministic steps: of shape X, and outputs and halting as they were.  Linear, or sorting edges.
        """
        first = self.abstraction.representatives
        if self.changes is not None:
            s = self.system
            assert isinstance(s, Deterministic)
            return System.deterministic(
                self.abstraction.labels[self.changes.change[first]],
                None if s.outputs is None else s.outputs[first],
                halting=None if s.halting is None else s.halting[first],
                initial=self.abstraction.labels[s.initial],
                state_names=None if s.state_names is None else [s.state_names[i] for i in first],
                output_names=s.output_names,
            )
        return branching_quotient(self)

    def trace(self, s: int) -> tuple[list[int], list[int]]:
        """The classes of the run from s without repetitions: a beginning, and what follows for ever.

        What follows is one class if the run diverges.  For deterministic steps.  Errors: `Misuse`.

        >>> t = stuttering(System.deterministic([1, 2, 3, 3]), [0, 0, 1, 1])
        >>> t.trace(0)
        ([0], [1])
        """
        if self.changes is None:
            raise Misuse(
                "a trace is that of the one run from a state",
                value=f"shape {self.system.functor}",
                reason="where steps branch a state has many runs",
                repair="see `quotient`",
            )
        step = self.abstraction.labels[self.changes.change[self.abstraction.representatives]]
        c, seen = self.abstraction[self.system.known(s)], dict[int, int]()
        while c not in seen:
            seen[c] = len(seen)
            c = int(step[c])
        return list(seen)[: seen[c]], list(seen)[seen[c] :]

    def distinguish(self, left: int, right: int) -> Parting | QuietSeparation:
        """Why two states of different classes are not alike; ``.replay()`` shows it again.

        Deterministic steps: the change of class at which their runs part, O(states).  Else: a formula that
        counts no silence, which holds of ``left`` and not of ``right``: at most as many different parts as
        there are classes, O(edges) for each.  Errors: `Misuse` if they are of one class.

        >>> walk = stuttering(System.deterministic([1, 2, 3, 4, 4]), [0, 1, 1, 0, 0])
        >>> print(walk.distinguish(0, 3))
        after no change of class, 0 and 3 are told apart: the run from 3 stays for ever in the class of 3,
        and that from 0 leaves it, to 1
        classes from 0: 0 -> 1
        classes from 3: 3
        >>> late = stuttering(System.labelled([(0, "tau", 1), (1, "tea", 0), (2, "tau", 2)]), silent="tau")
        >>> print(late.distinguish(0, 2))
        of 0 and not of 2: silence, then tea
        """
        s, q = self.system, self.abstraction
        x, y = q[s.known(left)], q[s.known(right)]
        if x == y:
            raise Misuse(
                "two states to be told apart are in different classes",
                value=f"{s.state_name(left)} and {s.state_name(right)}, both in class {x}",
                reason="up to stuttering they are alike: that is what the reason shows",
                repair="choose states of different classes",
            )
        if self.changes is None:
            return separated(self, left, right)
        assert isinstance(s, Deterministic) and isinstance(self.reason, CyclicMinimality)
        found = distinguish(self.changes.system, self.kept, self.reason, left, right)
        return Parting(s, self.given, left, right, len(found.word))

    def check(self) -> Verdict[CyclicMinimality | Rounds]:
        """Whether it is the coarsest, from the definitions, by ways that share nothing with those it came.

        Deterministic steps: O(n), the first changes by their equations, then the checker of
        `abstractions.verify` on the system of changes.  Else `check_together`, O(edges) and sorting, and
        `check_apart`, for each boundary about the edges into what can do its entry.
        """
        claim = "these classes are the coarsest stuttering abstraction"
        try:
            check_stuttering(self)
        except Refused as refused:
            return Fails(claim, str(refused), "compute it again: stuttering(system, p)")
        return Holds(claim, self.reason)


def stuttering(s: System | Computation | Algebra, p: Any = None, *, silent: Hashable = None) -> Stuttering:
    """The coarsest abstraction above p whose classes determine the changes of class, and divergence.

    Deterministic steps without letters: O(n).  Steps P(X), P(A * X), also with outputs: branching
    bisimilarity with explicit divergence, where the letter ``silent`` is (in P(X): all steps are) not
    seen inside a class; O(d edges log n), d the most things that a class can do, and more where silence
    is long: O(d edges n) at worst.  Errors: `Misuse`, `BudgetExceeded`, `Interrupted`.

    >>> walk = System.deterministic([1, 2, 3, 4, 5, 0])                # three steps in each half
    >>> halves = Abstraction([0, 0, 0, 1, 1, 1])
    >>> stuttering(walk, halves).abstraction == halves
    True
    >>> from abstractions import minimal_complete
    >>> len(minimal_complete(walk, halves).abstraction)                # counting steps takes all six
    6
    >>> late = System.labelled([(0, "tau", 1), (1, "tea", 0), (2, "tea", 2), (3, "tau", 3)])
    >>> print(stuttering(late, silent="tau").abstraction)
    012|3
    """
    system, p = asked(s, p)
    if isinstance(system, Branching) and not system.functor.branches:
        system = tabled(system)
    if isinstance(system, Deterministic):
        if system.lettered or (system.outputs is not None and system.outputs.ndim == 2) or silent is not None:
            raise Misuse(
                "deterministic steps that stutter read no letters",
                value=f"shape {system.functor}" + f", silent letter {silent!r}" * (silent is not None),
                reason="which letter would be silent while a run stays in its class?",
                repair='give edges: System.labelled(...), and stuttering(system, p, silent="...")',
            )
        kept = p | system.observation
        changes = first_changes(system, kept)
        reason = single_map(changes.change[:, None], kept.labels)
        return Stuttering(system, p, Abstraction._canonical(reason.labels), changes, reason)
    assert isinstance(system, Branching)
    q = silence(system, silent)
    kept = p | system.observation
    found = inert_signatures(*q, kept.labels)
    labels, number = renumbered(found.place, found.time.size + 1)
    rank = np.empty(int(labels.max(initial=-1)) + 1, np.int64)
    rank[number[: rank.size]] = np.arange(rank.size)
    rounds = Rounds(frozen(rank), *found[1:])
    return Stuttering(system, p, Abstraction._canonical(canonical(labels)), None, rounds, silent)


def branching_quotient(r: Stuttering) -> Branching:
    """What each class can do, as edges between classes: all that some state of it does itself."""
    s, labels, first = r.system, r.abstraction.labels, r.abstraction.representatives
    assert isinstance(s, Branching)
    q, lettered = silence(s, r.silent), r.silent is not None
    source, letter, target = columns(q.edges)
    inert = (letter == q.silent) & (labels[source] == labels[target])
    _, found = visible(source, letter, target, inert, labels)
    stay = np.flatnonzero(r.diverges)
    loops = np.stack((stay, np.full(stay.size, q.silent), stay), axis=1)
    rows = np.concatenate((found, loops)).tolist()
    alphabet: list[Any] = [around for _, around in s.alphabet]
    names = [around[0] for around in alphabet] if lettered else []
    edges: list[tuple[Any, ...]] = [(c, names[a], t) if lettered else (c, t) for c, a, t in rows]
    fixed = [dict(s.displays[s.shown[x]]) for x in first.tolist()]
    outputs = [next(iter(shown.values())) for shown in fixed] if any(fixed) else None
    make = System.labelled if lettered else System.nondeterministic
    small = make(edges, outputs=outputs, states=first.size, initial=labels[s.initial])
    assert isinstance(small, Branching)
    return small
