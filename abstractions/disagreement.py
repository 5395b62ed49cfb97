"""Disagreements: why an abstraction is not complete, and why no complete one lies below it.

Main definitions  `Disagreement` (deterministic steps), `Difference` (steps that branch); `Impossible`
                  (deterministic steps), `NoneBelow` and `Incomparable` (steps that branch)
Notes             Each prints as a story with the names of the states, and has a certificate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .abstraction import Abstraction
from .certificate import Incompleteness, Inconsistency, MergeTrace, NothingBelow, TwoGreatest
from .signatures import signature_of
from .system import Branching, Deterministic

__all__ = ["Difference", "Disagreement", "Impossible", "Incomparable", "NoneBelow", "edges"]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two states of one class that a letter (-1: what they show) tells apart."""

    system: Deterministic
    abstraction: Abstraction
    left: int
    right: int
    letter: int

    @property
    def certificate(self) -> Incompleteness:
        """The same as plain data."""
        return Incompleteness([self.left, self.right, self.letter])  # type: ignore[arg-type]

    def __str__(self) -> str:
        s, p = self.system, self.abstraction
        x, y = s.state_name(self.left), s.state_name(self.right)
        head = f"states {x} and {y} are in one class, {p[self.left]},\n"
        if self.letter < 0:
            a = next((a for a in range(s.letters) if s.shown(self.left, a) != s.shown(self.right, a)), 0)
            under = f" under {s.letter_name(a)}" if s.outputs is not None and s.outputs.ndim == 2 else ""
            return (
                f"{head}but {x} shows {s.shown(self.left, a)}{under}\nand {y} shows {s.shown(self.right, a)}"
            )
        under = f" under {s.letter_name(self.letter)}" if s.lettered else ""
        i, j = (int(s.table[state, self.letter]) for state in (self.left, self.right))
        return (
            f"{head}but {x} steps to {s.state_name(i)} (class {p[i]}){under}\n"
            f"and {y} steps to {s.state_name(j)} (class {p[j]})"
        )


@dataclass(frozen=True, slots=True)
class Impossible:
    """A chain of merges that every complete abstraction below p makes, and none can."""

    system: Deterministic
    certificate: Inconsistency

    @classmethod
    def of(cls, system: Deterministic, trace: MergeTrace) -> Impossible:
        """The first merge of ``trace`` that joins states showing different things, and its causes."""
        shown = system.observation.labels
        chain = [int(np.flatnonzero(shown[trace.left] != shown[trace.right])[0])]
        while (cause := int(trace.cause[chain[-1]])) >= 0:
            chain.append(cause)
        chain.reverse()
        causes = np.arange(len(chain)) - 1
        picked = (trace.left[chain], trace.right[chain], causes, trace.letter[chain])
        return cls(system, Inconsistency(*picked))

    def __str__(self) -> str:
        s, c = self.system, self.certificate
        name = s.state_name
        lines = [f"states {name(c.left[0])} and {name(c.right[0])} are given as equivalent"]
        for x, y, a in zip(c.left[1:], c.right[1:], c.letter[1:]):
            under = f" under {s.letter_name(a)}" if s.lettered else ""
            lines.append(f"then so are {name(x)} and {name(y)}, where they step{under}")
        x, y = int(c.left[-1]), int(c.right[-1])
        lines.append(f"but {name(x)} shows {s.shown(x)} and {name(y)} shows {s.shown(y)}")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Difference:
    """Two states of one class whose edges into some class differ (``letter`` -1: what they show).

    ``into``: nodes of that class; ``sums``: the weights of the left and right edges to it, as a person
    says them (False or None: there is no edge).
    """

    system: Branching
    abstraction: Abstraction
    left: int
    right: int
    letter: int
    into: tuple[int, ...]
    sums: tuple[Any, Any]

    @classmethod
    def of(cls, s: Branching, p: Abstraction, left: int, right: int) -> Difference:
        """The first letter and class at which they differ."""
        if s.shown[left] != s.shown[right]:
            return cls(s, p, left, right, -1, (), (s.display(left), s.display(right)))
        classes = s.spread(p)
        one, other = (signature_of(s.edges, classes, x) for x in (left, right))
        a, c = min(key for key in one.keys() | other.keys() if one.get(key) != other.get(key))
        into = tuple(np.flatnonzero(classes == c).tolist())
        absent = None if s.edges.weights.size else 0
        sums = tuple(s.weight(left, side.get((a, c), absent)) for side in (one, other))
        return cls(s, p, left, right, a, into, sums)

    @property
    def certificate(self) -> Incompleteness:
        """The same as plain data."""
        return Incompleteness([self.left, self.right, self.letter])  # type: ignore[arg-type]

    def __str__(self) -> str:
        s, p = self.system, self.abstraction
        x, y = s.state_name(self.left), s.state_name(self.right)
        head = f"states {x} and {y} are in one class, {p[self.left]},\n"
        if self.letter < 0:
            return f"{head}but {x} shows {self.sums[0]}\nand {y} shows {self.sums[1]}"
        members = ", ".join(map(s.state_name, self.into[:6])) + ", ..." * (len(self.into) > 6)
        by = s.letter_name(self.letter)
        by = "" if by == "step" else f" by {by}"
        words = [edges(w) for w in self.sums]
        return f"{head}but {x} {words[0]}{by} into {{{members}}}\nand {y} {words[1]}"


def edges(weight: Any) -> str:
    """A sum of weights in words."""
    if weight is None or weight is False:
        return "has no edge"
    return "has an edge" if weight is True else f"has the weight {weight}"


@dataclass(frozen=True, slots=True)
class NoneBelow:
    """However what p identifies is merged further, two states of one class show different things."""

    system: Branching
    abstraction: Abstraction
    certificate: NothingBelow

    def __str__(self) -> str:
        s, cases = self.system, self.certificate.left.size
        x, y = int(self.certificate.left[-1]), int(self.certificate.right[-1])
        story = (
            f"whatever is merged to make steps of equivalent states agree ({cases} cases), some never do:\n"
        )
        if s.shown[x] != s.shown[y]:
            return f"{story}in the last case {s.state_name(x)} shows {s.display(x)} and {s.state_name(y)} shows {s.display(y)}"
        return f"{story}in the last case edges of {s.state_name(x)} have no counterpart at {s.state_name(y)}, or the other way"


@dataclass(frozen=True, slots=True)
class Incomparable:
    """Two complete abstractions below p, neither below the other, and no complete one above both."""

    system: Branching
    certificate: TwoGreatest

    @property
    def one(self) -> Abstraction:
        """The first of the two."""
        return Abstraction(self.certificate.one)

    @property
    def other(self) -> Abstraction:
        """The second."""
        return Abstraction(self.certificate.other)

    def __str__(self) -> str:
        return (
            f"{self.one} and {self.other} are both complete,\n"
            f"neither is below the other, and nothing complete above both is below the given one"
        )
