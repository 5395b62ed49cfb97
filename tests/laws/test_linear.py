"""Linear abstractions: worked cases with their numbers, and every fast answer against the definition."""

import random
from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

import abstractions as ab
from abstractions.kernel import Kernel
from abstractions.linear import BitMap, Dynamics, Subspace, are_closed, is_lumping, lump, parities
from abstractions.linear.modular import Echelon, primes
from abstractions.linear.rational import smallest
from abstractions.testing import laws
from abstractions.testing.forging import forged
from abstractions.testing.laws.linear import subspaces

NAMES = ("x", "y", "z")
small = st.fractions(-3, 3, max_denominator=3)
vectors = st.lists(st.integers(-2, 2), min_size=3, max_size=3)


@st.composite
def dynamics(draw, n=3, degree=2):
    """Few terms, small coefficients, some symmetric, so that lumpings are not rare."""
    monomials = [m for m in product(range(degree + 1), repeat=n) if sum(m) <= degree]
    factors = [st.sampled_from([-1, 1, 2, Fraction(1, 2)]), st.sampled_from(monomials)]
    terms = st.lists(st.tuples(*factors), max_size=3)
    sides = [
        {tuple((i, e) for i, e in enumerate(m) if e): Fraction(c) for c, m in draw(terms)} for _ in range(n)
    ]
    if draw(st.booleans()):
        swapped = {0: 1, 1: 0}
        sides[1] = {tuple(sorted((swapped.get(i, i), e) for i, e in m)): c for m, c in sides[0].items()}
    return Dynamics.from_polynomials(NAMES[:n], sides, draw(st.sampled_from(["continuous", "discrete"])))


@st.composite
def lumpable(draw):
    """Dynamics that is another one in skew coordinates, so that a small lumping is known to exist."""
    inner = draw(dynamics(n=2))
    u, v = sympy.symbols("x y")
    w = sympy.Symbol("z")
    a, b = draw(st.integers(-2, 2)), draw(st.integers(-2, 2))
    new = {u: u + a * w, v: v + b * w}
    g = [side.subs(new, simultaneous=True) for side in inner.expressions().values()]
    h = draw(dynamics()).expressions()["z"]
    return Dynamics.of({"x": sympy.expand(g[0] - a * h), "y": sympy.expand(g[1] - b * h), "z": h}), (a, b)


def rows(*of):
    return [{i: Fraction(v) for i, v in enumerate(row) if v} for row in of]


def test_the_example_of_the_paper():
    f = Dynamics.of({"x1": "x2^2 + 4*x2*x3 + 4*x3^2", "x2": "4*x3 - 2*x1", "x3": "x1 + x2"})
    found = lump(f, ["x1"])
    assert found.space == Subspace.of(3, rows([1, 0, 0], [0, 1, 2]))
    assert str(found.reduced) == "x1' = y1**2\ny1' = 2*y1" and found.check()
    assert found({"x2": 1, "x3": 1}) == (0, 3)


def test_a_parameter_is_a_variable_that_stays():
    """x1 + x2 needs a + b, not a and b."""
    f = Dynamics.of({"x1": "a*x1 + b*x2", "x2": "b*x1 + a*x2", "a": 0, "b": 0})
    found = lump(f, "x1 + x2")
    assert [found.definition(i) for i in range(2)] == ["x1 + x2", "a + b"]
    assert str(found.reduced) == "y1' = y1*y2\ny2' = 0"


@settings(max_examples=60)
@given(dynamics(), st.lists(vectors, max_size=2))
def test_lumping_is_the_smallest_closed_space(f, keep):
    laws.lumping_is_the_smallest_closed_space(f, rows(*keep))
    laws.reduced_dynamics_is_an_identity(lump(f, rows(*keep)))


@settings(max_examples=40)
@given(lumpable())
def test_a_lumping_that_was_hidden_is_found(hidden):
    f, (a, b) = hidden
    keep = rows([1, 0, a], [0, 1, b])
    found = lump(f, keep)
    assert found.space == Subspace.of(3, keep)
    laws.every_refuted_lumping_replays(f, keep)


def test_every_linear_map_of_two_variables_with_small_entries():
    for entries in product((-1, 0, 2), repeat=4):
        f = Dynamics.linear([entries[:2], entries[2:]])
        for keep in ([1, 0], [1, 1], [1, -1]):
            laws.lumping_is_the_smallest_closed_space(f, rows(keep))


@settings(max_examples=60)
@given(dynamics(), st.lists(vectors, min_size=1, max_size=2))
def test_every_refuted_lumping_replays(f, keep):
    laws.every_refuted_lumping_replays(f, rows(*keep))


def test_discrete_time_asks_the_same_as_continuous_time():
    """Equal observables, equal next observables: on a grid of points, for all maps of a small family."""
    grid = [(Fraction(a), Fraction(b)) for a in range(-2, 3) for b in range(-2, 3)]
    terms = ["x", "y", "x*y", "x^2", "y^2"]
    for left, right in product(range(1, 32, 5), repeat=2):
        said = [" + ".join(t for i, t in enumerate(terms) if bits >> i & 1) or "0" for bits in (left, right)]
        f = Dynamics.of({"x": said[0], "y": said[1]}, time="discrete")
        for row in ([1, 0], [1, 1], [1, -1]):
            seen, same = {}, True
            for at in grid:
                now, after = (sum(c * v for c, v in zip(row, p)) for p in (at, f(at)))
                same &= seen.setdefault(now, after) == after
            assert bool(is_lumping(f, rows(row))) == same


def test_large_numbers_need_more_primes_and_no_prime_can_lie():
    """Coefficients that vanish modulo the first primes: the answer is that over Q."""
    p, q = (n for n, _ in zip(primes(), range(2)))
    f = Dynamics.of({"x": f"{p * q}*y", "y": f"{p}*z + x", "z": "x/7"})
    assert len(lump(f, ["x"])) == 3
    g = Dynamics.of({"x": f"{p}*y + {p}*z", "y": "y", "z": "z"})
    found = lump(g, ["x"])
    assert found.space == Subspace.of(3, rows([1, 0, 0], [0, 1, 1])) and found.check()
    big = 3**200
    h = Dynamics.of({"x": f"{big}*y + {big + 2}/{big + 1}*z", "y": "y", "z": "z"})
    found = lump(h, ["x"])
    assert found.space.rows[1][1][1] == Fraction(big + 2, big * (big + 1)) and found.check()
    unlucky = Dynamics.of({"x": f"{q}*y + {q}*{big + 2}/{big + 1}*z", "y": "y", "z": "z"})
    found = lump(unlucky, ["x"])  # modulo the second prime one row is enough: it is left out
    assert found.space.rows[1][1][1] == Fraction(big + 2, big + 1) and found.check()
    with pytest.raises(ab.BudgetExceeded, match="few primes"):
        lump(h, ["x"], budget=3)


def test_the_two_proofs_that_a_space_is_closed_agree(monkeypatch):
    """With fractions, and modulo primes up to a bound; on spaces that are closed, and on others."""
    from abstractions.linear import rational

    rng = random.Random(5)
    for _ in range(40):
        entries = [Fraction(rng.choice([0, 0, 1, -2]), rng.choice([1, 3, 2**40 + 1])) for _ in range(16)]
        f = Dynamics.linear([entries[i : i + 4] for i in range(0, 16, 4)])
        keep = rows([1, rng.randint(-1, 1), 0, 0])
        for space in (lump(f, keep).space, Subspace.of(4, keep)):
            found = rational.escape(space, f.jacobian)
            exact = rational.directly(space, f.jacobian)
            assert (found is None) == (exact is None)
    monkeypatch.setattr(rational, "FEW_PRIMES", 0)
    laws.lumping_is_the_smallest_closed_space(f, keep)
    assert not is_lumping(Dynamics.of({"a": "a*b", "b": "a*b"}), ["a + b"])


def test_a_space_modulo_a_prime_has_no_more_rows_than_over_q():
    rng = random.Random(7)
    for _ in range(30):
        n = 5
        matrix = [[rng.choice([0, 0, 0, 1, 2, 5]) for _ in range(n)] for _ in range(n)]
        j = Dynamics.linear(matrix).jacobian
        space, _ = smallest(rows([1, 0, 0, 0, 0]), j)
        for p in (2, 3, 5, 7):
            e = Echelon(n, p, j.starts, j.modulo(p))
            e.give([{0: 1}])
            i = 0
            while i < e.rows < n:
                e.multiply(i)
                i += 1
            assert e.rows <= len(space)


def test_engines_agree_compiled_and_plain(monkeypatch):
    rng = random.Random(3)
    n = 40
    f = Dynamics.of(
        {f"x{i}": " + ".join(f"{rng.randint(1, 5)}*x{rng.randrange(n)}*x{rng.randrange(n)}" for _ in range(2))
         for i in range(n)}
    )  # fmt: skip
    found = []
    for mode in ("never", "always"):
        monkeypatch.setattr(Kernel, "mode", mode)
        answer = lump(f, ["x0 + x1"])
        found.append((answer.space, answer.derivation))
        assert answer.check()
    assert found[0] == found[1]


def test_sites_that_are_alike_are_counted():
    """A molecule with n sites that are switched on and off: 2^n states, of which n + 1 counts are enough."""
    n, reactions = 5, []
    for s, i in product(range(1 << n), range(n)):
        by, rate = ("P", 2) if s >> i & 1 else ("K", 3)
        reactions.append(({by: 1, f"s{s}": 1}, {by: 1, f"s{s ^ 1 << i}": 1}, rate))
    found = lump(Dynamics.reactions(reactions), [f"s{(1 << n) - 1}"])
    assert len(found) == n + 3 and found.check()


@given(st.integers(-(10**6), 10**6), st.integers(1, 10**6))
def test_fractions_are_found_from_their_remainders(n, d):
    laws.fractions_are_found_from_their_remainders(Fraction(n, d), 2147483647, 2147483629)
    laws.fractions_are_found_from_their_remainders(Fraction(n, d), 10007, 10009)


@st.composite
def texts(draw):
    atom = st.sampled_from(["x", "y", "z", "2", "0.5", "3e-1", "(x - y)"])
    said = draw(atom)
    for _ in range(draw(st.integers(0, 5))):
        kind = draw(st.sampled_from(["+", "-", "*", "/2", "**2", "neg"]))
        said = {"/2": f"({said})/2", "**2": f"({said})**2", "neg": f"-({said})"}.get(
            kind
        ) or f"{said} {kind} {draw(atom)}"
    return said


@settings(max_examples=60)
@given(texts(), st.lists(small, min_size=3, max_size=3))
def test_polynomials_mean_what_they_say(text, at):
    laws.polynomials_mean_what_they_say(text, NAMES, at)


def test_mutants_of_lumpings_are_refused():
    f = Dynamics.of({"a": "-3*a + b + b*c", "b": "a + b*c", "c": "c - c^2 - a*c - b*c", "d": "a"})
    right = lump(f, ["a + b"])
    assert (right.check() and len(right) == len(f) - 1) or right.check()
    space, why = right.space, right.derivation
    mutants = [
        replace(right, space=Subspace(space.n, space.rows[:-1])),
        replace(right, space=forged(space, rows=space.rows[::-1])),
        replace(right, space=Subspace.of(space.n, [{i: 1} for i in range(4)])),
        replace(right, kept=(*right.kept, {3: Fraction(1)})),
        replace(right, derivation=replace(why, prime=4)),
        replace(right, derivation=replace(why, parents=why.parents[:-1], factors=why.factors[:-1])),
        replace(right, derivation=replace(why, parents=tuple(-1 for _ in why.parents))),
        replace(right, derivation=replace(why, parents=tuple(min(i, 0) for i in why.parents), factors=((),) * len(why.factors))),
        replace(right, derivation=replace(why, parents=(*why.parents[:-1], len(why.parents)))),
    ]  # fmt: skip
    for i, terms in enumerate(right.reduced.polynomials):
        for changed in ((), (*terms, (((0, 7),), Fraction(1))), tuple((m, c + 1) for m, c in terms)):
            sides = [*right.reduced.polynomials]
            sides[i] = changed
            if changed != terms:
                mutants.append(replace(right, given_reduced=replace(right.reduced, polynomials=tuple(sides))))
    for i, row in enumerate(space.rows):
        for at in range(len(row)):
            other = [*row[:at], (row[at][0], row[at][1] + 1), *row[at + 1 :]]
            rows_ = (*space.rows[:i], tuple(other), *space.rows[i + 1 :])
            mutants.append(replace(right, space=forged(space, rows=rows_)))
    for mutant in mutants:
        assert not mutant.check()
        laws.no_check_passes_a_false_lumping(mutant)


@settings(max_examples=60)
@given(dynamics(), vectors, st.lists(vectors, max_size=3), st.integers(0, 2))
def test_no_check_passes_a_false_lumping(f, keep, other, cut):
    """A space and a derivation that belong to other questions."""
    right = lump(f, rows(keep))
    wrong = lump(f, rows(keep, *other))
    laws.no_check_passes_a_false_lumping(replace(right, space=Subspace.of(3, rows(keep, *other))))
    laws.no_check_passes_a_false_lumping(replace(wrong, kept=right.kept))
    d = wrong.derivation
    short = replace(d, parents=d.parents[:cut], factors=d.factors[:cut])
    laws.no_check_passes_a_false_lumping(replace(right, derivation=short))


# Over two elements.


def test_the_derivative_of_sums_is_wrong_both_ways():
    """Partial derivatives, summed along u, are not f(x + u) + f(x).

    Along u = 111 those of the majority cancel, but complementing all bits complements it; those of the
    majority plus a bit add up to 1, but complementing all bits leaves it.
    """
    majority = {"m": "a&b ^ a&c ^ b&c", "a": "a", "b": "b", "c": "c"}
    for next_bit, formal, truth in (("a&b ^ a&c ^ b&c", 0, 1), ("a&b ^ a&c ^ b&c ^ a", 1, 0)):
        f = BitMap.of({**majority, "m": next_bit})
        products, partial = f.terms[0], set()
        for i in (1, 2, 3):
            partial ^= {m ^ (1 << i) for m in products if m >> i & 1}
        assert partial == ({0} if formal else set())
        difference = {(f(s) ^ f(s ^ 0b1110)) & 1 for s in range(16)}
        assert difference == {truth}
        even = ["m", "a ^ b", "b ^ c"]
        assert bool(are_closed(f, even)) == (not truth)
        assert len(parities(f, ["m"])) == (4 if truth else 3)


def test_the_derivative_of_a_square_is_not_zero():
    """As polynomials over GF(2), x^2 has derivative 0, but x^2 = x on bits: p must know x."""
    f = BitMap.of({"p": "x & x", "x": "p"})
    assert f == BitMap.of({"p": "x", "x": "p"}) and len(parities(f, ["p"])) == 2
    assert not are_closed(f, ["p"])


def test_parities_are_the_least_closed_of_every_map_of_two_bits():
    for table in product(range(4), repeat=4):
        f = BitMap.table(table)
        for space in subspaces(2):
            laws.parities_are_the_least_closed(f, sorted(space))
            laws.every_refuted_parity_replays(f, sorted(space - {0}))


@settings(max_examples=60)
@given(st.data())
def test_parities_are_the_least_closed(data):
    n = data.draw(st.integers(1, 4))
    if data.draw(st.booleans()):
        f = BitMap.table(data.draw(st.lists(st.integers(0, 2**n - 1), min_size=2**n, max_size=2**n)))
    else:  # few products
        masks = st.frozensets(st.integers(0, 2**n - 1), max_size=2)
        f = BitMap(tuple("abcd"[:n]), tuple(data.draw(masks) for _ in range(n)))
    keep = data.draw(st.lists(st.integers(0, 2**n - 1), max_size=2))
    laws.parities_are_the_least_closed(f, keep)
    laws.every_refuted_parity_replays(f, keep)


@given(st.data())
def test_linear_parities_agree(data):
    n = data.draw(st.integers(1, 8))
    bits = st.lists(st.integers(0, 1), min_size=n, max_size=n)
    matrix = data.draw(st.lists(bits, min_size=n, max_size=n))
    laws.linear_parities_agree(matrix, data.draw(st.lists(st.integers(0, 2**n - 1), max_size=2)))


def test_every_map_of_two_bits_means_what_it_says():
    for table in product(range(4), repeat=4):
        f = BitMap.table(table, names=["a", "b"])
        text = {name: f.text(terms) for name, terms in zip(f.names, f.terms)}
        laws.bit_maps_mean_what_they_say(f, table, text)


@given(st.lists(st.integers(0, 7), min_size=8, max_size=8))
def test_bit_maps_mean_what_they_say(table):
    f = BitMap.table(table, names=list("abc"))
    laws.bit_maps_mean_what_they_say(f, table, {n: f.text(t) for n, t in zip(f.names, f.terms)})


def test_boolean_expressions_of_sympy():
    a, b, c = sympy.symbols("a b c")
    said = {"a": sympy.ITE(a, b, c), "b": sympy.Or(a, sympy.Not(b)), "c": sympy.Xor(a, b, c)}
    text = {"a": "a&b ^ ~a&c", "b": "a | ~b", "c": "a ^ b ^ c"}
    assert BitMap.of(said) == BitMap.of(text)
    assert BitMap.of({"a": sympy.Implies(a, b), "b": sympy.Equivalent(a, b)}) == BitMap.of(
        {"a": "~a | b", "b": "~(a ^ b)"}
    )
    assert BitMap.of({"a": sympy.true, "b": 0}) == BitMap.of({"a": "1", "b": "0"})


def test_mutants_of_parities_are_refused():
    f = BitMap.of({"a": "b ^ c&d", "b": "a ^ c&d", "c": "c ^ d", "d": "c", "e": "a&b&e"})
    right = parities(f, ["a ^ b"])
    assert [right.definition(i) for i in range(len(right))] == ["a ^ b"] and right.check()
    right = parities(f, ["a ^ b", "c"])
    other = BitMap(right.names, right.reduced.terms[::-1])
    mutants = [
        replace(right, rows=right.rows[:-1]),
        replace(right, rows=right.rows[::-1]),
        replace(right, rows=tuple(1 << i for i in range(5))),
        replace(right, kept=(*right.kept, 1 << 4)),
        replace(right, trace=right.trace[:-1]),
        replace(right, trace=((-1, 1), *right.trace[1:])),
        replace(right, trace=(*right.trace[:-1], (0, 1 << 4))),
        replace(right, trace=(*right.trace[:-1], right.trace[0])),
        replace(right, trace=(*right.trace[:-1], (9, 4))),
        replace(right, given_reduced=other),
        replace(right, rows=(right.rows[0] ^ 1 << 40, *right.rows[1:])),
        replace(parities(f, ["e"]), trace=((-1, 16), (0, 4), (0, 1), (0, 2), (0, 8))),
    ]
    for mutant in mutants:
        assert not mutant.check()
        laws.no_check_passes_false_parities(mutant)


@settings(max_examples=60)
@given(st.data())
def test_no_check_passes_false_parities(data):
    n = 3
    f = BitMap.table(data.draw(st.lists(st.integers(0, 7), min_size=8, max_size=8)))
    masks = st.lists(st.integers(0, 7), max_size=3)
    one, other = (parities(f, data.draw(masks)) for _ in range(2))
    laws.no_check_passes_false_parities(replace(one, kept=other.kept))
    laws.no_check_passes_false_parities(replace(one, rows=other.rows))
    trace = data.draw(st.lists(st.tuples(st.integers(-1, 2), st.integers(0, 7)), max_size=n))
    laws.no_check_passes_false_parities(replace(one, trace=tuple(trace)))


def test_bits_that_do_not_hang_together_may_be_many():
    """A hundred bits, in pairs of products; the spectrum of their sum has 4^50 parities, and is spanned by few."""
    said = {f"a{i}": f"a{i}" for i in range(50)} | {f"b{i}": f"b{i}" for i in range(50)}
    f = BitMap.of({**said, "out": " ^ ".join(f"a{i}&b{i}" for i in range(50))})
    found = parities(f, ["out"])
    assert len(found) == 101 and found.check()


def test_a_function_of_many_bits_that_hang_together_is_refused_with_what_was_found():
    said = {f"a{i}": f"a{i}" for i in range(30)}
    f = BitMap.of({**said, "out": " ^ ".join(f"a{i}&a{(i + 1) % 30}" for i in range(30)), "seen": "out"})
    with pytest.raises(ab.BudgetExceeded, match="of 30 bits") as stopped:
        parities(f, ["seen"])
    assert stopped.value.partial == (1 << 30, 1 << 31)


@pytest.mark.parametrize("n", [70, 130])
def test_a_shift_register_of_several_words(n):
    """The least feedback is from the oldest bit: the period polynomial has full degree, all bits are needed."""
    f = BitMap.of({f"b{i}": f"b{i + 1}" for i in range(n - 1)} | {f"b{n - 1}": "b0 ^ b1"})
    assert len(parities(f, ["b0"])) == n
    ring = BitMap.of({f"b{i}": f"b{(i + 1) % n}" for i in range(n)})
    found = parities(ring, [" ^ ".join(f"b{i}" for i in range(0, n, 10))])
    assert len(found) == 10 and found.check()


def test_values_compare_and_show_themselves():
    f = Dynamics.of({"x": "2*y", "y": np.int64(0)})
    g = BitMap.of({"a": "a & b", "b": "a"})
    assert (
        f != g and g != f and Subspace.of(1, []) != 0 and hash(g) == hash(BitMap.of({"a": "b & a", "b": "a"}))
    )
    assert repr(f) == "Dynamics of 2 variables, degree 1, 1 terms" and repr(g) == "BitMap of 2 bits, 2 terms"
    assert (
        repr(lump(f, "x")) == "Lumping of 2 variables to 2"
        and repr(parities(g, "a ^ b")) == "Parities: 2 of 2 bits"
    )
    assert repr(Subspace.of(2, [{0: 1}])) == "Subspace of dimension 1 of 2"
    ways = "a ^ b", ["a ^ b"], [["a", "b"]], [[1, 1]], np.array([[1, 1]]), [3], [np.int64(3)]
    assert {parities(g, keep).kept for keep in ways} == {(3,)} and parities(g, [["a", "a"]]).kept == (0,)


def test_a_row_of_zeros_and_a_form_said_twice_add_nothing():
    f = Dynamics.of({"x": "x", "y": "y"})
    assert len(lump(f, ["0", {"x": 0}, [0, 0], "x - x"])) == 0
    assert lump(f, ["x", "2*x", {0: "1/3"}]).space == lump(f, ["x"]).space
    assert parities(BitMap.of({"a": "a"}), [0, 1, 1]).rows == (1,)


def test_without_sympy_texts_still_work():
    import os
    import subprocess
    import sys

    code = (
        "import sys; sys.modules['sympy'] = None\n"
        "from abstractions.linear import Dynamics, lump\n"
        "import abstractions as ab\n"
        "f = Dynamics.of({'x': 'y', 'y': 'x'})\n"
        "assert lump(f, ['x + y']).check()\n"
        "try: f.expressions()\n"
        "except ab.MissingExtra as e: assert 'symbolic' in str(e)\n"
        "assert 'numba' not in sys.modules and 'scipy' not in sys.modules"
    )
    plain = {name: value for name, value in os.environ.items() if name != "ABSTRACTIONS_JIT"}
    subprocess.run([sys.executable, "-c", code], check=True, env=plain)


def test_ways_to_say_the_same():
    rows_ = [[0, 1], [2, 0]]
    f = Dynamics.linear(rows_)
    assert f == Dynamics.linear(np.array(rows_)) == Dynamics.linear(sympy.Matrix(rows_))
    assert f == Dynamics.linear(sparse.csr_array(np.array(rows_))) == Dynamics.of({"x0": "x1", "x1": "2*x0"})
    assert hash(f) == hash(Dynamics.linear(rows_)) and f != Dynamics.linear(rows_, time="discrete")
    x0, x1 = sympy.symbols("x0 x1")
    asked = (
        ["x0 + x1"],
        x0 + x1,
        [x0 + x1],
        {"x0": 1, "x1": 1},
        [[1, 1]],
        np.array([[1, 1]]),
        sympy.Matrix([[1, 1]]),
    )
    answers = [lump(f, keep).space for keep in (*asked, sparse.csr_array(np.array([[1, 1]])))]
    assert len(set(answers)) == 1
    assert f.matrix() == ([[0, 1], [2, 0]], [0, 0]) and len(lump(f, [])) == 0 and lump(f, []).check()


def test_ctrl_c_says_how_far_it_came(monkeypatch):
    left = iter(range(3))
    multiply = Echelon.multiply

    def interrupted(self, i):
        if next(left, None) is None:
            raise KeyboardInterrupt
        multiply(self, i)

    monkeypatch.setattr(Echelon, "multiply", interrupted)
    ring = Dynamics.of({f"x{i}": f"x{(i + 1) % 9}" for i in range(9)})
    with pytest.raises(ab.Interrupted, match="4 results"):
        lump(ring, ["x0"])
