"""Procedures, one a file: each begins with the problem, the invariant, the cost and the proof.

Engines for the minimal complete abstraction take a step table, shape (states, letters), and the
labels of what must be kept; they return a `Minimality` certificate, whose labels are canonical.
All of them return the same labels.
"""
