"""Circuits: does a high-level causal model abstract a low-level one?  Exactly, by enumeration.

========================================  ===============================================================
a circuit                                 `Circuit.of`, ``of_model``, ``of_graph``; `of_expressions`, `of_runs`; `computation`
a claim about it                          `Alignment.of` (cells and value maps); `Correspondence.of` (for scrubbing)
does every intervention agree?            `interchange`, one set of nodes in full: `matrix`
does every node do what its cell does?    `local`; step by step: `constructive` (`reduced`, `merged`)
does resampling change the output?        `scrub`; by samples: `resample`
all of these, and over a family           `compare`, `census`
on which data is it perfect?              `perfect`
where is it?  what would mend it?         `search`, `repairs`
how little must be known of each cell?    `coarsest`
which edges or nodes are enough?          `smallest`, `minimal`, `importance`, `faithful`, `greedy`
files                                     `abstractions.formats.circuit`: `read_hypothesis`, `write_hypothesis`
pictures                                  `abstractions.draw`: `draw_circuit`, `draw_interchange`
========================================  ===============================================================

>>> adder = Circuit.of(
...     {"half": lambda a, b: a ^ b, "sum": lambda half, c: half ^ c,
...      "carry": lambda a, b, half, c: (a & b) | (half & c)},
...     values={"a": (0, 1), "b": (0, 1), "c": (0, 1)},
... )
>>> addition = Circuit.of(
...     {"two": lambda x, y: x + y, "total": lambda two, z: two + z},
...     values={"x": (0, 1), "y": (0, 1), "z": (0, 1)},
... )
>>> alignment = Alignment.of(adder, addition, {"x": "a", "y": "b", "z": "c", "total": ("carry", "sum")},
...                          {"total": lambda carry, sum: 2 * carry + sum})
>>> bool(interchange(alignment))
True
"""

from .alignment import Alignment
from .causal.coarsest import Apart, Coarsest, coarsest
from .causal.constructive import Constructive, OtherFunction, constructive
from .causal.interchange import FailingInterchange, Interchange, interchange
from .causal.local import FailingNode, Local, local
from .causal.matrix import Matrix, matrix
from .causal.merging import TornApart, merged
from .causal.mixture import FailingMixture
from .causal.perfect import Perfect, perfect
from .causal.reducing import CyclicCells, FlowsPast, reduced
from .causal.repair import Repair, repairs
from .causal.search import Rejected, Search, search
from .circuit import Circuit
from .comparison import Census, Comparison, census, compare
from .expressions import of_expressions
from .layers import computation
from .observed import of_runs
from .scrubbing.correspondence import Correspondence, Remark
from .scrubbing.sampling import Estimate, Resampled, resample
from .scrubbing.scrub import FailingSample, Scrubbed, scrub
from .subcircuit.ablation import edges_of, parts_of
from .subcircuit.faithful import Subcircuit, faithful, greedy
from .subcircuit.importance import Importance, importance
from .subcircuit.minimal import Subcircuits, minimal, smallest

__all__ = [
    "Census",
    "census",
    "computation",
    "of_expressions",
    "of_runs",
    "Repair",
    "repairs",
    "Rejected",
    "Search",
    "search",
    "Apart",
    "Coarsest",
    "coarsest",
    "Constructive",
    "CyclicCells",
    "FlowsPast",
    "OtherFunction",
    "TornApart",
    "constructive",
    "merged",
    "reduced",
    "Alignment",
    "Circuit",
    "Comparison",
    "Correspondence",
    "Estimate",
    "FailingInterchange",
    "FailingMixture",
    "FailingNode",
    "FailingSample",
    "Importance",
    "Interchange",
    "Local",
    "Matrix",
    "Perfect",
    "Remark",
    "Resampled",
    "Scrubbed",
    "Subcircuit",
    "Subcircuits",
    "compare",
    "edges_of",
    "faithful",
    "greedy",
    "importance",
    "interchange",
    "local",
    "minimal",
    "parts_of",
    "matrix",
    "perfect",
    "resample",
    "scrub",
    "smallest",
]
