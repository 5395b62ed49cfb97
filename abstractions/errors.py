"""Misuse: what was claimed, what was found, why that cannot be, and how to mend it.

A claim that may be false is answered with a `Verdict`; an exception means that the question
itself could not be asked, or that its answer could not be finished.  Every exception here holds
its parts as attributes.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

__all__ = [
    "BudgetExceeded",
    "FormatError",
    "Interrupted",
    "Misuse",
    "MissingExtra",
    "NeverHalts",
    "NeverReturns",
]


class Portable(BaseException):
    """An exception that crosses from one process to another, whatever it is made from."""

    def __reduce__(self) -> Any:
        return revived, (type(self), self.args, vars(self))


def revived(kind: type[Portable], args: tuple[Any, ...], parts: dict[str, Any]) -> Portable:
    """An exception as it was, without asking how it is made."""
    made = kind.__new__(kind, *args)
    vars(made).update(parts)
    return made


class Misuse(Portable, ValueError):
    """An argument that breaks a law its function relies on.

    >>> print(Misuse("a step stays inside the states", value=5, reason="there are 2", repair="use 0 or 1"))
    Misuse: a step stays inside the states.
      found:  5
      reason: there are 2
      repair: use 0 or 1
    """

    def __init__(self, claim: str, *, value: object, reason: str, repair: str) -> None:
        super().__init__(claim, value, reason, repair)
        self.claim, self.value, self.reason, self.repair = claim, value, reason, repair

    def __str__(self) -> str:
        return (
            f"{type(self).__name__}: {self.claim}.\n"
            f"  found:  {brief(self.value)}\n"
            f"  reason: {self.reason}\n"
            f"  repair: {self.repair}"
        )


class FormatError(Misuse):
    """A file that does not say what its format promises: the place, the expectation, the find."""

    def __init__(self, path: str, line: int | None, *, expected: str, found: object, repair: str) -> None:
        place = path if line is None else f"{path}, line {line}"
        super().__init__(
            f"{place}: expected {expected}",
            value=found,
            reason="nothing was read from this file and nothing was written",
            repair=repair,
        )
        self.path, self.line, self.expected, self.found = path, line, expected, found


class BudgetExceeded(Misuse):
    """A search that met its limit; ``partial`` keeps what it had found."""

    def __init__(self, claim: str, *, value: object, reason: str, repair: str, partial: Any = None) -> None:
        super().__init__(claim, value=value, reason=reason, repair=repair)
        self.partial = partial


class Interrupted(Portable, KeyboardInterrupt):
    """Ctrl-C during long work; ``partial`` keeps what had been found."""

    def __init__(self, work: str, partial: Any) -> None:
        super().__init__(f"interrupted while {work}; {len(partial)} results are kept in `partial`")
        self.work, self.partial = work, partial


class NeverHalts(Misuse):
    """A run that enters a cycle of states none of which halts, so that it has no output."""

    def __init__(self, start: Hashable, tail: Sequence[Hashable], cycle: Sequence[Hashable]) -> None:
        super().__init__(
            f"the run from {brief(start)} halts",
            value=f"the cycle {' -> '.join(map(brief, (*cycle[:8], '...')[: len(cycle)]))} -> "
            f"{brief(cycle[0])}, entered after {len(tail)} steps",
            reason="no state on the cycle satisfies `halts`, and the step is deterministic",
            repair="mend `halts` or `step`; `trace` shows the states up to the repetition",
        )
        self.start, self.tail, self.cycle = start, tuple(tail), tuple(cycle)


class NeverReturns(Misuse):
    """A run that meets no marked state (again): it ends in ``cycle``, after ``tail`` (names of states).

    ``halts``: the cycle is one state, which has halted.  ``others``: from where else none is met.
    """

    def __init__(
        self,
        start: Hashable,
        tail: Sequence[Hashable],
        cycle: Sequence[Hashable],
        *,
        halts: bool = False,
        letter: str = "",
        again: bool = True,
        others: Sequence[Hashable] = (),
    ) -> None:
        self.start, self.tail, self.cycle, self.halts = start, tuple(tail), tuple(cycle), halts
        self.others = tuple(others)
        reason = "that state has halted, and is not marked" if halts else "no state of the cycle is marked"
        if others:
            reason += f"; nor do those from {brief(', '.join(map(brief, self.others)))} return"
        super().__init__(
            f"the run from {brief(start)}{letter} meets a marked state{' again' * again}",
            value=self.end,
            reason=reason,
            repair="mark halting states too" if halts else "mark a state of the cycle, or do not begin there",
        )

    @property
    def end(self) -> str:
        """Where the run ends, in words."""
        after = f"entered after {len(self.tail)} step{'s' * (len(self.tail) != 1)}"
        if self.halts:
            return f"state {brief(self.cycle[0])}, {after}"
        around = " -> ".join(map(brief, (*self.cycle[:8], "...")[: len(self.cycle)]))
        return f"the cycle {around} -> {brief(self.cycle[0])}, {after}"


class MissingExtra(Portable, ImportError):
    """An optional package that is not installed, and the extra that brings it."""

    def __init__(self, package: str, extra: str, purpose: str) -> None:
        super().__init__(
            f"{purpose} needs {package}, which is not installed.\n"
            f"  repair: pip install 'computation-abstractions[{extra}]'"
        )
        self.package, self.extra, self.purpose = package, extra, purpose


def brief(value: object, width: int = 200) -> str:
    """``value`` as text, cut in the middle when it is long."""
    try:
        text = value if isinstance(value, str) else repr(value)
    except (ValueError, RecursionError):  # integers of more than 4,300 digits, and what is nested as deeply
        text = f"a {type(value).__name__} that is too long to be written"
    if len(text) <= width:
        return text
    return f"{text[: width // 2]} ... {text[-width // 2 :]}"
