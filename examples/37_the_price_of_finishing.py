"""The price of finishing: the smallest abstraction is a map as costly as the computation.

A machine adds up bits, one a step, modulo 2.  Keep its output and nothing else: then *finish the
computation* is a complete abstraction of two classes, and none is smaller.  But who computes the map?  Say
that a map costs as many leaves as the smallest decision tree for it has.  A tree for finishing also decides
the output of every input: just ask its tests of the loaded state.  So it costs at least what the
computation costs.  One step of the machine, on the other hand, is cheap.
"""

from itertools import product

import abstractions as ab
from abstractions.simple import Coordinates, Trees, smallest_tree


def adder(n):
    """Where the program is, the sum so far, and the bits."""
    return ab.Computation(
        step=lambda m: (m[0] + 1, m[1] ^ m[2 + m[0]], *m[2:]),
        halts=lambda m: m[0] == n,
        load=lambda x: (0, 0, *x),
        read=lambda m: m[1],
        inputs=list(product((0, 1), repeat=n)),
    )


def questions(n):
    """What a tree may ask of a state."""
    tests = {f"at {k}": lambda m, k=k: m[0] == k for k in range(n)}
    tests |= {f"bit {i}": lambda m, i=i: m[2 + i] for i in range(n)}
    return {"sum": lambda m: m[1], **tests}


def stopped(machine):
    """The step alone: a machine that has halted stays as it is, and nothing is shown."""
    return ab.System.deterministic(machine.system.step, state_names=machine.system.state_names)


def prices(n):
    """The leaves of smallest trees: for the next sum, for the output from the input, and for finishing."""
    machine = adder(n)
    step, finished = stopped(machine), ab.finish(machine)
    assert ab.is_complete(step, finished) and len(finished) == 2  # as few classes as there are outputs

    next_sum = dict(zip(step.state_names, (step.state_names[t][1] for t in step.step)))
    inputs = ab.System.deterministic(range(2**n), state_names=machine.inputs)
    bits = {f"bit {i}": lambda x, i=i: x[i] for i in range(n)}
    return (
        smallest_tree(step, next_sum, tests=questions(n)).leaves,
        smallest_tree(inputs, machine.run, tests=bits).leaves,
        smallest_tree(step, finished, tests=questions(n)).leaves,
    )


print("bits  one step  the output from the input  finish")
found = [prices(n) for n in range(1, 6)]
for n, (step, output, finish) in enumerate(found, 1):
    print(f"{n:4} {step:9} {output:26} {finish:7}")
    assert finish >= output == 2**n

# A bit more costs a step a few leaves; it doubles the price of finishing, which soon is the dearer one.

assert all(step <= 5 * n for n, (step, _, _) in enumerate(found, 1))
assert all(later[2] == 2 * former[2] for former, later in zip(found, found[1:]))
assert step < finish

# As maps go, it is no bargain: no tree of fewer leaves decides it, and it is the least complete one above what it
# keeps, so every complete map that knows the output costs as much.

machine = adder(4)
trees = ab.minimal_complete(stopped(machine), ab.finish(machine), family=Trees(None, questions(4)))
assert trees.abstraction == ab.finish(machine) and trees.check()
assert trees[0].cost == found[3][2]

# And the map that keeps coordinates, and computes nothing?  It keeps the whole input, not one bit can be spared.

names = ["counter", "sum", *(f"bit {i}" for i in range(4))]
kept = ab.minimal_complete(stopped(machine), ab.finish(machine), family=Coordinates(names=names))
print(kept)
assert kept[0].what == tuple(names[2:]) and kept.unique and kept.check()
