"""The files of an SQLite database while it is open: are they still those that were opened?

SQLite keeps its files open and writes into them even after they were moved, deleted or replaced. What is written then
is in no file that a restart would find. In WAL mode SQLite itself notices only when the last connection is closed. So
before each transaction, before and after each COMMIT, and every second, the device and inode of each file are compared
with those that were opened.

Four things are held open from `watch` to `close`:

- a descriptor of the database, to read its header past SQLite's cache. It must not be closed earlier: a process that
  closes any descriptor of a file loses all its POSIX locks on that file, SQLite's among them
  (https://sqlite.org/howtocorrupt.html, section 2.2). So a process opens only one catalog on a file.
- a connection that does nothing, so that SQLite does not delete the write-ahead log when a pool closes the last one;
- a connection that cannot write. Whichever connection is closed last copies the log into the database and deletes it:
  into a damaged one that would be one more change, and the log may be what saves it. This one leaves both alone;
- what the files were, in `_opened`.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import stat
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import quote

import structlog

from app.catalog.database.outages import NO_DATABASE, RESTORE, explain_error
from app.catalog.database.stale_log import HEADER_BYTES, INDEX_SUFFIX, LINEAGE, LOG_SUFFIX, require_own_log
from app.catalog.errors import CatalogUnavailableError, DatabaseDamagedError, DatabaseFileError
from app.system import OPEN_PRIVATE, read_at

TRUSTED_S = 0.05
MAGIC = b"SQLite format 3\0"
"""The first bytes of the header: https://sqlite.org/fileformat2.html, section 1.3."""
_PAGE_COUNT = slice(28, 32)
_PAGE_SIZE = slice(16, 18)
RESTORE_STEPS = "docs/OPERATIONS.md describes it under “Backup”."

Identity = tuple[int, int]
"""Device and inode of a file."""

log = structlog.get_logger(__name__)


def connect_existing(path: str, **options: Any) -> sqlite3.Connection:
    """Open a database that exists. SQLite would otherwise create an empty one where the file was moved away."""
    uri = f"file:{quote(os.fsencode(path))}?mode=rw"
    connection: sqlite3.Connection = sqlite3.connect(uri, uri=True, **options)
    return connection


def connect_without_writing(path: str, **options: Any) -> sqlite3.Connection:
    """Open a database that exists. Neither a statement nor closing it changes the database or its log."""
    uri = f"file:{quote(os.fsencode(path))}?mode=ro"
    connection: sqlite3.Connection = sqlite3.connect(uri, uri=True, **options)
    return connection


def create_if_missing(path: Path) -> None:
    """Create an empty database in WAL mode, which appears at `path` only when it is complete.

    Raises DatabaseFileError when what is at `path` is not a database, or when its log shows that there was one.
    """
    if path.exists():
        require_database_file(path)
        return
    path = path.resolve()
    orphan = path.with_name(path.name + LOG_SUFFIX)
    if orphan.exists():
        raise DatabaseFileError(
            f"{path} is missing, but its write-ahead log {orphan.name} is still there. Put the database back; or, to"
            f" start with an empty library, delete {orphan.name} and {path.name}{INDEX_SUFFIX}, too"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.unlink(missing_ok=True)
    connection = sqlite3.connect(unfinished, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA user_version = {_new_lineage()}")
    finally:
        connection.close()
    unfinished.rename(path)


def _new_lineage() -> int:
    return secrets.randbelow(2**31 - 1) + 1


def _read_or_set_lineage(connection: sqlite3.Connection) -> int:
    [(lineage,)] = connection.execute("PRAGMA user_version").fetchall()
    if lineage == 0:
        lineage = _new_lineage()
        connection.execute(f"PRAGMA user_version = {lineage}")
    assert isinstance(lineage, int)
    return lineage


def require_database_file(path: Path) -> None:
    """Raise DatabaseFileError unless `path` is a file that is not empty, may be read and written, and has its own log.

    Call it before the database is open.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise DatabaseFileError(f"{path} is a folder or a device, not a database file; move it away")
    if found.st_size == 0:
        raise DatabaseFileError(
            f"{path} is empty (0 bytes): what it held is lost. Restore it from a backup that `headrace backup` made;"
            " or delete it to start with an empty library"
        )
    if not os.access(path, os.R_OK | os.W_OK):
        raise DatabaseFileError(f"the server's user may not read and write {path}; change its owner or its permissions")
    with path.open("rb") as file:  # no lock is lost: the database is not open
        header = file.read(len(MAGIC))
    if header != MAGIC:  # said before anything about its log, which may be what saves it
        raise DatabaseFileError(f"{path} cannot be opened: {NO_DATABASE}. {RESTORE}")
    require_own_log(path)


def _identity(path: str) -> Identity | None:
    """Return which file is at `path` now; None if there is none. Raises CatalogUnavailableError."""
    try:
        found = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise CatalogUnavailableError(f"{path} cannot be examined: {error.strerror}") from error
    return found.st_dev, found.st_ino


class SqliteFiles:
    """Watches the files of one open database. Safe from any thread."""

    def __init__(self, path: Path) -> None:
        """Open the file, which must exist. Raises OSError."""
        self._path = str(path)
        self._log = os.path.realpath(path) + LOG_SUFFIX  # SQLite resolves links, too
        self._index = os.path.realpath(path) + INDEX_SUFFIX
        # For writing: on an overlay file system that is what gives the file the inode that it keeps.
        self._descriptor = os.open(path, os.O_RDWR | OPEN_PRIVATE)
        found = os.fstat(self._descriptor)
        self._opened: dict[str, Identity] = {self._path: (found.st_dev, found.st_ino)}
        self._size = found.st_size
        self._lineages: set[bytes] = set()
        self._keeper: sqlite3.Connection | None = None
        self._witness: sqlite3.Connection | None = None
        """The connection that cannot write."""
        self._is_log_saved = False
        self._damage: DatabaseDamagedError | None = None
        self._sound_at = 0.0
        """When a check last found nothing, in monotonic seconds."""

    def watch(self) -> None:
        """Begin to watch the log, too. Call this once, after the schema is up to date.

        Raises CatalogUnavailableError.
        """
        try:
            self._keeper = connect_existing(self._path, isolation_level=None, check_same_thread=False)
            self._lineages = {self._read_header()[LINEAGE], _read_or_set_lineage(self._keeper).to_bytes(4)}
            self._witness = connect_without_writing(self._path, check_same_thread=False)
            self._witness.execute("PRAGMA user_version").fetchall()  # SQLite opens the files when it reads
        except sqlite3.Error as error:
            raise explain_error(error) from error
        for path in (self._log, self._index):
            if (identity := _identity(path)) is not None:
                self._opened[path] = identity

    def close(self) -> None:
        """Stop watching; every other connection must be closed already. May be called twice.

        The log is copied into the database, unless the database is damaged.
        """
        if self._descriptor >= 0:
            with suppress(CatalogUnavailableError):
                self.inspect()
        last, first = (self._witness, self._keeper) if self._damage else (self._keeper, self._witness)
        for connection in (first, last):
            if connection is not None:
                connection.close()
        # Closed once only: the number may belong to another file by then.
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def check(self) -> None:
        """Raise CatalogUnavailableError if a file is not the one that was opened. Takes some microseconds."""
        self._sound_at = 0.0
        if self._damage is not None:
            raise DatabaseDamagedError(self._damage.reason, self._damage.cure)
        for path, opened in self._opened.items():
            if (found := _identity(path)) != opened:
                raise self._explain_lost(path, found)
        self._is_log_saved = False
        self._check_size(os.fstat(self._descriptor).st_size)
        self._sound_at = time.monotonic()

    def check_lately(self) -> None:
        """Like `check`, but trust a check of the last `TRUSTED_S` seconds: for reads, of which there are many."""
        if time.monotonic() - self._sound_at > TRUSTED_S:
            self.check()

    def inspect(self) -> None:
        """Like `check`, and also read the header from the disk: a file may be overwritten without being replaced."""
        self.check()
        header = self._read_header()
        if not header.startswith(MAGIC):
            self._raise_damage(f"{self._path} was overwritten and is no longer an SQLite database")
        if self._lineages and header[LINEAGE] not in self._lineages:
            self._raise_damage(f"{self._path} was overwritten with another database while the server runs")

    def record_damage(self, error: DatabaseDamagedError) -> None:
        """Refuse all further work, for what the file itself shows or else for `error`: each write may do more harm."""
        with suppress(CatalogUnavailableError):
            self.inspect()
        self._refuse(error)

    def _check_size(self, size: int) -> None:
        """A file only gets smaller when another program vacuums it, and then fits its header."""
        if size < self._size:
            header = self._read_header()
            page_size = int.from_bytes(header[_PAGE_SIZE])
            page_size = 65_536 if page_size == 1 else page_size  # the format has two bytes for it
            if not header.startswith(MAGIC) or size < int.from_bytes(header[_PAGE_COUNT]) * page_size:
                self._raise_damage(f"{self._path} was truncated from {self._size:,} to {size:,} bytes")
        self._size = size

    def _read_header(self) -> bytes:
        try:
            return read_at(self._descriptor, HEADER_BYTES, 0)
        except OSError as error:
            raise CatalogUnavailableError(f"{self._path} cannot be read: {error.strerror}") from error

    def _raise_damage(self, reason: str) -> NoReturn:
        damage = DatabaseDamagedError(reason, f"Nothing is saved meanwhile. {RESTORE}")
        self._refuse(damage)
        raise damage

    def _refuse(self, damage: DatabaseDamagedError) -> None:
        self._damage = self._damage or damage
        self._sound_at = 0.0

    def _explain_lost(self, path: str, found: Identity | None) -> CatalogUnavailableError:
        if path == self._path and found is None:
            return CatalogUnavailableError(
                f"the database file {path} was moved or deleted",
                "Nothing is saved meanwhile. Put the same file back, and work resumes automatically; if it is lost,"
                f" stop the server and restore a backup. {RESTORE_STEPS}",
            )
        if path == self._path:
            return CatalogUnavailableError(
                f"another file is at {path} than the database that the server opened",
                "Nothing is written into it. Put the old file back, and work resumes automatically; or, to use the"
                f" new one, stop the server, delete {self._log} and {self._index}, and start again.",
            )
        self._save_log()
        verb = "deleted" if found is None else "replaced"
        return CatalogUnavailableError(
            f"{path}, which belongs to the database, was moved or {verb}",
            "Nothing is saved meanwhile. Put the same file back, and work resumes automatically; or stop the server"
            " with SIGTERM or Ctrl-C, not with kill -9, and start again.",
        )

    def _save_log(self) -> None:
        """Copy what the lost log holds into the database, which is still in its place, in case the server is killed."""
        if self._keeper is not None and not self._is_log_saved and _identity(self._path) == self._opened[self._path]:
            self._is_log_saved = True
            try:
                self._keeper.execute("PRAGMA wal_checkpoint(PASSIVE)")
            except sqlite3.Error as error:
                log.warning("the lost write-ahead log could not be copied into the database", error=str(error))
