"""Parts of reasons, of unknown origin: read when they fit, refused in words when they do not.

Main definitions  `numbers`, `alike`, `require_single`
Notes             Whoever checks a reason reads its arrays with these, and what they return can be trusted
                  to be what it should: a check refuses what is malformed, and never raises.
Law               `no_other_long_steps_are_accepted` in `abstractions.testing.laws`
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, TypeGuard

import numpy as np
import numpy.typing as npt

from ..checker.refusal import require
from ..system import Deterministic

__all__ = ["LARGE", "alike", "is_fraction", "is_whole", "numbers", "require_single", "same_array"]

LARGE = 1 << 62
"""Numbers beyond are nowhere right, and two up to it can be added."""


def numbers(
    value: Any, what: str, shape: tuple[int | None, ...], least: int = 0, below: int = LARGE + 1
) -> npt.NDArray[np.int64]:
    """``value`` as 64-bit integers from ``least`` to below ``below``; a length None is any."""
    require(type(value) is np.ndarray and value.dtype.kind in "iu", f"{what}: that is no array of integers")
    fits = len(value.shape) == len(shape) and all(b in (None, a) for a, b in zip(value.shape, shape))
    require(fits, f"{what}: an array of shape {value.shape}")
    if value.size:
        inside = least <= int(value.min()) and int(value.max()) < below
        require(inside, f"{what}: a number is out of range")
    return np.ascontiguousarray(value, np.int64)


def require_single(system: Any, what: str) -> None:
    """Refused unless it is a deterministic system without letters, whose parts fit together."""
    require(
        type(system) is Deterministic and type(system.table) is np.ndarray, f"{what} is no table of steps"
    )
    n = len(system.table) if system.table.ndim else 0
    numbers(system.table, f"the steps of {what}", (n, 1), 0, n)
    stop, names, shown = system.halting, system.state_names, system.outputs
    if shown is not None:
        wide = type(shown) is np.ndarray and shown.ndim == 2
        numbers(shown, f"the outputs of {what}", (n, 1) if wide else (n,))
    halts = type(stop) is np.ndarray and stop.dtype == np.bool_ and stop.shape == (n,)
    require(stop is None or halts, f"{what} does not say where it halts")
    require(
        names is None or (type(names) is tuple and len(names) == n), f"the states of {what} are not named"
    )


def is_whole(value: Any) -> TypeGuard[int]:
    """Whether it is a Python integer, and no truth value."""
    return type(value) is int


def is_fraction(value: Any) -> TypeGuard[Fraction]:
    """Whether it is an exact fraction."""
    return type(value) is Fraction


def alike(one: Any, other: Deterministic) -> bool:
    """Whether ``one`` is the same system: equal arrays of equal types, equal names of equal kinds."""
    if type(one) is not Deterministic:
        return False
    (names, arrays), (others, theirs) = one.parts(), other.parts()
    return all(map(same_names, names, others)) and all(map(same_array, arrays, theirs))


def same_names(one: Any, other: Any) -> bool:
    """Names are a tuple of hashable values, or None; whether steps are lettered is a truth value."""
    if type(one) is not type(other):
        return False
    try:
        hash(one)
        return bool(one == other)
    except (TypeError, ValueError):  # names that cannot be compared
        return False


def same_array(one: Any, other: Any) -> bool:
    """Whether both are None, or arrays of one type with the same entries."""
    if one is None or other is None:
        return one is other
    return type(one) is np.ndarray and one.dtype == other.dtype and np.array_equal(one, other)
