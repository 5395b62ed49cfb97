"""How wrong the best abstract step is: the defect, and the information that is lost.

Main definitions  `defect`, `Defect`, `entropy`, `Entropy`
Notes             The abstract machine knows the class (and reads the letter) and says what comes: what is
                  shown, and the next class.  Deterministic steps: the defect is the least probability that
                  it is wrong, 1 - sum_a max_b P(a -> b).  Markov chains: it says a distribution, and the
                  defect is the least expected total variation from the true one; for a deterministic
                  step that is the same number.  Both are zero iff p is complete on the support.

                  The best distribution Q of a class maximises the sum over codes b of E min(P(b), Q(b)),
                  which is concave in each Q(b): mass goes where it covers most weight, until it is spent.
Laws              `defect_is_the_least_probability_of_a_wrong_prediction`,
                  `defect_is_zero_iff_complete_on_the_support`,
                  `defect_is_the_least_expected_total_variation`,
                  `entropy_is_by_definition` in `abstractions.testing.laws`
Source            D. Blackwell, M. Girshick, Theory of games and statistical decisions, 1954 (Bayes risk);
                  T. Cover, J. Thomas, Elements of information theory, section 2
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from ..abstraction import Abstraction
from ..algebra import Algebra
from ..arguments import many, whole
from ..arrays import Ints, frozen, jointly
from ..computation import Computation
from ..question import asked
from ..system import System
from .distribution import Distribution
from .flow import Flow, Seen, flow_of, summed

__all__ = ["Defect", "Entropy", "defect", "entropy", "filled", "loss"]


@dataclass(frozen=True, eq=False, repr=False)
class Defect:
    """The least expected error of an abstract step, and a step that makes no more.

    - ``value``    exact, from 0 (complete on the support) to 1
    - ``weights``  the distribution it is about
    - ``context``, ``code``, ``mass``  the best step: how much of ``flow.denominator`` each code has in each
      context; contexts are ``class * letters + letter``, codes ``shown * classes + next class``
    """

    system: System
    p: Abstraction
    weights: Distribution
    flow: Flow
    value: Fraction
    context: Ints
    code: Ints
    mass: npt.NDArray[Any]

    @cached_property
    def table(self) -> Ints:
        """The next class that is most probable in the best step; -1 in a context without weight.

        int64, shape (classes, letters).
        """
        found = np.full(len(self.p) * self.flow.letters, -1, np.int64)
        rank = np.unique(self.mass, return_inverse=True)[1]
        order = np.lexsort((-self.code, rank))  # the most probable last, and of these the first code
        found[self.context[order]] = self.code[order] % max(len(self.p), 1)
        return frozen(found.reshape(len(self.p), self.flow.letters))

    def step(self, c: int, a: int = 0) -> Mapping[int, Fraction]:
        """The best distribution of the next class, in class c under letter a; empty without weight."""
        whole(c, "a class", most=len(self.p) - 1)
        whole(a, "a letter", most=self.flow.letters - 1)
        at = np.flatnonzero(self.context == c * self.flow.letters + a)
        found: dict[int, Fraction] = {}
        for code, mass in zip(self.code[at].tolist(), self.mass[at].tolist()):
            b = code % len(self.p)
            found[b] = found.get(b, Fraction(0)) + Fraction(mass, self.flow.denominator)
        return found

    @cached_property
    def by_row(self) -> npt.NDArray[Any]:
        """How wrong the best step is in each row, over ``flow.denominator``: whole numbers, shape (rows,)."""
        flow, p = self.flow, self.p
        context = p.labels[flow.source].astype(np.int64) * flow.letters + flow.letter
        code = flow.shown.astype(np.int64)[flow.row] * len(p) + p.labels[flow.target]
        cell = jointly(flow.row, code)
        first = np.unique(cell, return_index=True)[1]
        true = summed(cell, flow.chance, first.size)
        row, code = flow.row[first], code[first]
        top = int(flow.shown.max(initial=0) + 1) * len(p)
        known = self.context * top + self.code
        order = np.argsort(known)
        at = np.searchsorted(known[order], context[row] * top + code)
        at = order[np.minimum(at, known.size - 1)]
        said = np.where(known[at] == context[row] * top + code, self.mass[at], 0)
        found = np.full(flow.source.size, flow.denominator, true.dtype)
        np.subtract.at(found, row, np.minimum(true, said))
        return frozen(found)

    def __str__(self) -> str:
        chance = "of wrong predictions" if self.flow.denominator == 1 else "expected total variation"
        return f"{self.value} {chance}, {many(len(self.p), 'class')} of {many(self.p.states, 'state')}"

    def __repr__(self) -> str:
        return f"<Defect: {self}>"


def defect(s: System | Computation | Algebra, p: Any, weights: Any = None) -> Defect:
    """The least expected error of an abstract step on the classes of p, with the best step.

    ``weights``: as `Distribution.of` takes them; None: all states (and letters) alike.  Deterministic
    systems, and Markov chains of shape D(X), O * D(X) or D(X)**A.  Cost: sorting the edges; 10^6 states in
    about a second.  Errors: `Misuse`.

    >>> counter = System.deterministic([1, 2, 3, 3])                # it stops at 3
    >>> d = defect(counter, [0, 1, 0, 1])                          # parity is wrong there, and only there
    >>> d.value, d.table.tolist(), d.by_row.tolist()
    (Fraction(1, 4), [[1], [0]], [0, 0, 0, 1])
    >>> defect(counter, [0, 1, 0, 1], ["1/2", "1/4", "1/4", 0]).value
    Fraction(0, 1)
    >>> lots = System.markov([(0, 0, "1/3"), (0, 2, "2/3"), (1, 1, "1/2"), (1, 2, "1/2"), (2, 2, 1)])
    >>> print(defect(lots, [0, 0, 1]))
    1/18 expected total variation, 2 classes of 3 states
    """
    system, p = asked(s, p)
    flow, of = flow_of(system, weights)
    context, code, mass, gain = filled(flow.seen(p))
    value = Fraction(flow.unit - gain, flow.unit)
    return Defect(system, p, of, flow, value, frozen(context), frozen(code), frozen(mass))


def loss(flow: Flow, p: Abstraction) -> int:
    """The defect of p over ``flow.unit``.  Cost: as `defect`."""
    return flow.unit - filled(flow.seen(p))[3]


def filled(seen: Seen) -> tuple[Ints, Ints, npt.NDArray[Any], int]:
    """The best step (context, code, mass), and how much of what flows it covers.

    Under a code of chances v1 >= v2 >= ..., mass from v(i+1) to v(i) covers the weight of the first i.
    """
    unit = seen.flow.denominator
    value = np.unique(seen.chance, return_inverse=True)[1] if unit > 1 else np.zeros(seen.code.size, np.int64)
    order = np.lexsort((-value, seen.code, seen.context))
    context, code = seen.context[order], seen.code[order]
    chance, weight = seen.chance[order], seen.weight[order]
    last = np.ones(code.size, bool)
    last[:-1] = (context[1:] != context[:-1]) | (code[1:] != code[:-1])
    length = chance.copy()
    length[:-1] -= np.where(last[:-1], 0, chance[1:])
    slope = running(weight, last)
    steepness = np.unique(slope, return_inverse=True)[1]
    order = np.lexsort((np.arange(code.size), -steepness, context))
    context, code, length, slope = context[order], code[order], length[order], slope[order]
    end = np.ones(code.size, bool)
    end[:-1] = context[1:] != context[:-1]
    before = running(length, end) - length
    taken = np.clip(unit - before, 0, length)
    gain = int((slope * taken).sum()) if code.size else 0
    kept = np.flatnonzero(taken)
    cell = jointly(context[kept], code[kept])
    first = np.unique(cell, return_index=True)[1]
    return context[kept][first], code[kept][first], summed(cell, taken[kept], first.size), gain


def running(values: npt.NDArray[Any], last: npt.NDArray[np.bool_]) -> npt.NDArray[Any]:
    """Sums so far in each run; ``last`` says where runs end.  All sums fit the type of the values."""
    if not values.size:
        return values
    total = np.cumsum(values, dtype=values.dtype)
    ends = np.flatnonzero(last)
    base = np.concatenate((np.zeros(1, values.dtype), total[ends[:-1]]))
    found: npt.NDArray[Any] = total - np.repeat(base, np.diff(np.concatenate(([-1], ends))))
    return found


@dataclass(frozen=True, slots=True)
class Entropy:
    """The information about what comes that the state has and its class has not.

    ``bits``: a float, which decides nothing.  ``zero``: whether it is exactly zero; decided exactly.
    """

    bits: float
    zero: bool

    def __str__(self) -> str:
        return "0 bits" if self.zero else f"{self.bits:.6g} bits"


def entropy(s: System | Computation | Algebra, p: Any, weights: Any = None) -> Entropy:
    """How much is unknown of p after one step, if p is known before: H(p(f m) | p(m)), in bits.

    For Markov chains what the state itself leaves open is not counted:
    H(p(m') | p(m)) - H(p(m') | m), the mutual information of m and p(m') given p(m).  Exactly zero iff
    complete on the support.  Arguments, cost and errors: as `defect`.

    >>> e = entropy(System.deterministic([1, 2, 3, 3]), [0, 1, 0, 1])
    >>> e.bits, e.zero                                             # a coin toss in odd states
    (0.5, False)
    """
    found = defect(s, p, weights)
    if not found.value:
        return Entropy(0.0, True)
    seen = found.flow.seen(found.p)
    chance = seen.chance.astype(float) / found.flow.denominator
    weight = seen.weight.astype(float) / found.flow.total
    rows = found.p.labels[found.flow.source].astype(np.int64) * found.flow.letters + found.flow.letter
    among = np.bincount(rows, found.flow.weight.astype(float)) / found.flow.total
    cell = jointly(seen.context, seen.code)
    mean = np.bincount(cell, weight * chance)[cell] / among[seen.context]
    return Entropy(max(0.0, float((weight * chance * np.log2(chance / mean)).sum())), False)
