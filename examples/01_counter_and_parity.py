"""A counter, and the parity that travels with it.

A counter modulo six goes round and round.  Look at it through one question only: is the number
even or odd?  The question has dynamics of its own: even is followed by odd, odd by even.  We need
not know the number to know how its parity goes on.  Such an abstraction is called complete.
"""

import abstractions as ab

counter = ab.System.deterministic([1, 2, 3, 4, 5, 0])
parity = ab.Abstraction.of(lambda n: n % 2, range(6))

# The diagram commutes: count, then take the parity; or take the parity, then flip it.
assert ab.is_complete(counter, parity)

# So parity has a machine of its own, with two states that flip.
flip = counter.quotient(parity)
assert flip.step.tolist() == [1, 0]
assert ab.commutes(counter, flip, parity)

# The same for thirds.  Knowing both is knowing everything, by the Chinese remainder theorem.
thirds = ab.Abstraction.of(lambda n: n % 3, range(6))
assert ab.is_complete(counter, thirds)
assert parity | thirds == ab.Abstraction.identity(6)
assert parity & thirds == ab.Abstraction.trivial(6)

# Halves are another matter: 0 and 1 are both small, but only one of them is about to leave.
halves = ab.Abstraction.of(lambda n: n // 3, range(6))
verdict = ab.is_complete(counter, halves)
assert not verdict
print(verdict)
