"""Lattices on the command line, in files and in pictures."""

import json
import os
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import networkx
import numpy as np
import pytest

import abstractions as ab
from abstractions import draw, formats

MACHINES = """
import numpy as np
import abstractions as ab
clock = ab.System.deterministic(np.roll(np.arange(12), -1))
constant = ab.System.deterministic([0] * 6)
huge = ab.System.deterministic([0] * 40)
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "m.py").write_text(MACHINES)
    return tmp_path


def run(folder, *args):
    command = [sys.executable, "-m", "abstractions.cli", "enumerate", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder)


def test_the_divisors_of_a_clock(folder):
    r = run(folder, "m.py:clock")
    assert r.returncode == 0 and len(r.stdout.splitlines()) == 6, r.stderr
    assert r.stdout.splitlines()[1] == "2: 0, 2, 4, 6, 8, 10 | 1, 3, 5, 7, 9, 11"
    assert r.stderr == "6 complete abstractions of 12 states\n"


def test_bounds_and_json(folder):
    out = json.loads(run(folder, "m.py:constant", "--json").stdout)
    assert out["found"] == len(out["abstractions"]) == 203 and out["all"] and out["states"] == 6
    out = json.loads(run(folder, "m.py:constant", "--json", "--limit", 203).stdout)
    assert out["found"] == 203 and out["all"]
    out = json.loads(run(folder, "m.py:constant", "--json", "--limit", 10).stdout)
    assert out["found"] == 10 and not out["all"]
    out = json.loads(run(folder, "m.py:constant", "--json", "--max-classes", 2).stdout)
    assert out["found"] == 32 and out["all"]
    out = json.loads(run(folder, "m.py:clock", "--json", "--above", "state:0").stdout)
    assert out["found"] == 1
    words = "0,1,2,3,0,1,2,3,0,1,2,3"
    out = json.loads(
        run(folder, "m.py:clock", "--json", "--below", words, "--above", "0,1" + ",0,1" * 5).stdout
    )
    assert [max(p) + 1 for p in out["abstractions"]] == [2, 4]


def test_an_explosion_is_told_and_stopped(folder):
    r = run(folder, "m.py:huge", "--limit", 50)
    assert r.returncode == 0 and len(r.stdout.splitlines()) == 50
    assert "at least 50" in r.stderr and "stopped by --limit" in r.stderr and "e+" in r.stderr


def test_interrupted_it_says_what_it_had(folder):
    command = [sys.executable, "-m", "abstractions.cli", "enumerate", "m.py:huge", "--limit", "100000000"]
    with (folder / "out").open("w") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.PIPE, text=True, cwd=folder)
        while (folder / "out").stat().st_size < 10_000:
            time.sleep(0.05)
        os.kill(process.pid, signal.SIGINT)
        _, said = process.communicate()
    lines = (folder / "out").read_text().splitlines()
    assert process.returncode == 130 and "Traceback" not in said, said
    assert any(f"at least {n} complete" in said for n in (len(lines), len(lines) - 1))
    assert lines[0].startswith("1: ")


def test_files(folder):
    import jsonschema

    for name in ("l.graphml", "l.json", "l.dot"):
        assert run(folder, "m.py:clock", "-o", name).returncode == 0
    graph = networkx.read_graphml(folder / "l.graphml", node_type=int)
    assert graph.number_of_edges() == 7 and graph.nodes[1]["classes"] == 2
    data = json.loads((folder / "l.json").read_text())
    assert data["whole"] and len(data["elements"]) == 6 and len(data["covers"]) == 7
    jsonschema.validate(data, json.loads((Path(ab.__file__).parent / "formats" / "schema.json").read_text()))
    assert (folder / "l.dot").read_text().count("->") == 7


def test_bounds_are_of_the_states_also_when_only_some_are_reachable(folder):
    (folder / "part.py").write_text(
        "import abstractions as ab\ns = ab.System.deterministic([1, 0, 2], initial=[0])"
    )
    assert run(folder, "part.py:s", "--reachable", "--above", "0,1,0").returncode == 0
    r = run(folder, "part.py:s", "--reachable", "--above", "0")
    assert r.returncode == 2 and "1 labels" in r.stderr


def test_files_are_asked_about_before_the_list_is_made(folder):
    for bad in (["--draw", "x.svg", "-o", "x.txt"], ["-o", "x.json", "--draw", "x.pdf"]):
        r = run(folder, "m.py:clock", *bad)
        assert r.returncode == 2 and r.stdout == "" and not list(folder.glob("x.*"))
    r = run(folder, "m.py:clock", "--above", ",".join("012345678901"), "--below", "0" + ",0" * 11)
    assert r.returncode == 0 and "contradict" in r.stderr and r.stdout == ""
    with pytest.raises(ab.Misuse, match="what is written is a lattice"):
        formats.write_lattice(ab.System.deterministic([0]), folder / "x.json")


def test_pictures_of_lattices(folder):
    assert run(folder, "m.py:clock", "--draw", "clock.svg").returncode == 0
    assert ElementTree.parse(folder / "clock.svg").getroot().tag.endswith("svg")
    lattice = ab.complete_abstractions(ab.System.deterministic([0] * 5))
    for name in ("five.svg", "five.png", "five.dot"):
        draw.draw_lattice(lattice, folder / name)
    assert (folder / "five.png").read_bytes().startswith(b"\x89PNG")
    once = (folder / "five.svg").read_bytes()
    draw.draw_lattice(lattice, folder / "five.svg")
    assert (folder / "five.svg").read_bytes() == once
    draw.draw_lattice(ab.complete_abstractions(ab.System.deterministic([0])), folder / "one.svg")
    empty = ab.complete_abstractions(ab.System.deterministic([0, 1], [0, 1]), below=[0, 0])
    draw.draw_lattice(empty, folder / "none.svg")
    r = run(folder, "m.py:constant", "--draw", "large.svg")
    assert r.returncode == 2 and "max_classes" in r.stderr and "atoms" in r.stderr
    assert not (folder / "large.svg").exists()
    assert run(folder, "m.py:constant", "--max-classes", 2, "--draw", "low.svg").returncode == 0


def test_a_nondeterministic_machine_is_told_why_it_has_no_lattice(folder):
    (folder / "m.aut").write_text('des (0,2,2)\n(0,"a",0)\n(0,"a",1)\n')
    r = run(folder, "m.aut")
    assert r.returncode == 2 and "not closed under suprema" in r.stderr


def test_unary_algebras_are_listed(folder):
    s = ab.System.deterministic(np.array([[1, 0], [2, 0], [0, 2]]), letter_names="fg")
    formats.write(s, folder / "a.ua")
    r = run(folder, "a.ua")
    assert r.returncode == 0 and len(r.stdout.splitlines()) == len(ab.complete_abstractions(s))
