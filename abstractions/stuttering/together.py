"""Why states of one class do the same: what is done at the ends of silence inside it.

Main definitions  `check_together`, `visible`, `staying`
Notes             From every state silent steps inside its class lead to a component from which none leads
                  on: an *end*.  What an end does every state of the class can do that leads there; so
                  states of a class do the same iff each of its ends does all that any state of it does
                  itself.  And they may be silent for ever alike iff all ends go round, or no state does.
                  Which states go round together is part of the reason: that they do is seen by going from
                  one of them forwards to all, and backwards.
Law               `no_rounds_prove_a_false_stuttering` in `abstractions.testing.laws`
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ..arrays import Ints
from ..checker.refusal import require
from ..kernel import kernel
from ..signatures import Edges, Longs

__all__ = ["check_together", "columns", "staying", "visible"]


def check_together(edges: Edges, silent: int, labels: Ints, component: Longs) -> None:
    """Refused unless states with one label do the same.  O(edges), and sorting them.

    ``component``: of each state, in ``range(states)``; those that go round in silence have the same.
    """
    n, classes = labels.size, int(labels.max(initial=-1)) + 1
    source, letter, target = columns(edges)
    inert = (letter == silent) & (labels[source] == labels[target])
    one, other = component[source[inert]], component[target[inert]]
    require((one >= other).all(), "a silent step leads to a later component")
    within = one == other
    require_round(source[inert][within], target[inert][within], component)
    held = np.full(n, -1)
    held[component] = labels
    require(np.array_equal(held[component], labels), "states of two classes are said to go round together")
    there, round_, ends = (np.zeros(n, np.bool_) for _ in range(3))
    there[component] = True
    round_[one[within]] = True
    ends[there] = True
    ends[one[~within]] = False
    diverging = np.zeros(classes, np.bool_)
    diverging[held[round_]] = True
    alike = np.array_equal(round_[ends], diverging[held[ends]])
    require(alike, "some states of a class may be silent for ever and some may not")
    deed, total = visible(source, letter, target, inert, labels)
    by_class = np.bincount(total[:, 0], minlength=classes)
    last = ends[component[source]] & ~inert
    count = len(total) + 1
    done = np.unique(component[source[last]] * count + deed[last])
    by_end = np.bincount(done // count, minlength=n)
    same = by_end[ends] == by_class[held[ends]]
    require(same.all(), "states of one class do not do the same")


def columns(edges: Edges) -> tuple[Ints, Ints, Ints]:
    """The source, letter and target of each edge."""
    source = np.repeat(np.arange(edges.nodes), np.diff(edges.offsets))
    return source, edges.letters if edges.letters.size else np.zeros(source.size, np.int32), edges.targets


def visible(
    source: Ints, letter: Ints, target: Ints, inert: npt.NDArray[np.bool_], labels: Ints
) -> tuple[Any, Any]:
    """A number for what each edge does, (class, letter, class); and those of the edges that are not inert,
    each once, as rows in order.  Silent steps inside a class do nothing.
    """
    rows = np.stack((labels[source], letter, labels[target]), axis=1).astype(np.int64)
    found, number = np.unique(rows[~inert], axis=0, return_inverse=True)
    deed = np.zeros(source.size, np.int64)
    deed[~inert] = number.reshape(-1)
    return deed, found


def staying(edges: Edges, silent: int, labels: Ints, classes: int) -> npt.NDArray[np.bool_]:
    """Which classes may be stayed in for ever by silent steps, shape (classes,).  O(edges)."""
    source, letter, target = columns(edges)
    inert = (letter == silent) & (labels[source] == labels[target])
    left = np.bincount(source[inert], minlength=labels.size)
    into, back = inert_edges(source[inert], target[inert], labels.size)
    take_away(into, back, left, np.empty(labels.size, np.int32))
    found = np.zeros(classes, np.bool_)
    found[labels[left > 0]] = True
    return found


def inert_edges(source: Ints, target: Ints, n: int) -> tuple[Longs, Ints]:
    """Offsets by target, and the sources."""
    order = np.argsort(target, kind="stable")
    return np.concatenate(([0], np.cumsum(np.bincount(target, minlength=n)))), source[order].astype(np.int32)


def require_round(source: Ints, target: Ints, component: Longs) -> None:
    """Refused unless in each component the edges lead from some state to all others, and back."""
    n = component.size
    first = np.full(n, n)
    np.minimum.at(first, component, np.arange(n))
    begin = np.unique(first[component]).astype(np.int32)
    for a, b in ((source, target), (target, source)):
        offsets, ends = inert_edges(b, a, n)
        met = flooded(offsets, ends, begin, np.zeros(n, np.uint8), np.empty(n, np.int32))
        require(met == n, "states are said to go round together that do not")


@kernel
def flooded(offsets: Longs, ends: Ints, begin: Ints, seen: Ints, queue: Ints) -> int:
    """How many states the edges lead to from ``begin``, these included."""
    count = 0
    for i in range(begin.size):
        seen[begin[i]] = 1
        queue[count] = begin[i]
        count += 1
    done = 0
    while done < count:
        x = queue[done]
        done += 1
        for e in range(offsets[x], offsets[x + 1]):
            t = ends[e]
            if seen[t] == 0:
                seen[t] = 1
                queue[count] = t
                count += 1
    return count


@kernel
def take_away(into: Longs, back: Ints, left: Longs, queue: Ints) -> None:
    """Take away states without edges left, until none is; ``left``: how many edges each has."""
    count = 0
    for s in range(left.size):
        if left[s] == 0:
            queue[count] = s
            count += 1
    done = 0
    while done < count:
        x = queue[done]
        done += 1
        for e in range(into[x], into[x + 1]):
            s = back[e]
            left[s] -= 1
            if left[s] == 0:
                queue[count] = s
                count += 1
