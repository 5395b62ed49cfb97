"""Hypothesis strategies for machines and abstractions.  They shrink to the smallest machine."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from ..abstraction import Abstraction
from ..computation import Computation
from ..system import System

__all__ = ["abstractions", "computations", "questions", "systems"]


def abstractions(states: int) -> st.SearchStrategy[Abstraction]:
    """Abstractions of ``range(states)``; shrinks to the trivial one."""
    labels = st.lists(st.integers(0, max(states - 1, 0)), min_size=states, max_size=states)
    return labels.map(Abstraction)


@st.composite
def systems(draw: st.DrawFn, max_states: int = 8, max_letters: int = 3, shape: str | None = None) -> System:
    """Deterministic systems with initial states.

    ``shape``: "X", "moore", "mealy", "halting"; None for any.
    """
    n = draw(st.integers(1, max_states))
    kind = shape or draw(st.sampled_from(["X", "moore", "mealy", "halting"]))
    k = 1 if kind == "halting" else draw(st.integers(1, max_letters))
    state, output = st.integers(0, n - 1), st.integers(0, 2)

    def table(entry: st.SearchStrategy[int], columns: int) -> Any:
        return np.array(draw(st.lists(entry, min_size=n * columns, max_size=n * columns))).reshape(n, columns)

    step = table(state, k)
    outputs = None
    if kind != "X":
        outputs = table(output, k) if kind == "mealy" else table(output, 1)[:, 0]
    halting = table(st.integers(0, 1), 1)[:, 0].astype(bool) if kind == "halting" else None
    initial = draw(st.lists(state, min_size=1, max_size=3, unique=True))
    flat = k == 1 and kind != "mealy"
    return System.deterministic(step[:, 0] if flat else step, outputs, halting=halting, initial=initial)


def questions(
    max_states: int = 8, max_letters: int = 3, shape: str | None = None
) -> st.SearchStrategy[tuple[System, Abstraction]]:
    """A system, and an abstraction of its states; takes what `systems` takes."""
    machines = systems(max_states, max_letters, shape)
    return machines.flatmap(lambda s: st.tuples(st.just(s), abstractions(s.states)))


@st.composite
def computations(draw: st.DrawFn, max_states: int = 8, halt_always: bool = False) -> Computation:
    """Computations given by arrays; with ``halt_always`` every run halts."""
    n = draw(st.integers(1, max_states))
    if halt_always:
        step = [draw(st.integers(0, max(s - 1, 0))) for s in range(n)]
        halts = [s == 0 or draw(st.booleans()) for s in range(n)]
    else:
        step = draw(st.lists(st.integers(0, n - 1), min_size=n, max_size=n))
        halts = draw(st.lists(st.booleans(), min_size=n, max_size=n))
    inputs = draw(st.integers(1, 4))
    load = draw(st.lists(st.integers(0, n - 1), min_size=inputs, max_size=inputs))
    read = draw(st.lists(st.integers(0, 2), min_size=n, max_size=n))
    return Computation(step=step, halts=halts, load=load, read=read)
