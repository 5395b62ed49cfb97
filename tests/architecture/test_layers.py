"""A module imports only from lower layers; importing the package loads nothing heavy."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import abstractions
from abstractions.certificate import KINDS

ROOT = Path(abstractions.__file__).parent
LAYERS = [
    ["errors", "verdict", "progress"],
    ["arguments", "several"],
    ["kernel"],
    ["arrays"],
    ["signatures"],
    ["abstraction"],
    ["functor"],
    ["explore", "reachability", "parts"],
    ["system"],
    ["computation", "algebra"],
    ["finish"],
    ["certificate", "matching"],
    ["checker"],
    ["algorithms"],
    ["question", "disagreement", "distinction", "formula", "engines"],
    ["certified", "steps"],
    ["completion", "verified"],
    ["approximate"],
    ["bisimulation", "simple"],
    ["diagram", "principal", "dichotomies", "poset", "stuttering", "circuit", "linear"],
    ["lattice"],
    ["census"],
    ["formats", "draw", "testing", "cli"],
    ["__main__"],
]
LEVEL = {module: level for level, modules in enumerate(LAYERS) for module in modules}


def imports(path, top_level_only):
    """The modules of the package that a file imports, by name."""
    package = ["abstractions", *path.relative_to(ROOT).parts[:-1]]
    tree = ast.parse(path.read_text())
    nodes = tree.body if top_level_only else list(ast.walk(tree))
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1]
            full = [*base, *(node.module.split(".") if node.module else [])]
            if len(full) > 1:
                yield full[1]
            else:
                yield from (alias.name for alias in node.names)


def sources():
    return [p for p in ROOT.rglob("*.py") if p.name != "__init__.py" or p.parent != ROOT]


def test_every_module_has_a_layer():
    rooms = {p.relative_to(ROOT).parts[0].removesuffix(".py") for p in sources()}
    assert rooms == set(LEVEL)


def test_modules_import_only_from_lower_layers():
    for path in sources():
        room = path.relative_to(ROOT).parts[0].removesuffix(".py")
        for other in imports(path, top_level_only=True):
            if other in LEVEL and other != room:
                same_floor = LEVEL[other] == LEVEL[room] and room in ("formats", "draw", "testing", "cli")
                assert LEVEL[other] < LEVEL[room] or same_floor, f"{path.name} imports {other}"


def test_the_checker_knows_no_algorithm():
    seen, waiting = set(), ["checker"]
    while waiting:
        module = waiting.pop()
        if module in seen:
            continue
        seen.add(module)
        files = [ROOT / f"{module}.py", *(ROOT / module).glob("*.py")]
        for path in filter(Path.is_file, files):
            waiting.extend(m for m in imports(path, top_level_only=False) if m in LEVEL)
    assert not seen & {"algorithms", "completion", "diagram", "formats", "testing", "cli"}


def test_importing_the_package_loads_nothing_heavy():
    heavy = ["numba", "networkx", "matplotlib", "sympy", "scipy", "rich", "click", "hypothesis"]
    code = f"import abstractions, sys; print([m for m in {heavy!r} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_small_machines_do_not_wait_for_the_compiler():
    code = (
        "import abstractions as ab, sys\n"
        "s = ab.System.deterministic([[1, 2], [2, 0], [0, 1]])\n"
        "p = ab.Abstraction([0, 0, 1])\n"
        "assert ab.minimal_complete(s, p).check() and ab.core(s, p).check()\n"
        "assert 'numba' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_algorithm_files_open_with_nine_lines():
    words = ["Problem", "Method", "Invariant", "Stops", "Cost", "Proof", "Source", "Role", "Limits"]
    for path in (ROOT / "algorithms").glob("*.py"):
        if path.name in ("__init__.py", "blocks.py", "hits.py", "row.py"):
            continue
        doc = ast.get_docstring(ast.parse(path.read_text())) or ""
        starts = [line.split()[0] for line in doc.splitlines() if line[:1].isupper()][1:]
        assert [w for w in starts if w in words] == words, path.name


def test_laws_cited_in_docstrings_exist():
    from abstractions.testing.laws import LAWS

    cited = []
    for path in sources():
        doc = ast.get_docstring(ast.parse(path.read_text())) or ""
        for block in re.findall(r"^Laws? +(.*?)(?=^\S|\Z)", doc, re.MULTILINE | re.DOTALL):
            cited += re.findall(r"`(\w+)`", block)
    assert len(cited) >= 15
    assert set(cited) <= set(LAWS)
    proofs = (ROOT.parent / "proofs" / "README.md").read_text()
    certificates = proofs.split("## Why the certificates")[1]
    table = [line.split("|") for line in certificates.splitlines() if line.startswith("| ")][1:]
    assert {row[4].strip().strip("`") for row in table} <= set(LAWS)
    kinds = {c.__name__ for c in KINDS.values()}
    assert {row[2].strip().strip("`") for row in table} == kinds


def test_every_law_is_tested():
    from abstractions.testing.laws import LAWS

    tests = "".join(p.read_text() for p in (ROOT.parent / "tests").rglob("test_*.py"))
    assert [name for name in LAWS if f"laws.{name}" not in tests] == []
