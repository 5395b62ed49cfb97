"""The command ``abstractions lump``: the linear observables of a reaction network that are enough."""

from __future__ import annotations

import contextlib
import json
import time as clock
from pathlib import Path
from typing import Any

import click

from ..errors import Misuse
from ..formats.ode import OdeModel, read_ode, write_ode
from ..linear import Lumping, is_lumping
from ..linear import lump as lump_of
from ..linear.matrices import Row
from .telling import checked, finish, tell

__all__ = ["lump"]


@click.command()
@click.argument("file", type=Path)
@click.option(
    "--keep",
    metavar="FORM",
    multiple=True,
    help='A linear observable that must be kept, such as "x + 2*y"; may be given again.  Default: the views of FILE.',
)
@click.option(
    "--time",
    type=click.Choice(["continuous", "discrete"]),
    default="continuous",
    show_default=True,
    help="Whether d(x) is the derivative of x, or its next value; the observables are the same.",
)
@click.option(
    "--parameters",
    type=click.Choice(["values", "variables"]),
    default="values",
    show_default=True,
    help="Put in the values of parameters, or let them stay open: then the answer holds for all values; "
    "those that the file says by others change with these.",
)
@click.option("--check", is_flag=True, help="Only check whether the observables are enough as they are.")
@click.option(
    "--budget", type=click.IntRange(0), default=1000, show_default=True, help="How many primes are used."
)
@click.option("-o", "--output", type=Path, help="Write the reduced model to this .ode file.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def lump(
    file: Path,
    keep: tuple[str, ...],
    time: Any,
    parameters: Any,
    check: bool,
    budget: int,
    output: Path | None,
    as_json: bool,
) -> None:
    """The fewest linear observables of FILE (.ode) that keep --keep and have dynamics of their own, checked.

    With --check: whether those given are enough; if not, two points that they do not tell apart, but
    tell apart later (exit status 1).

    \b
    abstractions lump network.ode --keep "A + B"
    abstractions lump network.ode --keep A --keep "B - C" -o reduced.ode
    abstractions lump network.ode --keep "A + B" --check
    """
    ready(output, time, check)
    model = read_ode(file, parameters=parameters, time=time)
    f = model.dynamics
    asked = {said: model.views.get(said, said) for said in keep} or dict(model.views)
    if not asked:
        sums = " ".join(f'--keep "{said}"' for said in model.observables or f.names[:1])
        raise Misuse(
            "what must be kept is said",
            value=str(file),
            reason="there is no --keep, and the file has no views",
            repair=f"say it, for example {sums}",
        )
    rows = {name: model.form(said, f"the observable {name}") for name, said in asked.items()}
    if check:
        tell(is_lumping(f, list(rows.values())), as_json)
        return
    began = clock.perf_counter()
    found = lump_of(f, list(rows.values()), budget=budget)
    seconds = clock.perf_counter() - began
    verdict = found.check()
    written: dict[str, str] = {}
    if verdict and output is not None:
        write_ode(reduced_model(model, found, rows), output)
        written["reduced"] = str(output)
    if as_json:
        click.echo(json.dumps(report(file, found, rows, seconds, bool(verdict), written)))
    else:
        click.echo(f"{file}: {f!r}")
        click.echo(f"{found}\n")
        for name, row in rows.items():
            click.echo(f"kept: {name} is {found.observe(row)}")
        checked(verdict, written)
    finish(verdict)


def ready(output: Path | None, time: str, check: bool) -> None:
    """Refuse at once what could not be written in the end.  Errors: `Misuse`."""
    reason = ""
    if output is not None and check:
        reason = "with --check nothing is made that could be written"
    elif output is not None and output.suffix != ".ode":
        reason = f"its name ends in {output.suffix or 'nothing'}"
    elif output is not None and time == "discrete":
        reason = "the format has no discrete time"
    if reason:
        raise Misuse(
            "the reduced model can be written",
            value=str(output),
            reason=reason,
            repair="write -o NAME.ode, of continuous time and without --check; or leave -o out",
        )


def reduced_model(model: OdeModel, found: Lumping, rows: dict[str, Row]) -> OdeModel:
    """The model of the new variables: their dynamics and initial values, and as views what was kept under a
    name, and those views of the file that are known too.
    """
    initial = dict(zip(found.names, found(model.initial)))
    said: dict[str, str] = {}
    for name in {**rows, **model.views}:
        row = rows[name] if name in rows else model.form(model.views[name], f"the view {name}")
        if name.isidentifier() and name not in found.names:
            with contextlib.suppress(Misuse):  # a view that is not known any more
                said[name] = found.observe(row).replace("**", "^")
    return OdeModel(model.name, found.reduced, initial, views=said)


def report(
    file: Path, found: Lumping, rows: dict[str, Row], seconds: float, checked: bool, written: dict[str, str]
) -> dict[str, Any]:
    """What --json prints."""
    f, g = found.dynamics, found.reduced
    return {
        "file": str(file),
        "variables": len(f),
        "degree": f.degree,
        "reduced": len(found),
        "time": f.time,
        "observables": {name: found.definition(i) for i, name in enumerate(found.names)},
        "equations": {name: g.text(dict(terms)) for name, terms in zip(g.names, g.polynomials)},
        "kept": {name: found.observe(row) for name, row in rows.items()},
        "seconds": round(seconds, 6),
        "checked": checked,
        "written": written,
    }
