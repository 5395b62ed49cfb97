"""Readers and writers of machines, abstractions and certificates.

Main definitions  `read`, `write` (the format is that of the file name), `READERS`, `WRITERS`
Notes             Readers check everything and name the line; writers put the whole file in place at
                  once or leave what was there.  Partial machines are completed: an unspecified next
                  state is a state of its own, `UNSPECIFIED`, and so is an unspecified output.
Law               `reading_undoes_writing` in `abstractions.testing.laws`
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from ..computation import Computation
from ..errors import FormatError, Misuse
from ..system import Deterministic, System
from . import aut, copar, dot, kiss2, markov, native, ua
from .lattice import write_lattice
from .native import read_abstraction, read_certificate, write_abstraction, write_certificate
from .text import UNSPECIFIED, unfit

__all__ = [
    "READERS",
    "UNSPECIFIED",
    "WRITERS",
    "read",
    "read_abstraction",
    "read_certificate",
    "write",
    "write_abstraction",
    "write_certificate",
    "write_lattice",
]


def of_table(name: str, writer: Callable[[Deterministic, Path], None]) -> Callable[[System, Path], None]:
    """A writer for systems of every shape, which refuses steps that branch."""

    def write_table(system: System, path: Path) -> None:
        if not isinstance(system, Deterministic):
            raise unfit(name, f"steps of shape {system.functor}")
        writer(system, path)

    return write_table


READERS: dict[str, Callable[[Path], System]] = {
    ".kiss2": kiss2.read,
    ".kiss": kiss2.read,
    ".dot": dot.read,
    ".gv": dot.read,
    ".aut": aut.read,
    ".tra": markov.read,
    ".copar": copar.read,
    ".ua": ua.read,
    ".json": native.read_system,
    ".npz": native.read_system,
}
WRITERS: dict[str, Callable[[System, Path], None]] = {
    ".kiss2": of_table("KISS2", kiss2.write),
    ".kiss": of_table("KISS2", kiss2.write),
    ".dot": dot.write,
    ".gv": dot.write,
    ".aut": aut.write,
    ".tra": markov.write,
    ".copar": copar.write,
    ".ua": of_table("A .ua file", ua.write),
    ".json": native.write_system,
    ".npz": native.write_system,
}


def read(path: str | Path) -> System:
    """The machine in a file.  Errors: `FormatError` with the line, `Misuse` for an unknown format."""
    reader = chosen(READERS, path)
    try:
        return reader(Path(path))
    except MemoryError:
        raise FormatError(
            str(path), None, expected="a machine that fits the memory", found="a larger one",
            repair="check the number of states that it announces",
        ) from None  # fmt: skip


def write(system: System | Computation, path: str | Path) -> None:
    """Write a machine in the format of the file name, all or nothing."""
    if isinstance(system, Computation):
        system = system.system
    if not isinstance(system, System):
        raise Misuse(
            "what is written is a System or a Computation",
            value=system,
            reason=f"a {type(system).__name__} is no machine",
            repair="see write_abstraction and write_certificate",
        )
    chosen(WRITERS, path)(system, Path(path))


F = TypeVar("F")


def chosen(known: dict[str, F], path: str | Path) -> F:
    ending = Path(path).suffix.lower()
    if ending not in known:
        raise Misuse(
            "the format of a file is known by the end of its name",
            value=str(path),
            reason=f"{ending or 'no ending'} is not one of {', '.join(known)}",
            repair="rename the file, or convert it first",
        )
    return known[ending]
