"""A group as a machine: its abstractions are its quotients.

The states are the six orders of three things.  The letters multiply by a swap and by a rotation,
from the left and from the right.  A complete abstraction is then a way to compute with less than the
whole group: a quotient group.  There is one for each normal subgroup, and S3 has three of those.
"""

from itertools import permutations

import abstractions as ab

group = list(permutations(range(3)))
place = {g: i for i, g in enumerate(group)}
swap, rotate = (1, 0, 2), (1, 2, 0)


def times(g, h):
    return tuple(g[x] for x in h)


rows = [
    [place[times(a, g)], place[times(b, g)], place[times(g, a)], place[times(g, b)]]
    for g in group
    for a, b in [(swap, rotate)]
]
names = ["swap *", "rotate *", "* swap", "* rotate"]
s3 = ab.System.deterministic(rows, state_names=group, letter_names=names)

# Nothing; the sign of the permutation, with the rotations as its kernel; the whole group.
sign = ab.Abstraction.of(lambda g: sum(g[i] > g[j] for i in range(3) for j in range(i, 3)) % 2, group)
assert list(ab.complete_abstractions(s3)) == [ab.Abstraction.trivial(6), sign, ab.Abstraction.identity(6)]
assert set(sign.blocks()[0]) == {place[g] for g in ((0, 1, 2), rotate, times(rotate, rotate))}

# Multiplying from the right only, the classes need not be normal: cosets of all six subgroups.
right = ab.System.deterministic([row[2:] for row in rows])
assert len(ab.complete_abstractions(right)) == 6
assert not ab.complete_abstractions(right).is_distributive()
assert sorted(len(p) for p in ab.principals(right).coatoms) == [2, 3, 3, 3]
print(ab.complete_abstractions(right).is_distributive())
