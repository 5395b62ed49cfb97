"""Print how fast branching systems are reduced, beside the peers that are installed.

    python tests/benchmarks/branching.py                  up to 10^6 edges, beside the peers
    python tests/benchmarks/branching.py --edges 1e7      ours alone, with peak memory

Ours: medians of at least five runs, and half a second, in one process after one that is not counted; ``make`` is from edges to
classes and certificate, ``check`` the independent checker (exact, as all of it).  Peers run on data
structures of their own made before: stormpy as ours, the others once.  Ratios: peer time / (make + check):
more than 1, ours is faster.  stormpy minimises Markov chains with floats; its time includes its quotient, and ours does not.
bispy minimises unlabelled graphs, automata-lib and AALpy deterministic acceptors.  "-": not that kind of
system, or more than about a minute.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from run import aalpy, automata_lib

import abstractions as ab
from abstractions import System

LONG = 0.5
"""Short runs are repeated until they have taken so many seconds together."""


def measured(f: Callable[[], Any], runs: int) -> float:
    """The median of so many runs at least."""
    times: list[float] = []
    while len(times) < runs or (runs > 1 and sum(times) < LONG):
        began = time.perf_counter()
        f()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


# ---- families ----------------------------------------------------------------------------------


def random_labelled(m: int) -> System:
    rng, n = np.random.default_rng(1), m // 5
    return System.labelled(
        np.stack([rng.integers(0, n, m), rng.integers(0, 4, m), rng.integers(0, n, m)], 1), states=n
    )


def blown_up(m: int) -> System:
    """A random system of 500 states, each copied: what compositions of processes look like."""
    rng, n, h = np.random.default_rng(2), m // 5, 500
    targets, letters = rng.integers(0, h, (h, 5)), rng.integers(0, 4, (h, 5))
    of = rng.integers(0, h, n)
    of[:h] = np.arange(h)
    copies, begin = np.argsort(of, kind="stable"), np.searchsorted(np.sort(of), np.arange(h))
    count = np.bincount(of, minlength=h)
    goal = targets[of]
    goal = copies[begin[goal] + (rng.random(goal.shape) * count[goal]).astype(np.int64)]
    edges = [np.repeat(np.arange(n), 5), letters[of].reshape(-1), goal.reshape(-1)]
    return System.labelled(np.stack(edges, 1))


def grid_edges(m: int) -> tuple[int, np.ndarray]:
    side = int((m / 4) ** 0.5)
    x, y = np.divmod(np.arange(side * side), side)
    found = []
    for letter, (dx, dy) in enumerate([(1, 0), (-1, 0), (0, 1), (0, -1)]):
        inside = (x + dx >= 0) & (x + dx < side) & (y + dy >= 0) & (y + dy < side)
        goal = (x + dx) * side + y + dy
        found.append(np.stack([np.flatnonzero(inside), np.full(inside.sum(), letter), goal[inside]], 1))
    return side * side, np.concatenate(found)


def grid_labelled(m: int) -> System:
    return System.labelled(grid_edges(m)[1])


def grid_walk(m: int) -> System:
    """A random walk on a square, which ends in a corner."""
    n, edges = grid_edges(m)
    edges = edges[edges[:, 0] > 0]
    degree = np.bincount(edges[:, 0], minlength=n)
    walk = np.stack([edges[:, 0], edges[:, 2], 12 // np.maximum(degree[edges[:, 0]], 1)], 1)
    walk = np.concatenate((walk, [[0, 0, 12]]))
    return System.markov(walk, denominator=12, outputs=[s == 0 for s in range(n)])


def queues(m: int) -> System:
    """Three queues beside each other, a step in one of them at random; a state shows if all are full."""
    size = round((m / 6) ** (1 / 3))
    n = size**3
    place = np.stack(np.unravel_index(np.arange(n), (size,) * 3), 1)
    rows = []
    for i in range(3):
        for d in (1, -1):
            goal = place.copy()
            goal[:, i] = np.clip(goal[:, i] + d, 0, size - 1)
            target = np.ravel_multi_index(goal.T, (size,) * 3)
            rows.append(np.stack([np.arange(n), target, np.ones(n, np.int64)], 1))
    full = (place == size - 1).all(axis=1)
    return System.markov(np.concatenate(rows), denominator=6, outputs=full.tolist())


def random_chain(m: int) -> System:
    rng, n = np.random.default_rng(3), m // 4
    weights = np.array([[1, 2, 3, 4]]).repeat(n, 0)
    source = np.repeat(np.arange(n), 4)
    edges = np.stack([source, rng.integers(0, n, 4 * n), weights.reshape(-1)], 1)
    return System.markov(edges, denominator=10, outputs=(rng.random(n) < 0.1).tolist())


def blown_up_chain(m: int) -> System:
    rng, n, h = np.random.default_rng(4), m // 4, 300
    of = rng.integers(0, h, n)
    of[:h] = np.arange(h)
    goal = rng.integers(0, h, (h, 4))[of]
    copies, begin = np.argsort(of, kind="stable"), np.searchsorted(np.sort(of), np.arange(h))
    count = np.bincount(of, minlength=h)
    goal = copies[begin[goal] + (rng.random(goal.shape) * count[goal]).astype(np.int64)]
    weights = np.array([[1, 2, 3, 4]]).repeat(n, 0)
    edges = np.stack([np.repeat(np.arange(n), 4), goal.reshape(-1), weights.reshape(-1)], 1)
    return System.markov(edges, denominator=10, outputs=(of % 7 == 0).tolist())


def path(m: int) -> System:
    return System.nondeterministic(np.stack([np.arange(m), np.arange(1, m + 1)], 1))


def random_graph(m: int) -> System:
    rng, n = np.random.default_rng(5), m // 3
    return System.nondeterministic(np.stack([rng.integers(0, n, m), rng.integers(0, n, m)], 1), states=n)


def acceptor(m: int) -> System:
    """A random acceptor of words over four letters, all of whose states can be reached."""
    rng, n = np.random.default_rng(6), m // 4
    targets = rng.integers(0, n, (n, 4))
    tree = np.arange(1, n)
    targets.reshape(-1)[: n - 1] = tree  # state t is reached from state (t - 1) // 4
    edges = np.stack([np.repeat(np.arange(n), 4), np.tile(np.arange(4), n), targets.reshape(-1)], 1)
    return System.labelled(edges, outputs=(rng.random(n) < 0.1).tolist())


FAMILIES: dict[str, Callable[[int], System]] = {
    "random labelled": random_labelled,
    "labelled, 500 blown up": blown_up,
    "grid, 4 letters": grid_labelled,
    "acceptor, 4 letters": acceptor,
    "random graph": random_graph,
    "path": path,
    "random walk on a square": grid_walk,
    "three queues": queues,
    "random chain": random_chain,
    "chain, 300 blown up": blown_up_chain,
}


# ---- peers -------------------------------------------------------------------------------------


def stormpy_time(s: Any) -> float | None:
    if not str(s.functor).endswith("D(X)"):
        return None
    try:
        import stormpy
        import stormpy.transformations
    except ImportError:
        return None
    from stormpy import datastructures, models

    e, n = s.edges, s.states
    builder = datastructures.SparseMatrixBuilder[float](rows=n, columns=n, force_dimensions=True)
    values = (e.weights / s.denominator).tolist()
    sources = np.repeat(np.arange(n), np.diff(e.offsets)).tolist()
    for x, t, w in zip(sources, e.targets.tolist(), values):
        builder.add_next_value(x, t, w)
    labels = models.StateLabeling(n)
    labels.add_label("init")
    labels.add_label_to_state("init", 0)
    labels.add_label("goal")
    for x in np.flatnonzero(s.shown[:n] == 1).tolist():
        labels.add_label_to_state("goal", x)
    parts = models.SparseModelComponents[float](transition_matrix=builder.build(), state_labeling=labels)
    model = models.SparseDtmc[float](parts)
    small = stormpy.transformations.perform_bisimulation(model, [])
    seconds = measured(lambda: stormpy.transformations.perform_bisimulation(model, []), 5)
    mine = len(ab.minimal_complete(s).abstraction)
    if small.nr_states != mine:
        print(f"    stormpy finds {small.nr_states} classes, not {mine}")
    return seconds


def bispy_time(s: Any) -> float | None:
    if str(s.functor) != "P(X)" or s.edges.targets.size > 2e5:
        return None
    try:
        import bispy
        import networkx
    except ImportError:
        return None
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(s.states))
    graph.add_edges_from((x, t) for x, _, t in s.arrows())
    began = time.perf_counter()
    classes = bispy.compute_maximum_bisimulation(graph)
    seconds = time.perf_counter() - began
    assert len(classes) == len(ab.minimal_complete(s).abstraction)
    return seconds


def acceptor_time(peer: Callable[..., Any], most: int) -> Callable[[Any], float | None]:
    """How long a library of automata takes, for at most so many states."""

    def seconds(s: Any) -> float | None:
        e, n = s.edges, s.states
        if str(s.functor) != "O * P(A * X)" or n > most or e.targets.size != 4 * n:
            return None
        minimise = peer(e.targets.reshape(n, 4), s.shown, 0)
        return None if minimise is None else measured(minimise, 1)

    return seconds


PEERS = {
    "stormpy": stormpy_time,
    "bispy": bispy_time,
    "automata-lib": acceptor_time(automata_lib, 300_000),
    "AALpy": acceptor_time(aalpy, 3_000),
}


def rows(edges: int, words: list[str], peers: bool) -> Iterator[list[str]]:
    for name, build in FAMILIES.items():
        if words and not any(word in name for word in words):
            continue
        s = build(edges)
        m = ab.minimal_complete(s)
        assert m.check()
        runs = 5 if edges < 5e6 else 3
        make, check = (measured(f, runs) for f in (lambda s=s: ab.minimal_complete(s), m.check))
        count = s.edges.targets.size
        row = [name, f"{count:,}", f"{s.states:,}", f"{len(m.abstraction):,}", f"{make:.3f}", f"{check:.3f}"]
        row += [f"{count / make / 1e6:.1f}", f"{count / (make + check) / 1e6:.1f}"]
        for peer in PEERS.values():
            seconds = peer(s) if peers else None
            row.append("-" if seconds is None else f"{seconds / (make + check):.2f}")
        yield row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--edges", default="1e4,1e5,1e6", help="how many edges, about")
    parser.add_argument("--words", nargs="*", default=[], help="families whose name has one of these")
    parser.add_argument("--no-peers", action="store_true")
    given = parser.parse_args()
    head = ["family", "edges", "states", "classes", "make s", "check s", "Medges/s", "with check"]
    print("| " + " | ".join([*head, *(f"{peer}/ours" for peer in PEERS)]) + " |")
    print("|---" * (len(head) + len(PEERS)) + "|")
    for size in given.edges.split(","):
        peers = not given.no_peers and float(size) <= 1e6
        for row in rows(int(float(size)), given.words, peers):
            print("| " + " | ".join(row) + " |", flush=True)
    print(
        f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB, all sizes together"
    )


if __name__ == "__main__":
    main()
