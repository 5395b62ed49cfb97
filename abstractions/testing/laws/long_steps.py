"""The laws of what long steps show, and of reasons that were changed after they were made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from ...abstraction import Abstraction
from ...computation import Computation
from ...errors import Misuse, NeverHalts
from ...steps import Counts, FirstReturn, Paths, first_return
from ...system import Deterministic, System
from .registry import law
from .steps import walk


@law
def long_steps_show_what_they_should(
    s: Deterministic, marks: Sequence[bool], then: int | None = None
) -> None:
    """Marked states are called, show and halt as before, letters are called as before, and a step leads
    where walking leads; for drawn names of everything.
    """
    letters: Any = s.letter_names or range(s.letters)
    own = [x for x in range(s.states) if marks[x]]
    try:
        r = first_return(s, np.array(marks, bool), then=None if then is None else letters[then])
    except Misuse:
        return
    t = r.system
    assert t.letter_names == s.letter_names and t.output_names == s.output_names
    assert t.lettered == s.lettered and str(t.functor) == str(s.functor)
    assert [t.state_name(i) for i in range(t.states)] == [s.state_name(x) for x in own]
    for i, x in enumerate(own):
        assert t.display(i) == s.display(x) and (t.outputs is None or t.shown(i) == s.shown(x))
        assert t.halting is None or t.halting[i] == s.halting[x]  # type: ignore[index]
        for a in range(s.letters):
            end = walk(s, x, a, a if then is None else then, marks)[-1]
            assert t.state_name(int(t.table[i, a])) == s.state_name(end)
    begins = {
        x if marks[x] else walk(s, x, a, a, marks)[-1]
        for x in s.initial.tolist()
        for a in (range(s.letters) if then is None else [then])
    }
    assert {t.state_name(i) for i in t.initial.tolist()} == {s.state_name(x) for x in begins}
    assert t == System.deterministic(
        t.step, t.outputs, halting=t.halting, initial=t.initial, state_names=t.state_names,
        letter_names=t.letter_names, output_names=t.output_names,
    )  # fmt: skip


@law
def computations_run_alike_in_long_steps(c: Computation, marks: Sequence[bool]) -> None:
    """Marked where it halts, a computation gives the same outputs in long steps, and stops at the marks."""
    s = c.system
    assert s.halting is not None
    mask = np.array(marks, bool) | s.halting
    try:
        r = first_return(c, mask)
    except Misuse:
        return
    names: Any = s.state_names or range(s.states)
    marked = {names[x] for x in np.flatnonzero(mask).tolist()}
    assert r.check() and isinstance(r.made, Computation)
    for x in c.loads:
        try:
            run = c.trace(x)
        except NeverHalts:
            continue
        assert r.made.run(x) == c.run(x) and r.made.trace(x) == [m for m in run if m in marked]


@law
def no_other_long_steps_are_accepted(r: FirstReturn) -> None:
    """If the check accepts long steps, of whatever origin, they are what is made of the same marks again."""
    verdict = r.check()
    assert str(verdict)
    if verdict:
        letters: Any = r.low.letter_names or range(r.low.letters)
        held = np.array_equal(r.going_on, np.arange(r.low.letters))
        marks = r.states if r.counts is None else Counts(r.counts)
        right = first_return(r.source, marks, then=None if held else letters[int(r.going_on[0])])
        assert r.low == right.low and r.system == right.system
        for name in ("states", "steps", "entry", "distance", "going_on", "counts"):
            mine, theirs = getattr(r, name), getattr(right, name)
            assert (mine is None) == (theirs is None) and (mine is None or np.array_equal(mine, theirs))


@law
def no_other_paths_are_accepted(paths: Paths) -> None:
    """If the check accepts paths, walking so many steps leads to what was asked for."""
    verdict = paths.check()
    assert str(verdict)
    if verdict:
        for m, (a, k) in enumerate(zip(paths.image.tolist(), paths.steps.tolist())):
            halted = a >= 0 and paths.high.halting is not None and bool(paths.high.halting[a])
            assert type(k) is int and (k == -1) == halted and -1 <= a < paths.high.states
            if not halted:
                end = int(paths.image[paths.low.walk(m, [0] * k)[-1]])
                assert end >= 0 if a < 0 else end == int(paths.high.table[a, 0])


def altered(answer: Any) -> Iterator[tuple[str, Any]]:
    """The answer with one part changed, to another value or to no value of its kind at all; not where it
    cannot even be made.
    """
    for f in fields(answer):
        value = getattr(answer, f.name)
        parts = [(f.name, wrong) for wrong in wrongs(value)]
        if is_dataclass(value) and not isinstance(value, (type, System, Abstraction)):
            parts += [(f"{f.name}.{name}", part) for name, part in altered(value)]
        for name, part in parts:
            try:
                yield name, replace(answer, **{f.name: part})
            except Misuse:
                continue


def wrongs(value: Any) -> Iterator[Any]:
    """Other values in the place of this one."""
    yield from ("x", 3.5, -1, [], (), {}, float("nan"), np.array(3.0), np.array([None]), 10**30, object())
    if value is not None:
        yield None
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, (int, Fraction)):
        yield from (value + 1, value - 1, float(value), value + 1000)
    elif isinstance(value, (tuple, list)):
        yield from (value[:-1], (*value, 7), (*value, "x"), (*value, None), (*value, -1), list(value))
    elif isinstance(value, Abstraction):
        others: list[Any] = [Abstraction.trivial(value.states), Abstraction.identity(value.states)]
        others += [Abstraction([0]), Abstraction([*value.labels.tolist(), 0]), value.labels]
        yield from (other for other in others if not isinstance(other, Abstraction) or other != value)
    if isinstance(value, System):
        yield System.nondeterministic([(0, 0)])
        yield System.labelled([(0, "tau", 0), (0, "a", 1), (1, "tau", 1)])
        yield System.markov([(0, 0, 1)])
    if isinstance(value, Deterministic):
        others = [
            System.deterministic([0]),
            System.deterministic(np.zeros(value.states, int)),
            System.deterministic(value.step, halting=np.ones(value.states, bool)),
            System.deterministic(
                value.step, value.outputs, halting=value.halting, initial=range(value.states)
            ),
            System.deterministic(value.step, state_names=[f"s{x}" for x in range(value.states)]),
        ]
        yield from (other for other in others if other != value)
        yield replace(value, table=value.table.astype(float))
        strange: Any = ([],) * (value.states + 1)
        yield replace(value, state_names=strange)
    elif isinstance(value, np.ndarray):
        yield from (value.tolist(), value.astype(float), value.astype(object), value[None])
        yield from (np.append(value, 0), value.astype("U"), np.array(0))
        yield from (value[:-1], value[:0]) if value.size else ()
        for i in np.ndindex(value.shape):
            for change in (-1, 1, 10**6, -(10**6)) if value.dtype != bool else (True,):
                array = value.astype(np.int64) if value.dtype != bool else value.copy()
                array[i] = not array[i] if value.dtype == bool else array[i] + change
                yield array
