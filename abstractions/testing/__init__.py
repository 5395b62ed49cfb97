"""Laws, strategies and enumerations for testing machines and algorithms, ours and yours.

- `abstractions.testing.enumerate`   every machine and every abstraction of a small size
- `abstractions.testing.strategies`  hypothesis strategies (extra ``test``)
- `abstractions.testing.families`    families of simple abstractions, member by member
- `abstractions.testing.laws`        the theory as functions that assert

>>> from abstractions.testing import laws
>>> from abstractions.testing.enumerate import partitions, systems
>>> for s in systems(2):
...     for p in partitions(2):
...         laws.complete_iff_fixed_by_omega(s, p)
"""
