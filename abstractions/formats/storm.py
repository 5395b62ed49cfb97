"""Markov models from and to stormpy, where it is installed (extra ``markov``, stormpy 2).

DTMCs, CTMCs and MDPs of any value type; numbers stay exact where the model is (floats are read as the
simplest fractions within a tolerance).  What a state shows is the tuple of its labels without ``init``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ..errors import MissingExtra, Misuse
from ..system import Branching, System
from .markov import decisions, kind_of
from .text import unfit

__all__ = ["from_stormpy", "to_stormpy"]


def library() -> Any:
    """The modules of stormpy.  Errors: `MissingExtra`."""
    try:
        import stormpy
        import stormpy.datastructures
        import stormpy.models
    except ImportError:
        raise MissingExtra("stormpy>=2", "markov", "converting Markov models") from None
    return stormpy


def to_stormpy(system: System, *, exact: bool = True) -> Any:
    """The sparse DTMC, CTMC or MDP that the system is; ``exact``: with rational numbers, else floats.

    Letters become choice labels.  Errors: `Misuse` for other shapes.
    """
    kind = kind_of(system)
    if not isinstance(system, Branching) or kind is None or not system.states:
        raise unfit("A model of stormpy", f"steps of shape {system.functor}")
    stormpy = library()
    models, data = stormpy.models, stormpy.datastructures
    number = stormpy.Rational if exact else float
    e, n = system.edges, system.states
    rows = int(e.offsets[n]) if kind == "mdp" else n
    builder = data.SparseMatrixBuilder[number](
        rows=rows, columns=n, force_dimensions=True, has_custom_row_grouping=kind == "mdp"
    )
    choices: list[str] = []

    def row(index: int, node: int) -> None:
        for i in range(e.offsets[node], e.offsets[node + 1]):
            weight = Fraction(int(e.weights[i]) if e.weights.size else system.denominator, system.denominator)
            builder.add_next_value(index, int(e.targets[i]), number(str(weight) if exact else weight))

    for s in range(n):
        if kind != "mdp":
            row(s, s)
            continue
        builder.new_row_group(len(choices))
        for i in range(e.offsets[s], e.offsets[s + 1]):
            row(len(choices), int(e.targets[i]))
            choices.append(system.letter_name(int(e.letters[i]) if e.letters.size else 0))
    labeling = models.StateLabeling(n)
    labeling.add_label("init")
    for s in system.initial.tolist():
        labeling.add_label_to_state("init", s)
    for s in range(n):
        shown = dict(system.displays[system.shown[s]]).get((0,), ())
        for label in map(str, shown if isinstance(shown, tuple) else (shown,)):
            if not labeling.contains_label(label):
                labeling.add_label(label)
            labeling.add_label_to_state(label, s)
    parts = models.SparseModelComponents[number](transition_matrix=builder.build(), state_labeling=labeling)
    if kind == "ctmc":
        parts.rate_transitions = True
    if kind == "mdp":
        parts.choice_labeling = models.ChoiceLabeling(len(choices))
        for c, name in enumerate(choices):
            if name not in parts.choice_labeling.get_labels():
                parts.choice_labeling.add_label(name)
            parts.choice_labeling.add_label_to_choice(name, c)
    return getattr(models, f"Sparse{kind.title() if kind == 'mdp' else kind.capitalize()}")[number](parts)


def from_stormpy(model: Any, *, tolerance: Any = None) -> Branching:
    """A sparse DTMC, CTMC or MDP as a system that shows labels.

    ``tolerance``: for models with floats; each is read as the simplest fraction so near to it.
    Errors: `Misuse`, for rewards too, which are not carried over.
    """
    library()
    kind = str(getattr(model, "model_type", "")).rpartition(".")[2].lower()
    if kind not in ("dtmc", "ctmc", "mdp"):
        raise Misuse(
            "a model of stormpy is a sparse DTMC, CTMC or MDP",
            value=model,
            reason=f"its type is {kind or type(model).__name__}",
            repair="build one of these",
        )
    if len(model.reward_models):
        raise Misuse(
            "a model without rewards is converted",
            value=", ".join(model.reward_models),
            reason="stormpy's rewards are not carried over",
            repair="leave them out, or write .tra, .lab and .srew files and read these",
        )
    matrix, n = model.transition_matrix, model.nr_states
    start = [matrix.get_row_group_start(s) for s in range(n)] + [matrix.nr_rows] if kind == "mdp" else None
    rows: list[Any] = []
    for s in range(n):
        choices = range(start[s], start[s + 1]) if start is not None else range(s, s + 1)
        for c in choices:
            named = kind == "mdp" and model.has_choice_labeling()
            action = " ".join(sorted(model.choice_labeling.get_labels_of_choice(c))) if named else ""
            for entry in matrix.get_row(c):
                value = entry.value
                weight = value if isinstance(value, float) else Fraction(str(value))
                rows.append((s, c - choices.start, entry.column, weight, action))
    shown = [tuple(sorted(set(model.labeling.get_labels_of_state(s)) - {"init"})) for s in range(n)]
    initial = list(model.initial_states)
    if kind == "mdp":
        return decisions(rows, n, shown, initial, tolerance)
    edges = [(s, t, w) for s, _, t, w, _ in rows]
    if kind == "ctmc":
        return System.weighted(edges, "Q", states=n, outputs=shown, initial=initial, tolerance=tolerance)
    return System.markov(edges, states=n, outputs=shown, initial=initial, tolerance=tolerance)
