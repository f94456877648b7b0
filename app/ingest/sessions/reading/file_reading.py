"""The reading of one session's files: as many at a time as the session gets workers.

A worker is held for a short time, a turn, in which its thread reads one file after another. So a small file costs no
change of threads, and a session that waits for a worker gets one soon.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from app.catalog import PendingFile, SessionRow
from app.domain.priority import Priority
from app.domain.report import Step
from app.ingest.context import IngestContext
from app.ingest.disk.mounts import explain_unmounted, select_containing
from app.ingest.sessions.lifecycle import Lifecycle
from app.ingest.sessions.reading.pending_files import PendingFiles
from app.ingest.sessions.reading.report_staging import ReadFile, ReportStaging
from app.ingest.telemetry.read_batches import ReadBatches
from app.ingest.workers.activity import SessionActivity
from app.ingest.workers.fair_share import Share, ShareClosedError
from app.ingest.workers.reading import Encoding
from app.ingest.workers.reading_worker import ReadingWorker
from app.ingest.workers.stalls import Folders
from app.ingest.workers.worker import (
    FileInterruptedError,
    FileSkippedError,
    WorkerCancelledError,
    failed_in_worker,
)
from app.readers import ReadOptions

Result = TypeVar("Result")

TURN_S = 0.05
"""How long a worker goes on to read files of one session before others may have it."""

LAST_FILES_S = 0.05
"""How long files may still be read after a pause, before they are interrupted. Most are over by then."""

LOOK_S = 0.5
"""Seconds between two looks at whether folders answer, and workers have come or gone."""


class FileReading:
    """Reads pending files in workers, and stages each report.

    `take` returns the next file to read below one of some folders (None: anywhere), or None when none is left that can
    be read; `pending`, which may be used in
    any thread, is where it takes them. `stage` keeps reports; `announce` shows what is being read; `spend` is told the
    seconds that each step of reading took.
    """

    def __init__(
        self,
        row: SessionRow,
        priority: Priority,
        context: IngestContext,
        lifecycle: Lifecycle,
        activity: SessionActivity,
        *,
        take: Callable[[Sequence[str] | None], Awaitable[PendingFile | None]],
        pending: PendingFiles,
        folders: Folders,
        stage: Callable[[Sequence[ReadFile]], Awaitable[None]],
        announce: Callable[[], None],
        spend: Callable[[Mapping[Step, float]], None],
    ) -> None:
        self._directories = row.parameters.directories
        self._options = ReadOptions(
            metadata=row.parameters.extract_metadata,
            keywords=row.parameters.extract_keywords,
            scores=row.parameters.import_scores,
            nsfw=row.parameters.enable_nsfw_detection,
            nsfw_model=context.nsfw_model,
            thumbnail_px=context.thumbnail_px,
            pixels=row.parameters.read_pixels,
            hashed_bytes=context.hashed_bytes,
        )
        self._nsfw_threshold = row.parameters.nsfw_threshold
        self._pool = context.pool
        self._metrics = context.metrics
        self._tracing = context.tracing
        self._lifecycle = lifecycle
        self._activity = activity
        self._take = take
        self._pending = pending
        self._folders = folders
        self._stage = stage
        self._announce = announce
        self._spend = spend
        self._share: Share[ReadingWorker] = Share(priority)
        self._readers: set[asyncio.Task[None]] = set()
        """One task more than there are workers: it already waits when another one releases its worker."""
        self._exhausted: set[tuple[str, ...]] = set()
        """Folders that are all that some worker sees, and below which nothing is left to read."""
        self._doubtful = 0
        """Files that are to be read again, and no longer in `pending`."""
        self._has_returned = False
        """Whether a file was given back since the last look."""

    async def run(self) -> None:
        """Read until no file is left or the session is cancelled; every report is staged when this returns."""
        with self._tracing.span("session.read"):
            batches = ReadBatches(self._tracing)
            staging = ReportStaging(partial(self._stage_and_count, batches), self._announce)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(staging.run())
                add_reader = partial(self._add_reader, tasks, staging)
                watching = [
                    tasks.create_task(self._watch_stalls()),
                    tasks.create_task(self._watch_workers(add_reader)),
                ]
                for _ in range(self._pool.size + 1):
                    add_reader()
                while self._readers:
                    await asyncio.wait(self._readers, return_when=asyncio.FIRST_COMPLETED)
                for watch in watching:
                    watch.cancel()
                staging.close()
            batches.end_batch()

    def cancel(self) -> None:
        """Stop at once, also in the middle of a file."""
        self._share.close()
        for worker in self._activity.workers:
            worker.cancel()

    async def interrupt(self) -> None:
        """After a pause, stop reading soon: a file that is not over by then stays pending."""
        await asyncio.sleep(LAST_FILES_S)
        if not self._lifecycle.is_open:
            self._activity.interrupt()

    def _add_reader(self, tasks: asyncio.TaskGroup, staging: ReportStaging) -> None:
        reader = tasks.create_task(self._take_turns(staging))
        self._readers.add(reader)
        reader.add_done_callback(self._readers.discard)

    async def _watch_workers(self, add_reader: Callable[[], None]) -> None:
        """Use workers that have come, and show that the session waits when none is left that could read a file."""
        while True:
            await asyncio.sleep(LOOK_S)
            if self._has_returned:
                self._has_returned = False
                self._exhausted.clear()
                self._pool.look_again()
            if self._pool.has_any(self._suits):
                self._lifecycle.set_missing_workers("")
                while len(self._readers) <= self._pool.size:
                    add_reader()
            elif not self._activity.list_readings():
                if self._doubtful or self._pending.are_waiting or await self._has_others():
                    self._lifecycle.set_missing_workers(self._pool.explain_missing(self._directories))
                else:
                    self._share.close()  # nothing is left, but the tasks need a worker to find that out

    def _suits(self, worker: ReadingWorker) -> bool:
        """Whether the worker may have something to read for this session."""
        if not worker.is_for(self._options):
            return False
        visible = worker.select_visible(self._directories)
        return visible is None or (bool(visible) and visible not in self._exhausted)

    def _suits_file(self, path: str, worker: ReadingWorker) -> bool:
        visible = worker.select_visible([path])
        return worker.is_for(self._options) and (visible is None or bool(visible))

    async def _watch_stalls(self) -> None:
        """Interrupt readings below folders that do not answer, so that they do not hold every worker."""
        try:
            while True:
                await asyncio.sleep(LOOK_S)
                surplus = self._pool.stalls.look(self, self._activity.list_readings(), self._folders)
                if surplus and (self._pool.is_wanted(self._share) or await self._has_others()):
                    for reading in surplus:
                        reading.worker.interrupt(reading.path)
        finally:
            self._pool.stalls.forget(self)

    async def _has_others(self) -> bool:
        """Whether a file is left whose folder answers."""
        if (file := await self._take(None)) is None:
            return False
        self._pending.give_back(file)
        return True

    def set_priority(self, priority: Priority) -> None:
        self._share.priority = priority

    async def _stage_and_count(self, batches: ReadBatches, files: Sequence[ReadFile]) -> None:
        failed_at = [file.failure.step for file in files if file.failure is not None]
        size = sum(file.pending.size for file in files)
        with batches.write(len(files), len(failed_at), size):
            await self._stage(files)
        self._metrics.add_files(len(files), failed_at, size)

    async def _take_turns(self, staging: ReportStaging) -> None:
        """Read files until none is left, or the session was cancelled."""
        try:
            while await self._lifecycle.wait_until_open():
                await staging.wait_for_room()
                async with self._pool.acquire(self._share, self._suits) as worker:
                    if not self._lifecycle.is_open:
                        continue  # a pause or an outage began while this task waited for a worker
                    within = worker.select_visible(self._directories)
                    if (file := await self._take_next(within)) is None:
                        if within is not None and await self._has_others():
                            self._exhausted.add(within)
                            continue
                        if not self._pending.are_waiting:
                            return
                    doubtful = []
                    if file is not None:
                        doubtful = await self._run(worker, partial(self._read_turn, worker, staging, file))
                if file is None:
                    await self._lifecycle.finish_unless_cancelled(asyncio.sleep(LOOK_S))
                self._doubtful += len(doubtful)
                for unconfirmed in doubtful:
                    await self._read_again_when_mounted(unconfirmed, staging)
                    self._doubtful -= 1
        except (ShareClosedError, WorkerCancelledError):
            return

    async def _take_next(self, within: Sequence[str] | None) -> PendingFile | None:
        """Return the next file, below one of the folders `within`; None: any.

        Return one of a folder that does not answer only where no other file wants the worker.
        """
        file = await self._take(within)
        if file is None and within is None and not self._pool.is_wanted(self._share):
            return self._pending.take_waiting()
        return file

    async def _read_again_when_mounted(self, file: PendingFile, staging: ReportStaging) -> None:
        """Wait until the chosen folders above `file` are mounted and read it, until they still are after the read."""
        while True:
            await self._lifecycle.wait_until_mounted(self._select_folders(file.path))
            if not await self._lifecycle.wait_until_open():
                raise WorkerCancelledError
            async with self._pool.acquire(self._share, partial(self._suits_file, file.path)) as worker:
                if await self._run(worker, partial(self._read_once, worker, staging, file)):
                    return

    async def _run(self, worker: ReadingWorker, work: Callable[[], Result]) -> Result:
        """Return what `work` returns in the thread of the worker."""
        try:
            return await self._pool.run(worker, work)
        finally:
            spent = worker.take_time_spent()
            self._metrics.add_step_seconds(spent)
            self._spend(spent)

    # What follows runs in the thread of a worker.

    def _read_turn(self, worker: ReadingWorker, staging: ReportStaging, first: PendingFile) -> list[PendingFile]:
        """Read `first` and the files after it until the turn is over.

        Return the files that must be read again, because it is not certain that their folders were mounted.
        """
        doubtful: list[PendingFile] = []
        file: PendingFile | None = first
        started_at = time.monotonic()
        while file is not None:
            with self._activity.reads(file.file_id, file.path, worker):
                try:
                    read = self._read(worker, staging, file)
                except FileInterruptedError:
                    self._pending.give_back(file)
                    self._has_returned = True
                    break
                # Before the next file is begun, which may take long.
                if read is not None and (_failed_to_open(read) or not self._hand_over(read, staging)):
                    doubtful.append(file)
            is_over = time.monotonic() - started_at > TURN_S or staging.is_full or not self._lifecycle.is_open
            file = None if is_over else self._pending.take_loaded(worker.select_visible(self._directories))
        return doubtful

    def _read_once(self, worker: ReadingWorker, staging: ReportStaging, file: PendingFile) -> bool:
        """Read `file`; return False when it was interrupted, or one of its folders was unmounted after the read."""
        with self._activity.reads(file.file_id, file.path, worker):
            try:
                read = self._read(worker, staging, file)
            except FileInterruptedError:
                return False
            return read is None or self._hand_over(read, staging)

    def _hand_over(self, file: ReadFile, staging: ReportStaging) -> bool:
        """Hand a report over if the chosen folders above the file are still mounted; return whether they are."""
        if explain_unmounted(self._select_folders(file.path)) is not None:
            return False
        staging.add(file)
        return True

    def _read(self, worker: ReadingWorker, staging: ReportStaging, file: PendingFile) -> ReadFile | None:
        """Return the file with its report; None when a user skipped it, and its failure was handed over."""
        encoding = Encoding(file.size, file.mtime_ns, self._nsfw_threshold)
        try:
            if self._lifecycle.is_cancelled:
                raise WorkerCancelledError
            if not self._lifecycle.is_open:  # a pause came after the file was taken
                raise FileInterruptedError
            staging.wake()
            report = worker.read_encoded(file.path, self._options, encoding)
            return ReadFile.now(file, report, worker.machine)
        except FileSkippedError as skipped:  # perhaps because of a disk that does not answer: it is not asked
            report = encoding.encode(failed_in_worker(file.path, str(skipped)))
            staging.add(ReadFile.now(file, report, worker.machine))
            return None

    def _select_folders(self, path: str) -> list[str]:
        return select_containing(self._directories, path)


def _failed_to_open(file: ReadFile) -> bool:
    """Return whether the file could not be opened: its folder may have been unmounted for a moment only."""
    fatal = file.finished.report.fatal
    return fatal is not None and fatal.step is Step.OPEN
