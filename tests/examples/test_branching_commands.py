"""The command line on systems whose steps branch: every command, exit status and words."""

import json
import subprocess
import sys

import pytest

from abstractions import formats

CHAIN = "4 6\n0 1 1/3\n0 2 1/6\n0 3 0.5\n1 3 1\n2 3 1\n3 3 1\n"
LABELS = '0="init" 1="goal"\n0: 0\n3: 1\n'
FAIR = 'des (0,3,2)\n(0,"coin",1)\n(1,"tea",0)\n(1,"coffee",0)\n'
UNFAIR = 'des (0,4,3)\n(0,"coin",1)\n(0,"coin",2)\n(1,"tea",0)\n(2,"coffee",0)\n'


@pytest.fixture
def folder(tmp_path):
    for name, text in (("c.tra", CHAIN), ("c.lab", LABELS), ("fair.aut", FAIR), ("unfair.aut", UNFAIR)):
        (tmp_path / name).write_text(text)
    return tmp_path


def run(folder, *args):
    command = [sys.executable, "-m", "abstractions.cli", *map(str, args)]
    r = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    assert "Traceback" not in r.stderr, r.stderr
    return r


def test_minimize_verify_convert_and_draw(folder):
    out = ["-o", "small.tra", "--certificate", "why.json", "--abstraction", "p.npz", "--json"]
    r = run(folder, "minimize", "c.tra", "--labels", "c.lab", *out)
    told = json.loads(r.stdout)
    assert r.returncode == 0 and (told["states"], told["classes"], told["checked"]) == (4, 3, True)
    assert told["shape"] == "O * D(X)"
    small = formats.read(folder / "small.tra")
    assert small.states == 3 and small.initial.tolist() == [0]
    assert run(folder, "verify", "why.json", "c.tra").returncode == 0
    assert run(folder, "verify", "why.json", "small.tra").returncode == 1
    assert run(folder, "convert", "c.tra", "c.json").returncode == 0
    assert run(folder, "compare", "c.json", "small.tra").returncode == 0
    assert run(folder, "convert", "c.tra", "c.kiss2").returncode == 2
    for picture in ("c.svg", "c.dot"):
        assert run(folder, "draw", "c.tra", picture, "--classes").returncode == 0
        assert (folder / picture).stat().st_size > 200
    r = run(folder, "minimize", "c.tra", "--keep", "state:2", "--reachable")
    assert r.returncode == 0 and "4 classes" in r.stdout


def test_compare_says_what_tells_two_systems_apart(folder):
    r = run(folder, "compare", "fair.aut", "unfair.aut")
    assert r.returncode == 1
    assert r.stdout.splitlines()[1] == (
        "  of left 0 and not of right 0: some coin to (some coffee and some tea)"
    )
    r = run(folder, "compare", "unfair.aut", "unfair.aut", "--json")
    assert r.returncode == 0 and json.loads(r.stdout)["holds"]
    assert run(folder, "compare", "fair.aut", "c.tra").returncode == 2


def test_check_core_and_enumerate(folder):
    r = run(folder, "check", "unfair.aut", "fair.aut", "--alpha", "0,1,1")
    assert r.returncode == 1 and "low has no edge by coffee" in r.stdout and "high has an edge" in r.stdout
    (folder / "two.aut").write_text(
        'des (0,6,3)\n(0,"coin",1)\n(0,"coin",2)\n(1,"tea",0)\n(1,"coffee",0)\n(2,"tea",0)\n(2,"coffee",0)\n'
    )
    r = run(folder, "check", "two.aut", "fair.aut", "--alpha", "0,1,1", "--certificate", "square.json")
    assert r.returncode == 0 and "commutes" in r.stdout
    assert run(folder, "verify", "square.json", "two.aut", "fair.aut").returncode == 0
    assert run(folder, "verify", "square.json", "unfair.aut", "fair.aut").returncode == 1
    assert run(folder, "check", "two.aut", "--alpha", "0,1,1").returncode == 0
    r = run(folder, "core", "two.aut", "--keep", "0,1,1", "--certificate", "core.json", "--json")
    assert r.returncode == 0 and json.loads(r.stdout)["classes"] == 2
    assert run(folder, "verify", "core.json", "two.aut", "--keep", "0,1,1").returncode == 0
    r = run(folder, "core", "unfair.aut", "--keep", "0,0,1")
    assert r.returncode == 1 and "have no counterpart" in r.stdout
    r = run(folder, "enumerate", "two.aut")
    assert r.returncode == 2 and "not closed under suprema" in r.stderr


def test_misuse_of_options(folder):
    assert run(folder, "minimize", "fair.aut", "--labels", "c.lab").returncode == 2
    assert run(folder, "minimize", "fair.aut", "--rates").returncode == 2
    assert run(folder, "minimize", "fair.aut", "--method", "queue").returncode == 2
    (folder / "r.tra").write_text("2 2\n0 1 5/2\n1 0 3\n")
    r = run(folder, "minimize", "r.tra")
    assert r.returncode == 2 and "sum" in r.stderr
    assert run(folder, "minimize", "r.tra", "--rates").returncode == 0
