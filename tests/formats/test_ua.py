"""UACalc algebras: what is read, what is refused and where, and that writing loses nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import abstractions as ab
from abstractions.formats import read, ua, write
from abstractions.testing.strategies import systems

S3 = """<?xml version="1.0"?>
<algebra><basicAlgebra>
<algName>S3</algName><desc>permutations of three things</desc>
<cardinality>6</cardinality>
<operations>
<op><opSymbol><opName>e</opName><arity>0</arity></opSymbol>
<opTable><intArray><row>0</row></intArray></opTable></op>
<op><opSymbol><opName>inverse</opName><arity>1</arity></opSymbol>
<opTable><intArray><row>0,2,1,3,4,5,</row></intArray></opTable></op>
<op><opSymbol><opName>times</opName><arity>2</arity></opSymbol>
<opTable><intArray>
<row r="[0]">0,1,2,3,4,5</row>
<row r="[1]">1,2,0,4,5,3</row>
<row r="[2]">2,0,1,5,3,4</row>
<row r="[3]">3,5,4,0,2,1</row>
<row r="[4]">4,3,5,1,0,2</row>
<row r="[5]">5,4,3,2,1,0</row>
</intArray></opTable></op>
</operations></basicAlgebra></algebra>
"""


def put(folder, text):
    path = folder / "a.ua"
    path.write_text(text)
    return path


def test_a_group_has_its_normal_subgroups(tmp_path):
    s = read(put(tmp_path, S3))
    assert s.letters == 13 and s.letter_name(0) == "inverse" and s.letter_name(1) == "times(_,0)"
    assert s.table[3, s.letter_names.index("times(1,_)")] == 4
    assert s.table[3, s.letter_names.index("times(_,1)")] == 5
    assert [str(p) for p in ab.complete_abstractions(s)] == ["012345", "012|345", "0|1|2|3|4|5"]


def test_a_list_of_algebras_is_read_by_name(tmp_path):
    body = S3.split("\n", 1)[1]
    path = put(tmp_path, f"<algebraList>\n{body}{body.replace('>S3<', '>other<')}</algebraList>")
    assert list(ua.read_all(path)) == ["S3", "other"]
    with pytest.raises(ab.FormatError, match="expected one algebra") as error:
        read(path)
    assert "S3, other" in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "line", "expected"),
    [
        ("<cardinality>6<", "<cardinality>0<", 4, "at least 1"),
        ("<cardinality>6<", "<cardinality>six<", 4, "a number"),
        ("<cardinality>6</cardinality>", "", 2, "one <cardinality>"),
        ("4,5,</row>", "4,9,</row>", 9, "elements 0 to 5"),
        ("3,4,5,</row>", "3,4</row>", 9, "one value for each"),
        ("3,4,5,</row>", "3,4,x</row>", 9, "elements 0 to 5"),
        ("<arity>2<", "<arity>3<", 11, "one value for each"),
        ("<arity>1<", "<arity>1000000<", 9, "one value for each"),
        ("inverse", "times(_,0)", 2, "different names"),
        ("</operations>", "", 19, "XML"),
        ("basicAlgebra", "product", 2, "basicAlgebra"),
        ("<algebra>", '<!DOCTYPE a [<!ENTITY b "c">]>\n<algebra>', 2, "document type"),
        (S3, "", 1, "XML"),
        (S3, "<algebra/>", 1, "basicAlgebra"),
        (S3[S3.index("<op>") : S3.index("</operations>")], "", 2, "an operation"),
    ],
)
def test_malformed_algebras_name_the_line(tmp_path, old, new, line, expected):
    assert old in S3
    with pytest.raises(ab.FormatError) as error:
        read(put(tmp_path, S3.replace(old, new)))
    assert expected in str(error.value) and error.value.line == line


def test_declared_encodings_do_not_matter_and_repeated_names_are_told_apart(tmp_path):
    for encoding in ("bogus", "base64", "utf-7", "iso-8859-1"):
        head = f'<?xml version="1.0" encoding="{encoding}"?>'
        s = read(put(tmp_path, S3.replace('<?xml version="1.0"?>', head).replace("inverse", "é")))
        assert s.letter_name(0) == "é"
    body = S3.split("\n", 1)[1]
    assert list(ua.read_all(put(tmp_path, f"<algebraList>{body * 3}</algebraList>"))) == [
        "S3",
        "S3 (2)",
        "S3 (3)",
    ]


@given(systems(max_states=6, shape="X"), st.sampled_from(["<&>", "g", "é"]))
def test_reading_undoes_writing(tmp_path_factory, s, name):
    path = tmp_path_factory.mktemp("ua") / "m.ua"
    names = [f"{name}{a}" for a in range(s.letters)]
    bare = ab.System.deterministic(s.table, letter_names=names)
    write(bare, path)
    assert read(path) == bare
    write(ab.System.deterministic(s.table[:, 0]), path)
    assert read(path).table[:, 0].tolist() == s.table[:, 0].tolist()


@given(st.binary(max_size=60), st.integers(0, len(S3)))
def test_damaged_files_are_refused_or_read(tmp_path_factory, junk, at):
    path = tmp_path_factory.mktemp("ua") / "m.ua"
    path.write_bytes(S3[:at].encode() + junk + S3[at + 3 :].encode())
    try:
        read(path)
    except ab.FormatError as error:
        assert error.expected


@pytest.mark.parametrize(
    "s",
    [
        ab.System.deterministic([0, 1], [0, 1]),
        ab.System.deterministic([0, 1], halting=[True, False]),
        ab.System.deterministic([0, 1], initial=[0]),
        ab.System.deterministic([0, 1], state_names="ab"),
        ab.System.deterministic([[0, 1], [0, 1]], letter_names=["", "x"]),
        ab.System.deterministic([[0, 1], [0, 1]], letter_names=["\x01", "x"]),
        ab.System.deterministic([[0, 1], [0, 1]], letter_names=["\ufffe", "x"]),
        ab.System.deterministic(np.zeros((0, 1), int)),
    ],
)
def test_what_an_algebra_cannot_hold_is_refused(tmp_path, s):
    with pytest.raises(ab.Misuse, match="ua"):
        write(s, tmp_path / "m.ua")
    assert not list(tmp_path.iterdir())
