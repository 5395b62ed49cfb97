"""Systems: finitely many states with a step, that is, finite coalgebras.

Main definition   `System`: how to build one, and what systems of every shape have in common
Notes             `Deterministic` systems hold a table of next states, `Branching` ones edges.
Laws              `quotient_map_commutes`, `pullback_is_monotone`, `omega_is_what_the_functor_says`
                  in `abstractions.testing.laws`
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterator
from dataclasses import fields
from typing import Any

import numpy as np

from ..abstraction import Abstraction
from ..arrays import Ints, again, frozen, integers
from ..errors import Misuse
from ..functor import Functor
from ..parts import (
    Names,
)
from .constructors import Constructors

__all__ = ["System"]


class System(Constructors, ABC):
    """States ``0 .. n-1``, each with a step of one shape.

    Equal when the steps, what they show, the initial states and all names are equal.  Build one with
    the methods below, or read one with `abstractions.formats`.

    - ``initial``      where runs begin, int32, increasing, possibly empty
    - ``state_names``  what the numbers stand for, or None

    >>> print(System.deterministic([1, 2, 3, 0]))
    4 states, shape X
    >>> print(System.labelled([(0, "coin", 1), (1, "tea", 0), (1, "coffee", 0)]))
    2 states, 3 edges, shape P(A * X)
    """

    __slots__ = ()

    initial: Ints
    state_names: Names | None

    def __reduce__(self) -> Any:
        return again, (type(self), {f.name: getattr(self, f.name) for f in fields(self)})  # type: ignore[arg-type]

    @property
    @abstractmethod
    def states(self) -> int:
        """The number of states."""

    @property
    @abstractmethod
    def letters(self) -> int:
        """The number of letters that steps have."""

    @property
    @abstractmethod
    def functor(self) -> Functor:
        """The shape of a step."""

    @abstractmethod
    def unfold(self, s: int) -> Any:
        """The step of state s as a value of `functor`, in the form that `Functor.image` takes."""

    @property
    @abstractmethod
    def observation(self) -> Abstraction:
        """What one step shows, whatever its targets."""

    @abstractmethod
    def pullback(self, p: Abstraction) -> Abstraction:
        """What one step shows of p: the kernel of F(p) after the step."""

    @abstractmethod
    def restrict(self, states: Any) -> System:
        """The system on ``states`` alone, which must be closed under the step.

        State i of the result is ``states[i]``.  Errors: `Misuse` naming a step that leaves.
        """

    @abstractmethod
    def quotient(self, p: Abstraction) -> System:
        """The system on the classes of p, which must be complete.

        Class i is named after its representative, the first state of it.  The map
        ``p.labels`` commutes with the steps.  Errors: `Misuse` if p is not complete.
        """

    @abstractmethod
    def letter_name(self, a: int) -> str:
        """How a person calls letter ``a``."""

    @abstractmethod
    def arrows(self) -> Iterator[tuple[int, str, int]]:
        """Every edge from a state to a state, with what a person writes on it."""

    @abstractmethod
    def display(self, s: int) -> str:
        """What state s shows, whatever it reads, in words; empty if that is nothing."""

    @abstractmethod
    def search(self, sources: Ints) -> tuple[Ints, Ints, Ints]:
        """States in order of distance from ``sources``, with the parent and letter that led to each.

        Parents are -1 at the sources and -2 at states that are not reached.
        """

    def known(self, s: int) -> int:
        """State s.  Errors: `Misuse` if it is none."""
        if not isinstance(s, (int, np.integer)) or isinstance(s, bool) or not 0 <= s < self.states:
            raise Misuse(
                "a state is asked about",
                value=s,
                reason=f"the states are 0 to {self.states - 1}",
                repair="see `index` for the number of a name",
            )
        return int(s)

    def owns(self, p: Abstraction) -> None:
        """Refuse an abstraction of another set of states."""
        if not isinstance(p, Abstraction):
            raise Misuse(
                "what is asked about is an abstraction",
                value=p,
                reason=f"a {type(p).__name__} is none",
                repair="write Abstraction(labels)",
            )
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
        return frozen(np.sort(self.search(start)[0]))

    def shortest_run(self, target: int, initial: Any = None) -> tuple[list[int], list[int]] | None:
        """States and letters of a shortest run from ``initial`` (default: the system's own).

        None if no run leads to ``target``.
        """
        start = self.initial if initial is None else integers(initial, "states", bound=self.states)
        goal = integers([target], "the target", bound=self.states)
        _, parent, letter = self.search(start)
        s = int(goal[0])
        states, letters = [s], []
        if parent[s] == -2:
            return None
        while parent[s] >= 0:
            a, s = int(letter[s]), int(parent[s])
            if s < self.states:  # and no inner node
                states.append(s)
                letters.append(a)
        return states[::-1], letters[::-1]

    def kept(self, states: Any) -> Ints:
        """The states of a part, each once."""
        keep = integers(states, "the states of a part", bound=self.states)
        if np.unique(keep).size < keep.size:
            raise Misuse(
                "a part has each of its states once",
                value=keep.tolist(),
                reason="a state is repeated",
                repair="take numpy.unique of the states",
            )
        return keep

    # ---- values ---------------------------------------------------------------------------

    @abstractmethod
    def parts(self) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        """All that the system is made of: names and the like, and arrays (or None)."""

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        (mine, left), (theirs, right) = self.parts(), other.parts()
        return mine == theirs and all(
            (a is None) == (b is None) and (a is None or np.array_equal(a, b)) for a, b in zip(left, right)
        )

    def __hash__(self) -> int:
        names, arrays = self.parts()
        return hash((*names, *(a is not None and (a.dtype != object and a.tobytes()) for a in arrays)))

    def __repr__(self) -> str:
        return f"<System: {self}>"
