"""Fronts and defects on the command line and in pictures; Ctrl-C, budgets, bad input."""

import json
import signal
import subprocess
import sys
import threading
from xml.etree import ElementTree

import numpy as np
import pytest

import abstractions as ab
from abstractions import draw
from abstractions.approximate import (
    Distribution,
    defect,
    errors_along,
    front,
    lump,
    metric_defect,
    nearly_complete,
)
from abstractions.approximate.points import Front

CLOCK = "import abstractions as ab\nclock = ab.System.deterministic([1, 2, 3, 4, 5, 0, 0])\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "m.py").write_text(CLOCK)
    return tmp_path


def run(folder, *args):
    command = [sys.executable, "-m", "abstractions", "front", *map(str, args)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)


def test_a_front_is_told_one_point_a_line(folder):
    r = run(folder, "m.py:clock", "--keep", "0,1,0,1,0,1,0", "--objectives", "classes,defect")
    assert r.returncode == 0, r.stderr
    assert r.stdout.splitlines() == [
        "2 classes, 0.985 bits, defect 1/7: 0246|135",
        "3 classes, 1.449 bits, defect 0: 024|135|6",
    ]


def test_a_front_in_json_with_weights_from_a_file(folder):
    (folder / "w.json").write_text('["1/6", "1/6", "1/6", "1/6", "1/6", "1/6", 0]')
    args = ("m.py:clock", "--keep", "0,1,0,1,0,1,0", "--weights", "w.json", "--method", "search", "--json")
    r = run(folder, *args)
    found = json.loads(r.stdout)
    assert found["exact"] and [x["defect"] for x in found["points"]] == ["0"]
    some = run(folder, "m.py:clock", "--weights", '{"0": "1/2", "3": "1/2"}', "--max-classes", 2)
    assert some.returncode == 0, some.stderr
    inline = run(folder, "m.py:clock", "--weights", "[0.5, 0.25, 0.25, 0, 0, 0, 0]", "--max-classes", 2)
    assert inline.returncode == 0, inline.stderr


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ('{"0": 1, "0": 0}', "given twice"),
        ('{"1": 1, "01": 0}', "given twice"),
        ('{"9": 1}', "no such state"),
        ("[1, 2, 3, 4, 5, 6, 7]", "sum to 1"),
        ("[1]", "gives each state its probability"),
        ('{"x": 1}', "no such state"),
        ("[1,", "JSON list or object"),
        ('["half", 0, 0, 0, 0, 0, 0]', "rational number"),
        ("nowhere.json", "nowhere.json"),
    ],
)
def test_weights_that_are_none(folder, weights, words):
    r = run(folder, "m.py:clock", "--weights", weights)
    assert r.returncode == 2 and words in r.stderr, r.stderr


def test_a_search_that_is_stopped_says_what_is_not_proved():
    step = [(7 * m * m + 3) % 23 for m in range(23)]
    found = front(ab.System.deterministic(step), [m % 2 for m in range(23)], method="search", budget=10)
    assert not found.exact and "not proved" in found.story and "at least" in str(found)
    timed = front(ab.System.deterministic(step), [m % 2 for m in range(23)], method="search", seconds=0)
    assert isinstance(timed, Front) and timed.points


def test_an_interrupted_search_keeps_its_points(monkeypatch):
    from abstractions.approximate import machines

    calls = []

    def go(self, nodes, compiled=False):
        calls.append(nodes)
        if len(calls) == 3:
            signal.raise_signal(signal.SIGINT)
        return original(self, nodes, compiled)

    original = machines.Task.go
    monkeypatch.setattr(machines.Task, "go", go)
    step = [(7 * m * m + 3) % 23 for m in range(23)]
    with pytest.raises(ab.Interrupted) as e:
        front(ab.System.deterministic(step), [m % 2 for m in range(23)], method="search")
    assert isinstance(e.value.partial, Front) and len(e.value.partial)


def test_a_solver_that_is_interrupted_keeps_what_it_found(monkeypatch):
    from abstractions.approximate import model

    calls = []

    def least(self, *question):
        calls.append(question)
        if len(calls) == 3:  # and this one lasts long
            threading.Timer(0.3, signal.raise_signal, [signal.SIGINT]).start()
        return original(self, *question)

    original = model.Model.least
    monkeypatch.setattr(model.Model, "least", least)
    s = ab.System.deterministic(np.random.default_rng(0).integers(0, 30, (30, 2)))
    with pytest.raises(ab.Interrupted) as e:
        front(s, [int(m < 15) for m in range(30)], method="solver", budget=10**6)
    found = e.value.partial
    assert isinstance(found, Front) and found.check() and not found.exact and "interrupted" in found.story
    assert all(p.bound is not None and p.bound <= p.defect for p in found)


def test_a_solver_with_a_time_budget_and_a_solver_that_is_missing(monkeypatch):
    step = [(7 * m * m + 3) % 23 for m in range(23)]
    s, keep = ab.System.deterministic(step), [m % 2 for m in range(23)]
    for seconds in (0, 1e-9, 0.02, 0.1, 0.5):
        found = front(s, keep, method="solver", seconds=seconds, max_classes=5)
        assert found.points and found.check() and (found.exact or "not all is proved" in found.story)
    assert front(s, keep, objectives=("information",), max_classes=3).method == "solver"
    monkeypatch.setitem(sys.modules, "ortools.sat.python", None)
    with pytest.raises(ab.MissingExtra, match=r"computation-abstractions\[solver\]"):
        front(s, keep, method="solver")


def test_the_same_question_has_the_same_answer():
    s = ab.System.deterministic([(5 * m * m + 1) % 19 for m in range(19)])
    keep = [m % 3 for m in range(19)]
    one, other = (front(s, keep, method="solver", max_classes=6, budget=4) for _ in range(2))
    assert str(one) == str(other)


def test_pictures_of_fronts_and_defects(tmp_path):
    clock = ab.System.deterministic([1, 2, 3, 4, 5, 0, 0])
    exact, stopped = front(clock), front(clock, [0, 1] * 3 + [0], method="search", budget=0)
    wide = front(ab.System.deterministic(list(range(9))))
    open_ = front(clock, method="solver", budget=0)
    for i, found in enumerate((exact, stopped, wide, front(ab.System.deterministic([0])), open_)):
        draw.draw_front(found, tmp_path / f"{i}.svg")
        assert ElementTree.parse(tmp_path / f"{i}.svg").getroot().tag.endswith("svg")
    once = (tmp_path / "0.svg").read_bytes()
    draw.draw_front(exact, tmp_path / "0.svg")
    assert (tmp_path / "0.svg").read_bytes() == once
    with pytest.raises(ab.Misuse, match=r"\.svg or \.png"):
        draw.draw_front(exact, tmp_path / "x.dot")
    chain = ab.System.markov([(0, 1, "1/2"), (0, 0, "1/2"), (1, 0, 1)])
    mealy = ab.System.deterministic([[0, 1], [1, 0]], [[0, 1], [1, 1]])
    for i, found in enumerate(
        (defect(clock, [0, 1] * 3 + [0], [1, *[0] * 6]), defect(chain, [0, 0]), defect(mealy, [0, 0]))
    ):
        for ending in ("svg", "png", "dot"):
            draw.draw_defect(found, tmp_path / f"d{i}.{ending}")
    assert "color=" in (tmp_path / "d2.dot").read_text()  # a wrong step is red
    assert "color=" not in (tmp_path / "d1.dot").read_text().replace("fillcolor=", "")  # of a chain, none
    with pytest.raises(ab.Misuse, match="at most 150 states"):
        draw.draw_defect(defect(ab.System.deterministic([0] * 200), [0] * 200), tmp_path / "large.svg")


S, C = ab.System.deterministic([1, 0]), ab.System.markov([(0, 0, 1), (1, 0, 1)])
L = ab.System.deterministic([[0, 1], [1, 0]])
FINE = Distribution.counts([1, 2**40])
H = ab.System.markov([(0, 0, "1/2"), (0, 1, "1/2"), (1, 0, 1)])
CASES = {
    "the probabilities of a distribution sum to 1": lambda: defect(S, [0, 0], ["1/2", "1/3"]),
    "weights are exact": lambda: defect(S, [0, 0], [0.5, 0.5]),
    "probabilities are not negative": lambda: defect(S, [0, 0], [2, -1]),
    "a distribution gives each state its probability": lambda: defect(S, [0, 0], [1]),
    "a distribution is one of the system's states": lambda: defect(S, [0, 0], {7: 1}),
    "the states of a mapping are those of a system": lambda: Distribution.of({0: 1}),
    "a distribution is a sequence": lambda: Distribution.of([[["1"]]]),
    "a distribution has a support": lambda: Distribution.counts([0, 0]),
    "counts are whole numbers": lambda: Distribution.counts([0.5]),
    "a distribution over states and letters has a column": lambda: defect(S, [0, 0], [[0, 1], [0, 0]]),
    "the step is deterministic, or gives each state": lambda: defect(
        ab.System.nondeterministic([(0, 1)]), [0, 0]
    ),
    "some steps have no probability": lambda: defect(ab.System.of("P(A * D(X))", [[]]), [0]),
    "a distribution over inputs is that of a computation with inputs": lambda: Distribution.of_inputs(
        ab.Computation(step=[0], halts=[True], states=1)
    ),
    "a distribution is one of the computation's inputs": lambda: Distribution.of_inputs(
        ab.Computation(step=[0], halts=[True], load=[0]), {"x": 1}
    ),
    "the metric is known": lambda: metric_defect(S, [0, 1], metric="L7"),
    "there is a number for each state": lambda: metric_defect(S, [0, 1, 2]),
    "metric defects are those of a deterministic system": lambda: metric_defect(C, [0, 1]),
    "no one next vector, whose distance": lambda: metric_defect(H, [0, 1]),
    "ask defect(chain, p) or entropy(chain, p)": lambda: metric_defect(H, [0, 1]),
    "with whose classes those of an abstract run agree": lambda: errors_along(H, [0, 1], 1),
    "lump(chain, p, steps=k): it bounds the error": lambda: errors_along(H, [0, 1], 1),
    "a run is along a word": lambda: errors_along(L, [0, 1], 3),
    "a number of steps is a whole number from 0 to 1000000": lambda: errors_along(S, [0, 1], -1),
    "a word has its entries in range(2)": lambda: errors_along(L, [0, 1], [2]),
    "some abstraction keeps what must be kept": lambda: front(S, [0, 1], max_classes=1),
    "the whole numbers of a distribution have its total": lambda: Distribution([1, 1], 3),
    "a probability is that of a state": lambda: Distribution.uniform(2)[0, 1],
    "a state is a whole number from 0 to 1": lambda: Distribution.uniform(2)[2],
    "the number of states is a whole number from 1": lambda: Distribution.uniform(-1),
    "it is no Computation": lambda: Distribution.of_inputs(S),
    "the weights of inputs are a mapping": lambda: Distribution.of_inputs(
        ab.Computation(step=[0], halts=[True], load=[0]), [1]
    ),
    "a class is a whole number from 0 to 0": lambda: defect(S, [0, 0]).step(1),
    "an answer among several is asked for by its number": lambda: front(S)["classes"],
    "there are 1": lambda: front(S, objectives=("classes",))[7],
    "something competes": lambda: front(S, objectives=[]),
    "the objectives are a list": lambda: front(S, objectives={"classes", "defect"}),
    "the objectives differ": lambda: front(S, objectives=("classes", "classes")),
    "a time is a number of seconds": lambda: front(S, method="search", seconds=float("nan")),
    "the number of classes is a whole number": lambda: front(S, max_classes="2"),
    "the letters of a word are a list": lambda: errors_along(S, [0, 1], {0}),
    "a picture is written to a file": lambda: draw.draw_front(front(S), None),
    "a plot shows the points of a front": lambda: draw.draw_front(defect(S, [0, 0]), "x.svg"),
    "what is drawn is a defect": lambda: draw.draw_defect(front(S), "x.svg"),
    "the method is known": lambda: front(S, method="magic"),
    "an objective is known": lambda: front(S, objectives=("beauty",)),
    "a search is for deterministic steps": lambda: front(H, method="search"),
    'take method="solver"': lambda: front(H, method="search"),
    "clauses": lambda: front(ab.System.deterministic([0] * 200), method="solver"),
    "common denominator of at most 34 bits": lambda: front(
        S, weights=FINE, method="solver", objectives=("classes", "information")
    ),
    "common denominator of at most 50 bits": lambda: front(
        S, weights=Distribution.counts([1, 2**50]), method="solver"
    ),
    "give objectives": lambda: front(S, method="search", objectives=("classes", "information")),
    "abstractions are enumerated": lambda: front(ab.System.deterministic([0] * 30), method="enumeration"),
    "abstractions are above what must be kept": lambda: nearly_complete(
        ab.System.deterministic([0] * 30), None, 0
    ),
    "classes are merged by a heuristic": lambda: front(ab.System.deterministic([0] * 4000), method="merging"),
    "a defect is a number from 0 to 1": lambda: nearly_complete(S, None, 2),
    "a number of steps is a whole number": lambda: lump(C, [0, 0], steps="x"),
    "a chain that is lumped reads nothing": lambda: lump(L, [0, 0]),
    "the states of a class show the same": lambda: lump(
        ab.System.markov([(0, 0, 1), (1, 1, 1)], outputs=["a", "b"]), [0, 0]
    ),
}


@pytest.mark.parametrize("text", CASES)
def test_bad_input_is_told(text):
    with pytest.raises(ab.Misuse) as e:
        CASES[text]()
    message = str(e.value)
    assert text in message and all(part in message for part in ("found:", "reason:", "repair:"))
