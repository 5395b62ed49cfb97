"""The list of all laws by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

__all__ = ["LAWS", "law"]

F = TypeVar("F", bound=Callable[..., None])
LAWS: dict[str, Callable[..., None]] = {}


def law(f: F) -> F:
    """Enter a law in the list."""
    LAWS[f.__name__] = f
    return f
