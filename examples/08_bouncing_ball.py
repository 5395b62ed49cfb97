"""A ball, bouncing: will it be caught?

Height and velocity are whole numbers; each step the ball moves and gravity pulls.  At the floor it
bounces up again, a little slower.  A hand waits at height 4 and catches whatever comes by slowly
enough.  If the ball comes to rest, nobody caught it.
"""

import abstractions as ab

HAND = 4


def step(m):
    height, velocity = m
    height, velocity = height + velocity, velocity - 1
    return (height, velocity) if height > 0 else (0, max(0, -velocity - 2))


def caught(m):
    return m[0] == HAND and abs(m[1]) <= 1


def at_rest(m):
    return m == (0, 0)


ball = ab.Computation(
    step=step,
    halts=lambda m: caught(m) or at_rest(m),
    load=lambda height: (height, 0),
    read=lambda m: "caught" if caught(m) else "lost",
    inputs=range(1, 31),
)
fates = {height: ball.run(height) for height in ball.inputs}
assert set(fates.values()) == {"caught", "lost"}

# What must be known to know the fate and the moment?  By the theorem: (steps left, fate), no more.
m = ab.minimal_complete(ball)
assert m.check()
assert m.abstraction == ab.finish(ball) | ab.Abstraction.of(lambda t: t, ab.steps_left(ball).tolist())
print(f"{ball.system.states} positions of the ball, {len(m.abstraction)} that matter")
assert len(m.abstraction) < ball.system.states

# The abstract ball is caught or lost exactly when the real one is.
assert all(m.quotient.run(height) == fates[height] for height in ball.inputs)
