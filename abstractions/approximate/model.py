"""Abstractions with few classes as a problem of whole numbers, and the questions that a solver answers.

Problem    Given the rows of a random step and blocks that classes must not cross: labels with at most k
           classes of which the defect is least, or of which least is left unsaid, within limits of both.
Model      Each state has one class and each class one block.  An abstract step says a distribution for
           each class and letter; an error of a row is what the row has above it.  Two rows of a class
           err together at least by what their blocks alone differ.  What classes leave unsaid is above
           all tangents (`abstractions.approximate.unsaid`); where a solution has a weight whose tangent is
           missing, it is added and the question put again.
Stops      There are finitely many weights of classes; or when the work allowed is done.
Proof      ``a_solver_agrees_with_enumeration`` in testing/laws.  What a solver finds is measured again; its
           bounds are believed.
Source     L. Perron and F. Didier, CP-SAT (OR-tools), 2024
Role       The method "solver" of `abstractions.approximate.front`.
Limits     ``CLAUSES``; ``HEAVIEST`` bits for the sum of weights times chances.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from dataclasses import dataclass
from math import ceil
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from ..arrays import Ints
from ..errors import MissingExtra, Misuse
from .flow import Flow
from .partitions import dense
from .unsaid import FAR, Unsaid

__all__ = ["LEAST", "Answer", "Model", "cp_sat", "fits"]

CLAUSES = 4_000_000
"""At most, counted as in `fits`."""

HEAVIEST = 50
"""So many bits the weights of all errors may have together."""

EVERY = 64
"""Up to this weight of all states tangents are known everywhere from the beginning, else in so many places."""

LEAST = 1e-3
"""Less work than this is not asked for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a solver found: labels or None; no others have less than ``low``; whether that is their value.

    Labels of an answer that is not proved may leave more unsaid than was allowed.  ``work``: how much was
    done for it.
    """

    labels: Ints | None
    low: int
    proved: bool
    work: float


class Model:
    """All abstractions above ``block`` with at most k classes, as CP-SAT takes them.

    ``unsaid``: None if nobody asks for it.  Errors: `Misuse`, `MissingExtra`.
    """

    def __init__(self, flow: Flow, block: Ints, k: int, unsaid: Unsaid | None) -> None:
        fits(flow, k)
        self.cp = cp_sat()
        self.model: Any = self.cp.CpModel()
        self.flow, self.k, self.block, self.unsaid = flow, k, block.astype(np.int64), unsaid
        self.firsts: list[int] = np.unique(block, return_index=True)[1].tolist()
        self.member = self.classes()
        self.wrong: Any = self.whole(flow.unit)
        self.model.add(self.wrong == sum(self.errors()))
        self.touched = set[int]()
        if unsaid is not None:
            self.measured(unsaid)

    def whole(self, most: int) -> Any:
        """A new unknown, from 0 on."""
        return self.model.new_int_var(0, most, "")

    def some(self, count: int) -> list[Any]:
        """New unknowns that are true or false."""
        return [self.model.new_bool_var("") for _ in range(count)]

    def classes(self) -> list[list[Any]]:
        """Which class each state has: of the first of each block the number of the block, others in order."""
        model, k, blocks = self.model, self.k, len(self.firsts)
        member = [self.some(k) for _ in self.block]
        belongs = [self.some(blocks) for _ in range(k)]
        for row in (*member, *belongs):
            model.add_exactly_one(row)
        for b, first in enumerate(self.firsts):
            model.add_bool_and([member[first][b], belongs[b][b]])
        for s, b in enumerate(self.block.tolist()):
            for c in range(k):
                model.add_implication(member[s][c], belongs[c][b])
            for c in range(blocks + 1, k):
                model.add_bool_or([member[s][c].negated(), *(member[t][c - 1] for t in range(s))])
        return member

    def errors(self) -> list[Any]:
        """How much of each row is wrong, times its weight."""
        weight, chance, _ = dense(self.flow)
        error = self.certain if self.flow.denominator == 1 else self.random
        found = []
        for a in range(self.flow.letters):
            rows = np.flatnonzero(weight[a]).tolist()
            found += [int(weight[a, s]) * wrong for s, wrong in zip(rows, error(chance[a], rows))]
        return found

    def certain(self, chance: npt.NDArray[Any], rows: list[int]) -> list[Any]:
        """Errors of the rows of one letter that have one next state each: 0 or 1."""
        model, member, k = self.model, self.member, self.k
        says = [self.some(k) for _ in range(k)]
        for row in says:
            model.add_exactly_one(row)
        wrong = self.some(len(rows))
        for s, error in zip(rows, wrong):
            t = int(np.flatnonzero(chance[s])[0])
            for c in range(k):
                for d in range(k):
                    unless = member[s][c].negated(), says[c][d].negated()
                    model.add_bool_or([*unless, member[t][d], error])
        return wrong

    def random(self, chance: npt.NDArray[Any], rows: list[int]) -> list[Any]:
        """Errors of the rows of one letter that are distributions: what they have above what is said."""
        model, member, k, unit = self.model, self.member, self.k, self.flow.denominator
        says = [[self.whole(unit) for _ in range(k)] for _ in range(k)]
        for row in says:
            model.add(sum(row) == unit)
        wrong = [self.whole(unit) for _ in rows]
        for s, error in zip(rows, wrong):
            above = [self.whole(unit) for _ in range(k)]
            model.add(error == sum(above))
            for d in range(k):
                comes = sum(int(chance[s, t]) * member[t][d] for t in np.flatnonzero(chance[s]).tolist())
                for c in range(k):
                    model.add(above[d] >= comes - says[c][d]).only_enforce_if(member[s][c])
        shown = np.stack([chance[:, self.block == b].sum(axis=1) for b in range(len(self.firsts))], axis=1)
        for i, s in enumerate(rows):
            for j, t in enumerate(rows[:i]):
                apart = int(np.abs(shown[s] - shown[t]).sum()) // 2
                if self.block[s] == self.block[t] and apart:
                    for c in range(k):
                        both = member[s][c], member[t][c]
                        model.add(wrong[i] + wrong[j] >= apart).only_enforce_if(both)
        return wrong

    def measured(self, unsaid: Unsaid) -> None:
        """The weights of the classes, what they leave unsaid, and some tangents."""
        total = unsaid.total
        self.sums = [self.whole(total) for _ in range(self.k)]
        self.parts = [self.whole(unsaid.most) for _ in range(self.k)]
        for c, sum_of in enumerate(self.sums):
            self.model.add(sum_of == sum(w * row[c] for w, row in zip(unsaid.mass, self.member) if w))
        self.model.add(sum(self.sums) == total)
        self.rest: Any = self.whole(unsaid.most)
        self.model.add(self.rest == sum(self.parts))
        self.model.add(self.rest >= unsaid.least(self.k))
        everywhere = range(1, total + 1)
        self.touch(everywhere if total <= EVERY else [-(-total * i // EVERY) for i in range(1, EVERY + 1)])

    def touch(self, weights: Iterable[int]) -> bool:
        """Let the tangents at these weights be known; whether any was not."""
        assert self.unsaid is not None
        new = sorted(set(weights) - self.touched)
        self.touched.update(new)
        for slope, offset in map(self.unsaid.line, new):
            for sum_of, part in zip(self.sums, self.parts):
                self.model.add(part >= slope * sum_of - offset)
        return bool(new)

    def least(
        self,
        what: Literal["wrong", "unsaid"],
        wrong: tuple[int, int],
        unsaid: int,
        hint: Ints | None,
        work: float,
        seconds: float,
    ) -> Answer:
        """The least defect, or unsaid, of all with a defect between two limits and at most so much unsaid.

        ``hint``: labels to begin with.  ``work``: how much is done, in the solver's deterministic seconds;
        ``seconds``: of the clock.
        """
        done, low = 0.0, wrong[0] if what == "wrong" else 0
        labels: Ints | None = None
        while True:
            asked = self.model.clone()
            asked.add_linear_constraint(self.wrong, *(min(w, self.flow.unit) for w in wrong))
            if self.unsaid is not None:
                asked.add(self.rest <= min(unsaid, self.unsaid.most))
            asked.minimize(self.wrong if what == "wrong" else self.rest)
            for s, c in enumerate([] if hint is None else self.named(hint)):
                asked.add_hint(self.member[s][c], True)
            solver = self.cp.CpSolver()
            solver.parameters.num_workers = 1  # with one, what is found does not depend on the clock
            solver.parameters.linearization_level = 0  # few choices follow from linear relaxations here
            solver.parameters.optimize_with_core = what == "wrong" and self.flow.denominator > 1  # from below
            solver.parameters.max_deterministic_time = max(work - done, LEAST)
            solver.parameters.max_time_in_seconds = max(seconds, 0.0)
            solver.parameters.catch_sigint_signal = False
            status = solve(solver, asked)
            assert status != self.cp.MODEL_INVALID, asked.validate()
            response = solver.response_proto
            done, seconds = done + response.deterministic_time, seconds - solver.wall_time
            if status == self.cp.INFEASIBLE:
                return Answer(None, FAR, True, done)
            bound = solver.best_objective_bound  # of 53 bits
            low = max(low, ceil(bound - abs(bound) / 2**50 - 1e-6))
            if status == self.cp.UNKNOWN:
                return Answer(labels, low, False, done)
            if status == self.cp.OPTIMAL:
                low = max(low, solver.value(self.wrong if what == "wrong" else self.rest))
            values = [[solver.boolean_value(x) for x in row] for row in self.member]
            hint = labels = np.array(values).argmax(axis=1)
            new = self.unsaid is not None and self.touch(filter(None, self.unsaid.of_classes(labels)))
            if not new or done >= work or seconds <= 0:
                return Answer(labels, low, not new and bool(status == self.cp.OPTIMAL), done)

    def named(self, labels: Ints) -> list[int]:
        """The same labels, named as `classes` names them."""
        number = {int(labels[first]): b for b, first in enumerate(self.firsts)}
        return [number.setdefault(c, len(number)) for c in labels.tolist()]


def cp_sat() -> Any:
    """The solver.  Errors: `MissingExtra`."""
    try:
        from ortools.sat.python import cp_model
    except ImportError:
        raise MissingExtra("OR-tools", "solver", "a front by a constraint solver") from None
    return cp_model


def fits(flow: Flow, k: int) -> None:
    """Whether a model with k classes is small enough.  Errors: `Misuse`."""
    if (flow.row.size * k + flow.letters * flow.states**2) * k > CLAUSES:
        raise Misuse(
            f"a solver is asked about at most {CLAUSES:,} clauses",
            value=f"{flow.states:,} states, {flow.row.size:,} edges and {k:,} classes",
            reason="there is one for each edge and two classes, and for each class and two states",
            repair='give fewer `max_classes`, or method="merging"',
        )
    if flow.unit.bit_length() > HEAVIEST:
        raise Misuse(
            f"weights and chances have a common denominator of at most {HEAVIEST} bits",
            value=f"one of {flow.unit.bit_length()} bits",
            reason="a solver adds them up in machine words",
            repair="round them",
        )


def solve(solver: Any, model: Any) -> Any:
    """The status of a solver; Ctrl-C stops it."""
    with ThreadPoolExecutor(1) as pool:
        status = pool.submit(solver.solve, model)
        try:
            while not status.done():
                wait_for([status], timeout=0.1)
        except KeyboardInterrupt:
            solver.stop_search()
            raise
    return status.result()
