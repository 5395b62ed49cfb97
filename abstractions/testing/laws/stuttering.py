"""The laws of stuttering, by traces and by the definition of the relations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ...abstraction import Abstraction
from ...stuttering import Rounds, Stuttering, stuttering
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
