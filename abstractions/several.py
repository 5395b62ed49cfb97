"""Answers that are several things in order: asked for one by number, or for a slice of them.

Main definitions  `Several`, `NoSuchAnswer`
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, TypeVar, overload

from .errors import Misuse

__all__ = ["NoSuchAnswer", "Several"]

T = TypeVar("T", covariant=True)


class NoSuchAnswer(Misuse, IndexError):
    """An answer that is not there; an `IndexError` too, which ends loops over a sequence."""


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
        except (TypeError, ValueError, IndexError) as error:
            raise NoSuchAnswer(
                "an answer among several is asked for by its number",
                value=repr(i),
                reason=f"there are {len(self)}" if isinstance(error, IndexError) else str(error),
                repair=f"write a number below {len(self)}, or a slice"
                if len(self)
                else "ask if there are any",
            ) from None
        return tuple(map(self.one, at)) if isinstance(at, range) else self.one(at)
