"""All machines of a size, up to renaming, and sums over them.

Main definitions  `maps_up_to_renaming`, `canonical_map`, `machines`, `total`, `lattice_total`
Notes             A map is a multiset of cycles of rooted trees, so maps up to renaming are made
                  without looking at all n^n of them, each with the number that it stands for.
Law               `totals_are_sums_over_all_machines` in `abstractions.testing.laws`
Proof             for one letter, proofs/Census.v, `lattice_total`
Source            F. Harary, The number of functional digraphs, 1959

How many complete abstractions have all maps of n points together?  Count pairs of a map f and a
partition P such that f sends each block into one block.  Given P, choose for each block B the block
C that receives it, and one of the ``|C|^|B|`` maps from B to C; choices for different blocks are
independent.  So the sum is, over all P, the product over B in P of the sum over C in P of
``|C|^|B|``, and for k letters the k-th power of that product: `lattice_total`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from itertools import combinations_with_replacement, product
from math import factorial
from typing import Any

import numpy as np

from ..arguments import whole
from ..arrays import Ints, frozen, integers
from ..system import Deterministic, System

__all__ = ["canonical_map", "histogram", "lattice_total", "machines", "maps_up_to_renaming", "total"]

Tree = tuple[Any, ...]
"""A rooted tree: the tuple of its subtrees, in order."""


def maps_up_to_renaming(n: int) -> Iterator[tuple[Ints, int]]:
    """The canonical map of ``range(n)`` of each isomorphism class, with the size of the class.

    A001372 many: 1, 1, 3, 7, 19, 47, 130, 343, 951, 2615, 7318, ...; the numbers add up to n^n.

    >>> [(f.tolist(), copies) for f, copies in maps_up_to_renaming(2)]
    [([1, 0], 1), ([0, 0], 2), ([0, 1], 1)]
    """
    whole(n, "the number of points", least=0)
    for parts in multisets(n, components):
        symmetries = 1
        for part, times in Counter(parts).items():
            symmetries *= factorial(times) * component_symmetries(part) ** times
        step: list[int] = []
        for cycle in parts:
            roots = []
            for tree in cycle:
                roots.append(len(step))
                plant(tree, step)
            for here, there in zip(roots, [*roots[1:], roots[0]]):
                step[here] = there
        yield canonical_map(step), factorial(n) // symmetries


def canonical_map(f: Any) -> Ints:
    """The same for two maps iff one is a renaming of the other: a renaming of f.

    ``f``: integers, shape (n,).  O(n log n), and the square of the length for each cycle.

    >>> canonical_map([1, 2, 2]).tolist() == canonical_map([0, 0, 1]).tolist()
    True
    """
    step = integers(f, "a map", bound="rows")
    n = step.size
    waiting = np.bincount(step, minlength=n).tolist()
    children: list[list[int]] = [[] for _ in range(n)]  # by height: only what is not on a cycle
    code = [-1] * n
    layer = [s for s in range(n) if waiting[s] == 0]
    codes = 0
    while layer:  # trees of one height are numbered by their subtrees, so the numbers tell no names
        shape = {s: tuple(sorted(code[c] for c in children[s])) for s in layer}
        number = {t: codes + i for i, t in enumerate(sorted(set(shape.values())))}
        codes += len(number)
        above = []
        for s in layer:
            code[s] = number[shape[s]]
            t = int(step[s])
            children[t].append(s)
            waiting[t] -= 1
            if waiting[t] == 0:
                above.append(t)
        layer = above
    rings = []
    seen = [c >= 0 for c in code]
    for s in range(n):
        ring = []
        while not seen[s]:
            seen[s] = True
            ring.append(s)
            s = int(step[s])
        if ring:
            words = [tuple(sorted(code[c] for c in children[t])) for t in ring]
            at = min(range(len(ring)), key=lambda i: words[i:] + words[:i])
            rings.append((words[at:] + words[:at], ring[at:] + ring[:at]))
    order: list[int] = []
    for _, ring in sorted(rings):
        order += ring
    for s in order:  # grows on the way
        order += sorted(children[s], key=lambda c: code[c])
    name = np.empty(n, np.int32)
    name[order] = np.arange(n)
    return frozen(name[step[order]])


def machines(n: int, letters: int = 1) -> Iterator[tuple[Deterministic, int]]:
    """Machines of n states that stand for all, each with the number that it stands for.

    The first letter runs over maps up to renaming, the others over all maps: every machine is a
    renaming of one of these.  The numbers add up to n^(n letters).
    """
    whole(letters, "the number of letters", least=1)
    every = [np.array(f, np.int32) for f in product(range(n), repeat=n)] if letters > 1 else []
    for f, copies in maps_up_to_renaming(n):
        for others in product(every, repeat=letters - 1):
            table = np.stack([f, *others], axis=1)
            yield System.deterministic(table[:, 0] if letters == 1 else table), copies


def total(n: int, measure: Callable[[Deterministic], Any], letters: int = 1) -> Any:
    """The sum of ``measure(s)`` over all n^(n letters) machines s of n states.

    ``measure`` does not depend on the names of the states.  It is called for each of `machines`.

    >>> from abstractions import complete_abstractions
    >>> total(4, lambda s: len(complete_abstractions(s))) == lattice_total(4)
    True
    """
    return sum(copies * measure(s) for s, copies in machines(n, letters))


def histogram(n: int, key: Callable[[Deterministic], Any], letters: int = 1) -> Counter[Any]:
    """How many of the n^(n letters) machines of n states have each value of ``key``.

    ``key`` does not depend on the names of the states.

    >>> sorted(histogram(3, lambda s: len(set(s.step.tolist()))).items())       # sizes of the image
    [(1, 3), (2, 18), (3, 6)]
    """
    counts: Counter[Any] = Counter()
    for s, copies in machines(n, letters):
        counts[key(s)] += copies
    return counts


def lattice_total(n: int, letters: int = 1) -> int:
    """How many complete abstractions all machines of n states have together, by the formula above.

    >>> [lattice_total(n) for n in range(6)]
    [1, 1, 8, 99, 1728, 39300]
    """
    whole(n, "the number of states", least=0)
    whole(letters, "the number of letters", least=1)
    answer = 0
    for sizes in integer_partitions(n):
        arrangements = factorial(n)
        for size, times in Counter(sizes).items():
            arrangements //= factorial(size) ** times * factorial(times)
        maps = 1
        for b in sizes:
            maps *= sum(c**b for c in sizes)
        answer += arrangements * maps**letters
    return answer


# ---- multisets, trees, cycles ------------------------------------------------------------------


def multisets(n: int, things: Callable[[int], list[Any]], most: int | None = None) -> Iterator[list[Any]]:
    """The multisets of things of total size n, those of larger size first; ``things(k)``: of size k."""
    if n == 0:
        yield []
        return
    for size in range(min(n, n if most is None else most), 0, -1):
        for times in range(1, n // size + 1):
            for rest in multisets(n - times * size, things, size - 1):
                for chosen in combinations_with_replacement(things(size), times):
                    yield [*chosen, *rest]


@cache
def trees(n: int) -> list[Tree]:
    """The rooted trees with n nodes."""
    return [tuple(forest) for forest in multisets(n - 1, trees)]


@cache
def components(n: int) -> list[tuple[Tree, ...]]:
    """The cycles of rooted trees with n nodes together, each as its least rotation."""
    found: dict[tuple[Tree, ...], None] = {}
    for sizes in compositions(n):
        for cycle in product(*map(trees, sizes)):
            found[min(rotations(cycle))] = None
    return list(found)


def rotations(cycle: tuple[Tree, ...]) -> list[tuple[Tree, ...]]:
    return [cycle[i:] + cycle[:i] for i in range(len(cycle))]


def component_symmetries(cycle: tuple[Tree, ...]) -> int:
    """How many automorphisms a cycle of trees has."""
    answer = sum(r == cycle for r in rotations(cycle))
    for tree in cycle:
        answer *= tree_symmetries(tree)
    return answer


@cache
def tree_symmetries(tree: Tree) -> int:
    answer = 1
    for subtree, times in Counter(tree).items():
        answer *= factorial(times) * tree_symmetries(subtree) ** times
    return answer


def plant(tree: Tree, step: list[int]) -> None:
    """Add a tree; every node steps to its parent, and the root still to itself."""
    root = len(step)
    step.append(root)
    for subtree in tree:
        child = len(step)
        plant(subtree, step)
        step[child] = root


def compositions(n: int) -> Iterator[tuple[int, ...]]:
    """The ordered sums of positive integers that make n."""
    if n == 0:
        yield ()
    for first in range(1, n + 1):
        for rest in compositions(n - first):
            yield (first, *rest)


def integer_partitions(n: int, most: int | None = None) -> Iterator[tuple[int, ...]]:
    """The ways to write n as a sum of positive integers, largest first."""
    if n == 0:
        yield ()
    for first in range(n if most is None else min(n, most), 0, -1):
        for rest in integer_partitions(n - first, first):
            yield (first, *rest)
