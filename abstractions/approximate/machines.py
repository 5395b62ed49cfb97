"""The least defect with so many classes: a search over abstract machines, with exact bounds.

Problem    Given maps f_a with weights, blocks that classes must not cross, and k classes with a block
           each: the labels whose defect is least.
Method     Branch on the abstract step g, one (class, letter) after the other; bound by the least weight of
           arrows that g gets wrong, where what g does not say yet is right for free.  For one letter that
           is a dynamic program along the functional graph: from the leaves to the cycles, and once around
           each cycle for each class of its first state.  With several letters each one has its own labels
           in the bound; when g is whole and they differ, branch on the class of a state.
Invariant  All labels whose defect is below ``best`` lie under a choice that was not tried yet.
Stops      Every level has finitely many choices, tried in order; or when the nodes allowed are spent.
Cost       A node costs O(letters n k), and k times the states on cycles; there are at most k^(k letters)
           nodes over the symmetries of classes in one block, for one letter whatever the number of states.
Proof      ``searches_agree_with_enumeration`` in testing/laws; a bound is a minimum over more choices.
Source     A. Land and A. Doig, 1960; R. Bellman, 1957.  New classes are named in order of appearance, as
           in restricted growth words.
Role       The method "search" of `abstractions.approximate.front`.
Limits     Deterministic steps; 62 bits for the sum of weights.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ..arrays import Ints
from ..kernel import kernel
from .flow import Flow

__all__ = ["Arrows", "Task"]


@dataclass(frozen=True, slots=True)
class Arrows:
    """The maps of a flow, in the order of the dynamic program.

    ``target``, ``weight``: shape (letters, states); target -1 without weight.  ``order``, ``trees``: the
    states of each letter, those on no cycle first, each before its target; then cycle after cycle, each
    along the arrows.  ``size``: at the first state of a cycle its length, else 0.
    """

    target: Ints
    weight: npt.NDArray[Any]
    order: Ints
    trees: Ints
    size: Ints

    @classmethod
    def of(cls, flow: Flow) -> Arrows:
        shape = (flow.letters, flow.states)
        target, weight = np.full(shape, -1, np.int64), np.zeros(shape, np.int64)
        target[flow.letter, flow.source] = flow.target
        weight[flow.letter, flow.source] = flow.weight
        order, trees = np.zeros(shape, np.int64), np.zeros(flow.letters, np.int64)
        size = np.zeros(shape, np.int64)
        arrange(target, order, trees, size, np.zeros(flow.states, np.int64))
        return cls(target, weight, order, trees, size)


@kernel
def arrange(target: Ints, order: Ints, trees: Ints, size: Ints, degree: Ints) -> None:
    for a in range(target.shape[0]):
        n = target.shape[1]
        for s in range(n):
            degree[s] = 0
        for s in range(n):
            if target[a, s] >= 0:
                degree[target[a, s]] += 1
        count = 0
        for s in range(n):
            if degree[s] == 0:
                order[a, count] = s
                count += 1
        done = 0
        while done < count:
            t = target[a, order[a, done]]
            done += 1
            if t >= 0:
                degree[t] -= 1
                if degree[t] == 0:
                    order[a, count] = t
                    count += 1
        trees[a] = count
        for s in range(n):
            if degree[s] > 0:
                first = count
                t = s
                while degree[t] > 0:
                    degree[t] = 0
                    order[a, count] = t
                    count += 1
                    t = target[a, t]
                size[a, s] = count - first


class Task:
    """A search that can be stopped and taken up again.

    ``arrows``; ``block``: of each state; ``of_class``: the block of each class, those of one block in a
    row.  ``best``, ``labels``: the least weight of wrong arrows found so far, and labels that have it;
    only less is looked for.
    """

    def __init__(self, arrows: Arrows, block: Ints, of_class: Ints, best: int, labels: Ints) -> None:
        letters, n = arrows.target.shape
        k = of_class.size
        levels = k * letters + n
        self.arrows, self.block, self.of_class = arrows, block.astype(np.int64), of_class.astype(np.int64)
        self.labels = np.array(labels, np.int64)
        self.state = np.array([0, best, 0], np.int64)  # level, least found, nodes
        self.choice, self.var = np.full(levels, -1, np.int64), np.full(levels, -1, np.int64)
        self.g, self.fixed = np.full(k * letters, -1, np.int64), np.full(n, -1, np.int64)
        self.cost, self.along = np.zeros((n, k), np.int64), np.zeros((n, k), np.int64)
        self.row, self.guess = np.zeros(k + 2, np.int64), np.zeros((letters, n), np.int64)
        self.counts = np.zeros((k, k), np.int64)

    @property
    def best(self) -> int:
        """The least weight of wrong arrows found so far."""
        return int(self.state[1])

    @property
    def nodes(self) -> int:
        """How many abstract machines, whole or in part, were looked at."""
        return int(self.state[2])

    @property
    def done(self) -> bool:
        """Whether nothing is left to look at: the least is found."""
        return bool(self.state[0] < 0)

    def go(self, nodes: int, compiled: bool = False) -> None:
        """Look at so many more; ``compiled``: it pays, however small the arrays are."""
        a = self.arrows
        plain = not compiled or os.environ.get("ABSTRACTIONS_JIT") == "never"
        explore: Any = explore_machines if plain else explore_machines.compiled
        explore(
            a.target, a.weight, a.order, a.trees, a.size, self.block, self.of_class, self.state, self.choice,
            self.var, self.g, self.fixed, self.cost, self.along, self.row, self.guess, self.counts,
            self.labels, nodes,
        )  # fmt: skip


@kernel
def explore_machines(
    target: Ints,
    weight: Ints,
    order: Ints,
    trees: Ints,
    size: Ints,
    block: Ints,
    of_class: Ints,
    state: Ints,
    choice: Ints,
    var: Ints,
    g: Ints,
    fixed: Ints,
    cost: Ints,
    along: Ints,
    row: Ints,
    guess: Ints,
    counts: Ints,
    labels: Ints,
    nodes: int,
) -> None:
    letters, n = target.shape
    contexts = g.size
    level = state[0]
    while level >= 0 and nodes > 0:
        c = next_choice(level, int(choice[level]) + 1, contexts, letters, of_class, block, g, var)
        choice[level] = c
        if level < contexts:
            g[level] = c
        else:
            fixed[var[level]] = c
        if c < 0:
            level -= 1
            continue
        nodes -= 1
        state[2] += 1
        low = 0
        for a in range(letters):
            low += bound(
                a,
                target,
                weight,
                order,
                trees,
                size,
                block,
                of_class,
                g,
                letters,
                fixed,
                cost,
                along,
                row,
                guess,
                False,
            )
            if low >= state[1]:
                break
        if low >= state[1]:
            continue
        for a in range(letters):
            bound(
                a,
                target,
                weight,
                order,
                trees,
                size,
                block,
                of_class,
                g,
                letters,
                fixed,
                cost,
                along,
                row,
                guess,
                True,
            )
            wrong = wrong_arrows(guess[a], target, weight, counts)
            if wrong < state[1]:
                state[1] = wrong
                for s in range(n):
                    labels[s] = guess[a, s]
        if low >= state[1]:
            continue
        if level + 1 >= contexts:
            open_state = 0
            while open_state < n:
                differs = False
                for a in range(1, letters):
                    if guess[a, open_state] != guess[0, open_state]:
                        differs = True
                if differs and fixed[open_state] < 0:
                    break
                open_state += 1
            var[level + 1] = open_state
        level += 1
        choice[level] = -1
    state[0] = level


@kernel
def next_choice(
    level: int, c: int, contexts: int, letters: int, of_class: Ints, block: Ints, g: Ints, var: Ints
) -> int:
    """The first choice from c on that is allowed; -1 if there is none.

    A class of a block may be named by g only after all classes before it in the block were met.
    """
    k = of_class.size
    while c < k:
        if level >= contexts:
            if of_class[c] == block[var[level]]:
                return c
        else:
            if c == 0 or of_class[c - 1] != of_class[c] or c - 1 <= level // letters:
                return c
            for i in range(level):
                if g[i] == c - 1:
                    return c
            for i in range(level):
                if g[i] == c:
                    return c
        c += 1
    return -1


@kernel
def bound(
    a: int,
    target: Ints,
    weight: Ints,
    order: Ints,
    trees: Ints,
    size: Ints,
    block: Ints,
    of_class: Ints,
    g: Ints,
    letters: int,
    fixed: Ints,
    cost: Ints,
    along: Ints,
    row: Ints,
    guess: Ints,
    tell: bool,
) -> int:
    """The least weight of arrows of letter a that g gets wrong; ``tell``: labels that have it in ``guess[a]``."""
    n = target.shape[1]
    k = of_class.size
    far = 1 << 61
    for s in range(n):
        for c in range(k):
            allowed = of_class[c] == block[s] and (fixed[s] < 0 or fixed[s] == c)
            cost[s, c] = 0 if allowed else far
    total = 0
    for i in range(trees[a]):
        s = order[a, i]
        t = target[a, s]
        if t < 0:
            least = far
            for c in range(k):
                least = min(least, cost[s, c])
            total += least
        else:
            into(cost, s, a, letters, g, weight[a, s], row)
            for c in range(k):
                cost[t, c] = min(far, cost[t, c] + row[c])
    place = trees[a]
    while place < n:
        first = order[a, place]
        length = size[a, first]
        least = far
        best = 0
        for c in range(k):
            if cost[first, c] < far:
                around = cycle(c, a, place, length, target, weight, order, g, letters, cost, along, row)
                if around < least:
                    least = around
                    best = c
        total += least
        if tell:
            cycle(best, a, place, length, target, weight, order, g, letters, cost, along, row)
            later = best
            for i in range(length):
                s = order[a, place + length - 1 - i]
                later = source_of(later, along, s, a, letters, g, weight[a, s], k)
                guess[a, s] = later
        place += length
    if tell:
        for i in range(trees[a]):
            s = order[a, trees[a] - 1 - i]
            t = target[a, s]
            if t < 0:
                best = 0
                for c in range(k):
                    if cost[s, c] < cost[s, best]:
                        best = c
                guess[a, s] = best
            else:
                guess[a, s] = source_of(guess[a, t], cost, s, a, letters, g, weight[a, s], k)
    return int(total)


@kernel
def into(cost: Ints, s: int, a: int, letters: int, g: Ints, weight: int, row: Ints) -> None:
    """``row[c]``: the least cost of s and its arrow, if the arrow leads to class c."""
    k = cost.shape[1]
    far = 1 << 61
    least = far
    free = far
    for c in range(k):
        row[c] = far
    for c in range(k):
        here = cost[s, c]
        if here < far:
            least = min(least, here)
            to = g[c * letters + a]
            if to < 0:
                free = min(free, here)
            else:
                row[to] = min(row[to], here)
    for c in range(k):
        row[c] = min(far, min(row[c], min(free, least + weight)))


@kernel
def source_of(later: int, cost: Ints, s: int, a: int, letters: int, g: Ints, weight: int, k: int) -> int:
    """A class for s that makes it least, given the class of its target."""
    best = -1
    least = 1 << 62
    for c in range(k):
        to = g[c * letters + a]
        here = cost[s, c] + (0 if to < 0 or to == later else weight)
        if here < least:
            least = here
            best = c
    return best


@kernel
def cycle(
    c: int,
    a: int,
    place: int,
    length: int,
    target: Ints,
    weight: Ints,
    order: Ints,
    g: Ints,
    letters: int,
    cost: Ints,
    along: Ints,
    row: Ints,
) -> int:
    """The least cost of a cycle whose first state is in class c; ``along``: that up to each of its states."""
    k = cost.shape[1]
    far = 1 << 61
    first = order[a, place]
    for b in range(k):
        along[first, b] = cost[first, b] if b == c else far
    for i in range(length):
        s = order[a, place + i]
        into(along, s, a, letters, g, weight[a, s], row)
        if i + 1 < length:
            t = target[a, s]
            for b in range(k):
                along[t, b] = min(far, cost[t, b] + row[b])
    return int(row[c])


@kernel
def wrong_arrows(p: Ints, target: Ints, weight: Ints, counts: Ints) -> int:
    """The weight of arrows that the best abstract step on the classes p gets wrong."""
    letters, n = target.shape
    k = counts.shape[0]
    wrong = 0
    for a in range(letters):
        for c in range(k):
            for b in range(k):
                counts[c, b] = 0
        for s in range(n):
            if target[a, s] >= 0:
                counts[p[s], p[target[a, s]]] += weight[a, s]
                wrong += weight[a, s]
        for c in range(k):
            most = counts[c, 0]
            for b in range(k):
                most = max(most, counts[c, b])
            wrong -= most
    return int(wrong)
