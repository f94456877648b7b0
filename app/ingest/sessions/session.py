"""One session, from the press of Start Processing to the last outcome.

`process_files_background` tells the whole story. What it shows is true after a crash too: an outcome
is emitted only once it is staged in the database.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import structlog

from app.catalog import Catalog, DiscoveredFile, PendingFile, SessionRow, StagedBatch, Write
from app.domain.priority import Priority
from app.domain.progress import RUNNING, TERMINAL, FileFailure, Progress, Status, with_discovered, with_finished
from app.domain.report import FileReport, Step, tally
from app.ingest.disk import media
from app.ingest.disk.discovery import Discovery
from app.ingest.relations import Relations
from app.ingest.sessions.gate import Bar, Gate
from app.ingest.sessions.outages import RETRY_S, Awaited, Outages, patiently, paused_message, waiting_message
from app.ingest.sessions.pending_files import PendingFiles
from app.ingest.sessions.stopwatch import Stopwatch
from app.ingest.workers.fair_share import Turn, TurnOverError
from app.ingest.workers.pool import WorkerPool
from app.ingest.workers.worker import Worker, WorkerCancelledError
from app.live import Channel
from app.readers import ReadOptions

KEEP_WORK_S = 5.0
"""Seconds of work and rate that a crash may forget; outcomes are kept one by one."""

Result = TypeVar("Result")

log = structlog.get_logger(__name__)


class LedgerError(RuntimeError):
    """What was shown is not what is staged: a defect, which must not be shown as a success."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """What every session works with."""

    catalog: Catalog
    pool: WorkerPool
    thumbnail_px: int
    nsfw_model: str
    relations: Relations


class Session:
    """Owns the progress of one session; everybody else only sees what it emits."""

    def __init__(self, row: SessionRow, progress: Progress, channel: Channel, workshop: Workshop) -> None:
        self.session_id = row.session_id
        self._parameters = row.parameters
        self._populated = row.populated
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
        self._turn: Turn[Worker] = Turn(progress.priority)
        self._relations = workshop.relations
        self._stopwatch = Stopwatch(progress.elapsed)
        self._rate = row.rate
        self._work_kept_at = time.monotonic()
        self._pending = PendingFiles(workshop.catalog, row.session_id, progress.next_folder)
        self._busy: set[Worker] = set()
        self._cancelled = asyncio.Event()
        self._entered = progress.status, progress.message
        """What stands in the database. While something is away the session shows `paused` and why instead."""
        self._entering = asyncio.Lock()
        self._asked_for: set[asyncio.Task[None]] = set()
        """Pauses and resumptions that the database does not hold yet."""
        self._is_paused = progress.status is Status.PAUSED
        """By somebody, who alone ends it; what is away is in `_outages`."""
        self._is_ending = False
        self._outages = Outages(self._show_state)
        self._gate = Gate(*([Bar.PAUSE] if self._is_paused else []))
        self._keep_time(progress.status)

    async def process_files_background(self) -> None:
        """Discover, read, stage, end. A server that stops in between goes on here after its next start."""
        log.info("session started", session_id=self.session_id, status=self._progress.status)
        try:
            if not self._progress.discovery_over:
                await self._discover()
            await self._read_files()
            await self._end()
        except asyncio.CancelledError:
            for entering in self._asked_for:
                entering.cancel()
            raise
        except Exception as error:
            log.exception("session failed", session_id=self.session_id)
            await self._enter(Status.ERROR, message=f"Processing stopped: {_first_cause(error)}")
            raise

    def emit_update(self, progress: Progress, failure: FileFailure | None = None) -> None:
        """Show `progress` to everybody who watches; `failure` is the file that just failed, if one did."""
        self._progress = replace(progress, elapsed=self._stopwatch.elapsed)
        self._channel.publish(self._progress, failure)

    @property
    def waits_for(self) -> Awaited | None:
        """What is away, the database before the media."""
        return self._outages.worst

    def cancel(self) -> None:
        """Stop at once, in the middle of a file too; outcomes so far stay, the rest stays pending."""
        self._cancelled.set()
        self._turn.end()
        for worker in self._busy:
            worker.cancel()
        if self.waits_for is Awaited.DATABASE:
            self._show_state()

    async def pause(self) -> None:
        """Take no more files; those being read are finished. A session that is ending already ends."""
        if not self._is_ending and not self._cancelled.is_set():
            self._is_paused = True
            self._gate.shut(Bar.PAUSE)
        await self._enter_what_was_asked()

    async def resume(self) -> None:
        """Go on, or wait for what is away and then go on."""
        self._is_paused = False
        await self._enter_what_was_asked()

    async def set_priority(self, priority: Priority) -> None:
        """Raises `CatalogUnavailableError`, like `read_next`: whoever asked is told, instead of being kept waiting."""
        await self._catalog.sessions.set_priority(self.session_id, priority)
        self._turn.priority = priority
        self.emit_update(replace(self._progress, priority=priority))

    async def read_next(self, folder: str) -> None:
        """The pending files below the folder come before the others; empty: none do."""
        await self._catalog.sessions.set_next_folder(self.session_id, folder)
        self._pending.prefer(folder)
        self.emit_update(replace(self._progress, next_folder=folder))

    async def _discover(self) -> None:
        """Walk the folders, and again where something went away since the press."""
        discovery, walks = await self._walk(), 1
        while await self._was_away([*self._populated, *discovery.tops]) or (discovery.vanished and walks == 1):
            if self._cancelled.is_set():
                break
            discovery, walks = await self._walk(), walks + 1
        if self._outages.ever:  # the answer to a batch may have been lost on its way
            await self._recount()
        withheld = discovery.why_gone_is_withheld(walked=not self._cancelled.is_set())
        await self._durably(lambda: self._catalog.preview.withhold_gone(self.session_id, withheld))
        if not self._cancelled.is_set():
            await self._enter(None, discovery_message=self._discovery_message(discovery))

    async def _walk(self) -> Discovery:
        discovery = Discovery(self._parameters)
        batches = discovery.batches(self._cancelled.is_set)
        while (batch := await self._next_batch(batches)) is not None:
            staged = await self._durably(partial(self._stage_batch, batch))
            self.emit_update(with_discovered(self._progress, found=staged.found, skipped=staged.skipped))
        return discovery

    async def _next_batch(self, batches: Iterator[list[DiscoveredFile]]) -> list[DiscoveredFile] | None:
        """None at the end, and as soon as the session is cancelled: a folder that never answers holds nobody up."""
        if not await self._may_go_on():
            return None
        listing = asyncio.create_task(asyncio.to_thread(next, batches, None))
        return listing.result() if await self._unless_cancelled(listing) else None

    def _stage_batch(self, batch: list[DiscoveredFile]) -> Write[StagedBatch]:
        return self._catalog.staging.add_discovered(
            self.session_id, batch, skip_existing=self._parameters.skip_existing
        )

    def _discovery_message(self, discovery: Discovery) -> str:
        ledger = self._progress.ledger
        if ledger.discovered == 0:
            return discovery.why_nothing()
        if ledger.total_files == 0:
            return discovery.why_nothing_new(ledger.discovered)
        return discovery.warning()

    async def _read_files(self) -> None:
        async with asyncio.TaskGroup() as readers:
            # One more than there are workers: it waits its turn already when another gives a worker back.
            for _ in range(self._pool.size + 1):
                readers.create_task(self._take_files(readers))

    async def _take_files(self, readers: asyncio.TaskGroup) -> None:
        """Read file after file. While one report is being staged, the next file is read already."""
        staging: Awaitable[None] = _done()
        while (read := await self._next_report()) is not None:
            await staging
            staging = readers.create_task(self._stage(*read))
        await staging

    async def _next_report(self) -> tuple[PendingFile, FileReport] | None:
        """None when no file is left, or the session was cancelled."""
        while await self._may_go_on():
            try:
                async with self._pool.worker(self._turn) as worker:
                    if not self._gate.is_open:
                        continue  # it was shut while this reader waited for its turn
                    if (file := await self._next_file()) is None:
                        return None
                    report, away = await self._read(worker, file)
                if away or _could_not_open(report):
                    report = await self._read_once_there(file)
                return file, report
            except (TurnOverError, WorkerCancelledError):
                return None
        return None

    async def _read_once_there(self, file: PendingFile) -> FileReport:
        """Read again what was read while the media were away, or could not be opened, when they are there."""
        while True:
            if await self._was_away(self._folders_of(file)) and not await self._may_go_on():
                raise WorkerCancelledError
            async with self._pool.worker(self._turn) as worker:
                report, away = await self._read(worker, file)
            if not away:
                return report

    def _folders_of(self, file: PendingFile) -> list[str]:
        return media.folders_of(file.path, self._parameters.directories)

    async def _was_away(self, folders: list[str]) -> bool:
        """Whether one of the folders is away; then it is waited for until it is back, or the session is cancelled."""
        waited = False
        while True:
            looking = asyncio.create_task(asyncio.to_thread(media.away, folders))
            if not await self._unless_cancelled(looking) or (reason := looking.result()) is None:
                break
            waited = True
            self._begin_outage(Awaited.MEDIA, reason)
            await self._unless_cancelled(asyncio.sleep(RETRY_S))
        self._outages.end(Awaited.MEDIA)
        return waited

    async def _next_file(self) -> PendingFile | None:
        file = await self._through_outages(self._pending.next)
        if self._progress.next_folder and not self._pending.folder:
            # Not waited for: forgotten in a crash, it costs the next start one look below that folder.
            self._catalog.sessions.set_next_folder(self.session_id, "")
            self.emit_update(replace(self._progress, next_folder=""))
        return file

    async def _read(self, worker: Worker, file: PendingFile) -> tuple[FileReport, str | None]:
        """The report, and which chosen folder of the file was away when it was made."""
        if self._cancelled.is_set():
            raise WorkerCancelledError
        self._busy.add(worker)
        self.emit_update(replace(self._progress, current_file=file.path))
        try:
            return await self._pool.read(worker, file.path, self._options, self._folders_of(file))
        finally:
            self._busy.discard(worker)

    async def _stage(self, file: PendingFile, report: FileReport) -> None:
        """Counted once it is durable, whichever try it was that the database kept: nobody else stages this file."""
        now, threshold = time.time(), self._parameters.nsfw_threshold
        await self._durably(
            lambda: self._catalog.staging.add_report(
                self.session_id, file.file_id, report, nsfw_threshold=threshold, at=now
            )
        )
        self._pending.done(file)
        failure = _file_failure(report, now)
        self._rate = self._rate.with_finished(self._stopwatch.elapsed)
        self.emit_update(with_finished(self._progress, tally(report, threshold), failure), failure)
        self._keep_work()

    def _keep_work(self) -> None:
        """Now and then, and not waited for: the next time brings what an outage swallowed."""
        if time.monotonic() - self._work_kept_at >= KEEP_WORK_S:
            self._work_kept_at = time.monotonic()
            self._catalog.sessions.save_work(self.session_id, self._stopwatch.elapsed, self._rate)

    async def _end(self) -> None:
        async with self._relations.lock(self.session_id):
            await self._through_outages(lambda: self._relations.relate(self.session_id))
        await self._through_outages(self._check_ledger)
        if await self._may_go_on():  # what came last may have waited for the database, and been paused meanwhile
            await self._enter(Status.COMPLETED)
        else:
            left = self._progress.ledger.pending
            await self._enter(Status.CANCELLED, message=f"Cancelled; {left} file(s) were not read.")

    async def _check_ledger(self) -> None:
        """Count again what was shown. Raises `LedgerError` when that is not what is staged."""
        staged = await self._catalog.sessions.progress(self.session_id)
        if staged is not None and staged.ledger != self._progress.ledger:
            raise LedgerError(f"the ledger shown does not add up: {self._progress.ledger}, but staged {staged.ledger}")

    async def _recount(self) -> None:
        """Take ledger and counters from the database, which alone knows what it kept."""
        counted = await self._through_outages(lambda: self._catalog.sessions.progress(self.session_id))
        if counted is not None:
            self._progress = replace(
                self._progress, ledger=counted.ledger, counters=counted.counters, errors=counted.errors
            )

    async def _enter_what_was_asked(self) -> None:
        """Durable before it is answered; while the database is away it is answered at once, and durable in its turn."""
        entering = asyncio.create_task(self._enter(None), name=f"asked of session {self.session_id}")
        self._asked_for.add(entering)
        entering.add_done_callback(self._entered_what_was_asked)
        away = asyncio.create_task(self._outages.until_the_database_is_away())
        try:
            await asyncio.wait((entering, away), return_when=asyncio.FIRST_COMPLETED)
        finally:
            away.cancel()
        if not entering.done():
            self._show_state()
        elif not entering.cancelled():
            entering.result()

    def _entered_what_was_asked(self, entering: asyncio.Task[None]) -> None:
        self._asked_for.discard(entering)
        if not entering.cancelled() and (error := entering.exception()) is not None:
            log.error("not entered", session_id=self.session_id, error=repr(error))

    async def _enter(
        self, status: Status | None, *, message: str | None = None, discovery_message: str | None = None
    ) -> None:
        """Durable first, shown second; one after the other, and nothing after the end.

        Without a status it is one of those of a session that goes on: which, is seen when its turn has come, because
        a pause, discovery's end and the session's own end may meet. Without a message the one that stands stays. What
        discovery says, it says at its end.
        """
        self._is_ending = self._is_ending or status in TERMINAL
        async with self._entering:
            if self._entered[0] in TERMINAL:
                return
            over = self._progress.discovery_over or discovery_message is not None
            entered = status or self._going_on(over), self._entered[1] if message is None else message
            await self._keep_entered(*entered, discovery_message)
            self._entered = entered
            current = self._progress.current_file if entered[0] is Status.PROCESSING else ""
            self._progress = replace(self._progress, current_file=current, discovery_over=over)
            if discovery_message is not None:
                self._progress = replace(self._progress, discovery_message=discovery_message)
            if entered[0] is not Status.PAUSED and not self._is_paused:  # it may have been paused again meanwhile
                self._gate.lift(Bar.PAUSE)
            self._show_state()

    def _going_on(self, discovery_over: bool) -> Status:
        if self._is_paused:
            return Status.PAUSED
        return Status.PROCESSING if discovery_over else Status.STARTING

    async def _keep_entered(self, status: Status, message: str, discovery_message: str | None) -> None:
        self._keep_time(status)
        elapsed, rate = self._stopwatch.elapsed, self._rate
        await self._durably(
            lambda: self._catalog.sessions.set_status(
                self.session_id,
                status,
                message=message,
                elapsed=elapsed,
                rate=rate,
                discovery_message=discovery_message,
            )
        )
        self._keep_time(status)
        log.info("session status", session_id=self.session_id, status=status)
        if status is Status.ERROR:  # what was on its way when the defect struck may have been kept
            await self._recount()

    def _keep_time(self, status: Status) -> None:
        if status in RUNNING:
            self._stopwatch.start()
        else:
            self._stopwatch.stop()

    async def _may_go_on(self) -> bool:
        """Waits while the session is paused or something is away; False once it is cancelled."""
        while not self._gate.is_open and not self._cancelled.is_set():
            await self._unless_cancelled(self._gate.wait())
        return not self._cancelled.is_set()

    async def _unless_cancelled(self, work: Awaitable[object]) -> bool:
        """Whether `work` was done before the session was cancelled; it is let go of then."""
        working, cancelled = asyncio.ensure_future(work), asyncio.create_task(self._cancelled.wait())
        try:
            await asyncio.wait((working, cancelled), return_when=asyncio.FIRST_COMPLETED)
            return not self._cancelled.is_set()
        finally:
            cancelled.cancel()
            if not working.done():
                working.cancel()

    async def _durably(self, write: Callable[[], Write[Result]]) -> Result:
        """The write's result, once it is durable."""
        return await self._through_outages(write)

    async def _through_outages(self, work: Callable[[], Awaitable[Result]]) -> Result:
        """The result of `work`. While the database is away the session waits, says why, and tries again."""
        result = await patiently(work, lambda error: self._begin_outage(Awaited.DATABASE, str(error)))
        self._outages.end(Awaited.DATABASE)
        return result

    def _begin_outage(self, awaited: Awaited, reason: str) -> None:
        if self._outages.begin(awaited, reason):
            log.warning("waiting", session_id=self.session_id, awaited=awaited, reason=reason)

    def _show_state(self) -> None:
        """Where the session stands: as it was entered or, while something is away, `paused` with the reason."""
        status, message = self._state()
        self._keep_time(status)
        waiting = bool(self._outages) and status is Status.PAUSED and not self._is_paused
        self.emit_update(replace(self._progress, status=status, message=message, waiting=waiting))
        if self._outages:
            self._gate.shut(Bar.OUTAGE)
        else:
            self._gate.lift(Bar.OUTAGE)

    def _state(self) -> tuple[Status, str]:
        """A pause that was shown while the database was away still is when it is back and does not hold it yet."""
        status, message = self._entered
        if status in TERMINAL:
            return status, message
        if (awaited := self.waits_for) is not None:
            return Status.PAUSED, self._why_not_now(awaited)
        return self._going_on(self._progress.discovery_over), message

    def _why_not_now(self, awaited: Awaited) -> str:
        if self._cancelled.is_set() and awaited is Awaited.DATABASE:
            return f"Cancelled, as soon as the database is back: {self._outages.reason}"
        said = paused_message if self._is_paused else waiting_message
        return said(awaited, self._outages.reason)


def _could_not_open(report: FileReport) -> bool:
    """It may have been gone for a moment only; then its folder is there again when that is looked at."""
    return report.fatal is not None and report.fatal.step is Step.OPEN


def _file_failure(report: FileReport, at: float) -> FileFailure | None:
    fatal = report.fatal
    return None if fatal is None else FileFailure(path=report.path, step=fatal.step, reason=fatal.reason, at=at)


async def _done() -> None:
    """The staging before the first: nothing to wait for."""


def _first_cause(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__}: {error}"
