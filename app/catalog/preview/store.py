"""`catalog.preview`: how a session's files relate to the library, and the user's choices and edits."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection

from app.catalog.database.database import Database, Read, Write
from app.catalog.preview import choices, edits, gone_files, relations
from app.catalog.preview.choices import Selection
from app.catalog.records import FileQuery, GonePage, GroupCount, PreviewCounts
from app.domain.preview import Choice


class PreviewStore:
    """Reads and writes of relations, gone files, choices and edits."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def library_files_elsewhere(self, session_id: str, after_id: int) -> Read[relations.ElsewhereBatch | None]:
        """Return the library files with the content of the session's next files; None at the end.

        The caller checks which of them are still on disk. Raises UnknownSessionError.
        """
        return self._database.read(lambda c: relations.find_library_files_elsewhere(c, session_id, after_id))

    def relate(self, session_id: str, after_id: int, last_id: int, missing: Collection[int]) -> Write[Sequence[int]]:
        """Set the relations of the files in (after_id, last_id]; return the ids of files to pass to `settle`.

        `missing` holds the ids of library files that are no longer on disk. Raises UnknownSessionError.
        """
        return self._database.write(lambda c: relations.set_relations(c, session_id, after_id, last_id, missing))

    def settle(self, session_id: str, file_ids: Sequence[int]) -> Write[None]:
        """Update the values that related files keep from the library, for at most `SETTLE_BATCH` files at a time."""
        return self._database.write(lambda c: relations.update_kept_values(c, session_id, file_ids))

    def files_not_met(self, session_id: str, after_id: int) -> Read[dict[int, str]]:
        """Return the next library files (id → path) that a commit would move or remove as missing; empty at the end.

        Raises UnknownSessionError.
        """
        return self._database.read(lambda c: relations.find_files_assumed_missing(c, session_id, after_id))

    def set_related(self, session_id: str, mark: str) -> Write[None]:
        """Record that the session's relations were determined for this library version (`catalog.library.mark`)."""
        return self._database.write(lambda c: relations.set_related(c, session_id, mark))

    def unmet_files(self, session_id: str, folder: str, after_path: str) -> Read[list[gone_files.LibraryPath]]:
        """Return the next library files below the folder, in order of path, that the session did not discover."""
        return self._database.read(lambda c: gone_files.find_undiscovered(c, session_id, folder, after_path))

    def confirm_gone(self, session_id: str, library_ids: Sequence[int], at: float) -> Write[None]:
        """Record that these library files are gone from disk. `at` in Unix seconds."""
        return self._database.write(lambda c: gone_files.confirm_gone(c, session_id, library_ids, at))

    def forget_gone(self, session_id: str, before: float) -> Write[bool]:
        """Delete some gone files that were not confirmed since `before`; False when none were left."""
        return self._database.write(lambda c: gone_files.forget_gone(c, session_id, before))

    def withhold_gone(self, session_id: str, why: str) -> Write[None]:
        """Record why the session must not report any library file as gone; empty if it may."""
        return self._database.write(lambda c: gone_files.set_gone_withheld(c, session_id, why))

    def gone_page(self, session_id: str, query: FileQuery) -> Read[GonePage]:
        """Return one page of gone files. Raises UnknownSessionError."""
        return self._database.read(lambda c: gone_files.find_gone_page(c, session_id, query))

    def counts(self, session_id: str) -> Read[PreviewCounts]:
        """Return how many files each relation has, and how many are edited or in stacks. Raises UnknownSessionError."""
        return self._database.read(lambda c: choices.count_preview(c, session_id))

    def stacks(self, session_id: str, keys: Collection[str]) -> Read[dict[str, GroupCount]]:
        """Return how many files each stack has, by its key in hex digits. Raises UnknownSessionError."""
        return self._database.read(lambda c: choices.count_stacks(c, session_id, keys))

    def choose(self, session_id: str, selection: Selection, choice: Choice, after_id: int) -> Write[int | None]:
        """Set the choice of the selection's next files; return the last id, None if there were no more."""
        return self._database.write(lambda c: choices.set_choices(c, session_id, selection, choice, after_id))

    def edit(self, session_id: str, file_id: int, values: Mapping[str, object]) -> Write[None]:
        """Change values of a staged file: fields of `EDITABLE`.

        Raises UnknownFileError, and NotEditableError for a file without findings.
        """

        def run(connection: Connection) -> None:
            edits.edit_file(connection, session_id, file_id, values)
            relations.update_relation(connection, session_id, file_id)

        return self._database.write(run)

    def revert(self, session_id: str, file_id: int) -> Write[None]:
        """Revert all edits of a staged file. Raises what `edit` raises."""

        def run(connection: Connection) -> None:
            edits.revert_file(connection, session_id, file_id)
            relations.update_relation(connection, session_id, file_id)

        return self._database.write(run)
