"""A cellular automaton on a ring.

Each cell looks at its left neighbour, itself and its right neighbour.  The rule knows nothing of where
on the ring it is, so turning the ring commutes with every step: rings up to rotation (necklaces) are
a complete abstraction of any rule.  Which other abstractions there are depends on the rule.
"""

import numpy as np

import abstractions as ab

CELLS = 10
rings = np.arange(2**CELLS)


def turned(x, k=1):
    return (x << k | x >> CELLS - k) & 2**CELLS - 1


def automaton(rule):
    """One step of the elementary rule with this number, on all rings at once."""
    left, right = turned(rings, CELLS - 1), turned(rings)
    result = np.zeros_like(rings)
    for i in range(CELLS):
        seen = (right >> i & 1) * 1 + (rings >> i & 1) * 2 + (left >> i & 1) * 4
        result |= (rule >> seen & 1) << i
    return ab.System.deterministic(result)


necklace = ab.Abstraction(np.min([turned(rings, k) if k else rings for k in range(CELLS)], axis=0))
assert len(necklace) == 108
for rule in (30, 90, 110, 184):
    assert ab.is_complete(automaton(rule), necklace)

# Rule 184 moves cars along a road: their number never changes.
cars = ab.Abstraction([int(x).bit_count() for x in rings])
assert ab.is_complete(automaton(184), cars)
assert automaton(184).quotient(cars).step.tolist() == list(range(CELLS + 1))
assert not ab.is_complete(automaton(110), cars)

# Rule 90 adds neighbours modulo two.  Each cell counts twice, so the total is even ever after.
total = ab.Abstraction([int(x).bit_count() % 2 for x in rings])
assert ab.is_complete(automaton(90), total)
assert automaton(90).quotient(total).step.tolist() == [0, 0]

# To follow one cell of rule 110 one must know a good part of the ring.
one_cell = ab.Abstraction(rings & 1)
m = ab.minimal_complete(automaton(110), one_cell)
assert m.check()
print(f"following one cell of rule 110 on {CELLS} cells: {len(m.abstraction)} of {len(rings)} classes")
assert len(m.abstraction) > len(necklace)
