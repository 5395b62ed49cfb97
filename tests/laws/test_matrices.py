"""Matrices of interchanges, against running every one."""

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import abstractions as ab
from abstractions.circuit import Alignment, Circuit, interchange, matrix
from abstractions.testing import laws
from abstractions.testing.strategies import alignments

BITS = {"x": (0, 1), "y": (0, 1)}
THREE = [{"x": 0, "y": 0}, {"x": 0, "y": 1}, {"x": 1, "y": 0}]


def two_bits(out):
    """A = x, B = y, and an output of both."""
    return Circuit.of({"A": lambda x: x, "B": lambda y: y, "out": out}, values=BITS)


XOR_OR = Alignment.of(two_bits(lambda A, B: A ^ B), two_bits(lambda A, B: A | B))


@settings(max_examples=60)
@given(alignments(), st.sampled_from(["outputs", "all"]), st.data())
def test_a_matrix_by_its_definition(a, compare, data):
    inner = [a.high.names[n] for n in a.inner]
    assume(inner)
    nodes = data.draw(st.lists(st.sampled_from(inner), min_size=1, max_size=2, unique=True))
    every = [dict(zip((a.low.names[n] for n in a.low.inputs), x)) for x in inputs(a.low)]
    chosen = data.draw(st.lists(st.sampled_from(every), min_size=1, max_size=3))
    laws.a_matrix_says_what_every_interchange_gives(a, chosen, nodes, compare)


def inputs(c):
    return [[c.domains[n][v] for n, v in zip(c.inputs, row)] for row in c.every_input().tolist()]


def test_or_for_xor_differs_where_p_is_set_on_the_base_01():
    found = matrix(XOR_OR, "A", THREE)
    assert found.whole(found.equal).tolist() == [[True] * 3, [True, True, False], [True] * 3]
    assert found.accuracy == Fraction(8, 9) and found.shape == (3, 3)
    both = matrix(XOR_OR, ("B", "A"), THREE)  # in the order asked for
    assert both.shape == (3, 9) and both.accuracy == Fraction(8, 9)
    assert both.whole(both.equal)[0].tolist() == [True] * 5 + [False] + [True] * 3


def test_many_data_are_kept_by_class():
    """160,000 inputs: 2.6 * 10^10 cases, 397 * 397 different ones."""
    values = {"x": range(400), "y": range(400)}
    low = Circuit.of(
        {"A": lambda x: x % 397, "B": lambda y: y % 397, "out": lambda A, B: (A + B) % 5}, values=values
    )
    high = Circuit.of(
        {"A": lambda x: x % 397, "B": lambda y: y % 397, "out": lambda A, B: (A * B) % 5}, values=values
    )
    found = matrix(a := Alignment.of(low, high), "A")
    assert found.shape == (160_000, 160_000) and found.equal.size == 397**2
    assert found.accuracy == interchange(a, most=1).rows[1].accuracy


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (lambda: matrix(XOR_OR, "x"), "choose among A, B"),
        (lambda: matrix(XOR_OR, "out"), "neither inputs nor outputs"),
        (lambda: matrix(XOR_OR, ()), "no node"),
        (lambda: matrix(XOR_OR, ("A", "A")), "different aligned nodes"),
        (lambda: matrix(XOR_OR, "q"), "are names of nodes"),
        (lambda: matrix(XOR_OR, "A", compare="both"), "compare"),
        (lambda: matrix(XOR_OR, "A", []), "there are data"),
        (lambda: matrix(XOR_OR, ("A", "B"), budget=3), "at most 3 different cases"),
    ],
)
def test_misuse_of_matrices(build, said):
    with pytest.raises(ab.Misuse) as error:
        build()
    assert said in str(error.value)


def test_matrices_are_of_circuits_that_do_not_draw():
    noisy = Circuit.of({"A": lambda x: {x: "1/2", 1 - x: "1/2"}, "out": lambda A: A}, values={"x": (0, 1)})
    with pytest.raises(ab.Misuse, match="determined by its inputs"):
        matrix(Alignment.of(noisy, noisy), "A")
