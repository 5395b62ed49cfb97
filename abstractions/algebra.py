"""Algebras: finite sets with operations of any arity; their complete abstractions are congruences.

Main definition   `Algebra`
Notes             An algebra is a map F(M) -> M where a system is one M -> F(M).  An equivalence relation
                  is preserved by all operations iff it is preserved by their *translations*, the
                  operations with all arguments but one fixed.  So an algebra is asked about by way of
                  the deterministic system of its translations.
Law               `congruences_are_preserved_by_all_operations` in `abstractions.testing.laws`
Source            A. I. Mal'cev, 1954; R. Freese, Computing congruences efficiently, 2008
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

from .abstraction import Abstraction
from .arguments import applied
from .arrays import Ints, frozen, integers
from .errors import Misuse, brief
from .parts import Names, distinct_names
from .system import Deterministic, System

__all__ = ["LARGEST", "Algebra"]

LARGEST = 100_000_000
"""More entries than this are not made of the translations of all operations."""


@dataclass(frozen=True, eq=False)
class Algebra:
    """Elements ``0 .. n-1`` (or by name) with operations: an array with one axis for each argument.

    Equal when operations and names are equal.

    >>> s3 = Algebra.of([(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)],
    ...                 {"after": lambda f, g: tuple(f[i] for i in g)})
    >>> from abstractions.lattice import complete_abstractions
    >>> [len(p) for p in complete_abstractions(s3)]         # its normal subgroups: S3, A3 and 1
    [1, 2, 6]
    """

    operations: Mapping[str, Ints]
    elements: Names | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.operations, Mapping):
            raise Misuse(
                "an algebra has operations by name",
                value=self.operations,
                reason=f"a {type(self.operations).__name__} is no mapping",
                repair='write Algebra({"+": table})',
            )
        given = {name: table_of(name, table) for name, table in self.operations.items()}
        sizes = {length for table in given.values() for length in table.shape}
        n = len(self.elements) if self.elements is not None else max(sizes, default=0)
        tables = {}
        for name, table in given.items():
            if set(table.shape) - {n}:
                raise Misuse(
                    "an operation has a value for every choice of its arguments",
                    value=f"{name} of shape {table.shape}",
                    reason=f"there are {n} elements",
                    repair="give an array with one axis of that length for each argument",
                )
            whole = table.reshape(-1) if table.ndim else table.reshape(1)
            tables[name] = frozen(
                integers(whole, f"the table of {name}", bound=n).reshape(table.shape).view()
            )
        object.__setattr__(self, "operations", tables)
        object.__setattr__(self, "elements", distinct_names(self.elements, "element", n))
        if not any(table.ndim for table in tables.values()):
            raise Misuse(
                "an algebra has an operation with an argument",
                value=f"{len(tables)} operations",
                reason="constants alone forbid no equivalence relation",
                repair="give an operation",
            )

    @classmethod
    def of(cls, elements: Iterable[Hashable], operations: Mapping[str, Callable[..., Any]]) -> Algebra:
        """The algebra of functions on hashable elements; how many arguments each takes is asked of it.

        One call for each choice of arguments.  Errors: `Misuse` if a value is no element.
        """
        from inspect import signature

        names = distinct_names(elements, "element", 0, more=True) or ()
        place = {name: i for i, name in enumerate(names)}
        tables = {}
        for called, f in operations.items():
            try:
                arity = len(signature(f).parameters)
            except (ValueError, TypeError) as error:
                raise Misuse(
                    f"how many arguments {called} takes can be asked of it",
                    value=f,
                    reason=str(error),
                    repair="write a lambda with named arguments",
                ) from None
            values = []
            for arguments in product(names, repeat=arity):
                said = f"{called}({', '.join(map(brief, arguments))})"
                value = applied(f, said, *arguments)
                if not isinstance(value, Hashable) or value not in place:
                    raise Misuse(
                        "an operation stays inside the elements",
                        value=f"{said} = {brief(value)}",
                        reason="that is no element",
                        repair="add it to the elements, or mend the operation",
                    )
                values.append(place[value])
            tables[called] = np.array(values).reshape((len(names),) * arity)
        return cls(tables, names)

    @property
    def states(self) -> int:
        """The number of elements."""
        return next(len(table) for table in self.operations.values() if table.ndim)

    @cached_property
    def system(self) -> Deterministic:
        """The system of all translations, ``f(0,_)``, ``f(_,0)`` and so on.  O(arity n ** arity)."""
        n, letters, columns = self.states, [], []
        entries = sum(table.ndim * table.size for table in self.operations.values())
        if entries > LARGEST:
            raise Misuse(
                f"translations have at most {LARGEST} entries together",
                value=f"{entries}",
                reason=f"each operation with k arguments makes k of its tables, with {n} elements",
                repair="leave operations out, or take generators only",
            )
        for name, table in self.operations.items():
            for free in range(table.ndim):
                for fixed in product(range(n), repeat=table.ndim - 1):
                    place: list[Any] = [*fixed[:free], slice(None), *fixed[free:]]
                    words = ("_" if isinstance(i, slice) else str(i) for i in place)
                    letters.append(name if table.ndim == 1 else f"{name}({','.join(words)})")
                    columns.append(table[tuple(place)])
        return System.deterministic(
            np.stack(columns, axis=1), state_names=self.elements, letter_names=letters
        )

    def quotient(self, p: Abstraction) -> Algebra:
        """The algebra on the classes of p, named after their first elements.

        Errors: `Misuse` if p is no congruence.
        """
        self.system.quotient(p)  # says so
        first = p.representatives
        small = {
            name: p.labels[table[np.ix_(*[first] * table.ndim)]] for name, table in self.operations.items()
        }
        names = None if self.elements is None else tuple(self.elements[i] for i in first)
        return Algebra(small, names)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Algebra):
            return NotImplemented
        mine, theirs = self.operations, other.operations
        return (
            self.elements == other.elements
            and mine.keys() == theirs.keys()
            and all(np.array_equal(mine[name], theirs[name]) for name in mine)
        )

    def __hash__(self) -> int:
        return hash((self.elements, *((name, table.tobytes()) for name, table in self.operations.items())))

    def __repr__(self) -> str:
        kinds = ", ".join(f"{name}/{table.ndim}" for name, table in self.operations.items())
        return f"<Algebra: {self.states} elements, {kinds}>"


def table_of(name: str, table: Any) -> Any:
    """The table of an operation as an array.  Errors: `Misuse`."""
    try:
        return np.asarray(table)
    except (ValueError, TypeError) as error:
        raise Misuse(
            f"the table of {name} is an array",
            value=table,
            reason=str(error),
            repair="give every row the same length",
        ) from None
