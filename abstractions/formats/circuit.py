"""Circuits and hypotheses about them as JSON, or as Python objects.

Main definitions  `read_hypothesis`, `write_hypothesis`, `Hypothesis`
Notes             The format is schema.json, "circuit".  Tables list values for all combinations of the
                  parents' values, in the order of these, the last parent's the fastest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from ..circuit import Alignment, Circuit
from ..circuit.circuit import Values
from ..errors import FormatError, Misuse
from .text import read_text, replacing

__all__ = ["Hypothesis", "read_hypothesis", "write_hypothesis"]

FORMAT = "abstractions/circuit"


@dataclass(frozen=True, eq=False)
class Hypothesis:
    """A circuit, an alignment with a high one, if there is any, and the inputs to look at (None: all)."""

    low: Circuit
    alignment: Alignment | None = None
    data: tuple[Values, ...] | None = None


def read_hypothesis(path: str | Path) -> Hypothesis:
    """The hypothesis in a JSON file.  Errors: `FormatError` for the file, `Misuse` for what it says."""
    path = Path(path)
    try:
        told = json.loads(read_text(path))
    except ValueError as error:
        if isinstance(error, Misuse):
            raise
        raise wrong(path, "JSON text", str(error)) from None
    if not isinstance(told, dict) or told.get("format") != FORMAT or told.get("version") != 1:
        raise wrong(path, f'"format": "{FORMAT}", "version": 1', brief_of(told))
    low = circuit_of(path, told.get("low"), "low")
    data = told.get("data")
    if data is not None and not (isinstance(data, list) and all(isinstance(x, dict) for x in data)):
        raise wrong(path, '"data": a list of objects from inputs to values', brief_of(data))
    if data is not None:
        low.data(data)
    alignment = None
    if "high" in told:
        high = circuit_of(path, told["high"], "high")
        cells, maps = told.get("cells", {}), told.get("maps", {})
        for what, given in (("cells", cells), ("maps", maps)):
            if not isinstance(given, dict) or not all(isinstance(v, (list, str)) for v in given.values()):
                raise wrong(path, f'"{what}": an object of lists', brief_of(given))
        alignment = Alignment.of(
            low, high, cells, {n: map_of(path, low, cells, n, v) for n, v in maps.items()}
        )
    return Hypothesis(low, alignment, None if data is None else tuple(data))


def wrong(path: Path, expected: str, found: str) -> FormatError:
    return FormatError(str(path), None, expected=expected, found=found, repair="see schema.json, circuit")


def brief_of(value: Any) -> str:
    return json.dumps(value, default=str)[:200]


def circuit_of(path: Path, told: Any, where: str) -> Circuit:
    shape = '{"values": {...}, "nodes": {name: {"parents": [...], "table": [...]}}, "outputs": [...]}'
    if not isinstance(told, dict) or not isinstance(told.get("values"), dict):
        raise wrong(path, f'"{where}": {shape}', brief_of(told))
    nodes = told.get("nodes", {})
    fine = isinstance(nodes, dict) and all(
        isinstance(node, dict)
        and isinstance(node.get("parents"), list)
        and isinstance(node.get("table"), list)
        for node in nodes.values()
    )
    if not fine:
        raise wrong(path, f'"{where}": {shape}', brief_of(nodes))
    listed = [*told["values"].values(), *(node["table"] for node in nodes.values())]
    if not all(isinstance(of, list) and all(isinstance(v, (str, int, float)) for v in of) for of in listed):
        raise wrong(path, "lists of numbers, texts or truth values", brief_of(listed))
    values = {name: tuple(of) for name, of in told["values"].items()}
    for name, node in nodes.items():
        values.setdefault(name, tuple(dict.fromkeys(node["table"])))
    tables: dict[str, Mapping[Any, Any]] = {}
    for name, node in nodes.items():
        unknown = [p for p in node["parents"] if p not in values]
        if unknown:
            raise wrong(path, f"parents of {name} that are nodes", brief_of(unknown))
        entries = list(product(*(values[p] for p in node["parents"])))
        if len(entries) != len(node["table"]):
            raise wrong(path, f"{len(entries)} entries in the table of {name}", str(len(node["table"])))
        tables[name] = dict(zip(entries, node["table"]))
    parents = {name: node["parents"] for name, node in nodes.items()}
    return Circuit.of(tables, values=values, parents=parents, outputs=told.get("outputs"))


def map_of(path: Path, low: Circuit, cells: Mapping[str, Any], name: str, told: Any) -> dict[Any, Any]:
    cell = cells.get(name, [name])
    domains = [low.domains[low.number(n)] for n in ([cell] if isinstance(cell, str) else cell)]
    entries = list(product(*domains))
    if not isinstance(told, list) or len(told) != len(entries):
        raise wrong(path, f"{len(entries)} entries in the map of {name}", brief_of(told))
    return {entry: value for entry, value in zip(entries, told) if value is not None}


def write_hypothesis(hypothesis: Hypothesis, path: str | Path) -> None:
    """The hypothesis as JSON; values are JSON's own (numbers, texts, truth values)."""
    told: dict[str, Any] = {"format": FORMAT, "version": 1, "low": circuit_told(hypothesis.low)}
    a = hypothesis.alignment
    if a is not None:
        told["high"] = circuit_told(a.high)
        told["cells"] = {a.high.names[v]: [a.low.names[n] for n in cell] for v, cell in enumerate(a.cells)}
        told["maps"] = {
            a.high.names[v]: [None if i < 0 else a.high.domains[v][i] for i in table.tolist()]
            for v, table in enumerate(a.maps)
            if table.size
        }
    if hypothesis.data is not None:
        told["data"] = [dict(x) for x in hypothesis.data]
    with replacing(Path(path)) as part:
        part.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def circuit_told(c: Circuit) -> dict[str, Any]:
    return {
        "values": {name: list(domain) for name, domain in zip(c.names, c.domains)},
        "nodes": {
            name: {
                "parents": [c.names[p] for p in c.parents[n]],
                "table": [c.domains[n][i] for i in table.tolist()],
            }
            for n, (name, table) in enumerate(zip(c.names, c.tables))
            if table is not None
        },
        "outputs": [c.names[n] for n in c.outputs],
    }
