"""One reader of expressions, for every language of operators between names and numbers.

Main definitions  `Language`, `Level`, `read`; `NAME`, `identifiers`
Notes             A language says what its signs mean; the reader knows what all have in common: signs that join
                  parts, the loosest level first and each from left to right; signs before a part; a power
                  after it; parentheses; names.  Levels and parts are read in loops: a sum may have any length.
Laws              `polynomials_mean_what_they_say`, `bit_maps_mean_what_they_say` in `abstractions.testing.laws`
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from ..arguments import names_of
from ..errors import Misuse, brief

__all__ = ["DEEPEST", "NAME", "Language", "Level", "identifiers", "read"]

V = TypeVar("V")
Level: TypeAlias = tuple[frozenset[str], Callable[[V, list[tuple[str, V]]], V]]
"""The signs of a level, and what a first part and pairs of a sign and a part make."""

NAME = re.compile(r"[^\W\d]\w*")
DEEPEST = 50
"""How many parentheses and powers may be open at once."""


@dataclass(frozen=True)
class Language(Generic[V]):
    """What the signs of expressions mean.

    ``token``: a pattern of three groups, a literal, a name, or a sign.  ``levels``: the loosest first.
    ``before``: signs before a part, and whether they negate.  ``raising``: signs of a power, if there are any.
    ``wrong``: the error that is raised, with the reason.  ``noun``: what an expression of it is.
    """

    noun: str
    token: re.Pattern[str]
    wrong: type[ValueError]
    literal: Callable[[str], V]
    levels: tuple[Level[V], ...]
    before: Mapping[str, bool]
    negative: Callable[[V], V]
    raising: frozenset[str] = frozenset()
    power: Callable[[V, V], V] | None = None


def read(text: str, names: Mapping[str, V], language: Language[V]) -> V:
    """What a text means, each name standing for what ``names`` says.  Errors: the language's own."""
    reader = Reader(text, names, language)
    found = reader.level(0)
    if reader.rest():
        raise reader.unexpected()
    return found


def identifiers(names: Any, what: str, *, count: int | None = None) -> tuple[str, ...]:
    """Names that expressions can use, each given once.  Errors: `Misuse`.

    >>> identifiers("ab", "the variables")
    Traceback (most recent call last):
    ...
    abstractions.errors.Misuse: Misuse: the variables are a list.
      found:  'ab'
      reason: a str is none
      repair: write [...] around them
    """
    found = names_of(names, what, count=count)
    for name in found:
        if not NAME.fullmatch(name):
            raise Misuse(
                f"{what} are words",
                value=repr(name),
                reason="a word has letters, digits and _, and does not begin with a digit",
                repair="rename it",
            )
    return found


class Reader(Generic[V]):
    """A text that is read from left to right, one token ahead."""

    def __init__(self, text: str, names: Mapping[str, V], language: Language[V]) -> None:
        self.text, self.names, self.of, self.at, self.open = text, names, language, 0, 0
        self.advance()

    def advance(self) -> None:
        found = self.of.token.match(self.text, self.at)
        parts = found.groups() if found else (None, None, None)
        self.literal: str | None = parts[0]
        self.name: str | None = parts[1]
        self.sign: str | None = parts[2]
        self.begin = self.at
        if found:
            self.at = found.end()
        elif self.rest():
            raise self.unexpected()

    def rest(self) -> str:
        return self.text[self.begin :].strip()

    def unexpected(self) -> ValueError:
        rest = self.rest()
        return self.of.wrong(
            f"{brief(rest, 20)!r} is not expected here" if rest else "something is missing at its end"
        )

    def deeper(self) -> None:
        self.open += 1
        if self.open > DEEPEST:
            raise self.of.wrong("it is nested too deeply")

    def level(self, i: int) -> V:
        if i == len(self.of.levels):
            return self.part()
        signs, join = self.of.levels[i]
        first, others = self.level(i + 1), []
        while self.sign in signs:
            sign = str(self.sign)
            self.advance()
            others.append((sign, self.level(i + 1)))
        return join(first, others) if others else first

    def part(self) -> V:
        negate = False
        while self.sign in self.of.before:
            negate ^= self.of.before[str(self.sign)]
            self.advance()
        found = self.atom()
        if self.of.power is not None and self.sign in self.of.raising:
            self.advance()
            self.deeper()
            found = self.of.power(found, self.part())
            self.open -= 1
        return self.of.negative(found) if negate else found

    def atom(self) -> V:
        if self.literal is not None:
            found = self.of.literal(self.literal)
        elif self.name is not None:
            found = self.named(self.name)
        elif self.sign == "(":
            self.deeper()
            self.advance()
            found = self.level(0)
            if self.sign != ")":
                raise self.unexpected() if self.rest() else self.of.wrong("a parenthesis is not closed")
            self.open -= 1
        else:
            raise self.unexpected()
        self.advance()
        return found

    def named(self, name: str) -> V:
        if self.text[self.at :].lstrip()[:1] == "(":
            raise self.of.wrong(f"{name}(...) is a call, and no {self.of.noun}")
        if name not in self.names:
            raise self.of.wrong(f"{name} is not known")
        return self.names[name]
