"""Values that nobody could build: what a checker must refuse, and a constructor already does.

Main definitions  `forged`
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

__all__ = ["forged"]

T = TypeVar("T")


def forged(value: T, **changes: Any) -> T:
    """A value like another, with some fields changed past its constructor, as unpickling a file might do.

    >>> from abstractions.verdict import Holds
    >>> forged(Holds("1 = 1", None), claim="1 = 2")
    Holds(claim='1 = 2', certificate=None, built=None)
    """
    copy = object.__new__(type(value))
    for field in fields(value):  # type: ignore[arg-type]
        object.__setattr__(copy, field.name, changes.get(field.name, getattr(value, field.name)))
    return copy
