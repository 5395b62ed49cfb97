"""A processor in micro-steps: fetch, decode, execute; and the machine in its manual.

The manual says what an instruction does to the accumulator and the program counter.  The hardware
takes three or four micro-steps for it, and has registers that the manual does not mention.  The two are the
same machine, if we look at the hardware only when it is about to fetch.
"""

import abstractions as ab

PROGRAM = [("add", 5), ("skip-if-less", 12), ("jump", 4), ("jump", 0), ("halt", 0)]


def micro(m):
    """One micro-step; the state is (phase, program counter, accumulator, instruction register)."""
    phase, pc, acc, register = m
    match phase:
        case "fetch":
            return "decode", pc, acc, pc
        case "decode":
            return "halted" if PROGRAM[register][0] == "halt" else "execute", pc, acc, register
        case "execute":
            name, value = PROGRAM[register]
            if name == "add":
                return "count", pc, (acc + value) % 16, register
            if name == "jump":
                return "fetch", value, acc, register
            return "count", pc + (acc < value), acc, register
        case "count":
            return "fetch", pc + 1, acc, register


def macro(m):
    """One instruction, as in the manual; the state is (program counter, accumulator)."""
    pc, acc = m
    name, value = PROGRAM[pc]
    if name == "add":
        return pc + 1, (acc + value) % 16
    if name == "jump":
        return value, acc
    return pc + 1 + (acc < value), acc


hardware = ab.Computation(
    step=micro,
    halts=lambda m: m[0] == "halted",
    load=lambda acc: ("fetch", 0, acc, 0),
    read=lambda m: m[2],
    inputs=range(16),
)
manual = ab.Computation(
    step=macro,
    halts=lambda m: PROGRAM[m[0]][0] == "halt",
    load=lambda acc: (0, acc),
    read=lambda m: m[1],
    inputs=range(16),
)


def seen(m):
    return m[1], m[2]


# At every micro-step the diagram does not commute: a micro-step is no instruction.
assert not ab.commutes(hardware, manual, seen)

# From fetch to fetch it does, once the last two micro-steps, which only find out that it halts, are one with it.
halting = ab.Computation(
    step=micro,
    halts=lambda m: m[0] == "fetch" and PROGRAM[m[1]][0] == "halt",
    load=hardware.load,
    read=lambda m: m[2],
    inputs=range(16),
)
verdict = ab.commutes(halting, manual, seen, marks=lambda m: m[0] == "fetch")
assert verdict
print(verdict)
instructions = ab.first_return(halting, lambda m: m[0] == "fetch")
print(instructions)
assert set(instructions.steps.tolist()) == {0, 3, 4}
for acc in range(16):
    assert instructions.made.run(acc) == manual.run(acc) == halting.run(acc)
    assert len(instructions.made.trace(acc)) == len(manual.trace(acc)) <= len(halting.trace(acc))

# The original hardware halts in a phase that is no fetch: its runs never return, and the library says where.
lost = ab.steps.returns(hardware, lambda m: m[0] == "fetch")
assert not lost and lost.counterexample.reason.halts
print(lost)

# Not knowing the manual, ask for the least abstraction of the long steps that keeps the accumulator.
least = ab.minimal_complete(halting, lambda m: m[2], marks=instructions)
same = ab.Abstraction.of(seen, instructions.system.state_names)
assert least.check() and least.abstraction <= same
print(f"{halting.system.states} states in micro-steps, {len(least.abstraction)} to predict the accumulator")

# Or do not count micro-steps at all: keep what the manual names, and not how long it rests.
quiet = ab.stuttering(halting, seen)
assert quiet.check() and len(quiet.abstraction) < halting.system.states
