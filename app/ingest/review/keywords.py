"""The keywords of a file after an edit, which may be too many."""

from __future__ import annotations

from collections.abc import Sequence

from app.catalog import KeywordsFullError
from app.domain.review.edit_steps import FileEdit
from app.readers import LIMITS, join_keywords


def merge_keywords(path: str, words: tuple[str, ...], edit: FileEdit) -> tuple[str, ...]:
    """Return the keywords of the file at `path` after an edit adds and removes some. Raises `KeywordsFullError`."""
    removed = {word.casefold() for word in edit.remove_keywords}
    left = (word for word in words if word.casefold() not in removed)
    return join_file_keywords(path, (*left, *edit.add_keywords))


def join_file_keywords(path: str, words: Sequence[str]) -> tuple[str, ...]:
    """Return the keywords of the file at `path`, each once. Raises `KeywordsFullError` when they are too many."""
    joined = join_keywords([("", words)], LIMITS)
    if joined.problem is not None:
        raise KeywordsFullError(path)
    return joined.words
