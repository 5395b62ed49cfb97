"""Causal scrubbing: resample everything that a hypothesis says does not matter; does the output change?

Main definitions  `scrub`, `Scrubbed`, `FailingSample`
Notes             A hypothesis is a `Correspondence` of an interpretation with a circuit (or an `Alignment`
                  whose cells are single nodes).  To scrub a node on a reference input: for each of its
                  parents that the interpretation has too, draw an input on which the *interpretation*
                  gives that parent the value that it has on the reference, and scrub the parent on it; all
                  other parents are as on one input drawn freely.  Then apply the circuit's function.
                  (Other ways to draw: see `abstractions.circuit.scrubbing.references`.)

                  Where the circuit itself draws, a node's own chance is one of those other parents: the
                  input drawn freely is drawn with its chances.
Laws              `scrubbing_averages_all_draws`, `scrubbing_with_one_draw_averages_all_assignments` in
                  `abstractions.testing.laws`
Source            L. Chan et al., Causal scrubbing, 2022
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

import numpy as np

from ...arguments import budget_of, chosen
from ...arrays import Ints
from ...errors import Misuse
from ...verdict import Fails, Holds, Verdict
from ..alignment import Alignment
from ..circuit import Values
from .channel import Channel, Table
from .correspondence import Correspondence, Remark
from .distributions import Distributions
from .losses import Distribution, Loss, losses, mean, pooled
from .references import References, Sampler

__all__ = ["FailingSample", "Scrubbed", "scrub"]

BUDGET = 10**7
"""So many products of probabilities are added up for one node, at most."""


@dataclass(frozen=True)
class FailingSample:
    """An input on which scrubbing makes a value of the output more probable than the circuit does.

    ``before``: how probable ``scrubbed`` was in the ``original`` output; ``probability``: how it is now.
    """

    on: Values
    output: str
    original: Distribution
    scrubbed: Any
    probability: Fraction

    @property
    def before(self) -> Fraction:
        """How probable the scrubbed value was."""
        return self.original.get(self.scrubbed, Fraction(0))

    def __str__(self) -> str:
        on = ", ".join(f"{name} = {value!r}" for name, value in self.on.items())
        said = f"{self.output} = {self.scrubbed!r}"
        if len(self.original) == 1:
            (original,) = self.original
            return (
                f"on {on} the circuit says {self.output} = {original!r},\n"
                f"and scrubbed, with probability {self.probability}, {said}"
            )
        return (
            f"on {on} the circuit says {said} with probability {self.before},\n"
            f"and scrubbed with probability {self.probability}"
        )


@dataclass(frozen=True, eq=False)
class Scrubbed:
    """What is left of the output of a circuit when all that a hypothesis calls irrelevant is resampled.

    ``verdict``: whether on every input the scrubbed output is distributed as the original one (which no
    cancellation can feign; where the circuit does not draw, whether every sample is the original output).
    ``original``, ``outputs``: the distributions of both, on each of the ``data``.
    """

    references: References
    verdict: Verdict[None]
    data: tuple[Values, ...]
    original: tuple[Distribution, ...]
    outputs: tuple[Distribution, ...]
    budget: int

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What the hypothesis says that is often a mistake."""
        return self.references.hypothesis.remarks

    @cached_property
    def distribution(self) -> dict[Any, Fraction]:
        """Of the scrubbed output, over all the data."""
        return pooled(self.outputs)

    def losses(self, loss: Loss) -> dict[Fraction, Fraction]:
        """How probable each value of ``loss(scrubbed output, input)`` is, over all the data.

        Cost: one call for each of the data and each value that its output may have.

        >>> from abstractions.circuit import Circuit
        >>> low = Circuit.of({"out": lambda x, y: x * y}, values={"x": (1, 2), "y": (1, 2)})
        >>> high = Circuit.of({"out": lambda x: x}, values={"x": (1, 2)})
        >>> found = scrub(Correspondence.of(low, high))
        >>> found.losses(lambda out, at: abs(out - at["x"] * at["y"])) == {0: Fraction(1, 2), 1: Fraction(1, 4),
        ...                                                                2: Fraction(1, 4)}
        True
        """
        return losses(loss, self.data, self.outputs)

    def expectation(self, loss: Loss) -> Fraction:
        """The mean of ``loss(scrubbed output, input)``, a rational number."""
        return mean(self.losses(loss))

    def before(self, loss: Loss) -> Fraction:
        """The mean of ``loss(original output, input)``."""
        return mean(losses(loss, self.data, self.original))

    def recovered(self, loss: Loss, baseline: Literal["permuted", "unconditional"] = "permuted") -> Fraction:
        """How much of the loss the hypothesis explains: (scrubbed - random) / (original - random).

        ``baseline``: what is random.  "permuted": the original output on one input, the loss on another (the
        labels permuted).  "unconditional": the output scrubbed with all references drawn freely.  More than
        1 is possible, where errors cancel.  Errors: `Misuse` if original and random do not differ.
        """
        chosen("the baseline", baseline, "permuted", "unconditional")
        original = self.before(loss)
        if baseline == "permuted":
            random = mean(losses(loss, self.data, [pooled(self.original)] * len(self.data)))
        else:
            random = self.unconditional.expectation(loss)
        if original == random:
            raise Misuse(
                "there is something to recover",
                value=f"the mean loss is {original}, and so it is for the baseline",
                reason="a part of nothing is not defined",
                repair="choose another loss; the verdict for each sample does not need one",
            )
        return (self.expectation(loss) - random) / (original - random)

    @cached_property
    def unconditional(self) -> Scrubbed:
        """The same hypothesis and data, all references drawn freely."""
        r = self.references
        return scrub(r.hypothesis, r.data, sampler="unconditional", treeified=r.treeified, budget=self.budget)

    def __bool__(self) -> bool:
        return bool(self.verdict)

    def __str__(self) -> str:
        return str(self.verdict)


def scrub(
    hypothesis: Correspondence | Alignment,
    data: Iterable[Values] | Ints | None = None,
    *,
    sampler: Sampler = "conditional",
    treeified: bool = True,
    budget: int = BUDGET,
) -> Scrubbed:
    """Scrub the output on all of ``data`` (default: all inputs), exactly.

    ``sampler``: among which data a parent's reference is drawn: "conditional", each parent's among those on
    which the interpretation gives it the same value as on the reference; "together", one for all parents of
    a node, on which it gives each the same; "exact", the reference itself; "unconditional", all of them.
    ``treeified``: each path has draws of its own; else each node of the interpretation is drawn once, for
    the last of its children.  See `abstractions.circuit.scrubbing.references`.

    Cost: for each node and each class of references, the combinations of values that its parents may
    have; with one draw, of values of all nodes whose children are not yet done.  Errors: `Misuse` for what
    is no hypothesis (see `Correspondence`); `BudgetExceeded` (draw samples then: `resample`).

    >>> from abstractions.circuit import Circuit
    >>> low = Circuit.of({"out": lambda x, y: x ^ y}, values={"x": (0, 1), "y": (0, 1)})
    >>> high = Circuit.of({"out": lambda x: x}, values={"x": (0, 1)})          # "y is irrelevant"
    >>> found = scrub(Correspondence.of(low, high))
    >>> print(found.expectation(lambda out, at: (out - at["x"]) ** 2), found)
    1/2 Refuted: every scrubbed output is the original one.
      on x = 0, y = 0 the circuit says out = 0,
      and scrubbed, with probability 1/2, out = 1
      Repair: say that the nodes which changed it matter
    """
    budget_of(budget)
    h = hypothesis if isinstance(hypothesis, Correspondence) else Correspondence.of_alignment(hypothesis)
    low, node = h.circuit, h.match[h.output]
    references = References(h, low.data(data), sampler, treeified)
    distributions = Distributions(references, budget)
    kinds = distributions.output().distributions(low.domains[node])
    outputs = tuple(kinds[label] for label in references.matters(h.output).tolist())
    if low.chances:
        draws = distributions.draws
        said = Table(draws.of, {0: distributions.low_values[node]}, draws.weights, draws.total).channel([0])
        original = tuple(said.distributions(low.domains[node]))
    else:
        sure = Channel.certain(np.arange(len(low.domains[node]))).distributions(low.domains[node])
        original = tuple(sure[v] for v in distributions.low_values[node].tolist())
    named = named_data(references)
    verdict = told(low.names[node], named, original, outputs, drawn=bool(low.chances))
    return Scrubbed(references, verdict, named, original, outputs, budget)


def named_data(references: References) -> tuple[Values, ...]:
    """The data as mappings from names to values."""
    low = references.hypothesis.circuit
    columns = [
        [low.domains[n][v] for v in column] for n, column in zip(low.inputs, references.data.T.tolist())
    ]
    names = [low.names[n] for n in low.inputs]
    return tuple(dict(zip(names, row)) for row in zip(*columns)) or ({},) * len(references.data)


def told(
    output: str,
    data: Iterable[Values],
    original: Iterable[Distribution],
    outputs: Iterable[Distribution],
    *,
    drawn: bool,
) -> Verdict[None]:
    """Whether the scrubbed outputs are the original ones, or the first that may be another."""
    claim = "every scrubbed output is " + ("distributed as the original one" if drawn else "the original one")
    for x, before, after in zip(data, original, outputs):
        if before != after:
            value = next(v for v, w in after.items() if w > before.get(v, 0))
            sample = FailingSample(x, output, before, value, after[value])
            return Fails(claim, sample, "say that the nodes which changed it matter")
    return Holds(claim, None)
