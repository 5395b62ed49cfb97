"""The default for many letters: rounds while they pay, then the splitter queue.

Problem    Given a step table and labels p, the least complete abstraction above p.
Method     `letter_rounds` cuts fast where classes are many and shallow; when it no longer pays,
           `splitter_queue` goes on from the classes reached.
Invariant  That of the two: the row is a certificate at any time.
Stops      When the row is stable.
Cost       O(letters * n log n), with at most a few passes over the table before.
Proof      proofs/README.md, "An order of the classes"
Source     See the two halves.
Role       `adaptive` is the default; `by_letters` and `by_queue` are the halves alone, for tests.
Limits     Those of the queue.
"""

from __future__ import annotations

from ..arrays import Ints
from ..certificate import OrderedMinimality
from .letter_rounds import letter_rounds
from .row import Row
from .splitter_queue import splitter_queue

__all__ = ["adaptive", "by_letters", "by_queue"]


def adaptive(table: Ints, labels: Ints) -> OrderedMinimality:
    """The engine."""
    row = Row.of(labels)
    stable = letter_rounds(table, row)
    if stable is not None:
        splitter_queue(table, row, stable)
    return row.minimality()


def by_letters(table: Ints, labels: Ints) -> OrderedMinimality:
    """Rounds alone."""
    row = Row.of(labels)
    letter_rounds(table, row, to_the_end=True)
    return row.minimality()


def by_queue(table: Ints, labels: Ints) -> OrderedMinimality:
    """The queue alone."""
    row = Row.of(labels)
    splitter_queue(table, row)
    return row.minimality()
