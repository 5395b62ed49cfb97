"""All complete abstractions of a system: a lattice, listed lazily.

Main definitions  `complete_abstractions`, `Lattice`
Notes             For deterministic steps the complete abstractions are closed under ``|`` and ``&``:
                  a complete sublattice of all abstractions.  Those between two bounds are listed one
                  after the other, the least first; nothing is stored until somebody asks for the
                  order.  A list that is cut short is still closed downwards, hence under ``&``.
Laws              `complete_abstractions_are_listed_once`, `complete_abstractions_form_a_sublattice`,
                  `bounds_are_least_and_greatest` in `abstractions.testing.laws`
Proof             proofs/Completion.v, `sup_complete`, `inf_complete`; proofs/Lattice.v, `cycle_law`,
                  `chain_law`; proofs/README.md, "The list"
Source            G. Birkhoff, Lattice Theory, 1940; C. Sims, 1994 (the list)
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from .abstraction import Abstraction
from .algebra import Algebra
from .algorithms.closure import closure
from .algorithms.listing import estimate, listing
from .algorithms.order import ordering
from .arguments import many, whole
from .arrays import Ints, frozen
from .completion import is_complete, minimal_complete
from .computation import Computation
from .errors import BudgetExceeded, Interrupted, Misuse
from .poset import Poset
from .progress import progress
from .question import asked, asked_of_table
from .system import Branching, Deterministic, System

if TYPE_CHECKING:
    import networkx

__all__ = ["Count", "Lattice", "complete_abstractions"]

STORED = 1 << 30
"""Bytes of labels that are kept at most unless a limit is given."""
MILLION = 1_000_000
"""After so many the number of all is guessed, so that the hopeless is noticed early."""
ORDERED = 20_000
"""More elements than this are not compared with each other: the order takes their square in bytes."""

NO_BOUND = "leave it out for no bound"


def complete_abstractions(
    s: System | Computation | Algebra,
    above: Any = None,
    below: Any = None,
    *,
    max_classes: int | None = None,
    limit: int | None = None,
) -> Lattice:
    """The complete abstractions p with ``above <= p <= below``, listed lazily, the least first.

    ``above``, ``below``: abstractions, labels, or functions of the states, complete or not.  What
    the system shows is always kept.  ``max_classes``: only those with at most so many classes.
    ``limit``: only the first so many.  Made at once; the cost is that of what is asked of it.

    >>> lattice = complete_abstractions(System.deterministic([1, 2, 3, 4, 5, 0]))
    >>> print(*lattice, sep=", ")
    012345, 024|135, 03|14|25, 0|1|2|3|4|5
    >>> len(lattice), lattice.hasse().number_of_edges()
    (4, 4)
    """
    asked_about, _ = asked(s, above)
    if isinstance(asked_about, Branching) and asked_about.functor.branches:
        raise no_sublattice(asked_about)
    system, p = asked_of_table(s, above, "all complete abstractions")
    least = minimal_complete(system, p).abstraction
    greatest = Abstraction.identity(system.states)
    if below is not None:
        _, q = asked_of_table(s, below, "all complete abstractions")
        greatest = Abstraction._canonical(closure(system.table, q.labels).labels)
    most, first = (
        None if bound is None else whole(bound, f"`{name}`", repair=NO_BOUND)
        for name, bound in (("max_classes", max_classes), ("limit", limit))
    )
    return Lattice(system, least, greatest, most, first)


def no_sublattice(system: Branching) -> Misuse:
    """Where steps branch, complete abstractions need not be closed under suprema: with witnesses, if
    two can be found among those that a yes-or-no question generates.
    """
    found: dict[Abstraction, None] = {}
    for question in range(1, 1 << max(0, min(system.states, 9) - 1)):
        q = Abstraction([question >> x & 1 if x < 9 else 0 for x in range(system.states)])
        found[minimal_complete(system, q).abstraction] = None
    witnesses = next(((p, q) for p in found for q in found if not system.pullback(p | q) <= p | q), None)
    seen = "this system may still be an exception"
    if witnesses is not None:
        p, q = witnesses
        seen = f"{p} and {q} are complete and what both know, {p | q}, is not"
    return Misuse(
        "the lattice of all complete abstractions is that of a deterministic system",
        value=f"shape {system.functor}",
        reason=f"where steps branch, they are not closed under suprema: {seen}",
        repair="minimal_complete(system, p), is_complete(system, p) and core(system, p) take every shape",
    )


@dataclass(frozen=True, eq=False)
class Lattice(Poset):
    """The complete abstractions of ``system`` from ``least`` to ``greatest``.

    Iterating lists them, each after all that know less: in lexicographic order of the labels of the
    classes of ``greatest``, read in the order in which `abstractions.algorithms.listing.turns` takes
    those.  Nothing is kept on the way.  ``len``, indices, the order and what follows from it keep
    the labels: one, two or four bytes for each class of ``greatest``, at most a gibibyte unless a
    ``limit`` says otherwise, and twice that on the way.

    With ``max_classes`` or ``limit`` it is a set closed downwards: infima lie in it, suprema need not.
    """

    system: Deterministic
    least: Abstraction
    greatest: Abstraction
    max_classes: int | None = None
    limit: int | None = None

    # ---- listing --------------------------------------------------------------------------

    def _question(self) -> tuple[Ints, Ints]:
        """The machine on the classes of ``greatest``, and what of it ``least`` identifies."""
        first = self.greatest.representatives
        table = frozen(self.greatest.labels[self.system.table[first]])
        return table, frozen(self.least.labels[first])

    def _batches(self) -> Iterator[Ints]:
        """Rows of labels of the classes of ``greatest``."""
        if not self.least <= self.greatest or self.limit == 0:
            return
        left = self.limit
        for rows in listing(*self._question(), self.max_classes):
            yield rows if left is None else rows[:left]
            left = None if left is None else left - len(rows)
            if left is not None and left <= 0:
                return

    def _lifted(self, row: Ints) -> Abstraction:
        return Abstraction._canonical(row[self.greatest.labels].astype(np.int32))

    def __iter__(self) -> Iterator[Abstraction]:
        rows = self.__dict__.get("rows")
        for batch in self._batches() if rows is None else [rows]:
            yield from map(self._lifted, batch)

    @cached_property
    def rows(self) -> Ints:
        """All of them as labels of the classes of ``greatest``: shape (elements, classes).

        Errors: `BudgetExceeded` above a gibibyte if there is no ``limit``, `Interrupted` by Ctrl-C;
        both keep in ``partial`` the lattice of those found so far.
        """
        classes = len(self.greatest)
        dtype = np.uint8 if classes <= 256 else np.uint16 if classes <= 65536 else np.int32
        room = STORED // max(1, classes * np.dtype(dtype).itemsize)
        kept: list[Ints] = []
        found = 0
        try:
            with progress("complete abstractions", self.limit) as advance:
                for batch in self._batches():
                    kept.append(batch.astype(dtype))
                    found += len(batch)
                    advance(found)
                    if self.limit is None and (found > room or self._hopeless(found, len(batch), room)):
                        raise self._too_many(found, self._cut(kept, found, dtype))
        except KeyboardInterrupt:
            raise Interrupted("listing complete abstractions", self._cut(kept, found, dtype)) from None
        return self._stack(kept, dtype)

    def _hopeless(self, found: int, new: int, room: int) -> bool:
        """Whether, once a million are found, a thousand times too many are expected."""
        return found > MILLION >= found - new and bool(self.guess()) and self.estimate() > 1000 * room

    def _stack(self, kept: list[Ints], dtype: Any) -> Ints:
        return frozen(np.concatenate([np.empty((0, len(self.greatest)), dtype), *kept]))

    def _cut(self, kept: list[Ints], found: int, dtype: Any) -> Lattice:
        part = replace(self, limit=found)
        part.__dict__["rows"] = self._stack(kept, dtype)
        return part

    def _too_many(self, found: int, partial: Lattice) -> BudgetExceeded:
        return BudgetExceeded(
            "the complete abstractions fit into a gibibyte",
            value=f"more than {found} of them",
            reason=f"{self.guess() or 'there are more'}; on average each state more doubles their number",
            repair="give a `limit`, bounds (`above`, `below`, `max_classes`), or iterate without keeping; "
            "principals(s).coatoms and .meet_irreducibles need no list",
            partial=partial,
        )

    def __len__(self) -> int:
        return len(self.rows)

    def count(self, limit: int | None = None) -> Count:
        """How many there are, counting no further than ``limit``; nothing is kept.

        >>> print(complete_abstractions(System.deterministic([0] * 12)).count(limit=1000))
        at least 1000
        """
        limit = None if limit is None else whole(limit, "`limit`", repair=NO_BOUND)
        found, ended = 0, not self.least <= self.greatest
        with progress("complete abstractions", limit) as advance:
            for batch in self._batches():
                found += len(batch)
                advance(found)
                if limit is not None and found > limit:
                    return Count(limit, False)
                ended = len(batch) > 0 and is_equality(batch[-1])
        return Count(found, ended or self.limit is None or found < self.limit)

    def estimate(self, probes: int = 200, seed: int = 0) -> float:
        """About how many there are (without ``max_classes`` and ``limit``): a guess, often far off.

        The mean of ``probes`` random descents, unbiased; the same ``seed``, the same number.  A
        descent takes O(letters classes^2 log classes), where the classes are those of ``greatest``.
        """
        if whole(probes, "`probes`") == 0:
            raise Misuse(
                "an estimate is a mean",
                value="no probes",
                reason="nothing was looked at",
                repair="give at least one probe",
            )
        if not self.least <= self.greatest:
            return 0.0
        return estimate(*self._question(), probes, seed)

    def guess(self) -> str:
        """The estimate in words, if it takes no time worth mentioning; else nothing."""
        return f"there are about {self.estimate():.0e}" if len(self.greatest) <= 500 else ""

    def __getitem__(self, i: int) -> Abstraction:
        return self._lifted(self.rows[operator.index(i)])

    def __contains__(self, p: object) -> bool:
        if not isinstance(p, Abstraction) or p.states != self.system.states:
            return False
        if self.limit is not None:
            return self._find(p) is not None
        few = self.max_classes is None or len(p) <= self.max_classes
        return few and self.least <= p <= self.greatest and bool(is_complete(self.system, p))

    def index(self, p: Abstraction) -> int:
        """The place of p in the list.  Errors: `Misuse` if it is not there."""
        i = self._find(p) if isinstance(p, Abstraction) else None
        if i is None:
            raise Misuse(
                "the abstraction is in the list",
                value=p,
                reason="it is not complete, or not between the bounds, or the list is cut short",
                repair="is_complete(s, p) tells which",
            )
        return i

    def _find(self, p: Abstraction) -> int | None:
        if p.states != self.system.states or not p <= self.greatest:
            return None
        return self._places.get(p.labels[self.greatest.representatives].astype(self.rows.dtype).tobytes())

    @cached_property
    def _places(self) -> dict[bytes, int]:
        return {row.tobytes(): i for i, row in enumerate(self.rows)}

    @cached_property
    def is_whole(self) -> bool:
        """Whether no bound cut the list short."""
        return not self.least <= self.greatest or (len(self) > 0 and is_equality(self.rows[-1]))

    def __bool__(self) -> bool:
        few = self.max_classes is None or len(self.least) <= self.max_classes
        return self.least <= self.greatest and few and self.limit != 0

    def __str__(self) -> str:
        few = [] if self.max_classes is None else [f"at most {many(self.max_classes, 'class')}"]
        said = ", ".join(few if self.limit is None else [*few, f"the first {self.limit}"])
        return f"complete abstractions of {self.system}" + (f" ({said})" if said else "")

    # ---- the order ------------------------------------------------------------------------

    @cached_property
    def order(self) -> npt.NDArray[np.bool_]:
        """``order[i, j]``: whether element i <= element j.  Bool, shape (elements, elements)."""
        found = len(self.rows) if "rows" in self.__dict__ else self.count(ORDERED + 1).found
        if found > ORDERED:
            raise BudgetExceeded(
                f"at most {ORDERED} elements are compared with each other",
                value=f"more than {ORDERED} complete abstractions",
                reason="their order takes as many bytes as there are pairs of them",
                repair="take an interval (`above`, `below`), or few classes (`max_classes`)",
                partial=self,
            )
        return ordering(self.rows)

    def hasse(self) -> networkx.DiGraph[int]:
        """The covers as a graph, from the lower to the upper; nodes are places in the list.

        Each node has ``blocks``, the abstraction in words, and ``classes``.
        """
        import networkx

        graph: networkx.DiGraph[int] = networkx.DiGraph()
        for i, p in enumerate(self):
            graph.add_node(i, blocks=str(p), classes=len(p))
        graph.add_edges_from(self.covers.tolist())
        return graph


def is_equality(row: Ints) -> bool:
    """Whether all labels differ: the last row of a whole list."""
    return bool((row == np.arange(row.size)).all())


@dataclass(frozen=True, slots=True)
class Count:
    """How many were counted, and whether that is all."""

    found: int
    all: bool

    def __int__(self) -> int:
        return self.found

    def __str__(self) -> str:
        return str(self.found) if self.all else f"at least {self.found}"
