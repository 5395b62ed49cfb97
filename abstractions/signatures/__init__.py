"""Signatures: what is left of a branching step when states are replaced by their classes.

Main definitions  `Edges`, `signature`, `grouped`, `unlike`, `turned`
Notes             The signature of a node is the list of (letter, class, weight) of its edges, in
                  order, edges into one class added up.  Nodes are grouped by it: a digest says where
                  to look, equality is decided by comparing the lists.  An arbitrary but fixed total
                  order of signatures (by `digest` first, then by `compare`) serves certificates.
Source            S. Blom, S. Orzan, Distributed state space minimization, 2005 (signatures);
                  J. Jacobs, T. Wissmann, Fast coalgebraic bisimilarity minimization, 2023
"""

from .entries import MASK, Longs, compare, digest, settled, signature, sort_entries
from .grouping import AHEAD, RULES, SPARE, Edges, classify, grouped, room, signature_of, unlike
from .turned import sums_in, turned

__all__ = [
    "AHEAD",
    "MASK",
    "RULES",
    "SPARE",
    "Edges",
    "Longs",
    "classify",
    "compare",
    "digest",
    "grouped",
    "room",
    "settled",
    "signature",
    "signature_of",
    "sort_entries",
    "sums_in",
    "turned",
    "unlike",
]
