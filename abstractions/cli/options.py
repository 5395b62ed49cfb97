"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from .arguments import KEEP
from .marks import MARKS

__all__ = [
    "as_json",
    "certificate_option",
    "classes_option",
    "keep_option",
    "labels_option",
    "machine_options",
    "marks_option",
    "output_option",
    "rates_option",
    "reachable_option",
]

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
keep_option = click.option(
    "--keep", metavar="WHAT", help=f"What must be kept, beside the machine's own outputs. {KEEP}"
)
reachable_option = click.option(
    "--reachable", is_flag=True, help="Take the part reachable from the initial states."
)
marks_option = click.option(
    "--marks", metavar="WHERE", help=f"A step goes from a marked state to the next marked one. {MARKS}"
)
output_option = click.option("-o", "--output", type=Path, help="Write the quotient to this file.")
labels_option = click.option(
    "--labels", type=Path, help="The .lab file of a .tra file (default: of its name)."
)
rates_option = click.option("--rates", is_flag=True, help="The .tra file holds the rates of a CTMC.")
certificate_option = click.option("--certificate", type=Path, help="Write the certificate (.json or .npz).")
classes_option = click.option(
    "--abstraction", "classes_file", type=Path, help="Write the class of each state (.json or .npz)."
)


def machine_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Those that say which machine is meant: its part, its long steps, the files beside it."""
    for option in (rates_option, labels_option, marks_option, reachable_option):
        command = option(command)
    return command
