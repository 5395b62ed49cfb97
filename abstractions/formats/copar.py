"""Coalgebras as text, in the manner of CoPaR and Boa: a functor, then a line for each state.

The functor is built from ``X``, finite sets ``{f, n}`` or ``2``, ``F x G``, ``F + G``, ``F^{a, b}``,
``PX`` (sets), ``BX`` (bags), ``DX`` (distributions), ``Z^X``, ``Q^X``, ``R^X``, ``N^X``, ``(Z, max)^X`` and
``(Word, or)^X`` (weights).  Then ``state: step``: a state, an element, ``(a, b)`` in a product, ``inj 0 a``
in a sum, ``{a: step, b: step}`` in a power, ``{step, step}`` in a set, ``{step: weight}`` with weights.
Numbers such as ``1/3`` and ``0.5`` are exact; ``#`` begins a comment.  For example::

    {f,n} x X^{a,b}
    q: (n, {a: p, b: q})
    p: (f, {a: q, b: p})

Source   H.-P. Deifel, S. Milius, L. Schröder, T. Wissmann, Generic partition refinement and weighted
         tree automata, 2019 (CoPaR)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

from ..errors import FormatError, Misuse
from ..functor import Bag, Constant, Functor, Power, Product, Sets, Sum, Variable, Weighted, X
from ..functor.branching import B, D, P, W
from ..system import Branching, System
from ..system.exact import exact
from .copar_written import spine, write
from .text import read_text, wrong

__all__ = ["read", "write"]

TOKEN = re.compile(r'\s*("[^"]*"|[-+]?\d+(?:/\d+|\.\d+)?(?:[eE][-+]?\d+)?|[\w.@\'-]+|[{}()^+*×,:])')
MONOID = {"Z": "Z", "N": "N", "Q": "Q", "R": "Q", "max": "Max", "or": "Word"}
DEEPEST = 100


class Sizes(dict[str, Any]):
    """The elements of each constant, by its name; None: any number."""


class Tokens:
    """The rest of one line."""

    def __init__(self, path: Path, line: int, text: str) -> None:
        self.path, self.line, self.depth = path, line, 0
        self.words: list[str] = []
        at = 0
        while text[at:].strip():
            found = TOKEN.match(text, at)
            if found is None:
                raise self.wrong("a name, a number or one of { } ( ) , : ^", text[at:].strip()[:20])
            self.words.append(found[1])
            at = found.end()
        self.words.reverse()

    def next(self) -> str:
        return self.words[-1] if self.words else ""

    def take(self, word: str = "") -> str:
        if not self.words or (word and self.words[-1] != word):
            raise self.wrong(word or "more of the line", self.next() or "its end")
        return self.words.pop()

    def name(self) -> str:
        word = self.take()
        if word[0] in "{}()^+*×,:":
            raise self.wrong("a name", word)
        return word.strip('"')

    def several(self) -> Iterable[None]:
        """Once for each entry of a list in braces, the braces and commas taken."""
        self.take("{")
        while self.next() != "}":
            yield
            if self.next() != "}":
                self.take(",")
        self.take("}")

    def wrong(self, expected: str, found: str) -> FormatError:
        return wrong(self.path, self.line, expected, repr(found), "mend this line")


def read(path: Path) -> Branching:
    """The system in a file.  Errors: `FormatError` with the line."""
    path = Path(path)
    text = [(i, line.split("#")[0]) for i, line in enumerate(read_text(path).splitlines(), 1)]
    text = [(i, line) for i, line in text if line.strip()]
    if not text:
        raise wrong(path, 1, "a functor such as {f,n} x X^{a,b}", "an empty file", "it may have been cut")
    sizes = Sizes()
    tokens = Tokens(path, *text[0])
    functor = shape(tokens, sizes)
    if tokens.words:
        raise tokens.wrong("the end of the functor", tokens.next())
    steps: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for number, line in text[1:]:
        tokens = Tokens(path, number, line)
        state = tokens.name()
        tokens.take(":")
        if state in steps:
            raise tokens.wrong(f"one line for state {state}", f"another than line {lines[state]}")
        steps[state], lines[state] = step(functor, tokens, sizes), number
        if tokens.words:
            raise tokens.wrong("the end of the step", tokens.next())
    try:
        return System.of(functor, steps, initial=list(steps)[:1])
    except Misuse as error:
        raise wrong(path, None, error.claim, f"{error.value}; {error.reason}", error.repair) from None


def shape(t: Tokens, sizes: Sizes) -> Functor:
    """A functor."""
    functor = product(t, sizes)
    while t.next() == "+":
        t.take()
        functor = Sum(functor, product(t, sizes))
    return functor


def product(t: Tokens, sizes: Sizes) -> Functor:
    functor = power(t, sizes)
    while t.next() in ("x", "*", "×"):
        t.take()
        functor = Product(functor, power(t, sizes))
    return functor


def power(t: Tokens, sizes: Sizes) -> Functor:
    t.depth += 1
    if t.depth > DEEPEST:
        raise t.wrong(f"at most {DEEPEST} shapes inside one another", t.next())
    monoid = weights(t)
    if monoid is not None:
        t.take("^")
        functor: Functor = W(monoid, atom(t, sizes))
    else:
        functor = atom(t, sizes)
    while t.next() == "^":
        t.take()
        letters = elements_of(t)
        if letters is None:
            raise t.wrong("a finite exponent", "numbers")
        functor = Power(functor, Constant(called(sizes, letters, "A"), len(letters)))
    t.depth -= 1
    return functor


def weights(t: Tokens) -> str | None:
    """The monoid that stands before ``^``, if one does."""
    ahead = t.words[::-1]
    if ahead[:1] and ahead[0] in ("Z", "N", "Q", "R") and ahead[1:2] == ["^"]:
        return MONOID[t.take()]
    if (
        len(ahead) > 4
        and ahead[0] == "("
        and ahead[2] == ","
        and ahead[3] in ("max", "or", "+")
        and ahead[4] == ")"
    ):
        rule, kind = ahead[3], ahead[1]
        for _ in range(5):
            t.take()
        return MONOID[kind if rule == "+" and kind in MONOID else rule if rule != "+" else "Q"]
    return None


def atom(t: Tokens, sizes: Sizes) -> Functor:
    word = t.next()
    if word == "(":
        t.take()
        functor = shape(t, sizes)
        t.take(")")
        return functor
    if word == "X":
        t.take()
        return X
    for prefix, build in (("P", P), ("B", B), ("D", D)):
        if word == prefix or (word.startswith(prefix) and word[1:] in ("X", "PX", "BX", "DX")):
            t.words[-1:] = [word[1:]] if word[1:] else []
            return build(atom(t, sizes))
    return constant(t, sizes)


def constant(t: Tokens, sizes: Sizes) -> Constant:
    """``{a, b}``, a number, or N, Z, Q, R."""
    return Constant(called(sizes, elements_of(t), "C"))


def elements_of(t: Tokens) -> tuple[str, ...] | None:
    """The elements of a set; None for numbers of any size."""
    if t.next() == "{":
        return tuple(t.name() for _ in t.several())
    word = t.take()
    if word.isdecimal() and len(word) < 7:
        return tuple(map(str, range(int(word))))
    if word not in ("N", "Z", "Q", "R"):
        raise t.wrong("X, P, B, D, a set {a, b}, a number or a functor in brackets", word)
    return None


def called(sizes: Sizes, elements: tuple[str, ...] | None, letter: str) -> str:
    """A name for a set: the one it has already, or a new one."""
    alike = (name for name, e in sizes.items() if e == elements and name[0] == letter)
    name = next(alike, f"{letter}{len(sizes)}")
    sizes[name] = elements
    return name


def step(f: Functor, t: Tokens, sizes: Sizes) -> Any:
    """A step of the shape f."""
    match f:
        case Variable():
            return t.name()
        case Constant():
            return element(f, t, sizes)
        case Product():
            t.take("(")
            factors = spine(f, Product)
            values = []
            for i, factor in enumerate(factors):
                if i:
                    t.take(",")
                values.append(step(factor, t, sizes))
            t.take(")")
            value = values[0]
            for other in values[1:]:
                value = (value, other)
            return value
        case Sum():
            t.take("inj")
            parts, side = spine(f, Sum), t.take()
            if not side.isdecimal() or int(side) >= len(parts):
                raise t.wrong(f"a number below {len(parts)} after inj", side)
            i = int(side)
            value = step(parts[i], t, sizes)
            value = (1, value) if i else value
            for _ in range(len(parts) - max(i, 1) - (i > 0)):
                value = (0, value)
            return value
        case Power():
            found: dict[Any, Any] = {}
            for _ in t.several():
                a = sizes[f.letters.name].index(element(f.letters, t, sizes))
                t.take(":")
                found[a] = step(f.base, t, sizes)
            if len(found) != f.letters.size:
                raise t.wrong(f"a step for each of {f.letters.size} letters", f"{len(found)} steps")
            return tuple(found[a] for a in range(len(found)))
        case Sets():
            return [step(f.base, t, sizes) for _ in t.several()]
    assert isinstance(f, Weighted)
    pairs = []
    for _ in t.several():
        value = step(f.base, t, sizes)
        weight: Any = 1
        if not isinstance(f, Bag) or t.next() == ":":
            t.take(":")
            weight = number(t)
        if not f.monoid.holds(weight) and not f.monoid.fractions and weight.denominator == 1:
            weight = int(weight)
        pairs.append((value, weight))
    return pairs


def element(f: Constant, t: Tokens, sizes: Sizes) -> Any:
    elements = sizes[f.name]
    if elements is None:
        return number(t)
    word = t.name()
    if word not in elements:
        raise t.wrong(f"one of {', '.join(elements)}", word)
    return word


def number(t: Tokens) -> Fraction:
    word = t.take()
    try:
        return exact([word])[0]
    except Misuse:
        raise t.wrong("a number such as 1/3 or 0.1", word) from None


# ---- writing -----------------------------------------------------------------------------------
