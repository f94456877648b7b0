"""`catalog.commits`: commit a session as a whole, and undo that as a whole."""

from __future__ import annotations

import time

from app.catalog.commit.commit import OnProgress, commit_session
from app.catalog.commit.journal import load_journal
from app.catalog.commit.undo import preview_undo, undo_commit
from app.catalog.database.database import Database, Read, Write
from app.catalog.records import CommitJournal, CommitResult, UndoResult


class CommitStore:
    """Commits and undos, each in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def commit(self, session_id: str, on_progress: OnProgress) -> Write[CommitResult]:
        """Bring the session's chosen files into the library, or none; set its status to `committed`.

        `on_progress` is called in the writer's thread. Raises CommitError if the count or the checksum is wrong; the
        library and the session are then unchanged.
        """
        return self._database.write(lambda c: commit_session(c, session_id, time.time(), on_progress), alone=True)

    def undo(self, session_id: str) -> Write[UndoResult]:
        """Undo the session's newest commit that wrote anything.

        Raises SessionBusyError, UndoRefusedError, CommitError.
        """
        return self._database.write(lambda c: undo_commit(c, session_id, time.time()), alone=True)

    def undoable(self, session_id: str) -> Read[UndoResult | None]:
        """Return what `undo` would undo; None if the session has written nothing."""
        return self._database.read(lambda c: preview_undo(c, session_id))

    def journal(self, session_id: str, limit: int) -> Read[CommitJournal]:
        """Return the session's newest commits, at most `limit`, newest first; also those that were undone."""
        return self._database.read(lambda c: load_journal(c, session_id, limit))
