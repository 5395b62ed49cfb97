"""Which registers matter?  Forget as many as possible, and be told why not one more.

A small processor runs "add 3 to acc, i times".  Beside the program counter it has the loop variable i, the
accumulator acc, a timer that ticks at every step, and a flag that says whether acc is even.  To forget a
register is a simple map, which one can read: no table, no cleverness.  We ask which registers the halting
depends on, and which the accumulator.
"""

from itertools import product

import abstractions as ab
from abstractions.simple import Coordinates, front

PROGRAM = ["jump if i is zero", "add 3", "decrement i", "jump back", "halt"]
REGISTERS = Coordinates(names=["pc", "i", "acc", "timer", "flag"])


def step(m):
    pc, i, acc, timer, flag = m
    timer = (timer + 1) % 4
    match PROGRAM[pc]:
        case "jump if i is zero":
            return (4 if i == 0 else 1), i, acc, timer, flag
        case "add 3":
            return 2, i, (acc + 3) % 8, timer, (acc + 3) % 2
        case "decrement i":
            return 3, (i - 1) % 4, acc, timer, flag
        case "jump back":
            return 0, i, acc, timer, flag
    return m


machine = ab.Computation(
    step=step,
    halts=lambda m: PROGRAM[m[0]] == "halt",
    load=lambda i: (0, i, 0, 0, 0),
    read=lambda m: "done",
    inputs=range(4),
    states=list(product(range(5), range(4), range(8), range(4), range(2))),
)
states = machine.system.state_names

# When does it halt?  The program counter matters, and what it reads, and what that reads; then it is closed.

halting = ab.minimal_complete(machine, family=REGISTERS)
print(halting)
assert halting[0].what == ("pc", "i") and halting.unique and halting.check()
assert len(halting.quotient.trace(3)) == len(machine.trace(3))

# The reason: for each register that is kept, two states that differ in it alone, and soon in what must be known.

for x, y in zip(halting.reason.left, halting.reason.right):
    print(f"  {states[x]} and {states[y]} must be told apart")
    assert sum(a != b for a, b in zip(states[x], states[y])) == 1

# The accumulator needs itself as well.  The flag is made from it, and need not be kept: on all states, though,
# it is not known from acc either, for nobody says that it was right at the start.

total = ab.minimal_complete(machine, lambda m: m[2], family=REGISTERS)
assert total[0].what == ("pc", "i", "acc") and total.check()
both = ab.minimal_complete(machine, lambda m: (m[2], m[4]), family=REGISTERS)
assert both[0].what == ("pc", "i", "acc", "flag")

# A simple map keeps more classes than the least complete abstraction of all, which knows the steps that are left.

least = ab.minimal_complete(machine)
assert least.abstraction < halting.abstraction
print(f"{len(halting.abstraction)} classes for a simple map, {len(least.abstraction)} for any map at all")

# And what if one keeps less?  With pc alone, the next pc is a guess at the jump: one time in five, one of four.

print(front(machine, family=REGISTERS))
points = [(o.cost, o.classes, str(o.defect)) for o in front(machine, family=REGISTERS)]
assert points == [(1, 5, "1/20"), (2, 20, "0")]
