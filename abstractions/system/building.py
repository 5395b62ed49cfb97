"""Building branching systems: from steps as values, and from edges as lists, arrays or matrices.

Main definitions  `from_steps`, `from_edges`, `explored`
Notes             Weights are exact: integers, fractions, or texts such as "1/3" and "0.1".  Floats
                  are refused unless a tolerance is stated; then each becomes the simplest fraction
                  that is so near.  Weights times their common denominator are held in 64 bits where
                  all sums fit, else as Python integers.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor, lcm
from typing import Any, NamedTuple

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

__all__ = ["columns", "exact", "explored", "from_edges", "from_steps", "sums_to_one"]


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
        as_set(integers(at, "the initial states", bound=len(values))),
        names,
    )


def rule_of(monoid: Monoid | None) -> int:
    """How weights are added; values of other monoids have their own +."""
    return RULES["or"] if monoid is None else RULES[monoid.rule or "own"]


def machine_sized(weights: Sequence[Any], sources: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Whole numbers in 64 bits, if no sum over the edges of a node can leave 62; else as they are."""
    if all(isinstance(w, int) for w in weights):
        bits = max((abs(w) for w in weights), default=0).bit_length()
        if bits < 62:
            small = np.array(weights, np.int64)
            most = np.bincount(sources).max(initial=0) if small.size else 0
            if bits + int(most).bit_length() < 62:
                return small
    large = np.empty(len(weights), object)
    large[:] = weights
    return large


def exact(weights: Iterable[Any], tolerance: Any = None) -> list[Fraction]:
    """Weights as fractions.  Floats need a tolerance.  Errors: `Misuse`."""
    near = None if tolerance is None else Fraction(tolerance)
    if near is not None and not 0 < near < 1:
        raise Misuse(
            "a tolerance is a small positive number",
            value=tolerance,
            reason="floats are replaced by the simplest fraction that is so near",
            repair="give for example tolerance=1e-9",
        )
    known: dict[Any, Fraction] = {}
    found = []
    for w in weights:
        key = (type(w), w)
        if key not in known:
            known[key] = fraction(w, near)
        found.append(known[key])
    return found


def fraction(weight: Any, near: Fraction | None) -> Fraction:
    if isinstance(weight, np.generic):
        weight = weight.item()
    if isinstance(weight, float):
        if near is None:
            raise Misuse(
                "weights are exact",
                value=weight,
                reason="a float is the nearest of 2**64 numbers to what was meant, and sums of them differ",
                repair='write Fraction(1, 10) or "0.1", or state a tolerance: tolerance=1e-9',
            )
        if weight != weight or weight in (float("inf"), float("-inf")):
            raise no_number(weight)
        return simplest(Fraction(weight) - near, Fraction(weight) + near)
    if isinstance(weight, bool) or not isinstance(weight, (int, Fraction, Decimal, str)):
        raise no_number(weight)
    try:
        return Fraction(weight)
    except (ValueError, ZeroDivisionError, OverflowError):
        raise no_number(weight) from None


def no_number(weight: object) -> Misuse:
    return Misuse(
        "a weight is a rational number",
        value=weight,
        reason="it cannot be read as one",
        repair='write an integer, a Fraction, or a text such as "1/3" or "0.1"',
    )


def simplest(low: Fraction, high: Fraction) -> Fraction:
    """The fraction of least denominator between two (Stern and Brocot), the one nearest zero."""
    if low <= 0 <= high:
        return Fraction(0)
    if high < 0:
        return -simplest(-high, -low)
    whole = floor(low)
    if whole == low:
        return Fraction(whole)
    if whole + 1 <= high:
        return Fraction(whole + 1)
    return whole + 1 / simplest(1 / (high - whole), 1 / (low - whole))


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
        as_set(integers(at, "the initial states", bound=c.states)),
        distinct_names(c.state_names, "state", c.states),
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


class Columns(NamedTuple):
    """Edges by columns; the states and letters they speak of."""

    sources: npt.NDArray[Any]
    letters: npt.NDArray[Any]
    targets: npt.NDArray[Any]
    weights: Any
    states: int
    state_names: tuple[Hashable, ...] | None
    alphabet: tuple[Hashable, ...]


def columns(
    edges: Any, lettered: bool, weighted: bool, states: int | None, state_names: Iterable[Hashable] | None
) -> Columns:
    """The columns of edges (source, letter, target, weight), without those that are not asked for.

    ``edges``: an array of integers, shape (edges, columns); a SciPy sparse matrix; a networkx graph
    (edge attributes ``letter`` and ``weight``); or tuples, whose states are named if they are not all
    integers from 0.
    """
    width = 2 + lettered + weighted
    names = None if state_names is None else tuple(state_names)
    if hasattr(edges, "tocoo"):
        matrix = edges.tocoo()
        entries = zip(matrix.row.tolist(), matrix.col.tolist(), matrix.data.tolist())
        triples: list[Any] = [(s, t, w) if weighted else (s, t) for s, t, w in entries]
        return columns(triples, lettered, weighted, max(matrix.shape), names)
    if hasattr(edges, "nodes") and hasattr(edges, "edges"):
        names = tuple(edges.nodes)
        rows = []
        for s, t, data in edges.edges(data=True):
            letter = (data.get("letter"),) if lettered else ()
            weight = (data.get("weight", 1),) if weighted else ()
            rows.append((s, *letter, t, *weight))
        return columns(rows, lettered, weighted, None, names)
    if isinstance(edges, np.ndarray) and edges.dtype.kind in "iu" and edges.ndim == 2:
        n = states if names is None else len(names)
        return numbered_columns(edges, lettered, weighted, width, n)._replace(state_names=names)
    try:
        rows = list(edges)
    except TypeError:
        raise Misuse(
            "edges are a collection",
            value=edges,
            reason=f"a {type(edges).__name__} is none",
            repair="give tuples, an integer array, a sparse matrix or a networkx graph",
        ) from None
    for row in rows:
        if not isinstance(row, tuple | list | np.ndarray) or len(row) != width:
            raise Misuse(
                f"an edge has {width} entries",
                value=row,
                reason="these are source, " + "letter, " * lettered + "target" + ", weight" * weighted,
                repair="give a tuple of these for each edge",
            )
    ends = [state for row in rows for state in (row[0], row[1 + lettered])]
    plain = names is None and all(type(s) is int and s >= 0 for s in ends)
    if plain:
        n = max(ends, default=-1) + 1
        names, place = None, {s: s for s in range(max(n, states or 0))}
        if states is not None and n > states:
            raise no_state(max(ends), states)
    else:
        names = named(tuple(dict.fromkeys(ends))) if names is None else names
        place = {name: s for s, name in enumerate(names)}  # type: ignore[misc]
        for s in ends:
            if s not in place:
                raise no_state(s, len(names))
    alphabet = tuple(sorted({row[1] for row in rows}, key=rank)) if lettered else ()
    letter_of = {a: i for i, a in enumerate(alphabet)}
    return Columns(
        np.array([place[row[0]] for row in rows], np.int32),
        np.array([letter_of[row[1]] for row in rows] if lettered else [0] * len(rows), np.int32),
        np.array([place[row[1 + lettered]] for row in rows], np.int32),
        [row[-1] for row in rows] if weighted else None,
        len(place),
        names,
        alphabet,
    )


def numbered_columns(
    edges: npt.NDArray[Any], lettered: bool, weighted: bool, width: int, states: int | None
) -> Columns:
    """The columns of an array."""
    if edges.shape[1] != width:
        raise Misuse(
            f"edges have {width} columns",
            value=f"shape {edges.shape}",
            reason="these are source, " + "letter, " * lettered + "target" + ", weight" * weighted,
            repair="one row for each edge",
        )
    ends = edges[:, [0, 1 + lettered]]
    n = int(ends.max(initial=-1)) + 1 if states is None else states
    for wrong in (int(ends.min(initial=0)), int(ends.max(initial=0))):
        if wrong < 0 or (wrong >= n and ends.size):
            raise no_state(wrong, n)
    letters = integers(np.ascontiguousarray(edges[:, 1]), "the letters") if lettered else edges[:, 0] * 0
    return Columns(
        edges[:, 0].astype(np.int32),
        letters,
        edges[:, 1 + lettered].astype(np.int32),
        edges[:, -1].astype(np.int64) if weighted else None,
        n,
        None,
        tuple(range(int(letters.max(initial=-1)) + 1)) if lettered else (),
    )


def no_state(found: object, states: int) -> Misuse:
    return Misuse(
        "edges lead from states to states",
        value=found,
        reason=f"there are {states} states, and it is none of them",
        repair="give `states=` their number, or `state_names=` all their names",
    )


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


def scaled(weights: Sequence[Fraction], sources: Any) -> tuple[npt.NDArray[Any], int]:
    """Fractions as whole numbers over one denominator."""
    scale = lcm(*(w.denominator for w in weights))
    return machine_sized([int(w * scale) for w in weights], np.asarray(sources)), scale


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
