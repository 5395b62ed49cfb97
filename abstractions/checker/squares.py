"""Commuting diagrams: every square, at every state the map is defined on."""

from __future__ import annotations

import numpy as np

from ..abstraction import Abstraction
from ..certificate import Commuting
from ..matching import Map, compared, matched_letters, translation
from ..system import Branching, Deterministic, System, beside
from .refusal import require

__all__ = ["check_commuting"]


def check_commuting(
    c: Commuting, low: System, high: System, loads: list[tuple[int, int]], outputs: Map
) -> None:
    """``loads``: the low and the high state into which each input loads, if inputs are known."""
    alpha = c.alpha
    require(alpha.size == low.states, f"alpha has {alpha.size} entries for {low.states} states")
    require(alpha.min(initial=0) >= -1 and alpha.max(initial=-1) < high.states, "alpha leaves high")
    if low.initial.size and high.initial.size:
        starts = np.isin(alpha[low.initial], high.initial)
        require(starts.all(), "an initial state is not mapped to an initial state")
    if isinstance(low, Branching) or isinstance(high, Branching):
        both = beside(low, high)
        low_states = np.where(alpha >= 0, alpha, high.states)  # as undefined ones, all alike
        step = both.pullback(Abstraction(np.concatenate((low_states, np.arange(high.states))))).labels
        domain = np.flatnonzero(alpha >= 0)
        same = step[domain] == step[low.states + alpha[domain]]
        require(same.all(), f"the step square fails at state {domain[~same][:1]}")
        return
    assert isinstance(low, Deterministic) and isinstance(high, Deterministic)
    letters = matched_letters(low, high)
    domain = np.flatnonzero(alpha >= 0)
    image = alpha[domain]
    for a in range(low.letters):
        under, over = alpha[low.table[domain, a]], high.table[image, letters[a]]
        require(np.array_equal(under, over), f"the step square fails under letter {a}")
    for start, goal in loads:
        require(alpha[start] == goal, f"state {start}, which an input loads, is not mapped to {goal}")
    if low.halting is not None and high.halting is not None:
        same = low.halting[domain] == high.halting[image]
        require(same.all(), "the termination square fails")
    if compared(low, high):
        ends = np.ones(domain.size, np.bool_)
        if low.halting is not None:
            ends &= low.halting[domain]
        if high.halting is not None:
            ends &= high.halting[image]
        assert low.outputs is not None and high.outputs is not None
        shown = translation(low, high, outputs)[low.outputs[domain[ends]]]
        seen = high.outputs[image[ends]]
        seen = seen[:, letters] if seen.ndim == 2 else seen
        require(np.array_equal(shown, seen), "the output square fails")
