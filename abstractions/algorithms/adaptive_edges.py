"""Coarsest complete refinement of steps that branch: rounds for shallow systems, a queue for deep ones.

Problem    Given edges between nodes and labels p, the least complete abstraction above p.
Method     Weights that add up, or few edges: `splitter_edges`.  Other weights: `dirty_states`.  None:
           `dirty_states`, whose rounds are the fastest where few are needed; if it does not end soon
           after them, `splitter_edges` begins anew.
Invariant  That of whichever gives the answer.
Stops      As these do.
Cost       That of `splitter_edges` or `dirty_states`; where there are no weights, a few rounds and one.
Proof      proofs/README.md, "An order of sums" and "An order of signatures"
Source     Measured: tests/benchmarks/branching.py
Role       The default for steps that branch.
Limits     Those of `dirty_states`.
"""

from __future__ import annotations

from ..arrays import Ints
from ..certificate import SignatureMinimality, SumMinimality
from ..signatures import Edges
from .dirty_states import dirty_states, within
from .splitter_edges import splittable, splitter_edges

__all__ = ["adaptive_edges"]

PATIENCE = 32
"""After the rounds, so many states and edges may be looked at again as there are, divided by this."""

FEW = 1 << 17
"""So few edges and their nodes stay in a cache of some MB, where the queue takes at most a quarter longer
than rounds, and on deep systems a third of their time."""


def adaptive_edges(edges: Edges, labels: Ints) -> SignatureMinimality | SumMinimality:
    """The classes of all nodes, and why they are as few as can be; ``labels`` as in `splitter_edges`."""
    if not splittable(edges):
        return dirty_states(edges, labels)
    if edges.weights.size or edges.targets.size < FEW:
        return splitter_edges(edges, labels)
    patience = (edges.nodes + edges.targets.size) // PATIENCE
    return within(edges, labels, patience) or splitter_edges(edges, labels)
