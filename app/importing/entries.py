"""What a source has: entries, each about one file, and what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.review.imports import ImportedValues, Placement, clean_collection_path
from app.readers import LIMITS, join_keywords
from app.readers.metadata.text import clean_text

ENTRIES_MAX = 2_000_000
"""Entries of one source."""
TITLE_LENGTH, NOTE_LENGTH = 500, 20_000
"""Characters of a title and a note; of a longer one, the beginning is kept."""
WORDS_READ = 10_000
"""Keywords of one entry that are looked at."""

IsCancelled = Callable[[], bool]


class ImportRefusedError(ValueError):
    """A source cannot be imported. The text names it, what is wrong, and what to do."""


class ImportCancelledError(Exception):
    """Somebody cancelled the import."""


@dataclass(frozen=True, slots=True)
class ImportEntry:
    """What a source says about one file."""

    source: str
    """Where it says so, for people: the path of a sidecar, or the row of a database."""
    paths: tuple[str, ...]
    """Paths that the file may have, the likeliest first: absolute, of this or another computer, or their last names."""
    theirs: ImportedValues
    has_extension: bool = True
    """False: the name has no extension, and belongs to a file with any."""
    size: int | None = None
    """Bytes."""
    modified_s: int | None = None
    """Modification time, seconds since the epoch."""
    content_hash: str | None = None
    """BLAKE3 of the bytes, hexadecimal."""
    is_optional: bool = False
    """Whether it is no loss if there is no such file."""


@dataclass(frozen=True, slots=True)
class UnreadableEntry:
    """What could not be read."""

    source: str
    reason: str


ReadEntry = ImportEntry | UnreadableEntry


def make_values(
    *,
    values: Mapping[str, Any] | None = None,
    keywords: Iterable[str] | None = None,
    collections: Iterable[Placement] = (),
) -> ImportedValues:
    """Return what a source states, within the bounds of the library. None among `values` means: not stated."""
    stated = {name: _clean(name, value) for name, value in (values or {}).items()}
    placements = (
        Placement(path, placement.place)
        for placement in collections
        if (path := clean_collection_path(map(clean_text, placement.path)))
    )
    return ImportedValues(
        {name: value for name, value in stated.items() if value is not None},
        None if keywords is None else clean_keywords(keywords),
        tuple(placements),
    )


def clean_keywords(words: Iterable[str]) -> tuple[str, ...]:
    """Return the keywords as a file can have them, each once, and as many."""
    return join_keywords([("", map(clean_text, words))], LIMITS).words


def limit_keywords(words: Iterable[str]) -> tuple[str, ...]:
    """Return the first of the keywords that one file may have."""
    return join_keywords([("", words)], LIMITS).words


def parse_score(value: object) -> int | None:
    """Return −1 to 5, or None for what is no score. 0 is “not rated”, as in XMP."""
    if isinstance(value, bool) or not isinstance(value, int) or not -1 <= value <= 5:
        return None
    return value or None


def _clean(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return clean_text(value)[: TITLE_LENGTH if name == "title" else NOTE_LENGTH].strip() or None
