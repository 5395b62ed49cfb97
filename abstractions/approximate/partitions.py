"""All abstractions above a given one, and how wrong each is: arrays of restricted growth words.

Main definitions  `count_above`, `words_above`, `wrongs`, `losses`
Notes             A word has a label for each state, each new label one more than the greatest so far.
                  `losses` is the definition of the defect, written once more for one word after the other:
                  in every context mass goes where it covers most weight, until it is spent.
Law               `the_front_is_that_of_all_partitions` in `abstractions.testing.laws`
Source            D. Knuth, The art of computer programming 4A, section 7.2.1.5
"""

from __future__ import annotations

from math import comb, prod
from typing import Any

import numpy as np
import numpy.typing as npt

from ..abstraction import Abstraction
from ..arrays import Ints
from ..errors import BudgetExceeded
from ..kernel import kernel
from .counts import whole_numbers
from .flow import Flow
from .measures import loss

__all__ = ["Words", "bell", "count_above", "dense", "losses", "words_above", "wrongs"]

AT_ONCE = 64
"""Up to so many states abstractions are compared by a kernel, with a square array of chances."""

SQUARE = 1 << 22
"""Up to so many entries that array has."""

LABELS = 1 << 26
"""So many labels are kept at once."""

Words = npt.NDArray[np.uint8] | npt.NDArray[np.int32]


def bell(n: int) -> int:
    """How many partitions a set of n things has.

    >>> [bell(n) for n in (0, 1, 5, 10)]
    [1, 1, 52, 115975]
    """
    found = [1]
    for k in range(n):
        found.append(sum(comb(k, i) * found[i] for i in range(k + 1)))
    return found[n]


def count_above(p: Abstraction) -> int:
    """How many abstractions are above p: each class is divided in every way.

    More than anybody can enumerate, if a class has more than 60 states: then only a lower bound.
    """
    sizes = np.bincount(p.labels, minlength=1).tolist()
    return prod(bell(min(size, 60)) for size in sizes if size > 1) if sizes.count(1) < len(sizes) else 1


def words_above(p: Abstraction, budget: int, instead: str) -> Words:
    """Every abstraction above p as a restricted growth word, shape (abstractions, states); uint8 or int32.

    Cost: the labels that are told.  Errors: `BudgetExceeded`, if there are more than ``budget`` abstractions
    or `LABELS` labels; ``instead``: what the message says to do.

    >>> [str(Abstraction(w)) for w in words_above(Abstraction([0, 0, 1]), 10, "")]
    ['01|2', '0|1|2']
    """
    count, n = count_above(p), p.states
    if count > budget or count * n > LABELS:
        over = count > budget
        raise BudgetExceeded(
            f"at most {budget:,} abstractions are enumerated"
            if over
            else f"at most {LABELS:,} labels are kept in an enumeration",
            value=f"{count:,} abstractions are above what must be kept, of {n:,} states",
            reason="each is looked at",
            repair=f"keep more, {'raise `budget`, ' * over}or {instead}",
            partial=(),
        )
    kind: Any = np.uint8 if n <= 256 else np.int32
    words, top = np.zeros((1, n), kind), np.zeros(1, np.int32)
    sizes = np.bincount(p.labels, minlength=1)
    met = {c: np.zeros((1, size), np.int32) for c, size in enumerate(sizes.tolist()) if size > 1}
    many = {c: np.zeros(1, np.int64) for c in met}  # how many labels each class of p has met, and which
    before = 0
    for s in [*np.flatnonzero(sizes[p.labels] > 1).tolist(), n]:
        words[:, before:s] = top[:, None] + np.arange(
            s - before, dtype=np.int32
        )  # states alone in their class
        top, before = top + (s - before), s + 1
        if s < n:
            c = p[s]
            word, choice = np.nonzero(np.arange(int(many[c].max()) + 1) <= many[c][:, None])
            words, top = words[word], top[word]
            met, many = {d: m[word] for d, m in met.items()}, {d: m[word] for d, m in many.items()}
            new = np.flatnonzero(choice == many[c])
            met[c][new, choice[new]] = top[new]
            words[:, s] = met[c][np.arange(word.size), choice]
            many[c][new] += 1
            top[new] += 1
    return words


def wrongs(words: npt.NDArray[Any], flow: Flow) -> npt.NDArray[Any]:
    """The defect of each word, over ``flow.unit``: all at once where square arrays are small, else one by one."""
    if words.shape[1] <= AT_ONCE and flow.letters * flow.states**2 <= SQUARE:
        return losses(words, flow)
    return whole_numbers([loss(flow, Abstraction(word)) for word in words], flow.unit)


def dense(flow: Flow) -> tuple[npt.NDArray[Any], npt.NDArray[Any], Ints]:
    """Weights (letters, states), chances (letters, states, states), and what is shown (letters, states)."""
    weight = np.zeros((flow.letters, flow.states), whole_numbers(flow.weight, flow.unit).dtype)
    weight[flow.letter, flow.source] = flow.weight
    shown = np.zeros((flow.letters, flow.states), np.int64)
    shown[flow.letter, flow.source] = flow.shown
    chance = np.zeros((flow.letters, flow.states, flow.states), weight.dtype)
    at = flow.letter[flow.row], flow.source[flow.row], flow.target
    np.add.at(chance, at, whole_numbers(flow.chance, flow.unit))
    return weight, chance, shown


def losses(words: npt.NDArray[Any], flow: Flow) -> npt.NDArray[Any]:
    """The defect of each word, over ``flow.unit``: whole numbers, shape (words,).  O(words states^2) at least."""
    weight, chance, shown = dense(flow)
    found = np.zeros(len(words), weight.dtype)
    n, shows = flow.states, int(shown.max(initial=0)) + 1
    into = np.zeros((n, n), weight.dtype)
    level = np.zeros((shows, n), weight.dtype)
    count_losses(words, weight, chance, shown, into, level, flow.denominator, found)
    return found


@kernel
def count_losses(
    words: Ints,
    weight: Ints,
    chance: Ints,
    shown: Ints,
    into: Ints,
    level: Ints,
    denominator: int,
    found: Ints,
) -> None:
    """``into``, ``level``: scratch."""
    letters, n = weight.shape
    member = np.zeros(n, np.int64)
    for i in range(words.shape[0]):
        classes = 0
        for s in range(n):
            if words[i, s] >= classes:
                classes = words[i, s] + 1
        for a in range(letters):
            for s in range(n):
                if weight[a, s] > 0:
                    for b in range(classes):
                        into[s, b] = 0
                    for t in range(n):
                        if chance[a, s, t] > 0:
                            into[s, words[i, t]] += chance[a, s, t]
            for c in range(classes):
                size = 0
                for s in range(n):
                    if words[i, s] == c and weight[a, s] > 0:
                        member[size] = s
                        size += 1
                        found[i] += weight[a, s] * denominator
                for o in range(level.shape[0]):
                    for b in range(classes):
                        level[o, b] = 0
                left = denominator
                while left > 0 and size > 0:
                    steepest = weight[a, member[0]] * 0
                    best_o = 0
                    best_b = 0
                    for o in range(level.shape[0]):
                        for b in range(classes):
                            slope = weight[a, member[0]] * 0
                            for j in range(size):
                                s = member[j]
                                if shown[a, s] == o and into[s, b] > level[o, b]:
                                    slope += weight[a, s]
                            if slope > steepest:
                                steepest = slope
                                best_o = o
                                best_b = b
                    if steepest == 0:
                        break
                    length = left
                    for j in range(size):
                        s = member[j]
                        rise = into[s, best_b] - level[best_o, best_b]
                        if shown[a, s] == best_o and 0 < rise < length:
                            length = rise
                    level[best_o, best_b] += length
                    left -= length
                    found[i] -= steepest * length
