"""Shapes of steps: what they do to maps, how they are written and read, and what is no step."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import abstractions as ab
from abstractions.functor import MONOIDS, B, Constant, D, Monoid, P, W, X, parse
from abstractions.testing import laws
from abstractions.testing.strategies import SIZES, functors, steps

A, O = Constant("A", 2), Constant("O", 2)
HALF = Fraction(1, 2)


@given(functors(), st.data())
def test_every_shape_preserves_composition(functor, data):
    step = data.draw(steps(functor, 4))
    f = data.draw(st.lists(st.integers(0, 2), min_size=4, max_size=4)).__getitem__
    g = data.draw(st.lists(st.integers(0, 1), min_size=3, max_size=3)).__getitem__
    laws.functors_preserve_composition(functor, step, f, g)


@given(functors(), functors(), st.data())
def test_composites(outer, inner, data):
    step = data.draw(steps(outer(inner), 4))
    laws.composites_apply_one_after_the_other(outer, inner, step, lambda s: s // 2)
    assert outer(X) == outer == X(outer)


@given(functors())
def test_every_shape_is_read_back(functor):
    laws.parsing_undoes_printing(functor, **SIZES)


@pytest.mark.parametrize(
    ("text", "functor"),
    [
        ("P(A * X)", P(A * X)),
        ("O * X**A", O * X**A),
        ("O*X^A", O * X**A),
        ("D(X)", D(X)),
        ("A -> D(X)", D(X) ** A),
        ("A -> A -> X", (X**A) ** A),
        ("Q^(X)", W("Q", X)),
        ("1 + A * X", Constant("1", 1) + A * X),
        ("P(A*D(X))", P(A * D(X))),
        ("(O * X)**A", (O * X) ** A),
        ("O + X + A", (O + X) + A),
        ("O + (X + A)", O + (X + A)),
        ("B(O * (X * X))", B(O * (X * X))),
    ],
)
def test_what_one_writes_on_the_board(text, functor):
    assert parse(text, A=2, O=2) == functor
    assert parse(str(functor), A=2, O=2) == functor


@pytest.mark.parametrize(
    "text",
    ["", "P", "P(X", "X)", "X +", "X ** P", "Q(X)", "X -> X", "X $ X", "P()", "A A", "** A", "X**X", "Q^X"],
)
def test_what_is_no_shape_is_told(text):
    with pytest.raises(ab.Misuse, match="is a shape"):
        parse(text)


@pytest.mark.parametrize(
    ("functor", "step", "reason"),
    [
        (D(X), {0: HALF}, "sum to 1/2"),
        (D(X), {0: Fraction(3, 2), 1: -HALF}, "negative"),
        (D(X), {0: 0.5, 1: 0.5}, "0.5 is no weight in Q"),
        (B(X), {0: -1}, "-1 is no weight in N"),
        (W("Z", X), {0: HALF}, "no weight in Z"),
        (W("Or", X), {0: 1}, "no weight in Or"),
        (W("Q", X), {0: True}, "no weight in Q"),
        (W("Q", X), [0, 1], "no pair"),
        (W("Q", X), 5, "has no weights"),
        (P(X), 5, "no collection"),
        (P(X), "01", "no collection"),
        (O, 2, "0 to 1"),
        (O * X, (0,), "1 entries, not 2"),
        (O + X, (2, 0), "0 or 1"),
        (X**A, (0, 0, 0), "3 entries, not 2"),
        (X**A, {0, 1}, "no entries in order"),
    ],
)
def test_what_is_no_step_is_told(functor, step, reason):
    with pytest.raises(ab.Misuse) as error:
        functor.image(step, lambda s: s)
    assert reason in str(error.value)


def test_weights_of_equivalent_states_add_up_and_zero_vanishes():
    together = lambda s: "all"  # noqa: E731
    assert W("Z", X).image({0: 2, 1: -2}, together) == frozenset()
    assert W("Z", X).image({0: 2, 1: 1}, together) == frozenset({("all", 3)})
    assert W("Max", X).image({0: 2, 1: 5}, together) == frozenset({("all", 5)})
    assert W("Or", X).image({0: True, 1: False}, together) == frozenset({("all", True)})
    assert B(X).image({0: 2, 1: 1}, together) == frozenset({("all", 3)})
    assert P(X).image([0, 1, 1], together) == frozenset({"all"})
    assert D(X).image({0: HALF, 1: HALF}, together) == frozenset({("all", 1)})
    mine = Monoid("parity", 0, lambda a, b: (a + b) % 2, lambda w: w in (0, 1))
    assert W(mine, X).image({0: 1, 1: 1}, together) == frozenset()


def test_which_shapes_branch():
    for text in ("X", "O * X**A", "O + X", "P(O)", "(O * X)**A"):
        assert not parse(text, A=2, O=2).branches, text
    for text in ("P(X)", "A -> D(X)", "P(A * X)", "O * B(X)", "Q^(X) + O"):
        assert parse(text, A=2, O=2).branches, text


def test_names_and_monoids_are_known_or_told():
    for name in ("X", "P", "Q", "a b", "", "2"):
        with pytest.raises(ab.Misuse, match="name of its own"):
            Constant(name)
    with pytest.raises(ab.Misuse, match="the monoid is known"):
        W("R", X)
    assert set(MONOIDS) == {"N", "Z", "Q", "Max", "Or", "Word"}
