"""Distributions over states: how much each state (and letter) counts, exactly.

Main definition   `Distribution`
Notes             Kept as whole numbers over their sum, without a common divisor.  States of weight zero are outside the *support*: nothing is asked of them.
Law               `defect_is_the_least_probability_of_a_wrong_prediction` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
import numpy.typing as npt

from ..arguments import mapping_of
from ..arguments import whole as whole_of
from ..arrays import MOST, Ints, frozen
from ..computation import Computation
from ..errors import Misuse
from ..system import System
from ..system.exact import exact
from .counts import counted, whole_numbers

__all__ = ["Distribution"]


@dataclass(frozen=True, slots=True, eq=False)
class Distribution:
    """Probabilities of states, or of states and letters: ``whole / total``.

    ``whole``: integers, shape (states,) or (states, letters), read-only, with sum ``total`` > 0.

    >>> Distribution.of(["1/2", "1/3", "1/6"])
    Distribution([3, 2, 1] / 6)
    """

    whole: Ints
    total: int

    def __post_init__(self) -> None:
        kept = counted(self.whole)
        total = int(kept.sum())
        if type(self.total) is not int or self.total != total:
            raise Misuse(
                "the whole numbers of a distribution have its total as their sum",
                value=f"the sum {total}, and the total {self.total!r}",
                reason="each probability is one of them over the total",
                repair="write Distribution.counts(...), which adds them up",
            )
        if not total:
            raise Misuse(
                "a distribution has a support",
                value="weights that are all zero" if kept.size else "no weights",
                reason="there is nothing that could be predicted",
                repair="give some state a positive weight",
            )
        common = int(np.gcd.reduce(kept.reshape(-1)))
        object.__setattr__(self, "whole", frozen(whole_numbers(kept // common, total // common)))
        object.__setattr__(self, "total", total // common)

    @classmethod
    def counts(cls, whole: Any) -> Distribution:
        """Probabilities in proportion to whole numbers, such as how often each state was seen.

        >>> Distribution.counts([6, 0, 3])
        Distribution([2, 0, 1] / 3)
        """
        kept = counted(whole)
        return cls(kept, int(kept.sum()))

    @classmethod
    def uniform(cls, states: int) -> Distribution:
        """Each of ``states`` states with the same probability."""
        return cls.counts(np.ones(whole_of(states, "the number of states", least=1, most=MOST), np.int64))

    @classmethod
    def of(cls, weights: Any, system: System | int | None = None) -> Distribution:
        """Probabilities as a sequence (one for each state), an array (states, letters), or a mapping.

        ``weights``: exact numbers with sum 1 (integers, fractions, texts such as "1/3"); None: uniform.
        The keys of a mapping are states of ``system``, by name if they have one; the others have weight 0.
        Errors: `Misuse`, also if the sum is not 1.
        """
        if isinstance(system, System) or system is None:
            states = None if system is None else system.states
        else:
            states = system = whole_of(system, "the number of states", most=MOST)
        if isinstance(weights, Distribution):
            found = weights
        elif weights is None and states is not None:
            found = cls.uniform(states) if states else cls.counts([])
        else:
            if isinstance(weights, Mapping):
                weights = cls.listed(weights, system)
            array = np.asarray(weights, object)
            if array.ndim not in (1, 2):
                raise Misuse(
                    "a distribution is a sequence, an array (states, letters) or a mapping",
                    value=weights,
                    reason=f"a {type(weights).__name__} of shape {array.shape} is none",
                    repair="give one probability for each state, or None and a number of states: all alike",
                )
            found = cls.normal(array)
        if states is not None and len(found.whole) != states:
            raise Misuse(
                "a distribution gives each state its probability",
                value=f"{len(found.whole)} probabilities",
                reason=f"there are {states} states",
                repair="give one for each state, or a mapping from some states",
            )
        return found

    @classmethod
    def normal(cls, array: npt.NDArray[Any]) -> Distribution:
        """Probabilities with sum 1.  Errors: `Misuse`."""
        entries = exact(array.reshape(-1).tolist())
        total = sum(entries, Fraction(0))
        if total != 1:
            raise Misuse(
                "the probabilities of a distribution sum to 1",
                value=f"the sum {total}",
                reason="what is left over is the probability of nothing",
                repair="divide by the sum, or write Distribution.counts(...) for numbers in proportion",
            )
        common = lcm(*(w.denominator for w in entries))
        whole = np.array([int(w * common) for w in entries], object).reshape(array.shape)
        return cls.counts(whole)

    @staticmethod
    def listed(weights: Mapping[Any, Any], system: System | int | None) -> list[Any]:
        """The weights of a mapping in the order of the states."""
        if system is None:
            raise Misuse(
                "the states of a mapping are those of a system",
                value=weights,
                reason="none was given",
                repair="write Distribution.of(weights, system)",
            )
        if isinstance(system, int):
            places: dict[Hashable, int] = {s: s for s in range(system)}
        else:
            names: Any = range(system.states) if system.state_names is None else system.state_names
            places = {name: s for s, name in enumerate(names)}
        found: list[Any] = [0] * len(places)
        for name, w in weights.items():
            if name not in places:
                raise Misuse(
                    "a distribution is one of the system's states",
                    value=name,
                    reason="there is no such state",
                    repair="use the names of states, or their numbers if they have none",
                )
            found[places[name]] = w
        return found

    @classmethod
    def of_inputs(
        cls, c: Computation, weights: Mapping[Any, Any] | None = None, after: int = 0
    ) -> Distribution:
        """Where the runs on random inputs are after so many steps, as a distribution over ``c.system``.

        ``weights``: of the inputs, by value; None: uniform.  Errors: `Misuse`.

        >>> c = Computation(step=[0, 0, 1], halts=[True, False, False], load=[0, 1, 2, 2])
        >>> Distribution.of_inputs(c), Distribution.of_inputs(c, after=1)
        (Distribution([1, 1, 2] / 4), Distribution([1, 1, 0] / 2))
        """
        loads = c.loads if isinstance(c, Computation) else {}
        if not loads:
            raise Misuse(
                "a distribution over inputs is that of a computation with inputs",
                value="no inputs" if isinstance(c, Computation) else repr(c),
                reason="it was built without" if isinstance(c, Computation) else "it is no Computation",
                repair="pass `inputs=` when building the computation",
            )
        steps = whole_of(after, "a number of steps")
        known = {x: i for i, x in enumerate(loads)}
        if weights is not None:
            for x in mapping_of(weights, "the weights of inputs", '{"an input": "1/2", "another": "1/2"}'):
                if x not in known:
                    raise Misuse(
                        "a distribution is one of the computation's inputs",
                        value=x,
                        reason="it is none of them",
                        repair="use the inputs that the computation was built with",
                    )
            weights = {known[x]: w for x, w in weights.items()}
        of = cls.of(weights, len(known))
        states, step = np.array(list(loads.values())), c.system.step
        while steps:
            if steps & 1:
                states = step[states]
            steps >>= 1
            step = step[step] if steps else step
        whole = np.zeros(c.system.states, of.whole.dtype)
        np.add.at(whole, states, of.whole)
        return cls.counts(whole)

    @property
    def of_states(self) -> Distribution:
        """The distribution of the state alone."""
        return self if self.whole.ndim == 1 else Distribution.counts(self.whole.sum(axis=1))

    def __getitem__(self, s: Any) -> Fraction:
        """The probability of a state, by number; or of a state and a letter, as a pair."""
        place = s if isinstance(s, tuple) else (s,)
        if len(place) != self.whole.ndim:
            raise Misuse(
                "a probability is that of a state" + " and a letter" * (self.whole.ndim == 2),
                value=repr(s),
                reason=f"the distribution has shape {self.whole.shape}",
                repair="write of[s]" if self.whole.ndim == 1 else "write of[s, a], or of.of_states[s]",
            )
        for number, size, what in zip(place, self.whole.shape, ("a state", "a letter")):
            whole_of(number, what, most=size - 1)
        return Fraction(int(self.whole[place]), self.total)

    def __iter__(self) -> Iterator[Fraction]:
        return (self[s] for s in range(len(self)))

    def __len__(self) -> int:
        return len(self.whole)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Distribution):
            return NotImplemented
        return self.total == other.total and bool(np.array_equal(self.whole, other.whole))

    def __hash__(self) -> int:
        return hash((self.total, self.whole.shape))

    def __repr__(self) -> str:
        shown = self.whole.tolist() if self.whole.size <= 40 else f"{self.whole.shape} whole numbers"
        return f"Distribution({shown} / {self.total})"
