"""The alternating bit protocol: does it do what a buffer of one place does?

Messages get lost, so the sender repeats each with a bit until the bit comes back.  From outside one
sees `send` and `receive` only; what the two sides and the lossy channels do is internal, `tau`.
"""

from abstractions import System, equivalent, minimal_complete

# A state: what the sender does, its bit; the message channel; the receiver's bit and whether it must
# deliver; the channel of acknowledgements.  Channels hold nothing or a bit.


def step(state):
    sending, bit, message, expected, delivering, answer = state
    moves = set()
    if not sending:
        moves.add(("send", (True, bit, message, expected, delivering, answer)))
    else:
        moves.add(("tau", (True, bit, bit, expected, delivering, answer)))  # say it (again)
    if message is not None:
        moves.add(("tau", (sending, bit, None, expected, delivering, answer)))  # it is lost
        if not delivering:
            new = message == expected
            heard = (sending, bit, None, expected ^ new, new, None if new else message)
            moves.add(("tau", heard))  # a new message is delivered; an old one acknowledged again
    if delivering:
        moves.add(("receive", (sending, bit, message, expected, False, 1 - expected)))
    if answer is not None:
        moves.add(("tau", (sending, bit, message, expected, delivering, None)))  # lost
        if sending:
            done = answer == bit
            moves.add(("tau", (not done, bit ^ done, message, expected, delivering, None)))
    return moves


start = (False, 0, None, 0, False, None)
protocol = System.explore("P(A * X)", step, [start])

# Many states do the same: the two values of the bit, for a start.
small = minimal_complete(protocol)
assert small.check()
assert len(small.abstraction) < protocol.states
flipped = (False, 1, None, 1, False, None)
place = protocol.state_names.index
assert small.abstraction[place(start)] == small.abstraction[place(flipped)]

# The quotient is a protocol that does the same, with no bit in it.
assert equivalent(protocol, small.quotient)

# Step by step it is no buffer of one place: repeating and losing take steps of their own, and a formula says so.
buffer = System.labelled([("empty", "send", "full"), ("full", "receive", "empty")], initial=["empty"])
verdict = equivalent(protocol, buffer)
assert not verdict and verdict.counterexample.replay()
print(verdict)

# To see that it is one "up to tau" takes steps that are not counted: high-level steps, another chapter.
