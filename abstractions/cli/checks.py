"""The commands that answer yes or no: ``abstractions check``, ``compare`` and ``verify``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..abstraction import Abstraction
from ..bisimulation import equivalent
from ..certificate import Certificate
from ..completion import is_complete
from ..diagram import commutes
from ..errors import Misuse
from ..steps import first_return, retold
from .arguments import alpha_of, as_system, load, marks_of, part
from .options import as_json, certificate_option, keep_option, machine_options, marks_option, rates_option
from .telling import tell

__all__ = ["check", "compare", "verify"]


@click.command()
@click.argument("low")
@click.argument("high", required=False)
@click.option(
    "--alpha",
    required=True,
    metavar="MAP",
    help="The map from low to high states: as --keep, or a .json object from names to names.",
)
@click.option("--reachable", is_flag=True, help="Check the states that runs from the inputs reach.")
@marks_option
@click.option("--partial", is_flag=True, help="The map may be undefined; check its domain.")
@certificate_option
@as_json
def check(
    low: str,
    high: str | None,
    alpha: str,
    reachable: bool,
    marks: str | None,
    partial: bool,
    certificate: Path | None,
    as_json: bool,
) -> None:
    """Whether a map from LOW to HIGH commutes with all they do; without HIGH, whether one exists.

    \b
    abstractions check adder.py:circuit adder.py:addition --alpha adder.py:value
    abstractions check machine.kiss2 --alpha 0,1,0,1 --certificate why.json
    abstractions verify why.json machine.kiss2 --keep 0,1,0,1
    """
    from .. import formats

    below, above = load(low), None if high is None else load(high)
    mapping, found = alpha_of(alpha, as_system(below), above), None
    if marks is not None:
        found = first_return(below, marks_of(marks, as_system(below)))
        below, mapping = found.made, found.restrict(mapping)
    verdict = commutes(below, above, mapping, on="reachable" if reachable else "all", partial=partial)
    if verdict and certificate is not None:
        reason: Certificate = verdict.certificate
        if above is None:  # that alpha is complete is about low alone
            image = verdict.certificate.alpha
            if (image < 0).any():
                raise Misuse(
                    "the certificate that a map is complete is about all states",
                    value=f"a map of {int((image >= 0).sum())} of {image.size} states",
                    reason="the certificate would be about a part of the machine",
                    repair="complete the map and leave --reachable and --partial out, or --certificate",
                )
            reason = is_complete(as_system(below), Abstraction(image)).unwrap()
        elif verdict.built is not None:
            raise Misuse(
                "the certificate of a diagram is about its two machines",
                value="a map to states that the inputs of high do not reach",
                reason="the certificate would be about a larger machine, explored on the way",
                repair="give high all its `states`, or leave --certificate out",
            )
        formats.write_certificate(reason, certificate)
    tell(verdict if found is None else retold(verdict, found), as_json)


@click.command()
@click.argument("one")
@click.argument("other")
@rates_option
@as_json
def compare(one: str, other: str, rates: bool, as_json: bool) -> None:
    """Whether ONE and OTHER do the same from their initial states; if not, what tells them apart.

    Labels of .tra files are read from the .lab files of their names.

    \b
    abstractions compare specification.aut implementation.aut
    """
    tell(equivalent(load(one, rates=rates), load(other, rates=rates)), as_json)


@click.command()
@click.argument("certificate", type=Path)
@click.argument("machine")
@click.argument("high", required=False)
@keep_option
@machine_options
@click.option(
    "--verified", "by_verified", is_flag=True, help="Ask the checker extracted from Coq (proofs/build.sh)."
)
@as_json
def verify(
    certificate: Path,
    machine: str,
    high: str | None,
    keep: str | None,
    by_verified: bool,
    as_json: bool,
    **which: Any,
) -> None:
    """Re-check a CERTIFICATE about MACHINE without the algorithm that made it.

    HIGH: for a certificate of a diagram, its high machine.

    \b
    abstractions verify why.json bbara.kiss2
    abstractions verify why.json bbara.kiss2 --verified
    """
    from .. import checker, formats, verified

    data = formats.read_certificate(certificate)
    meant = part(machine, **which)
    p = meant.described(keep) if high is None else as_system(load(high))
    check = verified.verify_verified if by_verified else checker.verify
    tell(check(data, meant.system, p), as_json)
