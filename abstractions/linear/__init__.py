"""Linear abstractions: maps y = L x that have dynamics of their own, over the rationals and over two elements.

The theory on one page.  States are the points x of a vector space, a step is a map f, and an abstraction is a
linear map L: which linear observables of x we keep.  It is complete iff L x determines L f(x), that is,
iff some g makes the square commute: L f(x) = g(L x) for all x.  What L keeps is its row space; L knows
more iff its row space is larger.  If two spaces are complete then so is what is in both; so above given
observables there is a least complete one, the minimal complete linear abstraction.

*Over Q, f polynomial* (`Dynamics`): L f(x) is a function of L x iff it does not change along any u with
L u = 0.  A polynomial in t that does not change has derivative 0, and the other way round, so this is
L J(x) u = 0 for all x, J the Jacobian; and writing J(x) as the sum of matrices J_m times monomials m, it is:
the row space of L is closed under every J_m.  Hence `lump`: the smallest closed space.

This holds for x' = f(x) and for x+ = f(x) alike: both ask that L f is a function of L x, the first because the
derivative of L x is L f(x), the second because the next value is.  (It also holds if states are only the
whole numbers, or only the positive ones, since a polynomial that is 0 there is 0; but not if they
are bits.)  With constants, y = L x + c keeps the same.  An exact lumping is this; Krylov's space, and what
control theory calls unobservable, are the case of a linear f.

*Over GF(2)* (`BitMap`) x^2 = x: a derivative of a polynomial tells nothing, a difference f(x + u) + f(x) all.
L is complete iff every parity w in it has w f unchanged along every u with L u = 0.  Those along which
w f is unchanged are the ones orthogonal to its Walsh spectrum.  Hence `parities`: add spectra until
nothing is new.

>>> epidemic = Dynamics.reactions([("S + I1", "I1 + I1", 3), ("S + I2", "I1 + I2", 3), ("I1", "I2", 5),
...                                ("I1", "R", 1), ("I2", "R", 1)])
>>> print(lump(epidemic, ["R"]))          # which of the ill is newly ill does not matter
3 variables for 4
  y1 = I1 + I2
  S' = -3*S*y1
  y1' = -y1 + 3*S*y1
  R' = y1
>>> bool(lump(epidemic, ["R"]).check())
True

Modules, in reading order: `reader`, `polynomials`, `expressions`, `matrices`, `forms`, `equations`, `reactions`, `jacobian`,
`dynamics`; `reconstruction`, `elimination`, `modular`, `spaces`, `rational`, `check`, `unlumped`, `lumping`; `boolean`, `bits`,
`packed`, `walsh`, `check_bits`, `unclosed`, `parities`.
"""

from .bits import BitMap
from .dynamics import Dynamics
from .lumping import Lumping, Unlumped, is_lumping, lump
from .parities import Parities, Unclosed, are_closed, parities
from .spaces import Derivation, Subspace

__all__ = [
    "BitMap",
    "Derivation",
    "Dynamics",
    "Lumping",
    "Parities",
    "Subspace",
    "Unclosed",
    "Unlumped",
    "are_closed",
    "is_lumping",
    "lump",
    "parities",
]
