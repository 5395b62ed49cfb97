"""A network that compares pairs, and the variables that it hides.

Four symbols a, b, c, d: is "a equals b" the same as "c equals d"?  Below is a network that does not
say "equal" anywhere.  It computes differences, and squares them, modulo three.  Does it use the hidden
variables of the obvious program?  We do not tell it where to look.
"""

from abstractions.circuit import Circuit, coarsest, interchange, search

SYMBOLS = dict.fromkeys("abcd", (0, 1, 2))

network = Circuit.of(
    {
        "left": lambda a, b: (a - b) % 3,
        "right": lambda c, d: (c - d) % 3,
        "one": lambda left: left * left % 3,
        "other": lambda right: right * right % 3,
        "out": lambda one, other: 1 - (one - other) % 3 % 2 - (one - other) % 3 // 2,
    },
    values=SYMBOLS,
)
program = Circuit.of(
    {
        "first": lambda a, b: a == b,
        "second": lambda c, d: c == d,
        "out": lambda first, second: int(first == second),
    },
    values=SYMBOLS,
)

# All ways to place the program's variables in the network, one node each: two nodes hold each of them.

found = search(network, program)
print(found)
assert len(found.alignments) == 4 and all(interchange(a, compare="all") for a in found.alignments)

# Without any program: how little of each node must be known so that the output is determined?  The
# differences 1 and 2 are one value; "equal or not" is what the network computes, and it is found.

known = coarsest(network, {name: name for name in network.names}).unwrap()
print(f"\n{known}")
left = network.number("left")
assert known.labels[left].tolist() in ([0, 1, 1], [0, 0, 1], [0, 1, 0])
print(known.why("left", 0, 1))
assert known.why("left", 1, 2) is None

# A claim that is false everywhere has evidence: each cell is ruled out by two cases of one low value.

order = Circuit.of(
    {
        "first": lambda a, b: a < b,
        "second": lambda c, d: c < d,
        "out": lambda first, second: int(first == second),
    },
    values=SYMBOLS,
)
nowhere = search(network, order)
print(f"\n{nowhere}")
assert not nowhere and len(nowhere.rejected) > 0
