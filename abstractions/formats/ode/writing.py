"""Writing ``.ode`` files.

Main definitions  `write_ode`
Law               `reading_an_ode_file_undoes_writing` in `abstractions.testing.laws`
"""

from __future__ import annotations

from pathlib import Path

from ...errors import FormatError, Misuse, brief
from ...linear import Dynamics
from ...linear.polynomials import digits, text_of
from ..text import replacing
from .model import OdeModel, path_of
from .reading import read_ode

__all__ = ["write_ode"]


def write_ode(model: OdeModel | Dynamics, path: str | Path, *, name: str = "model") -> None:
    """Write a model, or dynamics alone, as differential equations; all or nothing.

    What was written is read back before it takes its place, and refused unless it is the model.
    ``name``: of dynamics alone.  Linear in the length of the file.
    Errors: `Misuse` for discrete time, and for what the format would read otherwise; `FormatError`.

    >>> import tempfile
    >>> f = Dynamics.reactions([("A + B", "2*B", "1/2")])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_ode(f, folder + "/f.ode")
    ...     read_ode(folder + "/f.ode").dynamics == f
    True
    """
    model = OdeModel(name, model) if isinstance(model, Dynamics) else model
    if not isinstance(model, OdeModel):
        raise Misuse(
            "what is written is a model, or polynomial dynamics",
            value=model,
            reason=f"a {type(model).__name__} is none",
            repair="write an OdeModel or a Dynamics",
        )
    text = text_of_model(model)
    with replacing(path_of(path)) as temporary:
        temporary.write_text(text, encoding="utf-8")
        try:
            again = read_ode(temporary)
        except FormatError as error:
            raise unfit(f"{error.found}, where {error.expected} is expected") from None
        for part in ("name", "dynamics", "initial", "parameters", "blocks", "views"):
            if getattr(again, part) != getattr(model, part):
                raise unfit(f"{part}: {brief(getattr(model, part), 80)}")


def text_of_model(model: OdeModel) -> str:
    """A model as it is written.  Errors: `Misuse`."""
    f = model.dynamics
    if f.time != "continuous":
        raise unfit("dynamics in discrete time")
    for word in ("begin", "end"):
        if word in f.names or word in model.parameters or word in model.views:
            raise unfit(f"a variable called {word}")
    if model.name.split() != [model.name]:
        raise unfit(f"the name {model.name!r}")
    initial = model.initial
    text = {
        "parameters": [f"{key} = {digits(v)}" for key, v in model.parameters.items()],
        "init": [f"{key} = {digits(initial[key])}" if key in initial else key for key in f.names],
        "partition": [", ".join("{" + ", ".join(block) + "}" for block in model.blocks)] * bool(model.blocks),
        "ODE": [
            f"d({key}) = {text_of(terms, f.names).replace('**', '^')}"
            for key, terms in zip(f.names, f.polynomials)
        ],
        "views": [f"{key} = {said}" for key, said in model.views.items()],
    }
    lines = [f"begin model {model.name}"]
    for section, said in text.items():
        if said or section in ("init", "ODE"):
            lines += [f" begin {section}", *(f"  {line}" for line in said), f" end {section}"]
    return "\n".join([*lines, "end model", ""])


def unfit(what: str) -> Misuse:
    """What the format cannot hold."""
    return Misuse(
        "an .ode file holds the whole model",
        value=what,
        reason="the format has no way to say it",
        repair="rename it, or leave it out",
    )
