"""Arguments as functions ask for them: read when they fit, refused in words when they do not.

Main definitions  `whole`, `budget_of`, `listed`, `names_of`, `mapping_of`, `chosen`, `applied`, `defined`; and
                  `many` (a number of things, in words)
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .errors import Misuse, brief

__all__ = [
    "applied",
    "budget_of",
    "chosen",
    "defined",
    "listed",
    "many",
    "mapping_of",
    "names_of",
    "whole",
]


def whole(value: Any, what: str, *, least: int = 0, most: int | None = None, repair: str = "") -> int:
    """``value`` as a Python integer from ``least`` to ``most``; truth values are none.  Errors: `Misuse`.

    >>> whole(3, "a number of steps"), whole(True, "a number of steps", least=1)
    Traceback (most recent call last):
    ...
    abstractions.errors.Misuse: Misuse: a number of steps is a whole number from 1 on.
      found:  True
      reason: it is a bool
      repair: give an integer from 1 on
    """
    try:
        number = None if isinstance(value, bool) or type(value).__name__ == "bool" else operator.index(value)
    except TypeError:
        number = None
    if number is None or number < least or (most is not None and number > most):
        span = f"from {least} on" if most is None else f"from {least} to {shown(most)}"
        raise Misuse(
            f"{what} is a whole number {span}",
            value=shown(value),
            reason=f"it is a {type(value).__name__}" if number is None else "it is outside",
            repair=repair or f"give an integer {span}",
        )
    return number


def budget_of(value: Any) -> int:
    """A budget: how much of something may be looked at.  Errors: `Misuse`."""
    return whole(value, "a budget", repair="leave `budget=` out, or raise it when it is said to be exceeded")


def listed(values: Any, what: str, *, count: int | None = None, ordered: bool = False) -> list[Any]:
    """The members of an iterable, which is no text and no mapping.  Errors: `Misuse`.

    ``count``: how many there are, one for each of something; ``ordered``: their order says something.  In
    both cases a set is refused.
    """
    unordered = (set, frozenset) if ordered or count is not None else ()
    if (
        isinstance(values, (str, bytes, Mapping, *unordered))
        or not isinstance(values, Iterable)
        or getattr(values, "ndim", 1) == 0
    ):
        raise Misuse(
            f"{what} are a list",
            value=shown(values),
            reason=f"a {type(values).__name__} "
            + ("has no order" if isinstance(values, unordered) else "is none"),
            repair="write sorted(...)" if isinstance(values, unordered) else "write [...] around them",
        )
    found = list(values)
    if count is not None and len(found) != count:
        raise Misuse(
            f"there are {count} of {what}",
            value=f"{len(found)}: {brief(found)}",
            reason="one is wanted for each",
            repair="give all or none",
        )
    return found


def names_of(names: Any, what: str, *, count: int | None = None) -> tuple[str, ...]:
    """Names as texts, each given once.  Errors: `Misuse`.

    >>> names_of(["x", "y"], "the names of variables", count=2)
    ('x', 'y')
    """
    found = tuple(applied(str, f"the text of {what}", name) for name in listed(names, what, count=count))
    twice = (
        [name for i, name in enumerate(found) if name in found[:i]] if len(set(found)) < len(found) else []
    )
    if twice:
        raise Misuse(
            f"{what} differ",
            value=repr(twice[0]),
            reason="it is given twice",
            repair="give each a name of its own",
        )
    return found


def mapping_of(value: Any, what: str, example: str) -> Mapping[Any, Any]:
    """``value``, if it is a mapping.  Errors: `Misuse`."""
    if isinstance(value, Mapping):
        return value
    raise Misuse(
        f"{what} are a mapping",
        value=shown(value),
        reason=f"a {type(value).__name__} is none",
        repair=f"write for example {example}",
    )


def chosen(what: str, value: object, *choices: str) -> None:
    """Refuse what is none of the ``choices``.  Errors: `Misuse`."""
    if not isinstance(value, str) or value not in choices:
        raise Misuse(
            f"{what} is known",
            value=value,
            reason="there is no such choice",
            repair=" or ".join(f'"{choice}"' for choice in choices),
        )


def applied(f: Callable[..., Any], what: str, *args: Any) -> Any:
    """``f(*args)``, or a `Misuse` that says for which arguments ``f`` raised what."""
    try:
        return f(*args)
    except Misuse:
        raise
    except Exception as error:
        raise Misuse(
            f"{what} is defined",
            value=f"{type(error).__name__}: {error}",
            reason="the function raised this",
            repair="make it total on the states that can be reached, or mend it",
        ) from error


def defined(f: Callable[..., Any], what: str, *args: Any) -> Any:
    """The same for a function that must have a value: None is refused."""
    value = applied(f, what, *args)
    if value is None:
        raise Misuse(
            f"{what} is defined",
            value=None,
            reason="the function returned None, which stands for nothing",
            repair="return a value on every path through the function",
        )
    return value


def many(count: int, what: str) -> str:
    """So many things of a kind, in words.

    >>> many(1, "class"), many(2, "class"), many(0, "state")
    ('1 class', '2 classes', '0 states')
    """
    return f"{count} {what}{'' if count == 1 else 'es' if what.endswith('s') else 's'}"


def shown(value: Any) -> str:
    """A value in a message: a text in quotes, so that it is seen to be one."""
    return repr(value) if isinstance(value, str) else brief(value)
