"""Systems: finitely many states with a step, that is, finite coalgebras.

Main definition   `System`
Notes             Deterministic shapes: one table of next states, shape (states, letters), and what
                  a step shows: nothing (X), an output for each state (O * X**A), an output for each
                  state and letter ((O * X)**A), or a final output in place of a step (O + X).
Laws              `quotient_map_commutes`, `pullback_is_monotone`, `omega_is_what_the_functor_says`
                  in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .abstraction import Abstraction
from .arrays import Ints, frozen, integers, jointly
from .errors import Misuse, applied, brief
from .explore import BUDGET, explore, explore_vectorised
from .functor import Constant, Functor, X
from .parts import (
    Names,
    as_set,
    distinct_names,
    halting_states,
    named,
    shown_outputs,
    step_table,
)
from .reachability import breadth_first, shortest_run

__all__ = ["System"]


@dataclass(frozen=True, slots=True, eq=False)
class System:
    """States ``0 .. n-1``, each with a step of one shape.

    Equal when the steps, the outputs, the initial states and all names are equal.  Build one with
    `deterministic` or `from_function`, or read one with `abstractions.formats`.

    - ``table``    next states, int32, shape (states, letters), read-only
    - ``outputs``  what is shown, int32, shape (states,) or (states, letters), or None
    - ``halting``  bool, shape (states,), or None: where the output stands in place of a step
    - ``initial``  where runs begin, int32, increasing, possibly empty
    - ``state_names``, ``letter_names``, ``output_names``  what the numbers stand for, or None
    - ``lettered`` whether steps read a letter; if not, the table has one column

    >>> print(System.deterministic([1, 2, 3, 0]))
    4 states, shape X
    """

    table: Ints
    outputs: Ints | None
    halting: npt.NDArray[np.bool_] | None
    initial: Ints
    state_names: Names | None
    letter_names: Names | None
    output_names: Names | None
    lettered: bool

    # ---- building -------------------------------------------------------------------------

    @classmethod
    def deterministic(
        cls,
        step: Any,
        outputs: Any = None,
        *,
        halting: Any = None,
        initial: Any = (),
        state_names: Iterable[Hashable] | None = None,
        letter_names: Iterable[Hashable] | None = None,
        output_names: Iterable[Hashable] | None = None,
    ) -> System:
        """A system with exactly one next state for each state (and letter).

        ``step``: integers in ``range(n)``, shape (n,) or (n, letters).  ``outputs``: small
        nonnegative integers, shape (n,) or (n, letters).  ``halting``: bool, shape (n,); a halting
        state shows its output and steps no more (whatever its row says, it stays where it is).
        A read-only int32 array is shared, anything else is copied.  Errors: `Misuse`.

        >>> print(System.deterministic([[1, 0], [1, 1]], outputs=[0, 1]).functor)
        O * X**A
        """
        table = step_table(step)
        lettered = table.ndim == 2
        table = table if lettered else table[:, None]
        n, k = table.shape
        stop = None if halting is None else halting_states(halting, n)
        if stop is not None:
            table = np.where(stop[:, None], np.arange(n, dtype=np.int32)[:, None], table)
            table = frozen(np.ascontiguousarray(table))
        show = None if outputs is None else shown_outputs(outputs, n, k, stop is not None)
        high = 0 if show is None else int(show.max(initial=-1)) + 1
        return cls(
            table,
            show,
            stop,
            as_set(integers(initial, "the initial states", bound=n)),
            distinct_names(state_names, "state", n),
            distinct_names(letter_names, "letter", k),
            distinct_names(output_names, "output", high, more=show is not None),
            lettered,
        )

    @classmethod
    def from_function(
        cls,
        step: Callable[..., Any],
        initial: Iterable[Any],
        letters: Sequence[Hashable] | None = None,
        *,
        output: Callable[..., Hashable] | None = None,
        vectorised: bool = False,
        budget: int = BUDGET,
        show: bool | None = None,
    ) -> System:
        """The part reachable from ``initial`` under ``step(state)`` or ``step(state, letter)``.

        States are hashable values; with ``vectorised`` they are integers and ``step`` and
        ``output`` take whole arrays of them.  ``output(state)`` is shown at each state.
        Cost: one call for each state and letter (vectorised: for each layer and letter).
        Errors: `BudgetExceeded` beyond ``budget`` states; `Misuse`.

        >>> s = System.from_function(lambda m: m * 2 % 7, [1])
        >>> s.state_names, s.table[:, 0].tolist()
        ((1, 2, 4), [1, 2, 0])
        """
        first = list(initial) if not vectorised else initial
        letters = None if letters is None else tuple(letters)
        names: Names
        if vectorised:
            codes, table = explore_vectorised(step, first, letters, budget=budget, show=show)
            names = tuple(codes.tolist())
            shown = None if output is None else np.asarray(output(codes)).tolist()
            starts = np.unique(np.asarray(first).reshape(-1)).size
        else:
            found, table = explore(step, first, letters, budget=budget, show=show)
            names = tuple(found)
            shown = None
            if output is not None:
                shown = [applied(output, f"output({brief(state)})", state) for state in found]
            starts = len(set(first))
        values = None if shown is None else tuple(dict.fromkeys(named(tuple(shown))))
        number = None if values is None else {v: i for i, v in enumerate(values)}
        return cls.deterministic(
            table[:, 0] if letters is None else table,
            None if shown is None or number is None else [number[v] for v in shown],
            initial=range(starts),
            state_names=names,
            letter_names=letters,
            output_names=values,
        )

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

    def unfold(self, s: int) -> Any:
        """The step of state s as a value of `functor`, in the form that `Functor.image` takes.

        >>> System.deterministic([[1, 0], [1, 1]], outputs=[0, 1]).unfold(0)
        (0, (1, 0))
        """
        targets = tuple(int(t) for t in self.table[s])
        if self.outputs is not None and self.outputs.ndim == 2:
            return tuple((int(o), t) for o, t in zip(self.outputs[s], targets))
        shown = 0 if self.outputs is None else int(self.outputs[s])
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

    def owns(self, p: Abstraction) -> None:
        """Refuse an abstraction of another set of states."""
        if p.states != self.states:
            raise Misuse(
                "the abstraction is one of the system's states",
                value=f"{p.states} labels",
                reason=f"the system has {self.states} states",
                repair="give one label for each state",
            )

    def index(self, name: Hashable) -> int:
        """The number of the state called ``name``.  Errors: `Misuse`."""
        names: Any = range(self.states) if self.state_names is None else self.state_names
        if name not in names:
            raise Misuse(
                "the state is one of the system",
                value=name,
                reason=f"its states are {', '.join(str(n) for n in names[:8])}{', ...' * (len(names) > 8)}",
                repair="use one of these names",
            )
        return int(names.index(name))

    def state_name(self, s: int) -> str:
        """How a person calls state ``s``."""
        return str(s) if self.state_names is None else str(self.state_names[s])

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

    def walk(self, s: int, word: Iterable[int]) -> list[int]:
        """The states of the run from ``s`` under ``word``, one more than it has letters."""
        path = [int(s)]
        for a in word:
            path.append(int(self.table[path[-1], a]))
        return path

    # ---- parts and quotients --------------------------------------------------------------

    def reachable(self, initial: Any = None) -> Ints:
        """The states on runs from ``initial`` (default: the system's own), increasing."""
        start = self.initial if initial is None else integers(initial, "states", bound=self.states)
        if not start.size and self.states:
            raise Misuse(
                "the reachable part is that of some initial states",
                value="no initial state",
                reason="the system was built without any",
                repair="pass `initial=`",
            )
        order, _, _ = breadth_first(self.table, start)
        return frozen(np.sort(order))

    def shortest_run(self, target: int, initial: Any = None) -> tuple[list[int], list[int]] | None:
        """States and letters of a shortest run from ``initial`` (default: the system's own).

        None if no run leads to ``target``.
        """
        start = self.initial if initial is None else integers(initial, "states", bound=self.states)
        goal = integers([target], "the target", bound=self.states)
        return shortest_run(self.table, start, int(goal[0]))

    def restrict(self, states: Any) -> System:
        """The system on ``states`` alone, which must be closed under the step.

        State i of the result is ``states[i]``.  Errors: `Misuse` naming a step that leaves.
        """
        keep = integers(states, "the states of a part", bound=self.states)
        if np.unique(keep).size < keep.size:
            raise Misuse(
                "a part has each of its states once",
                value=keep.tolist(),
                reason="a state is repeated",
                repair="take numpy.unique of the states",
            )
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
        return System(
            frozen(table),
            None if self.outputs is None else frozen(self.outputs[keep]),
            None if self.halting is None else frozen(self.halting[keep]),
            as_set(start),
            None if self.state_names is None else tuple(self.state_names[s] for s in keep),
            self.letter_names,
            self.output_names,
            self.lettered,
        )

    def quotient(self, p: Abstraction) -> System:
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
        return System(
            frozen(table),
            None if self.outputs is None else frozen(self.outputs[first]),
            None if self.halting is None else frozen(self.halting[first]),
            as_set(p.labels[self.initial]),
            None if self.state_names is None else tuple(self.state_names[s] for s in first),
            self.letter_names,
            self.output_names,
            self.lettered,
        )

    # ---- values ---------------------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, System):
            return NotImplemented
        return self._names() == other._names() and all(
            (a is None) == (b is None) and (a is None or np.array_equal(a, b))
            for a, b in zip(self._arrays(), other._arrays())
        )

    def __hash__(self) -> int:
        return hash((*self._names(), *(a is not None and a.tobytes() for a in self._arrays())))

    def _names(self) -> tuple[Any, ...]:
        return (self.state_names, self.letter_names, self.output_names, self.lettered)

    def _arrays(self) -> tuple[Any, ...]:
        return (self.table, self.outputs, self.halting, self.initial)

    def __str__(self) -> str:
        letters = f", {self.letters} letters" if self.lettered else ""
        return f"{self.states} states{letters}, shape {self.functor}"

    def __repr__(self) -> str:
        return f"<System: {self}>"


def not_complete(s: System, x: int, y: int, where: str) -> Misuse:
    return Misuse(
        "a quotient is by a complete abstraction",
        value=f"states {s.state_name(y)} and {s.state_name(x)} of one class differ {where}",
        reason="the class does not determine its next class",
        repair="use `minimal_complete(system, p)`, or see `is_complete(system, p)`",
    )
