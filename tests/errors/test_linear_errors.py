"""What cannot be asked of linear abstractions, told in words; and what no wrong argument may do."""

import inspect
from dataclasses import fields, replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import sympy
from scipy import sparse

import abstractions as ab
from abstractions import linear
from abstractions.linear import (
    BitMap,
    Derivation,
    Dynamics,
    Lumping,
    Parities,
    Subspace,
    Unclosed,
    Unlumped,
    are_closed,
    is_lumping,
    lump,
    parities,
)
from abstractions.testing.forging import forged

f = Dynamics.of({"x": "y", "y": "x*y"})
g = Dynamics.of({"x": "-x*z + y", "y": "x*z - y", "z": "0"})
b = BitMap.of({"a": "b", "b": "a ^ b"})
x, y = sympy.symbols("x y")
HUGE = 10**5000

CASES = [
    ("sin\\(...\\) is a call", lambda: Dynamics.of({"x": "sin(x)"})),
    ("sin\\(x\\) is no sum", lambda: Dynamics.of({"x": sympy.sin(x)})),
    ("divides by something that is no number", lambda: Dynamics.of({"x": "1/x"})),
    ("no sum, product or whole power", lambda: Dynamics.of({"x": 1 / x})),
    ("k is not known", lambda: Dynamics.of({"x": "k*x"})),
    ("missing at its end", lambda: Dynamics.of({"x": "x +"})),
    ("'x' is not expected", lambda: Dynamics.of({"x": "2 x"})),
    ("not closed", lambda: Dynamics.of({"x": "(x"})),
    ("'; y' is not expected", lambda: Dynamics.of({"x": "x ; y"})),
    ("divides by zero", lambda: Dynamics.of({"x": "x/0"})),
    ("no whole number", lambda: Dynamics.of({"x": "x^(1/2)"})),
    ("no whole number", lambda: Dynamics.of({"x": "x^-1"})),
    ("nested too deeply", lambda: Dynamics.of({"x": "(" * 60 + "x" + ")" * 60})),
    ("written out", lambda: Dynamics.of({"x": "(x + 1)^1000000"})),
    ("too long to be written out", lambda: Dynamics.of({"x": "2^10000000"})),
    ("too long", lambda: Dynamics.of({"x": "1e999999999"})),
    ("a float is the nearest", lambda: Dynamics.of({"x": 0.5})),
    ("is a float, and not exact", lambda: Dynamics.of({"x": 0.5 * x})),
    ("the parameter k is an exact number", lambda: Dynamics.of({"x": "k*x"}, parameters={"k": 0.1})),
    ("an equation and a value", lambda: Dynamics.of({"x": "x"}, parameters={"x": 1})),
    ("the names of variables are words", lambda: Dynamics.of({"1x": "0"})),
    ("`time` is known", lambda: Dynamics.of({"x": "x"}, time="never")),
    ("square", lambda: Dynamics.linear([[1, 2]])),
    ("differ in length", lambda: Dynamics.linear([[1, 2], [3]])),
    ("is an exact number", lambda: Dynamics.linear(np.eye(2))),
    ("there are 1 of the names", lambda: Dynamics.linear([[1]], names=["a", "b"])),
    ("has no rows", lambda: Dynamics.linear("A")),
    ("is no species", lambda: Dynamics.reactions([("A + B", "2 C", 1)])),
    ("k is not known", lambda: Dynamics.reactions([("A", "B", "k")])),
    ("is not one of `species`", lambda: Dynamics.reactions([("A", "B", 1)], species=["A"])),
    ("a variable of its own", lambda: lump(f, ["x*y"])),
    ("leave out the constant", lambda: lump(f, ["x + 1"])),
    ("z is not known", lambda: lump(f, ["z"])),
    ("3 entries, and not 2", lambda: lump(f, [[1, 2, 3]])),
    ("a variable is known", lambda: lump(f, [{"z": 1}])),
    ("the observables are a list", lambda: lump(f, 3)),
    ("found with few primes", lambda: lump(f, ["x"], budget=0)),
    ("build it with Dynamics.of", lambda: lump({"x": "y"}, ["x"])),
    ("leave out the constant", lambda: lump(f, ["x"]).observe("y + 1")),
    ("differs where they are equal", lambda: lump(Dynamics.of({"x": "x", "y": "y"}), ["x"]).observe("y")),
    ("an affine map has a matrix", lambda: f.matrix()),
    ("a value for each variable", lambda: f([1])),
    ("a value for each variable", lambda: f({"z": 1})),
    ("the names of variables differ", lambda: Dynamics.from_polynomials(["x", "x"], [{}, {}], "discrete")),
    ("a product has up to|too many terms", lambda: Dynamics.of({"x": "(x + 1)^1500*(x + 1)^1500"})),
    ("nested too deeply", lambda: Dynamics.of({"x": "x^" * 60 + "1"})),
    ("y is not known", lambda: Dynamics.of({"x": x * y})),
    ("it cannot be read as one", lambda: Dynamics.of({"x": "x"}, parameters={"k": "1/0"})),
    ("it cannot be read as one", lambda: Dynamics.of({"x": True})),
    ("a int is none", lambda: Dynamics.reactions([(3, "A", 1)])),
    ("how many of A there are is a whole number", lambda: Dynamics.reactions([({"A": 0.5}, "A", 1)])),
    ("the names of bits differ", lambda: BitMap.of({"a": "a", sympy.Symbol("a"): "a"})),
    ("'? b' is not expected", lambda: BitMap.of({"a": "a ? b"})),
    ("nested too deeply", lambda: BitMap.of({"a": "(" * 60 + "a" + ")" * 60})),
    ("b is not known", lambda: BitMap.of({"a": sympy.Symbol("b")})),
    (
        "a product has up to|too many terms",
        lambda: BitMap.of(
            {f"a{i}": "&".join(f"(a{j} ^ b{j})" for j in range(25)) for i in range(25)}
            | {f"b{i}": "0" for i in range(25)}
        ),
    ),
    ("there are 1 of the names of bits", lambda: BitMap.table([0, 1], names=["a", "b"])),
    ("n at most 24", lambda: BitMap.of({f"a{i}": "0" for i in range(30)}).system()),
    ("not expected", lambda: BitMap.of({"a": "a + b"})),
    ("b is not known", lambda: BitMap.of({"a": "b"})),
    ("none of and, or, not", lambda: BitMap.of({"a": sympy.sin(x)})),
    ("not closed", lambda: BitMap.of({"a": "(a"})),
    ("missing at its end", lambda: BitMap.of({"a": "a &"})),
    ("2\\*\\*n entries", lambda: BitMap.table([0, 1, 2])),
    ("not square", lambda: BitMap.linear([[0, 1]])),
    ("2 is too large", lambda: BitMap.linear([[2]])),
    ("x1 is not known", lambda: parities(BitMap.table([0, 1]), ["x0 & x1"])),
    ("no sum of bits", lambda: parities(BitMap.table([0, 1, 2, 3]), ["x0 & x1"])),
    ("a 0 or a 1 for each", lambda: parities(BitMap.table([0, 1]), [[0, 2]])),
    ("the parities are a list", lambda: parities(BitMap.table([0, 1]), 1)),
    ("build it with BitMap.of", lambda: parities(f, ["x"])),
    ("the mask of a parity has at most 1 bits", lambda: parities(BitMap.table([0, 1]), [5])),
    ("equations are a mapping", lambda: Dynamics.of([1])),
    ("parameters are a mapping", lambda: Dynamics.of({"x": "x"}, parameters=["k"])),
    ("the names of variables are a list", lambda: Dynamics.linear([[1]], names=5)),
    ("a set has no order", lambda: Dynamics.linear([[1, 0], [0, 1]], names={"x", "y"})),
    ("the shifts are a list", lambda: Dynamics.linear([[1]], 3)),
    ("its shape is", lambda: Dynamics.linear(sparse.coo_array(np.array([1, 2])))),
    ("its shape is", lambda: Dynamics.linear(sparse.coo_array((10**9, 10**9)))),
    ("its shape is", lambda: lump(f, sparse.coo_array((10**9, 10**9)))),
    ("the values of a point are a list", lambda: f(None)),
    ("the values of a point are a list", lambda: f("12")),
    ("a point has a value for each variable", lambda: f({1, 2})),
    ("reactions are a list", lambda: Dynamics.reactions(5)),
    ("its left side, its right side and its rate", lambda: Dynamics.reactions([("A", "B")])),
    ("a variable or a parameter", lambda: Dynamics.reactions([("A", "B", "A")], parameters={"A": 2})),
    ("the species of a reaction differ", lambda: Dynamics.reactions([({"1": 1, 1: 2}, "B", 1)])),
    ("there are 1 of the names", lambda: Dynamics(("x", "y"), ((),))),
    ("its monomial is there twice", lambda: Dynamics(("x",), ((((), 1), ((), 2)),))),
    ("it is no monomial in the variables 0 to 0", lambda: Dynamics(("x",), ({((1, 1),): 1},))),
    ("it is no monomial", lambda: Dynamics(("x",), ({((0, 10**9),): 1},))),
    ("the terms of what is written", lambda: f.text(5)),
    ("too long to be written out", lambda: Dynamics.of({"x": "(x^5000)^5000"})),
    ("too long to be written out", lambda: Dynamics.of({"x": f"x^({'9' * 4000}*{'9' * 4000})"})),
    ("is there twice, by name and by number", lambda: lump(f, {"x": 1, 0: 2})),
    ("a variable is known", lambda: f.index(None)),
    ("the number of a new variable", lambda: lump(f, ["x"]).definition(7)),
    ("the next bits are a mapping", lambda: BitMap.of(["a"])),
    ("it has 2\\*\\*n entries", lambda: BitMap.table([])),
    ("the names of bits differ", lambda: BitMap.table([0, 1, 2, 3], names=["a", "a"])),
    ("the names of bits differ", lambda: BitMap.linear([[1, 0], [0, 1]], names=["a", "a"])),
    ("the names of bits are words", lambda: BitMap.of({"1": "0"})),
    ("a product is a mask of 1 bits", lambda: BitMap(("a",), (frozenset([2]),))),
    ("is the set of its products", lambda: BitMap(("a",), ([1],))),
    ("is neither 0 nor 1", lambda: BitMap.of({"a": 2})),
    ("none of and, or, not", lambda: BitMap.of({"a": 1.0})),
    (r"f\(...\) is a call, and no Boolean polynomial", lambda: BitMap.of({"a": "f(a)"})),
    ("the bits of a parity are a list", lambda: parities(b, [None])),
    ("a state is a whole number from 0 on", lambda: b(-1)),
    ("a state has at most 2 bits", lambda: parities(b, ["a"])(4)),
    ("the number of a new bit", lambda: parities(b, ["a"]).definition(-1)),
    ("a 0 or a 1 for each", lambda: parities(b, [[1.0, 0]])),
    ("the number of columns is a whole number", lambda: Subspace.of(-1, [])),
    ("a column of row 0 is a whole number from 0 to 0", lambda: Subspace.of(1, [{1: 1}])),
    ("an entry of row 0 is an exact number", lambda: Subspace.of(1, [{0: 0.5}])),
    ("does not begin with 1", lambda: Subspace(1, (((0, Fraction(2)),),))),
    ("the pivots do not increase", lambda: Subspace(1, (((0, Fraction(1)),),) * 2)),
    (
        "a row is not 0 at the pivot",
        lambda: Subspace(2, (((0, Fraction(1)), (1, Fraction(1))), ((1, Fraction(1)),))),
    ),
    ("no tuple of tuples", lambda: Subspace(1, [])),
    ("equally many columns", lambda: Subspace.of(1, []) <= Subspace.of(2, [])),
    ("a budget is a whole number", lambda: lump(f, ["x"], budget=2.5)),
]


@pytest.mark.parametrize(("said", "wrong"), CASES, ids=[said for said, _ in CASES])
def test_what_cannot_be_asked_is_refused_in_words(said, wrong):
    with pytest.raises(ab.Misuse, match=said) as refused:
        wrong()
    assert refused.value.reason and refused.value.repair and str(refused.value)


def nested(join, n=3000):
    """An expression of sympy that is deeper than Python calls functions."""
    found = x
    for _ in range(n):
        found = join(found)
    return found


def test_expressions_of_sympy_may_be_too_deep():
    with pytest.raises(ab.Misuse, match="nested too deeply"):
        Dynamics.of({"x": nested(lambda e: sympy.Add(sympy.Mul(2, e, evaluate=False), 1, evaluate=False))})
    with pytest.raises(ab.Misuse, match="nested too deeply"):
        BitMap.of({"x": nested(lambda e: sympy.Not(sympy.Not(e, evaluate=False), evaluate=False))})


def test_products_that_cannot_be_written_out_are_refused():
    sums = " + ".join(f"x{i}" for i in range(1001))
    with pytest.raises(ab.Misuse, match="a product has up to 1,002,001 terms"):
        Dynamics.of({"x0": f"({sums})*({sums})", **{f"x{i}": 0 for i in range(1, 1001)}})


def test_things_of_other_kinds_are_not_compared():
    assert R.space.__le__(5) is NotImplemented and R.space != 5 and f != 5 and b != 5


def test_ctrl_c_while_parities_are_closed_keeps_those_found(monkeypatch):
    from abstractions.linear import packed

    left, join = iter(range(4)), packed.joined

    def interrupted(*arguments):
        if next(left, None) is None:
            raise KeyboardInterrupt
        return join(*arguments)

    monkeypatch.setattr(packed, "joined", interrupted)
    ring = BitMap.of({f"b{i}": f"b{(i + 1) % 9}" for i in range(9)})
    with pytest.raises(ab.Interrupted, match="4 results") as stopped:
        parities(ring, ["b0"])
    assert stopped.value.partial == [1, 2, 4, 8]


def several():
    yield from (1, 2)


WRONG = {
    "None": None, "5": 5, "-1": -1, "3.5": 3.5, "text": "abc", "True": True, "[]": [], "ragged": [[1], [1, 2]],
    "doubled": ["x", "x"], "NaN": float("nan"), "huge": HUGE, "huge inside": [HUGE, HUGE], "generator": several,
    "abstraction": ab.Abstraction([0, 0, 1, 2, 3]), "no states": ab.System.deterministic([]), "{}": {},
    "odd mapping": {"x": None, 0: float("inf")}, "three axes": np.zeros((2, 2, 2), int), "no axis": np.array(3),
    "bytes": b"abc", "object": object(), "set": {"x", 3}, "decimal": Decimal("sNaN"), "[None]": [None],
    "type": int, "mask": np.array([True, False]), "floats": np.array([[0.5, np.nan]]), "sympy": sympy.Matrix([[x]]),
    "relation": x < y, "nan of sympy": sympy.nan, "sparse line": sparse.coo_array(np.array([1, 2])),  "dates": np.array(["2020-01-01"], "datetime64[D]"),
    "fraction": Fraction(1, 3), "mapping of mappings": {"x": {"y": 1}}, "long name": "x" * 10**5,
}  # fmt: skip

R, P = lump(g, ["x + y"]), parities(b, ["a"])
CALLS = {
    "Dynamics": (Dynamics, {"names": f.names, "polynomials": f.polynomials, "time": "discrete"}),
    "Dynamics.of": (Dynamics.of, {"equations": {"x": "k*x"}, "parameters": {"k": 2}, "time": "discrete"}),
    "Dynamics.of a side": (lambda side: Dynamics.of({"x": side}), {"side": "x"}),
    "Dynamics.of a parameter": (lambda k: Dynamics.of({"x": "k*x"}, parameters={"k": k}), {"k": 2}),
    "Dynamics.from_polynomials": (
        Dynamics.from_polynomials, {"names": f.names, "sides": f.polynomials, "time": "discrete"}
    ),
    "Dynamics.linear": (
        Dynamics.linear, {"matrix": [[1, 2], [3, 4]], "shift": [0, 1], "names": ["x", "y"], "time": "discrete"}
    ),
    "Dynamics.reactions": (
        Dynamics.reactions,
        {"reactions": [("A", "B", "k")], "species": ["A", "B"], "parameters": {"k": 2}},
    ),
    "a reaction": (
        lambda left, right, rate: Dynamics.reactions([(left, right, rate)]), {"left": "A", "right": "B", "rate": 1}
    ),
    "Dynamics()": (f, {"x": (1, 2)}),
    "Dynamics.point": (f.point, {"x": (1, 2)}),
    "Dynamics.text": (f.text, {"polynomial": {(): 1}}),
    "Dynamics.observable": (f.observable, {"said": "x"}),
    "Dynamics.index": (f.index, {"name": "x"}),
    "Dynamics ==": (f.__eq__, {"other": f}),
    "lump": (lump, {"f": f, "keep": ["x"], "budget": 9}),
    "lump one": (lambda said: lump(f, [said]), {"said": "x"}),
    "is_lumping": (is_lumping, {"f": f, "given": ["x"]}),
    "Lumping()": (R, {"x": (1, 2, 3)}),
    "Lumping.observe": (R.observe, {"said": "x + y"}),
    "Lumping.definition": (R.definition, {"i": 0}),
    "Subspace": (Subspace, {"n": 3, "rows": R.space.rows}),
    "Subspace.of": (Subspace.of, {"n": 2, "rows": [{0: 1}]}),
    "Subspace.coordinates": (R.space.coordinates, {"row": {0: Fraction(1)}}),
    "Subspace.beyond": (R.space.beyond, {"row": {0: Fraction(1)}}),
    "Unlumped.values": (is_lumping(f, ["x"]).counterexample.values, {"row": {0: Fraction(1)}}),
    "BitMap": (BitMap, {"names": b.names, "terms": b.terms}),
    "BitMap.of": (BitMap.of, {"expressions": {"a": "a"}}),
    "BitMap.of a side": (lambda side: BitMap.of({"a": side}), {"side": "a"}),
    "BitMap.linear": (BitMap.linear, {"matrix": [[1, 0], [1, 1]], "shift": [0, 1], "names": ["a", "b"]}),
    "BitMap.table": (BitMap.table, {"following": [0, 1, 2, 3], "names": ["a", "b"]}),
    "BitMap()": (b, {"state": 1}),
    "BitMap.along": (b.along, {"parity": 1}),
    "BitMap.parity": (b.parity, {"said": "a"}),
    "BitMap.text": (b.text, {"terms": {1, 2}}),
    "parities": (parities, {"f": b, "keep": ["a"]}),
    "parities of one": (lambda said: parities(b, [said]), {"said": "a"}),
    "are_closed": (are_closed, {"f": b, "given": ["a"]}),
    "Parities()": (P, {"state": 1}),
    "Parities.definition": (P.definition, {"i": 0}),
}  # fmt: skip


def test_the_sweep_calls_everything_that_is_public():
    called = {name.split("(")[0].split(" ")[0] for name in CALLS}
    claims = {
        "Derivation",
        "Lumping",
        "Parities",
        "Unclosed",
        "Unlumped",
    }  # held as they are given; see below
    assert set(linear.__all__) - claims <= called
    for kind in (Dynamics, BitMap, Subspace, Lumping, Parities):
        public = {name: member for name, member in vars(kind).items() if not name.startswith("_")}
        for name, member in public.items():
            of = getattr(member, "__func__", member)
            asks = inspect.isfunction(of) and len(inspect.signature(of).parameters) > 1
            assert not asks or f"{kind.__name__}.{name}" in called, f"{kind.__name__}.{name}"


@pytest.mark.parametrize("name", CALLS)
def test_a_wrong_argument_is_refused_in_words_or_has_a_right_answer(name):
    call, right = CALLS[name]
    named = inspect.isroutine(call) or inspect.isclass(call)
    call(**right) if named else call(*right.values())
    for argument, (called, wrong) in ((a, w) for a in right for w in WRONG.items()):
        value = wrong() if called == "generator" else wrong
        given = {**right, argument: value}
        try:
            found = call(**given) if named else call(*given.values())
        except ab.Misuse as refused:
            assert refused.reason and refused.repair and str(refused), (argument, called)
            continue
        except Exception as error:
            raise AssertionError(f"{name}({argument} = {called}) raised {error!r}") from error
        if isinstance(found, Lumping | Parities):
            assert found.check(), (argument, called)
        if type(found).__module__.startswith("abstractions"):
            assert isinstance(str(found), str) and found == found, (argument, called)


def test_a_map_of_many_bits_takes_states_and_masks_of_as_many():
    n = 20_000
    f = BitMap(tuple(f"b{i}" for i in range(n)), tuple(frozenset([1 << (i + 1) % n]) for i in range(n)))
    assert f(1 << 5) == 1 << 4 and f.parity(1 << n - 1) == 1 << n - 1
    with pytest.raises(ab.Misuse, match="at most 20000 bits"):
        f(1 << n)
    with pytest.raises(ab.Misuse, match="no Fraction"):
        Subspace(1, (((0, HUGE),),))


def test_numbers_of_any_length_are_written_out():
    """Python writes no integer of more than 4,300 digits; an answer may have one."""
    found = lump(Dynamics.of({"x": HUGE * x + y, "y": "y"}), ["x"])
    assert len(str(found)) > 5000 and found.check()
    refuted = is_lumping(Dynamics.of({"x": "y^2", "y": "0"}, parameters=None), [{"x": HUGE}])
    assert not refuted and len(str(refuted)) > 5000


PARTS = [
    *WRONG.values(),
    (),
    (None,),
    ((0, 0.5),),
    (((0, Fraction(1)),),),
    (-1, 7),
    ((-1, HUGE),),
    1.0,
    frozenset([1]),
]


def mutants(claim):
    """A claim with each of its fields, and of the fields of its parts, changed to each wrong value."""
    for field in fields(claim):
        value = getattr(claim, field.name)
        for wrong in PARTS:
            yield field.name, wrong, forged(claim, **{field.name: several() if wrong is several else wrong})
        if isinstance(value, tuple) and value:
            turned = [value[::-1]] if value[::-1] != value else []
            for changed in (value[:-1], (*value, value[-1]), *turned, *((*value[:-1], w) for w in PARTS)):
                yield field.name, changed, forged(claim, **{field.name: changed})
        if isinstance(value, Subspace | Derivation | Dynamics | BitMap):
            for name, wrong, part in mutants(value):
                yield f"{field.name}.{name}", wrong, forged(claim, **{field.name: part})


CLAIMS = [
    R,
    replace(R, given_reduced=R.reduced),
    lump(f, ["x"]),
    is_lumping(g, ["x + y"]).unwrap(),
    P,
    replace(P, given_reduced=P.reduced),
    parities(BitMap.of({"a": "b&c", "b": "a", "c": "a ^ b"}), ["a"]),
    is_lumping(f, ["x"]).counterexample,
    are_closed(b, ["a"]).counterexample,
]


@pytest.mark.parametrize("claim", CLAIMS, ids=[type(claim).__name__ for claim in CLAIMS])
def test_claims_with_malformed_parts_are_judged_and_never_raise(claim):
    judge = type(claim).replay if isinstance(claim, Unlumped | Unclosed) else type(claim).check
    assert judge(claim)
    for name, wrong, mutant in mutants(claim):
        if name.startswith(("dynamics.", "map.")):
            continue  # what is asked about: a value that its constructor has judged
        try:
            verdict = judge(mutant)
        except Exception as error:
            raise AssertionError(f"{name} = {wrong!r} raised {error!r}") from error
        assert str(verdict)
        if verdict and name.split(".")[0] in ("dynamics", "map", "space", "rows"):
            raise AssertionError(f"{name} = {wrong!r} passed")
