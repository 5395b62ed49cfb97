"""Circuits from functions: who the parents are, in which order, and what every table says.

Main definition   `built`
Notes             A node whose function gives a *distribution* (a mapping from values to probabilities)
                  is stochastic.  It becomes a function of its parents and of a *chance* of its own: an
                  input that is drawn, not given, and whose values cut the interval from 0 to 1 wherever
                  the cumulative distribution of some combination of the parents' values has a step.
Source            J. Pearl, Causality, 2000 (functional models: all chance is in independent inputs)
"""

from __future__ import annotations

import inspect
from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from itertools import accumulate, pairwise, product
from math import prod
from typing import Any, NamedTuple

import numpy as np

from ..arguments import applied
from ..arrays import Ints, frozen
from ..errors import BudgetExceeded, Misuse, brief
from ..system.exact import exact

__all__ = ["Parts", "built", "within"]

LARGEST = 20_000_000
"""So many combinations of parents' values are written into one table, or inputs listed, at most."""


class Parts(NamedTuple):
    """The arrays of a circuit."""

    names: tuple[str, ...]
    domains: tuple[tuple[Hashable, ...], ...]
    parents: tuple[tuple[int, ...], ...]
    tables: tuple[Ints | None, ...]
    outputs: tuple[int, ...]
    chances: Mapping[int, tuple[Fraction, ...]]


def built(
    functions: Mapping[str, Callable[..., Any] | Mapping[Any, Any]],
    values: Mapping[str, Iterable[Hashable]],
    parents: Mapping[str, Sequence[str]] | None,
    outputs: Sequence[str] | None,
) -> Parts:
    """The arrays of the circuit that functions, or their tables, describe.  Errors: `Misuse`."""
    given = {name: listed(name, of) for name, of in values.items()}
    above = {name: parents_of(name, f, parents) for name, f in functions.items()}
    for name in (*given, *above):
        if not isinstance(name, str):
            raise Misuse(
                "nodes are named by texts",
                value=name,
                reason=f"a {type(name).__name__} is none",
                repair=f"call it {str(name)!r}",
            )
    for name in parents or {}:
        known(dict.fromkeys((*given, *above), 0), name, "`parents`")
    missing = [(name, p) for name, ps in above.items() for p in ps if p not in above and p not in given]
    if missing:
        name, parent = missing[0]
        raise Misuse(
            "every parent is a node",
            value=f"{parent}, a parent of {name}",
            reason="it has neither a function nor values",
            repair=f"give its function, or, if it is an input, values={{{parent!r}: ...}}",
        )
    names: list[str] = []
    domains: list[tuple[Hashable, ...]] = []
    places: list[tuple[int, ...]] = []
    tables: list[Ints | None] = []
    chances: dict[int, tuple[Fraction, ...]] = {}
    number: dict[str, int] = {}

    def added(
        name: str, domain: Sequence[Hashable], at: tuple[int, ...] = (), table: Ints | None = None
    ) -> int:
        number[name] = len(names)
        names.append(name)
        domains.append(tuple(domain))
        places.append(at)
        tables.append(table)
        return number[name]

    for name in ordered([name for name in given if name not in above], above):
        if name not in above:
            added(name, nonempty(name, given[name]))
            continue
        sides = [domains[number[p]] for p in above[name]]
        domain, entries = tabulated(name, functions[name], above[name], sides, given.get(name))
        at = tuple(dict.fromkeys(number[p] for p in above[name]))
        if not any(isinstance(entry, Mapping) for entry in entries):
            added(name, domain, at, frozen(np.array(entries, np.int32)))
            continue
        weights, table = cut(name, entries, len(domain))
        drawn = f"chance of {name}"
        while drawn in given or drawn in above:
            drawn += "'"
        chance = added(drawn, range(len(weights)))
        chances[chance] = weights
        added(name, domain, (*at, chance), table)
    used = {p for ps in above.values() for p in ps}
    last = [name for name in above if name not in used] if outputs is None else names_in(outputs, "`outputs`")
    return Parts(
        tuple(names),
        tuple(domains),
        tuple(places),
        tuple(tables),
        tuple(known(number, name, "the outputs") for name in last),
        chances,
    )


def listed(name: str, values: Any) -> tuple[Hashable, ...]:
    """Values of a node, each once.  Errors: `Misuse`."""
    try:
        return tuple(dict.fromkeys(map(plain, values)))
    except TypeError as error:
        raise Misuse(
            "a node has some values, which are hashable",
            value=f"{name}: {brief(values)}",
            reason=str(error),
            repair="list them, for example (0, 1) or range(5)",
        ) from None


def plain(value: Any) -> Any:
    """The value as Python's own, if it is a number of NumPy's."""
    return value.item() if isinstance(value, np.generic) else value


def names_in(given: Any, what: str) -> tuple[str, ...]:
    """Several names, or the one.  Errors: `Misuse`."""
    found = (given,) if isinstance(given, str) else tuple(given) if isinstance(given, Iterable) else (given,)
    if not all(isinstance(name, str) for name in found):
        raise Misuse(
            f"{what} names nodes",
            value=given,
            reason="nodes are named by texts",
            repair='write a name, or several, such as ["a", "b"]',
        )
    return found


class Nothing:
    """What a mapping says of a key that it does not have."""


NOTHING = Nothing()


def entries_of(
    given: Mapping[Any, Any],
    sides: Sequence[Sequence[Hashable]],
    what: str,
    places: Sequence[int] | None = None,
) -> list[Any]:
    """What a mapping says of each combination of values; `NOTHING` where it has no entry.

    Keys are tuples, or, for one node, its values.  ``places``: where each value of a key is in the
    combination, if some are there once for several.  Errors: `Misuse` for keys of both kinds.
    """
    at = range(len(sides)) if places is None else places
    distinct = list(sides) if places is None else [sides[at.index(i)] for i in sorted(set(at))]
    entries = [tuple(entry[i] for i in at) for entry in product(*distinct)]
    if len(at) != 1:
        return [given.get(entry, NOTHING) for entry in entries]
    tuples = any(entry in given for entry in entries)
    values = any(entry[0] in given for entry in entries)
    if tuples and values:
        raise Misuse(
            f"{what} has keys of one kind",
            value=brief(list(given)),
            reason="some are values, some are tuples of one value",
            repair="write all of them as tuples of one value",
        )
    return [given.get(entry if tuples else entry[0], NOTHING) for entry in entries]


def parents_of(name: str, function: Any, parents: Mapping[str, Sequence[str]] | None) -> tuple[str, ...]:
    if parents is not None and name in parents:
        return names_in(parents[name], f"the parents of {name}")
    reason = "a table does not say who they are" if isinstance(function, Mapping) else "it is no function"
    if callable(function) and not isinstance(function, Mapping):
        try:
            said = [p for p in inspect.signature(function).parameters.values() if p.default is p.empty]
        except (TypeError, ValueError):
            reason = "the names of its parameters are not known"
        else:
            if all(p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in said):
                return tuple(p.name for p in said)
            reason = "its parameters do not all have names of their own and places"
    raise Misuse(
        "a node is a function of its parents",
        value=f"{name}: {brief(function)}",
        reason=reason,
        repair=f"give parents={{{name!r}: [...]}}, which may be empty",
    )


def ordered(inputs: Sequence[str], above: Mapping[str, Sequence[str]]) -> list[str]:
    """All names, parents first; in the order given, if it is such."""
    before = set(inputs)
    for name, parents in above.items():
        if not before.issuperset(parents):
            break
        before.add(name)
    else:
        return [*inputs, *above]
    try:
        found = list(TopologicalSorter({name: list(ps) for name, ps in above.items()}).static_order())
    except CycleError as error:
        raise Misuse(
            "a circuit has no cycle",
            value=" -> ".join(reversed(error.args[1])),
            reason="the value of each would be needed for that of the next",
            repair="unroll it in time, one node for each step; or use `System`, which may have cycles",
        ) from None
    return [*inputs, *(name for name in found if name in above)]


def known(number: Mapping[str, int], name: str, where: str) -> int:
    if not isinstance(name, str) or name not in number:
        raise Misuse(
            f"names in {where} are names of nodes",
            value=name,
            reason=f"the nodes are {brief(list(number))}",
            repair="use one of these",
        )
    return number[name]


def nonempty(name: str, domain: tuple[Hashable, ...]) -> tuple[Hashable, ...]:
    if not domain:
        raise Misuse(
            "a node has values",
            value=f"{name}: none",
            reason="an input without values has no run",
            repair="give at least one",
        )
    return domain


def within(what: str, count: int, repair: str) -> None:
    """Refuse to list more than 20 million things."""
    if count > LARGEST:
        raise BudgetExceeded(
            f"at most {LARGEST:,} {what} are listed",
            value=f"{count:,} {what}",
            reason="that is the number of combinations of values",
            repair=repair,
        )


def tabulated(
    name: str, function: Any, names: Sequence[str], sides: Sequence[Sequence[Hashable]], domain: Any
) -> tuple[tuple[Hashable, ...], list[Any]]:
    """The values of a node; for each combination the number of its value, or a distribution of numbers."""
    within(f"combinations of values of the parents of {name}", prod(map(len, sides)), "split the node")
    number = {v: i for i, v in enumerate(domain or ())}

    def numbered(value: Any, said: str) -> int:
        if not isinstance(value, Hashable) or (domain is not None and value not in number):
            raise Misuse(
                "a function stays in the values of its node",
                value=f"{name} = {brief(value)} at {said}",
                reason=f"its values are {brief(list(number))}"
                if domain is not None
                else "it is not hashable",
                repair="mend the function, or give the node more `values`",
            )
        return number.setdefault(value, len(number))

    # a parent that is named twice has one value
    places = [names.index(p) for p in names]
    kept = sorted(set(places))
    listed_values: Iterator[Any] = iter(())
    if isinstance(function, Mapping):
        listed_values = iter(
            entries_of(function, sides, f"the table of {name}", [kept.index(i) for i in places])
        )
    entries: list[Any] = []
    for distinct in product(*(sides[i] for i in kept)):
        entry = tuple(distinct[kept.index(i)] for i in places)
        said = ", ".join(f"{p} = {brief(v)}" for p, v in zip(names, entry)) or "no parents"
        if isinstance(function, Mapping):
            value = next(listed_values)
            if value is NOTHING:
                raise Misuse(
                    "a table has an entry for each combination of the parents' values",
                    value=f"{name} at {said}",
                    reason="there is none",
                    repair="add it",
                )
        else:
            value = applied(function, f"{name}({said})", *entry)
        value = plain(value)
        if isinstance(value, Mapping):
            weights = probabilities(name, said, value)
            entries.append({numbered(v, said): w for v, w in zip(value, weights) if w})
        else:
            entries.append(numbered(value, said))
    return tuple(number), entries


def probabilities(name: str, said: str, given: Mapping[Any, Any]) -> list[Fraction]:
    """The weights of a distribution, which sum to one.  Errors: `Misuse`."""
    floats = [w for w in given.values() if isinstance(w, float)]
    if floats:
        raise Misuse(
            "probabilities are exact",
            value=f"{name} at {said}: {floats[0]!r}",
            reason="a float is only near to what was meant",
            repair='write Fraction(1, 10), "0.1" or "1/3"',
        )
    weights = exact(given.values())
    if min(weights, default=Fraction(0)) < 0 or sum(weights) != 1:
        raise Misuse(
            "the values of a stochastic node have probabilities, which sum to one",
            value=f"{name} at {said}: {brief({v: str(w) for v, w in zip(given, weights)})}",
            reason=f"the least is {min(weights)}, the sum {sum(weights)}" if weights else "there are none",
            repair='write exact numbers, such as Fraction(1, 3) or "1/3"',
        )
    return weights


def cut(name: str, entries: Sequence[Any], values: int) -> tuple[tuple[Fraction, ...], Ints]:
    """The weights of a node's chance, and the node's table with the chance as its last parent."""
    rows = [entry if isinstance(entry, Mapping) else {entry: Fraction(1)} for entry in entries]
    steps = [list(accumulate(row.get(v, Fraction(0)) for v in range(values))) for row in rows]
    ends = sorted({Fraction(0), *(step for row in steps for step in row)})
    within(f"entries of the table of {name}", len(rows) * (len(ends) - 1), "split the node")
    table = np.array([[bisect_right(row, low) for low in ends[:-1]] for row in steps], np.int32)
    return tuple(high - low for low, high in pairwise(ends)), frozen(table.reshape(-1))
