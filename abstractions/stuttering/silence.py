"""Steps that may be silent: which systems have them, and which they are.

Main definition   `silence` (the edges of a system, and its silent letter)
Law               `branching_bisimilarity_is_coarsest` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, NamedTuple

from ..errors import Misuse, brief
from ..functor import Constant, Product, Sets, X
from ..signatures import Edges
from ..steps.marks import place_of
from ..system import Branching

__all__ = ["Quiet", "silence"]


class Quiet(NamedTuple):
    """The edges of a system, and the number of the silent letter."""

    edges: Edges
    silent: int


def silence(system: Branching, silent: Hashable) -> Quiet:
    """Where silent steps are.  In P(X) every step is, in P(A * X) those by the letter ``silent``.

    Errors: `Misuse` for other shapes, and where the letter is not named or not there.
    """
    shape = system.shape
    if isinstance(shape, Product) and isinstance(shape.left, Constant):
        shape = shape.right
    inner = shape.parts[0] if isinstance(shape, Sets) else None
    lettered = isinstance(inner, Product) and isinstance(inner.left, Constant) and inner.right == X
    if not lettered and inner != X:
        raise Misuse(
            "stuttering is for steps that are deterministic or sets",
            value=f"shape {system.shape}",
            reason="the shapes are X, O * X, O + X; P(X), P(A * X), also with outputs",
            repair="System.labelled(edges) makes a labelled transition system",
        )
    letters: list[Any] = [around for _, around in system.alphabet]
    names = [around[0] for around in letters] if lettered else []
    if not lettered and silent is not None:
        raise Misuse(
            "the silent letter is one of the system's",
            value=silent,
            reason=f"in the shape {system.shape} steps have no letters, and every one is silent",
            repair="leave `silent` out",
        )
    at = place_of(silent, names) if lettered else 0
    if at < 0:
        raise Misuse(
            "the silent letter is one of the system's",
            value=silent,
            reason=f"its letters are {', '.join(brief(str(name), 40) for name in names[:12])}"
            + ", ..." * (len(names) > 12),
            repair='name it: stuttering(system, p, silent="tau"); without one use minimal_complete',
        )
    return Quiet(system.edges, at)
