"""The theory as functions that assert: one law, one name, cited by docstrings and proofs.

Each takes values and fails with an AssertionError if the law does not hold of them.  `LAWS` lists
them by name.  A law says nothing of how its values were made: feed it all small machines
(`abstractions.testing.enumerate`), random ones (`abstractions.testing.strategies`), or your own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from ..abstraction import Abstraction
from ..certificate import Certificate
from ..checker import verify
from ..completion import completion, core, is_complete, minimal_complete
from ..computation import Computation
from ..diagram import commutes
from ..errors import Misuse, NeverHalts
from ..finish import finish, steps_left
from ..formats import read, read_certificate, write, write_certificate
from ..system import System
from ..verdict import Refuted

__all__ = ["LAWS"]

F = TypeVar("F", bound=Callable[..., None])
LAWS: dict[str, Callable[..., None]] = {}


def law(f: F) -> F:
    LAWS[f.__name__] = f
    return f


# ---- abstractions ------------------------------------------------------------------------------


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


# ---- completion --------------------------------------------------------------------------------


@law
def omega_is_monotone_and_inflationary(s: System, p: Abstraction, q: Abstraction) -> None:
    """``p <= Omega(p)``, and ``p <= q`` implies ``Omega(p) <= Omega(q)``."""
    assert p <= completion(s, p)
    assert completion(s, p & q) <= completion(s, p)


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
        assert np.array_equal(p.labels[s.table], small.table[p.labels])
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
    """It is complete, below p, and above every candidate that is so; or no candidate is."""
    below = [q for q in candidates if q <= p and is_complete(s, q)]
    try:
        result = core(s, p)
    except Refuted as refuted:
        assert not below
        assert verify(refuted.verdict.counterexample.certificate, s, p)
        return
    c = result.abstraction
    assert c <= p and is_complete(s, c) and result.check()
    assert all(q <= c for q in below)


@law
def complete_abstractions_are_a_sublattice(s: System, p: Abstraction, q: Abstraction) -> None:
    """Deterministic steps: sup and inf of complete abstractions are complete."""
    if is_complete(s, p) and is_complete(s, q):
        assert is_complete(s, p | q)
        assert is_complete(s, p & q)


@law
def reachable_is_the_least_closed_part(s: System, initial: Iterable[int]) -> None:
    """It holds the initial states, is closed under the step, and each state in it has a run."""
    start = sorted(set(initial))
    part = s.reachable(start).tolist()
    assert set(start) <= set(part) and set(s.table[part].reshape(-1).tolist()) <= set(part)
    assert all((s.shortest_run(t, start) is not None) == (t in part) for t in range(s.states))
    small = s.restrict(part)
    assert all(part[small.table[i, a]] == s.table[t, a] for i, t in enumerate(part) for a in range(s.letters))
    assert small.observation <= Abstraction(s.observation.labels[part]) <= small.observation


@law
def shortest_runs_are_runs_and_shortest(s: System, initial: Iterable[int]) -> None:
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


# ---- algorithms --------------------------------------------------------------------------------


@law
def engines_agree(s: System, p: Abstraction) -> None:
    """Every algorithm gives the same labels, and a certificate that the checker accepts."""
    answer = minimal_complete(s, p, method="rounds")
    methods = ["adaptive", "letters", "queue"]
    for method in [*methods, "single map", "doubling"] if s.letters == 1 else methods:
        result = minimal_complete(s, p, method=method)  # type: ignore[arg-type]
        assert result.abstraction == answer.abstraction, method
        result.check().unwrap()
    answer.check().unwrap()


@law
def rounds_are_bounded(s: System, p: Abstraction) -> None:
    """At most ``n - len(p0)`` rounds, and after k of them exactly Omega applied k times."""
    kept = p | s.observation
    m = minimal_complete(s, p, method="rounds")
    assert m.rounds is not None and m.rounds <= s.states - len(kept)
    q = kept
    for _ in range(m.rounds):
        assert q != m.abstraction
        q = completion(s, q)
    assert q == m.abstraction


@law
def every_distinction_replays(s: System, p: Abstraction) -> None:
    """States of different classes have a word that tells them apart; others have none."""
    m = minimal_complete(s, p)
    q = m.abstraction
    for x in range(s.states):
        for y in range(s.states):
            if q[x] == q[y]:
                try:
                    m.distinguish(x, y)
                except Misuse:
                    continue
                raise AssertionError("equivalent states were told apart")
            d = m.distinguish(x, y)
            assert d.replay() and str(d)
            assert len(d.word) < len(q)


@law
def no_certificate_accepts_a_false_claim(certificate: Certificate, s: System, p: Abstraction) -> None:
    """If the checker accepts a certificate of minimality, its labels are the answer.

    And whatever the certificate holds, checking it ends in a verdict.
    """
    verdict = verify(certificate, s, p)
    if verdict and certificate.kind.startswith("minimality"):
        labels = np.asarray(certificate.arrays()["labels"])
        assert np.array_equal(labels, minimal_complete(s, p, method="rounds").abstraction.labels)


# ---- computations ------------------------------------------------------------------------------


@law
def run_reads_the_end_of_the_trace(c: Computation) -> None:
    """run(x) = read(last state of the trace); a run without output has a cycle that never halts."""
    for x in c.inputs or ():
        try:
            states = c.trace(x)
        except NeverHalts as never:
            assert never.cycle and not any(c.halts(m) for m in (*never.tail, *never.cycle))
            assert c.step(never.cycle[-1]) == never.cycle[0]
            continue
        assert states[0] == c.load(x) and c.halts(states[-1])
        assert not any(c.halts(m) for m in states[:-1])
        assert all(c.step(m) == t for m, t in zip(states, states[1:]))
        assert c.run(x) == c.read(states[-1])


@law
def execution_theorem(c: Computation, p: Abstraction) -> None:
    """If all squares commute, both computations give the same outputs in the same number of steps."""
    m = minimal_complete(c, p)
    high = m.quotient
    assert isinstance(high, Computation)
    labels = m.abstraction.labels
    names = c.system.state_names or range(c.system.states)
    alpha = {name: int(label) for name, label in zip(names, labels)}
    assert commutes(c, high, alpha)
    for x in c.inputs or ():
        try:
            low_trace = c.trace(x)
        except NeverHalts:
            try:
                high.run(x)
            except NeverHalts:
                continue
            raise AssertionError("the abstract run halts and the concrete one does not") from None
        assert high.run(x) == c.run(x)
        assert high.trace(x) == [alpha[m] for m in low_trace]


@law
def finish_is_complete_for_the_stopped_step(c: Computation) -> None:
    """The final output of a state is that of its successor."""
    s = System.deterministic(c.system.step)
    q = finish(c)
    assert s.pullback(q) == q
    assert is_complete(s, q)


@law
def finish_is_least_that_keeps_the_output(c: Computation, candidates: Iterable[Abstraction]) -> None:
    """If every run halts, it is below whatever is complete for the stopped step and determines the
    outputs of halting states.
    """
    assert c.system.halting is not None
    bare, ends = System.deterministic(c.system.step), np.flatnonzero(c.system.halting)
    assert (steps_left(c) >= 0).all(), "the law is about computations that halt"
    outputs = Abstraction(c.system.observation.labels[ends])
    for r in candidates:
        if outputs <= Abstraction(r.labels[ends]) and is_complete(bare, r):
            assert finish(c) <= r


@law
def steps_left_and_output_is_minimal(c: Computation) -> None:
    """With the termination square, the least complete abstraction is (steps left, output)."""
    m = minimal_complete(c).abstraction
    assert m == finish(c) | Abstraction.of(lambda t: t, steps_left(c).tolist())


# ---- files -------------------------------------------------------------------------------------


@law
def reading_undoes_writing(s: System, folder: Path) -> None:
    """The library's own formats give back the same system and the same certificate."""
    for ending in (".json", ".npz"):
        path = folder / f"system{ending}"
        write(s, path)
        assert read(path) == s
        certificate = minimal_complete(s).certificate
        write_certificate(certificate, folder / f"certificate{ending}")
        assert read_certificate(folder / f"certificate{ending}") == certificate
    assert not [f for f in folder.iterdir() if f.name.startswith(".")]
