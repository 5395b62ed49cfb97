"""How a check ends early: with the reason for which the certificate is refused."""

from __future__ import annotations

__all__ = ["Refused", "require"]


class Refused(Exception):
    """Raised inside the checker, turned into `Fails` by `verify`."""


def require(condition: object, reason: str) -> None:
    if not condition:
        raise Refused(reason)
