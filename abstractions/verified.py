"""The verified checker: the one of proofs/, extracted from Coq and compiled to a program of its own.

Main definition   `verify_verified`
Notes             What must be trusted is Coq, the OCaml compiler, a reader of decimal numbers
                  (proofs/verify.ml), and the few lines here that write them.  It is slower than
                  `abstractions.checker`, with which it agrees on every certificate, and knows the kinds
                  for steps kept in a table: completeness, minimality by order, cores.
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
from .certificate import Certificate, Completeness, MergeTrace, OrderedMinimality
from .checker import CLAIMS, Refusal
from .errors import Misuse
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
    place = Path(said) if said else Path(__file__).parents[1] / "build" / "proofs" / "verify"
    if not place.is_file():
        raise Misuse(
            "the verified checker has been built",
            value=str(place),
            reason="there is no such program",
            repair="in a checkout: apt-get install --no-install-recommends coq, then sh proofs/build.sh; "
            "or say in the variable ABSTRACTIONS_VERIFY where it is",
        )
    return place


def verify_verified(certificate: Certificate, system: System, p: Any = None) -> Verdict[Certificate]:
    """As `abstractions.verify`, by the verified checker.  O(n log n), some microseconds an entry.

    Errors: `Misuse` for kinds of certificates that it does not know, and if it has not been built.
    """
    given = Abstraction.trivial(system.states) if p is None else p
    given = given if isinstance(given, Abstraction) else Abstraction(given)
    system.owns(given)
    (accepted,) = answers([claim(certificate, system, given)])
    said = CLAIMS[type(certificate)][0]
    if accepted:
        return Holds(said, certificate)
    return Fails(
        said,
        Refusal("the verified checker refuses it; it gives no reason, `abstractions.verify` does"),
        "make the certificate again for this system and this abstraction",
    )


def claim(certificate: Certificate, system: System, given: Abstraction) -> str:
    """A certificate as the program reads it, with what it is about."""
    sections = SECTIONS.get(type(certificate))
    if sections is None or not isinstance(system, Deterministic):
        raise Misuse(
            "the verified checker knows this kind of certificate",
            value=f"{certificate.kind}, for a system of shape {system.functor}",
            reason=f"it knows {', '.join(c.kind for c in SECTIONS)}, for steps kept in a table",
            repair='minimize --method adaptive makes one by order for any table; or leave "verified" out',
        )
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
    """What the program says of each claim.  Errors: `Misuse` if it cannot read them."""
    done = subprocess.run(
        [str(program())], input="".join(claims), capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, 1):
        raise Misuse(
            "the verified checker reads what it is given",
            value=done.stderr.strip()[-300:] or f"exit status {done.returncode}",
            reason="it stopped",
            repair="build it again: sh proofs/build.sh; more memory, if the machine is very large",
        )
    return [line == "accepted" for line in done.stdout.split()]
