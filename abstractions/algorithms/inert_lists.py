"""What the components of a block can do after silent steps inside it: lists, and an order of lists.

Problem    Given components of one block, those that others lead to in silence first: what each can do, as a
           sorted list of entries (class, letter); and the lists in an order in which neighbours tell apart.
Method     A list is what the component does itself, united with the lists of those it leads to in silence
           inside the block; one that equals one of these is not written again.  The order: the list that
           has the least entry in which two differ comes first.
Invariant  The lists of those it leads to are written, or are that of the clean ones of the block.
Stops      Each component is looked at once; sorting is by merging.
Cost       O(edges * s + lists * s log lists), s the length of the longest list.
Proof      of any two lists, the least of the entries in which neighbours between them first differ is in one
           of the two and not in the other: what `abstractions.stuttering.apart` checks
Source     S. Blom, J. van de Pol, Distributed branching bisimulation minimization by inductive signatures, 2009
Role       One step of `inert_signatures`.
Limits     Blocks and letters below 2**31.
"""

from __future__ import annotations

from ..arrays import Ints
from ..kernel import kernel
from ..signatures import Longs, sort_entries

__all__ = ["first_difference", "in_trie_order", "write_lists"]


@kernel
def write_lists(
    b: int,
    begin: int,
    looked: int,
    end: int,
    offsets: Longs,
    letters: Ints,
    targets: Ints,
    silent: int,
    going_round: Ints,
    block: Ints,
    place: Ints,
    nodes: Longs,
    which: Ints,
    start: Longs,
    stop: Longs,
    list_low: Longs,
    list_high: Longs,
    room: Longs,
    used: int,
    work: Longs,
    nothing: Longs,
) -> tuple[int, int]:
    """How many lists there are, and where the room is free after them; -1 lists if it is too small.

    ``nodes[:looked]``: the components, increasing; those of the block after them are clean, and have list 0,
    ``start[b]`` to ``stop[b]``.  An entry is a class, the newest first, and a letter; going round in silence
    is the last of all.  ``work``: two halves, of which one is read while the other is written.
    """
    top = block.size + 1
    lists = 0
    if end - begin > looked:
        list_low[0] = start[b]
        list_high[0] = stop[b]
        lists = 1
    for i in range(looked):
        c = nodes[i]
        here = 0
        size = 0
        if going_round[c]:
            work[0] = (top + 1) << 32
            size = 1
        for e in range(offsets[c], offsets[c + 1]):
            d = block[targets[e]]
            if letters[e] != silent or d != b:
                work[size] = ((top - int(d)) << 32) | int(letters[e])
                size += 1
        sort_entries(work, nothing, 0, size)
        size = without_repetition(work, size)
        like = -1  # the list of a silent successor that is as long as this one
        last = -1
        for e in range(offsets[c], offsets[c + 1]):
            t = targets[e]
            if letters[e] == silent and block[t] == b:
                k = 0
                if place[t] < begin + looked:
                    k = which[t]
                if k != last:
                    last = k
                    size = united(work, here, size, room, list_low[k], list_high[k])
                    here = work.size // 2 - here
                    if list_high[k] - list_low[k] == size:
                        like = k
                    elif like >= 0 and list_high[like] - list_low[like] != size:
                        like = -1
        if like >= 0:
            which[c] = like
            continue
        if used + size > room.size:
            return -1, used
        list_low[lists] = used
        for j in range(size):
            room[used + j] = work[here + j]
        used += size
        list_high[lists] = used
        which[c] = lists
        lists += 1
    return lists, used


@kernel
def without_repetition(work: Longs, size: int) -> int:
    """The sorted entries work[:size], each once; how many are left."""
    left = 0
    for i in range(size):
        if left == 0 or work[left - 1] != work[i]:
            work[left] = work[i]
            left += 1
    return left


@kernel
def united(work: Longs, here: int, size: int, room: Longs, low: int, high: int) -> int:
    """The union of ``work[here:here + size]`` and ``room[low:high]``, both sorted, in the other half."""
    other = work.size // 2 - here
    i = 0
    j = low
    k = 0
    while i < size or j < high:
        if j >= high or (i < size and work[here + i] <= room[j]):
            if j < high and work[here + i] == room[j]:
                j += 1
            work[other + k] = work[here + i]
            i += 1
        else:
            work[other + k] = room[j]
            j += 1
        k += 1
    return k


@kernel
def first_difference(room: Longs, low: int, high: int, other: int, other_high: int) -> int:
    """Where ``room[low:high]`` first differs from ``room[other:other_high]``; -1 if nowhere."""
    i = 0
    while low + i < high and other + i < other_high:
        if room[low + i] != room[other + i]:
            return i
        i += 1
    if high - low == other_high - other:
        return -1
    return i


@kernel
def comes_first(room: Longs, low: int, high: int, other: int, other_high: int) -> bool:
    """Whether the first list has the least entry in which the two differ, or they are equal."""
    i = first_difference(room, low, high, other, other_high)
    if i < 0 or other + i >= other_high:
        return True
    if low + i >= high:
        return False
    return bool(room[low + i] < room[other + i])


@kernel
def in_trie_order(lists: int, list_low: Longs, list_high: Longs, room: Longs, ranked: Ints) -> None:
    """Put the lists in order into ranked[0]; ``ranked[1]`` is room."""
    for k in range(lists):
        ranked[0, k] = k
    width = 1
    while width < lists:
        for begin in range(0, lists, 2 * width):
            i = begin
            middle = min(begin + width, lists)
            j = middle
            end = min(begin + 2 * width, lists)
            for k in range(begin, end):
                left = i < middle
                if left and j < end:
                    g = ranked[0, i]
                    h = ranked[0, j]
                    left = comes_first(room, list_low[g], list_high[g], list_low[h], list_high[h])
                if left:
                    ranked[1, k] = ranked[0, i]
                    i += 1
                else:
                    ranked[1, k] = ranked[0, j]
                    j += 1
        for k in range(lists):
            ranked[0, k] = ranked[1, k]
        width *= 2
