"""The verified checker: the one of proofs/, extracted from Coq and compiled to a program of its own.

Main definition   `verify_verified`
Notes             It knows the kinds of certificates for steps kept in a table: completeness, minimality
                  by order, cores; of these it accepts what `abstractions.checker` accepts, more slowly.
                  What must be trusted is Coq, the OCaml compiler, a reader of decimal numbers
                  (proofs/verify.ml), and here what says which system and abstraction are meant:
                  `System`, its `observation`, `Abstraction`, and how they are written as numbers.
Law               `checkers_agree` in `abstractions.testing.laws`
Proof             proofs/README.md, "The verified checker"
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from .abstraction import Abstraction
from .algebra import Algebra
from .certificate import Certificate, Completeness, CyclicMinimality, MergeTrace, OrderedMinimality
from .checker import CLAIMS, Refusal
from .computation import Computation
from .errors import Misuse
from .question import asked, system_of
from .system import Deterministic, System
from .verdict import Fails, Holds, Verdict

__all__ = ["answers", "claim", "program", "verify_verified"]

SECTIONS: dict[type[Certificate], tuple[str, ...]] = {
    OrderedMinimality: ("labels", "rank", "time", "letter"),
    Completeness: ("labels", "next"),
    MergeTrace: ("labels", "left", "right", "cause", "letter"),
}
"""The arrays of each kind of certificate, in the order in which the program reads them."""


def program() -> Path:
    """Where the program is: ``ABSTRACTIONS_VERIFY``, or where proofs/build.sh puts it.  Errors: `Misuse`."""
    said = os.environ.get("ABSTRACTIONS_VERIFY")
    place = Path(said).resolve() if said else Path(__file__).parents[1] / "build" / "proofs" / "verify"
    if not place.is_file():
        raise Misuse(
            "the verified checker has been built",
            value=str(place),
            reason="there is no such program",
            repair="in a checkout: apt-get install --no-install-recommends coq, sh proofs/build.sh, "
            "and what that prints: export ABSTRACTIONS_VERIFY=.../build/proofs/verify",
        )
    return place


def verify_verified(
    certificate: Certificate, system: System | Computation | Algebra, p: Any = None
) -> Verdict[Certificate]:
    """As `abstractions.verify`, by the verified checker.  O(n log n), some ten microseconds an entry.

    Errors: `Misuse` for kinds of certificates that it does not know, and if it has not been built.
    """
    known(certificate, system_of(system))
    low, given = asked(system, p)
    (accepted,) = answers([claim(certificate, low, given)])
    said = f"{CLAIMS[type(certificate)][0]}, by the verified checker"
    if accepted:
        return Holds(said, certificate)
    return Fails(
        said,
        Refusal("it refuses, and gives no reason; `abstractions.verify` does"),
        "make the certificate again for this system and this abstraction",
    )


def known(certificate: Any, system: System) -> tuple[str, ...]:
    """The sections of a certificate.  Errors: `Misuse`."""
    sections = SECTIONS.get(type(certificate))
    if sections is None or not isinstance(system, Deterministic):
        kind = getattr(certificate, "kind", f"a {type(certificate).__name__}")
        raise Misuse(
            "the verified checker knows this kind of certificate",
            value=f"{kind}, for a system of shape {system.functor}",
            reason=f"it knows {', '.join(c.kind for c in SECTIONS)}, for steps kept in a table",
            repair="minimize --method adaptive makes one by order, for one letter too"
            if isinstance(certificate, CyclicMinimality)
            else "ask `abstractions.verify`, which knows all kinds",
        )
    return sections


def claim(certificate: Certificate, system: System, given: Abstraction) -> str:
    """A certificate as the program reads it, with what it is about."""
    sections = known(certificate, system)
    assert isinstance(system, Deterministic)
    parts = [certificate.kind, section("table", system.table)]
    if isinstance(certificate, OrderedMinimality):
        parts.append(section("seen", (given | system.observation).labels))
    else:
        parts += [section("seen", system.observation.labels), section("given", given.labels)]
    parts += [section(name, getattr(certificate, name)) for name in sections]
    return "\n".join([*parts, "end\n"])


def section(name: str, array: Any) -> str:
    """An array of numbers: its name, its shape, its entries."""
    entries = np.asarray(array)
    return " ".join([name, *map(str, entries.shape), *map(str, entries.ravel().tolist())])


def answers(claims: Iterable[str]) -> list[bool]:
    """What the program says of each claim.  Errors: `Misuse` if it does not answer them all."""
    questions = list(claims)
    try:
        done = subprocess.run(
            [str(program())], input="".join(questions), capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise unanswered(str(error)) from None
    said = done.stdout.split()
    sure = len(said) == len(questions) and set(said) <= {"accepted", "refused"}
    if not sure or done.returncode != (1 if "refused" in said else 0):
        raise unanswered(done.stderr.strip()[-300:] or f"exit status {done.returncode}, {len(said)} answers")
    return [word == "accepted" for word in said]


def unanswered(found: str) -> Misuse:
    return Misuse(
        "the verified checker answers what it is asked",
        value=found,
        reason="it stopped, or it is another program",
        repair="give it more memory, if the machine is very large; build it again: sh proofs/build.sh",
    )
