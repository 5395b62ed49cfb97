"""What the commands about circuits read, a hypothesis, and how they tell an answer."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from ..arguments import defined
from ..circuit import (
    Alignment,
    Circuit,
    Correspondence,
)
from ..errors import Misuse
from ..formats.circuit import Hypothesis, read_hypothesis
from .arguments import python_object
from .telling import finish

__all__ = ["aligned", "loaded", "no_high", "read", "tell", "told"]


def read(spec: str) -> tuple[Alignment | Circuit | Correspondence, Any]:
    """What a file says, or the Python object; and the inputs to look at."""
    if spec.endswith(".py"):
        raise Misuse(
            "a Python object is named",
            value=spec,
            reason="a file may hold several",
            repair=f"write {spec}:NAME, of an Alignment, a Circuit, or a function that returns one",
        )
    if ":" not in spec or Path(spec).exists():
        hypothesis = read_hypothesis(spec)
        return hypothesis.alignment or hypothesis.low, hypothesis.data
    found = python_object(spec)
    if callable(found) and not isinstance(found, (Alignment, Circuit, Correspondence)):
        found = defined(found, f"{spec}()")
    data = None
    if isinstance(found, tuple) and len(found) == 2:
        found, data = found[0], tuple(found[1])
    if isinstance(found, (Alignment, Circuit, Correspondence)):
        return found, data
    raise Misuse(
        "the object is an Alignment or a Circuit, or, to be scrubbed, a Correspondence",
        value=f"{spec} is a {type(found).__name__}",
        reason="a hypothesis says what a circuit computes",
        repair="name an Alignment, a pair (Alignment, inputs), or a function that returns one",
    )


def loaded(spec: str) -> Hypothesis:
    """The hypothesis in a file, or the Python object."""
    found, data = read(spec)
    if isinstance(found, Correspondence):
        raise Misuse(
            "the object is an Alignment or a Circuit",
            value=f"{spec} is a Correspondence",
            reason="two of its nodes may stand for one of the circuit, so that it can only be scrubbed",
            repair="abstractions circuit scrub, or name an Alignment",
        )
    low = found if isinstance(found, Circuit) else found.low
    return Hypothesis(low, None if isinstance(found, Circuit) else found, data)


def aligned(spec: str) -> tuple[Alignment, Any]:
    """The alignment, and the inputs to look at."""
    found = loaded(spec)
    if found.alignment is None:
        raise no_high(spec)
    return found.alignment, found.data


def no_high(spec: str) -> Misuse:
    return Misuse(
        "a hypothesis says what the circuit computes",
        value=spec,
        reason="there is no high circuit in it",
        repair='give "high" too, and "cells" where names differ',
    )


def tell(
    result: Any, claim: str, story: str, more: dict[str, Any], as_json: bool, notes: Iterable[str] = ()
) -> None:
    """The answer, with notes below it as they come, and exit status 1 if it is no."""
    if as_json:
        for _ in notes:  # they add to what is told
            pass
        click.echo(json.dumps({"holds": bool(result), "claim": claim, **more, "story": story}, default=str))
    else:
        click.echo(str(result))
        for note in notes:
            click.echo("\n".join(f"  {part}" for part in note.splitlines()))
    finish(result)


def told(result: Any) -> str:
    return "" if result else str(result.verdict.counterexample)
