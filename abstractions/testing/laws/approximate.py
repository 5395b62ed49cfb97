"""The laws of approximate abstractions, each against its definition by enumeration."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from math import log2

from ...abstraction import Abstraction
from ...approximate import (
    Distribution,
    defect,
    entropy,
    errors_along,
    metric_defect,
)
from ...approximate.logarithms import by_information
from ...completion import is_complete
from ...system import Deterministic, System
from .registry import law

Row = tuple[int, int, Fraction, dict[tuple[int, int], Fraction]]
"""A state, a letter, their weight, and the distribution of what is shown with the next class."""


def rows(s: System, p: Abstraction, of: Distribution) -> Iterator[Row]:
    """What comes after each state and letter of positive weight, from `System.unfold` for chains."""
    if not isinstance(s, Deterministic):
        for m in range(s.states):
            step, after = s.unfold(m), dict[tuple[int, int], Fraction]()
            for t, w in step[1] if isinstance(step, tuple) else step:
                key = (s.observation[m], p[t])
                after[key] = after.get(key, Fraction(0)) + w
            if of[m]:
                yield m, 0, of[m], after
        return
    for m, a in product(range(s.states), range(s.letters)):
        weight = of[m] / s.letters if of.whole.ndim == 1 else of[m, a]
        if weight:
            yield m, a, weight, {(shown(s, m, a), p[int(s.table[m, a])]): Fraction(1)}


def shown(s: System, m: int, a: int) -> int:
    if isinstance(s, Deterministic) and s.outputs is not None and s.outputs.ndim == 2:
        return int(s.outputs[m, a])
    return s.observation[m]


def contexts(s: System, p: Abstraction, of: Distribution) -> dict[tuple[int, int], list[Row]]:
    found: dict[tuple[int, int], list[Row]] = {}
    for row in rows(s, p, of):
        found.setdefault((p[row[0]], row[1]), []).append(row)
    return found


@law
def defect_is_the_least_probability_of_a_wrong_prediction(
    s: Deterministic, p: Abstraction, of: Distribution
) -> None:
    """Of all things that could be predicted in each context none is right more often; where it is wrong is told."""
    found = defect(s, p, of)
    wrong = Fraction(0)
    for (c, a), here in contexts(s, p, of).items():
        mass: dict[tuple[int, int], Fraction] = {}
        for _, _, w, after in here:
            for code in after:
                mass[code] = mass.get(code, Fraction(0)) + w
        wrong += sum(mass.values()) - max(mass.values())
        ((b, chance),) = found.step(c, a).items()
        assert chance == 1 and b == found.table[c, a]
        assert any(code[1] == b and w == max(mass.values()) for code, w in mass.items())
    assert found.value == wrong and str(found)
    flow = found.flow
    assert Fraction(int((found.by_row * flow.weight).sum()), flow.unit) == wrong


@law
def defect_is_the_least_expected_total_variation(s: System, p: Abstraction, of: Distribution) -> None:
    """The best step has the expected total variation that is told, and no other distribution has less.

    That no other has: an exchange of mass between two codes does not help, and the error is convex.
    """
    found = defect(s, p, of)
    total = Fraction(0)
    for (c, a), here in contexts(s, p, of).items():
        codes = sorted({code for *_, after in here for code in after})
        flow, k = found.flow, len(p)
        called = {int(o): shown(s, int(m), int(x)) for o, m, x in zip(flow.shown, flow.source, flow.letter)}
        entries = zip(found.context.tolist(), found.code.tolist(), found.mass.tolist())
        said = {
            (called[code // k], code % k): Fraction(w, flow.denominator)
            for context, code, w in entries
            if context == c * flow.letters + a
        }
        assert sum(said.values()) == 1 and all(w > 0 for w in said.values()) and set(said) <= set(codes)
        best = [said.get(code, Fraction(0)) for code in codes]
        rows_here = [(w, [after.get(code, Fraction(0)) for code in codes]) for _, _, w, after in here]
        value = expected(rows_here, best)
        total += value
        steps = {abs(x - y) for _, row in rows_here for x, y in zip(row, best)} - {0}
        for i, j in product(range(len(codes)), repeat=2):
            for length in steps:
                if length <= best[i] and i != j:
                    moved = list(best)
                    moved[i] -= length
                    moved[j] += length
                    assert expected(rows_here, moved) >= value
    assert found.value == total


def expected(here: Sequence[tuple[Fraction, list[Fraction]]], said: Sequence[Fraction]) -> Fraction:
    return sum(
        (w * sum((abs(x - y) for x, y in zip(row, said)), Fraction(0)) / 2 for w, row in here), Fraction(0)
    )


@law
def defect_is_zero_iff_complete_on_the_support(s: System, p: Abstraction, of: Distribution) -> None:
    """Defect and entropy vanish together, iff rows of one context say the same; everywhere: iff complete."""
    alike = all(row[3] == here[0][3] for here in contexts(s, p, of).values() for row in here)
    assert (defect(s, p, of).value == 0) == entropy(s, p, of).zero == alike
    if (of.whole > 0).all():
        assert alike == bool(is_complete(s, p))


@law
def entropy_is_by_definition(s: System, p: Abstraction, of: Distribution) -> None:
    """H(what comes | class, letter) - H(what comes | state, letter), up to rounding of floats."""
    total = 0.0
    for here in contexts(s, p, of).values():
        among = sum(row[2] for row in here)
        mean: dict[tuple[int, int], Fraction] = {}
        for _, _, w, after in here:
            for code, x in after.items():
                mean[code] = mean.get(code, Fraction(0)) + w * x / among
            total += float(w) * sum(float(x) * log2(x) for x in after.values() if x)
        total -= float(among) * sum(float(x) * log2(x) for x in mean.values() if x)
    assert abs(entropy(s, p, of).bits - total) < 1e-9


@law
def metric_defect_is_least(s: Deterministic, values: Sequence[Sequence[Fraction]], of: Distribution) -> None:
    """The best vectors have the error that is told, and no combination of the values that occur has less.

    Means are compared with means, medians with values, midpoints with half sums of values.
    """
    p = Abstraction.of(lambda m: tuple(values[m]), range(s.states))
    for metric in ("mean L1", "mean squared L2", "worst Linf"):
        found = metric_defect(s, values, of, metric=metric)
        assert found.p == p and str(found)
        mean, worst = Fraction(0), Fraction(0)
        for (c, a), here in contexts(s, p, of).items():
            said = found.step(c, a)
            assert said is not None
            for j, x in enumerate(said):
                after = [(w, Fraction(values[int(s.table[m, a])][j])) for m, _, w, _ in here]
                among = sum(w for w, _ in after)
                if metric == "mean L1":
                    mean += sum(w * abs(v - x) for w, v in after)
                    assert all(
                        sum(w * abs(v - x) for w, v in after) <= sum(w * abs(v - y) for w, v in after)
                        for _, y in after
                    )
                elif metric == "mean squared L2":
                    mean += sum(w * (v - x) ** 2 for w, v in after)
                    assert x == sum(w * v for w, v in after) / among
                else:
                    worst = max(worst, *(abs(v - x) for _, v in after))
                    assert 2 * x == min(after, key=lambda e: e[1])[1] + max(after, key=lambda e: e[1])[1]
        assert found.value == (worst if metric == "worst Linf" else mean)
        alike = all(
            values[int(s.table[m, a])] == values[int(s.table[here[0][0], a])]
            for (_, a), here in contexts(s, p, of).items()
            for m, *_ in here
        )
        assert (found.value == 0) == alike


@law
def errors_along_count_every_run(
    s: Deterministic, p: Abstraction, word: Sequence[int], of: Distribution
) -> None:
    """Each error is that of running every state; the best guess errs least; an invariant law loses k defects."""
    found = errors_along(s, p, word, of)
    best, first = found.defect, of.of_states
    for k in range(len(word) + 1):
        wrong, pairs = Fraction(0), dict[tuple[int, int], Fraction]()
        for m in range(s.states):
            c, t = p[m], s.walk(m, word[:k])[-1]
            for a in word[:k]:
                c = int(best.table[c, a]) if c >= 0 else -1
            wrong += first[m] * (c != p[t])
            pairs[p[m], p[t]] = pairs.get((p[m], p[t]), Fraction(0)) + first[m]
        assert found.run[k] == wrong
        assert found.least[k] == 1 - sum(
            max(w for (c, _), w in pairs.items() if c == d) for d in range(len(p))
        )
        assert found.least[k] <= found.run[k]
    if of.whole.ndim == 1 and not best.value:
        there = [m for m in range(s.states) if first[m]]
        assert found.run[:2] == (0,) * len(found.run[:2])
        if all(first[int(t)] for t in s.table[there].ravel()):  # no run leaves the support
            assert not any(found.run)
    if s.letters == 1:
        after = [
            sum((first[m] for m in range(s.states) if s.table[m, 0] == t), Fraction(0))
            for t in range(s.states)
        ]
        if all(after[t] == first[t] for t in range(s.states)) and s.outputs is None:
            assert all(e <= k * best.value for k, e in enumerate(found.run))


@law
def entropies_are_compared_exactly(weights: Sequence[Sequence[int]]) -> None:
    """Ranks are in the order of the product of all ``w ** w``, the greatest first."""
    powers = []
    for row in weights:
        power = 1
        for w in row:
            power *= w**w
        powers.append(power)
    rank = by_information(weights)
    for i, j in product(range(len(weights)), repeat=2):
        assert (rank[i] < rank[j]) == (powers[i] > powers[j])
