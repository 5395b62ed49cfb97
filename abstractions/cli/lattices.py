"""The command ``abstractions enumerate``: all complete abstractions, told while they are found."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import click

from ..arguments import many
from ..lattice import Lattice, complete_abstractions
from .arguments import KEEP, part
from .options import as_json, machine_options

__all__ = ["enumerate_"]


@click.command("enumerate")
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
@machine_options
@as_json
def enumerate_(
    machine: str,
    above: str | None,
    below: str | None,
    max_classes: int | None,
    limit: int,
    picture: Path | None,
    output: Path | None,
    as_json: bool,
    **which: Any,
) -> None:
    """All complete abstractions of MACHINE, one a line, those that know least first.

    \b
    abstractions enumerate modulo12.kiss2
    abstractions enumerate counter.json --above 0,1,0,1 --draw lattice.svg
    abstractions enumerate algebra.ua --max-classes 2 --json
    """
    meant = part(machine, **which)
    bounds = [meant.described(what) for what in (above, below)]
    lattice = complete_abstractions(meant.system, *bounds, max_classes=max_classes, limit=limit)
    show(lattice, machine, picture=picture, output=output, as_json=as_json)


def show(lattice: Lattice, machine: str, *, picture: Path | None, output: Path | None, as_json: bool) -> None:
    """One abstraction a line, or one JSON object; the count last, on the other stream.

    Files are written first.  Ctrl-C ends the list, and what was found is told.
    """
    from .. import draw
    from ..formats.lattice import lattice_ending, write_lattice

    system, limit = lattice.system, lattice.limit
    if picture is not None:
        draw.picture_ending(picture)
    if output is not None:
        lattice_ending(output)
    written: dict[str, str] = {}
    if picture is not None:
        draw.draw_lattice(lattice, picture)
        written["picture"] = str(picture)
    if output is not None:
        write_lattice(lattice, output)
        written["lattice"] = str(output)
    labels: list[list[int]] = []
    began, found, last, interrupted = time.perf_counter(), 0, None, False
    try:
        for last in lattice:
            if as_json:
                labels.append(last.labels.tolist())
            else:
                blocks = (", ".join(system.state_name(int(s)) for s in block) for block in last.blocks())
                click.echo(f"{len(last)}: {' | '.join(blocks)}")
            found += 1
    except KeyboardInterrupt:
        interrupted = True
    seconds = time.perf_counter() - began
    whole = not interrupted and (limit is None or found < limit or last == lattice.greatest)
    report = {
        "machine": machine,
        "states": system.states,
        "letters": system.letters,
        "found": found,
        "all": whole,
        "seconds": round(seconds, 6),
        "abstractions": labels,
        "written": written,
    }
    if as_json:
        click.echo(json.dumps(report))
    bounded = "" if lattice.max_classes is None else f" of at most {many(lattice.max_classes, 'class')}"
    at_least = "" if whole else "at least "
    click.echo(f"{at_least}{found} complete abstractions{bounded} of {system.states} states", err=True)
    if not found and whole:
        click.echo("the bounds contradict each other: what must be kept is more than may be known", err=True)
    if not whole and not interrupted:
        guess = lattice.guess()
        told = bool(guess) and lattice.estimate() > 2 * found
        click.echo(f"stopped by --limit{f'; {guess}, classes unbounded' if told else ''}", err=True)
    for what, where in written.items():
        click.echo(f"{what} written to {where}", err=True)
    if interrupted:
        raise KeyboardInterrupt
