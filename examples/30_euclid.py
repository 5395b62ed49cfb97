"""Euclid's algorithm by subtraction, seen as one step per division.

To find the greatest common divisor one may subtract the smaller number from the larger again and
again, or divide once and keep the remainder.  The second is the first in long steps: a division is a run of
subtractions that ends when the remainder is less than the divisor.  Here the steps are counted: a
division takes as many subtractions as its quotient says.
"""

from math import gcd

import abstractions as ab

PAIRS = [(a, b) for a in range(1, 13) for b in range(1, a + 1)]


def subtract(m):
    """(a, b): take b from a; once a is less than b, the two change places."""
    a, b = m
    return (a - b, b) if a >= b else (b, a)


def divide(m):
    a, b = m
    return b, a % b


def read(m):
    return m[0]


by_subtraction = ab.Computation(
    step=subtract, halts=lambda m: m[1] == 0, load=lambda x: x, read=read, inputs=PAIRS
)
by_division = ab.Computation(
    step=divide, halts=lambda m: m[1] == 0, load=lambda x: x, read=read, inputs=PAIRS
)

# A division is its quotient in subtractions, and one exchange.
quotient = ab.steps.Counts(lambda m: 1 if m[1] == 0 else m[0] // m[1] + 1)
divisions = ab.first_return(by_subtraction, quotient)
assert divisions.check()
assert ab.commutes(by_subtraction, by_division, lambda m: m, marks=divisions)

# Marks could not say it: (7, 5) is in the middle of dividing 12 by 5, and the beginning of another division.
# Marked or not, one of the two divisions is cut wrongly; a count says when *this* one is over.
by_marks = ab.first_return(by_subtraction, lambda m: m[0] >= m[1])
assert not ab.commutes(by_subtraction, by_division, lambda m: m, marks=by_marks)
print("a division of 12 by 5:", " -> ".join(map(str, (divisions.low.state_names[s] for s in divisions.run(
    divisions.system.index((12, 5)))))))  # fmt: skip

for a, b in PAIRS:
    assert divisions.made.run((a, b)) == by_subtraction.run((a, b)) == gcd(a, b)
assert len(divisions.made.trace((12, 7))) == len(by_division.trace((12, 7)))
print(f"(12, 7): {len(by_subtraction.trace((12, 7))) - 1} subtractions and exchanges, "
      f"{len(by_division.trace((12, 7))) - 1} divisions")  # fmt: skip

# One giant step computes everything at once, and explains nothing: a price for marks alone chooses it.
ends = {(n, 0) for n in range(1, 13)}
trivial = ab.steps.cheapest_marks(by_subtraction, lambda m: gcd(*m), always=ends, mark=1)
print("\n" + str(trivial))
assert trivial.giant
