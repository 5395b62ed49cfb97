"""The front of any objectives by a constraint solver: proved, or with a gap that is told.

Main definition   `solved`
Notes             For each number of classes k, few first, walk along the front of defect and information:
                  the least defect of those that keep more than all found so far; then the most information
                  of those that are no more wrong.  Each answer empties a *box*: no abstraction with at most
                  k classes lies below that defect and that unsaid.  The bounds of a point are told by boxes.

                  All in whole numbers; information is compared up to a billionth of a bit.
Laws              `a_solver_agrees_with_enumeration`, `a_solver_that_is_stopped_promises_nothing_false` in
                  `abstractions.testing.laws`
Source            Y. Haimes, L. Lasdon and D. Wismer, On a bicriterion formulation, 1971: one objective is
                  least, the others are limited
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import repeat
from math import inf
from typing import Literal, NamedTuple

import numpy as np

from ..arrays import Ints, canonical
from ..errors import Interrupted
from ..progress import progress
from .comparison import told
from .flow import Flow
from .heuristics import chain
from .model import LEAST, Answer, Model, cp_sat, fits
from .partitions import wrongs
from .points import Front, Point
from .search import word_bounds
from .unsaid import FAR, Unsaid

__all__ = ["WORK", "solved"]

WORK = 60
"""How much work is done unless told otherwise: a minute or some."""


class Box(NamedTuple):
    """No abstraction with at most so many classes has a defect below ``wrong`` and leaves less than ``unsaid``."""

    classes: int
    wrong: int
    unsaid: int


@dataclass
class Allowance:
    """How much work may be done, and until when."""

    work: float
    end: float

    def part(self, of: int) -> Allowance:
        """One of so many equal parts of what is left."""
        now = time.monotonic()
        return Allowance(self.work / of, now + max(0.0, self.end - now) / of)

    def spent(self) -> bool:
        """Whether nothing is left."""
        return self.work < LEAST or time.monotonic() >= self.end


@dataclass
class Search:
    """What is known so far: abstractions, with their classes, defect and unsaid; and boxes without any."""

    empty: Front
    flow: Flow
    last: int
    unsaid: Unsaid | None
    words: list[Ints] = field(default_factory=list)
    values: list[tuple[int, int, int]] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)

    def met(self, labels: Ints) -> tuple[int, int]:
        """Note an abstraction; its defect, and what it leaves unsaid."""
        word = np.asarray(canonical(labels))
        wrong = int(wrongs(word[None], self.flow)[0])
        unsaid = 0 if self.unsaid is None else self.unsaid.of(word)
        self.words.append(word)
        self.values.append((int(word.max()) + 1, wrong, unsaid))
        return wrong, unsaid

    def best(self, by: int, *limits: int) -> Ints | None:
        """What is least in one value, of all that were met with values up to limits."""
        within = [i for i, v in enumerate(self.values) if all(x <= most for x, most in zip(v, limits))]
        return self.words[min(within, key=lambda i: self.values[i][by])] if within else None

    def walk(self, k: int, allowed: Allowance) -> bool:
        """Along the front of at most k classes, complete ones first; whether all of it is proved."""
        if allowed.spent():
            return False
        erring = "defect" in self.empty.objectives
        model = Model(self.flow, self.empty.given.labels, k, self.unsaid)
        proved, low, limit = True, 0, FAR
        while not allowed.spent():
            wrong = self.flow.unit
            if erring:
                answer = ask(model, "wrong", (low, FAR), limit - 1, self.best(1, k, FAR, limit - 1), allowed)
                self.boxes.append(Box(k, answer.low, limit))
                proved = proved and answer.proved
                if answer.labels is None:
                    return proved
                wrong, unsaid = self.met(answer.labels)
                low = min(max(low, answer.low), wrong)
                if unsaid >= limit:
                    return False
            if self.unsaid is None:
                return proved
            answer = ask(model, "unsaid", (0, wrong), limit - 1, self.best(2, k, wrong, FAR), allowed)
            self.boxes.append(Box(k, wrong + 1, answer.low))
            proved = proved and answer.proved
            if answer.labels is None:
                return False
            _, unsaid = self.met(answer.labels)
            if not erring:
                return proved
            if unsaid >= limit:
                return False
            limit, low = unsaid, wrong + 1 if answer.proved else low
        return False

    def bounds(self, point: Point) -> tuple[Fraction | None, float | None]:
        """No abstraction that is at least as good in the other objectives has a smaller defect, or keeps more."""
        of, unsaid = self.empty.objectives, 0
        k = point.classes if "classes" in of else self.last
        wrong = int(point.defect * self.flow.unit)
        bound = most = None
        if self.unsaid is not None:
            unsaid = self.unsaid.of(point.words[0])
            low = max((b.unsaid for b in self.boxes if b.classes >= k and b.wrong > wrong), default=0)
            near = low >= unsaid - 2 * k
            most = point.information if near else max(point.information, self.unsaid.information(low))
        if "defect" in of:
            low = max((b.wrong for b in self.boxes if b.classes >= k and b.unsaid > unsaid), default=0)
            bound = min(point.defect, Fraction(low, self.flow.unit))
        return bound, most

    def front(self, unproved: Sequence[int], why: str = "") -> Front:
        """What is known, as a front; ``unproved``: the numbers of classes whose walk did not end."""
        story = ", ".join(map(str, unproved))
        story = story and f"not all is proved with {story} classes: the budget or the time was spent{why}"
        if not self.words:
            return replace(self.empty, story=story)
        found = told(self.empty, np.array(self.words), self.flow, self.last, "")
        points = []
        for point in found:
            bound, most = self.bounds(point)
            points.append(replace(point, bound=bound, most=most, words=point.words[:1], every=False))
        return replace(found, points=tuple(points), story=story)


def solved(empty: Front, flow: Flow, max_classes: int | None, budget: int, seconds: float | None) -> Front:
    """The front.  Errors: `Misuse`; `MissingExtra`; `Interrupted`, with what was found so far."""
    given, informed = empty.given, "information" in empty.objectives
    last = min(max_classes or given.states, given.states)
    numbers = list(range(len(given), last + 1)) if "classes" in empty.objectives else [last]
    cp_sat()
    fits(flow, last)
    unsaid = Unsaid(empty.weights.of_states.whole.tolist(), given.labels.tolist()) if informed else None
    search = Search(empty, flow, last, unsaid)
    allowed = Allowance(budget, inf if seconds is None else time.monotonic() + seconds)
    unproved = list(numbers)
    try:
        q, _, words = chain(empty.system, given, flow, "merging", informed)
        for word in [*words[:, q.labels], given.labels]:
            if int(word.max()) < last:
                search.met(word)
        if flow.denominator == 1 and "defect" in empty.objectives:
            search.boxes += map(Box, numbers, word_bounds(flow, given, last)[numbers[0] :], repeat(FAR))
        if unsaid is not None:
            search.boxes += [Box(k, FAR, unsaid.least(k)) for k in numbers]
        with progress("numbers of classes", total=len(numbers)) as advance:
            for i, k in enumerate(numbers):
                part = allowed.part(len(numbers) - i)
                allowed.work -= part.work
                if search.walk(k, part):
                    unproved.remove(k)
                allowed.work += part.work  # what is left of it
                advance(i + 1)
    except KeyboardInterrupt:
        raise Interrupted(
            "searching the front", search.front(unproved, " or the search interrupted")
        ) from None
    return search.front(unproved)


def ask(
    model: Model,
    what: Literal["wrong", "unsaid"],
    wrong: tuple[int, int],
    unsaid: int,
    hint: Ints | None,
    allowed: Allowance,
) -> Answer:
    """With half of what is left; the hint, if nothing was found and nothing proved."""
    half = allowed.part(2)
    answer = model.least(what, wrong, unsaid, hint, half.work, half.end - time.monotonic())
    allowed.work -= answer.work
    return answer if answer.labels is not None or answer.proved else replace(answer, labels=hint)
