"""One session, from Start Processing to the last outcome.

`process_files_background` tells the whole story. What a session shows is still true after a crash: an outcome
is emitted only when it is staged in the database.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace

import structlog

from app.catalog import DiscoveredFile, PendingFile, SessionRow, StagedBatch, Write
from app.domain.priority import Priority
from app.domain.progress import FileFailure, Progress, Status, with_discovered, with_finished
from app.domain.report import FileReport, tally
from app.ingest.context import IngestContext
from app.ingest.disk.discovery import Discovery
from app.ingest.sessions.lifecycle import Lifecycle, StateChange
from app.ingest.sessions.outages import Dependency
from app.ingest.sessions.pending_files import PendingFiles
from app.ingest.sessions.reading import FileReading
from app.live import Channel

SAVE_WORK_S = 5.0
"""Seconds of work, and of the measured rate, that a crash may lose. Outcomes are saved one by one."""

log = structlog.get_logger(__name__)


class LedgerError(RuntimeError):
    """The session showed other counts than the database has: a defect that must not look like a success."""


class Session:
    """Owns the progress of one session. Others see what it emits."""

    def __init__(self, row: SessionRow, progress: Progress, channel: Channel, context: IngestContext) -> None:
        self.session_id = row.session_id
        self._row = row
        self._parameters = row.parameters
        self._progress = progress
        self._channel = channel
        self._context = context
        self._catalog = context.catalog
        self._pending = PendingFiles(context.catalog, row.session_id, progress.next_folder)
        self._rate = row.rate
        self._work_saved_at = time.monotonic()
        self._lifecycle = Lifecycle(progress, save=self._save_status, emit=self._emit_change, recount=self._recount)
        self._reading = FileReading(
            row,
            progress.priority,
            context,
            self._lifecycle,
            take=self._take_pending,
            announce=self._announce_file,
            stage=self._stage_report,
        )

    async def process_files_background(self) -> None:
        """Discover, read, stage, end. When a server stops in between, the next one continues here."""
        log.info("session started", session_id=self.session_id, status=self._progress.status)
        try:
            if not self._progress.discovery_over:
                await self._discover()
            await self._reading.run()
            await self._end()
        except asyncio.CancelledError:
            self._lifecycle.abandon_requests()
            raise
        except Exception as error:
            log.exception("session failed", session_id=self.session_id)
            await self._lifecycle.end(Status.ERROR, f"Processing stopped: {_describe_first_cause(error)}")
            raise

    def emit_update(self, progress: Progress, failure: FileFailure | None = None) -> None:
        """Show `progress` to everybody who watches. `failure` is the file that just failed, if one did."""
        self._progress = replace(progress, elapsed=self._lifecycle.elapsed)
        self._channel.publish(self._progress, failure)

    @property
    def unreachable(self) -> Dependency | None:
        """What the session is waiting for, the database before the media; None without an outage."""
        return self._lifecycle.unreachable

    def cancel(self) -> None:
        """Stop at once, also in the middle of a file. Outcomes stay; the other files stay pending."""
        self._lifecycle.cancel()
        self._reading.cancel()

    async def pause(self) -> None:
        """Start no more files; those being read are finished."""
        await self._lifecycle.pause()

    async def resume(self) -> None:
        """Continue; during an outage, as soon as it is over."""
        await self._lifecycle.resume()

    async def set_priority(self, priority: Priority) -> None:
        """Raises `CatalogUnavailableError` during an outage of the database."""
        await self._catalog.sessions.set_priority(self.session_id, priority)
        self._reading.set_priority(priority)
        self.emit_update(replace(self._progress, priority=priority))

    async def read_next(self, folder: str) -> None:
        """Read the pending files below `folder` before the others; empty: no folder comes first.

        Raises `CatalogUnavailableError` during an outage of the database.
        """
        await self._catalog.sessions.set_next_folder(self.session_id, folder)
        self._pending.set_next_folder(folder)
        self.emit_update(replace(self._progress, next_folder=folder))

    async def _discover(self) -> None:
        """Walk the folders, and walk them again when a folder was unmounted during the walk."""
        discovery, walks = await self._walk_folders(), 1
        while await self._was_unmounted(discovery) or (discovery.has_vanished and walks == 1):
            if self._lifecycle.is_cancelled:
                break
            discovery, walks = await self._walk_folders(), walks + 1
        if self._lifecycle.has_had_outage:  # a batch may have been staged although its answer was lost
            await self._recount()
        withheld = discovery.explain_withheld(is_complete=not self._lifecycle.is_cancelled)
        await self._lifecycle.retry_through_outage(
            lambda: self._catalog.preview.withhold_gone(self.session_id, withheld)
        )
        if not self._lifecycle.is_cancelled:
            await self._lifecycle.end_discovery(self._describe_discovery(discovery))

    async def _was_unmounted(self, discovery: Discovery) -> bool:
        return await self._lifecycle.wait_until_mounted([*self._row.populated, *discovery.nonempty])

    async def _walk_folders(self) -> Discovery:
        discovery = Discovery(self._parameters)
        batches = discovery.iter_batches(lambda: self._lifecycle.is_cancelled)
        while (batch := await self._list_batch(batches)) is not None:
            staged = await self._stage_batch(batch)
            self.emit_update(with_discovered(self._progress, found=staged.found, skipped=staged.skipped))
        return discovery

    async def _list_batch(self, batches: Iterator[list[DiscoveredFile]]) -> list[DiscoveredFile] | None:
        """Return None at the end, and at once when the session is cancelled, even if a folder does not respond."""
        if not await self._lifecycle.wait_until_open():
            return None
        listing = asyncio.create_task(asyncio.to_thread(next, batches, None))
        return listing.result() if await self._lifecycle.finish_unless_cancelled(listing) else None

    async def _stage_batch(self, batch: list[DiscoveredFile]) -> StagedBatch:
        def stage() -> Write[StagedBatch]:
            skip_existing = self._parameters.skip_existing
            return self._catalog.staging.add_discovered(self.session_id, batch, skip_existing=skip_existing)

        return await self._lifecycle.retry_through_outage(stage)

    def _describe_discovery(self, discovery: Discovery) -> str:
        ledger = self._progress.ledger
        if ledger.discovered == 0:
            return discovery.explain_nothing_found()
        if ledger.total_files == 0:
            return discovery.explain_nothing_new(ledger.discovered)
        return discovery.describe_warnings()

    async def _take_pending(self) -> PendingFile | None:
        file = await self._lifecycle.retry_through_outage(self._pending.take)
        if self._progress.next_folder and not self._pending.next_folder:
            # Not awaited: if a crash loses it, the next start looks below that folder once more.
            self._catalog.sessions.set_next_folder(self.session_id, "")
            self.emit_update(replace(self._progress, next_folder=""))
        return file

    def _announce_file(self, path: str) -> None:
        self.emit_update(replace(self._progress, current_file=path))

    async def _stage_report(self, file: PendingFile, report: FileReport) -> None:
        """Stage a report, then count the file. No other task stages this file, so any attempt that was kept counts."""
        now, threshold = time.time(), self._parameters.nsfw_threshold

        def stage() -> Write[bool]:
            return self._catalog.staging.add_report(
                self.session_id, file.file_id, report, nsfw_threshold=threshold, at=now
            )

        await self._lifecycle.retry_through_outage(stage)
        self._pending.release(file)
        failure = _to_file_failure(report, now)
        self._rate = self._rate.with_finished(self._lifecycle.elapsed)
        self.emit_update(with_finished(self._progress, tally(report, threshold), failure), failure)
        self._save_work()

    def _save_work(self) -> None:
        """Save elapsed time and rate now and then. Not awaited: the next save makes up for one that failed."""
        if time.monotonic() - self._work_saved_at >= SAVE_WORK_S:
            self._work_saved_at = time.monotonic()
            self._catalog.sessions.save_work(self.session_id, self._lifecycle.elapsed, self._rate)

    async def _end(self) -> None:
        async with self._context.locks.get(self.session_id):
            await self._lifecycle.retry_through_outage(lambda: self._context.relations.relate(self.session_id))
        await self._lifecycle.retry_through_outage(self._check_ledger)
        if await self._lifecycle.wait_until_open():  # a pause may have come during an outage at the end
            await self._lifecycle.end(Status.COMPLETED)
        else:
            left = self._progress.ledger.pending
            await self._lifecycle.end(Status.CANCELLED, f"Cancelled. {left} file(s) were not read.")

    async def _check_ledger(self) -> None:
        """Compare the counts shown with the database. Raises `LedgerError` when they differ."""
        staged = await self._catalog.sessions.progress(self.session_id)
        if staged is not None and staged.ledger != self._progress.ledger:
            raise LedgerError(
                f"the counts shown are wrong: {self._progress.ledger}, but the database has {staged.ledger}"
            )

    async def _save_status(self, status: Status, message: str, discovery_message: str | None) -> None:
        elapsed, rate = self._lifecycle.elapsed, self._rate
        await self._lifecycle.retry_through_outage(
            lambda: self._catalog.sessions.set_status(
                self.session_id,
                status,
                message=message,
                elapsed=elapsed,
                rate=rate,
                discovery_message=discovery_message,
            )
        )

    def _emit_change(self, change: StateChange) -> None:
        self.emit_update(replace(self._progress, **change))

    async def _recount(self) -> None:
        """Take ledger and counters from the database, the only one to know what it kept."""
        counted = await self._lifecycle.retry_through_outage(lambda: self._catalog.sessions.progress(self.session_id))
        if counted is not None:
            self._progress = replace(
                self._progress, ledger=counted.ledger, counters=counted.counters, errors=counted.errors
            )


def _to_file_failure(report: FileReport, at: float) -> FileFailure | None:
    fatal = report.fatal
    return None if fatal is None else FileFailure(path=report.path, step=fatal.step, reason=fatal.reason, at=at)


def _describe_first_cause(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__}: {error}"
