"""`catalog.preview`: how a session's files relate to the library, and the steps in which a user edits them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from app.catalog.database.database import Database, Read, Write
from app.catalog.preview import counts, edit_journal, edit_steps, gone_files, items, relations
from app.catalog.preview.edit_steps import MergeKeywords
from app.catalog.preview.selection import Selection
from app.catalog.records import EditResult, EditStep, FileQuery, GoneFile, GonePage, GroupCount, PreviewCounts
from app.catalog.sessions.sessions import find_session_number
from app.domain.review.edit_steps import FileEdit


class PreviewStore:
    """Reads and writes of relations, gone files, choices and edits."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def item_changes(self, session_id: str) -> Read[list[items.MainChange]]:
        """Return which files become companions of others, or no longer are. Raises UnknownSessionError."""
        return self._database.read(lambda c: items.find_item_changes(c, session_id))

    def set_main_files(self, session_id: str, changes: Sequence[items.MainChange]) -> Write[None]:
        """Write at most `ITEMS_BATCH` of these changes. Raises UnknownSessionError."""
        return self._database.write(lambda c: items.set_main_files(c, session_id, changes))

    def library_files_elsewhere(self, session_id: str, after_id: int) -> Read[relations.ElsewhereBatch | None]:
        """Return the library files with the content of the session's next files; None at the end.

        The caller checks which of them are still on disk. Raises UnknownSessionError.
        """
        return self._database.read(lambda c: relations.find_library_files_elsewhere(c, session_id, after_id))

    def relate(self, session_id: str, after_id: int, last_id: int, missing: Collection[int]) -> Write[Sequence[int]]:
        """Set the relations of the files in (after_id, last_id]; return the ids to pass to `update_kept_values`.

        `missing` holds the ids of library files that are no longer on disk. Raises UnknownSessionError.
        """
        return self._database.write(lambda c: relations.set_relations(c, session_id, after_id, last_id, missing))

    def update_kept_values(self, session_id: str, file_ids: Sequence[int]) -> Write[None]:
        """Update the values that related files keep from the library, of at most `KEPT_VALUES_BATCH` files."""
        return self._database.write(lambda c: relations.update_kept_values(c, session_id, file_ids))

    def files_assumed_missing(self, session_id: str, after_id: int) -> Read[dict[int, str]]:
        """Return the next library files (id → path) that a commit would move or remove as missing; empty at the end.

        Raises UnknownSessionError.
        """
        return self._database.read(lambda c: relations.find_files_assumed_missing(c, session_id, after_id))

    def set_related(self, session_id: str, version: str) -> Write[None]:
        """Record that the session's relations were determined for this library version (`catalog.library.version`)."""
        return self._database.write(lambda c: relations.set_related(c, session_id, version))

    def undiscovered_files(self, session_id: str, folder: str, after_path: str) -> Read[list[gone_files.LibraryPath]]:
        """Return the next library files below the folder, in order of path, that the session did not discover."""
        return self._database.read(lambda c: gone_files.find_undiscovered(c, session_id, folder, after_path))

    def confirm_gone(self, session_id: str, library_ids: Sequence[int], at: float) -> Write[None]:
        """Record that these library files are gone from disk. `at` in Unix seconds."""
        return self._database.write(lambda c: gone_files.confirm_gone(c, session_id, library_ids, at))

    def forget_gone(self, session_id: str, before: float) -> Write[bool]:
        """Delete some gone files that were not confirmed since `before`; False when none were left."""
        return self._database.write(lambda c: gone_files.forget_gone(c, session_id, before))

    def set_gone_withheld(self, session_id: str, why: str) -> Write[None]:
        """Record why the session must not report any library file as gone; empty if it may."""
        return self._database.write(lambda c: gone_files.set_gone_withheld(c, session_id, why))

    def gone_page(self, session_id: str, query: FileQuery) -> Read[GonePage]:
        """Return one page of gone files. Raises UnknownSessionError."""
        return self._database.read(lambda c: gone_files.find_gone_page(c, session_id, query))

    def gone_ids(self, session_id: str, query: FileQuery) -> Read[NDArray[np.int64]]:
        """Return the library ids of all gone files that match `query`, in order. Raises UnknownSessionError."""
        return self._database.read(lambda c: gone_files.find_gone_ids(c, session_id, query))

    def gone_files(self, session_id: str, library_ids: Sequence[int]) -> Read[dict[int, GoneFile]]:
        """Return those of the files that are still gone, by their library id. Raises UnknownSessionError."""
        return self._database.read(lambda c: gone_files.find_gone_files(c, session_id, library_ids))

    def counts(self, session_id: str) -> Read[PreviewCounts]:
        """Return how many files each relation has, and how many are edited or in stacks. Raises UnknownSessionError."""
        return self._database.read(lambda c: counts.count_preview(c, session_id))

    def stacks(self, session_id: str, keys: Collection[str]) -> Read[dict[str, GroupCount]]:
        """Return how many files each stack has, by its key in hex digits. Raises UnknownSessionError."""
        return self._database.read(lambda c: counts.count_stacks(c, session_id, keys))

    def make_step(
        self,
        session_id: str,
        selection: Selection,
        edit: FileEdit,
        merge: MergeKeywords,
        *,
        who: str,
        at: float,
        strict: bool = False,
    ) -> Write[EditResult]:
        """Do `edit` to all selected files or, on failure, to none; `at` in Unix seconds.

        Files that were not read keep their values. With `strict`, for a single file, they raise NotEditableError, and
        a selection without files raises UnknownFileError.
        """
        return self._database.write(
            lambda c: edit_steps.make_step(c, session_id, selection, edit, merge, who=who, at=at, strict=strict),
            alone=not strict,
        )

    def undo_step(self, session_id: str, step_id: int | None) -> Write[EditStep]:
        """Undo the newest step; refuse any other than `step_id`, if it is given. Raises StepRefusedError."""
        return self._database.write(lambda c: edit_steps.undo_step(c, session_id, step_id), alone=True)

    def redo_step(self, session_id: str, step_id: int | None) -> Write[EditStep]:
        """Do the step again that was undone last. Raises as `undo_step`."""
        return self._database.write(lambda c: edit_steps.redo_step(c, session_id, step_id), alone=True)

    def steps(self, session_id: str) -> Read[list[EditStep]]:
        """Return the session's steps, newest first. Raises UnknownSessionError."""
        return self._database.read(lambda c: edit_journal.list_steps(c, find_session_number(c, session_id)))
