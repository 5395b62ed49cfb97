"""Rows are reduced alike as arrays and as mappings."""

import random

from abstractions.linear import independence
from abstractions.linear.independence import Basis, modulo_rows


def test_arrays_and_mappings_reduce_alike(monkeypatch):
    monkeypatch.setattr(independence, "FEW", 0)
    rng = random.Random(4)
    for p in (2, 3, 101, 2**31 - 1):
        for _ in range(20):
            n = rng.randrange(1, 9)
            basis = Basis(n, n, p)
            assert basis.dense
            for _ in range(12):
                v = {k: rng.randrange(p) for k in range(n) if rng.random() < 0.6}
                left = basis.reduced(v)
                assert left == modulo_rows(v, basis.rows, basis.leads, p)
                assert not any(k in basis.leads for k in left)
                if left:
                    basis.add(left)
            assert len(basis.rows) <= n
