"""Systems: `System`, its two kinds `Deterministic` and `Branching`, and two of them `beside` each other."""

from .base import System
from .branching import Branching
from .deterministic import Deterministic
from .tables import as_edges, tabled
from .union import beside

__all__ = ["Branching", "Deterministic", "System", "as_edges", "beside", "tabled"]
