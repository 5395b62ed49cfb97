"""Finite algebras of any arity: congruences, generated ones, and all of them."""

from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import abstractions as ab
from abstractions import Algebra
from abstractions.testing import laws
from abstractions.testing.enumerate import partitions
from abstractions.testing.strategies import abstractions


@st.composite
def algebras(draw, most=5):
    n = draw(st.integers(1, most))
    operations = {}
    for name in "fgh"[: draw(st.integers(1, 3))]:
        shape = (n,) * draw(st.integers(0 if operations else 1, 3))
        size = int(np.prod(shape))
        values = draw(st.lists(st.integers(0, n - 1), min_size=size, max_size=size))
        operations[name] = np.array(values).reshape(shape)
    return Algebra(operations)


def symmetric_group(n):
    return Algebra.of(permutations(range(n)), {"after": lambda f, g: tuple(f[i] for i in g)})


@given(algebras(), st.data())
def test_random_algebras(a, data):
    p = data.draw(abstractions(a.states))
    laws.congruences_are_preserved_by_all_operations(a, p)
    laws.core_is_the_greatest_complete_abstraction_below(a.system, p, list(partitions(a.states)))


@pytest.mark.parametrize("n", [1, 2, 3])
def test_every_small_binary_operation(n):
    for values in (
        product(range(n), repeat=n * n) if n < 3 else [range(9), [0] * 9, [0, 1, 2, 1, 1, 2, 2, 2, 2]]
    ):
        a = Algebra({"*": np.array(list(values)).reshape(n, n) % n})
        for p in partitions(n):
            laws.congruences_are_preserved_by_all_operations(a, p)


def test_congruences_of_groups_are_their_normal_subgroups():
    s3, s4 = symmetric_group(3), symmetric_group(4)
    assert [len(p) for p in ab.complete_abstractions(s3)] == [1, 2, 6]
    assert [len(p) for p in ab.complete_abstractions(s4)] == [1, 2, 6, 24]
    klein = Algebra.of(product(range(2), repeat=2), {"+": lambda x, y: (x[0] ^ y[0], x[1] ^ y[1])})
    assert sorted(len(p) for p in ab.complete_abstractions(klein)) == [1, 2, 2, 2, 4]
    cyclic = Algebra({"+": np.add.outer(np.arange(12), np.arange(12)) % 12})
    assert len(ab.complete_abstractions(cyclic)) == 6  # the divisors of 12
    even = ab.core(s4, [int(sum(x > y for i, x in enumerate(f) for y in f[i:]) % 2) for f in s4.elements])
    assert len(even.abstraction) == 2 and even.check()
    assert even.quotient.operations["after"].tolist() == [[0, 1], [1, 0]]
    assert len(ab.principal(s3, 0, 3).abstraction) == 2  # what merging 1 and a rotation forces


def test_congruences_of_semilattices_and_constants():
    chain = Algebra({"max": np.maximum.outer(np.arange(4), np.arange(4)), "top": np.array(3)})
    assert len(ab.complete_abstractions(chain)) == 8  # intervals of a chain: 2 ** 3
    small = chain.quotient(ab.Abstraction([0, 0, 1, 1]))
    assert int(small.operations["top"]) == 1 and small.operations["max"].tolist() == [[0, 1], [1, 1]]
    assert repr(chain) == "<Algebra: 4 elements, max/2, top/0>"
    assert chain == Algebra(dict(chain.operations)) and hash(chain) == hash(Algebra(dict(chain.operations)))


def test_bad_algebras_are_told():
    for wrong in (None, {"f": [[0], [0, 1]]}, {"f": "x"}, {}):
        with pytest.raises(ab.Misuse):
            Algebra(wrong)
    with pytest.raises(ab.Misuse, match="stays inside the elements"):
        Algebra.of([0, 1], {"s": lambda x: [x]})
    with pytest.raises(ab.Misuse, match="every choice of its arguments"):
        Algebra({"f": np.zeros((2, 3), int)})
    with pytest.raises(ab.Misuse, match="has its entries in range"):
        Algebra({"f": np.array([0, 2])})
    with pytest.raises(ab.Misuse, match="an operation with an argument"):
        Algebra({"c": np.array(0)}, ["x"])
    with pytest.raises(ab.Misuse, match="stays inside the elements"):
        Algebra.of([0, 1], {"s": lambda x: x + 1})
    with pytest.raises(ab.Misuse, match="by a complete abstraction"):
        symmetric_group(3).quotient(ab.Abstraction([0, 1, 0, 0, 0, 0]))
