"""The laws of lumping bounds, against runs of the whole chain, and against matrices of fractions."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

from ...abstraction import Abstraction
from ...approximate import Lumping, lump
from ...completion import is_complete
from ...system import Deterministic, System
from .registry import law


@law
def lumping_bounds_are_above_the_true_error(s: System, p: Abstraction, start: Any, steps: int) -> None:
    """No error exceeds its bound, nor the limit; it is zero if p is complete; and the checker agrees."""
    found = lump(s, p, start, steps=steps)
    true = found.true_errors()
    assert all(x <= e <= 1 for x, e in zip(true, found.error)) and len(true) == steps + 1
    assert max(true) <= found.limit and found.check() and str(found)
    if is_complete(s, p):
        assert not any(found.error) and not found.limit
        for c, row in enumerate(found.bound.quotient):
            step = s.quotient(p).unfold(c)
            assert {b: w for b, w in row.items() if w} == dict(step[1] if isinstance(step, tuple) else step)
            assert found.quotient.states == len(p)


@law
def no_mutant_proves_a_false_lumping_bound(claimed: Lumping) -> None:
    """If the checker accepts bounds of unknown origin, they are above the true errors."""
    verdict = claimed.check()
    assert str(verdict)
    if verdict:
        assert all(x <= e for x, e in zip(claimed.true_errors(), claimed.error))


@law
def a_lumping_bound_is_accepted_iff_its_parts_justify_it(claimed: Lumping) -> None:
    """With P, V and Q written as matrices: residuals and contraction are large enough, and so is each error."""
    s, p, b = claimed.system, claimed.p, claimed.bound
    k, classes = len(p), range(len(p))
    through = [[sum(w for t, w in chances(s, m) if p[t] == c) for c in classes] for m in range(s.states)]
    said = [[row.get(c, Fraction(0)) for c in classes] for row in b.quotient]
    just = all(far(through[m], said[p[m]]) <= b.residual[p[m]] for m in range(s.states))
    just &= all(far(said[c], said[d]) <= b.contraction <= 1 for c, d in product(classes, repeat=2))
    just &= min(b.error) >= 0 and all(sum(row) == 1 and min(row) >= 0 for row in said)
    most, least = max(b.residual), min(b.residual)
    now = None
    if claimed.start is not None:
        first = claimed.start.of_states
        now = [sum(first[m] for m in range(s.states) if p[m] == c) for c in classes]
    for e, after in zip(b.error, b.error[1:]):
        off = most
        if now is not None:
            off = min(most, sum(now[c] * b.residual[c] for c in classes) + e * (most - least))
            now = [sum(now[c] * said[c][d] for c in range(k)) for d in classes]
        justified: Fraction = b.contraction * e + off
        just &= after >= min(Fraction(1), justified)
    assert bool(claimed.check()) == just, str(claimed.check())


def chances(s: System, m: int) -> list[tuple[int, Fraction]]:
    """What comes after a state, from `System.unfold`."""
    if isinstance(s, Deterministic):
        return [(int(s.table[m, 0]), Fraction(1))]
    step = s.unfold(m)
    return [(t, w) for t, w in (step[1] if isinstance(step, tuple) else step)]


def far(one: list[Any], other: list[Any]) -> Any:
    """The total variation."""
    return sum(abs(x - y) for x, y in zip(one, other)) / 2
