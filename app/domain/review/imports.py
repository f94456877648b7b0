"""What another program knows about a file, and what importing it changes in the library."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from app.domain.review.collections import MAX_DEPTH, NAME_LENGTH, SEPARATOR
from app.domain.review.library_edits import ADDED, HIDDEN, REMOVED, VALUES, LibraryEdit

IMPORTED_VALUES = (*VALUES, HIDDEN)
PLACE_BOUND = 1 << 60
"""Places in a collection are between this, negative, and this: the database has room beyond them."""


class ConflictRule(StrEnum):
    """What becomes of a value that the library has, where the source has another one."""

    FILL = "fill"
    """It stays. What is empty is filled, and lists (keywords, collections) are united."""
    THEIRS = "theirs"
    """It is replaced, keywords too. Files are added to collections, and stay in those that they are in."""
    MINE = "mine"
    """It stays, and a list that has entries stays as it is."""


class MatchedBy(StrEnum):
    """How the library file was found that an entry is about, the surest first."""

    PATH = "path"
    HASH = "hash"
    """The hash of the bytes."""
    FOLDER = "folder"
    """The name, and the folders above it as far as they agree; at least one."""
    SIZE = "size"
    """The name and the size."""
    TIME = "time"
    """The name and the modification time."""


class NotMatched(StrEnum):
    """Why no library file was found for an entry."""

    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"
    """Several library files could be meant."""
    OTHER_SIZE = "other_size"
    """The only file of this name and folder has another size."""
    UNREADABLE = "unreadable"
    """The entry itself could not be read."""


class Placement(NamedTuple):
    """That a file is in a collection."""

    path: tuple[str, ...]
    """The names that lead to the collection."""
    place: int | None = None
    """Orders the files of a collection, the lowest first; None where the source has no order."""


@dataclass(frozen=True, slots=True)
class ImportedValues:
    """What a source says about one file."""

    values: Mapping[str, Any] = field(default_factory=dict)
    """Those of `IMPORTED_VALUES` that it states, by name; None where it says that there is no such value."""
    keywords: tuple[str, ...] | None = None
    """None: it says nothing about keywords."""
    collections: tuple[Placement, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.values and self.keywords is None and not self.collections

    def to_json(self) -> list[Any]:
        return [dict(self.values), self.keywords, [[each.path, each.place] for each in self.collections]]

    @classmethod
    def from_json(cls, document: Sequence[Any]) -> ImportedValues:
        """Return what `to_json` was made from."""
        values, keywords, collections = document
        placements = tuple(Placement(tuple(path), place) for path, place in collections)
        return cls(values, None if keywords is None else tuple(keywords), placements)


def join_values(several: Iterable[ImportedValues]) -> ImportedValues:
    """Return what several entries say about one file: of values the first that is stated, of lists all entries."""
    values: dict[str, Any] = {}
    keywords: dict[str, str] | None = None
    collections: dict[tuple[str, ...], Placement] = {}
    for each in several:
        values = {**each.values, **values}
        if each.keywords is not None:
            keywords = keywords or {}
            for word in each.keywords:
                keywords.setdefault(word.casefold(), word)
        for placement in each.collections:
            collections.setdefault(placement.path, placement)
    words = None if keywords is None else tuple(keywords.values())
    return ImportedValues(values, words, tuple(collections.values()))


def clean_collection_path(names: Iterable[str]) -> tuple[str, ...] | None:
    """Return the names that lead to a collection as the library can have them; None if nothing is left."""
    cleaned = (" ".join("".join(filter(str.isprintable, name)).replace(SEPARATOR, "-").split()) for name in names)
    return tuple(name[:NAME_LENGTH].strip() for name in cleaned if name)[:MAX_DEPTH] or None


# What is changed


@dataclass(frozen=True, slots=True)
class CurrentValues:
    """What the library has about a file."""

    values: Mapping[str, Any]
    """Of `IMPORTED_VALUES`, by name."""
    keywords: tuple[str, ...]
    edited: Mapping[str, Any]
    """What was edited, as `app.domain.review.library_edits` keeps it."""
    prompt: str | None = None


@dataclass(frozen=True, slots=True)
class FileChange:
    """What an import changes in one file; collections apart."""

    edit: LibraryEdit
    kept: tuple[str, ...] = ()
    """Values that stay although the source has others; `keywords` among them."""
    is_full: bool = False
    """Whether the file cannot have all of the keywords."""


LimitKeywords = Callable[[Sequence[str]], tuple[str, ...]]
"""Returns the first of the keywords that one file may have."""


def decide_change(
    current: CurrentValues, theirs: ImportedValues, rule: ConflictRule, limit: LimitKeywords
) -> FileChange:
    """Return what is changed in a file that has `current`."""
    values: dict[str, object] = {}
    kept = []
    for name, value in theirs.values.items():
        mine = current.values.get(name)
        if value == mine or (_is_empty(value) and _is_empty(mine)):
            continue
        if name == "note" and _is_same_text(value, current.prompt):
            continue  # Sidecars have the prompt as description where there is no note.
        if _is_empty(mine) or rule is ConflictRule.THEIRS:
            values[name] = value
        else:
            kept.append(name)
    if theirs.keywords is None:
        return FileChange(LibraryEdit(values), tuple(kept))
    return _decide_keywords(values, kept, current, theirs.keywords, rule, limit)


def _decide_keywords(
    values: Mapping[str, object],
    kept: list[str],
    current: CurrentValues,
    theirs: Sequence[str],
    rule: ConflictRule,
    limit: LimitKeywords,
) -> FileChange:
    mine = {word.casefold() for word in current.keywords}
    wanted = {word.casefold() for word in theirs}
    removed: tuple[str, ...] = ()
    if rule is ConflictRule.THEIRS:
        removed = tuple(word for word in current.keywords if word.casefold() not in wanted)
    else:
        # What a user took away from the file stays away.
        wanted -= {word.casefold() for word in current.edited.get(REMOVED, ())}
    added = [word for word in theirs if word.casefold() in wanted - mine]
    if rule is ConflictRule.MINE and (current.keywords or current.edited.get(ADDED)):
        return FileChange(LibraryEdit(values), (*kept, *(["keywords"] if added else [])))
    gone = {word.casefold() for word in removed}
    left = [word for word in current.keywords if word.casefold() not in gone]
    room = {word.casefold() for word in limit([*left, *added])}
    fitting = tuple(word for word in added if word.casefold() in room)
    return FileChange(LibraryEdit(values, fitting, removed), tuple(kept), len(fitting) < len(added))


def _is_empty(value: object) -> bool:
    return value is None or value is False or value == ""


def _is_same_text(one: object, other: str | None) -> bool:
    return isinstance(one, str) and other is not None and " ".join(one.split()) == " ".join(other.split())
