"""Exact rows of matrices, however these are given.

Main definitions  `Row`, `rows_of`
Notes             Dense (nested sequences, NumPy), sparse (SciPy), or sympy's; integers, fractions and
                  texts, but no floats.  A row is a mapping from columns to entries that are not zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from ..errors import Misuse
from .expressions import rational

__all__ = ["Row", "rows_of"]

Row: TypeAlias = dict[int, Fraction]


def rows_of(matrix: Any, what: str, columns: int | None = None) -> tuple[list[Row], int]:
    """The rows, and how many columns there are.  Errors: `Misuse`.

    >>> rows_of([[1, 0], ["1/2", 3]], "a matrix")
    ([{0: Fraction(1, 1)}, {0: Fraction(1, 2), 1: Fraction(3, 1)}], 2)
    """
    entries: Iterable[tuple[int, int, Any]]
    if hasattr(matrix, "tocoo"):  # SciPy
        coo = matrix.tocoo()
        height, width = coo.shape
        entries = zip(coo.row.tolist(), coo.col.tolist(), coo.data.tolist())
    elif hasattr(matrix, "todok"):  # sympy
        height, width = matrix.shape
        entries = ((i, j, v) for (i, j), v in matrix.todok().items())
    else:
        listed = matrix.tolist() if isinstance(matrix, np.ndarray) else matrix
        if not isinstance(listed, list | tuple) or not all(isinstance(row, list | tuple) for row in listed):
            raise misshapen(what, f"a {type(matrix).__name__} has no rows")
        height, width = len(listed), len(listed[0]) if listed else (columns or 0)
        if any(len(row) != width for row in listed):
            raise misshapen(what, "its rows differ in length")
        entries = ((i, j, v) for i, row in enumerate(listed) for j, v in enumerate(row))
    if columns is not None and width != columns:
        raise misshapen(what, f"its rows have {width} entries, and not {columns}")
    rows: list[Row] = [{} for _ in range(height)]
    for i, j, v in entries:
        value = Fraction(v) if type(v) is int else rational(v, f"entry ({i}, {j}) of {what}")
        value += rows[i].get(j, 0)
        if value:
            rows[i][j] = value
        else:
            rows[i].pop(j, None)
    return rows, width


def misshapen(what: str, reason: str) -> Misuse:
    return Misuse(
        f"{what} is a rectangle of exact numbers",
        value=what,
        reason=reason,
        repair="give nested lists, or a matrix of NumPy, SciPy or sympy, with one column for each variable",
    )
