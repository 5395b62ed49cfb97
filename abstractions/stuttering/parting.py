"""Why two deterministic runs are not alike up to stuttering: the change of class at which they part.

Main definition   `Parting`
Notes             Of each run the states are written down at which it enters another class.  The first
                  place where the two lists are in different classes, or where one has come to its end
                  (its run stays in its class for ever) and the other has not, tells the two apart.
Law               `every_parting_replays` in `abstractions.testing.laws`
"""

from __future__ import annotations

from dataclasses import dataclass

from ..abstraction import Abstraction
from ..distinction import what_differs
from ..errors import brief
from ..system import Deterministic

__all__ = ["Parting"]


@dataclass(frozen=True, slots=True)
class Parting:
    """The runs from ``left`` and ``right`` first differ at the change of class number ``changes``.

    Up to it they enter the same classes; there they enter different ones, or one stays where it is for
    ever.  Change 0 is where they begin.  Classes are those of ``kept`` (what was to be kept) and of what
    states show.
    """

    system: Deterministic
    kept: Abstraction
    left: int
    right: int
    changes: int

    @property
    def runs(self) -> tuple[list[int], list[int]]:
        """The states at which the two runs enter a class, up to the change; fewer if one stays for ever.

        O(states + changes).
        """
        return self.entered(self.left), self.entered(self.right)

    def entered(self, s: int) -> list[int]:
        """The state s, and those at which its run changes class, ``changes`` times or until it never does."""
        seen = (self.kept | self.system.observation).labels
        step, found = self.system.table[:, 0], [self.system.known(s)]
        known: dict[int, int] = {}
        while len(found) <= self.changes:
            x = found[-1]
            if x not in known:
                y, passed = x, set[int]()
                while seen[y] == seen[x] and y not in passed:
                    passed.add(y)
                    y = int(step[y])
                known[x] = -1 if seen[y] == seen[x] else y
            if known[x] < 0:
                break
            found.append(known[x])
        return found

    def replay(self) -> bool:
        """Whether the runs do agree up to that change, and part there."""
        seen, k = (self.kept | self.system.observation).labels, self.changes
        one, other = (seen[run].tolist() for run in self.runs)
        return bool(k >= 0 and one[:k] == other[:k] and one[k:] != other[k:])

    def __str__(self) -> str:
        name, k = self.system.state_name, self.changes
        runs = list(zip((self.left, self.right), self.runs))
        start = f"{name(self.left)} and {name(self.right)} are told apart"
        if all(len(run) > k for _, run in runs):
            what = what_differs(self.system, self.kept, *(run[k] for _, run in runs))
            head = f"after {times(k)}, {start}: {what}"
        else:
            (stays, there), (goes, on) = sorted(runs, key=lambda pair: len(pair[1]))
            head = (
                f"after {times(k - 1)}, {start}: the run from {name(stays)} stays for ever in the class of "
                f"{name(there[-1])},\nand that from {name(goes)} leaves it, to {name(on[-1])}"
            )
        told = (f"classes from {name(s)}: {brief(' -> '.join(map(name, run)), 400)}" for s, run in runs)
        return "\n".join([head, *told])


def times(changes: int) -> str:
    """So many changes, in words."""
    return f"{changes or 'no'} change{'s' * (changes > 1)} of class"
