"""Building branching systems: from steps as values, and from edges as lists, arrays or matrices.

Main definitions  `from_steps`, `from_edges`, `explored`
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from ..arguments import applied, budget_of, whole
from ..arrays import integers, members
from ..errors import BudgetExceeded, Interrupted, Misuse, brief
from ..functor import Constant, Functor, Monoid, parse
from ..functor.branching import Distribution, Rule
from ..functor.flat import Letter, flatten
from ..functor.sorts import checked, monoid_of, own, rank, sized
from ..parts import as_set, distinct_names, named
from ..progress import progress
from ..signatures import RULES, Edges
from .branching import Branching, made
from .columns import Columns, columns
from .exact import exact, machine_sized, made_exact, scaled

__all__ = ["columns", "explored", "from_edges", "from_steps", "sums_to_one"]


def from_steps(
    functor: Functor | str,
    steps: Sequence[Any] | Mapping[Any, Any],
    initial: Any = (),
    state_names: Iterable[Hashable] | None = None,
    tolerance: Any = None,
) -> Branching:
    """As `System.of`."""
    shape = shape_of(functor)
    names: Any = tuple(steps) if isinstance(steps, Mapping) else state_names
    values = listed(steps.values() if isinstance(steps, Mapping) else steps, "the steps of all states")
    if tolerance is not None:
        values = [made_exact(shape, value, tolerance) for value in values]
    names = distinct_names(names, "state", len(values))
    place = {name: s for s, name in enumerate(names or range(len(values)))}

    def number(state: Any) -> int:
        if not isinstance(state, Hashable) or state not in place:
            raise Misuse(
                "steps lead to states",
                value=state,
                reason=f"it is none of the {len(values)} states",
                repair="give it a step too",
            )
        return place[state]

    flat = flatten(shape, values, number)
    counts = [len(row) for row in flat.edges]
    rows = [edge for row in flat.edges for edge in row]
    alphabet = sorted({letter for letter, _, _ in rows}, key=rank)
    displays = sorted(set(flat.shown), key=rank)
    letter_of = {letter: a for a, letter in enumerate(alphabet)}
    display_of = {shown: i for i, shown in enumerate(displays)}
    edges = Edges(
        np.concatenate(([0], np.cumsum(counts, dtype=np.int64))),
        np.array([letter_of[letter] for letter, _, _ in rows], np.int32),
        np.array([target for _, target, _ in rows], np.int32),
        machine_sized([w for _, _, w in rows], np.repeat(np.arange(len(counts)), counts)),
        np.array([rule_of(m) for m in flat.monoids], np.int8),
    )
    at = initial
    if names is not None and not isinstance(initial, np.ndarray):
        at = [number(s) for s in listed(initial, "the initial states")]
    return made(
        sized(shape, flat.lengths),
        np.concatenate(([0], np.cumsum(flat.sorts))),
        np.array([display_of[shown] for shown in flat.shown], np.int32),
        edges,
        flat.denominator,
        tuple(alphabet),
        tuple(displays),
        initial=as_set(integers(at, "the initial states", bound=len(values))),
        state_names=names,
    )


def shape_of(functor: Functor | str) -> Functor:
    """The functor, also as it is written on the board.  Errors: `Misuse`."""
    shape = parse(functor) if isinstance(functor, str) else functor
    if not isinstance(shape, Functor):
        raise Misuse(
            "a system has a shape",
            value=functor,
            reason=f"a {type(functor).__name__} is none",
            repair='write it as on the board: System.of("P(A * X)", ...)',
        )
    return shape


def listed(given: Any, what: str) -> list[Any]:
    """A collection as a list.  Errors: `Misuse`."""
    if not isinstance(given, Iterable) or isinstance(given, str):
        raise Misuse(
            f"{what} are a collection",
            value=given,
            reason=f"a {type(given).__name__} is none",
            repair="give a list",
        )
    return list(given)


def rule_of(monoid: Monoid | None) -> int:
    """How weights are added; values of other monoids have their own +."""
    return RULES["or"] if monoid is None else RULES[monoid.rule or "own"]


def from_edges(
    shape: Functor,
    alphabet: Sequence[Letter],
    c: Columns,
    *,
    rule: Rule | None,
    outputs: Sequence[Hashable] | None,
    initial: Any,
    denominator: int = 1,
    tolerance: Any = None,
) -> Branching:
    """A system with one sort of nodes; ``shape`` is that of a step without the outputs."""
    if rule is None:
        raise Misuse(
            "the monoid has machine arithmetic",
            value=str(shape),
            reason="its weights are Python values",
            repair="use System.of(functor, steps)",
        )
    displays: list[Any] = [()]
    shown = np.zeros(c.states, np.int32)
    path: tuple[int, ...] = ()
    if outputs is not None:
        path = (1,)
        outputs = listed(outputs, "the outputs")
        values = sorted(set(named(tuple(outputs))), key=rank)
        if len(outputs) != c.states:
            raise Misuse(
                "there is an output for each state",
                value=f"{len(outputs)} outputs",
                reason=f"there are {c.states} states",
                repair="give one for each state, and `states=` where some have no edges",
            )
        place = {value: i for i, value in enumerate(values)}
        shown = np.array([place[value] for value in outputs], np.int32)
        displays = [(((0,), value),) for value in values]
        shape = Constant("O") * shape
    weights = np.empty(0, np.int64)
    if c.weights is not None:
        weights, denominator = whole_numbers(c, denominator, tolerance, shape)
    order, offsets = members(c.sources, c.states)
    edges = Edges(
        offsets,
        c.letters[order],
        c.targets[order],
        weights[order] if weights.size else weights,
        np.full(c.states if weights.size else 0, RULES[rule], np.int8),
    )
    at = initial
    if c.state_names is not None and not isinstance(initial, np.ndarray):
        number = {name: s for s, name in enumerate(c.state_names)}
        at = [number.get(name, -1) for name in named(tuple(listed(initial, "the initial states")))]
    return made(
        shape,
        np.array([0, c.states]),
        shown,
        edges,
        denominator,
        tuple((path, around) for _, around in alphabet),
        tuple(displays),
        initial=as_set(integers(at, "the initial states", bound=c.states)),
        state_names=distinct_names(c.state_names, "state", c.states),
    )


def explored(
    functor: Functor | str,
    step: Callable[[Any], Any],
    initial: Iterable[Any],
    budget: int,
    show: bool | None,
    tolerance: Any = None,
) -> Branching:
    """As `System.explore`."""
    shape = shape_of(functor)
    budget = budget_of(budget)
    found: dict[Any, Any] = dict.fromkeys(named(tuple(listed(initial, "the initial states"))))
    waiting = list(found)
    starts = tuple(waiting)

    def meet(state: Any) -> int:
        if state not in found:
            if len(found) >= budget:
                raise BudgetExceeded(
                    "the states reached are within the budget",
                    value=f"more than {budget} states",
                    reason="the exploration was stopped",
                    repair="raise `budget`, or make the states coarser",
                    partial=tuple(found),
                )
            found[state] = None
            waiting.append(state)
        return 0

    done = 0
    try:
        with progress("exploring", show=show) as advance:
            for state in waiting:  # which grows
                value = applied(step, f"step({brief(state)})", state)
                if tolerance is not None:
                    value = made_exact(shape, value, tolerance)
                found[state] = checked(shape, value)
                flatten(shape, [found[state]], meet)
                done += 1
                advance(done)
    except KeyboardInterrupt:
        raise Interrupted("exploring", tuple(waiting[:done])) from None
    return from_steps(shape, found, starts)


def whole_numbers(
    c: Columns, denominator: Any, tolerance: Any, shape: Functor
) -> tuple[npt.NDArray[Any], int]:
    """The weights over one denominator, which is 1 where the monoid has none."""
    monoid = monoid_of(shape)
    assert monoid is not None
    denominator = whole(
        denominator, "the denominator of all weights", least=1, repair="leave it out for whole numbers"
    )
    if denominator != 1 and not monoid.fractions:
        raise Misuse(
            "weights over a denominator are fractions",
            value=denominator,
            reason=f"{monoid.name} has none",
            repair='use "Q", or leave `denominator` out',
        )
    weights, scale = c.weights, 1
    if isinstance(weights, np.ndarray) and weights.dtype.kind == "i" and monoid.fractions:
        most = int(np.bincount(c.sources).max(initial=0)) if c.sources.size else 0
        high = max(abs(int(weights.min(initial=0))), abs(int(weights.max(initial=0))))
        if high * most >= 1 << 61:
            weights = machine_sized(weights.tolist(), c.sources)
    elif monoid.fractions:
        weights, scale = scaled(exact(weights, tolerance), c.sources)
    else:
        weights = weights.tolist() if isinstance(weights, np.ndarray) else weights
        for w in weights:
            if not monoid.holds(w):
                raise Misuse(
                    f"weights are those of {monoid.name}",
                    value=w,
                    reason=f"a {type(w).__name__} such as this is none",
                    repair='"Q" has all rationals, "Z" the integers, "N" those from 0',
                )
        weights = machine_sized([int(w) for w in weights], c.sources)
    if isinstance(own(shape)[0], Distribution) and (below := np.flatnonzero(weights < 0)).size:
        s = int(c.sources[below[0]])
        raise negative(
            Fraction(int(weights[below[0]]), scale * int(denominator)),
            str(s if c.state_names is None else c.state_names[s]),
        )
    return weights, scale * int(denominator)


def negative(weight: Fraction, state: str) -> Misuse:
    return Misuse(
        "probabilities are not negative",
        value=f"{weight} at state {state}",
        reason="a distribution has weights from 0 to 1",
        repair='for other weights use System.weighted(edges, "Q")',
    )


def sums_to_one(system: Branching, first: int = 0) -> None:
    """Refuse a node, from the first on, whose probabilities do not.  O(edges)."""
    e = system.edges
    offsets = e.offsets[first:]
    weights = e.weights[offsets[0] :] if e.weights.size else np.ones(e.targets.size, np.int64)
    offsets = offsets - offsets[0]
    padded = np.concatenate((weights, np.zeros(1, weights.dtype)))
    sums = np.add.reduceat(padded, offsets[:-1]) if offsets.size > 1 else weights[:0]
    sums = np.where(np.diff(offsets) > 0, sums, 0)
    below = np.flatnonzero(weights < 0)
    wrong = np.flatnonzero(sums != system.denominator)
    if below.size:
        s = first + int(np.searchsorted(offsets, below[0], side="right")) - 1
        raise negative(Fraction(int(weights[below[0]]), system.denominator), system.state_name(s))
    if wrong.size:
        s, total = first + int(wrong[0]), Fraction(int(sums[wrong[0]]), system.denominator)
        if s >= system.states:  # the choice of a state
            s = int(np.searchsorted(e.offsets, np.flatnonzero(e.targets == s)[0], side="right")) - 1
        raise Misuse(
            "the probabilities of each state sum to one",
            value=f"state {system.state_name(s)} has the sum {total}",
            reason="sums are exact: 3 times 0.333 is not 1",
            repair='write "1/3"; for a state that ends, give a loop with probability 1; for rates use '
            'System.weighted(edges, "Q"), or --rates',
        )
