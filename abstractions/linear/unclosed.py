"""Why parities do not determine their own next values: two states.

Main definitions  `Unclosed`
Law               `every_refuted_parity_replays` in `abstractions.testing.laws`
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .bits import BitMap
from .boolean import bits_of
from .check_bits import are_masks

__all__ = ["Unclosed"]


@dataclass(frozen=True, eq=False)
class Unclosed:
    """Two states with equal parities, one of which differs after a step.

    It is held as it is given, and `replay` judges it, whoever made it.
    """

    map: BitMap
    parities: tuple[int, ...]
    x: int
    y: int

    def replay(self) -> bool:
        """Whether the states do refute it: never if its parts are none."""
        f: Any = self.map
        if not isinstance(f, BitMap) or not are_masks(self.parities, len(f)):
            return False
        if not are_masks((self.x, self.y), len(f)):
            return False
        same = all(not (w & (self.x ^ self.y)).bit_count() & 1 for w in self.parities)
        after = self.map(self.x) ^ self.map(self.y)
        return same and any((w & after).bit_count() & 1 for w in self.parities)

    def __str__(self) -> str:
        f = self.map
        x, y = f(self.x), f(self.y)
        w = next(w for w in self.parities if (w & (x ^ y)).bit_count() & 1)
        at = ["".join(str(s >> i & 1) for i in range(len(f))) for s in (self.x, self.y)]
        now = (w & self.x).bit_count() & 1
        also = ", and the others agree too" if len(self.parities) > 1 else ""
        return (
            f"{f.text(frozenset(1 << k for k in bits_of(w)))} is {now} at {at[0]} and at {at[1]} "
            f"(bits {' '.join(f.names)}){also}\n"
            f"but its next value is {(w & x).bit_count() & 1} after the first and {(w & y).bit_count() & 1} after the second"
        )
