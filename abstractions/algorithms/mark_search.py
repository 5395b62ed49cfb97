"""The cheapest marks for which an abstraction commutes: branch and bound over sets of candidates.

Problem    Given a map, a candidate for each state, candidates that are always marked, labels, and costs:
           the cheapest set of candidates such that every cycle has a marked state and the labels are
           complete for the first return to the marked states.
Method     Depth first, one candidate after the other, left out before it is put in.  A case ends when its
           bound is not below the best cost, when a cycle is left out, or when two marked states of one
           label have returns that are marked already and have different labels.
Invariant  The cases that ended hold all sets before the present one, as numbers; the candidate decided
           first is the highest binary digit.
Stops      Every set is in one case.
Cost       O(states) a case; at worst two cases for each set of candidates.
Proof      the cases (that ended, or wait) are the certificate: `abstractions.steps.covering`
Source     branch and bound: A. Land, A. Doig, 1960
Role       The choice of steps where candidates are few.
Limits     62 candidates that are not decided in advance; costs below 2^62.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ..arrays import Ints
from ..errors import Interrupted
from ..kernel import Kernel, kernel
from ..progress import progress
from .first_marked import walk

__all__ = ["CYCLE", "DEAR", "SQUARE", "MarkProblem"]

DEAR, CYCLE, SQUARE = 0, 1, 2
"""Why a case ended: not cheaper than the best; a cycle is left out; a square does not commute."""

SLICE = 1 << 16
"""So many cases between two looks at the clock."""


@dataclass(frozen=True, eq=False)
class MarkProblem:
    """The problem as arrays; costs are whole numbers.

    ``f``, ``of``, ``labels``, ``shown``: int32, shape (states,); ``halted``: bool, shape (states,);
    ``fixed``: int8, shape (candidates,), 1 for always marked, 2 for free; ``passed``: how many states of a
    candidate are surely passed if it is left out, int64, shape (candidates,).
    """

    f: Ints
    of: Ints
    labels: Ints
    shown: Ints
    halted: npt.NDArray[np.bool_]
    fixed: npt.NDArray[np.int8]
    passed: npt.NDArray[np.int64]
    mark: int
    skip: int

    @property
    def free(self) -> Ints:
        """The candidates that are not always marked."""
        return np.flatnonzero(self.fixed == 2)

    @property
    def rest(self) -> npt.NDArray[np.int64]:
        """What the free candidates from the i-th on cost at least, shape (free + 1,)."""
        least = np.minimum(self.mark, self.skip * self.passed[self.free])
        return np.concatenate((np.cumsum(least[::-1])[::-1], [0])).astype(np.int64)

    def rooms(self) -> tuple[Any, ...]:
        """Where a case is looked at: first states, steps, images and shows of labels."""
        n, classes = self.f.size, int(self.labels.max(initial=-1)) + 1
        return tuple(np.empty(size, np.int32) for size in (n, n, classes, classes))

    def cost(self, status: npt.NDArray[np.int8], rooms: tuple[Any, ...]) -> int | None:
        """The cost of a set (1: marked, 0: not), or None if the labels do not commute."""
        reason, skipped = looked(self.f, self.of, self.labels, self.shown, self.halted, status, *rooms)
        return None if reason else self.mark * int((status == 1).sum()) + self.skip * int(skipped)

    def search(
        self, best: int, answer: npt.NDArray[np.int8], budget: int
    ) -> tuple[int, npt.NDArray[np.int64], bool, int]:
        """The least cost below ``best`` (``answer`` is then that set), the cases that ended, whether those
        are all, and what any set costs at least.  If they are not all, those that wait are cases too, and
        they hold all sets.  Errors: `Interrupted`, with the answer in ``partial``.
        """
        free, rest, status = self.free.astype(np.int32), self.rest, self.fixed.copy()
        tried, rooms = np.zeros(free.size + 1, np.int8), self.rooms()
        compiled = free.size > 12 and Kernel.mode != "never"
        run: Any = explore.compiled if compiled else explore
        numbers = np.array([0, best, 0, 0], np.int64)  # depth, best, cases written, done
        found: list[npt.NDArray[np.int64]] = []
        total = 0
        try:
            with progress("sets of marks") as advance:
                while not numbers[3] and total < budget:
                    cases = np.empty((min(SLICE, budget - total), 3), np.int64)
                    run(
                        self.f, self.of, self.labels, self.shown, self.halted, free, rest, status, tried,
                        answer, self.mark, self.skip, numbers, cases, *rooms,
                    )  # fmt: skip
                    found.append(cases[: numbers[2]])
                    total += int(numbers[2])
                    advance(total)
        except KeyboardInterrupt:
            raise Interrupted("searching for marks", answer) from None
        least = int(numbers[1])
        if not numbers[3]:  # what is waiting: the present case, and the other side of each one above it
            depth = int(numbers[0])
            above = [i for i in range(depth - 1, -1, -1) if tried[i] == 1]
            for decided, last in [(depth, None), *((i + 1, i) for i in above)]:
                case, bound = self.waiting(free, tried, decided, last, rest)
                found.append(np.array([case], np.int64))
                least = min(least, bound)
        return int(numbers[1]), np.concatenate([np.empty((0, 3), np.int64), *found]), bool(numbers[3]), least

    def waiting(
        self, free: Ints, tried: npt.NDArray[np.int8], decided: int, last: int | None, rest: Any
    ) -> tuple[tuple[int, int, int], int]:
        """The case of which so many candidates are decided as tried, but the ``last`` of them marked; and
        what its sets cost at least.
        """
        here, kept = self.fixed.copy(), 0
        for i in range(decided):
            into = i == last or tried[i] == 2
            here[free[i]] = into
            kept = 2 * kept + into
        open_ = free.size - decided
        reason, skipped = looked(self.f, self.of, self.labels, self.shown, self.halted, here, *self.rooms())
        cost = self.mark * int((here == 1).sum()) + self.skip * int(skipped) + int(rest[decided])
        return (kept << open_, open_, int(reason)), cost if reason == 0 else 1 << 62


@kernel
def looked(
    f: Ints,
    of: Ints,
    labels: Ints,
    shown: Ints,
    halted: Ints,
    status: Ints,
    first: Ints,
    steps: Ints,
    image: Ints,
    seen: Ints,
) -> tuple[int, int]:
    """Why no set that agrees with ``status`` will do (0: nothing is known), and how many steps are skipped
    at least.  ``status`` of a candidate: 0 left out, 1 marked, 2 not decided.
    """
    n = f.size
    for s in range(n):
        first[s] = -2
        steps[s] = 0
        if status[of[s]] != 0:
            first[s] = s
    walk(f, first, steps)
    for c in range(image.size):
        image[c] = -1
        seen[c] = -1
    skipped = 0
    reason = 0
    for s in range(n):
        if first[s] < 0:
            return 1, 0
    for s in range(n):
        if status[of[s]] != 1:
            continue
        c = labels[s]
        t = f[s]
        if not halted[s]:
            skipped += int(steps[t])
        t = first[t]
        if seen[c] >= 0 and seen[c] != shown[s]:
            reason = 2
        seen[c] = shown[s]
        if status[of[t]] == 1:
            if image[c] >= 0 and image[c] != labels[t]:
                reason = 2
            image[c] = labels[t]
    return reason, skipped


@kernel
def explore(
    f: Ints,
    of: Ints,
    labels: Ints,
    shown: Ints,
    halted: Ints,
    free: Ints,
    rest: Ints,
    status: Ints,
    tried: Ints,
    answer: Ints,
    mark: int,
    skip: int,
    numbers: Ints,
    cases: Ints,
    first: Ints,
    steps: Ints,
    image: Ints,
    seen: Ints,
) -> None:
    """Go on until ``cases`` (rows of: the set so far, free candidates, reason) is full, or all is done.

    ``tried``: 1 while a candidate is left out, 2 while it is marked.
    """
    depth = numbers[0]
    best = numbers[1]
    count = 0
    while count < cases.shape[0]:
        reason, skipped = looked(f, of, labels, shown, halted, status, first, steps, image, seen)
        cost = skip * skipped + int(rest[depth])
        for c in range(status.size):
            if status[c] == 1:
                cost += mark
        if reason == 0 and cost < best and depth < free.size:
            tried[depth] = 1
            status[free[depth]] = 0
            depth += 1
            continue
        if reason == 0 and cost < best:
            best = cost
            for c in range(status.size):
                answer[c] = status[c]
        kept = 0
        for i in range(free.size):
            kept = 2 * kept
            if i < depth and tried[i] == 2:
                kept += 1
        cases[count, 0] = kept
        cases[count, 1] = free.size - depth
        cases[count, 2] = reason
        count += 1
        while depth > 0 and tried[depth - 1] == 2:
            depth -= 1
            tried[depth] = 0
            status[free[depth]] = 2
        if depth == 0:
            numbers[3] = 1
            break
        tried[depth - 1] = 2
        status[free[depth - 1]] = 1
    numbers[0] = depth
    numbers[1] = best
    numbers[2] = count
