"""Counting over all machines and all observations: what a theorist tests a conjecture with.

Exact integers throughout.

>>> from abstractions import complete_abstractions, is_simple
>>> from abstractions.census import lattice_total, total
>>> total(5, lambda s: len(complete_abstractions(s))) == lattice_total(5)
True
>>> total(5, lambda s: bool(is_simple(s)))      # the cycles of five states
24
"""

from .machines import canonical_map, histogram, lattice_total, machines, maps_up_to_renaming, total
from .observations import automorphisms, bell, core_counts, cores, orbits, shell_counts, shells

__all__ = [
    "automorphisms",
    "bell",
    "canonical_map",
    "core_counts",
    "cores",
    "histogram",
    "lattice_total",
    "machines",
    "maps_up_to_renaming",
    "orbits",
    "shell_counts",
    "shells",
    "total",
]
