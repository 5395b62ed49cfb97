"""The commands ``abstractions minimize`` and ``core``: an abstraction, its quotient and its certificate."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ..abstraction import Abstraction
from ..arguments import many
from ..completion import core as core_of
from ..completion import minimal_complete
from ..system import System
from .arguments import KEEP, Part, part
from .options import (
    as_json,
    certificate_option,
    classes_option,
    keep_option,
    machine_options,
    output_option,
)
from .telling import checked, finish

__all__ = ["core", "minimize"]


@click.command()
@click.argument("machine")
@keep_option
@click.option(
    "--method",
    type=click.Choice(
        ["single map", "adaptive", "letters", "queue", "rounds", "doubling", "splitters", "dirty states"]
    ),
    help="The algorithm; the answer is the same.",
)
@machine_options
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


@click.command()
@click.argument("machine")
@click.option("--keep", metavar="WHAT", help=f"What may be known at most. {KEEP}")
@machine_options
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
    output: Path | None,
    certificate: Path | None,
    classes_file: Path | None,
    as_json: bool,
    **which: Any,
) -> None:
    """What minimize and core have in common: solve, check, write, tell."""
    from .. import formats

    meant = part(machine, **which)
    p = meant.described(keep)
    began = time.perf_counter()
    result = solve(meant.system, p)
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
    if as_json:
        system = meant.system
        report = {
            "machine": machine,
            "shape": str(system.functor),
            "states": system.states,
            "letters": system.letters,
            "classes": len(result.abstraction),
            "seconds": round(seconds, 6),
            "checked": bool(verdict),
            "written": written,
        }
        if meant.returns is not None:
            report["one_giant_step"] = meant.returns.giant
        click.echo(json.dumps(report))
    else:
        show(meant, result.abstraction, machine, seconds)
        checked(verdict, written)
    finish(verdict)


def show(meant: Part, q: Abstraction, machine: str, seconds: float) -> None:
    """The machine, how many classes it has, and which states are together."""
    from .. import formats

    system = meant.system
    click.echo(f"{machine}: {system}")
    if meant.returns is not None:
        click.echo(f"from mark to mark: {meant.returns}")
    if system.state_names and formats.UNSPECIFIED in system.state_names:
        click.echo(f"one of the states, {formats.UNSPECIFIED}, is for what the file leaves unspecified")
    click.echo(f"{many(len(q), 'class')} in {seconds:.3g} s")
    together(system, q)


def together(system: System, q: Abstraction) -> None:
    """Which states are in one class with others, if not too many could be."""
    if len(q) < system.states <= 200:
        for block in q.blocks():
            if len(block) > 1:
                click.echo("  together: " + ", ".join(system.state_name(s) for s in block))
