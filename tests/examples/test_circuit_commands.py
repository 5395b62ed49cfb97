"""The commands about circuits, as a user runs them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = f"{ROOT}/examples/22_circuits.py"


def run(*words, cwd=ROOT):
    command = [sys.executable, "-m", "abstractions", "circuit", *map(str, words)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def test_an_adder_is_addition_and_a_wrong_one_is_refuted():
    assert run("check", f"{PAGE}:right").returncode == 0
    done = run("check", f"{PAGE}:wrong", "--json")
    said = json.loads(done.stdout)
    assert done.returncode == 1 and not said["holds"] and "base" in said["story"]
    assert run("check", f"{PAGE}:wrong", "--local", "same").returncode == 1


def test_scrubbing_and_comparing():
    done = run("scrub", f"{PAGE}:fooled", "--json")
    assert done.returncode == 0 and json.loads(done.stdout)["holds"]
    done = run("compare", f"{PAGE}:fooled", "--json")
    said = json.loads(done.stdout)
    assert done.returncode == 1 and said["disagree"]
    assert "accuracy 43/48" in {finding["measure"] for finding in said["findings"]}
    assert "cannot be asked" not in run("compare", f"{PAGE}:fooled").stdout


def test_subcircuits():
    done = run("subcircuit", f"{PAGE}:fooled", "--at-least", "3/4", "--json")
    found = json.loads(done.stdout)["subcircuits"]
    assert done.returncode == 0 and found and all(len(s["edges"]) == len(found[0]["edges"]) for s in found)
    assert "edges" in run("subcircuit", f"{PAGE}:fooled", "--greedy", "1/10").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("check", "nothing.json"), "nothing.json"),
        (("check", f"{PAGE}:BITS"), "an Alignment or a Circuit"),
        (("check", f"{PAGE}:xor"), "no high circuit"),
        (("subcircuit", f"{PAGE}:fooled", "--at-least", "much"), "rational number"),
    ],
)
def test_misuse_is_told_in_words(words, said):
    done = run(*words)
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr
