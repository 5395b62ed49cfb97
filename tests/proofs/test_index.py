"""The index of theorems: what it names exists, is proved without axioms, and is cited where it says."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import abstractions
from abstractions.testing.laws import LAWS

ROOT = Path(__file__).parents[2]
PROOFS = ROOT / "proofs"
STATED = r"(?:Theorem|Lemma|Corollary|Definition|Fixpoint|Record|Inductive|Example|Instance)\s+"


def index():
    """The rows of the table of theorems: statement, Coq names, Python names, tests."""
    text = (PROOFS / "README.md").read_text().split("## The index")[1].split("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines() if "|" in line
    ]
    return [row for row in rows[2:] if len(row) == 4]


def names(cell):
    return re.findall(r"`([\w.]+)`", cell)


def test_every_theorem_of_the_index_is_stated_where_it_says():
    rows = index()
    assert len(rows) >= 40
    for _, coq, _, _ in rows:
        assert names(coq), coq
        for name in names(coq):
            file, theorem = name.rsplit(".", 1) if name.count(".") == 1 else name.split(".", 1)
            file = file.split(".")[0]
            source = (PROOFS / f"{file}.v").read_text()
            assert re.search(STATED + re.escape(theorem.split(".")[-1]) + r"\b", source), name


def test_every_python_name_and_test_of_the_index_exists():
    sources = "".join(p.read_text() for p in Path(abstractions.__file__).parent.rglob("*.py"))
    tests = "".join(p.read_text() for p in (ROOT / "tests").rglob("test_*.py"))
    for _, _, python, tested in index():
        for name in names(python):
            last = name.split(".")[-1]
            assert re.search(rf"(?:def|class) {last}\b|^{last}\b", sources, re.MULTILINE), name
        assert names(tested), python
        for name in names(tested):
            assert name in LAWS or f"def {name}(" in tests, name


def test_what_docstrings_cite_of_the_proofs_is_there():
    cited = 0
    for path in Path(abstractions.__file__).parent.rglob("*.py"):
        text = re.sub(r"\s+", " ", path.read_text())
        for file, found in re.findall(r"proofs/(\w+)\.v((?:,? (?:and )?`\w+`)+)", text):
            for name in names(found):
                assert re.search(STATED + name + r"\b", (PROOFS / f"{file}.v").read_text()), (path.name, name)
                cited += 1
        for title in re.findall(r'proofs/README\.md, "([^"]+)"', text):
            assert f"## {title}" in (PROOFS / "README.md").read_text(), (path.name, title)
    assert cited >= 15


def test_nothing_is_admitted():
    for path in PROOFS.glob("*.v"):
        text = re.sub(r"\(\*.*?\*\)", "", path.read_text(), flags=re.DOTALL)
        assert not re.search(r"\b(Admitted|admit|Axiom|Axioms|Parameter|Conjecture|Abort)\b", text), path.name


@pytest.fixture(scope="session")
def built():
    """The folder of compiled proofs."""
    if shutil.which("coqc") is None:
        if os.environ.get("PROOFS_REQUIRED") == "1":
            pytest.fail("PROOFS_REQUIRED=1, but there is no coqc")
        pytest.skip("no coqc: apt-get install --no-install-recommends coq")
    subprocess.run(["sh", str(PROOFS / "build.sh")], check=True, capture_output=True, text=True)
    return ROOT / "build" / "proofs"


def test_every_theorem_of_the_index_is_closed(built, tmp_path):
    """Compiled, and free of axioms and of what is admitted."""
    theorems = [name for _, coq, _, _ in index() for name in names(coq)]
    files = sorted({name.split(".")[0] for name in theorems})
    lines = [f"From Abstractions Require {' '.join(files)}."]
    lines += [f"Print Assumptions Abstractions.{name}." for name in theorems]
    (tmp_path / "Assumptions.v").write_text("\n".join(lines))
    done = subprocess.run(
        ["coqc", "-q", "-R", str(built), "Abstractions", "Assumptions.v"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:-1] == ["Closed under the global context"] * len(theorems)
