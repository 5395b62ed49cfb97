"""All congruences between two bounds, one after the other, in lexicographic order.

Problem    Given a step table and labels ``floor`` of a complete abstraction, list every complete
           abstraction above it once.
Method     Take the states in turn.  Put the next one together with each earlier representative in
           turn, and with what that forces by the step, unless two representatives would fall
           together; then make it a representative itself.  Backtrack by undoing merges.
Invariant  The sets are a congruence and no set holds two representatives; every congruence above
           ``floor`` that contains the sets and keeps the representatives apart comes below this node.
Stops      Every node without a limit on classes has a leaf below it: its own sets.
Cost       Between two answers at most O(n * classes) attempts, each O(letters * n * log n) at worst
           and O(letters * log n) where the images of both states are decided.  Memory O(n).
Proof      the invariant gives each congruence exactly one path; proofs/README.md, "The list"
Source     C. Sims, Computation with finitely presented groups, 1994, chapter 5 (low-index search).
Role       `abstractions.lattice`.
Limits     Deterministic steps.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from ..arrays import Ints
from ..kernel import kernel
from .undoable import OWNER, apart, led_apart, put_together, top, undo, write

__all__ = ["estimate", "listing", "turns"]

NEW, DECIDED = -1, -2
"""What a turn may choose beside the number of a representative: that its state becomes one; nothing,
since its state is together with one already."""
STEPS = 1 << 18
"""Attempts after which the search comes up for air, so that it can be stopped."""


def turns(table: Ints) -> Ints:
    """The states in the order in which they are decided: images first, where that is possible."""
    n = len(table)
    order, seen, stack = np.empty(n, np.int32), np.zeros(n, np.int32), np.empty(n, np.int32)
    postorder(table, order, seen, stack)
    return order


@kernel
def postorder(table: Ints, order: Ints, seen: Ints, stack: Ints) -> None:
    """A depth-first search; a state follows its successors.  ``seen``: zeros, letters tried + 1."""
    n, letters = table.shape
    count = 0
    for start in range(n):
        if seen[start] > 0:
            continue
        seen[start] = 1
        stack[0] = start
        height = 1
        while height > 0:
            s = stack[height - 1]
            if seen[s] > letters:
                order[count] = s
                count += 1
                height -= 1
                continue
            t = table[s, seen[s] - 1]
            seen[s] += 1
            if seen[t] == 0:
                seen[t] = 1
                stack[height] = t
                height += 1


TURN, MERGES, COUNT, BACK = 0, 1, 2, 3
"""Where a search stands: its turn (-1: it has ended), how many merges and representatives there are,
and whether it is on its way back."""
REPRESENTATIVE, CHOICE, MARK = 0, 1, 2
"""Of ``turns``, int32, shape (3, n): the representatives by number; what each turn chose; and how
many merges there were before it."""


def listing(table: Ints, floor: Ints, most: int | None = None) -> Iterator[npt.NDArray[np.int32]]:
    """Batches of label rows: int32, shape (rows, states), about a million entries, also empty ones.

    In lexicographic order of the labels read in the order `turns`: so an abstraction comes after all
    those that know less.  ``most``: only those with at most so many classes.
    """
    n = len(table)
    order, (sets, merges) = turns(table), apart(n)
    chosen, at = np.empty((3, n), np.int32), np.zeros(4, np.int64)
    room = 32
    while at[TURN] >= 0:
        out = np.empty((room, n), np.int32)
        found = go_on(table, floor, order, sets, merges, chosen, at, n if most is None else min(n, most), out)
        yield out[:found]
        room = min(4 * room, max(32, (1 << 20) // max(n, 1)))


def estimate(table: Ints, floor: Ints, probes: int, seed: int = 0) -> float:
    """How many there are, about: the mean over random descents of the product of the choices.

    Unbiased (D. Knuth, Estimating the efficiency of backtrack programs, 1975), and often far off.
    """
    n, order, total = len(table), turns(table), 0.0
    rng = np.random.default_rng(seed)
    for _ in range(probes):
        total += probe(table, floor, order, *apart(n), np.empty((2, n), np.int32), rng.random(n))
    return total / probes


@kernel
def go_on(
    table: Ints,
    floor: Ints,
    order: Ints,
    sets: Ints,
    merges: Ints,
    chosen: Ints,
    at: Ints,
    most: int,
    out: Ints,
) -> int:
    """Go on with the search until ``out`` is full, or for some time; the number of rows written."""
    n = order.size
    turn = int(at[TURN])
    height = int(at[MERGES])
    count = int(at[COUNT])
    back = int(at[BACK])
    found = 0
    steps = 0
    while steps < STEPS and found < len(out) and turn >= 0:
        steps += 1 + count
        if turn == n:
            write(sets, out, found)
            found += 1
            back = 1
            turn -= 1
            continue
        s = order[turn]
        if back == 1:  # undo what this turn chose, and try the next
            height = undo(height, chosen[MARK, turn], sets, merges)
            taken = chosen[CHOICE, turn]
            if taken == NEW:
                count -= 1
                sets[OWNER, top(sets, s)] = -1
            if taken < 0:
                turn -= 1
                continue
            taken += 1
        else:
            chosen[MARK, turn] = height
            taken = 0
            if sets[OWNER, top(sets, s)] >= 0:
                chosen[CHOICE, turn] = DECIDED
                turn += 1
                continue
        while taken < count:
            t = chosen[REPRESENTATIVE, taken]
            if floor[s] == floor[t] and not led_apart(s, t, table, sets):
                after = put_together(s, t, table, sets, merges, height)
                if after >= 0:
                    height = after
                    break
            taken += 1
        back = 1 if taken == count and count >= most else 0
        if back == 1:
            turn -= 1
            continue
        if taken == count:
            taken = NEW
            sets[OWNER, top(sets, s)] = count
            chosen[REPRESENTATIVE, count] = s
            count += 1
        chosen[CHOICE, turn] = taken
        turn += 1
    at[TURN] = turn
    at[MERGES] = height
    at[COUNT] = count
    at[BACK] = back
    return found


@kernel
def probe(table: Ints, floor: Ints, order: Ints, sets: Ints, merges: Ints, room: Ints, dice: Ints) -> float:
    """One random descent: the product of the numbers of choices on the way.

    ``room``: for the representatives, and for those of them that a state may join.
    """
    product = 1.0
    height = 0
    count = 0
    for turn in range(order.size):
        s = order[turn]
        if sets[OWNER, top(sets, s)] >= 0:
            continue
        possible = 0
        for c in range(count):
            t = room[0, c]
            if floor[s] == floor[t]:
                after = put_together(s, t, table, sets, merges, height)
                if after >= 0:
                    room[1, possible] = t
                    possible += 1
                    undo(after, height, sets, merges)
        product *= possible + 1
        taken = int(dice[turn] * (possible + 1))
        if taken < possible:
            height = put_together(s, room[1, taken], table, sets, merges, height)
        else:
            sets[OWNER, top(sets, s)] = count
            room[0, count] = s
            count += 1
    return product
