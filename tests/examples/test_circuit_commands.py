"""The commands about circuits, as a user runs them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = f"{ROOT}/tests/examples/hypotheses.py"


def run(*words, cwd=ROOT):
    command = [sys.executable, "-m", "abstractions", "circuit", *map(str, words)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def test_an_adder_is_addition_and_a_wrong_one_is_refuted():
    assert run("check", f"{PAGE}:right").returncode == 0
    done = run("check", f"{PAGE}:wrong", "--json")
    said = json.loads(done.stdout)
    assert done.returncode == 1 and not said["holds"] and "base" in said["story"]
    assert run("check", f"{PAGE}:wrong", "--local", "same").returncode == 1


def test_a_refuted_hypothesis_comes_with_its_table_and_repairs():
    done = run("check", f"{PAGE}:wrong", "--table", "--perfect", "--unreached")
    assert done.returncode == 1
    for said in (
        "two set: 48 of 64 cases equal, 24 idle",
        "6 of 8 data, and no more",
        "would be exact: change high: two = 3 at x = 1, y = 1; total = 2 at two = 3, z = 1",
        "no source gives: 8 of 8 cases",
    ):
        assert said in done.stdout
    assert "would be exact" not in run("check", f"{PAGE}:wrong", "--no-repair").stdout
    told = json.loads(run("check", f"{PAGE}:wrong", "--unmapped", "resampled", "--json").stdout)
    assert told["sets"][0]["cases"] == 64 and not told["holds"]


def test_nodes_are_found_and_written(tmp_path):
    assert run("find", f"{PAGE}:right").returncode == 1
    out = tmp_path / "found.json"
    done = run("find", f"{PAGE}:right", "--largest", 2, "-o", out, "--json")
    assert done.returncode == 0 and len(json.loads(done.stdout)["alignments"]) == 1
    assert run("check", out, "--compare", "all").returncode == 0


def test_scrubbing_and_comparing():
    done = run("scrub", f"{PAGE}:fooled", "--json")
    assert done.returncode == 0 and json.loads(done.stdout)["holds"]
    done = run("compare", f"{PAGE}:fooled", "--json")
    said = json.loads(done.stdout)
    assert done.returncode == 1 and said["disagree"]
    assert "accuracy 43/48" in {finding["measure"] for finding in said["findings"]}
    assert "cannot be asked" not in run("compare", f"{PAGE}:fooled").stdout


HYPOTHESES = """
from abstractions.circuit import Circuit, Correspondence

low = Circuit.of({"a": lambda x, y: x ^ y, "out": lambda a, x: a ^ x}, values={"x": (0, 1), "y": (0, 1)})
high = Circuit.of({"a": lambda x, y: x ^ y, "out": lambda a: a}, values={"x": (0, 1), "y": (0, 1)})
lacking = Correspondence.of(low, high)
whole = Correspondence.of(low, low), [{"x": 0, "y": 1}, {"x": 1, "y": 1}]
noisy = Circuit.of({"out": lambda x: {x: "9/10", 1 - x: "1/10"}}, values={"x": (0, 1)})
drawn = Correspondence.of(noisy, Circuit.of({"out": lambda x: x}, values={"x": (0, 1)}))
"""


def test_scrubbing_with_every_sampler(tmp_path):
    (tmp_path / "h.py").write_text(HYPOTHESES)
    for sampler in ("conditional", "together", "exact", "unconditional"):
        for words in ((), ("--one-draw",)):
            done = run("scrub", "h.py:lacking", "--sampler", sampler, *words, "--json", cwd=tmp_path)
            said = json.loads(done.stdout)
            assert done.returncode == 1 and not said["holds"]
            assert said["distribution"] == {"0": "1/2", "1": "1/2"}
            assert [remark["kind"] for remark in said["remarks"]] == ["lacking edge"]
    assert "Remark: x -> out" in run("scrub", "h.py:lacking", cwd=tmp_path).stdout
    assert run("scrub", "h.py:whole", "--sampler", "exact", cwd=tmp_path).returncode == 0
    assert run("scrub", "h.py:drawn", cwd=tmp_path).returncode == 0


def test_scrubbing_by_samples(tmp_path):
    (tmp_path / "h.py").write_text(HYPOTHESES)
    words = ("--samples", "400", "--seed", "3", "--json")
    done, again = (run("scrub", "h.py:lacking", *words, cwd=tmp_path) for _ in range(2))
    said = json.loads(done.stdout)
    assert done.returncode == 1 and said["holds"] is False and done.stdout == again.stdout
    assert said["samples"] == 400 and said["remarks"] and 0 < said["changed"]["error"] < 0.03
    done = run("scrub", "h.py:whole", "--sampler", "exact", "--samples", "400", cwd=tmp_path)
    assert done.returncode == 0 and "400 samples" in done.stdout
    done = run("scrub", "h.py:drawn", *words, cwd=tmp_path)
    assert done.returncode == 0 and json.loads(done.stdout)["holds"] is None
    done = run("check", "h.py:whole", cwd=tmp_path)
    assert done.returncode == 2 and "can only be scrubbed" in done.stderr
    done = run("scrub", "h.py:low", cwd=tmp_path)
    assert done.returncode == 2 and "no high circuit" in done.stderr
    done = run("scrub", "h.py:whole", "--samples", "1", cwd=tmp_path)
    assert done.returncode == 2 and "number of samples" in done.stderr


def test_subcircuits():
    done = run("subcircuit", f"{PAGE}:fooled", "--at-least", "3/4", "--json")
    told = json.loads(done.stdout)
    found = told["subcircuits"]
    assert done.returncode == 0 and found and all(len(s["edges"]) == len(found[0]["edges"]) for s in found)
    assert told["all"] and told["edges"] == 4
    assert "of 4 edges" in run("subcircuit", f"{PAGE}:fooled", "--greedy", "1/10").stdout


def test_subcircuits_of_nodes_and_what_they_carry():
    words = ("subcircuit", f"{PAGE}:or_", "--parts", "nodes")
    assert "4 of 4 nodes: x, y, p, q: the same outputs on 1 of all cases" in run(*words).stdout
    done = run(*words, "--minimal", "--at-least", "3/4", "--ablation", "zero", "--json")
    told = [s["kept"] for s in json.loads(done.stdout)["subcircuits"]]
    assert told == [["x", "p"], ["y", "q"]]
    given = run(*words, "--at-least", "3/4", "--ablation", '{"x": 0, "y": 0, "p": 0, "q": 1}')
    assert given.stdout.startswith("0 of 4 nodes: nothing: the same outputs on 3/4")


def test_the_importance_of_parts():
    done = run("subcircuit", f"{PAGE}:or_", "--importance")
    assert "x -> p: 3/4 without it, 5/8 with it alone, in every minimal set" in done.stdout
    done = run("subcircuit", f"{PAGE}:or_", "--importance", "--json")
    rows = json.loads(done.stdout)["importance"]
    assert [row["part"] for row in rows] == [["x", "p"], ["y", "q"], ["p", "out"], ["q", "out"]]
    assert all(row["necessary"] and row["without"] == "3/4" for row in rows)


def test_a_budget_says_up_to_which_size_no_set_was_found():
    done = run("subcircuit", f"{PAGE}:right", "--budget", "1000", "--json")
    told = json.loads(done.stdout.splitlines()[0])
    assert done.returncode == 2 and not told["all"] and told["subcircuits"] == []
    assert "no set of fewer than" in done.stderr and "edges is faithful enough" in told["story"]


INTERRUPTED = """
from abstractions.circuit import Circuit
from abstractions.circuit.subcircuit.boxes import Runs

right = Circuit.of(
    {
        "half": lambda a, b: a ^ b,
        "both": lambda a, b: a & b,
        "sum": lambda half, c: half ^ c,
        "more": lambda half, c: half & c,
        "carry": lambda both, more: both | more,
    },
    values=dict.fromkeys("abc", (0, 1)),
)
most, left = Runs.most, iter(range(20))


def interrupted(self, kept, free=0):
    if next(left, None) is None:
        raise KeyboardInterrupt
    return most(self, kept, free)


Runs.most = interrupted
"""


def test_ctrl_c_says_up_to_which_size_no_set_was_found(tmp_path):
    (tmp_path / "stopped.py").write_text(INTERRUPTED)
    done = run("subcircuit", f"{tmp_path}/stopped.py:right", "--minimal", "--at-least", "3/4", "--json")
    told = json.loads(done.stdout.splitlines()[-1])
    assert done.returncode == 130 and "Traceback" not in done.stderr
    assert "(no set of fewer than 3 edges is faithful enough)" in done.stderr
    assert not told["all"] and told["subcircuits"] == [] and "fewer than 3" in told["story"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("check", "nothing.json"), "nothing.json"),
        (("check", f"{PAGE}:BITS"), "an Alignment or a Circuit"),
        (("check", f"{PAGE}:xor"), "no high circuit"),
        (("subcircuit", f"{PAGE}:fooled", "--at-least", "much"), "rational number"),
        (("subcircuit", f"{PAGE}:xor", "--ablation", "{x: 0}"), "JSON object"),
        (("subcircuit", f"{PAGE}:xor", "--ablation", "median"), "`ablation` is known"),
        (("subcircuit", f"{PAGE}:xor", "--ablation", "mean"), "1/2 for x"),
        (("subcircuit", f"{PAGE}:xor", "--minimal", "--greedy", "0"), "one question"),
    ],
)
def test_misuse_is_told_in_words(words, said):
    done = run(*words)
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr
