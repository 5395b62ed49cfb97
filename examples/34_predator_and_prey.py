"""Hares, and two kinds of foxes that are alike to them: exact lumping.

Which linear sums of the variables have differential equations of their own?  Whoever watches only the hares
needs how many hares are eaten, not by which foxes.
"""

from fractions import Fraction

from abstractions.linear import Dynamics, is_lumping, lump

wood = Dynamics.of(
    {
        "hare": "3*hare - hare*red - hare*grey",
        "red": "hare*red/2 - red + grey/5",        # some grey foxes have red young,
        "grey": "hare*grey/2 - grey - grey/5",     # and so the kinds are not alike, but
    }
)  # fmt: skip

# 1. their sum is all that the hares see:

found = lump(wood, ["hare"])
print(found)
assert [found.definition(i) for i in range(2)] == ["hare", "red + grey"]
assert str(found.reduced) == "hare' = 3*hare - hare*y1\ny1' = -y1 + 1/2*hare*y1"
assert found.check()

# 2. The square commutes at every point: first f, then the sums; or first the sums, then g.

x = {"hare": 4, "red": Fraction(1, 3), "grey": 2}
assert found(wood(x)) == found.reduced(found(x))

# 3. The red foxes alone have no equation of their own, and two woods show it.

verdict = is_lumping(wood, ["hare", "red"])
print("", verdict, sep="\n")
assert not verdict and verdict.counterexample.replay()
assert len(lump(wood, ["red"])) == 3

# 4. A red fox that eats three times as much counts three times.

hungry = Dynamics.of(
    {"hare": "3*hare - 3*hare*red - hare*grey", "red": "hare*red/2 - red", "grey": "hare*grey/2 - grey"}
)
assert lump(hungry, ["hare"]).definition(1) == "red + 1/3*grey"
assert lump(hungry, ["hare"]).observe("3*red + grey") == "3*y1"

# 5. Rates that nobody has measured are variables that stay; the lumping then holds for all of them.

unknown = Dynamics.of(
    {"hare": "k*hare - e*hare*red - e*hare*grey", "red": "e*hare*red - m*red", "grey": "e*hare*grey - m*grey",
     "k": 0, "e": 0, "m": 0}
)  # fmt: skip
found = lump(unknown, ["hare"])
print("", found, sep="\n")
assert len(found) == 5 and found.check()

# 6. One generation a step, instead of a flow: the same question, the same answer.

yearly = Dynamics.of(
    {"hare": "4*hare - hare*red - hare*grey", "red": "hare*red/2", "grey": "hare*grey/2"}, time="discrete"
)
assert str(lump(yearly, ["hare"]).reduced) == "hare+ = 4*hare - hare*y1\ny1+ = 1/2*hare*y1"
