"""Certificates that have been tampered with: refused with a reason, never a crash, never a lie."""

from itertools import islice, permutations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import abstractions as ab
from abstractions.certificate import (
    KINDS,
    Commuting,
    Completeness,
    CyclicMinimality,
    Incompleteness,
    NothingBetween,
    OrderedMinimality,
    SignatureMinimality,
    SumMinimality,
)
from abstractions.testing import laws
from abstractions.testing.enumerate import branching as every
from abstractions.testing.enumerate import partitions, systems_up_to_renaming
from abstractions.testing.strategies import abstractions, branching, questions

WILD = st.sampled_from([-1, -2, 0, 1, 2, 3, 7, 2**31 - 1, 2**31, 2**32 + 1, 2**62, -(2**62), 2**63 - 1])


def mutant(data, certificate):
    """The same certificate with one entry changed, or one array shortened, lengthened or shuffled."""
    arrays = {name: np.array(a) for name, a in certificate.arrays().items()}
    name = data.draw(st.sampled_from(sorted(arrays)))
    flat = arrays[name].astype(np.int64)
    how = data.draw(st.sampled_from(["change", "drop", "add", "reverse"]))
    if how == "change" and flat.size:
        i = data.draw(st.integers(0, flat.size - 1))
        flat.reshape(-1)[i] = data.draw(WILD | st.integers(-3, 12))
    elif how == "drop":
        flat = flat[:-1]
    elif how == "add":
        flat = np.concatenate([flat, flat[:1]])
    else:
        flat = flat[::-1].copy()
    arrays[name] = flat
    return type(certificate)(**arrays), name


@given(questions(max_states=9), st.data())
def test_a_mutated_minimality_never_proves_other_classes(question, data):
    s, p = question
    methods = ["adaptive", "letters", "queue", "rounds"] + ["single map"] * (s.letters == 1)
    m = ab.minimal_complete(s, p, method=data.draw(st.sampled_from(methods)))
    changed, _ = mutant(data, m.certificate)
    laws.no_certificate_accepts_a_false_claim(changed, s, p)
    if not np.array_equal(changed.labels, m.certificate.labels):
        verdict = ab.verify(changed, s, p)
        assert not verdict and str(verdict.counterexample)


@given(questions(max_states=7), st.data())
def test_a_mutated_core_never_proves_other_classes(question, data):
    s, p = question
    try:
        c = ab.core(s, p)
        certificate, expected = c.certificate, c.certificate.labels
    except ab.Refuted as refuted:
        certificate, expected = refuted.verdict.counterexample.certificate, None
    changed, _ = mutant(data, certificate)
    verdict = ab.verify(changed, s, p)
    if verdict and expected is not None:
        assert np.array_equal(changed.labels, expected)
    if verdict and expected is None:
        assert not any(q <= p and ab.is_complete(s, q) for q in partitions(s.states))


@given(branching(max_states=7), st.data())
def test_a_mutated_order_of_signatures_never_proves_other_classes(s, data):
    p = data.draw(abstractions(s.states))
    m = ab.minimal_complete(s, p)
    changed, _ = mutant(data, m.certificate)
    verdict = ab.verify(changed, s, p)
    if verdict:
        assert np.array_equal(changed.labels, m.certificate.labels)
    else:
        assert str(verdict.counterexample)


@given(branching(max_states=5), st.data())
def test_a_mutated_search_never_proves_a_false_claim(s, data):
    p = data.draw(abstractions(s.states))
    below = [q for q in partitions(s.states) if q <= p and ab.is_complete(s, q)]
    try:
        certificate = ab.core(s, p).certificate
    except ab.Refuted as refuted:
        certificate = refuted.verdict.counterexample.certificate
    changed, _ = mutant(data, certificate)
    if ab.verify(changed, s, p):
        if certificate.kind in ("core-by-search", "merges"):
            assert ab.Abstraction(changed.labels) == ab.Abstraction(certificate.labels)
        elif certificate.kind in ("nothing-below", "inconsistency"):
            assert not below
        else:
            one, other = ab.Abstraction(changed.one), ab.Abstraction(changed.other)
            assert one in below and other in below and not any(one | other <= q for q in below)


@given(branching(max_states=6), st.data())
def test_a_mutated_stability_is_refused(s, data):
    p = data.draw(abstractions(s.states))
    verdict = ab.is_complete(s, p)
    certificate = verdict.certificate if verdict else verdict.counterexample.certificate
    changed, _ = mutant(data, certificate)
    again = ab.verify(changed, s, p)
    if verdict:
        assert not again or changed == certificate
    elif again:
        x, y, _ = changed.witness.tolist()
        assert p[x] == p[y] and (s.pullback(p) | s.observation)[x] != (s.pullback(p) | s.observation)[y]


@pytest.mark.parametrize(("shape", "n"), [("P(X)", 2), ("P(X)", 3), ("P(A * X)", 2), ("D(X)", 3)])
def test_no_order_of_signatures_proves_that_equivalent_states_differ(shape, n):
    """All certificates of all wrong classes of small systems are refused."""
    tried = 0
    for s in every(shape, n):
        right = ab.minimal_complete(s).abstraction
        for q in partitions(n):
            if q == right or not ab.is_complete(s, q):
                continue
            m = len(q)
            for rank in permutations(range(m)):
                for time in product(range(m), repeat=m - 1):
                    tried += 1
                    assert not ab.verify(SignatureMinimality(q.labels, rank, time), s)
    assert tried > 20


@pytest.mark.parametrize(("shape", "n"), [("D(X)", 3), ("Z^(X)", 2), ("Z^(A * X)", 2), ("P(X)", 3)])
def test_no_order_of_sums_proves_that_equivalent_states_differ(shape, n):
    """All certificates of all wrong classes of small systems are refused."""
    tried = 0
    for s in islice(every(shape, n), 30):
        right = ab.minimal_complete(s).abstraction
        for q in partitions(n):
            m = len(q)
            if q == right or not ab.is_complete(s, q):
                continue
            runs = list(product(range(max(s.letters, 1)), range(m), range(1, m + 1)))
            for rank, time in product(permutations(range(m)), product(range(m), repeat=m - 1)):
                for sums in product(runs, repeat=max(time, default=0)):
                    tried += 1
                    columns = np.array(sums, np.int64).reshape(-1, 3).T
                    assert not ab.verify(SumMinimality(q.labels, rank, time, *columns), s)
    assert tried > 20


@given(st.sampled_from(["D(X)", "Z^(A * X)", "A -> D(X)", "P(X)", "O * P(A * X)"]), st.data())
def test_a_mutated_order_of_sums_never_proves_other_classes(shape, data):
    s = data.draw(branching(max_states=7, functor=shape))
    p = data.draw(abstractions(s.states))
    m = ab.minimal_complete(s, p, method="splitters")
    changed, _ = mutant(data, m.certificate)
    if ab.verify(changed, s, p):
        assert np.array_equal(changed.labels, m.certificate.labels)


def test_certificates_of_other_shapes_are_refused():
    branching_one = ab.System.nondeterministic([(0, 1), (1, 1)])
    table = ab.System.deterministic([1, 1])
    for s, other in ((branching_one, table), (table, branching_one)):
        certificate = ab.minimal_complete(s).certificate
        assert not ab.verify(certificate, other)
        assert not ab.verify(ab.is_complete(s, [0, 0]).certificate, other, [0, 0])


@given(questions(max_states=9), st.data())
def test_a_mutated_verdict_never_proves_the_opposite(question, data):
    s, p = question
    verdict = ab.is_complete(s, p)
    reason = verdict.certificate if verdict else verdict.counterexample.certificate
    changed, _ = mutant(data, reason)
    assert not ab.verify(changed, s, p) or changed == reason or isinstance(changed, Incompleteness)
    if isinstance(changed, Incompleteness) and ab.verify(changed, s, p):
        assert not verdict


@given(questions(max_states=9), st.data())
def test_a_mutated_diagram_is_refused_or_commutes(question, data):
    s, p = question
    q = ab.minimal_complete(s, p).abstraction
    high = s.quotient(q)
    certificate = ab.commutes(s, high, q).unwrap()
    changed, _ = mutant(data, certificate)
    if ab.verify(changed, s, high):
        assert ab.commutes(s, high, np.asarray(changed.alpha), partial=True)


@given(questions(max_states=8), questions(max_states=8))
def test_a_foreign_certificate_is_refused_unless_it_is_right(mine, other):
    foreign = ab.minimal_complete(*other).certificate
    laws.no_certificate_accepts_a_false_claim(foreign, *mine)


@pytest.mark.parametrize(("n", "letters"), [(2, 1), (3, 1), (4, 1), (2, 2), (3, 2)])
def test_no_order_of_classes_proves_that_equivalent_states_differ(n, letters):
    """Every candidate certificate that all states differ, where they do not, is refused."""
    identity, refused = np.arange(n), 0
    stamps = [(0, -1), *product(range(1, n), range(letters))]
    for s in systems_up_to_renaming(n, letters):
        for p in partitions(n):
            if len(ab.minimal_complete(s, p).abstraction) == n:
                continue
            for rank in permutations(range(n)):
                for cuts in product(stamps, repeat=n - 1):
                    times, by = zip(*cuts) if cuts else ((), ())
                    c = OrderedMinimality(identity, rank, times, by)
                    assert not ab.verify(c, s, p), (s.table, p, c)
                    refused += 1
    assert refused > 0


@pytest.mark.parametrize("n", range(1, 5))
def test_no_list_of_cycles_proves_that_equivalent_states_differ(n):
    identity, refused = np.arange(n), 0
    for s in systems_up_to_renaming(n):
        for p in partitions(n):
            if len(ab.minimal_complete(s, p).abstraction) == n:
                continue
            for size in range(n + 1):
                for starts in permutations(range(n), size):
                    c = CyclicMinimality(identity, np.array(starts, int))
                    assert not ab.verify(c, s, p), (s.table, p, starts)
                    refused += 1
    assert refused > 0 or n == 1


@given(st.sampled_from([[1, 2, 3, 4, 0], [[1, 0], [2, 2], [0, 1]], [0, 0], [1, 2, 0]]), st.data())
def test_a_mutated_simplicity_is_refused_or_still_proves_it(step, data):
    s = ab.System.deterministic(step)
    changed, _ = mutant(data, ab.is_simple(s).unwrap())
    verdict = ab.verify(changed, s)
    assert verdict or str(verdict.counterexample)
    other = ab.System.deterministic(np.zeros(s.states, int))
    assert not ab.verify(changed, other) or s.states == 2


@pytest.mark.parametrize(("n", "letters"), [(2, 1), (3, 1), (3, 2)])
def test_no_order_of_pairs_proves_that_nothing_lies_between(n, letters):
    """Every way of leading pairs to pairs, with the best traces there are, where something lies between."""
    pairs, refused = n * (n - 1) // 2, 0
    for s in systems_up_to_renaming(n, letters):
        for p in filter(lambda p: ab.is_complete(s, p), partitions(n)):
            if len(p) < n and len(ab.complete_abstractions(s, above=p)) == 2:
                continue
            for led in product(range(-1, letters), repeat=pairs):
                trace = [
                    ab.principal(s, x, y).certificate
                    for y in range(n)
                    for x in range(y)
                    if led[y * (y - 1) // 2 + x] < 0 and p[x] == p[y]
                ]
                merges = [
                    np.concatenate([np.empty(0, int), *(getattr(t, name) for t in trace)])
                    for name in ("left", "right", "cause", "letter")
                ]
                for time in product(range(pairs), repeat=pairs):
                    c = NothingBetween(led, time, [t.left.size for t in trace], *merges)
                    assert not ab.verify(c, s, p), (s.table, p, c)
                    refused += 1
    assert refused > 0


@pytest.mark.parametrize(
    "labels",
    [
        [0.0, 1.0],
        [float("nan"), 0],
        ["a", "b"],
        [[0, 1], [1, 0]],
        [None, 1],
        [2**70, 0],
        [[0], [1, 2]],
        [True, False],
    ],
)
def test_what_is_no_array_of_integers_is_no_certificate(labels):
    with pytest.raises(ab.Misuse, match="of a certificate is an array"):
        Completeness(labels, [[0]])


def test_a_certificate_of_one_kind_does_not_prove_another_claim():
    s, p = ab.System.deterministic([1, 2, 3, 3]), ab.Abstraction([0, 1, 0, 1])
    m = ab.minimal_complete(s, p)
    assert ab.verify(m.certificate, s, p)
    assert not ab.verify(m.certificate, s, ab.Abstraction.trivial(4))
    assert not ab.verify(CyclicMinimality([0, 1, 0, 1], [0]), s, p)
    assert not ab.verify(CyclicMinimality([0, 1, 2, 3], [0]), s, p)
    assert not ab.verify(CyclicMinimality([0, 1, 2, 3], []), s, p)
    two = ab.System.deterministic([[0, 0]])
    assert not ab.verify(CyclicMinimality([0], [0]), two)
    with pytest.raises(ab.Misuse, match="two systems"):
        ab.verify(Commuting([0]), two, ab.Abstraction([0]))


def test_a_forged_diagram_is_refused():
    """What the certificate does not hold it cannot forge: letters and outputs are the machines' own."""
    a, b = ab.System.deterministic([1, 0], [0, 1]), ab.System.deterministic([1, 0], [1, 1])
    assert not ab.commutes(a, b, [0, 1]) and not ab.verify(Commuting([0, 1]), a, b)
    low = ab.System.deterministic([[0, 1], [0, 1]], letter_names="ab")
    high = ab.System.deterministic([[1, 0], [1, 0]], letter_names="ab")
    assert not ab.verify(Commuting([0, 1]), low, high)
    partly = ab.verify(Commuting([-1, -1]), a, b)
    assert "0 of 2 states" in partly.claim
    x = ab.Computation([0, 1], [True, True], load=[0, 1], read=["p", "p"])
    y = ab.Computation([0, 1], [True, True], load=[1, 0], read=["p", "p"])
    assert not ab.commutes(x, y, [0, 1]) and not ab.verify(Commuting([0, 1]), x, y)
    assert ab.commutes(x, y, [0, 1]).counterexample.replay([0, 1])
    assert ab.verify(ab.commutes(x, y, [1, 0]).certificate, x, y)
    with pytest.raises(ab.Misuse, match="of a known kind"):
        ab.verify("junk", a)


def test_a_certificate_cannot_change_afterwards():
    labels = np.array([0, 1])
    view = labels[:]
    view.flags.writeable = False
    c = Completeness(view, [[1], [0]])
    labels[:] = 0
    assert c.labels.tolist() == [0, 1]
    assert hash(c) == hash(Completeness(np.array([0, 1], np.int32), [[1], [0]]))


def test_certificates_are_values():
    for kind in KINDS.values():
        names = [f for f in kind.__dataclass_fields__ if f not in ("kind", "dimensions")]
        shape = {n: np.zeros((0, 0), int) if kind.dimensions.get(n) == 2 else [] for n in names}
        assert kind(**shape) == kind(**shape) and hash(kind(**shape)) == hash(kind(**shape))
        assert kind(**shape) != object()
