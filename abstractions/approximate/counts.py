"""Whole numbers from 0 on in arrays: of 64 bits where their sum fits 62, else of Python's integers.

Main definitions  `whole_numbers`, `counted`
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ..arrays import frozen
from ..errors import Misuse

__all__ = ["counted", "whole_numbers"]


def whole_numbers(values: Any, bound: int) -> npt.NDArray[Any]:
    """Integers as an array: of 64 bits if ``bound`` fits 62, else of Python integers."""
    kind: Any = np.int64 if bound < 1 << 62 else object
    return np.array(values, kind)  # at once: between them NumPy might take floats


def counted(whole: Any) -> npt.NDArray[Any]:
    """Whole numbers from 0 on as a read-only array, shape (states,) or (states, letters).  Errors: `Misuse`."""
    array = whole if isinstance(whole, np.ndarray) else np.asarray(whole, object)
    entries: list[Any] = array.reshape(-1).tolist() if array.dtype == object else []
    if (
        array.dtype.kind not in "iuO"
        or array.ndim not in (1, 2)
        or not all(isinstance(w, int | np.integer) and not isinstance(w, bool) for w in entries)
    ):
        raise Misuse(
            "counts are whole numbers, one for each state, or for each state and letter",
            value=whole,
            reason=f"it is an array of {array.dtype}, shape {array.shape}, and not of integers alone",
            repair="give integers, rows of one length; `Distribution.of` takes fractions",
        )
    if entries:
        bound = sum(map(abs, map(int, entries)))
        kept = whole_numbers([int(w) for w in entries], bound).reshape(array.shape)
    else:
        large = array.size and int(array.max()) >= (1 << 62) // array.size
        kept = array.astype(object if large else np.int64)
    if kept.size and kept.min() < 0:
        raise Misuse(
            "probabilities are not negative",
            value=kept.min(),
            reason=f"that of {np.argwhere(kept < 0)[0].tolist()} is",
            repair="mend it",
        )
    return frozen(kept)
