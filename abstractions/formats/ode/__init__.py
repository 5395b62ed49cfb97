"""Reaction networks and polynomial differential equations as ERODE and CLUE write them: ``.ode``.

Main definitions  `read_ode`, `write_ode`, `OdeModel`
Notes             ``begin model NAME``, then sections ``parameters``, ``init``, ``partition``, ``views``, and one of
                  ``ODE`` (lines ``d(x) = ...``) and ``reactions`` (lines ``A + 2*B -> C , rate``, mass action;
                  or ``arbitrary`` and the speed itself), each from ``begin`` to ``end``; then ``end model``.
                  Comments, names in quotes and labels in brackets are skipped, and so are commands
                  to the tool.  Numbers are exact: 0.1 is a tenth.
Law               `reading_an_ode_file_undoes_writing` in `abstractions.testing.laws`
Source            L. Cardelli, M. Tribastone, M. Tschaikowski, A. Vandin, ERODE: a tool for the evaluation and
                  reduction of ordinary differential equations, 2017.

Modules, in reading order: `model`, `sections`, `dynamics`, `reading`, `writing`.
"""

from .model import OdeModel
from .reading import read_ode
from .writing import write_ode

__all__ = ["OdeModel", "read_ode", "write_ode"]
