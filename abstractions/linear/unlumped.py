"""Why observables do not determine their own dynamics: two points.

Main definitions  `Unlumped`, `apart`
Law               `every_refuted_lumping_replays` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from typing import Any

from .check import is_row, times_jacobian
from .dynamics import Dynamics, value
from .matrices import Row
from .polynomials import Polynomial, digits
from .spaces import Subspace

__all__ = ["Unlumped", "apart"]


@dataclass(frozen=True, eq=False)
class Unlumped:
    """Two points with equal observables, but unequal derivatives (next values) of one of them.

    It is held as it is given, and `replay` judges it, whoever made it.
    """

    dynamics: Dynamics
    observables: tuple[Row, ...]
    x: tuple[Fraction, ...]
    y: tuple[Fraction, ...]

    def values(self, row: Row) -> tuple[Fraction, Fraction, Fraction, Fraction]:
        """An observable at x and y, and after f.  Errors: `Misuse`."""
        row = self.dynamics.observable(row)
        f, x, y = self.dynamics.polynomials, self.x, self.y
        before = [sum((c * at[k] for k, c in row.items()), Fraction(0)) for at in (x, y)]
        after = [sum((c * value(f[k], at) for k, c in row.items()), Fraction(0)) for at in (x, y)]
        return before[0], before[1], after[0], after[1]

    def replay(self) -> bool:
        """Whether the points do refute it: never if its parts are none."""
        f: Any = self.dynamics
        if not isinstance(f, Dynamics) or not isinstance(self.observables, tuple | list):
            return False
        points = all(isinstance(p, tuple) and len(p) == len(f) for p in (self.x, self.y))
        if not points or not all(type(c) is Fraction for c in (*self.x, *self.y)):
            return False
        if not all(is_row(row, len(f)) for row in self.observables):
            return False
        seen = [self.values(row) for row in self.observables]
        return all(a == b for a, b, _, _ in seen) and any(c != d for _, _, c, d in seen)

    def __str__(self) -> str:
        f = self.dynamics
        row = next(row for row in self.observables if len(set(self.values(row)[2:])) == 2)
        seen = [digits(v) for v in self.values(row)]
        met = {i for k in row for m, _ in f.polynomials[k] for i, _ in m} | row.keys()
        names = sorted(met | {k for k in range(len(f)) if self.x[k] != self.y[k]})
        shown = [k for k in names if self.x[k] or self.y[k] or len(names) <= 6]
        rest = "" if len(shown) == len(f) else "; the others are 0"
        lines = [
            f"{name}: {', '.join(f'{f.names[k]} = {digits(at[k])}' for k in shown)}{rest}"
            for name, at in (("one point", self.x), ("other point", self.y))
        ]
        what = "derivative" if f.time == "continuous" else "next value"
        form = f.text({((k, 1),): c for k, c in sorted(row.items())})
        lines.append(
            "the observables agree: " * (len(self.observables) > 1) + f"{form} is {seen[0]} at both,"
        )
        lines.append(f"but its {what} is {seen[2]} at the one and {seen[3]} at the other")
        return "\n".join(lines)


def apart(
    f: Dynamics, space: Subspace, row: Row, free: int
) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]]:
    """Two points that the space identifies, and that a row of it tells apart after f.

    They differ along u, the direction of the free column that the space does not see.  The derivative of
    row f along u is a polynomial that is not 0: it is not 0 at some point of whole numbers up to its degree,
    and from there row f changes within as many steps along u as its degree.
    """
    u = {free: Fraction(1)}
    for of in space.rows:
        if c := dict(of).get(free):
            u[of[0][0]] = -c
    along: Polynomial = {}
    for m, v in times_jacobian(f, row).items():
        total = sum((c * u[k] for k, c in v.items() if k in u), Fraction(0))
        if total:
            along[m] = total
    x = [Fraction(0)] * len(f)
    for k, coordinate in nonroot(along).items():
        x[k] = Fraction(coordinate)

    def after(at: Sequence[Fraction]) -> Fraction:
        return sum((c * value(f.polynomials[k], at) for k, c in row.items()), Fraction(0))

    before = after(x)
    for t in count(1):
        y = list(x)
        for k, c in u.items():
            y[k] += t * c
        if after(y) != before:
            return tuple(x), tuple(y)
    raise AssertionError("a polynomial that is not constant changes")


def nonroot(p: Polynomial) -> dict[int, int]:
    """A point of small whole numbers where a polynomial that is not zero is not 0."""
    found: dict[int, int] = {}
    for k in sorted({i for m in p for i, _ in m}):
        for v in count():
            q: Polynomial = {}
            for m, c in p.items():
                e = dict(m).get(k, 0)
                rest = tuple((i, d) for i, d in m if i != k)
                q[rest] = q.get(rest, Fraction(0)) + c * v**e
            q = {m: c for m, c in q.items() if c}
            if q:
                found[k], p = v, q
                break
    return found
