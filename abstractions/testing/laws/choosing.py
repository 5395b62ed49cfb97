"""The laws of the choice of steps, against all sets of marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import compress, product
from typing import Any

import numpy as np

from ...abstraction import Abstraction
from ...completion import is_complete
from ...errors import BudgetExceeded, Misuse
from ...steps import Choice, NoMarks, cheapest_marks, first_return
from ...system import Deterministic
from ...verdict import Refuted
from .registry import law


def prices(
    s: Deterministic, p: Abstraction, among: Abstraction, mark: Fraction, skip: Fraction
) -> Iterator[tuple[Fraction, tuple[int, ...]]]:
    """Every set of classes that may be marked, and its cost, from the definitions."""
    must = set(s.initial.tolist()) | set(() if s.halting is None else np.flatnonzero(s.halting).tolist())
    for chosen in product((False, True), repeat=len(among)):
        classes = tuple(compress(range(len(among)), chosen))
        marks = np.isin(among.labels, classes)
        if not marks.any() or not all(marks[x] for x in must):
            continue
        try:
            r = first_return(s, marks)
        except Misuse:
            continue
        if (r.entry < 0).any() or not is_complete(r.system, r.restrict(p)):
            continue
        skipped = int(np.maximum(r.steps - 1, 0).sum())
        yield mark * len(classes) + skip * skipped, classes


@law
def chosen_marks_are_cheapest(
    s: Deterministic, p: Abstraction, among: Abstraction, mark: Fraction, skip: Fraction
) -> None:
    """The exact choice costs as little as any; the greedy one no less, and no less than its bound."""
    right = list(prices(s, p, among, mark, skip))

    def choose(method: Any) -> Choice:
        return cheapest_marks(s, p, among=among, mark=mark, skip=skip, method=method)

    try:
        found = choose("exact")
    except Refuted as refuted:
        assert not right and str(refuted)
        reason = refuted.verdict.counterexample
        assert isinstance(reason, NoMarks) and reason.check()
    else:
        least = min(cost for cost, _ in right)
        assert found.cost == least == found.lower_bound and (least, found.classes) in right
        assert found.check() and str(found)
        table = found.returns.system.table[:, 0]
        assert found.giant == all(table[t] == t for t in table) and found.giant == ("giant" in str(found))
    try:
        greedy = choose("greedy")
    except BudgetExceeded:
        return
    least = min(cost for cost, _ in right)
    assert greedy.lower_bound <= least <= greedy.cost and (greedy.cost, greedy.classes) in right
    assert greedy.check() and str(greedy)


@law
def cut_layers_are_cheapest(
    s: Deterministic, p: Abstraction, among: Abstraction, mark: Fraction, skip: Fraction
) -> None:
    """Where layers follow each other, the shortest path is a cheapest choice; if p knows the layers it is one."""
    right = list(prices(s, p, among, mark, skip))
    try:
        found = cheapest_marks(s, p, among=among, mark=mark, skip=skip, method="layers")
    except Refuted:
        assert not right
    except Misuse as refused:
        ties = "tie" in refused.reason
        parts = among.labels[s.table[:, 0]]
        part = len(among | Abstraction(parts)) > len(among)
        assert "follow" in refused.claim or (ties and (part or not among <= p))
    else:
        assert found.cost == min(cost for cost, _ in right) and (found.cost, found.classes) in right
        assert found.check() and found.optimal


@law
def no_covering_proves_dearer_marks(answer: Choice) -> None:
    """If the check accepts an answer, of whatever origin, its cost is right and no choice is cheaper."""
    verdict = answer.check()
    assert str(verdict)
    if verdict:
        mark, skip = (Fraction(c, answer.unit) for c in (answer.problem.mark, answer.problem.skip))
        right = list(prices(answer.system, answer.given, answer.among, mark, skip))
        assert (answer.cost, tuple(sorted(set(answer.classes)))) in right
        if answer.method == "exact" and answer.optimal:
            assert answer.cost == min(cost for cost, _ in right)


def false_choices(answer: Choice) -> Iterable[Choice]:
    """Answers with other marks, and with a case changed or left out."""
    mark, skip = (Fraction(c, answer.unit) for c in (answer.problem.mark, answer.problem.skip))
    right = {v: k for k, v in prices(answer.system, answer.given, answer.among, mark, skip)}
    for c in range(len(answer.among)):
        classes = tuple(sorted({c} ^ set(answer.classes)))
        cost = right.get(classes, answer.cost)
        yield replace(answer, classes=classes, cost=cost, lower_bound=cost)
    if answer.cases is not None:
        for i in range(len(answer.cases)):
            yield replace(answer, cases=np.delete(answer.cases, i, axis=0))
            for column, change in product(range(3), (-1, 1)):
                cases = answer.cases.copy()
                cases[i, column] += change
                yield replace(answer, cases=cases)
