"""The laws of computations that run, and of files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from ...abstraction import Abstraction
from ...completion import is_complete, minimal_complete
from ...computation import Computation
from ...diagram import commutes
from ...errors import NeverHalts
from ...finish import finish, steps_left
from ...formats import read, read_certificate, write, write_certificate
from ...system import Deterministic, System
from .registry import law


@law
def run_reads_the_end_of_the_trace(c: Computation) -> None:
    """run(x) = read(last state of the trace); a run without output has a cycle that never halts."""
    for x in c.inputs or ():
        try:
            states = c.trace(x)
        except NeverHalts as never:
            assert never.cycle and not any(c.halts(m) for m in (*never.tail, *never.cycle))
            assert c.step(never.cycle[-1]) == never.cycle[0]
            continue
        assert states[0] == c.load(x) and c.halts(states[-1])
        assert not any(c.halts(m) for m in states[:-1])
        assert all(c.step(m) == t for m, t in zip(states, states[1:]))
        assert c.run(x) == c.read(states[-1])


@law
def execution_theorem(c: Computation, p: Abstraction) -> None:
    """If all squares commute, both computations give the same outputs in the same number of steps."""
    m = minimal_complete(c, p)
    high = m.quotient
    assert isinstance(high, Computation)
    labels = m.abstraction.labels
    names = c.system.state_names or range(c.system.states)
    alpha = {name: int(label) for name, label in zip(names, labels)}
    assert commutes(c, high, alpha)
    for x in c.inputs or ():
        try:
            low_trace = c.trace(x)
        except NeverHalts:
            try:
                high.run(x)
            except NeverHalts:
                continue
            raise AssertionError("the abstract run halts and the concrete one does not") from None
        assert high.run(x) == c.run(x)
        assert high.trace(x) == [alpha[m] for m in low_trace]


@law
def finish_is_complete_for_the_stopped_step(c: Computation) -> None:
    """The final output of a state is that of its successor."""
    s = System.deterministic(c.system.step)
    q = finish(c)
    assert s.pullback(q) == q
    assert is_complete(s, q)


@law
def finish_is_least_that_keeps_the_output(c: Computation, candidates: Iterable[Abstraction]) -> None:
    """If every run halts, it is below whatever is complete for the stopped step and determines the
    outputs of halting states.
    """
    assert c.system.halting is not None
    bare, ends = System.deterministic(c.system.step), np.flatnonzero(c.system.halting)
    assert (steps_left(c) >= 0).all(), "the law is about computations that halt"
    outputs = Abstraction(c.system.observation.labels[ends])
    for r in candidates:
        if outputs <= Abstraction(r.labels[ends]) and is_complete(bare, r):
            assert finish(c) <= r


@law
def steps_left_and_output_is_minimal(c: Computation) -> None:
    """With the termination square, the least complete abstraction is (steps left, output)."""
    m = minimal_complete(c).abstraction
    assert m == finish(c) | Abstraction.of(lambda t: t, steps_left(c).tolist())


@law
def reading_undoes_writing(s: Deterministic, folder: Path) -> None:
    """The library's own formats give back the same system and the same certificate."""
    for ending in (".json", ".npz"):
        path = folder / f"system{ending}"
        write(s, path)
        assert read(path) == s
        certificate = minimal_complete(s).certificate
        write_certificate(certificate, folder / f"certificate{ending}")
        assert read_certificate(folder / f"certificate{ending}") == certificate
    assert not [f for f in folder.iterdir() if f.name.startswith(".")]
