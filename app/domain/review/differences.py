"""Compares two reports of a file field by field, so that old and new values can be shown side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from typing import Any

from app.domain.report import FileReport

_NOT_COMPARED = frozenset({"thumbnail", "blocks", "provenance", "excerpts"})
"""A thumbnail is generated, not found in the file. Blocks are not loaded, and the others describe other fields."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs.

    `field` is the name in the report, or `group.field` for a field inside generation, camera, gps, nsfw or hashes.
    """

    field: str
    old: object
    new: object


def list_differences(old: FileReport, new: FileReport) -> list[Change]:
    """Return the fields that differ, in the order of the report's fields.

    Where a report has only an excerpt of a value, the excerpt and the length of the whole value are compared.
    """
    before, after = dict(_flatten(old)), dict(_flatten(new))
    names = list(dict.fromkeys((*before, *after)))
    return [
        Change(name, before.get(name), after.get(name))
        for name in names
        if (before.get(name), old.excerpts.get(name)) != (after.get(name), new.excerpts.get(name))
    ]


def _flatten(report: FileReport) -> Iterator[tuple[str, Any]]:
    for field in fields(report):
        value = getattr(report, field.name)
        if field.name in _NOT_COMPARED:
            continue
        if hasattr(value, "__dataclass_fields__"):
            yield from ((f"{field.name}.{name}", part) for name, part in asdict(value).items())
        else:
            yield field.name, value
