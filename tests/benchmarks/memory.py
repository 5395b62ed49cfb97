"""Print how much memory it takes to reduce branching systems, and to check the answer (Linux).

    python tests/benchmarks/memory.py                     5 * 10^6 edges
    python tests/benchmarks/memory.py --edges 1e7 --words grid path

Each system is built in one process and reduced in another, which did not build it and has run the
kernels before, on a small system.  ``system``: the arrays given.  ``make``, ``check``: the most that is
resident beyond these, from then on until classes and certificate are there, and while they are checked.
``figure``: 16 bytes an edge, 24 with weights, and 60 a state.  ``beyond``: the larger of make and check
over the figure; ``all``: that and the system over the figure.

The allocator keeps some of what is freed (of arrays below 32 MB), which counts as resident.
"""

from __future__ import annotations

import argparse
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

from branching import FAMILIES

import abstractions as ab


def resident(what: str) -> int:
    """Bytes in memory now (VmRSS), or the most there were (VmHWM)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(what):
            return int(line.split()[1]) * 1024
    raise SystemExit("this benchmark reads /proc/self/status, which only Linux has")


def from_now_on() -> None:
    """Forget what the most was."""
    Path("/proc/self/clear_refs").write_text("5")


def measured(small: Path, large: Path) -> str:
    """A row of the table."""
    assert ab.minimal_complete(pickle.loads(small.read_bytes())).check()
    s = pickle.loads(large.read_bytes())
    e = s.edges
    held = sum(a.nbytes for a in (s.shown, *e))
    figure = (24 if e.weights.size else 16) * e.targets.size + 60 * s.states
    from_now_on()
    before = resident("VmRSS")
    m = ab.minimal_complete(s)
    make = resident("VmHWM") - before
    from_now_on()
    assert m.check()
    check = resident("VmHWM") - before
    most = max(make, check)
    sizes = " | ".join(f"{size / 1e6:.0f}" for size in (held, make, check, figure))
    return f"{e.targets.size:,} | {s.states:,} | {sizes} | {most / figure:.2f} | {(held + most) / figure:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--edges", default="5e6", help="how many edges, about")
    parser.add_argument("--words", nargs="*", default=[""], help="families whose name has one of these")
    parser.add_argument("--measure", nargs=2, type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(measured(*given.measure))
        return
    print("| family | edges | states | system MB | make | check | figure | beyond | all |")
    print("|---" * 9 + "|")
    for name, build in FAMILIES.items():
        if not any(word in name for word in given.words):
            continue
        with tempfile.TemporaryDirectory() as folder:
            paths = [Path(folder, file) for file in ("small", "large")]
            for path, edges in zip(paths, (5000, int(float(given.edges)))):
                path.write_bytes(pickle.dumps(build(edges)))
            command = [sys.executable, __file__, "--measure", *map(str, paths)]
            row = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
        print(f"| {name} | {row} |", flush=True)


if __name__ == "__main__":
    main()
