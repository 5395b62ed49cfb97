"""All abstractions of a clock: the divisors of twelve.

A clock with twelve hours can be looked at in coarser ways: is the hour even, what is it modulo
three, modulo four, modulo six?  Are there others that keep their own time?  Ask for all of them.
"""

import abstractions as ab

clock = ab.System.deterministic([(hour + 1) % 12 for hour in range(12)])
lattice = ab.complete_abstractions(clock)

# One for each divisor, the least knowledge first: know nothing, ..., know the hour.
assert [len(p) for p in lattice] == [1, 2, 3, 4, 6, 12]
modulo = {d: ab.Abstraction.of(lambda hour, d=d: hour % d, range(12)) for d in (1, 2, 3, 4, 6, 12)}
assert set(lattice) == set(modulo.values())

# They are ordered by divisibility: knowing the hour modulo six tells it modulo two, not modulo four.
for d, p in modulo.items():
    for e, q in modulo.items():
        assert (p <= q) == (e % d == 0)

# Knowing both is the least common multiple, common knowledge the greatest common divisor.
assert modulo[4] | modulo[6] == modulo[12]
assert modulo[4] & modulo[6] == modulo[2]

# The picture of this order, its Hasse diagram, has seven lines: multiply by one prime.
assert lattice.hasse().number_of_edges() == 7
assert lattice.is_distributive()
assert lattice.height == 3  # 12 = 2 * 2 * 3 has three prime factors

# What is lost by confusing two hours?  Everything but the hour modulo what their distance shares with 12.
assert ab.principal(clock, 1, 5).abstraction == modulo[4]
assert ab.principal(clock, 1, 6).abstraction == modulo[1]
print(*lattice, sep="\n")
