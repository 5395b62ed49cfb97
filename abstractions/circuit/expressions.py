"""Circuits from sympy expressions, Boolean and arithmetic.

Main definition   `of_expressions`
Notes             Values are exact: truth values, integers, fractions.  In a Boolean operation a number is true
                  iff it is 1, and must be 0 or 1.  A text is read by sympy only when it is made of names, numbers,
                  operators, comparisons and calls; what Python and sympy read differently is refused.
Law               `expressions_mean_what_they_say` in `abstractions.testing.laws`
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from ..arguments import applied
from ..errors import MissingExtra, Misuse, brief
from .circuit import Circuit

__all__ = ["of_expressions"]

READABLE = (
    ast.Expression, ast.Name, ast.Load, ast.Constant, ast.Call, ast.Tuple,
    ast.BinOp, ast.UnaryOp, ast.operator, ast.USub, ast.UAdd, ast.Invert,
    ast.Compare, ast.Lt, ast.LtE, ast.Gt, ast.GtE,
)  # fmt: skip


def of_expressions(
    expressions: Mapping[str, Any],
    *,
    values: Mapping[str, Iterable[Hashable]],
    outputs: Sequence[str] | None = None,
) -> Circuit:
    """The circuit each node of which is an expression, a text or sympy's own, in the names of others.

    ``&``, ``|``, ``^``, ``~`` are Boolean; ``Eq``, ``Ne``, ``Mod``, ``Max``, ``Piecewise`` and sympy's other functions
    may be called.  ``values``: of the inputs, as for `Circuit.of`; numbers or truth values.
    Cost: one evaluation by sympy for each entry of each table.  Errors: `Misuse` for texts that are no
    expressions, and values that are no exact numbers; `MissingExtra` without sympy.

    >>> c = of_expressions({"half": "a ^ b", "total": "a + b + c", "fair": "total / 3"},
    ...                    values={"a": (0, 1), "b": (0, 1), "c": (0, 1)}, outputs=["half", "fair"])
    >>> c.run({"a": 1, "b": 0, "c": 1})
    {'a': 1, 'b': 0, 'c': 1, 'half': True, 'total': 2, 'fair': Fraction(2, 3)}
    """
    try:
        import sympy
    except ImportError:
        raise MissingExtra("sympy", "symbolic", "reading expressions") from None
    given = {name: tuple(of) for name, of in values.items()}
    names = {name: sympy.Symbol(name) for name in (*given, *expressions)}
    functions: dict[str, Callable[..., Hashable]] = {}
    parents: dict[str, list[str]] = {}
    for name, said in expressions.items():
        given_as = read(name, said, names)
        found, asked = booleans(given_as), truths(given_as)
        symbols = sorted(
            found.free_symbols, key=lambda s: list(names).index(s.name) if s.name in names else -1
        )
        parents[name] = [symbol.name for symbol in symbols]
        functions[name] = evaluated(found, symbols, asked)
    return Circuit.of(functions, values=given, parents=parents, outputs=outputs)


def read(name: str, said: Any, names: Mapping[str, Any]) -> Any:
    """An expression of sympy.  Errors: `Misuse`."""
    import sympy

    if isinstance(said, str):
        try:
            tree = ast.parse(said.strip(), mode="eval")
        except (SyntaxError, ValueError) as error:
            raise unread(name, said, f"it is no expression: {error}") from None
        for node in ast.walk(tree):
            if not isinstance(node, READABLE):
                raise unread(name, said, f"sympy would not read its {type(node).__name__} as you do")
        said = applied(
            lambda: sympy.sympify(said, locals=dict(names), convert_xor=False), f"the expression of {name}"
        )
    if not isinstance(said, (sympy.Expr, sympy.logic.boolalg.Boolean)):
        raise unread(name, said, f"a {type(said).__name__} is none")
    return said


def unread(name: str, said: Any, reason: str) -> Misuse:
    return Misuse(
        "a node is an expression",
        value=f"{name}: {brief(said)}",
        reason=reason,
        repair="write & | ~ for and, or, not; Eq(a, b), Ne(a, b) for == and !=; Piecewise or ITE for choices",
    )


def booleans(expression: Any) -> Any:
    """The same with each name that is used as a truth value compared with zero."""
    import sympy

    def asks(e: Any) -> bool:
        return isinstance(e, sympy.logic.boolalg.BooleanFunction) and any(s.is_Symbol for s in e.args)

    def asked(e: Any) -> Any:
        return e.func(*(sympy.Ne(s, 0) if s.is_Symbol else s for s in e.args))

    return expression.replace(asks, asked)


def truths(expression: Any) -> set[Any]:
    """The names that are used as truth values."""
    import sympy

    found: set[Any] = set()
    for e in expression.atoms(sympy.logic.boolalg.BooleanFunction):
        found |= {s for s in e.args if s.is_Symbol}
    return found


def evaluated(expression: Any, symbols: Sequence[Any], asked: set[Any]) -> Callable[..., Hashable]:
    """The expression as a function of its symbols' values; ``asked``: those that are truth values."""
    import sympy

    def number(symbol: Any, value: Hashable) -> Any:
        if symbol in asked and value not in (0, 1):
            raise Misuse(
                "what & | ^ ~ are applied to is a truth value, 0 or 1",
                value=f"{symbol} = {value!r} in {expression}",
                reason="they are Boolean, not operations on the bits of numbers",
                repair="write Ne(name, 0) if any other number is true; use a function for bits",
            )
        if not isinstance(value, (bool, int, Fraction)):
            raise Misuse(
                "the values in an expression are exact numbers, or truth values",
                value=value,
                reason=f"a {type(value).__name__} is none",
                repair="use integers or fractions, or a function instead of an expression",
            )
        fraction = Fraction(value)
        return sympy.Rational(fraction.numerator, fraction.denominator)

    def function(*values: Hashable) -> Hashable:
        found = expression.xreplace({s: number(s, v) for s, v in zip(symbols, values)})
        if found in (sympy.true, sympy.false):
            return bool(found)
        if getattr(found, "is_Rational", False):
            return int(found) if found.is_Integer else Fraction(int(found.p), int(found.q))
        raise Misuse(
            "an expression has exact values",
            value=f"{expression} is {found} at {', '.join(map(repr, values))}",
            reason="it is no fraction and no truth value",
            repair="keep roots and decimals out of expressions",
        )

    return function
