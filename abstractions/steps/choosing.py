"""Choosing the steps: the cheapest marks for which an abstraction commutes.

Main definition   `cheapest_marks`
Notes             Marks must meet every run again and again: every cycle has a marked state.  A mark has a
                  cost, and so has each concrete step that a long one skips.  Without the second cost the
                  answer tends to be *one giant step*: mark where runs begin and end, and everything
                  commutes.  If the choice is that one, it says so.
Laws              `chosen_marks_are_cheapest`, `cut_layers_are_cheapest`,
                  `cut_layers_of_a_circuit_are_cheapest`, `no_covering_proves_dearer_marks` in `abstractions.testing.laws`
Source            E. Jenner, Research agenda: Formalizing abstractions of computations, 2023 (a choice of
                  steps needs a cost)
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np

from ..abstraction import Abstraction
from ..arguments import budget_of, chosen
from ..computation import Computation
from ..errors import Misuse
from ..question import asked, asked_of_table
from ..system import System
from .choice import Choice, Method
from .covering import Covering
from .layers import by_layers
from .marks import MANY_RUNS, NO_MARKS, Marks, marked
from .parts import LARGE
from .problem import problem_of
from .ways import Asked

__all__ = ["cheapest_marks"]

FEW = 20
"""So many candidates are searched exactly unless told otherwise."""
LAYERED = 500
"""So many candidates are tried as layers unless told to: pairs of them are compared."""


def cheapest_marks(
    s: System | Computation,
    p: Any,
    *,
    among: Any = None,
    always: Marks = None,
    mark: Any = 1,
    skip: Any = 0,
    method: Method | None = None,
    budget: int = 5_000_000,
) -> Choice:
    """The cheapest marks for which p is complete for the first return.

    - ``p``       abstraction, labels, or a function of states
    - ``among``   the candidates: classes of an abstraction, labels or a function (such as the program
      counter), whose states are marked together; without it each state is one
    - ``always``  states that are marked in any case, with their classes; default: the initial and the
      halting ones
    - ``mark``    the cost of each marked class, ``skip`` that of each concrete step skipped by a long step
      (from each marked state: the steps but one); numbers from 0 on, exact, as 2, "1/3" or Fraction(1, 3)
    - ``method``  "exact": branch and bound, default up to 20 candidates that are not always marked;
      "layers": a shortest path, where candidates follow each other; "greedy": one change after the other,
      with the bound of the layers or a simple one (what is always marked, and for every other candidate a
      mark or the steps that surely pass it); default: exact, else layers if that gives the answer, else
      greedy, and exact again if that finds no marks to begin with
    - ``budget``  of cases of the search, or of sets that greedy looks at (nor does it look at more than
      3 * 10^7 states in all)

    Every cycle of the system gets a marked state.  ``check()`` of the answer proves its bound too, whatever
    the method.  Errors: `Refuted` with `NoMarks` if no marks will do;
    `BudgetExceeded` with the best `Choice` (or None) in ``partial``; `Misuse`.

    >>> slow = System.deterministic([1, 2, 3, 4, 5, 0])          # counts to three, resting after each
    >>> found = cheapest_marks(slow, [0, 0, 1, 1, 2, 2], skip="3/2")
    >>> found.classes, found.cost, found.optimal, found.giant
    ((0, 2, 4), Fraction(15, 2), True, False)
    >>> print(cheapest_marks(slow, [0, 0, 1, 1, 2, 2]))
    marks at 1 of 6 states: 4
    cost 1, and no choice is cheaper (exact)
    this is the trivial choice, one giant step: whatever is computed is computed within it;
    `skip=` makes the steps cost that it leaves out
    """
    budget_of(budget)
    if method is not None:
        chosen("the method", method, "exact", "layers", "greedy")
    low, q = asked_of_table(s, p, "marks", reason=MANY_RUNS, repair=NO_MARKS)
    if low.letters > 1:
        raise Misuse(
            "steps are chosen for a system without letters",
            value=f"shape {low.functor}",
            reason="where a step ends would depend on the letters read",
            repair="hold a letter: System.deterministic(system.table[:, a])",
        )
    candidates = Abstraction.identity(low.states) if among is None else asked(low, among)[1]
    costs = [exact_cost(value, name) for value, name in ((mark, "mark"), (skip, "skip"))]
    unit = lcm(*(c.denominator for c in costs))
    must = np.zeros(low.states, np.bool_)
    if always is not None:
        must = marked(low, always)
    else:
        must[low.initial] = True
        if low.halting is not None:
            must |= low.halting
    fixed = np.full(len(candidates), 2, np.int8)
    fixed[candidates.labels[must]] = 1
    mark_cost, skip_cost = (int(c * unit) for c in costs)
    problem = problem_of(low, q, candidates, fixed, mark_cost, skip_cost)
    ask = Asked(low, q, candidates, problem, unit, budget)
    if not low.states:
        return ask.choice(fixed, 0, 0, "exact", Covering(np.zeros((1, 3), np.int64)))
    few = problem.free.size <= FEW
    if method == "exact" or (method is None and few):
        return ask.exactly()
    near = method is None and problem.free.size <= LAYERED
    layered = by_layers(problem) if near or method == "layers" else None
    if layered is not None:
        bound, status, reason = layered
        if bound >= LARGE:
            ask.none(reason)
        if problem.cost(status, problem.rooms()) == bound:
            return ask.choice(status, bound, bound, "layers", reason)
        if method == "layers":
            raise Misuse(
                "the cheapest layers make p commute",
                value=f"they do not; every choice costs at least {Fraction(bound, unit)}",
                reason="states of different layers have one label, which ties the choices on them",
                repair='refine p by the layers, or use method="exact" or "greedy"',
            )
        return ask.greedily((bound, reason), decided=method is None)
    if method == "layers":
        raise Misuse(
            "candidates follow each other",
            value=f"{problem.free.size} candidates that are not always marked",
            reason="the states of one lead to several others, or several lead to one",
            repair='mark where ways part and meet (`always=`), or use method="exact" or "greedy"',
        )
    return ask.greedily(None, decided=method is None)


def exact_cost(value: Any, name: str) -> Fraction:
    """A cost as a fraction.  Errors: `Misuse`."""
    kinds = int, np.integer, str, Fraction, Decimal
    try:
        given = value.strip() if isinstance(value, str) else value
        exponent = str(given).lower().partition("e")[2] if isinstance(given, (str, Decimal)) else ""
        if not isinstance(given, kinds) or isinstance(given, bool) or len(exponent) > 4:
            raise TypeError  # what has a long exponent is too large, or would not end
        cost = Fraction(int(given) if isinstance(given, np.integer) else given)
    except (TypeError, ValueError, OverflowError, ZeroDivisionError):
        cost = Fraction(-1)
    if cost < 0:
        raise Misuse(
            f"the cost `{name}` is an exact number from 0 on",
            value=value,
            reason=f"a {type(value).__name__} such as this is none",
            repair='write 2, "1/3", "0.25" or Fraction(1, 3)',
        )
    return cost
