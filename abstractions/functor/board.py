"""Reading shapes as they are written on the board."""

from __future__ import annotations

import re

from ..errors import Misuse
from .branching import MONOIDS, B, D, P, W
from .shapes import Constant, Functor, Power, X

__all__ = ["parse"]

LONGEST = 1000
"""Shapes are written in at most so many characters, so that they are not nested too deeply."""

TOKEN = re.compile(r"\s*(->|\*\*|[()*+^]|\w+)")


def parse(text: str, **sizes: int) -> Functor:
    """The functor that ``text`` says; ``sizes`` of the constants, where they are known.

    ``+`` and ``*`` group to the left; ``F**A``, ``F^A`` and ``A -> F`` are the same.

    >>> print(parse("A -> D(X)"), parse("P(A * X)"), parse("O * X^A", O=2, A=3), parse("Q^(X) + 1"), sep="   ")
    D(X)**A   P(A * X)   O * X**A   Q^(X) + 1
    """
    if len(text) > LONGEST:
        raise unreadable(text[:40] + " ...", text[-20:], "it is too long")
    words, at = [], 0
    while at < len(text.rstrip()):
        found = TOKEN.match(text, at)
        if found is None:
            raise unreadable(text, text[at:].strip()[:20], "it is no sign used in shapes")
        words.append(found[1])
        at = found.end()
    reader = Reader(text, words, sizes)
    try:
        functor = reader.arrow()
    except RecursionError:
        raise unreadable(text[:40] + " ...", "", "it is nested too deeply") from None
    if reader.words:
        raise unreadable(text, reader.words[0], "the shape ends before it")
    return functor


def unreadable(text: str, found: str, reason: str) -> Misuse:
    return Misuse(
        f"{text!r} is a shape",
        value=found or "its end",
        reason=reason,
        repair="write for example P(A * X), O * X**A, A -> D(X) or Q^(X)",
    )


class Reader:
    """What is left to read."""

    def __init__(self, text: str, words: list[str], sizes: dict[str, int]) -> None:
        self.text, self.words, self.sizes = text, words, sizes

    def next(self) -> str:
        return self.words[0] if self.words else ""

    def take(self, word: str = "") -> str:
        if not self.words or (word and self.words[0] != word):
            raise unreadable(self.text, self.next(), f"{word or 'a shape'} is expected")
        return self.words.pop(0)

    def arrow(self) -> Functor:
        left = self.sum()
        if self.next() != "->":
            return left
        self.take()
        if not isinstance(left, Constant):
            raise unreadable(self.text, str(left), "only a constant can stand before an arrow")
        return Power(self.arrow(), left)

    def sum(self) -> Functor:
        functor = self.product()
        while self.next() == "+":
            self.take()
            functor = functor + self.product()
        return functor

    def product(self) -> Functor:
        functor = self.power()
        while self.next() == "*":
            self.take()
            functor = functor * self.power()
        return functor

    def power(self) -> Functor:
        functor = self.atom()
        while self.next() in ("**", "^"):
            self.take()
            letters = self.constant(self.take())
            functor = Power(functor, letters)
        return functor

    def atom(self) -> Functor:
        word = self.take()
        if word == "(":
            return self.closing()
        if word == "X":
            return X
        if word in BRANCHING:
            self.take("(")
            return BRANCHING[word](self.closing())
        if word in MONOIDS:
            self.take("^")
            self.take("(")
            return W(word, self.closing())
        return self.constant(word)

    def closing(self) -> Functor:
        functor = self.arrow()
        self.take(")")
        return functor

    def constant(self, word: str) -> Constant:
        number = word.isdecimal() and word.isascii()
        if not number and (not word.isidentifier() or word in ("X", *BRANCHING, *MONOIDS)):
            raise unreadable(self.text, word, "the name of a constant is expected")
        return Constant(word, int(word) if number else self.sizes.get(word))


BRANCHING = {"P": P, "B": B, "D": D}
