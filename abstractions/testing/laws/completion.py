"""The laws of completion, minimal complete abstractions and cores."""

from __future__ import annotations

from collections.abc import Iterable

from ...abstraction import Abstraction
from ...checker import verify
from ...completion import completion, core, is_complete, minimal_complete
from ...diagram import commutes
from ...disagreement import Incomparable
from ...errors import Misuse
from ...system import Deterministic, System
from ...verdict import Refuted
from .registry import law


@law
def omega_is_monotone_and_inflationary(s: System, p: Abstraction, q: Abstraction) -> None:
    """``p <= Omega(p)``, and ``p <= q`` implies ``Omega(p) <= Omega(q)``."""
    assert p <= completion(s, p)
    assert completion(s, p & q) <= completion(s, p)


@law
def omega_is_what_the_functor_says(s: System, p: Abstraction) -> None:
    """Omega(p) identifies what p does where F(p) of the steps is the same; and F's values are steps."""
    steps = [s.functor.image(s.unfold(x), lambda t: p[t]) for x in range(s.states)]
    assert completion(s, p) == p | Abstraction.of(lambda x: steps[x], range(s.states))


@law
def pullback_is_monotone(s: System, p: Abstraction, q: Abstraction) -> None:
    """What one step shows of less is less."""
    assert s.pullback(p & q) <= s.pullback(p)


@law
def complete_iff_fixed_by_omega(s: System, p: Abstraction) -> None:
    """P is complete iff ``Omega(p) == p``; the verdict's reason is accepted by the checker."""
    verdict = is_complete(s, p)
    assert bool(verdict) == (completion(s, p) == p)
    reason = verdict.certificate if verdict else verdict.counterexample.certificate
    assert verify(reason, s, p)


@law
def complete_iff_a_commuting_square_exists(s: System, p: Abstraction) -> None:
    """P is complete iff it is a homomorphism onto some system."""
    verdict = commutes(s, None, p)
    assert bool(verdict) == bool(is_complete(s, p))
    if verdict:
        assert commutes(s, verdict.built, p)
        assert verify(verdict.certificate, s, verdict.built)


@law
def quotient_map_commutes(s: System, p: Abstraction) -> None:
    """A complete p maps the system onto its quotient, step by step; others have no quotient."""
    if is_complete(s, p):
        small = s.quotient(p)
        for x in range(s.states):
            after = s.functor.image(s.unfold(x), lambda t: p[t])
            assert after == s.functor.image(small.unfold(p[x]), lambda c: c)
        assert small.observation.pullback(p.labels) == s.observation
        assert is_complete(small, Abstraction.identity(small.states))
    else:
        try:
            s.quotient(p)
        except Misuse:
            return
        raise AssertionError("a quotient by an abstraction that is not complete")


@law
def minimal_complete_is_the_least_complete_abstraction_above(
    s: System, p: Abstraction, candidates: Iterable[Abstraction]
) -> None:
    """It is complete, above p, and below every candidate that is so."""
    m = minimal_complete(s, p).abstraction
    assert p <= m and is_complete(s, m)
    assert all(m <= q for q in candidates if p <= q and is_complete(s, q))


@law
def completion_closes(s: System, p: Abstraction, q: Abstraction) -> None:
    """P -> minimal_complete(p) is a closure operator: inflationary, monotone, idempotent."""

    def close(r: Abstraction) -> Abstraction:
        return minimal_complete(s, r).abstraction

    assert p <= close(p) == close(close(p))
    assert close(p & q) <= close(p)
    assert close(p | q) == close(close(p) | close(q))


@law
def core_is_the_greatest_complete_abstraction_below(
    s: System, p: Abstraction, candidates: Iterable[Abstraction]
) -> None:
    """It is complete, below p, and above every candidate that is so; or no candidate is; or, where steps
    branch, two are that have none above both.
    """
    below = [q for q in candidates if q <= p and is_complete(s, q)]
    try:
        result = core(s, p)
    except Refuted as refuted:
        reason = refuted.verdict.counterexample
        assert verify(reason.certificate, s, p) and str(reason)
        assert isinstance(reason, Incomparable) or not below
        if isinstance(reason, Incomparable):
            assert reason.one in below and reason.other in below
            assert not any(reason.one <= q and reason.other <= q for q in below)
        return
    c = result.abstraction
    assert c <= p and is_complete(s, c) and result.check()
    assert all(q <= c for q in below)


@law
def complete_abstractions_are_a_sublattice(s: Deterministic, p: Abstraction, q: Abstraction) -> None:
    """System steps: sup and inf of complete abstractions are complete."""
    if is_complete(s, p) and is_complete(s, q):
        assert is_complete(s, p | q)
        assert is_complete(s, p & q)


@law
def reachable_is_the_least_closed_part(s: Deterministic, initial: Iterable[int]) -> None:
    """It holds the initial states, is closed under the step, and each state in it has a run."""
    start = sorted(set(initial))
    part = s.reachable(start).tolist()
    assert set(start) <= set(part) and set(s.table[part].reshape(-1).tolist()) <= set(part)
    assert all((s.shortest_run(t, start) is not None) == (t in part) for t in range(s.states))
    small = s.restrict(part)
    assert all(part[small.table[i, a]] == s.table[t, a] for i, t in enumerate(part) for a in range(s.letters))
    assert small.observation <= Abstraction(s.observation.labels[part]) <= small.observation


@law
def shortest_runs_are_runs_and_shortest(s: Deterministic, initial: Iterable[int]) -> None:
    """A run to every state reached, and none shorter: layer by layer, from the definition."""
    start = sorted(set(initial))
    layer, seen, length = set(start), set(start), 0
    while layer:
        for t in layer:
            found = s.shortest_run(t, start)
            assert found is not None
            states, letters = found
            assert states[0] in start and states[-1] == t and len(letters) == length
            assert s.walk(states[0], letters) == states
        layer = set(s.table[sorted(layer)].reshape(-1).tolist()) - seen
        seen |= layer
        length += 1
