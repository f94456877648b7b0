"""What differs between two reports of a file, field by field, for showing the old value beside the new."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from typing import Any

from app.domain.report import FileReport

_NOT_COMPARED = frozenset({"thumbnail", "blocks", "provenance"})
"""Pictures are made, not found; the others are not loaded, or say only where a value came from."""


@dataclass(frozen=True, slots=True)
class Change:
    """`field` is the report's, or `group.field` for one inside generation, camera, gps, nsfw or hashes."""

    field: str
    old: object
    new: object


def differences(old: FileReport, new: FileReport) -> list[Change]:
    """In the order of the report's fields; empty when the two say the same."""
    before, after = dict(_flat(old)), dict(_flat(new))
    names = list(dict.fromkeys((*before, *after)))
    return [Change(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)]


def _flat(report: FileReport) -> Iterator[tuple[str, Any]]:
    for field in fields(report):
        value = getattr(report, field.name)
        if field.name in _NOT_COMPARED:
            continue
        if hasattr(value, "__dataclass_fields__"):
            yield from ((f"{field.name}.{name}", part) for name, part in asdict(value).items())
        else:
            yield field.name, value
