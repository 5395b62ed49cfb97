"""The front of classes and defect by search: proved, or with a bound that is told.

Main definitions  `searched`, `word_bounds`
Notes             For each number of classes, few first: the best of a heuristic, a search over abstract
                  machines (`abstractions.approximate.machines`) that looks for something better, and a
                  bound by counting words.  All in whole numbers.  Of each point one abstraction is told.

                  The bound: let k classes err on the arrows B.  States whose next L steps avoid B and that
                  are in one class show the same word of L + 1 blocks.  So at most k words are shown by
                  such states, and all other states run into B within L steps; an arrow is run into by
                  few.  How heavy must B be?  At least as in the fractional knapsack.
Laws              `searches_agree_with_enumeration`, `bounds_are_below_the_least_defect` in
                  `abstractions.testing.laws`
Source            G. Dantzig, Discrete-variable extremum problems, 1957 (the knapsack)
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import inf

import numpy as np

from ..abstraction import Abstraction
from ..arrays import Ints, jointly
from ..errors import Interrupted, Misuse
from ..progress import progress
from .arrows import Arrows, arrows_of
from .flow import Flow
from .heuristics import chain
from .logarithms import bits
from .machines import Task
from .partitions import wrongs
from .points import Front, Point

__all__ = ["searched", "word_bounds"]

AHEAD = 64
"""The longest words that are counted have so many blocks more than one."""

FEW = 500
"""After so many machines the search is compiled."""

SLICE = 2_000
"""So many machines are looked at between two looks at the clock."""


def searched(empty: Front, flow: Flow, max_classes: int | None, budget: int, seconds: float | None) -> Front:
    """The front of classes and defect.  Errors: `Misuse`; `Interrupted`, with the points found so far."""
    if flow.denominator != 1 or set(empty.objectives) != {"classes", "defect"}:
        random = flow.denominator != 1
        raise Misuse(
            "a search is for deterministic steps, and for classes and defect",
            value="a Markov chain" if random else f"the objectives {', '.join(empty.objectives)}",
            reason="its bounds count wrong arrows of a table, and know no information",
            repair='take method="solver"'
            if random
            else 'give objectives=("classes", "defect"), or method="solver"',
        )
    if flow.total >= 1 << 59:
        raise Misuse(
            "weights have a common denominator of at most 59 bits",
            value=f"one of {flow.total.bit_length()} bits",
            reason="the search adds them up in machine words",
            repair="round the weights",
        )
    given = empty.given
    q, small, words = chain(empty.system, given, flow, "merging", False)
    ladder: dict[int, tuple[int, Ints]] = {}
    for word, wrong in zip(words, wrongs(words, small).tolist()):
        ladder.setdefault(int(word.max()) + 1, (wrong, word))
    arrows, proved, points, best = (
        arrows_of(flow),
        dict[int, int](),
        list[tuple[int, int, Ints]](),
        flow.total + 1,
    )
    labels = given.labels
    last = min(max(ladder), max_classes or given.states)
    bounds = word_bounds(flow, given, last)
    end = inf if seconds is None else time.monotonic() + seconds
    try:
        with progress("numbers of classes", total=last) as advance:
            for k in range(len(given), last + 1):
                if k in ladder and ladder[k][0] < best:
                    best, labels = ladder[k][0], ladder[k][1][q.labels]
                proved[k] = bounds[k]
                if proved[k] < best:
                    now = time.monotonic()
                    until = now + max(0.0, end - now) / (last + 1 - k)
                    best, labels, done = least(arrows, given, k, best, labels, proved[k], budget, until)
                    proved[k] = best if done else proved[k]
                if not points or best < points[-1][1]:
                    points.append((int(labels.max()) + 1, best, np.array(labels)))
                advance(k)
                if best == 0:
                    break
    except KeyboardInterrupt:
        raise Interrupted(
            "searching for the least defects", made(empty, flow, points, proved, last)
        ) from None
    return made(empty, flow, points, proved)


def made(
    empty: Front,
    flow: Flow,
    points: list[tuple[int, int, Ints]],
    proved: dict[int, int],
    stopped: int | None = None,
) -> Front:
    """The front with these points; ``proved``: no abstraction of so many classes has less.

    ``stopped``: the search was interrupted, and would have looked at up to so many classes.
    """
    if not proved:
        return replace(empty, story="the search was interrupted before anything was found")
    tried = max(proved)
    for k in sorted(proved, reverse=True):
        proved[k] = max(proved[k], proved.get(k + 1, 0))
    whole, found, open_at = empty.weights.of_states.whole, [], []
    for i, (k, wrong, labels) in enumerate(points):
        upto = points[i + 1][0] if i + 1 < len(points) else max(proved) + 1
        open_at += [c for c in range(k, upto) if proved.get(c, 0) < wrong]
        p = Abstraction(labels)
        mass = np.zeros(len(p), whole.dtype)
        np.add.at(mass, p.labels, whole)
        bound = Fraction(proved.get(k, 0), flow.total)
        entropy = bits([int(x) for x in mass])
        found.append(Point(k, entropy, Fraction(wrong, flow.total), bound, p.labels[None], every=False))
    story = ""
    if open_at:
        why = "the budget was spent" + " or the search interrupted" * (stopped is not None)
        story = f"not proved to be least with {', '.join(map(str, open_at))} classes: {why}"
    if stopped is not None and stopped > tried:
        more = f"none with {tried + 1} to {stopped} classes was looked for"
        story = f"{story}; {more}" if story else more
    return replace(empty, points=tuple(found), story=story)


def least(
    arrows: Arrows,
    given: Abstraction,
    k: int,
    best: int,
    labels: Ints,
    enough: int,
    budget: int,
    until: float,
) -> tuple[int, Ints, bool]:
    """The least weight of wrong arrows with k classes, labels that have it, and whether that is proved."""
    sizes = [len(b) for b in given.blocks()]
    spent = 0
    for shares in compositions(sizes, k):
        task = Task(arrows, given.labels, np.repeat(np.arange(len(sizes)), shares), best, labels)
        while not task.done and task.best > enough:
            if spent >= budget or time.monotonic() > until:
                return task.best, task.labels, False
            before = task.nodes
            task.go(min(FEW if spent < FEW else SLICE, budget - spent), compiled=spent >= FEW)
            spent += task.nodes - before
        best, labels = task.best, task.labels
        if best <= enough:
            break
    return best, labels, True


def compositions(sizes: list[int], k: int) -> Iterator[tuple[int, ...]]:
    """How many classes each block may have, k together, no block more than states.

    >>> list(compositions([2, 3], 4))
    [(1, 3), (2, 2)]
    """
    if len(sizes) <= 1:
        if sizes and k >= 1:
            yield (min(k, sizes[0]),)
        return
    for share in range(1, min(sizes[0], k - len(sizes) + 1) + 1):
        for rest in compositions(sizes[1:], k - share):
            if share == sizes[0] or sum(rest) == k - share:
                yield (share, *rest)


def word_bounds(flow: Flow, given: Abstraction, last: int) -> list[int]:
    """For k = 0 .. last: no abstraction above ``given`` with at most k classes errs on arrows of less weight."""
    target = np.full((flow.letters, flow.states + 1), flow.states)
    weight = np.zeros((flow.letters, flow.states), object)
    target[flow.letter, flow.source] = flow.target
    weight[flow.letter, flow.source] = flow.weight
    by_letter = [bounds_by(target[a], weight[a], given, last) for a in range(flow.letters)]
    return [sum(bounds) for bounds in zip(*by_letter)]


def bounds_by(target: Ints, weight: Ints, given: Abstraction, last: int) -> list[int]:
    """The same for the arrows of one letter; a run that meets a state without arrow ends there."""
    n = given.states
    block = np.append(given.labels, len(given))
    best = [0] * (last + 1)
    for each in (np.ones(n, object), weight):  # what a state counts
        words, now, run_into, before = block, np.arange(n), np.zeros(n + 1, object), -1
        for _ in range(AHEAD):
            if (different := int(words.max())) == before:
                break
            before = different
            words = jointly(block, words[target])
            np.add.at(run_into, now, each)
            now = target[now]
            among = np.zeros(n + 1, object)
            np.add.at(among, words[:n], each)
            largest = sorted(among.tolist(), reverse=True)
            things = [(w, c) for w, c in zip(weight.tolist(), run_into[:n].tolist()) if c]
            things.sort(key=lambda x: Fraction(x[0], x[1]))
            left = sum(largest)
            for k in range(last + 1):
                best[k] = max(best[k], knapsack(things, left))
                left -= largest[k] if k < len(largest) else 0
    return best


def knapsack(things: list[tuple[int, int]], wanted: int) -> int:
    """The least weight that covers so much, of (weight, cover) in order of weight / cover; rounded up."""
    total = 0
    for w, c in things:
        if wanted <= c:
            return total + -(-w * wanted // c)
        total += w
        wanted -= c
    return total
