"""Numbers, names and mappings are read alike everywhere, and refused alike."""

from fractions import Fraction

import numpy as np
import pytest

from abstractions import Misuse
from abstractions.arguments import budget_of, listed, mapping_of, names_of, whole


@pytest.mark.parametrize("value", [0, 3, np.int64(3), np.uint8(3), np.array(3), 10**30])
def test_whole_numbers_are_python_integers(value):
    assert whole(value, "a number") == value
    assert type(whole(value, "a number")) is int


@pytest.mark.parametrize(
    "value", [None, "3", 3.0, True, np.True_, Fraction(3), np.array([3]), -1, np.nan, [3]]
)
def test_what_is_no_whole_number_is_refused(value):
    with pytest.raises(Misuse, match="a number is a whole number from 0 on"):
        whole(value, "a number")
    with pytest.raises(Misuse, match="a budget"):
        budget_of(value)


def test_bounds_are_inclusive():
    assert (whole(2, "n", least=2, most=5), whole(5, "n", least=2, most=5)) == (2, 5)
    for outside in (1, 6):
        with pytest.raises(Misuse, match="from 2 to 5"):
            whole(outside, "n", least=2, most=5)


def test_lists_names_and_mappings():
    assert listed({1: 2}.keys(), "numbers") == [1]
    assert names_of(iter("ab"), "names") == ("a", "b")
    assert mapping_of({"a": 1}, "rules", "{}") == {"a": 1}
    for wrong in ("ab", 5, None, {"a": 1}):
        with pytest.raises(Misuse, match="are a list"):
            listed(wrong, "names")
    assert listed((2, 1), "numbers", ordered=True) == [2, 1]
    for wrong in ({1, 2}, frozenset()):
        with pytest.raises(Misuse, match="are a list"):
            listed(wrong, "numbers", ordered=True)
    with pytest.raises(Misuse, match="there are 2 of names"):
        names_of(["abc"], "names", count=2)
    with pytest.raises(Misuse, match="given twice"):
        names_of([1, "1"], "names")
    with pytest.raises(Misuse, match="are a mapping"):
        mapping_of([1], "rules", "{}")
