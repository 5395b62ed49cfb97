"""Pictures: machines coloured by class, lattices, circuits coloured by cell, matrices of interchanges; and what
is nearly an abstraction: its defect on the machine, and the front of the best.

Main definitions  `draw`, `draw_lattice`, `draw_circuit`, `draw_interchange`, `draw_defect`, `draw_front`, `dot`
Notes             SVG and PNG through matplotlib (extra ``draw``); DOT is text and needs nothing.
                  States of one class have one colour, and so has their class in the quotient; so have the
                  low nodes of a cell, and the high node for which they stand.
"""

from .canvas import LEGIBLE, picture_ending
from .circuit import draw_circuit
from .defect import draw_defect
from .front import draw_front
from .interchange import draw_interchange
from .lattice import draw_lattice
from .machine import dot, draw

__all__ = [
    "LEGIBLE",
    "dot",
    "draw",
    "draw_circuit",
    "draw_defect",
    "draw_front",
    "draw_interchange",
    "draw_lattice",
    "picture_ending",
]
