"""Integer arrays as the library keeps them: checked, canonical, read-only."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from .errors import Misuse, brief
from .kernel import kernel

__all__ = [
    "Ints",
    "again",
    "canonical",
    "components",
    "frozen",
    "integers",
    "jointly",
    "members",
    "narrow",
    "renumbered",
]

Ints: TypeAlias = npt.NDArray[Any]
"""A read-only array of integers, int32 unless said otherwise: labels of states, or states."""

MOST = 2**31 - 1

T = TypeVar("T")


def integers(
    values: Any,
    what: str,
    *,
    bound: int | Literal["rows"] | None = None,
    ndim: tuple[int, ...] = (1,),
) -> Ints:
    """``values`` as a read-only int32 array with entries in ``range(bound)``, if a bound is given.

    The bound "rows" is the length of the array: its entries are its own indices.
    A read-only C-contiguous int32 array that nobody else can write to is used as it is; anything
    else is copied, so that a later change of the original changes nothing here.
    """
    if hasattr(values, "__array__") or isinstance(values, (list, tuple, range)):
        try:
            array = np.asarray(values)
        except (ValueError, TypeError, OverflowError) as error:
            raise Misuse(
                f"{what} is a rectangular array of integers",
                value=values,
                reason=str(error),
                repair="give every row the same length",
            ) from None
        except MemoryError:
            raise Misuse(
                f"{what} fits the memory",
                value=values,
                reason=f"it has {len(values):,} entries",
                repair="there are at most 2**31 states: give one entry for each",
            ) from None
    else:
        array = np.asarray(None)
    if array.size == 0 and array.dtype.kind == "f":
        array = array.astype(np.int32)
    if array.dtype.kind not in ("iub" if bound is None else "iu"):  # a mask is no list of states
        raise Misuse(
            f"{what} is an array of integers",
            value=values,
            reason=f"its entries are of type {array.dtype}"
            if array.ndim
            else f"a {type(values).__name__} is not an array",
            repair="numpy.flatnonzero turns a mask into states"
            if array.dtype.kind == "b"
            else "number the states 0, 1, 2, ...; use `Abstraction.of` for other values",
        )
    if array.ndim not in ndim:
        raise Misuse(
            f"{what} has {' or '.join(map(str, ndim))} dimension{'s' * (ndim != (1,))}",
            value=f"shape {array.shape}",
            reason="one entry is wanted for each state" + (" and letter" * (2 in ndim)),
            repair="reshape it",
        )
    top = MOST if bound is None else len(array) if bound == "rows" else bound
    for wrong, entry in (("negative", array.min(initial=0)), ("too large", array.max(initial=0))):
        if entry < 0 or (entry >= top and array.size and wrong == "too large"):
            place = np.argwhere(array == entry)[0]
            raise Misuse(
                f"{what} has its entries in range({top})",
                value=f"{entry} at {brief(tuple(int(i) for i in place))}",
                reason=f"{entry} is {wrong}",
                repair="check the numbering: it starts at 0 and has no gaps at the end"
                if bound is not None
                else "number the classes with small integers",
            )
    if array.dtype == np.int32 and array.flags.c_contiguous and is_frozen(array):
        return array
    return frozen(array.astype(np.int32, order="C"))


def is_frozen(array: npt.NDArray[Any]) -> bool:
    """Whether no array in the chain of bases can be written through."""
    a: Any = array
    while isinstance(a, np.ndarray):
        if a.flags.writeable:
            return False
        a = a.base
    return a is None


def frozen(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """``array`` itself, made read-only."""
    array.flags.writeable = False
    return array


def narrow(bound: int) -> type[np.signedinteger[Any]]:
    """The smallest signed type that holds -1 and all of ``range(bound + 1)``."""
    return np.int8 if bound < 1 << 7 else np.int16 if bound < 1 << 15 else np.int32


def again(kind: type[T], parts: dict[str, Any]) -> T:
    """An object with these parts, its arrays made read-only: they are not when they come from a pickle."""
    made = object.__new__(kind)
    for name, value in parts.items():
        for array in value if isinstance(value, tuple) else (value,):
            if isinstance(array, np.ndarray):
                frozen(array)
        object.__setattr__(made, name, value)
    return made


def canonical(values: npt.NDArray[Any]) -> Ints:
    """The same grouping, groups numbered by first occurrence.  O(n) for small values, else sorting.

    >>> canonical(np.array([7, 3, 7, 0])).tolist()
    [0, 1, 0, 2]
    """
    low, high = int(values.min(initial=0)), int(values.max(initial=-1))
    if low < 0 or high > 4 * values.size + 1024:
        values = np.unique(values, return_inverse=True)[1]
        high = int(values.max())
    return renumbered(values, high + 1)[0]


def renumbered(values: npt.NDArray[Any], bound: int) -> tuple[Ints, Ints]:
    """``values`` (in ``range(bound)``) numbered by first occurrence, and the new number of each.

    Values that do not occur have number -1.
    """
    if values.dtype not in (np.int32, np.int64):
        values = values.astype(np.int64)
    labels, number = np.empty(values.size, np.int32), np.empty(bound, np.int32)
    renumber(frozen(np.ascontiguousarray(values).view()), labels, number)
    return frozen(labels), frozen(number)


@kernel
def renumber(values: Ints, labels: Ints, number: Ints) -> None:
    for v in range(number.size):
        number[v] = -1
    count = 0
    for i in range(values.size):
        v = values[i]
        if number[v] < 0:
            number[v] = count
            count += 1
        labels[i] = number[v]


def jointly(*columns: npt.NDArray[Any]) -> Ints:
    """The kernel of a tuple of maps: states equal in every column get equal labels.

    >>> jointly(np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1])).tolist()
    [0, 1, 2, 2]
    """
    labels = canonical(columns[0])
    for column in columns[1:]:
        fine = canonical(column)
        if not labels.any():  # one class
            labels = fine
        elif fine.any():
            pair = labels.astype(np.int64) * (int(fine.max()) + 1) + fine
            labels = canonical(pair)
    return labels


def members(labels: npt.NDArray[Any], classes: int) -> tuple[Ints, Ints]:
    """The states by class, increasing in each, and where each class begins, shape (classes + 1,).

    int32; int64 from 2**31 on, which edges may be, though states are fewer.
    """
    dtype = np.int32 if labels.size <= MOST else np.int64
    order, start = np.empty(labels.size, dtype), np.zeros(classes + 1, dtype)
    collect(labels, order, start)
    return order, start


@kernel
def collect(labels: Ints, order: Ints, start: Ints) -> None:
    for s in range(labels.size):
        start[labels[s] + 1] += 1
    for c in range(start.size - 1):
        start[c + 1] += start[c]
    for s in range(labels.size):
        order[start[labels[s]]] = s
        start[labels[s]] += 1
    for c in range(start.size - 1):
        start[start.size - 1 - c] = start[start.size - 2 - c]
    start[0] = 0


@kernel
def components(size: int, left: npt.NDArray[Any], right: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The least element connected to each of ``range(size)`` by the edges ``left[i] - right[i]``.

    Union-find with path halving; the root of a set is its least element.
    """
    root = np.arange(size).astype(np.int32)
    for i in range(left.size):
        x, y = left[i], right[i]
        while root[x] != x:
            root[x] = root[root[x]]
            x = root[x]
        while root[y] != y:
            root[y] = root[root[y]]
            y = root[y]
        if x < y:
            root[y] = x
        else:
            root[x] = y
    for x in range(size):
        root[x] = root[root[x]]
    return root
