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

# Every face is as likely as the one opposite it: with "face f, or not" kept, 1 mirrors 6.
for face, mirror in ("16", "25", "34"):
    one, other = (minimal_complete(walk(lambda s, f=f: s == f)) for f in (face, mirror))
    assert len(one.abstraction) == len(other.abstraction)

# And the exact probability of a face is the same for all: solve the small chain of "is it a 1?".
chance = {s: Fraction(s == "1") for s in states}
for _ in range(200):  # exact iteration; what is still rolling after that is less than 2**-190
    chance = {s: sum(w * chance[t] for t, w in steps[s].items()) for s in states}
assert abs(chance["s0"] - Fraction(1, 6)) < Fraction(1, 2**120)

# Nothing is lost by asking less: what may be known at most about "it still rolls" is the mirror image.
assert is_complete(rolling, small.abstraction) and core(rolling, small.abstraction).check()
