"""One session, from the press of Start Processing to the last outcome.

`process_files_background` tells the whole story. What it shows is true after a crash too: an outcome
is emitted only once it is staged in the database.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import structlog

from app.catalog import Catalog, CatalogUnavailableError, DiscoveredFile, PendingFile, SessionRow, StagedBatch
from app.domain.progress import RUNNING, FileFailure, Progress, Status, with_discovered, with_finished
from app.domain.report import FileReport, tally
from app.ingest.discover import Discovery
from app.ingest.pool import WorkerPool
from app.ingest.worker import Worker, WorkerCancelledError
from app.live import Channel
from app.readers import ReadOptions

PENDING_PAGE = 500

DATABASE_RETRY_S = 1.0
"""While the database takes no writes (disk full, connection lost) the session waits and tries again this often."""

Result = TypeVar("Result")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Workshop:
    """What every session works with."""

    catalog: Catalog
    pool: WorkerPool
    thumbnail_px: int
    nsfw_model: str


class Session:
    """Owns the progress of one session; everybody else only sees what it emits."""

    def __init__(self, row: SessionRow, progress: Progress, channel: Channel, workshop: Workshop) -> None:
        self.session_id = row.session_id
        self._parameters = row.parameters
        self._options = ReadOptions(
            metadata=row.parameters.extract_metadata,
            keywords=row.parameters.extract_keywords,
            scores=row.parameters.import_scores,
            nsfw=row.parameters.enable_nsfw_detection,
            nsfw_model=workshop.nsfw_model,
            thumbnail_px=workshop.thumbnail_px,
        )
        self._progress = progress
        self._channel = channel
        self._catalog = workshop.catalog
        self._pool = workshop.pool
        self._stopwatch = Stopwatch(progress.elapsed)
        self._pending = _Pending(workshop.catalog, row.session_id)
        self._busy: set[Worker] = set()
        self._cancelled = False
        self._before_outage: Status | None = None
        self._may_read = asyncio.Event()
        if progress.status is not Status.PAUSED:
            self._may_read.set()

    async def process_files_background(self) -> None:
        """Discover, read, stage, end. A server that stops in between goes on here after its next start."""
        log.info("session started", session_id=self.session_id, status=self._progress.status)
        try:
            if self._progress.status is Status.STARTING:
                await self._discover()
                await self._enter(Status.PROCESSING, message=self._progress.message)
            await self._read_files()
            await self._end()
        except Exception as error:
            log.exception("session failed", session_id=self.session_id)
            await self._enter(Status.ERROR, message=f"Processing stopped: {_first_cause(error)}")
            raise

    def emit_update(self, progress: Progress, failure: FileFailure | None = None) -> None:
        """Show `progress` to everybody who watches; `failure` is the file that just failed, if one did."""
        self._progress = replace(progress, elapsed=self._stopwatch.elapsed)
        self._channel.publish(self._progress, failure)

    async def cancel(self) -> None:
        """Stop at once, in the middle of a file too; outcomes so far stay, the rest stays pending."""
        self._cancelled = True
        self._may_read.set()
        for worker in self._busy:
            worker.cancel()

    async def pause(self) -> None:
        """Take no more files; those being read are finished."""
        self._may_read.clear()
        await self._enter(Status.PAUSED, message="Paused.")

    async def resume(self) -> None:
        self._stopwatch.start()
        await self._enter(Status.PROCESSING)
        self._may_read.set()

    async def _discover(self) -> None:
        discovery = Discovery(self._parameters)
        batches = discovery.batches(lambda: self._cancelled)
        while (batch := await asyncio.to_thread(next, batches, None)) is not None:
            staged = await self._durably(partial(self._stage_batch, batch))
            self.emit_update(with_discovered(self._progress, found=staged.found, skipped=staged.skipped))
        self._progress = replace(self._progress, message=self._discovery_message(discovery))

    def _stage_batch(self, batch: list[DiscoveredFile]) -> Future[StagedBatch]:
        return self._catalog.stage_discovered(self.session_id, batch, skip_existing=self._parameters.skip_existing)

    def _discovery_message(self, discovery: Discovery) -> str:
        ledger = self._progress.ledger
        if ledger.discovered == 0:
            return discovery.why_nothing()
        if ledger.total_files == 0:
            return f"0 files to process, because all {ledger.discovered} are in the library already and unchanged"
        return discovery.warning()

    async def _read_files(self) -> None:
        async with asyncio.TaskGroup() as readers:
            for _ in range(self._pool.size):
                readers.create_task(self._take_files())

    async def _take_files(self) -> None:
        """Read file after file with whichever worker is free; sessions take turns because workers are lent in order."""
        staging: Awaitable[None] = _done()
        while (file := await self._next_file()) is not None:
            async with self._pool.worker() as worker:
                report = await self._read(worker, file)
            await staging
            if report is None:
                return
            staging = asyncio.create_task(self._stage(file, report))
        await staging

    async def _next_file(self) -> PendingFile | None:
        await self._may_read.wait()
        return None if self._cancelled else await self._pending.next()

    async def _read(self, worker: Worker, file: PendingFile) -> FileReport | None:
        if self._cancelled:
            return None
        self._busy.add(worker)
        self.emit_update(replace(self._progress, current_file=file.path))
        try:
            return await self._pool.read(worker, file.path, self._options)
        except WorkerCancelledError:
            return None
        finally:
            self._busy.discard(worker)

    async def _stage(self, file: PendingFile, report: FileReport) -> None:
        now, threshold = time.time(), self._parameters.nsfw_threshold
        counted = await self._durably(
            lambda: self._catalog.stage_report(self.session_id, file.file_id, report, nsfw_threshold=threshold, at=now)
        )
        if counted:
            failure = _file_failure(report, now)
            self.emit_update(with_finished(self._progress, tally(report, threshold), failure), failure)

    async def _end(self) -> None:
        if self._cancelled:
            left = self._progress.ledger.pending
            await self._enter(Status.CANCELLED, message=f"Cancelled; {left} file(s) were not read.")
        else:
            await self._enter(Status.COMPLETED, message=self._progress.message)

    async def _enter(self, status: Status, *, message: str = "") -> None:
        """Durable first, shown second."""
        if status not in RUNNING:
            self._stopwatch.stop()
        elapsed = self._stopwatch.elapsed
        await self._durably(lambda: self._catalog.set_status(self.session_id, status, message=message, elapsed=elapsed))
        log.info("session status", session_id=self.session_id, status=status)
        current = self._progress.current_file if status is Status.PROCESSING else ""
        self.emit_update(replace(self._progress, status=status, message=message, current_file=current))

    async def _durably(self, write: Callable[[], Future[Result]]) -> Result:
        """The write's result, once it is durable. While the database is away the session waits and says why."""
        while True:
            try:
                result = await asyncio.wrap_future(write())
            except CatalogUnavailableError as error:
                self._begin_outage(str(error))
                await asyncio.sleep(DATABASE_RETRY_S)
            else:
                self._end_outage()
                return result

    def _begin_outage(self, reason: str) -> None:
        if self._before_outage is not None:
            return
        log.warning("database away", session_id=self.session_id, reason=reason)
        self._before_outage = self._progress.status
        self._may_read.clear()
        message = f"Waiting for the database, and going on by itself once it is back: {reason}"
        self.emit_update(replace(self._progress, status=Status.PAUSED, message=message))

    def _end_outage(self) -> None:
        if self._before_outage is None:
            return
        log.info("database back", session_id=self.session_id)
        self.emit_update(replace(self._progress, status=self._before_outage, message=""))
        if self._before_outage is not Status.PAUSED:
            self._may_read.set()
        self._before_outage = None


class Stopwatch:
    """Seconds of work, carried on from an earlier run."""

    def __init__(self, carried: float) -> None:
        self._carried = carried
        self._since: float | None = time.monotonic()

    @property
    def elapsed(self) -> float:
        return self._carried + (time.monotonic() - self._since if self._since is not None else 0)

    def stop(self) -> None:
        self._carried, self._since = self.elapsed, None

    def start(self) -> None:
        if self._since is None:
            self._since = time.monotonic()


class _Pending:
    """The files still without an outcome, read from the database a page at a time."""

    def __init__(self, catalog: Catalog, session_id: str) -> None:
        self._catalog = catalog
        self._session_id = session_id
        self._page: list[PendingFile] = []
        self._after = 0
        self._lock = asyncio.Lock()

    async def next(self) -> PendingFile | None:
        async with self._lock:
            if not self._page:
                self._page = await asyncio.to_thread(
                    self._catalog.pending, self._session_id, after_id=self._after, limit=PENDING_PAGE
                )
                self._page.reverse()
            if not self._page:
                return None
            file = self._page.pop()
            self._after = file.file_id
            return file


def _file_failure(report: FileReport, at: float) -> FileFailure | None:
    fatal = report.fatal
    return None if fatal is None else FileFailure(path=report.path, step=fatal.step, reason=fatal.reason, at=at)


async def _done() -> None:
    """The staging before the first: nothing to wait for."""


def _first_cause(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__}: {error}"
