"""Approximate abstractions: nearly complete, how nearly, and what must be paid for it.

The theory on one page.  Complete abstractions are often too fine: one rare accident, and a clock of six
hours is no clock any more.  So let the abstract step err, and ask how often.  For a distribution w on
states the *defect* of p is the least probability of a wrong prediction,

    1 - sum over classes a of max over classes b of w{m : p(m) = a, p(f m) = b},

and it is zero iff p is complete on the support of w.  Where the step is random itself, the abstract step is
a distribution too, and the defect its least expected total variation.  The entropy H(p(f m) | p(m)), and for
abstractions with values in space the mean and worst distance, measure the same on other scales.

>>> from abstractions import System
>>> noisy = System.deterministic([1, 2, 3, 4, 5, 0, 0])       # a clock of six hours, and an accident
>>> odd = [0, 1, 0, 1, 0, 1, 0]
>>> print(defect(noisy, odd))
1/7 of wrong predictions, 2 classes of 7 states

Few classes, much information and a small defect compete: the answer is a *front*.

>>> print(front(noisy, odd, objectives=("classes", "defect")))
2 classes, 0.985 bits, defect 1/7: 0246|135
3 classes, 1.449 bits, defect 0: 024|135|6

An enumeration tells every abstraction of a point; a search or a constraint solver, for up to some 40
states, one of them, and says so; what it cannot prove in time has a bound.
And what is nearly complete has no least one: all minimal ones are told.

>>> print(nearly_complete(System.deterministic([1, 2, 3, 4, 0]), [0, 0, 0, 1, 1], "1/5"))
2 minimal ones, none of them least
012|3|4: defect 1/5
0|1|2|34: defect 1/5

An error in one step may add up, or be forgotten: `errors_along` runs the abstract machine, and `lump` bounds
the error of a Markov chain on classes after any number of steps, with a certificate.

Everything is exact: weights are rationals, floats only report, and even entropies are compared exactly.

Modules, in reading order: `distribution`, `flow`, `measures`, `metric`, `ahead`, `logarithms`, `partitions`,
`points`, `comparison`, `heuristics`, `arrows`, `relaxation`, `machines`, `search`, `unsaid`, `model`,
`solver`, `front`, `nearly`, `bound`, `derivation`, `lumping`.
"""

from .ahead import ErrorsAlong, errors_along
from .bound import LumpingBound
from .distribution import Distribution
from .front import front
from .lumping import Lumping, lump
from .measures import Defect, Entropy, defect, entropy
from .metric import MetricDefect, metric_defect
from .nearly import Minima, nearly_complete
from .points import Front, Point

__all__ = [
    "Defect",
    "Distribution",
    "Entropy",
    "ErrorsAlong",
    "Front",
    "Lumping",
    "LumpingBound",
    "MetricDefect",
    "Minima",
    "Point",
    "defect",
    "entropy",
    "errors_along",
    "front",
    "lump",
    "metric_defect",
    "nearly_complete",
]
