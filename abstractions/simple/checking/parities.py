"""Parities: every set of parities that is complete spans an answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from ...abstraction import Abstraction
from ...checker.refusal import require
from ...system import System
from ..family import Member
from ..growing import Cases
from ..parities import Differences, KeptParities
from .following import check_irredundant, follow, must_differ
from .form import is_ints

__all__ = ["check_differences", "check_subspaces"]


def check_masks(family: KeptParities, members: tuple[Member, ...]) -> list[tuple[int, ...]]:
    """The masks of each answer, on pivot bits.  Refused unless its abstraction is theirs."""
    place = {name: i for i, name in enumerate(family.names)}
    found = []
    for m in members:
        require(isinstance(m.what, tuple), f"{m.said} is no set of parities")
        masks = []
        for names in m.what:  # type: ignore[attr-defined]
            named = isinstance(names, tuple) and names and set(names) <= set(place)
            require(named and len(set(names)) == len(names), f"{m.said} is no set of parities")
            masks.append(sum(1 << place[name] for name in names))
        bits = [tuple(parity(code & mask) for mask in masks) for code in family.codes.tolist()]
        wanted = Abstraction.of(bits.__getitem__, range(len(bits)))
        require(wanted == m.abstraction, f"{m.said} identifies something else")
        require(m.cost == len(masks) == rank(masks), f"{m.said} has another cost")
        found.append(tuple(masks))
    return found


def check_differences(
    family: KeptParities, system: System, p: Abstraction, members: tuple[Member, ...], reason: Differences
) -> None:
    """Each difference with a time is seen, by what all masks that see the earlier ones tell."""
    codes, n = family.codes, system.states
    require(np.array_equal(np.sort(codes), np.arange(n)), "the states fill no affine space")
    require(is_ints(reason.time, n) and is_ints(reason.state, n), "not one entry for each difference")
    require(reason.time.min(initial=0) >= 0, "a time is negative")
    require(reason.state.min(initial=0) >= 0 and reason.state.max(initial=-1) < n, "a state is out of range")
    at = np.argsort(codes)
    for now in range(1, int(reason.time.max(initial=0)) + 1):
        unseen = np.flatnonzero((reason.time == 0) | (reason.time >= now))
        seen = (p | system.pullback(cosets(unseen, codes))).labels
        new = np.flatnonzero(reason.time == now)
        require(new.size, f"nothing is excluded at time {now}")
        x = reason.state[new]
        wrong = np.flatnonzero(seen[x] == seen[at[codes[x] ^ new]])
        require(not wrong.size, f"difference {new[wrong[:1]]} is not seen at time {now}")
    check_masks(family, members)
    require(len(members) == 1, "there is one least set of parities, and it is not given")
    left = cosets(np.flatnonzero(reason.time == 0), codes)
    require(left == members[0].abstraction, "the differences that are left are those of other parities")


def cosets(differences: Any, codes: Any) -> Abstraction:
    """States are equivalent if their difference is one of these.  Refused unless they are closed under sums."""
    size = differences.size
    inside = np.zeros(codes.size, np.bool_)
    inside[differences] = True
    require(inside[0] if codes.size else True, "no difference is not among the differences")
    least = np.arange(codes.size)
    spanned = 1
    while spanned < size:  # double the group by its least new element, and the representatives with it
        group = np.flatnonzero(least == 0)
        new = int(np.flatnonzero(inside & (least != 0))[0])
        require(inside[group ^ new].all(), "the differences are not closed under sums")
        least = np.minimum(least, least[np.arange(codes.size) ^ new])
        spanned = int((least == 0).sum())
    require(spanned == size, "the differences are not closed under sums")
    return Abstraction(least[codes]) if codes.size else Abstraction([])


def check_subspaces(
    family: KeptParities, system: System, p: Abstraction, members: tuple[Member, ...], reason: Cases
) -> None:
    """Subspaces are given by all their masks."""
    codes, whole = family.codes.tolist(), range(1 << family.bits)
    answers = [frozenset(sums(masks)) for masks in check_masks(family, members)]
    check_irredundant([set(a) for a in answers])

    def value(space: frozenset[int], x: int) -> tuple[int, ...]:
        return tuple(parity(mask & codes[x]) for mask in sorted(space))

    def larger(space: frozenset[int], x: int, y: int) -> list[frozenset[int]]:
        difference = codes[x] ^ codes[y]
        seeing = [mask for mask in whole if parity(mask & difference) == 1]
        return sorted({space | {mask ^ known for known in space} for mask in seeing}, key=basis)

    def kernel(space: frozenset[int]) -> Any:
        return Abstraction.of(lambda x: value(space, x), range(len(codes))).labels

    follow(
        frozenset({0}),
        reason,
        system.states,
        lambda space: any(a <= space for a in answers),
        must_differ(system, p, kernel, value),
        larger,
    )


def basis(space: frozenset[int]) -> list[int]:
    """The least mask with each highest bit."""
    tops = sorted({mask.bit_length() for mask in space if mask})
    return [min(mask for mask in space if mask.bit_length() == top) for top in tops]


def parity(mask: int) -> int:
    return mask.bit_count() % 2


def sums(masks: Iterable[int]) -> set[int]:
    """All sums of some masks."""
    found = {0}
    for mask in masks:
        found |= {mask ^ other for other in found}
    return found


def rank(masks: Iterable[int]) -> int:
    return len(sums(masks)).bit_length() - 1
