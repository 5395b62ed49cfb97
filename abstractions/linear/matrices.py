"""Exact rows of matrices, however these are given.

Main definitions  `Row`, `rows_of`, `exact_row`
Notes             Dense (nested sequences, NumPy), sparse (SciPy), or sympy's; integers, fractions and
                  texts, but no floats.  A row is a mapping from columns to entries that are not zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from ..arguments import mapping_of, whole
from ..errors import Misuse
from .polynomials import rational

__all__ = ["Row", "exact_row", "rows_of"]

MOST = 10**7
"""How many rows and columns a matrix may have."""

Row: TypeAlias = dict[int, Fraction]


def rows_of(matrix: Any, what: str, columns: int | None = None) -> tuple[list[Row], int]:
    """The rows, and how many columns there are.  Errors: `Misuse`.

    >>> rows_of([[1, 0], ["1/2", 3]], "a matrix")
    ([{0: Fraction(1, 1)}, {0: Fraction(1, 2), 1: Fraction(3, 1)}], 2)
    """
    entries: Iterable[tuple[int, int, Any]]
    if hasattr(matrix, "tocoo"):  # SciPy
        coo = matrix.tocoo()
        if len(coo.shape) != 2 or max(coo.shape) > MOST:
            raise misshapen(what, f"its shape is {coo.shape}")
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


def exact_row(row: Any, n: int, what: str) -> Row:
    """One row of length n, given as a mapping from columns to exact numbers.  Errors: `Misuse`."""
    found: Row = {}
    for k, v in mapping_of(row, f"the entries of {what}", "{0: 1, 3: '1/2'}").items():
        column = whole(k, f"a column of {what}", most=n - 1)
        value = v if type(v) is Fraction else rational(v, f"an entry of {what}")
        if value:
            found[column] = value
    return found


def misshapen(what: str, reason: str) -> Misuse:
    return Misuse(
        f"{what} is a rectangle of exact numbers",
        value=what,
        reason=reason,
        repair="give nested lists, or a matrix of NumPy, SciPy or sympy, with one column for each variable",
    )
