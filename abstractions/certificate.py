"""Certificates: the reasons of answers, as plain integers that can be written and read back.

Main definitions  `Completeness`, `Incompleteness`, `OrderedMinimality`, `CyclicMinimality`,
                  `MergeTrace`, `Inconsistency`, `NothingBetween`, `Commuting`; where steps branch
                  `Stability`, `SignatureMinimality`, `SumMinimality`, `CoreSearch`,
                  `NothingBelow`, `TwoGreatest`
Notes             A certificate proves nothing by being made: `abstractions.checker` re-checks each
                  from the definitions, knowing no algorithm.  Entries are only known to be
                  integers; that they are in range is for the checker to find out.
Proof             proofs/README.md
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

import numpy as np
import numpy.typing as npt

from .arrays import frozen, is_frozen
from .errors import Misuse

__all__ = [
    "Certificate",
    "Commuting",
    "Completeness",
    "CoreSearch",
    "CyclicMinimality",
    "Incompleteness",
    "Inconsistency",
    "KINDS",
    "MergeTrace",
    "Minimality",
    "NothingBelow",
    "NothingBetween",
    "OrderedMinimality",
    "SignatureMinimality",
    "Stability",
    "SumMinimality",
    "TwoGreatest",
]

Longs: TypeAlias = npt.NDArray[Any]
"""Integers of 64 bits (or 32, where the maker had them so)."""


@dataclass(frozen=True, eq=False)
class Certificate:
    """Named arrays of 64-bit integers; equal when all of them are equal."""

    kind: ClassVar[str]
    dimensions: ClassVar[dict[str, int]] = {}
    """How many dimensions an array has, where it is not one."""

    def __post_init__(self) -> None:
        for name, value in self.arrays().items():
            dimension = self.dimensions.get(name, 1)
            object.__setattr__(self, name, entries(value, f"{self.kind}.{name}", dimension))

    def arrays(self) -> dict[str, Any]:
        """The fields by name."""
        return dict(vars(self))

    def __reduce__(self) -> Any:
        return type(self), tuple(self.arrays().values())

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        mine, theirs = self.arrays(), other.arrays()
        return all(np.array_equal(mine[name], theirs[name]) for name in mine)

    def __hash__(self) -> int:
        return hash((self.kind, *(np.asarray(a, np.int64).tobytes() for a in self.arrays().values())))


@dataclass(frozen=True, eq=False)
class Completeness(Certificate):
    """The quotient table: why the abstraction with these ``labels`` is complete.

    ``labels``: shape (states,).  ``next``: shape (classes, letters); the class of every successor.
    """

    kind = "completeness"
    dimensions = {"next": 2}  # noqa: RUF012
    labels: Longs
    next: Longs


@dataclass(frozen=True, eq=False)
class Incompleteness(Certificate):
    """Two equivalent states that a letter tells apart: why an abstraction is not complete.

    ``witness``: (left, right, letter); letter -1 says that what they show differs.
    """

    kind = "incompleteness"
    witness: Longs


@dataclass(frozen=True, eq=False)
class OrderedMinimality(Certificate):
    """Classes in a row, and for each boundary the time and letter that cut it.

    ``labels``: shape (states,), the class of each state.  ``rank``: shape (classes,), the place of
    each class in the row.  ``time``, ``letter``: shape (classes - 1,), for the boundary between
    places j and j + 1; letter -1 and time 0 where the observations differ.

    Why this proves anything: take two classes and the earliest boundary between them.  Its letter
    sends them to two sides of an earlier boundary, hence by induction to states with different
    observations at last.  `abstractions.checker` says exactly what is checked.
    """

    kind = "minimality-by-order"
    labels: Longs
    rank: Longs
    time: Longs
    letter: Longs


@dataclass(frozen=True, eq=False)
class CyclicMinimality(Certificate):
    """For a single map: where to start reading each cycle of the quotient.

    ``labels``: shape (states,).  ``cycles``: shape (cycles,), one class on each cycle of the
    quotient, from which the observations around the cycle spell a Lyndon word (strictly smaller
    than its rotations); the words strictly increase along the list.

    Why this proves anything: if no two classes have the same observation and the same next class,
    equivalent classes stay distinct along their runs and end on cycles; there they spell rotations
    of one word, and a Lyndon word is the same as no other one's rotation, nor as its own.
    """

    kind = "minimality-by-cycles"
    labels: Longs
    cycles: Longs


@dataclass(frozen=True, eq=False)
class Stability(Certificate):
    """For steps that branch: classes of all nodes, equal ones with equal signatures.

    ``labels``: shape (nodes,), of the states those of the abstraction, which is therefore complete.
    """

    kind = "stability"
    labels: Longs


@dataclass(frozen=True, eq=False)
class SignatureMinimality(Certificate):
    """For steps that branch: classes in a row, and the time at which each boundary was cut.

    ``labels``: shape (nodes,), the class of each node.  ``rank``: shape (classes,), the place of each
    class in the row.  ``time``: shape (classes - 1,), for the boundary between places j and j + 1; 0
    where what is seen differs.

    Why this proves anything: let T be the earliest time of a boundary between two classes.  With
    classes that earlier boundaries do not separate taken as one, signatures do not decrease from the
    one to the other, and increase at the boundary of time T: they differ.  By induction only
    inequivalent states were told apart before, so these two are inequivalent.
    """

    kind = "minimality-by-signatures"
    labels: Longs
    rank: Longs
    time: Longs


@dataclass(frozen=True, eq=False)
class SumMinimality(Certificate):
    """For no weights, or such that add up: classes in a row, and for each time the sums that cut it.

    ``labels``: shape (nodes,), the class of each node.  ``rank``: shape (classes,), the place of each
    class in the row.  ``time``: shape (classes - 1,), for the boundary between places j and j + 1; 0
    where what is seen differs.  ``letter``, ``low``, ``high``: shape (times,); at time t sums are those
    by ``letter[t - 1]`` into the classes at places ``low[t - 1] .. high[t - 1] - 1`` (without weights:
    whether there is such an edge).

    Why this proves anything: let T be the earliest time of a boundary between two classes.  The sums of
    that time do not decrease from the one to the other, zero being least, and increase at the boundary
    of time T: they differ.  They are into classes that earlier boundaries separate from the others, and
    by induction only inequivalent states were told apart before, so these two are inequivalent.
    """

    kind = "minimality-by-sums"
    labels: Longs
    rank: Longs
    time: Longs
    letter: Longs
    low: Longs
    high: Longs


@dataclass(frozen=True, eq=False)
class MergeTrace(Certificate):
    """Why states must be merged: each merge is asked for, or follows from an earlier one.

    ``labels``: shape (states,), the classes reached.  ``left``, ``right``, ``cause``, ``letter``:
    shape (merges,).  A merge with cause -1 joins two states the given abstraction identifies; one
    with cause i joins the successors, under ``letter``, of the states that merge i joined.
    """

    kind = "merges"
    labels: Longs
    left: Longs
    right: Longs
    cause: Longs
    letter: Longs


@dataclass(frozen=True, eq=False)
class Inconsistency(Certificate):
    """A chain of merges that ends in two states which show different things: no core exists.

    The arrays are those of `MergeTrace`; the last merge is the impossible one.
    """

    kind = "inconsistency"
    left: Longs
    right: Longs
    cause: Longs
    letter: Longs


@dataclass(frozen=True, eq=False)
class CoreSearch(Certificate):
    """For steps that branch: every complete abstraction below the given one is below this one.

    ``labels``: shape (states,), of the core.  ``left``, ``right``: shape (cases,), two states of one
    class with different steps, for each abstraction of a search that the core is not above.

    Why this proves anything: the search begins with the given abstraction.  If x and y are of one
    class, and their edges by some letter into a class C differ, then a complete abstraction below must
    merge C with another class that they reach by it.  The search goes through all these merges in turn.
    """

    kind = "core-by-search"
    labels: Longs
    left: Longs
    right: Longs


@dataclass(frozen=True, eq=False)
class NothingBelow(Certificate):
    """For steps that branch: no complete abstraction is below the given one; a search as in `CoreSearch`."""

    kind = "nothing-below"
    left: Longs
    right: Longs


@dataclass(frozen=True, eq=False)
class TwoGreatest(Certificate):
    """For steps that branch: two complete abstractions below the given one, and none above both.

    ``one``, ``other``: shape (states,), their labels.  ``left``, ``right``: a search as in `CoreSearch`,
    among the abstractions above both.
    """

    kind = "two-greatest"
    one: Longs
    other: Longs
    left: Longs
    right: Longs


@dataclass(frozen=True, eq=False)
class NothingBetween(Certificate):
    """Why no complete abstraction lies strictly between the given one, p, and equality.

    ``letter``, ``time``: shape (pairs,), for states x < y at place y (y - 1) / 2 + x.  For a pair that
    p identifies, the letter leads to a different pair of a smaller time, or it is -1: then merging
    the two forces all that p identifies, and ``merges`` (one number for each such pair, in order)
    says how many of ``left``, ``right``, ``cause``, ``by`` show it, as in `MergeTrace`.

    Why this proves anything: whoever identifies one pair identifies the pairs it leads to, and so at
    last all that p identifies.
    """

    kind = "nothing-between"
    letter: Longs
    time: Longs
    merges: Longs
    left: Longs
    right: Longs
    cause: Longs
    by: Longs


@dataclass(frozen=True, eq=False)
class Commuting(Certificate):
    """A map between the states of two systems: why the diagram with it commutes.

    ``alpha``: shape (low states,), the high state of each low one, -1 where nothing is claimed.
    """

    kind = "commuting"
    alpha: Longs


Minimality: TypeAlias = OrderedMinimality | CyclicMinimality | SignatureMinimality | SumMinimality

KINDS: dict[str, type[Certificate]] = {
    c.kind: c
    for c in (
        Completeness,
        Incompleteness,
        OrderedMinimality,
        CyclicMinimality,
        SignatureMinimality,
        SumMinimality,
        Stability,
        MergeTrace,
        Inconsistency,
        CoreSearch,
        NothingBelow,
        TwoGreatest,
        NothingBetween,
        Commuting,
    )
}


def entries(values: Any, what: str, dimension: int) -> npt.NDArray[Any]:
    """``values`` as a read-only array of int32 or int64; anything else is refused."""
    try:
        array = np.asarray(values)
    except (ValueError, OverflowError) as error:
        raise malformed(what, values, str(error)) from None
    if array.size == 0 and array.ndim == dimension and array.dtype.kind == "f":
        array = array.astype(np.int64)  # numpy's type for an empty list
    if array.dtype.kind not in "iu":
        raise malformed(what, values, f"its entries have type {array.dtype}")
    if array.ndim != dimension:
        raise malformed(what, values, f"it has {array.ndim} dimensions, not {dimension}")
    if array.dtype.kind == "u" and array.max(initial=0) > np.iinfo(np.int64).max:
        raise malformed(what, values, "an entry does not fit 64 bits")
    if array.dtype in (np.int32, np.int64) and is_frozen(array):
        return array
    return frozen(array.astype(np.int64))


def malformed(what: str, value: object, reason: str) -> Misuse:
    return Misuse(
        f"{what} of a certificate is an array of 64-bit integers",
        value=value,
        reason=reason,
        repair="make the certificate again; it may have been damaged on its way",
    )
