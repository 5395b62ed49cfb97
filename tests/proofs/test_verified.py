"""The checker extracted from Coq, beside the one in Python."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from itertools import islice, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import abstractions as ab
from abstractions import formats
from abstractions.certificate import Completeness, OrderedMinimality
from abstractions.testing import laws
from abstractions.testing.enumerate import partitions
from abstractions.testing.strategies import questions
from abstractions.verified import SECTIONS, answers, program, verify_verified

PROOFS = Path(__file__).parents[2] / "proofs"
WRONG = [-(2**63), -(2**62), -1, 0, 1, 2, 3, 2**31, 2**32, 2**62 - 1, 2**62, 2**62 + 1, 2**63 - 1]


@pytest.fixture(scope="session", autouse=True)
def built():
    """The program, built from the proofs."""
    if shutil.which("coqc") is None:
        if os.environ.get("PROOFS_REQUIRED") == "1":
            pytest.fail("PROOFS_REQUIRED=1, but there is no coqc")
        pytest.skip("no coqc: apt-get install --no-install-recommends coq")
    subprocess.run(["sh", str(PROOFS / "build.sh")], check=True, capture_output=True, text=True)


def reasons(system, p):
    """A certificate of each kind; of completeness, true or not."""
    yield ab.minimal_complete(system, p, method="adaptive").certificate
    table = p.labels[system.table[p.representatives]]
    yield Completeness(p.labels, table.reshape(len(p), system.letters))
    with suppress(ab.Refuted):
        yield ab.core(system, p).certificate


def corrupted(c):
    """The certificate, and with one entry changed, one left out, one added, one array emptied."""
    yield c
    for name in SECTIONS[type(c)]:
        array = np.asarray(getattr(c, name)).astype(np.int64)
        for i in np.ndindex(array.shape):
            for wrong in WRONG:
                other = array.copy()
                other[i] = wrong
                yield replace(c, **{name: other})
        for axis in range(array.ndim):
            for other in (np.insert(array, array.shape[axis], 0, axis), np.delete(array, slice(None), axis)):
                yield replace(c, **{name: other})
            if array.shape[axis]:
                yield replace(c, **{name: np.delete(array, -1, axis)})


@pytest.mark.parametrize(("n", "letters"), [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1)])
def test_checkers_agree_on_every_small_machine_and_every_corrupted_entry(n, letters):
    cases = []
    for t in product(range(n), repeat=n * letters):
        table = np.array(t, np.int32).reshape(n, letters)
        for outputs in (None, [int(s == n - 1) for s in range(n)]):
            system = ab.System.deterministic(table, outputs)
            for p in partitions(n):
                for c in reasons(system, p):
                    cases += [(d, system, p) for d in corrupted(c)]
    laws.checkers_agree(cases)


def test_checkers_agree_on_every_machine_of_three_states_and_two_letters():
    cases = []
    for t in product(range(3), repeat=6):
        system = ab.System.deterministic(np.array(t, np.int32).reshape(3, 2))
        for p in partitions(3):
            for c in reasons(system, p):
                cases.append((c, system, p))
                cases += [(d, system, p) for d in islice(corrupted(c), sum(t) % 7, None, 41)]
    assert len(cases) > 10_000
    laws.checkers_agree(cases)


@settings(max_examples=40)
@given(questions(max_states=10), st.data())
def test_checkers_agree_on_random_machines(question, data):
    system, p = question
    cases = []
    for c in reasons(system, p):
        every = list(corrupted(c))
        picked = data.draw(st.lists(st.integers(0, len(every) - 1), max_size=40))
        cases += [(every[i], system, p) for i in [0, *picked]]
    laws.checkers_agree(cases)


def test_a_forged_certificate_with_entries_near_two_to_the_62_is_refused():
    """Where numbers wrap at 2^62, -2^62 is the successor of 2^62 - 1, and time goes backwards."""
    system, p = ab.System.deterministic([1, 2, 3, 0, 4]), ab.Abstraction([0, 1, 0, 1, 1])
    right = ab.minimal_complete(system, p).abstraction
    finer = ab.Abstraction.identity(5)
    assert len(right) < len(finer)
    near = [2**62 - 2, 2**62 - 1, 2**62, 2**62 + 1, -(2**62), -(2**62) - 1, -(2**62) + 1, 2**63 - 1, -(2**63)]
    forged = [
        OrderedMinimality(finer.labels, rank, times, [0 if t else -1 for t in times])
        for times in product([0, *near[:5]], repeat=4)
        for rank in ([0, 3, 1, 4, 2], [0, 2, 1, 3, 4])
    ]
    forged += [
        replace(c, **{name: np.where(np.arange(array.size) == i, value, array)})
        for c in forged[:4]
        for name in ("labels", "rank", "letter")
        for array in [np.asarray(getattr(c, name)).astype(np.int64)]
        for i in range(array.size)
        for value in near
    ]
    cases = [(c, system, p) for c in forged]
    laws.checkers_agree(cases)
    assert not any(ab.verify(*case) for case in cases)


def test_a_large_certificate_is_checked():
    rng = np.random.default_rng(0)
    system = ab.System.deterministic(rng.integers(0, 50_000, (50_000, 2)))
    p = ab.Abstraction(rng.integers(0, 2, 50_000))
    c = ab.minimal_complete(system, p).certificate
    assert verify_verified(c, system, p)
    worse = np.array(c.time)
    worse[40_000] = 0
    verdict = verify_verified(replace(c, time=worse), system, p)
    assert not verdict and "refuses" in str(verdict)


def test_the_command_line_asks_it(tmp_path):
    def run(*words):
        command = [sys.executable, "-m", "abstractions", *words]
        place = {**os.environ, "ABSTRACTIONS_VERIFY": str(program())}
        return subprocess.run(command, cwd=tmp_path, env=place, capture_output=True, text=True, check=False)

    system = ab.System.deterministic([[1, 2], [2, 0], [0, 1], [1, 2]], outputs=[0, 1, 1, 0])
    formats.write(system, tmp_path / "m.json")
    assert run("minimize", "m.json", "--certificate", "why.json").returncode == 0
    done = run("verify", "why.json", "m.json", "--verified", "--json")
    assert done.returncode == 0 and json.loads(done.stdout)["holds"] is True
    why = json.loads((tmp_path / "why.json").read_text())
    why["labels"] = [0] * len(why["labels"])
    (tmp_path / "why.json").write_text(json.dumps(why))
    assert run("verify", "why.json", "m.json", "--verified").returncode == 1


def test_what_it_does_not_know_is_refused_in_words():
    s = ab.System.nondeterministic([(0, 1), (1, 1)])
    with pytest.raises(ab.Misuse, match="knows this kind"):
        verify_verified(ab.minimal_complete(s).certificate, s)
    with pytest.raises(ab.Misuse, match="answers what it is asked"):
        answers(["nonsense 1 2 3\n"])


def test_without_the_program_one_is_told_how_to_build_it(monkeypatch):
    monkeypatch.setenv("ABSTRACTIONS_VERIFY", "/nowhere/verify")
    s = ab.System.deterministic([[0, 1], [1, 0]])
    with pytest.raises(ab.Misuse, match=r"proofs/build\.sh"):
        verify_verified(ab.minimal_complete(s).certificate, s)


@pytest.mark.parametrize("other", ["true", "false", "cat", "head"])
def test_another_program_is_not_believed(monkeypatch, other):
    monkeypatch.setenv("ABSTRACTIONS_VERIFY", shutil.which(other))
    s = ab.System.deterministic([[0, 1], [1, 0]])
    with pytest.raises(ab.Misuse, match="another program"):
        verify_verified(ab.minimal_complete(s).certificate, s)
    monkeypatch.setenv("ABSTRACTIONS_VERIFY", str(PROOFS / "README.md"))
    with pytest.raises(ab.Misuse, match="Permission"):
        verify_verified(ab.minimal_complete(s).certificate, s)


def test_the_folder_of_the_proofs_is_left_alone(tmp_path):
    """Nothing is removed but what the build has made."""
    shutil.copytree(PROOFS, tmp_path / "proofs")
    before = {f.name: f.read_text() for f in (tmp_path / "proofs").iterdir() if f.is_file()}
    subprocess.run(["sh", "proofs/build.sh", "."], cwd=tmp_path, capture_output=True, check=False)
    assert {f.name: f.read_text() for f in (tmp_path / "proofs").iterdir() if f.is_file()} == before
