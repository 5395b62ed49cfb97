"""Commuting diagrams: every square, at every state the map is defined on."""

from __future__ import annotations

import numpy as np

from ..certificate import Commuting
from ..system import System
from .refusal import require

__all__ = ["check_commuting"]


def check_commuting(c: Commuting, low: System, high: System) -> None:
    alpha, letters = c.alpha, c.letters
    require(alpha.size == low.states, f"alpha has {alpha.size} entries for {low.states} states")
    require(alpha.min(initial=0) >= -1 and alpha.max(initial=-1) < high.states, "alpha leaves high")
    require(letters.size == low.letters == high.letters, "not one high letter for each low one")
    require(np.array_equal(np.sort(letters), np.arange(high.letters)), "letters are not matched one to one")
    domain = np.flatnonzero(alpha >= 0)
    image = alpha[domain]
    for a in range(low.letters):
        under, over = alpha[low.table[domain, a]], high.table[image, letters[a]]
        require(np.array_equal(under, over), f"the step square fails under letter {a}")
    if low.initial.size and high.initial.size:
        starts = np.isin(alpha[low.initial], high.initial)
        require(starts.all(), "an initial state is not mapped to an initial state")
    ends = np.ones(domain.size, np.bool_)
    if low.halting is not None and high.halting is not None:
        ends = low.halting[domain]
        require(np.array_equal(ends, high.halting[image]), "the termination square fails")
    if c.outputs.size and low.outputs is not None and high.outputs is not None:
        require(c.outputs.size > low.outputs.max(initial=-1), "an output is not translated")
        shown, seen = c.outputs[low.outputs[domain[ends]]], high.outputs[image[ends]]
        require(shown.ndim == seen.ndim, "outputs are of different shapes")
        seen = seen[:, letters] if seen.ndim == 2 else seen
        require(np.array_equal(shown, seen), "the output square fails")
