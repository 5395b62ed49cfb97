"""What the command line says of a list of complete abstractions, while it is made."""

from __future__ import annotations

import json
import time
from pathlib import Path

import click

from ..lattice import Lattice

__all__ = ["show"]


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
    bounded = "" if lattice.max_classes is None else f" of at most {lattice.max_classes} classes"
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
