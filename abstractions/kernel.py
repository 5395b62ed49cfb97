"""Array functions that run at once on small inputs and are compiled for large ones.

A kernel is a function on integers and NumPy arrays, written in the part of Python that numba
compiles; it holds no theory.  Compiling one costs about a second, once per machine (the result is
kept on disk), so small inputs run the same lines as plain Python, and neither ``import
abstractions`` nor a classroom example ever waits for numba.  Arrays of Python objects (numbers that
do not fit 64 bits) always run as plain Python.

The environment variable ``ABSTRACTIONS_JIT`` chooses: ``auto`` (the default), ``always``, ``never``.  It
is read once, by ``import abstractions``: a look at it took longer than a call of a compiled kernel.

Because one text serves both, kernels keep to arithmetic on which plain integers and 64-bit machine
integers agree: they convert with ``int`` before multiplying and mask before shifting right.  And no
index is negative: the compiled form is not asked to test each access for one, which made the loops
of `splitter_queue` twice as fast.
"""

from __future__ import annotations

import ast
import inspect
import os
import sys
import textwrap
import zlib
from collections.abc import Callable
from types import CodeType, FunctionType
from typing import Any, ClassVar, Generic, ParamSpec, TypeVar

import numpy as np
from numpy import ndarray

from .progress import progress

__all__ = ["Kernel", "kernel"]

P = ParamSpec("P")
R = TypeVar("R")

SMALL = 4096
"""Total number of array entries up to which plain Python is faster than loading the compiler."""


class Kernel(Generic[P, R]):
    """A function together with its compiled form, made when first needed.

    ``plain``: the function as written.  ``compiled``: the same, translated by numba.

    >>> @kernel
    ... def total(values):
    ...     t = 0
    ...     for i in range(values.size):
    ...         t += int(values[i])
    ...     return t
    >>> total(np.arange(5))
    10
    """

    mode: ClassVar[str] = os.environ.get("ABSTRACTIONS_JIT", "auto")
    """What ``ABSTRACTIONS_JIT`` says, for all kernels."""

    def __init__(self, plain: Callable[P, R]) -> None:
        self.plain = plain
        self.__name__ = plain.__name__
        self.__doc__ = plain.__doc__
        self.__module__ = plain.__module__
        self.__wrapped__ = plain
        self._compiled: Callable[P, R] | None = None
        self._handled = 0

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        if self.mode == "never":
            return self.plain(*args, **kwargs)
        for a in args:
            if isinstance(a, ndarray) and a.dtype.hasobject:
                return self.plain(*args, **kwargs)
        if self._compiled is not None:
            return self._compiled(*args, **kwargs)
        if self.mode != "always" and self.is_small(args):
            return self.plain(*args, **kwargs)
        with progress(f"compiling {self.__name__} (kept for the next time)"):
            return self.compiled(*args, **kwargs)

    def is_small(self, args: tuple[Any, ...]) -> bool:
        """Whether ``args`` are few entries; where numba is loaded, together with all that came before."""
        size = sum(a.size for a in args if isinstance(a, ndarray))
        self._handled = size + ("numba" in sys.modules) * self._handled
        return self._handled <= SMALL

    @property
    def compiled(self) -> Callable[P, R]:
        """The compiled form, which is made or found on disk when it is first called."""
        if self._compiled is None:
            self._compiled = self._compile()
        return self._compiled

    def _compile(self) -> Callable[P, R]:
        import numba

        f = self.plain
        assert isinstance(f, FunctionType)
        scope = {  # inside compiled code, the kernels it calls are compiled ones
            name: value.compiled if isinstance(value, Kernel) else value
            for name, value in f.__globals__.items()
            if name in f.__code__.co_names
        }
        scope |= {"__name__": f.__module__, UnsignedIndices.name: np.uint64}
        copy = FunctionType(unsigned(f), scope, f.__name__, f.__defaults__)
        copy.__qualname__, copy.__module__ = f"{f.__qualname__}_{self.stamp():08x}", f.__module__
        try:
            compiled: Callable[P, R] = numba.njit(cache=True, **self.options())(copy)
        except RuntimeError:  # nowhere to keep the compiled form: do without
            compiled = numba.njit(**self.options())(copy)
        return compiled

    def options(self) -> dict[str, Any]:
        """How numba compiles it: kernels are put in where they are called, and references not counted.

        Counting those to its arrays takes a short kernel longer than its work; only one that makes
        arrays needs it.
        """
        return {"nogil": True, "forceinline": True, "_nrt": "np" in self.plain.__code__.co_names}

    def stamp(self) -> int:
        """A number made of the text of the kernel and of those it calls, and of how it is compiled.

        It names the compiled form on disk, which numba keeps until the file of this kernel changes:
        a change in another file, of a kernel that is called, must not leave it there.
        """
        f = self.plain
        assert isinstance(f, FunctionType)
        found = zlib.crc32(f"{self.options()}{inspect.getsource(f)}".encode())
        for name in sorted(f.__code__.co_names):
            value = f.__globals__.get(name)
            if isinstance(value, Kernel) and value is not self:
                found = zlib.crc32(str(value.stamp()).encode(), found)
            elif isinstance(value, int):
                found = zlib.crc32(str(value).encode(), found)
        return found


def kernel(f: Callable[P, R]) -> Kernel[P, R]:
    """Make ``f`` a kernel."""
    return Kernel(f)


class UnsignedIndices(ast.NodeTransformer):
    """Rewrites ``a[i, j]`` to ``a[unsigned_index(i), unsigned_index(j)]``; slices stay."""

    name = "unsigned_index"

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.slice, ast.Tuple):
            node.slice.elts = [self.cast(i) for i in node.slice.elts]
        else:
            node.slice = self.cast(node.slice)
        return node

    def cast(self, index: ast.expr) -> ast.expr:
        if isinstance(index, ast.Slice | ast.Constant):
            return index
        return ast.Call(ast.Name(self.name, ast.Load()), [index], [])


def unsigned(f: FunctionType) -> CodeType:
    """The code of ``f`` with unsigned indices, at the same lines of the same file.

    Numba compiles a signed index to a test, an addition and a choice, since -1 may mean the last.
    """
    lines, first = inspect.getsourcelines(f)
    tree = ast.parse(textwrap.dedent("".join(lines)))
    define = tree.body[0]
    assert isinstance(define, ast.FunctionDef)
    define.decorator_list, define.returns = [], None
    for argument in define.args.args:
        argument.annotation = None
    tree = ast.fix_missing_locations(ast.increment_lineno(UnsignedIndices().visit(tree), first - 1))
    module = compile(tree, f.__code__.co_filename, "exec")
    return next(code for code in module.co_consts if isinstance(code, CodeType))
