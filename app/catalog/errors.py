"""The errors that the catalog raises."""

from __future__ import annotations

from collections.abc import Sequence

from app.catalog.records import LaterCommit

CONFLICTS_NAMED = 100
"""The most paths, and the most commits, that an `UndoRefusedError` lists; its `total` counts all paths."""


class CatalogError(Exception):
    """Base class of the catalog's own errors."""


class CatalogClosedError(CatalogError):
    """A write was submitted after `close()`."""

    def __init__(self) -> None:
        super().__init__("the catalog is closed")


class CatalogUnavailableError(CatalogError):
    """The database is temporarily unavailable (disk full, read-only, locked, connection lost).

    The caller may retry once the cause is gone. A write was either applied completely or not at all; if the connection
    was lost during the commit, it is unknown which.
    """


class NewerDatabaseError(CatalogError):
    """A newer program has upgraded the database to a schema that this program does not know."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"it was written by a newer Headrace (this program does not know its schema {revision}); install the"
            " newer Headrace again, or restore the backup from before the upgrade"
        )


class UnknownSessionError(CatalogError):
    """No session has this id, and none ever had."""

    def __init__(self, session_id: str) -> None:
        super().__init__(f"no session has the id {session_id!r}")
        self.session_id = session_id


class DeletedSessionError(UnknownSessionError):
    """The session with this id was deleted."""


class UnknownFileError(CatalogError):
    """The session has no staged file with this id."""

    def __init__(self, session_id: str, file_id: int) -> None:
        super().__init__(f"session {session_id!r} has no file {file_id}")


class NotEditableError(CatalogError):
    """The file has no findings, so it has no values to change."""

    def __init__(self, path: str, outcome: str) -> None:
        super().__init__(f"{path} cannot be edited because it is {outcome}; only files that were read can be edited")


class SessionBusyError(CatalogError):
    """The session is being read or committed, so its commit cannot be undone at the moment."""

    def __init__(self, status: str) -> None:
        super().__init__(f"the session is {status} and cannot be undone until it has finished")


class CommitError(CatalogError):
    """The commit or undo was rolled back, and the library is unchanged. The message says why."""


class UndoRefusedError(CatalogError):
    """The commit was not undone, because later commits changed some of its files."""

    def __init__(self, paths: Sequence[str], total: int, later: Sequence[LaterCommit]) -> None:
        files = "1 file of this commit was" if total == 1 else f"{total} files of this commit were"
        super().__init__(f"{files} changed since")
        self.paths = tuple(paths)
        """The first `CONFLICTS_NAMED` changed paths, in order of path."""
        self.total = total
        self.later = tuple(later)
        """The commits that changed them, newest first: the order in which they can be undone."""
