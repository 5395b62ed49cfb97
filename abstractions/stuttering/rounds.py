"""The reason of stuttering where steps branch: classes in a row, and what tells neighbours apart.

Main definition   `Rounds`
Law               `no_rounds_prove_a_false_stuttering` in `abstractions.testing.laws`
"""

from __future__ import annotations

from dataclasses import dataclass

from ..signatures import Longs

__all__ = ["Rounds"]


@dataclass(frozen=True, slots=True, eq=False)
class Rounds:
    """Why no coarser partition will do: classes in a row, and what tells apart those beside each boundary.

    Arrays of int64; of the classes, of the boundaries between neighbours in the row, of the states.

    - ``rank``       the place of each class
    - ``time``       of each boundary: 0 where what is kept differs, else when it was found
    - ``letter``, ``goal``  what all states on its left can do and none on its right: by that letter into the
      class at that place, as classes were cut before; letter -1: be silent for ever
    - ``turn``       the order of the boundaries of one time: what is said of one counts up to an earlier one
    - ``component``  of each state; those that go round in silence have the same, silence leads to lower ones
    """

    rank: Longs
    time: Longs
    turn: Longs
    letter: Longs
    goal: Longs
    component: Longs
