"""The core and its absence, by a trace of merges that every complete abstraction below makes.

The same in Coq: proofs/CheckMerges.v, `check_merges`, `check_merges_spec`, `shows_core_sound`.
"""

from __future__ import annotations

import numpy as np

from ..abstraction import Abstraction
from ..arrays import canonical, components, frozen
from ..certificate import Inconsistency, MergeTrace
from ..system import Deterministic
from .complete import representatives
from .refusal import require

__all__ = ["check_inconsistency", "check_merges"]


def check_merges(c: MergeTrace, system: Deterministic, p: Abstraction) -> None:
    classes = int(c.labels.max(initial=-1)) + 1
    representatives(c.labels, classes, system, Abstraction.trivial(system.states))
    q = Abstraction(c.labels)
    require(q <= p, "it does not lie below the given abstraction")
    check_trace(c, system, p)
    root = components(system.states, frozen(c.left.astype(np.int32)), frozen(c.right.astype(np.int32)))
    require(np.array_equal(canonical(root), q.labels), "the merges do not make these classes")


def check_inconsistency(c: Inconsistency, system: Deterministic, p: Abstraction) -> None:
    require(c.left.size, "it has no merge")
    check_trace(c, system, p)
    x, y = int(c.left[-1]), int(c.right[-1])
    shown = system.observation
    require(shown[x] != shown[y], f"states {x} and {y} of the last merge show the same")


def check_trace(c: MergeTrace | Inconsistency, system: Deterministic, p: Abstraction) -> None:
    """Every merge is between states that p identifies, or between successors of an earlier one."""
    n, letters = system.table.shape
    sizes = {c.left.size, c.right.size, c.cause.size, c.letter.size}
    require(len(sizes) == 1, "its arrays have different lengths")
    for what, array, low, high in (
        ("state", c.left, 0, n),
        ("state", c.right, 0, n),
        ("cause", c.cause, -1, c.left.size),
        ("letter", c.letter, -1, letters),
    ):
        require(array.min(initial=0) >= low and array.max(initial=-1) < high, f"a {what} is out of range")
    require((c.cause < np.arange(c.left.size)).all(), "a merge is caused by a later one")
    given = c.cause < 0
    require((p.labels[c.left[given]] == p.labels[c.right[given]]).all(), "a first merge is not given")
    cause, letter = c.cause[~given], c.letter[~given]
    require((letter >= 0).all(), "a later merge has no letter")
    for side in (c.left, c.right):
        image = system.table[side[cause], letter]
        require(np.array_equal(image, side[~given]), "a later merge is not the image of its cause")
