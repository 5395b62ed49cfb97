"""Families of machines on which minimisation is fast, slow, deep, shallow or cache-hostile.

Each takes n and gives (step, observation): int arrays, shapes (n,) or (n, letters), and (n,).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Machine = tuple[np.ndarray, np.ndarray]
ONE: dict[str, Callable[[int], Machine]] = {}
MANY: dict[str, Callable[[int], Machine]] = {}


def family(group: dict[str, Callable[[int], Machine]], name: str):
    def register(f):
        group[name] = f
        return f

    return register


def rng() -> np.random.Generator:
    return np.random.default_rng(20260101)


def shuffled(machine: Machine) -> Machine:
    """The same machine, states renamed at random."""
    step, shown = machine
    r = rng().permutation(len(step))
    new_step, new_shown = np.empty_like(step), np.empty_like(shown)
    new_step[r], new_shown[r] = r[step], shown
    return new_step, new_shown


def cycle(shown: np.ndarray) -> Machine:
    return np.roll(np.arange(len(shown)), -1), shown


def de_bruijn(n: int) -> np.ndarray:
    """A binary de Bruijn word of length 2**m >= n / 2, from a maximal linear-feedback register."""
    taps = {3: 2, 4: 3, 5: 3, 6: 5, 7: 6, 9: 5, 10: 7, 11: 9, 15: 14, 17: 14, 18: 11, 20: 17, 21: 19}
    taps |= {22: 21, 23: 18}
    m = max(b for b in taps if b <= n.bit_length() - 1)
    t = taps[m]
    word = np.zeros(2**m, np.uint8)
    word[m - 1] = 1
    done = m
    while done < 2**m - 1:  # x[i] = x[i-m] ^ x[i-t], as many at once as are known
        size = min(t, 2**m - 1 - done)
        word[done : done + size] = word[done - m : done - m + size] ^ word[done - t : done - t + size]
        done += size
    return word.astype(int)


def fibonacci(n: int) -> np.ndarray:
    i = np.arange(n, dtype=np.float64)
    golden = (1 + 5**0.5) / 2
    return (np.floor((i + 2) / golden) - np.floor((i + 1) / golden)).astype(int)


@family(ONE, "random map")
def random_map(n):
    return rng().integers(0, n, n), rng().integers(0, 2, n)


@family(ONE, "random map, 1000 outputs")
def random_map_many(n):
    return rng().integers(0, n, n), rng().integers(0, 1000, n)


@family(ONE, "random permutation")
def random_permutation(n):
    return rng().permutation(n), rng().integers(0, 2, n)


@family(ONE, "path, one end")
def path(n):
    return np.minimum(np.arange(n) + 1, n - 1), (np.arange(n) == n - 1).astype(int)


@family(ONE, "path, shuffled")
def path_shuffled(n):
    return shuffled(path(n))


@family(ONE, "cycle, random")
def cycle_random(n):
    return cycle(rng().integers(0, 2, n))


@family(ONE, "cycle, random, shuffled")
def cycle_shuffled(n):
    return shuffled(cycle_random(n))


@family(ONE, "cycle, de Bruijn")
def cycle_de_bruijn(n):
    return cycle(de_bruijn(n))


@family(ONE, "cycle, Fibonacci word")
def cycle_fibonacci(n):
    return cycle(fibonacci(n))


@family(ONE, "cycle, one mark")
def cycle_mark(n):
    return cycle((np.arange(n) == 0).astype(int))


@family(ONE, "counter, carry out")
def counter(n):
    return cycle((np.arange(n) % 10 == 9).astype(int))


@family(ONE, "LCG, low bit")
def lcg_low(n):
    n = 1 << (n.bit_length() - 1)
    x = np.arange(n)
    return (x * 1103515245 + 12345) % n, x & 1


@family(ONE, "LCG, top bit")
def lcg_top(n):
    n = 1 << (n.bit_length() - 1)
    x = np.arange(n)
    return (x * 1103515245 + 12345) % n, (x >= n // 2).astype(int)


@family(ONE, "rule 110 on a ring")
def rule_110(n):
    cells = n.bit_length() - 1
    x = np.arange(1 << cells)
    mask = (1 << cells) - 1
    left, right = (x << 1 | x >> cells - 1) & mask, (x >> 1 | (x & 1) << cells - 1)
    return (x | left) & ~(x & left & right) & mask, x & 1


@family(MANY, "random, 2 letters")
def random_2(n):
    return rng().integers(0, n, (n, 2)), rng().integers(0, 2, n)


@family(MANY, "random, 8 letters")
def random_8(n):
    return rng().integers(0, n, (n, 8)), rng().integers(0, 2, n)


@family(MANY, "path with reset")
def path_reset(n):
    step, shown = path(n)
    return np.stack([step, np.zeros(n, int)], 1), shown


@family(MANY, "path with reset, shuffled")
def path_reset_shuffled(n):
    return shuffled(path_reset(n))


@family(MANY, "counter, up and down")
def up_down(n):
    x = np.arange(n)
    return np.stack([np.minimum(x + 1, n - 1), np.maximum(x - 1, 0)], 1), (x == 0).astype(int)


@family(MANY, "shift register")
def shift_register(n):
    n = 1 << (n.bit_length() - 1)
    x = np.arange(n)
    return np.stack([2 * x % n, (2 * x + 1) % n], 1), (x >= n // 2).astype(int)


@family(MANY, "grid, 4 letters, a corner")
def grid_corner(n):
    w = int(n**0.5)
    i, j = np.divmod(np.arange(w * w), w)
    moves = [
        np.maximum(i - 1, 0) * w + j,
        np.minimum(i + 1, w - 1) * w + j,
        i * w + np.maximum(j - 1, 0),
        i * w + np.minimum(j + 1, w - 1),
    ]
    return np.stack(moves, 1), (np.arange(w * w) == 0).astype(int)


@family(MANY, "grid, 4 letters, the centre")
def grid_centre(n):
    step, shown = grid_corner(n)
    w = int(n**0.5)
    return step, (np.arange(len(shown)) == (w // 2) * w + w // 2).astype(int)
