"""The command line: ``abstractions minimize | check | compare | core | enumerate | front | verify | convert |
draw | circuit``.

Notes   Exit status 0: holds; 1: refuted; 2: misuse; 130: interrupted; 70: a defect.  A machine is a file or a Python
        object, ``package.module:name`` or ``file.py:name``.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from .. import __version__
from ..abstraction import Abstraction
from ..bisimulation import equivalent
from ..certificate import Certificate
from ..completion import core as core_of
from ..completion import is_complete, minimal_complete
from ..diagram import commutes
from ..errors import Misuse
from ..lattice import complete_abstractions
from ..system import System
from .arguments import KEEP, abstraction, alpha_of, as_system, load
from .circuits import circuit
from .front import front
from .lattices import show
from .telling import done, finish, guarded, tell

__all__ = ["main"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="abstractions")
def cli() -> None:
    """Exact abstractions of computations, each answer with its reason.

    \b
    abstractions minimize machine.kiss2 -o small.kiss2 --certificate why.json
    abstractions verify why.json machine.kiss2
    abstractions check machine.kiss2 --alpha 0,1,0,1
    abstractions compare specification.aut implementation.aut
    abstractions core machine.dot --keep 0,1,0,1
    abstractions enumerate machine.dot --max-classes 3 --draw lattice.svg
    abstractions front machine.dot --keep 0,1,0,1 --draw front.svg
    abstractions draw machine.dot picture.svg --classes
    abstractions circuit compare hypothesis.json
    """


as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
keep_option = click.option(
    "--keep", metavar="WHAT", help=f"What must be kept, beside the machine's own outputs. {KEEP}"
)
reachable_option = click.option(
    "--reachable", is_flag=True, help="Take the part reachable from the initial states."
)
output_option = click.option("-o", "--output", type=Path, help="Write the quotient to this file.")
labels_option = click.option(
    "--labels", type=Path, help="The .lab file of a .tra file (default: of its name)."
)
rates_option = click.option("--rates", is_flag=True, help="The .tra file holds the rates of a CTMC.")
certificate_option = click.option("--certificate", type=Path, help="Write the certificate (.json or .npz).")
classes_option = click.option(
    "--abstraction", "classes_file", type=Path, help="Write the class of each state (.json or .npz)."
)


@cli.command()
@click.argument("machine")
@keep_option
@reachable_option
@click.option(
    "--method",
    type=click.Choice(
        ["single map", "adaptive", "letters", "queue", "rounds", "doubling", "splitters", "dirty states"]
    ),
    help="The algorithm; the answer is the same.",
)
@labels_option
@rates_option
@output_option
@certificate_option
@classes_option
@as_json
def minimize(machine: str, method: Any, **options: Any) -> None:
    """The minimal complete abstraction of MACHINE, checked.

    MACHINE is a machine file (.kiss2 .dot .aut .tra .copar .ua .json .npz) or a Python object
    (file.py:name).

    \b
    abstractions minimize bbara.kiss2
    abstractions minimize tcp.dot -o small.dot --certificate why.json --json
    abstractions minimize mymodel.py:counter --keep mymodel.py:parity
    abstractions minimize chain.tra --labels chain.lab -o small.tra
    """
    answer(machine, lambda s, p: minimal_complete(s, p, method=method), **options)


@cli.command()
@click.argument("machine")
@click.option("--keep", metavar="WHAT", help=f"What may be known at most. {KEEP}")
@reachable_option
@labels_option
@rates_option
@output_option
@certificate_option
@classes_option
@as_json
def core(machine: str, **options: Any) -> None:
    """The most informative complete abstraction below --keep, checked.

    Here --keep (default: everything, which the core then is) says what may be known at most.
    Exit status 1 if there is none, because it would merge states with different outputs.
    To verify its certificate give the same --keep.

    \b
    abstractions core counter.json --keep 0,1,0,1
    """
    answer(
        machine, lambda s, p: core_of(s, p if p is not None else Abstraction.identity(s.states)), **options
    )


def answer(
    machine: str,
    solve: Callable[[System, Abstraction | None], Any],
    *,
    keep: str | None,
    reachable: bool,
    labels: Path | None = None,
    rates: bool = False,
    output: Path | None,
    certificate: Path | None,
    classes_file: Path | None,
    as_json: bool,
) -> None:
    """What minimize and core have in common: solve, check, write, tell."""
    from .. import formats

    system = as_system(load(machine, labels, rates))
    p = None if keep is None else abstraction(keep, system)
    if reachable:
        states = system.reachable()
        system = system.restrict(states)
        p = None if p is None else Abstraction(p.labels[states])
    began = time.perf_counter()
    result = solve(system, p)
    seconds = time.perf_counter() - began
    verdict = result.check()
    written: dict[str, str] = {}
    if verdict and output is not None:
        formats.write(result.quotient, output)
        written["quotient"] = str(output)
    if verdict and certificate is not None:
        formats.write_certificate(result.certificate, certificate)
        written["certificate"] = str(certificate)
    if verdict and classes_file is not None:
        formats.write_abstraction(result.abstraction, classes_file)
        written["abstraction"] = str(classes_file)
    q = result.abstraction
    report = {
        "machine": machine,
        "shape": str(system.functor),
        "states": system.states,
        "letters": system.letters,
        "classes": len(q),
        "seconds": round(seconds, 6),
        "checked": bool(verdict),
        "written": written,
    }
    if as_json:
        click.echo(json.dumps(report))
    else:
        click.echo(f"{machine}: {system}")
        if system.state_names and formats.UNSPECIFIED in system.state_names:
            click.echo(f"one of the states, {formats.UNSPECIFIED}, is for what the file leaves unspecified")
        click.echo(f"{len(q)} classes in {seconds:.3g} s")
        if len(q) < system.states <= 200:
            for block in q.blocks():
                if len(block) > 1:
                    click.echo("  together: " + ", ".join(system.state_name(s) for s in block))
        click.echo(f"{verdict}" if not verdict else f"the checker agrees: {verdict.claim}")
        for what, where in written.items():
            click.echo(f"{what} written to {where}")
    finish(verdict)


@cli.command()
@click.argument("low")
@click.argument("high", required=False)
@click.option(
    "--alpha",
    required=True,
    metavar="MAP",
    help="The map from low to high states: as --keep, or a .json object from names to names.",
)
@click.option("--reachable", is_flag=True, help="Check the states that runs from the inputs reach.")
@click.option("--partial", is_flag=True, help="The map may be undefined; check its domain.")
@certificate_option
@as_json
def check(
    low: str,
    high: str | None,
    alpha: str,
    reachable: bool,
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
    mapping = alpha_of(alpha, as_system(below), above)
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
    tell(verdict, as_json)


@cli.command()
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


@cli.command("enumerate")
@click.argument("machine")
@click.option("--above", metavar="WHAT", help=f"What must be kept. {KEEP}")
@click.option("--below", metavar="WHAT", help="What may be known at most; as --above.")
@click.option("--max-classes", type=click.IntRange(0), help="Only those with at most so many classes.")
@click.option(
    "--limit", type=click.IntRange(0), default=10_000, show_default=True, help="Stop after so many."
)
@click.option(
    "--draw",
    "picture",
    type=Path,
    help="Draw the Hasse diagram (at most 150 elements): .svg, .png (extra `draw`) or .dot.",
)
@click.option(
    "-o",
    "--output",
    type=Path,
    help="Write the Hasse diagram (at most 20,000 elements): .graphml, .dot or .json.",
)
@reachable_option
@as_json
def enumerate_(
    machine: str,
    above: str | None,
    below: str | None,
    max_classes: int | None,
    limit: int,
    picture: Path | None,
    output: Path | None,
    reachable: bool,
    as_json: bool,
) -> None:
    """All complete abstractions of MACHINE, one a line, those that know least first.

    \b
    abstractions enumerate modulo12.kiss2
    abstractions enumerate counter.json --above 0,1,0,1 --draw lattice.svg
    abstractions enumerate algebra.ua --max-classes 2 --json
    """
    system = as_system(load(machine))
    bounds = [None if what is None else abstraction(what, system) for what in (above, below)]
    if reachable:
        states = system.reachable()
        system = system.restrict(states)
        bounds = [None if p is None else Abstraction(p.labels[states]) for p in bounds]
    lattice = complete_abstractions(system, *bounds, max_classes=max_classes, limit=limit)
    show(lattice, machine, picture=picture, output=output, as_json=as_json)


@cli.command()
@click.argument("certificate", type=Path)
@click.argument("machine")
@click.argument("high", required=False)
@keep_option
@reachable_option
@labels_option
@rates_option
@click.option(
    "--verified", "by_verified", is_flag=True, help="Ask the checker extracted from Coq (proofs/build.sh)."
)
@as_json
def verify(
    certificate: Path,
    machine: str,
    high: str | None,
    keep: str | None,
    reachable: bool,
    labels: Path | None,
    rates: bool,
    by_verified: bool,
    as_json: bool,
) -> None:
    """Re-check a CERTIFICATE about MACHINE without the algorithm that made it.

    HIGH: for a certificate of a diagram, its high machine.

    \b
    abstractions verify why.json bbara.kiss2
    abstractions verify why.json bbara.kiss2 --verified
    """
    from .. import checker, formats, verified

    data = formats.read_certificate(certificate)
    system = as_system(load(machine, labels, rates))
    p = as_system(load(high)) if high is not None else keep and abstraction(keep, system)
    if reachable:
        states = system.reachable()
        p = Abstraction(p.labels[states]) if isinstance(p, Abstraction) else p
        system = system.restrict(states)
    check = verified.verify_verified if by_verified else checker.verify
    tell(check(data, system, p or None), as_json)


@cli.command()
@click.argument("machine")
@click.argument("output", type=Path)
@labels_option
@rates_option
@as_json
def convert(machine: str, output: Path, labels: Path | None, rates: bool, as_json: bool) -> None:
    """Write MACHINE to OUTPUT in the format of its name.

    \b
    abstractions convert bbara.kiss2 bbara.dot
    """
    from .. import formats

    formats.write(as_system(load(machine, labels, rates)), output)
    done("machine", machine, output, as_json)


@cli.command()
@click.argument("machine")
@click.argument("output", type=Path)
@click.option("--classes", is_flag=True, help="Colour by the minimal complete abstraction, and draw it.")
@keep_option
@labels_option
@rates_option
@as_json
def draw(
    machine: str,
    output: Path,
    classes: bool,
    keep: str | None,
    labels: Path | None,
    rates: bool,
    as_json: bool,
) -> None:
    """Draw MACHINE as .svg, .png (extra `draw`) or .dot, coloured by class.

    \b
    abstractions draw bbara.kiss2 bbara.svg --classes
    """
    from .. import draw as pictures

    system = as_system(load(machine, labels, rates))
    p = None if keep is None else abstraction(keep, system)
    pictures.draw(system, output, minimal_complete(system, p).abstraction if classes else p)
    done("picture", machine, output, as_json)


cli.add_command(circuit)
cli.add_command(front)


def main() -> None:
    """Run, and turn exceptions into exit statuses: nobody should meet a traceback."""
    guarded(lambda: cli.main(standalone_mode=False))
