"""KISS2: finite state machines with input cubes (MCNC, LGSynth91, SIS).

A row ``01- st0 st1 1-`` says: on every input that matches the cube, st0 steps to st1 and shows
``1-``.  Inputs that no row tells apart are one letter: cubes are expanded to the coarsest set of
input classes the machine distinguishes, each named by its cubes.  A next state ``*`` and an input
without a row are unspecified; an output, don't-cares included, is a value of its own.  The state
before a row may be ``*`` (any).  The initial state is that of ``.r``, or else of the first row.

Source   SIS: a system for sequential circuit synthesis (Berkeley, 1992), appendix on BLIF and KISS2
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..errors import BudgetExceeded
from ..system import Deterministic
from .text import UNSPECIFIED, Transition, fit, machine, read_text, replacing, wrong

__all__ = ["read", "write"]

LETTERS = 1 << 17
"""How many input classes a machine may have before the reader gives up."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    cube: str
    state: str
    target: str
    output: str
    line: int


def read(path: Path) -> Deterministic:
    """The machine in a KISS2 file, shape (O * X)**A.  Errors: `FormatError`, `BudgetExceeded`."""
    rows, reset = parse(Path(path))
    named = (s for row in rows for s in (row.state, row.target))
    states = list(dict.fromkeys(s for s in named if s != UNSPECIFIED))
    if not states:
        raise wrong(path, None, "a row with a state", "none", "the table is missing")
    classes = input_classes(rows, path)
    at_state = {s: sum(1 << i for i, row in enumerate(rows) if row.state in (s, UNSPECIFIED)) for s in states}
    known: dict[tuple[str, int], tuple[str, str, int] | None] = {}
    letters: dict[tuple[tuple[str, str] | None, ...], list[str]] = {}
    lines: dict[tuple[str, tuple[str, str]], int] = {}
    for live, cubes in classes.items():
        column = []
        for s in states:
            key = (s, live & at_state[s])
            if key not in known:
                known[key] = agreed(path, s, [rows[i] for i in ones(key[1])])
            found = known[key]
            column.append(found and found[:2])
            if found:
                lines.setdefault((s, found[:2]), found[2])
        letters.setdefault(tuple(column), []).extend(cubes)
    names = [" ".join(merged(cubes)) for cubes in letters.values()]
    transitions: list[Transition] = [
        (s, letter, *found, lines[s, found])
        for letter, column in zip(names, letters)
        for s, found in zip(states, column)
        if found is not None
    ]
    first = reset or next(row.state for row in rows if row.state != UNSPECIFIED)
    return machine(Path(path), states, names, transitions, [first])


def parse(path: Path) -> tuple[list[Row], str | None]:
    """The rows and the reset state."""
    rows: list[Row] = []
    header: dict[str, tuple[int, int]] = {}
    reset: tuple[str, int] | None = None
    line = 0
    for line, text in enumerate(read_text(path).splitlines(), 1):
        words = text.split("#")[0].split()
        if not words:
            continue
        if words[0] in (".e", ".end"):
            break
        if words[0] in (".i", ".o", ".p", ".s"):
            if rows:
                raise wrong(path, line, "the header before the rows", text.strip(), "move it up")
            if len(words) != 2 or not re.fullmatch(r"[0-9]{1,9}", words[1]):
                raise wrong(path, line, f"{words[0]} and a number", text.strip(), "mend the header")
            header[words[0]] = (int(words[1]), line)
        elif words[0] == ".r":
            if len(words) != 2:
                raise wrong(path, line, ".r and a state", text.strip(), "name one reset state")
            reset = (words[1], line)
        elif words[0].startswith("."):
            continue  # .ilb, .ob, .latch_order, .code and others say nothing about the behaviour
        else:
            rows.append(row(path, line, text, words, header))
    last = max(line, 1)
    if ".p" in header and len(rows) < header[".p"][0]:
        raise wrong(
            path,
            last,
            f"{header['.p'][0]} rows, as line {header['.p'][1]} announces",
            f"the end of the file after {len(rows)}",
            "the file was cut: get it again, or correct .p",
        )
    if not rows:
        raise wrong(path, last, "a table of rows", "the end of the file", "the file is empty or cut")
    if reset and all(reset[0] not in (r.state, r.target) for r in rows):
        raise wrong(path, reset[1], "a reset state that has a row", reset[0], "mend .r")
    return rows, reset and reset[0]


def row(path: Path, line: int, text: str, words: list[str], header: dict[str, tuple[int, int]]) -> Row:
    if ".i" not in header or ".o" not in header:
        raise wrong(path, line, ".i and .o before the first row", text.strip(), "add the header")
    inputs, outputs = header[".i"][0], header[".o"][0]
    if outputs == 0 and len(words) == 3:
        words = [*words, ""]
    if inputs == 0 and len(words) == 3:
        words = ["", *words]
    if len(words) != 4:
        raise wrong(
            path,
            line,
            "four words: input cube, state, next state, output",
            f"{len(words)}: {text.strip()!r}",
            "complete the row; if it is the last, the file was cut",
        )
    cube, state, target, output = words
    for what, word, size in (("an input cube", cube, inputs), ("an output", output, outputs)):
        if len(word) != size or set(word) - set("01-~"):
            raise wrong(path, line, f"{what} of {size} characters 0, 1 or -", repr(word), "mend the row")
    if target == "-":
        target = UNSPECIFIED
    return Row(cube.replace("~", "-"), state, target, output.replace("~", "-"), line)


def input_classes(rows: list[Row], path: Path) -> dict[int, list[str]]:
    """The inputs grouped by the set of rows they match (as bits): each group as disjoint cubes.

    One input after the other, so that the work is in the number of classes, not of inputs.
    """
    width = len(rows[0].cube)
    classes = {(1 << len(rows)) - 1: [""]}
    for v in range(width):
        allows = [sum(1 << i for i, r in enumerate(rows) if r.cube[v] in (bit, "-")) for bit in "01"]
        finer: dict[int, list[str]] = {}
        for live, cubes in classes.items():
            low, high = live & allows[0], live & allows[1]
            if low == high:
                finer.setdefault(low, []).extend(c + "-" for c in cubes)
            else:
                finer.setdefault(low, []).extend(c + "0" for c in cubes)
                finer.setdefault(high, []).extend(c + "1" for c in cubes)
        classes = finer
        if sum(map(len, classes.values())) > LETTERS:
            raise BudgetExceeded(
                f"{path}: the inputs fall into at most {LETTERS} classes",
                value=f"more than that after {v + 1} of {width} inputs",
                reason="each state tests other inputs, so the classes multiply",
                repair="fix some inputs to constants, or split the machine",
            )
    return classes


def agreed(path: Path, state: str, rows: list[Row]) -> tuple[str, str, int] | None:
    """What the rows that match one input class say together: next state, output, line."""
    if not rows:
        return None
    targets = dict.fromkeys(r.target for r in rows if r.target != UNSPECIFIED)
    bits = [set(column) - {"-"} for column in zip(*(r.output for r in rows))]
    if len(targets) > 1 or any(len(b) > 1 for b in bits):
        a, b = rows[0], next(r for r in rows[1:] if r.target != rows[0].target or r.output != rows[0].output)
        raise wrong(
            path,
            b.line,
            f"rows of state {state} that agree where their cubes {a.cube} and {b.cube} meet",
            f"{b.target} {b.output} here, {a.target} {a.output} in line {a.line}",
            "make the cubes disjoint: this reader is for deterministic machines",
        )
    output = "".join(next(iter(b), "-") for b in bits)
    return next(iter(targets), UNSPECIFIED), output, rows[-1].line


def is_open_end(system: Deterministic, s: int) -> bool:
    """Whether state s is the one for what a partial machine leaves open."""
    return system.state_name(s) == UNSPECIFIED and bool((system.table[s] == s).all())


def only_at(system: Deterministic, o: int) -> bool:
    """Whether output o is shown only on the way to the open end."""
    assert system.outputs is not None
    shown = np.broadcast_to(system.outputs.reshape(system.states, -1), system.table.shape)
    return all(is_open_end(system, int(t)) for t in np.unique(system.table[shown == o]))


def partition(cubes: list[str]) -> bool:
    """Whether these words are cubes of one width and every input matches exactly one of them."""
    width = len(cubes[0])
    if any(len(c) != width or set(c) - set("01-") for c in cubes):
        return False
    disjoint = all(
        any({x, y} == {"0", "1"} for x, y in zip(c, d)) for c, d in itertools.combinations(cubes, 2)
    )
    return disjoint and sum(1 << c.count("-") for c in cubes) == 1 << width


def merged(cubes: list[str]) -> list[str]:
    """Fewer disjoint cubes for the same inputs: neighbours that differ in one input become one."""
    for v in range(len(cubes[0])):
        sides: dict[str, set[str]] = {}
        for cube in cubes:
            sides.setdefault(cube[:v] + cube[v + 1 :], set()).add(cube[v])
        cubes = [
            rest[:v] + side + rest[v:]
            for rest, found in sides.items()
            for side in ("-" if found == {"0", "1"} else sorted(found))
        ]
    return cubes


def ones(bits: int) -> list[int]:
    """The places of the ones, increasing."""
    places = []
    while bits:
        low = bits & -bits
        places.append(low.bit_length() - 1)
        bits ^= low
    return places


def write(system: Deterministic, path: Path) -> None:
    """Write a machine as KISS2, all or nothing.

    Letters named by cubes of one width are written as such, others are numbered in binary (a
    comment says how); so are outputs.  Outputs of states are written on their transitions.
    Errors: `Misuse` for halting systems.
    """
    fit(system, "KISS2")
    n, k = system.states, system.letters
    comments = []
    letters = [system.letter_name(a) for a in range(k)]
    cubes = [letter.split() for letter in letters] if system.lettered else [["-"]]
    if k > 1024 or not all(cubes) or not partition([cube for group in cubes for cube in group]):
        width = max(1, (k - 1).bit_length())
        cubes = [[f"{a:0{width}b}"] for a in range(k)]
        cubes[-1] += [f"{code:0{width}b}" for code in range(k, 1 << width)]  # leave no input open
        comments += [f"# input {group[0]}: {letter}" for group, letter in zip(cubes, letters)]
    width = len(cubes[0][0]) if cubes else 1
    if system.outputs is None:
        shown, values = np.zeros((n, k), np.int64), ["0"]
    else:
        shown = np.broadcast_to(system.outputs.reshape(n, -1), (n, k))
        values = [system.output_name(o) for o in range(int(shown.max(initial=0)) + 1)]
    said = [v for v in values if v != UNSPECIFIED]
    starred = len(said) < len(values) and not only_at(system, values.index(UNSPECIFIED))
    if starred or len({len(v) for v in said}) != 1 or any(set(v) - set("01-") for v in said):
        bits = max(1, (len(values) - 1).bit_length())
        codes = [
            UNSPECIFIED if v == UNSPECIFIED and not starred else f"{o:0{bits}b}" for o, v in enumerate(values)
        ]
        comments += [f"# output {c}: {v}" for c, v in zip(codes, values) if c != v]
        values, said = codes, [c for c in codes if c != UNSPECIFIED] or ["0"]
    sink = next((s for s in range(n) if is_open_end(system, s)), -1)
    names = [re.sub(r"[\s#]", "_", system.state_name(s)) for s in range(n)]
    if len(set(names)) < n or any(name in ("", "-", "*") or name[0] == "." for name in names):
        names = [f"s{s}" for s in range(n)]
        comments += [f"# state s{s}: {system.state_name(s)!r}" for s in range(n) if s != sink]
    if sink >= 0:
        names[sink] = UNSPECIFIED
    lines = [
        f"{cube} {names[s]} {names[t]} {values[shown[s, a]]}"
        for s in range(n)
        if s != sink
        for a in range(k)
        for t in (int(system.table[s, a]),)
        if not (t == sink and values[shown[s, a]] == UNSPECIFIED)
        for cube in cubes[a]
    ]
    head = [*comments, f".i {width}", f".o {len(said[0])}", f".p {len(lines)}", f".s {n - (sink >= 0)}"]
    if system.initial.size:
        head.append(f".r {names[int(system.initial[0])]}")
    with replacing(path) as temporary:
        temporary.write_text("\n".join([*head, *lines, ".e"]) + "\n", encoding="utf-8")
