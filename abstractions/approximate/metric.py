"""Abstractions with values in space: how far the best abstract step is from the truth.

Main definitions  `metric_defect`, `MetricDefect`
Notes             An abstract state may be a vector of rationals, such as a position rounded to a grid.  A
                  wrong prediction is then more or less wrong.  Three errors have a best step in closed
                  form, and these are offered: the mean L1 distance (medians), the mean squared L2 distance
                  (means) and the worst Linf distance (midpoints of the least box).  All are zero iff the
                  class determines the next vector on the support.
Law               `metric_defect_is_least` in `abstractions.testing.laws`
Source            J. Kleinberg and E. Tardos, Algorithm design, 2005 (medians); C. F. Gauss, 1809 (means)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from ..abstraction import Abstraction
from ..algebra import Algebra
from ..arguments import applied, chosen, many, whole
from ..arrays import Ints, frozen, jointly
from ..computation import Computation
from ..errors import Misuse, brief
from ..question import asked, asked_of_table
from ..system import System
from ..system.exact import exact
from .flow import flow_of, summed

__all__ = ["Metric", "MetricDefect", "metric_defect"]

Metric: TypeAlias = Literal["mean L1", "mean squared L2", "worst Linf"]


@dataclass(frozen=True, eq=False, repr=False)
class MetricDefect:
    """The least error of an abstract step into space, and a step that makes no more.

    ``value``: exact.  ``p``: the classes.  ``best``, ``scale``: the vector predicted in each context
    (class * letters + letter) is ``best[context] / scale[context]``; scale 0 in a context without weight.
    """

    metric: Metric
    value: Fraction
    p: Abstraction
    letters: int
    best: npt.NDArray[Any]
    scale: npt.NDArray[Any]

    def step(self, c: int, a: int = 0) -> tuple[Fraction, ...] | None:
        """The best vector after class c under letter a; None if it has no weight."""
        whole(c, "a class", most=len(self.p) - 1)
        context = c * self.letters + whole(a, "a letter", most=self.letters - 1)
        scale = int(self.scale[context])
        return tuple(Fraction(int(x), scale) for x in self.best[context]) if scale else None

    def __str__(self) -> str:
        return f"{self.metric} distance {self.value}, {many(len(self.p), 'class')} of {many(self.p.states, 'state')}"

    def __repr__(self) -> str:
        return f"<MetricDefect: {self}>"


def metric_defect(
    s: System | Computation | Algebra,
    values: Any,
    weights: Any = None,
    *,
    metric: Metric = "mean L1",
    p: Any = None,
) -> MetricDefect:
    """The least distance between what an abstract step says of ``values`` and their next values.

    ``values``: exact numbers or vectors of them, one for each state, shape (states,) or (states, d); or a
    function or mapping of states (by name, if they have one).  ``p``: what the abstract step knows;
    default: the value itself.  ``weights``: as in `defect`; for "worst Linf" only the support matters.
    Deterministic systems.  Cost: sorting, for each of d coordinates.  Errors: `Misuse`.

    >>> wheel = System.deterministic([1, 2, 3, 4, 5, 6, 7, 0])
    >>> d = metric_defect(wheel, [m - m % 4 for m in range(8)])       # known up to the last two bits
    >>> print(d, d.step(0))
    mean L1 distance 1, 2 classes of 8 states (Fraction(0, 1),)
    >>> d = metric_defect(wheel, [m - m % 4 for m in range(8)], metric="worst Linf")
    >>> print(d, d.step(0))
    worst Linf distance 2, 2 classes of 8 states (Fraction(2, 1),)
    """
    chosen("the metric", metric, "mean L1", "mean squared L2", "worst Linf")
    system, known = asked_of_table(
        s,
        None,
        "metric defects",
        reason="where steps branch a state has no one next vector, whose distance could be measured",
        repair="of a Markov chain ask defect(chain, p) or entropy(chain, p), with the classes of equal values; "
        "give other steps probabilities first, System.markov",
    )
    v, denominator = vectors(values, system)
    known = Abstraction(jointly(*v.T)) if p is None else asked(system, p)[1]
    flow, _ = flow_of(system, weights)
    context = known.labels[flow.source].astype(np.int64) * flow.letters + flow.letter
    d, contexts = v.shape[1], len(known) * flow.letters
    most = (max(int(v.max(initial=0)), -int(v.min(initial=0))) + 1) * flow.total
    kind: Any = np.int64 if 4 * d * most**2 < 1 << 62 else object
    after, weight = v[flow.target].astype(kind), flow.weight.astype(kind)
    among = summed(context, weight, contexts)
    if metric == "mean squared L2":
        best, value = means(context, after, weight, among)
        return MetricDefect(
            metric,
            value / flow.total / denominator**2,
            known,
            flow.letters,
            frozen(best),
            frozen(among * denominator),
        )
    scale = (among > 0) * np.array(denominator).astype(kind)
    if metric == "mean L1":
        best = medians(context, after, weight, among)
        cost = (np.abs(after - best[context]).sum(axis=1) * weight).sum()
        value = Fraction(int(cost), flow.total * denominator)
    else:
        best, width = midpoints(context, after, among)
        value, scale = Fraction(width, 2 * denominator), 2 * scale
    return MetricDefect(metric, value, known, flow.letters, frozen(best), frozen(scale))


def medians(
    context: Ints, after: npt.NDArray[Any], weight: npt.NDArray[Any], among: npt.NDArray[Any]
) -> npt.NDArray[Any]:
    """For each context and coordinate the least value up to which half of the weight lies."""
    best = np.zeros((among.size, after.shape[1]), after.dtype)
    for j, column in enumerate(after.T):
        order = np.lexsort((np.unique(column, return_inverse=True)[1], context))
        where = context[order]
        total = np.cumsum(weight[order], dtype=weight.dtype)
        base = np.cumsum(among, dtype=among.dtype) - among  # what contexts before have
        half = np.flatnonzero(2 * (total - base[where]) >= among[where])[::-1]
        best[where[half], j] = column[order][half]  # the first of a context is written last
    return best


def means(
    context: Ints, after: npt.NDArray[Any], weight: npt.NDArray[Any], among: npt.NDArray[Any]
) -> tuple[npt.NDArray[Any], Fraction]:
    """Sums in each context, which over its weight are the means; the sum of squared distances from these."""
    best = np.zeros((among.size, after.shape[1]), after.dtype)
    np.add.at(best, context, after * weight[:, None])
    squares = (after**2).sum(axis=1) * weight
    spread = among * summed(context, squares, among.size) - (best**2).sum(axis=1)
    by_weight: dict[int, int] = {}  # contexts of equal weight have one denominator
    sizes, places = np.unique(among, return_inverse=True)
    sums = [0] * sizes.size
    if spread.dtype == object or int(spread.max(initial=0)) > (1 << 62) // max(spread.size, 1):
        for i, x in zip(places.tolist(), spread.tolist()):
            sums[i] += x
    else:
        sums = summed(places, spread, sizes.size).tolist()
    by_weight = dict(zip(sizes.tolist(), sums))
    return best, sum((Fraction(x, w) for w, x in by_weight.items() if w), Fraction(0))


def midpoints(
    context: Ints, after: npt.NDArray[Any], among: npt.NDArray[Any]
) -> tuple[npt.NDArray[Any], int]:
    """Least plus greatest value in each context and coordinate; the greatest difference of the two."""
    order = np.argsort(context, kind="stable")
    where = context[order]
    start = np.flatnonzero(np.concatenate(([True], where[1:] != where[:-1])))
    low, high = (f.reduceat(after[order], start, axis=0) for f in (np.minimum, np.maximum))
    best = np.zeros((among.size, after.shape[1]), after.dtype)
    best[where[start]] = low + high
    return best, int((high - low).max(initial=0))


def vectors(values: Any, system: System) -> tuple[npt.NDArray[Any], int]:
    """Values as whole numbers over one denominator, shape (states, d).  Errors: `Misuse`."""
    names: Any = range(system.states) if system.state_names is None else system.state_names
    if isinstance(values, Mapping):
        values = [applied(values.__getitem__, f"the value of {brief(s)}", s) for s in names]
    elif callable(values):
        values = [applied(values, f"the value of {brief(s)}", s) for s in names]
    try:
        array = np.asarray(values)
        array = array if array.dtype.kind in "iu" else np.asarray(values, object)
    except ValueError as error:
        raise no_vectors(values, str(error)) from None
    if array.ndim not in (1, 2) or len(array) != system.states or not array.size:
        raise no_vectors(values, f"it has shape {array.shape}, and there are {system.states} states")
    array = array.reshape(system.states, -1)
    if array.dtype.kind in "iu":
        return array.astype(object if array.dtype == np.uint64 else np.int64), 1
    entries = exact(array.reshape(-1).tolist())
    denominator = lcm(*(w.denominator for w in entries))
    found = np.array([int(w * denominator) for w in entries], object).reshape(array.shape)
    if max(map(abs, found.reshape(-1)), default=0) < 1 << 62:
        found = found.astype(np.int64)
    return found, denominator


def no_vectors(values: object, reason: str) -> Misuse:
    return Misuse(
        "there is a number for each state, or a vector of numbers of one length",
        value=values,
        reason=reason,
        repair="give an array of shape (states,) or (states, d), or a function of the state",
    )
