"""Branching systems: any number of next states, with letters and weights.

Main definition   `Branching`
Notes             The step of a state is flattened into edges (`abstractions.functor.flat`): its
                  *nodes* are the states and, in composite shapes such as P(A * D(X)), inner nodes;
                  nodes of one sort stand together, each sort before those that its edges lead to.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..abstraction import Abstraction
from ..arrays import Ints, frozen, jointly, renumbered
from ..errors import Misuse
from ..functor import MONOIDS, Functor, X
from ..functor.flat import NOWHERE, Letter, Path, raised, unscaled
from ..functor.sorts import monoid_of
from ..functor.sorts import sorts as shapes
from ..kernel import kernel
from ..parts import Names, as_set
from ..signatures import Edges, grouped, unlike
from .base import System
from .tidying import tidied

__all__ = ["Branching", "made"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Branching(System):
    """States ``0 .. n-1``, each with edges to others.

    - ``shape``        the functor
    - ``sorts``        where the nodes of each sort begin, and their number; int64; the first sort is
      that of the states
    - ``shown``        what is fixed in each node: a number into ``displays``, int32, shape (nodes,)
    - ``edges``        of all nodes; letters are numbers into ``alphabet``, int8, int16 or int32, whichever
      holds them; offsets are int32, or int64 if there are 2**31 edges or more
    - ``denominator``  of weights that are fractions: the edges hold whole numbers
    - ``initial``, ``state_names``  as in every system

    Edges of a node are sorted by letter and target, and those alike are added up.
    """

    shape: Functor
    sorts: Ints
    shown: Ints
    edges: Edges
    denominator: int
    alphabet: tuple[Letter, ...]
    displays: tuple[tuple[tuple[Path, Hashable], ...], ...]
    initial: Ints
    state_names: Names | None

    @property
    def states(self) -> int:
        """The number of states."""
        return int(self.sorts[1])

    @property
    def nodes(self) -> int:
        """The number of nodes: the states, and the inner nodes of composite shapes."""
        return int(self.sorts[-1])

    @property
    def letters(self) -> int:
        """The number of letters that edges have."""
        return len(self.alphabet)

    @property
    def functor(self) -> Functor:
        """The shape of a step."""
        return self.shape

    def unfold(self, s: int) -> Any:
        """The step of state s as a value of `functor`, in the form that `Functor.image` takes.

        >>> from fractions import Fraction
        >>> System.markov([(0, 0, "1/3"), (0, 1, "2/3"), (1, 1, 1)]).unfold(0) == frozenset(
        ...     {(0, Fraction(1, 3)), (1, Fraction(2, 3))})
        True
        """
        return raised(self.shape, self.known(s), self.read, self.denominator)

    def read(self, node: int) -> tuple[Mapping[Path, Any], dict[Path, list[tuple[Hashable, int, Any]]]]:
        """What is fixed in a node, and its edges by their place in the shape."""
        found: dict[Path, list[tuple[Hashable, int, Any]]] = {}
        e = self.edges
        for i in range(e.offsets[node], e.offsets[node + 1]):
            path, around = self.alphabet[e.letters[i] if e.letters.size else 0]
            weight = e.weights[i] if e.weights.size else 1
            found.setdefault(path, []).append((around, int(e.targets[i]), weight))
        return dict(self.displays[self.shown[node]]), found

    def sort_of(self, node: int) -> Functor:
        """The shape of a node."""
        k = int(np.searchsorted(self.sorts, node, side="right")) - 1
        return shapes(self.shape)[k]

    def weight(self, node: int, w: Any) -> Any:
        """A sum of weights at a node, as a person says it; None for no edge at all."""
        monoid = monoid_of(self.sort_of(node))
        if monoid is None:
            return bool(w)
        return monoid.zero if w is None else unscaled(w, monoid, self.denominator)

    @property
    def observation(self) -> Abstraction:
        """What one step shows, whatever its targets."""
        return Abstraction._canonical(jointly(self.shown[: self.states]))

    def seen(self, p: Abstraction) -> Ints:
        """Classes of nodes: of states, p and what they show; of inner nodes, what is fixed in them."""
        self.owns(p)
        if len(p) < 2 and self.nodes == self.states:
            return renumbered(self.shown, len(self.displays))[0]
        kept = np.full(self.nodes, len(p), np.int32)
        kept[: self.states] = p.labels
        return jointly(kept, self.shown)

    def spread(self, p: Abstraction) -> Ints:
        """Classes of nodes: of states, p; of inner nodes, what the functor leaves of them under p."""
        self.owns(p)
        classes = np.empty(self.nodes, np.int32)
        classes[: self.states] = p.labels
        count = len(p)
        for low, high in list(zip(self.sorts[1:-1], self.sorts[2:]))[::-1]:
            here = jointly(self.shown[low:high], grouped(self.edges, classes, int(low), int(high)))
            classes[low:high] = here + count
            count += int(here.max(initial=-1)) + 1
        return frozen(jointly(classes))

    def pullback(self, p: Abstraction) -> Abstraction:
        """What one step shows of p: the kernel of F(p) after the step.

        >>> s = System.labelled([(0, "a", 1), (0, "a", 2), (3, "a", 1), (2, "b", 2)])
        >>> print(s.pullback(Abstraction([0, 1, 2, 3])), s.pullback(Abstraction([0, 1, 1, 1])))
        0|1|2|3 03|1|2
        """
        step = grouped(self.edges, self.spread(p), 0, self.states)
        return Abstraction._canonical(jointly(self.shown[: self.states], step))

    def letter_name(self, a: int) -> str:
        """How a person calls letter ``a``: what stands around the target, and where."""
        path, around = self.alphabet[a]
        places = self.alphabet[0][0] != self.alphabet[-1][0]  # more than one: letters are in their order
        alike = places and any(around == other for b, (_, other) in enumerate(self.alphabet) if b != a)
        words = [str(i) for i in path if alike] + named(around)
        return " ".join(words) if words else "step"

    def state_name(self, s: int) -> str:
        """How a person calls a state; an inner node, by its number in its sort."""
        if self.displays[self.shown[s]] == NOWHERE:
            return "nothing"
        if s >= self.states:
            return f"{self.sort_of(s)} no. {s - int(self.sorts[np.searchsorted(self.sorts, s, 'right') - 1])}"
        return System.state_name(self, s)

    def display(self, s: int) -> str:
        """What state s shows, in words."""
        return ", ".join(word for _, value in self.displays[self.shown[s]] for word in named(value))

    def arrows(self) -> Iterator[tuple[int, str, int]]:
        """Every way from a state to a state, through inner nodes, with letters and weights."""
        e = self.edges

        def ways(node: int) -> Iterator[tuple[list[str], int]]:
            monoid = monoid_of(self.sort_of(node)) if node < self.sorts[-1] else None
            for i in range(e.offsets[node], e.offsets[node + 1]):
                name = self.letter_name(e.letters[i] if e.letters.size else 0)
                words = [] if name == "step" else [name]
                if monoid is not None and monoid is not MONOIDS["Or"]:
                    weight = e.weights[i] if e.weights.size else 1
                    words.append(str(unscaled(weight, monoid, self.denominator)))
                t = int(e.targets[i])
                if t < self.states or self.displays[self.shown[t]] == NOWHERE:
                    yield words, t
                else:
                    yield from ((words + more, end) for more, end in ways(t))

        for s in range(self.states):
            yield from ((s, " ".join(words), t) for words, t in ways(s) if t < self.states)

    def search(self, sources: Ints) -> tuple[Ints, Ints, Ints]:
        """Nodes in order of distance from ``sources``; of states as in `System.search`."""
        n = self.nodes
        order, parent, letter = np.empty(n, np.int32), np.full(n, -2, np.int32), np.zeros(n, np.int32)
        count = flood(
            self.edges.offsets, self.edges.letters, self.edges.targets, sources, order, parent, letter
        )
        order = order[:count]
        return frozen(order[order < self.states]), parent, letter

    def restrict(self, states: Any) -> Branching:
        """The system on ``states`` alone, as in `System.restrict`."""
        keep = self.kept(states)
        number = np.full(self.nodes, -1, np.int64)
        number[keep] = np.arange(keep.size)
        _, parent, _ = self.search(keep)
        leaving = np.flatnonzero((parent[: self.states] >= -1) & (number[: self.states] < 0))
        if leaving.size:
            t = int(leaving[0])
            s = int(parent[t])
            while s >= self.states:
                s = int(parent[s])
            raise Misuse(
                "a part is closed under the step",
                value=f"state {self.state_name(s)} has an edge to {self.state_name(t)}",
                reason="that state is not in the part",
                repair="take `system.reachable(states)`",
            )
        inner = self.states + np.flatnonzero(parent[self.states :] >= -1)
        nodes = np.concatenate((keep, inner))
        start = number[self.initial]
        return self.among(nodes, number, as_set(start[start >= 0]), keep)

    def among(self, nodes: Ints, number: Any, initial: Ints, named_as: Ints) -> Branching:
        """The system on some nodes, renamed to ``number``; those of a sort stand together."""
        number[nodes] = np.arange(nodes.size)
        e = self.edges
        degree = np.diff(e.offsets)[nodes]
        offsets = np.concatenate(([0], np.cumsum(degree)))
        taken = np.repeat(e.offsets[nodes] - offsets[:-1], degree) + np.arange(offsets[-1])
        inner = np.searchsorted(nodes[named_as.size :], self.sorts[1:])
        return made(
            self.shape,
            np.concatenate(([0], named_as.size + inner)),
            self.shown[nodes],
            Edges(
                offsets,
                e.letters[taken] if e.letters.size else e.letters,
                number[e.targets[taken]].astype(np.int32),
                e.weights[taken] if e.weights.size else e.weights,
                e.rules[nodes] if e.rules.size else e.rules,
            ),
            self.denominator,
            self.alphabet,
            self.displays,
            initial=initial,
            state_names=None if self.state_names is None else tuple(self.state_names[s] for s in named_as),
        )

    def quotient(self, p: Abstraction) -> Branching:
        """The system on the classes of p, as in `System.quotient`.

        >>> s = System.labelled([(0, "a", 1), (0, "a", 2), (3, "a", 1), (2, "b", 2)])
        >>> print(s.quotient(Abstraction([0, 1, 2, 3])))
        4 states, 4 edges, shape P(A * X)
        """
        classes = self.spread(p)
        count = int(classes.max(initial=-1)) + 1
        first = np.full(count, self.nodes)
        np.minimum.at(first, classes, np.arange(self.nodes))
        bad, like = unlike(self.edges, classes, count)
        apart = np.flatnonzero(self.shown != self.shown[first][classes])
        if bad >= 0 or apart.size:
            x, y = (bad, like) if bad >= 0 else (int(apart[0]), int(first[classes[apart[0]]]))
            raise Misuse(
                "a quotient is by a complete abstraction",
                value=f"states {self.state_name(y)} and {self.state_name(x)} of one class differ",
                reason="the class does not determine its step",
                repair="use `minimal_complete(system, p)`, or see `is_complete(system, p)`",
            )
        return self.among(first, classes.astype(np.int64), as_set(p.labels[self.initial]), first[: len(p)])

    def parts(self) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        """Names, and arrays."""
        names = (self.shape, self.denominator, self.alphabet, self.displays, self.state_names)
        return names, (self.sorts, self.shown, self.initial, *self.edges)

    def __str__(self) -> str:
        inner = f" ({self.nodes} with inner ones)" if self.nodes > self.states else ""
        return f"{self.states} states{inner}, {self.edges.targets.size} edges, shape {self.shape}"


def named(around: Any) -> list[str]:
    """What stands around a target, in words."""
    if around == X:
        return []
    return [word for part in around for word in named(part)] if isinstance(around, tuple) else [str(around)]


def made(*parts: Any, initial: Ints, state_names: Names | None) -> Branching:
    """The system with these parts, as `tidied` takes them."""
    shape, sorts, shown, edges, denominator, alphabet, displays = tidied(*parts)
    return Branching(shape, sorts, shown, edges, denominator, alphabet, displays, initial, state_names)


@kernel
def flood(
    offsets: Ints, letters: Ints, targets: Ints, sources: Ints, order: Ints, parent: Ints, letter: Ints
) -> int:
    """Breadth-first search; the number of nodes found."""
    count = 0
    for s in sources:
        if parent[s] == -2:
            parent[s] = -1
            order[count] = s
            count += 1
    done = 0
    while done < count:
        s = order[done]
        done += 1
        for e in range(offsets[s], offsets[s + 1]):
            t = targets[e]
            if parent[t] == -2:
                parent[t] = s
                letter[t] = letters[e] if letters.size > 0 else 0
                order[count] = t
                count += 1
    return count
