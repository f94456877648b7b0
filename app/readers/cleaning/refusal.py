"""Why a sound file has no copy without metadata."""

from __future__ import annotations

from app.readers.reasons import UnreadableError


class UncleanableError(UnreadableError):
    """The file is arranged so that its metadata cannot be left out without encoding the picture again."""
