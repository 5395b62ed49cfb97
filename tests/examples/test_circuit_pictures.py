"""Pictures of circuits and of interchanges: written, not blank, nothing over anything else."""

import runpy
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import abstractions as ab
from abstractions.circuit import Alignment, Circuit, interchange, local, matrix
from abstractions.draw import draw_circuit, draw_interchange
from abstractions.draw.canvas import DIFFERENT, UNMAPPED, width
from abstractions.draw.interchange import EQUAL
from abstractions.draw.layers import layered
from abstractions.draw.panel import BOX, ROW
from abstractions.draw.panel import panel as laid_out

ROOT = Path(__file__).parents[2]
PAGE = f"{ROOT}/tests/examples/hypotheses.py"
BITS = {"x": (0, 1), "y": (0, 1)}


@pytest.fixture(scope="module")
def page():
    return runpy.run_path(PAGE)


def run(*words, cwd):
    command = [sys.executable, "-m", "abstractions", "circuit", *map(str, words)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def colours(path):
    """The colours of a picture, and how many dots each has."""
    from matplotlib import image

    dots = np.round(image.imread(path)[..., :3] * 255).astype(int).reshape(-1, 3)
    found, counts = np.unique(dots, axis=0, return_counts=True)
    return {"#" + "".join(f"{c:02x}" for c in row): int(n) for row, n in zip(found.tolist(), counts.tolist())}


@st.composite
def graphs(draw):
    return [
        draw(st.lists(st.integers(0, n - 1), max_size=4)) if n else []
        for n in range(draw(st.integers(1, 14)))
    ]


@settings(max_examples=200)
@given(graphs())
def test_nodes_stand_right_of_their_parents_and_apart(parents):
    columns, heights, last = layered(parents)
    assert all(columns[p] < columns[n] for n, above in enumerate(parents) for p in above)
    for n, above in enumerate(parents):
        assert all(last[p] >= columns[n] - 1 for p in above)
        assert all((n, c) in heights for c in range(columns[n], last[n] + 1))
    for column in range(max(columns) + 1):
        spots = sorted((h, n) for (n, c), h in heights.items() if c == column)
        for (one, n), (other, m) in pairwise(spots):
            needed = sum(1.0 if columns[k] == column else 0.5 for k in (n, m)) / 2
            assert other - one >= needed - 1e-9
    assert min(heights.values()) > 0.24 and layered(parents) == (columns, heights, last)


def test_boxes_do_not_overlap_and_hold_their_text(page):
    c = page["right"].low
    p = laid_out("", c, {}, ["a longer line below"] * len(c.names), None, 0)
    assert BOX < ROW and all(a + w < b for a, w, b in zip(p.lefts, p.widths, p.lefts[1:]))
    for box, column in zip(p.boxes, p.layers.columns):
        assert max(width(box.text, 10), width(box.below, 8)) < p.widths[column]


def test_a_circuit_and_an_alignment_are_drawn(page, tmp_path):
    right = page["right"]
    draw_circuit(right.low, tmp_path / "adder.png")
    assert len(colours(tmp_path / "adder.png")) > 10
    draw_circuit(right, tmp_path / "right.png")
    found = colours(tmp_path / "right.png")
    assert DIFFERENT not in found and found[UNMAPPED] > 1000
    draw_circuit(right, tmp_path / "right.svg")
    once = (tmp_path / "right.svg").read_bytes()
    draw_circuit(right, tmp_path / "right.svg")
    assert (tmp_path / "right.svg").read_bytes() == once
    assert ElementTree.parse(tmp_path / "right.svg").getroot().tag.endswith("svg")


def test_each_node_says_for_what_it_stands(page, tmp_path):
    draw_circuit(page["right"], tmp_path / "right.dot")
    said = (tmp_path / "right.dot").read_text()
    assert r"both\nfor two" in said and r"two\nboth, half" in said and '"more"' in said
    fills = {
        line.split('"')[1]: line.split('fillcolor="')[1][:7] for line in said.splitlines() if "fill" in line
    }
    assert fills[r"both\nfor two"] == fills[r"half\nfor two"] == fills[r"two\nboth, half"]
    assert fills["more"] == UNMAPPED and len(set(fills.values())) == 6


def test_a_failing_interchange_is_shown_with_its_values(page, tmp_path):
    a, data = page["fooled"]
    case = interchange(a, data).verdict.counterexample
    draw_circuit(a, tmp_path / "case.dot", case)
    said = (tmp_path / "case.dot").read_text()
    assert said.count("p := 1") == 2 and r"out = 0\nfor out (means 0)" in said and r"out = 1\nlow: 0" in said
    assert "on the base x = 0, y = 1" in said and "with p as on the source x = 1, y = 0" in said
    draw_circuit(a, tmp_path / "case.png", case)
    assert colours(tmp_path / "case.png")[DIFFERENT] > 500


def test_every_kind_of_counterexample_is_shown(page, tmp_path):
    """Values of no source, nodes that stand for nothing, distributions, a node that is not consistent."""
    values = {**BITS, "A": (0, 1, 2)}
    low = Circuit.of({"A": lambda x: x, "rest": lambda y: y, "out": lambda A, rest: A + rest}, values=values)
    high = Circuit.of(
        {"A": lambda x: x, "out": lambda A, y: min(A + y, 2)}, values={**values, "out": range(4)}
    )
    a = Alignment.of(low, high)
    beyond = interchange(a, unreached=True).beyond.counterexample
    beside = interchange(a, unmapped="resampled").verdict.counterexample
    noisy, sure = (
        Circuit.of({"A": f, "out": lambda A: 1 - A}, values={"x": (0, 1)})
        for f in (lambda x: {x: "1/2", 1 - x: "1/2"}, lambda x: {x: "1/3", 1 - x: "2/3"})
    )
    drawn = interchange(Alignment.of(noisy, sure)).verdict.counterexample
    apart = local(page["wrong"], values="same").verdict.counterexample
    for case, word in ((beyond, "A := 2"), (beside, "rest := "), (drawn, "distribution"), (apart, "low: ")):
        draw_circuit(case.alignment, tmp_path / "case.png", case)
        assert colours(tmp_path / "case.png")[DIFFERENT] > 500
        draw_circuit(case.alignment, tmp_path / "case.dot", case)
        said = (tmp_path / "case.dot").read_text()
        assert (word if word != "distribution" else "low says out = ") in said and "chance" not in said


def test_matrices_are_drawn(page, tmp_path):
    a, data = page["fooled"]
    draw_interchange(matrix(a, "p", data), tmp_path / "p.png")
    found = colours(tmp_path / "p.png")
    assert found[EQUAL] > 4 * found[DIFFERENT] > 4000
    for nodes, chosen, compare in (
        (("p", "q"), data, "all"),
        (("p", "q"), None, "outputs"),
        ("p", data[:1], "all"),
    ):
        draw_interchange(matrix(a, nodes, chosen, compare=compare), tmp_path / "m.svg")
        assert ElementTree.parse(tmp_path / "m.svg").getroot().tag.endswith("svg")
    many = {"x": range(150), "y": (0, 1)}
    sums = [Circuit.of({"A": lambda x: x % 7, "out": lambda A, y: A + y}, values=many) for _ in "lh"]
    draw_interchange(matrix(Alignment.of(*sums), "A"), tmp_path / "many.png")
    found = colours(tmp_path / "many.png")
    assert found[EQUAL] > 90_000 and found.get(DIFFERENT, 0) < 1000  # but for the legend


def test_small_matrices_of_many_sources_name_the_slowest(tmp_path):
    c = Circuit.of(
        {"A": lambda x: x, "B": lambda y: y, "C": lambda x: x, "out": lambda A, B, C: A + B + C}, values=BITS
    )
    draw_interchange(matrix(Alignment.of(c, c), ("A", "B", "C")), tmp_path / "abc.svg")
    assert (tmp_path / "abc.svg").stat().st_size > 1000


def test_what_cannot_be_read_is_not_drawn(page, tmp_path):
    chain = Circuit.of({f"n{i + 1}": (lambda v: v) for i in range(70)}, values={"n0": (0, 1)},
                       parents={f"n{i + 1}": [f"n{i}"] for i in range(70)})  # fmt: skip
    bad = [
        (lambda: draw_circuit(chain, tmp_path / "x.svg"), "at most 60 nodes"),
        (lambda: draw_circuit(page["right"], tmp_path / "x.doc"), "a picture is .svg, .png or .dot"),
        (
            lambda: draw_circuit(
                page["right"], tmp_path / "x.svg", interchange(page["wrong"]).verdict.counterexample
            ),
            "another alignment",
        ),
        (lambda: draw_interchange(matrix(page["right"], "two"), tmp_path / "x.dot"), "DOT is for graphs"),
        (lambda: draw_interchange(large(), tmp_path / "x.png"), "1,600 bases, 1,600 choices of sources"),
    ]
    for draw, said in bad:
        with pytest.raises(ab.Misuse, match=said):
            draw()
    assert list(tmp_path.iterdir()) == []


def large():
    c = Circuit.of({"A": lambda x: x, "out": lambda A, y: A + y}, values={"x": range(40), "y": range(40)})
    return matrix(Alignment.of(c, c), "A")


def test_a_missing_extra_is_told(page, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ab.MissingExtra, match=r"pip install 'computation-abstractions\[draw\]'"):
        draw_circuit(page["right"], tmp_path / "x.png")
    with pytest.raises(ab.MissingExtra, match="draw"):
        draw_interchange(matrix(page["right"], "two"), tmp_path / "x.png")
    draw_circuit(page["right"], tmp_path / "x.dot")
    assert [path.name for path in tmp_path.iterdir()] == ["x.dot"]


def test_pictures_on_the_command_line(tmp_path):
    done = run("check", f"{PAGE}:wrong", "--draw", "case.png", "--matrix", "two", "two.svg", cwd=tmp_path)
    assert done.returncode == 1 and "picture written to case.png" in done.stderr
    assert colours(tmp_path / "case.png")[DIFFERENT] > 500
    assert ElementTree.parse(tmp_path / "two.svg").getroot().tag.endswith("svg")
    done = run("check", f"{PAGE}:right", "--draw", "all.dot", "--json", cwd=tmp_path)
    assert done.returncode == 0 and '"written": {"picture": "all.dot"}' in done.stdout
    assert (
        run("check", f"{PAGE}:wrong", "--local", "same", "--draw", "node.svg", cwd=tmp_path).returncode == 1
    )
    assert {path.name for path in tmp_path.iterdir()} == {"case.png", "two.svg", "all.dot", "node.svg"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--draw", "x.doc"), "a picture is .svg, .png or .dot"),
        (("--matrix", "two", "x.dot"), "DOT is for graphs"),
        (("--matrix", "total", "x.svg"), "neither inputs nor outputs"),
        (("--matrix", "none", "x.svg"), "are names of nodes"),
        (("--draw", "no/x.svg"), "a place that can be written"),
    ],
)
def test_misuse_of_pictures_is_told_in_words(words, said, tmp_path):
    done = run("check", f"{PAGE}:wrong", *words, cwd=tmp_path)
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
