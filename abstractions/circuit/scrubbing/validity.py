"""Which maps of nodes are hypotheses: every check, with the reason in words.

Main definitions  `check`, `needed_by`
Notes             A map from an interpretation to a circuit may be scrubbed if it keeps edges, tells the parents
                  of each node apart, and sends nodes that are computed to nodes that are computed.
Source            L. Chan et al., Causal scrubbing, 2022
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...errors import Misuse
from ..circuit import Circuit

__all__ = ["check", "needed_by", "reading", "several"]


def check(low: Circuit, high: Circuit, match: Sequence[int]) -> None:
    """Refuse what is no hypothesis.  Errors: `Misuse`."""
    for n in needed_by(high):
        check_node(low, high, match, n)
        check_edges(low, high, match, n)


def needed_by(interpretation: Circuit) -> tuple[int, ...]:
    """The nodes that the one output needs, parents first.  Errors: `Misuse`."""
    high = interpretation
    if len(high.outputs) != 1:
        raise Misuse(
            "a hypothesis is about one output",
            value=", ".join(high.names[n] for n in high.outputs) or "none",
            reason="the loss is of one value",
            repair="name it, outputs=[...], or put several into one node",
        )
    if high.chances:
        raise Misuse(
            "an interpretation draws nothing",
            value=", ".join(high.names[n] for n in sorted(high.chances)),
            reason="it says which inputs are alike for a node; that must not depend on chance",
            repair="give its nodes functions of their parents; the circuit itself may draw",
        )
    needed = {high.outputs[0]}
    for n in reversed(range(len(high.names))):
        if n in needed:
            needed |= set(high.parents[n])
    return tuple(sorted(needed))


def check_node(low: Circuit, high: Circuit, match: Sequence[int], n: int) -> None:
    """A node of I stands for one of G, and an inner one for an inner one.  Errors: `Misuse`."""
    m = match[n]
    if m < 0:
        raise Misuse(
            "a hypothesis matches each node of the interpretation with one of the circuit",
            value=f"{high.names[n]}: nothing",
            reason="the output needs it",
            repair=f"say which: {{{high.names[n]!r}: ...}}, or leave it out of the interpretation",
        )
    if m in low.chances:
        raise Misuse(
            "a hypothesis is about nodes that are given or computed",
            value=f"{high.names[n]}: {low.names[m]}",
            reason="a chance is drawn apart from the data, so that no value of it can be kept",
            repair="leave it out: a node's own chance is one of its unimportant parents",
        )
    if high.parents[n] and low.tables[m] is None:
        raise Misuse(
            "an inner node of the interpretation is one of the circuit",
            value=high.names[n],
            reason=f"{low.names[m]} is an input",
            repair="make it an input of the interpretation",
        )


def check_edges(low: Circuit, high: Circuit, match: Sequence[int], n: int) -> None:
    """Edges of I stand for edges of G, different ones for different ones.  Errors: `Misuse`."""
    owner: dict[int, int] = {}
    for p in dict.fromkeys(high.parents[n]):
        q = match[p]
        if q not in low.parents[match[n]]:
            raise Misuse(
                "an edge of the interpretation is an edge of the circuit",
                value=f"{high.names[p]} -> {high.names[n]}",
                reason=f"{low.names[q]} is no parent of {low.names[match[n]]}: "
                "what is drawn for it never reaches the node",
                repair="add the nodes between to the interpretation, or take the edge away",
            )
        if q in owner:
            raise Misuse(
                "two parents of a node of the interpretation stand for two nodes",
                value=f"{high.names[owner[q]]} and {high.names[p]}, parents of {high.names[n]}, "
                f"both for {low.names[q]}",
                reason="one value reaches the node, and cannot be drawn twice: "
                "the map is not injective on the treeified interpretation",
                repair="put them into one node of the interpretation, or match one of them with another",
            )
        owner[q] = p


def several(name: str, said: str) -> Misuse:
    return Misuse(
        "a hypothesis matches each node of the interpretation with one of the circuit",
        value=f"{name}: {said}",
        reason="it says how one function is computed",
        repair="put the nodes of the cell into one, or leave the node out of the interpretation",
    )


def reading(
    low: Circuit, high: Circuit, n: int, matched: int, reads: Mapping[str, str | Sequence[str]]
) -> tuple[int, ...]:
    """The inputs of G that an input of I reads.  Errors: `Misuse`."""
    name = high.names[n]
    if name in reads:
        said = reads[name]
        cell = tuple(low.number(q) for q in ((said,) if isinstance(said, str) else said))
    elif matched in low.inputs:
        cell = (matched,)
    else:
        cell = (low.number(name),) if name in low.names else ()
    if not cell or any(q not in low.inputs for q in cell):
        raise Misuse(
            "an input of the interpretation reads inputs of the circuit",
            value=f"{name}: {', '.join(low.names[q] for q in cell) or 'nothing'}",
            reason="its value must be known before the circuit runs",
            repair=f"say which: reads={{{name!r}: ...}}",
        )
    return cell
