"""Converters from and to the graphs and automata of other libraries, where they are installed.

networkx is a required dependency; automata-lib and AALpy come with the extra ``formats``.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

from ..errors import MissingExtra, Misuse
from ..system import Branching, Deterministic, System
from .text import fit

if TYPE_CHECKING:
    import networkx

__all__ = [
    "from_aalpy",
    "from_automata",
    "from_networkx",
    "to_aalpy",
    "to_automata",
    "to_networkx",
]


def to_networkx(system: System) -> networkx.MultiDiGraph[Any]:
    """A node for each state (by name), an edge for each state and letter.

    Where steps branch: an edge for each way to a state, with a ``label``.
    Node attributes: ``initial``, and ``output`` or ``halting`` where the shape has them.  Edge
    attributes: ``letter`` where steps read one, and ``output`` in the Mealy shape.
    """
    import networkx

    graph: networkx.MultiDiGraph[Any] = networkx.MultiDiGraph()
    names = system.state_names or range(system.states)
    if isinstance(system, Branching):
        for s, name in enumerate(names):
            shown = system.display(s)
            graph.add_node(name, initial=s in system.initial, **({"output": shown} if shown else {}))
        for s, word, t in system.arrows():
            graph.add_edge(names[s], names[t], label=word)
        return graph
    assert isinstance(system, Deterministic)
    letters = system.letter_names or range(system.letters)
    initial = set(system.initial.tolist())
    mealy = system.outputs is not None and system.outputs.ndim == 2
    for s, name in enumerate(names):
        graph.add_node(name, initial=s in initial)
        if system.halting is not None:
            graph.nodes[name]["halting"] = bool(system.halting[s])
        if system.outputs is not None and not mealy:
            graph.nodes[name]["output"] = output(system, s)
    for s, name in enumerate(names):
        for a, letter in enumerate(letters):
            attributes = {"letter": letter} if system.lettered else {}
            if mealy:
                attributes["output"] = output(system, s, a)
            graph.add_edge(name, names[int(system.table[s, a])], **attributes)
    return graph


def from_networkx(graph: networkx.DiGraph[Any]) -> Deterministic:
    """The system of a graph with the attributes that `to_networkx` writes; all but edges optional.

    Errors: `Misuse` if a state has not exactly one edge for each letter.
    """
    names = list(graph.nodes)
    place = {name: s for s, name in enumerate(names)}
    edges = [(s, t, d.get("letter"), d.get("output")) for s, t, d in graph.edges(data=True)]
    lettered = any(a is not None for _, _, a, _ in edges)
    letters = sorted({a for _, _, a, _ in edges}, key=lambda a: (str(type(a)), str(a).zfill(12)))
    step: dict[tuple[Any, Any], tuple[Any, Any]] = {}
    for s, t, a, o in edges:
        if (s, a) in step:
            raise Misuse(
                "each state has one edge for each letter",
                value=f"two edges from {s!r}" + (f" with letter {a!r}" if lettered else ""),
                reason="the step would not be deterministic",
                repair="give the edges letters, or remove one",
            )
        step[s, a] = t, o
    for name in names:
        for a in letters or [None]:
            if (name, a) not in step:
                raise Misuse(
                    "each state has one edge for each letter",
                    value=f"no edge from {name!r}" + (f" with letter {a!r}" if lettered else ""),
                    reason="the step would not be total",
                    repair="add an edge to a sink",
                )
    table = [[place[step[s, a][0]] for a in letters] for s in names]
    shown_nodes = [graph.nodes[s].get("output") for s in names]
    shown_edges = [[step[s, a][1] for a in letters] for s in names]
    mealy = any(o is not None for _, _, _, o in edges)
    shown: list[Any] = shown_edges if mealy else shown_nodes
    has_outputs = mealy or any(o is not None for o in shown_nodes)
    values: dict[Hashable, int] = {}
    numbers = [
        [values.setdefault(o, len(values)) for o in row]
        if isinstance(row, list)
        else values.setdefault(row, len(values))
        for row in shown
    ]
    halting = [bool(graph.nodes[s].get("halting", False)) for s in names]
    import numpy as np

    return System.deterministic(
        table if lettered else [row[0] for row in table],
        (numbers if lettered or not mealy else [row[0] for row in numbers]) if has_outputs else None,  # type: ignore[index]
        halting=np.array(halting) if any("halting" in graph.nodes[s] for s in names) else None,
        initial=[place[s] for s in names if graph.nodes[s].get("initial")],
        state_names=names,
        letter_names=letters if lettered else None,
        output_names=tuple(values) if has_outputs else None,
    )


def from_automata(dfa: Any) -> Deterministic:
    """A total DFA of automata-lib as a system that shows whether a state accepts."""
    names = sorted(dfa.states, key=repr)
    letters = sorted(dfa.input_symbols, key=repr)
    place = {name: s for s, name in enumerate(names)}
    for name in names:
        if missing := [a for a in letters if a not in dfa.transitions.get(name, {})]:
            raise Misuse(
                "the automaton is total",
                value=f"no transition of {name!r} under {missing[0]!r}",
                reason="a partial DFA leaves the next state open",
                repair="call its method to_complete() first",
            )
    return System.deterministic(
        [[place[dfa.transitions[name][a]] for a in letters] for name in names],
        [int(name in dfa.final_states) for name in names],
        initial=[place[dfa.initial_state]],
        state_names=names,
        letter_names=letters,
        output_names=("reject", "accept"),
    )


def to_automata(system: Deterministic, accept: Hashable = "accept") -> Any:
    """The DFA of automata-lib that accepts in the states showing ``accept``."""
    try:
        from automata.fa.dfa import DFA
    except ImportError:
        raise MissingExtra("automata-lib", "formats", "making a DFA") from None
    if system.outputs is None or system.outputs.ndim != 1 or not system.initial.size:
        raise Misuse(
            "a DFA has an initial state and accepting ones",
            value=f"shape {system.functor}, {system.initial.size} initial states",
            reason="acceptance is read off what states show",
            repair="give `outputs` and `initial`",
        )
    fit(system, "a DFA")
    names = system.state_names or range(system.states)
    letters = [system.letter_name(a) for a in range(system.letters)]
    return DFA(
        states=set(names),
        input_symbols=set(letters),
        transitions={
            name: {a: names[int(t)] for a, t in zip(letters, system.table[s])} for s, name in enumerate(names)
        },
        initial_state=names[int(system.initial[0])],
        final_states={name for s, name in enumerate(names) if output(system, s) == accept},
    )


def from_aalpy(model: Any) -> Deterministic:
    """A total DFA, Moore or Mealy machine of AALpy."""
    states = list(model.states)
    place = {id(state): s for s, state in enumerate(states)}
    letters = list(dict.fromkeys(a for state in states for a in state.transitions))
    values: dict[Hashable, int] = {}
    table, shown = [], []
    for state in states:
        if missing := [a for a in letters if a not in state.transitions]:
            raise Misuse(
                "the machine is input-complete",
                value=f"no transition of {state.state_id!r} under {missing[0]!r}",
                reason="the next state is left open",
                repair="call its method make_input_complete() first",
            )
        table.append([place[id(state.transitions[a])] for a in letters])
        if hasattr(state, "output_fun"):
            shown.append([values.setdefault(state.output_fun[a], len(values)) for a in letters])
        else:
            value = state.is_accepting if hasattr(state, "is_accepting") else state.output
            shown.append(values.setdefault(value, len(values)))  # type: ignore[arg-type]
    return System.deterministic(
        table,
        shown,
        initial=[place[id(model.initial_state)]],
        state_names=[state.state_id for state in states],
        letter_names=letters,
        output_names=values,
    )


def to_aalpy(system: Deterministic) -> Any:
    """The Mealy machine of AALpy, or its Moore machine if states show the outputs."""
    try:
        from aalpy.automata import MealyMachine, MealyState, MooreMachine, MooreState
    except ImportError:
        raise MissingExtra("aalpy", "formats", "making an AALpy machine") from None
    mealy = system.outputs is not None and system.outputs.ndim == 2
    names = [system.state_name(s) for s in range(system.states)]
    states: list[Any] = [
        MealyState(name) if mealy else MooreState(name, output(system, s)) for s, name in enumerate(names)
    ]
    letters = system.letter_names or range(system.letters)
    for s, state in enumerate(states):
        for a, letter in enumerate(letters):
            state.transitions[letter] = states[int(system.table[s, a])]
            if mealy:
                state.output_fun[letter] = output(system, s, a)
    first = states[int(system.initial[0]) if system.initial.size else 0]
    return (MealyMachine if mealy else MooreMachine)(first, states)


def output(system: Deterministic, s: int, a: int = 0) -> Hashable:
    """What is shown, by name where outputs have names."""
    if system.outputs is None:
        return None
    o = int(system.outputs[s] if system.outputs.ndim == 1 else system.outputs[s, a])
    return o if system.output_names is None else system.output_names[o]
