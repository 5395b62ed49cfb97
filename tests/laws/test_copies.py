"""What is copied, or sent to another process, is what it was: equal, read-only, and as well proved."""

import copy
import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import abstractions as ab
from abstractions import System
from abstractions.errors import MissingExtra
from abstractions.functor import parse
from abstractions.testing.strategies import SHAPES, branching, functors, systems

WAYS = [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))]


def arrays(thing):
    """All arrays in something's fields, and in theirs."""
    for name in getattr(type(thing), "__slots__", ()) or vars(thing):
        value = getattr(thing, name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, np.ndarray):
                yield part


@given(st.data(), st.sampled_from(SHAPES), st.sampled_from(WAYS))
def test_copies_are_the_same(data, shape, way):
    s = data.draw(branching(functor=shape))
    other = way(s)
    assert other == s and str(other) == str(s) and other.functor == s.functor
    assert list(other.arrows()) == list(s.arrows())
    assert all(not a.flags.writeable for a in arrays(other))
    found = ab.minimal_complete(s)
    again = way(found)
    assert again.check() and again.abstraction == found.abstraction and again.certificate == found.certificate
    assert all(not a.flags.writeable for a in (*arrays(again.abstraction), *arrays(again.certificate)))
    verdict = ab.is_complete(s, ab.Abstraction.trivial(s.states))
    assert str(way(verdict)) == str(verdict) and bool(way(verdict)) == bool(verdict)


@given(systems(), st.sampled_from(WAYS))
def test_copies_of_tables_are_the_same(s, way):
    other = way(s)
    assert other == s and all(not a.flags.writeable for a in arrays(other))
    found = ab.minimal_complete(s)
    assert way(found).check() and str(way(found)) == str(found)


@given(functors(), st.sampled_from(WAYS))
def test_copies_of_shapes_are_the_same(f, way):
    assert way(f) == f and str(way(f)) == str(f) and parse(str(way(f))) == parse(str(f))


def refusals():
    """An exception of every kind."""
    for ask in (
        lambda: System.deterministic([5]),
        lambda: System.explore("P(X)", lambda s: {s + 1}, [0], budget=5),
        lambda: ab.first_return(System.deterministic([1, 2, 1]), [True, False, False]),
        lambda: ab.is_complete(System.deterministic([0, 2, 2]), ab.Abstraction([0, 0, 1])).unwrap(),
    ):
        with pytest.raises(Exception) as found:
            ask()
        yield found.value
    yield MissingExtra("ortools", "solver", "a front of three objectives")
    yield ab.Interrupted("exploring", (1, 2))


def test_exceptions_cross_between_processes():
    for error in refusals():
        for way in WAYS:
            other = way(error)
            assert type(other) is type(error) and str(other) == str(error)
            assert vars(other).keys() == vars(error).keys()


def minimal(s):
    return ab.minimal_complete(s)


def test_machines_are_reduced_in_other_processes():
    """And what is wrong there is said here, where a pool would wait for ever for what it cannot read."""
    chains = [System.markov([(0, 0, "1/3"), (0, 1, "2/3"), (1, 0, k), (1, 1, 1 - k)]) for k in (0, 1)]
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        assert all(found.check() for found in pool.map(minimal, chains))
        with pytest.raises(ab.Misuse):
            pool.submit(minimal, "no machine").result(60)
