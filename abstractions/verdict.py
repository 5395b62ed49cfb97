"""Verdicts: the answer to a claim that may be false, with its reason.

Main definitions  `Holds`, `Fails`, `Verdict` (either), `Refuted`
Notes             A verdict is truthy or falsy, so ``if is_complete(s, p):`` reads as it should;
                  ``unwrap`` turns a refutation into an exception that tells the whole story.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, Literal, NoReturn, TypeAlias, TypeVar

__all__ = ["Fails", "Holds", "Refuted", "Verdict"]

Certificate = TypeVar("Certificate", covariant=True)
Counterexample = TypeVar("Counterexample", covariant=True)


@dataclass(frozen=True, slots=True)
class Holds(Generic[Certificate]):
    """A claim that is true, and the certificate from which a checker sees it.

    >>> bool(Holds("two is even", certificate="2 = 2 * 1"))
    True
    """

    claim: str
    certificate: Certificate
    built: Any = None
    """What was constructed on the way, where the claim is that something exists."""

    def __bool__(self) -> Literal[True]:
        return True

    def unwrap(self) -> Certificate:
        """The certificate."""
        return self.certificate

    def __str__(self) -> str:
        return f"Holds: {self.claim}."


@dataclass(frozen=True, slots=True)
class Fails(Generic[Counterexample]):
    """A claim that is false, and the counterexample that shows it.

    >>> bool(Fails("three is even", counterexample="3 = 2 * 1 + 1"))
    False
    """

    claim: str
    counterexample: Counterexample
    repair: str = ""

    def __bool__(self) -> Literal[False]:
        return False

    def unwrap(self) -> NoReturn:
        """Raise `Refuted`."""
        raise Refuted(self)

    def __str__(self) -> str:
        story = "\n".join(f"  {line}" for line in str(self.counterexample).splitlines())
        repair = f"\n  Repair: {self.repair}" if self.repair else ""
        return f"Refuted: {self.claim}.\n{story}{repair}"


Verdict: TypeAlias = Holds[Certificate] | Fails[Any]


class Refuted(Exception):
    """A false claim that somebody relied on; ``verdict`` is the `Fails`."""

    def __init__(self, verdict: Fails[Any]) -> None:
        super().__init__(verdict)
        self.verdict = verdict

    def __str__(self) -> str:
        return str(self.verdict)
