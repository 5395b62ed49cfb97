"""Building branching systems: from steps as values, and from edges as lists, arrays or matrices.

Main definitions  `from_steps`, `from_edges`, `explored`
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from ..arrays import integers, members
from ..errors import BudgetExceeded, Interrupted, Misuse, applied, brief
from ..functor import Constant, Functor, Monoid, parse
from ..functor.branching import Rule
from ..functor.flat import Letter, flatten, monoid_of, rank
from ..parts import as_set, distinct_names, named
from ..progress import progress
from ..signatures import RULES, Edges
from .branching import Branching, made
from .columns import Columns, columns
from .exact import exact, machine_sized, scaled

__all__ = ["columns", "explored", "from_edges", "from_steps", "sums_to_one"]


def from_steps(
    functor: Functor | str,
    steps: Sequence[Any] | Mapping[Any, Any],
    initial: Any = (),
    state_names: Iterable[Hashable] | None = None,
) -> Branching:
    """As `System.of`."""
    shape = parse(functor) if isinstance(functor, str) else functor
    if not isinstance(shape, Functor):
        raise Misuse(
            "a system has a shape",
            value=functor,
            reason=f"a {type(functor).__name__} is none",
            repair='write it as on the board: System.of("P(A * X)", ...)',
        )
    names: Any = tuple(steps) if isinstance(steps, Mapping) else state_names
    values = list(steps.values()) if isinstance(steps, Mapping) else list(steps)
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
    at = initial if names is None or isinstance(initial, np.ndarray) else [number(s) for s in initial]
    return made(
        shape,
        np.concatenate(([0], np.cumsum(flat.sorts))),
        np.array([display_of[shown] for shown in flat.shown], np.int32),
        edges,
        flat.denominator,
        tuple(alphabet),
        tuple(displays),
        initial=as_set(integers(at, "the initial states", bound=len(values))),
        state_names=names,
    )


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
        at = [number.get(name, -1) for name in initial]
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
) -> Branching:
    """As `System.explore`."""
    shape = parse(functor) if isinstance(functor, str) else functor
    found: dict[Any, Any] = dict.fromkeys(initial)
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
                found[state] = applied(step, f"step({brief(state)})", state)
                flatten(shape, [found[state]], meet)
                done += 1
                advance(done)
    except KeyboardInterrupt:
        raise Interrupted("exploring", tuple(waiting[:done])) from None
    return from_steps(shape, found, starts)


def whole_numbers(
    c: Columns, denominator: int, tolerance: Any, shape: Functor
) -> tuple[npt.NDArray[Any], int]:
    """The weights over one denominator, which is 1 where the monoid has none."""
    monoid = monoid_of(shape)
    assert monoid is not None
    if isinstance(c.weights, np.ndarray):
        most = int(np.bincount(c.sources).max(initial=0)) if c.sources.size else 0
        high = max(abs(int(c.weights.min(initial=0))), abs(int(c.weights.max(initial=0))))
        if high * most < 1 << 61 and monoid.fractions:
            return c.weights, denominator
    weights = c.weights.tolist() if isinstance(c.weights, np.ndarray) else c.weights
    if not monoid.fractions:
        for w in weights:
            if not monoid.holds(w):
                raise Misuse(
                    f"weights are those of {monoid.name}",
                    value=w,
                    reason=f"a {type(w).__name__} such as this is none",
                    repair='"Q" has all rationals, "Z" the integers, "N" those from 0',
                )
        return machine_sized([int(w) for w in weights], c.sources), 1
    found, scale = scaled(exact(weights, tolerance), c.sources)
    return found, scale * denominator


def sums_to_one(system: Branching, first: int = 0) -> None:
    """Refuse a node, from the first on, whose probabilities do not.  O(edges)."""
    e = system.edges
    offsets = e.offsets[first:]
    weights = e.weights[offsets[0] :] if e.weights.size else np.ones(e.targets.size, np.int64)
    offsets = offsets - offsets[0]
    padded = np.concatenate((weights, np.zeros(1, weights.dtype)))
    sums = np.add.reduceat(padded, offsets[:-1]) if offsets.size > 1 else weights[:0]
    sums = np.where(np.diff(offsets) > 0, sums, 0)
    negative = np.flatnonzero(weights < 0)
    wrong = np.flatnonzero(sums != system.denominator)
    if negative.size:
        s = first + int(np.searchsorted(offsets, negative[0], side="right")) - 1
        raise Misuse(
            "probabilities are not negative",
            value=f"{Fraction(int(weights[negative[0]]), system.denominator)} at state {system.state_name(s)}",
            reason="a distribution has weights from 0 to 1",
            repair='for other weights use System.weighted(edges, "Q")',
        )
    if wrong.size:
        s, total = first + int(wrong[0]), Fraction(int(sums[wrong[0]]), system.denominator)
        if s >= system.states:  # the choice of a state
            s = int(np.searchsorted(e.offsets, np.flatnonzero(e.targets == s)[0], side="right")) - 1
        raise Misuse(
            "the probabilities of each state sum to one",
            value=f"state {system.state_name(s)} has the sum {total}",
            reason="sums are exact: 3 times 0.333 is not 1",
            repair='write "1/3"; for a state that ends, give a loop with probability 1',
        )
