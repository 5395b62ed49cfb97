"""Blocks split by what their dirty components can do after silent steps inside them.

Problem    Given blocks of components in a row, some of them dirty, and the signature that the clean ones of
           each block have: split blocks until every component is clean.
Method     The dirty components of a block, and those that lead to them in silence inside it, stand first in
           it.  Their lists are written and put in order (`inert_lists`), the block is cut into parts, the
           largest of which stays the block; whoever may do something else now becomes dirty.
Invariant  That of `inert_signatures`.  Parts lie in the order of their lists: each boundary keeps the entry
           by which its neighbours differ first, and where the block began that it leads to.
Stops      Each step cleans a block or cuts it.
Cost       That of `inert_signatures`.
Proof      as for `inert_signatures`
Source     as for `inert_signatures`; the largest part keeps its name, J. Hopcroft, 1971
Role       The loop of `inert_signatures`.
Limits     Components and letters below 2**31.
"""

from __future__ import annotations

from ..arrays import Ints
from ..kernel import kernel
from ..signatures import Longs, sort_entries
from .dirty_states import cut, make_dirty, put
from .inert_lists import first_difference, in_trie_order, write_lists

__all__ = ["refine"]


@kernel
def refine(
    offsets: Longs,
    letters: Ints,
    targets: Ints,
    silent: int,
    going_round: Ints,
    into: Longs,
    back: Ints,
    by: Ints,
    block: Ints,
    low: Ints,
    high: Ints,
    order: Ints,
    place: Ints,
    dirty: Ints,
    stack: Ints,
    time: Ints,
    turn: Longs,
    goal: Ints,
    start: Longs,
    stop: Longs,
    room: Longs,
    work: Longs,
    nodes: Longs,
    which: Ints,
    list_low: Longs,
    list_high: Longs,
    ranked: Ints,
    group: Ints,
    head: Ints,
    between: Longs,
    goals: Ints,
    width: Longs,
    moved: Ints,
    nothing: Longs,
    numbers: Longs,
    patience: int,
) -> int:
    """Look at blocks until all are clean (0), patience is at an end (1), or the room for lists is (2).

    ``numbers``: blocks, the clock, how many blocks wait in the stack, how much of the room is used.
    """
    spent = 0
    while numbers[2] > 0:
        if spent > patience:
            return 1
        b = stack[numbers[2] - 1]
        begin = int(low[b])
        end = int(high[b])
        looked = with_those_before(b, begin, int(dirty[b]), silent, into, back, by, block, order, place)
        dirty[b] = looked
        for i in range(looked):
            nodes[i] = order[begin + i]
        sort_entries(nodes, nothing, 0, looked)
        lists, used = write_lists(
            b, begin, looked, end, offsets, letters, targets, silent, going_round, block, place, nodes,
            which, start, stop, list_low, list_high, room, numbers[3], work, nothing,
        )  # fmt: skip
        if lists < 0:
            return 2
        for i in range(looked):
            spent += 1 + offsets[nodes[i] + 1] - offsets[nodes[i]]
        numbers[2] -= 1
        numbers[3] = used
        dirty[b] = 0
        in_trie_order(lists, list_low, list_high, room, ranked)
        groups = 0
        for r in range(lists):
            k = ranked[0, r]
            if r > 0:
                j = head[groups - 1]
                i = first_difference(room, list_low[j], list_high[j], list_low[k], list_high[k])
                if i >= 0:
                    between[groups] = least_of(
                        room, list_low[j] + i, list_high[j], list_low[k] + i, list_high[k]
                    )
                    head[groups] = k
                    groups += 1
            else:
                head[0] = k
                groups = 1
            list_low[k] = list_low[head[groups - 1]]
            list_high[k] = list_high[head[groups - 1]]
            goals[k] = groups - 1  # for now, the group of each list
        if groups == 1:
            start[b] = list_low[head[0]]
            stop[b] = list_high[head[0]]
            continue
        clean = 0
        if end - begin > looked:
            clean = goals[0]
        for i in range(looked):
            g = goals[which[order[begin + i]]]
            group[i] = 0 if g == clean else clean if g == 0 else g
        for r in range(groups):
            ranked[0, r] = 0 if r == clean else clean if r == 0 else r
            if r > 0:
                d = block.size + 1 - (between[r] >> 32)
                goals[r] = low[d] if d >= 0 else 0
        first = numbers[0]
        numbers[0] += groups - 1
        numbers[1] += 1
        cut(
            b, looked, groups, first, block, low, high, dirty, order, place, time, numbers[1],
            group, ranked[0], width, moved,
        )  # fmt: skip
        at = begin
        for r in range(groups):
            c = block[order[at]]
            start[c] = list_low[head[r]]
            stop[c] = list_high[head[r]]
            if r > 0:
                turn[at] = between[r]
                goal[at] = goals[r]
            at += width[ranked[0, r], 0]
        size = 0
        for c in range(first, numbers[0]):
            for i in range(low[c], high[c]):
                moved[size] = order[i]
                size += 1
        numbers[2] = make_dirty(
            into, back, moved, size, block, low, high, order, place, dirty, stack, numbers[2]
        )
        for i in range(size):
            c = moved[i]
            d = block[c]
            spent += into[c + 1] - into[c]
            at = low[d] + dirty[d]
            if (
                high[d] - low[d] > 1
                and place[c] >= at
                and torn(c, begin, end, offsets, letters, targets, silent, block, place)
            ):
                if dirty[d] == 0:
                    stack[numbers[2]] = d
                    numbers[2] += 1
                dirty[d] += 1
                put(order, place, place[c], order[at])
                put(order, place, at, c)
    return 0


@kernel
def with_those_before(
    b: int,
    begin: int,
    size: int,
    silent: int,
    into: Longs,
    back: Ints,
    by: Ints,
    block: Ints,
    order: Ints,
    place: Ints,
) -> int:
    """Move to the first ``size`` of the block those that lead to them in silence inside it; how many then."""
    i = 0
    while i < size:
        c = order[begin + i]
        for e in range(into[c], into[c + 1]):
            s = back[e]
            at = begin + size
            if by[e] == silent and block[s] == b and place[s] >= at:
                put(order, place, place[s], order[at])
                put(order, place, at, s)
                size += 1
        i += 1
    return size


@kernel
def torn(
    c: int,
    begin: int,
    end: int,
    offsets: Longs,
    letters: Ints,
    targets: Ints,
    silent: int,
    block: Ints,
    place: Ints,
) -> bool:
    """Whether a silent edge leads from it to another part of the block that has been cut."""
    for e in range(offsets[c], offsets[c + 1]):
        t = targets[e]
        if letters[e] == silent and block[t] != block[c] and place[t] >= begin and place[t] < end:
            return True
    return False


@kernel
def least_of(room: Longs, low: int, high: int, other: int, other_high: int) -> int:
    """The lesser of the entries at ``low`` and ``other``, if both are."""
    if low >= high:
        return int(room[other])
    if other >= other_high:
        return int(room[low])
    return int(min(room[low], room[other]))
