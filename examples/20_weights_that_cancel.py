"""A weighted automaton whose weights cancel: edges that are there, and count for nothing.

Weights into one class add up.  With negative weights a state may have many edges into a class and
still no step into it.
"""

from abstractions import System, is_complete, minimal_complete

# Two detectors of one light beam.  In the second, two paths of equal length and opposite phase meet.
beam = System.weighted(
    [
        ("dark", "screen left", 1),
        ("dark", "screen right", -1),
        ("empty", "screen left", 0),
        ("bright", "screen left", 1),
        ("bright", "screen right", 1),
    ],
    "Z",
    outputs=["?", "screen", "screen", "?", "?"],
)
names = beam.state_names
assert names == ("dark", "screen left", "screen right", "empty", "bright")

# Whoever cannot tell left from right on the screen cannot tell the dark beam from none at all.
m = minimal_complete(beam)
together = {frozenset(names[s] for s in block) for block in m.abstraction.blocks()}
assert frozenset({"dark", "empty"}) in together and frozenset({"bright"}) in together
assert m.check()

# Let left and right be told apart, and the dark beam is something again.
sides = [names.index("screen left"), names.index("screen right")]
finer = minimal_complete(beam, lambda s: s == "screen left")
assert finer.abstraction[sides[0]] != finer.abstraction[sides[1]]
assert finer.abstraction[names.index("dark")] != finer.abstraction[names.index("empty")]
print(finer.distinguish(names.index("dark"), names.index("empty")))

# If weights only say "there is an edge", nothing cancels: another shape, another answer.
edges = [(s, t) for s, t in [("dark", "left"), ("dark", "right"), ("bright", "left"), ("bright", "right")]]
seen = System.nondeterministic(
    [*edges, ("left", "left"), ("right", "right")], state_names=["dark", "bright", "left", "right"]
)
assert is_complete(seen, [0, 0, 1, 1])
