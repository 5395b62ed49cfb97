"""Computations: a memory, its step, and the way in and out.

Main definition   `Computation`
Notes             ``m = load(x); while not halts(m): m = step(m); return read(m)``.  The definition
                  says nothing of what the step does after halting; here a halted computation stays
                  as it is (the *stopped dynamics*), and `Computation.system` has the shape O + X.
Laws              `run_reads_the_end_of_the_trace`, `execution_theorem` in `abstractions.testing.laws`
Proof             proofs/Computation.v, `execution`, `yields_trace`, `yields_soon`, `reachable_least`
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from .arguments import budget_of, defined
from .arrays import integers
from .errors import BudgetExceeded, Misuse, NeverHalts, brief
from .explore import BUDGET, explore, explore_vectorised
from .parts import named
from .system import Deterministic, System

__all__ = ["Computation"]


class Computation:
    """The five-part machine ``(step, halts, load, read)`` on a set of memory states.

    Each part is a function, a mapping, or an array over states ``0 .. n-1`` (for ``load``: over
    inputs ``0 .. i-1``).  ``load`` and ``read`` default to doing nothing.

    - ``inputs``  the inputs of interest; needed for `system` unless ``states`` is given
    - ``states``  all memory states, in order; without it, those reachable from the inputs
      (every notion is then taken over the reachable part)
    - ``vectorised``  the functions take and return arrays of integers, one entry a state
    - ``budget``  how many states or steps to look at before giving up

    Errors: `Misuse`, `BudgetExceeded`, `NeverHalts`.

    >>> countdown = Computation(
    ...     step=lambda m: m - 1, halts=lambda m: m == 0, read=lambda m: "zero", inputs=range(4)
    ... )
    >>> countdown.run(3), countdown.trace(3)
    ('zero', [3, 2, 1, 0])
    >>> print(countdown.system)
    4 states, shape O + X
    """

    def __init__(
        self,
        step: Any,
        halts: Any,
        load: Any = None,
        read: Any = None,
        *,
        inputs: Iterable[Hashable] | None = None,
        states: Iterable[Hashable] | int | None = None,
        vectorised: bool = False,
        budget: int = BUDGET,
    ) -> None:
        budget_of(budget)
        self.step = Part.of("step", step, vectorised)
        self.halts = Part.of("halts", halts, vectorised)
        self.load = Part.of("load", load, vectorised)
        self.read = Part.of("read", read, vectorised)
        if states is None and self.step.array is not None:
            states = len(self.step.array)
        if inputs is None and self.load.array is not None:
            inputs = range(len(self.load.array))
        self.states: Sequence[Hashable] | None = (
            range(states)
            if isinstance(states, (int, np.integer))
            else None
            if states is None
            else tuple(states)
        )
        self.inputs = None if inputs is None else tuple(inputs)
        self.budget = budget

    def trace(self, x: Hashable) -> list[Any]:
        """The states of the run on input ``x``, the halting one last.  Raises `NeverHalts`."""
        states = [self.load(x)]
        seen: dict[Any, int] = dict.fromkeys(named(tuple(states)), 0)
        while not self.halts(states[-1]):
            m = self.step(states[-1])
            named((m,))
            first = seen.setdefault(m, len(states))
            if first < len(states):
                raise NeverHalts(x, states[:first], states[first:])
            states.append(m)
            if len(states) > self.budget:
                raise BudgetExceeded(
                    f"the run on {brief(x)} halts or repeats within {self.budget} steps",
                    value=f"{brief(m)} after {self.budget} steps",
                    reason="neither happened, so it is unknown whether the run halts",
                    repair="raise `budget`, or look at the states in `partial`",
                    partial=states,
                )
        return states

    def run(self, x: Hashable) -> Any:
        """The output on input ``x``.  Raises `NeverHalts` with the cycle if there is none."""
        return self.read(self.trace(x)[-1])

    @cached_property
    def system(self) -> Deterministic:
        """The stopped dynamics, shape O + X, on ``states`` or on what the inputs can reach.

        States keep their names; the initial states are the loaded inputs, without repetitions
        (`loads` tells which is whose); outputs are read at halting states only.
        """
        return self.system_with(())

    def system_with(self, others: Iterable[Any]) -> Deterministic:
        """`system`, explored from the states ``others`` as well (unless ``states`` was given)."""
        names, table = self._explored(others) if self.states is None else self._tabled(self.states)
        halting = np.asarray(self.halts.each(names), np.bool_)
        ends = np.flatnonzero(halting)
        values: dict[Hashable, int] = {}
        shown = np.zeros(len(names), np.int32)
        read = named(tuple(self.read.each([names[i] for i in ends.tolist()])))
        shown[ends] = [values.setdefault(v, len(values)) for v in read]
        initial = self._numbers(self.load.each(self.inputs or ()), names, "inputs load into")
        return System.deterministic(
            table,
            shown if ends.size else None,
            halting=halting,
            initial=list(dict.fromkeys(initial.tolist())),
            state_names=None if isinstance(names, range) else names,
            output_names=tuple(values) if ends.size else None,
        )

    @cached_property
    def loads(self) -> dict[Hashable, int]:
        """The number of the state into which each input loads."""
        return self.loads_in(self.system)

    def loads_in(self, system: Deterministic) -> dict[Hashable, int]:
        """The same for a ``system`` made by `system_with`."""
        names: Sequence[Hashable] = system.state_names or range(system.states)
        inputs = self.inputs or ()
        numbers = self._numbers(self.load.each(inputs), names, "inputs load into")
        return dict(zip(inputs, numbers.tolist()))

    def _explored(self, others: Iterable[Any]) -> tuple[Sequence[Hashable], npt.NDArray[Any]]:
        """What the inputs, and ``others``, reach under the stopped dynamics."""
        others = list(others)
        if self.inputs is None and not others:
            raise Misuse(
                "the states of the computation are known",
                value="neither `inputs` nor `states`",
                reason="exploration needs somewhere to begin",
                repair="pass `inputs=` (reachable part) or `states=` (all states)",
            )
        starts = [*self.load.each(self.inputs or ()), *others]
        if self.step.vectorised:
            codes, table = explore_vectorised(self._stopped_array, starts, budget=self.budget)
            return codes.tolist(), table[:, 0]
        found, table = explore(self._stopped, starts, budget=self.budget)
        return found, table[:, 0]

    def _tabled(self, states: Sequence[Hashable]) -> tuple[Sequence[Hashable], npt.NDArray[Any]]:
        """All the given states."""
        running = np.flatnonzero(~np.asarray(self.halts.each(states), np.bool_))
        table = np.arange(len(states))
        images = self.step.each([states[i] for i in running.tolist()])
        table[running] = self._numbers(images, states, "the step stays inside")
        return states, table

    def _numbers(self, values: Sequence[Hashable], names: Sequence[Hashable], claim: str) -> npt.NDArray[Any]:
        """The numbers of the states ``values``."""
        if isinstance(names, range) and len(values):
            return integers(values, f"{claim} the states: each", bound=len(names))
        place = {m: i for i, m in enumerate(names)}
        for v in values:
            if v not in place:
                raise Misuse(
                    f"{claim} the states",
                    value=v,
                    reason="that is not one of the states given",
                    repair="add it to `states`, or leave `states` out and give `inputs`",
                )
        return np.array([place[v] for v in values], np.int64)

    def _stopped(self, m: Any) -> Any:
        return m if self.halts(m) else self.step(m)

    def _stopped_array(self, m: npt.NDArray[Any]) -> npt.NDArray[Any]:
        running = ~np.asarray(self.halts.each(m), np.bool_)
        image = np.array(m)
        image[running] = self.step.each(m[running])
        return image


@dataclass(frozen=True, slots=True)
class Part:
    """One of the maps of a computation, applied to one value or to each of many."""

    name: str
    function: Callable[[Any], Any]
    vectorised: bool = False
    array: npt.NDArray[Any] | None = None

    @classmethod
    def of(cls, name: str, part: Any, vectorised: bool) -> Part:
        if part is None:
            return cls(name, lambda value: value, vectorised)
        if callable(part):
            return cls(name, part, vectorised)
        if isinstance(part, Mapping):
            return cls(name, part.__getitem__)
        array = np.array(part)  # a copy: later changes of the original change nothing here
        if array.ndim != 1 or array.dtype.kind == "O":
            raise Misuse(
                f"`{name}` is a function, a mapping or an array with one entry a state",
                value=part,
                reason=f"it is a {type(part).__name__} of shape {array.shape}",
                repair="pass a callable",
            )

        def look_up(m: Any) -> Any:
            if np.min(m, initial=0) < 0 or np.max(m, initial=-1) >= len(array):
                raise IndexError(f"{brief(m)} is not in range({len(array)})")
            return array[m]

        return cls(name, look_up, True, array)

    def __call__(self, value: Any) -> Any:
        if self.vectorised:
            return self.each([value])[0]
        return defined(self.function, f"{self.name}({brief(value)})", value)

    def each(self, values: Sequence[Any] | npt.NDArray[Any]) -> Sequence[Any]:
        if not self.vectorised:
            return [self(value) for value in values]
        if not len(values):
            return []
        images = defined(self.function, f"{self.name} of {len(values)} states", np.asarray(values))
        listed: list[Any] = np.asarray(images).tolist()
        if len(listed) != len(values):
            raise Misuse(
                f"a vectorised `{self.name}` keeps the length of its array",
                value=f"{len(listed)} values for {len(values)} states",
                reason="one value is needed for each state",
                repair="return an array as long as the argument",
            )
        return listed
