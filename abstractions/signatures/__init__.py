"""Signatures: what is left of a branching step when states are replaced by their classes.

Main definitions  `Edges`, `signature`, `grouped`, `unlike`, `turned`
Notes             The signature of a node is the list of (letter, class, weight) of its edges, in
                  order, edges into one class added up.  Nodes are grouped by it: a digest says where
                  to look, equality is decided by comparing the lists.  An arbitrary but fixed total
                  order of signatures (by `digest` first, then by `compare`) serves certificates.
Source            S. Blom, S. Orzan, Distributed state space minimization, 2005 (signatures);
                  J. Jacobs, T. Wissmann, Fast coalgebraic bisimilarity minimization, 2023
"""

from .edges import RULES, Edges
from .entries import MASK, Longs, compare, digest, settled, signature, sort_entries
from .grouping import AHEAD, SPARE, classify, grouped, room, signature_of
from .turned import turned
from .unlike import unlike

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
    "turned",
    "unlike",
]
