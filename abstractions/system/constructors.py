"""How systems are built: from tables, edges, steps as values, and functions.

Main definition   `Constructors`, which `System` inherits
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import applied
from ..arrays import frozen, integers
from ..errors import brief
from ..explore import BUDGET, explore, explore_vectorised
from ..functor import Functor, Monoid, W, Weighted, X, parse
from ..parts import Names, as_set, distinct_names, halting_states, named, shown_outputs, step_table

if TYPE_CHECKING:
    from .branching import Branching
    from .deterministic import Deterministic

__all__ = ["Constructors"]


class Constructors:
    """Functions that build systems, called as ``System.deterministic`` and so on."""

    __slots__ = ()

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

        >>> from abstractions import System
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

        >>> from abstractions import System
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
        return Constructors.deterministic(
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
        tolerance: Any = None,
    ) -> Branching:
        """A system of any shape, from the step of each state as a value of the functor.

        ``steps``: a list (states are 0, 1, ... or ``state_names``) or a mapping from states.  What values
        look like is said in `Functor.image`.  Weights are exact: floats need a ``tolerance``, as in
        `markov`.  Errors: `Misuse`.

        >>> from abstractions import System
        >>> from fractions import Fraction
        >>> mdp = System.of("P(A * D(X))", {
        ...     "safe": [("wait", {"safe": 1})],
        ...     "bold": [("wait", {"bold": 1}), ("leap", {"safe": Fraction(1, 3), "bold": Fraction(2, 3)})],
        ... })
        >>> print(mdp)
        2 states (5 with inner ones), 7 edges, shape P(A * D(X))
        """
        from .building import from_steps

        return from_steps(functor, steps, initial, state_names, tolerance)

    @staticmethod
    def explore(
        functor: Functor | str,
        step: Callable[[Any], Any],
        initial: Iterable[Any],
        *,
        budget: int = BUDGET,
        show: bool | None = None,
        tolerance: Any = None,
    ) -> Branching:
        """The part reachable from ``initial``, where ``step(state)`` is a value of the functor.

        Breadth first; one call for each state.  ``tolerance``: of weights that are floats, as in
        `markov`.  Errors: `BudgetExceeded` beyond ``budget`` states.

        >>> from abstractions import System
        >>> print(System.explore("P(A * X)", lambda m: {("double", m * 2 % 7), ("reset", 1)}, [1]))
        3 states, 6 edges, shape P(A * X)
        """
        from .building import explored

        return explored(functor, step, initial, budget, show, tolerance)

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

        >>> from abstractions import Abstraction, System
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

        >>> from abstractions import System
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

        As `markov`, with any weights of the monoid: "N" (numbers from 0), "Z" (integers), "Q" (rationals),
        "Max" (rationals, of which the larger counts), "Or" (truth values), "Word" (bits of numbers, joined).
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
