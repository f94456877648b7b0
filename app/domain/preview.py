"""What a file found by a session is to the library, and what the user wants done with it."""

from __future__ import annotations

from enum import StrEnum


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
