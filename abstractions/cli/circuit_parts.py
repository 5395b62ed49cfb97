"""The commands ``abstractions circuit find``, ``scrub`` and ``subcircuit``: where something is computed, and which parts matter."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from ..circuit import (
    Circuit,
    Remark,
    greedy,
    importance,
    minimal,
    parts_of,
    resample,
    scrub,
    search,
    smallest,
)
from ..circuit.causal.repair import maps_of
from ..circuit.subcircuit.boxes import BUDGET
from ..errors import BudgetExceeded, Interrupted, Misuse
from ..formats.circuit import Hypothesis, write_hypothesis
from .hypotheses import aligned, loaded, no_high, read, tell, told
from .options import as_json
from .telling import finish

__all__ = ["find", "scrub_command", "subcircuit"]


@click.command()
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


@click.command("scrub")
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


@click.command()
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
