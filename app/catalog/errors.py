"""What can go wrong at the catalog, each with a name a caller can act on."""

from __future__ import annotations

from collections.abc import Sequence

from app.catalog.records import LaterCommit

CONFLICTS_NAMED = 100
"""Paths and commits an `UndoRefusedError` names at most; it counts all paths."""


class CatalogError(Exception):
    """Base of everything the catalog raises on purpose."""


class CatalogClosedError(CatalogError):
    """Work was handed in after `close()`."""

    def __init__(self) -> None:
        super().__init__("the catalog is closed")


class CatalogUnavailableError(CatalogError):
    """The database does not answer just now (disk full, read-only, locked, connection lost).

    The same work may be handed in again once the cause is gone. A write is all there or not at all; where the
    connection was lost in the moment of its commit, nobody knows which.
    """


class NewerDatabaseError(CatalogError):
    """A newer program has brought the database up to its own schema, which this one does not know."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"it was written by a newer Headrace (its schema is {revision}, which this program does not know);"
            " bring back the newer program, or restore the backup from before the upgrade"
        )


class UnknownSessionError(CatalogError):
    """No session has this id, and none ever had."""

    def __init__(self, session_id: str) -> None:
        super().__init__(f"no session has the id {session_id!r}")
        self.session_id = session_id


class DeletedSessionError(UnknownSessionError):
    """The session with this id was deleted."""


class UnknownFileError(CatalogError):
    """The session holds no staged file with this id."""

    def __init__(self, session_id: str, file_id: int) -> None:
        super().__init__(f"session {session_id!r} holds no file {file_id}")


class NotEditableError(CatalogError):
    """A file without findings has nothing that could be changed."""

    def __init__(self, path: str, outcome: str) -> None:
        super().__init__(f"{path} is {outcome}: only files that were read have values to change")


class SessionBusyError(CatalogError):
    """The session is being read or committed, so its commit cannot be taken back just now."""

    def __init__(self, status: str) -> None:
        super().__init__(f"a session that is {status} cannot be undone")


class CommitError(CatalogError):
    """The commit was rolled back; the library stands as it was before. The text says why."""


class UndoRefusedError(CatalogError):
    """The commit was not undone: later work changed some of its files."""

    def __init__(self, paths: Sequence[str], total: int, later: Sequence[LaterCommit]) -> None:
        files = "1 file of this commit was" if total == 1 else f"{total} files of this commit were"
        super().__init__(f"{files} changed since")
        self.paths = tuple(paths)
        """The first `CONFLICTS_NAMED` of them, in order of path."""
        self.total = total
        self.later = tuple(later)
        """The commits that changed them, the newest first: the order in which they can be undone."""
