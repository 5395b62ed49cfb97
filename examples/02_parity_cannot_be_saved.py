"""When parity cannot be saved.

The counter now stops at three, and stays there.  Three is odd, and so is its successor: the rule
"odd is followed by even" is broken at one place.  How much must we know, to know parity for ever?
"""

import abstractions as ab

counter = ab.System.deterministic([1, 2, 3, 3])
parity = ab.Abstraction.of(lambda n: n % 2, range(4))

verdict = ab.is_complete(counter, parity)
assert not verdict
print(verdict)

# The counterexample is two odd numbers whose successors have different parity.
odd = verdict.counterexample
assert (odd.left, odd.right) == (1, 3)

# Add what is missing, one round at a time: Omega(p) = p, and p of the next state.
rounds = [parity]
while (finer := ab.completion(counter, rounds[-1])) != rounds[-1]:
    rounds.append(finer)
assert [str(p) for p in rounds] == ["02|13", "02|1|3", "0|1|2|3"]

# The limit is the minimal complete abstraction.  Here it is everything: parity gives the number away.
m = ab.minimal_complete(counter, parity)
assert m.abstraction == rounds[-1] == ab.Abstraction.identity(4)
assert m.check()

# How?  By waiting.  Two states can be told apart by watching parity for a while.
assert len(m.distinguish(0, 2).word) == 2

# The other way out is to know less.  The core forgets parity altogether.
assert ab.core(counter, parity).abstraction == ab.Abstraction.trivial(4)
