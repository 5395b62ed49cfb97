"""Hypotheses about circuits as JSON files."""

import json
from itertools import product
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import abstractions as ab
from abstractions.circuit import compare, interchange
from abstractions.formats.circuit import Hypothesis, read_hypothesis, write_hypothesis
from abstractions.testing.strategies import alignments, noisy_alignments

SCHEMA = json.loads((Path(ab.__file__).parent / "formats" / "schema.json").read_text())
GOOD = {
    "format": "abstractions/circuit",
    "version": 1,
    "low": {"values": {"x": [0, 1]}, "nodes": {"out": {"parents": ["x"], "table": ["no", "yes"]}}},
    "high": {"values": {"x": [0, 1]}, "nodes": {"out": {"parents": ["x"], "table": [False, True]}}},
    "cells": {"out": "out"},
    "maps": {"out": [False, True]},
    "data": [{"x": 1}],
}


@settings(max_examples=40)
@given(alignments(), st.booleans())
def test_reading_a_hypothesis_undoes_writing_it(tmp_path_factory, a, some):
    path = tmp_path_factory.mktemp("circuit") / "h.json"
    names = [a.low.names[n] for n in a.low.inputs]
    data = [dict(zip(names, entry)) for entry in product(*(a.low.domains[n] for n in a.low.inputs))]
    given_data = tuple(data[:2]) if some else None
    write_hypothesis(Hypothesis(a.low, a, given_data), path)
    jsonschema.validate(json.loads(path.read_text()), SCHEMA)
    again = read_hypothesis(path)
    assert again.data == given_data and again.alignment is not None
    for one, other in ((a.low, again.low), (a.high, again.alignment.high)):
        assert set(one.names) == set(other.names)
        assert all(one.run(x) == {n: other.run(x)[n] for n in one.names} for x in data)
    mine, theirs = interchange(a, given_data), interchange(again.alignment, again.data)
    assert bool(mine) == bool(theirs) and mine.accuracy == theirs.accuracy


@given(noisy_alignments())
def test_stochastic_nodes_are_written_as_distributions(tmp_path_factory, a):
    path = tmp_path_factory.mktemp("circuit") / "h.json"
    write_hypothesis(Hypothesis(a.low, a, None), path)
    jsonschema.validate(json.loads(path.read_text()), SCHEMA)
    again = read_hypothesis(path).alignment
    names = [n for i, n in enumerate(a.low.names) if i not in a.low.chances]
    for entry in product(*(a.low.domains[n] for n in a.low.inputs)):
        x = dict(zip((a.low.names[n] for n in a.low.inputs), entry))
        for one, other in ((a.low, again.low), (a.high, again.high)):
            assert one.distribution(x, of=names) == other.distribution(x, of=names)


def test_the_file_in_the_documentation(tmp_path):
    said = read_hypothesis.__globals__["__doc__"]
    text = said[said.index('    {"format"') : said.index("The values of a node without")]
    jsonschema.validate(json.loads(text), SCHEMA)
    (tmp_path / "h.json").write_text(text)
    found = read_hypothesis(tmp_path / "h.json")
    assert interchange(found.alignment, compare="all") and found.data == ({"a": 0, "b": 1},)


def test_names_of_values_may_be_texts_and_truth_values(tmp_path):
    (tmp_path / "h.json").write_text(json.dumps(GOOD))
    jsonschema.validate(GOOD, SCHEMA)
    found = read_hypothesis(tmp_path / "h.json")
    assert interchange(found.alignment, found.data) and compare(found.alignment, found.data)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": "other"}, "format"),
        ({"low": 3}, "low"),
        ({"low": {"values": {"x": [0]}, "nodes": {"out": 3}}}, "parents"),
        (
            {"low": {"values": {"x": [0]}, "nodes": {"out": {"parents": ["z"], "table": []}}}},
            "that are nodes",
        ),
        ({"low": {"values": {"x": [0, 1]}, "nodes": {"out": {"parents": ["x"], "table": [1]}}}}, "2 entries"),
        ({"low": {"values": {"x": [[0]]}, "nodes": {}}}, "a number, text"),
        ({"data": 3}, "data"),
        ({"data": [{"x": 7}]}, "one of its values"),
        ({"cells": {"out": 3}}, "cells"),
        ({"maps": {"out": [True]}}, "entries in the map"),
        ({"cells": {"other": ["x"]}}, "are names of nodes"),
    ],
)
def test_malformed_hypotheses_are_refused_in_words(tmp_path, change, said):
    (tmp_path / "h.json").write_text(json.dumps(GOOD | change))
    with pytest.raises(ab.Misuse, match=said):
        read_hypothesis(tmp_path / "h.json")


def test_what_is_no_json_is_refused_in_words(tmp_path):
    (tmp_path / "h.json").write_text("{")
    with pytest.raises(ab.FormatError, match="JSON text"):
        read_hypothesis(tmp_path / "h.json")
    with pytest.raises(ab.Misuse):
        read_hypothesis(tmp_path / "nothing.json")
