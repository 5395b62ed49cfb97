"""Reaction networks in .ode files: what is read, what is written, and what is refused in words."""

from fractions import Fraction

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
    "line 3: expected a name": "begin model m\nbegin init\n1x\nend init\nbegin ODE\nend ODE\nend model",
}  # fmt: skip


@pytest.mark.parametrize("said", WRONG)
def test_wrong_files_are_refused_with_line_and_expectation(tmp_path, said):
    with pytest.raises(ab.FormatError) as refused:
        read_ode(written(tmp_path, WRONG[said]))
    assert said in str(refused.value)


def test_what_the_format_cannot_hold_is_refused(tmp_path):
    path = tmp_path / "m.ode"
    for wrong in (
        Dynamics.of({"x": "x"}, time="discrete"),
        Dynamics.of({"end": "end"}),
        OdeModel("two words", Dynamics.of({"x": "x"})),
    ):
        with pytest.raises(ab.Misuse, match="holds the whole machine"):
            write_ode(wrong, path)
    with pytest.raises(ab.Misuse, match="is known"):
        read_ode(path, parameters="symbols")
    with pytest.raises(ab.FormatError, match="can be read"):
        read_ode(path)
    assert not path.exists()
