"""The smallest, and all minimal, sets of parts that are faithful enough, with a proof that there are no others.

Main definitions  `smallest`, `minimal`, `Subcircuits`
Notes             A search with bounds.  The parts are decided from the last one down, outputs first; a
                  box of sets (see `abstractions.circuit.subcircuit.boxes`) is left if too many cases are certainly
                  wrong in it, if it is above an answer, or if a part is kept there that reaches no output.
                  Boxes with fewer kept parts are looked at first: after those with k of them, every
                  faithful set of k parts is known or above one that is.  The boxes that were left are the
                  proof, which `Subcircuits.check` goes through without the search.
Laws              `no_smaller_set_of_parts_is_faithful`, `minimal_sets_are_below_all_faithful_ones`,
                  `no_covering_proves_a_false_answer` in `abstractions.testing.laws`
Source            A. Land and A. Doig, An automatic method of solving discrete programming problems, 1960
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, overload

from ...arguments import budget_of
from ...arrays import Ints
from ...checker import Refusal
from ...checker.refusal import Refused, require
from ...errors import BudgetExceeded, Interrupted
from ...progress import progress
from ...verdict import Fails, Holds, Verdict
from ..circuit import Circuit, Values
from .ablation import Ablation, Carried, Kind
from .boxes import BUDGET, Runs
from .covering import Leaf, check_covering
from .faithful import Subcircuit, part_of_one, subcircuit

__all__ = ["Subcircuits", "minimal", "smallest"]


@dataclass(frozen=True, eq=False, repr=False)
class Subcircuits(Sequence[Subcircuit]):
    """All smallest, or all minimal, sets of parts that are faithful enough, small ones first.

    - ``question``  the circuit, its data, and what is carried by parts that are cut
    - ``at_least``  how faithful is enough
    - ``kind``      "smallest" or "minimal"
    - ``found``     the answers
    - ``leaves``    boxes of sets that hold all sets, each with the reason why no other answer is in it
    """

    question: Ablation
    at_least: Fraction
    kind: str
    found: tuple[Subcircuit, ...]
    leaves: tuple[Leaf, ...]

    @overload
    def __getitem__(self, i: int) -> Subcircuit: ...
    @overload
    def __getitem__(self, i: slice) -> tuple[Subcircuit, ...]: ...
    def __getitem__(self, i: Any) -> Any:
        return self.found[i]

    def __len__(self) -> int:
        return len(self.found)

    @cached_property
    def claim(self) -> str:
        """What is proved."""
        often = "all" if self.at_least == 1 else f"at least {self.at_least} of all"
        sets = f"the {self.kind} sets of {self.question.kind}"
        return f"these and no others are {sets} that give the outputs on {often} cases"

    def check(self) -> Verdict[tuple[Leaf, ...]]:
        """Go through the proof again, without the search: is every set in a box, is every reason right?

        Cost: for each box that is wrong, every case, equal or not, and every entry of the tables.
        """
        question = self.question
        try:
            require(self.kind in ("smallest", "minimal"), f"nothing is claimed of {self.kind!r} sets")
            require(question.is_that_of_its_circuit(), "the question is not that of its circuit")
            require(all(part in question.parts for s in self for part in s.kept), "an answer keeps no part")
            answers = {question.number(s.kept): s.faithfulness for s in self}
            named = tuple(Subcircuit(question.named(a), question.edges(a), w) for a, w in answers.items())
            require(named == self.found, "an answer is listed twice, or its parts or edges are not its own")
            check_covering(question, self.at_least, answers, self.leaves, self.kind == "minimal")
        except (Refused, TypeError, ValueError, AttributeError, LookupError) as refused:
            return Fails(self.claim, Refusal(str(refused)), "search again, for this circuit and these data")
        return Holds(self.claim, self.leaves)

    def __str__(self) -> str:
        return "\n".join(map(str, self.found))

    def __repr__(self) -> str:
        return f"<Subcircuits: {self.claim}; {len(self.leaves)} boxes>"


def smallest(
    circuit: Circuit,
    data: Iterable[Values] | Ints | None = None,
    *,
    at_least: Fraction | int | str = 1,
    ablation: Carried = "resample",
    parts: Kind = "edges",
    budget: int = BUDGET,
) -> Subcircuits:
    """All smallest sets of parts whose faithfulness is ``at_least`` so much, and the proof: none is smaller.

    ``parts``: edges, or nodes.  ``ablation``: as in `faithful`.  Cost: a run for each box that is looked at
    and each two inputs that differ; at worst all sets of no more parts than the answer, most often
    far fewer.  Errors: `Misuse`; `BudgetExceeded` and `Interrupted`, which say up to which size there is
    none, and keep in ``partial`` what was found.

    >>> c = Circuit.of({"A": lambda x, y: x & y, "out": lambda A, x: A | x}, values={"x": (0, 1), "y": (0, 1)})
    >>> found = smallest(c)
    >>> print(found)                                                         # x & y | x is x
    x -> A, A -> out, x -> out: the same outputs on 1 of all cases
    >>> print(found.check())
    Holds: these and no others are the smallest sets of edges that give the outputs on all cases.
    """
    budget_of(budget)
    return search(Ablation.of(circuit, data, ablation, parts), at_least, "smallest", budget)


def minimal(
    circuit: Circuit,
    data: Iterable[Values] | Ints | None = None,
    *,
    at_least: Fraction | int | str = 1,
    ablation: Carried = "resample",
    parts: Kind = "edges",
    budget: int = BUDGET,
) -> Subcircuits:
    """All sets of parts whose faithfulness is ``at_least`` so much, while that of no proper subset is.

    Every set that is faithful enough contains one of these.  Arguments, cost and errors: as `smallest`; at
    worst all sets.

    >>> vote = Circuit.of({"out": lambda a, b, c: a + b + c >= 2}, values=dict.fromkeys("abc", (0, 1)))
    >>> print(minimal(vote, at_least="3/4", parts="nodes"))
    a, b: the same outputs on 3/4 of all cases
    a, c: the same outputs on 3/4 of all cases
    b, c: the same outputs on 3/4 of all cases
    """
    budget_of(budget)
    return search(Ablation.of(circuit, data, ablation, parts), at_least, "minimal", budget)


def search(question: Ablation, at_least: Fraction | int | str, kind: str, budget: int) -> Subcircuits:
    """The answers, and the boxes that were left.  Errors: as `smallest`."""
    enough = part_of_one("a faithfulness", at_least)
    found = Search(question, enough * question.total, Runs(question, budget), budget)
    try:
        found.go(kind)
    except KeyboardInterrupt:
        work = f"looking for {kind} sets of {question.kind} ({found.known()})"
        raise Interrupted(work, found.answers()) from None
    return Subcircuits(question, enough, kind, found.answers(), tuple(sorted(found.leaves)))


class Search:
    """How far a search is: the answers and the boxes that were left, and ``size``, of the sets it looks for."""

    def __init__(self, question: Ablation, need: Fraction, runs: Runs, budget: int) -> None:
        self.question, self.need, self.runs, self.budget = question, need, runs, budget
        self.found: list[int] = []
        self.leaves: list[Leaf] = []
        self.size = self.spent = 0

    def go(self, kind: str) -> None:
        """Look at the boxes, those with fewer kept parts first."""
        parts = len(self.question.parts)
        level = [(0, parts)]
        with progress("boxes of sets") as advance:
            for self.size in range(parts + 1):
                larger: list[tuple[int, int]] = []
                for kept, free in level:
                    self.divide(kept, free, larger)
                    advance(self.spent)
                level = larger
                if self.found and kind == "smallest":
                    self.leaves += [Leaf(kept, free, "larger") for kept, free in level]
                    return

    def divide(self, kept: int, free: int, larger: list[tuple[int, int]]) -> None:
        """Cut one free part after the other; the boxes in which it is kept are left, or put aside."""
        if any(kept & a == a for a in self.found):
            self.leaves.append(Leaf(kept, free, "above"))
            return
        while self.may_be_faithful(kept, free):
            if not free:
                self.found.append(kept)
                self.leaves.append(Leaf(kept, 0, "above"))
                return
            free -= 1
            more = kept | 1 << free
            if self.runs.idle(more, free):
                self.leaves.append(Leaf(more, free, "idle"))
            else:
                larger.append((more, free))
        self.leaves.append(Leaf(kept, free, "wrong"))

    def may_be_faithful(self, kept: int, free: int) -> bool:
        """Whether the bound leaves it open that a set of a box is faithful enough."""
        self.spent += self.runs.cases
        if self.spent > self.budget:
            raise BudgetExceeded(
                f"at most {self.budget:,} runs are made",
                value=f"{self.spent // self.runs.cases:,} boxes of sets, {self.runs.cases:,} different cases each",
                reason=self.known(),
                repair="give fewer `data`, raise `budget`, or take `greedy`, which is not always smallest",
                partial=self.answers(),
            )
        return self.runs.most(kept, free) >= self.need

    def known(self) -> str:
        """Up to which size all is known."""
        kind = self.question.kind
        if not self.size:
            return f"no set of {kind} is decided"
        if any(a.bit_count() < self.size for a in self.found):
            return f"all minimal sets of fewer than {self.size} {kind} were found"
        return f"no set of fewer than {self.size} {kind} is faithful enough"

    def answers(self) -> tuple[Subcircuit, ...]:
        """What was found, small sets first, then in the order of the circuit."""
        order = sorted(self.found, key=lambda a: (a.bit_count(), self.question.places(a)))
        return tuple(subcircuit(self.question, self.runs, a) for a in order)
