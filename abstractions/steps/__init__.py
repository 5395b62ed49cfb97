"""High-level steps: one abstract step for several concrete ones.

The theory on one page.  Let f be the step of a low system M, g that of a high one A, p a map between
their states.  That the square ``p f = g p`` commutes says that one abstract step is one concrete step:
often too strict.  Three ways to let it be several, from the loosest to the most exact:

- the *weak square* (`weak_square`): whenever p(m) has an abstract successor, some state on the run from m
  is mapped to it.  Nothing is asked of the states on the way;
- a *partial map*: states in the middle of an abstract step have no image, but a path to one that has.  The
  same as a total map into H + {pre(b)}, where pre(b) has one arrow, to b (`total_of`, `partial_of`);
- *step marking* (`first_return`): marks, or counts of steps, say when an abstract step is complete.  The
  steps from mark to mark are a system of their own, and the square is asked of it as it stands:
  `is_complete`, `minimal_complete` and `commutes` take ``marks``.

The last implies the others.  If one does not want to say which states are marked: `stuttering` keeps the
order of the classes of a run and not how long it stays in each; `cheapest_marks` finds the marks for which
p commutes, under a cost.  It needs one, since marking only where runs begin and end makes everything
commute, in one giant step.

>>> from abstractions import Abstraction, System, is_complete
>>> slow = System.deterministic([1, 2, 3, 4, 5, 0])          # counts to three, resting after each count
>>> count = Abstraction([0, 0, 1, 1, 2, 2])
>>> bool(is_complete(slow, count)), bool(is_complete(slow, count, marks=lambda m: m % 2 == 0))
(False, True)
"""

from .asking import Retold, at_marks, retold
from .choice import Choice, NoMarks
from .choosing import cheapest_marks
from .covering import Covering
from .marking import FirstReturn, first_return, returns
from .marks import Counts, Marks, marked
from .partial import Total, partial_of, total_of
from .potentials import Chain, Potentials
from .weak import Paths, Unmatched, weak_square

__all__ = [
    "Chain",
    "Choice",
    "Covering",
    "NoMarks",
    "Potentials",
    "cheapest_marks",
    "Counts",
    "FirstReturn",
    "Marks",
    "Paths",
    "Retold",
    "Total",
    "Unmatched",
    "at_marks",
    "first_return",
    "marked",
    "partial_of",
    "retold",
    "returns",
    "total_of",
    "weak_square",
]
