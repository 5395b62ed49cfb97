"""Everything of a small size, in a fixed order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations_with_replacement, compress, permutations, product
from typing import Any

import numpy as np

from ..abstraction import Abstraction
from ..circuit import Alignment, Circuit
from ..errors import Misuse
from ..functor import (
    Constant,
    Distribution,
    Functor,
    Power,
    Product,
    Sets,
    Sum,
    Weighted,
    parse,
)
from ..system import Branching, Deterministic, System

__all__ = ["branching", "hypotheses", "maps", "partitions", "systems", "systems_up_to_renaming", "values"]


def partitions(n: int) -> Iterator[Abstraction]:
    """Every abstraction of ``range(n)``: Bell(n) many, as restricted growth words.

    >>> [str(p) for p in partitions(3)]
    ['012', '01|2', '02|1', '0|12', '0|1|2']
    """

    def grow(word: list[int], top: int) -> Iterator[list[int]]:
        if len(word) == n:
            yield word
            return
        for label in range(top + 1):
            yield from grow([*word, label], max(top, label + 1))

    for word in grow([], 0):
        yield Abstraction(word)


def maps(n: int, m: int | None = None) -> Iterator[tuple[int, ...]]:
    """Every function from ``range(n)`` to ``range(m)`` (default: to itself)."""
    return product(range(n if m is None else m), repeat=n)


def hypotheses() -> Iterator[Alignment]:
    """Every hypothesis that two wires and a gate are two wires and a gate: 256.

    Low and high have inputs ``x``, ``y``, nodes ``A`` = x, ``B`` = y, and ``out``, one of the 16 gates of A and B.
    """
    entries = list(product((0, 1), repeat=2))
    circuits = [
        Circuit.of(
            {"A": {0: 0, 1: 1}, "B": {0: 0, 1: 1}, "out": dict(zip(entries, gate))},
            values={"x": (0, 1), "y": (0, 1), "out": (0, 1)},
            parents={"A": ["x"], "B": ["y"], "out": ["A", "B"]},
        )
        for gate in maps(4, 2)
    ]
    for low, high in product(circuits, repeat=2):
        yield Alignment.of(low, high)


def systems(n: int, letters: int = 1) -> Iterator[Deterministic]:
    """Every system of shape X (one letter) or X**A with n states: n ** (n * letters) many."""
    for columns in product(maps(n), repeat=letters):
        table = np.array(columns, np.int32).reshape(letters, n).T
        yield System.deterministic(table[:, 0] if letters == 1 else table)


def values(functor: Functor, n: int, weights: Sequence[Any] = (0, 1)) -> list[Any]:
    """Every step of a shape between n states, with these weights; distributions in halves.

    >>> [len(values(parse(text, A=2), 2)) for text in ("P(A * X)", "D(X)", "P(D(X))", "1 + X**A")]
    [16, 3, 8, 5]
    """
    parts = [values(part, n, weights) for part in functor.parts]
    match functor:
        case Constant(size=size, name=name):
            if size is None:
                raise Misuse(
                    "the things in a constant are known",
                    value=name,
                    reason="it has no size, so its values cannot be listed",
                    repair='give sizes: parse("P(A * X)", A=2)',
                )
            return list(range(size))
        case Product():
            return list(product(*parts))
        case Sum():
            return [(side, v) for side, part in enumerate(parts) for v in part]
        case Power(letters=letters):
            return list(product(parts[0], repeat=letters.size or 0))
        case Sets():
            return [list(compress(parts[0], chosen)) for chosen in product((0, 1), repeat=len(parts[0]))]
        case Distribution():
            pairs = combinations_with_replacement(parts[0], 2)
            return [[(one, Fraction(1, 2)), (other, Fraction(1, 2))] for one, other in pairs]
        case Weighted():
            found = product(weights, repeat=len(parts[0]))
            return [
                [(v, w) for v, w in zip(parts[0], chosen) if w != functor.monoid.zero] for chosen in found
            ]
    return list(range(n))


def branching(functor: Functor | str, n: int, weights: Sequence[Any] = (0, 1)) -> Iterator[Branching]:
    """Every system of a shape (constants of two things) with n states, from `values`.

    >>> sum(1 for _ in branching("P(X)", 2))
    16
    """
    shape = parse(functor, A=2, O=2) if isinstance(functor, str) else functor
    for steps in product(values(shape, n, weights), repeat=n):
        yield System.of(shape, steps)


def systems_up_to_renaming(n: int, letters: int = 1) -> Iterator[Deterministic]:
    """One system of each isomorphism class: the one with the least table.

    >>> [sum(1 for _ in systems_up_to_renaming(n)) for n in range(1, 5)]
    [1, 3, 7, 19]
    """
    renamings = [np.array(r) for r in permutations(range(n))]
    for s in systems(n, letters):
        mine = s.table.T.reshape(-1).tolist()
        if all(mine <= r[s.table][np.argsort(r)].T.reshape(-1).tolist() for r in renamings):
            yield s
