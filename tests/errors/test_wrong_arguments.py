"""Simple and approximate abstractions, asked with every argument wrong in turn: an answer, or words.

Every public function and constructor of both rooms, every argument, every value of `WRONG`: the call works, and
what it gives can be checked and printed, or it is refused as a `Misuse` with all its parts.
"""

import inspect
from fractions import Fraction

import numpy as np
import pytest

import abstractions as ab
from abstractions import approximate, draw, simple
from abstractions.several import Several

S = ab.System.deterministic([1, 2, 3, 0])
CHAIN = ab.System.markov([(0, 1, "1/2"), (0, 2, "1/2"), (1, 1, "3/4"), (1, 0, "1/4"), (2, 2, 1), (3, 0, 1)])
C = ab.Computation(step=[0, 0, 1, 2], halts=[True, False, False, False], load=[0, 1, 2, 3])
OF = [[0, 0], [0, 1], [1, 0], [1, 1]]
HALVES = {"low": lambda m: m < 2, "odd": lambda m: m % 2}
EMPTY = ab.System.deterministic([])


class Opaque:
    """A value with no use."""


def generator():
    yield from (0, 1, 0, 1)


WRONG = {
    "None": lambda: None,
    "5": lambda: 5,
    "0": lambda: 0,
    "-1": lambda: -1,
    "3.5": lambda: 3.5,
    "nan": lambda: float("nan"),
    "inf": lambda: float("inf"),
    "huge": lambda: 10**30,
    "-huge": lambda: -(10**30),
    "True": lambda: True,
    "numpy integer": lambda: np.int64(2),
    "a fraction": lambda: Fraction(1, 3),
    "a complex number": lambda: 1j,
    "text": lambda: "abc",
    "a number as text": lambda: "1/2",
    "no text": lambda: "",
    "bytes": lambda: b"ab",
    "[]": list,
    "()": lambda: (),
    "{}": dict,
    "a set": lambda: {0, 1},
    "a set of names": lambda: frozenset("xy"),
    "a mapping": lambda: {0: 1, "x": 2},
    "a mapping of functions": lambda: dict(HALVES),
    "ragged": lambda: [[1, 2], [3]],
    "doubled names": lambda: ["x", "x"],
    "two names": lambda: ["x", "y"],
    "nothing in a list": lambda: [None, None],
    "floats": lambda: [0.25] * 4,
    "nan in a list": lambda: [float("nan")] * 4,
    "negative numbers": lambda: [-1, 0, 1, 1],
    "huge numbers": lambda: [10**30, 1, 0, 0],
    "beside the word": lambda: [2**63, -1, 0, 0],
    "many ones": lambda: (1,) * 70,
    "short labels": lambda: [0, 1],
    "labels": lambda: [0, 1, 0, 1],
    "texts": lambda: ["1/2", "1/2", "0", "0"],
    "three dimensions": lambda: np.zeros((2, 2, 2), int),
    "a square": lambda: np.eye(4),
    "an empty array": lambda: np.zeros(0),
    "an array of objects": lambda: np.array([object()] * 4),
    "a generator": generator,
    "a function": lambda: len,
    "a function that raises": lambda: lambda *_: 1 // 0,
    "a function that returns itself": lambda: lambda *_: generator,
    "a type": lambda: int,
    "an object": Opaque,
    "an abstraction of another size": lambda: ab.Abstraction([0, 1]),
    "an abstraction": lambda: ab.Abstraction([0, 1, 0, 1]),
    "an empty abstraction": lambda: ab.Abstraction([]),
    "an empty system": lambda: EMPTY,
    "a chain": lambda: CHAIN,
    "a system that branches": lambda: ab.System.nondeterministic([(0, 1), (1, 0)]),
    "a system with letters": lambda: ab.System.deterministic([[1, 0]] * 4),
    "a distribution": lambda: approximate.Distribution.uniform(4),
    "a family": lambda: simple.AtMost(3),
    "a family as a type": lambda: simple.AtMost,
}

MEASURED = approximate.defect(S, [0, 1, 0, 1])
BEYOND = approximate.metric_defect(S, [0, 1, 0, 1])
FRONT = approximate.front(S)
GIVEN = approximate.Distribution.uniform(4)
TABLE = approximate.Distribution.counts([[1, 2], [3, 4]])

CALLS = {
    "Distribution": (approximate.Distribution, {"whole": [1, 1, 1, 1], "total": 4}),
    "Distribution.of": (approximate.Distribution.of, {"weights": ["1/2", "1/2", 0, 0], "system": S}),
    "Distribution.of a number": (approximate.Distribution.of, {"weights": None, "system": 4}),
    "Distribution.of a mapping": (approximate.Distribution.of, {"weights": {0: 1}, "system": S}),
    "Distribution.counts": (approximate.Distribution.counts, {"whole": [1, 2]}),
    "Distribution.uniform": (approximate.Distribution.uniform, {"states": 4}),
    "Distribution.of_inputs": (
        approximate.Distribution.of_inputs,
        {"c": C, "weights": {0: "1/2", 1: "1/2"}, "after": 1},
    ),
    "Distribution[...]": (GIVEN.__getitem__, {"s": 1}),
    "Distribution[..., ...]": (lambda s, a: TABLE[s, a], {"s": 1, "a": 0}),
    "defect": (approximate.defect, {"s": S, "p": [0, 1, 0, 1], "weights": None}),
    "defect of a chain": (approximate.defect, {"s": CHAIN, "p": [0, 1, 0, 1], "weights": None}),
    "Defect.step": (MEASURED.step, {"c": 0, "a": 0}),
    "entropy": (approximate.entropy, {"s": S, "p": [0, 1, 0, 1], "weights": None}),
    "metric_defect": (
        approximate.metric_defect,
        {"s": S, "values": [0, 1, 2, 3], "weights": None, "metric": "mean L1", "p": [0, 1, 0, 1]},
    ),
    "metric_defect of means": (
        approximate.metric_defect,
        {"s": S, "values": [0, 1, 2, 3], "weights": None, "metric": "mean squared L2"},
    ),
    "MetricDefect.step": (BEYOND.step, {"c": 0, "a": 0}),
    "errors_along": (approximate.errors_along, {"s": S, "p": [0, 1, 0, 1], "word": 3, "weights": None}),
    "errors_along a word": (approximate.errors_along, {"s": S, "p": [0, 1, 0, 1], "word": [0, 0]}),
    **{
        f"front by {method}": (
            approximate.front,
            {
                "s": S,
                "keep": [0, 1, 0, 1],
                "weights": None,
                "objectives": ("classes", "defect"),
                "method": method,
                "max_classes": 3,
                "budget": 100,
                "seconds": 1,
            },
        )
        for method in ("enumeration", "search", "solver", "merging", "bottleneck")
    },
    "Front[...]": (FRONT.__getitem__, {"i": 0}),
    "Point[...]": (FRONT[0].__getitem__, {"i": 0}),
    "nearly_complete": (
        approximate.nearly_complete,
        {"s": S, "p": [0, 1, 0, 1], "within": "1/4", "weights": None, "budget": 100},
    ),
    "lump": (approximate.lump, {"s": CHAIN, "p": [0, 1, 1, 0], "start": [1, 0, 0, 0], "steps": 2}),
    "minima": (simple.minima, {"s": S, "p": [0, 1, 0, 1], "family": simple.Coordinates(OF), "budget": 100}),
    "minimal_complete": (ab.minimal_complete, {"s": S, "p": [0, 1, 0, 1], "family": simple.Coordinates(OF)}),
    "simple.front": (
        simple.front,
        {
            "s": S,
            "p": [0, 1, 0, 1],
            "family": simple.Coordinates(OF),
            "weights": [0, "1/2", "1/2", 0],
            "budget": 100,
        },
    ),
    "smallest_tree": (
        simple.smallest_tree,
        {"s": S, "p": [0, 1, 0, 1], "tests": dict(HALVES), "columns": None, "names": None, "budget": 100},
    ),
    "smallest_tree of coordinates": (
        simple.smallest_tree,
        {"s": S, "p": [0, 1, 0, 1], "columns": OF, "names": "xy"},
    ),
    "draw_front": (draw.draw_front, {"front": FRONT}),
    "draw_defect": (draw.draw_defect, {"defect": MEASURED}),
    "draw_front to a path": (lambda path: draw.draw_front(FRONT, path), {"path": "no/such/place.svg"}),
    "draw_defect to a path": (lambda path: draw.draw_defect(MEASURED, path), {"path": "no/such/place.svg"}),
}

FAMILIES = {
    "Coordinates": (simple.Coordinates, {"columns": OF, "names": ["a", "b"], "costs": [1, 2], "sizes": None}),
    "Coordinates by sizes": (simple.Coordinates, {"columns": None, "sizes": (2, 2)}),
    "Parities": (simple.Parities, {"columns": OF, "names": ["a", "b"]}),
    "AtMost": (simple.AtMost, {"classes": 3}),
    "Trees": (simple.Trees, {"leaves": 4, "tests": dict(HALVES), "columns": None, "names": None}),
    "Trees of coordinates": (simple.Trees, {"leaves": 4, "tests": None, "columns": OF, "names": "ab"}),
    "Boxes": (simple.Boxes, {"leaves": 4, "tests": dict(HALVES), "columns": None, "names": None}),
    "Boxes of coordinates": (simple.Boxes, {"leaves": 4, "columns": OF, "names": "ab"}),
    "Hull": (simple.Hull, {"hull": lambda p: p, "cost": len, "name": "all"}),
    "Listed": (simple.Listed, {"members": [[0, 1, 0, 1], [0, 1, 2, 3]], "costs": [1, 2]}),
    "Listed by name": (simple.Listed, {"members": {"odd": [0, 1, 0, 1]}, "costs": None}),
}


def placed(make, **arguments):
    """A family is used at once, for minima and for a front."""
    family = make(**arguments)
    found = simple.minima(S, [0, 1, 0, 1], family=family, budget=2000)
    simple.front(S, [0, 1, 0, 1], family=family, budget=2000)
    assert str(simple.minima(S, [0, 1, 0, 1], family=family).members) == str(found.members)  # once more
    return found


def looked_at(found):
    """What an answer says of itself."""
    assert str(found) and repr(found)
    if isinstance(found, Several):
        assert len(list(found)) == len(found)
    if hasattr(found, "check"):
        assert found.check(), str(found.check())


def ask(call, arguments):
    try:
        looked_at(call(**arguments))
    except ab.Misuse as refused:
        parts = refused.claim, refused.reason, refused.repair
        assert all(isinstance(part, str) and part for part in parts) and len(str(refused)) < 3000
        return refused
    return None


@pytest.mark.parametrize("name", CALLS)
def test_functions_with_each_argument_wrong(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    call, right = CALLS[name]
    if "path" in inspect.signature(call).parameters and "path" not in right:
        right = {**right, "path": tmp_path / "picture.svg"}
    if "to a path" not in name:
        assert ask(call, right) is None
    for argument in right:
        for value in WRONG.values():
            ask(call, {**right, argument: value()})


@pytest.mark.parametrize("name", FAMILIES)
def test_families_with_each_argument_wrong(name):
    make, right = FAMILIES[name]
    assert ask(lambda **arguments: placed(make, **arguments), right) is None
    for argument in right:
        for value in WRONG.values():
            ask(lambda **arguments: placed(make, **arguments), {**right, argument: value()})


@pytest.mark.parametrize("name", [name for name in CALLS if "s" in CALLS[name][1]])
def test_machines_without_states_and_with_one(name):
    call, right = CALLS[name]
    one = ab.System.markov([(0, 0, 1)]) if "chain" in name or name == "lump" else ab.System.deterministic([0])
    for system, labels in ((EMPTY, []), (one, [0])):
        few = {"s": system, "p": labels, "keep": labels, "values": labels, "start": None, "weights": None}
        arguments = {key: few.get(key, value) for key, value in right.items()}
        if "family" in arguments:
            arguments["family"] = simple.AtMost(1)
        ask(call, arguments)
