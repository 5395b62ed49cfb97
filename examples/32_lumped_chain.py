"""Two islands: a chain of eight states as a chain of two, and how wrong that is.

On each island one walks about quickly.  One changes islands rarely: a boat goes from everywhere, now and
then, and there is a ferry at one place of each.  So "on which island?" is nearly a chain of its own.
"""

from fractions import Fraction

from abstractions import System, is_complete, minimal_complete
from abstractions.approximate import defect, lump

west, east = ["beach", "cliff", "pier", "wood"], ["dune", "farm", "quay", "tower"]
boat = dict.fromkeys(west, Fraction(1, 50)) | dict.fromkeys(east, Fraction(1, 100))
ferry = {"pier": Fraction(1, 250), "quay": Fraction(1, 500)}
steps = []
for island in (west, east):
    for here in island:
        leave = boat[here] + ferry.get(here, 0)
        steps += [(here, there, (1 - leave) / 4) for there in island]
        steps += [(here, "quay" if island is west else "pier", leave)]
places = System.markov(steps, state_names=west + east)


def island(place):
    return place in east


# It is not lumpable: nothing short of four classes is exact.
assert not is_complete(places, island)
assert len(minimal_complete(places, island).abstraction) == 4
print("expected total variation in one step:", defect(places, island).value)

# But nearly.  The small chain takes the mean of each island, and comes with a bound on its error.
small = lump(places, island, start={"wood": 1}, steps=40)
print(small.quotient, "with the rows", *[{b: str(w) for b, w in row.items()} for row in small.bound.quotient])
true = small.true_errors()
for k in (1, 2, 5, 10, 20, 40):
    print(f"after {k:>2} steps: off by {float(true[k]):.5f}, at most {float(small.error[k]):.5f} is proved")
assert all(error <= bound for error, bound in zip(true, small.error))
assert 0 < true[40] < Fraction(1, 100) and small.error[40] < Fraction(1, 10)

# The bound is checked without the maker: residuals, contraction, and one line of arithmetic a step.
assert small.check()

# From nobody knows where, and for any number of steps:
anywhere = lump(places, island, steps=40)
assert anywhere.check() and all(small.error[k] <= anywhere.error[k] <= anywhere.limit for k in range(41))

# An exact lumping has no error at all.
exact = lump(places, minimal_complete(places, island).abstraction, steps=40)
assert exact.limit == 0 and not any(exact.error) and exact.check()
