"""The command line: ``abstractions minimize | check | compare | core | enumerate | front | simple | steps | stutter |
lump | verify | convert | draw | circuit``.

Notes   Exit status 0: holds; 1: refuted; 2: misuse; 130: interrupted; 70: a defect.  A machine is a file or a Python
        object, ``package.module:name`` or ``file.py:name``.
"""

from __future__ import annotations

import click

from .. import __version__
from .checks import check, compare, verify
from .circuits import circuit
from .files import convert, draw
from .front import front
from .lattices import enumerate_
from .lump import lump
from .minimal import core, minimize
from .simple import simple
from .steps import steps, stutter
from .telling import guarded

__all__ = ["main"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="abstractions")
def cli() -> None:
    """Exact abstractions of computations, each answer with its reason.

    \b
    abstractions minimize machine.kiss2 -o small.kiss2 --certificate why.json
    abstractions verify why.json machine.kiss2
    abstractions check machine.kiss2 --alpha 0,1,0,1
    abstractions compare specification.aut implementation.aut
    abstractions core machine.dot --keep 0,1,0,1
    abstractions enumerate machine.dot --max-classes 3 --draw lattice.svg
    abstractions front machine.dot --keep 0,1,0,1 --draw front.svg
    abstractions simple stopwatch.py:watch --keep stopwatch.py:minutes
    abstractions steps counter.py:micro --keep counter.py:value --skip 1/4
    abstractions stutter protocol.aut --silent tau
    abstractions lump network.ode --keep "A + B" -o reduced.ode
    abstractions draw machine.dot picture.svg --classes
    abstractions circuit compare hypothesis.json
    """


for command in (
    check, circuit, compare, convert, core, draw, enumerate_, front, lump, minimize, simple, steps, stutter, verify,
):  # fmt: skip
    cli.add_command(command)


def main() -> None:
    """Run, and turn exceptions into exit statuses: nobody should meet a traceback."""
    guarded(lambda: cli.main(standalone_mode=False))
