"""What text formats share: lines with numbers, machines from transitions, whole-file writing."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from ..errors import FormatError, Misuse
from ..system import Deterministic, System

__all__ = [
    "UNSPECIFIED",
    "Transition",
    "machine",
    "open_end",
    "fit",
    "read_text",
    "replacing",
    "unfit",
    "wrong",
]

UNSPECIFIED = "*"
"""The name of the next state, and of the output, that a partial machine leaves open."""

Transition = tuple[str, Hashable, str, str | None, int]
"""From, letter, to, output (None: the format has none), and the line that says so."""


def read_text(path: Path) -> str:
    """The whole file as text.  Errors: `FormatError`."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise FormatError(
            str(path), None, expected="text in UTF-8", found=str(error), repair="check the file's format"
        ) from None
    except OSError as error:
        raise FormatError(
            str(path), None, expected="a file that can be read", found=error.strerror, repair="check its name"
        ) from None


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary file beside ``path`` that takes its place when the block succeeds."""
    path = Path(path)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=path.suffix, dir=path.parent)
    except OSError as error:
        raise FormatError(
            str(path),
            None,
            expected="a place that can be written",
            found=error.strerror,
            repair="check that the folder exists and is yours",
        ) from None
    os.close(handle)
    temporary = Path(name)
    try:
        try:
            yield temporary
        except UnicodeEncodeError as error:
            raise unfit("text", f"a name with {error.object[error.start : error.end]!r}") from None
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def machine(
    path: Path,
    states: Sequence[str],
    letters: Sequence[Hashable],
    transitions: Iterable[Transition],
    initial: Sequence[str],
    shown: Sequence[str] | None = None,
) -> Deterministic:
    """The system with these transitions; what they leave open goes to `UNSPECIFIED`.

    ``shown``: an output for each state (then transitions have none).  Errors: `FormatError` if two
    transitions contradict each other.
    """
    place = {s: i for i, s in enumerate(states)}
    letter = {a: i for i, a in enumerate(letters)}
    n, k = len(states), len(letters)
    place.setdefault(UNSPECIFIED, n)
    table = np.full((n, k), -1, np.int64)
    outputs = np.zeros((n, k), np.int64)
    said = np.zeros((n, k), np.int64)
    values: dict[str, int] = {}
    for origin, a, target, output, line in transitions:
        s, t, i = place[origin], place[target], letter[a]
        o = values.setdefault("defined" if output is None else output, len(values))
        if table[s, i] >= 0 and (table[s, i] != t or outputs[s, i] != o):
            raise FormatError(
                str(path),
                line,
                expected=f"one transition of state {origin} under {a}",
                found=f"another than that of line {said[s, i]}",
                repair="this reader is for deterministic machines: remove one of the two (the complete "
                "abstractions of a nondeterministic one are not closed under suprema: no lattice to list)",
            )
        table[s, i], outputs[s, i], said[s, i] = t, o, line
    names = list(states)
    loose = table < 0
    if loose.any() or table.max(initial=-1) == n:
        names.append(UNSPECIFIED)
        nothing = values.setdefault(UNSPECIFIED, len(values))
        table[loose], outputs[loose] = n, nothing
        table = np.vstack([table, np.full((1, k), n)])
        outputs = np.vstack([outputs, np.full((1, k), nothing)])
        shown = None if shown is None else [*shown, UNSPECIFIED]
    if shown is not None:
        values = {v: i for i, v in enumerate(dict.fromkeys(shown))}
        outputs = np.array([values[v] for v in shown])
    silent = list(values) in ([], ["defined"])
    return System.deterministic(
        table,
        None if silent else outputs,
        initial=[place[s] for s in initial],
        state_names=names,
        letter_names=letters,
        output_names=None if silent else values,
    )


def open_end(system: Deterministic) -> int | None:
    """The state that stands for what a partial machine leaves open, if it can be left out.

    It can if every letter leads somewhere else at least once: else the letter would be lost.
    """
    for s, name in enumerate(system.state_names or ()):
        if name == UNSPECIFIED and (system.table[s] == s).all():
            return s if (system.table != s).any(axis=0).all() else None
    return None


def fit(system: Deterministic, name: str) -> None:
    """Refuse what no text format here can hold."""
    if system.halting is not None:
        raise unfit(name, "halting states")
    if not system.states:
        raise unfit(name, "a machine without states")
    if system.initial.size > 1:
        raise unfit(name, f"{system.initial.size} initial states")
    letters = [system.letter_name(a) for a in range(system.letters)]
    if len(set(letters)) < len(letters):
        raise unfit(name, "two letters that look alike")
    shown = [str(o) for o in system.output_names or ()]
    if len(set(shown)) < len(shown):
        raise unfit(name, "two outputs that look alike")


def unfit(name: str, what: str) -> Misuse:
    """What a format cannot hold."""
    return Misuse(
        f"{name} holds the whole machine",
        value=what,
        reason="the format has no way to say it",
        repair="write .json or .npz, which hold every machine",
    )


def wrong(path: Path, line: int | None, expected: str, found: object, repair: str) -> FormatError:
    return FormatError(str(path), line, expected=expected, found=found, repair=repair)
