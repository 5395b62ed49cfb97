"""Print how fast linear abstractions are found and checked, beside closing by hand with fractions.

    python tests/benchmarks/linear.py              a minute or two
    python tests/benchmarks/linear.py --file m.ode [observable ...]     one model of yours

Medians of three, in one process, compiled kernels.  ``terms``: of all right hand sides; ``to``: the size of the
answer; ``build``: from reactions or texts to polynomials; ``lump``: the answer, proved; ``check``: the independent
check; ``by hand``: the same elimination with fractions and mappings, as a multiple of ``lump`` (once, small ones only);
``CLUE``: if it is installed, likewise.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from fractions import Fraction
from statistics import median
from typing import Any

from abstractions.formats.ode import read_ode
from abstractions.linear import BitMap, Dynamics, lump, parities
from abstractions.linear.check import times_jacobian
from abstractions.linear.lumping import observables

Question = tuple[Dynamics, list[Any]]


def sites(n: int) -> Question:
    """A molecule with n sites that are alike: 2^n states and two enzymes, of which n + 3 sums are enough."""
    reactions: list[Any] = [({"K": 1}, {}, "1/7")]
    for s in range(1 << n):
        for i in range(n):
            by, rate = ("P", 2) if s >> i & 1 else ("K", 3)
            reactions.append(({by: 1, f"s{s}": 1}, {by: 1, f"s{s ^ 1 << i}": 1}, rate))
    return Dynamics.reactions(reactions), [f"s{(1 << n) - 1}"]


def blown_up(families: int, copies: int) -> Question:
    """Random reactions between families of copies that are alike; two sums for each family are enough."""
    rng = random.Random(1)
    reactions: list[Any] = [({f"e{a}": 1}, {f"e{(a + 1) % families}": 1}, 1) for a in range(families)]
    for a in range(families):
        for _ in range(4):
            b, rate, by = rng.randrange(families), rng.randint(1, 9), f"e{rng.randrange(families)}"
            for i in range(copies):
                after = f"x{b}_{rng.randrange(copies)}"
                reactions.append(({f"x{a}_{i}": 1, by: 1}, {after: 1, by: 1}, rate))
    return Dynamics.reactions(reactions), [" + ".join(f"x0_{i}" for i in range(copies))]


def pairs(copies: int) -> Question:
    """Every A_i meets every B_j: copies^2 products, of three sums."""
    reactions: list[Any] = [
        ({f"A{i}": 1, f"B{j}": 1}, {f"C{(i + j) % copies}": 1}, 2)
        for i in range(copies)
        for j in range(copies)
    ]
    reactions += [({f"C{i}": 1}, {f"A{i}": 1, f"B{i}": 1}, 5) for i in range(copies)]
    return Dynamics.reactions(reactions), [" + ".join(f"C{i}" for i in range(copies))]


def quadratic(n: int) -> Question:
    """Random products: nothing can be lumped."""
    rng = random.Random(1)

    def side() -> str:
        return " + ".join(f"{rng.randint(1, 9)}*x{rng.randrange(n)}*x{rng.randrange(n)}" for _ in range(6))

    return Dynamics.of({f"x{i}": side() for i in range(n)}), ["x0"]


def tall(n: int) -> Question:
    """A random sparse matrix of rank n - 4: the numbers of the answer have hundreds of digits."""
    rng = random.Random(1)
    rows = [{rng.randrange(n): rng.randint(1, 9) for _ in range(5)} for _ in range(n - 4)]
    for i in range(4):
        rows.append({**rows[2 * i], **rows[2 * i + 1]})
        rows[-1] = {k: rows[2 * i].get(k, 0) + rows[2 * i + 1].get(k, 0) for k in rows[-1]}
    return Dynamics.linear([[row.get(k, 0) for k in range(n)] for row in rows]), ["x0"]


def long(n: int, bits: int) -> Question:
    """A dense matrix that leaves n / 2 forms with random fractions of so many bits to themselves."""
    rng = random.Random(1)
    k = n // 2
    forms = [
        {i: Fraction(1)}
        | {j: Fraction(rng.randint(-(2**bits), 2**bits), rng.randint(1, 2**bits)) for j in range(k, n)}
        for i in range(k)
    ]
    rows = [[0] * n for _ in range(n)]
    for i in range(k):
        weights = [rng.randint(-9, 9) for _ in range(k)]
        rows[i] = [sum(w * form.get(j, 0) for w, form in zip(weights, forms)) for j in range(n)]
    return Dynamics.linear(rows), [forms[0]]


def by_hand(f: Dynamics, keep: Any) -> int:
    """The dimension of the smallest closed space: each product reduced by all rows, with fractions."""
    waiting, rows = list(observables(f, keep)), []
    for row in waiting:
        left = dict(row)
        for lead, other in rows:
            if c := left.get(lead):
                for k, v in other.items():
                    total = left.get(k, Fraction(0)) - c * v
                    if total:
                        left[k] = total
                    else:
                        left.pop(k, None)
        if left:
            lead = min(left)
            rows.append((lead, {k: v / left[lead] for k, v in left.items()}))
            waiting.extend(times_jacobian(f, rows[-1][1]).values())
    return len(rows)


def clue(f: Dynamics, keep: list[Any]) -> float | None:
    """The seconds that CLUE takes for the same, if it is installed."""
    try:
        from clue import FODESystem, SparsePolynomial
    except ImportError:
        return None
    names = list(f.names)
    sides = [SparsePolynomial.from_string(f.text(dict(t)).replace("**", "^"), names) for t in f.polynomials]
    system = FODESystem(sides, variables=names)
    forms = [SparsePolynomial.from_string(said, names) for said in keep]
    return timed(lambda: system.lumping(forms, print_system=False, print_reduction=False))[0]


def timed(work: Callable[[], Any], times: int = 1) -> tuple[float, Any]:
    """The median of some times, and what was made."""
    seconds, made = [], None
    for _ in range(times):
        began = time.perf_counter()
        made = work()
        seconds.append(time.perf_counter() - began)
    return median(seconds), made


def row(name: str, make: Callable[[], Question], hand: bool) -> str:
    build, (f, keep) = timed(make)
    f.jacobian  # noqa: B018 - made once and kept; told with `build`
    seconds, found = timed(lambda: lump(f, keep), 3)
    reduced, _ = timed(lambda: found.reduced)
    check, verdict = timed(found.check)
    assert verdict
    terms = sum(map(len, f.polynomials))
    slow = ""
    if hand:
        hours, size = timed(lambda: by_hand(f, keep))
        assert size == len(found)
        slow = f"{hours / seconds:9,.0f}x"
    peer = clue(f, keep)
    slow += f"{peer / seconds:9,.0f}x" if peer else ""
    return f"{name:28} {len(f):>6} {terms:>7} {len(found):>5} {build:8.2f} {seconds + reduced:8.3f} {check:8.2f} {slow:>10}"


def register(n: int) -> None:
    """A shift register, and a ring of which only every tenth bit is summed."""
    bits = [f"b{i}" for i in range(n)]
    shift = BitMap.of({**dict(zip(bits, bits[1:])), bits[-1]: "b0 ^ b3 ^ b4 ^ b7"})
    ring = BitMap.of(dict(zip(bits, [*bits[1:], bits[0]])))
    half = n // 2
    for name, f, keep in (("shift register", shift, ["b0"]), ("ring", ring, [f"b0 ^ b{half}"])):
        seconds, found = timed(lambda f=f, keep=keep: parities(f, keep), 3)
        check, verdict = timed(found.check)
        assert verdict
        print(
            f"{name:28} {n:>6} {sum(map(len, f.terms)):>7} {len(found):>5} {'':8} {seconds:8.3f} {check:8.2f}",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--file")
    parser.add_argument("observables", nargs="*")
    options = parser.parse_args()
    lump(*quadratic(60)), parities(BitMap.of({"a": "b", "b": "a"}), ["a"])  # compiles
    head = f"{'family':28} {'size':>6} {'terms':>7} {'to':>5} {'build s':>8} {'lump s':>8} {'check s':>8} {'by hand':>10}"
    print(head)
    if options.file:
        model = read_ode(options.file)
        keep = options.observables or model.observables
        print(row(model.name, lambda: (read_ode(options.file).dynamics, keep), False))
        return
    families: list[tuple[str, Callable[[], Question], bool]] = [
        ("sites, n = 8", lambda: sites(8), True),
        ("sites, n = 12", lambda: sites(12), True),
        ("blown up, 10 families", lambda: blown_up(10, 30), True),
        ("blown up, 50 families", lambda: blown_up(50, 99), True),
        ("pairs, 100 copies", lambda: pairs(100), True),
        ("random quadratic", lambda: quadratic(500), True),
        ("random quadratic", lambda: quadratic(5000), False),
        ("sparse matrix, long numbers", lambda: tall(40), True),
        ("sparse matrix, long numbers", lambda: tall(200), False),
        ("dense, fractions of 64 bits", lambda: long(30, 64), True),
        ("dense, fractions of 512 bits", lambda: long(30, 512), False),
    ]
    for name, make, hand in families:
        print(row(name, make, hand), flush=True)
    for n in (1024, 4096):
        register(n)


if __name__ == "__main__":
    main()
