"""The database that all parts of the catalog share: many readers, one writer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from concurrent.futures import Future
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Generic, TypeVar

from sqlalchemy import URL, Connection, Engine, select
from sqlalchemy.exc import SQLAlchemyError

from app.catalog.database.engines import create_read_engine, create_write_engine, parse_url
from app.catalog.database.metrics import DatabaseMetrics
from app.catalog.database.migrate import migrate
from app.catalog.database.outages import explain_error
from app.catalog.database.schema import sessions
from app.catalog.database.sqlite_files import SqliteFiles, create_if_missing
from app.catalog.database.writer import IdleWork, Writer
from app.catalog.errors import CatalogUnavailableError

T = TypeVar("T")
_ANY_ROW = select(sessions.c.id).limit(1)


class Read(Generic[T]):
    """A query that has not run yet: `await` it on the event loop, or call `result` in a thread.

    Both raise CatalogUnavailableError while the database is unreachable.
    """

    __slots__ = ("_connect", "_metrics", "_query")

    def __init__(
        self,
        connect: Callable[[], AbstractContextManager[Connection]],
        query: Callable[[Connection], T],
        metrics: DatabaseMetrics,
    ) -> None:
        self._connect = connect
        self._query = query
        self._metrics = metrics

    def result(self) -> T:
        """Run the query in this thread, on one consistent snapshot of the database."""
        try:
            with self._metrics.reads.time(), self._connect() as connection:
                return self._query(connection)
        except CatalogUnavailableError:
            self._metrics.failures.labels("read").inc()
            raise
        except SQLAlchemyError as error:  # of the pool: the engine itself raises the catalog's errors
            raise explain_error(error) from error

    def __await__(self) -> Generator[Any, None, T]:
        return asyncio.to_thread(self.result).__await__()


class Write(Generic[T]):
    """A change that is already queued for the writer: `await` it on the event loop, or call `result` in a thread.

    Both return when the change is durable. They raise CatalogUnavailableError when the database was
    unreachable.
    """

    __slots__ = ("future",)

    def __init__(self, future: Future[T]) -> None:
        self.future = future

    def result(self, timeout: float | None = None) -> T:
        """Wait in this thread, at most `timeout` seconds. Raises what the change raised, and TimeoutError."""
        return self.future.result(timeout)

    def __await__(self) -> Generator[Any, None, T]:
        return asyncio.wrap_future(self.future).__await__()


class Database:
    """Owns the connections. Safe from any thread."""

    def __init__(self, url: str, idle_work: Callable[[Engine], IdleWork], metrics: DatabaseMetrics) -> None:
        """Open `sqlite:///PATH` or `postgresql+psycopg://…` and bring its schema up to date.

        `idle_work` receives the read engine and returns the work that the writer does while no change is queued.
        Raises ValueError for other URLs, DatabaseFileError if the file is not a database, CatalogUnavailableError, and
        what `migrate` raises.
        """
        parsed = parse_url(url)
        self._metrics = metrics
        self._files = _open_files(parsed)
        self._write_engine = create_write_engine(parsed, self._files)
        self.read_engine = create_read_engine(parsed, self._files)
        """For callers that read a long list in batches, each batch in its own transaction."""
        try:
            migrate(self._write_engine)
            if self._files is not None:
                self._files.watch()
        except Exception:
            self._dispose()
            raise
        self._writer = Writer(self._write_engine, idle_work(self.read_engine), self._check_files, metrics)
        if self._files is not None:
            metrics.watch_size(Path(str(parsed.database)))

    def read(self, query: Callable[[Connection], T]) -> Read[T]:
        """Prepare a query, which will be called with a read-only connection."""
        return Read(self.read_engine.connect, query, self._metrics)

    def write(self, run: Callable[[Connection], T], *, alone: bool = False) -> Write[T]:
        """Queue a change for the writer; with `alone` it gets its own transaction, flushed to disk.

        `run` may be called again after a rollback, so it must have no effect outside the database.
        Raises CatalogClosedError after `close`.
        """
        return Write(self._writer.submit(run, alone=alone))

    def check(self) -> None:
        """Return if the database can be read and the writer runs. Raises CatalogUnavailableError, which says why not.

        On SQLite this also notices files that were moved, replaced, truncated or overwritten.
        """
        try:
            self._check()
        except CatalogUnavailableError:
            self._metrics.up.set(0)
            raise
        self._metrics.up.set(1)

    def _check(self) -> None:
        if not self._writer.is_alive:
            raise CatalogUnavailableError("the database is closed, because the server is stopping")
        if self._files is not None:
            self._files.inspect()
        self.read(lambda connection: connection.execute(_ANY_ROW).first()).result()

    def close(self) -> None:
        """Finish all queued writes, then close all connections."""
        self._writer.close()
        self._dispose()

    def _check_files(self) -> None:
        if self._files is not None:
            self._files.check()

    def _dispose(self) -> None:
        self.read_engine.dispose()
        self._write_engine.dispose()
        if self._files is not None:
            self._files.close()


def _open_files(url: URL) -> SqliteFiles | None:
    """Return the files to watch, created if they are missing; None for a database that has no files here."""
    if url.get_backend_name() != "sqlite":
        return None
    path = Path(str(url.database))
    create_if_missing(path)
    return SqliteFiles(path)
