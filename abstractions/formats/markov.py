"""Explicit Markov models, as probabilistic model checkers write them: ``.tra`` and ``.lab`` files.

``.tra``: a line ``states transitions`` (with choices: ``states choices transitions``), or a line
``dtmc``, ``ctmc`` or ``mdp``; then lines ``from to probability``, or for an MDP ``from choice to
probability [action]``.  ``.lab``: lines ``0="init" 1="goal"`` and ``3: 1``, or ``#DECLARATION``,
names, ``#END`` and ``3 goal``.  ``.srew``: a line ``states entries``, then ``state reward``.
The label ``init`` says where runs begin; the other labels, and the rewards, are what states show.
Numbers such as ``1/3`` and ``0.1`` are exact.
"""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import Misuse
from ..functor import parse
from ..functor.shapes import X
from ..functor.sorts import rank
from ..signatures import RULES, Edges
from ..system import Branching, System
from ..system.branching import made
from ..system.building import sums_to_one
from ..system.exact import exact, machine_sized, scaled
from .text import read_text, replacing, unfit, wrong

__all__ = ["read", "read_labels", "write"]

NUMBER = re.compile(r"\d{1,9}")
DECLARED = re.compile(r'(\d+)\s*=\s*"([^"]*)"')


def read(
    path: Path, labels: Path | None = None, rewards: Path | None = None, kind: str | None = None
) -> Branching:
    """The model in a ``.tra`` file, of shape D(X), Q^(X) (``kind="ctmc"``) or P(A * D(X)).

    ``labels``: its ``.lab`` file (default: the one of the same name, if there is one).  With labels or
    rewards, the shape is ``O * ...``; what a state shows is the tuple of its labels (then its reward).
    Errors: `FormatError` with the line; `Misuse` if probabilities do not sum to one.
    """
    path = Path(path)
    beside = path.with_suffix(".lab")
    labels = beside if labels is None and beside.exists() else labels
    states, kind, rows = transitions(path, kind)
    initial: list[int] = []
    shown: list[Any] | None = None
    if labels is not None:
        given, initial = read_labels(Path(labels), states)
        shown = list(given) if any(given) else None
    if rewards is not None:
        gained = read_rewards(Path(rewards), states)
        shown = list(zip(shown or [()] * states, gained))
    if kind == "mdp":
        return decisions(rows, states, shown, initial)
    edges = [(s, t, w) for s, _, t, w, _ in rows]
    if kind == "ctmc":
        return System.weighted(edges, "Q", states=states, outputs=shown, initial=initial)
    return System.markov(edges, states=states, outputs=shown, initial=initial)


def lines(path: Path) -> list[tuple[int, list[str]]]:
    """The words of each line that is no comment, with its number."""
    found = [(i, text.split("//")[0].split()) for i, text in enumerate(read_text(path).splitlines(), 1)]
    return [(i, words) for i, words in found if words and (words[0][0] != "#" or words[0][1:].isupper())]


def transitions(path: Path, kind: str | None) -> tuple[int, str, list[tuple[int, int, int, Fraction, str]]]:
    """The number of states, the kind of model, and (from, choice, to, weight, action) for each line."""
    if kind not in (None, "dtmc", "ctmc", "mdp"):
        raise Misuse(
            "the kind of a Markov model is known",
            value=kind,
            reason="there is no such kind",
            repair="dtmc (probabilities), ctmc (rates) or mdp (choices)",
        )
    text = lines(path)
    if not text:
        raise wrong(path, 1, "states and transitions", "an empty file", "the file may have been cut")
    number, head = text[0]
    announced = None
    if len(head) == 1 and head[0] in ("dtmc", "ctmc", "mdp"):
        said: str | None = head[0]
        states = 0
    elif len(head) in (2, 3) and all(map(NUMBER.fullmatch, head)):
        said = "mdp" if len(head) == 3 else None
        states, announced = int(head[0]), int(head[-1])
    else:
        raise wrong(path, number, "`states transitions` or `dtmc`", " ".join(head), "add the header")
    choices = (kind or said) == "mdp"
    rows = []
    said_of: dict[tuple[int, int], str] = {}
    for number, words in text[1:]:
        least = 4 if choices else 3
        if not least <= len(words) <= least + 1 or not all(map(NUMBER.fullmatch, words[: least - 1])):
            form = "from choice to probability [action]" if choices else "from to probability"
            raise wrong(path, number, form, " ".join(words), "mend or remove the line")
        try:
            weight = exact([words[least - 1]])[0]
        except Misuse:
            raise wrong(
                path, number, "a probability such as 1/3 or 0.1", words[least - 1], "mend it"
            ) from None
        if weight < 0 and kind != "ctmc":
            raise wrong(path, number, "a probability, which is not negative", words[least - 1], "mend it")
        origin, target = int(words[0]), int(words[least - 2])
        if announced is not None and max(origin, target) >= states:
            raise wrong(path, number, f"states below {states}", " ".join(words), "mend line 1 or this one")
        states = max(states, origin + 1, target + 1)
        choice = int(words[1]) if choices else 0
        action = words[least] if len(words) > least else ""
        if choices and said_of.setdefault((origin, choice), action) != action:
            found = f"{action!r} after {said_of[origin, choice]!r}"
            raise wrong(path, number, "one action for each choice", found, "number the choices apart")
        rows.append((origin, choice, target, weight, action))
    if announced is not None and len(rows) != announced:
        raise wrong(
            path, None, f"{announced} transitions, as its header announces", len(rows), "it may have been cut"
        )
    if len(head) == 3 and len(said_of) != int(head[1]):
        raise wrong(path, None, f"{head[1]} choices, as its header announces", len(said_of), "it may be cut")
    return states, kind or said or "dtmc", rows


def read_labels(path: Path, states: int) -> tuple[list[tuple[str, ...]], list[int]]:
    """The labels of each state, in order, without ``init``; and the initial states.  Errors: `FormatError`."""
    found: list[set[str]] = [set() for _ in range(states)]
    text = lines(path)
    declared: dict[str, str] = {}
    storm = bool(text) and text[0][1][0] == "#DECLARATION"
    if storm:
        end = next((i for i, (_, words) in enumerate(text) if words[0] == "#END"), 0)
        if not end:
            raise wrong(path, text[-1][0], "#END after the names of labels", "none", "it may have been cut")
        names = [word for _, words in text[1:end] for word in words]
        declared, body = dict(zip(names, names)), text[end + 1 :]
    else:
        head = " ".join(text[0][1]) if text else ""
        declared, body = dict(DECLARED.findall(head)), text[1:]
        if len(declared) < len(DECLARED.findall(head)):
            raise wrong(path, 1, "each number for one label", head, "number the labels 0, 1, 2, ...")
        if not declared:
            raise wrong(path, 1, '0="init" 1="goal" and so on', head, "declare the labels")
    for number, words in body:
        state, *given = " ".join(words).replace(":", " ").split() or [""]
        if not NUMBER.fullmatch(state) or int(state) >= states:
            raise wrong(path, number, f"a state below {states}", " ".join(words), "mend or remove the line")
        for label in given:
            if label not in declared:
                raise wrong(path, number, f"labels among {', '.join(declared)}", label, "declare it first")
            found[int(state)].add(declared[label])
    initial = [s for s, names_of in enumerate(found) if "init" in names_of]
    return [tuple(sorted(names_of - {"init"})) for names_of in found], initial


def read_rewards(path: Path, states: int) -> list[Fraction]:
    """The reward of each state, 0 where none is given.  Errors: `FormatError`."""
    gained = [Fraction(0)] * states
    for number, words in lines(path)[1:]:
        try:
            state, reward = words
            if not NUMBER.fullmatch(state):
                raise ValueError
            gained[int(state)] = exact([reward])[0]
        except (ValueError, IndexError):
            raise wrong(path, number, "`state reward`", " ".join(words), "mend or remove the line") from None
    return gained


def decisions(
    rows: list[Any], states: int, shown: list[Any] | None, initial: list[int], tolerance: Any = None
) -> Branching:
    """A Markov decision process: an inner node for each choice of a state."""
    places = sorted({(s, c) for s, c, _, _, _ in rows})
    actions = {(s, c): action for s, c, _, _, action in rows}
    node = {place: states + i for i, place in enumerate(places)}
    names = sorted({actions[place] for place in places})
    path = () if shown is None else (1,)
    alphabet = [(path, (name, X)) for name in names] + [((), X)]
    chances = exact([w for _, _, _, w, _ in rows], tolerance)
    weights, denominator = scaled(chances, [node[s, c] for s, c, _, _, _ in rows])
    sources = np.array([s for s, _ in places] + [node[s, c] for s, c, _, _, _ in rows], np.int64)
    letters = [names.index(actions[place]) for place in places] + [len(names)] * len(rows)
    targets = [node[place] for place in places] + [t for _, _, t, _, _ in rows]
    order = np.argsort(sources, kind="stable")
    count = states + len(places)
    rules = np.full(count, RULES["sum"], np.int8)
    rules[:states] = RULES["or"]
    values = sorted(set(shown or []), key=rank)
    number = {value: i for i, value in enumerate(values)}
    all_weights = machine_sized([1] * len(places) + weights.tolist(), sources)
    inner = len(values) if shown is not None else 0
    made_of = made(
        parse("P(A * D(X))" if shown is None else "O * P(A * D(X))"),
        np.array([0, states, count]),
        np.array([number[v] for v in shown or []] + [inner] * (count - len(shown or [])), np.int32),
        Edges(
            np.concatenate(([0], np.cumsum(np.bincount(sources, minlength=count)))),
            np.array(letters, np.int32)[order],
            np.array(targets, np.int32)[order],
            all_weights[order],
            rules,
        ),
        denominator,
        tuple(alphabet),
        (*((((0,), v),) for v in values), ()),
        initial=np.array(sorted(initial), np.int32),
        state_names=None,
    )
    sums_to_one(made_of, states)
    return made_of


def kind_of(system: System) -> str | None:
    """Which kind of Markov model a system is, by its shape."""
    shapes = {"D(X)": "dtmc", "Q^(X)": "ctmc", "P(A * D(X))": "mdp"}
    return shapes.get(str(system.functor).removeprefix("O * "))


def write(system: System, path: Path) -> None:
    """Write a ``.tra`` file, and a ``.lab`` file beside it: where runs begin, and the labels of states.

    What states show must be tuples of labels, in order.
    """
    kind = kind_of(system)
    if not isinstance(system, Branching) or kind is None or not system.states:
        raise unfit("a .tra file", f"steps of shape {system.functor}" if system.states else "no states")
    e, n = system.edges, system.states
    names = [system.letter_name(a) for a in range(system.letters)]
    outer = sorted({int(a) for a in e.letters[: e.offsets[n]]}) if kind == "mdp" and e.letters.size else []
    actions = [names[a] for a in outer]
    if len(set(actions)) < len(actions) or any(re.search(r"\s|//|#", a) or not a for a in actions):
        raise unfit("a .tra file", "actions that look alike, or with blanks")
    shown = [dict(system.displays[d]).get((0,)) for d in system.shown[:n]]
    if str(system.functor).startswith("O * "):
        for value in shown:
            plain = isinstance(value, tuple) and all(isinstance(x, str) for x in value)
            if not isinstance(value, tuple) or not plain or list(value) != sorted(set(value)):
                raise unfit("a .lab file", f"the output {value!r}, which is no tuple of labels, in order")
            if any(not x or x == "init" or re.search(r'["#\n\r]|//', x) for x in value):
                raise unfit("a .lab file", f"the labels {value!r}")
        if not any(shown):
            raise unfit("a .lab file", "outputs without any label")

    def number(i: int) -> str:
        weight = int(e.weights[i]) if e.weights.size else system.denominator
        return str(Fraction(weight, system.denominator))

    found = []
    for s in range(n):
        for k, i in enumerate(range(e.offsets[s], e.offsets[s + 1])):
            if kind != "mdp":
                found.append(f"{s} {e.targets[i]} {number(i)}")
                continue
            inner, action = int(e.targets[i]), names[e.letters[i] if e.letters.size else 0]
            found += [
                f"{s} {k} {e.targets[j]} {number(j)} {action}"
                for j in range(e.offsets[inner], e.offsets[inner + 1])
            ]
    choices = [str(int(e.offsets[n]))] if kind == "mdp" else []
    head = " ".join([str(n), *choices, str(len(found))])
    if kind == "ctmc":
        head = kind
        if max((max(map(int, row.split()[:2])) for row in found), default=-1) < n - 1:
            raise unfit("a .tra file of rates", "a last state without edges")
    labels = sorted({x for of in shown for x in of or ()})
    place = {x: i + 1 for i, x in enumerate(labels)}
    rows = [" ".join(['0="init"', *(f'{i}="{x}"' for x, i in place.items())])]
    for s, of in enumerate(shown):
        mine = [0] * (s in system.initial) + [place[x] for x in of or ()]
        rows += [f"{s}: {' '.join(map(str, mine))}"] * bool(mine)
    with replacing(path) as temporary:
        temporary.write_text("\n".join([head, *found]) + "\n", encoding="utf-8")
    with replacing(Path(path).with_suffix(".lab")) as temporary:
        temporary.write_text("\n".join(rows) + "\n", encoding="utf-8")
