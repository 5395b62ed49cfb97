"""The command ``abstractions front``: which abstractions are best, if none is both small and complete."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import click

from ..approximate import Distribution, Front
from ..approximate import front as front_of
from ..arguments import names_of
from ..errors import Interrupted, Misuse
from ..formats.text import read_text
from ..system import System
from .arguments import KEEP, part
from .options import as_json, machine_options

__all__ = ["front"]


@click.command()
@click.argument("machine")
@click.option("--keep", metavar="WHAT", help=f"What must be kept, beside the machine's own outputs. {KEEP}")
@click.option(
    "--weights",
    metavar="JSON",
    help='How probable states are: a list, or an object by name, such as {"idle": "9/10", "busy": "1/10"}; '
    "or a .json file.  Default: all alike.",
)
@click.option(
    "--method",
    type=click.Choice(["enumeration", "search", "solver", "merging", "bottleneck"]),
    help="Default: enumeration up to 11 states, then search or solver (extra `solver`), beyond 40 merging.",
)
@click.option(
    "--objectives",
    help="What competes, such as classes,defect.  Default: classes,information,defect; for a search classes,defect.",
)
@click.option("--max-classes", type=click.IntRange(1), help="Only those with at most so many classes.")
@click.option(
    "--budget",
    type=click.IntRange(0),
    help="How many abstractions, or abstract machines, are looked at; or how much a solver works.",
)
@click.option("--seconds", type=click.FloatRange(0), help="A search or solver stops after so long.")
@click.option("--draw", "picture", type=Path, help="Plot the front: .svg or .png (extra `draw`).")
@machine_options
@as_json
def front(
    machine: str,
    keep: str | None,
    weights: str | None,
    method: Any,
    objectives: str | None,
    max_classes: int | None,
    budget: int | None,
    seconds: float | None,
    picture: Path | None,
    as_json: bool,
    **which: Any,
) -> None:
    """The best abstractions of MACHINE: few classes, much information, a small defect; one point a line.

    The defect is the least probability that an abstract step is wrong.  What was not proved is said, and
    whether a point may be that of other abstractions too; Ctrl-C ends a search, and what was found is told.

    \b
    abstractions front clock.kiss2 --keep 0,1,0,1,0,1,0
    abstractions front machine.dot --method search --seconds 5 --draw front.svg
    abstractions front chain.tra --method solver --max-classes 4
    """
    meant = part(machine, **which)
    system, p = meant.system, meant.described(keep)
    of = None if weights is None else Distribution.of(numbered(given(weights), meant.whole), meant.whole)
    if of is not None and meant.states is not None:
        of = Distribution.counts(of.whole[meant.states])
    wanted: Any = None if objectives is None else tuple(word.strip() for word in objectives.split(","))
    began, interrupted = time.perf_counter(), False
    options: Any = {"objectives": wanted, "method": method, "max_classes": max_classes, "budget": budget}
    try:
        found = front_of(system, p, of, seconds=seconds, **options)
    except Interrupted as stopped:
        found, interrupted = stopped.partial, True
        if not isinstance(found, Front):
            raise
    tell_front(found, system, machine, picture, time.perf_counter() - began, as_json)
    if interrupted:
        raise KeyboardInterrupt


def given(weights: str) -> Any:
    """A list or an object of exact numbers, from JSON or a file of it.  Errors: `Misuse`."""
    text = weights if weights.lstrip()[:1] in ("[", "{") else read_text(Path(weights))
    try:
        found = json.loads(text, parse_float=str, object_pairs_hook=once_each)
    except Misuse:
        raise
    except (ValueError, RecursionError) as error:
        raise Misuse(
            "weights are a JSON list or object",
            value=weights,
            reason=str(error),
            repair='write for example ["1/2", "1/2", 0], or a file that holds it',
        ) from None
    if not isinstance(found, list | dict):
        raise Misuse(
            "weights are a JSON list or object",
            value=weights,
            reason=f"it is a {type(found).__name__}",
            repair="give a number for each state, or an object from names to numbers",
        )
    return found


def numbered(weights: Any, system: System) -> Any:
    """Names of states as numbers, where states have no other names: those of a JSON object are texts."""
    if system.state_names is not None or not isinstance(weights, dict):
        return weights
    numbers = {name: int(name) if name.isdecimal() and len(name) < 20 else name for name in weights}
    names_of(list(numbers.values()), "the numbers of states")  # 1 and 01 are one
    return {numbers[name]: w for name, w in weights.items()}


def once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object whose names differ.  Errors: `Misuse`."""
    names_of([name for name, _ in pairs], "the names of states")
    return dict(pairs)


def tell_front(
    found: Front, system: System, machine: str, picture: Path | None, seconds: float, as_json: bool
) -> None:
    """One point a line, or one JSON object."""
    if picture is not None:
        from ..draw import draw_front

        draw_front(found, picture)
    if as_json:
        points = [
            {
                "classes": point.classes,
                "information": round(point.information, 12),
                "defect": str(point.defect),
                "bound": None if point.bound is None else str(point.bound),
                "most": None if point.most is None else round(point.most, 12),
                "abstractions": [q.labels.tolist() for q in point[:100]],
                "count": len(point),
                "every": point.every,
            }
            for point in found
        ]
        report = {
            "machine": machine,
            "states": system.states,
            "method": found.method,
            "objectives": list(found.objectives),
            "exact": found.exact,
            "story": found.story,
            "seconds": round(seconds, 6),
            "points": points,
            "written": {} if picture is None else {"picture": str(picture)},
        }
        click.echo(json.dumps(report))
        return
    for point in found:
        click.echo(str(point))
    if found.story:
        click.echo(found.story, err=True)
    if picture is not None:
        click.echo(f"picture written to {picture}", err=True)
