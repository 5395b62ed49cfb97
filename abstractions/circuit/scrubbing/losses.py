"""Losses: what outputs cost, over distributions of outputs on data, as fractions.

Main definitions  `losses`, `mean`, `pooled`
Notes             Data of one class share one distribution, the same object: fractions are added up once for
                  each class, and only the calls of the loss are as many as the data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

from ...arguments import applied
from ...errors import brief
from ...system.exact import exact
from ..circuit import Values

__all__ = ["Distribution", "Loss", "losses", "lost_by", "mean", "pooled"]

Distribution: TypeAlias = Mapping[Any, Fraction]
"""Values that may come, and their probabilities."""

Loss: TypeAlias = Callable[[Any, Values], Any]
"""Of an output, and the input for which it was to be: a rational number."""


def pooled(rows: Sequence[Distribution]) -> dict[Any, Fraction]:
    """The mean of some distributions."""
    found: dict[Any, Fraction] = {}
    for row, count in counted(rows):
        for value, w in row.items():
            found[value] = found.get(value, Fraction(0)) + w * count / len(rows)
    return found


def counted(rows: Sequence[Distribution]) -> list[tuple[Distribution, int]]:
    """The objects among them, and how often each is there: data of one class share theirs."""
    counts = Counter(map(id, rows))
    return [(row, counts[key]) for key, row in {id(row): row for row in rows}.items()]


def losses(loss: Loss, data: Sequence[Values], rows: Sequence[Distribution]) -> dict[Fraction, Fraction]:
    """How probable each loss is, if each datum is as probable as another.  Errors: `Misuse`."""
    counts: Counter[tuple[int, Any, Fraction]] = Counter()
    for x, row in zip(data, rows):
        counts.update((id(row), value, lost_by(loss, value, x)) for value in row)
    shared = {id(row): row for row in rows}
    found: dict[Fraction, Fraction] = {}
    for (key, value, lost), count in counts.items():
        found[lost] = found.get(lost, Fraction(0)) + shared[key][value] * count / len(rows)
    return dict(sorted(found.items()))


def mean(found: Mapping[Fraction, Fraction]) -> Fraction:
    """Of numbers that are so probable."""
    return sum((value * w for value, w in found.items()), Fraction(0))


def lost_by(loss: Loss, output: Any, x: Values) -> Fraction:
    """The loss, as a fraction.  Errors: `Misuse`."""
    return exact([applied(loss, f"loss({brief(output)}, {brief(dict(x))})", output, x)])[0]
