"""Algebras as UACalc writes them (``.ua``, XML): finite sets with operations.

A unary operation is a letter.  An operation of more arguments is read as its translations, all but
one argument fixed, ``p(0,_)``, ``p(_,0)``, ...: an equivalence relation is a congruence of the
algebra iff it is one of its translations, so the complete abstractions are the same.  Constants
forbid nothing and are left out.  Only unary operations are written.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat
from xml.sax.saxutils import escape

import numpy as np
import numpy.typing as npt

from ..algebra import Algebra
from ..errors import FormatError, Misuse
from ..system import Deterministic
from .text import read_text, replacing, unfit, wrong

__all__ = ["read", "read_all", "write"]

UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\t\n\r]")
LARGEST = 10_000_000
"""More entries than this are not made of the translations of an operation."""


@dataclass(slots=True)
class Element:
    """An element of the file: its tag, where it begins, its text, what is in it."""

    tag: str
    line: int
    words: list[str] = field(default_factory=list)
    parts: list[Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.words)


def read(path: Path) -> Deterministic:
    """The machine of the one algebra in the file.  Errors: `FormatError`."""
    found = read_all(path)
    if len(found) != 1:
        raise FormatError(
            str(path),
            None,
            expected="one algebra",
            found=f"{len(found)}: {', '.join(list(found)[:8])}",
            repair="abstractions.formats.ua.read_all(path) gives all by name; or keep one in the file",
        )
    return next(iter(found.values()))


def read_all(path: Path) -> dict[str, Deterministic]:
    """The machines of all algebras in the file, by name.  Errors: `FormatError`."""
    path = Path(path)
    top = parse(path)
    algebras = top.parts if top.tag == "algebraList" else [top]
    found: dict[str, Deterministic] = {}
    times: Counter[str] = Counter()
    for algebra in algebras:
        if algebra.tag != "algebra" or len(algebra.parts) != 1 or algebra.parts[0].tag != "basicAlgebra":
            inside = ", ".join(e.tag for e in algebra.parts) or "nothing"
            raise wrong(
                path,
                algebra.line,
                "an algebra that is a basicAlgebra",
                f"{algebra.tag} with {inside}",
                "UACalc can save products, subalgebras and quotients as basic algebras",
            )
        name, system = basic(path, algebra.parts[0])
        times[name] += 1
        found[name if times[name] == 1 else f"{name} ({times[name]})"] = system
    return found


def parse(path: Path) -> Element:
    """The outermost element of an XML file."""
    parser = expat.ParserCreate("utf-8")
    root = Element("", 1)
    open_ones = [root]

    def start(tag: str, _: dict[str, str]) -> None:
        element = Element(tag, parser.CurrentLineNumber)
        open_ones[-1].parts.append(element)
        open_ones.append(element)

    def text(data: str) -> None:
        open_ones[-1].words.append(data)

    def doctype(*_: object) -> None:
        raise wrong(path, parser.CurrentLineNumber, "no document type", "one", "remove the line")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: open_ones.pop()
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = doctype  # entities could make a small file large
    try:
        parser.Parse(read_text(path).encode(), True)
    except expat.ExpatError as error:
        raise wrong(path, error.lineno, "XML", expat.errors.messages[error.code], "mend the file") from None
    return root.parts[0]


def only(path: Path, parent: Element, tag: str) -> Element:
    """The one part of that name."""
    found = [e for e in parent.parts if e.tag == tag]
    if len(found) != 1:
        raise wrong(path, parent.line, f"one <{tag}> in <{parent.tag}>", f"{len(found)}", "mend the element")
    return found[0]


def number(path: Path, element: Element, least: int) -> int:
    text = element.text.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) >= least):
        raise wrong(path, element.line, f"a number, at least {least}", repr(text[:40]), "mend it")
    return int(text)


def basic(path: Path, algebra: Element) -> tuple[str, Deterministic]:
    """The name of a basic algebra, and its machine."""
    n = number(path, only(path, algebra, "cardinality"), 1)
    operations: dict[str, npt.NDArray[np.int64]] = {}
    entries = 0
    for op in only(path, algebra, "operations").parts:
        symbol = only(path, op, "opSymbol")
        name = only(path, symbol, "opName").text.strip()
        arity = number(path, only(path, symbol, "arity"), 0)
        values = table(path, only(path, only(path, op, "opTable"), "intArray"), n, arity)
        entries += arity * values.size
        if entries > LARGEST:
            raise wrong(
                path,
                op.line,
                f"tables of at most {LARGEST} entries together",
                "more",
                "leave the operation out",
            )
        if name in operations:
            raise wrong(path, op.line, "operations of different names", f"two called {name}", "rename one")
        operations[name] = values
    if not any(values.ndim for values in operations.values()):
        raise wrong(
            path, algebra.line, "an operation with an argument", "none", "there is no step to abstract"
        )
    names = [e.text.strip() for e in algebra.parts if e.tag == "algName"]
    try:
        return (names or [path.stem])[0], Algebra(operations).system
    except Misuse as error:  # a name such as p(_,0)
        raise wrong(
            path, algebra.line, "operations of different names", f"two called {error.value}", "rename one"
        ) from None


def table(path: Path, array: Element, n: int, arity: int) -> npt.NDArray[np.int64]:
    """The values of an operation, one axis an argument; rows hold the last argument."""
    values: list[int] = []
    for row in array.parts:
        for word in row.text.strip().rstrip(",").split(","):
            text = word.strip()
            if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) < n):
                raise wrong(path, row.line, f"elements 0 to {n - 1}", repr(text[:40]), "mend the row")
            values.append(int(text))
    if arity > 9 or len(values) != n**arity:
        found = f"{len(values)} for {arity} arguments"
        raise wrong(path, array.line, f"one value for each choice of {n} elements", found, "mend the table")
    return np.array(values).reshape((n,) * arity)


def write(system: Deterministic, path: Path) -> None:
    """Write a machine that shows nothing and has no names of states, all or nothing."""
    if system.outputs is not None or system.halting is not None:
        raise unfit(".ua", "what a machine shows")
    if system.state_names is not None or system.initial.size:
        raise unfit(".ua", "names of states or initial states")
    names = [system.letter_name(a) if system.lettered else "f" for a in range(system.letters)]
    if not system.states or len(set(names)) < len(names) or any(a != a.strip() or not a for a in names):
        raise unfit(".ua", "no states, or letters whose names are blank or alike")
    if any(UNFIT.search(word) for word in (*names, path.stem)):
        raise unfit(".ua", "letters, or a file name, with characters that XML has not")
    lines = [
        '<?xml version="1.0"?>',
        "<algebra>",
        "<basicAlgebra>",
        f"<algName>{escape(path.stem)}</algName>",
    ]
    lines += [f"<cardinality>{system.states}</cardinality>", "<operations>"]
    for a, name in enumerate(names):
        row = ",".join(map(str, system.table[:, a]))
        lines.append(f"<op>\n<opSymbol><opName>{escape(name)}</opName><arity>1</arity></opSymbol>")
        lines.append(f"<opTable><intArray>\n<row>{row}</row>\n</intArray></opTable>\n</op>")
    lines += ["</operations>", "</basicAlgebra>", "</algebra>", ""]
    with replacing(path) as temporary:
        temporary.write_text("\n".join(lines), encoding="utf-8")
