"""Deterministic systems: exactly one next state for each state (and letter).

Main definition   `Deterministic`
Notes             One table of next states, and what a step shows: nothing (X), an output for each
                  state (O * X**A), an output for each state and letter ((O * X)**A), or a final
                  output in place of a step (O + X).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ..abstraction import Abstraction
from ..arrays import Ints, frozen, jointly
from ..errors import Misuse
from ..functor import Constant, Functor, X
from ..parts import Names, as_set
from ..reachability import breadth_first
from .base import System

__all__ = ["Deterministic"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Deterministic(System):
    """States ``0 .. n-1``, each with one next state for each letter.

    - ``table``    next states, int32, shape (states, letters), read-only
    - ``outputs``  what is shown, int32, shape (states,) or (states, letters), or None
    - ``halting``  bool, shape (states,), or None: where the output stands in place of a step
    - ``initial``  where runs begin, int32, increasing, possibly empty
    - ``state_names``, ``letter_names``, ``output_names``  what the numbers stand for, or None
    - ``lettered`` whether steps read a letter; if not, the table has one column

    """

    table: Ints
    outputs: Ints | None
    halting: npt.NDArray[np.bool_] | None
    initial: Ints
    state_names: Names | None
    letter_names: Names | None
    output_names: Names | None
    lettered: bool

    # ---- reading --------------------------------------------------------------------------

    @property
    def states(self) -> int:
        """The number of states."""
        return len(self.table)

    @property
    def letters(self) -> int:
        """The number of letters (1 when steps read nothing)."""
        return int(self.table.shape[1])

    @property
    def step(self) -> Ints:
        """The step as it was given: shape (states,), or (states, letters)."""
        return self.table if self.lettered else self.table[:, 0]

    @property
    def functor(self) -> Functor:
        """The shape of a step."""
        letters = Constant("A", self.letters)
        size = 1 if self.outputs is None else int(self.outputs.max(initial=0)) + 1
        shown = Constant("O", len(self.output_names) if self.output_names else size)
        if self.outputs is not None and self.outputs.ndim == 2:
            return (shown * X) ** letters
        move = X**letters if self.lettered else X
        if self.halting is not None:
            return shown + move
        return move if self.outputs is None else shown * move

    def unfold(self, s: int, *, names: bool = False) -> Any:
        """The step of state s as a value of `functor`, in the form that `Functor.image` takes.

        ``names``: what is shown by its name, if it has one.

        >>> System.deterministic([[1, 0], [1, 1]], outputs=[0, 1]).unfold(0)
        (0, (1, 0))
        """
        targets = tuple(int(t) for t in self.table[s])

        def called(o: int) -> Any:
            return self.output_names[o] if names and self.output_names is not None else o

        if self.outputs is not None and self.outputs.ndim == 2:
            return tuple((called(int(o)), t) for o, t in zip(self.outputs[s], targets))
        shown = 0 if self.outputs is None else called(int(self.outputs[s]))
        move = targets if self.lettered else targets[0]
        if self.halting is not None:
            return (0, shown) if self.halting[s] else (1, move)
        return move if self.outputs is None else (shown, move)

    @property
    def observation(self) -> Abstraction:
        """What one step shows: the kernel of the outputs, and of halting."""
        if self.halting is None and self.outputs is None:
            return Abstraction.trivial(self.states)
        columns: list[npt.NDArray[Any]] = [np.zeros(self.states, np.int32)]
        if self.halting is not None:
            columns.append(self.halting)
            if self.outputs is not None:
                columns.append(np.where(self.halting, self.outputs, 0))
        elif self.outputs is not None:
            columns.extend(self.outputs.T if self.outputs.ndim == 2 else [self.outputs])
        return Abstraction._canonical(jointly(*columns))

    def pullback(self, p: Abstraction) -> Abstraction:
        """What one step shows of p: the outputs, and the class of the next state for each letter.

        >>> System.deterministic([1, 2, 3, 3]).pullback(Abstraction([0, 1, 0, 1]))
        Abstraction([0, 1, 0, 0])
        """
        self.owns(p)
        shown = self.observation.labels
        return Abstraction._canonical(jointly(shown, *(p.labels[column] for column in self.table.T)))

    def letter_name(self, a: int) -> str:
        """How a person calls letter ``a``."""
        return str(a) if self.letter_names is None else str(self.letter_names[a])

    def output_name(self, o: int) -> str:
        """How a person calls output ``o``."""
        return str(o) if self.output_names is None else str(self.output_names[o])

    def shown(self, s: int, a: int = 0) -> str:
        """What state ``s`` shows (under letter ``a``), in words."""
        if self.halting is not None and not self.halting[s]:
            return "running"
        if self.outputs is None:
            return "halted" if self.halting is not None else "nothing"
        return self.output_name(int(self.outputs[s] if self.outputs.ndim == 1 else self.outputs[s, a]))

    def arrows(self) -> Iterator[tuple[int, str, int]]:
        """Every step with its letter and, where it has one, its output."""
        mealy = self.outputs is not None and self.outputs.ndim == 2
        for s in range(self.states):
            for a in range(self.letters):
                word = self.letter_name(a) if self.lettered else ""
                yield s, f"{word}/{self.shown(s, a)}" if mealy else word, int(self.table[s, a])

    def display(self, s: int) -> str:
        """What state s shows, in words."""
        return self.shown(s) if self.outputs is not None and self.outputs.ndim == 1 else ""

    def walk(self, s: int, word: Iterable[int]) -> list[int]:
        """The states of the run from ``s`` under ``word``, one more than it has letters."""
        path = [int(s)]
        for a in word:
            path.append(int(self.table[path[-1], a]))
        return path

    # ---- parts and quotients --------------------------------------------------------------

    def restrict(self, states: Any) -> Deterministic:
        """The system on ``states`` alone, as in `System.restrict`."""
        keep = self.kept(states)
        number = np.full(self.states, -1, np.int32)
        number[keep] = np.arange(keep.size, dtype=np.int32)
        table = number[self.table[keep]]
        if (leaving := np.argwhere(table < 0)).size:
            i, a = leaving[0]
            s = int(keep[i])
            raise Misuse(
                "a part is closed under the step",
                value=f"state {self.state_name(s)} steps to "
                f"{self.state_name(int(self.table[s, a]))} under letter {self.letter_name(int(a))}",
                reason="that state is not in the part",
                repair="take `system.reachable(states)`",
            )
        start = number[self.initial]
        start = start[start >= 0]
        return Deterministic(
            frozen(table),
            None if self.outputs is None else frozen(self.outputs[keep]),
            None if self.halting is None else frozen(self.halting[keep]),
            as_set(start),
            None if self.state_names is None else tuple(self.state_names[s] for s in keep),
            self.letter_names,
            self.output_names,
            self.lettered,
        )

    def quotient(self, p: Abstraction) -> Deterministic:
        """The system on the classes of p, which must be complete.

        Class i is named after its representative, the first state of it.  The map
        ``p.labels`` commutes with the steps.  Errors: `Misuse` if p is not complete.

        >>> System.deterministic([1, 2, 3, 0]).quotient(Abstraction([0, 1, 0, 1])).step.tolist()
        [1, 0]
        """
        self.owns(p)
        first = p.representatives
        table = p.labels[self.table[first]]
        for a in range(self.letters):
            if (wrong := np.flatnonzero(p.labels[self.table[:, a]] != table[p.labels, a])).size:
                s = int(wrong[0])
                raise not_complete(self, s, int(first[p[s]]), f"under letter {self.letter_name(a)}")
        if not self.observation <= p:
            shown = self.observation.labels
            s = int(np.flatnonzero(shown != shown[first][p.labels])[0])
            raise not_complete(self, s, int(first[p[s]]), "in what they show")
        return Deterministic(
            frozen(table),
            None if self.outputs is None else frozen(self.outputs[first]),
            None if self.halting is None else frozen(self.halting[first]),
            as_set(p.labels[self.initial]),
            None if self.state_names is None else tuple(self.state_names[s] for s in first),
            self.letter_names,
            self.output_names,
            self.lettered,
        )

    def search(self, sources: Ints) -> tuple[Ints, Ints, Ints]:
        """States in order of distance from ``sources``, as in `System.search`."""
        return breadth_first(self.table, sources)

    def parts(self) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        """Names, and arrays."""
        names = (self.state_names, self.letter_names, self.output_names, self.lettered)
        return names, (self.table, self.outputs, self.halting, self.initial)

    def __str__(self) -> str:
        letters = f", {self.letters} letters" if self.lettered else ""
        return f"{self.states} states{letters}, shape {self.functor}"


def not_complete(s: Deterministic, x: int, y: int, where: str) -> Misuse:
    return Misuse(
        "a quotient is by a complete abstraction",
        value=f"states {s.state_name(y)} and {s.state_name(x)} of one class differ {where}",
        reason="the class does not determine its next class",
        repair="use `minimal_complete(system, p)`, or see `is_complete(system, p)`",
    )
