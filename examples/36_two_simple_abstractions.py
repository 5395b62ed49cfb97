"""When two simple abstractions are both minimal.

A clock has two dials, one that counts to four and one that counts to six.  They are started together, so of
the 24 positions only 12 ever occur.  We want to know whether the time is even.  One dial is enough, and
either will do; neither knows less than the other.  What both know, whether the time is even, is complete
too, but no dial shows just that.
"""

import abstractions as ab
from abstractions.simple import Boxes, Coordinates, Listed, Parities

clock = ab.System.from_function(lambda t: ((t[0] + 1) % 4, (t[1] + 1) % 6), [(0, 0)])
assert clock.states == 12


def even(t):
    return t[0] % 2 == 0


dials = ab.minimal_complete(clock, even, family=Coordinates(names=["four", "six"]))
print(dials)
assert [m.what for m in dials] == [("four",), ("six",)]
assert dials.check()  # and no other set of dials is complete without one of these

# Asked for the least one, the library refuses, with the two as witnesses.

try:
    dials.abstraction  # noqa: B018
except ab.Refuted as refuted:
    print(refuted)
else:
    raise AssertionError("there is no least one")

# What both know is complete, as always; it is the least complete abstraction, only not of this family.

one, other = (m.abstraction for m in dials)
least = ab.minimal_complete(clock, even).abstraction
assert least == one & other and ab.is_complete(clock, least)
assert ab.minimal_complete(clock, even, family=Listed({"even": even, "four": one, "six": other})).unique

# Had the dials been started in all ways, there would be a least one: on a product nothing stands in for another.

both = [(a, b) for a in range(4) for b in range(6)]
free = ab.System.from_function(lambda t: ((t[0] + 1) % 4, (t[1] + 1) % 6), both)
assert ab.minimal_complete(free, even, family=Coordinates(names=["four", "six"])).unique

# Which simple map is least depends on what counts as simple.  Two bits that are swapped at every step, and whether
# they differ: a sum of both says it, and steps to itself.  Coordinates must keep both.  Boxes, each described by
# a conjunction, can be cut with the one bit first or with the other, and come to the same four in the end.

swap = ab.System.from_function(lambda t: (t[1], t[0]), [(a, b) for a in (0, 1) for b in (0, 1)])


def differ(t):
    return t[0] != t[1]


assert ab.minimal_complete(swap, differ, family=Parities(names="ab"))[0].said == "a + b"
assert ab.minimal_complete(swap, differ, family=Coordinates(names="ab"))[0].what == ("a", "b")
assert len(ab.minimal_complete(swap, differ, family=Boxes(4, names="ab"))[0].abstraction) == 4

# Whether both bits are one, for ever: three boxes are enough, in two ways.

still = ab.System.from_function(lambda t: t, [(a, b) for a in (0, 1) for b in (0, 1)])
boxes = ab.minimal_complete(still, lambda t: t == (1, 1), family=Boxes(4, names="ab"))
print(boxes)
assert len(boxes) == 2 and not boxes.unique and boxes.check()
