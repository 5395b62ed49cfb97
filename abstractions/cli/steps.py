"""The commands ``abstractions steps`` and ``stutter``: abstract steps that take many concrete ones."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import click

from ..errors import BudgetExceeded
from ..steps import Choice, cheapest_marks
from ..stuttering import stuttering
from .arguments import KEEP, Part, marks_of, part
from .marks import MARKS, marks_said
from .minimal import show
from .options import (
    as_json,
    keep_option,
    labels_option,
    output_option,
    rates_option,
    reachable_option,
)
from .telling import checked, finish

__all__ = ["steps", "stutter"]


@click.command()
@click.argument("machine")
@click.option("--keep", metavar="WHAT", required=True, help=f"The abstraction that is to commute. {KEEP}")
@click.option("--among", metavar="WHAT", help="States that are marked together, such as a program counter.")
@click.option("--always", metavar="WHERE", help=f"Marked in any case.  Default: initial and halting. {MARKS}")
@click.option("--mark", default="1", show_default=True, help="The cost of a mark, such as 2 or 1/3.")
@click.option("--skip", default="0", show_default=True, help="The cost of a concrete step that is skipped.")
@click.option("--method", type=click.Choice(["exact", "layers", "greedy"]))
@click.option(
    "--budget", type=click.IntRange(0), default=5_000_000, show_default=True, help="Of cases of the search."
)
@reachable_option
@as_json
def steps(
    machine: str,
    keep: str,
    among: str | None,
    always: str | None,
    as_json: bool,
    reachable: bool,
    **options: Any,
) -> None:
    """The cheapest marks between which --keep commutes, and whether any are cheaper.

    Exit status 1 if no marks will do; 2 if the budget is spent: then the best choice so far is told, and what
    every choice costs at least.  `abstractions minimize --marks` takes them.

    \b
    abstractions steps counter.py:micro --keep counter.py:value --skip 1/4
    """
    meant = part(machine, reachable=reachable)
    own = None if always is None else marks_of(always, meant.whole)
    if own is not None and meant.states is not None:
        own = own[meant.states]
    try:
        found = cheapest_marks(
            meant.system, meant.described(keep), among=meant.described(among), always=own, **options
        )
    except BudgetExceeded as stopped:
        if stopped.partial is None:
            raise
        tell_choice(stopped.partial, meant, machine, as_json, error=str(stopped))
        click.echo(str(stopped), err=True)
        raise SystemExit(2) from None
    tell_choice(found, meant, machine, as_json)


def tell_choice(found: Choice, meant: Part, machine: str, as_json: bool, error: str | None = None) -> None:
    """A choice of marks, as text or one JSON object; ``error``: why it is not known to be the cheapest."""
    verdict = found.check()
    names = [meant.system.state_name(int(s)) for s in found.marks.nonzero()[0]]
    if as_json:
        report = {
            "machine": machine,
            "states": meant.system.states,
            "marks": names,
            "cost": str(found.cost),
            "lower_bound": str(found.lower_bound),
            "optimal": found.optimal,
            "one_giant_step": found.giant,
            "method": found.method,
            "checked": bool(verdict),
        }
        click.echo(json.dumps(report if error is None else report | {"error": error}))
    else:
        click.echo(f"{machine}: {meant.system}")
        click.echo(str(found))
        if len(names) <= 200 and (said := marks_said(meant.system, found.marks)) is not None:
            click.echo(f"--marks {said}")
        checked(verdict)
    finish(verdict)


@click.command()
@click.argument("machine")
@keep_option
@click.option("--silent", metavar="LETTER", help="The letter that is not seen inside a class, such as tau.")
@reachable_option
@labels_option
@rates_option
@output_option
@as_json
def stutter(
    machine: str,
    keep: str | None,
    silent: str | None,
    output: Path | None,
    as_json: bool,
    **which: Any,
) -> None:
    """The coarsest abstraction of MACHINE that only sees changes of class (and that there are none any more).

    Of labelled systems with --silent: branching bisimilarity with explicit divergence.

    \b
    abstractions stutter counter.json --keep 0,0,1,1
    abstractions stutter protocol.aut --silent tau -o small.aut
    """
    from .. import formats

    meant = part(machine, **which)
    p = meant.described(keep)
    began = time.perf_counter()
    found = stuttering(meant.system, p, silent=silent)
    seconds = time.perf_counter() - began
    verdict = found.check()
    written = {}
    if verdict and output is not None:
        formats.write(found.quotient, output)
        written["quotient"] = str(output)
    if as_json:
        report = {
            "machine": machine,
            "states": meant.system.states,
            "classes": len(found.abstraction),
            "labels": found.abstraction.labels.tolist(),
            "diverging": found.diverges.nonzero()[0].tolist(),
            "seconds": round(seconds, 6),
            "checked": bool(verdict),
            "written": written,
        }
        click.echo(json.dumps(report))
    else:
        show(meant, found.abstraction, machine, seconds)
        checked(verdict, written)
    finish(verdict)
