"""The command ``abstractions simple``: the minimal complete abstractions among maps of a kind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from ..abstraction import Abstraction
from ..errors import Misuse
from ..simple import AtMost, Boxes, Coordinates, Family, Minima, Parities, Trees, front, minima
from ..simple.family import BUDGET
from .arguments import part
from .minimal import together
from .options import as_json, classes_option, keep_option, machine_options, output_option
from .telling import checked, finish

__all__ = ["simple"]

FAMILIES = (
    "coordinates (kept, the others forgotten), parities (sums of bits), classes:N (at most N classes), "
    "trees:N (decision trees of at most N leaves), boxes:N (each leaf a class)."
)
TOLD = 100
"""Of so many maps JSON holds the class of each state."""


@click.command()
@click.argument("machine")
@click.option("--family", "spec", default="coordinates", show_default=True, help=FAMILIES)
@keep_option
@click.option("--names", help="Of the coordinates or bits, such as minutes,seconds,light.")
@click.option("--sizes", help="How many values each coordinate has, such as 3,4,2, if states are numbers.")
@click.option("--front", "as_front", is_flag=True, help="Weigh cost against classes and defect instead.")
@click.option("--budget", type=click.IntRange(0), default=BUDGET, show_default=True, help="Of members.")
@machine_options
@output_option
@classes_option
@as_json
def simple(
    machine: str,
    spec: str,
    keep: str | None,
    names: str | None,
    sizes: str | None,
    as_front: bool,
    budget: int,
    output: Path | None,
    classes_file: Path | None,
    as_json: bool,
    **which: Any,
) -> None:
    """The minimal complete abstractions of MACHINE in a family of simple maps: all, and whether there is a least.

    Coordinates are those of states named by tuples, or --sizes.  Exit status 1 if no map of the family is
    complete; then nothing is written.  Of several minimal ones the first, a cheapest, is written.

    \b
    abstractions simple stopwatch.py:watch --keep stopwatch.py:minutes --names minutes,seconds,light
    abstractions simple machine.json --family classes:4 --keep 0,1,0,1 -o small.json
    """
    family = family_of(spec, names, sizes)
    meant = part(machine, **which)
    p = meant.described(keep)
    if as_front:
        if output is not None or classes_file is not None:
            raise Misuse(
                "what is written is the least complete map",
                value="--front, and a file to write",
                reason="a front has many maps, and those with a defect have no quotient",
                repair="leave --front out; or -o and --abstraction",
            )
        points = front(meant.system, p, family=family, budget=budget)
        if as_json:
            told = [
                {"cost": str(o.cost), "classes": o.classes, "defect": str(o.defect), "map": o.member.said}
                for o in points
            ]
            click.echo(json.dumps({"machine": machine, "points": told}))
        else:
            click.echo(str(points))
        return
    found = minima(meant.system, p, family=family, budget=budget)
    verdict = found.check()
    written = files_of(found, output, classes_file) if verdict and len(found) else {}
    if as_json:
        told = [
            {"map": m.said, "classes": len(m.abstraction), "cost": str(m.cost)}
            | ({"labels": m.abstraction.labels.tolist()} if i < TOLD else {})
            for i, m in enumerate(found)
        ]
        report = {
            "machine": machine,
            "family": found.family.name,
            "minimal": told,
            "least": bool(found.unique),
            "why_none": found.none,
            "checked": bool(verdict),
            "written": written,
        }
        click.echo(json.dumps(report))
    else:
        click.echo(f"{machine}: {meant.system}")
        click.echo(str(found))
        for m in found:
            if isinstance(m.what, Abstraction):  # other maps say themselves what they are
                together(meant.system, m.abstraction)
        first = "" if len(found) < 2 else f" of {found[0].said}, the first of {len(found)},"
        checked(verdict, {what + first: where for what, where in written.items()})
    finish(verdict and len(found))


def files_of(found: Minima, output: Path | None, classes_file: Path | None) -> dict[str, str]:
    """Write the quotient and the classes of the first of the minimal ones; where they are."""
    from .. import formats

    q, written = found[0].abstraction, {}
    if output is not None:
        formats.write(found.system.quotient(q), output)
        written["quotient"] = str(output)
    if classes_file is not None:
        formats.write_abstraction(q, classes_file)
        written["abstraction"] = str(classes_file)
    return written


def family_of(spec: str, names: str | None, sizes: str | None) -> Family:
    """The family that the options say.  Errors: `Misuse`."""
    kind, _, number = spec.partition(":")
    called = None if names is None else [name.strip() for name in names.split(",")]
    try:
        most = int(number) if number else None
        values = None if sizes is None else [int(size) for size in sizes.split(",")]
    except ValueError as error:
        raise Misuse(
            "families and sizes are said with numbers", value=spec, reason=str(error), repair=FAMILIES
        ) from None
    if kind == "coordinates" and most is None:
        return Coordinates(names=called, sizes=values)
    if sizes is not None:
        raise Misuse(
            "sizes are those of coordinates",
            value=f"--sizes {sizes} and --family {spec}",
            reason="other families take what states are named",
            repair="leave --sizes out, or name the states by tuples",
        )
    if kind == "parities" and most is None:
        return Parities(names=called)
    if kind == "classes" and most is not None:
        return AtMost(most)
    if kind == "trees":
        return Trees(most, names=called)
    if kind == "boxes" and most is not None:
        return Boxes(most, names=called)
    raise Misuse("a family is known", value=spec, reason="there is no such choice", repair=FAMILIES)
