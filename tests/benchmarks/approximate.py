"""Print how fast approximate abstractions are measured and searched.

    python tests/benchmarks/approximate.py            a few minutes
    python tests/benchmarks/approximate.py --solver   instead: three objectives, by a constraint solver
    python tests/benchmarks/approximate.py --ilp      instead: the same search by an integer program (HiGHS)

One process.  ``defect``: the median of three, of a million states.  ``front``: all abstractions of n states,
the median of three machines; ``merging`` beside it, and how many of its points are on the front.  ``search``:
classes and defect of n states, two blocks; how many numbers of classes are proved, and the greatest gap that
is left.  ``solver``: all three objectives with at most so many classes, by CP-SAT with its default budget; of
the points, how many are proved, the greatest gaps in defect and in bits; and how many points of ``merging`` are
among the proved ones.  ``ilp``: the least defect with k classes; ours, and HiGHS with a limit of 20 seconds.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from abstractions import Abstraction, System
from abstractions.approximate import Point, defect, entropy, front, lump, metric_defect
from abstractions.approximate.arrows import arrows_of
from abstractions.approximate.flow import flow_of
from abstractions.approximate.search import least, word_bounds

LIMIT = 20
"""Seconds for HiGHS."""


def timed(f: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    """The median of some times in seconds, and the last result."""
    seconds, result = [], None
    for _ in range(times):
        began = time.perf_counter()
        result = f()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds), result


def measures() -> None:
    rng = np.random.default_rng(0)
    n = 10**6
    s = System.deterministic(rng.integers(0, n, n).astype(np.int32))
    edges = np.stack([np.repeat(np.arange(n), 2), rng.integers(0, n, 2 * n), np.ones(2 * n, int)], 1)
    chain = System.markov(edges, denominator=2)
    print(f"{'states':>9} {'classes':>8} {'measure':22} {'seconds':>8}")
    for k in (2, 1000, n // 2):
        p = Abstraction(rng.integers(0, k, n))
        rows: list[tuple[str, Callable[[], Any]]] = [
            ("defect", lambda p=p: defect(s, p)),
            ("entropy", lambda p=p: entropy(s, p)),
            ("mean L1", lambda p=p: metric_defect(s, p.labels, p=p)),
            ("defect, Markov chain", lambda p=p: defect(chain, p)),
        ]
        for name, f in rows:
            print(f"{n:>9} {k:>8} {name:22} {timed(f)[0]:8.2f}", flush=True)
    p = Abstraction(rng.integers(0, 20, n))
    print(f"{n:>9} {20:>8} {'lump, 10 steps':22} {timed(lambda: lump(chain, p), 1)[0]:8.2f}", flush=True)


def fronts() -> None:
    print(f"\n{'states':>6} {'kind':>8} {'front s':>8} {'points':>6} {'merging s':>9} {'on the front':>12}")
    for kind in ("map", "chain"):
        for n in (8, 9, 10, 11)[: 4 if kind == "map" else 3]:
            rows = []
            for seed in range(3):
                rng = np.random.default_rng(seed)
                s = System.deterministic(rng.integers(0, n, n))
                if kind == "chain":
                    w = rng.integers(1, 4, (n, n))
                    total = w.sum(axis=1)
                    s = System.markov(
                        [(i, j, Fraction(int(w[i, j]), int(total[i]))) for i in range(n) for j in range(n)]
                    )
                seconds, exact = timed(lambda s=s: front(s), 1)
                quick, found = timed(lambda s=s: front(s, method="merging"), 1)
                best = {(x.classes, round(x.information, 9), x.defect) for x in exact}
                hits = sum((x.classes, round(x.information, 9), x.defect) in best for x in found)
                rows.append((seconds, len(exact), quick, hits / len(found)))
            a, b, c, d = (statistics.median(x) for x in zip(*rows))
            print(f"{n:>6} {kind:>8} {a:8.2f} {b:>6.0f} {c:9.2f} {d:12.0%}", flush=True)


def searches() -> None:
    print(f"\n{'states':>6} {'machine':>14} {'seconds':>8} {'points':>6} {'proved':>10} {'gap':>6}")
    for n in (12, 20, 30, 40):
        for name, s in (("random", wild(n)), ("noisy counter", noisy(n))):
            p = Abstraction(np.arange(n) % 2)
            seconds, found = timed(lambda s=s, p=p: front(s, p, method="search", budget=100_000), 1)
            gap = max(float(x.defect - (x.bound or 0)) for x in found)
            proved = sum(x.bound == x.defect for x in found)
            print(
                f"{n:>6} {name:>14} {seconds:8.1f} {len(found):>6} {proved:>4} of {len(found):>2} {gap:6.3f}",
                flush=True,
            )


def solvers() -> None:
    print(
        f"\n{'states':>6} {'machine':>14} {'classes':>7} {'seconds':>8} {'points':>6} {'proved':>10} {'gap':>6} {'bits':>6} {'merging':>8}"
    )
    for n, k in ((12, 12), (20, 6), (40, 4), (40, 6)):
        for name, s in (("random", wild(n)), ("noisy counter", noisy(n)), ("nearly lumped", nearly(n))):
            p = Abstraction(np.arange(n) % 2)
            seconds, found = timed(lambda s=s, p=p, k=k: front(s, p, method="solver", max_classes=k), 1)
            merged = front(s, p, method="merging", max_classes=k)
            gap = max(float(x.defect - (x.bound or 0)) for x in found)
            bits = max((x.most or x.information) - x.information for x in found)
            proved = [(x.classes, round(x.information, 9), x.defect) for x in found if closed(x)]
            hits = sum((x.classes, round(x.information, 9), x.defect) in proved for x in merged)
            print(
                f"{n:>6} {name:>14} {k:>7} {seconds:8.1f} {len(found):>6} {len(proved):>4} of {len(found):>2} "
                f"{gap:6.3f} {bits:6.3f} {hits:>3} of {len(merged)}",
                flush=True,
            )


def closed(point: Point) -> bool:
    """Whether a point is proved to be on the front."""
    return point.bound == point.defect and point.most == point.information


def nearly(n: int) -> System:
    """A Markov chain on four classes of states, with sixths; one state in ten errs by one of them."""
    rng = np.random.default_rng(n)
    classes = np.arange(n) % 4
    mean = rng.multinomial(6, np.ones(4) / 4, size=4)
    edges = []
    for s in range(n):
        share = mean[classes[s]].copy()
        if rng.random() < 0.1:
            share[int(share.argmax())] -= 1
            share[int(rng.integers(4))] += 1
        goes = np.concatenate([rng.choice(np.flatnonzero(classes == c), m) for c, m in enumerate(share)])
        edges += [(s, int(t), Fraction(int((goes == t).sum()), 6)) for t in np.unique(goes)]
    return System.markov(edges)


def wild(n: int) -> System:
    return System.deterministic(np.random.default_rng(n).integers(0, n, n))


def noisy(n: int) -> System:
    """A counter with one accident in ten."""
    rng = np.random.default_rng(n)
    step = np.arange(1, n + 1) % n
    step[rng.choice(n, n // 10, replace=False)] = rng.integers(0, n, n // 10)
    return System.deterministic(step)


def ilp() -> None:
    print(
        f"\n{'states':>6} {'classes':>7} {'ours':>6} {'ours s':>8} {'HiGHS':>6} {'bound':>6} {'HiGHS s':>8} {'ratio':>8}"
    )
    for n in (12, 20, 30, 40):
        s, p = wild(n), Abstraction(np.arange(n) % 2)
        flow, _ = flow_of(s, None)
        for k in (3, 4, 5, 6):
            seconds, (wrong, _, done) = timed(
                lambda flow=flow, p=p, k=k: least(
                    arrows_of(flow),
                    p,
                    k,
                    flow.total + 1,
                    p.labels,
                    word_bounds(flow, p, k)[k],
                    10**7,
                    time.monotonic() + 60,
                ),
                1,
            )
            theirs, (found, bound) = timed(lambda s=s, p=p, k=k: program(s.table[:, 0], p, k), 1)
            assert not done or bound - 1e-6 <= wrong <= found  # its bound is a float
            print(
                f"{n:>6} {k:>7} {wrong:>5}{' ' if done else '?'} {seconds:8.2f} {found:>6} {bound:>6.1f} {theirs:8.2f} "
                f"{theirs / seconds:8.1f}",
                flush=True,
            )


def program(f: Any, p: Abstraction, k: int) -> tuple[int, float]:
    """The least number of wrong arrows that HiGHS finds in `LIMIT` seconds, and its bound.

    x[s, c]: state s is in class c; y[c, d]: class c steps to class d; u[c, b]: class c is in block b; z[s]: wrong.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import lil_matrix

    n, blocks = p.states, len(p)
    x, y, u, z = 0, n * k, n * k + k * k, n * k + k * k + k * blocks
    size = z + n
    rows: list[tuple[list[tuple[int, int]], float, float]] = []
    rows += [([(x + s * k + c, 1) for c in range(k)], 1, 1) for s in range(n)]
    rows += [([(y + c * k + d, 1) for d in range(k)], 1, 1) for c in range(k)]
    rows += [([(u + c * blocks + b, 1) for b in range(blocks)], 1, 1) for c in range(k)]
    for s in range(n):
        for c in range(k):
            rows.append(([(x + s * k + c, 1), (u + c * blocks + p[s], -1)], -np.inf, 0))
            for d in range(k):
                if f[s] == s and c != d:
                    continue
                terms = [(x + s * k + c, 1), (y + c * k + d, -1), (z + s, -1)]
                rows.append(
                    (
                        [*terms, (x + int(f[s]) * k + d, 1)] if f[s] != s else terms,
                        -np.inf,
                        1 if f[s] != s else 0,
                    )
                )
    matrix = lil_matrix((len(rows), size))
    for i, (terms, _, _) in enumerate(rows):
        for j, w in terms:
            matrix[i, j] += w
    cost = np.zeros(size)
    cost[z:] = 1
    constraint = LinearConstraint(matrix.tocsr(), [low for _, low, _ in rows], [high for *_, high in rows])
    answer = milp(
        cost,
        constraints=constraint,
        bounds=Bounds(0, 1),
        integrality=np.ones(size),
        options={"time_limit": LIMIT},
    )
    if answer.x is None:
        return n, float(answer.mip_dual_bound or 0)
    labels = answer.x[: n * k].reshape(n, k).argmax(axis=1)  # what it proposes is counted exactly
    wrong = defect(System.deterministic(f), Abstraction(labels)).value * n
    return int(wrong), float(answer.mip_dual_bound)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--ilp", action="store_true")
    parser.add_argument("--solver", action="store_true")
    options = parser.parse_args()
    if options.ilp or options.solver:
        (ilp if options.ilp else solvers)()
        return
    measures()
    fronts()
    searches()


if __name__ == "__main__":
    main()
