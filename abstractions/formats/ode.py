"""Reaction networks and polynomial differential equations as ERODE and CLUE write them: ``.ode``.

Main definitions  `read_ode`, `write_ode`, `OdeModel`
Notes             ``begin model NAME``, then sections ``parameters``, ``init``, ``partition``, ``views``, and one of
                  ``ODE`` (lines ``d(x) = ...``) and ``reactions`` (lines ``A + 2*B -> C , rate``, mass action;
                  or ``arbitrary`` and the speed itself), each from ``begin`` to ``end``; then ``end model``.
                  Comments, names in quotes and labels in brackets are skipped, and so are commands
                  to the tool.  Numbers are exact: 0.1 is a tenth.
Law               `reading_an_ode_file_undoes_writing` in `abstractions.testing.laws`
Source            L. Cardelli, M. Tribastone, M. Tschaikowski, A. Vandin, ERODE: a tool for the evaluation and
                  reduction of ordinary differential equations, 2017.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Literal

from ..arguments import chosen
from ..errors import Misuse, brief
from ..linear import Dynamics
from ..linear.expressions import parsed
from ..linear.polynomials import NotPolynomial, Polynomial, constant, variable
from ..linear.reactions import change, react, side
from ..linear.reader import NAME
from .text import read_text, replacing, unfit, wrong

__all__ = ["OdeModel", "read_ode", "write_ode"]

SECTIONS = ("parameters", "init", "partition", "views", "ODE", "reactions")
SKIPPED = re.compile(r"//[^\n]*|/\*.*?\*/|\(\s*\"[^\"\n]*\"\s*\)|\"[^\"\n]*\"", re.DOTALL)
COMMAND = re.compile(r"(\w+\s*=\s*)?\w+\s*\(.*")
ENTRY = re.compile(r"(?=(?<![\w.])[^\W\d]\w*\s*=)")
DERIVATIVE = re.compile(r"d\s*\(\s*(\w+)\s*\)\s*=(.*)")


@dataclass(frozen=True)
class OdeModel:
    """A model in an ``.ode`` file: its dynamics, and what else is said of it.

    ``blocks``: the variables that are put together; ``views``: expressions to be looked at, as written.
    """

    name: str
    dynamics: Dynamics
    initial: Mapping[str, Fraction] = field(default_factory=dict)
    parameters: Mapping[str, Fraction] = field(default_factory=dict)
    blocks: tuple[tuple[str, ...], ...] = ()
    views: Mapping[str, str] = field(default_factory=dict)

    @property
    def observables(self) -> list[str]:
        """The sum of each block: what constrained lumping is asked to keep."""
        return [" + ".join(block) for block in self.blocks]


def read_ode(path: str | Path, *, parameters: Literal["values", "variables"] = "values") -> OdeModel:
    """The model in an ``.ode`` file.

    ``parameters``: "values" puts in the values; "variables" makes each a variable that stays, so that what is
    found holds for all values.  Linear in the length of the file.  Errors: `FormatError` with the line.
    """
    chosen("`parameters`", parameters, "values", "variables")
    path = Path(path)
    name, lines = sections(path, read_text(path))
    if ("ODE" in lines) == ("reactions" in lines):
        found = "both" if "ODE" in lines else "none"
        raise wrong(path, None, "one section ODE or reactions", found, "say the dynamics once")
    values: dict[str, Fraction] = {}
    known: dict[str, Polynomial] = {}
    for number, key, said in entries(path, lines.get("parameters", [])):
        if key in values:
            raise wrong(path, number, "a parameter once", key, "remove one of the two lines")
        if not said:
            raise wrong(path, number, "name = value", key, "give the parameter a value")
        values[key] = number_of(path, number, said, known)
        known[key] = constant(values[key])
    initial: dict[str, Fraction] = {}
    for number, key, said in entries(path, lines.get("init", [])):
        if key in initial or key in values:
            raise wrong(
                path, number, "a variable once, and no parameter", key, "rename or remove one of the two"
            )
        initial[key] = number_of(path, number, said, known) if said else Fraction(0)
    equations = derivatives if "ODE" in lines else network
    species = list(initial) if "init" in lines else None
    names, sides = equations(path, lines[("reactions", "ODE")["ODE" in lines]], species, known, parameters)
    if parameters == "variables":
        initial = {**initial, **values}
    dynamics = Dynamics.from_polynomials(names, sides, "continuous")
    blocks = tuple(blocks_of(path, lines.get("partition", []), dynamics))
    views = {key: said for _, key, said in entries(path, lines.get("views", []))}
    shown = {key: v for key, v in initial.items() if v}
    return OdeModel(name, dynamics, shown, values if parameters == "values" else {}, blocks, views)


Lines = list[tuple[int, str]]


def sections(path: Path, text: str) -> tuple[str, dict[str, Lines]]:
    """The name of the model, and the lines of each section, numbered.  Errors: `FormatError`."""
    plain = SKIPPED.sub(lambda m: "\n" * m[0].count("\n") or " ", text)
    found: dict[str, Lines] = {}
    name: str | None = None
    section: str | None = None
    begun = open_ = 0
    for number, line in enumerate(plain.split("\n"), 1):
        words = line.split()
        if not words:
            continue
        if open_:  # a command to the tool goes on
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


def polynomial(path: Path, number: int, said: str, known: Mapping[str, Polynomial]) -> Polynomial:
    """Errors: `FormatError`."""
    try:
        return parsed(said, known)
    except NotPolynomial as reason:
        raise wrong(
            path, number, "a polynomial with exact numbers", f"{brief(said, 60)} ({reason})",
            "declare its names; write rational functions as variables of their own, with their derivatives",
        ) from None  # fmt: skip


def number_of(path: Path, number: int, said: str, known: Mapping[str, Polynomial]) -> Fraction:
    return polynomial(path, number, said, known).get((), Fraction(0))


def named(
    species: list[str], known: Mapping[str, Polynomial], parameters: str
) -> tuple[list[str], dict[str, Polynomial]]:
    """The names of all variables, and what each name stands for."""
    names = [*species, *(known if parameters == "variables" else ())]
    return names, {**known, **{name: variable(i) for i, name in enumerate(names)}}


def derivatives(
    path: Path, lines: Lines, species: list[str] | None, known: Mapping[str, Polynomial], parameters: str
) -> tuple[list[str], list[Polynomial]]:
    """Lines ``d(x) = ...``.  A variable without one stays."""
    said: dict[str, tuple[int, str]] = {}
    for number, line in lines:
        found = DERIVATIVE.fullmatch(line)
        if found is None:
            raise wrong(path, number, "d(name) = expression", brief(line, 60), "mend the line")
        if found[1] in said or (species is not None and found[1] not in species):
            raise wrong(
                path, number, "one derivative of each variable of init", f"d({found[1]})", "mend the name"
            )
        said[found[1]] = number, found[2]
    names, known = named(list(said) if species is None else species, known, parameters)
    return names, [polynomial(path, *said[name], known) if name in said else {} for name in names]


def network(
    path: Path, lines: Lines, species: list[str] | None, known: Mapping[str, Polynomial], parameters: str
) -> tuple[list[str], list[Polynomial]]:
    """Lines ``A + 2*B -> C , rate``."""
    listed = []
    for number, line in lines:
        equation, comma, rate = re.sub(r"\[[^\[\]]*\]", "", line).partition(",")
        left, arrow, right = equation.partition("->")
        if not (comma and arrow and rate.strip()):
            raise wrong(path, number, "reactants -> products , rate", brief(line, 60), "mend the line")
        try:
            listed.append((number, side(left), side(right), rate.strip()))
        except Misuse as reason:
            raise wrong(
                path, number, "a sum of species", reason.reason, "write for example A + 2*B"
            ) from None
    met = dict.fromkeys(s for _, left, right, _ in listed for s in (*left, *right))
    names, known = named(list(met) if species is None else species, known, parameters)
    index = {name: i for i, name in enumerate(names)}
    sides: list[Polynomial] = [{} for _ in names]
    for number, before, after, rate in listed:
        for s in (*before, *after):
            if s not in index:
                raise wrong(path, number, "a species of the section init", s, "add it there")
        kind, _, rest = rate.partition(" ")
        if kind == "Hill":
            raise wrong(
                path, number, "mass action, or arbitrary and a polynomial", "Hill kinetics", "it is rational"
            )
        if kind == "arbitrary":
            change(sides, index, before, after, polynomial(path, number, rest, known))
        else:
            react(sides, index, before, after, polynomial(path, number, rate, known))
    return names, sides


def blocks_of(path: Path, lines: Lines, f: Dynamics) -> Iterator[tuple[str, ...]]:
    """Blocks ``{a, b}``, with commas between them."""
    taken: dict[str, int] = {}
    text = " ".join(line for _, line in lines)
    if re.sub(r"\{[^{}]*\}", "", text).strip(" ,"):
        raise wrong(path, lines[0][0], "{a, b}, {c}", brief(text, 60), "put names into braces")
    for number, line in lines:
        for name in re.findall(r"\w+", line):
            if name not in f.places or name in taken:
                raise wrong(path, number, "each variable in at most one block", name, "mend the partition")
            taken[name] = number
    for block in re.findall(r"\{([^{}]*)\}", text):
        yield tuple(re.findall(r"\w+", block))


def write_ode(model: OdeModel | Dynamics, path: str | Path, *, name: str = "model") -> None:
    """Write a model, or dynamics alone, as differential equations; all or nothing.

    Errors: `Misuse` for discrete time and for names that the format has another use for; `FormatError`.

    >>> import tempfile
    >>> f = Dynamics.reactions([("A + B", "2*B", "1/2")])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_ode(f, folder + "/f.ode")
    ...     read_ode(folder + "/f.ode").dynamics == f
    True
    """
    if isinstance(model, Dynamics):
        model = OdeModel(name, model)
    f = model.dynamics
    if f.time != "continuous":
        raise unfit("an .ode file", "dynamics in discrete time")
    for word in ("begin", "end"):
        if word in f.names or word in model.parameters or word in model.views:
            raise unfit("an .ode file", f"a variable called {word}")
    if not NAME.fullmatch(model.name):
        raise unfit("an .ode file", f"the name {model.name!r}")
    text = {
        "parameters": [f"{key} = {v}" for key, v in model.parameters.items()],
        "init": [f"{key} = {v}" if (v := model.initial.get(key)) else key for key in f.names],
        "partition": [", ".join("{" + ", ".join(block) + "}" for block in model.blocks)] * bool(model.blocks),
        "ODE": [
            f"d({key}) = {f.text(dict(terms)).replace('**', '^')}"
            for key, terms in zip(f.names, f.polynomials)
        ],
        "views": [f"{key} = {said}" for key, said in model.views.items()],
    }
    lines = [f"begin model {model.name}"]
    for section, said in text.items():
        if said or section in ("init", "ODE"):
            lines += [f" begin {section}", *(f"  {line}" for line in said), f" end {section}"]
    with replacing(Path(path)) as temporary:
        temporary.write_text("\n".join([*lines, "end model", ""]), encoding="utf-8")
