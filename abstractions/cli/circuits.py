"""The commands about circuits: ``abstractions circuit check | find | scrub | subcircuit | compare``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import click

from ..arguments import defined
from ..circuit import (
    Alignment,
    Circuit,
    Correspondence,
    Remark,
    greedy,
    importance,
    interchange,
    local,
    matrix,
    minimal,
    parts_of,
    perfect,
    repairs,
    resample,
    scrub,
    search,
    smallest,
)
from ..circuit import compare as compared
from ..circuit.causal.interchange import Row
from ..circuit.causal.repair import maps_of
from ..circuit.subcircuit.boxes import BUDGET
from ..errors import BudgetExceeded, Interrupted, Misuse
from ..formats.circuit import Hypothesis, read_hypothesis, write_hypothesis
from .arguments import python_object
from .telling import finish

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


as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


def read(spec: str) -> tuple[Alignment | Circuit | Correspondence, Any]:
    """What a file says, or the Python object; and the inputs to look at."""
    if spec.endswith(".py"):
        raise Misuse(
            "a Python object is named",
            value=spec,
            reason="a file may hold several",
            repair=f"write {spec}:NAME, of an Alignment, a Circuit, or a function that returns one",
        )
    if ":" not in spec or Path(spec).exists():
        hypothesis = read_hypothesis(spec)
        return hypothesis.alignment or hypothesis.low, hypothesis.data
    found = python_object(spec)
    if callable(found) and not isinstance(found, (Alignment, Circuit, Correspondence)):
        found = defined(found, f"{spec}()")
    data = None
    if isinstance(found, tuple) and len(found) == 2:
        found, data = found[0], tuple(found[1])
    if isinstance(found, (Alignment, Circuit, Correspondence)):
        return found, data
    raise Misuse(
        "the object is an Alignment or a Circuit, or, to be scrubbed, a Correspondence",
        value=f"{spec} is a {type(found).__name__}",
        reason="a hypothesis says what a circuit computes",
        repair="name an Alignment, a pair (Alignment, inputs), or a function that returns one",
    )


def loaded(spec: str) -> Hypothesis:
    """The hypothesis in a file, or the Python object."""
    found, data = read(spec)
    if isinstance(found, Correspondence):
        raise Misuse(
            "the object is an Alignment or a Circuit",
            value=f"{spec} is a Correspondence",
            reason="two of its nodes may stand for one of the circuit, so that it can only be scrubbed",
            repair="abstractions circuit scrub, or name an Alignment",
        )
    low = found if isinstance(found, Circuit) else found.low
    return Hypothesis(low, None if isinstance(found, Circuit) else found, data)


def aligned(spec: str) -> tuple[Alignment, Any]:
    """The alignment, and the inputs to look at."""
    found = loaded(spec)
    if found.alignment is None:
        raise no_high(spec)
    return found.alignment, found.data


def no_high(spec: str) -> Misuse:
    return Misuse(
        "a hypothesis says what the circuit computes",
        value=spec,
        reason="there is no high circuit in it",
        repair='give "high" too, and "cells" where names differ',
    )


def tell(
    result: Any, claim: str, story: str, more: dict[str, Any], as_json: bool, notes: Iterable[str] = ()
) -> None:
    """The answer, with notes below it as they come, and exit status 1 if it is no."""
    if as_json:
        for _ in notes:  # they add to what is told
            pass
        click.echo(json.dumps({"holds": bool(result), "claim": claim, **more, "story": story}, default=str))
    else:
        click.echo(str(result))
        for note in notes:
            click.echo("\n".join(f"  {part}" for part in note.splitlines()))
    finish(result)


def told(result: Any) -> str:
    return "" if result else str(result.verdict.counterexample)


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
@click.option("--largest", type=click.IntRange(1), default=1, show_default=True, help="Nodes in a cell.")
@click.option("--compare", "what", type=click.Choice(["outputs", "all"]), default="all", show_default=True)
@click.option("--limit", type=click.IntRange(1), help="Stop after so many.")
@click.option("-o", "--output", type=Path, help="Write the first one found, as JSON.")
@as_json
def find(file: str, largest: int, what: Any, limit: int | None, output: Path | None, as_json: bool) -> None:
    """Where are the inner nodes of high in low?  All cells and value maps that are exact, or why none is.

    The cells of inputs and outputs, and the maps of inputs, are those of the hypothesis.
    """
    a, data = aligned(file)
    ends = {*a.high.inputs, *a.high.outputs}
    cells = {a.high.names[v]: [a.low.names[n] for n in a.cells[v]] for v in ends}
    maps = maps_of(a, a.high.inputs)
    try:
        found = search(a.low, a.high, cells, maps, data, largest=largest, compare=what, limit=limit)
    except (BudgetExceeded, Interrupted) as stopped:
        for alignment in stopped.partial or ():
            click.echo(f"exact, before the end: {alignment}", err=True)
        raise
    if found and output is not None:
        write_hypothesis(Hypothesis(a.low, found.alignments[0], data), output)
        click.echo(f"alignment written to {output}", err=True)
    more = {"alignments": [str(b) for b in found.alignments], "tried": found.tried, "all": found.complete}
    story = "" if found else str(found.verdict.counterexample)  # type: ignore[union-attr]
    tell(found, found.verdict.claim, story, more, as_json)


@circuit.command("scrub")
@click.argument("file")
@click.option(
    "--sampler",
    type=click.Choice(["conditional", "together", "exact", "unconditional"]),
    default="conditional",
    show_default=True,
    help="Where references are drawn.",
)
@click.option("--one-draw", is_flag=True, help="One draw for each node, not for each path.")
@click.option("--samples", type=int, help="Not exactly: so many samples.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the samples.")
@as_json
def scrub_command(
    file: str, sampler: Any, one_draw: bool, samples: int | None, seed: int, as_json: bool
) -> None:
    """Whether the output stays when everything is resampled that the hypothesis calls irrelevant."""
    hypothesis, data = read(file)
    if isinstance(hypothesis, Circuit):
        raise no_high(file)
    if samples is not None:
        found = resample(
            hypothesis, data, sampler=sampler, treeified=not one_draw, samples=samples, seed=seed
        )
        changed = found.changed
        refuted = changed.mean > 0 and not found.references.hypothesis.circuit.chances
        more = {
            "holds": False if refuted else None,  # samples refute, and prove nothing
            "claim": "every scrubbed output is the original one",
            "distribution": {str(value): str(w) for value, w in found.distribution.items()},
            "changed": {"mean": str(changed.mean), "error": changed.error},
            "samples": samples,
            "seed": seed,
            "remarks": remarks(found.remarks),
            "story": str(found),
        }
        click.echo(json.dumps(more) if as_json else "\n".join([str(found), *remarked(found.remarks)]))
        finish(not refuted)
        return
    result = scrub(hypothesis, data, sampler=sampler, treeified=not one_draw)
    more = {
        "distribution": {str(value): str(w) for value, w in result.distribution.items()},
        "remarks": remarks(result.remarks),
    }
    tell(result, result.verdict.claim, told(result), more, as_json, remarked(result.remarks))


def remarks(found: tuple[Remark, ...]) -> list[dict[str, str]]:
    return [{"kind": remark.kind, "node": remark.node, "text": remark.text} for remark in found]


def remarked(found: tuple[Remark, ...]) -> list[str]:
    return [f"Remark: {remark}" for remark in found]


@circuit.command()
@click.argument("file")
@click.option("--at-least", default="1", show_default=True, help="The faithfulness, such as 9/10.")
@click.option(
    "--ablation",
    default="resample",
    show_default=True,
    help="What parts that are cut carry: resample, mean, zero, or JSON, a value for each node.",
)
@click.option("--parts", type=click.Choice(["edges", "nodes"]), default="edges", show_default=True)
@click.option("--minimal", "way", flag_value="minimal", help="All sets without a faithful proper subset.")
@click.option(
    "--importance", "way", flag_value="importance", help="How necessary each part is, and sufficient."
)
@click.option("--greedy", "loss", help="One pass backwards instead; the loss allowed for a part.")
@click.option("--budget", type=click.IntRange(0), default=BUDGET, show_default=True, help="So many runs.")
@as_json
def subcircuit(
    file: str,
    at_least: str,
    ablation: str,
    parts: Any,
    way: str | None,
    loss: str | None,
    budget: int,
    as_json: bool,
) -> None:
    """The smallest sets of edges that give the outputs when the others are cut; no smaller ones exist.

    Ctrl-C, or the end of the budget: what was found is told, and up to which size there is no other.
    """
    if loss is not None and way is not None:
        raise Misuse(
            "one question is asked",
            value=f"--greedy and --{way}",
            reason="a greedy pass knows one set, which need not be minimal",
            repair="give one of them",
        )
    found = loaded(file)
    carried = carried_of(ablation)
    size = len(parts_of(found.low, parts))
    if loss is not None:
        tell_sets(
            (greedy(found.low, found.data, loss=loss, ablation=carried, parts=parts),), parts, size, as_json
        )
        return
    ask: Any = {None: smallest, "minimal": minimal, "importance": importance}[way]
    try:
        answer = ask(found.low, found.data, at_least=at_least, ablation=carried, parts=parts, budget=budget)
    except (BudgetExceeded, Interrupted) as stopped:
        tell_sets(stopped.partial or (), parts, size, as_json, story=str(stopped))
        if isinstance(stopped, Interrupted):
            click.echo(str(stopped), err=True)
        raise
    if way == "importance":
        tell_rows(answer, as_json)
    else:
        tell_sets(answer, parts, size, as_json)


def carried_of(ablation: str) -> Any:
    """What parts that are cut carry, from a word or JSON."""
    if not ablation.lstrip().startswith("{"):
        return ablation
    try:
        return json.loads(ablation)
    except ValueError as error:
        raise Misuse(
            "values for nodes that are cut are a JSON object",
            value=ablation,
            reason=str(error),
            repair="""write for example --ablation '{"x": 0, "A": 1}'""",
        ) from None


def tell_sets(sets: Any, parts: str, size: int, as_json: bool, story: str | None = None) -> None:
    """Sub-circuits, one a line; ``story``: why these may not be all."""
    if as_json:
        listed = [{"kept": s.kept, "edges": s.edges, "faithfulness": str(s.faithfulness)} for s in sets]
        more = {"all": True} if story is None else {"all": False, "story": story}
        click.echo(json.dumps({parts: size, "subcircuits": listed, **more}))
        return
    for s in sets:
        click.echo(f"{len(s.kept)} of {size} {parts}: {s}")


def tell_rows(found: Any, as_json: bool) -> None:
    if not as_json:
        for row in found:
            click.echo(str(row))
        return
    fields = [{**vars(row), "without": str(row.without), "alone": str(row.alone)} for row in found]
    click.echo(json.dumps({"importance": fields}))


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
