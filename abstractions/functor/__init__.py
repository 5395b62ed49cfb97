"""Functors: the shape of one step.

Main definitions  `X`, `Constant`, products ``F * G``, sums ``F + G``, powers ``F**A``; `P` (finite
                  sets), `B` (bags), `D` (distributions), `W` (weights in a monoid); `parse`
Notes             ``str(F)`` is what one writes on the board, and `parse` reads it back.  A system of
                  shape F is a map M -> F(M); an abstraction p is complete for it iff a map A -> F(A)
                  makes the square with p and F(p) commute.  `Functor.image` is F on maps: what is
                  left of a step when states are replaced by their classes, in plain exact values.
Laws              `functors_preserve_composition`, `parsing_undoes_printing` in
                  `abstractions.testing.laws`
Proof             proofs/Coalgebra.v, `complete_iff_square`, `inf_complete`, `sup_complete`;
                  proofs/Branching.v, `fork_without_core`, `chain_without_core`
Source            J. Rutten, Universal coalgebra: a theory of systems, 2000

>>> from fractions import Fraction
>>> F = parse("A -> D(X)", A=1)
>>> step = [{0: Fraction(1, 3), 1: Fraction(1, 6), 2: Fraction(1, 2)}]
>>> sorted(F.image(step, lambda s: s // 2)[0])          # states 0 and 1 in one class
[(0, Fraction(1, 2)), (1, Fraction(1, 2))]
"""

from .board import parse
from .branching import MONOIDS, B, Bag, D, Distribution, Monoid, P, Sets, W, Weighted
from .shapes import Constant, Functor, Power, Product, Sum, Variable, X

__all__ = [
    "MONOIDS",
    "B",
    "Bag",
    "Constant",
    "D",
    "Distribution",
    "Functor",
    "Monoid",
    "P",
    "Power",
    "Product",
    "Sets",
    "Sum",
    "Variable",
    "W",
    "Weighted",
    "X",
    "parse",
]
