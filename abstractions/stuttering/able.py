"""Which states can do something after silent steps inside their class, found backwards from it.

Main definition   `able`
Notes             States are numbered as their classes stand in a row; a class of an earlier time is a run of
                  present ones, which ``root`` leads to the first of.
Law               `no_rounds_prove_a_false_stuttering` in `abstractions.testing.laws`
"""

from __future__ import annotations

from ..arrays import Ints
from ..kernel import kernel
from ..signatures import Longs

__all__ = ["able", "first_of"]


@kernel
def first_of(root: Ints, c: int) -> int:
    """The first class of the run."""
    while root[c] != c:
        root[c] = root[root[c]]
        c = root[c]
    return c


@kernel
def able(
    offsets: Longs,
    letters: Ints,
    targets: Ints,
    into: Longs,
    sources: Ints,
    by: Ints,
    begin: Longs,
    silent: int,
    root: Ints,
    last: Ints,
    run: int,
    letter: int,
    goal: int,
    mark: Longs,
    queue: Ints,
    left: Ints,
    stamp: int,
) -> int:
    """Mark with ``stamp``, and write to ``queue``, the states of the run that can do the entry; how many."""
    low = begin[run]
    high = begin[last[run] + 1]
    count = 0
    if letter < 0:
        count = going_round(
            offsets, letters, targets, into, sources, by, low, high, silent, mark, queue, left, stamp
        )
    else:
        end = first_of(root, goal)
        first = begin[end]
        behind = begin[last[end] + 1]
        inert = letter == silent and end == run
        if into[behind] - into[first] < offsets[high] - offsets[low]:
            for e in range(into[first], into[behind]):
                s = sources[e]
                if by[e] == letter and not inert and s >= low and s < high and mark[s] != stamp:
                    mark[s] = stamp
                    queue[count] = s
                    count += 1
        else:
            for s in range(low, high):
                for e in range(offsets[s], offsets[s + 1]):
                    d = targets[e]
                    if letters[e] == letter and not inert and d >= first and d < behind and mark[s] != stamp:
                        mark[s] = stamp
                        queue[count] = s
                        count += 1
    done = 0
    while done < count:
        x = queue[done]
        done += 1
        for e in range(into[x], into[x + 1]):
            s = sources[e]
            if by[e] == silent and s >= low and s < high and mark[s] != stamp:
                mark[s] = stamp
                queue[count] = s
                count += 1
    return count


@kernel
def going_round(
    offsets: Longs,
    letters: Ints,
    targets: Ints,
    into: Longs,
    sources: Ints,
    by: Ints,
    low: int,
    high: int,
    silent: int,
    mark: Longs,
    queue: Ints,
    left: Ints,
    stamp: int,
) -> int:
    """The states from which silence inside low .. high - 1 need not end: take away what ends, until none does."""
    count = 0
    for s in range(low, high):
        left[s] = 0
        for e in range(offsets[s], offsets[s + 1]):
            if letters[e] == silent and targets[e] >= low and targets[e] < high:
                left[s] += 1
        if left[s] == 0:
            queue[count] = s
            count += 1
    done = 0
    while done < count:
        x = queue[done]
        done += 1
        for e in range(into[x], into[x + 1]):
            s = sources[e]
            if by[e] == silent and s >= low and s < high:
                left[s] -= 1
                if left[s] == 0:
                    queue[count] = s
                    count += 1
    count = 0
    for s in range(low, high):
        if left[s] > 0:
            mark[s] = stamp
            queue[count] = s
            count += 1
    return count
