"""The laws of the choice of steps, against all sets of marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, compress, pairwise, product
from typing import Any

import numpy as np

from ...abstraction import Abstraction
from ...circuit import Circuit, computation
from ...completion import is_complete
from ...errors import BudgetExceeded, Misuse
from ...steps import Choice, Covering, NoMarks, Potentials, cheapest_marks, first_return
from ...system import Deterministic
from ...verdict import Refuted
from .registry import law


def prices(
    s: Deterministic,
    p: Abstraction,
    among: Abstraction,
    mark: Fraction,
    skip: Fraction,
    must: Iterable[int] | None = None,
) -> Iterator[tuple[Fraction, tuple[int, ...]]]:
    """Every set of classes that may be marked, and its cost, from the definitions.

    ``must``: states that are marked in any case; None: the initial and halting ones.
    """
    if must is None:
        halted = () if s.halting is None else np.flatnonzero(s.halting).tolist()
        must = {*s.initial.tolist(), *halted}
    for chosen in product((False, True), repeat=len(among)):
        classes = tuple(compress(range(len(among)), chosen))
        marks = np.isin(among.labels, classes)
        if (s.states and not marks.any()) or not all(marks[x] for x in must):
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
        skips = len(found.returns.states) < s.states and max(found.returns.distance, default=0) > 0
        trivial = all(table[t] == t for t in table) and (skips or max(found.returns.steps, default=0) > 1)
        assert found.giant == trivial == ("giant" in str(found))
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
    except Refuted as refuted:
        assert not right and refuted.verdict.counterexample.check()
    except Misuse as refused:
        ties = "tie" in refused.reason
        parts = among.labels[s.table[:, 0]]
        part = len(among | Abstraction(parts)) > len(among)
        assert "follow" in refused.claim or (ties and (part or not among <= p))
    else:
        assert found.cost == min(cost for cost, _ in right) and (found.cost, found.classes) in right
        assert found.check() and found.optimal


def cuts(
    c: Circuit, p: Abstraction, mark: Fraction, skip: Fraction
) -> Iterator[tuple[tuple[int, ...], Fraction]]:
    """Every way to cut a circuit between its layers such that p commutes from cut to cut, and its cost.

    By running it on every input.  The first and the last layer are always cuts.
    """
    m = computation(c)
    runs = [m.trace(x) for x in m.inputs or ()]
    names: list[Any] = list(m.system.state_names or ())
    labels = [[p[names.index(state)] for state in run] for run in runs]
    last = max(state[0] for state in names)
    for many in range(max(last, 1)):
        for inner in combinations(range(1, last), many):
            cut = tuple(sorted({0, *inner, last}))
            ways = {(i, word[i]): word[j] for i, j in pairwise(cut) for word in labels}
            ends = {word[last]: m.read(run[last]) for run, word in zip(runs, labels)}
            if all(ways[i, word[i]] == word[j] for i, j in pairwise(cut) for word in labels) and all(
                ends[word[last]] == m.read(run[last]) for run, word in zip(runs, labels)
            ):
                skipped = sum((j - i - 1) * len({run[i] for run in runs}) for i, j in pairwise(cut))
                yield cut, mark * len(cut) + skip * skipped


@law
def cut_layers_of_a_circuit_are_cheapest(c: Circuit, p: Abstraction, mark: Fraction, skip: Fraction) -> None:
    """For p that knows the layer: of all cuts between layers the one that is chosen costs least, by a shortest
    path and by the search; if there is none the last layer shows more than p knows.
    """
    m, right = computation(c), dict(cuts(c, p, mark, skip))
    names: Any = m.system.state_names
    layer = Abstraction.of(lambda state: state[0], names)
    assert layer <= p and layer.labels.tolist() == [state[0] for state in names]
    for method in ("layers", "exact", None):
        try:
            found = cheapest_marks(m, p, among=layer, mark=mark, skip=skip, method=method)
        except Refuted as refuted:
            assert not right and refuted.verdict.counterexample.check()
        else:
            assert right[found.classes] == found.cost == found.lower_bound == min(right.values())
            assert found.check()


@law
def no_covering_proves_dearer_marks(answer: Choice | NoMarks) -> None:
    """If the check accepts an answer, of whatever origin, its cost is right, and no choice costs less than
    its bound; or there is no choice at all.
    """
    verdict = answer.check()
    assert str(verdict)
    if verdict:
        problem, unit = answer.problem, answer.unit if isinstance(answer, Choice) else 1
        mark, skip = Fraction(problem.mark, unit), Fraction(problem.skip, unit)
        must = np.flatnonzero(problem.fixed[answer.among.labels] == 1).tolist()
        right = list(prices(answer.system, answer.given, answer.among, mark, skip, must))
        if isinstance(answer, NoMarks):
            assert not right
        else:
            assert (answer.cost, answer.classes) in right
            assert answer.lower_bound <= min(cost for cost, _ in right)


def false_choices(answer: Choice) -> Iterable[Choice]:
    """Answers with other marks, a higher bound, or another reason."""
    mark, skip = (Fraction(c, answer.unit) for c in (answer.problem.mark, answer.problem.skip))
    right = {v: k for k, v in prices(answer.system, answer.given, answer.among, mark, skip)}
    for c in range(len(answer.among)):
        classes = tuple(sorted({c} ^ set(answer.classes)))
        cost = right.get(classes, answer.cost)
        yield replace(answer, classes=classes, cost=cost, lower_bound=cost)
    yield replace(answer, lower_bound=answer.lower_bound + Fraction(1, answer.unit))
    yield from (replace(answer, reason=reason) for reason in false_reasons(answer.reason))


def false_reasons(reason: Covering | Potentials) -> Iterator[Covering | Potentials]:
    """Reasons with a case changed or left out, or another number at one place, or a chain less."""
    if isinstance(reason, Covering):
        for i in range(len(reason.cases)):
            yield Covering(np.delete(reason.cases, i, axis=0))
            for column, change in product(range(3), (-1, 1)):
                cases = reason.cases.copy()
                cases[i, column] += change
                yield Covering(cases)
        return
    for k, chain in enumerate(reason.chains):
        yield Potentials(reason.chains[:k] + reason.chains[k + 1 :])
        for name, change in product(("layers", "least"), (-1, 1, 7, 1 << 62)):
            array = getattr(chain, name)
            for place in np.ndindex(array.shape):
                other = array.copy()
                other[place] = min(max(int(other[place]) + change, -1), 1 << 62)
                changed = replace(chain, **{name: other})
                yield Potentials((*reason.chains[:k], changed, *reason.chains[k + 1 :]))
