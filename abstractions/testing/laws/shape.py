"""The laws of functors."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from ...functor import Functor, parse
from .registry import law


@law
def functors_preserve_composition(
    functor: Functor, step: Any, f: Callable[[Any], Hashable], g: Callable[[Any], Hashable]
) -> None:
    """F(g . f) = F(g) . F(f), and F of the identity changes nothing but the form."""
    once = functor.image(step, lambda s: s)
    assert functor.image(once, lambda s: s) == once
    assert functor.image(functor.image(step, f), g) == functor.image(step, lambda s: g(f(s)))
    assert functor.image(once, f) == functor.image(step, f)
    assert hash(once) == hash(functor.image(step, lambda s: s))


@law
def parsing_undoes_printing(functor: Functor, **sizes: int) -> None:
    """What is written on the board is read back, if the sizes of constants are told."""
    assert parse(str(functor), **sizes) == functor
