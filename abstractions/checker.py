"""The checker: re-checks every certificate from the definitions, knowing no algorithm.

Main definition   `verify`
Notes             What must be trusted is this file, `System`, `Abstraction` and `components`.
                  Certificates are data of unknown origin: every entry is checked before it is used.
                  Cost: linear in the table, times a logarithm for `OrderedMinimality`.
Law               `no_certificate_accepts_a_false_claim` in `abstractions.testing.laws`
Proof             proofs/ (Certificate: soundness)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .abstraction import Abstraction
from .arrays import Ints, canonical, components, frozen
from .certificate import (
    Certificate,
    Commuting,
    Completeness,
    CyclicMinimality,
    Incompleteness,
    Inconsistency,
    MergeTrace,
    OrderedMinimality,
)
from .errors import Misuse
from .kernel import kernel
from .system import System
from .verdict import Fails, Holds, Verdict

__all__ = ["Refusal", "verify"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a certificate does not prove its claim; the claim itself may still be true."""

    reason: str

    def __str__(self) -> str:
        return f"the certificate does not prove it: {self.reason}"


class Refused(Exception):
    """Raised inside the checker, turned into `Fails` by `verify`."""


def verify(certificate: Certificate, system: System, p: Any = None) -> Verdict[Certificate]:
    """Whether ``certificate`` proves its claim about ``system`` and p.

    ``p``: the abstraction in question (default: trivial; for `Commuting`: the high system).
    The claim by kind: p is (not) complete; the labels are the minimal complete abstraction above p;
    the labels are the core of p; p has no core; the diagram with the high system p commutes.

    >>> s, p = System.deterministic([1, 2, 3, 0]), Abstraction([0, 1, 0, 1])
    >>> bool(verify(Completeness([0, 1, 0, 1], [[1], [0]]), s, p))
    True
    >>> print(verify(Completeness([0, 1, 0, 1], [[1], [1]]), s, p))
    Refuted: the abstraction is complete.
      the certificate does not prove it: state 1 steps out of class next[1, 0] = 1
      Repair: make the certificate again for this system and this abstraction
    """
    if isinstance(certificate, Commuting):
        if not isinstance(p, System):
            raise Misuse(
                "a commuting certificate is checked against two systems",
                value=p,
                reason="the second argument is the low system, the third the high one",
                repair="call verify(certificate, low, high)",
            )
        claim = "steps, halting, outputs and initial states commute with the map"
        check: Any = lambda: check_commuting(certificate, system, p)  # noqa: E731
    else:
        given = Abstraction.trivial(system.states) if p is None else p
        if not isinstance(given, Abstraction):
            given = Abstraction(given)
        system.owns(given)
        claim, check_kind = CLAIMS[type(certificate)]
        check = lambda: check_kind(certificate, system, given)  # noqa: E731
    try:
        check()
    except Refused as refused:
        return Fails(
            claim,
            Refusal(str(refused)),
            "make the certificate again for this system and this abstraction",
        )
    return Holds(claim, certificate)


def require(condition: object, reason: str) -> None:
    if not condition:
        raise Refused(reason)


# ---- completeness ------------------------------------------------------------------------------


def check_completeness(c: Completeness, system: System, p: Abstraction) -> None:
    require(np.array_equal(c.labels, p.labels), "its labels are those of another abstraction")
    require(
        c.next.shape == (len(p), system.letters),
        f"its table has shape {c.next.shape}, for {len(p)} classes and {system.letters} letters",
    )
    for a in range(system.letters):
        wrong = np.flatnonzero(p.labels[system.table[:, a]] != c.next[p.labels, a])
        if wrong.size:
            s = int(wrong[0])
            raise Refused(f"state {s} steps out of class next[{p[s]}, {a}] = {c.next[p[s], a]}")
    require(system.observation <= p, "equivalent states show different things")


def check_incompleteness(c: Incompleteness, system: System, p: Abstraction) -> None:
    require(c.witness.size == 3, f"a witness has 3 entries, not {c.witness.size}")
    x, y, a = (int(v) for v in c.witness)
    require(0 <= x < system.states and 0 <= y < system.states, "its states are out of range")
    require(-1 <= a < system.letters, "its letter is out of range")
    require(p.labels[x] == p.labels[y], f"states {x} and {y} are not equivalent")
    if a < 0:
        shown = system.observation
        require(shown[x] != shown[y], f"states {x} and {y} show the same")
    else:
        left, right = system.table[x, a], system.table[y, a]
        require(p.labels[left] != p.labels[right], f"{left} and {right} are equivalent")


def check_commuting(c: Commuting, low: System, high: System) -> None:
    alpha, letters = c.alpha, c.letters
    require(alpha.size == low.states, f"alpha has {alpha.size} entries for {low.states} states")
    require(alpha.min(initial=0) >= -1 and alpha.max(initial=-1) < high.states, "alpha leaves high")
    require(letters.size == low.letters == high.letters, "not one high letter for each low one")
    require(np.array_equal(np.sort(letters), np.arange(high.letters)), "letters are not matched one to one")
    domain = np.flatnonzero(alpha >= 0)
    image = alpha[domain]
    for a in range(low.letters):
        under, over = alpha[low.table[domain, a]], high.table[image, letters[a]]
        require(np.array_equal(under, over), f"the step square fails under letter {a}")
    if low.initial.size and high.initial.size:
        starts = np.isin(alpha[low.initial], high.initial)
        require(starts.all(), "an initial state is not mapped to an initial state")
    ends = np.ones(domain.size, np.bool_)
    if low.halting is not None and high.halting is not None:
        ends = low.halting[domain]
        require(np.array_equal(ends, high.halting[image]), "the termination square fails")
    if c.outputs.size and low.outputs is not None and high.outputs is not None:
        require(c.outputs.size > low.outputs.max(initial=-1), "an output is not translated")
        shown, seen = c.outputs[low.outputs[domain[ends]]], high.outputs[image[ends]]
        require(shown.ndim == seen.ndim, "outputs are of different shapes")
        seen = seen[:, letters] if seen.ndim == 2 else seen
        require(np.array_equal(shown, seen), "the output square fails")


# ---- minimality --------------------------------------------------------------------------------


def representatives(labels: Any, classes: int, system: System, p: Abstraction) -> Ints:
    """The first state of each class, once the labels are known to be complete and above p."""
    require(labels.size == system.states, f"{labels.size} labels for {system.states} states")
    require(0 <= classes <= system.states, f"there cannot be {classes} classes")
    first = np.full(classes, -1, np.int32)
    bad = first_occurrences(labels, first)
    require(bad < 0, f"the label of state {bad} is not a class numbered by first occurrence")
    require((first >= 0).all(), f"its labels do not name {classes} classes")
    s, a = step_apart(system.table, labels, first)
    if s >= 0:
        raise Refused(f"states {s} and {first[labels[s]]} of one class step apart under letter {a}")
    seen = (p | system.observation).labels
    if seen.max(initial=0) > 0:
        wrong = np.flatnonzero(seen != seen[first][labels])
        require(not wrong.size, f"state {wrong[:1]} is with one that shows something else")
    return first


@kernel
def first_occurrences(labels: Ints, first: Ints) -> int:
    """Fill in the first state of each class; the first state whose label is out of order, or -1."""
    classes = 0
    for s in range(labels.size):
        c = labels[s]
        if c < 0 or c > classes or c >= first.size:
            return s
        if c == classes:
            first[c] = s
            classes += 1
    return -1


@kernel
def step_apart(table: Ints, labels: Ints, first: Ints) -> tuple[int, int]:
    """A state and a letter that lead elsewhere than for the representative, or (-1, -1)."""
    n, letters = table.shape
    for s in range(n):
        r = first[labels[s]]
        if r != s:
            for a in range(letters):
                if labels[table[s, a]] != labels[table[r, a]]:
                    return s, a
    return -1, -1


def check_ordered(c: OrderedMinimality, system: System, p: Abstraction) -> None:
    m = c.rank.size
    first = representatives(c.labels, m, system, p)
    require(c.rank.min(initial=0) >= 0 and c.rank.max(initial=-1) < m, "a rank is out of range")
    row = np.full(m, -1, np.int64)
    row[c.rank] = np.arange(m)
    require((row >= 0).all(), "two classes have the same rank")
    require(c.time.shape == c.letter.shape == (max(m - 1, 0),), "not one boundary between classes")
    if m < 2:
        return
    require(c.time.min() >= 0, "a time is negative")
    require(c.letter.min() >= -1 and c.letter.max() < system.letters, "a letter is out of range")
    require(((c.letter == -1) == (c.time == 0)).all(), "letter -1 and time 0 do not coincide")
    shown = (p | system.observation).labels[first[row]]
    grows = shown[1:] - shown[:-1]
    require((grows[c.time == 0] > 0).all(), "observations do not grow at a boundary of time 0")
    require((grows[c.time > 0] == 0).all(), "observations change at a boundary of later time")
    used = np.flatnonzero(np.bincount(c.letter + 1)) - 1  # the others prove nothing here
    column = np.searchsorted(used, c.letter)
    table = np.empty((m, used.size), np.int32)
    in_a_row(system.table, c.rank[c.labels], first[row], used, table)
    bad = first_bad_boundary(table, c.time, column)
    require(bad < 0, f"the letter of boundary {bad} does not send its sides to an earlier boundary")


@kernel
def in_a_row(table: Ints, place: Ints, states: Ints, letters: Ints, ordered: Ints) -> None:
    """The places of the successors of ``states`` under ``letters`` (-1: none)."""
    for j in range(states.size):
        s = states[j]
        for i in range(letters.size):
            ordered[j, i] = place[table[s, letters[i]]] if letters[i] >= 0 else -1


@kernel
def first_bad_boundary(table: Ints, time: Ints, column: Ints) -> int:
    """The first boundary j | j+1 of time T > 0 that breaks the law, or -1.

    Let [lo, hi] be the run of classes around j whose inner boundaries all have time at least T.
    The law: the letter of j, which is in ``column[j]`` of the table, sends all of [lo, j] to the
    left of some boundary of time less than T, and all of [j+1, hi] to the right of it.
    """
    m, letters = table.shape
    # far[j]: the rightmost class that [lo, j] is sent to.  Going right, a stack holds the earlier
    # boundaries by increasing time, each with the rightmost images of the classes since the one below.
    far = np.empty(m - 1, np.int32)
    near = np.empty(m - 1, np.int32)
    height = np.empty(m, np.int64)
    image = np.empty((m, letters), np.int32)
    top = 0
    for j in range(m - 1):
        for a in range(letters):
            image[top, a] = table[j, a]
        while top > 0 and height[top - 1] >= time[j]:
            top -= 1
            for a in range(letters):
                image[top, a] = max(image[top, a], image[top + 1, a])
        height[top] = time[j]
        far[j] = image[top, column[j]]
        top += 1
    # near[j]: the leftmost class that [j+1, hi] is sent to, going left
    top = 0
    for j in range(m - 2, -1, -1):
        for a in range(letters):
            image[top, a] = table[j + 1, a]
        while top > 0 and height[top - 1] >= time[j]:
            top -= 1
            for a in range(letters):
                image[top, a] = min(image[top, a], image[top + 1, a])
        height[top] = time[j]
        near[j] = image[top, column[j]]
        top += 1
    # earliest[i]: the least time below node i of a binary tree over the boundaries
    size = m - 1
    earliest = np.empty(2 * size, np.int64)
    for j in range(size):
        earliest[size + j] = time[j]
    for i in range(size - 1, 0, -1):
        earliest[i] = min(earliest[2 * i], earliest[2 * i + 1])
    for j in range(size):
        if time[j] == 0:
            continue
        found = False
        i = size + far[j]  # boundaries between far and near: far, ..., near - 1
        e = size + near[j]
        while i < e and not found:
            if i & 1:
                found = earliest[i] < time[j]
                i += 1
            if e & 1 and not found:
                e -= 1
                found = earliest[e] < time[j]
            i >>= 1
            e >>= 1
        if not found:
            return j
    return -1


def check_cyclic(c: CyclicMinimality, system: System, p: Abstraction) -> None:
    require(system.letters == 1, "it is about a single map, and the system has several letters")
    m = int(c.labels.max(initial=-1)) + 1
    first = representatives(c.labels, m, system, p)
    following = c.labels[system.table[first, 0]]
    shown = (p | system.observation).labels[first]
    require(
        c.cycles.min(initial=0) >= 0 and c.cycles.max(initial=-1) < m,
        "a cycle starts outside the classes",
    )
    x, y = equal_pair(following, shown, int(shown.max(initial=-1)) + 1)
    require(x < 0, f"classes {x} and {y} show the same and have the same next class")
    bad = first_bad_cycle(following, shown, c.cycles)
    require(bad >= 0, "a cycle of the quotient is missing from the list")
    require(
        bad == c.cycles.size,
        f"cycle {bad} is not a Lyndon word greater than the one before",
    )


@kernel
def equal_pair(following: Ints, shown: Ints, observations: int) -> tuple[int, int]:
    """Two classes with the same next class and the same observation, or (-1, -1)."""
    m = following.size
    begin = np.zeros(m + 1, np.int32)
    order = np.empty(m, np.int32)
    for c in range(m):
        begin[following[c]] += 1
    for c in range(m):
        begin[c + 1] += begin[c]
    for c in range(m):
        begin[following[c]] -= 1
        order[begin[following[c]]] = c
    seen = np.full(observations, -1, np.int32)  # the last class with this observation
    for i in range(m):
        c = order[i]
        other = seen[shown[c]]
        if other >= 0 and following[other] == following[c]:
            return int(other), int(c)
        seen[shown[c]] = c
    return -1, -1


@kernel
def first_bad_cycle(following: Ints, shown: Ints, starts: Ints) -> int:
    """The first start whose word is not Lyndon and greater than the one before.

    The number of starts if there is none; -1 if the starts miss a cycle.
    """
    m = following.size
    mark = np.zeros(m, np.int32)  # -1: on a listed cycle; w + 1: met on the walk from w
    text = np.empty(m, np.int32)
    before = 0  # the word before is text[before:low]
    low = 0
    for i in range(starts.size):
        high = low
        c = starts[i]
        while mark[c] == 0:
            mark[c] = -1
            text[high] = shown[c]
            high += 1
            c = following[c]
        if c != starts[i] or high == low:
            return i  # not on a cycle, or on one met before
        period = 1  # of the word so far, if it is least among its rotations so far
        for j in range(low + 1, high):
            if text[j] < text[j - period]:
                return i
            if text[j] > text[j - period]:
                period = j + 1 - low
        if period != high - low:
            return i
        if i > 0:
            x = before
            y = low
            while x < low and y < high and text[x] == text[y]:
                x += 1
                y += 1
            if y == high or (x < low and text[x] > text[y]):
                return i
        before = low
        low = high
    for w in range(m):
        c = w
        while mark[c] == 0:
            mark[c] = w + 1
            c = following[c]
        if mark[c] == w + 1:
            return -1
    return int(starts.size)


# ---- the core ----------------------------------------------------------------------------------


def check_merges(c: MergeTrace, system: System, p: Abstraction) -> None:
    classes = int(c.labels.max(initial=-1)) + 1
    representatives(c.labels, classes, system, Abstraction.trivial(system.states))
    q = Abstraction(c.labels)
    require(q <= p, "it does not lie below the given abstraction")
    check_trace(c, system, p)
    root = components(system.states, frozen(c.left.astype(np.int32)), frozen(c.right.astype(np.int32)))
    require(np.array_equal(canonical(root), q.labels), "the merges do not make these classes")


def check_inconsistency(c: Inconsistency, system: System, p: Abstraction) -> None:
    require(c.left.size, "it has no merge")
    check_trace(c, system, p)
    x, y = int(c.left[-1]), int(c.right[-1])
    shown = system.observation
    require(shown[x] != shown[y], f"states {x} and {y} of the last merge show the same")


def check_trace(c: MergeTrace | Inconsistency, system: System, p: Abstraction) -> None:
    """Every merge is between states that p identifies, or between successors of an earlier one."""
    n, letters = system.table.shape
    sizes = {c.left.size, c.right.size, c.cause.size, c.letter.size}
    require(len(sizes) == 1, "its arrays have different lengths")
    for what, array, low, high in (
        ("state", c.left, 0, n),
        ("state", c.right, 0, n),
        ("cause", c.cause, -1, c.left.size),
        ("letter", c.letter, -1, letters),
    ):
        require(array.min(initial=0) >= low and array.max(initial=-1) < high, f"a {what} is out of range")
    require((c.cause < np.arange(c.left.size)).all(), "a merge is caused by a later one")
    given = c.cause < 0
    require((p.labels[c.left[given]] == p.labels[c.right[given]]).all(), "a first merge is not given")
    cause, letter = c.cause[~given], c.letter[~given]
    require((letter >= 0).all(), "a later merge has no letter")
    for side in (c.left, c.right):
        image = system.table[side[cause], letter]
        require(np.array_equal(image, side[~given]), "a later merge is not the image of its cause")


CLAIMS: dict[type[Certificate], tuple[str, Callable[[Any, System, Abstraction], None]]] = {
    Completeness: ("the abstraction is complete", check_completeness),
    Incompleteness: ("the abstraction is not complete", check_incompleteness),
    OrderedMinimality: ("these classes are minimal complete", check_ordered),
    CyclicMinimality: ("these classes are minimal complete", check_cyclic),
    MergeTrace: ("these classes are the core", check_merges),
    Inconsistency: ("there is no core", check_inconsistency),
}
"""What each kind of certificate claims of a system and an abstraction, and who checks it."""
