"""The errors that the catalog raises."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.catalog.records import LaterCommit

CONFLICTS_NAMED = 100
"""The most paths, and the most commits, that an `UndoRefusedError` lists; its `total` counts all paths."""


class CatalogError(Exception):
    """Base class of the catalog's own errors. `str` gives a clause for users."""

    def explain(self) -> str:
        """Return what happened and what to do, for users."""
        return str(self)


class CatalogClosedError(CatalogError):
    """A write was submitted after `close()`."""

    def __init__(self) -> None:
        super().__init__("the catalog is closed")


class CatalogUnavailableError(CatalogError):
    """The database cannot be used at the moment (disk full, read-only, locked, connection lost, file moved away).

    The caller may retry once the cause is gone. A write was either applied completely or not at all; if the connection
    was lost during the commit, or the file was moved away, it is unknown which.
    """

    def __init__(self, reason: str, cure: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        """A clause for users: what is wrong."""
        self.cure = cure
        """Sentences for users: what they must do. Empty where a retry alone may succeed."""

    def explain(self) -> str:
        return f"{self.reason}. {self.cure}" if self.cure else self.reason


class DatabaseDamagedError(CatalogUnavailableError):
    """The database is damaged or was overwritten. No retry succeeds before a restart with a sound database."""


class StatementRefusedError(CatalogError):
    """The database refused a statement, and would refuse it again: a defect.

    The message is a sentence for users; the cause names the statement, and belongs in the log.
    """


class DatabaseFileError(CatalogError):
    """The file is not one that can be opened as the database. The message says why and what to do."""


class UpgradeRefusedError(CatalogError):
    """The database's schema is not this program's and was left as it is. The message also says what to do."""


class NewerDatabaseError(UpgradeRefusedError):
    """A newer program has upgraded the database to a schema that this program does not know."""

    def __init__(self, revision: str, backup: Path | None) -> None:
        """`backup` is a file with an earlier schema, which this program can use."""
        restore = f"restore {backup}, which was made" if backup else "restore the backup"
        super().__init__(
            f"it was written by a newer Headrace (this program does not know its schema {revision}); install the"
            f" newer Headrace again, or {restore} before the upgrade; docs/OPERATIONS.md describes it under “Backup”"
        )


class UpgradeBackupError(UpgradeRefusedError):
    """The database has to be upgraded, and the backup that comes first could not be made."""

    def __init__(self, target: str, reason: str, size: int) -> None:
        super().__init__(
            f"it has to be upgraded, and the backup before that could not be written to {target}: {reason}. Nothing was"
            f" changed. Make room for {size:,} bytes there, or repair what is named, and start again"
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


class KeywordsFullError(CatalogError):
    """The file cannot have more keywords; no file was changed."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path} cannot have that many keywords")


class StepRefusedError(CatalogError):
    """The step can be neither undone nor done again. The message says why."""


class PlanChangedError(CatalogError):
    """The library changed since the plan was shown, so that it would do something else now."""

    def __init__(self) -> None:
        super().__init__("the library was changed since this plan was made")


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


class NameTakenError(CatalogError):
    """Another account has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is already an account with the name {name}")


class PresetNameTakenError(CatalogError):
    """Another preset of the same owner has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is already a preset with the name {name}")


class TooManyPresetsError(CatalogError):
    """The owner has as many presets as are allowed."""

    def __init__(self, most: int) -> None:
        super().__init__(f"there are {most} presets already, and no more can be saved")


class LastAdminError(CatalogError):
    """Without this account nobody could manage the server."""

    def __init__(self) -> None:
        super().__init__("this is the only admin who can sign in; make another account an admin first")


class UnknownCollectionError(CatalogError):
    """No collection has this id, or it was deleted."""

    def __init__(self, collection_id: int) -> None:
        super().__init__(f"there is no collection {collection_id}")


class CollectionNameTakenError(CatalogError):
    """Another collection in the same place has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is already a collection with the name {name} in this place")


class CollectionRefusedError(CatalogError):
    """The collections cannot be like that. The message says why."""

    def __init__(self, reason: str, cure: str) -> None:
        super().__init__(reason)
        self.cure = cure
        """A sentence for users: what to do instead."""


class SearchNameTakenError(CatalogError):
    """Another saved search has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is already a saved search with the name {name}")


class TooManySearchesError(CatalogError):
    """There are as many saved searches as are allowed."""

    def __init__(self, most: int) -> None:
        super().__init__(f"there are {most} saved searches already, and no more can be saved")
