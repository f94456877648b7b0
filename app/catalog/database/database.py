"""The one database behind every part of the catalog: many readers, one writer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from concurrent.futures import Future
from contextlib import AbstractContextManager
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from app.catalog.database.engines import parse_url, read_engine, write_engine
from app.catalog.database.migrate import migrate
from app.catalog.database.writer import SpareWork, Writer
from app.catalog.errors import CatalogUnavailableError

T = TypeVar("T")


class Read(Generic[T]):
    """A question to the database that is not asked yet: `await` it on the event loop, or call `result` in a thread.

    Both raise CatalogUnavailableError while the database is unreachable.
    """

    __slots__ = ("_ask", "_connect")

    def __init__(
        self, connect: Callable[[], AbstractContextManager[Connection]], ask: Callable[[Connection], T]
    ) -> None:
        self._connect = connect
        self._ask = ask

    def result(self) -> T:
        """Ask in this thread, and return the answer from one consistent state of the database."""
        with self._connect() as connection:
            return self._ask(connection)

    def __await__(self) -> Generator[Any, None, T]:
        return asyncio.to_thread(self.result).__await__()


class Write(Generic[T]):
    """A change that the writer already has: `await` it on the event loop, or call `result` in a thread.

    Both return when the change is durable. They raise CatalogUnavailableError when the database was unreachable.
    """

    __slots__ = ("future",)

    def __init__(self, future: Future[T]) -> None:
        self.future = future

    def result(self, timeout: float | None = None) -> T:
        """Wait in this thread, at most `timeout` seconds."""
        return self.future.result(timeout)

    def __await__(self) -> Generator[Any, None, T]:
        return asyncio.wrap_future(self.future).__await__()


class Database:
    """Owns the connections. Safe from any thread."""

    def __init__(self, url: str, spare_work: Callable[[Engine], SpareWork]) -> None:
        """Open `sqlite:///PATH` or `postgresql+psycopg://…` and bring its schema up to date.

        `spare_work` is given the engine that reads; the writer does that work while nothing else waits.
        Raises ValueError for other URLs.
        """
        parsed = parse_url(url)
        self._write_engine = write_engine(parsed)
        try:
            migrate(self._write_engine)
        except Exception:
            self._write_engine.dispose()
            raise
        self.read_engine = read_engine(parsed)
        """For those who read a long list in batches, each in a transaction of its own."""
        self._writer = Writer(self._write_engine, spare_work(self.read_engine))

    def read(self, ask: Callable[[Connection], T]) -> Read[T]:
        """Prepare a question; `ask` is called with a connection that cannot write."""
        return Read(self.read_engine.connect, ask)

    def write(self, run: Callable[[Connection], T], *, alone: bool = False) -> Write[T]:
        """Hand a change to the writer at once; `alone` gives it a fully flushed transaction of its own.

        `run` may be called again after a rollback, so it must keep nothing outside the database.
        Raises CatalogClosedError after `close`.
        """
        return Write(self._writer.submit(run, alone=alone))

    def is_healthy(self) -> bool:
        """Return whether reads are answered and the writer runs."""
        if not self._writer.alive:
            return False
        try:
            self.read(lambda connection: connection.execute(text("SELECT 1"))).result()
        except (SQLAlchemyError, CatalogUnavailableError):
            return False
        return True

    def close(self) -> None:
        """Finish every write that was handed in, then close all connections."""
        self._writer.close()
        self.read_engine.dispose()
        self._write_engine.dispose()
