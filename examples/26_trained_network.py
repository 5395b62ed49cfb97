"""A tiny network is trained, its weights are rounded to integers, and it is asked what it computes.

Three inputs, three hidden units, one answer: do the first two bits differ?  Whatever can be run with
some of its units set can be observed: ``run(inputs, do)`` gives the values of the units.  The circuit that
comes of it has tables of all values that a unit can have, so every verdict is about all runs.
"""

from importlib.util import find_spec

import numpy as np

from abstractions.circuit import Circuit, coarsest, interchange, of_runs, search

inputs = np.array([[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)])
labels = inputs[:, 0] != inputs[:, 1]

# Gradient descent on the cross entropy, from a fixed start.

hidden = 0.7 * np.array([[1.0, -1.0, 0.3], [-1.0, 1.0, 0.2], [0.1, 0.1, -0.2]])
bias, weights, offset = np.zeros(3), np.array([0.5, 0.6, -0.3]), 0.0
for _ in range(3000):
    units = np.maximum(inputs @ hidden + bias, 0)
    error = (1 / (1 + np.exp(-(units @ weights + offset))) - labels) / len(labels)
    back = np.outer(error, weights) * (units > 0)
    weights = weights - units.T @ error
    offset = offset - error.sum()
    hidden = hidden - inputs.T @ back
    bias = bias - back.sum(axis=0)

# Rounded, it is a program over integers.

HIDDEN, BIAS = np.rint(2 * hidden).astype(int), np.rint(2 * bias).astype(int)
WEIGHTS, OFFSET = np.rint(2 * weights).astype(int), int(np.rint(4 * offset))


def run(given, do):
    """The network with some units set: what a hook would do in a larger one."""
    found = np.maximum(np.array([given[name] for name in "abc"]) @ HIDDEN + BIAS, 0)
    sites = {f"h{i}": do.get(f"h{i}", int(value)) for i, value in enumerate(found)}
    total = sum(int(w) * sites[f"h{i}"] for i, w in enumerate(WEIGHTS)) + OFFSET
    return {**sites, "out": do.get("out", total > 0)}


network = of_runs(run, values=dict.fromkeys("abc", (0, 1)), sites=["h0", "h1", "h2", "out"])
assert all(network.run(dict(zip("abc", x)))["out"] == y for x, y in zip(inputs.tolist(), labels.tolist()))
print(network, {name: network.domains[network.number(name)] for name in ("h0", "h1", "h2")})

# The third input was found to matter nowhere: no unit reads it after rounding.

assert not any(network.number("c") in parents for parents in network.parents)

# The hypothesis: one unit for "a but not b", one for "b but not a".  Where are they?

program = Circuit.of(
    {
        "only a": lambda a, b: a > b,
        "only b": lambda a, b: b > a,
        "out": lambda first, second: bool(first or second),
    },
    values=dict.fromkeys("abc", (0, 1)),
    parents={"only a": ["a", "b"], "only b": ["a", "b"], "out": ["only a", "only b"]},
)
found = search(network, program)
print(found)
(claim,) = found.alignments
assert interchange(claim, compare="all", unmapped="resampled") and interchange(claim, compare="all")

# The third unit fires on "a and b", and nobody listens: whatever it is set to, nothing changes.

known = coarsest(network, {name: name for name in network.names}).unwrap()
print(known)
assert len(set(known.labels[network.number("h2")].tolist())) == 1
assert network.number("h2") not in network.parents[network.number("out")]


# The same with torch: hooks note the values of the observed modules, and replace those that are set.


def hooked(model, sites, read):
    """``run(inputs, do)`` for a torch module: ``sites`` names its observed submodules."""
    import torch

    def run(given, do):
        seen = {}

        def hook(name):
            def observe(_module, _inputs, output):
                if name in do:
                    output = torch.tensor(do[name], dtype=output.dtype)
                seen[name] = tuple(output.tolist())
                return output

            return observe

        handles = [module.register_forward_hook(hook(name)) for name, module in sites.items()]
        try:
            with torch.no_grad():
                answer = model(torch.tensor([float(given[name]) for name in "abc"]))
        finally:
            for handle in handles:
                handle.remove()
        return {**seen, "answer": do.get("answer", read(answer))}

    return run


if find_spec("torch"):
    import torch

    model = torch.nn.Sequential(torch.nn.Linear(3, 3), torch.nn.ReLU(), torch.nn.Linear(3, 1))
    with torch.no_grad():
        model[0].weight.copy_(torch.tensor(HIDDEN.T.tolist()))
        model[0].bias.copy_(torch.tensor(BIAS.tolist()))
        model[2].weight.copy_(torch.tensor([WEIGHTS.tolist()]))
        model[2].bias.copy_(torch.tensor([OFFSET]))
    observed = of_runs(
        hooked(model, {"units": model[1]}, read=lambda answer: bool(answer > 0)),
        values=dict.fromkeys("abc", (0, 1)),
        sites=["units", "answer"],
    )
    print(observed, observed.domains[observed.number("units")])
    for x in inputs.tolist():
        given = dict(zip("abc", x))
        assert observed.run(given)["answer"] == network.run(given)["out"]
    everything = coarsest(observed, {name: name for name in observed.names}).unwrap()
    assert len(set(everything.labels[observed.number("units")].tolist())) == 2  # differ, or not
