"""What readers understand, what they refuse and in which words; nothing makes them crash."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import abstractions as ab
from abstractions.formats import (
    READERS,
    UNSPECIFIED,
    read,
    read_abstraction,
    read_certificate,
    write,
    write_abstraction,
    write_certificate,
)
from abstractions.testing.strategies import systems

BBARA = Path(__file__).parents[2] / "examples" / "machines" / "bbara.kiss2"
SHARED = Path(__file__).parents[3] / "shared" / "data"


def one_start(s):
    return ab.System.deterministic(s.step, s.outputs, initial=s.initial[:1])


def put(folder, name, text):
    path = folder / name
    path.write_text(text)
    return path


# ---- KISS2 -------------------------------------------------------------------------------------


def test_cubes_are_expanded_to_the_classes_the_machine_distinguishes(tmp_path):
    rows = ".i 8\n.o 1\n1------- a b 0\n0------- a a 1\n1------- b b 0\n0------- b a 0\n"
    s = read(put(tmp_path, "m.kiss2", rows))
    assert s.letter_names == ("0-------", "1-------")
    assert s.state_names == ("a", "b") and s.step.tolist() == [[0, 1], [0, 1]]
    assert s.output_names == ("1", "0") or set(s.output_names) == {"0", "1"}


def test_every_input_does_what_the_rows_say():
    """Expanding cubes to classes loses nothing: compare with all 16 inputs one by one."""
    s = read(BBARA)
    rows = [r.split() for r in BBARA.read_text().splitlines() if r[:1] in "01-"]
    for word in range(16):
        bits = f"{word:04b}"
        letter = [
            a
            for a, name in enumerate(s.letter_names)
            if any(all(c in ("-", b) for c, b in zip(cube, bits)) for cube in name.split())
        ]
        assert len(letter) == 1
        for cube, state, target, output in rows:
            if all(c in ("-", b) for c, b in zip(cube, bits)):
                i = s.state_names.index(state)
                assert s.state_names[s.table[i, letter[0]]] == target
                assert s.shown(i, letter[0]) == output


def test_an_input_without_row_and_a_starred_next_state_are_unspecified(tmp_path):
    s = read(put(tmp_path, "m.kiss2", ".i 1\n.o 1\n.r a\n0 a b 1\n1 a * 0\n0 b a -\n"))
    sink = s.state_names.index(UNSPECIFIED)
    a, b = s.state_names.index("a"), s.state_names.index("b")
    zero, one = s.letter_names.index("0"), s.letter_names.index("1")
    assert s.table[a, one] == sink and s.shown(a, one) == "0"
    assert s.table[b, one] == sink and s.shown(b, one) == UNSPECIFIED
    assert s.shown(b, zero) == "-" and s.initial.tolist() == [a]
    assert (s.table[sink] == sink).all()


def test_overlapping_rows_must_agree(tmp_path):
    agree = read(put(tmp_path, "m.kiss2", ".i 2\n.o 2\n1- a a 1-\n-1 a a -0\n0- a a 00\n"))
    assert "10" in agree.output_names
    with pytest.raises(ab.FormatError, match="agree where their cubes 1- and -1 meet") as e:
        read(put(tmp_path, "m.kiss2", ".i 2\n.o 1\n1- a a 1\n-1 a b 1\n-- b b 0\n"))
    assert e.value.line == 4


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        (".i 2\n.o 1\n.s 2\n00 a b", 4, "four words"),
        (".i 2\n.o 1\n.p 3\n00 a b 1\n01 a b 1\n", 5, "3 rows, as line 3 announces"),
        ("00 a b 1\n", 1, ".i and .o before the first row"),
        (".i 2\n.o 1\n0x a b 1\n", 3, "an input cube of 2 characters"),
        (".i 2\n.o 1\n000 a b 1\n", 3, "an input cube of 2 characters"),
        (".i 2\n.o 1\n00 a b 11\n", 3, "an output of 1 characters"),
        (".i two\n", 1, ".i and a number"),
        (".i 2\n.o 1\n.r\n", 3, ".r and a state"),
        (".i 2\n.o 1\n.r z\n00 a b 1\n", 3, "a reset state that has a row"),
        (".i 2\n.o 1\n", 2, "a table of rows"),
        ("", 1, "a table of rows"),
    ],
)
def test_malformed_kiss2_names_the_line(tmp_path, text, line, expected):
    with pytest.raises(ab.FormatError) as e:
        read(put(tmp_path, "m.kiss2", text))
    assert e.value.line == line and expected in e.value.expected


def test_an_explosion_of_inputs_is_noticed(tmp_path):
    rows = "".join(f"{'-' * i}1{'-' * (23 - i)} s{i} s{i} 1\n" for i in range(24))
    with pytest.raises(ab.BudgetExceeded, match="inputs fall into at most"):
        read(put(tmp_path, "m.kiss2", f".i 24\n.o 1\n{rows}"))


# ---- DOT ---------------------------------------------------------------------------------------


def test_dot_mealy_moore_and_acceptor(tmp_path):
    mealy = 'digraph "g" { // x\n__start0 [label=""]; a; b\n__start0 -> a;\na -> b [label="i / o"]; b -> a [label="i/p"];}'
    s = read(put(tmp_path, "m.dot", mealy))
    assert s.letter_names == ("i",) and s.output_names == ("o", "p") and s.initial.tolist() == [0]
    moore = 'digraph {a [shape=record, label="{ a | on }"] b [label="{b|off}"]; a -> b [label=x]; b -> a [label=x]}'
    s = read(put(tmp_path, "m.dot", moore))
    assert [s.shown(i) for i in range(2)] == ["on", "off"]
    acceptor = "digraph {node [shape=circle]; a [shape=doublecircle]; a -> b -> a [label=x]; }"
    s = read(put(tmp_path, "m.dot", acceptor))
    assert [s.shown(i) for i in range(2)] == ["accept", "reject"]
    several = 'digraph {a -> a [label="x/1\\ny/2"]}'
    assert read(put(tmp_path, "m.dot", several)).letter_names == ("x", "y")


def test_a_partial_dot_machine_is_completed(tmp_path):
    s = read(put(tmp_path, "m.dot", 'digraph {a -> b [label="x/1"]; b -> b [label="y/1"]}'))
    assert s.state_names == ("a", "b", UNSPECIFIED) and UNSPECIFIED in s.output_names


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ('digraph {\na -> b [label="x/1"]\na -> a [label="y"]\n}', 3, "a label input/output"),
        ('digraph {\na -> b [label="x:0.5"]\nb -> a [label=y]}', 2, "probabilities on all edges"),
        ('digraph {\na -> b [label="x:0.5"]}', None, "a step has the shape D(X)"),
        ("digraph {\na -> b [label=x]\n", 3, "a node"),
        ("digraph {\na -> }", 2, "a node"),
        ("tree {}", 1, "digraph or graph"),
        ("digraph {a}", None, "at least one edge"),
        ('digraph {\na -> b [label="x]}', 2, "a name, a quoted text"),
    ],
)
def test_malformed_dot_names_the_line(tmp_path, text, line, expected):
    with pytest.raises(ab.FormatError) as e:
        read(put(tmp_path, "m.dot", text))
    assert e.value.line == line and expected in e.value.expected


# ---- Aldebaran ---------------------------------------------------------------------------------


def test_aut(tmp_path):
    s = read(put(tmp_path, "m.aut", 'des (1, 3, 2)\n(0,"a, (b)",1)\n(1,a\\b,0)\n(1,"a, (b)",1)\n'))
    assert [s.letter_name(a) for a in range(2)] == ["a, (b)", "a\\b"] and s.initial.tolist() == [1]
    assert list(s.arrows()) == [(0, "a, (b)", 1), (1, "a, (b)", 1), (1, "a\\b", 0)]
    assert len(ab.minimal_complete(s).abstraction) == 2
    none = read(put(tmp_path, "none.aut", "des (0,0,2)\n"))
    assert none.states == 2 and len(ab.minimal_complete(none).abstraction) == 1


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("", 1, "des (initial, transitions, states)"),
        ("des (0,1,2)\n(0,a,5)\n", 2, "a state below 2"),
        ("des (7,1,2)\n(0,a,1)\n", 1, "an initial state below 2"),
        ("des (0,2,2)\n(0,a,1)\n", 2, "2 transitions, as line 1 announces"),
        ("des (0,1,2)\n(0,a\n", 2, '(from, "label", to)'),
    ],
)
def test_malformed_aut_names_the_line(tmp_path, text, line, expected):
    with pytest.raises(ab.FormatError) as e:
        read(put(tmp_path, "m.aut", text))
    assert e.value.line == line and expected in e.value.expected


# ---- our own -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"format": "other"},
        {"version": 2},
        {"version": True},
        {"step": [0, 5]},
        {"step": [[0], [1, 2]]},
        {"step": None},
        {"step": [0.5, 1]},
        {"halting": [2, 0]},
        {"state_names": "ab"},
        {"state_names": ["a", "a"]},
        {"state_names": [{}, 1]},
        {"outputs": [0]},
        {"surprise": 1},
    ],
)
def test_damaged_json_is_refused(tmp_path, change):
    good = {"format": "abstractions/system", "version": 1, "step": [1, 0], "initial": [0]}
    put(tmp_path, "m.json", json.dumps(good))
    assert read(tmp_path / "m.json").states == 2
    put(tmp_path, "m.json", json.dumps(good | change))
    with pytest.raises(ab.FormatError):
        read(tmp_path / "m.json")


def test_cut_json_names_its_line(tmp_path):
    with pytest.raises(ab.FormatError, match=r"m\.json, line 2"):
        read(put(tmp_path, "m.json", '{"format":\n "abs'))


def test_cut_and_foreign_archives_are_refused(tmp_path):
    s = read(BBARA)
    write(s, tmp_path / "m.npz")
    data = (tmp_path / "m.npz").read_bytes()
    for size in (0, 10, len(data) // 2, len(data) - 1):
        (tmp_path / "m.npz").write_bytes(data[:size])
        with pytest.raises(ab.FormatError):
            read(tmp_path / "m.npz")
    np.savez(tmp_path / "m.npz", step=[0, 1])
    with pytest.raises(ab.FormatError, match="abstractions/system"):
        read(tmp_path / "m.npz")


@pytest.mark.parametrize("ending", [".json", ".npz"])
def test_every_kind_of_certificate_and_abstraction_is_read_back(tmp_path, ending):
    s, p = ab.System.deterministic([1, 2, 3, 3]), ab.Abstraction([0, 1, 0, 1])
    shown = ab.System.deterministic([1, 2, 3, 3], [0, 0, 1, 0])
    with pytest.raises(ab.Refuted) as refuted:
        ab.core(shown, p)
    found = [
        ab.minimal_complete(s, p).certificate,
        ab.minimal_complete(s, p, method="queue").certificate,
        ab.core(s, p).certificate,
        ab.is_complete(s, p).counterexample.certificate,
        ab.is_complete(s, ab.Abstraction.identity(4)).certificate,
        ab.commutes(s, s, ab.Abstraction.identity(4)).certificate,
        refuted.value.verdict.counterexample.certificate,
    ]
    assert len({type(c) for c in found}) == 7
    for c in found:
        write_certificate(c, tmp_path / f"c{ending}")
        assert read_certificate(tmp_path / f"c{ending}") == c
    write_abstraction(p, tmp_path / f"p{ending}")
    assert read_abstraction(tmp_path / f"p{ending}") == p
    with pytest.raises(ab.FormatError):
        read_certificate(tmp_path / f"p{ending}")


def test_damaged_certificates_are_refused(tmp_path):
    s = ab.System.deterministic([1, 2, 3, 3])
    write_certificate(ab.minimal_complete(s).certificate, tmp_path / "c.json")
    good = json.loads((tmp_path / "c.json").read_text())
    changes = [
        {"kind": "faith"},
        {"kind": ["minimality-by-cycles"]},
        {"labels": [0, 0, 0, float("nan")]},
        {"labels": [0, 0, 0, 2**80]},
        {"labels": "0000"},
        {"labels": [[0]]},
        {"version": 0},
        {"time": [1]},
    ]
    for change in changes:
        put(tmp_path, "c.json", json.dumps(good | change))
        with pytest.raises(ab.FormatError):
            read_certificate(tmp_path / "c.json")
    put(tmp_path, "c.json", json.dumps({k: v for k, v in good.items() if k != "cycles"}))
    with pytest.raises(ab.FormatError):
        read_certificate(tmp_path / "c.json")
    put(tmp_path, "c.json", json.dumps(good | {"labels": [0, 0, 0, 2**62]}))
    assert not ab.verify(read_certificate(tmp_path / "c.json"), s)


# ---- all formats -------------------------------------------------------------------------------


@given(systems(), st.booleans())
def test_what_is_written_follows_the_schema(tmp_path_factory, s, ordered):
    import jsonschema

    folder = tmp_path_factory.mktemp("schema")
    schema = json.loads((Path(ab.__file__).parent / "formats" / "schema.json").read_text())
    m = ab.minimal_complete(s, method="queue" if ordered else None)
    write(s, folder / "s.json")
    write_abstraction(m.abstraction, folder / "p.json")
    write_certificate(m.certificate, folder / "c.json")
    write_certificate(ab.is_complete(s, m.abstraction).certificate, folder / "d.json")
    for name in ("s", "p", "c", "d"):
        jsonschema.validate(json.loads((folder / f"{name}.json").read_text()), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"format": "abstractions/system", "version": 2, "step": [0]}, schema)


@given(st.data())
def test_readers_survive_anything(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("fuzz")
    ending = data.draw(st.sampled_from(sorted(READERS)))
    words = st.sampled_from(
        [
            ".i",
            ".o",
            ".p",
            ".s",
            ".r",
            ".e",
            "1",
            "2",
            "0",
            "-",
            "*",
            "a",
            "b",
            "st0",
            "01",
            "10",
            "1-",
            "digraph",
            "{",
            "}",
            "[",
            "]",
            "label",
            "=",
            '"',
            "x/1",
            ";",
            "->",
            "--",
            ",",
            "des",
            "(",
            ")",
            "(0,1,2)",
            '(0,"a",1)',
            ":",
            "|",
            '{"format":',
            '"version"',
            "1}",
            "null",
            "[[0]]",
            "\n",
            "\\n",
            "#",
            "//",
        ]
    )
    text = data.draw(st.text(max_size=60) | st.lists(words, max_size=40).map(" ".join))
    (folder / f"m{ending}").write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        s = read(folder / f"m{ending}")
    except ab.Misuse as error:
        assert str(error)
    else:
        assert s.states >= 1 or ending in (".json", ".npz")


@given(st.data())
def test_a_mutilated_file_is_read_or_refused(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("cut")
    s = data.draw(systems(shape=data.draw(st.sampled_from(["moore", "mealy"]))))
    s = one_start(s)
    ending = data.draw(st.sampled_from([".kiss2", ".dot", ".aut", ".json", ".npz"]))
    path = folder / f"m{ending}"
    write(s, path)
    raw = bytearray(path.read_bytes())
    i = data.draw(st.integers(0, len(raw) - 1))
    how = data.draw(st.sampled_from(["cut", "change", "drop"]))
    if how == "cut":
        raw = raw[:i]
    elif how == "change":
        raw[i] = data.draw(st.integers(0, 255))
    else:
        del raw[i]
    path.write_bytes(bytes(raw))
    try:
        read(path)
    except ab.Misuse as error:
        assert str(error)


@given(systems(shape="mealy"))
def test_text_formats_keep_what_is_minimal(tmp_path_factory, s):
    """Reading what was written gives a machine with equally many classes, run for run the same."""
    folder = tmp_path_factory.mktemp("text")
    s = one_start(s)
    for ending in (".kiss2", ".dot"):
        write(s, folder / f"m{ending}")
        back = read(folder / f"m{ending}")
        assert back.states == s.states
        assert len(ab.minimal_complete(back).abstraction) == len(ab.minimal_complete(s).abstraction)


def test_writing_is_all_or_nothing(tmp_path):
    s = read(BBARA)
    path = put(tmp_path, "m.kiss2", "precious")
    halting = ab.System.deterministic([0, 0], halting=np.array([True, False]))
    for ending in ("kiss2", "dot", "aut"):
        with pytest.raises(ab.Misuse, match="holds the whole machine"):
            write(halting, tmp_path / f"m.{ending}")
    assert path.read_text() == "precious" and list(tmp_path.iterdir()) == [path]
    with pytest.raises(ab.FormatError, match="a place that can be written"):
        write(s, tmp_path / "nowhere" / "m.kiss2")
    with pytest.raises(ab.Misuse, match="known by the end of its name"):
        write(s, tmp_path / "m.doc")
    with pytest.raises(ab.FormatError, match="a file that can be read"):
        read(tmp_path / "absent.kiss2")


@pytest.mark.parametrize("name", ["*", "-", "", "a b", ".x", "#"])
def test_kiss2_keeps_states_with_awkward_names(tmp_path, name):
    s = ab.System.deterministic([[1, 0], [0, 1]], [[0, 1], [1, 1]], state_names=[name, "other"])
    write(s, tmp_path / "m.kiss2")
    back = read(tmp_path / "m.kiss2")
    assert back.states == 2 and len(ab.minimal_complete(back).abstraction) == 2


def test_what_a_text_format_cannot_hold_is_refused(tmp_path):
    def machine(**names):
        return ab.System.deterministic([[1, 0], [0, 1]], [[0, 1], [1, 1]], **names)

    cases = [
        (".dot", {"letter_names": ["a / b", "c"]}),
        (".dot", {"letter_names": ["a\nb", "c"]}),
        (".dot", {"letter_names": ["", "c"]}),
        (".dot", {"letter_names": [1, "1"]}),
        (".dot", {"initial": [0, 1]}),
        (".dot", {"state_names": ["\ud800", "b"]}),
        (".aut", {"letter_names": ["a/b", "c"]}),
        (".aut", {"letter_names": ["a\nb", "c"]}),
        (".kiss2", {"initial": [0, 1]}),
    ]
    for ending, names in cases:
        with pytest.raises(ab.Misuse, match="holds the whole machine"):
            write(machine(**names), tmp_path / f"m{ending}")
    with pytest.raises(ab.Misuse, match="without states"):
        write(ab.System.deterministic(np.zeros((0, 1), int)), tmp_path / "m.kiss2")
    moore = ab.System.deterministic([[1], [0]], [0, 1])
    write(moore, tmp_path / "m.dot")
    assert len(ab.minimal_complete(read(tmp_path / "m.dot")).abstraction) == 2
    assert [p.name for p in tmp_path.iterdir()] == ["m.dot"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("m.dot", "digraph {a -> b [label=x]" + "{" * 200),
        ("m.dot", "graph {a -- b [label=x]}"),
        ("m.dot", 'digraph {a [label="{a|1}"]; a -> b [label=x]; b -> a [label=x]}'),
        ("m.aut", "des (0,1," + "9" * 5000 + ")\n(0,a,1)\n"),
        ("m.kiss2", ".i 1\n.o 1\n0 a a 1\n.i 2\n00 a a 1\n"),
        ("m.kiss2", ".i " + "1" * 5000 + "\n"),
        ("m.json", '{"format": "abstractions/system", "version": 1, "step": [0], "state_names": [[{}]]}'),
        ("m.json", '{"format": "abstractions/system", "version": 1, "step": ' + "[" * 600 + "]" * 600 + "}"),
    ],
)
def test_hostile_files_are_refused_in_words(tmp_path, name, text):
    with pytest.raises(ab.FormatError):
        read(put(tmp_path, name, text))


@pytest.mark.skipif(not SHARED.exists(), reason="the collection of real machines is not here")
def test_real_machines():
    """Sizes known from the literature for completely specified machines of MCNC, and learned TCP."""
    known = {"kiss2/tbk": 16, "kiss2/dk16": 27, "kiss2/s27": 5, "kiss2/bbara": 7, "kiss2/shiftreg": 8}
    known |= {"dot/tcp_server_ubuntu_trans": 57, "dot/tcp_server_bsd_trans": 55, "dot/TCP_Linux_Client": 15}
    for name, classes in known.items():
        s = read(SHARED / f"{name}.{name.split('/')[0]}")
        m = ab.minimal_complete(s)
        assert m.check()
        assert len(m.abstraction) == classes
