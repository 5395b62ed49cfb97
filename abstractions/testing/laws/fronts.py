"""The laws of fronts and of nearly complete abstractions, against all abstractions, one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from ...abstraction import Abstraction
from ...approximate import Distribution, Front, defect, front, nearly_complete
from ...approximate.flow import flow_of
from ...approximate.points import Objective
from ...approximate.search import word_bounds
from ...approximate.unsaid import tangent
from ...system import Deterministic, System
from .registry import law


def information(p: Abstraction, of: Distribution) -> Fraction:
    """Less for more information: the product of all ``w ** w``, as in `entropies_are_compared_exactly`."""
    power = 1
    for block in p.blocks():
        w = sum(int(of.of_states.whole[m]) for m in block)
        power *= w**w
    return Fraction(power)


@law
def the_front_is_that_of_all_partitions(
    s: System, keep: Abstraction, of: Distribution, every: Iterable[Abstraction]
) -> None:
    """The points hold all abstractions above ``keep`` than which none is better, and no others."""
    found = front(s, keep, of, method="enumeration")
    above = [p for p in every if keep | s.observation <= p]
    values: dict[Abstraction, tuple[Any, ...]] = {
        p: (len(p), information(p, of), defect(s, p, of).value) for p in above
    }
    best = set(values.values())
    best -= {v for v in best for u in best if u != v and all(x <= y for x, y in zip(u, v))}
    assert {p for point in found for p in point} == {p for p in above if values[p] in best}
    assert len(found) == len(best) and found.exact and str(found)
    for point in found:
        assert all(values[p] == values[point[0]] for p in point)
        assert (point.classes, point.defect) == (
            len(point[0]),
            values[point[0]][2],
        ) and point.bound == point.defect


@law
def searches_agree_with_enumeration(s: Deterministic, keep: Abstraction, of: Distribution) -> None:
    """A search without limits finds the points of the front of classes and defect."""
    exact = front(s, keep, of, objectives=("classes", "defect"), method="enumeration")
    found = front(s, keep, of, method="search", budget=10**9)
    assert found.exact and [(x.classes, x.defect) for x in exact] == [(x.classes, x.defect) for x in found]
    for one, other in zip(exact, found):
        assert other[0] in list(one) and other.bound == other.defect


@law
def bounds_are_below_the_least_defect(s: Deterministic, keep: Abstraction, of: Distribution) -> None:
    """Counting words, and a search that is stopped early, never promise too much."""
    exact = front(s, keep, of, objectives=("classes", "defect"), method="enumeration")
    flow, _ = flow_of(s, of)
    given = keep | s.observation
    for k in range(len(given), s.states + 1):
        least = min(point.defect for point in exact if point.classes <= k)
        assert Fraction(word_bounds(flow, given, k)[k], flow.total) <= least
    for budget in (0, 3):
        found = front(s, keep, of, method="search", budget=budget)
        no_better(found, exact)
        for point in found:
            least = min(x.defect for x in exact if x.classes <= point.classes)
            assert point.bound is not None and point.bound <= least <= point.defect
        if found.exact:
            assert [(x.classes, x.defect) for x in exact] == [(x.classes, x.defect) for x in found]


@law
def a_solver_agrees_with_enumeration(
    s: System, keep: Abstraction, of: Distribution, objectives: Sequence[Objective]
) -> None:
    """A solver that may work as long as it likes finds the points of the front, and proves each."""
    exact = front(s, keep, of, objectives=objectives, method="enumeration")
    found = front(s, keep, of, objectives=objectives, method="solver", budget=10**9)
    assert found.exact and found.check() and len(found) == len(exact)
    best = {q for point in exact for q in point}
    for point in found:
        assert set(point) <= best and point.every is False
        assert point.bound == (point.defect if "defect" in objectives else None)
        assert point.most == (point.information if "information" in objectives else None)


@law
def a_solver_that_is_stopped_promises_nothing_false(
    s: System, keep: Abstraction, of: Distribution, objectives: Sequence[Objective], budget: int
) -> None:
    """What is at least as good as a point in the other objectives is not beyond the bound of the last."""
    exact = front(s, keep, of, objectives=objectives, method="enumeration")
    found = front(s, keep, of, objectives=objectives, method="solver", budget=budget)
    for point in found:
        for other in exact:
            no_worse = {
                "classes": other.classes <= point.classes,
                "information": other.information >= point.information - 1e-9,
                "defect": other.defect <= point.defect,
            }
            if all(no_worse[o] for o in objectives if o != "defect") and "defect" in objectives:
                assert point.bound is not None and point.bound <= min(point.defect, other.defect)
            if all(no_worse[o] for o in objectives if o != "information") and "information" in objectives:
                assert point.most is not None
                assert point.most >= max(point.information, other.information) - 1e-9


@law
def tangents_lie_below_and_touch(a: int, x: int, digits: int) -> None:
    """``m x - c <= 2^digits x log2 x``, in whole numbers; at a up to 2^digits less than two below it."""
    slope, offset = tangent(a, digits)
    assert 2 ** max(0, slope * x - offset) <= max(x, 1) ** (x << digits)
    assert a > 1 << digits or 2 ** max(0, slope * a - offset + 2) > a ** (a << digits)


@law
def heuristics_are_no_better_than_the_front(s: System, keep: Abstraction, of: Distribution) -> None:
    """What they find is above ``keep``, has the defect that is told, and is no better than the front."""
    exact = front(s, keep, of, method="enumeration")
    for method in ("merging", "bottleneck"):
        found = front(s, keep, of, method=method)
        no_better(found, exact)
        no_better(front(s, keep, of, method=method, objectives=("classes", "defect")), exact)
        assert not found.exact
        for point in found:
            for p in point:
                assert (
                    keep | s.observation <= p
                    and defect(s, p, of).value == point.defect
                    and len(p) == point.classes
                )


def no_better(found: Front, exact: Front) -> None:
    for point in found:
        least = point.information if "information" in exact.objectives else 0.0
        assert any(
            x.classes <= point.classes and x.defect <= point.defect and x.information >= least - 1e-9
            for x in exact
        )


@law
def nearly_complete_abstractions_are_all_minimal_ones(
    s: System, p: Abstraction, within: Fraction, of: Distribution, every: Iterable[Abstraction]
) -> None:
    """They are the minimal ones among all above p whose defect is so small."""
    good = [q for q in every if p | s.observation <= q and defect(s, q, of).value <= within]
    found = nearly_complete(s, p, within, of)
    assert set(found) == {q for q in good if not any(r < q for r in good)} and len(set(found)) == len(found)
    assert all(defect(s, q, of).value == d for q, d in zip(found, found.defects)) and str(found)
    assert found.unique == all(found[0] <= q for q in good)


@law
def no_mutant_is_a_false_front(claimed: Front) -> None:
    """If the check agrees, each abstraction is as good as told, by the definitions, and no point beats another."""
    if not claimed.check():
        return
    s, of = claimed.system, claimed.weights
    values = []
    for point in claimed:
        for p in point:
            assert claimed.given | s.observation <= p
            value: dict[str, Any] = {
                "classes": len(p),
                "information": information(p, of),
                "defect": defect(s, p, of).value,
            }
            values.append((point, tuple(value[o] for o in claimed.objectives)))
            assert "classes" not in claimed.objectives or len(p) == point.classes
            assert "defect" not in claimed.objectives or value["defect"] == point.defect
    for one, u in values:
        for other, v in values:
            assert (u == v) if one is other else not all(x <= y for x, y in zip(u, v))
