"""Sub-circuits: how often are the outputs right, if only some parts carry what they should?

Main definitions  `Subcircuit`, `faithful`, `greedy`
Notes             Faithfulness is the part of all cases (see `abstractions.circuit.subcircuit.ablation`) on which the
                  outputs are those of the whole circuit.  It is not monotone: more parts may be worse.
                  So a greedy pass may miss what `abstractions.circuit.subcircuit.minimal` finds.
Laws              `faithfulness_counts_every_case`, `a_greedy_pass_cuts_what_costs_little` in
                  `abstractions.testing.laws`
Source            A. Conmy et al., Towards automated circuit discovery, arXiv 2304.14997 (the greedy pass)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from ...arrays import Ints
from ...errors import Misuse
from ..circuit import Circuit, Values
from .ablation import Ablation, Carried, Edge, Kind, Part
from .boxes import Runs

__all__ = ["Subcircuit", "faithful", "greedy", "part_of_one", "subcircuit", "told"]


@dataclass(frozen=True)
class Subcircuit:
    """Some parts of a circuit, and on what part of all cases they give its outputs.

    ``kept``: the parts, in the order of the circuit.  ``edges``: those that carry what their source says,
    which are the parts themselves, if the parts are edges.
    """

    kept: tuple[Part, ...]
    edges: tuple[Edge, ...]
    faithfulness: Fraction

    def __str__(self) -> str:
        said = ", ".join(map(told, self.kept)) or "nothing"
        return f"{said}: the same outputs on {self.faithfulness} of all cases"


def told(part: Part) -> str:
    """A part in words."""
    return part if isinstance(part, str) else " -> ".join(part)


def faithful(
    circuit: Circuit,
    kept: Iterable[Part],
    data: Iterable[Values] | Ints | None = None,
    *,
    ablation: Carried = "resample",
    parts: Kind = "edges",
) -> Subcircuit:
    """How faithful some parts are: edges; or ``parts="nodes"``, each with all edges out of it.

    ``ablation``: what edges that are cut carry; "resample", what their source says on every other input;
    "mean" of the data, or "zero", which must be among the `values` of the node; or a value for each node.
    Cost: a run for each two inputs that differ.  Errors: `Misuse`; `BudgetExceeded` above 10^8 of them.

    >>> c = Circuit.of({"A": lambda x: x, "B": lambda y: y, "out": lambda A, B: A | B},
    ...                values={"x": (0, 1), "y": (0, 1)})
    >>> print(faithful(c, [("x", "A"), ("A", "out")]))
    x -> A, A -> out: the same outputs on 3/4 of all cases
    >>> print(faithful(c, ["x", "A"], ablation={"y": 1, "B": 1}, parts="nodes"))
    x, A: the same outputs on 3/4 of all cases
    """
    kept = tuple(kept)
    question = Ablation.of(circuit, data, ablation, parts, kept)
    return subcircuit(question, Runs(question), question.number(kept))


def subcircuit(question: Ablation, runs: Runs, kept: int) -> Subcircuit:
    """A set of parts that is given as a number, with its faithfulness."""
    part = Fraction(runs.most(kept), question.total)
    return Subcircuit(question.named(kept), question.edges(kept), part)


def greedy(
    circuit: Circuit,
    data: Iterable[Values] | Ints | None = None,
    *,
    loss: Fraction | int | str = 0,
    order: Iterable[Part] | None = None,
    ablation: Carried = "resample",
    parts: Kind = "edges",
) -> Subcircuit:
    """One pass from the outputs backwards: cut each part whose loss costs no more than a threshold.

    ``loss``: of faithfulness, for one part.  ``order``: of the parts that are tried (default: the last one
    first); the answer depends on it, and need not be smallest, nor minimal.  Cost: as `faithful`, for each
    part.  Errors: as there.

    >>> c = Circuit.of({"A": lambda x, y: x & y, "out": lambda A, x: A | x}, values={"x": (0, 1), "y": (0, 1)})
    >>> print(greedy(c))
    x -> A, A -> out, x -> out: the same outputs on 1 of all cases
    >>> print(greedy(c, order=[("x", "A"), ("y", "A")], loss="1/4"))
    A -> out, x -> out: the same outputs on 7/8 of all cases
    """
    allowed = part_of_one("the loss of a part", loss)
    question = Ablation.of(circuit, data, ablation, parts)
    tried = question.parts[::-1] if order is None else tuple(order)
    runs, kept = Runs(question), question.number(question.parts)
    now = question.total
    for bit in [question.number([part]) for part in tried]:
        then = runs.most(kept & ~bit)
        if now - then <= allowed * question.total:
            kept, now = kept & ~bit, then
    return subcircuit(question, runs, kept)


def part_of_one(what: str, value: Fraction | int | str) -> Fraction:
    """A number from 0 to 1, exactly.  Errors: `Misuse`."""
    if isinstance(value, (Fraction, int, str)) and not isinstance(value, bool):
        try:
            found = Fraction(value)
        except (ValueError, ZeroDivisionError):
            found = Fraction(-1)
        if 0 <= found <= 1:
            return found
    raise Misuse(
        f"{what} is a rational number from 0 to 1",
        value=value,
        reason="it is a part of all cases; floats would not say which",
        repair='write 1, Fraction(9, 10) or "0.9"',
    )
