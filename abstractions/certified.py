"""Answers with their certificates: an abstraction of a system, and why it is what it claims to be.

Main definitions  `Certified`, `Minimal`, `Core`
Notes             Made in `abstractions.completion`; that they are right is for `abstractions.checker` to say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from .abstraction import Abstraction
from .algebra import Algebra
from .arguments import many
from .certificate import (
    Certificate,
    CoreSearch,
    MergeTrace,
    Minimality,
    OrderedMinimality,
)
from .checker import verify
from .computation import Computation
from .distinction import Distinction, distinguish
from .engines import Method
from .formula import Separation, separation
from .system import Branching, Deterministic, System
from .verdict import Verdict

if TYPE_CHECKING:
    from .steps import FirstReturn

__all__ = ["Certified", "Core", "Minimal"]


@dataclass(frozen=True)
class Certified:
    """An abstraction of a system, with the certificate of what it claims to be.

    ``returns``: if it was asked for with marks, the long steps, of which ``source`` is the system.
    """

    source: System | Computation | Algebra
    given: Abstraction
    abstraction: Abstraction
    certificate: Certificate
    returns: FirstReturn | None = field(default=None, compare=False, kw_only=True)

    @property
    def system(self) -> System:
        """The system it is about."""
        return self.source if isinstance(self.source, System) else self.source.system

    def __str__(self) -> str:
        classes = f"{many(len(self.abstraction), 'class')} of {many(self.abstraction.states, 'state')}"
        story = f"{type(self).__name__}: {classes}, {self.certificate.kind} certificate"
        return story if self.returns is None else f"{story}\nfrom mark to mark: {self.returns}"

    def check(self) -> Verdict[Certificate]:
        """Ask the independent checker."""
        return verify(self.certificate, self.system, self.given)

    @cached_property
    def quotient(self) -> System | Computation | Algebra:
        """The abstract system; for a `Computation`, an abstract computation with the same inputs.

        O(classes letters).  States are the classes; a computation without inputs runs from a class.
        """
        if isinstance(self.source, Algebra):
            return self.source.quotient(self.abstraction)
        small = self.system.quotient(self.abstraction)
        if not isinstance(self.source, Computation):
            return small
        assert isinstance(small, Deterministic)
        low, labels = self.source, self.abstraction.labels
        read: dict[int, Any] = {}
        if small.halting is not None and small.outputs is not None and small.output_names is not None:
            ends = np.flatnonzero(small.halting)
            read = {int(c): small.output_names[small.outputs[c]] for c in ends}
        return Computation(
            step=small.step,
            halts=small.halting,
            load=None if low.inputs is None else {x: int(labels[m]) for x, m in low.loads.items()},
            read=read,
            inputs=low.inputs,
        )


@dataclass(frozen=True)
class Minimal(Certified):
    """The minimal complete abstraction above ``given``, and its reason.

    ``abstraction.labels`` maps states to classes, ``abstraction.representatives`` classes to states.
    """

    certificate: Minimality
    method: Method

    @property
    def rounds(self) -> int | None:
        """How many rounds of Omega changed something, when the method counts them."""
        if self.method != "rounds" or not isinstance(self.certificate, OrderedMinimality):
            return None
        last = int(self.certificate.time.max(initial=0))
        assert isinstance(self.system, Deterministic)
        return -(-last // self.system.letters)

    def distinguish(self, left: int, right: int) -> Distinction | Separation:
        """A word after which two inequivalent states show different things.

        Where steps branch: a formula of least depth that holds of ``left`` and not of ``right``.
        """
        for s in (left, right):
            self.abstraction[s]  # refuses what is no state
        if isinstance(self.system, Branching):
            return separation(self.system, self.given, self.abstraction, left, right)
        assert isinstance(self.system, Deterministic)
        return distinguish(self.system, self.given, self.certificate, left, right)


@dataclass(frozen=True)
class Core(Certified):
    """The greatest complete abstraction below ``given``, and its reason."""

    certificate: MergeTrace | CoreSearch
