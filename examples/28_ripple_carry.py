"""A counter made of bits: the carry takes several steps, and only then has it counted.

A ripple-carry counter adds one bit at a time.  A tick flips the lowest bit; where a one became a zero
the carry moves on to the next bit, one step each.  In the middle of that the bits say nothing
sensible: from 3 (011) it goes through 2 (010) and 0 (000) to 4 (100).  So the number is no abstraction of the
single step.  It is one of the long step that begins and ends where no carry is on its way.
"""

import abstractions as ab

BITS = 3


def step(state):
    """``state``: the bits, lowest first, and the place of the carry (None: it rests)."""
    bits, carry = list(state[0]), state[1]
    place = 0 if carry is None else carry
    bits[place] ^= 1
    moves_on = bits[place] == 0 and place + 1 < BITS
    return tuple(bits), place + 1 if moves_on else None


def number(state):
    return sum(bit << i for i, bit in enumerate(state[0]))


def rests(state):
    return state[1] is None


counter = ab.System.from_function(step, [((0,) * BITS, None)])
high = ab.System.deterministic([(n + 1) % 2**BITS for n in range(2**BITS)])

# One concrete step is no count.
verdict = ab.commutes(counter, high, number)
assert not verdict
print(verdict)

# A long step, from rest to rest, is.
assert ab.commutes(counter, high, number, marks=rests)
long = ab.first_return(counter, rests)
assert long.system.states == 8 and long.check()
print("\nfrom 3 to 4:", " -> ".join(counter.state_name(s) for s in long.run(3)))
assert sorted(long.steps.tolist()) == [1, 1, 1, 1, 2, 2, 3, 3]  # one carry in two goes on, one in four twice

# In between, the number is partial: a state with a carry on its way is "before" the next number.
partial = {s: number(s) for s in counter.state_names if rests(s)}
assert ab.steps.weak_square(counter, high, partial, partial=True)
total = ab.steps.total_of(counter, high, partial)
assert total.square()
in_the_middle = counter.index(((0, 0, 0), 2))
assert total.high.state_name(int(total.alpha[in_the_middle])) == "('pre', 4)"

# And if we may choose where to look, with a price for each look and for each step that we miss?
found = ab.steps.cheapest_marks(counter, number, mark=1, skip=2)
print("\n" + str(found))
assert found.optimal and not found.giant and found.check()
free = ab.steps.cheapest_marks(counter, number, mark=1)  # without a price for missing steps: look just once
assert free.giant and len(free.classes) == 1
