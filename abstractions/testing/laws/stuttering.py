"""The laws of stuttering, by traces and by the definition of the relations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import product
from typing import Any

from ...abstraction import Abstraction
from ...errors import Misuse
from ...formula import Seen
from ...stuttering import Not, Parting, QuietSeparation, Rounds, Stuttering, Until, stuttering
from ...system import Branching, Deterministic
from .registry import law


def trace(s: Deterministic, p: Abstraction, x: int, length: int) -> tuple[int, ...]:
    """So many classes of the run from x without repetitions, or all if it diverges."""
    word = [p[x]]
    still = 0
    while len(word) < length and still <= s.states:
        x = int(s.table[x, 0])
        still = still + 1 if p[x] == word[-1] else 0
        if not still:
            word.append(p[x])
    return tuple(word)


@law
def stuttering_compares_traces_without_repetition(s: Deterministic, p: Abstraction) -> None:
    """Two states are alike iff their traces of what is kept are; and the answer's own traces are runs."""
    r = stuttering(s, p)
    kept, n = p | s.observation, s.states
    long = 2 * n + 2
    assert r.abstraction == Abstraction.of(lambda x: trace(s, kept, x, long), range(n))
    assert r.check() and str(r)
    for x in range(n):
        begin, cycle = r.trace(x)
        word = trace(s, r.abstraction, x, long)
        diverges = len(word) < long
        assert (len(cycle) == 1 and bool(r.diverges[cycle[0]])) == diverges
        told = begin + (cycle if diverges else cycle * long)
        assert tuple(told[: len(word)]) == word
        small = stuttering(r.quotient)
        assert len(small.abstraction) == r.quotient.states or len(kept) > len(s.observation)


def stutters(s: Deterministic, q: Abstraction) -> bool:
    """Whether states of a class have the same next class, or both none."""
    following: dict[int, int] = {}
    for x in range(s.states):
        word = trace(s, q, x, 2)
        if following.setdefault(q[x], word[-1]) != word[-1]:
            return False
    return True


@law
def stuttering_is_coarsest(s: Deterministic, p: Abstraction, candidates: Iterable[Abstraction]) -> None:
    """It is a stuttering abstraction above p, and below every candidate that is one."""
    q, kept = stuttering(s, p).abstraction, p | s.observation
    assert kept <= q and stutters(s, q)
    assert all(q <= r for r in candidates if kept <= r and stutters(s, r))


def edges(s: Branching) -> list[tuple[int, Any, int]]:
    """The edges with their letters; without letters all are silent."""
    found = []
    for x, word, t in s.arrows():
        found.append((x, word, t))
    return found


def is_branching_bisimulation(s: Branching, q: Abstraction, silent: str) -> bool:
    """By definition: a step is silent inside the class, or is done alike after silent steps inside it; and
    silence for ever inside the class is possible for all of a class or for none.
    """
    steps = edges(s)
    inner: dict[int, set[int]] = {x: {x} for x in range(s.states)}
    for _ in range(s.states):
        for x, a, t in steps:
            if a == silent and q[x] == q[t]:
                inner[x] |= inner[t]
    loops = {
        x for x, a, t in steps if a == silent and q[x] == q[t] and x in inner[t]
    }  # a silent step from which it comes back
    for x in range(s.states):
        for y in range(s.states):
            if q[x] != q[y]:
                continue
            if bool(inner[x] & loops) != bool(inner[y] & loops):
                return False
            for z, a, t in steps:
                if z == x and not (a == silent and q[t] == q[x]):
                    done = any(w in inner[y] and b == a and q[v] == q[t] for w, b, v in steps)
                    if not done:
                        return False
    return True


@law
def branching_bisimilarity_is_coarsest(
    s: Branching, p: Abstraction, silent: Any, candidates: Iterable[Abstraction]
) -> None:
    """It is a branching bisimulation with explicit divergence, and below every candidate that is one."""
    r = stuttering(s, p, silent=silent)
    q, kept, word = r.abstraction, p | s.observation, "" if silent is None else str(silent)
    assert r.check() and kept <= q and is_branching_bisimulation(s, q, word)
    assert all(q <= c for c in candidates if kept <= c and is_branching_bisimulation(s, c, word))
    small = r.quotient
    assert small.states == len(q)
    if kept == s.observation and any(letter == silent for _, letter, _ in small.arrows()):
        assert len(stuttering(small, silent=silent).abstraction) == len(q)


@law
def no_rounds_prove_a_false_stuttering(answer: Stuttering) -> None:
    """If the check accepts an answer, of whatever origin, its classes are the coarsest ones."""
    verdict = answer.check()
    assert str(verdict)
    if verdict:
        right = stuttering(answer.system, answer.given, silent=answer.silent)
        assert right.abstraction == answer.abstraction


@law
def every_parting_replays(s: Deterministic, p: Abstraction) -> None:
    """Runs that are not alike have a change of class at which they part, and only that one is accepted."""
    r = stuttering(s, p)
    kept, n = p | s.observation, s.states
    for x, y in product(range(n), repeat=2):
        if r.abstraction[x] == r.abstraction[y]:
            assert alike(r, x, y)
            wrong = Parting(s, p, x, y, 0)
            assert not any(replace(wrong, changes=k).replay() for k in range(2 * n))
            continue
        d = r.distinguish(x, y)
        assert isinstance(d, Parting) and d.replay() and str(d)
        one, other = (trace(s, kept, z, 2 * n + 2) for z in (x, y))
        k = d.changes
        assert one[:k] == other[:k] and one[k : k + 1] != other[k : k + 1] and k < len(r.abstraction)
        assert [tuple(kept[z] for z in run) for run in d.runs] == [one[: k + 1], other[: k + 1]]
        assert not any(replace(d, changes=j).replay() for j in range(-2, 2 * n) if j != k)


def alike(r: Stuttering, x: int, y: int) -> bool:
    """Whether nothing tells the two states apart."""
    try:
        r.distinguish(x, y)
    except Misuse:
        return True
    return False


def satisfying(s: Branching, p: Abstraction, silent: Any, formula: Any) -> set[int]:
    """The states of which a formula holds, from the definition of its words, by going on until nothing changes."""
    if isinstance(formula, Seen):
        return {x for x in range(s.states) if (p[x] if formula.kept else int(s.shown[x])) == formula.value}
    everything = set(range(s.states))
    if isinstance(formula, Not):
        return everything - satisfying(s, p, silent, formula.of)
    assert isinstance(formula, Until)
    along = everything.intersection(*(satisfying(s, p, silent, f) for f in formula.along))
    goal = everything.intersection(*(satisfying(s, p, silent, f) for f in formula.goal))
    quiet = [(x, t) for x, a, t in s.arrows() if a == silent and x in along and t in along]
    if formula.letter < 0:
        found = along
        while found != (found := {x for x, t in quiet if t in found}):
            pass
        return found
    letter = formula.words or silent
    found = {x for x, a, t in s.arrows() if a == letter and x in along and t in goal}
    found |= along & goal if letter == silent else set()
    while found != (found := found | {x for x, t in quiet if t in found}):
        pass
    return found


@law
def every_quiet_separation_replays(s: Branching, p: Abstraction, silent: Any) -> None:
    """States of different classes have a formula of one and not of the other; states of a class agree on all."""
    r, word = stuttering(s, p, silent=silent), "" if silent is None else str(silent)
    for x, y in product(range(s.states), repeat=2):
        if r.abstraction[x] == r.abstraction[y]:
            assert alike(r, x, y)
            continue
        d = r.distinguish(x, y)
        assert isinstance(d, QuietSeparation) and d.replay() and str(d)
        truth = satisfying(s, p, word, d.formula)
        assert truth == {z for z in range(s.states) if d.holds(z)}
        assert Abstraction([z in truth for z in range(s.states)]) <= r.abstraction
        assert not replace(d, left=y, right=x).replay() and not replace(d, right=x).replay()


def mutants(answer: Stuttering) -> Iterable[Stuttering]:
    """Answers that differ in one entry of one array."""
    if isinstance(answer.reason, Rounds):
        for name in ("rank", "time", "turn", "letter", "goal", "component"):
            for i in range(getattr(answer.reason, name).size):
                for change in (-1, 1, 2):
                    array = getattr(answer.reason, name).copy()
                    array[i] += change
                    yield replace(answer, reason=replace(answer.reason, **{name: array}))
    if answer.changes is not None:
        for name in ("change", "steps"):
            for i in range(answer.system.states):
                for change in (-1, 1):
                    array = getattr(answer.changes, name).copy()
                    array[i] += change
                    yield replace(answer, changes=replace(answer.changes, **{name: array}))
    for x in range(answer.system.states):
        labels = answer.abstraction.labels.copy()
        labels[x] = (labels[x] + 1) % (len(answer.abstraction) + 1)
        yield replace(answer, abstraction=Abstraction(labels))
