"""The laws of high-level steps, each against walking from state to state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any

import numpy as np

from ...abstraction import Abstraction
from ...completion import core, is_complete, minimal_complete
from ...diagram import commutes
from ...errors import Misuse, NeverReturns
from ...steps import Counts, first_return, partial_of, returns, total_of, weak_square
from ...system import Deterministic, System
from ...verdict import Refuted
from .registry import law


def walk(s: Deterministic, start: int, letter: int, then: int, marks: Sequence[bool]) -> list[int]:
    """The states after the start, to the first marked one or to the first repetition."""
    run = [int(s.table[start, letter])]
    while not marks[run[-1]] and run[-1] not in run[:-1]:
        run.append(int(s.table[run[-1], then]))
    return run


@law
def first_return_is_by_walking(s: Deterministic, marks: Sequence[bool], then: int | None = None) -> None:
    """Each long step is the walk to the next mark; or some walk ends in the cycle that is told."""
    names: Any = s.state_names or range(s.states)
    own = [x for x in range(s.states) if marks[x]]
    letter = None if then is None else (s.letter_names or range(s.letters))[then]
    runs = {(x, a): walk(s, x, a, a if then is None else then, marks) for x in own for a in range(s.letters)}
    after = range(s.letters) if then is None else [then]
    entries = [
        x if marks[x] else walk(s, x, a, a, marks)[-1] for x in s.initial.tolist() for a in after
    ]  # a letter that is held brings it to a mark
    verdict = returns(s, np.array(marks, bool), then=letter)
    if not all(marks[run[-1]] for run in runs.values()) or not all(marks[x] for x in entries):
        assert not verdict and str(verdict)
        try:
            first_return(s, np.array(marks, bool), then=letter)
        except NeverReturns as lost:
            cycle = [list(names).index(m) for m in lost.cycle]
            assert not any(marks[x] for x in cycle)
            after = [
                any(int(s.table[x, a]) == y for a in range(s.letters))
                for x, y in zip(cycle, cycle[1:] + cycle[:1])
            ]
            assert all(after) and lost.cycle == verdict.counterexample.cycle and lost.start in names
            assert lost.halts == (s.halting is not None and bool(s.halting[cycle[0]]))
            return
        raise AssertionError("a first return where a run does not return")
    r = verdict.unwrap()
    assert r.check() and r.states.tolist() == own and str(r)
    steps = r.steps.reshape(len(own), s.letters)
    for i, x in enumerate(own):
        assert r.system.state_names is not None and r.system.state_names[i] == names[x]
        for a in range(s.letters):
            run, halted = runs[x, a], s.halting is not None and bool(s.halting[x])
            assert own[r.system.table[i, a]] == run[-1]
            assert steps[i, a] == (0 if halted else len(run))
            assert r.run(i, a) == [x] + run * (not halted)
    assert [own[i] for i in r.system.initial] == sorted(set(entries))
    assert r.system.observation == Abstraction(s.observation.labels[own])


@law
def counts_are_by_walking(s: Deterministic, counts: Sequence[int]) -> None:
    """A long step is so many concrete ones; counts that lead out of their domain are refused."""
    own = [x for x in range(s.states) if counts[x]]
    ends = {(x, a): s.walk(x, [a] * counts[x])[-1] for x in own for a in range(s.letters)}
    names: Any = s.state_names or range(s.states)
    given = Counts({names[x]: counts[x] for x in own})
    closed = all(counts[x] for x in (*ends.values(), *s.initial.tolist()))
    try:
        r = first_return(s, given)
    except Misuse as refused:
        assert not closed and "begin" in str(refused)
        return
    assert closed and r.check() and r.states.tolist() == own
    for (x, a), end in ends.items():
        i = own.index(x)
        assert own[r.system.table[i, a]] == end and r.run(i, a)[-1] == end
    same = first_return(s, Counts(np.array(counts)))
    assert same.system == r.system


@law
def marked_questions_are_those_of_the_first_return(
    s: Deterministic, p: Abstraction, marks: Sequence[bool], candidates: Iterable[Abstraction]
) -> None:
    """Completeness, the minimal complete abstraction and diagrams, with marks, by definition."""
    own, mask = [x for x in range(s.states) if marks[x]], np.array(marks, bool)
    try:
        r = first_return(s, mask)
    except Misuse:
        return
    shown = s.observation

    def complete(q: Sequence[int]) -> bool:
        kept: dict[Any, Any] = {}
        for i, x in enumerate(own):
            ends = [walk(s, x, a, a, marks)[-1] for a in range(s.letters)]
            value = (shown[x], *(q[own.index(t)] for t in ends))
            if kept.setdefault(q[i], value) != value:
                return False
        return True

    here = Abstraction([p[x] for x in own])
    verdict = is_complete(s, p, marks=mask)
    assert bool(verdict) == complete(here.labels.tolist()) and str(verdict)
    m = minimal_complete(s, p, marks=mask)
    assert m.check() and here <= m.abstraction and complete(m.abstraction.labels.tolist())
    assert all(m.abstraction <= q for q in candidates if here <= q and complete(q.labels.tolist()))
    cores: list[Abstraction | None] = []
    for system, known, own_marks in ((s, p, mask), (r.system, here, None)):
        try:
            cores.append(core(system, known, marks=own_marks).abstraction)
        except Refuted:
            cores.append(None)
    assert cores[0] == cores[1] and (cores[0] is None or complete(cores[0].labels.tolist()))
    high = m.quotient
    assert isinstance(high, System)
    alpha = dict(zip(r.system.state_names or (), m.abstraction.labels.tolist()))
    names = high.state_names or range(high.states)
    assert commutes(s, high, {name: names[c] for name, c in alpha.items()}, marks=r)
    if not verdict:
        runs = verdict.counterexample.runs
        assert all(marks[int(run[0])] and marks[int(run[-1])] for run in runs)


@law
def one_giant_step_is_said(s: Deterministic, marks: Sequence[bool]) -> None:
    """It is said of marks after whose first step nothing more happens, if some step or way to a mark is long:
    by the long steps, and by all answers about them that hold.
    """
    mask, own = np.array(marks, bool), [x for x in range(s.states) if marks[x]]
    try:
        r = first_return(s, mask)
    except Misuse:
        return
    halted = [s.halting is not None and bool(s.halting[x]) for x in range(s.states)]
    letters = range(s.letters)
    runs = {(x, a): [x] if halted[x] else walk(s, x, a, a, marks) for x in own for a in letters}
    ways = [walk(s, x, a, a, marks) for x in range(s.states) if not marks[x] for a in letters]
    trivial = all(runs[run[-1], a][-1] == run[-1] for run in runs.values() for a in letters)
    trivial &= any(len(run) > 1 for run in runs.values()) or any(marks[run[-1]] for run in ways)
    identity = Abstraction.identity(s.states)
    answers = (r, is_complete(s, identity, marks=mask), minimal_complete(s, marks=mask),
               core(s, identity, marks=mask), commutes(s, None, identity, marks=mask))  # fmt: skip
    assert r.giant == trivial
    assert all(("one giant step" in str(answer)) == trivial for answer in answers)


@law
def weak_squares_are_by_walking(low: Deterministic, high: Deterministic, alpha: Sequence[int]) -> None:
    """It holds iff every abstract successor, and from outside the domain (-1) the domain, is met."""
    f = low.table[:, 0]
    bad = []
    for m in range(low.states):
        run = [m]
        while int(f[run[-1]]) not in run:
            run.append(int(f[run[-1]]))
        met, a = {alpha[x] for x in run}, alpha[m]
        halted = a >= 0 and high.halting is not None and high.halting[a]
        if not halted and (met == {-1} if a < 0 else int(high.table[a, 0]) not in met):
            bad.append(m)
    verdict = weak_square(low, high, list(alpha), partial=True)
    assert bool(verdict) == (not bad) and str(verdict)
    if verdict:
        assert verdict.certificate.check()
    else:
        found = verdict.counterexample
        tail, cycle = found.run
        assert found.state in bad and int(f[cycle[-1]]) == cycle[0]
        assert found.wanted not in {alpha[x] for x in tail + cycle} or found.image < 0


@law
def partial_maps_are_total_ones_with_pre(
    low: Deterministic, high: Deterministic, alpha: Sequence[int]
) -> None:
    """A partial map satisfies the weak square iff some total map into H + {pre(b)} that extends it does."""
    n, outside = high.states, [m for m in range(low.states) if alpha[m] < 0]
    holds = bool(weak_square(low, high, list(alpha), partial=True))
    try:
        total = total_of(low, high, list(alpha))
    except Refuted:
        assert not holds
        high_pre = None
    else:
        assert bool(total.square()) == holds
        assert partial_of(total).tolist() == list(alpha)
        high_pre = total.high
        assert (high_pre.table[n:, 0] == np.arange(n)).all() and high_pre.states == 2 * n
    step = np.concatenate((high.table[:, 0], np.arange(n)))
    halting = None if high.halting is None else np.concatenate((high.halting, np.zeros(n, bool)))
    pre = System.deterministic(step, halting=halting)
    some = False
    for choice in product(range(n), repeat=len(outside)):
        extended = list(alpha)
        for m, b in zip(outside, choice):
            extended[m] = n + b
        some |= bool(weak_square(low, pre, extended))
    assert some == holds


@law
def marks_make_a_weak_square(s: Deterministic, p: Abstraction, marks: Sequence[bool]) -> None:
    """If p is complete for the first return, and every run meets a mark, the partial map on the marks
    satisfies the weak square into the quotient.
    """
    mask = np.array(marks, bool)
    try:
        r = first_return(s, mask)
    except Misuse:
        return
    here = Abstraction(r.restrict(p))
    if (r.entry >= 0).all() and is_complete(r.system, here):
        high = r.system.quotient(here)
        alpha = np.full(s.states, -1)
        alpha[r.states] = here.labels
        assert weak_square(s, high, alpha, partial=True)
