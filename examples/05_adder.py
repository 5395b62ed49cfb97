"""A ripple-carry adder against arithmetic: does this circuit add?

Low: the adder works through the bits, one full adder a step, with a carry.  High: school arithmetic,
"add the i-th digits at their place value".  The claim that the first implements the second is a
commuting diagram, and so is decided exactly, over all inputs.
"""

import abstractions as ab

BITS = 3
inputs = [(a, b) for a in range(2**BITS) for b in range(2**BITS)]


def bit(x, i):
    return x >> i & 1


def ripple(carry_gate):
    """The adder with this gate for the carry.  Memory: (i, a, b, sum so far, carry)."""

    def step(m):
        i, a, b, total, c = m
        x, y = bit(a, i), bit(b, i)
        return i + 1, a, b, total | (x ^ y ^ c) << i, carry_gate(x, y, c)

    return ab.Computation(
        step=step,
        halts=lambda m: m[0] == BITS,
        load=lambda ab_: (0, *ab_, 0, 0),
        read=lambda m: m[3] + (m[4] << BITS),
        inputs=inputs,
    )


arithmetic = ab.Computation(
    step=lambda m: (m[0] + 1, m[1], m[2], m[3] + (bit(m[1], m[0]) + bit(m[2], m[0])) * 2 ** m[0]),
    halts=lambda m: m[0] == BITS,
    load=lambda ab_: (0, *ab_, 0),
    read=lambda m: m[3],
    inputs=inputs,
)


def meaning(m):
    """What the circuit's memory stands for: the carry is worth 2**i."""
    i, a, b, total, c = m
    return i, a, b, total + c * 2**i


# The right gate: the carry is the majority of its inputs.
right = ripple(lambda x, y, c: x & y | x & c | y & c)
verdict = ab.commutes(right, arithmetic, meaning)
assert verdict
assert all(right.run((a, b)) == a + b for a, b in inputs)  # as the execution theorem says

# One wrong gate: somebody forgot y & c.  The counterexample is a state, the two ways round the
# square with their values, and a shortest run that leads there.
wrong = ripple(lambda x, y, c: x & y | x & c)
refuted = ab.commutes(wrong, arithmetic, meaning)
assert not refuted
if __name__ == "__main__":
    print(verdict, refuted, sep="\n")
square = refuted.counterexample
assert square.square == "step" and square.replay(meaning)

# The first wrong sum is 1 + 3: the carry out of the second digit gets lost.
assert min(x for x in inputs if wrong.run(x) != sum(x)) == (1, 3)
