"""Exact lumping: the least linear observables that hold the given ones and have dynamics of their own.

Main definitions  `lump`, `Lumping`; `is_lumping`, `Unlumped`
Notes             New variables are the rows of the reduced row echelon form; one that is a variable keeps its
                  name.  The reduced right hand sides are the old ones with every variable that is no pivot
                  set to 0: see `check`, which proves it.
Laws              `lumping_is_the_smallest_closed_space`, `reduced_dynamics_is_an_identity`,
                  `every_refuted_lumping_replays` in `abstractions.testing.laws`
Source            A. Ovchinnikov, I. Perez Verona, G. Pogudin, M. Tribastone, CLUE: exact maximal reduction of
                  kinetic models by constrained lumping of differential equations, 2021.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import count
from typing import Any

from ..arguments import whole
from ..checker.refusal import Refused
from ..errors import Misuse
from ..verdict import Fails, Holds, Verdict
from .check import check_lumping, times_jacobian
from .dynamics import Dynamics, Point
from .forms import forms
from .matrices import Row
from .polynomials import Polynomial
from .rational import escape, smallest
from .spaces import Derivation, Subspace
from .unlumped import Unlumped, apart

__all__ = ["Lumping", "Unlumped", "is_lumping", "lump"]


@dataclass(frozen=True, eq=False, repr=False)
class Lumping:
    """New variables y = L x with dynamics of their own: L f(x) = g(L x) for all x.

    ``space``: the rows L, as a space of linear forms.  ``reduced``: g.  ``kept``: the observables that were
    asked for.  ``derivation``: why there are not fewer; None if that is not claimed.  A lumping is a claim: it
    is held as it is given, and `check` judges it, whoever made it.
    """

    dynamics: Dynamics
    kept: tuple[Row, ...]
    space: Subspace
    derivation: Derivation | None = None
    given_reduced: Dynamics | None = None

    @cached_property
    def reduced(self) -> Dynamics:
        """The dynamics of the new variables."""
        if self.given_reduced is not None:
            return self.given_reduced
        f, new = self.dynamics, self.space.place
        short = [
            {tuple((new[k], e) for k, e in m): c for m, c in terms if all(k in new for k, _ in m)}
            for terms in f.polynomials
        ]
        sides = []
        for row in self.space.rows:
            side: Polynomial = {}
            for j, a in row:
                for m, c in short[j].items():
                    side[m] = side.get(m, Fraction(0)) + a * c
            sides.append({m: c for m, c in side.items() if c})
        return Dynamics.from_polynomials(self.names, sides, f.time)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """A new variable that is an old one keeps its name; the others are y1, y2, ..."""
        old = set(self.dynamics.names)
        fresh = (name for i in count(1) if (name := f"y{i}") not in old)
        return tuple(
            self.dynamics.names[row[0][0]] if len(row) == 1 else next(fresh) for row in self.space.rows
        )

    def __len__(self) -> int:
        return len(self.space)

    def __call__(self, x: Point) -> tuple[Fraction, ...]:
        """The new variables at a point: L x."""
        at = self.dynamics.point(x)
        return tuple(sum((c * at[k] for k, c in row), Fraction(0)) for row in self.space.rows)

    def matrix(self) -> list[list[Fraction]]:
        """L, dense: one row for each new variable."""
        rows = [[Fraction(0)] * len(self.dynamics) for _ in self.space.rows]
        for dense, row in zip(rows, self.space.rows):
            for k, c in row:
                dense[k] = c
        return rows

    def observe(self, said: Any) -> str:
        """An observable in the new variables.  Errors: `Misuse` if it is not one of theirs.

        >>> f = Dynamics.of({"a": "b", "b": "a", "c": "c"})
        >>> lump(f, ["a + b"]).observe("2*a + 2*b")
        '2*y1'
        """
        row = self.dynamics.observable(said)
        found = self.space.coordinates(row)
        if found is None:
            raise Misuse(
                "an observable is a function of the new variables",
                value=said,
                reason="it differs where they are equal",
                repair="ask for it: lump(f, [..., observable])",
            )
        return self.reduced.text({((i, 1),): c for i, c in sorted(found.items())})

    def definition(self, i: int) -> str:
        """The i-th new variable in the old ones.  Errors: `Misuse`."""
        i = whole(i, "the number of a new variable", most=len(self) - 1)
        return self.dynamics.text({((k, 1),): c for k, c in self.space.rows[i]})

    def check(self) -> Verdict[Lumping]:
        """Ask the independent checker."""
        claim = "the new variables have the reduced dynamics"
        if self.derivation is not None:
            claim += ", and no fewer that hold the observables have one"
        try:
            check_lumping(self.dynamics, self.kept, self.space, lambda: self.reduced, self.derivation)
        except Refused as refused:
            return Fails(claim, str(refused), "make the lumping again")
        return Holds(claim, self)

    def __repr__(self) -> str:
        return f"Lumping of {len(self.dynamics)} variables to {len(self)}"

    def __str__(self) -> str:
        head = f"{len(self)} variable{'s' * (len(self) != 1)} for {len(self.dynamics)}"
        new = [
            f"  {n} = {self.definition(i)}" for i, n in enumerate(self.names) if len(self.space.rows[i]) > 1
        ]
        return "\n".join([head, *new, *(f"  {line}" for line in str(self.reduced).splitlines())])


def lump(f: Dynamics, keep: Any, *, budget: int = 1000) -> Lumping:
    """The least linear observables above ``keep`` that determine their own dynamics, with that dynamics.

    ``keep``: linear forms, as texts, expressions, mappings, or rows of a matrix.  They and the answer are
    rows over Q; the answer does not depend on how they are written.  ``budget``: how many primes may be used.
    Cost: sparse, near the number of terms; see `modular`.  Long denominators cost more than many terms: they are
    written as one, which is as long as all of them together; see `rational`.  Errors: `Misuse`, `BudgetExceeded`, `Interrupted`.

    >>> f = Dynamics.of({"x1": "x2^2 + 4*x2*x3 + 4*x3^2", "x2": "4*x3 - 2*x1", "x3": "x1 + x2"})
    >>> found = lump(f, ["x1"])
    >>> print(found)
    2 variables for 3
      y1 = x2 + 2*x3
      x1' = y1**2
      y1' = 2*y1
    >>> bool(found.check())
    True
    """
    kept = observables(f, keep)
    space, derivation = smallest(kept, f.jacobian, budget)
    return Lumping(f, tuple(kept), space, derivation)


def is_lumping(f: Dynamics, given: Any) -> Verdict[Lumping]:
    """Whether some linear observables determine their own dynamics.

    Holds with the reduced dynamics, as a `Lumping`; fails with two points that they do not tell apart, but
    tell apart after a step: `Unlumped`.  Errors: `Misuse`.

    >>> f = Dynamics.of({"a": "a*b", "b": "a*b"})
    >>> bool(is_lumping(f, ["a - b"]))
    True
    >>> print(is_lumping(f, ["a + b"]))
    Refuted: 1 observable determines its derivative.
      one point: a = 0, b = 1
      other point: a = -1, b = 2
      a + b is 1 at both,
      but its derivative is 0 at the one and -4 at the other
      Repair: lump(f, given) keeps 2
    """
    rows = observables(f, given)
    space = Subspace.of(len(f), rows)
    one = len(rows) == 1
    what = "derivative" if f.time == "continuous" else "next value"
    claim = f"{len(rows)} observable{'s' * (not one)} determine{'s' * one} {'its' if one else 'their'} {what}{'s' * (not one)}"
    found = escape(space, f.jacobian)
    if found is None:
        return Holds(claim, Lumping(f, tuple(rows), space))
    row = dict(space.rows[found[0]])
    v = times_jacobian(f, row)[f.jacobian.monomials[found[1]]]
    x, y = apart(f, space, row, min(space.beyond(v)))
    return Fails(claim, Unlumped(f, tuple(rows), x, y), f"lump(f, given) keeps {len(lump(f, rows))}")


def observables(f: Dynamics, keep: Any) -> list[Row]:
    """Linear forms, however they are given.  Errors: `Misuse`."""
    if not isinstance(f, Dynamics):
        raise Misuse(
            "what is lumped is polynomial dynamics",
            value=f,
            reason=f"a {type(f).__name__} is none",
            repair="build it with Dynamics.of, Dynamics.linear or Dynamics.reactions",
        )
    return forms(keep, f.places)
