"""The laws of causal scrubbing: all draws, one by one, by the definition."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product
from math import prod
from typing import Any

from ...circuit import Correspondence, resample, scrub
from ...circuit.circuit import Circuit, Values
from .registry import law

Outcomes = dict[Hashable, Fraction]


@dataclass(frozen=True)
class Draw:
    """One of the data with values of the chances: how probable, the values of both circuits on it."""

    datum: int
    weight: Fraction
    low: Values
    high: Values


def draws_of(c: Correspondence, data: Sequence[Values]) -> list[Draw]:
    """All draws; the interpretation reads its inputs from the data, by the value maps."""
    low, high = c.circuit, c.interpretation
    chances = sorted(low.chances)
    found = []
    for i, x in enumerate(data):
        read = {}
        for n in high.inputs:
            if n not in c.needed:  # whatever it is
                read[high.names[n]] = high.domains[n][0]
                continue
            entries = list(product(*(low.domains[q] for q in c.reads[n])))
            entry = tuple(x[low.names[q]] for q in c.reads[n])
            read[high.names[n]] = high.domains[n][c.maps[n][entries.index(entry)]]
        said = high.run(read)
        for values in product(*(range(len(low.chances[q])) for q in chances)):
            weight = Fraction(1, len(data))
            for q, v in zip(chances, values):
                weight *= low.chances[q][v]
            drawn = {low.names[q]: low.domains[q][v] for q, v in zip(chances, values)}
            found.append(Draw(i, weight, low.run({**x, **drawn}), said))
    return found


def value(c: Circuit, node: int, values: Values) -> Hashable:
    """What the function of a node gives."""
    at, table = 0, c.tables[node]
    assert table is not None
    for q in c.parents[node]:
        at = at * len(c.domains[q]) + c.index(q, values[c.names[q]])
    found: Hashable = c.domains[node][table[at]]
    return found


def alike(
    draws: Sequence[Draw], names: Sequence[str], ref: Draw, sampler: Any
) -> list[tuple[Draw, Fraction]]:
    """What is drawn in place of ``ref``, to agree with it on some nodes, and how probable each is."""
    if sampler == "unconditional":
        return weighed(draws)
    if sampler == "exact":
        return [(ref, Fraction(1))]
    return weighed([d for d in draws if all(d.high[name] == ref.high[name] for name in names)])


def weighed(draws: Sequence[Draw]) -> list[tuple[Draw, Fraction]]:
    total = sum((d.weight for d in draws), Fraction(0))
    return [(d, d.weight / total) for d in draws]


def ways(
    c: Correspondence, draws: Sequence[Draw], n: int, drawn: Sequence[int], ref: Draw, sampler: Any
) -> list[list[tuple[dict[int, Draw], Fraction]]]:
    """The draws that a node makes for some of its parents, one list for each, which are independent."""
    names = c.interpretation.names
    if sampler == "together":
        found = alike(draws, [names[p] for p in c.parents(n)], ref, sampler)
        return [[(dict.fromkeys(drawn, d), w) for d, w in found]] if drawn else []
    return [[({p: d}, w) for d, w in alike(draws, [names[p]], ref, sampler)] for p in drawn]


def added(pairs: Iterable[tuple[Any, Fraction]]) -> dict[Any, Fraction]:
    """Equal things become one."""
    found: dict[Any, Fraction] = {}
    for thing, w in pairs:
        found[thing] = found.get(thing, Fraction(0)) + w
    return found


def agrees(
    c: Correspondence, draws: Sequence[Draw], result: Any, outcomes: Callable[[Draw], Outcomes]
) -> None:
    """The result is that of the definition on every datum; and its verdict and its averages."""
    name = c.circuit.names[c.match[c.output]]
    for i in range(len(result.data)):
        original: Outcomes = {}
        for d, w in weighed([d for d in draws if d.datum == i]):
            original[d.low[name]] = original.get(d.low[name], Fraction(0)) + w
            assert result.outputs[i] == outcomes(d)
        assert result.original[i] == original
    assert bool(result) == (result.outputs == result.original) and str(result)
    assert sum(result.distribution.values()) == 1


def losses_are_averages(c: Correspondence, result: Any) -> None:
    """The losses, their mean and both parts recovered are those of the distributions."""
    values = list(c.circuit.domains[c.match[c.output]])

    def loss(out: Any, x: Values) -> Fraction:
        return Fraction((values.index(out) - result.data.index(x)) ** 2, 3)

    def mean(rows: Sequence[Any]) -> Fraction:
        return sum(
            (w * loss(v, x) / len(rows) for x, row in zip(result.data, rows) for v, w in row.items()),
            Fraction(0),
        )

    found = result.losses(loss)
    assert sum(found.values()) == 1 and list(found) == sorted(found)
    assert sum(v * w for v, w in found.items()) == result.expectation(loss) == mean(result.outputs)
    pairs = [mean([row] * len(result.data)) for row in result.original]
    for baseline, random in (
        ("permuted", sum(pairs, Fraction(0)) / len(pairs)),
        ("unconditional", mean(result.unconditional.outputs)),
    ):
        original = mean(result.original)
        if original != random:
            part = (mean(result.outputs) - random) / (original - random)
            assert result.recovered(loss, baseline) == part


@law
def scrubbing_averages_all_draws(c: Correspondence, data: Sequence[Values], sampler: Any) -> None:
    """The distribution of each scrubbed output is that of trying all draws, path by path."""
    low, draws = c.circuit, draws_of(c, data)

    @cache
    def outcomes(n: int, i: int) -> Outcomes:
        """What comes of a node on a reference, by number."""
        node, ref = c.match[n], draws[i]
        if node in low.inputs:
            return {ref.low[low.names[node]]: Fraction(1)}
        joint: dict[Any, Fraction] = {(): Fraction(1)}  # values of parents, in the order they are drawn
        order: list[int] = []
        for way in ways(c, draws, n, c.parents(n), ref, sampler):
            order += way[0][0]
            joint = added(
                ((*before, *values), weight * w * prod(parts))
                for before, weight in joint.items()
                for chosen, w in way
                for pairs in product(*(outcomes(p, draws.index(d)).items() for p, d in chosen.items()))
                for values, parts in [tuple(zip(*pairs))]
            )
        names = [low.names[c.match[p]] for p in order]
        return added(
            (value(low, node, {**other.low, **dict(zip(names, values))}), weight * other.weight)
            for values, weight in joint.items()
            for other in draws
        )

    result = scrub(c, data, sampler=sampler)
    agrees(c, draws, result, lambda d: outcomes(c.output, draws.index(d)))
    losses_are_averages(c, result)


@law
def scrubbing_with_one_draw_averages_all_assignments(
    c: Correspondence, data: Sequence[Values], sampler: Any
) -> None:
    """So it is with one draw for each node: all references of all nodes, and all other draws, at once."""
    low, draws = c.circuit, draws_of(c, data)
    last = {p: n for n in c.needed for p in c.interpretation.parents[n]}

    def assignments(left: Sequence[int], refs: dict[int, Draw]) -> Iterator[tuple[dict[int, Draw], Fraction]]:
        """All references of all nodes, children before parents."""
        if not left:
            yield refs, Fraction(1)
            return
        n = left[-1]
        own = [p for p in c.parents(n) if last[p] == n]
        for choice in product(*ways(c, draws, n, own, refs[n], sampler)):
            chosen = {p: d for part, _ in choice for p, d in part.items()}
            for found, rest in assignments(left[:-1], {**refs, **chosen}):
                yield found, prod((w for _, w in choice), start=rest)

    def runs(refs: dict[int, Draw]) -> Outcomes:
        """What comes of the output when all references are drawn: each node's other parents are not yet."""
        found: dict[Any, Fraction] = {(): Fraction(1)}  # values of the nodes so far
        for n in c.needed:
            node, place = c.match[n], {m: i for i, m in enumerate(c.needed)}
            if node in low.inputs:
                found = added(((*run, refs[n].low[low.names[node]]), w) for run, w in found.items())
                continue
            found = added(
                (
                    (
                        *run,
                        value(
                            low,
                            node,
                            {**d.low, **{low.names[c.match[p]]: run[place[p]] for p in c.parents(n)}},
                        ),
                    ),
                    w * d.weight,
                )
                for run, w in found.items()
                for d in draws
            )
        return added((run[-1], w) for run, w in found.items())

    def outcomes(ref: Draw) -> Outcomes:
        return added(
            (v, weight * w)
            for refs, weight in assignments(c.needed, {c.output: ref})
            for v, w in runs(refs).items()
        )

    result = scrub(c, data, sampler=sampler, treeified=False)
    agrees(c, draws, result, outcomes)
    losses_are_averages(c, result)


@law
def resampling_is_within_five_standard_errors(
    c: Correspondence, data: Sequence[Values], sampler: Any, treeified: bool, samples: int, seed: int
) -> None:
    """The mean loss of samples is near the exact one; the same seed gives the same samples."""
    values = list(c.circuit.domains[c.match[c.output]])

    def loss(out: Any, x: Values) -> int:
        return (values.index(out) - len(x)) ** 2

    exact = scrub(c, data, sampler=sampler, treeified=treeified)
    found = resample(c, data, sampler=sampler, treeified=treeified, samples=samples, seed=seed)
    again = resample(c, data, sampler=sampler, treeified=treeified, samples=samples, seed=seed)
    assert found.outputs.tolist() == again.outputs.tolist() and found.of.tolist() == again.of.tolist()
    losses, mean = exact.losses(loss), exact.expectation(loss)
    variance = sum((v * v * w for v, w in losses.items()), Fraction(0)) - mean * mean
    estimate = found.expectation(loss)
    assert (estimate.mean - mean) ** 2 <= 25 * variance / samples, (str(estimate), float(mean))
    assert sum(found.distribution.values()) == 1 and set(found.distribution) <= set(exact.distribution)
    if variance == 0:
        assert estimate.error == 0
