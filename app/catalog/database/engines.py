"""The two engines of a catalog: one connection that writes, a pool that reads.

SQLite's driver opens transactions by itself, in places of its own choosing; it is told not to, and
`BEGIN` is sent here. The writer begins IMMEDIATE, so that it waits for another process's lock at the start and never
finds out in the middle that it must give up.

On PostgreSQL a lock is waited for as long; and since a network may swallow a server without a word, silence on a
connection is asked about and ends.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, make_url

from app.catalog.database.outages import as_outage

BUSY_TIMEOUT_MS = 5_000
"""How long another program's lock is waited for in silence; whoever has it longer is an outage, which is shown."""
WRITER_CACHE_KIB = 64 * 1024
READER_CACHE_KIB = 16 * 1024
WAL_LIMIT_BYTES = 64 * 1024 * 1024
"""What is left of the write-ahead log on disk after a large commit."""
READERS = 8
POSTGRESQL_QUERY = {
    "connect_timeout": "10",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}
"""Seconds, and milliseconds at last: libpq's own words, for what a URL does not say otherwise."""


class _Cursor(Protocol):
    def execute(self, sql: str, /) -> object: ...
    def close(self) -> None: ...


class _DriverConnection(Protocol):
    isolation_level: str | None

    def cursor(self) -> _Cursor: ...
    def commit(self) -> None: ...


def parse_url(url: str) -> URL:
    """Raises ValueError for a database Headrace does not work with."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise ValueError("a catalog in memory would forget everything; give sqlite:/// a path to a file")
        return parsed.set(drivername="sqlite")
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+psycopg", query={**POSTGRESQL_QUERY, **parsed.query})
    raise ValueError(f"{parsed.get_backend_name()!r} is not supported; use sqlite:///PATH or postgresql+psycopg://…")


def write_engine(url: URL) -> Engine:
    """An engine of exactly one connection, made for short transactions."""
    if url.get_backend_name() != "sqlite":
        engine = create_engine(url, pool_size=1, max_overflow=0, pool_pre_ping=True)
        event.listen(engine, "connect", _wait_for_no_lock_for_ever)
        return engine
    Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, pool_size=1, max_overflow=0)
    pragmas = (
        "journal_mode = WAL",
        "synchronous = NORMAL",
        f"journal_size_limit = {WAL_LIMIT_BYTES}",
        f"cache_size = -{WRITER_CACHE_KIB}",
    )
    _prepare_sqlite(engine, begin="BEGIN IMMEDIATE", pragmas=pragmas)
    return engine


def read_engine(url: URL) -> Engine:
    """A pool whose transactions each see one state of the database and can change nothing.

    What it raises while the database is away is CatalogUnavailableError.
    """
    if url.get_backend_name() != "sqlite":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        engine = create_engine(url, pool_size=READERS, pool_pre_ping=True)
        event.listen(engine, "handle_error", _name_outage)
        return engine.execution_options(**options)
    engine = create_engine(url, pool_size=READERS)
    event.listen(engine, "handle_error", _name_outage)
    _prepare_sqlite(engine, begin="BEGIN", pragmas=("query_only = ON", f"cache_size = -{READER_CACHE_KIB}"))
    return engine


def _name_outage(context: ExceptionContext) -> BaseException | None:
    if context.sqlalchemy_exception is None or context.is_pre_ping:
        return None
    return as_outage(context.sqlalchemy_exception)


def _wait_for_no_lock_for_ever(connection: _DriverConnection, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = {BUSY_TIMEOUT_MS}")
    cursor.close()
    connection.commit()


def _prepare_sqlite(engine: Engine, *, begin: str, pragmas: tuple[str, ...]) -> None:
    shared = (f"busy_timeout = {BUSY_TIMEOUT_MS}", "foreign_keys = ON")

    def on_connect(connection: _DriverConnection, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (*shared, *pragmas):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)
