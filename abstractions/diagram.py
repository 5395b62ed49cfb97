"""Diagrams: does a map between two computations commute with everything they do?

Main definitions  `commutes`, `FailingSquare`
Notes             The squares: *input* (load low, then map = load high), *termination* (halts low iff
                  halts high), *output* (read low = read high after the map), *step* (step low, then
                  map = map, then step high).  If all commute, the high computation gives the same
                  outputs as the low one in the same number of steps (the execution theorem).
Laws              `execution_theorem`, `complete_iff_a_commuting_square_exists` in
                  `abstractions.testing.laws`
Proof             proofs/Diagram.v, `complete_iff_commutes`, `complete_iff_a_commuting_square_exists`,
                  `commutes_unique`; proofs/Computation.v, `execution`
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from .arguments import chosen
from .bisimulation import built, functional, reached
from .certificate import Commuting
from .computation import Computation
from .errors import Misuse, brief
from .matching import Map, compared, images, matched_letters, states_of, translation
from .question import system_of
from .reachability import breadth_first
from .steps import Marks, at_marks, retold
from .system import Branching, Deterministic, System, as_edges
from .verdict import Fails, Holds, Verdict

__all__ = ["FailingSquare", "commutes"]

Square = Literal["input", "termination", "output", "step"]
States: TypeAlias = npt.NDArray[Any]
Telling: TypeAlias = Callable[[int], tuple[str, str]]
"""The two ways round in words, for the i-th failure."""


def commutes(
    low: System | Computation,
    high: System | Computation | None,
    alpha: Map,
    *,
    on: Literal["all", "reachable"] = "all",
    partial: bool = False,
    outputs: Map = None,
    marks: Marks = None,
) -> Verdict[Commuting]:
    """Whether the diagram with ``alpha``, from the states of low to the states of high, commutes.

    - ``alpha``    a function or mapping of states (by name, where states have names), an array of
      high states, or an `Abstraction` (its classes are the high states, in order)
    - ``high``     a `Computation` is explored from its inputs and, where needed, from the values of
      ``alpha``; None: built from low, if ``alpha`` is complete.  What was explored further or built
      is in ``verdict.built``, and the certificate is about it
    - ``on``       check all states of low, or those reachable from its inputs
    - ``partial``  ``alpha`` may be undefined (no key, None, or -1 in an array); then its domain must
      be closed under the step and contain the loaded inputs
    - ``outputs``  what an output of low is called in high (function or mapping; default: the same)
    - ``marks``    a step of high is one of low from marked state to marked state: asked of
      `first_return`, on whose states ``alpha`` counts; a failure is told with the concrete runs

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
    chosen("the choice of states to check `on`", on, "all", "reachable")
    if marks is not None:
        r, alpha = at_marks(low, alpha, marks)
        return retold(commutes(r.made, high, alpha, on=on, partial=partial, outputs=outputs), r)
    l = system_of(low)
    if isinstance(l, Branching) or (high is not None and isinstance(system_of(high), Branching)):
        if outputs is not None:
            raise Misuse(
                "`outputs` translates the outputs of deterministic systems",
                value=f"shape {l.functor}",
                reason="where steps branch, what is shown is compared by name",
                repair="build both systems with the same names of outputs",
            )
        return functional(
            as_edges(l), None if high is None else as_edges(system_of(high)), alpha, on, partial
        )
    assert isinstance(l, Deterministic)
    if high is None:
        return built(l, alpha, on == "reachable", partial)
    h = system_of(high)
    assert isinstance(h, Deterministic)
    beyond = set(images(alpha, l) or ()) - {None} - set(h.state_names or range(h.states))
    if beyond and isinstance(high, Computation):  # its functions know more states than inputs reach
        h = high.system_with(sorted(beyond, key=repr))
    image = states_of(alpha, l, h, partial)
    letters = matched_letters(l, h)
    scope = image >= 0
    if on == "reachable":
        scope &= reached(l)
    squares: dict[Square, tuple[States, States, Telling]] = {}
    pairs = inputs_of(low, high, l, h, image)
    if pairs:
        squares["input"] = input_square(pairs, l, h, image)
    if l.halting is not None and h.halting is not None:
        squares["termination"] = termination_square(l, h, image, scope)
    if compared(l, h):
        squares["output"] = output_square(l, h, image, scope, letters, translation(l, h, outputs))
    squares["step"] = step_square(l, h, image, scope, letters)
    checked = ", ".join(squares)
    plural = "s commute" if len(squares) > 1 else " commutes"
    failing = [square for square, (states, _, _) in squares.items() if states.size]
    if not failing:
        there = "every state" if scope.all() else f"{int(scope.sum())} of {l.states} states"
        certificate = Commuting(np.where(scope, image, -1))
        return Holds(f"the {checked} square{plural} on {there}", certificate, h if beyond else None)
    distance = np.full(l.states, l.states, np.int64)
    order, _, _ = breadth_first(l.table, l.initial)
    distance[order] = np.arange(order.size)

    def nearest(square: Square) -> int:
        return int(np.argmin(distance[squares[square][0]]))

    square = min(failing, key=lambda q: distance[squares[q][0][nearest(q)]])
    states, by, tell = squares[square]
    i = nearest(square)
    state, letter = int(states[i]), int(by[i])
    under, over = tell(i)
    return Fails(
        f"the {square} square commutes",
        FailingSquare(low, high, l, h, square, state, letter, int(image[state]), under, over, outputs),
        "change alpha or high at this state; minimal_complete(low, alpha) keeps what alpha keeps",
    )


@dataclass(frozen=True, slots=True)
class FailingSquare:
    """A square that does not commute: where, both ways round, and how to get there.

    ``under``: by way of low; ``over``: by way of high; each as the values on the way.
    """

    source: System | Computation
    target: System | Computation
    low: Deterministic
    high: Deterministic
    square: Square
    state: int
    letter: int
    image: int
    under: str
    over: str
    outputs: Map = None

    @property
    def run(self) -> tuple[list[int], list[int]] | None:
        """States and letters of a shortest run from an initial state of low, if there is one."""
        return self.low.shortest_run(self.state) if self.low.initial.size else None

    def replay(self, alpha: Any) -> bool:
        """Whether the same square still fails at the same state, for this ``alpha``."""
        verdict = commutes(self.source, self.target, alpha, partial=True, outputs=self.outputs)
        if verdict:
            return False
        found = verdict.counterexample
        return (found.square, found.state, found.under) == (self.square, self.state, self.under)

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


# ---- the squares: the states (and letters) where each fails, and how to tell of the i-th of them ----


def inputs_of(
    low: System | Computation,
    high: System | Computation,
    l: Deterministic,
    h: Deterministic,
    image: npt.NDArray[Any],
) -> list[tuple[str, int, int]]:
    """Each input in words, the low state it loads and the high state it loads."""
    if isinstance(low, Computation) and isinstance(high, Computation):
        goals = high.loads_in(h)
        for x in low.loads:
            if x not in goals:
                raise Misuse(
                    "the two computations have the same inputs",
                    value=x,
                    reason="it is an input of low and not of high",
                    repair="give both the same `inputs`",
                )
        return [(f"input {brief(x)}", m, goals[x]) for x, m in low.loads.items()]
    starts = h.initial.tolist()
    return [
        ("an initial state", m, int(image[m]) if image[m] in starts else starts[0])
        for m in l.initial.tolist()
        if starts
    ]


def input_square(
    pairs: list[tuple[str, int, int]], l: Deterministic, h: Deterministic, image: npt.NDArray[Any]
) -> tuple[States, States, Telling]:
    wrong = [pair for pair in pairs if image[pair[1]] != pair[2]]
    states = np.array([m for _, m, _ in wrong], np.int64)

    def tell(i: int) -> tuple[str, str]:
        x, m, goal = wrong[i]
        at = h.state_name(int(image[m])) if image[m] >= 0 else "nothing"
        return f"{x} -> {l.state_name(m)} -> {at}", f"{x} -> {h.state_name(goal)}"

    return states, np.full(states.size, -1), tell


def termination_square(
    l: Deterministic, h: Deterministic, image: npt.NDArray[Any], scope: npt.NDArray[np.bool_]
) -> tuple[States, States, Telling]:
    assert l.halting is not None and h.halting is not None
    states = np.flatnonzero(scope)
    states = states[l.halting[states] != h.halting[image[states]]]
    words = {True: ("has halted", "is running"), False: ("is running", "has halted")}
    halting = l.halting
    return states, np.full(states.size, -1), lambda i: words[bool(halting[states[i]])]


def output_square(
    l: Deterministic,
    h: Deterministic,
    image: npt.NDArray[Any],
    scope: npt.NDArray[np.bool_],
    letters: npt.NDArray[Any],
    translate: npt.NDArray[Any],
) -> tuple[States, States, Telling]:
    assert l.outputs is not None and h.outputs is not None
    states = np.flatnonzero(scope)
    if l.halting is not None:  # outputs are read where both sides have one
        states = states[l.halting[states]]
    if h.halting is not None:
        states = states[h.halting[image[states]]]
    shown, seen = translate[l.outputs[states]], h.outputs[image[states]]
    if mealy := shown.ndim == 2:
        seen = seen[:, letters]
    else:
        shown, seen = shown[:, None], seen[:, None]
    place, by = np.nonzero(shown != seen)
    states = states[place]

    def tell(i: int) -> tuple[str, str]:
        s, a = int(states[i]), int(by[i])
        return l.shown(s, a), h.shown(int(image[s]), int(letters[a]))

    return states, by if mealy else np.full(by.size, -1), tell


def step_square(
    l: Deterministic,
    h: Deterministic,
    image: npt.NDArray[Any],
    scope: npt.NDArray[np.bool_],
    letters: npt.NDArray[Any],
) -> tuple[States, States, Telling]:
    domain = np.flatnonzero(scope)
    fails = [image[l.table[domain, a]] != h.table[image[domain], letters[a]] for a in range(l.letters)]
    place, by = np.nonzero(np.stack(fails, axis=1))
    states = domain[place]

    def tell(i: int) -> tuple[str, str]:
        s, a = int(states[i]), int(by[i])
        after, at = int(l.table[s, a]), int(image[s])
        end = h.state_name(int(image[after])) if image[after] >= 0 else "undefined (alpha is partial)"
        goal = h.state_name(int(h.table[at, letters[a]]))
        return (
            f"{l.state_name(s)} -> {l.state_name(after)} -> {end}",
            f"{l.state_name(s)} -> {h.state_name(at)} -> {goal}",
        )

    return states, by, tell
