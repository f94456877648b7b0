"""The worker pool: as many workers as the settings say, each reading one file at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from app.domain.report import FileReport
from app.ingest.disk.mounts import explain_unmounted
from app.ingest.workers.fair_share import FairShare, Share
from app.ingest.workers.worker import Worker, WorkerLimits, worker_context
from app.readers import ReadOptions


class WorkerPool:
    """Gives workers to sessions by their shares; used from one asyncio loop."""

    def __init__(self, size: int, limits: WorkerLimits) -> None:
        context = worker_context()
        self.size = size
        self._workers = [Worker(context, limits) for _ in range(size)]
        self._fair_share: FairShare[Worker] = FairShare()
        self._threads = ThreadPoolExecutor(max_workers=size, thread_name_prefix="worker")

    async def start(self) -> None:
        """Start every worker process. Raises `WorkerStartError`."""
        loop = asyncio.get_running_loop()
        await asyncio.gather(*(loop.run_in_executor(self._threads, worker.start) for worker in self._workers))
        for worker in self._workers:
            self._fair_share.add(worker)

    async def stop(self) -> None:
        """End every worker process, also in the middle of a file."""
        for worker in self._workers:
            worker.cancel()
        await asyncio.to_thread(self._threads.shutdown)
        for worker in self._workers:
            await asyncio.to_thread(worker.stop)

    @asynccontextmanager
    async def acquire(self, share: Share[Worker]) -> AsyncIterator[Worker]:
        """Hold a worker for the length of the block. Raises `ShareClosedError` once the share is closed."""
        worker = await self._fair_share.acquire(share)
        worker.clear_cancel()
        try:
            yield worker
        finally:
            self._fair_share.release(share, worker)

    async def read(
        self, worker: Worker, path: str, options: ReadOptions, folders: Sequence[str]
    ) -> tuple[FileReport, str | None]:
        """Return the report on `path`, and why one of `folders` was unmounted after the read (None when none was).

        Raises `WorkerCancelledError` when the worker was cancelled.
        """

        def read_and_check() -> tuple[FileReport, str | None]:
            return worker.read(path, options), explain_unmounted(folders)

        return await asyncio.get_running_loop().run_in_executor(self._threads, read_and_check)
