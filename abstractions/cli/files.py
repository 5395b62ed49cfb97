"""The commands that write a machine otherwise: ``abstractions convert`` and ``draw``."""

from __future__ import annotations

from pathlib import Path

import click

from ..completion import minimal_complete
from .arguments import abstraction, as_system, load
from .options import as_json, keep_option, labels_option, rates_option
from .telling import done

__all__ = ["convert", "draw"]


@click.command()
@click.argument("machine")
@click.argument("output", type=Path)
@labels_option
@rates_option
@as_json
def convert(machine: str, output: Path, labels: Path | None, rates: bool, as_json: bool) -> None:
    """Write MACHINE to OUTPUT in the format of its name.

    \b
    abstractions convert bbara.kiss2 bbara.dot
    """
    from .. import formats

    formats.write(as_system(load(machine, labels, rates)), output)
    done("machine", machine, output, as_json)


@click.command()
@click.argument("machine")
@click.argument("output", type=Path)
@click.option("--classes", is_flag=True, help="Colour by the minimal complete abstraction, and draw it.")
@keep_option
@labels_option
@rates_option
@as_json
def draw(
    machine: str,
    output: Path,
    classes: bool,
    keep: str | None,
    labels: Path | None,
    rates: bool,
    as_json: bool,
) -> None:
    """Draw MACHINE as .svg, .png (extra `draw`) or .dot, coloured by class.

    \b
    abstractions draw bbara.kiss2 bbara.svg --classes
    """
    from .. import draw as pictures

    system = as_system(load(machine, labels, rates))
    p = None if keep is None else abstraction(keep, system)
    pictures.draw(system, output, minimal_complete(system, p).abstraction if classes else p)
    done("picture", machine, output, as_json)
