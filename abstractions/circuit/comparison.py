"""All notions on one hypothesis: where they agree, where not, and why.

Main definitions  `compare`, `Comparison`
Notes             Neither does scrubbing imply an interchange accuracy of 1, nor the other way round:
                  scrubbing never runs the output of high, interchange never resamples what high does
                  not mention.  Local consistency for all values, with one low node for each high one and
                  nothing left out, implies both.
Source            E. Jenner, A. Garriga-Alonso, E. Zverev, A comparison of causal scrubbing, causal
                  abstractions, and related methods, 2023
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ..arrays import Ints
from ..errors import Misuse
from .alignment import Alignment
from .circuit import Values
from .interchange import interchange
from .local import local
from .scrubbing import scrub

__all__ = ["Comparison", "Finding", "compare"]


@dataclass(frozen=True)
class Finding:
    """What one notion says: it holds, it fails with a ``story``, or (``holds`` None) it cannot be asked."""

    notion: str
    holds: bool | None
    measure: str
    story: str

    def __str__(self) -> str:
        said = {True: "holds", False: "fails", None: "cannot be asked"}[self.holds]
        measure = f" ({self.measure})" if self.measure else ""
        return f"{self.notion}: {said}{measure}"


@dataclass(frozen=True)
class Comparison:
    """The findings, the weakest notions first."""

    findings: tuple[Finding, ...]

    @property
    def disagree(self) -> bool:
        """Whether some notion holds and another fails."""
        return {True, False} <= {finding.holds for finding in self.findings}

    def __bool__(self) -> bool:
        return all(finding.holds for finding in self.findings)

    def __str__(self) -> str:
        lines = [str(finding) for finding in self.findings]
        told = [f for f in self.findings if f.story]
        for finding in told:
            lines += ["", f"{finding.notion}:", *(f"  {line}" for line in finding.story.splitlines())]
        return "\n".join(lines)


def compare(hypothesis: Alignment, data: Iterable[Values] | Ints | None = None) -> Comparison:
    """Every notion on one hypothesis and one set of inputs (default: all), exactly.

    >>> from abstractions.circuit import Circuit
    >>> bits = {"x": (0, 1), "y": (0, 1)}
    >>> low = Circuit.of({"A": lambda x: x, "B": lambda y: y, "out": lambda A, B: A ^ B}, values=bits)
    >>> high = Circuit.of({"A": lambda x: x, "B": lambda y: y, "out": lambda A, B: A | B}, values=bits)
    >>> some = [{"x": 0, "y": 0}, {"x": 0, "y": 1}, {"x": 1, "y": 0}]
    >>> for finding in compare(Alignment.of(low, high), some).findings:
    ...     print(finding)
    scrubbing: holds
    interchange, outputs: fails (accuracy 43/48)
    interchange, all nodes: fails (accuracy 43/48)
    local, values of the same input: holds
    local, independent values: fails
    local, all values: fails
    """
    rows = hypothesis.low.data(data)

    def counted(result: Any) -> str:
        return f"accuracy {result.accuracy}"

    asked: list[tuple[str, Callable[[], Any], Callable[[Any], str]]] = [
        ("scrubbing", lambda: scrub(hypothesis, rows), lambda _: ""),
        ("interchange, outputs", lambda: interchange(hypothesis, rows), counted),
        ("interchange, all nodes", lambda: interchange(hypothesis, rows, compare="all"), counted),
        ("local, values of the same input", lambda: local(hypothesis, rows, values="same"), lambda _: ""),
        ("local, independent values", lambda: local(hypothesis, rows, values="independent"), lambda _: ""),
        ("local, all values", lambda: local(hypothesis, rows, values="all"), lambda _: ""),
    ]
    findings = []
    for notion, ask, measure in asked:
        try:
            result = ask()
        except Misuse as misuse:
            findings.append(Finding(notion, None, "", f"{misuse.claim}: {misuse.reason}"))
            continue
        story = "" if result else str(result.verdict.counterexample)
        findings.append(Finding(notion, bool(result), measure(result), story))
    return Comparison(tuple(findings))
