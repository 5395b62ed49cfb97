"""References: on which inputs the nodes of a scrubbed circuit run, and what of them matters.

Main definitions  `References`, `Sampler`
Notes             A node n of the interpretation is scrubbed on a reference.  It draws references for its
                  parents among data that are *alike* for them, by one of four samplers:

                  conditional    for each parent apart: the interpretation gives it the value that it has
                                 on the reference of n
                  together       one draw for all parents: each has its value on the reference of n
                  exact          the reference of n itself
                  unconditional  for each parent apart: any of the data

                  Treeified, a node is scrubbed anew for each child, on a reference from this child.  With
                  one draw, it is scrubbed once, on the reference from its *last* child, in the order of
                  the nodes of the interpretation; other children take the value that comes of it.  (For
                  "together" this child's draw still agrees on all of the child's parents.)

                  Two references between which no draw distinguishes are in one class: what comes of a
                  node is computed class by class.  Classes never depend on chance.
Source            L. Chan et al., Causal scrubbing, 2022
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np

from ...arguments import chosen
from ...arrays import Ints, jointly
from .correspondence import Correspondence

__all__ = ["References", "Sampler"]

Sampler = Literal["conditional", "together", "exact", "unconditional"]


@dataclass(frozen=True, eq=False)
class References:
    """Who draws which reference among the data, and what of a reference matters to each node.

    ``data``: numbers of values, shape (data, inputs of the circuit).  Labels have shape (data,).
    """

    hypothesis: Correspondence
    data: Ints
    sampler: Sampler
    treeified: bool
    known: dict[int, Ints] = field(default_factory=dict)

    def __post_init__(self) -> None:
        chosen("the sampler", self.sampler, "conditional", "together", "exact", "unconditional")

    @cached_property
    def values(self) -> Ints:
        """What the interpretation says on each of the data, shape (nodes, data)."""
        return self.hypothesis.read(self.data)

    @cached_property
    def last_child(self) -> dict[int, int]:
        """For each node but the output, its last child."""
        return {p: n for n in self.hypothesis.needed for p in self.hypothesis.parents(n)}

    def drawn_by(self, n: int) -> tuple[tuple[int, ...], ...]:
        """The parents that a node draws references for, those together that share one draw."""
        own = tuple(p for p in self.hypothesis.parents(n) if self.treeified or self.last_child[p] == n)
        if self.sampler == "together":
            return (own,) if own else ()
        return tuple((p,) for p in own)

    def alike(self, n: int, group: tuple[int, ...]) -> Ints:
        """The classes of data within which a node draws the reference of these parents."""
        same = np.zeros(len(self.data), np.int32)
        if self.sampler == "conditional":
            return jointly(same, *(self.values[p] for p in group))
        if self.sampler == "together":
            return jointly(same, *(self.values[p] for p in self.hypothesis.parents(n)))
        if self.sampler == "exact":
            return jointly(same, *(self.matters(p) for p in group))
        return same

    def matters(self, n: int) -> Ints:
        """The classes of references on which the same comes of a node."""
        if n not in self.known:
            labels = [np.zeros(len(self.data), np.int32)]
            if self.hypothesis.reads_input(n):
                labels.append(self.column(n))
            labels += [self.alike(n, group) for group in self.drawn_by(n)]
            self.known[n] = jointly(*labels)
        return self.known[n]

    def column(self, n: int) -> Ints:
        """For a node that stands for an input, the numbers of its values on the data."""
        inputs = self.hypothesis.circuit.inputs
        found: Ints = self.data[:, inputs.index(self.hypothesis.match[n])]
        return found

    def kept(self, n: int) -> Ints:
        """For a node that stands for an input, the number of its value in each class of references."""
        found: Ints = self.column(n)[first(self.matters(n))]
        return found


def first(labels: Ints) -> Ints:
    """The first member of each class."""
    found: Ints = np.unique(labels, return_index=True)[1]
    return found
