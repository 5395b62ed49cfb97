"""A fair die from fair coins: thirteen states, and what symmetry makes of them.

Knuth and Yao throw a die with coins: walk down a tree of coin tosses; at the leaves stand six
faces, and two branches go back up.  Is each face as likely as the others?
"""

from fractions import Fraction

from abstractions import System, core, is_complete, minimal_complete

half = Fraction(1, 2)
tree = {
    "s0": ("s1", "s2"),
    "s1": ("s3", "s4"),
    "s2": ("s5", "s6"),
    "s3": ("s1", "1"),
    "s4": ("2", "3"),
    "s5": ("4", "5"),
    "s6": ("6", "s2"),
}
states = [*tree, *"123456"]
steps = {s: dict.fromkeys(tree[s], half) if s in tree else {s: 1} for s in states}


def walk(shows):
    return System.of("O * D(X)", {s: (shows(s), steps[s]) for s in states}, initial=["s0"])


# If one looks at the face, every state is different.
die = walk(lambda s: s if s in "123456" else "rolling")
assert len(minimal_complete(die).abstraction) == 13

# If one only asks whether it still rolls, left and right are the same, and so are the inner nodes.
rolling = walk(lambda s: s not in "123456")
small = minimal_complete(rolling)
print(small.quotient)
same = {frozenset(rolling.state_names[s] for s in block) for block in small.abstraction.blocks()}
assert same == {frozenset(x) for x in (["s0"], ["s1", "s2"], ["s3", "s6"], ["s4", "s5"], "123456")}

# How likely is a face?  Its chance at a state is the mean of the chances at the two next ones; all runs
# end, so only one assignment of chances does that.  For a 1: two thirds at s3, a third at s1, a sixth at s0.
chance = {
    "1": {"s3": Fraction(2, 3), "s1": Fraction(1, 3), "s0": Fraction(1, 6)},
    "2": {"s4": half, "s1": Fraction(1, 3), "s3": Fraction(1, 6), "s0": Fraction(1, 6)},
}
mirror = dict(zip(("s0", "s1", "s2", "s3", "s4", "s5", "s6"), ("s0", "s2", "s1", "s6", "s5", "s4", "s3")))
chance["3"] = chance["2"]  # both stand below s4
for face, opposite in ("16", "25", "34"):
    chance[opposite] = {mirror[s]: c for s, c in chance[face].items()}
for face, guess in chance.items():
    likely = {s: guess.get(s, Fraction(s == face)) for s in states}
    assert all(likely[s] == sum(w * likely[t] for t, w in steps[s].items()) for s in states)
    assert likely["s0"] == Fraction(1, 6)
print("each face has a chance of", chance["6"]["s0"])

# Nothing is lost by asking less: what may be known at most about "it still rolls" is the mirror image.
assert is_complete(rolling, small.abstraction) and core(rolling, small.abstraction).check()
