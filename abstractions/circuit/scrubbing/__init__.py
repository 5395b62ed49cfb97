"""Causal scrubbing: resample everything that a hypothesis says does not matter.

In reading order: `correspondence` and `validity` (what a hypothesis is), `references` (who draws what), `channel`,
`distributions` (the exact engine), `scrub` (the question), `losses`, `sampling` (Monte Carlo).
"""
