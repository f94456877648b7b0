"""The two engines of a catalog: one connection that writes, and a pool of connections that read.

By default SQLite's driver decides when to open a transaction. This module turns that off and sends `BEGIN` itself. The
writer uses `BEGIN IMMEDIATE`, so it waits for another process's lock at the start of a transaction and cannot fail on
that lock halfway through.

Each transaction begins with a look at SQLite's files, and each error of a database is raised as one of the catalog's.

On PostgreSQL the same time limit applies to locks. Keepalives and timeouts detect a server that has become
unreachable.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import URL, Connection, Dialect, Engine, ExceptionContext, create_engine, event, make_url

from app.catalog.database.outages import explain_error
from app.catalog.database.sqlite_files import SqliteFiles, connect_existing, create_if_missing
from app.catalog.errors import DatabaseDamagedError

BUSY_TIMEOUT_MS = 5_000
"""How long to wait for a lock that another program holds. A longer wait is reported as an outage."""
WRITER_CACHE_KIB = 64 * 1024
READER_CACHE_KIB = 16 * 1024
WAL_LIMIT_BYTES = 64 * 1024 * 1024
"""The size to which the write-ahead log is truncated after a large commit."""
READERS = 8
POSTGRESQL_QUERY = {
    "connect_timeout": "10",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}
"""Default connection parameters of libpq; the URL may override them. In seconds, `tcp_user_timeout` in milliseconds."""


class _DriverCursor(Protocol):
    def execute(self, sql: str, /) -> object: ...
    def close(self) -> None: ...


class _DriverConnection(Protocol):
    isolation_level: str | None

    def cursor(self) -> _DriverCursor: ...
    def commit(self) -> None: ...


def parse_url(url: str) -> URL:
    """Return the database URL with its driver and defaults set. Raises ValueError for an unsupported database."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise ValueError(
                "a database in memory would be lost when the program ends; use sqlite:///PATH with the path of a file"
            )
        return parsed.set(drivername="sqlite")
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+psycopg", query={**POSTGRESQL_QUERY, **parsed.query})
    raise ValueError(f"{parsed.get_backend_name()!r} is not supported; use sqlite:///PATH or postgresql+psycopg://…")


def create_write_engine(url: URL, files: SqliteFiles | None = None) -> Engine:
    """Create an engine with exactly one connection, tuned for short write transactions.

    Raises DatabaseFileError when the file at the path of an SQLite database is not a database.
    """
    if url.get_backend_name() != "sqlite":
        engine = create_engine(url, pool_size=1, max_overflow=0, pool_pre_ping=True)
        event.listen(engine, "connect", _set_lock_timeout)
        _explain_errors(engine, None)
        return engine
    if files is None:
        create_if_missing(Path(str(url.database)))
    engine = create_engine(url, pool_size=1, max_overflow=0)
    pragmas = (
        "journal_mode = WAL",
        "synchronous = NORMAL",
        f"journal_size_limit = {WAL_LIMIT_BYTES}",
        f"cache_size = -{WRITER_CACHE_KIB}",
    )
    _prepare_sqlite(engine, files, begin="BEGIN IMMEDIATE", pragmas=pragmas)
    return engine


def create_read_engine(url: URL, files: SqliteFiles | None = None) -> Engine:
    """Create an engine with a pool of read-only connections; each transaction sees one consistent snapshot.

    It raises CatalogUnavailableError while the database is unavailable.
    """
    if url.get_backend_name() != "sqlite":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        engine = create_engine(url, pool_size=READERS, pool_pre_ping=True)
        _explain_errors(engine, None)
        return engine.execution_options(**options)
    engine = create_engine(url, pool_size=READERS)
    _prepare_sqlite(engine, files, begin="BEGIN", pragmas=("query_only = ON", f"cache_size = -{READER_CACHE_KIB}"))
    return engine


def _explain_errors(engine: Engine, files: SqliteFiles | None) -> None:
    def explain(context: ExceptionContext) -> BaseException | None:
        if context.sqlalchemy_exception is None or context.is_pre_ping:
            return None
        explained = explain_error(context.sqlalchemy_exception)
        if files is not None and isinstance(explained, DatabaseDamagedError):
            files.record_damage(explained)
        return explained

    event.listen(engine, "handle_error", explain)


def _set_lock_timeout(connection: _DriverConnection, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = {BUSY_TIMEOUT_MS}")
    cursor.close()
    connection.commit()


def _prepare_sqlite(engine: Engine, files: SqliteFiles | None, *, begin: str, pragmas: tuple[str, ...]) -> None:
    shared = (f"busy_timeout = {BUSY_TIMEOUT_MS}", "foreign_keys = ON")

    def connect(
        _dialect: Dialect, _record: object, arguments: tuple[str], options: dict[str, Any]
    ) -> sqlite3.Connection:
        if files is not None:
            files.check()
        return connect_existing(*arguments, **options)

    def on_connect(connection: _DriverConnection, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (*shared, *pragmas):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def on_begin(connection: Connection) -> None:
        if files is not None:
            files.check_lately()
        connection.exec_driver_sql(begin)

    _explain_errors(engine, files)
    event.listen(engine, "do_connect", connect)
    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)
