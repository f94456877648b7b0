"""How a session's file relates to the library, which library values it keeps, and whether it is to be applied."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from app.domain.report import FileReport


class Relation(StrEnum):
    """How a file relates to the library."""

    NEW = "new"
    """The library has neither the path nor the content."""
    CHANGED = "changed"
    """The library has the path, with another finding."""
    MOVED = "moved"
    """The library has the content under a path that no longer exists on disk."""
    DUPLICATE = "duplicate"
    """The library has the content under another path that still exists, or an earlier file of the session has it."""
    SAME = "same"
    """The library has the path with the same finding. Every skipped file has this relation until it is edited."""
    GONE = "gone"
    """A file of the library that no longer exists on disk. Discovered files never have this relation."""


class Choice(StrEnum):
    """What the commit does with a file."""

    APPLY = "apply"
    """Do what the relation implies: add, update, move, add as another file, nothing, or remove from the library."""
    LEAVE = "leave"
    """Change nothing in the library for this file."""


EDITABLE = ("score", "favourite", "keywords")
"""Fields of a report that the user may change before the commit."""

EDITED = "you, at the preview"
"""Provenance of a value that the user changed."""

KEPT = "the library, from before the file moved"
"""Provenance of a value that a moved file kept because the file itself has none."""

KEPT_FIELDS = ("score", "favourite")
"""Fields that a moved file keeps from the library if it has no value of its own."""


def merge_library_values(read: FileReport, library: FileReport, *, is_moved: bool) -> FileReport:
    """Return the report `read` with the values that it keeps from `library`, and their provenance."""
    found = {name: _choose_provenance(name, read, library, is_moved=is_moved) for name in EDITABLE}
    origins = {name: origin for name, origin in found.items() if origin is not None}
    values = {name: getattr(library, name) for name in origins}
    return replace(read, **values, provenance=read.provenance | origins)


def _choose_provenance(name: str, read: FileReport, library: FileReport, *, is_moved: bool) -> str | None:
    """Return the provenance under which the library's value is kept, or None if the value just read counts."""
    origin, is_missing = library.provenance.get(name), getattr(read, name) in (None, ())
    if origin == EDITED and (is_missing or _has_same_content(read, library)):
        return EDITED  # the user edited this very content, so the value in the file does not override the edit
    if name not in KEPT_FIELDS or not is_missing:
        return None
    return KEPT if origin == KEPT or (is_moved and getattr(library, name) is not None) else None


def _has_same_content(read: FileReport, library: FileReport) -> bool:
    return bool(read.hashes and library.hashes and read.hashes.content == library.hashes.content)
