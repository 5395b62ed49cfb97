"""Pictures: a machine coloured by class beside its quotient, and the lattice of its abstractions.

Main definitions  `draw`, `draw_lattice`, `dot`
Notes             SVG and PNG through matplotlib (extra ``draw``); DOT is text and needs nothing.
                  States of one class have one colour, and so has their class in the quotient.
"""

from .canvas import LEGIBLE, picture_ending
from .lattice import draw_lattice
from .machine import dot, draw

__all__ = ["LEGIBLE", "dot", "draw", "draw_lattice", "picture_ending"]
