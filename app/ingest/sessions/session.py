"""One session, from Start Processing to the last outcome.

`process_files_background` tells the whole story. What a session shows is still true after a crash: an outcome
is emitted only when it is staged in the database.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace

import structlog

from app.catalog import DiscoveredFile, PendingFile, SessionRow, StagedBatch, Write
from app.domain.priority import Priority
from app.domain.progress import FileFailure, Outcome, Progress, Status, with_discovered, with_finished
from app.domain.text.counts import count_noun
from app.ingest.context import IngestContext
from app.ingest.disk.discovery import Discovery
from app.ingest.failures import describe_failure
from app.ingest.sessions.lifecycle import Lifecycle, StateChange
from app.ingest.sessions.listing import list_batches
from app.ingest.sessions.outages import Dependency
from app.ingest.sessions.reading.file_reading import FileReading
from app.ingest.sessions.reading.pending_files import PendingFiles
from app.ingest.sessions.reading.report_staging import ReadFile
from app.ingest.sessions.stopwatch import WorkTimes
from app.ingest.workers.activity import SessionActivity
from app.ingest.workers.stalls import Folders
from app.live import Channel

SAVE_WORK_S = 1.0
"""Seconds between two saves of the elapsed time and of the measured rate. Outcomes are saved one by one."""

ADD_ROOT = "Its files cannot be read. Start the server with a media root that contains it, and retry."

log = structlog.get_logger(__name__)


class LedgerError(RuntimeError):
    """The session showed other counts than the database has: a defect that must not look like a success."""


class Session:
    """Owns the progress of one session. Others see what it emits."""

    def __init__(
        self,
        row: SessionRow,
        progress: Progress,
        channel: Channel,
        context: IngestContext,
        activity: SessionActivity,
    ) -> None:
        self.session_id = row.session_id
        self._row = row
        self._parameters = row.parameters
        self._progress = progress
        self._channel = channel
        self._context = context
        self._catalog = context.catalog
        self._activity = activity
        folders, stalls = Folders(row.parameters.directories), context.pool.stalls
        self._pending = PendingFiles(
            context.catalog,
            row.session_id,
            progress.next_folder,
            lambda path: stalls.find_stalled(path, folders),
        )
        self._rate = row.rate
        self._times = WorkTimes(row.time_spent)
        self._lifecycle = Lifecycle(progress, save=self._save_status, emit=self._emit_change, recount=self._recount)
        self._reading = FileReading(
            row,
            progress.priority,
            context,
            self._lifecycle,
            activity,
            take=self._take_pending,
            pending=self._pending,
            folders=folders,
            stage=self._stage_reports,
            announce=self._announce,
            spend=self._times.add_steps,
        )

    async def process_files_background(self) -> None:
        """Discover, read, stage, end. When a server stops in between, the next one continues here."""
        log.info("session started", session_id=self.session_id, status=self._progress.status)
        saving = asyncio.create_task(self._save_work_regularly(), name=f"work of session {self.session_id}")
        try:
            if (outside := self._context.roots.find_outside(self._parameters.directories)) is not None:
                await self._lifecycle.end(Status.ERROR, f"{outside} is outside the media roots. {ADD_ROOT}")
                return
            if self._lifecycle.is_working:  # before any time is shown that would be lost if the server is killed
                await self._lifecycle.retry_through_outage(self._save_work_ahead)
            if not self._progress.discovery_over:
                with self._context.tracing.span("session.discover") as span:
                    await self._discover()
                    span.set({"headrace.files": self._progress.ledger.discovered})
            await self._reading.run()
            await self._end()
        except asyncio.CancelledError:
            self._lifecycle.abandon_requests()
            self._save_work(self._lifecycle.elapsed)
            raise
        except Exception as error:
            log.exception("session failed", session_id=self.session_id)
            await self._lifecycle.end(Status.ERROR, f"Processing stopped: {describe_failure(error)}")
            raise
        finally:
            saving.cancel()

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
        """Start no more files; those that are still being read a moment later are read again after the pause."""
        await asyncio.gather(self._lifecycle.pause(), self._reading.interrupt())

    async def resume(self) -> None:
        """Continue; during an outage, as soon as it is over."""
        await self._lifecycle.resume()

    async def wait_through_outage(self, check: Callable[[], Awaitable[None]]) -> None:
        """Show an outage of the database until `check` no longer raises CatalogUnavailableError."""
        await self._lifecycle.retry_through_outage(check)

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
            lambda: self._catalog.preview.set_gone_withheld(self.session_id, withheld)
        )
        if not self._lifecycle.is_cancelled:
            passed_over = discovery.passed_over.count()
            await self._lifecycle.retry_through_outage(
                lambda: self._catalog.sessions.set_passed_over(self.session_id, passed_over)
            )
            said = (discovery.explain(self._progress.ledger), passed_over.describe())
            await self._lifecycle.end_discovery(". ".join(filter(None, said)))

    async def _was_unmounted(self, discovery: Discovery) -> bool:
        return await self._lifecycle.wait_until_mounted([*self._row.populated, *discovery.nonempty])

    async def _walk_folders(self) -> Discovery:
        discovery = Discovery(self._parameters)
        async with aclosing(list_batches(discovery, self._lifecycle)) as batches:
            async for batch in batches:
                staged = await self._stage_batch(batch)
                self._context.metrics.files.labels(Outcome.SKIPPED).inc(staged.skipped)
                self.emit_update(with_discovered(self._progress, found=staged.found, skipped=staged.skipped))
        return discovery

    async def _stage_batch(self, batch: list[DiscoveredFile]) -> StagedBatch:
        def stage() -> Write[StagedBatch]:
            return self._catalog.staging.add_discovered(
                self.session_id,
                batch,
                skip_existing=self._parameters.skip_existing,
                read_pixels=self._parameters.read_pixels,
            )

        return await self._lifecycle.retry_through_outage(stage)

    async def _take_pending(self, within: Sequence[str] | None) -> PendingFile | None:
        """Return the next file to read below one of the folders `within` (None: anywhere); None when none is left."""
        file = await self._lifecycle.retry_through_outage(lambda: self._pending.take(within))
        if self._progress.next_folder and not self._pending.next_folder:
            # Not awaited: if a crash loses it, the next start looks below that folder once more.
            self._catalog.sessions.set_next_folder(self.session_id, "")
            self.emit_update(replace(self._progress, next_folder=""))
        return file

    def _announce(self) -> None:
        current = self._find_current_file()
        if current != self._progress.current_file:
            self.emit_update(replace(self._progress, current_file=current))

    def _find_current_file(self) -> str:
        """Return the file to show as the current one. After a pause none is shown."""
        newest = self._activity.current_file if self._lifecycle.is_open else ""
        return newest or self._progress.current_file

    async def _stage_reports(self, files: Sequence[ReadFile]) -> None:
        """Stage reports, then count the files. No other task stages these, so any attempt that was kept counts."""
        finished = [file.finished for file in files]

        async def stage() -> None:
            with self._times.measure_write():
                await self._catalog.staging.add_reports(self.session_id, finished)

        await self._lifecycle.retry_through_outage(stage)
        self._rate = self._rate.with_finished(self._lifecycle.elapsed, len(files))
        progress = replace(self._progress, current_file=self._find_current_file())
        for file in files:
            report = file.finished.report
            self._pending.release(file.finished.file_id)
            self._activity.add(file.finished.file_id, file.path, report)
            progress = with_finished(progress, report.tally, file.failure)
            if file.failure is not None:
                self.emit_update(progress, file.failure)
        if progress.ledger != self._progress.ledger:
            self.emit_update(progress)

    async def _save_work_regularly(self) -> None:
        while True:
            await asyncio.sleep(SAVE_WORK_S)
            if self._lifecycle.is_working:
                self._save_work_ahead()  # not awaited: the next save makes up for one that failed

    def _save_work_ahead(self) -> Write[None]:
        return self._save_work(self._lifecycle.elapsed_to_save)

    def _save_work(self, elapsed: float) -> Write[None]:
        return self._catalog.sessions.save_work(self.session_id, elapsed, self._rate, self._times.count())

    async def _end(self) -> None:
        async with self._context.locks.get(self.session_id):
            with self._context.tracing.span("session.relate"):
                await self._lifecycle.retry_through_outage(lambda: self._context.relations.relate(self.session_id))
        await self._lifecycle.retry_through_outage(self._check_ledger)
        is_whole = await self._lifecycle.wait_until_open()  # a pause may have come during an outage at the end
        pending = self._progress.ledger.pending
        if is_whole and pending == 0:
            await self._lifecycle.end(Status.COMPLETED)
            return
        left = f"{count_noun(pending, 'file was', 'files were')} not read."
        await self._lifecycle.end(Status.CANCELLED, left if is_whole else f"Cancelled. {left}")

    async def _check_ledger(self) -> None:
        """Compare the counts shown with the database. Raises `LedgerError` when they differ."""
        staged = await self._catalog.sessions.progress(self.session_id)
        if staged is not None and staged.ledger != self._progress.ledger:
            raise LedgerError(
                f"the counts shown are wrong: {self._progress.ledger}, but the database has {staged.ledger}"
            )

    async def _save_status(self, status: Status, message: str, discovery_message: str | None) -> None:
        elapsed, rate, time_spent = self._lifecycle.elapsed_to_save, self._rate, self._times.count()
        await self._lifecycle.retry_through_outage(
            lambda: self._catalog.sessions.set_status(
                self.session_id,
                status,
                message=message,
                elapsed=elapsed,
                rate=rate,
                time_spent=time_spent,
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
