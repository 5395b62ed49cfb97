"""The commands about circuits: ``abstractions circuit check | find | scrub | subcircuit | compare``."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import click

from ..circuit import compare as compared
from ..circuit import (
    interchange,
    local,
    matrix,
    perfect,
    repairs,
)
from ..circuit.causal.interchange import Row
from .circuit_parts import find, scrub_command, subcircuit
from .hypotheses import aligned, tell, told
from .options import as_json

__all__ = ["circuit"]

SMALL = 10**5
"""So many cases for one proposal of a repair, at most."""


@click.group()
def circuit() -> None:
    """Does a circuit compute what a hypothesis says?

    FILE is JSON (schema.json, hypothesis) or a Python object, file.py:name: an `Alignment`, a pair of it
    and a list of inputs, a `Circuit`, or a function that returns one of them; for `scrub` also a
    `Correspondence`.

    \b
    abstractions circuit check adder.json
    abstractions circuit check adder.json --draw adder.svg --matrix carry carry.svg
    abstractions circuit find adder.json --largest 2 -o found.json
    abstractions circuit scrub hypothesis.py:alignment
    abstractions circuit subcircuit adder.json --at-least 9/10
    abstractions circuit compare hypothesis.json --json
    """


@circuit.command()
@click.argument("file")
@click.option(
    "--compare", "what", type=click.Choice(["outputs", "all"]), default="outputs", show_default=True
)
@click.option("--most", type=int, help="Set at most so many nodes at once.")
@click.option(
    "--local", "values", type=click.Choice(["same", "independent", "all"]), help="Local consistency instead."
)
@click.option(
    "--unmapped",
    type=click.Choice(["free", "resampled"]),
    default="free",
    show_default=True,
    help="What becomes of low nodes in no cell.",
)
@click.option("--unreached", is_flag=True, help="Count apart the cases with values that no source gives.")
@click.option("--table", is_flag=True, help="A line for each high node, and for each set of them.")
@click.option("--perfect", "whole", is_flag=True, help="The largest part of the data without a failing case.")
@click.option("--repair/--no-repair", default=True, help="If refuted, look for changes that mend it.")
@click.option(
    "--draw",
    "picture",
    type=Path,
    help="Draw both circuits, and the first case that fails: .svg, .png (extra `draw`) or .dot.",
)
@click.option(
    "--matrix",
    "heat",
    type=(str, Path),
    metavar="NODES PICTURE",
    help="Draw base x source for these high nodes (NODE[,NODE...]): .svg or .png (extra `draw`).",
)
@as_json
def check(
    file: str,
    what: Any,
    most: int | None,
    values: Any,
    unmapped: Any,
    unreached: bool,
    table: bool,
    whole: bool,
    repair: bool,
    picture: Path | None,
    heat: tuple[str, Path] | None,
    as_json: bool,
) -> None:
    """Whether high abstracts low: every interchange intervention, counted exactly.

    Pictures are drawn whether it does or not.
    """
    from .. import draw

    for path in (picture, heat and heat[1]):
        if path is not None:
            draw.picture_ending(path)
    alignment, data = aligned(file)
    result: Any
    if values is not None:
        result = local(alignment, data, values=values)
        more: dict[str, Any] = {"nodes": rows(result.rows)}
    else:
        result = interchange(alignment, data, compare=what, most=most, unmapped=unmapped, unreached=unreached)
        more = {"accuracy": str(result.accuracy), "sets": rows(result.rows), "nodes": rows(result.nodes)}
        if unreached:
            more["unreached"] = rows(result.unreached)

    def notes() -> Iterator[str]:
        """What is told below the verdict, as it is found."""
        if table:
            several = result.nodes if values is None and len(result.nodes) > 1 else ()
            yield from (f"with or without others: {line(row)}" for row in several)
            yield from map(line, result.rows)
        written: dict[str, str] = {}
        if heat is not None:
            names = [name.strip() for name in heat[0].split(",")]
            draw.draw_interchange(matrix(alignment, names, data, compare=what), heat[1])
            written["matrix"] = str(heat[1])
        if picture is not None:
            draw.draw_circuit(alignment, picture, None if result else result.verdict.counterexample)
            written["picture"] = str(picture)
        if written:
            more["written"] = written
        for name, place in written.items():
            click.echo(f"{name} written to {place}", err=True)
        if whole:
            part = perfect(alignment, data, compare=what, most=most)
            more["perfect"] = {"data": part.data, "bound": part.bound, "of": part.of}
            yield f"without a failing case: {part}"
        if repair and values is None and not result:
            proposals = repairs(alignment, data, compare=what, most=most, unmapped=unmapped, budget=SMALL)
            more["repairs"] = []
            for proposal in islice(proposals, 3):
                more["repairs"].append(str(proposal))
                yield f"would be exact: {proposal}"

    tell(result, result.verdict.claim, told(result), more, as_json, notes())


def line(row: Row) -> str:
    names = ", ".join(row.nodes) or "nothing"
    return f"{names} set: {row.equal} of {row.cases} cases equal" + f", {row.idle} idle" * bool(row.idle)


def rows(found: Any) -> list[dict[str, Any]]:
    return [{"nodes": r.nodes, "cases": r.cases, "equal": r.equal, "idle": r.idle} for r in found]


@circuit.command()
@click.argument("file")
@as_json
def compare(file: str, as_json: bool) -> None:
    """Every notion on one hypothesis: where they disagree, and why."""
    alignment, data = aligned(file)
    result = compared(alignment, data)
    findings = [
        {"notion": f.notion, "holds": f.holds, "measure": f.measure, "story": f.story}
        for f in result.findings
    ]
    tell(result, "no notion fails", "", {"disagree": result.disagree, "findings": findings}, as_json)


for command in (find, scrub_command, subcircuit):
    circuit.add_command(command)
