"""The one thread that writes. Everybody else hands it jobs and gets futures.

Jobs that wait together share one transaction, so a hundred small writes cost one flush to disk
(group commit). A future resolves only after the transaction that holds its job was committed. When
a job of a group raises, the group is rolled back and its jobs run again one by one, so a job's
failure is its own.

While nothing waits, it does the spare work: a little at a time, each a transaction of its own.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

import structlog
from sqlalchemy import Connection, Engine

from app.catalog.database.outages import as_outage
from app.catalog.errors import CatalogClosedError

GROUP_LIMIT = 200
SPARE_RETRY_S = 5.0
SPARE_LOOK_S = 0.25
"""Looking for spare work costs a fifth of what staging a file does, so while jobs keep coming it is done this often."""

log = structlog.get_logger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SpareWork:
    """What may wait until nobody waits for the writer."""

    is_waiting: Callable[[], bool]
    """Whether there is some; must not need the write connection."""
    do_some: Callable[[Connection], None]


@dataclass(slots=True)
class _Job(Generic[T]):
    run: Callable[[Connection], T]
    alone: bool
    """Long work that must be durable before anyone hears of it: its own, fully flushed transaction."""
    future: Future[T] = field(default_factory=Future)
    result: T | None = None

    def settle(self) -> None:
        self.future.set_result(self.result)  # type: ignore[arg-type]


class Writer:
    """Owns the write connection from the first job to `close`."""

    def __init__(self, engine: Engine, spare: SpareWork | None = None) -> None:
        self._engine = engine
        self._spare = spare
        self._look_at = time.monotonic()
        """When to look for spare work next, at the earliest."""
        self._looked_in_vain = False
        """Nothing was found, and no job has run since."""
        self._is_sqlite = engine.dialect.name == "sqlite"
        self._queue: SimpleQueue[_Job[object] | None] = SimpleQueue()
        self._gate = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="catalog-writer", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive() and not self._closed

    def submit(self, run: Callable[[Connection], T], *, alone: bool = False) -> Future[T]:
        """Queue `run`, which is called with the connection inside a transaction.

        `run` may be called a second time after a rollback, so it must keep nothing outside the
        database. Raises CatalogClosedError after `close`.
        """
        job: _Job[T] = _Job(run, alone)
        with self._gate:
            if self._closed:
                raise CatalogClosedError
            self._queue.put(job)  # type: ignore[arg-type]
        return job.future

    def close(self) -> None:
        """Finish everything that was handed in, then stop. May be called twice."""
        with self._gate:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        open_for_work = True
        while open_for_work:
            patience = self._do_spare_work()
            group, following, open_for_work = self._take(patience)
            self._run_group(group)
            if following is not None:
                self._run_group([following])

    def _do_spare_work(self) -> float | None:
        """Until a job waits or all of it is done; the seconds after which to look again, None: once a job has run."""
        if self._spare is None or self._looked_in_vain:
            return None
        if (early := self._look_at - time.monotonic()) > 0:
            return early
        try:
            while self._queue.empty() and not self._looked_in_vain:
                self._do_some(self._spare)
        except Exception as error:  # noqa: BLE001 the edge of the thread: the writer outlives whatever fails
            log.warning("the writer's spare work failed and is tried again", error=str(error))
            return self._look_after(SPARE_RETRY_S)
        patience = self._look_after(SPARE_LOOK_S)
        return None if self._looked_in_vain else patience

    def _do_some(self, spare: SpareWork) -> None:
        self._looked_in_vain = not spare.is_waiting()
        if not self._looked_in_vain:
            with self._engine.begin() as connection:
                spare.do_some(connection)

    def _look_after(self, seconds: float) -> float:
        self._look_at = time.monotonic() + seconds
        return seconds

    def _take(self, patience: float | None) -> tuple[list[_Job[object]], _Job[object] | None, bool]:
        """All that waits, up to GROUP_LIMIT: (jobs to share a transaction, one to run alone after them, go on).

        Nothing, when nothing comes for `patience` seconds.
        """
        group: list[_Job[object]] = []
        try:
            job = self._queue.get(timeout=patience)
        except Empty:
            return group, None, True
        while True:
            if job is None:
                return group, None, False
            if job.future.set_running_or_notify_cancel():
                if job.alone:
                    return group, job, True
                group.append(job)
            if len(group) >= GROUP_LIMIT:
                return group, None, True
            try:
                job = self._queue.get_nowait()
            except Empty:
                return group, None, True

    def _run_group(self, group: list[_Job[object]]) -> None:
        if not group:
            return
        self._looked_in_vain = False
        try:
            self._transact(group)
        except Exception as error:  # noqa: BLE001 the edge of the thread: every error belongs to a future
            self._recover(group, error)
            return
        for job in group:
            job.settle()

    def _recover(self, group: list[_Job[object]], error: Exception) -> None:
        outage = as_outage(error)
        if len(group) == 1 or outage:
            for job in group:
                job.future.set_exception(outage or error)
            return
        for job in group:
            self._run_group([job])

    def _transact(self, group: list[_Job[object]]) -> None:
        with self._engine.connect() as connection:
            self._flush_fully(connection, on=group[0].alone)
            with connection.begin():
                for job in group:
                    job.result = job.run(connection)

    def _flush_fully(self, connection: Connection, *, on: bool) -> None:
        """SQLite in WAL mode survives a crash of the program either way; only FULL survives a power cut as well."""
        if self._is_sqlite:
            cursor = connection.connection.cursor()
            cursor.execute(f"PRAGMA synchronous = {'FULL' if on else 'NORMAL'}")
            cursor.close()
