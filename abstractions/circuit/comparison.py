"""All notions on one hypothesis: where they agree, where not, and why; and counted over a family.

Main definitions  `compare`, `Comparison`, `census`, `Census`
Notes             Neither does scrubbing imply an interchange accuracy of 1, nor the other way round:
                  scrubbing never runs the output of high, interchange never resamples what high does
                  not mention.  Local consistency for all values, with one low node for each high one and
                  nothing left out, implies both.
Source            E. Jenner, A. Garriga-Alonso, E. Zverev, A comparison of causal scrubbing, causal
                  abstractions, and related methods, 2023
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..arguments import chosen
from ..arrays import Ints
from ..errors import Misuse
from .alignment import Alignment
from .causal.constructive import constructive
from .causal.interchange import interchange
from .causal.local import local
from .circuit import Values
from .scrubbing.scrub import scrub

__all__ = ["Census", "Comparison", "Finding", "census", "compare"]


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
    """The findings, the weakest notions first; true iff none fails (some may not be asked)."""

    findings: tuple[Finding, ...]

    @property
    def disagree(self) -> bool:
        """Whether some notion holds and another fails."""
        return {True, False} <= {finding.holds for finding in self.findings}

    def __bool__(self) -> bool:
        return not any(finding.holds is False for finding in self.findings)

    def __str__(self) -> str:
        lines = [str(finding) for finding in self.findings]
        stories: dict[str, list[str]] = {}
        for finding in self.findings:
            if finding.story:
                stories.setdefault(finding.story, []).append(finding.notion)
        for story, notions in stories.items():
            lines += ["", f"{'; '.join(notions)}:", *(f"  {line}" for line in story.splitlines())]
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
    interchange, one source: fails (accuracy 19/21)
    interchange, outputs: fails (accuracy 43/48)
    interchange, all nodes: fails (accuracy 43/48)
    local, values of the same input: holds
    local, independent values: fails
    local, all values: fails
    constructive: fails
    """
    rows = hypothesis.low.data(data)

    def counted(result: Any) -> str:
        return f"accuracy {result.accuracy}"

    asked: list[tuple[str, Callable[[], Any], Callable[[Any], str]]] = [
        ("scrubbing", lambda: scrub(hypothesis, rows), lambda _: ""),
        ("interchange, one source", lambda: interchange(hypothesis, rows, most=1), counted),
        ("interchange, outputs", lambda: interchange(hypothesis, rows), counted),
        ("interchange, all nodes", lambda: interchange(hypothesis, rows, compare="all"), counted),
        ("local, values of the same input", lambda: local(hypothesis, rows, values="same"), lambda _: ""),
        ("local, independent values", lambda: local(hypothesis, rows, values="independent"), lambda _: ""),
        ("local, all values", lambda: local(hypothesis, rows, values="all"), lambda _: ""),
        ("constructive", lambda: constructive(hypothesis), lambda _: ""),
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


@dataclass(frozen=True)
class Census:
    """How often the notions held together, over a family of hypotheses.

    ``patterns``: for what each notion said (None: it could not be asked), in the order of ``notions``, how many
    hypotheses, and the number of the first.
    """

    notions: tuple[str, ...]
    patterns: Mapping[tuple[bool | None, ...], tuple[int, int]]

    @property
    def total(self) -> int:
        """How many hypotheses there were."""
        return sum(count for count, _ in self.patterns.values())

    def both(self, notion: str, holds: bool, other: str, other_holds: bool) -> tuple[int, int | None]:
        """How many hypotheses are such that the two notions say this, and the first.  Errors: `Misuse`."""
        i, j = self.place(notion), self.place(other)
        found = [of for p, of in self.patterns.items() if p[i] is holds and p[j] is other_holds]
        return sum(count for count, _ in found), min((first for _, first in found), default=None)

    def place(self, notion: str) -> int:
        chosen("the notion", notion, *self.notions)
        return self.notions.index(notion)

    def __str__(self) -> str:
        said = {True: "+", False: "-", None: "?"}
        lines = [f"{self.total} hypotheses; a column is a kind of them, + holds, - fails, ? cannot be asked"]
        order = sorted(self.patterns, key=lambda p: (-self.patterns[p][0], self.patterns[p][1]))
        width = max(map(len, self.notions))
        counts = [str(self.patterns[p][0]) for p in order]
        for i, notion in enumerate(self.notions):
            row = " ".join(said[p[i]].rjust(len(c)) for p, c in zip(order, counts))
            lines.append(f"{notion.ljust(width)}  {row}")
        lines.append(f"{'how many'.ljust(width)}  {' '.join(counts)}")
        return "\n".join(lines)


def census(
    hypotheses: Iterable[Alignment | tuple[Alignment, Iterable[Values] | Ints | None]],
) -> Census:
    """Every notion on every hypothesis of a family (each with its inputs, default all), counted.

    Cost: `compare` for each.  Errors: `Misuse` for an empty family.

    >>> from abstractions.circuit import Circuit
    >>> bits = {"x": (0, 1), "y": (0, 1)}
    >>> xor, either = (Circuit.of({"A": lambda x: x, "B": lambda y: y, "out": gate}, values=bits)
    ...                for gate in (lambda A, B: A ^ B, lambda A, B: A | B))
    >>> found = census([Alignment.of(xor, xor), Alignment.of(xor, either)])
    >>> found.both("scrubbing", True, "interchange, outputs", False)
    (1, 1)
    """
    notions: tuple[str, ...] = ()
    patterns: dict[tuple[bool | None, ...], tuple[int, int]] = {}
    for i, hypothesis in enumerate(hypotheses):
        alignment, data = hypothesis if isinstance(hypothesis, tuple) else (hypothesis, None)
        findings = compare(alignment, data).findings
        notions = tuple(f.notion for f in findings)
        pattern = tuple(f.holds for f in findings)
        count, first = patterns.get(pattern, (0, i))
        patterns[pattern] = count + 1, first
    if not patterns:
        raise Misuse(
            "a census is of some hypotheses",
            value="none",
            reason="nothing can be said of nothing",
            repair="give at least one",
        )
    return Census(notions, patterns)
