"""The laws of functors."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

import numpy as np

from ...abstraction import Abstraction
from ...algorithms.dirty_states import dirty_states
from ...algorithms.splitter_edges import splittable, splitter_edges
from ...bisimulation import Unlike, equivalent
from ...checker import verify
from ...completion import completion, is_complete, minimal_complete
from ...diagram import commutes
from ...errors import Misuse
from ...formula import Separation
from ...functor import Functor, parse
from ...lattice import complete_abstractions
from ...system import Branching, Deterministic, System, as_edges, beside, tabled
from .registry import law


@law
def functors_preserve_composition(
    functor: Functor, step: Any, f: Callable[[Any], Hashable], g: Callable[[Any], Hashable]
) -> None:
    """F(g . f) = F(g) . F(f), and F of the identity changes nothing but the form."""
    once = functor.image(step, lambda s: s)
    assert functor.image(once, lambda s: s) == once
    assert functor.image(functor.image(step, f), g) == functor.image(step, lambda s: g(f(s)))
    assert functor.image(once, f) == functor.image(step, f)
    assert hash(once) == hash(functor.image(step, lambda s: s))


@law
def composites_apply_one_after_the_other(
    outer: Functor, inner: Functor, step: Any, f: Callable[[Any], Hashable]
) -> None:
    """(F . G)(f) = F(G(f)), for a step of the composite shape."""
    assert outer(inner).image(step, f) == outer.image(step, lambda part: inner.image(part, f))


@law
def table_and_edges_agree(s: Deterministic, p: Abstraction) -> None:
    """A deterministic system has the same answers when its steps are kept as edges."""
    edges = as_edges(s)
    assert tabled(edges).pullback(p) | s.observation == s.pullback(p) | s.observation
    assert list(complete_abstractions(edges, p)) == list(complete_abstractions(s, p))
    assert not s.states or (equivalent(edges, s) and commutes(edges, s, range(s.states)))
    assert completion(edges, p) == completion(s, p) and edges.observation == s.observation
    assert bool(is_complete(edges, p)) == bool(is_complete(s, p))
    m = minimal_complete(edges, p)
    assert m.abstraction == minimal_complete(s, p).abstraction and m.check()


@law
def parsing_undoes_printing(functor: Functor, **sizes: int) -> None:
    """What is written on the board is read back, if the sizes of constants are told."""
    assert parse(str(functor), **sizes) == functor


@law
def raising_undoes_flattening(functor: Functor, steps: Sequence[Any]) -> None:
    """A system built from steps unfolds to them."""
    s = System.of(functor, steps)
    for x, step in enumerate(steps):
        assert s.unfold(x) == functor.image(step, lambda t: t)
    assert s == System.of(functor, [s.unfold(x) for x in range(s.states)])


@law
def signatures_are_images(s: System, p: Abstraction) -> None:
    """The pullback of p identifies states iff F(p) of their steps is the same."""
    steps = [s.functor.image(s.unfold(x), lambda t: p[t]) for x in range(s.states)]
    assert s.pullback(p) == Abstraction.of(steps.__getitem__, range(s.states))


@law
def digests_do_not_matter(s: Branching, p: Abstraction, mask: int) -> None:
    """Whatever bits of digests are looked at, even none, the classes are the same and proved."""
    once, again = (dirty_states(s.edges, s.seen(p), m) for m in (0, mask))
    assert np.array_equal(once.labels, again.labels)
    assert verify(once, s, p) and verify(again, s, p)


@law
def engines_for_edges_agree(s: Branching, p: Abstraction) -> None:
    """All algorithms for edges find the same classes, each with a certificate that is accepted."""
    one = dirty_states(s.edges, s.seen(p))
    assert verify(one, s, p)
    if splittable(s.edges):
        other = splitter_edges(s.edges, s.seen(p))
        assert np.array_equal(one.labels, other.labels) and verify(other, s, p)


@law
def infima_are_complete(s: System, p: Abstraction, q: Abstraction) -> None:
    """Complete abstractions of any shape are closed under infima."""
    one, other = (minimal_complete(s, given).abstraction for given in (p, q))
    assert is_complete(s, one & other)


@law
def minimal_complete_is_the_limit_of_omega(s: System, p: Abstraction) -> None:
    """Iterating what the functor says ends at the minimal complete abstraction, which is proved."""
    m, q, steps = minimal_complete(s, p), p, [s.unfold(x) for x in range(s.states)]
    assert m.check()
    while True:
        images = [s.functor.image(step, lambda t, q=q: q[t]) for step in steps]  # type: ignore[misc]
        finer = q | Abstraction.of(images.__getitem__, range(s.states))
        if finer == q:
            break
        q = finer
    assert m.abstraction == q


@law
def renaming_states_renames_the_answer(s: System, p: Abstraction, renaming: Sequence[int]) -> None:
    """State ``renaming[i]`` of s is state i of the renamed system; classes follow."""
    other = s.restrict(list(renaming))
    q = Abstraction(p.labels[list(renaming)])
    expected = minimal_complete(s, p).abstraction.labels[list(renaming)]
    assert minimal_complete(other, q).abstraction == Abstraction(expected)


@law
def every_separation_replays(s: Branching, p: Abstraction) -> None:
    """Inequivalent states have a formula that tells them apart, of a depth that is the number of rounds
    they stay together; of equivalent states the same formulas hold.
    """
    m = minimal_complete(s, p)
    rounds = [p | s.observation]
    while (finer := rounds[-1] | s.pullback(rounds[-1])) != rounds[-1]:
        rounds.append(finer)
    for x in range(s.states):
        for y in range(s.states):
            if m.abstraction[x] == m.abstraction[y]:
                try:
                    m.distinguish(x, y)
                except Misuse:
                    continue
                raise AssertionError("equivalent states were told apart")
            d = m.distinguish(x, y)
            assert isinstance(d, Separation) and d.replay() and str(d)
            assert d.formula.depth == next(k for k, q in enumerate(rounds) if q[x] != q[y])
            truth = Abstraction.of(d.holds, range(s.states))
            assert truth <= m.abstraction


@law
def functional_bisimulations_are_homomorphisms(low: Branching, high: Branching, alpha: Sequence[int]) -> None:
    """The diagram commutes iff F(alpha) of the low step is the step of the image, at every state."""
    verdict = commutes(low, high, list(alpha))
    right = [
        low.functor.image(low.unfold(s), lambda t: alpha[t])
        == high.functor.image(high.unfold(alpha[s]), lambda t: t)
        for s in range(low.states)
    ]
    starts = not high.initial.size or set(np.array(alpha)[low.initial]) <= set(high.initial.tolist())
    assert bool(verdict) == (all(right) and starts)
    if verdict:
        assert verify(verdict.certificate, low, high)
    else:
        found = verdict.counterexample
        assert str(found) and (found.difference is None or not right[found.state])
        assert found.replay(list(alpha))


@law
def equivalence_is_by_formulas(one: System, other: System) -> None:
    """Initial states do the same iff the minimal complete abstraction of both side by side says so."""
    verdict = equivalent(one, other)
    if verdict:
        assert verify(verdict.certificate, verdict.built)
        q = minimal_complete(beside(one, other)).abstraction
        starts = [s.initial.tolist() or [0] for s in (one, other)]
        left, right = ({q[x + shift] for x in of} for of, shift in zip(starts, (0, one.states)))
        assert left == right
    else:
        assert isinstance(verdict.counterexample, Unlike)
        assert verdict.counterexample.replay() and str(verdict.counterexample)
