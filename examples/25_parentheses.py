"""A checker of parentheses: which of its intermediate results matter, and how far?

A string is balanced iff it has as many closing as opening parentheses, and no prefix has more closing
ones.  The circuit computes two numbers, the total and the lowest height.  The hypothesis says that only
two bits of them matter.
"""

from fractions import Fraction

from abstractions.circuit import Alignment, Circuit, coarsest, interchange, scrub

LENGTH = 6
signs = [f"c{i}" for i in range(1, LENGTH + 1)]
characters = dict.fromkeys(signs, "()")


def heights(*string):
    """The height after each character."""
    total = 0
    for character in string:
        total += 1 if character == "(" else -1
        yield total


checker = Circuit.of(
    {
        "total": lambda *string: list(heights(*string))[-1],
        "lowest": lambda *string: min(heights(*string)),
        "out": lambda total, lowest: total == 0 and lowest >= 0,
    },
    values=characters,
    parents={"total": signs, "lowest": signs, "out": ["total", "lowest"]},
)
hypothesis = Circuit.of(
    {
        "equal": lambda *string: string.count("(") == string.count(")"),
        "never below": lambda *string: all(height >= 0 for height in heights(*string)),
        "out": lambda equal, never: equal and never,
    },
    values=characters,
    parents={"equal": signs, "never below": signs, "out": ["equal", "never below"]},
)
claim = Alignment.of(
    checker,
    hypothesis,
    {"equal": "total", "never below": "lowest"},
    {"equal": lambda total: total == 0, "never below": lambda lowest: lowest >= 0},
)

# All 64 strings as bases and sources, for both numbers: 64 + 2 * 64^2 + 64^3 cases, and none fails.
# Whatever is resampled that the two bits do not fix, the answer stays.

right = interchange(claim, compare="all")
print(right)
assert right and sum(row.cases for row in right.rows) == 64 + 2 * 64**2 + 64**3
assert scrub(claim)

# "Only the total matters" is refuted by a sample, and its loss says how wrong it is: of the 20 strings with
# as many of both only 5 are balanced, but the lowest height of another string is seldom right.


def wrong(out, at):
    """Whether the answer for a string is wrong."""
    string = [at[name] for name in signs]
    return int(out != (string.count("(") == string.count(")") and min(heights(*string)) >= 0))


simpler = Circuit.of(
    {"equal": lambda *string: string.count("(") == string.count(")"), "out": lambda equal: equal},
    values=characters,
    parents={"equal": signs, "out": ["equal"]},
)
only_total = Alignment.of(checker, simpler, {"equal": "total"}, {"equal": lambda total: total == 0})
scrubbed = scrub(only_total)
print(f"\nonly the total: {scrubbed}\n  recovered {scrubbed.recovered(wrong)} of the loss")
assert not scrubbed and 0 < scrubbed.recovered(wrong) < 1
assert scrubbed.expectation(wrong) == Fraction(5, 64) * Fraction(44, 64) + Fraction(15, 64) * Fraction(20, 64)

# How little must be known of each number?  Nothing was told of "equal" and "never below"; they are found.

known = coarsest(checker, {name: name for name in checker.names}).unwrap()
for name in ("total", "lowest"):
    labels = known.labels[checker.number(name)]
    print(f"{name}: {len(set(labels.tolist()))} classes of {len(labels)} values")
    assert len(set(labels.tolist())) == 2
