"""The checker: re-checks every certificate from the definitions, knowing no algorithm.

Main definition   `verify`
Notes             What must be trusted is this folder, and what it says things with: `System`,
                  `Abstraction`, `arrays`, `matching`, and the compiler of its kernels.
                  Certificates are data of unknown origin: every entry is checked before it is used.
                  Cost: linear in the table, times a logarithm for `OrderedMinimality`; for
                  `NothingBetween` the pairs of states, and the states for each pair with a trace.
Law               `no_certificate_accepts_a_false_claim` in `abstractions.testing.laws`
Proof             proofs/README.md
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from ..abstraction import Abstraction
from ..algebra import Algebra
from ..certificate import (
    Certificate,
    Commuting,
    Completeness,
    CoreSearch,
    CyclicMinimality,
    Incompleteness,
    Inconsistency,
    MergeTrace,
    NothingBelow,
    NothingBetween,
    OrderedMinimality,
    SignatureMinimality,
    Stability,
    SumMinimality,
    TwoGreatest,
)
from ..computation import Computation
from ..errors import Misuse
from ..matching import Map
from ..system import Branching, System, tabled
from ..verdict import Fails, Holds, Verdict
from .between import check_between
from .complete import check_completeness, check_incompleteness
from .cycles import check_cyclic
from .merges import check_inconsistency, check_merges
from .order import check_ordered
from .refusal import Refused, require
from .search import check_core_search, check_nothing_below, check_two_greatest
from .signatures import check_apart, check_signatures, check_stability
from .squares import check_commuting
from .sums import check_sums

__all__ = ["Refusal", "verify"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a certificate does not prove its claim; the claim itself may still be true."""

    reason: str

    def __str__(self) -> str:
        return f"the certificate does not prove it: {self.reason}"


def verify(
    certificate: Certificate, system: System | Computation | Algebra, p: Any = None, *, outputs: Map = None
) -> Verdict[Certificate]:
    """Whether ``certificate`` proves its claim about ``system`` and p.

    ``p``: the abstraction in question (default: trivial; for `Commuting`: the high system, which is
    ``verdict.built`` where `commutes` built or explored one, and ``outputs`` as there).
    The claim by kind: p is (not) complete; the labels are the minimal complete abstraction above p;
    the labels are the core of p; p has no core; no complete abstraction lies strictly between p and
    equality; the diagram with the high system p commutes.
    Errors: `Misuse` if the question makes no sense; a certificate that is wrong `Fails`.

    >>> s, p = System.deterministic([1, 2, 3, 0]), Abstraction([0, 1, 0, 1])
    >>> bool(verify(Completeness([0, 1, 0, 1], [[1], [0]]), s, p))
    True
    >>> print(verify(Completeness([0, 1, 0, 1], [[1], [1]]), s, p))
    Refuted: the abstraction is complete.
      the certificate does not prove it: state 1 steps out of class next[1, 0] = 1
      Repair: make the certificate again for this system and this abstraction
    """
    check: Callable[[], None]
    low = system if isinstance(system, System) else system.system
    if type(certificate) is Commuting:
        high = p.system if isinstance(p, Computation) else p
        if not isinstance(high, System):
            raise Misuse(
                "a commuting certificate is checked against two systems",
                value=p,
                reason="the second argument is the low system, the third the high one",
                repair="call verify(certificate, low, high)",
            )
        loads = []
        if isinstance(system, Computation) and isinstance(p, Computation):
            loads = [(m, p.loads[x]) for x, m in system.loads.items() if x in p.loads]
        there = int((certificate.alpha >= 0).sum())
        claim = f"the diagram commutes on {there} of {low.states} states"
        check = partial(check_commuting, certificate, low, high, loads, outputs)
    elif type(certificate) in CLAIMS:
        given = Abstraction.trivial(low.states) if p is None else p
        if not isinstance(given, Abstraction):
            given = Abstraction(given)
        low.owns(given)
        claim, check_kind = CLAIMS[type(certificate)]
        if isinstance(low, Branching) and not low.functor.branches and type(certificate) not in BRANCHING:
            low = tabled(low)
        if isinstance(low, Branching):
            check_kind = BRANCHING.get(type(certificate), unfit)
        elif type(certificate) in BRANCHING and type(certificate) is not Incompleteness:
            check_kind = unfit
        check = partial(check_kind, certificate, low, given)
    else:
        raise Misuse(
            "a certificate is of a known kind",
            value=certificate,
            reason=f"a {type(certificate).__name__} is not a certificate",
            repair="pass `result.certificate` or what `read_certificate` returns",
        )
    try:
        check()
    except Refused as refused:
        return Fails(
            claim,
            Refusal(str(refused)),
            "make the certificate again for this system and this abstraction",
        )
    return Holds(claim, certificate)


def unfit(certificate: Certificate, system: System, p: Abstraction) -> None:  # noqa: ARG001 - a check
    require(False, f"a {certificate.kind} certificate is not for systems of shape {system.functor}")


CLAIMS: dict[type[Certificate], tuple[str, Callable[[Any, Any, Abstraction], None]]] = {
    Completeness: ("the abstraction is complete", check_completeness),
    Incompleteness: ("the abstraction is not complete", check_incompleteness),
    OrderedMinimality: ("these classes are minimal complete", check_ordered),
    CyclicMinimality: ("these classes are minimal complete", check_cyclic),
    SignatureMinimality: ("these classes are minimal complete", unfit),
    SumMinimality: ("these classes are minimal complete", unfit),
    Stability: ("the abstraction is complete", unfit),
    CoreSearch: ("these classes are the core", unfit),
    NothingBelow: ("no complete abstraction is below the given one", unfit),
    TwoGreatest: ("two complete abstractions below the given one have none above both", unfit),
    MergeTrace: ("these classes are the core", check_merges),
    Inconsistency: ("there is no core", check_inconsistency),
    NothingBetween: ("no complete abstraction lies between the given one and equality", check_between),
}
"""What each kind of certificate claims of a system and an abstraction, and who checks it."""

BRANCHING: dict[type[Certificate], Callable[[Any, Any, Abstraction], None]] = {
    SignatureMinimality: check_signatures,
    SumMinimality: check_sums,
    CoreSearch: check_core_search,
    NothingBelow: check_nothing_below,
    TwoGreatest: check_two_greatest,
    Stability: check_stability,
    Incompleteness: check_apart,
}
"""Who checks it where steps branch."""
