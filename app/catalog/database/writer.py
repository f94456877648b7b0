"""The single thread that writes to the database. Other threads submit jobs and get futures.

Queued jobs share one transaction, so a hundred small writes cost one flush to disk (group commit). A future resolves
only after the transaction with its job was committed. When a job in a group raises, the group is rolled back and its
jobs run again one by one, so only the failing job's future gets the error.

A group is committed only while the database's files are in their place, and its futures resolve only when they still
are after the commit: SQLite would write into a file that was deleted, too.

While no job is queued, the writer does its idle work in small steps, each in its own transaction.
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

from app.catalog.database.metrics import DatabaseMetrics
from app.catalog.database.outages import explain_error
from app.catalog.errors import CatalogClosedError, CatalogUnavailableError

GROUP_LIMIT = 200
IDLE_RETRY_S = 5.0
IDLE_CHECK_S = 0.25
"""The shortest time between two checks for idle work. A check costs a fifth of what staging a file costs."""

FULL_FLUSH = "full flush"
"""Where a connection remembers its synchronous mode, as long as it is open."""

log = structlog.get_logger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class IdleWork:
    """Work that the writer does only while no job is queued."""

    is_pending: Callable[[], bool]
    """Returns whether there is work to do; must not need the write connection."""
    do_some: Callable[[Connection], None]
    """Does a small part of the work, in one transaction."""
    tell_done: Callable[[], None] = lambda: None
    """Called in the writer's thread when some was done and nothing is left."""


@dataclass(slots=True)
class _Job(Generic[T]):
    run: Callable[[Connection], T]
    alone: bool
    """Whether the job gets its own transaction, flushed to disk before its future resolves."""
    future: Future[T] = field(default_factory=Future)
    result: T | None = None

    def resolve(self) -> None:
        self.future.set_result(self.result)  # type: ignore[arg-type]


class Writer:
    """Owns the write connection until `close`."""

    def __init__(
        self,
        engine: Engine,
        idle_work: IdleWork | None = None,
        check_files: Callable[[], None] = lambda: None,
        metrics: DatabaseMetrics | None = None,
    ) -> None:
        """`check_files` raises CatalogUnavailableError when what is written would be lost."""
        self._metrics = metrics or DatabaseMetrics()
        self._engine = engine
        self._idle_work = idle_work
        self._check_files = check_files
        self._next_check = time.monotonic()
        """The earliest time to check for idle work again."""
        self._is_idle_work_done = False
        """Whether the last check found no idle work and no job has run since."""
        self._has_done_some = False
        """Whether idle work was done of which `tell_done` does not know yet."""
        self._is_sqlite = engine.dialect.name == "sqlite"
        self._queue: SimpleQueue[_Job[object] | None] = SimpleQueue()
        self._metrics.watch_queue(self._queue.qsize)
        self._lock = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="catalog-writer", daemon=True)
        self._thread.start()

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive() and not self._closed

    def submit(self, run: Callable[[Connection], T], *, alone: bool = False) -> Future[T]:
        """Queue `run`, which is called with the connection inside a transaction.

        `run` may be called again after a rollback, so it must have no effect outside the database. With `alone` it gets
        its own transaction, flushed to disk. Raises CatalogClosedError after `close`.
        """
        job: _Job[T] = _Job(run, alone)
        with self._lock:
            if self._closed:
                raise CatalogClosedError
            self._queue.put(job)  # type: ignore[arg-type]
        return job.future

    def close(self) -> None:
        """Finish all queued jobs, then stop the thread. May be called twice."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        is_open = True
        while is_open:
            timeout = self._do_idle_work()
            group, job_alone, is_open = self._take_jobs(timeout)
            self._run_group(group)
            if job_alone is not None:
                self._run_group([job_alone])

    def _do_idle_work(self) -> float | None:
        """Do idle work until a job is queued or nothing is left.

        Return the seconds until the next check; None when no check is needed before the next job.
        """
        if self._idle_work is None or self._is_idle_work_done:
            return None
        if (remaining := self._next_check - time.monotonic()) > 0:
            return remaining
        try:
            while self._queue.empty() and not self._is_idle_work_done:
                self._do_some(self._idle_work)
        except Exception as error:  # noqa: BLE001 the writer thread must survive any failure
            log.warning("the writer's idle work failed; it will be retried", error=str(explain_error(error)))
            return self._schedule_check(IDLE_RETRY_S)
        timeout = self._schedule_check(IDLE_CHECK_S)
        return None if self._is_idle_work_done else timeout

    def _do_some(self, idle_work: IdleWork) -> None:
        self._is_idle_work_done = not idle_work.is_pending()
        if self._is_idle_work_done and self._has_done_some:
            self._has_done_some = False
            idle_work.tell_done()
        if not self._is_idle_work_done:
            self._has_done_some = True
            with self._engine.begin() as connection:
                idle_work.do_some(connection)
                self._check_files()

    def _schedule_check(self, seconds: float) -> float:
        self._next_check = time.monotonic() + seconds
        return seconds

    def _take_jobs(self, timeout: float | None) -> tuple[list[_Job[object]], _Job[object] | None, bool]:
        """Take the queued jobs, at most GROUP_LIMIT.

        Return the jobs that share a transaction, a job that runs alone after them, and False once the queue is closed.
        All are empty when no job arrives within `timeout` seconds.
        """
        group: list[_Job[object]] = []
        try:
            job = self._queue.get(timeout=timeout)
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
        self._is_idle_work_done = False
        try:
            with self._metrics.writes.time():
                self._run_in_transaction(group)
        except Exception as error:  # noqa: BLE001 the writer thread must survive; every error goes to a future
            self._handle_failure(group, error)
            return
        self._metrics.changes.inc(len(group))
        for job in group:
            job.resolve()

    def _handle_failure(self, group: list[_Job[object]], error: Exception) -> None:
        """Fail the group if the database is unavailable or it has only one job; otherwise run its jobs one by one."""
        explained = explain_error(error)
        if isinstance(explained, CatalogUnavailableError):
            self._metrics.failures.labels("write").inc()
        if len(group) == 1 or isinstance(explained, CatalogUnavailableError):
            for job in group:
                job.future.set_exception(explained)
            return
        for job in group:
            self._run_group([job])

    def _run_in_transaction(self, group: list[_Job[object]]) -> None:
        with self._engine.connect() as connection:
            self._set_full_flush(connection, on=group[0].alone)
            with connection.begin():
                for job in group:
                    job.result = job.run(connection)
                self._check_files()
        self._check_files()  # what is in a file that was moved away during the commit is not durable

    def _set_full_flush(self, connection: Connection, *, on: bool) -> None:
        """Set SQLite's synchronous mode: in WAL mode NORMAL survives a program crash, FULL also a power failure."""
        if self._is_sqlite and connection.info.get(FULL_FLUSH) is not on:
            cursor = connection.connection.cursor()
            cursor.execute(f"PRAGMA synchronous = {'FULL' if on else 'NORMAL'}")
            cursor.close()
            connection.info[FULL_FLUSH] = on
