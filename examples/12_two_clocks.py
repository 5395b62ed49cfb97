"""Two clocks, and what can be known of one without the other.

A clock of two hours and one of three hang side by side.  If one button moves both, then together
they are a single clock of six hours.  If each has a button of its own, is there more to know, or less?
"""

import abstractions as ab

hours = [(a, b) for a in range(2) for b in range(3)]
place = {h: i for i, h in enumerate(hours)}


def press(f):
    return [place[f(a, b)] for a, b in hours]


left = press(lambda a, b: ((a + 1) % 2, b))
right = press(lambda a, b: (a, (b + 1) % 3))
both = press(lambda a, b: ((a + 1) % 2, (b + 1) % 3))

one_button = ab.System.deterministic(both, state_names=hours)
two_buttons = ab.System.deterministic(
    list(zip(left, right)), state_names=hours, letter_names=["left", "right"]
)

# What stays well defined under two buttons is so under both at once: more letters, fewer abstractions.
assert set(ab.complete_abstractions(two_buttons)) <= set(ab.complete_abstractions(one_button))

# Here it makes no difference.  Either way: nothing, the left clock, the right clock, both.
first = ab.Abstraction.of(lambda h: h[0], hours)
second = ab.Abstraction.of(lambda h: h[1], hours)
trivial, identity = ab.Abstraction.trivial(6), ab.Abstraction.identity(6)
assert set(ab.complete_abstractions(two_buttons)) == {trivial, first, second, identity}
assert len(ab.complete_abstractions(one_button)) == 4

# With two clocks of two hours it does.  One button: whether they agree can be known, and never changes.
square = [(a, b) for a in range(2) for b in range(2)]
at = {h: i for i, h in enumerate(square)}
flip_left, flip_right = (
    [at[f(a, b)] for a, b in square] for f in (lambda a, b: (1 - a, b), lambda a, b: (a, 1 - b))
)
flip_both = [flip_left[s] for s in flip_right]
agree = ab.Abstraction.of(lambda h: h[0] == h[1], square)
together = ab.System.deterministic(flip_both)
assert agree in ab.complete_abstractions(together)
assert together.quotient(agree).step.tolist() == [0, 1]

# It can be known with two buttons too: then every press changes it.  But of the seven abstractions that
# one button had, two are gone.
apart = ab.System.deterministic(list(zip(flip_left, flip_right)))
assert apart.quotient(agree).step.tolist() == [[1, 1], [0, 0]]
assert len(ab.complete_abstractions(together)) == 7
assert len(ab.complete_abstractions(apart)) == 5
print(*ab.complete_abstractions(apart), sep="\n")
