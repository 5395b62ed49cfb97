"""The weak square: an abstract step is matched by some path.

Main definitions  `weak_square`, `Paths`, `Unmatched`
Notes             Weak, because nothing is asked of the states on the way, and the path may be empty where
                  an abstract state steps to itself.  High has no successor where it has halted.
                  With a partial map the states outside its domain must have a path into it.
Laws              `weak_squares_are_by_walking`, `no_other_paths_are_accepted`,
                  `marks_make_a_weak_square`, `partial_maps_are_total_ones_with_pre` in
                  `abstractions.testing.laws`
Source            E. Jenner, Research agenda: Formalizing abstractions of computations, 2023; weak
                  simulation: R. Milner, Communication and concurrency, 1989
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..algorithms.first_marked import first_marked
from ..algorithms.next_wanted import next_wanted
from ..arrays import Ints, frozen
from ..checker.refusal import Refused, require
from ..computation import Computation
from ..errors import Misuse, brief
from ..matching import Map, states_of
from ..question import asked_of_table
from ..system import Deterministic, System
from ..verdict import Fails, Holds, Verdict
from .making import iterated
from .marks import MANY_RUNS, NO_MARKS
from .parts import numbers, require_single

__all__ = ["Paths", "Unmatched", "sides", "successors", "weak_square"]


def weak_square(
    low: System | Computation, high: System | Computation, alpha: Map, *, partial: bool = False
) -> Verdict[Paths]:
    """Whether each abstract successor of a low state is the image of some state on its run.

    For every m with a successor b of ``alpha(m)`` in high, some state f^k(m), k >= 0, has the image b.
    ``alpha``: as in `commutes`.  ``partial``: ``alpha`` may be undefined; the run from a state outside its
    domain must enter it.  For deterministic systems without letters.  O(states).  Holds with the
    `Paths`; fails with an `Unmatched` state and where its run ends.  Errors: `Misuse`.

    >>> low, high = System.deterministic([1, 2, 3, 4, 5, 0]), System.deterministic([1, 2, 0])
    >>> weak_square(low, high, lambda m: m // 2).unwrap().steps.tolist()
    [2, 1, 2, 1, 2, 1]
    >>> print(weak_square(low, System.deterministic([1, 2, 3, 0]), lambda m: m // 2))
    Refuted: every abstract step is matched by a path.
      low state 4 is mapped to 2, whose next is 3,
      but no state on the run from 4 is mapped to 3: it ends in the cycle 4 -> 5 -> 0 -> 1 -> 2 -> 3 -> 4
      Repair: change alpha or high at 2; or take fewer abstract steps
    """
    if not isinstance(partial, (bool, np.bool_)):
        raise Misuse(
            "whether a map may be partial is True or False",
            value=repr(partial),
            reason=f"a {type(partial).__name__} is neither",
            repair="pass partial=True, or leave it out",
        )
    l, h = sides(low, high)
    image = frozen(states_of(alpha, l, h, bool(partial)).astype(np.int32))
    f: Any = l.table[:, 0]
    inside, wanted = image >= 0, np.append(successors(h), -1)[image]
    steps = np.where(
        inside,
        next_wanted(f, np.where(inside, image, h.states).astype(np.int32), wanted),
        first_marked(f, inside)[1],
    )
    asked = ~inside | (wanted >= 0)
    bad = np.flatnonzero(asked & (steps < 0))
    if bad.size:
        s = int(bad[0])
        lost = Unmatched(l, h, s, int(image[s]), int(wanted[s]))
        where = f"change alpha or high at {h.state_name(int(image[s]))}; or take fewer abstract steps"
        repair = where if inside[s] else "define alpha on a state of that end"
        return Fails("every abstract step is matched by a path", lost, repair)
    return Holds("every abstract step is matched by a path", Paths(l, h, image, frozen(steps)))


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """For each low state how many steps lead to a match: to a state whose image is the abstract successor
    or, from outside the domain, into it; -1 where nothing is asked.  ``image``: -1 outside the domain.
    """

    low: Deterministic
    high: Deterministic
    image: Ints
    steps: Ints

    def check(self) -> Verdict[Paths]:
        """Whether so many steps do lead to a match: O(states log steps)."""
        claim = "these paths match every abstract step"
        try:
            self.require_matches()
        except Refused as refused:
            return Fails(claim, str(refused), "make them again: weak_square(low, high, alpha)")
        return Holds(claim, self)

    def require_matches(self) -> None:
        """Refused unless every path is one, and leads to a match."""
        require_single(self.low, "the low system")
        require_single(self.high, "the high system")
        low, high = self.low, self.high
        image = numbers(self.image, "the images", (low.states,), -1, high.states)
        steps = numbers(self.steps, "the steps", (low.states,), -1)
        wanted = np.append(successors(high), -1)[image]
        asked = (image < 0) | (wanted >= 0)
        require((steps[~asked] == -1).all(), "a path begins where none is asked for")
        require((steps[asked] >= 0).all(), "a path is missing")
        ends = image[iterated(low.table[:, 0], np.arange(image.size), np.maximum(steps, 0))]
        right = ~asked | np.where(image < 0, ends >= 0, ends == wanted)
        bad = np.flatnonzero(~right)
        require(
            not bad.size,
            f"the path from low state {low.state_name(int(bad[0])) if bad.size else ''} does not",
        )


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A low state whose abstract successor (or, outside the domain: the domain) its run never meets.

    ``image``: -1 outside the domain; ``wanted``: the abstract successor.
    """

    low: Deterministic
    high: Deterministic
    state: int
    image: int
    wanted: int

    @property
    def run(self) -> tuple[list[int], list[int]]:
        """The run from the state: what comes first, and the cycle in which it ends."""
        seen: dict[int, int] = {}
        s = self.state
        while s not in seen:
            seen[s] = len(seen)
            s = int(self.low.table[s, 0])
        return list(seen)[: seen[s]], list(seen)[seen[s] :]

    def __str__(self) -> str:
        name, called = self.low.state_name, self.high.state_name
        _, cycle = self.run
        if len(cycle) == 1 and self.low.halting is not None and self.low.halting[cycle[0]]:
            end = f"it halts in {name(cycle[0])}"
        else:
            end = f"it ends in the cycle {brief(' -> '.join(map(name, [*cycle, cycle[0]])), 400)}"
        m = name(self.state)
        if self.image < 0:
            return (
                f"low state {m} is outside the domain of alpha,\nand the run from it never enters it: {end}"
            )
        b = called(self.wanted)
        return (
            f"low state {m} is mapped to {called(self.image)}, whose next is {b},\n"
            f"but no state on the run from {m} is mapped to {b}: {end}"
        )


def sides(low: Any, high: Any) -> tuple[Deterministic, Deterministic]:
    """The two systems.  Errors: `Misuse` if a step reads letters."""
    l, h = (
        asked_of_table(s, None, "weak squares", reason=MANY_RUNS, repair=NO_MARKS)[0] for s in (low, high)
    )
    for s in (l, h):
        if s.lettered and s.letters > 1:
            raise Misuse(
                "a weak square is about steps without letters",
                value=f"shape {s.functor}",
                reason="which letters would be read on the way to a match?",
                repair='hold a letter: first_return; or hide one: stuttering(system, p, silent="...")',
            )
    return l, h


def successors(h: Deterministic) -> Ints:
    """The next state of each, -1 where it has halted."""
    return h.table[:, 0] if h.halting is None else np.where(h.halting, -1, h.table[:, 0]).astype(np.int32)
