"""A machine with no abstraction at all.

A lift with five floors goes round and round.  Five is prime, so its only complete abstractions are
to know the floor and to know nothing: the machine is simple.  That is a claim about all partitions
of the floors, and yet it has a short reason that a checker can go through.
"""

import abstractions as ab

lift = ab.System.deterministic([1, 2, 3, 4, 0])
verdict = ab.is_simple(lift)
assert verdict
assert ab.verify(verdict.certificate, lift)

# The reason: whoever confuses two floors confuses their successors, and so on; soon all are one.
everything = ab.principal(lift, 0, 1)
assert everything.abstraction == ab.Abstraction.trivial(5)
assert everything.check()

# Four floors are not prime.  The claim is refuted by what one could know instead: parity.
four = ab.System.deterministic([1, 2, 3, 0])
refuted = ab.is_simple(four)
assert not refuted
assert refuted.counterexample.abstraction == ab.Abstraction([0, 1, 0, 1])
print(refuted)

# A second button can spoil parity: it swaps the two lowest floors.  Now nothing is left.
spoilt = ab.System.deterministic([[1, 1], [2, 0], [3, 2], [0, 3]], letter_names=["up", "swap"])
assert ab.is_simple(spoilt)
assert len(ab.complete_abstractions(spoilt)) == 2
