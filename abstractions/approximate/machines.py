"""The least defect with so many classes: a search over abstract machines, with exact bounds.

Problem    Given maps f_a with weights, blocks that classes must not cross, and k classes with a block
           each: the labels whose defect is least.
Method     Branch on the abstract step g, one (class, letter) after the other; bound by the least weight of
           arrows that g gets wrong, where what g does not say yet is right for free (`abstractions.approximate.relaxation`).  With several letters each one has its own labels
           there; when g is whole and they differ, branch on the class of a state.
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

from typing import Any

import numpy as np

from ..arrays import Ints
from ..kernel import Kernel, kernel
from .arrows import Arrows, wrong_arrows
from .relaxation import Partial, Room, least_wrong

__all__ = ["Task"]


class Task:
    """A search that can be stopped and taken up again.

    ``arrows``; ``block``: of each state; ``of_class``: the block of each class, those of one block in a
    row.  ``best``, ``labels``: the least weight of wrong arrows found so far, and labels that have it;
    only less is looked for.
    """

    def __init__(self, arrows: Arrows, block: Ints, of_class: Ints, best: int, labels: Ints) -> None:
        letters, n = arrows.target.shape
        k = of_class.size
        self.arrows, self.room = arrows, Room.of(letters, n, k)
        g, fixed = np.full((k, letters), -1, np.int64), np.full(n, -1, np.int64)
        self.machine = Partial(block.astype(np.int64), of_class.astype(np.int64), g, fixed)
        self.labels = np.array(labels, np.int64)
        self.state = np.array([0, best, 0], np.int64)  # level, least found, nodes
        self.choice, self.var = (np.full(k * letters + n, -1, np.int64) for _ in range(2))

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
        plain = not compiled or Kernel.mode == "never"
        explore: Any = explore_machines if plain else explore_machines.compiled
        explore(self.arrows, self.machine, self.room, self.state, self.choice, self.var, self.labels, nodes)


@kernel
def explore_machines(
    arrows: Arrows,
    machine: Partial,
    room: Room,
    state: Ints,
    choice: Ints,
    var: Ints,
    labels: Ints,
    nodes: int,
) -> None:
    letters = arrows.target.shape[0]
    contexts = machine.g.size
    level = state[0]
    while level >= 0 and nodes > 0:
        c = next_choice(level, int(choice[level]) + 1, machine, var)
        choice[level] = c
        if level < contexts:
            machine.g[level // letters, level % letters] = c
        else:
            machine.fixed[var[level]] = c
        if c < 0:
            level -= 1
            continue
        nodes -= 1
        state[2] += 1
        low = 0
        for a in range(letters):
            low += least_wrong(a, arrows, machine, room, False)
            if low >= state[1]:
                break
        if low >= state[1]:
            continue
        for a in range(letters):
            least_wrong(a, arrows, machine, room, True)
            wrong = wrong_arrows(room.guess[a], arrows, room.counts)
            if wrong < state[1]:
                state[1] = wrong
                for s in range(labels.size):
                    labels[s] = room.guess[a, s]
        if low >= state[1]:
            continue
        if level + 1 >= contexts:
            var[level + 1] = open_state(room.guess, machine.fixed)
        level += 1
        choice[level] = -1
    state[0] = level


@kernel
def open_state(guess: Ints, fixed: Ints) -> int:
    """The first state that is not fixed, and of whose class letters differ."""
    letters, n = guess.shape
    for s in range(n):
        if fixed[s] < 0:
            for a in range(1, letters):
                if guess[a, s] != guess[0, s]:
                    return s
    return int(n)


@kernel
def next_choice(level: int, c: int, machine: Partial, var: Ints) -> int:
    """The first choice from c on that is allowed; -1 if there is none.

    A class of a block may be named by g only after all classes before it in the block were met.
    """
    of_class, g = machine.of_class, machine.g
    k, letters = g.shape
    while c < k:
        if level >= g.size:
            if of_class[c] == machine.block[var[level]]:
                return c
        else:
            if c == 0 or of_class[c - 1] != of_class[c] or c - 1 <= level // letters:
                return c
            for i in range(level):
                if g[i // letters, i % letters] == c - 1 or g[i // letters, i % letters] == c:
                    return c
        c += 1
    return -1
