"""The database that all parts of the catalog share: many readers, one writer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from concurrent.futures import Future
from contextlib import AbstractContextManager
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from app.catalog.database.engines import create_read_engine, create_write_engine, parse_url
from app.catalog.database.migrate import migrate
from app.catalog.database.writer import IdleWork, Writer
from app.catalog.errors import CatalogUnavailableError

T = TypeVar("T")


class Read(Generic[T]):
    """A query that has not run yet: `await` it on the event loop, or call `result` in a thread.

    Both raise CatalogUnavailableError while the database is unreachable.
    """

    __slots__ = ("_connect", "_query")

    def __init__(
        self, connect: Callable[[], AbstractContextManager[Connection]], query: Callable[[Connection], T]
    ) -> None:
        self._connect = connect
        self._query = query

    def result(self) -> T:
        """Run the query in this thread, on one consistent snapshot of the database."""
        with self._connect() as connection:
            return self._query(connection)

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

    def __init__(self, url: str, idle_work: Callable[[Engine], IdleWork]) -> None:
        """Open `sqlite:///PATH` or `postgresql+psycopg://…` and bring its schema up to date.

        `idle_work` receives the read engine and returns the work that the writer does while no change is queued.
        Raises ValueError for other URLs.
        """
        parsed = parse_url(url)
        self._write_engine = create_write_engine(parsed)
        try:
            migrate(self._write_engine)
        except Exception:
            self._write_engine.dispose()
            raise
        self.read_engine = create_read_engine(parsed)
        """For callers that read a long list in batches, each batch in its own transaction."""
        self._writer = Writer(self._write_engine, idle_work(self.read_engine))

    def read(self, query: Callable[[Connection], T]) -> Read[T]:
        """Prepare a query, which will be called with a read-only connection."""
        return Read(self.read_engine.connect, query)

    def write(self, run: Callable[[Connection], T], *, alone: bool = False) -> Write[T]:
        """Queue a change for the writer; with `alone` it gets its own transaction, flushed to disk.

        `run` may be called again after a rollback, so it must have no effect outside the database.
        Raises CatalogClosedError after `close`.
        """
        return Write(self._writer.submit(run, alone=alone))

    def is_healthy(self) -> bool:
        """Return whether the database answers reads and the writer runs."""
        if not self._writer.is_alive:
            return False
        try:
            self.read(lambda connection: connection.execute(text("SELECT 1"))).result()
        except (SQLAlchemyError, CatalogUnavailableError):
            return False
        return True

    def close(self) -> None:
        """Finish all queued writes, then close all connections."""
        self._writer.close()
        self.read_engine.dispose()
        self._write_engine.dispose()
