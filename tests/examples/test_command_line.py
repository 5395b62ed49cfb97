"""The command line, run as a user runs it: exit status, words, files; and pictures."""

import json
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

import abstractions as ab
from abstractions import draw, formats

BBARA = Path(__file__).parents[2] / "examples" / "machines" / "bbara.kiss2"
ADDER = Path(__file__).parents[2] / "examples" / "05_adder.py"


def run(*args, cwd=None):
    command = [sys.executable, "-m", "abstractions.cli", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd)


def test_minimize_verify_and_refuse(tmp_path):
    r = run("minimize", BBARA, "-o", "small.kiss2", "--certificate", "why.json", "--json", cwd=tmp_path)
    out = json.loads(r.stdout)
    assert r.returncode == 0 and out["classes"] == 7 and out["states"] == 10 and out["checked"]
    assert formats.read(tmp_path / "small.kiss2").states == 7
    assert run("verify", "why.json", BBARA, cwd=tmp_path).returncode == 0
    assert run("verify", "why.json", "small.kiss2", cwd=tmp_path).returncode == 1
    (tmp_path / "why.json").write_text((tmp_path / "why.json").read_text()[:40])
    r = run("verify", "why.json", BBARA, cwd=tmp_path)
    assert r.returncode == 2 and "why.json, line 1" in r.stderr and "Traceback" not in r.stderr


def test_minimize_with_what_to_keep(tmp_path):
    for keep, reachable in (("state:st3", False), ("0,1,0,1,0,1,0,1,0,1", True)):
        args = ["minimize", BBARA, "--keep", keep, "--certificate", "c.npz", "--abstraction", "p.json"]
        r = run(*args, *["--reachable"] * reachable, cwd=tmp_path)
        assert r.returncode == 0, r.stderr
        assert "the checker agrees" in r.stdout
        args = ["verify", "c.npz", BBARA, "--keep", keep, *["--reachable"] * reachable]
        assert run(*args, cwd=tmp_path).returncode == 0
        assert formats.read_abstraction(tmp_path / "p.json").states == 10
    r = run("minimize", BBARA, "--keep", "p.json", "--method", "rounds", cwd=tmp_path)
    assert r.returncode == 0


def test_check_a_diagram_of_python_objects(tmp_path):
    r = run(
        "check",
        f"{ADDER}:right",
        f"{ADDER}:arithmetic",
        "--alpha",
        f"{ADDER}:meaning",
        "--certificate",
        tmp_path / "c.json",
    )
    assert r.returncode == 0 and "Holds" in r.stdout, r.stderr
    r = run("check", f"{ADDER}:wrong", f"{ADDER}:arithmetic", "--alpha", f"{ADDER}:meaning")
    assert r.returncode == 1 and "shortest run" in r.stdout
    r = run("check", f"{ADDER}:wrong", f"{ADDER}:arithmetic", "--alpha", f"{ADDER}:meaning", "--json")
    assert r.returncode == 1 and "step" in json.loads(r.stdout.splitlines()[-1])["claim"]


def test_check_files_and_maps(tmp_path):
    low, high = ab.System.deterministic([1, 2, 3, 0]), ab.System.deterministic([1, 0])
    formats.write(low, tmp_path / "low.json")
    formats.write(high, tmp_path / "high.json")
    (tmp_path / "map.json").write_text('{"0": 0, "1": 1, "2": 0, "3": 1}')
    (tmp_path / "list.json").write_text("[0, 1, 0, 1]")
    for alpha in ("0,1,0,1", "map.json", "list.json"):
        args = ["check", "low.json", "high.json", "--alpha", alpha, "--certificate", "c.json"]
        assert run(*args, cwd=tmp_path).returncode == 0
        assert run("verify", "c.json", "low.json", "high.json", cwd=tmp_path).returncode == 0
    assert run("check", "low.json", "--alpha", "0,1,0,1", cwd=tmp_path).returncode == 0
    assert run("check", "low.json", "--alpha", "0,1,1,1", cwd=tmp_path).returncode == 1
    args = ["check", "low.json", "--alpha", "0,1,0,1", "--certificate", "whole.json"]
    assert run(*args, cwd=tmp_path).returncode == 0
    assert run("verify", "whole.json", "low.json", "--keep", "0,1,0,1", cwd=tmp_path).returncode == 0
    (tmp_path / "map.json").write_text('{"0": 0}')
    assert run("check", "low.json", "high.json", "--alpha", "map.json", cwd=tmp_path).returncode == 2
    (tmp_path / "map.json").write_text("{")
    r = run("check", "low.json", "high.json", "--alpha", "map.json", cwd=tmp_path)
    assert r.returncode == 2 and "Traceback" not in r.stderr


def test_core_and_its_absence(tmp_path):
    formats.write(ab.System.deterministic([1, 2, 3, 3]), tmp_path / "m.json")
    r = run("core", "m.json", "--keep", "0,1,0,1", "--json", "--certificate", "c.json", cwd=tmp_path)
    assert r.returncode == 0 and json.loads(r.stdout)["classes"] == 1
    assert run("verify", "c.json", "m.json", "--keep", "0,1,0,1", cwd=tmp_path).returncode == 0
    r = run("core", BBARA, "--keep", "state:st0")
    assert r.returncode == 1 and "then so are" in r.stdout
    r = run("core", BBARA, "--keep", "state:st0", "--json")
    assert r.returncode == 1 and json.loads(r.stdout)["holds"] is False


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (["minimize", "absent.kiss2"], "a file that can be read"),
        (["minimize", "absent.doc"], "known by the end of its name"),
        (["minimize", BBARA, "--keep", "nonsense"], "what to keep is described"),
        (["minimize", BBARA, "--keep", "state:none"], "the state is one of the system"),
        (["minimize", BBARA, "--keep", "0,1"], "2 labels"),
        (["minimize", BBARA, "-o", "no/where.json"], "a place that can be written"),
        (["minimize", "absent.py:machine"], "no file absent.py"),
        (["minimize", "no_such_module:machine"], "ModuleNotFoundError"),
        (["minimize", "json:loads"], "Misuse"),
        (["minimize", BBARA, "--method", "magic"], "magic"),
        (["minimize"], "Missing argument"),
        (["frobnicate"], "No such command"),
        (["draw", BBARA, "picture.doc"], "a picture is .svg, .png or .dot"),
        (["enumerate", BBARA, "--above", "0,1"], "2 labels"),
        (["enumerate", BBARA, "--limit", "-1"], "--limit"),
        (["enumerate", BBARA, "--draw", "picture.doc"], "a picture is .svg, .png or .dot"),
        (["enumerate", BBARA, "-o", "lattice.doc"], "a lattice is written as"),
    ],
)
def test_misuse_is_told_in_words(tmp_path, args, word):
    r = run(*args, cwd=tmp_path)
    assert r.returncode == 2, r.stdout + r.stderr
    assert word in r.stderr and "Traceback" not in r.stderr
    assert list(tmp_path.iterdir()) == []


def test_help_has_examples():
    assert "abstractions minimize" in run("--help").stdout
    for command in ("minimize", "check", "core", "enumerate", "verify", "convert", "draw"):
        r = run(command, "--help")
        assert r.returncode == 0 and f"abstractions {command}" in r.stdout
    assert run("--version").stdout.strip().endswith(ab.__version__)


def test_convert_between_all_formats(tmp_path):
    previous = BBARA
    for ending in ("dot", "json", "npz", "kiss2"):
        r = run("convert", previous, f"m.{ending}", cwd=tmp_path)
        assert r.returncode == 0, r.stderr
        previous = tmp_path / f"m.{ending}"
    assert len(ab.minimal_complete(formats.read(previous)).abstraction) == 7


def test_pictures(tmp_path):
    s = formats.read(BBARA)
    m = ab.minimal_complete(s)
    for p in (None, m.abstraction, ab.Abstraction.identity(s.states), ab.Abstraction.trivial(s.states)):
        draw.draw(s, tmp_path / "m.svg", p)
        assert ElementTree.parse(tmp_path / "m.svg").getroot().tag.endswith("svg")
    again = (tmp_path / "m.svg").read_bytes()
    draw.draw(s, tmp_path / "m.svg", ab.Abstraction.trivial(s.states))
    assert (tmp_path / "m.svg").read_bytes() == again
    draw.draw(s, tmp_path / "m.png", m.abstraction)
    assert (tmp_path / "m.png").read_bytes().startswith(b"\x89PNG")
    draw.draw(s, tmp_path / "m.dot", m.abstraction)
    draw.draw(s, tmp_path / "l.dot", m.abstraction.labels.tolist())
    assert (tmp_path / "l.dot").read_text() == (tmp_path / "m.dot").read_text()
    assert formats.read(tmp_path / "m.dot").states == 10
    moore = ab.System.deterministic([1, 2, 0] + [0] * 20, [0, 1, 1] + [0] * 20)
    draw.draw(moore, tmp_path / "moore.svg")
    with pytest.raises(ab.Misuse, match="at most 150 states"):
        draw.draw(ab.System.deterministic(range(200)), tmp_path / "m.svg")
    assert run("draw", BBARA, "x.svg", "--classes", cwd=tmp_path).returncode == 0
