"""A Markov decision process: a robot on ice, who chooses a direction and may slip.

A step is a choice among actions, each a distribution: the shape P(A * D(X)).  Which places may the
robot take for the same without making a worse plan?
"""

from fractions import Fraction

from abstractions import System, core, is_complete, minimal_complete

size = 5
slip = Fraction(1, 10)
hole, goal = (1, 1), (size - 1, size - 1)
moves = {"north": (0, 1), "south": (0, -1), "east": (1, 0), "west": (-1, 0)}
places = [(x, y) for x in range(size) for y in range(size)]


def move(place, direction):
    to = (place[0] + direction[0], place[1] + direction[1])
    return to if to in places else place


def step(place):
    if place in (hole, goal):
        return "lost" if place == hole else "won", []
    plan = [
        (name, {move(place, d): 1 - slip, place: slip} if move(place, d) != place else {place: 1})
        for name, d in moves.items()
    ]
    return "on the way", plan


grid = System.of("O * P(A * D(X))", {place: step(place) for place in places}, initial=[(0, 0)])

# The world is symmetric about its diagonal, but north is not east: every place differs.
everything = minimal_complete(grid)
assert len(everything.abstraction) == size * size and everything.check()

# Call the directions by what they do, "up the board" and "down the board", and the mirror image is the same place.
turned = {"north": "away", "east": "away", "south": "back", "west": "back"}


def mirrored(place):
    shown, plan = step(place)
    return shown, [(turned[name], outcome) for name, outcome in plan]


board = System.of("O * P(A * D(X))", {place: mirrored(place) for place in places}, initial=[(0, 0)])
m = minimal_complete(board)
q = m.abstraction
at = board.state_names.index
assert all(q[at((x, y))] == q[at((y, x))] for x, y in places) and m.check()
assert len(q) == size * (size + 1) // 2
print(f"{len(places)} places, {len(q)} that matter: {m.quotient}")

# To forget the column is to forget where the hole is: no abstraction, and the refutation says which step.
verdict = is_complete(board, lambda place: place[1])
assert not verdict
print(verdict)

# To forget the mirror costs nothing more: it is complete, so it is its own core.
assert core(board, q).abstraction == q
