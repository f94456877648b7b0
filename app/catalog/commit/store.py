"""`catalog.commits`: bring a session into the library as a whole, and undo that as a whole."""

from __future__ import annotations

import time

from app.catalog.commit.commit import OnProgress, commit_session
from app.catalog.commit.undo import undo_commit, undoable
from app.catalog.database.database import Database, Read, Write
from app.catalog.records import CommitResult, UndoResult


class CommitStore:
    """Commits and undos, each one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def commit(self, session_id: str, on_progress: OnProgress) -> Write[CommitResult]:
        """Bring all ok files of the session into the library, or none; the status becomes `committed` with them.

        `on_progress` is called from the writer's thread. Raises CommitError when the count or the checksum is wrong;
        the library and the session are then as before.
        """
        return self._database.write(lambda c: commit_session(c, session_id, time.time(), on_progress), alone=True)

    def undo(self, session_id: str) -> Write[UndoResult]:
        """Undo the session's newest commit. Raises SessionBusyError, UndoRefusedError, CommitError."""
        return self._database.write(lambda c: undo_commit(c, session_id, time.time()), alone=True)

    def undoable(self, session_id: str) -> Read[UndoResult | None]:
        """Return what `undo` would undo; None when the session wrote nothing."""
        return self._database.read(lambda c: undoable(c, session_id))
