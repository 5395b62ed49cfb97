"""Coarsest complete refinement by a queue of splitters, in n log n.

Problem    Given a row of classes and a step table with any number of letters, cut it until stable.
Method     Compounds are unions of adjacent classes; every class is stable for the compounds: under
           each letter it leads into one of them.  Take a compound of several classes, split off the
           smaller of its two end classes, and cut every class that leads partly into it: the states
           that do are laid on the same end of their own class.
Invariant  Classes are stable for the compounds.  Both are intervals of the row, and a cut sends the
           two sides of its class, in order, to two sides of an earlier cut.
Stops      Each turn makes one compound more; when compounds are classes, classes are stable.
Cost       O(letters * n log n): a state splits only in a class at most half its compound.  About
           8 * letters + 60 bytes a state.
Proof      proofs/README.md, "An order of the classes"
Source     J. Hopcroft, 1971; R. Paige, R. Tarjan, Three partition refinement algorithms, 1987.
           Splitting at the ends, so that the row is the certificate, is ours.
Role       Second half of the default for many letters: deep machines (paths, grids) are done here.
Limits     States fit 31 bits, and states * letters too.
"""

from __future__ import annotations

import numpy as np

from ..arrays import MOST, Ints
from ..errors import Misuse
from ..kernel import kernel
from .blocks import BLOCK, COUNT, HIGH, LOW, OWNER, PLACE
from .row import Row

__all__ = ["splitter_queue"]


def splitter_queue(table: Ints, row: Row, stable: int = -1) -> None:
    """Cut ``row`` until it is stable.

    ``stable``: classes are known not to split under the classes cut up to this time.
    """
    n, letters = table.shape
    if n * letters > MOST:
        raise Misuse(
            f"a table of the splitter queue has at most {MOST} entries",
            value=f"{n} states and {letters} letters",
            reason="places in it are numbered with 31 bits",
            repair="take the reachable part, or fewer letters",
        )
    begin = np.zeros(n * letters + 1, np.int32)
    source = np.empty(n * letters, np.int32)
    invert(table, begin, source)
    state, block, compound = (np.empty(width * n, np.int32) for width in (2, 4, 2))
    queue, hits = np.empty(n, np.int32), np.empty(n, np.int32)
    row.classes, row.clock = refine(
        letters, begin, source, row.order, row.time, row.letter, row.clock, stable,
        state, block, compound, queue, hits,
    )  # fmt: skip


@kernel
def invert(table: Ints, begin: Ints, source: Ints) -> None:
    """The states that letter a leads to t: ``source[begin[t * letters + a]:...]``, increasing."""
    n, letters = table.shape
    for s in range(n):
        for a in range(letters):
            begin[table[s, a] * letters + a + 1] += 1
    for i in range(n * letters):
        begin[i + 1] += begin[i]
    for s in range(n):
        for a in range(letters):
            i = table[s, a] * letters + a
            source[begin[i]] = s
            begin[i] += 1
    for i in range(n * letters, 0, -1):
        begin[i] = begin[i - 1]
    begin[0] = 0


@kernel
def refine(
    letters: int,
    begin: Ints,
    source: Ints,
    order: Ints,
    time: Ints,
    letter: Ints,
    clock: int,
    stable: int,
    state: Ints,
    block: Ints,
    compound: Ints,
    queue: Ints,
    hits: Ints,
) -> tuple[int, int]:
    """The loop; the number of classes and the time at the end.

    ``state[s]``: its PLACE in the row and its BLOCK (class).  ``block[b]``: its interval LOW to HIGH
    (exclusive), the COUNT of its states hit (zero between turns), its OWNER (compound).
    ``compound[c]``: its interval LOW to HIGH.  ``queue``: all compounds of several blocks; it has
    room, since a compound enters it at the start or when one of its classes is cut.
    """
    n = order.size
    blocks = 0
    compounds = 0
    for i in range(n):
        if time[i] >= 0:
            if i == 0 or time[i] <= stable:
                compound[2 * compounds + LOW] = i
                compounds += 1
            block[4 * blocks + LOW] = i
            block[4 * blocks + COUNT] = 0
            block[4 * blocks + OWNER] = compounds - 1
            blocks += 1
        block[4 * (blocks - 1) + HIGH] = i + 1
        compound[2 * (compounds - 1) + HIGH] = i + 1
        state[2 * order[i] + PLACE] = i
        state[2 * order[i] + BLOCK] = blocks - 1
    waiting = compounds
    for c in range(compounds):
        queue[c] = c
    while waiting > 0:
        c = queue[waiting - 1]
        b = state[2 * order[compound[2 * c + LOW]] + BLOCK]
        if block[4 * b + HIGH] == compound[2 * c + HIGH]:
            waiting -= 1  # one block: nothing to split off
            continue
        e = state[2 * order[compound[2 * c + HIGH] - 1] + BLOCK]
        at_left = block[4 * b + HIGH] - block[4 * b + LOW] <= block[4 * e + HIGH] - block[4 * e + LOW]
        if at_left:
            compound[2 * c + LOW] = block[4 * b + HIGH]
        else:
            b = e
            compound[2 * c + HIGH] = block[4 * b + LOW]
        low = block[4 * b + LOW]
        high = block[4 * b + HIGH]
        block[4 * b + OWNER] = compounds
        compound[2 * compounds + LOW] = low
        compound[2 * compounds + HIGH] = high
        compounds += 1
        for a in range(letters):
            # the states that lead into the splitter and are not alone
            size = 0
            for i in range(low, high):
                target = order[i] * letters + a
                for j in range(begin[target], begin[target + 1]):
                    s = source[j]
                    d = state[2 * s + BLOCK]
                    if block[4 * d + HIGH] - block[4 * d + LOW] > 1:
                        hits[size] = s
                        size += 1
            if size == 0:
                continue
            clock += 1
            # lay them on that end of their class
            for j in range(size):
                s = hits[j]
                d = state[2 * s + BLOCK]
                part = block[4 * d + COUNT]
                block[4 * d + COUNT] = part + 1
                here = block[4 * d + LOW] + part if at_left else block[4 * d + HIGH] - 1 - part
                there = state[2 * s + PLACE]
                other = order[here]
                order[there] = other
                state[2 * other + PLACE] = there
                order[here] = s
                state[2 * s + PLACE] = here
            # cut each class that is hit, but not wholly; the shorter part gets the new number
            for j in range(size):
                d = state[2 * hits[j] + BLOCK]
                part = block[4 * d + COUNT]
                block[4 * d + COUNT] = 0
                left = block[4 * d + LOW]
                right = block[4 * d + HIGH]
                if part == 0 or part == right - left:
                    continue
                cut = left + part if at_left else right - part
                time[cut] = clock
                letter[cut] = a
                if cut - left <= right - cut:
                    block[4 * blocks + LOW] = left
                    block[4 * blocks + HIGH] = cut
                    block[4 * d + LOW] = cut
                else:
                    block[4 * blocks + LOW] = cut
                    block[4 * blocks + HIGH] = right
                    block[4 * d + HIGH] = cut
                for i in range(block[4 * blocks + LOW], block[4 * blocks + HIGH]):
                    state[2 * order[i] + BLOCK] = blocks
                c = block[4 * d + OWNER]
                block[4 * blocks + COUNT] = 0
                block[4 * blocks + OWNER] = c
                blocks += 1
                if compound[2 * c + LOW] == left and compound[2 * c + HIGH] == right:  # it was one block
                    queue[waiting] = c
                    waiting += 1
    return blocks, clock
