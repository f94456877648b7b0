"""The reading of one session's files: as many at a time as the session gets workers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine

from app.catalog import PendingFile, SessionRow
from app.domain.priority import Priority
from app.domain.report import FileReport, Step
from app.ingest.context import IngestContext
from app.ingest.disk.mounts import select_containing
from app.ingest.sessions.lifecycle import Lifecycle
from app.ingest.workers.fair_share import Share, ShareClosedError
from app.ingest.workers.worker import Worker, WorkerCancelledError
from app.readers import ReadOptions


class FileReading:
    """Reads pending files in workers and passes each report on.

    `take` returns the next file to read, or None when none is left. `announce` shows the path of a file that is about
    to be read. `stage` keeps a report.
    """

    def __init__(
        self,
        row: SessionRow,
        priority: Priority,
        context: IngestContext,
        lifecycle: Lifecycle,
        *,
        take: Callable[[], Awaitable[PendingFile | None]],
        announce: Callable[[str], None],
        stage: Callable[[PendingFile, FileReport], Coroutine[None, None, None]],
    ) -> None:
        self._directories = row.parameters.directories
        self._options = ReadOptions(
            metadata=row.parameters.extract_metadata,
            keywords=row.parameters.extract_keywords,
            scores=row.parameters.import_scores,
            nsfw=row.parameters.enable_nsfw_detection,
            nsfw_model=context.nsfw_model,
            thumbnail_px=context.thumbnail_px,
        )
        self._pool = context.pool
        self._lifecycle = lifecycle
        self._take = take
        self._announce = announce
        self._stage = stage
        self._share: Share[Worker] = Share(priority)
        self._busy_workers: set[Worker] = set()

    async def run(self) -> None:
        """Read until no file is left or the session is cancelled; every report is staged when this returns."""
        async with asyncio.TaskGroup() as tasks:
            # One task more than there are workers: it already waits when another one releases its worker.
            for _ in range(self._pool.size + 1):
                tasks.create_task(self._read_file_after_file(tasks))

    def cancel(self) -> None:
        """Stop at once, also in the middle of a file."""
        self._share.close()
        for worker in self._busy_workers:
            worker.cancel()

    def set_priority(self, priority: Priority) -> None:
        self._share.priority = priority

    async def _read_file_after_file(self, tasks: asyncio.TaskGroup) -> None:
        """Read files until none is left. The next file is read while one report is being staged."""
        staging: asyncio.Task[None] | None = None
        while (result := await self._read_next_file()) is not None:
            if staging is not None:
                await staging
            staging = tasks.create_task(self._stage(*result))

    async def _read_next_file(self) -> tuple[PendingFile, FileReport] | None:
        """Return a file and its report; None when no file is left, or the session was cancelled."""
        while await self._lifecycle.wait_until_open():
            try:
                async with self._pool.acquire(self._share) as worker:
                    if not self._lifecycle.is_open:
                        continue  # a pause or an outage began while this task waited for a worker
                    if (file := await self._take()) is None:
                        return None
                    report, unmounted = await self._read(worker, file)
                if unmounted or _failed_to_open(report):
                    report = await self._read_again_when_mounted(file)
                return file, report
            except (ShareClosedError, WorkerCancelledError):
                return None
        return None

    async def _read_again_when_mounted(self, file: PendingFile) -> FileReport:
        """Wait until the chosen folders above `file` are mounted and read it, until they still are after the read."""
        while True:
            has_waited = await self._lifecycle.wait_until_mounted(self._select_folders(file))
            if has_waited and not await self._lifecycle.wait_until_open():
                raise WorkerCancelledError
            async with self._pool.acquire(self._share) as worker:
                report, unmounted = await self._read(worker, file)
            if not unmounted:
                return report

    async def _read(self, worker: Worker, file: PendingFile) -> tuple[FileReport, str | None]:
        """Return the report, and why a chosen folder above `file` was unmounted after the read; None: none was."""
        if self._lifecycle.is_cancelled:
            raise WorkerCancelledError
        self._busy_workers.add(worker)
        self._announce(file.path)
        try:
            return await self._pool.read(worker, file.path, self._options, self._select_folders(file))
        finally:
            self._busy_workers.discard(worker)

    def _select_folders(self, file: PendingFile) -> list[str]:
        return select_containing(self._directories, file.path)


def _failed_to_open(report: FileReport) -> bool:
    """Return whether the file could not be opened: its folder may have been unmounted for a moment only."""
    return report.fatal is not None and report.fatal.step is Step.OPEN
