"""A shift register with feedback, and what its parities know.

Each step shifts the bits down; the last becomes a sum of some, the taps.  A linear map of bits: the parities
that one of them needs, to be predicted for ever, are it, its next value, the next of this, and so on.
How many depends on how the polynomial of the taps factors.
"""

from abstractions import minimal_complete
from abstractions.linear import BitMap, are_closed, parities


def register(n, taps):
    """Bits b0 ... , each becoming the next one, the last the sum of the taps."""
    last = " ^ ".join(f"b{i}" for i in taps)
    return BitMap.of({**{f"b{i}": f"b{i + 1}" for i in range(n - 1)}, f"b{n - 1}": last})


# 1. x^4 + x + 1 has no factors, so every parity but the empty one needs all four bits.

whole = register(4, (0, 1))
assert all(len(parities(whole, [w])) == 4 for w in range(1, 16))

# 2. x^4 + x^2 + x + 1 is (x + 1)(x^3 + x^2 + 1).  What one factor makes of the output needs no more bits
#    than the other has: one parity stays for ever, and another needs three bits.

split = register(4, (0, 1, 2))
stays = parities(split, ["b0 ^ b2 ^ b3"])
three = parities(split, ["b0 ^ b1"])
print(stays, three, sep="\n\n")
assert str(stays.reduced) == "y1+ = y1" and len(three) == 3
assert stays.check() and three.check()

# The parities are abstractions of the 16 states; no coarser one, linear or not, would do here.

system, p = split.system(), stays.abstraction()
assert minimal_complete(system, p).abstraction == p and len(p) == 2

# 3. With a product in the feedback the map is not linear, and derivatives as over the rationals would mislead.
#    The sum of b0 and b1 does not determine its own next value, as two states show.  That of b0, b1 and b2 does,
#    with c0 and c1.

curved = BitMap.of({"b0": "b1", "b1": "b2", "b2": "b0 ^ c0&c1", "c0": "c1", "c1": "c0", "d": "d ^ b0&b1"})
verdict = are_closed(curved, ["b0 ^ b1"])
print("", verdict, sep="\n")
assert not verdict and verdict.counterexample.replay()
found = parities(curved, ["b0 ^ b1 ^ b2"])
print("", found, sep="\n")
assert len(found) == 3 and found.check()

# 4. Large registers are packed into words.

large = register(1000, (0, 3))
assert len(parities(large, ["b0"])) == 1000
