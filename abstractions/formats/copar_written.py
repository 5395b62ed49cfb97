"""Writing systems as CoPaR reads them; see `abstractions.formats.copar`."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

from ..functor import Constant, Functor, Power, Product, Sets, Sum, Variable, Weighted
from ..functor.branching import MONOIDS
from ..functor.sorts import ordered, rank
from ..system import System
from .text import replacing, unfit

__all__ = ["write"]


def write(system: System, path: Path) -> None:
    """Write the functor and the steps, all or nothing; the initial state comes first."""
    if system.initial.size > 1:
        raise unfit("the CoPaR format", f"{system.initial.size} initial states")
    order = list(range(system.states))
    if system.initial.size:
        order.insert(0, order.pop(int(system.initial[0])))
    steps = [system.unfold(s) for s in order]
    names = [word(system.state_name(s), f"s{s}") for s in range(system.states)]
    if len(set(names)) < len(names) or any(name[0] in "-+" for name in names):
        names = [f"s{s}" for s in range(system.states)]
    sizes: dict[str, dict[Any, None]] = {}
    for value in steps:
        gather(system.functor, value, sizes)
    for name, size in letters_of(system.functor):
        if sizes.setdefault(name, {}).keys() - set(range(size)):
            raise unfit("the CoPaR format", f"the constant {name} as letters and as something else")
        sizes[name] = dict.fromkeys(range(size))
    elements = {name: sorted(found, key=rank) for name, found in sizes.items()}
    for found in elements.values():
        looks = [str(e) if isinstance(e, str | int | Fraction) else "" for e in found]
        if len(set(looks)) < len(looks) or any(re.search(r'["#\n\r]', look) or not look for look in looks):
            raise unfit("the CoPaR format", "constants that look alike, or are no plain words or numbers")
    if ragged(system.functor):
        raise unfit("the CoPaR format", "powers with different numbers of letters")
    lines = [shown(system.functor, elements)]
    lines += [f"{names[s]}: {told(system.functor, value, names, elements)}" for s, value in zip(order, steps)]
    with replacing(path) as temporary:
        temporary.write_text("\n".join(lines) + "\n", encoding="utf-8")


def letters_of(f: Functor) -> list[tuple[str, int]]:
    """The constants that stand in exponents, with their sizes."""
    here = [(f.letters.name, f.letters.size)] if isinstance(f, Power) and f.letters.size else []
    return here + [found for part in f.parts for found in letters_of(part)]


def ragged(f: Functor) -> bool:
    """Whether some power has letters whose number is not known."""
    if isinstance(f, Power) and f.letters.size is None:
        return True
    return any(map(ragged, f.parts))


def word(name: Any, otherwise: str = "") -> str:
    text = str(name)
    if WORD.fullmatch(text):
        return text
    return otherwise or '"' + text.replace('"', "'") + '"'


def gather(f: Functor, value: Any, sizes: dict[str, dict[Any, None]]) -> None:
    """Note the elements of constants that occur in a step."""
    match f:
        case Constant():
            sizes.setdefault(f.name, {})[value] = None
        case Product():
            for part, v in zip(f.parts, value):
                gather(part, v, sizes)
        case Sum():
            gather(f.parts[value[0]], value[1], sizes)
        case Power():
            letters = sizes.setdefault(f.letters.name, {})
            for a, v in enumerate(value):
                letters[a] = None
                gather(f.base, v, sizes)
        case Sets():
            for v in value:
                gather(f.base, v, sizes)
        case Weighted():
            for v, _ in value:
                gather(f.base, v, sizes)


def shown(f: Functor, elements: dict[str, list[Any]]) -> str:
    """The functor in this format."""
    match f:
        case Variable():
            return "X"
        case Constant():
            size = [word(e) for e in elements.get(f.name, [])] or list(map(str, range(f.size or 1)))
            return "{" + ", ".join(size) + "}"
        case Product() | Sum():
            sign = " x " if isinstance(f, Product) else " + "
            return "(" + sign.join(shown(part, elements) for part in spine(f, type(f))) + ")"
        case Power():
            return f"{shown(f.base, elements)}^{shown(f.letters, elements)}"
        case Sets():
            return f"P({shown(f.base, elements)})"
    assert isinstance(f, Weighted)
    name = str(f).split("(")[0].rstrip("^")
    form = {"B": "B", "D": "D", "Max": "(R, max)^", "Word": "(Word, or)^"}.get(name, f"{name}^")
    if name not in ("B", "D", *MONOIDS) or name == "Or":
        raise unfit("the CoPaR format", f"weights in {f.monoid.name}")
    return f"{form}({shown(f.base, elements)})"


def told(f: Functor, value: Any, names: list[str], elements: dict[str, list[Any]]) -> str:
    """A step in this format."""
    match f:
        case Variable():
            return str(names[value])
        case Constant():
            return word(value)
        case Product():
            rest: list[Any] = []
            for _ in spine(f, Product)[1:]:
                value, last = value
                rest.insert(0, last)
            parts = zip(spine(f, Product), [value, *rest])
            return "(" + ", ".join(told(part, v, names, elements) for part, v in parts) + ")"
        case Sum():
            parts_of, i = spine(f, Sum), len(spine(f, Sum)) - 1
            while i and value[0] == 0:
                value, i = value[1], i - 1
            return f"inj {i} {told(parts_of[i], value[1] if i else value, names, elements)}"
        case Power():
            found = (f"{a}: {told(f.base, v, names, elements)}" for a, v in enumerate(value))
            return "{" + ", ".join(found) + "}"
        case Sets():
            return "{" + ", ".join(told(f.base, v, names, elements) for v in ordered(value)) + "}"
    pairs = ordered(value)
    return "{" + ", ".join(f"{told(f.base, v, names, elements)}: {w}" for v, w in pairs) + "}"  # type: ignore[attr-defined]


WORD = re.compile(r"[\w.@'-]+")


def spine(f: Functor, kind: type[Product | Sum]) -> list[Functor]:
    """The factors of F * G * H, or the summands of F + G + H."""
    return [*spine(f.parts[0], kind), f.parts[1]] if isinstance(f, kind) else [f]
