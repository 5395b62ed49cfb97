"""The laws of linear abstractions: over Q against sympy and against closing by hand, over GF(2) against all subspaces."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from ...abstraction import Abstraction
from ...completion import is_complete, minimal_complete
from ...formats.ode import OdeModel, read_ode, write_ode
from ...linear import BitMap, Dynamics, Lumping, Parities, Subspace, are_closed, is_lumping, lump, parities
from ...linear.expressions import parsed, translated
from ...linear.matrices import Row
from ...linear.parities import Span
from ...linear.polynomials import variable
from ...linear.reconstruction import combined, fraction
from ...linear.walsh import directions
from .registry import law


def symbols(f: Dynamics) -> tuple[list[Any], list[Any]]:
    """The variables and the right hand sides, as expressions of sympy."""
    import sympy

    return [sympy.Symbol(name) for name in f.names], list(f.expressions().values())


def closed_by_hand(f: Dynamics, rows: Iterable[Row]) -> list[list[Fraction]]:
    """The smallest closed space: derivatives by sympy, and elimination with fractions, row after row."""
    import sympy

    x, sides = symbols(f)
    waiting = [[row.get(i, Fraction(0)) for i in range(len(x))] for row in rows]
    echelon: list[list[Fraction]] = []
    while waiting:
        left = waiting.pop(0)
        for row in echelon:
            lead = next(i for i, v in enumerate(row) if v)
            left = [a - left[lead] * b for a, b in zip(left, row)]
        if not any(left):
            continue
        unit = next(v for v in left if v)
        left = [v / unit for v in left]
        echelon.append(left)
        along = sum(sympy.Rational(c.numerator, c.denominator) * s for c, s in zip(left, sides))
        gradient = [sympy.Poly(sympy.diff(along, v), *x) for v in x]
        for m in {m for p in gradient for m in p.monoms()}:
            found = [p.coeff_monomial(m) for p in gradient]
            waiting.append([Fraction(int(v.p), int(v.q)) for v in found])
    return echelon


def space_of(n: int, rows: Iterable[Sequence[Fraction]]) -> Subspace:
    return Subspace.of(n, [dict(enumerate(row)) for row in rows])


@law
def polynomials_mean_what_they_say(text: str, names: Sequence[str], at: Sequence[Fraction]) -> None:
    """A text is the polynomial that sympy reads in it, and its value is that of the text; printing keeps it."""
    import sympy

    known = {name: variable(i) for i, name in enumerate(names)}
    said = sympy.sympify(text, locals={name: sympy.Symbol(name) for name in names}, rational=True)
    p = parsed(text, known)
    assert p == translated(said, known) == translated(sympy.expand(said), known)
    f = Dynamics.from_polynomials(names, [p, *({} for _ in names[1:])], "continuous")
    assert Dynamics.of(dict(zip(names, [f.text(p), *("0" for _ in names[1:])]))) == f
    exact = [sympy.Rational(v.numerator, v.denominator) for v in at]
    assert f(at)[0] == Fraction(str(said.subs(dict(zip(map(sympy.Symbol, names), exact)))))


@law
def fractions_are_found_from_their_remainders(value: Fraction, one: int, other: int) -> None:
    """A fraction is found from its remainders modulo two primes that are large enough, and no other is."""
    if value.denominator % one and value.denominator % other:
        first, second = (value.numerator * pow(value.denominator, -1, p) % p for p in (one, other))
        found = combined({0: first} if first else {}, {0: second} if second else {}, one, other).get(0, 0)
        m = one * other
        assert found % one == first and found % other == second and 0 <= found < m
        again = fraction(found, m)
        small = 2 * value.numerator**2 < m and 2 * value.denominator**2 < m
        assert again == value if small else again is None or (again - value).numerator % m == 0


@law
def lumping_is_the_smallest_closed_space(f: Dynamics, keep: Sequence[Row]) -> None:
    """The answer is what closing by hand finds; it holds what was asked for, is closed, and checks."""
    found = lump(f, keep)
    assert found.space == space_of(len(f), closed_by_hand(f, keep))
    assert Subspace.of(len(f), keep) <= found.space
    assert is_lumping(f, [dict(row) for row in found.space.rows] or [{}]) and found.check() and str(found)
    assert lump(f, [dict(row) for row in found.space.rows]).space == found.space


@law
def reduced_dynamics_is_an_identity(found: Lumping) -> None:
    """L f(x) = g(L x) as polynomials in x, written out by sympy."""
    import sympy

    x, sides = symbols(found.dynamics)
    rows = [[sympy.Rational(c.numerator, c.denominator) for c in row] for row in found.matrix()]
    y = [sum(c * v for c, v in zip(row, x)) for row in rows]
    new, reduced = symbols(found.reduced)
    for row, side in zip(rows, reduced):
        left = sum(c * s for c, s in zip(row, sides))
        right = sympy.sympify(side).subs(list(zip(new, y)), simultaneous=True)
        assert sympy.expand(left - right) == 0


@law
def every_refuted_lumping_replays(f: Dynamics, keep: Sequence[Row]) -> None:
    """Observables determine their dynamics iff closing by hand adds nothing; if not, two points show it."""
    verdict = is_lumping(f, keep)
    space = Subspace.of(len(f), keep)
    assert bool(verdict) == (space == space_of(len(f), closed_by_hand(f, keep))) and str(verdict)
    if verdict:
        assert verdict.certificate.check()
        reduced_dynamics_is_an_identity(verdict.certificate)
    else:
        c = verdict.counterexample
        x, y = dict(zip(f.names, c.x)), dict(zip(f.names, c.y))
        after_x, after_y = f(x), f(y)
        assert c.replay()
        assert all(sum(v * (c.x[k] - c.y[k]) for k, v in row.items()) == 0 for row in keep)
        assert any(sum(v * (after_x[k] - after_y[k]) for k, v in row.items()) for row in keep)


@law
def no_check_passes_a_false_lumping(claim: Lumping) -> None:
    """If the check passes, the lumping is what closing by hand finds: for claims of unknown origin."""
    verdict = claim.check()
    assert str(verdict)
    if verdict:
        assert Subspace.of(len(claim.dynamics), claim.kept) <= claim.space
        reduced_dynamics_is_an_identity(claim)
        if claim.derivation is not None:
            assert claim.space == space_of(len(claim.dynamics), closed_by_hand(claim.dynamics, claim.kept))


@law
def bit_maps_mean_what_they_say(f: BitMap, table: Sequence[int], text: Mapping[str, str]) -> None:
    """A map of bits is the one with its table; and its printed expressions mean it, to us and to Python."""
    names = f.names
    assert BitMap.table(table, names=names) == f == BitMap.of(text)
    assert f.system().table.ravel().tolist() == list(table) == [f(s) for s in range(len(table))]
    for s in range(len(table)):
        bits = {name: s >> i & 1 for i, name in enumerate(names)}
        after = [eval(said, {"__builtins__": {}}, bits) & 1 for said in text.values()]  # noqa: S307 - our own text
        assert after == [f(s) >> i & 1 for i in range(len(f))]


def subspaces(n: int) -> list[frozenset[int]]:
    """All spaces of parities of n bits, each as the set of its members."""
    found = {frozenset([0])}
    waiting = [frozenset([0])]
    while waiting:
        space = waiting.pop()
        for v in range(1, 1 << n):
            larger = space | {v ^ w for w in space}
            if v not in space and larger not in found:
                found.add(larger)
                waiting.append(larger)
    return sorted(found, key=lambda space: (len(space), sorted(space)))


def closed(f: BitMap, space: Iterable[int]) -> bool:
    """Whether states with equal parities have equal parities after a step: by looking at all of them."""
    seen: dict[tuple[int, ...], tuple[int, ...]] = {}
    listed = sorted(space)
    for s in range(1 << len(f)):
        now, after = (tuple((w & t).bit_count() & 1 for w in listed) for t in (s, f(s)))
        if seen.setdefault(now, after) != after:
            return False
    return True


def span(rows: Iterable[int]) -> frozenset[int]:
    found = {0}
    for w in rows:
        found |= {w ^ v for v in found}
    return frozenset(found)


@law
def parities_are_the_least_closed(f: BitMap, keep: Sequence[int]) -> None:
    """Of all spaces of parities that are closed and hold the given ones, the answer is in every one."""
    found = parities(f, keep)
    mine = span(found.rows)
    right = [space for space in subspaces(len(f)) if set(keep) <= space and closed(f, space)]
    assert mine in right and all(mine <= space for space in right)
    assert found.check() and str(found)
    p, system = found.abstraction(), f.system()
    assert is_complete(system, p)
    p0 = Abstraction.of(lambda s: tuple((w & s).bit_count() & 1 for w in keep), range(1 << len(f)))
    assert minimal_complete(system, p0).abstraction <= p
    for s in range(1 << len(f)):
        assert found(f(s)) == found.reduced(found(s))


@law
def every_refuted_parity_replays(f: BitMap, keep: Sequence[int]) -> None:
    """Parities are closed iff looking at all states says so; if not, two states show it."""
    verdict = are_closed(f, keep)
    assert bool(verdict) == closed(f, span(keep)) and str(verdict)
    assert verdict.certificate.check() if verdict else verdict.counterexample.replay()


@law
def no_check_passes_false_parities(claim: Parities) -> None:
    """If the check passes, the parities are closed, have that map, and are the least: for claims of unknown origin."""
    verdict = claim.check()
    assert str(verdict)
    if verdict:
        f = claim.map
        mine = span(claim.rows)
        assert set(claim.kept) <= mine and closed(f, mine)
        assert all(claim(f(s)) == claim.reduced(claim(s)) for s in range(1 << len(f)))
        if claim.trace is not None:
            right = [space for space in subspaces(len(f)) if set(claim.kept) <= space and closed(f, space)]
            assert all(mine <= space for space in right)


@law
def reading_an_ode_file_undoes_writing(model: OdeModel) -> None:
    """What is written and read back is equal."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.ode"
        write_ode(model, path)
        assert read_ode(path) == model


@law
def linear_parities_agree(matrix: Sequence[Sequence[int]], keep: Sequence[int]) -> None:
    """The packed engine for maps without products finds what spectra find."""
    f = BitMap.linear(matrix)
    grown = Span(keep)
    rows = list(keep)
    while rows:
        rows = [a for a in directions(*f.along(rows.pop())) if grown.add(a)] + rows
    found = parities(f, keep)
    assert found.rows == grown.reduced() and found.check()
