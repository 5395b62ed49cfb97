"""Reaction networks in .ode files: what is read, what is written, and what is refused in words."""

import tempfile
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import abstractions as ab
from abstractions.formats.ode import OdeModel, read_ode, write_ode
from abstractions.linear import Dynamics, lump
from abstractions.testing import laws

MAJORITY = """// Written by hand.
begin model majority
 /* Numbers and
    what is made of them. */
 begin parameters
  p = 1E-1
  q = 2*p + (1/4)^2
 end parameters
 begin init
  x0 = p ( "A(b~Y)" )   x1 = 3
  x2 ( "B" )
 end init
 begin partition
  {x0, x1},
  {x2}
 end partition
 begin reactions
  x0 + x2 -> x2 + x1, p          // spends x0
  x0 + 2*x1 -> 3*x1 , q [named]
  x2 -> x0 , arbitrary x1*x2
 end reactions
 begin views
  all = x0 + x1 + x2
 end views
 reduceFE(fileOut="a.ode",
          prePartition=USER)
 this=curry(paramsToCurry=ALL)
end model
"""


def written(tmp_path, text, name="model.ode"):
    path = tmp_path / name
    path.write_text(text)
    return path


def test_a_reaction_network_is_read(tmp_path):
    model = read_ode(written(tmp_path, MAJORITY))
    q = Fraction(2, 10) + Fraction(1, 16)
    assert model.name == "majority" and model.parameters == {"p": Fraction(1, 10), "q": q}
    assert model.dynamics == Dynamics.of(
        {
            "x0": "-p*x0*x2 - q*x0*x1^2 + x1*x2",
            "x1": "p*x0*x2 + q*x0*x1^2",
            "x2": "-x1*x2",
        },
        parameters={"p": "0.1", "q": q},
    )
    assert model.initial == {"x0": Fraction(1, 10), "x1": 3}
    assert model.blocks == (("x0", "x1"), ("x2",)) and model.observables == ["x0 + x1", "x2"]
    assert model.views == {"all": "x0 + x1 + x2"}


DEPENDENT = """begin model m
begin parameters
 k = 2
 twice = 2*k
 same = twice/2 + 0*k
 three = 1 + 2
end parameters
begin ODE
 d(a) = k*a
 d(b) = same*b + twice - twice
 d(c) = three*c
end ODE
end model
"""


def test_parameters_said_by_others_change_with_them(tmp_path):
    """So a + b stays closed for all values; with two rates of their own it would not be."""
    model = read_ode(written(tmp_path, DEPENDENT), parameters="variables")
    assert model.dynamics == Dynamics.of({"a": "k*a", "b": "k*b", "c": "three*c", "k": 0, "three": 0})
    assert model.initial == {"k": 2, "three": 3} and model.parameters == {}
    assert len(lump(model.dynamics, ["a + b"])) == 2
    free = DEPENDENT.replace("twice/2 + 0*k", "2")
    assert len(lump(read_ode(written(tmp_path, free), parameters="variables").dynamics, ["a + b"])) == 4
    closed = read_ode(written(tmp_path, DEPENDENT))
    assert closed.parameters == {"k": 2, "twice": 4, "same": 2, "three": 3}


@pytest.mark.parametrize("said", ["1/k", "2^k"])
def test_a_parameter_that_is_no_polynomial_in_open_ones_is_refused(tmp_path, said):
    text = DEPENDENT.replace("2*k", said)
    assert read_ode(written(tmp_path, text)).parameters["k"] == 2
    with pytest.raises(ab.FormatError, match="line 4: expected a number, or a polynomial"):
        read_ode(written(tmp_path, text), parameters="variables")


def test_parameters_may_stay_variables(tmp_path):
    text = """begin model m
begin parameters
 a = 1
 b = 2
end parameters
begin init
 x1
 x2
end init
begin ODE
 d(x1) = a*x1 + b*x2
 d(x2) = b*x1 + a*x2
end ODE
end model"""
    model = read_ode(written(tmp_path, text), parameters="variables")
    assert model.dynamics.names == ("x1", "x2", "a", "b") and model.initial == {"a": 1, "b": 2}
    assert str(lump(model.dynamics, ["x1 + x2"]).reduced) == "y1' = y1*y2\ny2' = 0"
    assert str(lump(read_ode(tmp_path / "model.ode").dynamics, ["x1 + x2"]).reduced) == "y1' = 3*y1"


def test_what_is_said_nowhere_stays(tmp_path):
    model = read_ode(written(tmp_path, "begin model m\nbegin ODE\nd(x) = x^2\nend ODE\nend model"))
    assert model == OdeModel("m", Dynamics.of({"x": "x**2"}))
    text = "begin model m\nbegin init\nx = 0 y = 1\nz\nend init\nbegin ODE\nd(x) = y\nend ODE\nend model"
    model = read_ode(written(tmp_path, text))
    assert model.dynamics == Dynamics.of({"x": "y", "y": 0, "z": 0}) and model.initial == {"y": 1}


@settings(max_examples=40)
@given(st.data())
def test_reading_undoes_writing(data):
    names = data.draw(st.lists(st.sampled_from(["a", "b1", "_c", "e5", "d"]), min_size=1, unique=True))
    numbers = st.fractions(-2, 2, max_denominator=5)
    n = len(names)
    exponents = st.lists(st.integers(0, 3), min_size=n, max_size=n)
    side = st.lists(st.tuples(exponents, numbers.filter(bool)), max_size=3)
    sides = [{tuple((i, e) for i, e in enumerate(m) if e): c for m, c in data.draw(side)} for _ in range(n)]
    f = Dynamics.from_polynomials(names, sides, "continuous")
    initial = {name: v for name in names if (v := data.draw(numbers))}
    blocks = (tuple(names[:1]), tuple(names[1:])) if n > 1 and data.draw(st.booleans()) else ()
    model = OdeModel("m", f, initial, {"k": data.draw(numbers)}, blocks, {"v": names[0]})
    laws.reading_an_ode_file_undoes_writing(model)


BODY = "begin model m\nbegin parameters\nk = 2\nend parameters\nbegin init\nx\ny\nend init\n{}\nend model\n"
WRONG = {
    "line 1: expected begin model NAME": "model m\nend model",
    "expected begin model NAME": "",
    "expected end model": "begin model m\nbegin ODE\nd(x)=x\nend ODE\n",
    "expected end ODE, begun in line 2": "begin model m\nbegin ODE\nd(x)=x\n",
    "line 3: expected end ODE": "begin model m\nbegin ODE\nbegin init\n",
    "line 5: expected nothing after end model": "begin model m\nbegin ODE\nend ODE\nend model\nmore",
    "expected one section ODE or reactions": BODY.format(""),
    "line 2: expected a section parameters": "begin model m\nbegin alg\nend alg\nend model",
    "line 2: expected begin, end, or a command": "begin model m\nhello there\nend model",
    "line 10: expected d(name) = expression": BODY.format("begin ODE\nx' = 3\nend ODE"),
    "line 11: expected one derivative of each": BODY.format("begin ODE\nd(x) = 1\nd(x) = 2\nend ODE"),
    "line 10: expected one derivative of each": BODY.format("begin ODE\nd(z) = 1\nend ODE"),
    "(min(...) is a call, and no polynomial)": BODY.format("begin ODE\nd(x) = min(x, y)\nend ODE"),
    "(it divides by something that is no number)": BODY.format("begin ODE\nd(x) = x/(1 + x)\nend ODE"),
    "(z is not known)": BODY.format("begin ODE\nd(x) = z\nend ODE"),
    "line 10: expected reactants -> products , rate": BODY.format("begin reactions\nx + y\nend reactions"),
    "line 10: expected a sum of species": BODY.format("begin reactions\nx - y -> x, 1\nend reactions"),
    "line 10: expected a species of the section init": BODY.format("begin reactions\nz -> x, 1\nend reactions"),
    "line 10: expected mass action, or arbitrary": BODY.format("begin reactions\nx -> y, Hill 1 2 3\nend reactions"),
    "line 10: expected each variable in at most one block": BODY.format(
        "begin partition\n{x}, {x}\nend partition\nbegin ODE\nend ODE"
    ),
    "expected {a, b}, {c}": BODY.format("begin partition\nx, y\nend partition\nbegin ODE\nend ODE"),
    "line 4: expected a parameter once": "begin model m\nbegin parameters\nk = 1\nk = 2\nend parameters\nbegin ODE\nend ODE\nend model",
    "line 3: expected name = value": "begin model m\nbegin parameters\nk\nend parameters\nbegin ODE\nend ODE\nend model",
    "line 4: expected a variable once": "begin model m\nbegin init\nx\nx\nend init\nbegin ODE\nend ODE\nend model",
    "line 6: expected a variable that is no parameter": "begin model m\nbegin parameters\nk = 1\nend parameters\nbegin ODE\nd(k) = k\nend ODE\nend model",
    "line 7: expected a variable that is no parameter": "begin model m\nbegin parameters\nk = 1\nend parameters\nbegin reactions\nx -> y, k\ny -> k, 1\nend reactions\nend model",
    "line 11: expected a view once": BODY.format("begin views\nv = x\nv = y\nend views\nbegin ODE\nend ODE"),
    "line 10: expected name = expression": BODY.format("begin views\nv\nend views\nbegin ODE\nend ODE"),
    "line 11: expected {a, b}, {c}": BODY.format("begin partition\n{x},\n{}\nend partition\nbegin ODE\nend ODE"),
    "line 10: expected {a, b}, {c}": BODY.format("begin partition\n{x - y}\nend partition\nbegin ODE\nend ODE"),
    "line 11: expected } after the last block": BODY.format("begin partition\n{x},\n{y\nend partition\nbegin ODE\nend ODE"),
    "line 10: expected a reaction of low degree": BODY.format("begin reactions\n9999*x -> y, x^9999\nend reactions"),
    "line 4: expected end ODE, begun in line 2": "begin model m\nbegin ODE\nd(x) = 1\nend init\nend model",
    "line 3: expected begin, end, or a command": "begin model m\nrun())\nhello there\nend model",
    "line 3: expected a name": "begin model m\nbegin init\n1x\nend init\nbegin ODE\nend ODE\nend model",
}  # fmt: skip


@pytest.mark.parametrize("said", WRONG)
def test_wrong_files_are_refused_with_line_and_expectation(tmp_path, said):
    with pytest.raises(ab.FormatError) as refused:
        read_ode(written(tmp_path, WRONG[said]))
    assert said in str(refused.value)


def test_what_the_format_cannot_hold_is_refused_before_anything_is_written(tmp_path):
    path = tmp_path / "m.ode"
    path.write_text("what was there")
    f = Dynamics.of({"x": "x"})
    for wrong in (
        Dynamics.of({"x": "x"}, time="discrete"),
        Dynamics.of({"end": "end"}),
        OdeModel("two words", f),
        OdeModel("", f),
        OdeModel("m//", f),
        OdeModel("m", f, views={"begin": "x"}),
        OdeModel("m", f, views={"v": "x // twice"}),
        OdeModel("m", f, views={"v": "x\nend views"}),
        OdeModel("m", f, views={"v": "x w = y"}),
        OdeModel("m", f, views={"v": 'x ("label")'}),
        OdeModel("m", f, {"x": 10**5000}),
        OdeModel("m", Dynamics.of({"x": 10**5000})),
    ):
        with pytest.raises(ab.Misuse, match="holds the whole model"):
            write_ode(wrong, path)
    with pytest.raises(ab.Misuse, match="is known"):
        read_ode(path, parameters="symbols")
    assert path.read_text() == "what was there" and [p.name for p in tmp_path.iterdir()] == ["m.ode"]
    with pytest.raises(ab.FormatError, match="can be read"):
        read_ode(tmp_path / "nowhere.ode")
    with pytest.raises(ab.FormatError, match="can be written"):
        write_ode(f, tmp_path / "nowhere" / "m.ode")


F = Dynamics.of({"x": "y", "y": "k"}, parameters={"k": 1})
MODELS = {
    "a model has a name and polynomial dynamics": lambda: OdeModel("m", None),
    "a model has a name": lambda: OdeModel(None, F),
    "an initial value is that of a variable": lambda: OdeModel("m", F, {"z": 1}),
    "initial values are a mapping": lambda: OdeModel("m", F, [1]),
    "the initial value of x is an exact number": lambda: OdeModel("m", F, {"x": 0.5}),
    "a parameter is no variable": lambda: OdeModel("m", F, {}, {"x": 1}),
    "the names of parameters are words": lambda: OdeModel("m", F, {}, {"1k": 1}),
    "the blocks are a list": lambda: OdeModel("m", F, blocks=5),
    "the variables of block 0 are a list": lambda: OdeModel("m", F, blocks=("xy",)),
    "each variable is in at most one block": lambda: OdeModel("m", F, blocks=(("x",), ("x",))),
    "a block has variables": lambda: OdeModel("m", F, blocks=((),)),
    "views are a mapping": lambda: OdeModel("m", F, views=["x"]),
    "the view v is an expression": lambda: OdeModel("m", F, views={"v": " "}),
    "the names of views are words": lambda: OdeModel("m", F, views={"a b": "x"}),
    "the thing is linear": lambda: OdeModel("m", F, {}, {"k": 2}).form("k", "the thing"),
    "what is written is a model": lambda: write_ode(5, "m.ode"),
    "a file has a path": lambda: write_ode(F, None),
    "it has a zero byte": lambda: read_ode("a\0b"),
    "a bytes is none": lambda: read_ode(b"m.ode"),
    "a model has a name and": lambda: write_ode(F, "m.ode", name=5),
}


@pytest.mark.parametrize("said", MODELS)
def test_what_is_no_model_is_refused_in_words(said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ab.Misuse, match=said) as refused:
        MODELS[said]()
    assert refused.value.reason and refused.value.repair and not list(tmp_path.iterdir())


WRONG_VALUES = [None, 5, -1, 3.5, "abc", True, [], [[1], [1, 2]], ["x", "x"], float("nan"), 10**5000, {"x": None},
                {"x": float("nan")}, {"q": 1}, {1: 2}, object(), b"ab", (("x", "y"),), ab.Abstraction([0]), {"x"}]  # fmt: skip


def test_no_wrong_argument_of_a_model_is_kept(tmp_path):
    right = {"name": "m", "dynamics": F, "initial": {"x": 1}, "parameters": {"k": 2}, "blocks": (("x",),), "views": {"v": "x"}}  # fmt: skip
    for argument, wrong in ((a, w) for a in right for w in WRONG_VALUES):
        try:
            model = OdeModel(**{**right, argument: wrong})
            write_ode(model, tmp_path / "m.ode")
        except ab.Misuse as refused:
            assert refused.reason and refused.repair and str(refused)
        else:
            assert read_ode(tmp_path / "m.ode") == model and hash(read_ode(tmp_path / "m.ode")) == hash(model)
    for wrong in WRONG_VALUES:
        for call in (lambda w=wrong: read_ode(w), lambda w=wrong: write_ode(w, tmp_path / "n.ode"),
                     lambda w=wrong: read_ode(tmp_path / "m.ode", parameters=w)):  # fmt: skip
            with pytest.raises(ab.Misuse):
                call()


@settings(max_examples=60)
@given(st.text("xy =+2/*\"()\n[]{},d#'\ufeff", max_size=12), st.sampled_from(["name", "view", "value"]))
def test_a_text_is_written_as_it_is_or_refused(said, where):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "m.ode"
        try:
            model = {
                "name": lambda: OdeModel(said, F),
                "view": lambda: OdeModel("m", F, views={"v": said}),
                "value": lambda: OdeModel("m", F, {"x": said}),
            }[where]()
            write_ode(model, path)
        except ab.Misuse:
            assert not path.exists()
        else:
            assert read_ode(path) == model


def test_a_mark_of_the_byte_order_is_skipped(tmp_path):
    assert read_ode(written(tmp_path, "\ufeffbegin model m\nbegin ODE\nd(x) = x\nend ODE\nend model"))
