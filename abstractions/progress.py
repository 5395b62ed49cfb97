"""A sign of life during long work: a counter on a terminal, nothing in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

__all__ = ["Advance", "progress"]


class Advance(Protocol):
    """Tell how far the work has come."""

    def __call__(self, done: int) -> None: ...


@contextmanager
def progress(what: str, total: int | None = None, show: bool | None = None) -> Iterator[Advance]:
    """A progress display that appears if stderr is a terminal (or ``show`` says so).

    >>> with progress("counting", total=3, show=False) as advance:
    ...     advance(1)
    """
    if not (sys.stderr.isatty() if show is None else show):
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)
