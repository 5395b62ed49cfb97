"""The sections of an ``.ode`` file, and the entries of a section.

Main definitions  `sections`, `entries`
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from ...errors import brief
from ...linear.reader import NAME
from ..text import wrong

__all__ = ["Lines", "entries", "sections"]

SECTIONS = ("parameters", "init", "partition", "views", "ODE", "reactions")
SKIPPED = re.compile(r"//[^\n]*|/\*.*?\*/|\(\s*\"[^\"\n]*\"\s*\)|\"[^\"\n]*\"", re.DOTALL)
COMMAND = re.compile(r"(\w+\s*=\s*)?\w+\s*\(.*")
ENTRY = re.compile(r"(?=(?<![\w.])[^\W\d]\w*\s*=)")

Lines: TypeAlias = list[tuple[int, str]]
"""Numbered lines."""


def sections(path: Path, text: str) -> tuple[str, dict[str, Lines]]:
    """The name of the model, and the lines of each section, numbered.  Errors: `FormatError`."""
    plain = SKIPPED.sub(lambda m: "\n" * m[0].count("\n") or " ", text.removeprefix("\ufeff"))
    found: dict[str, Lines] = {}
    name: str | None = None
    section: str | None = None
    begun = open_ = 0
    for number, line in enumerate(plain.split("\n"), 1):
        words = line.split()
        if not words:
            continue
        if open_ > 0:  # a command to the tool goes on
            open_ += line.count("(") - line.count(")")
        elif name is None:
            if words[:2] != ["begin", "model"] or len(words) != 3:
                raise wrong(
                    path, number, "begin model NAME", brief(line.strip(), 60), "begin the file with it"
                )
            name = words[2]
        elif name and section == "end":
            raise wrong(path, number, "nothing after end model", brief(line.strip(), 60), "remove it")
        elif section is not None:
            if words[0] == "begin":
                raise wrong(
                    path, number, f"end {section}, begun in line {begun}", line.strip(), "close it first"
                )
            if words == ["end", section]:
                section = None
            elif words[0] == "end":
                raise wrong(
                    path, number, f"end {section}, begun in line {begun}", line.strip(), "mend the name"
                )
            else:
                found[section].append((number, line.strip()))
        elif words[0] == "begin":
            section, begun = " ".join(words[1:]), number
            if section not in SECTIONS or section in found:
                raise wrong(
                    path, number, f"a section {', '.join(SECTIONS)}, each once", section,
                    "this reader is for polynomial models; remove what is not",
                )  # fmt: skip
            found[section] = []
        elif words == ["end", "model"]:
            section = "end"
        elif COMMAND.fullmatch(line.strip()):
            open_ = line.count("(") - line.count(")")
        else:
            raise wrong(
                path, number, "begin, end, or a command", brief(line.strip(), 60), "mend or remove the line"
            )
    if section != "end":
        expected = "end model" if section is None else f"end {section}, begun in line {begun}"
        raise wrong(
            path, None, expected if name else "begin model NAME", "the end of the file", "complete the file"
        )
    return str(name), found


def entries(path: Path, lines: Lines) -> Iterator[tuple[int, str, str]]:
    """Line, name and value ("" if none is said) of entries ``name [= value]``, several of which may share a line."""
    for number, line in lines:
        for entry in ENTRY.split(line) if "=" in line else [line]:
            key, equals, said = (part.strip() for part in entry.partition("="))
            if equals and not said:
                raise wrong(
                    path, number, "name = value", entry.strip(), "give it a value, or leave out the ="
                )
            for k in [key] if equals else key.split():
                if not NAME.fullmatch(k):
                    raise wrong(path, number, "a name", brief(k, 40), "names have letters, digits and _")
                yield number, k, said
