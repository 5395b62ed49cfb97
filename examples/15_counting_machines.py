"""A conjecture about all machines, tested in three lines.

How many complete abstractions have all 3,125 maps of five points together?  A formula says: for each
partition of the points, for each of its blocks, choose where it goes and how.  Is it right?
"""

import abstractions as ab
from abstractions import census

# The three lines: the formula, the sum over all maps, and whether they agree.
formula = census.lattice_total(5)
counted = census.total(5, lambda s: len(ab.complete_abstractions(s)))
assert formula == counted == 39300

# Maps that differ only by names were looked at once: 47 of them stand for all.
assert len(list(census.maps_up_to_renaming(5))) == 47

# On average each further state multiplies the number of abstractions by about two.
mean = [census.lattice_total(n) / n**n for n in range(1, 13)]
growth = [b / a for a, b in zip(mean, mean[1:])]
assert all(1.5 < g < 2.3 for g in growth)

# Another question: which observations make a machine give everything away?  On a clock of four hours,
# 13 of the 15.  Counted through the lattice, without looking at the fifteen.
clock = ab.System.deterministic([1, 2, 3, 0])
counts = dict(
    zip(map(str, ab.complete_abstractions(clock)), census.shell_counts(ab.complete_abstractions(clock)))
)
assert counts == {"0123": 1, "02|13": 1, "0|1|2|3": 13}
print([round(m, 2) for m in mean])
