"""What flows where: the rows of a random step, and what the classes of an abstraction see of them.

Main definitions  `Flow`, `flow_of`, `Seen`
Notes             A *row* is a state and a letter of positive weight, with the distribution of what comes:
                  for a deterministic step one target, for a Markov chain several.  Under an abstraction a
                  row stands in a *context*, its class and letter, and what comes is a *code*: what is shown
                  and the class of the next state.  All measures are functions of contexts and codes.
Law               `defect_is_the_least_probability_of_a_wrong_prediction` in `abstractions.testing.laws`
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ..abstraction import Abstraction
from ..arrays import Ints, jointly
from ..errors import Misuse
from ..system import Branching, Deterministic, System, tabled
from .counts import whole_numbers
from .distribution import Distribution

__all__ = ["Flow", "Seen", "flow_of"]


@dataclass(frozen=True, slots=True)
class Flow:
    """The rows of a system that have weight, and their edges.

    - ``source``, ``letter``, ``shown``  of each row: its state, its letter, what is shown (a number)
    - ``weight``   of each row, whole numbers over ``total``
    - ``row``, ``target``, ``chance``  of each edge; chances of a row sum to ``denominator``
    """

    states: int
    letters: int
    source: Ints
    letter: Ints
    shown: Ints
    weight: npt.NDArray[Any]
    total: int
    row: Ints
    target: Ints
    chance: npt.NDArray[Any]
    denominator: int

    @property
    def unit(self) -> int:
        """The whole of what flows: weights times chances."""
        return self.total * self.denominator

    def under(self, q: Abstraction) -> Flow:
        """The rows of the quotient by q, which must be complete on the support."""
        cell = jointly(q.labels[self.source], self.letter)
        first = first_of(cell)
        number = np.full(self.source.size, -1, np.int64)
        number[first] = np.arange(first.size)
        kept = number[self.row] >= 0
        edge = jointly(self.row[kept], q.labels[self.target[kept]])
        place = first_of(edge)
        return Flow(
            len(q), self.letters, q.labels[self.source][first], self.letter[first], self.shown[first],
            summed(cell, self.weight, first.size), self.total, number[self.row[kept]][place],
            q.labels[self.target[kept]][place], summed(edge, self.chance[kept], place.size), self.denominator,
        )  # fmt: skip

    def seen(self, p: Abstraction) -> Seen:
        """The same through the eyes of p."""
        context = p.labels[self.source].astype(np.int64) * self.letters + self.letter
        code = self.shown.astype(np.int64)[self.row] * len(p) + p.labels[self.target]
        row, chance = self.row, self.chance
        if row.size > self.source.size:  # edges of one row to one class are one
            cell = jointly(row, code)
            first = first_of(cell)
            chance = summed(cell, chance, first.size)
            row, code = row[first], code[first]
        weight = whole_numbers(self.weight, self.unit)[row]
        cell = (
            jointly(context[row], code, jointly(chance))
            if self.denominator > 1
            else jointly(context[row], code)
        )
        first = first_of(cell)
        chance = whole_numbers(chance, self.unit)
        return Seen(context[row][first], code[first], chance[first], summed(cell, weight, first.size), self)


@dataclass(frozen=True, slots=True)
class Seen:
    """What comes in each context: with which chance each code, and for rows of what weight together.

    One entry for each context, code and positive chance; codes of chance zero have none.
    """

    context: Ints
    code: Ints
    chance: npt.NDArray[Any]
    weight: npt.NDArray[Any]
    flow: Flow


def first_of(labels: Ints) -> Ints:
    """The first place of each label of a canonical array."""
    first = np.empty(int(labels.max(initial=-1)) + 1, np.int64)
    first[labels[::-1]] = np.arange(labels.size - 1, -1, -1)
    return first


def summed(cell: Ints, values: npt.NDArray[Any], cells: int) -> npt.NDArray[Any]:
    """The sums of values by cell."""
    found = np.zeros(cells, values.dtype)
    np.add.at(found, cell, values)
    return found


def flow_of(system: System, weights: Any) -> tuple[Flow, Distribution]:
    """The rows of weight of a system; the distribution.  ``weights`` as `Distribution.of` takes them.

    A distribution over states alone counts all letters alike.  Errors: `Misuse`.
    """
    of = Distribution.of(weights, system)
    if isinstance(system, Branching) and not system.functor.branches:
        system = tabled(system)
    if isinstance(system, Deterministic):
        letters = system.letters
        whole, total = spread(of, letters)
        source, letter = np.nonzero(whole)
        mealy = system.outputs is not None and system.outputs.ndim == 2
        shown = system.outputs[source, letter] if mealy else system.observation.labels[source]  # type: ignore[index]
        edges = np.arange(source.size), system.table[source, letter], np.ones(source.size, np.int64), 1
        return Flow(
            system.states, letters, source, letter, jointly(shown), whole[source, letter], total, *edges
        ), of
    assert isinstance(system, Branching)
    e = system.edges
    letters = max(system.letters, 1)
    owner = np.repeat(np.arange(system.nodes), np.diff(e.offsets))
    row = owner * letters + (e.letters if e.letters.size else 0)
    if system.nodes > system.states or not e.weights.size or not random(system, row, letters):
        raise Misuse(
            "the step is deterministic, or gives each state (and letter) a distribution of the next one",
            value=f"shape {system.functor}",
            reason="a defect is the probability of a wrong prediction, and here some steps have no probability",
            repair="give the edges probabilities: System.markov, or System.of with D(X), O * D(X) or D(X)**A",
        )
    whole, total = spread(of, letters)
    kept = whole.reshape(-1)[row] != 0
    number = np.cumsum(whole.reshape(-1) != 0) - 1
    source, letter = np.nonzero(whole)
    shown = system.observation.labels[source]
    edges = number[row[kept]], e.targets[kept], e.weights[kept], system.denominator
    return Flow(system.states, letters, source, letter, shown, whole[source, letter], total, *edges), of


def spread(of: Distribution, letters: int) -> tuple[npt.NDArray[Any], int]:
    """Whole numbers for each state and letter, and their sum.  Errors: `Misuse`."""
    if of.whole.ndim == 1:
        total = of.total * letters
        return np.repeat(whole_numbers(of.whole, total)[:, None], letters, axis=1), total
    if of.whole.shape[1] != letters:
        raise Misuse(
            "a distribution over states and letters has a column for each letter",
            value=f"shape {of.whole.shape}",
            reason=f"the system has {letters} letters",
            repair="give one probability for each state, or for each state and letter",
        )
    return of.whole, of.total


def random(system: Branching, row: Ints, letters: int) -> bool:
    """Whether the weights of each state and letter are not negative and sum to one."""
    weights = system.edges.weights
    if weights.dtype == object and not all(isinstance(w, int) for w in weights):
        return False
    sums = summed(row, weights, system.states * letters)
    return bool((sums == system.denominator).all()) and bool((weights >= 0).all())
