"""Print how fast minimal complete abstractions are computed, beside the peers that are installed.

    python tests/benchmarks/run.py                  n = 300, 10^4, 10^5, 10^6, with C++ and Python peers
    python tests/benchmarks/run.py --sizes 1e7      ours alone at 10^7, with peak memory
    python tests/benchmarks/run.py --words path     families whose name has a word

Ours and C++: medians of five runs in one process after a first that is not counted (the checker:
three); Python peers run once.  C++
references (reference.cpp, -O3) are compiled on the fly where a compiler is there.  ``ours`` is the
engine alone, from step table to labels and certificate; ``check`` is the independent checker.
Ratios: peer time / our time (more than 1: ours is faster).  Peers are given their own data structures
ready-made; "-": it would take more than about a minute; "part": no single
state reaches most others, and the peer would minimise only what its initial state reaches.
"""

from __future__ import annotations

import argparse
import ctypes
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from families import MANY, ONE, Machine

import abstractions as ab
from abstractions.engines import engine

HERE = Path(__file__).parent


def median_time(f: Callable[[], Any], runs: int = 5) -> float:
    f()
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        f()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


# ---- the C++ references ------------------------------------------------------------------------


def reference() -> Any:
    compiler = shutil.which("c++") or shutil.which("g++") or shutil.which("clang++")
    if compiler is None:
        return None
    library = Path(tempfile.mkdtemp()) / "reference.so"
    command = [compiler, "-O3", "-shared", "-fPIC", "-o", str(library), str(HERE / "reference.cpp")]
    subprocess.run(command, check=True)
    return ctypes.CDLL(str(library))


def pointer(a: np.ndarray) -> ctypes.c_void_p:
    return a.ctypes.data_as(ctypes.c_void_p)


def time_reference(library: Any, table: np.ndarray, labels: np.ndarray, classes: int) -> float:
    n, k = table.shape
    room = np.empty(n, np.int32)

    def run() -> int:
        if k == 1:
            top = int(labels.max()) + 1
            return library.single_map(n, pointer(table), pointer(labels), top, pointer(room))
        room[:] = labels
        return library.hopcroft(n, k, pointer(table), pointer(room))

    assert run() == classes, "the reference finds another number of classes"
    return median_time(run)


# ---- Python peers: each returns a timed minimisation, or None if not installed -------------------


def automata_lib(step: np.ndarray, shown: np.ndarray, start: int) -> Callable[[], Any] | None:
    try:
        from automata.fa.dfa import DFA
    except ImportError:
        return None
    rows = step.reshape(len(step), -1).tolist()
    dfa = DFA(
        states=set(range(len(rows))),
        input_symbols=set(map(str, range(len(rows[0])))),
        transitions={s: {str(a): t for a, t in enumerate(row)} for s, row in enumerate(rows)},
        initial_state=start,
        final_states=set(np.flatnonzero(shown).tolist()),
    )
    return lambda: dfa.minify(retain_names=False)


def aalpy(step: np.ndarray, shown: np.ndarray, start: int) -> Callable[[], Any] | None:
    try:
        from aalpy.automata import MooreMachine, MooreState
    except ImportError:
        return None
    rows = step.reshape(len(step), -1).tolist()

    def build() -> Any:
        states = [MooreState(str(s), int(o)) for s, o in enumerate(shown)]
        for state, row in zip(states, rows):
            state.transitions = {a: states[t] for a, t in enumerate(row)}
        return MooreMachine(states[start], states)

    machine = build()
    return machine.minimize  # after the first call it is minimal already: timed once


def pynini(step: np.ndarray, shown: np.ndarray, start: int) -> Callable[[], Any] | None:
    try:
        import pywrapfst as fst
    except ImportError:
        return None
    machine = fst.VectorFst()
    one = fst.Weight.one(machine.weight_type())
    rows = step.reshape(len(step), -1).tolist()
    machine.add_states(len(rows))
    machine.set_start(start)
    for s, row in enumerate(rows):
        if shown[s]:
            machine.set_final(s, one)
        for a, t in enumerate(row):
            machine.add_arc(s, fst.Arc(a + 1, a + 1, one, t))
    return machine.minimize


PEERS = {"automata-lib": (automata_lib, 1e5), "AALpy": (aalpy, 700), "OpenFst": (pynini, 1e6)}


def time_once(build: Callable[..., Any], machine: Machine, start: int) -> float | None:
    run = build(*machine, start)
    if run is None:
        return None
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


# ---- the table ---------------------------------------------------------------------------------


def row(name: str, machine: Machine, library: Any, peers: bool) -> str:
    step, shown = machine
    s, p = ab.System.deterministic(step), ab.Abstraction(shown)
    algorithm = engine("single map" if s.letters == 1 else "adaptive")
    ours = median_time(lambda: algorithm(s.table, p.labels))
    m = ab.minimal_complete(s, p)
    check = median_time(m.check, 3)
    assert m.check()
    cells = [f"{name:28}", f"{s.states:>9}", f"{len(m.abstraction):>9}", f"{ours:9.4f}", f"{check:9.4f}"]
    if library is not None:
        cells.append(f"{time_reference(library, s.table, p.labels, len(m.abstraction)) / ours:9.2f}")
    start = int(np.argmin(np.bincount(s.table.reshape(-1), minlength=s.states)))  # hardest to reach
    reached = peers and s.reachable([start]).size
    for build, limit in PEERS.values() if peers else ():
        if reached < 0.9 * s.states:  # they drop what is not reachable: not the same question
            cells.append(f"{'part':>13}")
            continue
        seconds = time_once(build, machine, start) if s.states * s.letters <= limit else None
        cells.append(f"{'-':>13}" if seconds is None else f"{seconds / ours:13.0f}")
    return " ".join(cells)


def alone(n: int, words: list[str]) -> None:
    """Ours at a large n, one letter, each family in a process of its own for its peak memory."""
    print(f"{'family':28} {'classes':>9} {'seconds':>9} {'bytes a state at peak':>22}")
    for name in chosen(ONE, words):
        code = f"import run; run.one_large({name!r}, {n})"
        out = subprocess.run(
            [sys.executable, "-c", code], cwd=HERE, capture_output=True, text=True, check=True
        )
        print(out.stdout, end="", flush=True)


def one_large(name: str, n: int) -> None:
    small = ONE[name](10_000)
    ab.minimal_complete(ab.System.deterministic(small[0]), ab.Abstraction(small[1]))  # compile
    step, shown = (a.astype(np.int32) for a in ONE[name](n))
    step.flags.writeable = False  # shared, not copied
    s, p = ab.System.deterministic(step), ab.Abstraction(shown)
    del shown
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak of making the machine
    base = now()
    began = time.perf_counter()
    c = engine("single map")(s.table, p.labels)
    seconds = time.perf_counter() - began
    peak = (high_water() - base) / s.states + 8  # and 8 for the machine and the observation
    print(f"{name:28} {int(c.labels.max()) + 1:>9} {seconds:9.2f} {peak:22.1f}")


def now() -> int:
    return status("VmRSS")


def high_water() -> int:
    return status("VmHWM")


def status(field: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def chosen(group: dict[str, Any], words: list[str]) -> list[str]:
    return [name for name in group if not words or any(w in name for w in words)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sizes", nargs="+", type=float, default=[300, 1e4, 1e5, 1e6])
    parser.add_argument("--words", nargs="*", default=[])
    parser.add_argument("--no-peers", action="store_true")
    options = parser.parse_args()
    library = reference()
    if library is None:
        print("no C++ compiler: without references")
    for n in map(int, options.sizes):
        if n > 2_000_000:
            alone(n, options.words)
            continue
        peers = not options.no_peers
        head = [
            "family".ljust(28),
            "states".rjust(9),
            "classes".rjust(9),
            "ours s".rjust(9),
            "check s".rjust(9),
        ]
        head += ["C++/ours".rjust(9)] * (library is not None) + [
            f"{p}/ours".rjust(13) for p in PEERS if peers
        ]
        print(" ".join(head))
        for group in (ONE, MANY):
            for name in chosen(group, options.words):
                print(row(name, group[name](n), library, peers), flush=True)


if __name__ == "__main__":
    main()
