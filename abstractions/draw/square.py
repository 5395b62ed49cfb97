"""What a picture shows of a case in which two circuits differ.

Main definition   `Square`
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from ..circuit import FailingInterchange, FailingMixture, FailingNode

__all__ = ["Case", "Square"]

Case = FailingInterchange | FailingMixture | FailingNode
"""A counterexample about an alignment."""


class Square(NamedTuple):
    """Two runs: the ``values`` of the nodes of low and of high, those that are ``fixed``, and what is ``apart``.

    ``apart``: for the high nodes on which the sides differ, what low means and what high says.  Of
    distributions there are no values.
    """

    values: tuple[Mapping[str, Any], Mapping[str, Any]]
    fixed: tuple[frozenset[str], frozenset[str]]
    apart: Mapping[str, tuple[Any, Any] | None]
    story: str

    @classmethod
    def of(cls, case: Case) -> Square:
        a = case.alignment
        if isinstance(case, FailingNode):
            low, high = case.sides
            run = a.low.run(case.base, case.do)
            numbers = np.array([[a.low.index(n, run[name])] for n, name in enumerate(a.low.names)])
            above = a.high.parents[a.high.number(case.node)]
            said = {a.high.names[p]: a.high.domains[p][int(a.image(p, numbers)[0])] for p in above}
            cells = frozenset(case.do)
            whole = {a.high.names[p] for p in above if {a.low.names[n] for n in a.cells[p]} <= cells}
            values = (run, said | {case.node: high})
            return cls(values, (cells, frozenset(whole)), {case.node: (low, high)}, str(case))
        names = {*case.sources, *(case.settings if isinstance(case, FailingInterchange) else ())}
        fixed = {a.low.names[n] for name in names for n in a.cells[a.high.number(name)]}
        if isinstance(case, FailingMixture):
            outputs = dict.fromkeys(a.high.names[n] for n in case.compare)
            return cls(({}, {}), (frozenset(fixed), frozenset(names)), outputs, str(case))
        if case.unmapped is not None:
            fixed |= {a.low.names[n] for n in a.unmapped}
        runs = tuple(
            {name: c.domains[n][v] for n, (name, v) in enumerate(zip(c.names, found[:, 0].tolist()))}
            for c, found in zip((a.low, a.high), case.values)
        )
        low, high = case.sides
        apart = {name: (low[name], high[name]) for name in low if low[name] != high[name]}
        return cls((runs[0], runs[1]), (frozenset(fixed), frozenset(names)), apart, str(case))
