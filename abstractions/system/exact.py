"""Exact weights: fractions, and whole numbers over one denominator.

Main definitions  `exact`, `made_exact`, `scaled`, `machine_sized`
Notes             Integers, fractions, and texts such as "1/3" and "0.1" are exact.  Floats are refused
                  unless a tolerance is stated; then each becomes the simplest fraction so near to it.
                  Weights times their common denominator are held in 64 bits where all sums fit, else as
                  Python integers.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor, lcm
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import Misuse
from ..functor import Functor, Power, Sum, Weighted
from ..functor.branching import Branching, fraction_of
from ..functor.sorts import ordered

__all__ = ["exact", "machine_sized", "made_exact", "scaled"]


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


UNASKED = "unasked"
"""Where there is no choice of a tolerance."""


def exact(weights: Iterable[Any], tolerance: Any = UNASKED) -> list[Fraction]:
    """Weights as fractions.  Floats need a tolerance, and are refused where none can be given.  Errors: `Misuse`."""
    try:
        near = None if tolerance is None or tolerance is UNASKED else Fraction(tolerance)
    except (TypeError, ValueError, OverflowError, ZeroDivisionError):
        near = Fraction(0)
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
        if not isinstance(w, Hashable):
            raise no_number(w)
        key = (type(w), w)
        if key not in known:
            known[key] = fraction(w, near, tolerant=tolerance is not UNASKED)
        found.append(known[key])
    return found


def made_exact(shape: Functor, value: Any, tolerance: Any) -> Any:
    """A step with fractions in place of its weights that are floats; what has another form stays."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        return value
    if isinstance(shape, Weighted):
        pairs = list(value.items()) if isinstance(value, Mapping) else ordered(value)
        if not all(isinstance(pair, (tuple, list)) and len(pair) == 2 for pair in pairs):
            return value
        weights = [w for _, w in pairs]
        if shape.monoid.fractions:
            weights = exact(weights, tolerance)
        return [(made_exact(shape.base, thing, tolerance), w) for (thing, _), w in zip(pairs, weights)]
    if isinstance(value, Mapping):
        return value
    if isinstance(shape, Branching):
        return [made_exact(shape.base, inner, tolerance) for inner in ordered(value)]
    if not shape.parts or isinstance(value, (set, frozenset)):
        return value
    entries = list(value)
    if isinstance(shape, Power):
        return [made_exact(shape.base, inner, tolerance) for inner in entries]
    if len(entries) != 2:
        return value
    if isinstance(shape, Sum):
        side, inner = entries
        return (
            (side, made_exact(shape.parts[side], inner, tolerance))
            if type(side) is int and side in (0, 1)
            else value
        )
    return tuple(made_exact(part, inner, tolerance) for part, inner in zip(shape.parts, entries))


def fraction(weight: Any, near: Fraction | None, *, tolerant: bool = True) -> Fraction:
    if isinstance(weight, np.generic):
        weight = weight.item()
    if isinstance(weight, float):
        if near is None:
            raise Misuse(
                "weights are exact",
                value=weight,
                reason="a float is the nearest of 2**64 numbers to what was meant, and sums of them differ",
                repair='write Fraction(1, 10) or "0.1"' + ", or state a tolerance: tolerance=1e-9" * tolerant,
            )
        if weight != weight or weight in (float("inf"), float("-inf")):
            raise no_number(weight)
        return simplest(Fraction(weight) - near, Fraction(weight) + near)
    if isinstance(weight, bool) or not isinstance(weight, (int, Fraction, Decimal, str)):
        raise no_number(weight)
    try:
        return fraction_of(weight) if isinstance(weight, str | Decimal) else Fraction(weight)
    except ValueError:
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


def scaled(weights: Sequence[Fraction], sources: Any) -> tuple[npt.NDArray[Any], int]:
    """Fractions as whole numbers over one denominator."""
    scale = lcm(*(w.denominator for w in weights))
    return machine_sized([int(w * scale) for w in weights], np.asarray(sources)), scale
