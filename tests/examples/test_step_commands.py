"""The commands about long steps, stuttering and simple maps, as a person types them."""

import json
import shlex
import subprocess
import sys
from fractions import Fraction

import pytest

MACHINES = """
import abstractions as ab

micro = ab.System.deterministic([1, 2, 3, 4, 5, 0], initial=[0])
states = [(m, s, light) for m in range(3) for s in range(4) for light in (0, 1)]
tea = ab.System.labelled([(0, "tau", 1), (1, "tea", 0), (2, "tea", 2), (3, "tau", 3)])
named = ab.System.deterministic([1, 2, 0, 0], state_names=["idle", "busy", "done", "off"], initial=[0])


def tick(state):
    m, s, light = state
    return (m + (s == 3)) % 3, (s + 1) % 4, 1 - light


watch = ab.System.deterministic([states.index(tick(t)) for t in states], state_names=states)


twins = ab.System.deterministic([1, 0], state_names=[(0, 0), (1, 1)])
copies = ab.System.deterministic([(s + 1) % 24 + s // 24 * 24 for s in range(48)])


odd = ab.System.deterministic([1, 2, 3, 4, 0], state_names=["a,b", ("x", 1), "b:c", 1, "1"])
half = ab.System.deterministic([1, 2, 2], initial=[0])
ring = ab.System.deterministic([(s + 1) % 24 for s in range(24)])
maze = ab.System.deterministic([0, 0, 2], initial=[0, 1])


def fifth(s):
    return s * 7 % 5


def sixth(s):
    return s % 6


def value(s):
    return s // 2


def minutes(t):
    return t[0]


def full(t):
    return t[1] == 0
"""


@pytest.fixture
def run(tmp_path):
    (tmp_path / "m.py").write_text(MACHINES)

    def call(*args, status=0):
        command = [sys.executable, "-m", "abstractions.cli", *map(str, args)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
        assert done.returncode == status, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout if status == 0 or done.stdout else done.stderr

    return call


def test_minimize_from_mark_to_mark_and_verify(run):
    told = run(
        "minimize", "m.py:watch", "--keep", "m.py:minutes", "--marks", "m.py:full", "--certificate", "c.json"
    )
    assert "6 of 24 states" in told
    assert "3 classes" in told
    same = ["verify", "c.json", "m.py:watch", "--keep", "m.py:minutes"]
    assert "Holds" in run(*same, "--marks", "m.py:full")
    assert "Refuted" in run(*same, status=1)  # of the concrete steps it says nothing


def test_marks_and_reachable_together(run):
    told = run(
        "minimize", "m.py:named", "--marks", "busy, done", "--reachable", "--keep", "0,1,2,3", "--json"
    )
    assert json.loads(told)["states"] == 2
    told = run("minimize", "m.py:named", "--marks", "busy,off", "--keep", "0,1,2,3", "--json")
    assert json.loads(told)["classes"] == 2


def test_one_giant_step_is_said(run):
    assert "trivial steps, one giant step" in run("minimize", "m.py:micro", "--marks", "0")
    assert json.loads(run("minimize", "m.py:micro", "--marks", "0", "--json"))["one_giant_step"]
    assert not json.loads(run("minimize", "m.py:micro", "--marks", "0,3", "--json"))["one_giant_step"]


def test_marks_whose_names_hold_commas_or_are_tuples(run):
    keep = ["minimize", "m.py:odd", "--keep", "0,1,2,3,4", "--json", "--marks"]
    for marks, states in [
        ('["a,b", ["x", 1]]', 2),
        ("a,b", 1),
        ('["a,b", "(\'x\', 1)", "b:c"]', 3),
        ("b:c", 1),
    ]:
        assert json.loads(run(*keep, marks))["states"] == states
    assert json.loads(run(*keep, "[1]"))["states"] == 1  # the state called 1, not the one called "1"
    told = run("steps", "m.py:odd", "--keep", "0,1,2,3,4", "--always", "[]", "--skip", "1/4", "--json")
    assert json.loads(told)["checked"]
    assert "are both written so" in run(*keep, "1", status=2)
    told = run("steps", "m.py:watch", "--keep", "m.py:minutes", "--skip", "2")
    marks = shlex.split(next(line for line in told.splitlines() if line.startswith("--marks ")))
    assert "Holds" in run("check", "m.py:watch", "--alpha", "m.py:minutes", *marks)


def test_check_from_mark_to_mark(run):
    assert "Refuted" in run("check", "m.py:micro", "--alpha", "0,0,1,1,2,2", status=1)
    told = run("check", "m.py:micro", "--alpha", "0,0,1,1,2,2", "--marks", "0,2,4")
    assert told == "Holds: alpha is complete: a high side exists, step by marked step.\n"
    told = run("check", "m.py:micro", "--alpha", "0,0,0,1,1,1", "--marks", "0,2,4", status=1)
    assert "complete, step by marked step" in told
    assert "concrete run: 2 -> 3 -> 4" in told
    told = run(
        "check", "m.py:micro", "m.py:half", "--alpha", "0,0,1,1,2,2", "--marks", "0,2,4", "--json", status=1
    )
    assert "step by marked step" in json.loads(told)["claim"]
    run("check", "m.py:micro", "--alpha", "m.py:value", "--marks", "0,2,4", "--certificate", "c.json")
    assert "Holds" in run("verify", "c.json", "m.py:micro", "--marks", "0,2,4", "--keep", "m.py:value")


def test_the_cheapest_steps_are_found_and_can_be_used(run):
    told = run("steps", "m.py:micro", "--keep", "m.py:value", "--skip", "3/2")
    assert "cost 15/2, and no choice is cheaper" in told
    marks = next(line for line in told.splitlines() if line.startswith("--marks ")).split()
    assert "Holds" in run("check", "m.py:micro", "--alpha", "m.py:value", *marks)
    told = json.loads(run("steps", "m.py:micro", "--keep", "m.py:value", "--json"))
    assert told["one_giant_step"]
    assert told["marks"] == ["0"]
    assert told["checked"]


def test_a_spent_budget_tells_the_best_choice(run):
    spent = ["steps", "m.py:ring", "--keep", "m.py:fifth", "--mark", "2", "--skip", "3", "--method", "exact"]
    spent += ["--budget", "20"]
    told = json.loads(run(*spent, "--json", status=2))
    assert told["checked"] and not told["optimal"] and len(told["marks"]) > 0
    assert Fraction(told["lower_bound"]) < Fraction(told["cost"])
    assert "no more than 20 cases" in told["error"] and "raise `budget`" in told["error"]
    told = run(*spent, status=2)
    assert "and every choice costs at least" in told and "--marks" in told
    none = ["steps", "m.py:maze", "--keep", "0,1,1", "--method", "greedy", "--json"]
    told = json.loads(run(*none, status=2))
    assert list(told) == ["error"] and "a greedy choice begins with marks" in told["error"]


def test_no_steps_will_do(run):
    told = run("steps", "m.py:named", "--keep", "0,1,2,0", "--always", "idle,busy,off", status=1)
    assert "Refuted" in told


def test_stutter_of_both_kinds(run):
    told = run("stutter", "m.py:tea", "--silent", "tau", "-o", "small.aut")
    assert "together: 0, 1, 2" in told
    assert "the checker agrees" in told
    told = json.loads(run("stutter", "small.aut", "--silent", "tau", "--json"))
    assert (told["states"], told["classes"], told["checked"]) == (2, 2, True)
    told = json.loads(run("stutter", "m.py:micro", "--keep", "0,0,0,1,1,1", "--json"))
    assert (told["classes"], told["labels"]) == (2, [0, 0, 0, 1, 1, 1])


def test_simple_maps(run):
    told = run("simple", "m.py:watch", "--keep", "m.py:minutes", "--names", "minutes,seconds,light")
    assert "minutes, seconds (12 classes, cost 2)" in told
    assert "the checker agrees" in told
    told = json.loads(run("simple", "m.py:micro", "--sizes", "3,2", "--keep", "m.py:value", "--json"))
    assert told["minimal"] == [{"map": "x0, x1", "classes": 6, "cost": "2", "labels": [0, 1, 2, 3, 4, 5]}]
    assert told["least"]
    assert "defect 1/4" in run("simple", "m.py:watch", "--keep", "m.py:minutes", "--front")
    told = json.loads(run("simple", "m.py:watch", "--keep", "m.py:minutes", "--front", "--json"))
    assert [o["defect"] for o in told["points"]] == ["1/4", "0"]
    assert "there" in run("simple", "m.py:watch", "--keep", "m.py:minutes", "--family", "trees")
    told = run("simple", "m.py:micro", "--family", "classes:2", "--keep", "0,1,2,3,4,5", status=1)
    assert "6 classes" in told


def test_the_classes_of_large_machines_are_told_and_written(run, tmp_path):
    """48 states, as two copies of 24: which are together, the quotient, and the class of each."""
    told = run(
        "simple", "m.py:copies", "--family", "classes:6", "--keep", "m.py:sixth", "-o", "small.json",
        "--abstraction", "classes.json",
    )  # fmt: skip
    assert "classes (6 classes, cost 6)" in told
    assert "  together: 0, 6, 12, 18, 24, 30, 36, 42\n" in told
    assert "quotient written to small.json\nabstraction written to classes.json" in told
    small = run("minimize", "small.json", "--keep", "0,1,2,3,4,5", "--json")
    assert json.loads(small)["states"] == 6
    assert "Holds" in run("check", "m.py:copies", "--alpha", "classes.json")
    told = json.loads(run("simple", "m.py:copies", "--family", "classes:6", "--keep", "m.py:sixth", "--json"))
    assert told["minimal"][0]["labels"] == [s % 6 for s in range(48)]
    assert told["written"] == {}


def test_of_several_minimal_maps_the_first_is_written(run, tmp_path):
    keep = ["simple", "m.py:twins", "--keep", "0,1"]
    told = run(*keep, "-o", "small.json")
    assert "quotient of x0, the first of 2, written to small.json" in told
    assert json.loads(run(*keep, "-o", "small.json", "--json"))["written"] == {"quotient": "small.json"}
    run("simple", "m.py:micro", "--family", "classes:2", "--keep", "0,1,2,3,4,5", "-o", "none.json", status=1)
    assert not (tmp_path / "none.json").exists()
    assert "leave --front out" in run(*keep, "--front", "-o", "front.json", status=2)


@pytest.mark.parametrize(
    ("said", "args"),
    [
        ("are a JSON list", ["minimize", "m.py:odd", "--marks", '["a,b", "c"']),
        ("an object is no name", ["minimize", "m.py:odd", "--marks", '[{"a": 1}]']),
        ("no state has this name", ["minimize", "m.py:odd", "--marks", '["a,b", 2]']),
        ("no state has this name", ["minimize", "m.py:odd", "--marks", "[true]"]),
        ("they are 0 to 5", ["minimize", "m.py:micro", "--marks", "[0, 9]"]),
        ("they are 0 to 5", ["minimize", "m.py:micro", "--marks", "0,9"]),
        ("no state has this name", ["minimize", "m.py:named", "--marks", "idle,gone"]),
        ("has no attribute", ["minimize", "m.py:named", "--marks", "m.py:gone"]),
        ("meets a marked state again", ["minimize", "m.py:named", "--marks", "off"]),
        ("states have coordinates", ["simple", "m.py:micro"]),
        ("a family is known", ["simple", "m.py:watch", "--family", "circles"]),
        ("a family is known", ["simple", "m.py:watch", "--family", "boxes"]),
        ("said with numbers", ["simple", "m.py:watch", "--family", "classes:many"]),
        ("sizes are those of coordinates", ["simple", "m.py:watch", "--family", "trees", "--sizes", "3"]),
        ("the number of classes", ["simple", "m.py:watch", "--family", "classes:0"]),
        ("skip", ["steps", "m.py:micro", "--keep", "m.py:value", "--skip", "x"]),
        ("read no letters", ["stutter", "m.py:micro", "--silent", "a"]),
        ("Missing option '--keep'", ["steps", "m.py:micro"]),
    ],
)
def test_misuse_is_told(run, said, args):
    assert said in run(*args, status=2)
