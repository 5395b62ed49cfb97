"""Abstractions: equivalence relations on a finite set of states, in the information order.

Main definition   `Abstraction`
Notes             Kept as labels, one integer a state, numbered by first occurrence: equal relations
                  are equal arrays, so equality and hashing are those of bytes.
Laws              `order_is_partial`, `sup_is_least`, `inf_is_greatest`, `absorption`,
                  `pullback_preserves_sups` in `abstractions.testing.laws`
Proof             proofs/Abstraction.v, `below_antisymmetric`, `sup_least`, `inf_greatest`,
                  `pullback_sup`
Source            theory of set partitions; the order is that of abstract interpretation reversed
                  (P. Cousot and R. Cousot, 1977): less is coarser.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt

from .arguments import applied, many
from .arrays import Ints, again, canonical, components, frozen, integers, jointly
from .errors import Misuse, brief

if TYPE_CHECKING:
    import networkx

__all__ = ["Abstraction"]

S = TypeVar("S")


@dataclass(frozen=True, slots=True, eq=False, init=False)
class Abstraction:
    """An equivalence relation on ``range(n)``: which differences between states we ignore.

    Ordered by information: ``p <= q`` iff equal for q implies equal for p, that is, iff p is a
    function of q.  Bottom is `trivial` (know nothing), top is `identity` (know the state).

    - ``p | q``  know both              (supremum: intersection of the relations)
    - ``p & q``  know what both know    (infimum: transitive closure of the union)

    ``labels``: int32 array, shape (states,), read-only; classes are numbered by first occurrence,
    so equal relations have equal labels.  ``len(p)`` counts the classes, ``p[s]`` is the class of s.

    >>> parity, thirds = (Abstraction.of(lambda s, k=k: s % k, range(6)) for k in (2, 3))
    >>> parity | thirds == Abstraction.identity(6)
    True
    >>> parity & thirds == Abstraction.trivial(6)
    True
    """

    labels: Ints
    classes: int

    def __init__(self, labels: Any) -> None:
        """The relation "equal label".  ``labels``: integers, shape (states,).  O(n).

        >>> Abstraction([5, 9, 5])
        Abstraction([0, 1, 0])
        """
        self._set(canonical(integers(labels, "an array of labels")))

    def _set(self, labels: Ints, classes: int | None = None) -> None:
        if classes is None:
            classes = int(labels.max()) + 1 if labels.size else 0
        object.__setattr__(self, "labels", labels)
        object.__setattr__(self, "classes", classes)

    @classmethod
    def _canonical(cls, labels: npt.NDArray[Any], classes: int | None = None) -> Abstraction:
        """Labels that are known to be numbered by first occurrence; ``classes``: how many, if that is known."""
        p = cls.__new__(cls)
        p._set(frozen(labels), classes)
        return p

    def __reduce__(self) -> Any:
        return again, (Abstraction, {"labels": self.labels, "classes": self.classes})

    # ---- building -------------------------------------------------------------------------

    @classmethod
    def identity(cls, n: int) -> Abstraction:
        """Top: every state is known."""
        labels = np.arange(n, dtype=np.int32)
        return cls._canonical(labels, labels.size)

    @classmethod
    def trivial(cls, n: int) -> Abstraction:
        """Bottom: nothing is known."""
        labels = np.zeros(n, np.int32)
        return cls._canonical(labels, min(labels.size, 1))

    @classmethod
    def of(cls, f: Callable[[S], Hashable] | Mapping[S, Hashable], states: Iterable[S]) -> Abstraction:
        """The kernel of a map: states with equal values are equivalent.

        ``f``: a function or a mapping, defined on each of ``states``; its values are hashable.

        >>> Abstraction.of({"red": "stop", "amber": "stop", "green": "go"}, ["red", "amber", "green"])
        Abstraction([0, 0, 1])
        """
        number: dict[Hashable, int] = {}
        labels = []
        for s in states:
            if isinstance(f, Mapping):
                if s not in f:
                    raise Misuse(
                        "the map is defined on every state",
                        value=s,
                        reason="the mapping has no such key",
                        repair="add the state, or leave it out of the states",
                    )
                value = f[s]
            else:
                value = applied(f, f"the map at {brief(s)}", s)
            if isinstance(value, float) and value != value:
                raise Misuse(
                    "a value is equal to itself",
                    value=f"{value} at state {brief(s)}",
                    reason="NaN is equal to nothing, so that each such state would be a class",
                    repair="return None, or a text, for no value",
                )
            try:
                labels.append(number.setdefault(value, len(number)))
            except TypeError:
                raise Misuse(
                    "the values of the map are hashable",
                    value=f"{brief(value)} at state {brief(s)}",
                    reason=f"a {type(value).__name__} cannot be compared by hash",
                    repair="return a tuple, a number or a string",
                ) from None
        return cls._canonical(np.array(labels, np.int32))

    @classmethod
    def from_blocks(cls, blocks: Iterable[Iterable[int]], states: int) -> Abstraction:
        """The relation with these classes; states in no block are alone.

        >>> Abstraction.from_blocks([[1, 3], [0, 4]], states=5)
        Abstraction([0, 1, 2, 1, 0])
        """
        labels = np.arange(states, dtype=np.int32)
        owner = np.full(states, -1)
        for i, members in enumerate(blocks):
            block = integers(list(members), f"block {i}", bound=states)
            if (taken := np.flatnonzero(owner[block] >= 0)).size:
                s = int(block[taken[0]])
                raise Misuse(
                    "blocks are disjoint",
                    value=f"state {s}",
                    reason=f"it is in block {owner[s]} and in block {i}",
                    repair="merge the two blocks or drop the state from one",
                )
            owner[block] = i
            if block.size:
                labels[block] = block.min()
        return cls(labels)

    @classmethod
    def from_components(cls, graph: networkx.Graph[Any], states: Iterable[Any]) -> Abstraction:
        """Connected (for a directed graph: weakly connected) states are equivalent.

        ``states`` fixes the numbering; each is a node of ``graph`` or is alone.
        """
        import networkx

        if graph.is_directed():
            parts = networkx.weakly_connected_components(graph)
        else:
            parts = networkx.connected_components(graph)
        part = {s: (0, i) for i, nodes in enumerate(parts) for s in nodes}
        listed = list(states)
        return cls.of({s: part.get(s, (1, i)) for i, s in enumerate(listed)}, listed)

    # ---- reading --------------------------------------------------------------------------

    @property
    def states(self) -> int:
        """How many states the relation is on."""
        return int(self.labels.size)

    @property
    def representatives(self) -> Ints:
        """The first state of each class: int32, shape (classes,), increasing."""
        first = np.empty(self.classes, np.int32)
        first[self.labels[::-1]] = np.arange(self.states - 1, -1, -1, dtype=np.int32)
        return frozen(first)

    def blocks(self) -> list[Ints]:
        """The classes, each an increasing array of its states.

        >>> [b.tolist() for b in Abstraction([0, 1, 0]).blocks()]
        [[0, 2], [1]]
        """
        order = np.argsort(self.labels, kind="stable").astype(np.int32)
        sizes = np.bincount(self.labels, minlength=self.classes)
        return np.split(order, np.cumsum(sizes)[:-1]) if self.states else []

    def __len__(self) -> int:
        return self.classes

    def __bool__(self) -> bool:
        return True  # an abstraction of no states is still an abstraction

    __iter__ = None  # len() counts classes and p[s] takes states: neither is a sequence

    def __getitem__(self, s: int) -> int:
        if not isinstance(s, (int, np.integer)) or not 0 <= s < self.states:
            raise Misuse(
                "the class of a state is asked for",
                value=s,
                reason=f"states are 0 to {self.states - 1}",
                repair="use a number in that range; system.index(name) gives that of a name",
            )
        return int(self.labels[s])

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> npt.NDArray[Any]:
        return np.array(self.labels, dtype=dtype) if copy else np.asarray(self.labels, dtype)

    def __repr__(self) -> str:
        shown = self.labels.tolist() if self.states <= 40 else "..."
        tail = "" if self.states <= 40 else f", {many(self.classes, 'class')} of {self.states} states"
        return f"Abstraction({shown}{tail})"

    def __str__(self) -> str:
        """The blocks, as one writes them on the board: ``02|1``."""
        if self.states > 200:
            return f"{many(self.classes, 'class')} of {self.states} states"
        gap = " " if self.states > 10 else ""
        return "|".join(gap.join(map(str, block)) for block in self.blocks())

    # ---- the lattice ----------------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Abstraction):
            return NotImplemented
        return bool(np.array_equal(self.labels, other.labels))

    def __hash__(self) -> int:
        return hash((self.states, self.labels.tobytes()))

    def __le__(self, other: Abstraction) -> bool:
        """Whether ``self`` is a function of ``other``.  O(n)."""
        self._same_states(other)
        value = self.labels[other.representatives]
        return bool(np.array_equal(value[other.labels], self.labels))

    def __ge__(self, other: Abstraction) -> bool:
        return other <= self

    def __lt__(self, other: Abstraction) -> bool:
        return self <= other and self.classes < other.classes

    def __gt__(self, other: Abstraction) -> bool:
        return other < self

    def __or__(self, other: Abstraction) -> Abstraction:
        """Know both.  O(n log n) at worst."""
        self._same_states(other)
        if self.classes <= 1 or other.classes == other.states:
            return other
        if other.classes <= 1 or self.classes == self.states:
            return self
        return Abstraction._canonical(jointly(self.labels, other.labels))

    def __and__(self, other: Abstraction) -> Abstraction:
        """Know what both know.  Near-linear."""
        self._same_states(other)
        left = frozen(self.labels[other.representatives][other.labels])
        root = components(self.classes, left, self.labels)
        return Abstraction._canonical(canonical(root[self.labels]))

    def pullback(self, g: Any) -> Abstraction:
        """``m ~ m'`` iff ``g m`` and ``g m'`` are equivalent here.  O(m).

        ``g``: integers in ``range(states)``, shape (m,).  Monotone, and preserves suprema.

        >>> Abstraction([0, 0, 1]).pullback([2, 1, 0, 2])
        Abstraction([0, 1, 1, 0])
        """
        g = integers(g, "a map into the states", bound=self.states)
        return Abstraction._canonical(canonical(self.labels[g]))

    def _same_states(self, other: Abstraction) -> None:
        if not isinstance(other, Abstraction):
            raise TypeError(f"an Abstraction cannot be compared with a {type(other).__name__}")
        if self.states != other.states:
            raise Misuse(
                "two abstractions compared are on the same states",
                value=f"{self.states} states and {other.states} states",
                reason="knowledge about different sets is not ordered",
                repair="pull one of them back along a map between the sets",
            )
