"""Files of branching systems: explicit Markov models, CoPaR's text, DOT, JSON and .npz, Aldebaran."""

import json
from fractions import Fraction
from pathlib import Path

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import abstractions as ab
from abstractions import System
from abstractions.formats import markov, read, write
from abstractions.functor import Monoid, W, X
from abstractions.testing.strategies import SHAPES, branching

DATA = Path(__file__).parents[3] / "shared" / "data"
HALF = Fraction(1, 2)


def put(folder, name, text):
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def steps(s):
    return [s.unfold(x) for x in range(s.states)]


# ---- what is written is read ---------------------------------------------------------------------


@settings(max_examples=150)
@given(branching(5), st.booleans())
def test_the_librarys_own_formats_hold_every_shape(tmp_path_factory, s, named):
    import jsonschema

    if named:
        s = System.of(s.functor, {f"s{x}": renamed(s, x) for x in range(s.states)}, initial=["s0"])
    folder = tmp_path_factory.mktemp("own")
    for name in ("m.json", "m.npz"):
        write(s, folder / name)
        assert read(folder / name) == s
    schema = json.loads((Path(ab.__file__).parent / "formats" / "schema.json").read_text())
    jsonschema.validate(json.loads((folder / "m.json").read_text()), schema)
    m = ab.minimal_complete(s)
    for name in ("c.json", "c.npz"):
        ab.formats.write_certificate(m.certificate, folder / name)
        assert ab.verify(ab.formats.read_certificate(folder / name), s)
    jsonschema.validate(json.loads((folder / "c.json").read_text()), schema)


def renamed(s, x):
    return s.functor.image(s.unfold(x), lambda t: f"s{t}")


@settings(max_examples=150)
@given(st.one_of(st.sampled_from(SHAPES).flatmap(lambda shape: branching(4, shape)), branching(4)))
def test_copars_text_holds_every_shape(tmp_path_factory, s):
    path = tmp_path_factory.mktemp("copar") / "m.copar"
    try:
        write(s, path)
    except ab.Misuse as misuse:
        assert "holds the whole machine" in str(misuse) and "Or" in str(misuse)
        return
    back = read(path)
    for p in ([0] * s.states, [x % 2 for x in range(s.states)]):
        assert ab.minimal_complete(back, p).abstraction == ab.minimal_complete(s, p).abstraction


@settings(max_examples=60)
@given(st.sampled_from(["D(X)", "P(A * D(X))", "P(A * X)"]), st.booleans(), st.data())
def test_labelled_and_markov_systems_in_text_formats(tmp_path_factory, shape, shows, data):
    folder = tmp_path_factory.mktemp("text")
    s = data.draw(branching(5, shape))
    letters = {0: "go", 1: "stay", 2: "jump"}

    def worded(value):
        return value if shape == "D(X)" else [(letters[a], inner) for a, inner in value]

    values = [worded(step) for step in steps(s)]
    shown = [("even",) if x % 2 else ("odd", "start") for x in range(s.states)]
    if shows:
        s = System.of(f"O * {shape}", list(zip(shown, values)), initial=[0])
    else:
        s = System.of(shape, values, initial=[0])
    names = []
    if shape != "P(A * X)":
        names.append("m.tra")
    elif not shows:
        names.append("m.aut")
    if not shows and any(True for _ in s.arrows()) and (shape != "P(A * D(X))" or all(v for v in values)):
        names.append("m.dot")
    for name in names:
        write(s, folder / name)
        back = read(folder / name)
        assert back.states == s.states and back.initial.tolist() == [0], name
        if name == "m.tra":
            assert steps(back) == steps(s) and back.functor == s.functor
        assert ab.minimal_complete(back).abstraction == ab.minimal_complete(s).abstraction, name


def test_quotients_are_written_and_do_the_same(tmp_path):
    s = System.markov(
        [(0, 1, "1/2"), (0, 2, "1/2"), (1, 3, 1), (2, 3, 1), (3, 3, 1)],
        outputs=[(), (), (), ("goal",)],
        initial=[0],
    )
    m = ab.minimal_complete(s)
    for name in ("small.tra", "small.json", "small.npz"):
        write(m.quotient, tmp_path / name)
        assert read(tmp_path / name).states == 3
    assert ab.equivalent(s, read(tmp_path / "small.tra"))


# ---- explicit Markov models ------------------------------------------------------------------------


def test_chains_labels_and_rewards(tmp_path):
    put(tmp_path, "c.tra", "4 6\n0 1 1/3\n0 2 1/6\n0 3 0.5\n1 3 1\n2 3 1e0\n3 3 1\n")
    put(tmp_path, "c.lab", '0="init" 1="goal" 2="deadlock"\n0: 0\n3: 1 2\n')
    s = read(tmp_path / "c.tra")  # the labels beside it are found
    assert s.initial.tolist() == [0] and s.unfold(3) == (("deadlock", "goal"), frozenset({(3, Fraction(1))}))
    assert len(ab.minimal_complete(s).abstraction) == 3
    put(tmp_path, "c.srew", "4 1\n1 2.5\n")
    paid = markov.read(tmp_path / "c.tra", rewards=tmp_path / "c.srew")
    assert paid.unfold(1)[0] == ((), Fraction(5, 2)) and len(ab.minimal_complete(paid).abstraction) == 4
    put(tmp_path, "storm.lab", "#DECLARATION\ninit goal\n#END\n0 init\n3 goal\n")
    assert markov.read(tmp_path / "c.tra", tmp_path / "storm.lab").unfold(3)[0] == ("goal",)
    put(tmp_path, "r.tra", "2 2\n0 1 5/2\n1 0 3\n")
    rates = markov.read(tmp_path / "r.tra", kind="ctmc")
    assert str(rates.functor) == "Q^(X)" and rates.unfold(0) == frozenset({(1, Fraction(5, 2))})
    put(tmp_path, "k.tra", "ctmc\n0 1 5/2\n1 0 3\n")
    assert read(tmp_path / "k.tra") == rates


def test_decision_processes(tmp_path):
    put(
        tmp_path,
        "m.tra",
        "3 4 5\n0 0 1 1/2 left\n0 0 2 1/2 left\n0 1 2 1 right\n1 0 1 1 stay\n2 0 2 1 stay\n",
    )
    s = read(tmp_path / "m.tra")
    assert str(s.functor) == "P(A * D(X))"
    assert s.unfold(0) == frozenset(
        {("left", frozenset({(1, HALF), (2, HALF)})), ("right", frozenset({(2, Fraction(1))}))}
    )
    put(tmp_path, "n.tra", "mdp\n0 0 1 0.5\n0 0 0 0.5\n1 0 1 1\n")
    assert read(tmp_path / "n.tra").unfold(1) == frozenset({("", frozenset({(1, Fraction(1))}))})


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("", 1, "states and transitions"),
        ("hello\n", 1, "`states transitions`"),
        ("2 1\n0 1\n", 2, "from to probability"),
        ("2 1\n0 1 x\n", 2, "a probability such as 1/3"),
        ("2 1\n0 1 1/0\n", 2, "a probability such as 1/3"),
        ("2 1\n0 7 1\n", 2, "states below 2"),
        ("2 3\n0 1 1\n1 1 1\n", None, "3 transitions, as its header announces"),
        ("mdp\n0 0 1\n", 2, "from choice to probability"),
    ],
)
def test_malformed_chains_name_the_line(tmp_path, text, line, expected):
    with pytest.raises(ab.FormatError) as e:
        read(put(tmp_path, "m.tra", text))
    assert e.value.line == line and expected in e.value.expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", '0="init"'),
        ('0="init"\n7: 0\n', "a state below 2"),
        ('0="init"\n1: 3\n', "labels among 0"),
        ("#DECLARATION\na\n#END\n0 b\n", "labels among a"),
    ],
)
def test_malformed_labels_are_told(tmp_path, text, expected):
    chain = put(tmp_path, "m.tra", "2 2\n0 1 1\n1 1 1\n")
    with pytest.raises(ab.FormatError) as e:
        markov.read(chain, put(tmp_path, "other.lab", text))
    assert expected in e.value.expected


def test_what_does_not_sum_to_one_is_told_with_its_state(tmp_path):
    with pytest.raises(ab.Misuse, match="state 0 has the sum 999/1000"):
        read(put(tmp_path, "m.tra", "2 4\n0 0 0.333\n0 1 0.333\n0 1 0.333\n1 1 1\n"))
    with pytest.raises(ab.Misuse, match="state 1 has the sum 0"):
        read(put(tmp_path, "d.tra", "2 1\n0 1 1\n"))
    with pytest.raises(ab.Misuse, match="state 1 has the sum 1/2"):
        read(put(tmp_path, "n.tra", "mdp\n0 0 1 1\n1 0 1 1/2\n"))


# ---- CoPaR -----------------------------------------------------------------------------------------


def test_copars_examples(tmp_path):
    dfa = read(
        put(
            tmp_path,
            "a.copar",
            "{f,n} x X^{a,b}\nq: (n, {a: p, b: r})\np: (n, {a: q, b: r}) # same\nr: (f, {a: q, b: p})\n",
        )
    )
    assert str(ab.minimal_complete(dfa).abstraction) == "01|2"
    chain = read(put(tmp_path, "b.copar", "DX\nq: {p: 0.5, r: 0.5}\np: {q: 0.4, r: 0.6}\nr: {r: 1}\n"))
    assert chain.unfold(1) == frozenset({(0, Fraction(2, 5)), (2, Fraction(3, 5))})
    mixed = read(
        put(
            tmp_path,
            "c.copar",
            "P({a,b} x (X + 1 + DX)) x (Z,max)^X\n"
            "q: ({(a, inj 0 p), (b, inj 1 0), (a, inj 2 {p: 1/3, q: 2/3})}, {q: 3, p: 4})\np: ({}, {})\n",
        )
    )
    assert mixed.states == 2 and mixed.unfold(1) == (frozenset(), frozenset())
    for functor, step in (
        ("Z^X", "{q: -2}"),
        ("N^(X x X)", "{(q, q): 2}"),
        ("BX", "{q, q}"),
        ("(Word, or)^X", "{q: 6}"),
        ("R x X", "(0.5, q)"),
        ("PPX", "{{q}, {}}"),
        ("X + X + X", "inj 2 q"),
        ("2 x X^2", "(1, {0: q, 1: q})"),
    ):
        s = read(put(tmp_path, "d.copar", f"{functor}\nq: {step}\n"))
        assert s.states == 1 and ab.minimal_complete(s).check()


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("", 1, "a functor"),
        ("Q(X)\nq: q\n", 1, "the end of the functor"),
        ("X^X\n", 1, "a set {a, b}"),
        ("(X\n", 1, ")"),
        ("X\nq: r s\n", 2, "the end of the step"),
        ("X\nq: q\nq: q\n", 3, "one line for state q"),
        ("X\nq: r\n", None, "steps lead to states"),
        ("DX\nq: {q: 0.5}\n", None, "a step has the shape D(X)"),
        ("{a} x X\nq: (b, q)\n", 2, "one of a"),
        ("X^{a,b}\nq: {a: q}\n", 2, "a step for each of 2 letters"),
        ("X + X\nq: inj 5 q\n", 2, "a number below 2"),
        ("PX\nq: {q\n", 2, ","),
        ("DX\nq: {q: x}\n", 2, "a number such as"),
        ("X\nq; q\n", 2, "a name, a number"),
    ],
)
def test_malformed_copar_names_the_line(tmp_path, text, line, expected):
    with pytest.raises(ab.FormatError) as e:
        read(put(tmp_path, "m.copar", text))
    assert e.value.line == line and expected in e.value.expected


# ---- DOT ---------------------------------------------------------------------------------------------


def test_markov_models_in_dot(tmp_path):
    chain = read(
        put(
            tmp_path,
            "a.dot",
            'digraph { a [label=x]; b [label=y]; a -> b [label="0.25"]; a -> a [label="3/4"]; b -> b [label="1.0"] }',
        )
    )
    assert str(chain.functor) == "O * D(X)" and chain.unfold(0) == (
        "x",
        frozenset({(0, Fraction(3, 4)), (1, Fraction(1, 4))}),
    )
    mdp = read(
        put(
            tmp_path,
            "b.dot",
            'digraph { a -> b [label="go:0.5"]; a -> a [label="go:0.5"]; a -> a [label="stay:1"]; b -> b [label="go:1"] }',
        )
    )
    assert str(mdp.functor) == "P(A * D(X))" and len(ab.minimal_complete(mdp).abstraction) == 2
    moves = read(
        put(tmp_path, "c.dot", 'digraph { a -> b [label="x/1"]; a -> a [label="x/2"]; b -> a [label="y/1"] }')
    )
    assert str(moves.functor) == "P(A * X)" and {word for _, word, _ in moves.arrows()} == {
        "x 1",
        "x 2",
        "y 1",
    }


@pytest.mark.skipif(not DATA.exists(), reason="the collection of real machines is not here")
def test_real_machines():
    for name, classes in (("slot_machine", 109), ("first_grid", 35), ("onfsm_1", 3), ("shared_coin", 272)):
        s = read(DATA / "dot" / f"{name}.dot")
        m = ab.minimal_complete(s)
        assert len(m.abstraction) == classes and m.check()
    protocol = read(DATA / "aut" / "abp.aut")
    m = ab.minimal_complete(protocol)
    assert (protocol.states, len(m.abstraction)) == (74, 68) and ab.equivalent(protocol, m.quotient)


# ---- what no format holds, and damaged files -----------------------------------------------------------


def test_what_a_format_cannot_hold_is_refused(tmp_path):
    own = System.of(W(Monoid("Longest", "", max, lambda w: isinstance(w, str)), X), [[(0, "a")]])
    for name in ("m.json", "m.npz", "m.copar", "m.aut", "m.dot", "m.tra", "m.kiss2", "m.ua"):
        with pytest.raises(ab.Misuse, match="holds the whole machine"):
            write(own, tmp_path / name)
    two = System.labelled([(0, "a", 1)], initial=[0, 1])
    for name in ("m.aut", "m.copar"):
        with pytest.raises(ab.Misuse, match="2 initial states"):
            write(two, tmp_path / name)
    assert not list(tmp_path.iterdir())


@given(st.data())
def test_damaged_json_is_told(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("damaged")
    write(System.of("O * P(A * D(X))", [("x", [("a", {0: 1})]), ("y", [])]), folder / "m.json")
    text = (folder / "m.json").read_text()
    at = data.draw(st.integers(0, len(text) - 1))
    new = data.draw(st.sampled_from(["", "0", "-1", '"', "[", "]", "9" * 30, "null", "{"]))
    (folder / "m.json").write_text(text[:at] + new + text[at + data.draw(st.integers(0, 3)) :])
    try:
        s = read(folder / "m.json")
    except ab.Misuse as misuse:
        assert str(misuse)
    else:
        assert s.states


def test_branching_systems_as_graphs():
    from abstractions.formats import interop

    s = System.markov(
        [("x", "y", "1/2"), ("x", "x", "1/2"), ("y", "y", 1)], outputs=["a", "b"], initial=["x"]
    )
    graph = interop.to_networkx(s)
    assert isinstance(graph, networkx.MultiDiGraph) and graph.nodes["x"]["initial"]
    assert graph.nodes["y"]["output"] == "b"
    assert {(u, v, d["label"]) for u, v, d in graph.edges(data=True)} == {
        ("x", "y", "1/2"),
        ("x", "x", "1/2"),
        ("y", "y", "1"),
    }


def test_files_that_say_something_else_are_refused(tmp_path):
    def json_of(**changes):
        data = {
            "format": "abstractions/system",
            "version": 1,
            "functor": "Z^(X)",
            "sizes": {},
            "steps": [[[0, "1"]]],
        }
        return put(tmp_path, "m.json", json.dumps(data | changes))

    assert read(json_of()).states == 1
    for changes in (
        {"steps": [[[0, "3/2"]]]}, {"steps": [[[0, 1]]]}, {"steps": {"a": []}}, {"initial": [-1]}, {"initial": [0.5]},
        {"step": [0]}, {"sizes": {"A": -1}}, {"functor": "A", "steps": [{"fraction": "1/0"}]},
        {"functor": "A", "steps": [{"a": 1}]}, {"functor": "P(A)", "steps": ["abc"]},
        {"steps": [[[0, "1e999999999"]]]},
    ):  # fmt: skip
        with pytest.raises(ab.Misuse):
            read(json_of(**changes))
    for text in (
        "mdp\n0 0 0 1/2 a\n0 0 0 1/2 b\n",
        "1 2 1\n0 0 0 1\n",
        "1 2\n0 0 2\n0 0 -1\n",
        "1 1\n0 0 1e999999999\n",
    ):
        with pytest.raises(ab.FormatError):
            read(put(tmp_path, "m.tra", text))
    chain = put(tmp_path, "n.tra", "1 1\n0 0 1\n")
    for text in ("#DECLARATION\ninit\n", '0="a" 0="b"\n', '0="init"\n:\n'):
        with pytest.raises(ab.FormatError):
            markov.read(chain, put(tmp_path, "x.lab", text))
    with pytest.raises(ab.FormatError):
        markov.read(chain, rewards=put(tmp_path, "x.srew", "1 1\n-1 5\n"))


def test_what_would_be_read_as_something_else_is_not_written(tmp_path):
    loop = [(0, 0, 1), (1, 1, 1)]
    cases = [
        ("m.tra", System.markov(loop, outputs=["x", "y"])),
        ("m.tra", System.markov(loop, outputs=[("init",), ()])),
        ("m.tra", System.markov(loop, outputs=[("b", "a"), ()])),
        ("m.tra", System.weighted([(0, 0, 2)], states=3)),
        ("m.tra", System.of("P(A * D(X))", [[("a b", {0: 1}), ("a_b", {0: 1})]])),
        ("m.dot", System.markov(loop, outputs=["a|b", "c"])),
        ("m.dot", System.markov(loop, outputs=[1, "1"])),
        ("m.dot", System.labelled([], states=2)),
        ("m.aut", System.labelled([(0, "a", 1)], outputs=["x", "x"])),
        ("m.aut", System.labelled([(0, "", 1)])),
        ("m.aut", System.nondeterministic([(0, 1)])),
        ("m.copar", System.of("A * X", [("a#b", 0)])),
        ("m.copar", System.of("A * X", [(1, 0), ("1", 0)])),
        ("m.copar", System.of("A * X", [(("a",), 0)])),
        ("m.dot", System.markov(loop, outputs=[("x",), ()])),
        ("m.json", System.labelled([(0, b"x", 0)])),
    ]
    for name, s in cases:
        with pytest.raises(ab.Misuse, match="holds the whole machine"):
            write(s, tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_chain_written_twice_has_the_labels_of_the_second(tmp_path):
    write(System.markov([(0, 0, 1)], outputs=[("goal",)]), tmp_path / "m.tra")
    plain = System.markov([(0, 0, 1)])
    write(plain, tmp_path / "m.tra")
    assert read(tmp_path / "m.tra") == plain
