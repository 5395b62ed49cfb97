"""The empty abstraction, the full one, and why neither is an explanation.

Knowing nothing is complete: from nothing, nothing follows.  Knowing everything is complete too.  So
"find a complete abstraction" is no question yet; one has to say what must be kept.
"""

import abstractions as ab
from abstractions.testing.enumerate import partitions, systems

for s in systems(3):
    nothing, everything = ab.Abstraction.trivial(3), ab.Abstraction.identity(3)
    assert ab.is_complete(s, nothing)
    assert ab.is_complete(s, everything)

    # Keep nothing, get nothing; keep everything, get everything.
    assert ab.minimal_complete(s, nothing).abstraction == nothing
    assert ab.minimal_complete(s, everything).abstraction == everything

    # In between, the answer is the least one above what is kept, out of all complete ones.
    for p in partitions(3):
        complete = [q for q in partitions(3) if p <= q and ab.is_complete(s, q)]
        m = ab.minimal_complete(s, p).abstraction
        assert m in complete
        assert all(m <= q for q in complete)

# A machine that shows something is never abstracted to nothing: what it shows is always kept.
blinking = ab.System.deterministic([1, 0], outputs=[0, 1])
assert not ab.is_complete(blinking, ab.Abstraction.trivial(2))
assert ab.minimal_complete(blinking).abstraction == ab.Abstraction.identity(2)
