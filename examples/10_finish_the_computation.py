"""Finish the computation: the smallest abstraction, and the most useless.

Collatz: halve an even number, triple an odd one and add one; stop at one.  Suppose we only care for
the output.  Then there is a complete abstraction so small that nothing can beat it: map each state to
the output it will lead to.  Its abstract step is the identity.  It commutes, it is minimal, and it
explains nothing, because all the work is done inside the abstraction map.
"""

import abstractions as ab

collatz = ab.Computation(
    step=lambda n: n // 2 if n % 2 == 0 else 3 * n + 1,
    halts=lambda n: n == 1,
    read=lambda n: "one",
    inputs=range(1, 28),
)
states = collatz.system.state_names
assert 9232 in states  # on the way from 27

# Only the output: a single class.  Being minimal is not being mechanistic.
end = ab.finish(collatz)
assert len(end) == 1
assert ab.is_complete(ab.System.deterministic(collatz.system.step), end)

# And when it halts?  Then the classes are (steps left, output): the map still does all the work.
m = ab.minimal_complete(collatz)
assert m.check()
assert m.abstraction == end | ab.Abstraction.of(lambda t: t, ab.steps_left(collatz).tolist())
assert len(m.abstraction) == 112  # 27 needs 111 steps

# A simple map that means something, on the other hand, is usually not complete.
verdict = ab.is_complete(collatz, ab.Abstraction.of(lambda n: n % 2, states))
assert not verdict
print(verdict)
