"""Systems: finitely many states with a step, that is, finite coalgebras.

Main definition   `System`: how to build one, and what systems of every shape have in common
Notes             `Deterministic` systems hold a table of next states, `Branching` ones edges.
Laws              `quotient_map_commutes`, `pullback_is_monotone`, `omega_is_what_the_functor_says`
                  in `abstractions.testing.laws`
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..abstraction import Abstraction
from ..arrays import Ints, frozen, integers
from ..errors import Misuse, applied, brief
from ..explore import BUDGET, explore, explore_vectorised
from ..functor import Functor, Monoid, W, Weighted, X, parse
from ..parts import (
    Names,
    as_set,
    distinct_names,
    halting_states,
    named,
    shown_outputs,
    step_table,
)

if TYPE_CHECKING:
    from .branching import Branching
    from .deterministic import Deterministic

__all__ = ["System"]


class System(ABC):
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

    # ---- building -------------------------------------------------------------------------

    @staticmethod
    def deterministic(
        step: Any,
        outputs: Any = None,
        *,
        halting: Any = None,
        initial: Any = (),
        state_names: Iterable[Hashable] | None = None,
        letter_names: Iterable[Hashable] | None = None,
        output_names: Iterable[Hashable] | None = None,
    ) -> Deterministic:
        """A system with exactly one next state for each state (and letter).

        ``step``: integers in ``range(n)``, shape (n,) or (n, letters).  ``outputs``: small
        nonnegative integers, shape (n,) or (n, letters).  ``halting``: bool, shape (n,); a halting
        state shows its output and steps no more (whatever its row says, it stays where it is).
        A read-only int32 array is shared, anything else is copied.  Errors: `Misuse`.

        >>> print(System.deterministic([[1, 0], [1, 1]], outputs=[0, 1]).functor)
        O * X**A
        """
        from .deterministic import Deterministic

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
        return Deterministic(
            table,
            show,
            stop,
            as_set(integers(initial, "the initial states", bound=n)),
            distinct_names(state_names, "state", n),
            distinct_names(letter_names, "letter", k),
            distinct_names(output_names, "output", high, more=show is not None),
            lettered,
        )

    @staticmethod
    def from_function(
        step: Callable[..., Any],
        initial: Iterable[Any],
        letters: Sequence[Hashable] | None = None,
        *,
        output: Callable[..., Hashable] | None = None,
        vectorised: bool = False,
        budget: int = BUDGET,
        show: bool | None = None,
    ) -> Deterministic:
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
        return System.deterministic(
            table[:, 0] if letters is None else table,
            None if shown is None or number is None else [number[v] for v in shown],
            initial=range(starts),
            state_names=names,
            letter_names=letters,
            output_names=values,
        )

    @staticmethod
    def of(
        functor: Functor | str,
        steps: Sequence[Any] | Mapping[Any, Any],
        *,
        initial: Iterable[Hashable] = (),
        state_names: Iterable[Hashable] | None = None,
    ) -> Branching:
        """A system of any shape, from the step of each state as a value of the functor.

        ``steps``: a list (states are 0, 1, ... or ``state_names``) or a mapping from states.  What values
        look like is said in `Functor.image`.  Weights are exact.  Errors: `Misuse`.

        >>> from fractions import Fraction
        >>> mdp = System.of("P(A * D(X))", {
        ...     "safe": [("wait", {"safe": 1})],
        ...     "bold": [("wait", {"bold": 1}), ("leap", {"safe": Fraction(1, 3), "bold": Fraction(2, 3)})],
        ... })
        >>> print(mdp)
        2 states (5 with inner ones), 7 edges, shape P(A * D(X))
        """
        from .building import from_steps

        return from_steps(functor, steps, initial, state_names)

    @staticmethod
    def explore(
        functor: Functor | str,
        step: Callable[[Any], Any],
        initial: Iterable[Any],
        *,
        budget: int = BUDGET,
        show: bool | None = None,
    ) -> Branching:
        """The part reachable from ``initial``, where ``step(state)`` is a value of the functor.

        Breadth first; one call for each state.  Errors: `BudgetExceeded` beyond ``budget`` states.

        >>> print(System.explore("P(A * X)", lambda m: {("double", m * 2 % 7), ("reset", 1)}, [1]))
        3 states, 6 edges, shape P(A * X)
        """
        from .building import explored

        return explored(functor, step, initial, budget, show)

    @staticmethod
    def labelled(
        edges: Any,
        *,
        outputs: Sequence[Hashable] | None = None,
        states: int | None = None,
        initial: Any = (),
        state_names: Iterable[Hashable] | None = None,
        letter_names: Sequence[Hashable] | None = None,
    ) -> Branching:
        """A labelled transition system: shape ``P(A * X)``, or ``O * P(A * X)`` with outputs.

        ``edges``: (source, letter, target) for each, as tuples, an integer array of shape (edges, 3), or
        a networkx graph with the edge attribute ``letter``.  ``states``: how many, if not all have
        edges.  ``letter_names``: what the letters 0, 1, ... of an array stand for.
        O(edges).  Errors: `Misuse`.
        """
        from .building import columns, from_edges

        c = columns(edges, True, False, states, state_names)
        alphabet = c.alphabet
        if letter_names is not None:
            alphabet = distinct_names(letter_names, "letter", len(alphabet), more=True) or ()
        return from_edges(
            parse("P(A * X)"),
            [((), (a, X)) for a in alphabet],
            c,
            rule="or",
            outputs=outputs,
            initial=initial,
        )

    @staticmethod
    def nondeterministic(
        edges: Any,
        *,
        outputs: Sequence[Hashable] | None = None,
        states: int | None = None,
        initial: Any = (),
        state_names: Iterable[Hashable] | None = None,
    ) -> Branching:
        """A transition system: shape ``P(X)``, or ``O * P(X)``; edges are (source, target).

        >>> print(System.nondeterministic([(0, 1), (0, 2), (1, 2)]).pullback(Abstraction([0, 0, 0])))
        01|2
        """
        from .building import columns, from_edges

        c = columns(edges, False, False, states, state_names)
        return from_edges(parse("P(X)"), [((), X)], c, rule="or", outputs=outputs, initial=initial)

    @staticmethod
    def markov(
        edges: Any,
        *,
        denominator: int = 1,
        tolerance: Any = None,
        outputs: Sequence[Hashable] | None = None,
        states: int | None = None,
        initial: Any = (),
        state_names: Iterable[Hashable] | None = None,
    ) -> Branching:
        """A Markov chain: shape ``D(X)``, or ``O * D(X)`` with outputs.

        ``edges``: (source, target, probability), as tuples, an integer array of shape (edges, 3) (then
        probabilities are over ``denominator``), a SciPy sparse matrix, or a networkx graph with the edge
        attribute ``weight``.  Probabilities are exact (integers, fractions, texts such as "1/3" or "0.1")
        and those of a state sum to 1; floats are refused unless a ``tolerance`` is stated, then each
        becomes the simplest fraction so near to it.

        >>> coin = System.markov([(0, 1, "1/2"), (0, 2, "0.5"), (1, 1, 1), (2, 2, 1)])
        >>> print(coin)
        3 states, 4 edges, shape D(X)
        """
        from .building import columns, from_edges, sums_to_one

        c = columns(edges, False, True, states, state_names)
        made = from_edges(
            parse("D(X)"), [((), X)], c, rule="sum", outputs=outputs, initial=initial,
            denominator=denominator, tolerance=tolerance,
        )  # fmt: skip
        sums_to_one(made)
        return made

    @staticmethod
    def weighted(
        edges: Any,
        monoid: str | Monoid = "Q",
        *,
        denominator: int = 1,
        tolerance: Any = None,
        outputs: Sequence[Hashable] | None = None,
        states: int | None = None,
        initial: Any = (),
        state_names: Iterable[Hashable] | None = None,
    ) -> Branching:
        """A weighted system: shape ``Q^(X)`` and the like; weights into one class add up.

        As `markov`, with any weights of the monoid: "N", "Z", "Q", "Max", "Or", "Word".
        For letters, or a monoid of your own, use `of`.
        """
        from .building import columns, from_edges

        c = columns(edges, False, True, states, state_names)
        shape = W(monoid, X)
        assert isinstance(shape, Weighted)
        return from_edges(
            shape, [((), X)], c, rule=shape.monoid.rule, outputs=outputs, initial=initial,
            denominator=denominator, tolerance=tolerance,
        )  # fmt: skip

    # ---- reading --------------------------------------------------------------------------

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
