"""What the words on the command line stand for: machines, abstractions, maps."""

from __future__ import annotations

import contextlib
import functools
import importlib
import importlib.util
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from ..abstraction import Abstraction
from ..arguments import defined
from ..arrays import Ints
from ..computation import Computation
from ..errors import Misuse
from ..steps import FirstReturn, first_return
from ..system import System
from .marks import by_name

__all__ = ["KEEP", "Part", "abstraction", "alpha_of", "as_system", "load", "marks_of", "part"]

LABELS = r"\s*-?\d{1,9}\s*(,\s*-?\d{1,9}\s*)*"
KEEP = (
    "WHAT is a .json or .npz abstraction, "
    "labels such as 0,1,0,1, a Python function of the state (file.py:name), or state:NAME "
    "(whether the machine is in that state)."
)


def load(spec: str, labels: Path | None = None, rates: bool = False) -> Any:
    """The machine in a file, or the Python object at ``module:name`` or ``file.py:name``.

    ``labels``, ``rates``: of a ``.tra`` file.
    """
    from .. import formats
    from ..formats import markov

    if Path(spec).suffix == ".tra":
        return markov.read(Path(spec), labels, kind="ctmc" if rates else None)
    if rates or labels is not None:
        raise Misuse(
            "labels and rates are those of a .tra file",
            value=spec,
            reason="other formats hold what states show themselves",
            repair="leave --labels and --rates out",
        )

    if ":" in spec and not Path(spec).exists():
        found = python_object(spec)
        if callable(found) and not isinstance(found, (System, Computation)):
            found = defined(found, f"{spec}()")
        if not isinstance(found, (System, Computation)):
            raise Misuse(
                "the object is a System or a Computation",
                value=f"{spec} is a {type(found).__name__}",
                reason="only machines have steps",
                repair="name a System, a Computation, or a function that returns one",
            )
        return found
    return formats.read(spec)


def python_object(spec: str) -> Any:
    place, _, name = spec.rpartition(":")
    try:
        with contextlib.redirect_stdout(sys.stderr):  # stdout is for the answer
            return getattr(python_module(place), name)
    except Exception as error:
        raise Misuse(
            "the Python object can be found",
            value=spec,
            reason=f"{type(error).__name__}: {error}",
            repair="write package.module:name, or file.py:name, and see that it runs alone",
        ) from error


@functools.cache
def python_module(place: str) -> ModuleType:
    """The module of that dotted name, or in that file; run once however often it is named."""
    if not place.endswith(".py"):
        sys.path.insert(0, "")
        return importlib.import_module(place)
    if not Path(place).is_file():
        raise FileNotFoundError(f"no file {place}")
    found = importlib.util.spec_from_file_location(Path(place).stem, place)
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules.setdefault(found.name, module)
    sys.path.insert(0, str(Path(place).resolve().parent))  # as if it were run
    found.loader.exec_module(module)
    return module


def as_system(machine: Any) -> System:
    return machine.system if isinstance(machine, Computation) else machine


@dataclass(frozen=True)
class Part:
    """The machine that is meant: ``system``, of the ``states`` of the machine that was given (None: of all).

    ``returns``: the long steps between marked states, if there are marks.
    """

    system: System
    whole: System
    states: Ints | None
    returns: FirstReturn | None

    def described(self, spec: str | None) -> Abstraction | None:
        """What ``--keep`` describes, of these states."""
        if spec is None:
            return None
        p = abstraction(spec, self.whole)
        return p if self.states is None else Abstraction(p.labels[self.states])


def part(
    machine: str,
    *,
    labels: Path | None = None,
    rates: bool = False,
    marks: str | None = None,
    reachable: bool = False,
) -> Part:
    """The machine that the options of `machine_options` say."""
    whole = system = as_system(load(machine, labels, rates))
    own = None if marks is None else marks_of(marks, whole)
    states = None
    if reachable:
        states = whole.reachable()
        system = whole.restrict(states)
        own = None if own is None else own[states]
    if own is None:
        return Part(system, whole, states, None)
    found = first_return(system, own)
    return Part(found.system, whole, found.states if states is None else states[found.states], found)


def marks_of(spec: str, system: System) -> Any:
    """The states that ``--marks`` describes: bool, shape (states,)."""
    from ..steps import marked

    own = by_name(spec, system)
    return marked(system, python_object(spec)) if own is None else own


def abstraction(spec: str, system: System) -> Abstraction:
    """The abstraction that ``--keep`` describes, of the states of the system."""
    p = described(spec, system)
    system.owns(p)
    return p


def described(spec: str, system: System) -> Abstraction:
    from .. import formats

    names = system.state_names or range(system.states)
    if spec.startswith("state:"):
        wanted = spec.removeprefix("state:")
        if wanted not in map(str, names):
            system.index(wanted)  # says so
        return Abstraction.of(lambda s: str(s) == wanted, names)
    if re.fullmatch(LABELS, spec):
        return Abstraction([int(x) for x in spec.split(",")])
    if Path(spec).suffix in (".json", ".npz"):
        return formats.read_abstraction(spec)
    found = python_object(spec) if ":" in spec else None
    if isinstance(found, Abstraction):
        return found
    if callable(found) or isinstance(found, dict):
        return Abstraction.of(found, names)
    raise Misuse(
        "what to keep is described",
        value=spec,
        reason="it is no file, no labels, no state:NAME and no Python function",
        repair=KEEP,
    )


def alpha_of(spec: str, low: System, high: Any) -> Any:
    """The map that ``--alpha`` describes: labels and abstractions as arrays, functions as they are."""
    if Path(spec).suffix == ".json" and ":" not in spec:
        from ..formats.text import read_text

        try:
            data = json.loads(read_text(Path(spec)))
        except (ValueError, RecursionError) as error:
            raise Misuse(
                "the map is written in JSON",
                value=spec,
                reason=str(error),
                repair="write an object from low names to high names, or a list",
            ) from None
        if isinstance(data, dict) and "format" not in data:
            known = {str(name): name for name in (as_system(high).state_names if high else None) or ()}
            by_name = {k: known.get(str(v), v) for k, v in data.items()}
            return lambda name: by_name.get(str(name))
        if isinstance(data, list):
            return data
    if ":" in spec and not spec.startswith("state:"):
        return python_object(spec)
    if re.fullmatch(LABELS, spec):
        return [int(x) for x in spec.split(",")]
    return abstraction(spec, low)
