"""SQLite databases of other programs, opened for reading only. Nothing is written beside them.

Sources: sqlite.org/uri.html (`mode`, `immutable`), sqlite.org/security.html (untrusted databases).
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from app.importing.entries import ImportCancelledError, ImportRefusedError, IsCancelled
from app.importing.sources.source_files import describe_refusal, open_required
from app.readers.limits import LIMITS
from app.readers.reasons import UnreadableError
from app.readers.source import open_source

MAGIC = b"SQLite format 3\0"
COPIED_MAX = 8 << 30
"""Bytes of a database that is copied because a program has it open."""
VALUE_MAX = 64 << 20
"""Bytes of one value, and of one row."""
STEPS_BETWEEN_CHECKS = 100_000
"""Instructions of SQLite's machine, some milliseconds of work."""

Row = tuple[Any, ...]


class ForeignDatabase:
    """An open database."""

    def __init__(self, path: str, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    def tables(self) -> Mapping[str, frozenset[str]]:
        """Return the columns of each table, in small letters, by its name in small letters. Views are none."""
        names = [name for (name,) in self.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {
            str(name).lower(): frozenset(
                str(column).lower() for (column,) in self.rows("SELECT name FROM pragma_table_info(?)", [name])
            )
            for name in names
        }

    def rows(self, query: str, values: Sequence[object] = ()) -> Iterator[Row]:
        """Yield the rows of a query. Raises ImportRefusedError for damage, ImportCancelledError."""
        try:
            yield from self._connection.execute(query, values)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname == "SQLITE_INTERRUPT":
                raise ImportCancelledError from error
            raise self._refuse(error) from error
        except sqlite3.Error as error:
            raise self._refuse(error) from error

    def grouped(self, query: str) -> GroupedRows:
        """Return rows to be taken by their first column, an id in ascending order."""
        return GroupedRows(self.rows(query))

    def _refuse(self, error: sqlite3.Error) -> ImportRefusedError:
        return ImportRefusedError(
            f"{self.path} cannot be read: {error}; open it once in the program that it belongs to, which may repair it,"
            " or restore a backup"
        )


class GroupedRows:
    """Rows in order of an id, which stands in their first column."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self._next: Row | None = next(rows, None)

    def take(self, wanted: object) -> list[Row]:
        """Return the further columns of the rows with this id; ids are asked for in ascending order.

        An id that is no integer has none: no such database is sound.
        """
        taken: list[Row] = []
        if not isinstance(wanted, int):
            return taken
        while self._next is not None and (not isinstance(self._next[0], int) or self._next[0] <= wanted):
            if self._next[0] == wanted:
                taken.append(self._next[1:])
            self._next = next(self._rows, None)
        return taken


@contextmanager
def open_database(path: str, is_cancelled: IsCancelled) -> Iterator[ForeignDatabase]:
    """Open the database at `path`. Raises ImportRefusedError, also when it is none."""
    with ExitStack() as opened:
        _require_database(path)
        readable = _find_readable(path, opened)
        # What is immutable gets no lock and no file beside it.
        mode = "mode=ro&immutable=1" if readable == path else "mode=ro"
        connection = sqlite3.connect(f"file:{quote(os.fsencode(readable))}?{mode}", uri=True, isolation_level=None)
        opened.callback(connection.close)
        connection.text_factory = _decode
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, VALUE_MAX)
        connection.set_progress_handler(is_cancelled, STEPS_BETWEEN_CHECKS)
        database = ForeignDatabase(path, connection)
        for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "query_only = ON", "mmap_size = 0"):
            list(database.rows(f"PRAGMA {pragma}"))
        yield database


def read_head(path: str) -> bytes:
    """Return the first bytes of a file, as many as a database has in common with all others."""
    with open_required(path) as source:
        return source.read_at(len(MAGIC), 0)


def _require_database(path: str) -> None:
    if read_head(path) != MAGIC:
        raise ImportRefusedError(f"{path} is no SQLite database; choose the file that the program keeps its data in")


def _find_readable(path: str, opened: ExitStack) -> str:
    """Return the path of a database that nobody changes: the given one, or a copy if a program has it open."""
    if _size_of(f"{path}-journal"):
        raise ImportRefusedError(f"{path} is being written; close the program that it belongs to, and import again")
    if not _size_of(f"{path}-wal"):
        return path
    folder = opened.enter_context(tempfile.TemporaryDirectory(prefix="headrace-import-"))
    copy = os.path.join(folder, "copy.db")
    for ending in ("", "-wal"):
        _copy(f"{path}{ending}", f"{copy}{ending}")
    return copy


def _copy(path: str, target: str) -> None:
    try:
        with open_source(path, LIMITS) as source:
            if source.size > COPIED_MAX:
                raise ImportRefusedError(
                    f"{path} is too large to be copied while a program has it open; close the program, and import again"
                )
            with source.stream() as read, Path(target).open("wb") as written:
                shutil.copyfileobj(read, written)
    except (UnreadableError, OSError) as error:
        cure = "close the program that it belongs to, and import again"
        raise ImportRefusedError(f"{path} cannot be copied: {describe_refusal(error)}; {cure}") from error


def _size_of(path: str) -> int:
    try:
        return os.lstat(path).st_size
    except OSError:
        return 0


def _decode(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
