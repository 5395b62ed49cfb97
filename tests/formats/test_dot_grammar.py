"""More of the DOT language than learners usually write."""

import abstractions as ab
from abstractions.formats import read, write


def test_subgraphs_ports_html_and_attributes(tmp_path):
    path = tmp_path / "m.dot"
    path.write_text(
        """strict digraph "a name" {
        rankdir = LR; size="8,5"  /* a comment
        over lines */
        graph [fontsize=10]; node [shape=circle, color="red"]; edge [label=go]
        # a preprocessor line
        subgraph cluster_1 { label = "x"; a; b }
        {c} -> {a b}[label="x" + "y"; color=red]
        a:n -> c:s:w
        b -> c; a -> a [label=<<b>xy<b>>, bold]
        b -> c [label=xy]
        }"""
    )
    assert str(read(path).functor) == "P(A * X)"  # state c has two edges under xy
    path.write_text(path.read_text().replace("{c} -> {a b}", "{c} -> {a}"))
    s = read(path)
    assert set(s.state_names) >= {"a", "b", "c"} and set(s.letter_names) == {"go", "xy", "<<b>xy<b>>"}
    a, c = s.state_names.index("a"), s.state_names.index("c")
    assert s.table[c, s.letter_names.index("xy")] == a


def test_an_undirected_graph_without_name_is_read(tmp_path):
    path = tmp_path / "m.gv"
    path.write_text("digraph{a->b[label=x];b->a[label=x]}")
    assert read(path).step.tolist() == [[1], [0]]


def test_quotes_survive(tmp_path):
    names = ['say "a"', "b|c", "{d}"]
    s = ab.System.deterministic(
        [[1], [2], [0]], [0, 1, 0], state_names=names, letter_names=['in "x"'], output_names=["p", "q"]
    )
    write(s, tmp_path / "m.dot")
    back = read(tmp_path / "m.dot")
    assert back.letter_names == ('in "x"',)
    assert [back.shown(i) for i in range(3)] == ["p", "q", "p"]
    mealy = ab.System.deterministic([[0, 0]], [[0, 1]], letter_names=["a/b", "c"], output_names=["u", "v"])
    write(mealy, tmp_path / "m.dot")
    assert set(read(tmp_path / "m.dot").letter_names) == {"a/b", "c"}
