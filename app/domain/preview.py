"""What a file found by a session is to the library, what it keeps of it, and what the user wants done with it."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from app.domain.report import FileReport


class Relation(StrEnum):
    NEW = "new"
    """Neither path nor content is known."""
    CHANGED = "changed"
    """The path is known, and the finding differs from the library's."""
    MOVED = "moved"
    """The content is known, under a path that is no longer on the disk."""
    DUPLICATE = "duplicate"
    """The content is known under another path that is still there, or stands earlier in the same session."""
    SAME = "same"
    """The path is known, and nothing differs. Every skipped file is this until it is edited."""
    GONE = "gone"
    """A file of the library that is no longer on the disk. No discovered file is this."""


class Choice(StrEnum):
    APPLY = "apply"
    """Do what the relation says: add, update, move, add as one more file, nothing, remove from the library."""
    LEAVE = "leave"
    """Leave the library as it is in this point."""


EDITABLE = ("score", "favourite", "keywords")
"""Fields of a file report that may be changed before the commit."""

EDITED = "you, at the preview"
"""The provenance of a value that was changed there."""

KEPT = "the library, from before the file moved"
"""The provenance of a value that a moved file does not bring itself."""

KEPT_FIELDS = ("score", "favourite")
"""What a moved file keeps from the library where it brings none itself."""


def with_kept(read: FileReport, library: FileReport, *, is_moved: bool) -> FileReport:
    """What was read, with the values that stay as the library has them; each says whose it is."""
    found = {name: _kept_as(name, read, library, is_moved=is_moved) for name in EDITABLE}
    origins = {name: origin for name, origin in found.items() if origin is not None}
    values = {name: getattr(library, name) for name in origins}
    return replace(read, **values, provenance=read.provenance | origins)


def _kept_as(name: str, read: FileReport, library: FileReport, *, is_moved: bool) -> str | None:
    """The provenance under which the library's value of a field stays; None where the reading counts."""
    origin, brings_none = library.provenance.get(name), getattr(read, name) in (None, ())
    if origin == EDITED and (brings_none or _same_bytes(read, library)):
        return EDITED  # the bytes that somebody looked at cannot know better than he did
    if name not in KEPT_FIELDS or not brings_none:
        return None
    return KEPT if origin == KEPT or (is_moved and getattr(library, name) is not None) else None


def _same_bytes(read: FileReport, library: FileReport) -> bool:
    return bool(read.hashes and library.hashes and read.hashes.content == library.hashes.content)
