"""Diagrams: does a map between two computations commute with everything they do?

Main definitions  `commutes`, `FailingSquare`
Notes             The squares: *input* (load low, then map = load high), *termination* (halts low iff
                  halts high), *output* (read low = read high after the map), *step* (step low, then
                  map = map, then step high).  If all commute, the high computation gives the same
                  outputs as the low one in the same number of steps (the execution theorem).
Laws              `execution_theorem`, `complete_iff_a_commuting_square_exists` in
                  `abstractions.testing.laws`
Proof             proofs/ (Diagram)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from .abstraction import Abstraction
from .certificate import Commuting
from .computation import Computation
from .errors import Misuse, brief
from .matching import Map, kernel_of, matched_letters, renaming, states_of, translation, values_of
from .reachability import breadth_first
from .system import System
from .verdict import Fails, Holds, Verdict

__all__ = ["FailingSquare", "commutes"]

Square = Literal["input", "termination", "output", "step"]
Failure: TypeAlias = tuple[int, int, str, str]
"""A state, a letter (-1: none), and the two ways round in words."""


def commutes(
    low: System | Computation,
    high: System | Computation | None,
    alpha: Map,
    *,
    on: Literal["all", "reachable"] = "all",
    partial: bool = False,
    outputs: Map = None,
) -> Verdict[Commuting]:
    """Whether the diagram with ``alpha``, from the states of low to the states of high, commutes.

    - ``alpha``    a function or mapping of states (by name, where states have names), an array of
      high states, or an `Abstraction` (its classes are the high states, in order)
    - ``high``     a `Computation` is explored from its inputs and from the values of ``alpha``;
      None: built from low, if ``alpha`` is complete, and then ``verdict.built`` is the result
    - ``on``       check all states of low, or those reachable from its inputs
    - ``partial``  ``alpha`` may be undefined (no key, None, or -1 in an array); then its domain must
      be closed under the step and contain the loaded inputs
    - ``outputs``  what an output of low is called in high (function or mapping; default: the same)

    Squares are checked where both sides have what they speak of: inputs (of computations: the same
    inputs; of systems: initial states), halting, outputs, steps.  Letters are matched by name, or by
    number if they have none.  O(n letters).  Fails with the `FailingSquare` that has the shortest
    run from an input.

    >>> low, high = System.deterministic([1, 2, 3, 0]), System.deterministic([1, 0])
    >>> bool(commutes(low, high, lambda m: m % 2))
    True
    >>> print(commutes(low, high, [0, 1, 1, 1]))
    Refuted: the step square commutes.
      at low state 1, which alpha maps to 1
      step, then alpha: 1 -> 2 -> 1
      alpha, then step: 1 -> 1 -> 0
      no run to this state was asked for: low has no initial states
      Repair: change alpha or high at this state; minimal_complete(low, alpha) keeps what alpha keeps
    """
    l = low.system if isinstance(low, Computation) else low
    if high is None:
        p = alpha if isinstance(alpha, Abstraction) else kernel_of(alpha, l)
        from .completion import is_complete

        verdict = is_complete(l, p)
        if not verdict:
            return verdict
        built = l.quotient(p)
        same = np.arange(l.letters), translation(l, built, renaming(None))
        return Holds("alpha is complete: a high side exists", Commuting(p.labels, *same), built)
    if isinstance(high, Computation):  # its states are those of its functions, not only the reached
        h = high.system_with(value for value in values_of(alpha, l) if value is not None)
    else:
        h = high
    image = states_of(alpha, l, h, partial)
    if l.letters != h.letters:
        raise Misuse(
            "two systems in a diagram read the same letters",
            value=f"{l.letters} letters and {h.letters} letters",
            reason="a step square needs the same letter on both sides",
            repair="rename or restrict the letters of one system",
        )
    letters = matched_letters(l, h)
    domain = image >= 0
    scope = domain
    if on == "reachable":
        scope = np.zeros(l.states, np.bool_)
        scope[l.reachable()] = True
        scope &= domain
    translate = translation(l, h, renaming(outputs))
    squares: dict[Square, Iterator[Failure]] = {
        "input": input_square(low, high, l, h, image),
        "termination": termination_square(l, h, image, scope),
        "output": output_square(l, h, image, scope, letters, translate),
        "step": step_square(l, h, image, scope, letters),
    }
    found = [(square, failure) for square, failures in squares.items() for failure in failures]
    checked = ", ".join(squares)
    if not found:
        everywhere = "every state" if scope.all() else f"{int(scope.sum())} of {l.states} states"
        certificate = Commuting(np.where(scope, image, -1), letters, translate)
        return Holds(f"the {checked} squares commute on {everywhere}", certificate)
    distance = np.full(l.states, l.states, np.int64)
    order, _, _ = breadth_first(l.table, l.initial)
    distance[order] = np.arange(order.size)
    square, (state, letter, under, over) = min(found, key=lambda f: distance[f[1][0]])
    return Fails(
        f"the {square} square commutes",
        FailingSquare(l, h, square, state, letter, int(image[state]), under, over),
        "change alpha or high at this state; minimal_complete(low, alpha) keeps what alpha keeps",
    )


@dataclass(frozen=True, slots=True)
class FailingSquare:
    """A square that does not commute: where, both ways round, and how to get there.

    ``under``: by way of low; ``over``: by way of high; each as the values on the way.
    """

    low: System
    high: System
    square: Square
    state: int
    letter: int
    image: int
    under: str
    over: str

    @property
    def run(self) -> tuple[list[int], list[int]] | None:
        """States and letters of a shortest run from an initial state of low, if there is one."""
        return self.low.shortest_run(self.state) if self.low.initial.size else None

    def replay(self, alpha: Any) -> bool:
        """Whether the same square still fails at the same state, for this ``alpha``."""
        verdict = commutes(self.low, self.high, alpha, partial=True)
        return not verdict and verdict.counterexample.square == self.square

    def __str__(self) -> str:
        l, h = self.low, self.high
        ways = {
            "step": ("step, then alpha", "alpha, then step"),
            "input": ("load low, then alpha", "load high"),
            "termination": ("low", "high, after alpha"),
            "output": ("low", "high, after alpha"),
        }[self.square]
        under_letter = (
            f" under letter {l.letter_name(self.letter)}" if self.letter >= 0 and l.lettered else ""
        )
        at = h.state_name(self.image) if self.image >= 0 else "nothing"
        lines = [
            f"at low state {l.state_name(self.state)}, which alpha maps to {at}{under_letter}",
            f"{ways[0]}: {self.under}",
            f"{ways[1]}: {self.over}",
        ]
        if not l.initial.size:
            lines.append("no run to this state was asked for: low has no initial states")
        elif (run := self.run) is None:
            lines.append("no run from an input reaches this state (on='reachable' leaves it out)")
        else:
            states, letters = run
            text = l.state_name(states[0])
            for s, a in zip(states[1:], letters):
                text += f" -{l.letter_name(a)}-> " if l.lettered else " -> "
                text += l.state_name(s)
            lines.append(f"shortest run to it: {brief(text, 400)}")
        return "\n".join(lines)


# ---- the four squares: each lists where it fails, the first of them first ----------------------


def input_square(
    low: System | Computation,
    high: System | Computation,
    l: System,
    h: System,
    image: npt.NDArray[Any],
) -> Iterator[Failure]:
    pairs: list[tuple[str, int, int]] = []
    if isinstance(low, Computation) and isinstance(high, Computation):
        goals = high.loads_in(h)
        for x, m in low.loads.items():
            if x not in goals:
                raise Misuse(
                    "the two computations have the same inputs",
                    value=x,
                    reason="it is an input of low and not of high",
                    repair="give both the same `inputs`",
                )
            pairs.append((f"input {brief(x)}", m, goals[x]))
    elif h.initial.size:
        starts = set(h.initial.tolist())
        for m in l.initial.tolist():
            goal = int(image[m]) if int(image[m]) in starts else int(h.initial[0])
            pairs.append(("an initial state", m, goal))
    for x, m, goal in pairs:
        if image[m] != goal:
            at = h.state_name(int(image[m])) if image[m] >= 0 else "nothing"
            yield m, -1, f"{x} -> {l.state_name(m)} -> {at}", f"{x} -> {h.state_name(goal)}"


def termination_square(
    l: System, h: System, image: npt.NDArray[Any], scope: npt.NDArray[np.bool_]
) -> Iterator[Failure]:
    if l.halting is None or h.halting is None:
        return
    states = np.flatnonzero(scope)
    for s in states[l.halting[states] != h.halting[image[states]]].tolist():
        words = ("is running", "has halted")
        yield s, -1, words[int(l.halting[s])], words[int(h.halting[image[s]])]


def output_square(
    l: System,
    h: System,
    image: npt.NDArray[Any],
    scope: npt.NDArray[np.bool_],
    letters: npt.NDArray[Any],
    translate: npt.NDArray[Any],
) -> Iterator[Failure]:
    if l.outputs is None or h.outputs is None or not translate.size:
        return
    if l.halting is not None and h.halting is not None:
        scope = scope.copy()
        scope[scope] &= l.halting[scope] & h.halting[image[scope]]
    states = np.flatnonzero(scope)
    shown, seen = translate[l.outputs[states]], h.outputs[image[states]]
    if shown.ndim == 1:
        shown, seen = shown[:, None], seen[:, None]
    else:
        seen = seen[:, letters]
    for i, a in np.argwhere(shown != seen).tolist():
        s = int(states[i])
        b = int(letters[a]) if l.outputs.ndim == 2 else 0
        yield s, a if l.outputs.ndim == 2 else -1, l.shown(s, a), h.shown(int(image[s]), b)


def step_square(
    l: System,
    h: System,
    image: npt.NDArray[Any],
    scope: npt.NDArray[np.bool_],
    letters: npt.NDArray[Any],
) -> Iterator[Failure]:
    states = np.flatnonzero(scope)
    for a in range(l.letters):
        after = l.table[states, a]
        under, over = image[after], h.table[image[states], letters[a]]
        for i in np.flatnonzero(under != over).tolist():
            s, at = int(states[i]), int(image[states[i]])
            end = h.state_name(int(under[i])) if under[i] >= 0 else "undefined (alpha is partial)"
            yield (
                s,
                a,
                f"{l.state_name(s)} -> {l.state_name(int(after[i]))} -> {end}",
                f"{l.state_name(s)} -> {h.state_name(at)} -> {h.state_name(int(over[i]))}",
            )
