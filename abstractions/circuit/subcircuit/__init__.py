"""Sub-circuits: which edges, or nodes, are enough for the output?

In reading order: `ablation` (what is carried by what is cut), `faithful` (how often the outputs stay), `boxes`
(many sets at once), `minimal` (the smallest and the minimal sets), `covering` (their proof), `importance`.
"""
