"""The command ``abstractions lump``, as a user runs it: words, files, exit status."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

import abstractions as ab
from abstractions.cli import cli
from abstractions.formats.ode import read_ode
from abstractions.linear import Lumping

EPIDEMIC = """begin model epidemic
 begin parameters
  k = 3
 end parameters
 begin init
  S = 10
  I1 = 1
  I2 = 1/2
  R
 end init
 begin reactions
  S + I1 -> 2*I1 , k
  S + I2 -> I1 + I2 , k
  I1 -> I2 , 5
  I1 -> R , 1
  I2 -> R , 1
 end reactions
 begin views
  gone = R
  weighed = k*R + S
 end views
end model
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "n.ode").write_text(EPIDEMIC)
    (tmp_path / "plain.ode").write_text(EPIDEMIC.split(" begin views")[0] + "end model")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*args):
    return CliRunner().invoke(cli, ["lump", *args])


def refused(*args):
    """A misuse, as the runner sees it; `main` turns it into exit status 2: see below."""
    found = run(*args)
    assert isinstance(found.exception, ab.Misuse) and not found.stdout, found.output
    assert found.exception.reason and found.exception.repair
    return str(found.exception)


def test_the_views_of_the_file_are_kept(folder):
    found = run("n.ode", "-o", "small.ode")
    assert found.exit_code == 0, found.output
    assert found.stdout == (
        "n.ode: Dynamics of 4 variables, degree 2, 9 terms\n"
        "3 variables for 4\n"
        "  y1 = I1 + I2\n"
        "  S' = -3*S*y1\n"
        "  y1' = -y1 + 3*S*y1\n"
        "  R' = y1\n"
        "\n"
        "kept: gone is R\n"
        "kept: weighed is S + 3*R\n"
        "the checker agrees: the new variables have the reduced dynamics, and no fewer that hold the observables"
        " have one\n"
        "reduced written to small.ode\n"
    )
    small = read_ode("small.ode")
    assert small.name == "epidemic" and small.initial == {"S": 10, "y1": 1.5}
    assert small.views == {"gone": "R", "weighed": "S + 3*R"}
    again = run("small.ode", "--json")
    assert json.loads(again.stdout)["reduced"] == 3


def test_what_is_asked_for_is_kept_and_told_in_json(folder):
    found = run("n.ode", "--keep", "I1 + I2", "--keep", "S", "--json")
    told = json.loads(found.stdout)
    assert found.exit_code == 0 and told["checked"] and told["variables"] == 4 and told["reduced"] == 2
    assert told["kept"] == {"I1 + I2": "y1", "S": "S"} and told["observables"] == {"S": "S", "y1": "I1 + I2"}
    open_ = json.loads(run("n.ode", "--keep", "S", "--parameters", "variables", "--json").stdout)
    assert "k" in open_["observables"] and open_["equations"]["k"] == "0"


def test_observables_are_checked_and_refuted_by_two_points(folder):
    found = run("n.ode", "--keep", "S", "--keep", "I1 + I2", "--check")
    assert found.exit_code == 0 and found.stdout.startswith(
        "Holds: 2 observables determine their derivatives"
    )
    found = run("n.ode", "--check")
    assert found.exit_code == 1 and "but its derivative is" in found.stdout
    found = run("n.ode", "--keep", "I1", "--check", "--json")
    told = json.loads(found.stdout)
    assert found.exit_code == 1 and not told["holds"] and "at both" in told["counterexample"]
    assert told["counterexample"].startswith("one point: S = ") and "at the other" in told["counterexample"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["plain.ode"], "there is no --keep, and the file has no views"),
        (["n.ode", "--keep", "S*R"], "it has the term S*R"),
        (["n.ode", "--keep", "S + 1"], "leave out the constant"),
        (["n.ode", "--keep", "Q"], "Q is not known"),
        (["n.ode", "--keep", ""], "something is missing"),
        (["n.ode", "--keep", "S", "--budget", "0"], "found with few primes"),
        (["n.ode", "-o", "small.json"], "ends in .json"),
        (["n.ode", "-o", "small"], "ends in nothing"),
        (["n.ode", "-o", "small.ode", "--time", "discrete"], "no discrete time"),
        (["n.ode", "-o", "small.ode", "--check"], "nothing is made"),
        (["n.ode", "--parameters", "variables"], "the observable weighed is linear"),
        (["n.ode", "-o", "nowhere/small.ode"], "a place that can be written"),
        (["nowhere.ode"], "a file that can be read"),
        (["."], "a file that can be read"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_nothing_is_written(folder, args, said):
    assert said in refused(*args)
    assert sorted(p.name for p in folder.iterdir()) == ["n.ode", "plain.ode"]


def test_blocks_are_offered_when_there_are_no_views(folder):
    text = EPIDEMIC.split(" begin views")[0] + " begin partition\n {I1, I2}\n end partition\nend model"
    (folder / "plain.ode").write_text(text)
    assert '--keep "I1 + I2"' in refused("plain.ode")


def test_a_lumping_that_the_checker_refuses_is_not_written(folder, monkeypatch):
    monkeypatch.setattr(Lumping, "check", lambda self: ab.Fails("it is right", "it is not"))
    found = run("n.ode", "-o", "small.ode")
    assert found.exit_code == 1 and "Refuted" in found.stdout and not (folder / "small.ode").exists()


def test_the_exit_status_is_that_of_the_other_commands(folder):
    for status, args in (
        (0, ["n.ode"]),
        (1, ["n.ode", "--check"]),
        (2, ["n.ode", "--keep", "Q"]),
        (2, ["n.ode", "--what"]),
    ):
        command = [sys.executable, "-m", "abstractions", "lump", *args]
        found = subprocess.run(command, capture_output=True, text=True)
        assert found.returncode == status and "Traceback" not in found.stderr


def test_views_are_kept_by_name_and_those_still_known_are_written(folder):
    done = run("n.ode", "--keep", "gone", "-o", "small.ode")
    assert done.exit_code == 0, done.output
    small = read_ode("small.ode")
    assert "gone" in small.views
    again = run("small.ode", "--json")
    assert (
        json.loads(again.output)["reduced"]
        == json.loads(run("n.ode", "--keep", "gone", "--json").output)["reduced"]
    )


def test_in_discrete_time_what_has_no_equation_stays(folder):
    folder.joinpath("k.ode").write_text(
        "begin model x\nbegin parameters\n k = 1\nend parameters\n"
        "begin ODE\n d(x) = x\n d(y) = k*x\nend ODE\nend model\n"
    )
    for more in ([], ["--check"]):
        done = run("k.ode", "--keep", "x + k", "--parameters", "variables", "--time", "discrete", *more)
        assert done.exit_code == 0, done.output
    assert (
        "1 variable for 3"
        in run("k.ode", "--keep", "x + k", "--parameters", "variables", "--time", "discrete").output
    )
    done = run("n.ode", "--keep", "S", "--time", "discrete")  # reactions are of continuous time
    assert isinstance(done.exception, ab.FormatError) and "discrete time" in str(done.exception)
