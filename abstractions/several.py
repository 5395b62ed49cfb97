"""Answers that are several things in order: asked for one by number, or for a slice of them.

Main definition   `Several`
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, TypeVar, overload

from .errors import Misuse

__all__ = ["Several"]

T = TypeVar("T", covariant=True)


class Several(Sequence[T]):
    """A sequence whose members are made by number, beside what else is known of it.

    >>> class Squares(Several[int]):
    ...     def one(self, i):
    ...         return i * i
    ...     def __len__(self):
    ...         return 4
    >>> Squares()[-1], Squares()[:3], 4 in Squares()
    (9, (0, 1, 4), True)
    """

    @abstractmethod
    def one(self, i: int) -> T:
        """The member with this number, from 0 on."""

    @overload
    def __getitem__(self, i: int) -> T: ...
    @overload
    def __getitem__(self, i: slice) -> tuple[T, ...]: ...
    def __getitem__(self, i: Any) -> Any:
        try:
            at = range(len(self))[i]
        except TypeError:
            raise Misuse(
                "an answer among several is asked for by its number",
                value=i,
                reason=f"a {type(i).__name__} is none",
                repair=f"write a number below {len(self)}, or a slice of them",
            ) from None
        return tuple(map(self.one, at)) if isinstance(at, range) else self.one(at)
