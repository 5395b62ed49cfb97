"""The least complete abstraction of a single map, in linear time.

Problem    Given f : range(n) -> range(n) and labels o, group the states with equal words
           o(m) o(f m) o(f f m) ...
Method     Peel the trees off the cycles.  Read each cycle from its least rotation, cut it to its
           period and look the word up among those of earlier cycles.  Then number the tree states
           from the cycles outwards: the class is determined by (observation, next class).
Invariant  Two numbered states have the same class iff their words are equal.
Stops      Every state is numbered exactly once.
Cost       O(n) expected, and sorting the different words of cycles by merging; at most 30 bytes a
           state.  A hash only says where to look:
           words and pairs are compared before they are called equal.
Proof      the answer is checked by its certificate; proofs/README.md, "Lyndon words"
Source     R. Paige, R. Tarjan, R. Bonic, A linear time solution to the single function coarsest
           partition problem, 1985; least rotations after J.-P. Duval, 1983.
Role       The default for one letter.
Limits     States fit 31 bits.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import Ints, frozen, renumbered
from ..certificate import CyclicMinimality
from ..kernel import kernel

__all__ = ["lyndon_starts", "single_map"]

FEW = 4
"""Up to so many observations, pairs (next class, observation) index a table directly."""


def single_map(table: Any, labels: Any) -> CyclicMinimality:
    """The engine: ``table`` has shape (states, 1)."""
    f = table[:, 0]
    numbers, starts, classes = words(f, labels)
    canonical, number = renumbered(numbers, classes)
    return CyclicMinimality(canonical, frozen(number[starts]))


def lyndon_starts(f: Ints, classes: Ints, labels: Ints) -> Ints:
    """The cycle starts of a certificate for ``classes``, known to be the answer for f and labels."""
    first = np.empty(int(classes.max(initial=-1)) + 1, np.int32)
    first[classes[::-1]] = np.arange(len(f) - 1, -1, -1, dtype=np.int32)
    numbers, starts, _ = words(frozen(classes[f[first]]), frozen(labels[first]))
    place = np.empty(len(numbers), np.int32)
    place[numbers] = np.arange(len(numbers), dtype=np.int32)  # all words differ: a permutation
    return frozen(place[starts])


def words(f: Ints, o: Ints) -> tuple[Ints, Ints, int]:
    """A number for each state, equal iff the words are; those that start cycles; how many."""
    n = len(f)
    observations = int(o.max(initial=-1)) + 1
    order = np.empty(n, np.int32)
    degree = np.zeros(n, np.int32)
    trees = peel(f, order, degree)
    cycles = trace_cycles(f, order, degree, trees)
    del degree
    number = np.empty(n, np.int32)
    begin = np.zeros(cycles + 1, np.int32)
    text = np.empty(n - trees, np.int32)
    index = np.full(power_of_two(2 * cycles), -1, np.int32)
    different = number_cycles(o, order, trees, number, text, begin, index)
    begin = begin[: different + 1]
    if observations <= FEW:
        child = np.full(n * observations, -1, np.int32)
        classes = number_trees_few(f, o, order, trees, number, text, begin, observations, child)
    else:
        index = np.full(power_of_two(n + n // 2), -1, np.int32)
        following, shown = np.empty(n, np.int32), np.empty(n, np.int32)
        classes = number_trees_many(f, o, order, trees, number, text, begin, following, shown, index)
    return number, begin[increasing(text, begin)], classes


def power_of_two(least: int) -> int:
    return 1 << max(least - 1, 1).bit_length()


@kernel
def peel(f: Ints, order: Ints, degree: Ints) -> int:
    """Write the states on no cycle to ``order``, each before its successor; their number.

    ``degree``: zeros; at the end 1 on cycles and 0 elsewhere.
    """
    for s in range(f.size):
        degree[f[s]] += 1
    count = 0
    for s in range(f.size):
        if degree[s] == 0:
            order[count] = s
            count += 1
    done = 0
    while done < count:
        t = f[order[done]]
        done += 1
        degree[t] -= 1
        if degree[t] == 0:
            order[count] = t
            count += 1
    return count


@kernel
def trace_cycles(f: Ints, order: Ints, degree: Ints, trees: int) -> int:
    """Write the cycles to ``order[trees:]``, first states complemented; the number of cycles."""
    place = trees
    cycles = 0
    for s in range(f.size):
        if degree[s] == 1:
            cycles += 1
            order[place] = ~s
            place += 1
            degree[s] = 0
            t = f[s]
            while t != s:
                order[place] = t
                place += 1
                degree[t] = 0
                t = f[t]
    return cycles


@kernel
def number_cycles(
    o: Ints, order: Ints, trees: int, number: Ints, text: Ints, begin: Ints, index: Ints
) -> int:
    """Number the cycle states; the count of different words.

    Word d is ``text[begin[d]:begin[d + 1]]``, and the class of its i-th letter is begin[d] + i.
    """
    n = order.size
    mask = index.size - 1
    different = 0
    place = trees
    while place < n:
        order[place] = ~order[place]
        end = place + 1
        while end < n and order[end] >= 0:
            end += 1
        length = end - place
        # the least rotation: i and j compete, k letters agree
        i = 0
        j = 1
        k = 0
        while i < length and j < length and k < length:
            x = i + k
            y = j + k
            if x >= length:
                x -= length
            if y >= length:
                y -= length
            left = o[order[place + x]]
            right = o[order[place + y]]
            if left == right:
                k += 1
            else:
                if left > right:
                    i += k + 1
                else:
                    j += k + 1
                if i == j:
                    j += 1
                k = 0
        least = min(i, j)
        # write it behind the known words; its period is that of the last Lyndon prefix
        low = begin[different]
        text[low] = o[order[place + least]]
        period = 1
        for i in range(1, length):
            x = least + i
            if x >= length:
                x -= length
            text[low + i] = o[order[place + x]]
            if text[low + i] != text[low + i - period]:
                period = i + 1
        code = 0
        for i in range(period):
            code = ((code ^ int(text[low + i])) * 0x1E3779B97F4A7C15 + 1) & 0x3FFFFFFFFFFFFFFF
            code ^= code >> 29
        slot = code & mask
        word = low
        while index[slot] >= 0:
            d = index[slot]
            if begin[d + 1] - begin[d] == period:
                same = True
                for i in range(period):
                    if text[begin[d] + i] != text[low + i]:
                        same = False
                        break
                if same:
                    word = begin[d]
                    break
            slot = (slot + 1) & mask
        if word == low:
            index[slot] = different
            different += 1
            begin[different] = low + period
        phase = 0
        for i in range(length):
            x = least + i
            if x >= length:
                x -= length
            number[order[place + x]] = word + phase
            phase += 1
            if phase == period:
                phase = 0
        place = end
    return different


@kernel
def number_trees_few(
    f: Ints,
    o: Ints,
    order: Ints,
    trees: int,
    number: Ints,
    text: Ints,
    begin: Ints,
    observations: int,
    child: Ints,
) -> int:
    """Number the tree states, and count the classes; ``child[c * observations + o]`` is the class leading to c."""
    classes = begin[begin.size - 1]
    for d in range(begin.size - 1):
        for c in range(begin[d], begin[d + 1]):
            following = c + 1 if c + 1 < begin[d + 1] else begin[d]
            child[following * observations + text[c]] = c
    for j in range(trees - 1, -1, -1):
        s = order[j]
        slot = number[f[s]] * observations + o[s]
        if child[slot] < 0:
            child[slot] = classes
            classes += 1
        number[s] = child[slot]
    return int(classes)


@kernel
def number_trees_many(
    f: Ints,
    o: Ints,
    order: Ints,
    trees: int,
    number: Ints,
    text: Ints,
    begin: Ints,
    following: Ints,
    shown: Ints,
    index: Ints,
) -> int:
    """The same for many observations; ``index`` finds the class of (next class, observation)."""
    mask = index.size - 1
    classes = begin[begin.size - 1]
    for d in range(begin.size - 1):
        for c in range(begin[d], begin[d + 1]):
            following[c] = c + 1 if c + 1 < begin[d + 1] else begin[d]
            shown[c] = text[c]
            slot = place_of(following[c], shown[c], following, shown, index, mask)
            index[slot] = c
    for j in range(trees - 1, -1, -1):
        s = order[j]
        slot = place_of(number[f[s]], o[s], following, shown, index, mask)
        if index[slot] < 0:
            following[classes] = number[f[s]]
            shown[classes] = o[s]
            index[slot] = classes
            classes += 1
        number[s] = index[slot]
    return int(classes)


@kernel
def place_of(c: int, letter: int, following: Ints, shown: Ints, index: Ints, mask: int) -> int:
    """The slot of the class that shows ``letter`` and leads to c, or a free slot."""
    code = (int(letter) * 0x1E3779B97F4A7C15 + int(c)) & 0x3FFFFFFFFFFFFFFF
    code = ((code ^ (code >> 31)) * 0x3F58476D1CE4E5B9) & 0x3FFFFFFFFFFFFFFF
    slot = (code >> 20) & mask
    while index[slot] >= 0 and (following[index[slot]] != c or shown[index[slot]] != letter):
        slot = (slot + 1) & mask
    return slot


@kernel
def increasing(text: Ints, begin: Ints) -> Ints:
    """The words in lexicographic order: bucketed by first letter, then merged from pairs up."""
    words = begin.size - 1
    order = np.empty(words, np.int32)
    top = 0
    for d in range(words):
        top = max(top, text[begin[d]] + 1)
    count = np.zeros(top + 1, np.int32)
    for d in range(words):
        count[text[begin[d]] + 1] += 1
    for i in range(top):
        count[i + 1] += count[i]
    for d in range(words):
        letter = text[begin[d]]
        order[count[letter]] = d
        count[letter] += 1
    other = np.empty(words, np.int32)
    width = 1
    while width < words:
        low = 0
        while low < words:
            middle = min(low + width, words)
            high = min(low + 2 * width, words)
            done = middle == high or less(text, begin, order[middle - 1], order[middle])
            i = low
            j = middle
            for x in range(low, high):
                if i < middle and (done or j == high or less(text, begin, order[i], order[j])):
                    other[x] = order[i]
                    i += 1
                else:
                    other[x] = order[j]
                    j += 1
            low = high
        order, other = other, order
        width *= 2
    return order


@kernel
def less(text: Ints, begin: Ints, d: int, e: int) -> bool:
    """Whether word d is before word e; a proper prefix is before."""
    left = begin[d]
    right = begin[e]
    while left < begin[d + 1] and right < begin[e + 1]:
        if text[left] != text[right]:
            return bool(text[left] < text[right])
        left += 1
        right += 1
    return bool(right < begin[e + 1])
