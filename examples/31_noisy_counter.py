"""A clock with an accident: what is nearly true of it, and what that costs.

A clock counts six hours.  A seventh state is "stuck": it looks like one o'clock, and the next hour is zero.
No clock of three hours is exactly true of it any more.  But nearly so.
"""

from fractions import Fraction

from abstractions import System, is_complete, minimal_complete
from abstractions.approximate import Distribution, defect, entropy, errors_along, front, nearly_complete

hours = [0, 1, 2, 3, 4, 5, "stuck"]
after = {0: 1, 1: 2, 2: 3, 3: 4, 4: 5, 5: 0, "stuck": 0}
clock = System.deterministic([hours.index(after[h]) for h in hours], state_names=hours)


def odd(hour):
    return hour in (1, 3, 5, "stuck")


# From "stuck" it goes from odd to even, as it should: parity is complete.  Counting by thirds is not.
assert is_complete(clock, odd)
third = {h: hours.index(h) % 3 for h in hours}
third["stuck"] = 1
assert not is_complete(clock, third)
assert len(minimal_complete(clock, third).abstraction) == 4

# How wrong is it?  That depends on how often the clock is stuck.
often = defect(clock, third)
assert often.value == Fraction(1, 7)  # one state of seven, if all count alike
rare = Distribution.of({**dict.fromkeys(range(6), Fraction(33, 200)), "stuck": Fraction(1, 100)}, clock)
assert defect(clock, third, rare).value == Fraction(1, 100)
assert defect(clock, third, dict.fromkeys(range(6), "1/6")).value == 0  # if it is never stuck
print("by thirds, all states alike:", often)
print(
    "by thirds, rarely stuck:    ", defect(clock, third, rare), "and", entropy(clock, third, rare), "unknown"
)

# An abstract run that has lost its way stays lost, but the error does not grow.
along = errors_along(clock, third, 6, rare)
assert along.run == (0, *[Fraction(1, 100)] * 6)

# Which abstractions that keep parity are best?  More classes, more information, or a smaller defect:
best = front(clock, odd, rare)
print(best)
assert (best[0].classes, best[0].defect) == (2, 0)
assert all(a.defect == 0 or a.information > best[0].information for a in best)

# Keep the thirds instead, and one class more buys the last hundredth.
few = front(clock, third, rare, objectives=("classes", "defect"))
assert [(point.classes, point.defect) for point in few] == [(3, Fraction(1, 100)), (4, 0)]

# "The least abstraction that is nearly true" need not exist: here are two, and neither is below the other.
day = System.deterministic([1, 2, 3, 4, 0])
night = nearly_complete(day, [0, 0, 0, 1, 1], within="1/5")
assert not night.unique and not night[0] <= night[1] and not night[1] <= night[0]
print(night)
