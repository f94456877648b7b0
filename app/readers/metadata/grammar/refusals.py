"""What one field held, and what was understood of it: the first that was understood counts, the others are quoted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.readers.metadata.shortening import shorten_name

Value = TypeVar("Value")

_QUOTED = 60
"""Characters that are quoted of what a field held; every known way of writing a date or a place is shorter."""
_REFUSED = " was there and refused: "


@dataclass(frozen=True, slots=True)
class Reading(Generic[Value]):
    """One field that held something. A field that is empty, or says that it was never set, gives no reading."""

    origin: str
    held: str
    """What the field holds, as text."""
    value: Value | None
    """None where `held` was not understood."""
    warnings: tuple[str, ...] = ()
    """What was refused of the fields beside it, in words for the user."""


def choose_first(readings: Iterable[Reading[Value]]) -> tuple[Value, str] | None:
    """Return the first value that was understood, with its origin."""
    return next(((reading.value, reading.origin) for reading in readings if reading.value is not None), None)


def list_refusals(what: str, readings: Iterable[Reading[Value]]) -> list[str]:
    """Return what was refused of the fields that come before the one that counts, and beside that one."""
    refusals: list[str] = []
    for reading in readings:
        if reading.value is not None:
            return [*refusals, *reading.warnings]
        refusals.append(describe_refusal(what, reading.held, reading.origin))
    return refusals


def describe_refusal(what: str, held: str, origin: str) -> str:
    """Return the warning that quotes what a field held."""
    return f"{what}{_REFUSED}“{shorten_name(' '.join(held.split()), _QUOTED)}” ({origin})"


def find_refused_origin(problem: str, kinds: Iterable[str]) -> str | None:
    """Return where a value stood whose refusal this problem is, if it is one of these kinds."""
    is_refusal = any(problem.startswith(kind + _REFUSED) for kind in kinds)
    return problem.rpartition("(")[2].removesuffix(")") if is_refusal else None
