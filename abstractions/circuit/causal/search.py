"""Search: which cells and which value maps make high an abstraction of low?

Problem    Given two circuits and part of an alignment, all ways to complete it such that both sides agree in
           every interchange; or why there is none.
Method     Inputs first, then outputs, then inner nodes, those with the fewest candidates first.  Value maps
           are not guessed: what a low value means is what high says in the cases in which low has it.
           A candidate is a cell whose values determine those of the node on the data; partial alignments
           are tested on the cases that a new node adds, and left as soon as one value would mean two.
Invariant  Every alignment that is exact agrees in the cases of its parts, with the maps that these force.
Stops      There are finitely many cells; a budget of cases.
Cost       Exponential in the number of nodes without a cell, at worst.
Law        `search_finds_every_exact_alignment` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ...arguments import budget_of, whole
from ...arrays import Ints
from ...errors import Interrupted, Misuse
from ...verdict import Fails, Holds, Verdict
from ..alignment import Alignment, ValueMap, disjoint
from ..circuit import Circuit, Values, determined
from .interchange import Compare
from .placing import Rejected, Run, Task

__all__ = ["Nothing", "Rejected", "Search", "search"]

BUDGET = 10**7
"""So many cases are run, at most."""


@dataclass(frozen=True)
class Search:
    """What was found: ``verdict`` holds with all exact alignments, or fails with what was ruled out.

    ``rejected``: for each node and cell that was ruled out alone, the reason; and the first of several
    nodes together.  ``tried``: how many partial alignments were tested.  ``complete``: whether all were
    looked at, so that there are no others.
    """

    verdict: Verdict[tuple[Alignment, ...]]
    rejected: tuple[Rejected, ...]
    tried: int
    complete: bool = True

    @property
    def alignments(self) -> tuple[Alignment, ...]:
        """All that are exact."""
        return self.verdict.certificate if self.verdict else ()

    def __bool__(self) -> bool:
        return bool(self.verdict)

    def __str__(self) -> str:
        if not self.verdict:
            return str(self.verdict)
        more = "" if self.complete else ", and perhaps more (the limit)"
        return "\n".join([f"{len(self.alignments)} exact{more}:", *(f"  {a}" for a in self.alignments)])


@dataclass(frozen=True)
class Nothing:
    """Why no alignment is exact: what was ruled out, all of it.

    ``blocked``: the nodes for which every cell is ruled out alone.
    """

    rejected: tuple[Rejected, ...]
    tried: int
    blocked: tuple[str, ...]

    def __str__(self) -> str:
        lines = [f"{self.tried} ways to place nodes were tested, and in each a value would mean two"]
        if self.blocked:
            lines.append(f"no cell will do for {', '.join(self.blocked)}")
        shown = [r for r in self.rejected if not self.blocked or r.node in self.blocked]
        return "\n".join([*lines, *(str(r) for r in shown[-1:])])


def search(
    low: Circuit,
    high: Circuit,
    cells: Mapping[str, str | Sequence[str]] | None = None,
    maps: Mapping[str, ValueMap] | None = None,
    data: Iterable[Values] | Ints | None = None,
    *,
    largest: int = 1,
    compare: Compare = "all",
    limit: int | None = None,
    budget: int = BUDGET,
) -> Search:
    """All alignments that are exact on the data and have these cells and maps; the others are found.

    ``cells``: of some high nodes; an input or output without one has the node of its name, if there is one.
    Other nodes are placed in every cell of at most ``largest`` low nodes that are no inputs.  ``maps``: of some nodes; for
    inputs without one, values mean themselves, or else everything that they could.  ``limit``: stop after so
    many.  Values that occur in no case mean nothing.  Errors: `Misuse`; `BudgetExceeded` and `Interrupted`, whose
    ``partial`` are the alignments found.

    >>> low = Circuit.of({"nor": lambda a, b: 1 - (a | b), "y": lambda nor, c: nor ^ c},
    ...                  values={"a": (0, 1), "b": (0, 1), "c": (0, 1)})
    >>> high = Circuit.of({"any": lambda a, b: a | b, "y": lambda any, c: 1 - (any ^ c)},
    ...                   values={"a": (0, 1), "b": (0, 1), "c": (0, 1)})
    >>> print(search(low, high))
    1 exact:
      any in nor (1 means 0, 0 means 1); y in y
    """
    budget_of(budget)
    determined(low, high)
    whole(largest, "`largest`", least=1)
    if limit is not None:
        whole(limit, "`limit`", least=1)
    named = {name: (c,) if isinstance(c, str) else tuple(c) for name, c in (cells or {}).items()}
    disjoint(named)
    fixed = {high.number(name): tuple(low.number(n) for n in cell) for name, cell in named.items()}
    taken = {n for cell in fixed.values() for n in cell}
    for v in (*high.inputs, *high.outputs):
        same = low.number(high.names[v]) if v not in fixed and high.names[v] in low.names else None
        if same is not None and same not in taken:
            fixed[v] = (same,)
    for v in (*high.inputs, *high.outputs):
        if fixed.get(v) == ():
            raise Misuse(
                "inputs and outputs of the high circuit are aligned",
                value=high.names[v],
                reason="its cell is empty",
                repair="name low nodes, or leave it out of `cells` to have it found",
            )
    given = {high.number(name): m for name, m in (maps or {}).items()}
    run = Run(Task(low, high, low.data(data), fixed, given, largest, compare), limit, budget)
    try:
        run.all()
    except KeyboardInterrupt:
        raise Interrupted("searching alignments", tuple(run.found)) from None
    claim = "some alignment of these circuits is exact, inner nodes in cells of inner nodes"
    rejected = tuple(run.rejected)
    if run.found:
        return Search(Holds(claim, tuple(run.found)), rejected, run.tried, not run.enough)
    repair = "allow larger cells (`largest`), fewer `data`, or change high"
    return Search(
        Fails(claim, Nothing(rejected, run.tried, tuple(sorted(run.blocked))), repair), rejected, run.tried
    )
