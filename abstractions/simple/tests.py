"""Tests: yes-or-no questions about a state, of which decision trees are made.

Main definitions  `Tests`, `named_tests`
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..arguments import applied, names_of
from ..arrays import Ints
from ..errors import Misuse, brief
from ..system import System
from .coordinates import columns_of
from .family import names_for

__all__ = ["Tests", "named_tests"]


@dataclass(frozen=True)
class Tests:
    """Named tests on ``states`` states, each as the set of states where it is true.

    Sets of states are numbers, with a bit for each state: they are small here.
    """

    __test__ = False  # no test of this library

    states: int
    names: tuple[str, ...]
    true: tuple[int, ...]


def named_tests(
    system: System, tests: Mapping[str, Callable[[Any], bool]] | None, columns: Any, names: Any
) -> Tests:
    """The tests that are given, or for each coordinate and value whether it has it.  Errors: `Misuse`.

    A coordinate with two values has one test, named after it: whether it has not the first one.
    """
    if tests is not None:
        if columns is not None or names is not None:
            raise Misuse(
                "tests are given, or else coordinates from which they are made",
                value="tests, and "
                + " and ".join(["columns"] * (columns is not None) + ["names"] * (names is not None)),
                reason="the one would leave the other unread",
                repair="leave one out",
            )
        if not isinstance(tests, Mapping) or not all(map(callable, tests.values())):
            raise Misuse(
                "tests are functions by name",
                value=tests,
                reason="a tree is told in their names",
                repair='write tests={"is zero": lambda m: m == 0}',
            )
        states = system.state_names or range(system.states)
        found = []
        for name, test in tests.items():
            values = [applied(test, f"the test {name!r} at {brief(s)}", s) for s in states]
            wrong = [v for v in values if not isinstance(v, int | np.integer | np.bool_) or v not in (0, 1)]
            if wrong:
                raise Misuse(
                    "a test is true or false",
                    value=f"{brief(wrong[0])}, a value of {name!r}",
                    reason="a tree branches in two",
                    repair="compare the value with something",
                )
            found.append(as_set(values))
        return Tests(system.states, names_of(list(tests), "the names of tests"), tuple(found))
    rows = columns_of(system, columns)
    called = names_for(names, rows.shape[1], "coordinates")
    pairs = []
    shown = rows if columns is not None else None
    for i, name in enumerate(called):
        values = sorted(set(rows[:, i].tolist()))
        if len(values) == 2:
            pairs.append((name, as_set(rows[:, i] == values[1])))
        elif len(values) > 2:
            for v in values:
                pairs.append((f"{name} = {value_name(system, shown, rows, i, v)}", as_set(rows[:, i] == v)))
    return Tests(system.states, tuple(name for name, _ in pairs), tuple(true for _, true in pairs))


def value_name(system: System, shown: Ints | None, rows: Ints, i: int, v: int) -> str:
    """How a person calls a value of a coordinate."""
    if shown is not None or system.state_names is None:
        return str(v)
    row: Any = system.state_names[rows[:, i].tolist().index(v)]
    return str(row[i])


def as_set(values: Any) -> int:
    """The states where a test is true, as a number."""
    return sum(1 << s for s, v in enumerate(values) if v)
