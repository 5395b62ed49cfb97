"""Two lotteries that floating-point numbers confuse, and two that they tell apart by mistake."""

from fractions import Fraction

from abstractions import Misuse, System, minimal_complete

tiny = Fraction(1, 10**18)
third = Fraction(1, 3)

# In the first lottery both tickets win alike.  In the second one of them is better by 10 ** -18.
prizes = ["car", "goat", "nothing"]


def lottery(edge):
    return System.of(
        "O * D(X)",
        {
            "ticket A": ("?", {"car": third, "goat": third, "nothing": third}),
            "ticket B": ("?", {"car": third + edge, "goat": third - edge, "nothing": third}),
        }
        | {prize: (prize, {prize: 1}) for prize in prizes},
    )


assert float(third) == float(third + tiny)  # a float does not see it
fair, unfair = (minimal_complete(lottery(edge)) for edge in (0, tiny))
assert fair.abstraction[0] == fair.abstraction[1]
assert unfair.abstraction[0] != unfair.abstraction[1] and unfair.check()
print(unfair.distinguish(0, 1))

# The other way round: 0.1 + 0.2 is 0.3, though not in floats.
assert 0.1 + 0.2 != 0.3
chain = [("x", "a", "0.1"), ("x", "b", "0.2"), ("x", "c", "0.7"), ("y", "a", "0.3"), ("y", "c", "0.7")]
chain += [(s, s, 1) for s in "abc"]
shown = {"x": "?", "y": "?", "a": "win", "b": "win", "c": "lose"}
exact = System.markov(chain, outputs=[shown[s] for s in "xabcy"])
q = minimal_complete(exact).abstraction
assert q[exact.index("x")] == q[exact.index("y")]

# So floats are refused, unless one says how near is near enough; then each becomes a fraction.
floats = [(s, t, float(w)) for s, t, w in chain]
try:
    System.markov(floats)
except Misuse as misuse:
    print(misuse)
else:
    raise AssertionError("floats were taken for exact numbers")
assert System.markov(floats, tolerance=1e-12, outputs=[shown[s] for s in "xabcy"]) == exact
