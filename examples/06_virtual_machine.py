"""A small machine running a loop, abstracted to its loop variable.

A toy processor with a program counter and two registers runs "add 3 to acc, i times".  Which part
of the state governs how long it runs?  Ask for the least complete abstraction that knows the loop
variable: the library finds out that the accumulator does not matter, and that the program counter
does.
"""

import abstractions as ab

PROGRAM = [
    ("jump-if-zero", 4),  # 0: while i != 0
    ("add", 3),  # 1:     acc = acc + 3 (mod 16)
    ("decrement", None),  # 2:     i = i - 1
    ("jump", 0),  # 3: again
    ("halt", None),  # 4
]


def step(m):
    pc, i, acc = m
    match PROGRAM[pc]:
        case ("jump-if-zero", target):
            return (target if i == 0 else pc + 1), i, acc
        case ("add", n):
            return pc + 1, i, (acc + n) % 16
        case ("decrement", _):
            return pc + 1, i - 1, acc
        case ("jump", target):
            return target, i, acc


machine = ab.Computation(
    step=step,
    halts=lambda m: PROGRAM[m[0]][0] == "halt",
    load=lambda x: (0, *x),
    read=lambda m: "done",
    inputs=[(i, acc) for i in range(6) for acc in range(16)],
)
states = machine.system.state_names

loop_variable = ab.Abstraction.of(lambda m: m[1], states)
m = ab.minimal_complete(machine, loop_variable)
assert m.check()

# What must be known: the program counter and i, and nothing of acc.
assert m.abstraction == ab.Abstraction.of(lambda m: (m[0], m[1]), states)
print(f"{len(states)} states, {len(m.abstraction)} of them different: (pc, i) is enough")

# The abstract machine runs, and halts after the same number of steps.
loop = m.quotient
assert all(len(loop.trace(x)) == len(machine.trace(x)) for x in machine.inputs)

# If the output is acc, then acc has to be kept as well.
talkative = ab.Computation(step, machine.halts, machine.load, lambda m: m[2], inputs=machine.inputs)
assert len(ab.minimal_complete(talkative).abstraction) > len(m.abstraction)
