"""The laws of engines, words and certificates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...abstraction import Abstraction
from ...certificate import Certificate
from ...checker import verify
from ...completion import completion, minimal_complete
from ...distinction import Distinction
from ...errors import Misuse
from ...system import Deterministic, System
from ...verified import answers, claim
from .registry import law


@law
def engines_agree(s: Deterministic, p: Abstraction) -> None:
    """Every algorithm gives the same labels, and a certificate that the checker accepts."""
    answer = minimal_complete(s, p, method="rounds")
    methods = ["adaptive", "letters", "queue"]
    for method in [*methods, "single map", "doubling"] if s.letters == 1 else methods:
        result = minimal_complete(s, p, method=method)  # type: ignore[call-overload]
        assert result.abstraction == answer.abstraction, method
        result.check().unwrap()
    answer.check().unwrap()


@law
def checkers_agree(cases: Sequence[tuple[Certificate, System, Abstraction]]) -> None:
    """The checker here and the verified one accept the same certificates; asked all at once."""
    theirs = answers(claim(c, s, p) for c, s, p in cases)
    assert len(theirs) == len(cases)
    for (c, s, p), accepted in zip(cases, theirs):
        assert bool(verify(c, s, p)) == accepted, (c, s, p)


@law
def rounds_are_bounded(s: Deterministic, p: Abstraction) -> None:
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
def every_distinction_replays(s: Deterministic, p: Abstraction) -> None:
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
            assert isinstance(d, Distinction)
            assert d.replay() and str(d)
            assert len(d.word) < len(q)


@law
def no_certificate_accepts_a_false_claim(certificate: Certificate, s: Deterministic, p: Abstraction) -> None:
    """If the checker accepts a certificate of minimality, its labels are the answer.

    And whatever the certificate holds, checking it ends in a verdict.
    """
    verdict = verify(certificate, s, p)
    if verdict and certificate.kind.startswith("minimality"):
        labels = np.asarray(certificate.arrays()["labels"])
        assert np.array_equal(labels, minimal_complete(s, p, method="rounds").abstraction.labels)
