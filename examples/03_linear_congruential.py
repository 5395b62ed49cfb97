"""What the low bits of a random number generator give away.

x -> 5 x + 3 modulo 256 visits all 256 numbers before it repeats: so far, so random.  But the lowest
bit of the next number depends on the lowest bit of this one alone, and the lowest k bits on the
lowest k.  Each is a complete abstraction, and a small machine anybody can predict.
"""

import numpy as np

import abstractions as ab

x = np.arange(256)
generator = ab.System.deterministic((5 * x + 3) % 256)

for k in range(9):
    low = ab.Abstraction(x % 2**k)
    assert ab.is_complete(generator, low)
    assert len(low) == 2**k  # and so the low bits repeat after 2**k steps

# The top bit is another matter: to predict it for ever one must know the whole number.
top = ab.Abstraction(x // 128)
m = ab.minimal_complete(generator, top)
assert m.abstraction == ab.Abstraction.identity(256)
assert m.check()

# Not that one must wait long: eight top bits in a row give any number away.
longest = max(len(m.distinguish(0, int(y)).word) for y in x[1:])
print(f"0 and any other number differ in the top bit within {longest} steps")
assert longest == 8
