"""Edits of library files: what a step does to each file, and the values that a file has with its edits.

What was edited of a file is a mapping of its own, apart from what was read: score, favourite, title and note by name,
`hidden`, and the keywords that were added to those that were read, and removed from them. A value that was not edited
is not in it. So a later reading of the file replaces what was read, and the edits stay.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from app.domain.preview import EDITED
from app.domain.report import FileReport
from app.domain.review.collections import CollectionChange
from app.domain.review.import_summary import ImportSummary

VALUES = ("score", "favourite", "title", "note")
"""Values of a library file that are edited as a whole."""
READ_VALUES = ("score", "favourite")
"""Those of `VALUES` that are also read from files."""
HIDDEN = "hidden"
ADDED, REMOVED = "added_keywords", "removed_keywords"

EDITED_IN_LIBRARY = "you, in the library"
"""Provenance of a value that was edited in the library."""

Edited = Mapping[str, Any]
JoinKeywords = Callable[[str, Sequence[str]], tuple[str, ...]]
"""Returns the keywords of the file at a path, each once; may raise to refuse the step."""


@dataclass(frozen=True, slots=True)
class SolvedDuplicates:
    """What a step did that kept one of several copies each."""

    groups: int
    hidden: int
    """Copies that were hidden; files of one item count once."""
    merged: int
    """Kept files that took over marks from copies."""


@dataclass(frozen=True, slots=True)
class LibraryEdit:
    """What a step does to each of its library files."""

    values: Mapping[str, object] = field(default_factory=dict)
    """New values of `VALUES` and of `hidden`, by name; None removes a value."""
    add_keywords: tuple[str, ...] = ()
    remove_keywords: tuple[str, ...] = ()
    """Compared without regard to case."""
    removes: bool = False
    """Whether the files are taken out of the library; nothing else is changed then."""
    solved: SolvedDuplicates | None = None
    """Of a step in which each file has an edit of its own; nothing else is said then."""
    collection: CollectionChange | None = None
    """What is done to a collection; nothing else is changed then."""
    imported: ImportSummary | None = None
    """Of a step that imported values, each file's own; nothing else is said then."""

    @property
    def is_empty(self) -> bool:
        return not (self.values or self.add_keywords or self.remove_keywords or self.removes or self.collection)

    @property
    def changes_lists(self) -> bool:
        """Whether it changes which files the library lists."""
        return self.removes or HIDDEN in self.values or self.solved is not None or self.imported is not None

    def to_json(self) -> dict[str, Any]:
        """Return a document with what it says, and nothing else."""
        document: dict[str, Any] = dict(self.values)
        for name in ("add_keywords", "remove_keywords", "removes"):
            if value := getattr(self, name):
                document[name] = value
        if self.solved is not None:
            document["solved"] = asdict(self.solved)
        if self.collection is not None:
            document["collection"] = self.collection.to_json()
        if self.imported is not None:
            document["imported"] = asdict(self.imported)
        return document

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> LibraryEdit:
        """Return what `to_json` was made from."""
        solved = document.get("solved")
        return cls(
            {name: document[name] for name in (*VALUES, HIDDEN) if name in document},
            tuple(document.get("add_keywords", ())),
            tuple(document.get("remove_keywords", ())),
            document.get("removes", False),
            None if solved is None else SolvedDuplicates(**solved),
            CollectionChange.from_json(document["collection"]) if "collection" in document else None,
            ImportSummary.from_json(document["imported"]) if "imported" in document else None,
        )


def list_current(edited: Edited, provenance: Mapping[str, str], *, is_same_finding: bool) -> dict[str, Any]:
    """Return those of the edits that count.

    Where a commit brought another finding since, whose value the user had edited at the preview, that edit is newer.
    """
    if is_same_finding:
        return dict(edited)
    newer = {name for name in (*READ_VALUES, "keywords") if provenance.get(name) == EDITED}
    if "keywords" in newer:
        newer |= {ADDED, REMOVED}
    return {name: value for name, value in edited.items() if name not in newer}


def merge_edited(report: FileReport, edited: Edited) -> FileReport:
    """Return the report as it is with these edits, and their provenance."""
    values: dict[str, Any] = {name: edited[name] for name in READ_VALUES if name in edited}
    if ADDED in edited or REMOVED in edited:
        values["keywords"] = merge_words(report.keywords, edited)
    if not values:
        return report
    return replace(report, **values, provenance=report.provenance | dict.fromkeys(values, EDITED_IN_LIBRARY))


def name_edited(edited: Edited) -> tuple[str, ...]:
    """Return the names of the values of a file that these edits concern."""
    names = {"keywords" if name in (ADDED, REMOVED) else name for name in edited}
    return tuple(name for name in (*VALUES, "keywords", HIDDEN) if name in names)


def merge_words(read: Sequence[str], edited: Edited) -> tuple[str, ...]:
    """Return the keywords of a file that has those of `read`, as they are with these edits."""
    removed = {word.casefold() for word in edited.get(REMOVED, ())}
    left = [word for word in read if word.casefold() not in removed]
    known = {word.casefold() for word in left}
    return (*left, *(word for word in edited.get(ADDED, ()) if word.casefold() not in known))


def edit_file(path: str, read: FileReport, edited: Edited, edit: LibraryEdit, join: JoinKeywords) -> dict[str, Any]:
    """Return the edits of a file after `edit`, given those before it and what was read.

    A value that equals the one that was read is not an edit. Raises what `join` raises.
    """
    after = dict(edited)
    for name, value in edit.values.items():
        if value == (getattr(read, name) if name in READ_VALUES else None) or (name == HIDDEN and not value):
            after.pop(name, None)
        else:
            after[name] = value
    if edit.add_keywords or edit.remove_keywords:
        after |= _edit_keywords(path, read.keywords, edited, edit, join)
    return {name: value for name, value in after.items() if value not in ([], "")}


def _edit_keywords(
    path: str, read: Sequence[str], edited: Edited, edit: LibraryEdit, join: JoinKeywords
) -> dict[str, list[str]]:
    add, remove = (_fold(words) for words in (edit.add_keywords, edit.remove_keywords))
    own = _fold(read)
    removed = {key: word for key, word in _fold(edited.get(REMOVED, ())).items() if key not in add}
    removed |= {key: word for key, word in own.items() if key in remove}
    added = {key: word for key, word in _fold(edited.get(ADDED, ())).items() if key not in remove}
    added |= {key: word for key, word in add.items() if key not in added and (key not in own or key in removed)}
    after = {ADDED: list(added.values()), REMOVED: list(removed.values())}
    if added:
        join(path, merge_words(read, after))
    return after


def _fold(words: Sequence[str]) -> dict[str, str]:
    return {word.casefold(): word for word in words}
