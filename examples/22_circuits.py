"""Does a circuit compute what we say it computes?

An adder of two two-bit numbers is made of gates.  We say: it adds.  The high circuit has no gates, only
numbers: first the ones are added, then the twos with what is carried.  Which gates stand for "the sum
of the ones"?  The first half adder: its sum and its carry, read as a number.  The claim is tested by
*interchange*: take those gates' values from one input and put them into a run on another; high, with
its sum of ones taken from the one and all else from the other, must say what low says.  Every input,
every source: no sample.
"""

from fractions import Fraction

from abstractions.circuit import Alignment, Circuit, constructive, interchange, perfect, repairs

BITS = dict.fromkeys(("a0", "a1", "b0", "b1"), (0, 1))


def adder(gate=lambda a1, b1: a1 ^ b1):
    """Two bits and two bits; ``gate`` makes the first sum of the twos."""
    return Circuit.of(
        {
            "ones": lambda a0, b0: a0 ^ b0,
            "carry": lambda a0, b0: a0 & b0,
            "half": gate,
            "both": lambda a1, b1: a1 & b1,
            "twos": lambda half, carry: half ^ carry,
            "more": lambda half, carry: half & carry,
            "fours": lambda both, more: both | more,
        },
        values=BITS,
        outputs=["ones", "twos", "fours"],
    )


def claim(circuit, carry=lambda c, ones: 2 * c + ones):
    """The half adder is the sum of the ones; the outputs above it are the twos and fours of the total."""
    high = Circuit.of(
        {"low": lambda a0, b0: a0 + b0, "upper": lambda low, a1, b1: low // 2 + a1 + b1},
        values={**BITS, "low": (0, 1, 2, 3), "upper": range(4)},
    )
    where = {"low": ("carry", "ones"), "upper": ("fours", "twos")}
    return Alignment.of(circuit, high, where, {"low": carry, "upper": lambda f, t: 2 * f + t})


# Right: every interchange agrees, also on values that no input gives the half adder; and high is what is
# left of low, step by step, when gates are merged to numbers.

right = claim(adder())
found = interchange(right, compare="all", unreached=True)
print(found)
assert found and found.beyond and found.accuracy == 1
assert constructive(right)

# OR for XOR: refuted, with the smallest case.  And on how many inputs is the claim perfect?

wrong = claim(adder(lambda a1, b1: a1 | b1))
refuted = interchange(wrong)
print(f"\nOR for XOR\n{refuted}")
assert refuted.verdict.counterexample.replay() and refuted.accuracy == Fraction(3, 4)
print(perfect(wrong))
assert len(perfect(wrong).data) == 12

# An engineer saves an inverter: the carry is now 1 when there is none.  The circuit adds as before, our
# reading of it is what fails.  The repair is found, not guessed: a value means what high says wherever it occurs.

saved = Circuit.of(
    {
        "ones": lambda a0, b0: a0 ^ b0,
        "carry": lambda a0, b0: 1 - (a0 & b0),
        "half": lambda a1, b1: a1 ^ b1,
        "both": lambda a1, b1: a1 & b1,
        "twos": lambda half, carry: half ^ (1 - carry),
        "more": lambda half, carry: half & (1 - carry),
        "fours": lambda both, more: both | more,
    },
    values=BITS,
    outputs=["ones", "twos", "fours"],
)
misread = claim(saved)
assert not interchange(misread, compare="all")
repair = next(repairs(misread, compare="all"))
print(f"\nThe inverted carry\n{repair}")
assert interchange(repair.alignment, compare="all")
assert interchange(claim(saved, lambda c, ones: 2 * (1 - c) + ones), compare="all")
