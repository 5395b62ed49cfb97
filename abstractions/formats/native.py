"""The library's own formats: JSON to read, ``.npz`` for large machines; systems, abstractions and
certificates.

Every file says ``"format": "abstractions/<what>"`` and ``"version": 1``.  Arrays are lists of integers
in JSON and arrays in ``.npz``; names are strings, numbers, booleans, null, or lists (read as tuples).
``schema.json`` beside this file says it as a JSON Schema.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Hashable
from dataclasses import fields
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from ..abstraction import Abstraction
from ..certificate import KINDS, Certificate
from ..errors import FormatError, Misuse
from ..functor.branching import fraction_of
from ..system import Branching, Deterministic, System
from . import branching
from .text import read_text, replacing

__all__ = [
    "read_abstraction",
    "read_certificate",
    "read_system",
    "write_abstraction",
    "write_certificate",
    "write_system",
]

VERSION = 1
NAMES = ("state_names", "letter_names", "output_names")


# ---- systems -----------------------------------------------------------------------------------


def write_system(system: System, path: Path) -> None:
    """Write a system as ``.json`` or ``.npz``, all or nothing."""
    if isinstance(system, Branching):
        edges, rest = branching.fields(system, ending(path) == ".npz")
        if system.state_names is not None:
            rest["state_names"] = [as_json(name) for name in system.state_names]
        return save(path, "system", {**edges, "initial": system.initial}, rest)
    assert isinstance(system, Deterministic)
    arrays: dict[str, Any] = {"step": system.step, "initial": system.initial}
    if system.outputs is not None:
        arrays["outputs"] = system.outputs
    if system.halting is not None:
        arrays["halting"] = system.halting.astype(np.int32)
    names = {
        what: [as_json(name) for name in given]
        for what in NAMES
        if (given := getattr(system, what)) is not None
    }
    return save(path, "system", arrays, names)


def read_system(path: Path) -> System:
    """The system in a ``.json`` or ``.npz`` file.  Errors: `FormatError`."""
    data = load(path, "system", {"step", "initial", "outputs", "halting", *NAMES, *branching.FIELDS})
    try:
        if "functor" in data:
            if "state_names" in data:
                data["state_names"] = names(path, data["state_names"])
            try:
                return branching.system(data)
            except Misuse:
                raise
            except (
                ValueError,
                TypeError,
                LookupError,
                AttributeError,
                OverflowError,
                RecursionError,
            ) as error:
                raise damaged(path, "steps of the shape that it names", error) from None
        halting = data.get("halting")
        if halting is not None:
            halting = np.asarray(halting)
            if halting.dtype.kind not in "iub" or not np.isin(halting, (0, 1)).all():
                raise damaged(path, "halting as zeros and ones", halting)
            halting = halting.astype(np.bool_)
        return System.deterministic(
            data["step"],
            data.get("outputs"),
            halting=halting,
            initial=data.get("initial", ()),
            **{what: names(path, data[what]) for what in NAMES if what in data},
        )
    except KeyError as missing:
        raise damaged(path, f"the field {missing}", "nothing") from None
    except FormatError:
        raise
    except Misuse as error:
        raise damaged(path, error.claim, f"{error.value}; {error.reason}") from None


def names(path: Path, given: Any) -> list[Hashable]:
    if not isinstance(given, list):
        raise damaged(path, "names in a list", given)
    try:
        found = [as_name(name) for name in given]
        hash(tuple(found))
    except (TypeError, RecursionError, LookupError, ValueError):
        raise damaged(path, "names that are texts, numbers or lists", "something else") from None
    return found


def as_json(name: Any) -> Any:
    if isinstance(name, tuple):
        return [as_json(part) for part in name]
    if isinstance(name, np.generic):
        return name.item()
    if isinstance(name, Fraction):
        return {"fraction": str(name)}
    return name if isinstance(name, (str, int, float, bool, type(None))) else str(name)


def as_name(name: Any) -> Any:
    if isinstance(name, dict):
        return fraction_of(name["fraction"])
    return tuple(as_name(part) for part in name) if isinstance(name, list) else name


# ---- abstractions and certificates -------------------------------------------------------------


def write_abstraction(p: Abstraction, path: str | Path) -> None:
    """Write the labels as ``.json`` or ``.npz``, all or nothing."""
    save(Path(path), "abstraction", {"labels": p.labels}, {})


def read_abstraction(path: str | Path) -> Abstraction:
    """The abstraction in a ``.json`` or ``.npz`` file.  Errors: `FormatError`."""
    data = load(Path(path), "abstraction", {"labels"})
    try:
        return Abstraction(data["labels"])
    except KeyError:
        raise damaged(Path(path), "the field 'labels'", "nothing") from None
    except Misuse as error:
        raise damaged(Path(path), error.claim, f"{error.value}; {error.reason}") from None


def write_certificate(certificate: Certificate, path: str | Path) -> None:
    """Write a certificate as ``.json`` or ``.npz``, all or nothing."""
    save(Path(path), "certificate", certificate.arrays(), {"kind": certificate.kind})


def read_certificate(path: str | Path) -> Certificate:
    """The certificate in a ``.json`` or ``.npz`` file, not yet checked.  Errors: `FormatError`."""
    path = Path(path)
    known = {kind: {f.name for f in fields(KINDS[kind])} for kind in KINDS}
    data = load(path, "certificate", {"kind"}.union(*known.values()))
    kind = data.pop("kind", None)
    if not isinstance(kind, str) or kind not in KINDS:
        raise damaged(path, f"a kind among {', '.join(KINDS)}", kind)
    if known[kind] != set(data):
        raise damaged(path, f"the fields {sorted(known[kind])}", sorted(data))
    try:
        return KINDS[kind](**data)
    except Misuse as error:
        raise damaged(path, error.claim, f"{error.value}; {error.reason}") from None


# ---- files -------------------------------------------------------------------------------------


def save(path: Path, what: str, arrays: dict[str, Any], rest: dict[str, Any]) -> None:
    head = {"format": f"abstractions/{what}", "version": VERSION, **rest}
    with replacing(path) as temporary:
        if ending(path) == ".npz":
            np.savez_compressed(temporary, head=np.array(json.dumps(head)), **arrays)
        else:
            lists = {name: np.asarray(array).tolist() for name, array in arrays.items()}
            temporary.write_text(json.dumps({**head, **lists}) + "\n", encoding="utf-8")


def load(path: Path, what: str, allowed: set[str]) -> dict[str, Any]:
    """The fields of a file, after its format and version have been looked at."""
    path = Path(path)
    if ending(path) == ".npz":
        data = load_archive(path)
    else:
        text = read_text(path)
        try:
            data = json.loads(text)
        except json.JSONDecodeError as error:
            raise FormatError(
                str(path),
                error.lineno,
                expected="JSON",
                found=f"{error.msg} at column {error.colno}",
                repair="complete the file: it may have been cut",
            ) from None
        except (RecursionError, ValueError) as error:
            raise damaged(path, "JSON of ordinary depth and numbers", error) from None
    if not isinstance(data, dict) or data.pop("format", None) != f"abstractions/{what}":
        raise damaged(path, f'"format": "abstractions/{what}"', "something else")
    version = data.pop("version", None)
    if not isinstance(version, int) or isinstance(version, bool) or version != VERSION:
        raise damaged(path, f'"version": {VERSION}', version)
    if unknown := set(data) - allowed:
        raise damaged(path, f"fields among {sorted(allowed)}", sorted(unknown))
    return data


def load_archive(path: Path) -> Any:
    """The arrays of an archive, and the fields of its head."""
    try:
        with path.open("rb") as file:
            if not zipfile.is_zipfile(file):
                raise damaged(path, "a NumPy archive", "something else")
            file.seek(0)
            with np.load(file, allow_pickle=False) as archive:
                data = {name: archive[name] for name in archive.files}
                if any(name in data for name in ("format", "version", "kind", *NAMES)):
                    raise damaged(path, "names and version in the head", "arrays of these names")
        head = json.loads(str(data.pop("head", "{}")))
        return data | head if isinstance(head, dict) else None
    except FormatError:
        raise
    except (
        OSError, ValueError, EOFError, KeyError, TypeError, SyntaxError,
        zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, MemoryError, OverflowError,
    ) as error:  # fmt: skip
        raise damaged(path, "a NumPy archive that can be read", error) from None


def ending(path: Path) -> str:
    if path.suffix.lower() not in (".json", ".npz"):
        raise Misuse(
            "the library's own files end in .json or .npz",
            value=str(path),
            reason="the end of the name says how to read and write it",
            repair="rename it",
        )
    return path.suffix.lower()


def damaged(path: Path, expected: str, found: object) -> FormatError:
    return FormatError(
        str(path), None, expected=expected, found=found, repair="make the file again; it may be damaged"
    )
