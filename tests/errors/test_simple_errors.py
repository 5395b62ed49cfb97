"""What cannot be asked of simple abstractions, and searches that end early: told in words."""

from fractions import Fraction

import numpy as np
import pytest

import abstractions as ab
from abstractions.simple import (
    AtMost,
    Boxes,
    Coordinates,
    Hull,
    Listed,
    Parities,
    Trees,
    front,
    minima,
    smallest_tree,
)

S = ab.System.deterministic([1, 2, 3, 0])
OF = [[0, 0], [0, 1], [1, 0], [1, 1]]
NAMED = ab.System.deterministic([1, 0], state_names=[(0, "a"), (1, "b")])

CASES = {
    "a family is a set of simple abstractions": lambda: ab.minimal_complete(S, family="coordinates"),
    "a method is for the family of all": lambda: ab.minimal_complete(S, family=AtMost(2), method="rounds"),
    "states have coordinates": lambda: minima(S, family=Coordinates()),
    "a state called 'p'": lambda: minima(
        ab.System.deterministic([0], state_names=["p"]), family=Coordinates()
    ),
    "all states have the same coordinates": lambda: minima(
        ab.System.deterministic([0, 0], state_names=[(0,), (0, 1)]), family=Coordinates()
    ),
    "there is a row of coordinates for each state": lambda: minima(S, family=Coordinates([[0, 1]])),
    "the coordinates of the states has 2 dimensions": lambda: minima(S, family=Coordinates([0, 1, 2, 3])),
    "its entries are of type float64": lambda: minima(S, family=Coordinates(np.ones((4, 1)))),
    r"2 \* 3 = 6": lambda: minima(S, family=Coordinates(sizes=(2, 3))),
    "the coordinates are given once": lambda: minima(S, family=Coordinates(OF, sizes=(2, 2))),
    "there are 2 of the names of coordinates": lambda: minima(S, family=Coordinates(OF, names="x")),
    "it is given twice": lambda: minima(S, family=Coordinates(OF, names="xx")),
    "there are 2 of the costs of the coordinates": lambda: minima(S, family=Coordinates(OF, costs=[1])),
    "found:  0.5": lambda: minima(S, family=Coordinates(OF, costs=[1, 0.5])),
    "a cost is a rational number from 0 on": lambda: minima(S, family=Coordinates(OF, costs=[1, -1])),
    "states are tuples of bits": lambda: minima(NAMED, family=Parities()),
    "a parity is a sum of bits": lambda: minima(S, family=Parities([[0], [1], [2], [3]])),
    "states have at most 62 bits": lambda: minima(S, family=Parities(np.zeros((4, 63), int))),
    "there are 2 of the names of bits": lambda: minima(S, family=Parities(OF, names="abc")),
    "the number of classes is a whole number from 1 on": lambda: AtMost(0),
    "the number of leaves is a whole number from 1 on": lambda: Trees(True),
    "boxes are boxes of states": lambda: minima(
        ab.System.deterministic([]), family=Boxes(2, {"t": lambda x: True})
    ),
    "tests are functions by name": lambda: minima(S, family=Trees(2, tests=[bool])),
    "a test is true or false": lambda: minima(S, family=Trees(2, tests={"t": lambda x: x})),
    "the test 't' at 0 is defined": lambda: minima(S, family=Trees(2, tests={"t": lambda x: 1 // x})),
    "tests are given, or else coordinates": lambda: minima(S, family=Trees(2, {"t": bool}, names="x")),
    "the name of a family is a text": lambda: Hull(lambda p: p, name=5),
    "the hull of a family is a function": lambda: Hull([[0, 1, 0, 1]]),
    "the cost of a family is a function": lambda: Hull(lambda p: p, 3),
    "the members of a family are a list": lambda: Listed(ab.Abstraction([0, 1])),
    "the costs of coordinates are a list": lambda: Coordinates(OF, costs={1, 2}),
    "the sizes of coordinates are a list": lambda: Coordinates(sizes=4),
    "the names of bits are a list": lambda: Parities(OF, names=5),
    "tests decide the abstraction": lambda: smallest_tree(S, [0, 1, 2, 3], tests={"t": lambda x: x == 0}),
    "a hull is monotone": lambda: minima(
        ab.System.deterministic([1, 2, 3, 4, 5, 0]),
        [0, 0, 1, 0, 0, 1],
        family=Hull(lambda p: p if len(p) > 2 else ab.Abstraction.identity(p.states)),
    ),
    "a hull is the least member above": lambda: minima(
        S, [0, 0, 1, 1], family=Hull(lambda p: ab.Abstraction([0, 0, 0, 0]))
    ),
    "its own hull is": lambda: minima(
        S,
        [0, 0, 1, 1],
        family=Hull(lambda p: p | ab.Abstraction([0, 1, 0, 0]) if len(p) < 3 else p | S.pullback(p)),
    ),
    "the hull of .* is defined": lambda: minima(S, family=Hull(lambda p: None)),
    "what is asked about is an abstraction": lambda: minima(S, family=Hull(lambda p: [0, 1, 2, 3])),
    "the abstraction is one of the system's states": lambda: minima(S, family=Listed([[0, 1]])),
    "there are 1 of the costs of the members": lambda: minima(S, family=Listed([[0, 1, 0, 1]], costs=[])),
    "weights are exact": lambda: front(S, family=Coordinates(OF), weights=[0.5] * 4),
    "a distribution gives each state its probability": lambda: front(S, family=Coordinates(OF), weights=[1]),
    "the probabilities of a distribution sum to 1": lambda: front(S, family=Coordinates(OF), weights=[0] * 4),
    "some steps have no probability": lambda: front(
        ab.System.of("P(X)", [[0, 1], []]), family=Coordinates([[0], [1]])
    ),
}


@pytest.mark.parametrize("said", CASES)
def test_what_cannot_be_asked_is_refused_in_words(said):
    with pytest.raises(ab.Misuse, match=said) as refused:
        CASES[said]()
    assert refused.value.reason and refused.value.repair


def test_a_family_without_a_least_member_gives_two_witnesses():
    s = ab.System.deterministic([1, 2, 3, 4, 5, 0])
    found = minima(s, family=Listed({"halves": lambda m: m % 2, "thirds": lambda m: m % 3}))
    with pytest.raises(ab.Refuted, match=r"halves .* and\n  thirds .*\n  are complete, neither is below"):
        found.abstraction  # noqa: B018 - raises
    assert [m.said for m in found] == ["halves", "thirds"] and found.cheapest.said == "halves"


def test_a_family_in_which_none_is_complete_says_why():
    found = minima(S, [0, 1, 1, 1], family=AtMost(3))
    assert not found and found.check()
    for ask in (lambda: found.abstraction, lambda: found.cheapest, lambda: found.quotient):
        with pytest.raises(ab.Refuted, match="the least complete abstraction has 4 classes"):
            ask()
    two = [[0, 0], [0, 0], [1, 0], [1, 1]]  # two states alike
    none = minima(S, [0, 1, 1, 1], family=Coordinates(two))
    assert not none and none.check() and "no complete member" in str(none)
    blind = minima(S, [0, 1, 1, 1], family=Trees(None, columns=two))
    assert blind.check() and "no test tells the states 0 and 1 apart" in str(blind)
    small = minima(S, [0, 1, 1, 1], family=Trees(3, columns=OF))
    assert small.check() and "needs 4 leaves" in str(small)


def test_a_search_that_meets_its_budget_says_what_it_found():
    twice = np.repeat(np.arange(64)[:, None] >> np.arange(6) & 1, 2, axis=1)
    s = ab.System.deterministic(range(64))
    p = np.bitwise_count(np.arange(64)).astype(int) & 1
    whole = minima(s, p, family=Coordinates(twice))
    assert len(whole) == 64 and whole.check()
    with pytest.raises(ab.BudgetExceeded, match="there may be others") as stopped:
        minima(s, p, family=Coordinates(twice), budget=100)
    assert set(stopped.value.partial) <= set(whole.found)
    with pytest.raises(ab.BudgetExceeded, match="12 coordinates have 4,096 sets"):
        front(s, p, family=Coordinates(twice), budget=1000)
    with pytest.raises(ab.BudgetExceeded, match="subspaces"):
        front(s, family=Parities(twice), budget=100)
    with pytest.raises(ab.BudgetExceeded, match="6 bits have 64 masks, and the states fill an affine space"):
        front(s, family=Parities(twice), budget=10)
    wide = ab.System.deterministic(range(40))
    with pytest.raises(ab.BudgetExceeded, match=r"39 bits .* fill no affine space"):
        minima(wide, range(40), family=Parities(np.eye(40, dtype=int)))
    deep = {f"is {i}": lambda x, i=i: x == i for i in range(1500)}
    with pytest.raises(ab.BudgetExceeded, match="too deep"):
        smallest_tree(ab.System.deterministic(range(1500)), range(1500), tests=deep)
    with pytest.raises(ab.BudgetExceeded, match="abstractions are looked at"):
        front(s, family=AtMost(2), budget=1000)
    with pytest.raises(ab.BudgetExceeded, match="sets of states"):
        smallest_tree(s, p, columns=twice, budget=10)
    with pytest.raises(ab.BudgetExceeded, match="ways to cut"):
        front(s, family=Boxes(9, columns=twice), budget=20)


def test_an_interruption_keeps_what_was_found(monkeypatch):
    from abstractions.simple import fronts
    from abstractions.simple.coordinates import KeptCoordinates

    s = ab.System.deterministic([0, 1, 2])
    rows = [[0, 0], [1, 1], [2, 2]]
    case, left = KeptCoordinates.case, iter(range(2))

    def interrupted(self, key, *seen):
        if next(left, None) is None:
            raise KeyboardInterrupt
        return case(self, key, *seen)

    with monkeypatch.context() as patch:
        patch.setattr(KeptCoordinates, "case", interrupted)
        with pytest.raises(ab.Interrupted, match="1 results are kept") as stopped:
            minima(s, [0, 1, 2], family=Coordinates(rows))
    assert [m.what for m in stopped.value.partial] == [("x0",)]
    with monkeypatch.context() as patch:
        calls = iter(range(1))

        def stopping(*arguments):
            if next(calls, None) is None:
                raise KeyboardInterrupt
            return 2

        patch.setattr(fronts, "loss", stopping)
        with pytest.raises(ab.Interrupted, match="comparing members") as stopped:
            front(s, family=Coordinates(rows))
        assert len(stopped.value.partial) == 1


def test_machines_of_no_state_and_of_one():
    none = ab.System.deterministic([])
    for family in (Coordinates(np.zeros((0, 2), int)), Coordinates(sizes=(0, 2)), Parities(np.zeros((0, 2), int)),
                   AtMost(1), Trees(1, {}), Hull(lambda p: p), Listed([[]])):  # fmt: skip
        found = minima(none, family=family)
        assert found.unique and found.check() and found.abstraction == ab.Abstraction([])
    one = ab.System.deterministic([0])
    for family in (Coordinates([[7]]), Coordinates(sizes=()), Parities([[1]]), AtMost(1), Trees(1, {}),
                   Boxes(1, {}), Hull(lambda p: p), Listed([[0]])):  # fmt: skip
        found = minima(one, family=family)
        assert found.unique and found.check() and found.abstraction == ab.Abstraction([0])


def test_costs_and_names_of_coordinates():
    """Two copies of one bit, the second one cheap; the cheapest may know more than a minimal one."""
    s = ab.System.deterministic([0, 1, 2], state_names=[(0, 5, 5), (0, 6, 6), (1, 7, 7)])
    found = minima(s, lambda m: m[0], family=Coordinates(names="abc", costs=[3, "1/2", 1]))
    assert [m.what for m in found] == [("a",)] and found.unique
    assert found.cheapest.what == ("b",) and found.cheapest.cost == Fraction(1, 2)
    assert found.check()


def test_the_abstract_machine_of_the_kept_coordinates_runs():
    c = ab.Computation(
        step=lambda m: (m[0] - 1, m[1], (m[2] + m[1]) % 3),
        halts=lambda m: m[0] == 0,
        load=lambda x: (3, x, 0),
        read=lambda m: "done",
        inputs=range(3),
    )
    found = minima(c, family=Coordinates(names=["left", "add", "sum"]))
    assert found.abstraction == ab.Abstraction.of(lambda m: m[0], c.system.state_names)
    assert found.quotient.run(2) == "done" and len(found.quotient.trace(2)) == 4


def test_a_member_given_twice_counts_once():
    odd = [0, 1, 0, 1]
    twice = minima(S, odd, family=Listed([odd, ab.Abstraction(odd), lambda m: m % 2], costs=[3, 1, 2]))
    assert [(m.what, m.cost) for m in twice] == [(ab.Abstraction(odd), 1)] and twice.check()
    named = minima(S, odd, family=Listed({"odd": odd, "": odd}))
    assert [m.what for m in named] == ["odd", ""] and named.unique and named.check()
    assert "in several ways" in str(named)
    with pytest.raises(ab.Misuse, match="given twice"):
        minima(S, odd, family=Listed({1: odd, "1": odd}))


def test_a_family_made_from_iterators_can_be_placed_again():
    family = Coordinates(OF, names=iter("ab"), costs=iter([1, 2]))
    for _ in range(2):
        assert minima(S, [0, 1, 0, 1], family=family).check()
    assert front(S, family=Listed(q for q in ([0, 1, 0, 1], [0, 1, 2, 3]))).compared == 2


def test_weights_of_fronts_are_those_of_defects():
    of = ab.approximate.Distribution.counts([1, 2, 3, 4])
    ways = (["1/10", "0.2", "3/10", "2/5"], of, {0: "1/10", 1: "1/5", 2: "3/10", 3: "2/5"})
    assert len({str(front(S, family=Coordinates(OF), weights=w)) for w in ways}) == 1
    for f in (
        lambda w: front(S, family=Coordinates(OF), weights=w),
        lambda w: ab.approximate.defect(S, [0] * 4, w),
    ):
        with pytest.raises(ab.Misuse, match=r"Distribution\.counts\(\.\.\.\) for numbers in proportion"):
            f([1, 2, 3, 4])


def test_more_coordinates_than_an_array_has_dimensions():
    found = minima(S, [0, 1, 2, 3], family=Coordinates(sizes=(1,) * 70 + (4,) + (1,) * 70))
    assert [m.what for m in found] == [("x70",)] and found.check()
