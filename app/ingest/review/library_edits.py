"""Steps over library files: who may not, what they are told, and how far a long one is."""

from __future__ import annotations

from collections.abc import Sequence

from app.catalog import KeywordsFullError
from app.readers import LIMITS, join_keywords


def join_file_keywords(path: str, words: Sequence[str]) -> tuple[str, ...]:
    """Return the keywords of the file at `path`, each once. Raises `KeywordsFullError` when they are too many."""
    joined = join_keywords([("", words)], LIMITS)
    if joined.problem is not None:
        raise KeywordsFullError(path)
    return joined.words
