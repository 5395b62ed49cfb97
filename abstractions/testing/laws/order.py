"""The laws of abstractions as a lattice."""

from __future__ import annotations

from typing import Any

from ...abstraction import Abstraction
from .registry import law


@law
def order_is_partial(p: Abstraction, q: Abstraction, r: Abstraction) -> None:
    """Reflexive, antisymmetric, transitive; trivial is least and identity greatest."""
    assert p <= p
    assert p == q or not (p <= q and q <= p)
    assert not (p <= q and q <= r) or p <= r
    assert Abstraction.trivial(p.states) <= p <= Abstraction.identity(p.states)


@law
def order_is_being_a_function_of(p: Abstraction, q: Abstraction) -> None:
    """``p <= q`` iff any two states that q identifies are identified by p."""
    n = range(p.states)
    assert (p <= q) == all(p[x] == p[y] for x in n for y in n if q[x] == q[y])
    assert (p == q) == (p <= q and q <= p) and (p != q or hash(p) == hash(q))


@law
def sup_is_least(p: Abstraction, q: Abstraction, r: Abstraction) -> None:
    """``p | q`` is the least above both."""
    assert p <= p | q and q <= p | q
    assert not (p <= r and q <= r) or p | q <= r


@law
def inf_is_greatest(p: Abstraction, q: Abstraction, r: Abstraction) -> None:
    """``p & q`` is the greatest below both."""
    assert p & q <= p and p & q <= q
    assert not (r <= p and r <= q) or r <= p & q


@law
def absorption(p: Abstraction, q: Abstraction) -> None:
    """Sup and inf absorb each other, commute, and are idempotent."""
    assert p | (p & q) == p == p & (p | q)
    assert p | q == q | p and p & q == q & p
    assert p | p == p == p & p


@law
def pullback_preserves_sups(p: Abstraction, q: Abstraction, g: Any) -> None:
    """``g*(p | q) = g*p | g*q``, and pullback is monotone."""
    assert (p | q).pullback(g) == p.pullback(g) | q.pullback(g)
    assert not p <= q or p.pullback(g) <= q.pullback(g)


@law
def labels_blocks_and_representatives_agree(p: Abstraction) -> None:
    """The three ways to read an abstraction say the same."""
    assert Abstraction.from_blocks(p.blocks(), p.states) == p
    assert Abstraction(p.labels) == p and Abstraction.of(lambda s: p[s], range(p.states)) == p
    assert [int(b[0]) for b in p.blocks()] == p.representatives.tolist()
    assert len(p.blocks()) == len(p)
