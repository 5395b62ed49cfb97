"""Circuits and hypotheses about them as JSON, or as Python objects.

Main definitions  `read_hypothesis`, `write_hypothesis`, `Hypothesis`
Notes             The format is schema.json, "circuit".  Tables list values for all combinations of the
                  parents' values, in the order of these, the last parent's the fastest; or, for a
                  stochastic node, pairs of a value and its probability.

A file with all that it may say::

    {"format": "abstractions/circuit", "version": 1,
     "low":  {"values": {"a": [0, 1], "b": [0, 1]},
              "nodes": {"nor": {"parents": ["a", "b"], "table": [1, 0, 0, 0]},
                        "out": {"parents": ["nor"], "table": [[[0, "9/10"], [1, "1/10"]], 1]}},
              "outputs": ["out"]},
     "high": {"values": {"a": [0, 1], "b": [0, 1]},
              "nodes": {"any": {"parents": ["a", "b"], "table": [false, true, true, true]},
                        "out": {"parents": ["any"], "table": [[[0, "9/10"], [1, "1/10"]], 1]}}},
     "cells": {"any": ["nor"]},
     "maps": {"any": [false, true]},
     "data": [{"a": 0, "b": 1}]}

The values of a node without ``values`` are those of its table, as they come.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
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
        told = json.loads(read_text(path), object_pairs_hook=lambda pairs: each_once(path, pairs))
    except (ValueError, RecursionError) as error:
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
        data = [{name: value_of(path, v) for name, v in x.items()} for x in data]
        low.data(data)
    alignment = None
    if "high" in told:
        high = circuit_of(path, told["high"], "high")
        cells, maps = told.get("cells", {}), told.get("maps", {})
        for what, given in (("cells", cells), ("maps", maps)):
            if not isinstance(given, dict) or not all(isinstance(v, (list, str)) for v in given.values()):
                raise wrong(path, f'"{what}": an object of lists', brief_of(given))
        for cell in cells.values():
            texts(path, cell, "a list of nodes for a cell")
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
    for node in nodes.values():
        texts(path, node["parents"], "a list of nodes for parents")
    if told.get("outputs") is not None:
        texts(path, told["outputs"], "a list of nodes for outputs")
    entries_of = {name: [entry_of(path, entry) for entry in node["table"]] for name, node in nodes.items()}
    if not all(isinstance(of, list) for of in told["values"].values()):
        raise wrong(path, "lists of values", brief_of(told["values"]))
    values = {name: tuple(value_of(path, v) for v in of) for name, of in told["values"].items()}
    for name, of in values.items():
        if len(set(of)) < len(of):
            raise wrong(path, f"each value of {name} once", brief_of(told["values"][name]))
    for name, entries in entries_of.items():
        occurring = [v for e in entries for v in (e if isinstance(e, dict) else [e])]
        values.setdefault(name, tuple(dict.fromkeys(occurring)))
    tables: dict[str, Mapping[Any, Any]] = {}
    for name, node in nodes.items():
        unknown = [p for p in node["parents"] if p not in values]
        if unknown:
            raise wrong(path, f"parents of {name} that are nodes", brief_of(unknown))
        distinct = list(dict.fromkeys(node["parents"]))
        if len(distinct) < len(node["parents"]):
            raise wrong(path, f"each parent of {name} once", brief_of(node["parents"]))
        if (size := prod(len(values[p]) for p in distinct)) != len(node["table"]):
            raise wrong(path, f"{size:,} entries in the table of {name}", str(len(node["table"])))
        tables[name] = dict(zip(product(*(values[p] for p in distinct)), entries_of[name]))
    parents = {name: node["parents"] for name, node in nodes.items()}
    return Circuit.of(tables, values=values, parents=parents, outputs=told.get("outputs"))


def each_once(path: Path, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise wrong(path, "each name once in an object", brief_of([name for name, _ in pairs]))
    return found


def texts(path: Path, given: Any, expected: str) -> None:
    names = [given] if isinstance(given, str) else given
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise wrong(path, expected, brief_of(given))


def entry_of(path: Path, entry: Any) -> Any:
    """An entry of a table: a value, or pairs of a value and its probability."""
    if not isinstance(entry, list):
        return value_of(path, entry)
    if not all(
        isinstance(pair, list) and len(pair) == 2 and isinstance(pair[1], (str, int)) for pair in entry
    ):
        raise wrong(path, 'values, or lists of pairs such as [[0, "1/3"], [1, "2/3"]]', brief_of(entry))
    pairs = [(value_of(path, value), weight) for value, weight in entry]
    if len(dict(pairs)) < len(pairs):
        raise wrong(path, "each value once in a distribution", brief_of(entry))
    return dict(pairs)


def value_of(path: Path, told: Any) -> Any:
    """A value: JSON's own, or a fraction, or a tuple of values."""
    if told is None or isinstance(told, (str, int, float)):
        return told
    if isinstance(told, dict) and set(told) == {"fraction"} and isinstance(told["fraction"], str):
        try:
            return Fraction(told["fraction"])
        except (ValueError, ZeroDivisionError):
            pass
    elif isinstance(told, dict) and set(told) == {"tuple"} and isinstance(told["tuple"], list):
        return tuple(value_of(path, part) for part in told["tuple"])
    raise wrong(
        path, 'a number, text, truth value, null, {"fraction": "1/3"} or {"tuple": [...]}', brief_of(told)
    )


def meaning_told(value: Any) -> Any:
    """A value that others mean, as JSON; null would say that they mean nothing.  Errors: `Misuse`."""
    if value is None:
        raise Misuse(
            "a value map in a file means values that are not None",
            value=None,
            reason="null says there that a value means nothing",
            repair="name this value of the high node otherwise; nothing was written",
        )
    return value_told(value)


def value_told(value: Any) -> Any:
    """A value as JSON.  Errors: `Misuse`."""
    if value is None or type(value) in (str, int, float, bool):
        return value
    if isinstance(value, Fraction):
        return {"fraction": str(value)}
    if isinstance(value, tuple):
        return {"tuple": [value_told(part) for part in value]}
    raise Misuse(
        "the values of a circuit in a file are numbers, texts, truth values, fractions or tuples of these",
        value=value,
        reason=f"a {type(value).__name__} is not read back as it was",
        repair="name the values otherwise before writing; nothing was written",
    )


def map_of(path: Path, low: Circuit, cells: Mapping[str, Any], name: str, told: Any) -> dict[Any, Any]:
    cell = cells.get(name, [name])
    domains = [low.domains[low.number(n)] for n in ([cell] if isinstance(cell, str) else cell)]
    size = prod(map(len, domains))
    if not isinstance(told, list) or len(told) != size:
        raise wrong(path, f"{size:,} entries in the map of {name}", brief_of(told))
    return {e: value_of(path, value) for e, value in zip(product(*domains), told) if value is not None}


def write_hypothesis(hypothesis: Hypothesis, path: str | Path) -> None:
    """The hypothesis as JSON; values are numbers, texts, truth values, fractions, and tuples of these.

    Errors: `Misuse` for other values; nothing is written then.
    """
    told: dict[str, Any] = {"format": FORMAT, "version": 1, "low": circuit_told(hypothesis.low)}
    a = hypothesis.alignment
    if a is not None:
        told["high"] = circuit_told(a.high)
        told["cells"] = {a.high.names[v]: [a.low.names[n] for n in cell] for v, cell in enumerate(a.cells)}
        told["maps"] = {
            a.high.names[v]: [None if i < 0 else meaning_told(a.high.domains[v][i]) for i in table.tolist()]
            for v, table in enumerate(a.maps)
            if table.size
        }
    if hypothesis.data is not None:
        told["data"] = [{name: value_told(v) for name, v in x.items()} for x in hypothesis.data]
    with replacing(Path(path)) as part:
        part.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def circuit_told(c: Circuit) -> dict[str, Any]:
    given = [n for n in range(len(c.names)) if n not in c.chances]
    return {
        "values": {c.names[n]: [value_told(v) for v in c.domains[n]] for n in given},
        "nodes": {
            c.names[n]: {
                "parents": [c.names[p] for p in c.parents[n] if p not in c.chances],
                "table": entries_told(c, n),
            }
            for n in given
            if c.tables[n] is not None
        },
        "outputs": [c.names[n] for n in c.outputs],
    }


def entries_told(c: Circuit, n: int) -> list[Any]:
    """The table of a node, with distributions if it has a chance.  Errors: `Misuse`."""
    table, drawn = c.tables[n], [p for p in c.parents[n] if p in c.chances]
    assert table is not None
    if not drawn:
        return [value_told(c.domains[n][i]) for i in table.tolist()]
    if drawn != [c.parents[n][-1]] or sum(drawn[0] in parents for parents in c.parents) > 1:
        raise Misuse(
            "each stochastic node has a chance of its own, its last parent",
            value=c.names[n],
            reason="a file says how probable its values are, for each combination of its parents' values",
            repair="build the circuit with Circuit.of",
        )
    weights, found = c.chances[drawn[0]], []
    for row in table.reshape(-1, len(weights)).tolist():
        sums: dict[int, Fraction] = {}
        for value, weight in zip(row, weights):
            sums[value] = sums.get(value, Fraction(0)) + weight
        found.append([[value_told(c.domains[n][value]), str(weight)] for value, weight in sums.items()])
    return found
