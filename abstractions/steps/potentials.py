"""Potentials: what is paid at least up to each layer, as a reason why no marks cost less.

Main definitions  `Chain`, `Potentials`, `proved`
Notes             Candidates that follow each other form a chain of layers; a choice marks some of them, and
                  between two that it marks one after the other the labels of the first must determine those
                  of the second.  Numbers, one for each layer, that never grow by more than it costs to go
                  from a marked layer to the next are a bound for every choice: the dual of a shortest path.
                  A chain that closes to a cycle has some marked layer: there are numbers for each first one.
                  Where the labels do determine is looked at only for steps over which the numbers grow more.
Law               `no_covering_proves_dearer_marks` in `abstractions.testing.laws`
Source            R. Bellman, 1958 (shortest paths); linear programming duality
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ..arrays import Ints
from ..checker.refusal import require
from .covering import is_map
from .parts import numbers

if TYPE_CHECKING:
    from ..algorithms.mark_search import MarkProblem

__all__ = ["Chain", "Potentials", "blocks", "proved"]


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """Candidates that follow each other, and what is paid at least.

    - ``layers``  the candidates, int64, shape (layers,)
    - ``least``   at each place what is paid before it at least, 2^62 where none gets there: of a chain with
      ends, int64, shape (layers + 2,), from the states before the first layer to what follows the last; of
      one that closes, shape (layers, layers + 1), a row for each first marked layer, round to itself
    """

    layers: npt.NDArray[np.int64]
    least: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Potentials:
    """Chains, no two of which have a layer in common."""

    chains: tuple[Chain, ...]

    def __str__(self) -> str:
        layers = sum(chain.layers.size for chain in self.chains)
        return f"potentials of {layers} layers in {len(self.chains)} chains"


def proved(problem: MarkProblem, reason: Potentials) -> int:
    """What every choice costs at least, 2^62 or more if there is none.  Refused if the numbers grow too fast.

    O(layers^2) array operations for a chain, and for one that closes O(layers) as many.
    """
    require(type(reason.chains) is tuple, "there are no chains")
    members = blocks(problem.of, problem.fixed.size)
    after = problem.of[problem.f]
    total, taken = problem.mark * int((problem.fixed == 1).sum()), np.zeros(problem.fixed.size, np.bool_)
    for chain in reason.chains:
        require(type(chain) is Chain, "a chain is none")
        own = numbers(chain.layers, "the layers of a chain", (None,), 0, problem.fixed.size)
        require(own.size, "a chain has no layers")
        alone = np.unique(own).size == own.size and not taken[own].any()
        require(alone and (problem.fixed[own] == 2).all(), "a layer is always marked, or in a chain twice")
        taken[own] = True
        layers = [members[c] for c in own]
        for states, following in zip(layers, own[1:].tolist()):
            require((after[states] == following).all(), "a layer does not lead to the next one")
        ends = after[layers[-1]]
        if type(chain.least) is np.ndarray and chain.least.ndim == 2:
            require((ends == own[0]).all(), "the chain does not close")
            least = numbers(chain.least, "what is paid at least", (own.size, own.size + 1))
            total += problem.mark + around(problem, layers, least)
        else:
            require((problem.fixed[ends] == 1).all(), "the chain does not end at what is always marked")
            least = numbers(chain.least, "what is paid at least", (own.size + 2,))
            starts = np.flatnonzero((problem.fixed[problem.of] == 1) & (after == own[0]))
            wanted = growing(problem, [starts, *layers], least)
            require_torn(problem, [starts, *layers], wanted)
            total += int(least[-1])
    return total


def around(problem: MarkProblem, layers: list[Ints], least: npt.NDArray[np.int64]) -> int:
    """The least of what is paid on the way round, whichever layer is marked first."""
    n = len(layers)
    wanted = np.zeros((n, n + 1), np.bool_)
    for i in range(n):
        wanted |= np.roll(growing(problem, layers[i:] + layers[:i], least[i]), i, axis=0)
    require_torn(problem, layers, wanted)
    return int(least[:, -1].min())


def growing(problem: MarkProblem, layers: list[Ints], least: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """``[i, d]``: whether the numbers grow by more than it costs to go d layers from layer i to a mark."""
    last = len(layers)
    require(least[0] == 0, "something is paid before the beginning")
    sizes = np.array([int((~problem.halted[states]).sum()) for states in layers], np.int64)[:, None]
    i, j = np.arange(last)[:, None], np.arange(last + 1)[None, :]
    price = problem.skip * np.maximum(j - i - 1, 0) * sizes + problem.mark * (j < last)
    from_, to = np.nonzero((j > i) & (least[None, :] > least[:last, None] + price))
    found = np.zeros((last, last + 1), np.bool_)
    found[from_, to - from_] = True
    return found


def require_torn(problem: MarkProblem, layers: list[Ints], wanted: npt.NDArray[np.bool_]) -> None:
    """Refused unless after so many steps from each layer its labels determine neither labels nor what is
    shown, that is, unless there the way from mark to mark is closed.
    """
    for i, states in enumerate(layers):
        distances = np.flatnonzero(wanted[i])
        if not distances.size or not is_map(problem.labels[states], problem.shown[states]):
            continue
        now: Any = states
        for d in range(1, int(distances[-1]) + 1):
            now = problem.f[now]
            open_ = wanted[i, d] and is_map(problem.labels[states], problem.labels[now])
            require(not open_, f"what is paid grows by too much over {d} layers")


def blocks(of: Ints, count: int) -> list[Ints]:
    """The states of each candidate."""
    order = np.argsort(of, kind="stable")
    return np.split(order, np.cumsum(np.bincount(of, minlength=count))[:-1]) if count else []
