"""Coverings: boxes that hold all sets of parts, each with its reason; the proof that no other is faithful.

Main definitions  `Leaf`, `check_covering`
Notes             The sets of parts are the numbers below 2^parts; a box is an interval of them.  Boxes
                  cover all sets, each once, iff every box begins where the one before it ends.

                  A set that is faithful, and no answer, but smallest (or minimal) of that sort, cannot be
                  in a box that is *wrong*: too many cases are certainly wrong there; nor *above* an
                  answer; nor *larger* than all answers, if these are to be smallest; nor *idle*: there
                  some part is kept from which no output is reached, so that without it the set is as
                  faithful, and smaller.
                  Nothing here is shared with the search: values are counted from the circuit's tables,
                  case by case, on boolean arrays.
Law               `no_covering_proves_a_false_answer` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any, Literal, NamedTuple

import numpy as np

from ...arrays import Ints
from ...checker.refusal import require
from .ablation import Ablation, needed

__all__ = ["Leaf", "Reason", "check_covering"]

Reason = Literal["wrong", "above", "larger", "idle"]

CHUNK = 1 << 24
"""So many values on cases of boxes at a time."""


class Leaf(NamedTuple):
    """A box: the sets that as numbers are ``kept`` to ``kept + 2^free - 1``; and why no other answer is in it."""

    kept: int
    free: int
    reason: Reason


def check_covering(
    question: Ablation,
    at_least: Fraction,
    answers: Mapping[int, Fraction],
    leaves: Sequence[Leaf],
    minimal: bool,
) -> None:
    """Refused unless the answers are all smallest (or all minimal) sets that are faithful enough.

    ``answers``: sets as numbers, and what is said of their faithfulness.  Cost: the boxes; and for each
    that is wrong, and each answer, every case and every entry of the tables.
    """
    require(answers, "it has no answer, but the whole circuit is faithful")
    for (a, stated), right in zip(answers.items(), right_on(question, [(a, 0) for a in answers])):
        part = Fraction(right, question.total)
        require(part == stated, f"{question.named(a)} gives the outputs on {part} of all cases, not {stated}")
        require(part >= at_least, f"{question.named(a)} is not faithful enough")
    fewest = min(a.bit_count() for a in answers)
    if minimal:
        contained = any(a != b and a & b == a for a in answers for b in answers)
        require(not contained, "an answer is contained in another one")
    else:
        require(all(a.bit_count() == fewest for a in answers), "the answers are not of one size")
    check_boxes(len(question.parts), leaves)
    for kept, free, reason in leaves:
        said = f"not every set in the box of {question.named(kept)}, {free} parts free, is {reason}"
        if reason == "above":
            require(any(kept & a == a for a in answers), said)
        elif reason == "larger":
            require(not minimal and kept.bit_count() > fewest, said)
        elif reason == "idle":
            require(useless(question, kept, free), said)
        else:
            require(reason == "wrong", f"no reason is called {reason!r}")
    wrong = [(kept, free) for kept, free, reason in leaves if reason == "wrong"]
    for (kept, free), right in zip(wrong, right_on(question, wrong)):
        said = f"a set in the box of {question.named(kept)}, {free} parts free, may be faithful enough"
        require(right < at_least * question.total, said)


def check_boxes(parts: int, leaves: Sequence[Leaf]) -> None:
    """Refused unless every set of parts is in just one box."""
    end = 0
    for kept, free, _ in leaves:
        require(type(kept) is int and type(free) is int, "a box is not given by integers")
        require(kept == end and 0 <= free <= parts, "the boxes do not follow each other")
        require(kept % (1 << free) == 0, "a box is not that of some parts decided and the others free")
        end += 1 << free
    require(end == 1 << parts, "the boxes do not hold all sets of parts")


def useless(question: Ablation, kept: int, free: int) -> bool:
    """Whether from the end of some part that is kept no output is reached, whatever the free parts do."""
    c = question.circuit
    decided = list(enumerate(question.cuts.values()))[free:]
    cut = {edge for j, of in decided if not kept >> j & 1 for edge in of}
    reach: set[int] = set()
    more = set(c.outputs)
    while more:
        reach |= more
        more = {p for n in more for p in c.parents[n] if (p, n) not in cut} - reach
    return any(kept >> j & 1 and not any(n in reach for _, n in of) for j, of in decided)


def right_on(question: Ablation, boxes: Sequence[tuple[int, int]]) -> Iterator[int]:
    """The weight of the cases on which a set of each box may be right, value by value."""
    rows = question.rows.shape[0]
    cases = rows if question.constants is not None else rows**2
    room = max(1, CHUNK // max(map(len, question.circuit.domains)))
    step = max(1, room // cases)
    weights = question.weights.astype(np.int64 if question.total < 1 << 62 else object)
    for low in range(0, len(boxes), step):
        some = boxes[low : low + step]
        total: Any = np.zeros(len(some), weights.dtype)
        for first in range(0, cases, room):
            case = np.arange(first, min(first + room, cases))
            clean, other, weight = case, case, weights[case % rows]
            if question.constants is None:
                clean, other = case // rows, case % rows
                weight = weights[clean] * weights[other]
            total = total + may_be_right(question, some, clean, other) @ weight
        yield from total.tolist()


def may_be_right(question: Ablation, boxes: Sequence[tuple[int, int]], clean: Ints, other: Ints) -> Any:
    """For each box and each case, whether some values that the outputs may have are right."""
    c, whole = question.circuit, question.values
    present = {
        edge: np.array([[j < free or bool(kept >> j & 1)] for kept, free in boxes])
        for j, of in enumerate(question.cuts.values())
        for edge in of
    }
    corrupted = {
        edge: np.array([[j < free or not kept >> j & 1] for kept, free in boxes])
        for j, of in enumerate(question.cuts.values())
        for edge in of
    }
    may: dict[int, list[Any]] = {}
    for n in needed(c):
        may[n] = here = [np.zeros((len(boxes), clean.size), np.bool_) for _ in c.domains[n]]
        table, sides = c.tables[n], []
        for p in c.parents[n]:
            side = may[p]
            if (p, n) in present:
                then = whole[p, other] if question.constants is None else question.constants[p]
                side = [
                    (cases & present[p, n]) | (corrupted[p, n] & (then == v)) for v, cases in enumerate(side)
                ]
            sides.append(side)
        if table is None:
            may[n] = [cases | (whole[n, clean] == v) for v, cases in enumerate(here)]
            continue
        for at, entry in enumerate(product(*sides)):
            both = np.ones((len(boxes), clean.size), np.bool_)
            for cases in entry:
                both &= cases
            here[table[at]] |= both
    right = np.ones((len(boxes), clean.size), np.bool_)
    for n in c.outputs:
        right &= np.any([cases & (whole[n, clean] == v) for v, cases in enumerate(may[n])], axis=0)
    return right
