"""Formal abstractions of computations, with exact checkers.

The theory on one page.  A *computation* is a memory with a step f : M -> M (`System`; with a way
in, a way out and an end: `Computation`).  An *abstraction* p is an equivalence relation on M: which
differences we ignore.  Abstractions are ordered by information: ``p <= q`` iff p is a function of q.

p is *complete* iff the class of a state determines the class of its successor, that is, iff an
abstract step makes the square commute::

        M --f--> M
        |p       |p          Omega(p) = p | pullback of p along f
        v        v           p is complete iff Omega(p) = p
        A -----> A

Knowing everything and knowing nothing are always complete.  So one says what must be kept, p0, and
asks for the least complete abstraction above it: `minimal_complete`, the limit of Omega.  The
greatest below p0 is its `core`.

>>> counter = System.deterministic([1, 2, 3, 0])        # a counter modulo 4
>>> parity = Abstraction.of(lambda m: m % 2, range(4))
>>> bool(is_complete(counter, parity))                  # parity has dynamics of its own
True
>>> saturating = System.deterministic([1, 2, 3, 3])     # now it stops at 3
>>> m = minimal_complete(saturating, parity)            # what must be known to know parity for ever
>>> print(m.abstraction)
0|1|2|3
>>> bool(m.check())                                     # says an independent checker
True

Every answer carries its reason: a `Verdict` holds with a certificate or fails with a counterexample.

The step may branch: to sets of states, with letters, probabilities or weights.  Its shape is a
functor F, a system a map M -> F(M), and p is complete iff F(p) of the step is a function of p.
One abstract step may be several concrete ones: `steps`, `stuttering`.

Modules, in reading order: `abstraction`, `functor`, `signatures`, `system`, `computation`, `algebra`, `finish`,
`certificate`, `checker`, `steps`, `completion`, `distinction`, `formula`, `diagram`, `bisimulation`, `stuttering`,
`principal`, `dichotomies`, `poset`, `lattice`, `census`, `circuit`, `simple`, `linear`, `approximate`; then `algorithms`,
`formats`, `draw`, `testing`, `cli`.
"""

from . import approximate, circuit, functor, linear, simple, steps
from .abstraction import Abstraction
from .algebra import Algebra
from .bisimulation import equivalent
from .checker import verify
from .completion import Core, Minimal, completion, core, is_complete, minimal_complete
from .computation import Computation
from .diagram import commutes
from .dichotomies import Dichotomies, dichotomies
from .errors import (
    BudgetExceeded,
    FormatError,
    Interrupted,
    MissingExtra,
    Misuse,
    NeverHalts,
    NeverReturns,
)
from .finish import finish, steps_left
from .lattice import Lattice, complete_abstractions
from .principal import Principals, height_bounds, is_simple, principal, principals
from .steps import first_return
from .stuttering import stuttering
from .system import System
from .verdict import Fails, Holds, Refuted, Verdict

__version__ = "0.1.0"

__all__ = [
    "approximate",
    "circuit",
    "steps",
    "Abstraction",
    "Algebra",
    "BudgetExceeded",
    "Computation",
    "Core",
    "Dichotomies",
    "Fails",
    "FormatError",
    "Holds",
    "Interrupted",
    "Lattice",
    "Minimal",
    "Misuse",
    "MissingExtra",
    "NeverHalts",
    "NeverReturns",
    "Principals",
    "Refuted",
    "System",
    "Verdict",
    "commutes",
    "complete_abstractions",
    "completion",
    "core",
    "dichotomies",
    "equivalent",
    "finish",
    "first_return",
    "functor",
    "height_bounds",
    "is_complete",
    "is_simple",
    "linear",
    "minimal_complete",
    "principal",
    "principals",
    "simple",
    "steps_left",
    "stuttering",
    "verify",
]
