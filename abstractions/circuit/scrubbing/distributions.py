"""Distributions of scrubbed circuits, exactly, class by class.

Main definition   `Distributions`
Notes             Treeified: node by node, parents first, a channel from classes of references to values;
                  paths are independent, so channels multiply.  With one draw for each node: one table,
                  from the classes of the output's reference backwards to the values of the leaves, then
                  forwards to the output; a column is left out as soon as no later node needs it.

                  Every node is visited once, or twice.  At each, the combinations of classes of references
                  with values of the parents come together; and, once for each combination of values of
                  the important parents, those of the others.  No step loops over data.
Laws              `scrubbing_averages_all_draws`, `scrubbing_with_one_draw_averages_all_assignments` in
                  `abstractions.testing.laws`
Source            L. Chan et al., Causal scrubbing, 2022
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from math import lcm

import numpy as np

from ...arrays import Ints
from ..circuit import Draws
from .channel import Channel, Table, fitting, packed
from .references import References, first

__all__ = ["Distributions"]


@dataclass(frozen=True, eq=False)
class Distributions:
    """What comes of the nodes of an interpretation when they are scrubbed, for each class of references."""

    references: References
    budget: int
    known: dict[int, Channel] = field(default_factory=dict)

    def output(self) -> Channel:
        """From the class of the reference to the value of the output."""
        output = self.references.hypothesis.output
        return self.scrubbed(output) if self.references.treeified else self.with_one_draw()

    @cached_property
    def draws(self) -> Draws:
        """The data, with all values of the chances."""
        return self.references.hypothesis.circuit.drawn(self.references.data)

    @cached_property
    def low_values(self) -> Ints:
        """The values of all nodes of the circuit on all draws."""
        return self.references.hypothesis.circuit.evaluate(self.draws.rows)

    def scrubbed(self, n: int) -> Channel:
        """From the class of the reference to the value of a node, each path with draws of its own."""
        if n not in self.known:
            refs = self.references
            if refs.hypothesis.reads_input(n):
                self.known[n] = Channel.certain(refs.kept(n))
                return self.known[n]
            at = first(refs.matters(n))
            table = Table.of(at.size)
            for group in refs.drawn_by(n):
                alike = refs.alike(n, group)[at][table.given]
                table = table.joined(self.mixed(n, group), alike, group, self.budget, self.name(n))
            self.known[n] = self.computed(n, table).channel([n])
        return self.known[n]

    def mixed(self, n: int, group: tuple[int, ...]) -> Channel:
        """From a class of data that are alike to the values of the parents whose reference is drawn in it."""
        drawn = self.drawn(n, group)
        table = Table.of(drawn.start.size - 1)
        table = table.joined(drawn, table.given, group)
        for p in group:
            of = table.columns[p]
            table = table.joined(self.scrubbed(p), of, [p], self.budget, self.name(n)).kept(group)
        return table.channel(group)

    def drawn(self, n: int, group: tuple[int, ...]) -> Channel:
        """From a class of data that are alike to the classes of the reference that is drawn in it."""
        alike = self.references.alike(n, group)
        sizes = np.bincount(alike)
        scale = lcm(*np.unique(sizes).tolist())
        weights = np.array([scale // size for size in sizes.tolist()], object)[alike]
        matters = {p: self.references.matters(p) for p in group}
        return Table(alike, matters, weights, scale).channel(group)

    def with_one_draw(self) -> Channel:
        """From the class of the reference to the value of the output, with one draw for each node."""
        refs, hypothesis = self.references, self.references.hypothesis
        table = Table.of(first(refs.matters(hypothesis.output)).size)
        table = table.having(hypothesis.output, table.given)
        for n in reversed(hypothesis.needed):  # columns are classes of references, of leaves values
            label = table.columns[n]
            if hypothesis.reads_input(n):
                table = table.having(n, refs.kept(n)[label])
                continue
            for group in refs.drawn_by(n):
                alike = refs.alike(n, group)[first(refs.matters(n))]
                at = alike[table.columns[n]]
                table = table.joined(self.drawn(n, group), at, group, self.budget, self.name(n))
            table = table.kept(m for m in table.columns if m != n)
        for n in hypothesis.needed:  # columns are values
            if not hypothesis.reads_input(n):
                table = self.computed(n, table)
                table = table.kept(m for m in table.columns if m == n or refs.last_child[m] > n)
        return table.channel([hypothesis.output])

    def computed(self, n: int, table: Table) -> Table:
        """The table with the node's value, which its function gives of its parents' values.

        Those of unimportant parents are as on one draw of the data.
        """
        hypothesis = self.references.hypothesis
        low, node, free = hypothesis.circuit, hypothesis.match[n], hypothesis.unimportant(n)
        important = {hypothesis.match[p]: table.columns[p] for p in hypothesis.parents(n)}
        code = packed([np.zeros_like(table.given), *important.values()])
        _, place, at = np.unique(code, return_index=True, return_inverse=True)
        values = Table.of(place.size)
        for q, column in important.items():
            values = values.having(q, column[place])
        if free:
            once = np.zeros_like(values.given)
            values = values.joined(self.others(free), once, free, self.budget, self.name(n))
        entry = np.zeros(values.given.size, np.int64)
        for q in low.parents[node]:
            entry = entry * len(low.domains[q]) + values.columns[q]
        function = low.tables[node]
        assert function is not None
        said = Table(values.given, {n: function[entry]}, values.weights, values.scale).channel([n])
        return table.joined(said, at, [n], self.budget, self.name(n))

    def others(self, free: tuple[int, ...]) -> Channel:
        """The values of some nodes on one draw of the data, whatever the reference."""
        columns = {q: self.low_values[q] for q in free}
        once = np.zeros(self.draws.of.size, np.int64)
        scale = self.draws.total * len(self.references.data)
        return Table(once, columns, fitting(self.draws.weights, scale), scale).channel(free)

    def name(self, n: int) -> str:
        """The name of the node of the circuit."""
        return self.references.hypothesis.circuit.names[self.references.hypothesis.match[n]]
